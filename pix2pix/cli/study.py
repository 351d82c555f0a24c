"""``pix2pix study``: can people tell what a model made from what is real?

One command prepares the pictures, one opens the page that shows them, one counts the answers.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from rich.console import Console
from rich.table import Column, Table
from tyro.conf import Positional, arg

from pix2pix.cli.extras import require_extra
from pix2pix.cli.flags import told
from pix2pix.cli.terminal import progress_bar, say
from pix2pix.config import Reading, StudySettings
from pix2pix.errors import ConfigError
from pix2pix.files import replace_text
from pix2pix.plural import plural

if TYPE_CHECKING:
    from pix2pix.study.results import Row

LINES, PLOT = "results.jsonl", "results.png"
HEADINGS = ("pictures of", "called real", "95 % interval", "with all", "answers", "people")


def study(
    paths: Annotated[Positional[list[Path]], arg(metavar="CHECKPOINT … DATA")],
    out: Path,
    settings: StudySettings = StudySettings(),
    reading: Reading = Reading(),
) -> None:
    """Prepare a study, after the paper's: people look for a second, and say what was real.

    Its pictures are held-out ones that none of the models was trained on, and what each model
    makes of their inputs. `study-page` then shows them, and `study-results` counts the answers.

    Args:
        paths: Folders of one checkpoint or more, baselines among them; and, last, the data: a
            folder of pictures, or a zip or tar of one.
        out: Folder for the study, which must not exist yet.
    """
    from pix2pix.study.prepare import Prepared, prepare

    if len(paths) < 2:
        named = " ".join(map(str, paths)) or "Nothing"
        raise ConfigError(
            f"{named} alone makes no study. Give one checkpoint or more, and then the data. To "
            "open a study, use study-page; for its answers, study-results."
        )
    *checkpoints, data = paths
    with progress_bar(disable=False) as bar:
        task = bar.add_task("pictures", total=None)
        for made in prepare(checkpoints, data, out, settings, told(reading)):
            if isinstance(made, Prepared):
                remarks = made.remarks
            else:
                bar.update(task, completed=made[0], total=made[1])
    for remark in remarks:
        say(remark)
    say(f"{out} holds the study. Open it with `pix2pix study-page {out}`, or `make study`.")


def study_page(folder: Positional[Path], port: int = 7862, host: str = "127.0.0.1") -> None:
    """Open the page of a study, which asks whoever comes.

    Args:
        folder: A study, as `study` has prepared it.
        port: Where on this machine it listens.
        host: For whom: 127.0.0.1 for this machine alone, 0.0.0.0 for all in its network.
    """
    from pix2pix.cli.apps import become

    require_extra("canvas")
    become("-m", "app.study", str(folder.absolute()), host, str(port))


def study_results(
    folder: Positional[Path],
    table: bool = False,
    as_json: Annotated[bool, arg(name="json")] = False,
) -> None:
    """Tell how often people took the pictures of each model for real.

    Writes the shares into the folder of the study, too: as JSON lines, and as a plot.

    Args:
        folder: A study that people have answered.
        table: Print a table in Markdown.
        as_json: Print JSON lines, one for each model.
    """
    from pix2pix.images import save_picture
    from pix2pix.study.folder import Study
    from pix2pix.study.plot import plot
    from pix2pix.study.results import results

    found = results(Study.open(folder))
    lines = "".join(json.dumps(row.line) + "\n" for row in found.rows)
    replace_text(folder / LINES, lines)
    kept = plural(found.people - len(found.left_out), "person", "people")
    title = f"{kept}, {len(found.left_out)} left out" if found.left_out else kept
    save_picture(plot(found.rows, title), folder / PLOT)
    for remark in found.remarks:
        say(remark)
    if as_json:
        print(lines, end="")
        return
    cells = [_cells(row) for row in found.rows]
    if table:
        for line in (HEADINGS, ["---"] * len(HEADINGS), *cells):
            print(f"| {' | '.join(line)} |")
        return
    first, *others = HEADINGS
    shown = Table(first, *(Column(name, justify="right") for name in others), title=title)
    for line in cells:
        shown.add_row(*line)
    Console().print(shown)
    say(f"Also in {folder / LINES} and {folder / PLOT}.")


def _cells(row: "Row") -> tuple[str, ...]:
    """What stands in a line of the table; ± is the standard error, as in the paper."""
    found, everyone = row.called_real, row.with_all
    with_all = f"{100 * everyone.share:.1f} %" if everyone else "–"
    if found is None:
        return row.name, "–", "–", with_all, "0", "0"
    error = "" if found.standard_error is None else f" ± {100 * found.standard_error:.1f}"
    return (
        row.name,
        f"{100 * found.share:.1f} %{error}",
        f"{100 * found.low:.1f} to {100 * found.high:.1f} %",
        with_all,
        str(found.n),
        str(row.people),
    )
