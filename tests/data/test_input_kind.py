"""Drawn pictures of every kind, as files leave them."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from pix2pix.data.input_kind import input_kind_of

SIDE = 256  # px
CLASSES = ("#0030ff", "#ff5000", "#70ff8e", "#fff000")


def boxes(rng):
    for _ in range(6):
        left, top = rng.integers(0, SIDE - 80, size=2).tolist()
        yield left, top, left + 72, top + 60


def lines(rng, width=1, ink="black"):
    picture = Image.new("RGB", (SIDE, SIDE), "white")
    for box in boxes(rng):
        ImageDraw.Draw(picture).ellipse(box, outline=ink, width=width)
    return picture


def silhouette(rng):
    picture = Image.new("L", (SIDE, SIDE), "white")
    for box in list(boxes(rng))[:2]:
        ImageDraw.Draw(picture).ellipse(box, fill="black")
    return picture


def labels(rng):
    picture = Image.new("RGB", (SIDE, SIDE), CLASSES[0])
    for box, color in zip(boxes(rng), CLASSES[1:] * 2, strict=True):
        ImageDraw.Draw(picture).rectangle(box, color)
    return picture


def flat(rng):
    """As flat emoji: a few colors in each picture, others in every one."""
    picture = Image.new("RGB", (SIDE, SIDE), "white")
    for box in boxes(rng):
        color = tuple(rng.integers(0, 255, size=3).tolist())
        ImageDraw.Draw(picture).ellipse(box, color)
    return picture


def photo(rng):
    """Smooth shades and noise all over."""
    coarse = rng.integers(0, 255, size=(6, 6, 3), dtype=np.uint8)
    picture = np.asarray(Image.fromarray(coarse).resize((SIDE, SIDE), Image.Resampling.BICUBIC))
    noisy = picture + rng.normal(0, 6, picture.shape)
    return Image.fromarray(noisy.clip(0, 255).astype(np.uint8))


def product(rng):
    """A black, shaded thing on white paper."""
    return Image.composite(photo(rng).convert("L"), Image.new("L", (SIDE, SIDE), 255), ball(rng))


def ball(rng):
    mask = Image.new("L", (SIDE, SIDE), 0)
    ImageDraw.Draw(mask).ellipse((40, 80, 200, 180), fill=255)
    return mask


def see_through(rng):
    picture = lines(rng, width=2).convert("L")
    ink = Image.eval(picture, lambda shade: 255 - shade)
    return Image.merge("RGBA", [Image.new("L", picture.size, 0)] * 3 + [ink])


DRAWN = [
    (lines, "lines"),
    (lambda rng: lines(rng, width=4, ink="#333"), "lines"),
    (see_through, "lines"),
    (silhouette, "lines"),
    (labels, "labels"),
    (flat, "colors"),
    (photo, "photo"),
    (lambda rng: photo(rng).convert("L"), "photo"),
    (product, "photo"),
]


@pytest.mark.parametrize(("draw", "kind"), DRAWN)
@pytest.mark.parametrize("quality", [None, 75])
def test_pictures_are_of_the_kind_that_one_would_draw(draw, kind, quality):
    pictures = [draw(np.random.default_rng(seed)) for seed in range(12)]
    if quality is not None:
        pictures = [as_jpeg(picture, quality) for picture in pictures if picture.mode != "RGBA"]
    if pictures:
        assert input_kind_of(pictures) == kind


def as_jpeg(picture, quality):
    packed = io.BytesIO()
    picture.save(packed, "JPEG", quality=quality)
    return Image.open(packed)


def test_a_few_others_among_them_do_not_change_the_kind():
    pictures = [lines(np.random.default_rng(seed)) for seed in range(12)]
    pictures += [photo(np.random.default_rng(seed)) for seed in range(3)]
    assert input_kind_of(iter(pictures)) == "lines"


def test_blank_paper_is_for_lines_and_nothing_is_a_photo():
    assert input_kind_of([Image.new("RGB", (64, 64), "white")] * 3) == "lines"
    assert input_kind_of([]) == "photo"


def test_a_palette_that_is_known_need_not_be_found_again():
    pictures = [photo(np.random.default_rng(0))]
    assert input_kind_of(pictures, CLASSES) == "labels"
    assert input_kind_of([labels(np.random.default_rng(0))], ()) == "colors"
