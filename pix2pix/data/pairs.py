"""Finds the pairs in a folder, in every layout that people use.

- Side by side: one file per pair, A on the left, B on the right.
- Two folders whose files match by stem: ``A/ B/``, ``input/ target/``, ``source/ target/``.
- Either of them below ``train/ val/ test/``, or as ``trainA/ trainB/``, or as ``A/train B/train``.

Letter case and extensions do not matter, nor does a single folder around everything. Nothing is
opened to find pairs; ``read_pair`` opens one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from pix2pix.errors import DataError
from pix2pix.images import SUFFIXES, Picture, open_picture

HALVES = (("a", "b"), ("input", "target"), ("source", "target"))
SPLITS = {"train": ("train", "training"), "val": ("val", "valid", "validation"), "test": ("test",)}
TOLERANCE = 0.02  # a side-by-side pair is 2:1 to within this


@dataclass(frozen=True)
class Pair:
    """Two pictures that belong together; ``b`` is ``None`` where both are in one file."""

    name: str
    a: Path
    b: Path | None = None

    @property
    def files(self) -> tuple[Path, ...]:
        return (self.a,) if self.b is None else (self.a, self.b)


@dataclass
class Layout:
    """What a folder was found to hold.

    Attributes:
        pairs: By split; the key ``""`` holds pairs outside any split.
        unmatched: Files of one folder without a partner in the other.
        ambiguous: Files that share a stem with another one of the same folder.
    """

    kind: str = "nothing"
    pairs: dict[str, list[Pair]] = field(default_factory=dict)
    unmatched: list[Path] = field(default_factory=list)
    ambiguous: list[Path] = field(default_factory=list)

    def split(self, held_out: float, seed: int) -> tuple[list[Pair], list[Pair]]:
        """Training pairs and held-out pairs; without a split of its own, a seeded share."""
        rest = self.pairs.get("train", []) + self.pairs.get("", [])
        kept = self.pairs.get("val") or self.pairs.get("test") or []
        if kept or len(rest) < 2 or held_out == 0:
            return rest, kept
        count = max(1, round(held_out * len(rest)))
        drawn = sorted(rest, key=lambda pair: sha256(f"{seed}/{pair.name}".encode()).digest())
        chosen = {pair.name for pair in drawn[:count]}
        return (
            [pair for pair in rest if pair.name not in chosen],
            [pair for pair in rest if pair.name in chosen],
        )


def find_pairs(folder: Path) -> Layout:
    """Look through ``folder`` without opening any picture.

    Raises:
        DataError: It is no folder, holds no pairs, or files without a single partner.
    """
    if not folder.is_dir():
        raise DataError(f"{folder} is not a folder. Give the folder that holds the pairs.")
    layout = Layout()
    root = _unwrap(folder)
    for split, names in SPLITS.items():
        for name in names:
            inside = _child(root, name)
            halves = [(a, b) for a, b in HALVES if inside is None or not _both(inside, a, b)]
            if inside is not None:
                _collect(inside, split, layout)
            for a, b in halves:
                _match(_child(root, name + a), _child(root, name + b), split, layout)
                _match(_grandchild(root, a, name), _grandchild(root, b, name), split, layout)
    if not layout.pairs:
        _collect(root, "", layout)
    if not any(layout.pairs.values()):
        require_matched(layout, folder)
        raise DataError(
            f"{folder} holds no pairs. Expected are pictures with both halves side by side, "
            "or two folders A/ and B/ whose files have the same names."
        )
    return layout


def require_matched(layout: Layout, folder: Path) -> None:
    """Raise ``DataError`` if a file has no partner or more than one."""
    for files, what in (
        (layout.unmatched, "has no file of the same name in the other folder"),
        (layout.ambiguous, "shares its name with another file of its folder"),
    ):
        if files:
            more = f" ({len(files)} such files)" if len(files) > 1 else ""
            raise DataError(f"{files[0]} {what}{more}. Add, rename or remove it, in {folder}.")


def read_pair(pair: Pair) -> tuple[Picture, Picture]:
    """Open halves A and B of a pair.

    Raises:
        PictureError: A file is no picture.
        DataError: The halves differ in size, or a single file is not twice as wide as high.
    """
    if pair.b is not None:
        a, b = open_picture(pair.a), open_picture(pair.b)
        if a.size != b.size:
            raise DataError(
                f"{pair.a} is {a.width}x{a.height} px and {pair.b} is {b.width}x{b.height} px. "
                "Both halves of a pair must have the same size; scale or crop one of them."
            )
        return a, b
    both = open_picture(pair.a)
    width, height = both.size
    if width % 2 or abs(width / height - 2) > 2 * TOLERANCE:
        raise DataError(
            f"{pair.a} is {width}x{height} px; a pair side by side must be twice as wide as high. "
            "Crop it, or use folders A/ and B/."
        )
    half = width // 2
    return both.crop((0, 0, half, height)), both.crop((half, 0, width, height))


def pictures_in(folder: Path) -> list[Path]:
    """Picture files directly in ``folder``, sorted; hidden ones are left out."""
    return sorted(p for p in _entries(folder) if p.suffix.lower() in SUFFIXES and p.is_file())


def _collect(folder: Path, split: str, layout: Layout) -> None:
    for a, b in HALVES:
        if _both(folder, a, b):
            _match(_child(folder, a), _child(folder, b), split, layout)
            return
    files = pictures_in(folder)
    if files:
        layout.kind = "side by side"
        layout.pairs.setdefault(split, []).extend(Pair(file.stem, file) for file in files)


def _match(a: Path | None, b: Path | None, split: str, layout: Layout) -> None:
    if a is None or b is None:
        return
    layout.kind = f"folders {a.name} and {b.name}"
    left, right = _by_stem(a, layout), _by_stem(b, layout)
    both = left.keys() & right.keys()
    layout.unmatched += [left[k] for k in sorted(left.keys() - both)]
    layout.unmatched += [right[k] for k in sorted(right.keys() - both)]
    pairs = [Pair(left[k].stem, left[k], right[k]) for k in sorted(both)]
    layout.pairs.setdefault(split, []).extend(pairs)


def _by_stem(folder: Path, layout: Layout) -> dict[str, Path]:
    stems: dict[str, Path] = {}
    for file in pictures_in(folder):
        if file.stem.casefold() in stems:
            layout.ambiguous.append(file)
        else:
            stems[file.stem.casefold()] = file
    return stems


def _unwrap(folder: Path) -> Path:
    """Step into a folder that is the only thing there, as in most zips."""
    while True:
        inside = list(_entries(folder))
        if len(inside) != 1 or not inside[0].is_dir() or _is_split(inside[0].name):
            return folder
        folder = inside[0]


def _is_split(name: str) -> bool:
    return any(name.casefold() in names for names in SPLITS.values())


def _both(folder: Path, a: str, b: str) -> bool:
    return _child(folder, a) is not None and _child(folder, b) is not None


def _child(folder: Path, name: str) -> Path | None:
    matching: Iterable[Path] = (p for p in _entries(folder) if p.name.casefold() == name.casefold())
    return next((path for path in matching if path.is_dir()), None)


def _grandchild(folder: Path, name: str, below: str) -> Path | None:
    child = _child(folder, name)
    return _child(child, below) if child else None


def _entries(folder: Path) -> Iterator[Path]:
    return (p for p in sorted(folder.iterdir()) if not p.name.startswith((".", "__MACOSX")))
