"""Rows of pictures, as in the papers: input, ground truth, and what each row made of it."""

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from pix2pix.checkpoint.files import FORWARD, REVERSE
from pix2pix.evaluation.evaluate import contact_sheet
from pix2pix.paper.measure import example_of, shown_of
from pix2pix.paper.plan import Plan
from pix2pix.paper.published import PaperTable

LETTERS = 12  # px
GAP = 4  # px between pictures
TITLES = 2 * LETTERS + 8  # px above them, for two lines


def sheet(table: PaperTable, plan: Plan) -> Image.Image | None:
    """Held-out pairs below each other, rows of the table beside each other, under their titles.

    Those rows that are finished, each with the first of its seeds that is; none if there are none.
    """
    pictures = plan.held_out if table.into == "photo" else plan.held_out.reversed()
    chosen = shown_of(pictures)
    titles = ["input", "ground truth"]
    columns = [
        [pictures.source(each) for each in chosen],
        [pictures.target(each) for each in chosen],
    ]
    for line in (*table.beside, *table.lines):
        direction = REVERSE if line.reverse else FORWARD
        for run in plan.runs_of(line.run):
            files = [example_of(run, direction, each) for each in chosen]
            if all(file.is_file() for file in files):
                titles.append(line.title)
                columns.append([_opened(file) for file in files])
                break
    if len(columns) == 2:
        return None
    rows = [list(row) for row in zip(*columns, strict=True)]
    return _under_titles(titles, contact_sheet(rows, GAP), columns[0][0].width)


def _opened(file: Path) -> Image.Image:
    with Image.open(file) as picture:
        return picture.convert("RGB")


def _under_titles(titles: list[str], pictures: Image.Image, width: int) -> Image.Image:
    made = Image.new("RGB", (pictures.width, pictures.height + TITLES), "white")
    made.paste(pictures, (0, TITLES))
    draw, font = ImageDraw.Draw(made), ImageFont.load_default(LETTERS)
    for place, title in enumerate(titles):
        lines = title.replace(", ", ",\n")
        draw.multiline_text(
            (place * (width + GAP) + width / 2, TITLES - GAP),
            lines,
            fill="black",
            font=font,
            anchor="md",
            align="center",
            spacing=2,
        )
    return made
