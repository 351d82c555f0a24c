"""``pix2pix poses``: the poses of a person in a video, as stick figures."""

from contextlib import ExitStack
from pathlib import Path

from PIL import Image
from tyro.conf import Positional

from pix2pix.cli.terminal import console, progress_bar, say
from pix2pix.errors import ConfigError, DataError
from pix2pix.plural import plural

WEIGHTS = Path("poses/node_modules/@mediapipe/pose")
HELD_OUT = 0.1  # of the frames, the last ones: neighbours are nearly the same


def poses(
    video: Positional[Path],
    out: Path,
    weights: Path = WEIGHTS,
    size: int = 256,
    rate: float | None = None,
) -> None:
    """Draw the poses of the person in a video: pairs to learn from, or a video to translate.

    The networks that find poses come with npm: `npm install --prefix poses
    @mediapipe/pose@0.5.1675469404`.

    Args:
        video: Of one person. Each frame is cropped to a square around its middle.
        out: A folder for pairs, stick figure on the left, frame on the right; or a video file
            (.mp4, .mkv, .avi) for the stick figures alone.
        weights: Folder of the npm package.
        size: Side of a picture, in px.
        rate: Of the video, in frames a second; by default as the file says.
    """
    from pix2pix.data.make_pairs import LARGEST_HALF, square
    from pix2pix.data.stick_figure import draw_stick_figure
    from pix2pix.data.video import Video, VideoWriter, is_video
    from pix2pix.engines.blazepose import BlazePose
    from pix2pix.images import SMALLEST, save_picture

    if not SMALLEST <= size <= LARGEST_HALF:
        raise ConfigError(f"size is {size}; it must lie between {SMALLEST} and {LARGEST_HALF} px.")
    find, film = BlazePose(weights), Video(video, rate=rate)
    found: list[int] = []  # the frames with a person
    with ExitStack() as stack:
        writer = stack.enter_context(VideoWriter(out, film.rate)) if is_video(out) else None
        bar = stack.enter_context(progress_bar(disable=not console.is_terminal))
        task = bar.add_task("frames", total=film.announced or None)
        for frame in film:
            bar.update(task, completed=film.read)
            picture = square(frame, size)
            joints = find(picture)
            figure = Image.new("RGB", picture.size, "white")
            if joints is not None:
                found.append(film.read)
                figure = draw_stick_figure(joints, picture.size)
            if writer is not None:
                writer.write(figure)
            elif joints is not None:
                pair = Image.new("RGB", (2 * size, size))
                pair.paste(figure, (0, 0))
                pair.paste(picture, (size, 0))
                save_picture(pair, _file_of(film.read, out / "train"))
        if not found:  # here, so that no video of nothing is left
            raise DataError(f"No person was found in {video}. Film one from head to foot.")
    if not is_video(out):
        for number in found:  # now that it is known how many frames there were
            if number > (1 - HELD_OUT) * film.read:
                (out / "val").mkdir(exist_ok=True)
                _file_of(number, out / "train").replace(_file_of(number, out / "val"))
    if film.cut_short:
        say(film.cut_short)
    say(f"{plural(len(found), 'pose')} of {plural(film.read, 'frame')} in {out}")


def _file_of(number: int, folder: Path) -> Path:
    """Where the pair of a frame is."""
    return folder / f"{number:06}.png"
