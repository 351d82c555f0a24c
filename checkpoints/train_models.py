"""Train the bundled models again, from data to model card: ``make models DATA=folder``.

    python checkpoints/train_models.py folder [edges2photo] [edges2emoji] [labels2facade]

The folder holds ``edges2shoes/``, ``edges2handbags/`` and ``facades/`` of the pix2pix paper, and
``emoji/`` as ``emoji_pairs.py`` makes it. A run that was interrupted is carried on; one that is
done only gets its figures, its int8 graph and its card again. Needs ``pip install
resvg-py==0.5.0``, which draws the sketches of the card.
"""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import resvg_py
from PIL import Image

from pix2pix import Translator
from pix2pix.card import write_card
from pix2pix.config import Recipe
from pix2pix.evaluation import contact_sheet, evaluate, held_out, variety
from pix2pix.images import flatten, open_picture
from pix2pix.run import State, read_log, read_status

HERE = Path(__file__).parent
SKETCHES = HERE.parent / "assets" / "sketches"
COMMON = "--width 32 --discriminator-width 32 --upsampling resize --batch-size 4 --tint"


@dataclass(frozen=True)
class Model:
    """How a bundled model is trained, and what its card says."""

    sets: tuple[str, ...]
    flags: str
    license: str
    data: str
    terms: str
    watched: str = "held-out pairs"  # what the run's own validation looked at


MODELS = {
    "edges2photo": Model(
        ("edges2shoes", "edges2handbags"),
        "--source edges --target photo --hand-drawn 0.4 --steps 6500 --decay 0.4",
        "other",
        "edges2shoes and edges2handbags of the pix2pix paper, 1000 pairs of each",
        "For research use: the photos were published for research and belong to their owners "
        "(shoes: UT Zappos50K, Yu and Grauman 2014; bags: Zhu et al. 2016).",
        watched="100 held-out bags",
    ),
    "edges2emoji": Model(
        ("emoji",),
        "--source edges --target emoji --hand-drawn 0.4 --steps 2000 --decay 0.4 "
        "--init checkpoints/edges2photo",
        "mit",
        "Fluent 3D emoji and line drawings of their flat twins, 804 pairs (emoji_pairs.py)",
        "The emoji are Microsoft's Fluent Emoji, MIT licence, from the npm packages "
        "@lobehub/fluent-emoji-3d and fluentui-emoji. It was fine-tuned from edges2photo, whose "
        "photos were published for research.",
    ),
    "labels2facade": Model(
        ("facades",),
        "--source labels --target facade --direction b2a --steps 3000 --decay 0.4 "
        "--palette checkpoints/facade_labels.json",
        "other",
        "CMP Facades as in the pix2pix paper, 400 pairs (Tylecek and Sara 2013)",
        "For research use: the photos were published for research and belong to their owners.",
    ),
}


def gather(data: Path, model: Model, into: Path) -> None:
    """Link the pairs of several sets into one folder."""
    for name in model.sets:
        for split in ("train", "val"):
            (into / split).mkdir(parents=True, exist_ok=True)
            for file in sorted((data / name / split).iterdir()):
                link = into / split / f"{name}_{file.name}"
                if not link.exists():
                    link.symlink_to(file.resolve())


def train(name: str, model: Model, pairs: Path) -> None:
    """Train, or carry on, in ``checkpoints/NAME``."""
    folder = HERE / name
    if (folder / "status.json").exists() and read_status(folder).state is State.FINISHED:
        return
    begun = ["--resume"] if (folder / "train.json").exists() else []
    command = f"train {pairs} --out {folder} {COMMON} {model.flags}".split()
    subprocess.run([sys.executable, "-m", "pix2pix", *command, *begun], check=True)


def measure(name: str, data: Path, sets: tuple[str, ...]) -> str:
    """A table of held-out figures, drawn by a detector and as if by hand."""
    folder = HERE / name
    translator = Translator.load(folder)
    by_hand = (False, True) if translator.config.source == "edges" else (False,)
    takes: list[str] = []
    rows = ["| pairs | n | L1 | SSIM | PSNR | background | Lab intersection |", "|---" * 7 + "|"]
    for each in sets:
        pictures = held_out(folder, data / each, translator)
        for hand_drawn in by_hand:
            figures = evaluate(translator, pictures, hand_drawn=hand_drawn)
            lab = " ".join(f"{value:.2f}" for value in figures["lab_intersection"])
            what = f"{each}, redrawn by hand" if hand_drawn else each
            rows.append(
                f"| {what} | {figures['n']} | {figures['l1']:.4f} | {figures['ssim']:.3f} | "
                f"{figures['psnr']:.2f} | {figures['background']:.4f} | {lab} |"
            )
        change = variety(translator, pictures)
        takes.append(f"Two takes of {each} differ by {change:.1%} of the range on average.")
    return "\n".join([*rows, "", *takes])


def draw_sheets(name: str, data: Path, sets: tuple[str, ...]) -> None:
    """``sketches.jpg``: drawings and four takes of each; ``held_out.jpg``: outputs, not picked."""
    folder = HERE / name
    translator = Translator.load(folder)
    if translator.config.source == "edges":
        rows = []
        for file in sorted(SKETCHES.glob("*.svg")):
            sketch = rasterised(file)
            rows.append([sketch, *(translator(sketch, seed=seed) for seed in (None, 0, 1, 2))])
        save_jpeg(contact_sheet(rows), folder / "sketches.jpg")
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


def curve(folder: Path) -> str:
    """Held-out figures on the way, eight of them."""
    kept = [entry for entry in read_log(folder) if "validation" in entry]
    rows = ["| step | L1 | SSIM |", "|---|---|---|"]
    for entry in kept[:: max(1, len(kept) // 8)]:
        figures = entry["validation"]
        rows.append(f"| {entry['step']} | {figures['l1']:.4f} | {figures['ssim']:.3f} |")
    return "\n".join(rows)


def describe(name: str, model: Model, data: Path) -> None:
    """Write the card."""
    folder = HERE / name
    recipe = Recipe.read(folder / "train.json")
    steps = [entry for entry in read_log(folder) if "pace" in entry]
    hours = (steps[-1]["time"] - steps[0]["time"]) / 3600
    sketches = "![Drawings, and what the model makes of them](sketches.jpg)\n\n"
    shown = sketches if (folder / "sketches.jpg").exists() else ""
    notes = (
        f"**Terms.** {model.terms}\n\n{shown}"
        "Outputs for the first held-out inputs, not picked:\n\n![Outputs](held_out.jpg)\n\n"
        f"## Held-out figures\n\n{measure(name, data, model.sets)}\n\n"
        f"Each line is what `python -m pix2pix evaluate checkpoints/{name} DATA --json` gives "
        "(`--hand-drawn` for redrawn inputs).\n\n"
        f"## Training\n\n`python -m pix2pix train DATA --out checkpoints/{name} {COMMON} "
        f"{model.flags} --seed {recipe.train.seed}`: {hours:.1f} hours by the clock, on two busy "
        "cores without a GPU (Intel Xeon with AMX, so in bf16). It leaves the paper in four "
        "places: running average of the weights, resize convolutions, colour hints, half the width "
        f"in both networks. On the way, on {model.watched}:\n\n{curve(folder)}"
    )
    write_card(
        folder, license=model.license, data=model.data, notes=notes, pictures=False, figures=False
    )


def main(data: Path, names: list[str]) -> None:
    """Train the models of that name; all of them by default."""
    for name in names or list(MODELS):
        model = MODELS[name]
        pairs = HERE.parent / "build" / name
        gather(data, model, pairs)
        train(name, model, pairs)
        command = [sys.executable, "-m", "pix2pix", "quantize", str(HERE / name), str(pairs)]
        subprocess.run(command, check=True)
        draw_sheets(name, data, model.sets)
        describe(name, model, data)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
