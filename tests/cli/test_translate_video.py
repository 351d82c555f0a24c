"""``pix2pix translate`` with a video: the same frames as pictures give, and what is said."""

import numpy as np
import pytest
from conftest import SMALL, SMALL_MODEL
from painted_video import frames, read, write
from PIL import Image

from pix2pix import Translator
from pix2pix.checkpoint.folder import save_generator
from pix2pix.cli import main
from pix2pix.data.video import Video
from pix2pix.networks import build_generator


@pytest.fixture
def model(tmp_path):
    save_generator(tmp_path / "model", build_generator(SMALL), SMALL_MODEL)
    return tmp_path / "model"


@pytest.fixture
def translate(model, monkeypatch, capsys):
    def run(*arguments: object) -> str:
        monkeypatch.setattr("sys.argv", ["pix2pix", "translate", str(model), *map(str, arguments)])
        monkeypatch.setenv("COLUMNS", "300")
        main.main()
        return capsys.readouterr().err

    return run


@pytest.fixture
def refused(translate, capsys):
    def run(*arguments: object) -> str:
        with pytest.raises(SystemExit) as ended:
            translate(*arguments)
        assert ended.value.code == 2
        return capsys.readouterr().err.strip().splitlines()[-1]

    return run


def test_each_frame_is_what_the_picture_gives_with_the_same_seed(translate, model, tmp_path):
    film, out = write(tmp_path / "in.mkv", frames(5), rate=12.5), tmp_path / "new/out.mkv"
    said = translate(film, "--out", out, "--seed", 3)
    translator = Translator.load(model)
    for frame, picture in zip(read(out), frames(5), strict=True):
        assert np.array_equal(frame, np.asarray(translator(picture, seed=3)))
    assert Video(out).rate == 12.5
    assert f"5 frames in {out}, 12.5 a second" in said
    assert "Flicker (warping error, Lai et al. 2018; less is better): 0." in said
    assert [path.name for path in out.parent.iterdir()] == ["out.mkv"]


def test_a_still_video_has_no_flicker(translate, tmp_path):
    still = write(tmp_path / "in.mkv", [next(frames(1))] * 3)
    assert "better): 0.00000; of the video itself 0.00000" in translate(
        still, "--out", tmp_path / "out.mkv"
    )


def test_a_video_cut_short_is_translated_as_far_as_it_goes(translate, tmp_path):
    whole = write(tmp_path / "whole.mkv", frames(30))
    cut, out = tmp_path / "cut.mkv", tmp_path / "out.mkv"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    said = translate(cut, "--out", out)
    assert f"ends after {len(read(out))} of 30 frames" in said


def test_what_cannot_be_is_refused_in_a_sentence(refused, tmp_path):
    film = write(tmp_path / "in.mkv", frames(3))
    Image.new("RGB", (32, 32)).save(tmp_path / "a.png")
    before = sorted(tmp_path.iterdir())
    assert "is the video itself" in refused(film, "--out", film)
    assert "ends in nothing, a kind" in refused(film, "--out", tmp_path / "out")
    assert "translated alone" in refused(film, film, "--out", tmp_path / "out.mp4")
    assert "translated alone" in refused(film, "--bits", 16, "--out", tmp_path / "out.mp4")
    assert "--rate is that of a video" in refused(
        tmp_path / "a.png", "--rate", 5, "--out", tmp_path / "out"
    )
    (tmp_path / "a.mp4").write_text("once upon a time")
    assert "cannot be read as a video" in refused(tmp_path / "a.mp4", "--out", tmp_path / "o.mp4")
    (tmp_path / "a.mp4").unlink()
    assert sorted(tmp_path.iterdir()) == before
