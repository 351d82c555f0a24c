"""What becomes of see-through parts is said: by the inspection, and by whoever reads pairs."""

import logging
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from pydantic import ValidationError

from pix2pix.config import DataConfig, Recipe, UNetConfig
from pix2pix.data.inspect import examine
from pix2pix.data.paired import PairedPictures
from pix2pix.data.unpaired import UnpairedPictures
from tests.conftest import SIDE, SMALL

CUTS = SMALL.changed(out_channels=4)
WHOLE = DataConfig(held_out=0.0, jitter=1.0, mirror=False)


def disc(number: int) -> Image.Image:
    """A disc in a color of its own; what is beside it is hidden green."""
    cut = Image.new("RGBA", (SIDE, SIDE), (0, 255, 0, 0))
    box = (4 + number, 6, 18 + number, 20)
    ImageDraw.Draw(cut).ellipse(box, (200, 20 * number, 90, 255))
    return cut


@pytest.fixture
def cut_outs(tmp_path: Path) -> Path:
    """Four photos in noise, and what was cut out of them."""
    for number in range(4):
        noise = np.random.default_rng(number).integers(0, 256, (SIDE, SIDE, 3), np.uint8)
        photo = Image.fromarray(noise)
        photo.paste(disc(number), (0, 0), disc(number))
        for half, picture in (("photo", photo), ("cutout", disc(number))):
            (tmp_path / half).mkdir(exist_ok=True)
            picture.save(tmp_path / half / f"{number}.png")
    return tmp_path


def beside(folder: Path) -> Path:
    """The same side by side, each pair in one file with opacity."""
    for number in range(4):
        pair = Image.new("RGBA", (2 * SIDE, SIDE))
        pair.paste(Image.open(folder / f"photo/{number}.png"), (0, 0))
        pair.paste(disc(number), (SIDE, 0))
        (folder / "beside").mkdir(exist_ok=True)
        pair.save(folder / f"beside/{number}.png")
    return folder / "beside"


def said(folder: Path, generator: UNetConfig, caplog, data: DataConfig = WHOLE) -> str:
    caplog.clear()
    with caplog.at_level(logging.WARNING):
        PairedPictures.find(folder, generator, data, 0)
    return caplog.text


@pytest.mark.parametrize("in_one_file", [False, True])
def test_targets_keep_their_opacity_if_the_network_makes_it(cut_outs, in_one_file):
    folder = beside(cut_outs) if in_one_file else cut_outs
    pictures, _ = PairedPictures.find(folder, CUTS, WHOLE, 0)
    for number in range(4):
        source, target = pictures.plain(number)
        assert (len(source), len(target)) == (3, 4)
        alpha = np.asarray(disc(number))[..., 3]
        assert np.array_equal(target[3].numpy(), alpha)
        assert not target[:, alpha == 0].any()  # the green is gone
        shown = np.asarray(pictures.target(number))
        assert np.array_equal(shown[alpha > 0], np.asarray(disc(number))[alpha > 0])


def test_opacity_that_is_laid_on_white_is_said_by_whoever_reads_the_pairs(cut_outs, caplog):
    words = "The targets have opacity, which is laid on white paper; --out-channels 4"
    assert words in said(cut_outs, SMALL, caplog)
    assert said(cut_outs, CUTS, caplog) == ""
    turned = WHOLE.changed(direction="b2a")
    words = "The sources have opacity, which is laid on white paper; --in-channels 4"
    assert words in said(cut_outs, SMALL, caplog, turned)
    with caplog.at_level(logging.WARNING):
        UnpairedPictures.find(cut_outs, SMALL, WHOLE, 0)
    assert "The targets have opacity" in caplog.text


def test_opacity_that_is_asked_for_in_vain_is_said(pairs, caplog):
    assert "nothing is see-through" in said(pairs, CUTS, caplog)
    assert said(pairs, SMALL, caplog) == ""


def test_the_inspection_tells_the_flag_and_takes_the_cut_out_for_the_target(cut_outs):
    found = examine(cut_outs)
    report = "\n".join(found.sentences())
    assert "Of the right or second half, 4 pictures have see-through parts" in report
    assert "--out-channels 4" in report
    assert (found.see_through, found.direction, found.sure) == ((False, True), "a2b", True)
    (cut_outs / "photo").rename(cut_outs / "z")  # which comes after cutout/
    turned = examine(cut_outs)
    assert (turned.see_through, turned.direction, turned.sure) == ((True, False), "b2a", True)


def test_what_is_placed_anywhere_lies_on_nothing(cut_outs):
    data = WHOLE.changed(random_placement=1.0)
    pictures, _ = PairedPictures.find(cut_outs, CUTS, data, 0)
    source, target = pictures.sample(0, np.random.default_rng(3))
    rim = target[:, :2].flatten(1)
    assert rim.max() < 1e-3  # nothing, where the source has its white paper
    assert target[3].max() > 250 and target[:3].max() <= 201
    assert source.max() == 255


@pytest.mark.parametrize(
    ("channels", "data"),
    [
        ({"out_channels": 4}, {"collage": 0.5}),
        ({"in_channels": 2}, {"collage": 0.5}),
        ({"in_channels": 4}, {"hand_drawn": 0.5}),
    ],
)
def test_what_draws_on_white_paper_is_refused_where_there_is_none(channels, data):
    with pytest.raises(ValidationError, match="draws on white paper"):
        Recipe(generator=UNetConfig(**channels), data=DataConfig(**data))
    Recipe(generator=UNetConfig(out_channels=4), data=DataConfig(hand_drawn=0.5))


def test_lines_behind_what_was_cut_out_are_no_sign_of_another_photo(tmp_path):
    rng = np.random.default_rng(0)
    for number in range(16):
        cut = Image.new("RGBA", (64, 64))
        left, top = rng.integers(4, 30, 2).tolist()
        ImageDraw.Draw(cut).rectangle((left, top, left + 24, top + 24), "red")
        photo = Image.new("RGB", (64, 64), "grey")
        photo.paste(cut, (0, 0), cut)
        if number % 6 == 5:  # there are strong lines in the background of some
            ImageDraw.Draw(photo).rectangle((2, 2, 61, 61), outline="white", width=3)
            ImageDraw.Draw(photo).line((0, 50, 63, 40), "black", 4)
        for half, picture in (("photo", photo), ("cutout", cut)):
            (tmp_path / half).mkdir(exist_ok=True)
            picture.save(tmp_path / half / f"{number}.png")
    assert examine(tmp_path).problems == ()
