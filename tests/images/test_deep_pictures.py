"""Files of other values than bytes, as cameras, scanners and satellites write them."""

import io
import zlib

import cv2
import numpy as np
import pytest
import tifffile
from PIL import Image

from pix2pix.errors import PictureError
from pix2pix.images import Samples, flatten, open_picture, shapes_of, size_of
from pix2pix.images.probe import is_plain_file

RAMP = np.arange(16 * 24, dtype=np.uint16).reshape(16, 24)
COLORS = np.stack([RAMP * 7, RAMP * 11, 4000 - RAMP], axis=2).astype(np.uint16)


def tiff(values: np.ndarray, **options: object) -> bytes:
    file = io.BytesIO()
    tifffile.imwrite(file, values, **{"photometric": "minisblack", "metadata": None, **options})
    return file.getvalue()


def png(values: np.ndarray) -> bytes:
    return cv2.imencode(".png", values[..., ::-1] if values.ndim == 3 else values)[1].tobytes()


def values_of(file: bytes) -> np.ndarray:
    picture = open_picture(file, "file")
    assert isinstance(picture, Samples)
    return picture.values


def refusal(file: bytes) -> str:
    with pytest.raises(PictureError) as error:
        flatten(open_picture(file, "file.tif"))
    return str(error.value)


@pytest.mark.parametrize(
    "kind", ["uint16", "int16", "uint32", "int32", "int8", "float16", "float32", "float64"]
)
@pytest.mark.parametrize("compression", [None, "zlib"])
def test_a_tiff_of_any_type_is_read_to_the_last_bit(kind, compression):
    written = (RAMP % 100).astype(kind) - (50 if kind[0] in "if" else 0)
    found = values_of(tiff(written.astype(kind), compression=compression))
    assert found.dtype == kind
    assert np.array_equal(found[..., 0], written)


@pytest.mark.parametrize("planar", ["contig", "separate"])
@pytest.mark.parametrize("byteorder", ["<", ">"])
def test_three_colors_of_16_bits_keep_their_order(planar, byteorder):
    planes = COLORS.transpose(2, 0, 1) if planar == "separate" else COLORS
    file = tiff(planes, photometric="rgb", planarconfig=planar, byteorder=byteorder)
    assert np.array_equal(values_of(file), COLORS)


def test_tiles_with_a_predictor_are_put_together():
    large = np.tile(COLORS, (4, 4, 1))
    file = tiff(large, photometric="rgb", tile=(32, 32), compression="zlib", predictor=True)
    assert np.array_equal(values_of(file), large)


def test_what_is_packed_as_gdal_packs_it_is_read_too():
    file = io.BytesIO()
    Image.fromarray(RAMP).save(file, "TIFF", compression="tiff_lzw")
    assert np.array_equal(values_of(file.getvalue())[..., 0], RAMP)


@pytest.mark.parametrize("kind", ["uint16", "float32"])
def test_colors_packed_as_gdal_packs_them_keep_their_order(kind):
    options = [cv2.IMWRITE_TIFF_COMPRESSION, 5]  # LZW
    made, file = cv2.imencode(".tif", COLORS[..., ::-1].astype(kind), options)
    assert made
    assert np.array_equal(values_of(file.tobytes()), COLORS)


def test_a_packing_that_is_not_read_is_named():
    file = tiff(np.zeros((16, 16, 5), np.uint16), planarconfig="contig")
    tag = (259).to_bytes(2, "little") + b"\3\0\1\0\0\0"
    lzw = file.replace(tag + b"\1\0", tag + b"\5\0")
    assert lzw != file
    assert "for 5 bands of uint16 (LZW). Save it with Deflate" in refusal(lzw)


def test_a_png_of_16_bits_a_color_keeps_them():
    assert np.array_equal(values_of(png(COLORS)), COLORS)


def test_a_png_of_16_bits_is_turned_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    file = io.BytesIO()
    Image.fromarray(RAMP).save(file, "PNG", exif=exif)
    assert np.array_equal(values_of(file.getvalue())[..., 0], np.rot90(RAMP, -1))
    colors = png(COLORS)
    chunk = b"eXIf" + exif.tobytes()[6:]
    inserted = (len(chunk) - 4).to_bytes(4, "big") + chunk + zlib.crc32(chunk).to_bytes(4, "big")
    found = values_of(colors[:33] + inserted + colors[33:])
    assert np.array_equal(found, np.rot90(COLORS, -1))


def test_16_bits_without_a_scale_of_their_own_run_to_the_largest_integer():
    full = np.stack([np.full((16, 16), 257 * level, np.uint16) for level in (200, 60, 50)], 2)
    assert flatten(open_picture(tiff(full, photometric="rgb"))).getpixel((3, 3)) == (200, 60, 50)


def test_numbers_with_a_point_are_not_guessed_at():
    sentence = refusal(tiff(np.linspace(-1000, 1500, 256, dtype=np.float32).reshape(16, 16)))
    assert sentence.startswith(
        "file.tif holds floating-point numbers from -1000 to 1500; 8-bit pictures were expected"
    )
    assert "--source-range -1000 1500" in sentence


@pytest.mark.parametrize("extra", [None, ["unspecified"]])
def test_a_fourth_band_is_no_opacity_unless_the_file_says_so(extra):
    bands = np.full((16, 16, 4), 60, np.uint8)
    options = {} if extra is None else {"extrasamples": extra}
    file = tiff(bands, photometric="rgb", planarconfig="contig", **options)
    if extra is None:  # as many programs write it: without the tag
        file = file.replace((338).to_bytes(2, "little"), (60_000).to_bytes(2, "little"), 1)
    sentence = refusal(file)
    assert "has 4 bands of 8-bit integers (1 to 4)" in sentence
    assert "--source-bands 3 2 1" in sentence


def test_opacity_that_the_file_declares_lies_on_white_paper():
    bands = np.zeros((16, 16, 4), np.uint16)
    bands[..., 0] = 65535
    bands[:, 8:, 3] = 65535
    found = flatten(open_picture(tiff(bands, photometric="rgb", extrasamples=["unassalpha"])))
    assert found.getpixel((0, 0)) == (255, 255, 255)
    assert found.getpixel((12, 0)) == (255, 0, 0)


def test_bands_beyond_three_are_all_read():
    bands = np.arange(16 * 16 * 5, dtype=np.uint16).reshape(16, 16, 5)
    file = tiff(bands, planarconfig="contig")
    assert np.array_equal(values_of(file), bands)
    assert "has 5 bands of 16-bit integers" in refusal(file)


def test_small_copies_of_a_picture_are_no_further_pictures():
    file = io.BytesIO()
    with tifffile.TiffWriter(file) as writer:
        writer.write(COLORS, photometric="rgb", metadata=None)
        writer.write(COLORS[::2, ::2], photometric="rgb", metadata=None, subfiletype=1)
    assert np.array_equal(values_of(file.getvalue()), COLORS)


def test_several_pictures_in_one_tiff_are_refused():
    file = io.BytesIO()
    with tifffile.TiffWriter(file) as writer:
        writer.write(COLORS, photometric="rgb", metadata=None)
        writer.write(COLORS, photometric="rgb", metadata=None)
    assert "holds 2 pictures. Save" in refusal(file.getvalue())


def test_the_value_for_nothing_measured_is_known():
    file = tiff(RAMP.astype(np.float32), extratags=[(42113, 2, 4, "-99", True)])
    picture = open_picture(file)
    assert isinstance(picture, Samples)
    assert picture.no_data == -99


def test_a_tiff_that_claims_a_giant_size_is_refused_unread():
    file = tiff(np.zeros((16, 16, 6), np.uint16), planarconfig="contig")
    claims = file.replace((16).to_bytes(4, "little"), (16_000).to_bytes(4, "little"))
    assert "megapixels are read" in refusal(claims) or "px a side" in refusal(claims)


def test_a_strip_that_unpacks_to_more_than_its_place_is_refused():
    honest = tiff(np.zeros((16, 16, 5), np.uint16), planarconfig="contig", compression="zlib")
    with tifffile.TiffFile(io.BytesIO(honest)) as opened:
        page = opened.pages[0].aspage()
        offset, length = page.dataoffsets[0], page.databytecounts[0]
    bomb = zlib.compress(bytes(30_000_000))
    place = len(honest)
    file = honest.replace(offset.to_bytes(4, "little"), place.to_bytes(4, "little"))
    file = file.replace(length.to_bytes(4, "little"), len(bomb).to_bytes(4, "little"))
    assert "unpacks to more than its size says" in refusal(file + bomb)


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")  # about what is damaged
@pytest.mark.parametrize("compression", [None, "zlib"])
def test_damage_anywhere_gives_values_or_a_sentence(compression):
    whole = tiff(COLORS, photometric="rgb", compression=compression)
    rng = np.random.default_rng(0)
    refused = 0
    for _ in range(150):
        damaged = np.frombuffer(whole, np.uint8).copy()
        damaged[rng.integers(0, len(whole), size=4)] = rng.integers(0, 256, size=4)
        damaged[rng.integers(0, 200)] ^= 255
        try:
            open_picture(damaged.tobytes())
        except PictureError:
            refused += 1
    assert refused


def test_a_look_at_the_first_bytes_tells_bytes_from_other_values(tmp_path):
    written = {
        "bytes.png": (Image.new("RGB", (8, 8)), True),
        "bytes.jpg": (Image.new("RGB", (8, 8)), True),
        "bytes.tif": (Image.new("RGBA", (8, 8)), True),
        "deep.png": (Image.fromarray(RAMP), False),
        "deep.tif": (Image.fromarray(RAMP), False),
    }
    for name, (picture, plain) in written.items():
        picture.save(tmp_path / name)
        assert is_plain_file(tmp_path / name) is plain, name
    (tmp_path / "five.tif").write_bytes(tiff(np.zeros((8, 8, 5), np.uint8), planarconfig="contig"))
    assert not is_plain_file(tmp_path / "five.tif")


def test_the_size_of_any_picture_is_known_before_it_is_unpacked(tmp_path):
    file = tiff(COLORS.astype(np.float64), photometric="rgb")
    (tmp_path / "picture.tif").write_bytes(file)
    assert size_of(file) == size_of(tmp_path / "picture.tif") == (24, 16)
    assert size_of(png(RAMP)) == (24, 16)
    assert size_of(b"no picture") == (0, 0)


def test_a_tiff_without_its_end_is_refused_before_room_is_made_for_it():
    whole = tiff(np.zeros((16, 16, 5), np.uint16), planarconfig="contig")
    longer = whole.replace((16).to_bytes(4, "little"), (4000).to_bytes(4, "little"))
    assert "It is damaged" in refusal(longer)


def test_shapes_are_seen_in_numbers_of_any_scale():
    values = np.zeros((8, 8, 5), np.float32)
    values[4:] = 1e-3
    found = np.asarray(shapes_of(Samples(values)))
    assert (found[0, 0].tolist(), found[7, 7].tolist()) == ([0, 0, 0], [255, 255, 255])
    assert shapes_of(Image.new("L", (8, 8), 7)).getpixel((0, 0)) == (7, 7, 7)
