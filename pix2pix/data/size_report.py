"""What the sizes of pairs, or of pictures, mean for training on them, in sentences."""

from collections import Counter
from collections.abc import Iterator

from pix2pix.config import Size
from pix2pix.config.size import MOST
from pix2pix.plural import plural

SMALL = 128  # px a side; less is enlarged a lot
USUAL = 256  # px; networks of the usual depth take multiples of it
LITTLE = 1.2  # times that a picture may be squeezed more one way than the other
NEARLY_ALL = 0.9  # of the pairs


def size_remarks(sizes: dict[str, int], noun: str = "pair") -> Iterator[str]:
    """What to know about sizes, counted as ``Findings`` has them."""
    counted = [(tuple(map(int, size.split("x"))), count) for size, count in sizes.items()]
    small = sum(count for (width, height), count in counted if min(width, height) < SMALL)
    if small:
        pairs = plural(small, f"{noun} is", f"{noun}s are")
        yield f"{pairs} smaller than {SMALL} px a side and will be enlarged."
    uneven = sum(count for (width, height), count in counted if width != height)
    if uneven:
        pairs = plural(uneven, f"{noun} is", f"{noun}s are")
        otherwise = "unless --size or --crop says otherwise"
        yield f"{pairs} not square and will be squeezed to a square, {otherwise}."
    shapes: Counter[Size | None] = Counter()
    for (width, height), count in counted:
        shapes[_size_for(width, height)] += count
    shape, alike = next(iter(shapes.most_common(1)), (None, 0))
    if shape and alike >= NEARLY_ALL * shapes.total():
        wide = shape.width > shape.height
        words = ("wide", "high") if wide else ("high", "wide")
        times = max(shape) // min(shape)
        yield (
            f"Nearly all are about {times} times as {words[0]} as {words[1]}: --size {shape} "
            "(height x width) keeps that shape."
        )


def _size_for(width: int, height: int) -> Size | None:
    """A size of nearly that shape which usual networks take; none where a square is as good."""
    ratio = max(width, height) / min(width, height)
    times = min(round(ratio), MOST // USUAL)
    if times == 1 or not 1 / LITTLE < ratio / times < LITTLE:
        return None
    long = times * USUAL
    return Size(USUAL, long) if width > height else Size(long, USUAL)
