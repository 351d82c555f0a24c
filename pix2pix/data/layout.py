"""What a folder was found to hold: pairs by split, and every file that is in none of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from pix2pix.config import Reading
from pix2pix.data.pairs import Pair
from pix2pix.errors import DataError
from pix2pix.plural import plural

NAMED = 3  # files that a sentence names


@dataclass
class Layout:
    """What a folder was found to hold.

    Attributes:
        kind: In words.
        reading: The settings that read it so.
        pairs: By split; the key ``""`` holds pairs outside any split.
        photos: Pictures that are no pairs.
        unmatched: Files of one half without a partner in the other.
        ambiguous: Files that share a name with another one of the same half.
        left_out: Files beside the pairs, and why each is not used.
        remarks: What else there is to say of how the files were read.
    """

    kind: str = "nothing"
    reading: Reading = Reading()
    pairs: dict[str, list[Pair]] = field(default_factory=dict)
    photos: list[Path] = field(default_factory=list)
    unmatched: list[Path] = field(default_factory=list)
    ambiguous: list[Path] = field(default_factory=list)
    left_out: list[tuple[Path, str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def all_pairs(self) -> list[Pair]:
        """Those of every split."""
        return [pair for those in self.pairs.values() for pair in those]

    def split(self, held_out: float, seed: int) -> tuple[list[Pair], list[Pair]]:
        """Training pairs and held-out pairs; without a split of its own, a seeded share."""
        rest = self.pairs.get("train", []) + self.pairs.get("", [])
        kept = self.pairs.get("val") or self.pairs.get("test") or []
        if kept or len(rest) < 2 or held_out == 0:
            return rest, kept
        chosen = held_out_places([(pair.name, pair.place) for pair in rest], held_out, seed)
        return (
            [pair for place, pair in enumerate(rest) if place not in chosen],
            [pair for place, pair in enumerate(rest) if place in chosen],
        )

    def beside(self, folder: Path) -> dict[str, tuple[str, ...]]:
        """Files that are not used, relative to the folder, by the reason why."""
        return by_reason(self.left_out, folder)


def held_out_places(names: Sequence[tuple[str, str]], share: float, seed: int) -> set[int]:
    """Which of these to hold out, at least one; each has a name, and a place if names are equal."""

    def draw(place: int) -> tuple[bytes, bytes]:  # by name alone; by place among equal names
        name, where = names[place]
        return _digest(f"{seed}/{name}"), _digest(f"{seed}/{where}")

    return set(sorted(range(len(names)), key=draw)[: max(1, round(share * len(names)))])


def by_reason(left_out: Iterable[tuple[Path, str]], folder: Path) -> dict[str, tuple[str, ...]]:
    """Files that are not used, relative to the folder, by the reason why."""
    found: dict[str, list[Path]] = {}
    for file, reason in left_out:
        found.setdefault(reason, []).append(file)
    return {reason: named(folder, files) for reason, files in found.items()}


def require_matched(layout: Layout, folder: Path) -> None:
    """Raise ``DataError`` if a file has no partner or more than one."""
    for files, what in (
        (layout.unmatched, "has no file of the same name in the other half"),
        (layout.ambiguous, "shares its name with another file of its folder"),
    ):
        if files:
            more = f" ({len(files)} such files)" if len(files) > 1 else ""
            raise DataError(f"{files[0]} {what}{more}. Add, rename or remove it, in {folder}.")


def beside_the_pairs(left_out: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Sentences that count and name the files which are not used."""
    for reason, files in left_out.items():
        named = ", ".join(files[:NAMED])
        more = f" and {len(files) - NAMED} more" if len(files) > NAMED else ""
        yield f"Not used: {plural(len(files), 'file')} {reason}: {named}{more}."


def none_readable(where: str, errors: Sequence[Exception]) -> str:
    """A sentence with the first reasons."""
    reasons = " ".join(map(str, errors[:NAMED]))
    return f"{where}: {len(errors)} picture files were tried, and none can be read. {reasons}"


def _digest(text: str) -> bytes:
    return sha256(text.encode()).digest()


def named(folder: Path, files: Iterable[Path]) -> tuple[str, ...]:
    """Paths relative to the folder, with forward slashes; bytes that are no text as escapes."""
    paths = (file.relative_to(folder).as_posix() for file in files)
    return tuple(path.encode("utf-8", "backslashreplace").decode() for path in paths)
