"""The pages of the bundled models: held-out figures, sheets of pictures and the model card."""

from itertools import zip_longest
from pathlib import Path
from typing import Any

import resvg_py
from models import BLEND, HERE, ROOT, UNTIL, Model, runs
from PIL import Image

from pix2pix import Translator
from pix2pix.checkpoint.card import write_card
from pix2pix.checkpoint.metrics import METRICS, SUMMARY, written
from pix2pix.checkpoint.run import read_log
from pix2pix.evaluation.evaluate import contact_sheet, evaluate, held_out, variety
from pix2pix.images import flatten, open_picture


def measure(name: str, data: Path, sets: tuple[str, ...]) -> str:
    """A table of held-out figures: with the mean of the noise, a sample each, redrawn."""
    folder = HERE / name
    translator = Translator.load(folder)
    ways: dict[str, dict[str, Any]] = {"": {}, ", samples": {"samples": True}}
    if translator.config.domains.input_kind == "lines":
        ways[", redrawn by hand"] = {"hand_drawn": True}
    changes: list[str] = []
    head = ["pairs", "n", *(metric.heading for metric in METRICS)]
    rows = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for each in sets:
        pictures = held_out(folder, data / each, translator)
        for way, options in ways.items():
            figures = evaluate(translator, pictures, **options)
            values = written(figures)
            cells = [f"{each}{way}", str(figures["n"]), *(values.get(one, "") for one in METRICS)]
            rows.append(f"| {' | '.join(cells)} |")
        change = variety(translator, pictures)
        changes.append(f"Two samples of {each} differ by {change:.1%} of the range on average.")
    return "\n".join([*rows, "", *changes])


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


def hours(name: str, model: Model) -> float:
    """Time that all stages took."""
    total = 0.0
    for folder, flags in runs(name, model).items():
        if flags.startswith(BLEND):
            continue
        steps = [entry for entry in read_log(folder) if "seconds_per_step" in entry]
        total += steps[-1]["time"] - steps[0]["time"]
    return total / 3600


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


def commands(name: str, model: Model) -> str:
    """What trains the model, a line for each stage."""
    lines = []
    for folder, flags in runs(name, model).items():
        stage = folder.relative_to(ROOT)
        settings, _, until = flags.partition(UNTIL)
        note = f"  # stopped at step {until}" if until else ""
        lines.append(
            f"# {stage}: between the weights of two, {flags} (train_models.py)"
            if flags.startswith(BLEND)
            else f"python -m pix2pix train DATA --out {stage} {settings}{note}"
        )
    return "\n".join(lines)


def describe(name: str, model: Model, data: Path) -> None:
    """Write the card."""
    folder = HERE / name
    ways = "`--samples`" + (", `--hand-drawn`" if "edges" in model.stages[0] else "")
    notes = (
        f"**Terms.** {model.terms}\n\n"
        "Drawings, and what the model makes of them: the mean of the noise, three samples:\n\n"
        "![Drawings and photos](sketches.jpg)\n\n"
        "Outputs for the first held-out inputs, not picked:\n\n![Outputs](held_out.jpg)\n\n"
        f"## Held-out figures\n\n{measure(name, data, model.sets)}\n\n"
        f"Each line is what `python -m pix2pix evaluate checkpoints/{name} DATA --json` gives "
        f"(with {ways}).\n\n"
        f"## Training\n\n```sh\n{commands(name, model)}\n```\n\n"
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
