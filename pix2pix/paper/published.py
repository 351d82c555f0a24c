"""The tables of the papers: which rows they have, and the figures that stand in them.

Isola et al. 2017, "Image-to-Image Translation with Conditional Adversarial Networks", arXiv
1611.07004; Zhu et al. 2017, "Unpaired Image-to-Image Translation using Cycle-Consistent Adversarial
Networks", arXiv 1703.10593. All are about Cityscapes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pix2pix.config import TableName

FCN = ("pixel", "class", "iou")  # figures of the FCN-score, and of label maps
LAB = ("lab_l", "lab_a", "lab_b")  # intersection of histograms of L, a and b

Into = Literal["photo", "labels"]


@dataclass(frozen=True)
class Line:
    """A line of a table.

    Attributes:
        run: Which of ``recipes`` is trained for it.
        published: What stands in the paper's table, by figure.
        reverse: The other generator of that run is measured, in a method that has two.
    """

    title: str
    run: str
    published: Mapping[str, float]
    reverse: bool = False


@dataclass(frozen=True)
class PaperTable:
    """A table of a paper.

    Attributes:
        source: Where it stands.
        into: What the outputs of its rows show.
        figures: Those that stand in it, and by which its rows are ordered.
        ceiling: What the paper's judge gives to real photos, where it is asked.
        picture: The figure of the paper that shows outputs of these rows.
        beside: Other rows that it shows, before those of the table.
    """

    name: str
    title: str
    source: str
    into: Into
    figures: tuple[str, ...]
    lines: tuple[Line, ...]
    ceiling: Mapping[str, float]
    picture: str = ""
    beside: tuple[Line, ...] = ()


def _fcn(*values: float) -> dict[str, float]:
    return dict(zip(FCN, values, strict=True))


def _lab(*values: float) -> dict[str, float]:
    return dict(zip(LAB, values, strict=True))


REAL = _fcn(0.80, 0.26, 0.21)

TABLES: dict[TableName, tuple[PaperTable, ...]] = {
    "losses": (
        PaperTable(
            "losses",
            "FCN-scores for different losses, labels to photo",
            "Isola et al. 2017, Table 1",
            "photo",
            FCN,
            (
                Line("L1", "l1", _fcn(0.42, 0.15, 0.11)),
                Line("GAN", "gan", _fcn(0.22, 0.05, 0.01)),
                Line("cGAN", "cgan", _fcn(0.57, 0.22, 0.16)),
                Line("L1+GAN", "l1-gan", _fcn(0.64, 0.20, 0.15)),
                Line("L1+cGAN", "l1-cgan", _fcn(0.66, 0.23, 0.17)),
            ),
            REAL,
            "Fig. 4",
        ),
    ),
    "generators": (
        PaperTable(
            "generators",
            "FCN-scores for different generators, labels to photo",
            "Isola et al. 2017, Table 2",
            "photo",
            FCN,
            (
                Line("encoder-decoder, L1", "encoder-decoder-l1", _fcn(0.35, 0.12, 0.08)),
                Line("encoder-decoder, L1+cGAN", "encoder-decoder-l1-cgan", _fcn(0.29, 0.09, 0.05)),
                Line("U-Net, L1", "l1", _fcn(0.48, 0.18, 0.13)),
                Line("U-Net, L1+cGAN", "l1-cgan", _fcn(0.55, 0.20, 0.14)),
            ),
            REAL,
            "Fig. 5",
        ),
    ),
    "patches": (
        PaperTable(
            "patches",
            "FCN-scores for different patches of the discriminator, labels to photo",
            "Isola et al. 2017, Table 3",
            "photo",
            FCN,
            (
                Line("1x1", "patch-1", _fcn(0.39, 0.15, 0.10)),
                Line("16x16", "patch-16", _fcn(0.65, 0.21, 0.17)),
                Line("70x70", "l1-cgan", _fcn(0.66, 0.23, 0.17)),
                Line("286x286", "patch-286", _fcn(0.42, 0.16, 0.11)),
            ),
            REAL,
            "Fig. 6",
            (Line("L1", "l1", {}),),
        ),
    ),
    "colors": (
        PaperTable(
            "colors",
            "Intersection of color histograms with the ground truth in Lab, labels to photo",
            "Isola et al. 2017, Fig. 7e",
            "photo",
            LAB,
            (
                Line("L1", "l1", _lab(0.81, 0.69, 0.70)),
                Line("cGAN", "cgan", _lab(0.87, 0.74, 0.84)),
                Line("L1+cGAN", "l1-cgan", _lab(0.86, 0.84, 0.82)),
                Line("PixelGAN", "patch-1", _lab(0.83, 0.68, 0.78)),
            ),
            {},
            "Fig. 7",
        ),
    ),
    "labels": (
        PaperTable(
            "labels",
            "Photo to labels, for different losses",
            "Isola et al. 2017, Table 6",
            "labels",
            FCN,
            (
                Line("L1", "to-labels-l1", _fcn(0.86, 0.42, 0.35)),
                Line("cGAN", "to-labels-cgan", _fcn(0.74, 0.28, 0.22)),
                Line("L1+cGAN", "to-labels-l1-cgan", _fcn(0.83, 0.36, 0.29)),
            ),
            {},
            "Fig. 10",
        ),
    ),
    "unpaired": (
        PaperTable(
            "unpaired",
            "FCN-scores of pix2pix and CycleGAN, labels to photo",
            "Zhu et al. 2017, Table 2",
            "photo",
            FCN,
            (
                Line("CycleGAN", "cyclegan", _fcn(0.52, 0.17, 0.11)),
                Line("pix2pix", "l1-cgan", _fcn(0.71, 0.25, 0.18)),
            ),
            {},
            "Fig. 5",
        ),
        PaperTable(
            "unpaired-labels",
            "pix2pix and CycleGAN, photo to labels",
            "Zhu et al. 2017, Table 3",
            "labels",
            FCN,
            (
                Line("CycleGAN", "cyclegan", _fcn(0.58, 0.22, 0.16), reverse=True),
                Line("pix2pix", "to-labels-l1-cgan", _fcn(0.85, 0.40, 0.32)),
            ),
            {},
            "Fig. 5",
        ),
    ),
}
