"""Lists of classes, and the class of a pixel by its color."""

import json

import pytest
import torch
from PIL import ImageColor

from pix2pix.config import Label
from pix2pix.data.classes import Classes, published
from pix2pix.errors import ConfigError
from pix2pix.images.class_colors import VOID
from tests.label_maps import CLASSES, DOOR, NOTHING, TREE, WALL, as_jpeg, columns


def test_classes_are_numbered_in_their_order_without_void_ones():
    assert CLASSES.names == ("wall", "door", "tree")
    numbers = CLASSES.numbers(columns(WALL, TREE, NOTHING, DOOR))
    assert numbers.dtype == torch.uint8
    assert numbers[0, ::8].tolist() == [0, 2, VOID, 1]
    several = torch.stack([columns(WALL, DOOR), columns(DOOR, TREE)])
    assert CLASSES.numbers(several)[:, 0, ::8].tolist() == [[0, 1], [1, 2]]


def test_colors_that_jpeg_has_shaken_are_of_the_nearest_class():
    clean = columns(WALL, DOOR, TREE, NOTHING)
    shaken = as_jpeg(as_jpeg(clean, 60))
    assert (shaken != clean).float().mean() > 0.5
    assert torch.equal(CLASSES.numbers(shaken), CLASSES.numbers(clean))
    assert not CLASSES.unknown(shaken)


def test_a_color_of_no_class_is_told_with_its_pixels():
    found = CLASSES.unknown(columns(WALL, "#fefe20", DOOR, "#fe20fe"))
    assert list(found) == ["#fe20fe", "#fefe20"] or list(found) == ["#fefe20", "#fe20fe"]
    assert found["#fe20fe"] == 8 * 32 - 32  # all but the border, where neighbours differ
    assert 0 < found["#fefe20"] <= 8 * 32


def test_a_seam_between_two_regions_is_no_color_of_its_own():
    facades = Classes.read("facades")
    shops = torch.tensor(ImageColor.getrgb("#ae0000"))[:, None, None].expand(3, 64, 64).clone()
    for row in range(8, 64, 16):  # between two shops, where a row of pixels was of both and a wall
        shops[:, row] = torch.tensor(ImageColor.getrgb("#93092a"))[:, None]
        shops[:, row - 1] = shops[:, row + 1] = torch.tensor(ImageColor.getrgb("#a00415"))[:, None]
    assert not facades.unknown(shops)
    shops[:, 20:30] = torch.tensor(ImageColor.getrgb("#93092a"))[:, None, None]
    assert facades.unknown(shops) == {"#93092a": 8 * 64}  # its rim is flat towards neither side


@pytest.mark.parametrize(("name", "classes"), [("cityscapes", 19), ("facades", 12)])
def test_the_classes_of_published_data_sets_are_there_by_name(name, classes):
    assert name in published()
    assert len(Classes.read(name)) == classes


def test_void_is_written_only_where_it_is_true():
    assert Label(name="wall", color=WALL).model_dump() == {"name": "wall", "color": WALL}
    assert Label(name="no", color=WALL, void=True).model_dump()["void"] is True


def entry(name: str, color: str) -> dict[str, str]:
    return {"name": name, "color": color}


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ([entry("a", "#000000")], "has 1 class that is not void; two are the least"),
        ([entry("a", "#000000"), entry("a", "#ffffff")], "has the name a twice"),
        ([entry("a", "#000000"), entry("b", "#000000")], "has the color #000000 twice"),
        ([entry("a", "black"), entry("b", "#ffffff")], "color: String should match pattern"),
        (["wall"], "does not list classes as names and colors"),
    ],
)
def test_a_list_that_tells_no_classes_apart_is_refused(tmp_path, entries, sentence):
    path = tmp_path / "classes.json"
    path.write_text(json.dumps(entries))
    with pytest.raises(ConfigError, match=sentence):
        Classes.read(path)


def test_a_list_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(ConfigError, match="nowhere does not exist.* cityscapes, facades"):
        Classes.read("nowhere")
