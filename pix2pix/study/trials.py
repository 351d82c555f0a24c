"""What a person is shown, in which order: it follows from the study and the person's number.

After Isola et al. 2017, Sec. 4.1: practice first, then what counts. The checks are those of Zhang
et al. 2016 ("Colorful Image Colorization", Sec. 3.1): now and then a fake that anybody can tell.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from random import Random
from typing import Literal, TypeVar

from pix2pix.study.folder import Contents, StudyPicture

Kind = Literal["practice", "trial", "check"]
Choice = Literal["left", "right", "real", "fake"]
Dealt = TypeVar("Dealt")


@dataclass(frozen=True)
class Trial:
    """One look.

    Attributes:
        model: Whose fake it is; ``None`` in a check, and of a real picture alone.
        of: The held-out picture that is judged.
        shown: Names of files, from left to right.
        fake: The right answer: the side of the fake, or what the single picture is.
    """

    kind: Kind
    model: str | None
    of: str
    shown: tuple[str, ...]
    fake: Choice

    @property
    def choices(self) -> tuple[Choice, Choice]:
        """What may be answered."""
        return ("left", "right") if len(self.shown) == 2 else ("real", "fake")


def trials(contents: Contents, person: str, model: str | None) -> list[Trial]:
    """All that one person is shown.

    Args:
        model: The only one whose pictures this person sees; ``None`` for all of them.
    """
    settings = contents.settings
    rng = Random(f"{settings.study_seed} {person}")
    deal = _Deal(contents, rng, [model] if model else [each.name for each in contents.models])
    practice = deal.some("practice", settings.practice)
    counted = deal.some("trial", settings.trials) + deal.checks(settings.checks)
    rng.shuffle(counted)
    return practice + counted


class _Deal:
    """Deals pictures to one person; none comes again before all others have come."""

    def __init__(self, contents: Contents, rng: Random, models: list[str]) -> None:
        self._rng = rng
        self._pair = contents.settings.presentation == "pair"
        self._same = contents.settings.same_input
        self._reals, self._obvious = contents.reals, contents.checks
        self._fakes = {each.name: each.fakes for each in contents.models if each.name in models}
        kept = contents.for_practice
        self._places = {
            kind: [
                _endless(rng, range(kept) if kept and kind == "practice" else range(kept, count))
                for count in (len(contents.models[0].fakes), len(contents.reals))
            ]
            for kind in ("practice", "trial")
        }
        self._obvious_places = _endless(rng, range(kept, len(contents.reals)))

    def some(self, kind: Literal["practice", "trial"], count: int) -> list[Trial]:
        """As many of each model, and on either side; half of single pictures are real."""
        fakes, reals = self._places[kind]
        real = 0 if self._pair else count // 2
        dealt = [self._single(kind, None, self._reals[next(reals)], "real") for _ in range(real)]
        models = self._evenly(list(self._fakes), count - real)
        for model, side in zip(models, self._evenly([0, 1], count - real), strict=True):
            place = next(fakes)
            fake = self._fakes[model][place]
            if self._pair:
                other = place if self._same else self._another(reals, fake)
                dealt.append(self._beside(kind, model, fake, self._reals[other], side))
            else:
                dealt.append(self._single(kind, model, fake, "fake"))
        self._rng.shuffle(dealt)
        return dealt

    def checks(self, count: int) -> list[Trial]:
        """What anybody can tell."""
        reals, dealt = self._places["trial"][1], []
        for side in self._evenly([0, 1], count):
            obvious = self._obvious[next(self._obvious_places)]
            if self._pair:
                real = self._reals[self._another(reals, obvious)]
                dealt.append(self._beside("check", None, obvious, real, side))
            else:
                dealt.append(self._single("check", None, obvious, "fake"))
        return dealt

    def _another(self, reals: Iterator[int], fake: StudyPicture) -> int:
        """A real picture of something else; a study has at least two."""
        return next(place for place in reals if self._reals[place].of != fake.of)

    def _evenly(self, kinds: list[Dealt], count: int) -> list[Dealt]:
        self._rng.shuffle(kinds)
        many = (kinds * (count // len(kinds) + 1))[:count]
        self._rng.shuffle(many)
        return many

    @staticmethod
    def _beside(
        kind: Kind, model: str | None, fake: StudyPicture, real: StudyPicture, side: int
    ) -> Trial:
        shown = (real.file, fake.file) if side else (fake.file, real.file)
        return Trial(kind, model, fake.of, shown, "right" if side else "left")

    @staticmethod
    def _single(kind: Kind, model: str | None, picture: StudyPicture, truth: Choice) -> Trial:
        return Trial(kind, model, picture.of, (picture.file,), truth)


def _endless(rng: Random, places: range) -> Iterator[int]:
    def rounds() -> Iterator[list[int]]:
        while True:
            yield rng.sample(places, len(places))

    return chain.from_iterable(rounds())
