import io
import struct

import numpy as np
import pytest
from PIL import Image, ImageCms

from pix2pix.images import flatten, open_picture
from pix2pix.images.profiles import DAMAGED

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
COLORS = [(200, 60, 50), (60, 160, 70), (50, 80, 190), (220, 180, 60)]


def profile(primaries: tuple[tuple[float, float, float], ...]) -> bytes:
    """A small display profile of gamma 2.2 with these colorants (ICC.1:2001)."""

    def numbers(*values: float) -> bytes:
        return b"".join(struct.pack(">i", round(65536 * value)) for value in values)

    text = b"made up\0"
    tags = [
        (b"desc", b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + bytes(78)),
        (b"cprt", b"text\0\0\0\0none\0"),
        (b"wtpt", b"XYZ \0\0\0\0" + numbers(0.9642, 1, 0.8249)),
    ]
    for channel, colorant in zip("rgb", primaries, strict=True):
        tags.append((f"{channel}XYZ".encode(), b"XYZ \0\0\0\0" + numbers(*colorant)))
        tags.append((f"{channel}TRC".encode(), b"curv\0\0\0\0" + struct.pack(">IH", 1, 563)))
    table, body, start = struct.pack(">I", len(tags)), b"", 132 + 12 * len(tags)
    for name, data in tags:
        table += name + struct.pack(">II", start + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    head = struct.pack(
        ">I4sI4s4s4s", start + len(body), b"\0" * 4, 0x2400000, b"mntr", b"RGB ", b"XYZ "
    )
    head += bytes(12) + b"acsp" + bytes(28) + numbers(0.9642, 1, 0.8249)
    return head.ljust(128, b"\0") + table + body


WIDE = profile(((0.5151, 0.2412, -0.0011), (0.2919, 0.6922, 0.0419), (0.1572, 0.0666, 0.7841)))


def swatches() -> Image.Image:
    picture = Image.new("RGB", (32, 8), "white")
    for place, color in enumerate(COLORS):
        picture.paste(color, (8 * place, 0, 8 * place + 8, 8))
    return picture


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def in_wide() -> Image.Image:
    """The swatches as a file with the wide profile stores them."""
    made = ImageCms.profileToProfile(swatches(), io.BytesIO(SRGB), io.BytesIO(WIDE), 1)
    assert made is not None
    return made


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P"])
def test_colors_of_a_profile_are_converted_to_srgb(mode):
    stored = in_wide().quantize(16) if mode == "P" else in_wide().convert(mode)
    assert np.abs(np.asarray(in_wide(), int) - swatches()).max() > 15
    found = np.asarray(flatten(open_picture(encoded(stored, "PNG", icc_profile=WIDE))), int)
    assert np.abs(found - swatches()).max() <= 2


def test_opacity_survives_the_conversion():
    stored = in_wide()
    stored.putalpha(Image.new("L", stored.size, 0))
    found = flatten(open_picture(encoded(stored, "PNG", icc_profile=WIDE)))
    assert found.getextrema() == ((255, 255),) * 3


def test_a_picture_in_srgb_keeps_every_byte():
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 256, (16, 16, 3), np.uint8))
    found = open_picture(encoded(noise, "PNG", icc_profile=SRGB))
    assert np.array_equal(np.asarray(found), noise)


def test_a_jpeg_of_a_phone_is_converted_and_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    stored = in_wide().transpose(Image.Transpose.ROTATE_90)
    file = encoded(stored, "JPEG", quality=98, subsampling=0, icc_profile=WIDE, exif=exif)
    assert np.abs(np.asarray(open_picture(file), int) - swatches()).max() <= 10


@pytest.mark.parametrize("broken", [b"no profile", WIDE[:200], bytes(500)])
def test_a_broken_profile_leaves_the_picture_as_it_is(broken):
    picture = open_picture(encoded(swatches(), "PNG", icc_profile=broken))
    assert np.array_equal(np.asarray(picture), swatches())
    assert isinstance(picture, Image.Image)
    assert picture.info[DAMAGED]


def test_a_profile_is_applied_once(tmp_path):
    picture = open_picture(encoded(in_wide(), "PNG", icc_profile=WIDE))
    assert isinstance(picture, Image.Image)
    picture.save(tmp_path / "again.png")
    assert np.array_equal(np.asarray(open_picture(tmp_path / "again.png")), picture)
