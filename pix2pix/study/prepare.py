"""Makes the pictures of a study: real ones as the models see them, and what each makes of them.

Real and fake are written alike: of one size, as PNG, under names drawn at random. So neither
a name nor an encoding tells what a picture is.
"""

import hashlib
import io
import secrets
import tempfile
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from random import Random

from PIL import Image

from pix2pix.checkpoint.files import MODEL
from pix2pix.config import Reading, StudySettings
from pix2pix.data.given import opened
from pix2pix.errors import ConfigError, DiskError
from pix2pix.files import replace_text
from pix2pix.images import flatten
from pix2pix.plural import plural
from pix2pix.study.common import Common, common_pictures
from pix2pix.study.folder import PICTURES, STUDY, Contents, StudyModel, StudyPicture
from pix2pix.study.trials import trials
from pix2pix.translator import Translator

Progress = tuple[int, int]  # pictures that are written, of so many
PIECES = 8  # a side, that a real picture is cut into to become what anybody can tell


@dataclass(frozen=True)
class Prepared:
    """What was prepared, and what to know of it, in sentences."""

    contents: Contents
    remarks: tuple[str, ...]


def prepare(
    checkpoints: Sequence[Path],
    data: Path,
    out: Path,
    settings: StudySettings = StudySettings(),
    reading: Reading | None = None,
) -> Iterator[Progress | Prepared]:
    """Write the folder of a study; yields how far it is, and at last what was prepared.

    Args:
        data: A folder of pictures, or an archive of one; what none of the models was trained on
            is used.
        reading: How the pictures lie, if not as those that the models were trained on.

    Raises:
        CheckpointError: A model cannot be loaded.
        DataError: There are too few pictures, or the models are not of one kind.
        DiskError: The folder is in use, or there is no room.
    """
    named = _named(checkpoints)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise DiskError(
            f"{out} is in use, and answers that people gave are never replaced. Choose another "
            "--out, or move it away."
        )
    with opened(data) as given:
        common = common_pictures(named, given.folder, settings, reading)
        try:
            out.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=out.parent, prefix=".") as room:
                made = Path(room) / "study"
                (made / PICTURES).mkdir(parents=True)
                writer = _Writer(made / PICTURES, _steps(common))
                contents = yield from _written(writer, common, settings, named)
                replace_text(made / STUDY, contents.to_json())
                made.chmod(0o755)
                if out.exists():
                    out.rmdir()  # it is empty
                made.rename(out)
        except OSError as error:
            raise DiskError(f"{out} could not be written: {error}. Free some space.") from error
    yield Prepared(contents, tuple(_remarks(contents)))


def _named(checkpoints: Sequence[Path]) -> dict[str, Path]:
    names = [folder.resolve().name for folder in checkpoints]
    if twice := [name for name in names if names.count(name) > 1]:
        raise ConfigError(
            f"Two checkpoints are called {twice[0]}, so nobody could tell their results apart. "
            "Rename the folder of one of them."
        )
    return dict(zip(names, checkpoints, strict=True))


def _steps(common: Common) -> int:
    return len(common.models) * len(common.sources) + 2 * len(common.targets)


class _Writer:
    """Writes pictures, and counts them."""

    def __init__(self, folder: Path, steps: int) -> None:
        self._folder = folder
        self._steps = steps
        self.done = 0

    @property
    def progress(self) -> Progress:
        return self.done, self._steps

    def write(self, picture: Image.Image, of: str) -> StudyPicture:
        """As RGB without metadata, all encoded alike."""
        encoded = io.BytesIO()
        bare = Image.frombytes("RGB", picture.size, flatten(picture).tobytes())
        bare.save(encoded, "PNG", compress_level=6)
        name, content = f"{secrets.token_hex(8)}.png", encoded.getvalue()
        (self._folder / name).write_bytes(content)
        self.done += 1
        return StudyPicture(file=name, sha256=hashlib.sha256(content).hexdigest(), of=of)


def _written(
    writer: _Writer, common: Common, settings: StudySettings, checkpoints: dict[str, Path]
) -> Generator[Progress, None, Contents]:
    reals, checks, models = [], [], []
    rng = Random(settings.study_seed)
    for place, source in zip_longest(common.targets, common.sources if common.are_pairs else ()):
        real = common.real(place)
        of = common.name(source or place)  # a pair is called one name
        reals.append(writer.write(real, of))
        checks.append(writer.write(in_pieces(real, rng), of))
        yield writer.progress
    for name, checkpoint in checkpoints.items():
        translator, fakes = Translator.load(checkpoint), []
        for number, place in enumerate(common.sources):
            seed = settings.study_seed + number  # noise of its own for each, as in the paper
            made = translator.scaled(common.source(name, place), seed=seed)
            fakes.append(writer.write(made, common.name(place)))
            yield writer.progress
        with (checkpoint / MODEL).open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        models.append(StudyModel(name=name, sha256=digest, fakes=tuple(fakes)))
    height, width = translator.config.generator.size
    return Contents(
        settings=settings,
        width=width,
        height=height,
        for_practice=_for_practice(settings, min(len(common.sources), len(common.targets))),
        reals=tuple(reals),
        checks=tuple(checks),
        models=tuple(models),
    )


def _for_practice(settings: StudySettings, count: int) -> int:
    """How many pictures are kept for practice, which tells of each whether it is real."""
    kept = min(settings.practice, count // 4)
    return kept if kept > 1 or settings.presentation == "single" else 0


def in_pieces(picture: Image.Image, rng: Random) -> Image.Image:
    """A picture cut into squares and put together wrongly, with the colors that it had."""
    width, height = picture.width / PIECES, picture.height / PIECES
    corners = [(x, y) for y in range(PIECES) for x in range(PIECES)]
    boxes = [
        (round(x * width), round(y * height), round((x + 1) * width), round((y + 1) * height))
        for x, y in corners
    ]
    made = picture.copy()
    for box, other in zip(boxes, rng.sample(boxes, len(boxes)), strict=True):
        size = box[2] - box[0], box[3] - box[1]
        made.paste(picture.crop(other).resize(size), box)
    return made


def _remarks(contents: Contents) -> Iterator[str]:
    settings = contents.settings
    one = contents.models[0].name if settings.one_model else None
    shown = [trial for trial in trials(contents, "", one) if trial.kind != "practice"]
    often = max(Counter(name for trial in shown for name in trial.shown).values())
    if often > 1:
        yield (
            f"{plural(len(contents.reals), 'held-out picture')} are few for "
            f"{plural(len(shown), 'look')}: a person sees some of them up to {often} times, and "
            "may know them by then. Hold out more, or prepare it with fewer trials."
        )
    if settings.practice and not contents.for_practice:
        yield "Practice shows the same pictures as what counts: there are too few for both."
