"""Train the bundled models again, from data to model card: ``make models DATA=folder``.

    python checkpoints/train_models.py folder [edges2photo] [edges2emoji] [labels2facade]

The folder holds ``edges2shoes/``, ``edges2handbags/`` and ``facades/`` of the pix2pix paper, and
``emoji/`` as ``emoji_pairs.py`` makes it. A run that was interrupted is carried on; one that is
done only gets its figures, its int8 graph and its card again. edges2emoji starts from the second
stage of edges2photo. Needs ``pip install resvg-py==0.5.0``, which draws the sketches of the card.
"""

import math
import subprocess
import sys
import time
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from shutil import copyfile

import resvg_py
import torch
from PIL import Image

from pix2pix import Translator
from pix2pix.card import write_card
from pix2pix.checkpoint import DISCRIMINATOR, RECIPE, load_generator, save_generator
from pix2pix.config import Recipe
from pix2pix.evaluation import contact_sheet, evaluate, held_out, variety
from pix2pix.images import flatten, open_picture
from pix2pix.run import LOG, STATUS, State, read_log, read_status

HERE = Path(__file__).parent
ROOT = HERE.parent
COMMON = "--width 32 --discriminator-width 32 --upsampling resize --batch-size 4 --tint"
BLEND = "blend"
UNTIL = " until "
PHOTOS = "--source edges --target photo --hand-drawn 0.4"
SETTLE = (
    f"{PHOTOS} --first-take 10 --decay 1 --batch-size 2 --laid 0.2 --cut 0.35 "
    "--reconstruction-weight 60 --learning-rate 1e-4"
)
TIDY = (
    f"{PHOTOS} --first-take 10 --batch-size 2 --jitter 1 --laid 0.5 --cut 0.35 --recolour 0.6 "
    "--reconstruction-weight 60"
)
FACADES = (
    "--source labels --target facade --first-take 0 --direction b2a "
    "--palette checkpoints/facade_labels.json"
)


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
            f"{PHOTOS} --first-take 0 --steps 6500 --decay 0.4",
            f"{PHOTOS} --first-take 0 --steps 5000 --decay 0.6 --laid 0.3 "
            "--reconstruction-weight 150",
            f"{PHOTOS} --first-take 10 --steps 9000 --decay 0.5 --laid 0.2 --cut 0.2 "
            "--reconstruction-weight 150 --learning-rate 4e-4",
            f"{BLEND} 2 3",
            f"{PHOTOS} --first-take 10 --steps 2306 --batch-size 2 --laid 0.2 --cut 0.2 "
            "--reconstruction-weight 40 --learning-rate 4e-4",
            f"{PHOTOS} --first-take 10 --steps 6500 --decay 0.5 --batch-size 2 --laid 0.2 "
            "--cut 0.35 --reconstruction-weight 40 --learning-rate 4e-4",
            f"{BLEND} 4 6",
            f"{PHOTOS} --first-take 10 --steps 68000 --decay 0.6 --batch-size 2 --laid 0.2 "
            f"--cut 0.35 --reconstruction-weight 40 --learning-rate 4e-4{UNTIL}57220",
            f"{PHOTOS} --first-take 10 --steps 38000 --decay 0.7 --laid 0.2 --cut 0.3 "
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
            f"{TIDY} --steps 1400 --decay 1 --average 0.998 --learning-rate 1e-4 "
            "--reconstruction-weight 120 --colour-weight 0.5",
            f"{BLEND} 17 19 0.57",
            f"{TIDY} --steps 5600 --decay 0.6 --reconstruction-weight 100 --colour-weight 0.6"
            f"{UNTIL}4600",
            f"{BLEND} 20 21 0.7",
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
            "--source edges --target emoji --hand-drawn 0.4 --laid 0.3 --steps 2000 --decay 0.4 "
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


def gather(data: Path, model: Model, into: Path) -> None:
    """Link the pairs of several sets into one folder, in an order that mixes them."""
    for name in model.sets:
        for split in ("train", "val"):
            (into / split).mkdir(parents=True, exist_ok=True)
            for file in sorted((data / name / split).iterdir()):
                link = into / split / f"{file.stem}_{name}{file.suffix}"
                if not link.exists():
                    link.symlink_to(file.resolve())


def train(name: str, model: Model, pairs: Path) -> None:
    """Train, or carry on, in ``checkpoints/NAME``; earlier stages stand beside the pairs."""
    done: list[Path] = []
    for folder, flags in runs(name, model).items():
        if flags.startswith(BLEND):
            first, second, *share = flags.split()[1:]
            blend(done[int(first) - 1], done[int(second) - 1], folder, *map(float, share))
        else:
            settings, _, until = flags.partition(UNTIL)
            run(folder, pairs, settings, float(until or math.inf))
        done.append(folder)


def run(folder: Path, pairs: Path, settings: str, until: float) -> None:
    """Train one stage to its end, or to a step before it."""
    if finished(folder, until):
        return
    command = f"train {pairs} --out {folder} {settings}".split()
    begun = ["--resume"] if (folder / RECIPE).exists() else []
    command = [sys.executable, "-m", "pix2pix", *command, *begun]
    with subprocess.Popen(command, cwd=ROOT) as process:
        while process.poll() is None:
            time.sleep(1)
            if reached(folder, until):
                process.terminate()  # it saves first
                process.wait()
    if not finished(folder, until):
        sys.exit(process.returncode)


def finished(folder: Path, until: float) -> bool:
    """Whether the run in a folder needs no more steps."""
    ended = (folder / STATUS).exists() and read_status(folder).state is State.FINISHED
    return ended or reached(folder, until)


def reached(folder: Path, step: float) -> bool:
    """Whether the run in a folder has taken so many steps."""
    return (folder / STATUS).exists() and read_status(folder).step >= step


def blend(before: Path, last: Path, folder: Path, share: float = 0.5) -> None:
    """Make a checkpoint between two: of the second a ``share`` of the weights, and all else."""
    folder.mkdir(exist_ok=True)
    for file in (RECIPE, LOG, DISCRIMINATOR):
        copyfile(last / file, folder / file)
    (earlier, _), (generator, config) = load_generator(before), load_generator(last)
    with torch.no_grad():
        for mine, other in zip(generator.parameters(), earlier.parameters(), strict=True):
            mine.lerp_(other, 1 - share)
    save_generator(folder, generator, config)


def runs(name: str, model: Model) -> dict[Path, str]:
    """Folder and settings of each stage; the last folder is the checkpoint."""
    before, stages = "", {}
    for number, flags in enumerate(model.stages, start=1):
        last = number == len(model.stages)
        folder = Path("checkpoints", name) if last else Path("build", f"{name}-{number}")
        blended = flags.startswith(BLEND)
        begin = "" if "--init" in flags else before
        stages[ROOT / folder] = flags if blended else f"{COMMON} {flags}{begin}"
        before = f" --init {folder}"
    return stages


def measure(name: str, data: Path, sets: tuple[str, ...]) -> str:
    """A table of held-out figures: the quiet pictures, a take of each, and drawn as if by hand."""
    folder = HERE / name
    translator = Translator.load(folder)
    ways: dict[str, dict[str, bool]] = {"": {}, ", takes": {"takes": True}}
    if translator.config.source == "edges":
        ways[", redrawn by hand"] = {"hand_drawn": True}
    changes: list[str] = []
    rows = ["| pairs | n | L1 | SSIM | PSNR | background | Lab intersection |", "|---" * 7 + "|"]
    for each in sets:
        pictures = held_out(folder, data / each, translator)
        for way, options in ways.items():
            figures = evaluate(translator, pictures, **options)
            lab = " ".join(f"{value:.2f}" for value in figures["lab_intersection"])
            rows.append(
                f"| {each}{way} | {figures['n']} | {figures['l1']:.4f} | {figures['ssim']:.3f} | "
                f"{figures['psnr']:.2f} | {figures['background']:.4f} | {lab} |"
            )
        change = variety(translator, pictures)
        changes.append(f"Two takes of {each} differ by {change:.1%} of the range on average.")
    return "\n".join([*rows, "", *changes])


def draw_sheets(name: str, data: Path, sets: tuple[str, ...]) -> None:
    """``sketches.jpg``: drawings and four takes of each; ``held_out.jpg``: outputs, not picked."""
    folder = HERE / name
    translator = Translator.load(folder)
    drawings = "layouts" if translator.config.labels else "sketches"
    rows = []
    for file in sorted((ROOT / "assets" / drawings).glob("*.svg")):
        sketch = rasterised(file)
        rows.append([sketch, *(translator(sketch, seed=seed) for seed in (None, 0, 1, 2))])
    half = (len(rows) + 1) // 2  # in two columns
    pairs = zip_longest(rows[:half], rows[half:], fillvalue=[])
    sheet = contact_sheet([[*left, *right] for left, right in pairs])
    save_jpeg(sheet, folder / "sketches.jpg")
    outputs: list[Image.Image] = []
    for each in sets:
        pictures = held_out(folder, data / each, translator)
        for index in range(24 // len(sets)):
            outputs.append(translator(pictures.source(index)))
    rows = [outputs[first : first + 6] for first in range(0, len(outputs), 6)]
    save_jpeg(contact_sheet(rows), folder / "held_out.jpg")


def rasterised(file: Path) -> Image.Image:
    """An example sketch as the canvas hands it to the model."""
    png = resvg_py.svg_to_bytes(svg_path=str(file), width=256, height=256)
    return flatten(open_picture(bytes(png)))


def save_jpeg(sheet: Image.Image, path: Path) -> None:
    """Write a sheet small enough for a repository."""
    sheet.thumbnail((1400, 4000))
    sheet.save(path, quality=85)


def hours(name: str, model: Model) -> float:
    """Time that all stages took."""
    total = 0.0
    for folder, flags in runs(name, model).items():
        if flags.startswith(BLEND):
            continue
        steps = [entry for entry in read_log(folder) if "pace" in entry]
        total += steps[-1]["time"] - steps[0]["time"]
    return total / 3600


def curve(folder: Path) -> str:
    """Held-out figures on the way, eight of them."""
    kept = [entry for entry in read_log(folder) if "validation" in entry]
    rows = ["| step | L1 | SSIM |", "|---|---|---|"]
    for entry in kept[:: max(1, len(kept) // 8)]:
        figures = entry["validation"]
        rows.append(f"| {entry['step']} | {figures['l1']:.4f} | {figures['ssim']:.3f} |")
    return "\n".join(rows)


def train_command(stage: Path, flags: str, seed: int) -> str:
    """What trains a stage, as one would type it."""
    settings, _, until = flags.partition(UNTIL)
    command = f"python -m pix2pix train DATA --out {stage.relative_to(ROOT)} {settings}"
    return f"{command} --seed {seed}" + (f"  # stopped at step {until}" if until else "")


def describe(name: str, model: Model, data: Path) -> None:
    """Write the card."""
    folder = HERE / name
    seed = Recipe.read(folder / "train.json").train.seed
    commands = "\n".join(
        f"# {stage.relative_to(ROOT)}: between the weights of two, {flags} (train_models.py)"
        if flags.startswith(BLEND)
        else train_command(stage, flags, seed)
        for stage, flags in runs(name, model).items()
    )
    ways = "`--takes`" + (", `--hand-drawn`" if "edges" in model.stages[0] else "")
    notes = (
        f"**Terms.** {model.terms}\n\n"
        "Drawings, and what the model makes of them; steady take and three others:\n\n"
        "![Drawings and photos](sketches.jpg)\n\n"
        "Outputs for the first held-out inputs, not picked:\n\n![Outputs](held_out.jpg)\n\n"
        f"## Held-out figures\n\n{measure(name, data, model.sets)}\n\n"
        f"Each line is what `python -m pix2pix evaluate checkpoints/{name} DATA --json` gives "
        f"(with {ways}).\n\n"
        f"## Training\n\n```sh\n{commands}\n```\n\n"
        f"{hours(name, model):.1f} hours by the clock, on {model.machine}, in bf16. "
        "It leaves the paper where the settings say so, and in the running average of the weights. "
        f"On the way in the last stage, on held-out pairs:\n\n{curve(folder)}"
    )
    write_card(
        folder,
        license=model.license,
        license_name=model.license_name,
        data=model.data,
        notes=notes,
        pictures=False,
        figures=False,
    )


def main(data: Path, names: list[str]) -> None:
    """Train the models of that name; all of them by default."""
    for name in names or list(MODELS):
        model = MODELS[name]
        pairs = ROOT / "build" / name
        gather(data, model, pairs)
        train(name, model, pairs)
        command = [sys.executable, "-m", "pix2pix", "quantize", str(HERE / name), str(pairs)]
        subprocess.run(command, check=True)
        draw_sheets(name, data, model.sets)
        describe(name, model, data)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
