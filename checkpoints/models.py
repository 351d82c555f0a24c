"""What the bundled models are, and the stages that train each of them."""

from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
COMMON = (
    "--width 32 --discriminator-width 32 --upsampling resize --batch-size 4 --color-hint --seed 0"
)
BLEND = "blend"
UNTIL = " until "
PHOTOS = "--source edges --target photo --hand-drawn 0.4"
SETTLE = (
    f"{PHOTOS} --default-seed 10 --decay 1 --batch-size 2 --random-placement 0.2 --collage 0.35 "
    "--reconstruction-weight 60 --learning-rate 1e-4"
)
TIDY = (
    f"{PHOTOS} --default-seed 10 --batch-size 2 --jitter 1 --random-placement 0.5 "
    "--collage 0.35 --hue-jitter 0.6 "
    "--reconstruction-weight 60"
)
FACADES = "--source labels --target facade --default-seed 0 --direction b2a --palette facades"


@dataclass(frozen=True)
class Model:
    """How a bundled model is trained, and what its card says.

    Each of the ``stages`` is a run of its own that starts from the one before, or from its own
    ``--init``, and is stopped at a step where it says ``until 4600``; ``blend 2 3`` is the mean of
    the weights after the second and the third, and ``blend 2 3 0.8`` has four parts of the third.
    ``machine`` trained the bundled one.
    """

    sets: tuple[str, ...]
    stages: tuple[str, ...]
    license: str
    license_name: str | None
    data: str
    terms: str
    machine: str = "two busy cores without a GPU"


MODELS = {
    "edges2photo": Model(
        ("edges2shoes", "edges2handbags"),
        (
            f"{PHOTOS} --default-seed 0 --steps 6500 --decay 0.4",
            f"{PHOTOS} --default-seed 0 --steps 5000 --decay 0.6 --random-placement 0.3 "
            "--reconstruction-weight 150",
            f"{PHOTOS} --default-seed 10 --steps 9000 --decay 0.5 --random-placement 0.2 "
            "--collage 0.2 "
            "--reconstruction-weight 150 --learning-rate 4e-4",
            f"{BLEND} 2 3",
            f"{PHOTOS} --default-seed 10 --steps 2306 --batch-size 2 --random-placement 0.2 "
            "--collage 0.2 "
            "--reconstruction-weight 40 --learning-rate 4e-4",
            f"{PHOTOS} --default-seed 10 --steps 6500 --decay 0.5 --batch-size 2 "
            "--random-placement 0.2 "
            "--collage 0.35 --reconstruction-weight 40 --learning-rate 4e-4",
            f"{BLEND} 4 6",
            f"{PHOTOS} --default-seed 10 --steps 68000 --decay 0.6 --batch-size 2 "
            "--random-placement 0.2 "
            f"--collage 0.35 --reconstruction-weight 40 --learning-rate 4e-4{UNTIL}57220",
            f"{PHOTOS} --default-seed 10 --steps 38000 --decay 0.7 --random-placement 0.2 "
            "--collage 0.3 "
            f"--init build/edges2photo-7{UNTIL}35048",
            f"{BLEND} 9 8",
            f"{SETTLE} --steps 3200",
            f"{BLEND} 7 11 0.8",
            f"{SETTLE} --steps 900",
            f"{BLEND} 7 13 0.8",
            f"{TIDY} --steps 657",
            f"{TIDY} --steps 7000 --decay 0.6",
            f"{BLEND} 14 16 0.55",
            f"{TIDY} --steps 7000 --decay 0.6",
            f"{TIDY} --steps 1400 --decay 1 --ema-decay 0.998 --learning-rate 1e-4 "
            "--reconstruction-weight 120 --chroma-weight 0.5",
            f"{BLEND} 17 19 0.57",
            f"{TIDY} --steps 5600 --decay 0.6 --reconstruction-weight 100 --chroma-weight 0.6"
            f"{UNTIL}4600",
            f"{BLEND} 20 21 0.7",
            f"{TIDY} --steps 5000 --decay 0.7 --collage 0.45 --reconstruction-weight 100 "
            f"--chroma-weight 0.6 --seed 5{UNTIL}3200",
            f"{BLEND} 22 23 0.7",
        ),
        "other",
        "research-use",
        "edges2shoes and edges2handbags of the pix2pix paper, 1000 pairs of each",
        "For research use: the photos were published for research and belong to their owners "
        "(shoes: UT Zappos50K, Yu and Grauman 2014; bags: Zhu et al. 2016).",
        machine="two busy cores, stages 8 and 9 beside each other on an H100",
    ),
    "edges2emoji": Model(
        ("emoji",),
        (
            "--source edges --target emoji --hand-drawn 0.4 --random-placement 0.3 "
            "--steps 2000 --decay 0.4 "
            "--init build/edges2photo-2",
        ),
        "mit",
        None,
        "Fluent 3D emoji and line drawings of their flat twins, 804 pairs (emoji_pairs.py)",
        "The emoji are Microsoft's Fluent Emoji, MIT licence, from the npm packages "
        "@lobehub/fluent-emoji-3d and fluentui-emoji. It was fine-tuned from edges2photo, whose "
        "photos were published for research.",
    ),
    "labels2facade": Model(
        ("facades",),
        (
            f"{FACADES} --steps 3000 --decay 0.4",
            f"{FACADES} --steps 2000 --batch-size 1 --reconstruction-weight 30 "
            "--learning-rate 4e-4",
            f"{FACADES} --steps 8500 --decay 0.5 --batch-size 2 --reconstruction-weight 30 "
            "--learning-rate 4e-4",
        ),
        "other",
        "research-use",
        "CMP Facades as in the pix2pix paper, 400 pairs (Tylecek and Sara 2013)",
        "For research use: the photos were published for research and belong to their owners.",
    ),
}


def runs(name: str, model: Model) -> dict[Path, str]:
    """Folder and settings of each stage; the last folder is the checkpoint."""
    before, stages = "", {}
    for number, stage in enumerate(model.stages, start=1):
        last = number == len(model.stages)
        folder = Path("checkpoints", name) if last else Path("build", f"{name}-{number}")
        flags, until, step = stage.partition(UNTIL)
        begin = "" if "--init" in flags else before
        blended = flags.startswith(BLEND)
        stages[ROOT / folder] = flags if blended else f"{COMMON} {flags}{begin}{until}{step}"
        before = f" --init {folder}"
    return stages
