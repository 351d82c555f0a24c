"""Where one picture file holds several: told by the seams between them.

Across a seam, neighbouring pixels differ far more than a few pixels beside it; across the middle
of a single photo they do not, and what crosses it is the same on both sides. Where both sides are
blank, as with objects on white, nothing crosses and nothing jumps: then the halves are compared.
Those of a pair show lines in the same places, or differ all in the same way (a drawing is simpler
than a photo). A set is judged as a whole, from a few of its files.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from pix2pix.data.similarity import Traits, agreement, traits
from pix2pix.images import flatten

REACH = 10  # px beside a seam with which it is compared
STEP = 3  # px over which neighbours are compared; scaling smears a seam over two
JUMP, TIMES = 6.0, 2.5  # levels, and times more than beside it: a seam
SMOOTH = 1.6  # times more than beside it at most: the picture goes on
BLANK = 8.0  # levels of deviation along the middle: below, nothing could cross it
CONVENTION, UNCOMMON = 0.3, 0.5  # for two squares side by side; against any other cut
FEW = 3  # files of an unusual shape that say nothing
TOLERANCE = 0.02  # of the shape that pairs have by convention: square parts


@dataclass(frozen=True)
class Cut:
    """A file in so many equal parts, across (from left to right) or down."""

    parts: int
    down: bool = False

    def fits(self, size: tuple[int, int]) -> bool:
        """Whether a picture of this size falls into equal parts."""
        return size[self.down] % self.parts == 0

    def is_usual(self, size: tuple[int, int]) -> bool:
        """Whether its parts would be square."""
        part, other = size[self.down] / self.parts, size[not self.down]
        return abs(part / other - 1) <= TOLERANCE

    def box(self, size: tuple[int, int], number: int) -> tuple[int, int, int, int]:
        """Where one part, counted from 1, lies in a file of that size: left, top, right, bottom."""
        side = size[self.down] // self.parts
        start, end = (number - 1) * side, number * side
        return (0, start, size[0], end) if self.down else (start, 0, end, size[1])

    def part(self, picture: Image.Image, number: int) -> Image.Image:
        """That part of a picture."""
        return picture.crop(self.box(picture.size, number))


CUTS = (Cut(2), Cut(2, down=True), Cut(3), Cut(3, down=True))


def best_cut(pictures: Sequence[Image.Image]) -> tuple[Cut | None, float]:
    """How the files of a set are cut into parts, if they are.

    Returns:
        The cut, if the pictures are not single ones, and how much speaks for it: above 0
        something, from 0.5 plenty.
    """
    found = [(evidence(cut, pictures), cut) for cut in CUTS]
    most, cut = max(found, key=lambda each: each[0])
    return (cut, most) if most > 0 else (None, most)


def evidence(cut: Cut, pictures: Sequence[Image.Image]) -> float:
    """What speaks for a cut, from -1 (the pictures go on across it) to 2.5."""
    fitting = [flatten(picture) for picture in pictures if cut.fits(picture.size)]
    if 2 * len(fitting) < len(pictures) or not fitting:
        return -1.0
    places = range(1, cut.parts)
    seams = float(np.mean([_seam(each, cut, place) for each in fitting for place in places]))
    usual = sum(cut.is_usual(each.size) for each in fitting) > len(fitting) / 2
    if not usual and (seams < -0.5 or len(fitting) < FEW):
        return min(seams, 0.0)  # no more is looked for where nothing leads to think of parts
    halves = [traits(cut.part(each, 1), cut.part(each, 2)) for each in fitting]
    conventional = usual and cut == Cut(2)
    return seams + _belong(halves, usual) + (CONVENTION if conventional else -UNCOMMON)


def _seam(picture: Image.Image, cut: Cut, place: int) -> float:
    """1 for a seam behind a part, -1 where the picture goes on, 0 where nothing can be told."""
    values = np.asarray(picture, np.float32)
    values = values if cut.down else values.transpose(1, 0, 2)  # along the first axis
    side = len(values) // cut.parts
    middle = min(REACH + STEP, side)
    if middle <= 2 * STEP:
        return 0.0
    values = values[place * side - middle : place * side + middle]
    jumps = np.abs(values[STEP:] - values[:-STEP]).mean(axis=(1, 2))  # [i]: between i and i + STEP
    here = jumps[middle - 2]  # from two px before the seam to one behind
    beside = [jumps[i] for i in range(len(jumps)) if abs(i - (middle - 2)) > STEP]
    usual = float(np.mean(beside))
    if here > JUMP and here > TIMES * max(1.0, usual):
        return 1.0
    before, behind = values[middle - 2], values[middle + 1]
    least = min(float(side.std(axis=0).mean()) for side in (before, behind))
    return -1.0 if least > BLANK and here < SMOOTH * usual + 1 else 0.0


def _belong(halves: list[Traits], usual: bool) -> float:
    """How much two parts look like the halves of pairs."""
    own = float(np.mean([agreement(*each.lines) for each in halves]))
    strangers = [agreement(a.lines[0], b.lines[1]) for a in halves for b in halves if a is not b]
    if own > 0.5 and (not strangers or own > np.mean(strangers) + 0.25):
        return 1.5
    halfway = len(halves[0].fingerprint) // 2
    prints = [each.fingerprint for each in halves]
    for part in (slice(halfway), slice(halfway, None)):
        if usual and len(halves) > 1 and len({bits[part].tobytes() for bits in prints}) == 1:
            return 1.0  # one and the same picture throughout
    simpler = float(np.mean([np.sign(each.shades[0] - each.shades[1]) for each in halves]))
    alike = abs(simpler) > 0.9 and len(halves) > 4
    return 0.3 if alike else 0.0
