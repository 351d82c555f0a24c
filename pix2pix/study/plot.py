"""The shares of a study as a picture: a point for each model, and its interval."""

from PIL import Image, ImageDraw, ImageFont

from pix2pix.study.results import Row

SCALE = 2  # px of the picture for one of the numbers below
WIDTH, ROW, EDGE, FOOT, NAMES = 760, 46, 24, 58, 190
INK, SOFT, LINE, ACCENT = "#211f1c", "#6d6760", "#e2ddd4", "#b93c10"
TICK = 0.1


def plot(rows: list[Row], title: str) -> Image.Image:
    """Draw the rows that have answers, from 0 to a round share above all of them."""
    drawn = [(row.name, row.called_real) for row in rows if row.called_real is not None]
    height = 2 * EDGE + 20 + ROW * len(drawn) + FOOT
    picture = Image.new("RGB", (WIDTH * SCALE, height * SCALE), "white")
    pen = ImageDraw.Draw(picture)
    font, small = (ImageFont.load_default(size * SCALE) for size in (15, 12))
    highest = max([0.5, *(share.high for _, share in drawn)])
    ticks = [TICK * count for count in range(int(highest / TICK + 0.999) + 1)]
    top, bottom = EDGE + 30, EDGE + 30 + ROW * len(drawn)

    def across(share: float) -> float:
        return NAMES + (WIDTH - NAMES - 2 * EDGE) * share / ticks[-1]

    def text(x: float, y: float, words: str, anchor: str, fill: str, large: bool = True) -> None:
        pen.text((x * SCALE, y * SCALE), words, fill, font if large else small, anchor)

    def line(x: float, y: float, to_x: float, to_y: float, fill: str, width: int = 1) -> None:
        pen.line([each * SCALE for each in (x, y, to_x, to_y)], fill, width * SCALE)

    text(EDGE, EDGE, title, "lm", INK)
    for tick in ticks:
        line(across(tick), top, across(tick), bottom, LINE)
        text(across(tick), bottom + 14, f"{100 * tick:.0f} %", "mm", SOFT, large=False)
    text((across(0) + across(ticks[-1])) / 2, bottom + 38, AXIS, "mm", SOFT, large=False)
    for place, (name, share) in enumerate(drawn):
        y = top + ROW * (place + 0.5)
        text(NAMES - 14, y, _cut(name), "rm", INK)
        line(across(share.low), y, across(share.high), y, ACCENT, 3)
        x, radius = across(share.share), 6
        spot = [each * SCALE for each in (x - radius, y - radius, x + radius, y + radius)]
        pen.ellipse(spot, fill=ACCENT, outline="white", width=SCALE)
    return picture


AXIS = "called real, with 95 % interval"


def _cut(name: str, most: int = 20) -> str:
    return name if len(name) <= most else f"{name[: most - 1]}…"
