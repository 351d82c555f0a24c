"""Videos frame by frame: what is read, what is written, and what is said of broken ones."""

import numpy as np
import pytest
from painted_video import frames, read, write
from PIL import Image

from pix2pix.data.video import Video, VideoWriter
from pix2pix.errors import ConfigError, DiskError, PictureError


@pytest.mark.parametrize("ending", ["mp4", "mkv", "avi"])
def test_a_video_comes_back_with_its_frames_and_its_rate(ending, tmp_path):
    file = write(tmp_path / f"a.{ending}", frames(), rate=12.5)
    video = Video(file)
    found = [np.asarray(frame, float) for frame in video]
    assert (video.rate, video.announced, video.read, video.cut_short) == (12.5, 12, 12, "")
    for picture, frame in zip(frames(), found, strict=True):
        assert abs(frame - np.asarray(picture)).mean() < 6  # of 255: red stays red, left stays left


def test_an_mkv_keeps_every_byte_and_odd_sides_lose_a_pixel(tmp_path):
    file = write(tmp_path / "a.mkv", frames(3, (61, 45)))
    for frame, picture in zip(read(file), frames(3, (61, 45)), strict=True):
        assert np.array_equal(frame, np.asarray(picture)[:44, :60])


def test_what_is_see_through_lies_on_white(tmp_path):
    file = write(tmp_path / "a.mkv", [Image.new("RGBA", (32, 32), (0, 0, 0, 0))])
    assert (read(file)[0] == 255).all()


def test_a_video_cut_short_gives_what_it_has_and_says_so(tmp_path):
    whole = write(tmp_path / "whole.mkv", frames(30))
    cut = tmp_path / "cut.mkv"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    video = Video(cut)
    found = list(video)
    assert 5 < len(found) < 25
    assert video.cut_short == (
        f"{cut} ends after {len(found)} of 30 frames, as if it had been cut short; those were kept."
    )


def test_what_is_no_video_is_named(tmp_path):
    file = tmp_path / "a.mp4"
    with pytest.raises(PictureError, match=r"a.mp4 is no file. Give a video"):
        Video(file)
    file.write_text("once upon a time" * 100)
    with pytest.raises(PictureError, match=r"a.mp4 cannot be read as a video \(no video was found"):
        Video(file)
    file.write_bytes(b"")
    with pytest.raises(PictureError, match=r"\(it is an empty file\)"):
        Video(file)


def test_a_rate_that_cannot_be_is_asked_for(tmp_path):
    file = write(tmp_path / "a.mkv", frames(3), rate=1000)
    with pytest.raises(PictureError, match="1000 frames a second.*between 1 and 240.*--rate 25"):
        Video(file)
    assert Video(file, rate=25).rate == 25


def test_a_kind_that_is_not_written_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"ends in .wmv, .* not written.* \.mp4, \.mkv, \.avi\."):
        VideoWriter(tmp_path / "a.wmv", 25)


def test_a_codec_that_refuses_is_named_and_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr("pix2pix.data.video.CODECS", {".mp4": "nope"})
    with pytest.raises(ConfigError, match="OpenCV cannot write nope of 64x48 px here"):
        write(tmp_path / "a.mp4", frames())
    assert not list(tmp_path.iterdir())


def test_nothing_half_written_stands_at_the_final_name(tmp_path):
    file = tmp_path / "a.mp4"
    file.write_text("earlier")
    with pytest.raises(KeyError), VideoWriter(file, 25) as writer:
        for frame in frames():
            writer.write(frame)
            assert file.read_text() == "earlier"
        raise KeyError("on the way")
    assert file.read_text() == "earlier"
    assert list(tmp_path.iterdir()) == [file]


def test_frames_that_did_not_arrive_are_a_disk_error(tmp_path):
    file = tmp_path / "a.avi"
    with pytest.raises(DiskError, match="only 0 of 12 frames arrived"), VideoWriter(file, 25) as w:
        for frame in frames():
            w.write(frame)
        w._writer.release()
        w._beside.write_bytes(b"")  # as a full disk leaves it
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_a_file_is_a_disk_error(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DiskError, match=r"could not be written"):
        write(tmp_path / "file/a.mp4", frames())
