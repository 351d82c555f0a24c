import io
import json

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from pix2pix.config import Label
from pix2pix.data.inspect import examine
from pix2pix.data.palette import find_colors, named
from tests.conftest import draw_pair, run, write_pairs

COLORS = ("#0030ff", "#ff5000", "#70ff8e", "#fff000")


def label_map(seed: int, side: int = 64, quality: int | None = None) -> Image.Image:
    """Boxes of the colors on the first one; as JPEG where a quality is given."""
    rng = np.random.default_rng(seed)
    picture = Image.new("RGB", (side, side), COLORS[0])
    for color in COLORS[1:]:
        left, top = rng.integers(0, side // 2, size=2).tolist()
        ImageDraw.Draw(picture).rectangle((left, top, left + side // 3, top + side // 4), color)
    if quality is None:
        return picture
    packed = io.BytesIO()
    picture.save(packed, "JPEG", quality=quality)
    return Image.open(packed)


def distance(one: str, other: str) -> int:
    return max(
        abs(a - b) for a, b in zip(bytes.fromhex(one[1:]), bytes.fromhex(other[1:]), strict=True)
    )


def test_colors_are_found_exactly_and_the_background_comes_first():
    found = find_colors(label_map(seed) for seed in range(5))
    assert sorted(found) == sorted(COLORS)
    assert found[0] == COLORS[0]


@pytest.mark.parametrize("quality", [50, 75, 95])
def test_colors_are_found_through_the_noise_of_jpeg(quality):
    found = find_colors(label_map(seed, 256, quality) for seed in range(5))
    assert len(found) == len(COLORS)
    for color in COLORS:
        assert min(distance(color, other) for other in found) <= 4


def test_soft_borders_between_regions_are_no_colors():
    pictures = [label_map(seed, 256).filter(ImageFilter.GaussianBlur(1)) for seed in range(5)]
    assert sorted(find_colors(pictures)) == sorted(COLORS)


def test_drawings_and_photos_have_no_palette():
    drawing = draw_pair(0, 256)[0]
    noise = Image.merge("RGB", [Image.effect_noise((256, 256), 60) for _ in range(3)])
    ramp = Image.linear_gradient("L").convert("RGB")
    assert find_colors([drawing] * 3) == ()
    assert find_colors([noise]) == ()
    assert find_colors([ramp]) == ()
    assert find_colors([]) == ()


def test_labels_are_called_after_their_colors_and_told_apart():
    names = [label.name for label in named(["#fe0000", "#ff0101", "#0030ff"])]
    assert names == ["red", "red 2", "blue"]


@pytest.fixture
def labelled(tmp_path):
    """Pairs whose right half is a label map."""
    folder = write_pairs(tmp_path / "pairs", 6, side=64)
    for number, file in enumerate(sorted(folder.iterdir())):
        pair = Image.open(file)
        pair.paste(label_map(number), (64, 0))
        pair.save(file)
    return folder


def test_the_doctor_tells_which_half_is_painted_with_how_many_colors(labelled):
    found = examine(labelled)
    assert found.colors[0] == ()
    assert set(found.colors[1]) == set(COLORS)
    assert "The right or second half is painted with 4 colours." in found.sentences()


@pytest.mark.slow
def test_inspect_writes_a_palette_to_be_named(labelled, tmp_path):
    palette = tmp_path / "labels.json"
    assert run("inspect", labelled, "--palette", palette).returncode == 0
    labels = [Label(**entry) for entry in json.loads(palette.read_text())]
    assert {label.color for label in labels} == set(COLORS)
    (tmp_path / "noise").mkdir()
    for number in range(3):
        Image.effect_noise((128, 64), 60).save(tmp_path / f"noise/{number}.png")
    refused = run("inspect", tmp_path / "noise", "--palette", tmp_path / "no.json")
    assert refused.returncode == 2
    assert "holds no label maps: neither half is painted in few colours." in refused.stderr
    assert not (tmp_path / "no.json").exists()
