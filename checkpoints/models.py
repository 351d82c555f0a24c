"""What the bundled models are, and the one command that trains each of them from nothing."""

from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
GRAIN = "--noise-levels 3 4 5 6 --reconstruction-blur 1.5"  # L1 leaves it to the discriminator
COMMON = "--width 32 --discriminator-width 32 --upsampling smooth --precision bf16"
PAIRED = f"{COMMON} --color-hint --batch-size 2 --learning-rate 4e-4 --decay 0.6 --validate-every 5"


@dataclass(frozen=True)
class Model:
    """How a bundled model is trained, and what its card says.

    Attributes:
        sets: The folders of pairs that it learns from, all at once; or of two domains.
        flags: Its settings.
        machine: Where the bundled one was trained.
    """

    sets: tuple[str, ...]
    flags: str
    license: str
    license_name: str | None
    data: str
    terms: str
    machine: str = "two busy cores without a GPU"

    def settings(self, seed: int) -> str:
        """What follows ``train DATA --out RUN``."""
        return f"{self.flags} --seed {seed}"


MODELS = {
    "edges2photo": Model(
        ("edges2shoes", "edges2handbags"),
        f"--source edges --target photo --default-seed 10 --steps 12000 {GRAIN} "
        "--hand-drawn 0.4 --jitter 1 --random-placement 0.3 --collage 0.35 --hue-jitter 0.6 "
        f"--chroma-weight 0.6 {PAIRED}",
        "other",
        "research-use",
        "edges2shoes and edges2handbags of the pix2pix paper, 1000 pairs of each",
        "For research use: the photos were published for research and belong to their owners "
        "(shoes: UT Zappos50K, Yu and Grauman 2014; bags: Zhu et al. 2016).",
    ),
    "edges2emoji": Model(
        ("emoji",),
        "--source edges --target emoji --default-seed 0 --steps 16000 "
        "--hand-drawn 0.4 --jitter 1 --random-placement 0.4 --hue-jitter 0.3 --chroma-weight 0.6 "
        f"{PAIRED}",
        "mit",
        None,
        "Fluent 3D emoji and two line drawings of each, 1608 pairs (emoji_pairs.py)",
        "The emoji are Microsoft's Fluent Emoji, MIT licence, from the npm packages "
        "@lobehub/fluent-emoji-3d and fluentui-emoji. It was trained from nothing else.",
    ),
    "flat2emoji": Model(
        ("flat2emoji",),
        "--source flat --target emoji --input-kind colors --method cyclegan --steps 10000 "
        f"--size 128 --blocks 6 {COMMON} --save-every 250",
        "apache-2.0",
        None,
        "Noto's flat emoji and Fluent's 3D emoji, none of them on both sides: 623 and 613 pictures "
        "(emoji_domains.py)",
        "The flat emoji are Google's Noto Emoji, Apache-2.0, from the npm package "
        "@iconify-json/noto; the 3D ones are Microsoft's Fluent Emoji, MIT licence, from "
        "@lobehub/fluent-emoji-3d. It was trained from nothing else.",
    ),
}


def pairs_of(name: str) -> Path:
    """Where the pairs of a model are gathered."""
    return ROOT / "build" / "models" / name / "pairs"


def run_of(name: str, seed: int) -> Path:
    """Where it is trained."""
    return ROOT / "build" / "models" / name / f"seed-{seed}"


def gather(data: Path, model: Model, into: Path) -> None:
    """Link the pictures of several sets into one folder, in an order that mixes them."""
    for name in model.sets:
        for split in sorted(each for each in (data / name).iterdir() if each.is_dir()):
            (into / split.name).mkdir(parents=True, exist_ok=True)
            for file in sorted(split.iterdir()):
                link = into / split.name / f"{file.stem}_{name}{file.suffix}"
                if not link.exists():
                    link.symlink_to(file.resolve())
