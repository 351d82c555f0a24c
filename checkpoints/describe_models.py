"""The model cards of the bundled models, with their held-out figures."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from models import HERE, ROOT, Model
from sketches import summary

from pix2pix import Translator
from pix2pix.checkpoint.card import write_card
from pix2pix.checkpoint.folder import has_reverse
from pix2pix.checkpoint.metrics import METRICS, SUMMARY, Metric, written
from pix2pix.checkpoint.run import read_log
from pix2pix.evaluation.both_ways import evaluate_checkpoint
from pix2pix.evaluation.evaluate import evaluate, held_out, variety


def measure(folder: Path, data: Path, sets: tuple[str, ...], others: Sequence[Path]) -> str:
    """A table of held-out figures: with the mean of the noise, a sample each, redrawn.

    Args:
        others: Runs with other seeds, for a line each.
    """
    translator = Translator.load(folder)
    ways: dict[str, dict[str, Any]] = {"": {}, ", samples": {"samples": True}}
    if translator.config.domains.input_kind == "lines":
        ways[", redrawn by hand"] = {"hand_drawn": True}
    changes: list[str] = []
    rows: dict[str, Mapping[str, Any]] = {}
    for each in sets:
        pictures = held_out(folder, data / each, translator)
        for way, options in ways.items():
            rows[f"{len(pictures)} {each}{way}"] = evaluate(translator, pictures, **options)
        for seed, other in enumerate(others, start=1):
            figures = evaluate(Translator.load(other), pictures)
            rows[f"{len(pictures)} {each}, seed {seed}"] = figures
        change = variety(translator, pictures)
        changes.append(f"Two samples of {each} differ by {change:.1%} of the range on average.")
    return "\n".join([table("pairs", rows), "", *changes])


def measure_both_ways(
    folder: Path, data: Path, sets: tuple[str, ...], others: Sequence[Path]
) -> str:
    """The same of a model that was learnt without pairs, in both directions."""
    rows: dict[str, Mapping[str, Any]] = {}
    for each in sets:
        for seed, run in enumerate((folder, *others)):
            translator = Translator.load(run)
            pictures = held_out(run, data / each, translator)
            figures = evaluate_checkpoint(run, translator, pictures)
            domains, of = translator.config.domains, f", seed {seed}" if seed else ""
            rows[f"{domains.source} to {domains.target}{of}"] = figures
            rows[f"{domains.target} to {domains.source}{of}"] = figures["reverse"]
    return table("direction", rows)


def table(
    first: str, rows: Mapping[str, Mapping[str, Any]], metrics: Sequence[Metric] = METRICS
) -> str:
    """Figures as Markdown, a line for each title, without the columns that none has."""
    found = {title: written(figures, metrics) for title, figures in rows.items()}
    columns = [metric for metric in metrics if any(metric in values for values in found.values())]
    head = [first, *(metric.heading for metric in columns)]
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for title, values in found.items():
        lines.append(f"| {' | '.join([title, *(values.get(one, '') for one in columns)])} |")
    return "\n".join(lines)


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
    chosen = kept[:: max(1, len(kept) // 8)]
    return table("step", {str(entry["step"]): entry["validation"] for entry in chosen}, SUMMARY)


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
    if has_reverse(folder):
        figures = measure_both_ways(folder, data, model.sets, runs[1:])
        shown = "a drawing and what it becomes", "there and back, from either side"
        how = ""
    else:
        figures = measure(folder, data, model.sets, runs[1:])
        shown = "the mean of the noise, three samples", "outputs alone"
        how = " (with `--samples`" + (", `--hand-drawn`)" if "edges" in model.flags else ")")
    notes = (
        f"**Terms.** {model.terms}\n\n"
        f"Drawings, and what the model makes of them ({shown[0]}):\n\n"
        "![Drawings and photos](sketches.jpg)\n\n"
        f"The first held-out inputs, not picked ({shown[1]}):\n\n![Outputs](held_out.jpg)\n\n"
        f"## Held-out figures\n\n{figures}\n\n"
        f"Each line is what `python -m pix2pix evaluate checkpoints/{name} DATA --json` gives{how}."
        f"\n\n{bare_areas(folder)}"
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
