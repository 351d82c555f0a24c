from typing import get_args

import numpy as np
import pytest
from PIL import Image, ImageDraw

from pix2pix.data.find_pairs import find_pairs
from pix2pix.data.input_kind import input_kind_of
from pix2pix.data.make_pairs import Task, make_pairs, square, with_holes
from pix2pix.data.posterize import posterize
from pix2pix.errors import ConfigError, DataError, PictureError


@pytest.fixture
def photos(tmp_path):
    folder = tmp_path / "photos"
    folder.mkdir()
    for name, size in (("wide.png", (96, 64)), ("high.jpg", (64, 80))):
        noise = Image.effect_noise(size, 60).convert("RGB")
        noise.paste("orange", (10, 10, 50, 40))
        noise.save(folder / name)
    return folder


def made(photos, out, task="edges", **options):
    results = list(make_pairs(photos, out, task, **{"size": 64, **options}))
    assert not [result for result in results if isinstance(result, PictureError)]
    return {path.stem: Image.open(path).convert("RGB") for path in results}


@pytest.mark.parametrize("task", get_args(Task))
def test_every_photo_becomes_a_pair_with_the_photo_on_the_right(photos, tmp_path, task):
    found = made(photos, tmp_path / "pairs", task)
    assert sorted(found) == ["high", "wide"]
    for pair in found.values():
        assert pair.size == (128, 64)
    right = found["wide"].crop((64, 0, 128, 64))
    assert right.tobytes() == square(Image.open(photos / "wide.png"), 64).tobytes()
    assert len(find_pairs(tmp_path / "pairs").pairs[""]) == 2


def left(pair: Image.Image) -> np.ndarray:
    return np.asarray(pair.crop((0, 0, 64, 64)))


def right(pair: Image.Image) -> np.ndarray:
    return np.asarray(pair.crop((64, 0, 128, 64)))


def test_sources_are_what_the_task_says(photos, tmp_path):
    edges = left(made(photos, tmp_path / "edges")["wide"])
    assert set(np.unique(edges)) == {0, 255}
    grey = made(photos, tmp_path / "color", "color")["wide"]
    assert np.array_equal(left(grey)[..., 0], np.asarray(Image.fromarray(right(grey)).convert("L")))
    holed = made(photos, tmp_path / "missing", "missing")["wide"]
    changed = (left(holed) != right(holed)).any(axis=2)
    assert 0.01 * 64**2 < changed.sum() < 0.5 * 64**2
    assert (left(holed)[changed] == 255).all()


def test_holes_are_chosen_by_their_seed():
    photo = Image.new("RGB", (64, 64), "black")
    first, again, other = (with_holes(photo, seed).tobytes() for seed in (1, 1, 2))
    assert first == again != other


def test_the_middle_of_a_photo_is_kept():
    photo = Image.new("RGB", (120, 40), "white")
    photo.paste("red", (40, 0, 80, 40))
    assert set(square(photo, 20).get_flattened_data()) == {(255, 0, 0)}


def test_a_bad_photo_is_left_out_with_its_reason(photos, tmp_path):
    (photos / "broken.png").write_bytes(b"")
    results = list(make_pairs(photos, tmp_path / "pairs", size=64))
    (reason,) = [result for result in results if isinstance(result, PictureError)]
    assert str(reason).startswith(f"{photos / 'broken.png'} cannot be read as a picture")
    assert sorted(p.name for p in (tmp_path / "pairs").iterdir()) == ["high.png", "wide.png"]


def test_photos_of_one_name_become_pairs_of_two_names(photos, tmp_path):
    Image.new("RGB", (64, 64)).save(photos / "wide.bmp")
    assert set(made(photos, tmp_path / "pairs")) == {"high", "wide.bmp", "wide.png"}


def test_pairs_lie_in_the_shape_of_the_folders_of_their_photos(photos, tmp_path):
    Image.new("RGB", (64, 64)).save(photos / "loose.png")
    (photos / "night").mkdir()
    Image.new("RGB", (64, 64)).save(photos / "night" / "wide.png")
    out = photos / "pairs"  # among the photos: a second time, its pairs are no photos
    for _ in range(2):
        made(photos, out)
        found = {path.relative_to(out).as_posix() for path in out.rglob("*.png")}
        assert found == {"high.png", "wide.png", "loose.png", "night/wide.png"}


def test_a_folder_without_photos_is_named(tmp_path):
    with pytest.raises(DataError, match="holds no pictures. Give PNG, JPEG or WebP files."):
        list(make_pairs(tmp_path, tmp_path / "pairs"))
    with pytest.raises(DataError, match="gone is not a folder"):
        list(make_pairs(tmp_path / "gone", tmp_path / "pairs"))


def test_pairs_never_replace_their_photos(photos):
    with pytest.raises(DataError, match="holds the photos themselves. Choose another folder"):
        list(make_pairs(photos, photos / ".." / "photos"))


def shaded(seed: int) -> Image.Image:
    """Balls with light and shadow, a thin line and grain, on white paper."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:128, :128]
    picture = np.full((128, 128, 3), 255.0)
    for _ in range(3):
        across, down = rng.integers(30, 98, size=2)
        distance = np.hypot(x - across, y - down) / 28
        light = (1.1 - 0.5 * distance)[..., None] * rng.integers(60, 230, size=3)
        picture = np.where((distance < 1)[..., None], light, picture)
    picture = (picture + rng.normal(0, 1, picture.shape)).clip(0, 255).astype(np.uint8)
    whole = Image.fromarray(picture)
    ImageDraw.Draw(whole).line((0, 5, 127, 5), "black")
    return whole


def test_a_palette_has_few_colors_in_flat_areas_on_white_paper():
    pictures = [posterize(shaded(seed), colors=5) for seed in range(24)]
    assert input_kind_of(pictures) == "colors"
    assert max(len(picture.getcolors()) for picture in pictures) == 5
    for picture in pictures:
        assert picture.getpixel((2, 5)) == (255, 255, 255)  # no brush is as fine as that line
        assert min(count for count, _ in picture.getcolors()) > 20  # no specks
    assert len(posterize(shaded(0), colors=2).getcolors()) == 2


def test_colors_out_of_bounds_are_refused(photos, tmp_path):
    with pytest.raises(ConfigError, match="colors is 1; choose between 2 and 64"):
        list(make_pairs(photos, tmp_path / "pairs", "palette", colors=1))


@pytest.mark.parametrize("options", [{"size": 0}, {"size": 9999}, {"thickness": 0}])
def test_sizes_out_of_bounds_are_refused(photos, tmp_path, options):
    with pytest.raises(ConfigError, match="the size must lie between 8 and 2048 px"):
        list(make_pairs(photos, tmp_path / "pairs", **options))
