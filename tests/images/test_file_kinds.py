import io
import sys

import pillow_heif
import pytest
from PIL import Image

from pix2pix.errors import PictureError
from pix2pix.images import SUFFIXES, open_picture

HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(3000)


def refusal(content: bytes) -> str:
    with pytest.raises(PictureError) as error:
        open_picture(content, "photo.jpg")
    return str(error.value)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "an empty file"),
        (b"%PDF-1.7", "a PDF document"),
        (b"8BPS\0\1", "a Photoshop document"),
        (b"\0\0\0\x20ftypisom\0\0\2\0", "a film"),
        (b"\0\0\0\x18ftypcrx \0\0\0\0", "a camera raw file"),
        (b"\0\0\0\x0cJXL \r\n\x87\n", "a JPEG XL picture"),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "an SVG drawing"),
        (b"\n<!DOCTYPE html><html>", "a web page"),
        (b"PK\x03\x04rest", "a zip or an office document"),
        (bytes(128) + b"DICM", "a DICOM picture"),
        (b"\x93NUMPY\1\0", "a NumPy array"),
        (b"version https://git-lfs.github.com/spec/v1\n", "a Git LFS pointer"),
    ],
)
def test_what_is_no_picture_is_called_what_it_is(content, kind):
    assert refusal(content).startswith(f"photo.jpg cannot be read as a picture (it is {kind}")


def test_a_heic_photo_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pillow_heif", None)  # as if it were not installed
    assert refusal(HEIC) == (
        "photo.jpg cannot be read as a picture (it is a HEIC photo). Install pillow-heif (the "
        "extra pix2pix[heic]), or save it as JPEG or PNG."
    )


def test_a_heic_photo_is_read_where_the_extra_is_installed():
    file = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (64, 64), (200, 60, 50))).save(file)
    found = open_picture(file.getvalue())
    assert isinstance(found, Image.Image)
    assert all(abs(a - b) < 6 for a, b in zip(found.getpixel((9, 9)), (200, 60, 50), strict=True))
    assert "it is a damaged HEIC photo" in refusal(HEIC)


def test_avif_is_read():
    file = io.BytesIO()
    Image.new("RGB", (64, 64), (200, 60, 50)).save(file, "AVIF")
    assert open_picture(file.getvalue()).size == (64, 64)


def test_a_gif_that_stands_still_is_read(tmp_path):
    Image.new("P", (16, 16)).save(tmp_path / "still.gif")
    assert open_picture(tmp_path / "still.gif").size == (16, 16)


@pytest.mark.parametrize("suffix", [".jfif", ".jpe", ".avif", ".heic", ".heif", ".gif"])
def test_names_that_phones_and_browsers_give_are_known(suffix):
    assert suffix in SUFFIXES
