"""What came of a study: how often a fake was called real, and whose answers that rests on.

The paper leaves nobody out (Isola et al. 2017, Sec. 4.1). Here somebody is left out who stopped
early, missed the checks, always gave one answer, or answered faster than anybody can see: always
with the reason, and beside the shares of all who came to the end.
"""

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from pix2pix.plural import plural
from pix2pix.study.bootstrap import Share, share
from pix2pix.study.folder import Study
from pix2pix.study.lines import Answer
from pix2pix.study.people import people

MOST_MISSED = 0.2  # of the checks
TOO_FAST = 0.1  # seconds; faster than anybody reacts to what they see (Whelan 2008)
REAL = "real pictures"
Answers = dict[str, list[Answer]]  # of each person


@dataclass(frozen=True)
class Row:
    """A model, or the real pictures of a study that shows them alone.

    Attributes:
        called_real: The share of its pictures that people took for real; ``None``: no answer.
        with_all: The same, nobody left out who came to the end, as in the paper.
        people: How many answers are from.
    """

    name: str
    called_real: Share | None
    with_all: Share | None
    people: int

    @property
    def line(self) -> dict[str, Any]:
        """For a file of JSON lines."""
        return asdict(self)


@dataclass
class Results:
    """All of them.

    Attributes:
        left_out: Why somebody does not count, by the person's number.
        not_shown_right: How many answers of the others do not count, since the picture was not
            shown once and as long as it should be.
    """

    rows: list[Row]
    people: int
    left_out: dict[str, str] = field(default_factory=dict)
    not_shown_right: int = 0

    @property
    def remarks(self) -> list[str]:
        """What whoever reads the shares must know, in sentences."""
        said = [f"Left out, {number}: {why}." for number, why in self.left_out.items()]
        if self.not_shown_right:
            answers = plural(self.not_shown_right, "answer does", "answers do")
            said.append(
                f"{answers} not count: the picture was not shown once and as long as it should be."
            )
        if self.people - len(self.left_out) == 1:
            said.append("All is from one person: the intervals say nothing of other people.")
        return said


def results(study: Study) -> Results:
    """Judge the answers so far.

    Raises:
        DataError: A file of answers was changed.
    """
    answered = {person.number: person.answers() for person in people(study)}
    settings = study.settings
    shown = settings.practice + settings.trials + settings.checks
    reasons = {number: why_left_out(answers, shown) for number, answers in answered.items()}
    finished = {number: each for number, each in answered.items() if len(each) == shown}
    kept = {number: each for number, each in answered.items() if reasons[number] is None}
    names: list[str | None] = [model.name for model in study.contents.models]
    if settings.presentation == "single":
        names.append(None)
    rows = []
    for name in names:
        called_real, with_all = _called_real(kept, name), _called_real(finished, name)
        count = sum(bool(_of_model(each, name)) for each in kept.values())
        rows.append(Row(REAL if name is None else name, called_real, with_all, count))
    return Results(
        rows,
        people=len(answered),
        left_out={number: why for number, why in reasons.items() if why is not None},
        not_shown_right=sum(
            each.kind == "trial" and not each.counted for all in kept.values() for each in all
        ),
    )


def why_left_out(answers: list[Answer], shown: int) -> str | None:
    """Why the answers of a person do not count; ``None`` if they do.

    Guessing passes six checks in 7 of 64 cases: the checks find most of those who guess, not all.

    Args:
        shown: How many pictures there are for one person.
    """
    if len(answers) < shown:
        return f"stopped after {len(answers)} of {plural(shown, 'picture')}"
    asked = [answer for answer in answers if answer.kind != "practice"]
    choice, times = Counter(answer.choice for answer in asked).most_common(1)[0]
    if times == len(asked) > 4:
        return f"answered {choice!r} {times} times of {times}"
    checks = [answer.right for answer in answers if answer.kind == "check"]
    missed = checks.count(False)
    if missed > MOST_MISSED * len(checks):
        return f"missed {missed} of {plural(len(checks), 'check')}, which anybody can tell"
    fast = sum(answer.waited < TOO_FAST for answer in asked)
    if fast > len(asked) / 2:
        return f"answered {fast} of {len(asked)} times within {TOO_FAST:g} s"
    return None


def _of_model(answers: list[Answer], model: str | None) -> list[Answer]:
    """The answers that count for a model, or for real pictures that were shown alone."""
    trials = [each for each in answers if each.kind == "trial" and each.counted]
    return [each for each in trials if each.model == model]


def _called_real(answered: Answers, model: str | None) -> Share | None:
    chosen = [(number, each) for number, all in answered.items() for each in _of_model(all, model)]
    return share(
        [number for number, _ in chosen],
        [each.of for _, each in chosen],
        [each.right == (model is None) for _, each in chosen],  # a fake is called real by mistake
    )
