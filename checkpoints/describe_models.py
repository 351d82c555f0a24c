"""The pages of the bundled models: held-out figures, sheets of pictures and the model card."""

from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path

import resvg_py
from models import HERE, ROOT, Model
from PIL import Image
from sketches import summary

from pix2pix import Translator
from pix2pix.checkpoint.card import write_card
from pix2pix.checkpoint.metrics import METRICS, SUMMARY, written
from pix2pix.checkpoint.run import read_log
from pix2pix.evaluation.evaluate import contact_sheet, evaluate, held_out, variety
from pix2pix.evaluation.pixels import Figures
from pix2pix.images import flatten, open_picture


def measure(folder: Path, data: Path, sets: tuple[str, ...], others: Sequence[Path]) -> str:
    """A table of held-out figures: with the mean of the noise, a sample each, redrawn.

    Args:
        others: Runs with other seeds, for a line each.
    """
    translator = Translator.load(folder)
    ways: dict[str, dict[str, bool]] = {"": {}, ", samples": {"samples": True}}
    if translator.config.domains.input_kind == "lines":
        ways[", redrawn by hand"] = {"hand_drawn": True}
    changes: list[str] = []
    head = ["pairs", "n", *(metric.heading for metric in METRICS)]
    rows = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for each in sets:
        pictures = held_out(folder, data / each, translator)
        for way, options in ways.items():
            rows.append(row(f"{each}{way}", evaluate(translator, pictures, **options)))
        for seed, other in enumerate(others, start=1):
            rows.append(row(f"{each}, seed {seed}", evaluate(Translator.load(other), pictures)))
        change = variety(translator, pictures)
        changes.append(f"Two samples of {each} differ by {change:.1%} of the range on average.")
    return "\n".join([*rows, "", *changes])


def row(title: str, figures: Figures) -> str:
    """A line of the table."""
    values = written(figures)
    cells = [title, str(figures["n"]), *(values.get(one, "") for one in METRICS)]
    return f"| {' | '.join(cells)} |"


def draw_sheets(name: str, data: Path, sets: tuple[str, ...]) -> None:
    """``sketches.jpg``: drawings and 4 outputs of each; ``held_out.jpg``: outputs, not picked."""
    folder = HERE / name
    translator = Translator.load(folder)
    drawings = "layouts" if translator.config.domains.labels else "sketches"
    rows = []
    for file in sorted((ROOT / "assets" / drawings).glob("*.svg")):
        sketch = rasterised(file)
        rows.append([sketch, *(translator(sketch, seed=seed) for seed in (None, 0, 1, 2))])
    half = (len(rows) + 1) // 2  # in two columns
    halves = zip_longest(rows[:half], rows[half:], fillvalue=list[Image.Image]())
    sheet = contact_sheet([[*left, *right] for left, right in halves])
    save_jpeg(sheet, folder / "sketches.jpg")
    outputs: list[Image.Image] = []
    for each in sets:
        pictures = held_out(folder, data / each, translator)
        for index in range(24 // len(sets)):
            outputs.append(translator.scaled(pictures.plain(index)[0]))
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


def hours(folder: Path) -> float:
    """Time that the steps of a run took, without what lay between one start and the next."""
    steps = [entry for entry in read_log(folder) if "seconds_per_step" in entry]
    last, seconds = 0, 0.0
    for entry in steps:
        seconds += (entry["step"] - last) * entry["seconds_per_step"]
        last = entry["step"]
    return seconds / 3600


def curve(folder: Path) -> str:
    """Held-out figures on the way, eight of them."""
    kept = [entry for entry in read_log(folder) if "validation" in entry]
    head = ["step", *(metric.heading for metric in SUMMARY)]
    rows = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for entry in kept[:: max(1, len(kept) // 8)]:
        values = written(entry["validation"])
        cells = [str(entry["step"]), *(values.get(one, "") for one in SUMMARY)]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def bare_areas(folder: Path) -> str:
    """What a model that draws from lines puts where no line tells anything; else nothing."""
    translator = Translator.load(folder)
    if translator.config.domains.input_kind != "lines":
        return ""
    return (
        "## Bare areas\n\nOf thirty drawings that no model was trained on, three takes each: "
        f"{summary(translator)} "
        f"(`python checkpoints/sketches.py SHEET {folder.relative_to(ROOT)}`, "
        "which says what these are).\n\n"
    )


def command(model: Model) -> str:
    """What trains the bundled model, from nothing to the end."""
    return f"python -m pix2pix train DATA --out RUN {model.settings(0)}"


def describe(name: str, model: Model, data: Path, runs: Sequence[Path]) -> None:
    """Write the card of a model whose ``runs``, one for each seed, are done."""
    folder = HERE / name
    ways = "`--samples`" + (", `--hand-drawn`" if "edges" in model.flags else "")
    measured = measure(folder, data, model.sets, runs[1:])
    notes = (
        f"**Terms.** {model.terms}\n\n"
        "Drawings, and what the model makes of them: the mean of the noise, three samples:\n\n"
        "![Drawings and photos](sketches.jpg)\n\n"
        "Outputs for the first held-out inputs, not picked:\n\n![Outputs](held_out.jpg)\n\n"
        f"## Held-out figures\n\n{measured}\n\n"
        f"Each line is what `python -m pix2pix evaluate checkpoints/{name} DATA --json` gives "
        f"(with {ways}).\n\n{bare_areas(folder)}"
        f"## Training\n\nFrom nothing, to its end:\n\n```sh\n{command(model)}\n```\n\n"
        f"{hours(folder):.1f} hours on {model.machine}, in bf16. "
        "It leaves the paper where the settings say so, and in the running average of the weights. "
        f"On the way, on held-out pairs:\n\n{curve(folder)}"
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
