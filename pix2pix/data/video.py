"""Videos: frames in, one after the other, and frames out; never more than one in memory.

OpenCV brings the codecs: its FFmpeg reads what cameras and phones write, and writes free codecs.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image

from pix2pix.errors import ConfigError, PictureError
from pix2pix.files import MOST_OF_A_NAME, replace
from pix2pix.images import flatten
from pix2pix.images.file_kinds import kind_of
from pix2pix.images.limits import check_size

READ = frozenset({".mp4", ".m4v", ".mov", ".webm", ".mkv", ".avi", ".mpg", ".mpeg", ".3gp"})
CODECS = {  # by the ending of what is written
    ".mp4": "vp09",  # VP9, which browsers play
    ".mkv": "FFV1",  # without any loss
    ".avi": "MJPG",
}
SLOWEST, FASTEST = 1, 240  # frames a second; recordings of browsers claim 1000
BADLY_COUNTED = 1  # frame: some heads say how long a video is, and not how many frames it has


def is_video(path: Path) -> bool:
    """Whether a name ends like that of a video."""
    return path.suffix.lower() in READ


class Video:
    """The frames of a video file, upright, RGB. Iterate over it once.

    Attributes:
        rate: Frames a second.
        announced: How many frames its head speaks of; 0 where it does not say.
        read: How many frames came so far.
    """

    def __init__(self, file: Path, *, rate: float | None = None) -> None:
        """Open a file.

        Args:
            rate: Frames a second, where the file does not tell rightly.

        Raises:
            PictureError: It is missing, no video, too large, or of no believable rate.
        """
        self.file = file
        if not file.is_file():
            raise PictureError(f"{file} is no file. Give a video, such as an MP4.")
        with _quiet():
            self._capture = cv2.VideoCapture(str(file), cv2.CAP_FFMPEG)
        if not self._capture.isOpened():
            with file.open("rb") as opened:
                kind = kind_of(opened.read(1000))
            why = f"it is {kind}" if kind else "no video was found in it"
            raise PictureError(
                f"{file} cannot be read as a video ({why}). Give an undamaged MP4, MOV, WebM, MKV "
                "or AVI; one that was cut short may have lost the part that says what it is."
            )
        self.read = 0
        self.announced = max(int(self._capture.get(cv2.CAP_PROP_FRAME_COUNT)), 0)
        self.rate = rate or float(self._capture.get(cv2.CAP_PROP_FPS))
        if not SLOWEST <= self.rate <= FASTEST:
            raise PictureError(
                f"{file} has {self.rate:g} frames a second, as it says; between {SLOWEST} and "
                f"{FASTEST} were expected. Say how many with --rate, for example --rate 25."
            )

    def __iter__(self) -> Iterator[Image.Image]:
        """Each frame in turn.

        Raises:
            PictureError: There is none, or they are too large.
        """
        try:
            while True:
                there, pixels = self._capture.read()
                if not there:
                    break
                check_size(pixels.shape[1], pixels.shape[0], str(self.file))
                self.read += 1
                yield Image.fromarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB))
        finally:
            self._capture.release()
        if not self.read:
            raise PictureError(f"No frame of {self.file} could be read. Give an undamaged video.")

    @property
    def cut_short(self) -> str:
        """A sentence about frames that were announced and did not come; empty if they all came."""
        if self.read >= self.announced - BADLY_COUNTED:
            return ""
        return (
            f"{self.file} ends after {self.read} of {self.announced} frames, as if it had been cut "
            "short; those were kept."
        )


def require_writable(path: Path) -> None:
    """Make sure that a video of that name can be written.

    Raises:
        ConfigError: Its ending stands for no codec that there is here.
    """
    if path.suffix.lower() not in CODECS:
        raise ConfigError(
            f"{path} ends in {path.suffix or 'nothing'}, a kind of video that is not written. "
            f"Choose a name that ends in {', '.join(CODECS)}."
        )


class VideoWriter:
    """Writes frames of one size beside ``path``, and moves them there in one step at the end.

    For a ``with`` block: where that ends with an error, nothing is left, and what stood at ``path``
    is untouched. Sides of an odd length lose a pixel, as codecs want it. What is see-through is
    laid on white.

    Attributes:
        written: How many frames so far.
    """

    def __init__(self, path: Path, rate: float) -> None:
        """Prepare to write.

        Args:
            rate: Frames a second.

        Raises:
            ConfigError: The ending stands for no codec that there is here.
        """
        require_writable(path)
        self.path, self.rate, self.written = path, rate, 0
        ending = path.suffix.lower()  # OpenCV goes by it
        self._beside = path.with_name(f".{path.name[:MOST_OF_A_NAME]}.{os.getpid()}.new{ending}")
        self._writer: Any = None

    def __enter__(self) -> "VideoWriter":
        return self

    def write(self, frame: Image.Image) -> None:
        """Add a frame.

        Raises:
            ConfigError: There is no such codec here, or not for such sizes.
            DiskError: There is no room.
        """
        if self._writer is None:
            replace(self._beside, Path.touch)  # says why, if there is no room or no right to
            self._writer = _opened(self._beside, self.rate, frame.size)
        self._writer.write(cv2.cvtColor(np.asarray(flatten(frame)), cv2.COLOR_RGB2BGR))
        self.written += 1

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        """Move the video into its place; after an error, remove it.

        Raises:
            DiskError: Frames were lost, for there was no room.
        """
        try:
            if self._writer is not None:
                self._writer.release()
            if error is None and self._writer is not None:
                replace(self.path, self._finish)
        finally:
            with suppress(OSError):  # it was moved, or never there
                self._beside.unlink()

    def _finish(self, file: Path) -> None:
        """Raise ``OSError`` where frames are missing: OpenCV is silent about a full disk."""
        with _quiet():
            capture = cv2.VideoCapture(str(self._beside), cv2.CAP_FFMPEG)
        found = int(capture.get(cv2.CAP_PROP_FRAME_COUNT))
        capture.release()
        if found < self.written - BADLY_COUNTED:
            raise OSError(f"only {max(found, 0)} of {self.written} frames arrived")
        self._beside.replace(file)


def _opened(file: Path, rate: float, size: tuple[int, int]) -> Any:
    codec = CODECS[file.suffix]
    with _quiet():
        writer = cv2.VideoWriter(
            str(file), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*codec), rate, size
        )
    if not writer.isOpened():
        raise ConfigError(
            f"OpenCV cannot write {codec} of {size[0]}x{size[1]} px here. Choose a name with "
            f"another ending, of {', '.join(CODECS)}."
        )
    return writer


@contextmanager
def _quiet() -> Iterator[None]:
    """Let OpenCV not warn of what is said here in a sentence."""
    before = cv2.utils.logging.getLogLevel()
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    try:
        yield
    finally:
        cv2.utils.logging.setLogLevel(before)
