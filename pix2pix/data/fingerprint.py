"""What a run remembers of the pairs that it learns from: enough to know others when they come."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from os.path import commonpath
from pathlib import Path

from pix2pix.config import Config

Files = tuple[Path, ...]  # of one pair


class Fingerprint(Config):
    """Of some pairs: how many, and digests of their files' names and sizes."""

    count: int
    names: str
    """SHA-256 of the names below the folder of all pairs, in order."""
    sizes: str
    """SHA-256 of the same with the size of each file in bytes."""


class KnownPairs(Config):
    """What a run was trained on and measured by, and what was said when that changed."""

    training: Fingerprint
    held_out: Fingerprint
    changes: tuple[str, ...] = ()

    def compare(self, earlier: "KnownPairs") -> str:
        """A sentence on how the pairs differ from earlier ones; empty if they are the same."""
        if (self.training, self.held_out) == (earlier.training, earlier.held_out):
            return ""
        count, before = self._total, earlier._total
        if count != before:
            what = f"{count} instead of {before}"
        elif (self.training.count, self.training.names) == (
            earlier.training.count,
            earlier.training.names,
        ) and self.held_out.names == earlier.held_out.names:
            what = f"{count} of the same names, but files of other sizes"
        else:
            what = f"{count} as before, but other files or another choice of those held out"
        return (
            f"These are other pairs than the run was trained on so far: {what}. Held-out pairs "
            "may have been seen in training, so figures measured on them may be too good."
        )

    @property
    def _total(self) -> int:
        return self.training.count + self.held_out.count


def fingerprint(training: Iterable[Files], held_out: Iterable[Files]) -> KnownPairs:
    """Look at the names and sizes of the files of each pair; none is opened."""
    training, held_out = sorted(training), sorted(held_out)
    files = [file for each in (*training, *held_out) for file in each]
    root = Path(commonpath([file.parent for file in files])) if files else Path()
    return KnownPairs(training=_of(training, root), held_out=_of(held_out, root))


def _of(pairs: Sequence[Files], root: Path) -> Fingerprint:
    names, sizes = sha256(), sha256()
    for files in pairs:
        for file in files:
            name = file.relative_to(root).as_posix()
            names.update(f"{name}\n".encode())
            sizes.update(f"{name} {file.stat().st_size}\n".encode())
    return Fingerprint(count=len(pairs), names=names.hexdigest(), sizes=sizes.hexdigest())
