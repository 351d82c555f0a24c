"""Make pairs for ``pose2puppet``: stick figures, and the puppet in the same poses.

    python docs/recipes/pose2puppet.py pairs 1500 dance.mkv

The puppet and its poses are made here (``puppet.py``, ``puppet_poses.py``). It learns from poses at
random; held out are moments of walks and dances, a tenth as many. The last argument is a video to
translate: the stick figure of another dance.
"""

import sys
from pathlib import Path

import numpy as np
from pair_files import HELD_OUT, SIDE, write_pair
from PIL import Image
from puppet import draw_puppet
from puppet_poses import Pose, dance, random_pose, skeleton, walk

from pix2pix.data.stick_figure import draw_stick_figure
from pix2pix.data.video import VideoWriter

RATE, LENGTH = 25, 8  # frames a second, seconds
DANCE_OF_THE_VIDEO = 99


def stick_figure(pose: Pose) -> Image.Image:
    """What the model is given of a pose."""
    return draw_stick_figure(skeleton(pose, SIDE).as_array, (SIDE, SIDE))


def held_out(number: int) -> Pose:
    """A moment of a walk, or of one of five dances."""
    moment = 0.37 * number
    return walk(moment) if number % 3 == 0 else dance(moment, seed=number % 5)


def main(out: Path, count: int, video: Path) -> None:
    """Write pairs side by side, stick figure on the left, and a video of stick figures."""
    poses = {f"train/{n:04}": random_pose(np.random.default_rng(n)) for n in range(count)}
    poses |= {f"val/{n:04}": held_out(n) for n in range(max(count // HELD_OUT, 1))}
    for name, pose in poses.items():
        write_pair(out / f"{name}.png", stick_figure(pose), draw_puppet(skeleton(pose, SIDE), SIDE))
    with VideoWriter(video, RATE) as writer:
        for number in range(RATE * LENGTH):
            writer.write(stick_figure(dance(number / RATE, DANCE_OF_THE_VIDEO)))
    print(f"{len(poses)} pairs in {out}, a dance in {video}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
