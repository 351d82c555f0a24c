"""Where tiles lie, how they fade into each other, and what is read of a picture for each."""

from itertools import pairwise

import numpy as np
import pytest
import torch
from PIL import Image

from pix2pix.config import HalfValues
from pix2pix.images import Samples, flatten
from pix2pix.images.tensors import planes_to_tensor, to_tensor
from pix2pix.images.tiles import LARGEST_WHOLE, Tiling, sources, spans, weights
from pix2pix.images.values import planes

AS_SHOWN = HalfValues()


@pytest.mark.parametrize("size", [(2048, 2049), (4000, 6000), (16_384, 300), (257, 16_000)])
@pytest.mark.parametrize("multiple", [2, 32, 256, 512, 1024, 2048])
def test_tiles_cover_a_picture_overlap_and_lie_on_the_grid_of_the_noise(size, multiple):
    tiling = Tiling(*size, multiple)
    assert not tiling.is_whole
    for tiles, length in zip((tiling.rows, tiling.columns), size, strict=True):
        assert tiles[0].start == 0
        assert length <= tiles[-1].stop < length + multiple
        for before, after in pairwise(tiles):
            assert before.start < after.start
            assert before.stop - after.start >= tiling.side // 4
        for tile in tiles:
            assert len(tile) % multiple == 0
            assert len(tile) <= tiling.side
            assert tile.start % (multiple // 2) == 0


def test_what_fits_into_memory_is_one_tile():
    assert Tiling(2000, LARGEST_WHOLE // 2000, 256).is_whole
    assert not Tiling(2000, LARGEST_WHOLE // 2000 + 1, 256).is_whole


def test_a_tile_is_no_smaller_than_what_the_model_was_trained_on():
    assert Tiling(4000, 4000, 512, least=2048).side == 2048


@pytest.mark.parametrize(("length", "grid"), [(1100, 2), (2000, 256), (3072, 512), (9999, 1)])
def test_tiles_count_one_in_sum_and_nothing_at_their_rims(length, grid):
    tiles = spans(length, 1024, grid)
    sums = torch.zeros(tiles[-1].stop)
    for tile, weight in zip(tiles, weights(tiles), strict=True):
        sums[tile.start : tile.stop] += weight
        assert (weight >= 0).all()
        if tile is not tiles[0]:
            assert not weight[:60].any()
        if tile is not tiles[-1]:
            assert not weight[-60:].any()
    torch.testing.assert_close(sums, torch.ones(tiles[-1].stop))


def test_a_tile_fades_in_without_a_step():
    after = weights(spans(2000, 1024, 1))[1]
    assert after.diff().abs().max() < 1.6 * 1 / 128
    assert after.diff().diff().abs().max() < 0.001


def test_tiles_of_a_picture_make_the_picture_again():
    whole = torch.rand(2, 2100, 2048)
    tiling = Tiling(2100, 2000, 32)
    padded = torch.cat([whole, whole], dim=1)

    def tile(box):
        left, top, right, bottom = box
        return padded[:, top:bottom, left:right]

    bands = list(tiling.blend(tile))
    assert [band.top for band in bands] == [rows.start for rows in tiling.rows]
    made = torch.cat([band.pixels for band in bands], dim=1)
    torch.testing.assert_close(made, whole[..., :2000])


@pytest.mark.parametrize("mode", ["RGB", "LA", "P", "L"])
def test_a_box_holds_what_the_whole_holds_there(mode):
    picture = Image.effect_noise((40, 30), 80).convert(mode)
    source = sources(picture, 3, AS_SHOWN)
    expected = to_tensor(flatten(picture))
    assert torch.equal(source((8, 4, 40, 20)), expected[:, 4:20, 8:])


def test_beyond_a_picture_its_last_pixels_go_on():
    picture = Image.effect_noise((10, 9), 80).convert("RGB")
    source = sources(picture, 3, AS_SHOWN)((8, 8, 16, 16))
    corner = to_tensor(picture)[:, 8, 9]
    assert torch.equal(source[:, 3, 5], corner)


def test_a_dark_part_of_a_picture_is_read_on_the_scale_of_the_whole():
    values = np.zeros((20, 20, 1), np.int32)
    values[10:] = 200
    values[0, 0] = 1
    picture = Samples(values)
    expected = planes_to_tensor(planes(picture, 1, AS_SHOWN))
    found = sources(picture, 1, AS_SHOWN)((0, 0, 20, 8))
    assert torch.equal(found, expected[:, :8])


@pytest.mark.parametrize(
    ("picture", "values"),
    [
        (Image.effect_noise((2100, 2000), 80).convert("RGB"), HalfValues(range=(20, 200))),
        (Image.effect_noise((2100, 2000), 80), HalfValues(kind="classes")),
        (Image.effect_noise((2100, 2000), 80).convert("RGBA"), HalfValues(kind="classes")),
        (Samples(np.arange(4_200_000, dtype=np.int32).reshape(2000, 2100, 1) % 256), AS_SHOWN),
    ],
)
def test_a_large_picture_is_shown_as_its_parts_are(picture, values):
    box = (0, 1950, 2100, 2000)
    assert flatten(picture, 3, values).crop(box) == flatten(picture.crop(box), 3, values)
