"""``pix2pix poses``: a video of the puppet becomes pairs, and a video of stick figures."""

import numpy as np
import pytest
from painted_video import read, write
from PIL import Image
from pose2puppet import SIDE
from pose_networks import WEIGHTS, needs_weights
from puppet import draw_puppet
from puppet_poses import skeleton, walk

from pix2pix.cli import main


@pytest.fixture
def poses(monkeypatch, capsys):
    def run(*arguments: object) -> str:
        monkeypatch.setattr("sys.argv", ["pix2pix", "poses", *map(str, arguments)])
        monkeypatch.setenv("COLUMNS", "300")
        main.main()
        return capsys.readouterr().err

    return run


@pytest.fixture
def film(tmp_path):
    """Ten steps of a walk, and between them a moment when nobody is there."""
    shown = [draw_puppet(skeleton(walk(n / 5), SIDE), SIDE) for n in range(10)]
    shown.insert(4, Image.new("RGB", (SIDE, SIDE), "white"))
    return write(tmp_path / "walk.mkv", shown, rate=5)


@needs_weights
def test_frames_become_pairs_and_the_last_ones_are_held_out(poses, film, tmp_path):
    out = tmp_path / "pairs"
    assert f"10 poses of 11 frames in {out}" in poses(film, "--out", out, "--weights", WEIGHTS)
    names = sorted(str(path.relative_to(out)) for path in out.rglob("*.png"))
    assert names[0] == "train/000001.png"
    assert "train/000005.png" not in names  # nobody was there
    assert [name for name in names if name.startswith("val")] == [
        "val/000010.png",
        "val/000011.png",
    ]
    pair = np.asarray(Image.open(out / "train/000001.png")).astype(int)
    assert pair.shape == (SIDE, 2 * SIDE, 3)
    assert np.array_equal(pair[:, SIDE:], read(film)[0])
    lines = (pair[:, :SIDE] < 250).any(2)
    assert 0.01 < lines.mean() < 0.15


@needs_weights
def test_the_last_frames_of_a_video_that_was_cut_short_are_held_out_too(poses, tmp_path):
    shown = [draw_puppet(skeleton(walk(n / 5), SIDE), SIDE) for n in range(24)]
    whole, cut = write(tmp_path / "whole.mkv", shown, rate=5), tmp_path / "cut.mkv"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    out = tmp_path / "pairs"
    assert "as if it had been cut short" in poses(cut, "--out", out, "--weights", WEIGHTS)
    train, val = (sorted(int(f.stem) for f in (out / each).iterdir()) for each in ("train", "val"))
    assert max(train) < min(val)
    assert 1 <= len(val) <= 2


@needs_weights
def test_a_video_of_stick_figures_has_every_frame(poses, film, tmp_path):
    out = tmp_path / "figures.mkv"
    poses(film, "--out", out, "--weights", WEIGHTS, "--size", 128)
    figures = read(out)
    assert len(figures) == 11
    assert figures[0].shape == (128, 128, 3)
    assert [bool((figure < 200).any()) for figure in figures] == [True] * 4 + [False] + [True] * 6


@needs_weights
def test_a_video_without_a_person_is_named_and_leaves_nothing(poses, tmp_path, capsys):
    empty = write(tmp_path / "empty.mkv", [Image.new("RGB", (64, 64), "white")] * 2)
    for out in ("pairs", "figures.mp4"):
        with pytest.raises(SystemExit):
            poses(empty, "--out", tmp_path / out, "--weights", WEIGHTS)
        assert "No person was found" in capsys.readouterr().err
        assert not (tmp_path / out).exists()


def test_without_the_networks_it_is_said_where_they_are(poses, tmp_path, capsys):
    with pytest.raises(SystemExit):
        poses(tmp_path / "a.mp4", "--out", tmp_path / "out", "--weights", tmp_path)
    assert "npm install --prefix poses @mediapipe/pose@" in capsys.readouterr().err
