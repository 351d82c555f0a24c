"""``python -m pix2pix bench``: how fast is it here?"""

import json
from pathlib import Path
from typing import Annotated

from rich.console import Console
from rich.table import Table
from tyro.conf import arg

from pix2pix.bench.figures import Figures, Row
from pix2pix.bench.parts import PARTS, Part, run_parts, why_not
from pix2pix.cli.terminal import complain, say
from pix2pix.errors import Pix2PixError
from pix2pix.files import replace_text


def bench(
    only: tuple[Part, ...] = PARTS,
    seconds: float = 12,
    out: Path = Path("build/bench.json"),
    as_json: Annotated[bool, arg(name="json")] = False,
) -> None:
    """Measure speed and memory on this machine; a few minutes, best while it is idle.

    Args:
        only: Parts to measure: pictures per engine, the canvas, a stroke from pen to picture in a
            browser, the same on the site, pictures without and with the critic, training, memory,
            CycleGAN at width 32 and 128 px, a GPU where there is one; cyclegan-256, left out
            unless named, is CycleGAN at the paper's size, for some minutes.
        seconds: How long eight visitors draw at once; 300 shows whether memory stays flat.
        out: File for the figures.
        as_json: Print the figures as JSON instead of a table.
    """
    missing = {part: reason for part in only if (reason := why_not(part))}
    for part, reason in missing.items():
        say(f"Without {part}: {reason}")
    if len(missing) == len(only):
        raise Pix2PixError("Nothing of it can be measured here.")
    figures, failed = run_parts([part for part in only if part not in missing], seconds)
    text = json.dumps(figures.tree, indent=2) + "\n"
    replace_text(out, text)
    if as_json:
        print(text, end="")
    else:
        console = Console()
        console.print(table_of(figures))
        console.print(f"Written to {out}", highlight=False, soft_wrap=True)
    for part, error in failed.items():
        complain(Pix2PixError(f"{part} could not be measured: {error}"))
    for error in failed.values():
        if not isinstance(error, Pix2PixError):
            raise error  # a mistake of ours, with all it can tell
    if failed:
        raise Pix2PixError(f"{out} holds the figures of the other parts.")


def table_of(figures: Figures) -> Table:
    """The rows, under a line about the machine."""
    machine = figures.tree["machine"]
    shown = [name for name in ("torch", "openvino", "gradio") if name in machine]
    versions = ", ".join(f"{name} {machine[name]}" for name in shown)
    title = (
        f"{machine['processor']}, {machine['cores']} cores, load {machine['load']:.1f}; {versions}"
    )
    table = Table("stage", title=title)
    for name in ("median", "95th percentile", "times faster"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in figures.rows:
        table.add_row(row.stage, *_cells(row))
    return table


def _cells(row: Row) -> tuple[str, str, str]:
    def number(value: float | None) -> str:
        return (
            ""
            if value is None
            else f"{value:.3g} {row.unit}"
            if value < 100
            else f"{value:.0f} {row.unit}"
        )

    return number(row.median), number(row.p95), "" if row.ratio is None else f"{row.ratio:.2f}"
