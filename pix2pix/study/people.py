"""Somebody who takes part in a study, and the file that keeps what they answered."""

import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from filelock import FileLock

from pix2pix.errors import DataError, DiskError, RunError
from pix2pix.study.folder import Study
from pix2pix.study.lines import AS_IT_WAS, NUMBER, Answer, Given, Session, append, understood
from pix2pix.study.trials import Trial, trials

MOST_PEOPLE = 10_000
TOLERANCE = 0.05  # of the time that a picture is to be shown; at 60 Hz and 1 s, three frames


@dataclass(frozen=True)
class Person:
    """Somebody who takes part."""

    study: Study
    session: Session
    trials: tuple[Trial, ...]

    @classmethod
    def begin(cls, study: Study, number: str | None = None) -> Self:
        """Let somebody take part.

        Args:
            number: Of the person; a secret one by default.

        Raises:
            RunError: Too many have begun.
            DiskError: There is no room.
        """
        number = number or secrets.token_hex(8)
        with _locked(study):
            known = _files(study)
            if len(known) >= MOST_PEOPLE:
                raise RunError(
                    f"{MOST_PEOPLE} people have begun this study, which is all it takes."
                )
            model = _rarest(study, known) if study.settings.one_model else None
            session = Session(study=study.digest, person=number, model=model)
            append(_file(study, number), session)
        return cls._of(study, session)

    @classmethod
    def find(cls, study: Study, number: str) -> Self:
        """Somebody who has begun; the number may come from outside.

        Raises:
            RunError: There is nobody of that number.
            DataError: The file was changed, or belongs to another study.
        """
        if not re.fullmatch(NUMBER, number) or not _file(study, number).is_file():
            raise RunError("Nobody of this number has begun this study. Begin anew.")
        return cls.read(study, _file(study, number))

    @classmethod
    def read(cls, study: Study, path: Path) -> Self:
        """The person of a file; raises likewise."""
        return cls._of(study, _session(study, path))

    @classmethod
    def _of(cls, study: Study, session: Session) -> Self:
        return cls(study, session, tuple(trials(study.contents, session.person, session.model)))

    @property
    def number(self) -> str:
        return self.session.person

    @property
    def file(self) -> Path:
        return _file(self.study, self.number)

    def answers(self) -> list[Answer]:
        """All so far, in their order; what a crash cut off in the last line was never answered.

        Raises:
            DataError: A line was changed: it is not what was shown to this person.
        """
        *lines, _ = self.file.read_text(encoding="utf-8").split("\n")
        found: list[Answer] = []
        for number, line in enumerate(lines[1:], 2):
            answer = understood(Answer, line, self.file, number)
            given = Given(**{name: getattr(answer, name) for name in Given.model_fields})
            if answer.trial != len(found) or answer.trial >= len(self.trials):
                raise DataError(
                    f"{self.file}, line {number}: answer {answer.trial} stands where answer "
                    f"{len(found)} was. {AS_IT_WAS}"
                )
            if answer != self._judged(given):
                raise DataError(
                    f"{self.file}, line {number}: this is not what was shown to this person, or "
                    f"how the answer was judged. {AS_IT_WAS}"
                )
            found.append(answer)
        return found

    def record(self, given: Given) -> Answer:
        """Keep an answer. Sent a second time, the first one stands.

        Raises:
            RunError: It is not what was asked.
            DiskError: There is no room; the answer can be given again.
        """
        with _locked(self.study):
            answers = self.answers()
            if given.trial < len(answers):
                return answers[given.trial]
            if given.trial > len(answers) or given.trial >= len(self.trials):
                raise RunError(
                    f"This is an answer to picture {given.trial + 1}, but {len(answers)} of "
                    f"{len(self.trials)} are answered. Reload the page, and go on from there."
                )
            if given.choice not in self.trials[given.trial].choices:
                allowed = " or ".join(self.trials[given.trial].choices)
                raise RunError(f"The answer is {given.choice!r}, but {allowed} was asked.")
            answer = self._judged(given)
            self._drop_half_a_line()
            append(self.file, answer)
        return answer

    def _judged(self, given: Given) -> Answer:
        trial, seconds = self.trials[given.trial], self.study.settings.seconds
        return Answer(
            **dict(given),
            kind=trial.kind,
            model=trial.model,
            of=trial.of,
            right=given.choice == trial.fake,
            counted=not given.again and abs(given.shown - seconds) <= TOLERANCE * seconds,
        )

    def _drop_half_a_line(self) -> None:
        text = self.file.read_bytes()
        if not text.endswith(b"\n"):
            with self.file.open("rb+") as file:
                file.truncate(text.rfind(b"\n") + 1)


def people(study: Study) -> list[Person]:
    """All who have begun, in the order of their numbers.

    Raises:
        DataError: A file was changed.
    """
    return [Person.read(study, path) for path in _files(study)]


def _file(study: Study, number: str) -> Path:
    return study.answers / f"{number}.jsonl"


def _session(study: Study, path: Path) -> Session:
    """The first line of a file, if it is of this study; raises as ``Person.read``."""
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    session = understood(Session, first, path, 1)
    if session.study != study.digest:
        raise DataError(
            f"{path} belongs to another study, or study.json was changed after people had "
            "answered. Restore study.json, or move the file away."
        )
    if session.person != path.stem:
        raise DataError(f"{path} is of person {session.person}. Give the file its name back.")
    known = [model.name for model in study.contents.models]
    if session.model is not None and session.model not in known:
        raise DataError(f"{path}: there is no model {session.model!r}. {AS_IT_WAS}")
    return session


def _files(study: Study) -> list[Path]:
    """Those of all who have begun; one that a crash left without its first line is of nobody."""
    found = sorted(study.answers.glob("*.jsonl"))
    return [path for path in found if b"\n" in path.read_bytes()]


def _rarest(study: Study, known: list[Path]) -> str:
    """The model that the fewest people have seen."""
    names = [model.name for model in study.contents.models]
    seen = [_session(study, path).model for path in known]
    return min(names, key=seen.count)


def _locked(study: Study) -> FileLock:
    try:
        study.answers.mkdir(exist_ok=True)
    except OSError as error:
        raise DiskError(f"{study.answers} cannot be made: {error}.") from error
    return FileLock(study.answers / ".lock", timeout=20)
