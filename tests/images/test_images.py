import io
import sys

import numpy as np
import pytest
import torch
from PIL import Image

from pix2pix.errors import DiskError, PictureError
from pix2pix.images import flatten, open_picture, save_picture
from pix2pix.images.tensors import to_picture, to_tensor

ADVICE = "Give an undamaged PNG, JPEG, WebP, BMP or TIFF."
BLOCKS = np.zeros((16, 24, 3), np.uint8)
BLOCKS[:8, :12] = (255, 0, 0)
BLOCKS[8:, 12:] = (0, 128, 255)


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def colours(file: bytes) -> np.ndarray:
    return np.asarray(flatten(open_picture(file)))


@pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF", "WEBP"])
def test_every_format_gives_the_same_bytes(kind):
    options = {"lossless": True} if kind == "WEBP" else {}
    assert np.array_equal(colours(encoded(Image.fromarray(BLOCKS), kind, **options)), BLOCKS)


def test_jpeg_gives_nearly_the_same_bytes():
    found = colours(encoded(Image.fromarray(BLOCKS), "JPEG", quality=95, subsampling=0))
    assert np.abs(found.astype(int) - BLOCKS).max() < 12


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_exif_orientation_is_turned_upright(orientation):
    stored = Image.fromarray(BLOCKS)
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # of Image.Transpose
    if orientation in undo:
        stored = stored.transpose(Image.Transpose(undo[orientation]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    assert np.array_equal(colours(encoded(stored, "PNG", exif=exif)), BLOCKS)


def test_what_is_see_through_lies_on_white_paper():
    picture = Image.new("RGBA", (8, 8), (255, 0, 0, 0))
    picture.putpixel((1, 0), (255, 0, 0, 255))
    picture.putpixel((2, 0), (0, 0, 0, 128))
    found = colours(encoded(picture, "PNG"))
    assert found[0, :3].tolist() == [[255, 255, 255], [255, 0, 0], [127, 127, 127]]


def test_a_palette_with_a_transparent_colour_lies_on_white_paper():
    picture = Image.new("P", (8, 8), 0)
    picture.putpalette([0, 0, 0, 0, 200, 0])
    picture.putpixel((1, 0), 1)
    found = colours(encoded(picture, "PNG", transparency=0))
    assert found[0, :2].tolist() == [[255, 255, 255], [0, 200, 0]]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P"])
def test_grey_and_palette_pictures_become_rgb(mode):
    picture = Image.new("L", (8, 8), 255)
    picture.putpixel((1, 0), 0)
    found = colours(encoded(picture.convert(mode), "PNG"))
    assert found.shape == (8, 8, 3)
    assert found[0, :2].tolist() == [[255] * 3, [0] * 3]


def test_cmyk_is_read_as_ink():
    found = colours(encoded(Image.new("CMYK", (8, 8), (0, 255, 255, 0)), "TIFF"))
    assert found[0, 0].tolist() == [255, 0, 0]
    found = colours(encoded(Image.new("CMYK", (8, 8), (0, 0, 0, 255)), "JPEG"))
    assert found.max() < 8


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_16_bit_grey_keeps_its_shades(kind):
    ramp = np.linspace(0, 65535, 64).astype(np.uint16).reshape(8, 8)
    found = colours(encoded(Image.fromarray(ramp), kind))
    assert np.array_equal(found[..., 0], (ramp / 257).round())


def test_dark_16_bit_grey_stays_dark():
    found = colours(encoded(Image.fromarray(np.full((8, 8), 200, np.uint16)), "PNG"))
    assert found.max() == 1


def test_a_second_view_in_a_phone_photo_is_left_alone():
    first, second = Image.new("RGB", (16, 16), "red"), Image.new("RGB", (16, 16), "blue")
    file = encoded(first, "MPO", save_all=True, append_images=[second])
    assert colours(file)[0, 0].tolist() == [254, 0, 0]


@pytest.mark.parametrize(("channels", "mode"), [(1, "L"), (2, "LA"), (3, "RGB"), (4, "RGBA")])
@pytest.mark.parametrize(
    "of", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "I", "F", "LAB"]
)
def test_every_mode_becomes_every_number_of_channels(of, channels, mode):
    if of == "I;16":
        picture = Image.fromarray(np.full((8, 8), 65535, np.uint16))
    else:
        white = Image.new("RGB", (8, 8), "white")
        picture = white.convert("LAB") if of == "LAB" else white.convert("L").convert(of)
    assert flatten(picture, channels).mode == mode
    assert to_tensor(flatten(picture, channels)).shape == (channels, 8, 8)
    assert to_tensor(flatten(picture, channels)).min() > 0.98


def test_alpha_is_kept_where_the_model_wants_it():
    picture = Image.new("RGBA", (8, 8), (10, 20, 30, 0))
    assert flatten(picture, 4).getpixel((0, 0)) == (10, 20, 30, 0)


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "LA", "CMYK"])
def test_a_large_picture_is_flattened_in_bands_that_give_the_same(monkeypatch, mode, channels):
    picture = Image.effect_noise((40, 31), 90).convert("RGBA")
    picture.putalpha(Image.linear_gradient("L").resize((40, 31)))
    picture = picture.convert(mode)
    whole = flatten(picture, channels)
    monkeypatch.setattr(sys.modules[flatten.__module__], "BAND", 40 * 7)
    banded = flatten(picture, channels)
    assert (banded.mode, banded.tobytes()) == (whole.mode, whole.tobytes())


def test_every_byte_comes_back_from_its_tensor():
    shades = np.arange(256, dtype=np.uint8).repeat(3).reshape(16, 16, 3)
    tensor = to_tensor(Image.fromarray(shades))
    assert tensor.dtype == torch.float32
    assert (tensor.min().item(), tensor.max().item()) == (-1.0, 1.0)
    assert np.array_equal(np.asarray(to_picture(tensor)), shades)


@pytest.mark.parametrize("mode", ["L", "LA", "RGBA"])
def test_other_channels_come_back_too(mode):
    picture = Image.fromarray(BLOCKS).convert(mode)
    again = to_picture(to_tensor(picture))
    assert (again.mode, again.tobytes()) == (mode, picture.tobytes())


def test_a_tensor_is_clipped_and_rounded_to_the_nearest_shade():
    tensor = torch.tensor([-9.0, -1.0, 0.0, 0.5, 1.0, 9.0]).view(1, 1, 6)
    assert np.asarray(to_picture(tensor))[0].tolist() == [0, 0, 128, 191, 255, 255]


def refusal(file, name=None) -> str:
    with pytest.raises(PictureError) as error:
        open_picture(file, name)
    return str(error.value)


def test_a_missing_file_is_named(tmp_path):
    path = tmp_path / "gone.png"
    assert refusal(path) == f"{path} does not exist. Check the path."


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"%PDF-1.7 no picture at all", b"\x89PNG\r\n"])
def test_what_is_no_picture_is_named_with_the_formats_that_are_read(content, tmp_path):
    path = tmp_path / "picture.png"
    path.write_bytes(content)
    message = refusal(path)
    assert message.startswith(f"{path} cannot be read as a picture (")
    assert message.endswith(ADVICE)


def test_a_folder_is_no_picture(tmp_path):
    assert refusal(tmp_path).startswith(f"{tmp_path} cannot be read as a picture (")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP", "TIFF"])
def test_a_truncated_picture_is_refused(kind):
    noise = Image.effect_noise((64, 64), 80).convert("RGB")
    whole = encoded(noise, kind)
    message = refusal(whole[: len(whole) // 2], "half.png")
    assert message.startswith("half.png cannot be read as a picture (")
    assert message.endswith(ADVICE)


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")  # about what is damaged
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP", "TIFF", "GIF"])
def test_damage_anywhere_gives_a_picture_or_a_sentence(kind):
    exif = Image.Exif()
    exif[0x0112] = 6
    options = {} if kind in ("BMP", "GIF") else {"exif": exif}
    whole = encoded(Image.fromarray(BLOCKS), kind, **options)
    rng = np.random.default_rng(0)
    refused = 0
    for _ in range(150):
        damaged = np.frombuffer(whole, np.uint8).copy()
        places = rng.integers(0, min(len(whole), 300), size=rng.integers(1, 6))
        damaged[places] = rng.integers(0, 256, size=len(places))
        try:
            assert flatten(open_picture(damaged.tobytes())).mode == "RGB"
        except PictureError:
            refused += 1
    assert refused


def test_a_picture_of_one_pixel_is_too_small():
    assert refusal(encoded(Image.new("RGB", (1, 1)), "PNG"), "dot.png") == (
        "dot.png is 1x1 px; at least 8 px a side are needed. Enlarge it."
    )


def test_a_picture_30_000_px_wide_is_too_large():
    assert refusal(encoded(Image.new("1", (30_000, 8)), "PNG"), "wide.png") == (
        "wide.png is 30000x8 px; at most 16384 px a side and 64 megapixels are read. Shrink it."
    )


@pytest.mark.parametrize("side", [10_000, 20_000])
def test_a_bomb_is_refused_before_it_is_unpacked(side):
    file = encoded(Image.new("1", (side, side)), "PNG")
    assert refusal(file, "bomb.png") == "bomb.png is far too large. Shrink it to 16384 px a side."


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "TIFF"])
def test_an_animation_is_refused(kind):
    frames = [Image.new("RGB", (16, 16), colour) for colour in ("red", "blue")]
    file = encoded(frames[0], kind, save_all=True, append_images=frames[1:])
    assert refusal(file, "moving.gif") == (
        "moving.gif is an animation or holds 2 pictures. Save the one you want as PNG or JPEG."
    )


def test_other_formats_are_not_even_tried():
    assert refusal(encoded(Image.new("RGB", (16, 16)), "PPM")).endswith(ADVICE)


def test_a_saved_picture_is_a_png_whatever_its_name(tmp_path, no_leftovers):
    save_picture(Image.fromarray(BLOCKS), tmp_path / "new" / "picture.png")
    with Image.open(tmp_path / "new" / "picture.png") as found:
        assert found.format == "PNG"
        assert np.array_equal(np.asarray(found), BLOCKS)
    no_leftovers()


def test_a_picture_that_cannot_be_saved_is_a_disk_error(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DiskError):
        save_picture(Image.fromarray(BLOCKS), tmp_path / "file" / "picture.png")


def test_a_file_that_is_no_picture_is_called_by_its_name_alone(tmp_path):
    (tmp_path / "notes.png").write_bytes(b"not a picture")
    with pytest.raises(PictureError) as error:
        open_picture(tmp_path / "notes.png")
    assert str(error.value) == (
        f"{tmp_path}/notes.png cannot be read as a picture (unknown format). "
        "Give an undamaged PNG, JPEG, WebP, BMP or TIFF."
    )
