"""The tables in Markdown, with the figures of the paper beside ours and its orderings in words."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any

from pix2pix.paper.figures import REAL, SHOWN, SHUFFLED
from pix2pix.paper.orderings import LEVEL, Verdict
from pix2pix.paper.published import LAB
from pix2pix.plural import plural

METHOD = """\
Every figure is of {pictures}, with dropout on, and a mean over {seeds} of each row, as far as they
are there. Behind it in brackets: the middle 95 % of {draws} bootstrap draws of the pictures. The
papers' figures are of Cityscapes at 256 px and full width, judged by an FCN-8s; they stand beside
ours for the order of the rows, not for their height.

An ordering of the paper counts as resolved where the difference over the same pictures (paired
bootstrap, p < {level} after Holm's correction over all questions of the table) has one sign, and
every seed of the one row is above every seed of the other.
"""
ONE_SEED = "With one seed, nothing is known of how much a row changes when it is trained again.\n"
NO_LABELS = (
    "The data has no label maps, so there is no FCN-score, and nothing to hold against the paper's "
    "figures, which are FCN-scores. L1, PSNR, SSIM and Lab stand in its place.\n"
)
NOT_JUDGED = "Its rows were not judged by classes yet.\n"


def markdown(tables: dict[str, Any]) -> str:
    """All tables, from what ``tables_of`` gives."""
    settings = tables["settings"]
    seeds = settings["seeds"]
    parts = [
        "# The paper's tables, made again\n",
        f"{settings['size']} px, width {settings['width']}, {plural(settings['steps'], 'step')} of "
        f"{plural(settings['batch_size'], 'pair')}, {plural(seeds, 'seed')}.\n",
        METHOD.format(
            pictures=plural(tables["held_out"], "held-out pair"),
            seeds=plural(seeds, "seed"),
            draws=f"{tables['draws']:,}",
            level=LEVEL,
        ),
    ]
    if seeds == 1:
        parts.append(ONE_SEED)
    for table in tables["tables"]:
        parts += _table(table, tables)
    return "\n".join(parts)


def _table(table: dict[str, Any], tables: dict[str, Any]) -> Iterable[str]:
    yield f"## {table['title']}\n"
    yield f"After {table['source']}.\n"
    judged = any(set(table["figures"]) <= set(line["figures"]) for line in table["lines"])
    names = [
        name
        for name in SHOWN
        if any(name in line["figures"] for line in table["lines"])
        or (judged and name in table["figures"])
    ]
    header = ["row"]
    for name in names:
        header += [SHOWN[name].title, *(["paper"] if name in table["figures"] else [])]
    yield _row(header) + "\n" + _row(["---"] * len(header))
    lines = [*table["lines"], *_controls(table)]
    yield from (_row(_line(line, names, table["figures"])) for line in lines)
    yield ""
    yield from (f"{sentence}\n" for line in table["lines"] for sentence in _missing(line))
    if not judged:
        yield NOT_JUDGED if tables["classes"] else NO_LABELS
    if table["orderings"]:
        yield from _orderings(table)
    if any(line["figures"] for line in table["lines"]):
        yield from _pictures(table)


def _pictures(table: dict[str, Any]) -> Iterable[str]:
    endings = ("svg", "png") if table["figures"] == list(LAB) else ("png",)
    yield f"As in {table['picture']} of the paper:\n"
    yield from (f"![{table['title']}](figures/{table['name']}.{ending})\n" for ending in endings)


def _controls(table: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """Two more lines, where a segmenter judged: between them lies what a score is worth."""
    if REAL in table:
        yield {
            "title": "*real photos*",
            "paper": table["real_in_the_paper"],
            "figures": table[REAL],
        }
    if SHUFFLED in table:
        title = f"*{table[SHUFFLED]['line']}, against the labels of other pictures*"
        yield {"title": title, "paper": {}, "figures": table[SHUFFLED]}


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _line(line: dict[str, Any], names: Sequence[str], published: Sequence[str]) -> list[str]:
    cells = [line["title"]]
    for name in names:
        digits = SHOWN[name].digits
        found = line["figures"].get(name)
        if found is None:
            cells.append("–")
        else:
            value, low, high = (
                format(found[key], f".{digits}f") for key in ("value", "low", "high")
            )
            cells.append(f"{value} [{low}, {high}]")
        if name in published:
            cells.append(format(line["paper"][name], ".2f") if name in line["paper"] else "–")
    return cells


def _missing(line: dict[str, Any]) -> Iterable[str]:
    for each in line["failed"]:
        yield f"{line['title']}, seed {each['seed']}, was given up: {each['why']}"
    if line["to_come"]:
        seeds = " and ".join(map(str, line["to_come"]))
        yield f"{line['title']}: seed {seeds} is still to come."


def _orderings(table: dict[str, Any]) -> Iterable[str]:
    """A row for each two lines; differences are those of the first from the second."""
    counts = Counter(each["verdict"] for each in table["orderings"])
    told = ", ".join(f"{counts[verdict]} {verdict}" for verdict in Verdict if counts[verdict])
    yield f"Of {plural(len(table['orderings']), 'ordering')}: {told}.\n"
    yield _row(["difference", *(SHOWN[name].title for name in table["figures"])])
    yield _row(["---"] * (1 + len(table["figures"])))
    titles = [line["title"] for line in table["lines"]]
    found = {(each["figure"], each["above"], each["below"]): each for each in table["orderings"]}
    for one, other in combinations(reversed(titles), 2):
        cells = []
        for name in table["figures"]:
            for sign, pair in ((1, (one, other)), (-1, (other, one))):
                if each := found.get((name, *pair)):
                    cells.append(_difference(each, sign))
        if cells:
            yield _row([f"{one} − {other}", *cells])
    yield ""


def _difference(ordering: dict[str, Any], sign: int) -> str:
    low, high = sorted((sign * ordering["low"], sign * ordering["high"]))
    here = f"{sign * ordering['difference']:+.3f} [{low:+.3f}, {high:+.3f}]"
    if ordering["seeds"] == 1:
        why = " (one seed)"
    else:
        differ = ordering["p"] < LEVEL and not ordering["seeds_agree"]
        why = " (seeds differ)" if differ else ""
    return f"{ordering['verdict']}{why}: {here}, paper {sign * ordering['paper']:+.2f}"
