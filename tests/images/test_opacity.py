"""Opacity: what is hidden counts for nothing, in tensors, figures and sheets alike."""

import numpy as np
import pytest
import torch
from PIL import Image

from pix2pix.config import HalfValues, Size
from pix2pix.data import transform
from pix2pix.data.pictures import resized
from pix2pix.images import AS_SHOWN, Samples, flatten
from pix2pix.images.opacity import is_see_through, on_chequerboard
from pix2pix.images.tensors import to_picture, to_tensor
from pix2pix.images.values import in_units, planes

SIDE = 16


def pixels(seed: int = 0) -> np.ndarray:
    """A row of every kind: hidden, half seen, opaque."""
    rng = np.random.default_rng(seed)
    shades = rng.integers(0, 256, (SIDE, SIDE, 4), dtype=np.uint8)
    shades[: SIDE // 4, :, 3] = 0
    shades[-SIDE // 4 :, :, 3] = 255
    return shades


def other_colors_where_hidden(shades: np.ndarray) -> np.ndarray:
    changed = shades.copy()
    changed[shades[..., 3] == 0, :3] = (0, 255, 0)
    return changed


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_a_color_that_is_hidden_is_no_part_of_a_tensor(mode):
    one, other = (
        Image.fromarray(each).convert(mode)
        for each in (pixels(), other_colors_where_hidden(pixels()))
    )
    assert one.tobytes() != other.tobytes()
    assert torch.equal(to_tensor(one), to_tensor(other))
    assert torch.equal(transform.from_picture(one), transform.from_picture(other))


def test_colors_are_multiplied_by_opacity_in_a_tensor():
    half = Image.new("RGBA", (8, 8), (200, 100, 0, 51))  # a fifth
    expected = [200 / 5, 100 / 5, 0, 51]
    assert ((to_tensor(half)[:, 0, 0] + 1) * 127.5).tolist() == pytest.approx(expected, abs=1e-4)
    assert transform.from_picture(half)[:, 0, 0].tolist() == expected


def test_what_is_seen_of_a_picture_comes_back_from_a_tensor():
    before = pixels()
    after = np.asarray(to_picture(to_tensor(Image.fromarray(before))))
    seen = before[..., 3] > 0
    assert np.array_equal(after[seen], before[seen])
    assert not after[~seen].any()


def test_bytes_are_as_exact_as_the_opacity_lets_them_be():
    before = pixels()
    after = np.asarray(transform.to_picture(transform.from_picture(Image.fromarray(before))))
    assert np.array_equal(after[..., 3], before[..., 3])
    apart = np.abs(after[..., :3].astype(float) - before[..., :3]) * (before[..., 3:] / 255)
    assert apart.max() <= 1  # of 255, as it is seen


def test_a_picture_made_smaller_has_no_rim_in_the_color_that_was_hidden():
    shades = np.zeros((64, 64, 4), np.uint8)
    shades[...] = (0, 255, 0, 0)
    shades[16:47, 16:47] = (255, 0, 0, 255)
    small = transform.to_picture(resized(Image.fromarray(shades), 4, AS_SHOWN, Size(24, 24)))
    seen = np.asarray(small)[np.asarray(small)[..., 3] > 16]
    assert len(seen) > 100 and seen[:, 1].max() == 0


def test_values_of_more_bits_are_multiplied_unless_their_file_has_done_so():
    rng = np.random.default_rng(0)
    straight = rng.random((8, 8, 4)).astype(np.float32)
    multiplied = straight.copy()
    multiplied[..., :3] *= straight[..., 3:]
    values = HalfValues(kind="float", range=(0, 1))
    one = planes(Samples(straight, "straight"), 4, values)
    other = planes(Samples(multiplied, "premultiplied"), 4, values)
    np.testing.assert_allclose(one, other, atol=1e-3)
    np.testing.assert_allclose(one[:3] / 255, np.moveaxis(multiplied[..., :3], 2, 0), atol=1e-5)
    shown = np.asarray(flatten(Samples(multiplied, "premultiplied"), 4, values))
    np.testing.assert_allclose(shown / 255, straight, atol=0.003)
    np.testing.assert_allclose(in_units(one, values), straight, atol=1e-4)


def test_a_tensor_brighter_than_its_opacity_is_white_there_and_no_more():
    bright = torch.tensor([1.0, 0.0, -1.0, -0.5]).view(4, 1, 1).expand(4, 8, 8)
    assert to_picture(bright).getpixel((0, 0)) == (255, 255, 0, 64)


def test_see_through_is_what_is_not_wholly_opaque():
    opaque = Image.new("RGBA", (8, 8), "red")
    assert not is_see_through(opaque) and not is_see_through(opaque.convert("RGB"))
    opaque.putpixel((3, 3), (255, 0, 0, 254))
    assert is_see_through(opaque) and is_see_through(opaque.convert("LA"))
    named = Image.new("P", (8, 8))
    named.info["transparency"] = 0
    assert is_see_through(named)
    deep = np.full((8, 8, 2), 65535, np.uint16)
    assert not is_see_through(Samples(deep, "straight"))
    deep[0, 0, 1] = 65534
    assert is_see_through(Samples(deep, "straight")) and not is_see_through(Samples(deep))


def test_nothing_is_a_chequerboard_and_what_is_there_lies_on_it():
    empty = np.asarray(on_chequerboard(Image.new("RGBA", (64, 64), (255, 0, 0, 0))))
    assert {tuple(each) for each in empty.reshape(-1, 3)} == {(255,) * 3, (204,) * 3}
    assert empty[0, 0, 0] == 255 and empty[0, 2, 0] == empty[2, 0, 0] == 204 != empty[2, 2, 0]
    half = np.asarray(on_chequerboard(Image.new("RGBA", (64, 64), (0, 0, 0, 128))))
    assert sorted({int(each) for each in half.ravel()}) == [102, 127]
    picture = Image.new("RGB", (8, 8), "red")
    assert on_chequerboard(picture).tobytes() == picture.tobytes()
