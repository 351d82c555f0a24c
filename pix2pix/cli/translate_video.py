"""How ``translate`` makes a video of a video."""

from pathlib import Path

from pix2pix.cli.terminal import console, progress_bar, say
from pix2pix.data.video import Video, VideoWriter
from pix2pix.errors import DataError
from pix2pix.evaluation.flicker import Flicker, FlickerFigures
from pix2pix.images import flatten
from pix2pix.images.values import assumption
from pix2pix.plural import plural
from pix2pix.translator import Translator


def translate_video(
    translator: Translator,
    file: Path,
    out: Path,
    *,
    seed: int | None,
    native: bool | None,
    rate: float | None,
) -> None:
    """Translate a video frame by frame, all with the same noise, and say how much it flickers.

    Raises:
        PictureError: The file is no video.
        ConfigError: A video of the name ``out`` cannot be written.
        DataError: It would replace the one that it is made from.
        DiskError: There is no room.
    """
    if out.resolve() == file.resolve():
        raise DataError(f"{out} is the video itself. Choose another --out.")
    values = translator.config.values.source
    video, flicker = Video(file, rate=rate), Flicker()
    with (
        VideoWriter(out, video.rate) as writer,
        progress_bar(disable=not console.is_terminal) as bar,
    ):
        task = bar.add_task("frames", total=video.announced or None)
        for frame in video:
            if video.read == 1 and (assumed := assumption(frame, values)):
                say(f"{file} {assumed}")
            made = flatten(translator(frame, seed=seed, native=native))
            writer.write(made)
            flicker.update(frame, made)
            bar.update(task, completed=video.read)
    if video.cut_short:
        say(video.cut_short)
    say(f"{plural(writer.written, 'frame')} in {out}, {video.rate:g} a second")
    if figures := flicker.compute():
        say(_sentence(figures))


def _sentence(figures: FlickerFigures) -> str:
    made, filmed = figures["warping_error"], figures["warping_error_of_source"]
    return (
        f"Flicker (warping error, Lai et al. 2018; less is better): {made:.5f}; "
        f"of the video itself {filmed:.5f}"
    )
