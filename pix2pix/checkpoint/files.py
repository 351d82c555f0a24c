"""What the folder of a checkpoint consists of, and where each of its files goes."""

from dataclasses import dataclass
from enum import StrEnum

CONFIG, MODEL = "config.json", "model.safetensors"
GRAPH, DATA, REPORT = "int8.xml", "int8.bin", "int8.json"
DISCRIMINATOR, RECIPE = "discriminator.safetensors", "train.json"
FORWARD = "forward"  # from source to target: the generator that a checkpoint is first of all
REVERSE = "reverse"  # from target to source: a checkpoint of its own, in a folder of that name
REVERSE_DISCRIMINATOR = f"{REVERSE}_{DISCRIMINATOR}"  # of pictures of the source domain
CARD, PICTURE, LOG = "README.md", "preview.png", "log.jsonl"
STATE, KNOWN_PAIRS = "resume/state.pt", "pairs.json"
STATUS, STOP, PREVIEWS = "status.json", "stop", "previews"
PAIRS = "pairs"  # where a run keeps pairs that it was given, if it keeps them
LOCK, WRITER = ".lock", ".writer"
SEGMENTER, SEGMENTER_RECIPE = "segmenter.safetensors", "segmenter.json"  # a judge, no checkpoint
STUDY = "study"  # of what people take for real; see pix2pix.study


class Purpose(StrEnum):
    """What a file of a checkpoint is for."""

    NEEDED = "translating pictures"
    REVERSE = "translating the other way, where a method learns both"
    SPEED = "translating them faster on a CPU"
    FINE_TUNING = "going on from it with other pairs"
    ABOUT = "telling what it is and how good"
    RESUMING = "carrying on with the training, as if it had never been stopped"
    WATCHING = "following and stopping the training while it runs"
    ASKING = "asking people which pictures are real"


@dataclass(frozen=True)
class CheckpointFiles:
    """A row of the table: files that belong together.

    Attributes:
        names: Relative to the folder.
        published: They go to the Hub, and come back from it.
        bundled: They go along with an app, to a Space.
    """

    names: tuple[str, ...]
    purpose: Purpose
    published: bool = False
    bundled: bool = False


def _below_reverse(*names: str) -> tuple[str, ...]:
    return tuple(f"{REVERSE}/{name}" for name in names)


FASTER = (GRAPH, DATA, REPORT)
FILES = (
    CheckpointFiles((CONFIG, MODEL), Purpose.NEEDED, published=True, bundled=True),
    CheckpointFiles(_below_reverse(CONFIG, MODEL), Purpose.REVERSE, published=True, bundled=True),
    CheckpointFiles((*FASTER, *_below_reverse(*FASTER)), Purpose.SPEED, bundled=True),
    CheckpointFiles(
        (DISCRIMINATOR, REVERSE_DISCRIMINATOR, RECIPE),
        Purpose.FINE_TUNING,
        published=True,
        bundled=True,
    ),
    CheckpointFiles((CARD, PICTURE), Purpose.ABOUT, published=True, bundled=True),
    CheckpointFiles((LOG,), Purpose.ABOUT, published=True),
    CheckpointFiles((STATE, KNOWN_PAIRS), Purpose.RESUMING),  # published when asked for
    CheckpointFiles((STATUS, STOP, PREVIEWS, LOCK, WRITER), Purpose.WATCHING),
    CheckpointFiles((STUDY,), Purpose.ASKING),
)


def files_for(*purposes: Purpose) -> tuple[str, ...]:
    """The names of all files that are there for one of these purposes."""
    return tuple(name for row in FILES if row.purpose in purposes for name in row.names)


NEEDED = files_for(Purpose.NEEDED)
RESUMING = files_for(Purpose.RESUMING)
PUBLISHED = tuple(name for row in FILES if row.published for name in row.names)
NOT_BUNDLED = tuple(name for row in FILES if not row.bundled for name in row.names)
