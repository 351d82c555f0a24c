"""Height and width of the pictures, as the trainer page lets one choose them."""

import pytest
from streamlit.testing.v1 import AppTest

from pix2pix.checkpoint.folder import save_generator
from pix2pix.config import Recipe
from pix2pix.jobs.drafts import Draft
from pix2pix.networks import build_generator
from tests.conftest import SMALL, SMALL_MODEL
from tests.trainer.test_streamlit_app import asked, button, field, opened, packed, send

pytestmark = pytest.mark.slow  # the page tries a few steps

SIDES = ("Size: height", "Size: width")


@pytest.fixture
def page(root, tmp_path) -> AppTest:
    """Settings that start from a small model of 32 px."""
    save_generator(root / "small", build_generator(SMALL), SMALL_MODEL)
    page = send(opened(), packed(tmp_path))
    return field(page.selectbox, "Start from").set_value(str(root / "small")).run()


def recipe_of(page: AppTest, root) -> Recipe:
    return Draft.find(root, asked(page, "draft")).read().recipe


def choose(page: AppTest, **sides: int | None) -> None:
    """Fill in ``size_height=64`` as the field "Size: height"."""
    for name, value in sides.items():
        field(page.number_input, name.capitalize().replace("_", ": ")).set_value(value)
    page.run()
    assert not page.exception


def test_height_and_width_have_a_field_each_also_for_a_model_to_start_from(root, page):
    assert [field(page.number_input, side).value for side in SIDES] == [32, 32]
    assert "Depth" not in [each.label for each in page.number_input]
    choose(page, size_width=64)
    assert not page.error
    assert recipe_of(page, root).generator == SMALL.changed(size="32x64")
    assert button(page, "Train")
    again = opened(draft=asked(page, "draft"))
    assert [field(again.number_input, side).value for side in SIDES] == [32, 64]


def test_a_side_that_does_not_fit_is_named_and_nothing_starts(root, page):
    choose(page, size_width=60)
    assert "size 32x60 is not a multiple of 8 in width" in page.error[0].value
    assert "Train" not in [each.label for each in page.button]
    assert recipe_of(page, root).generator.size == (32, 32)


def test_a_crop_has_both_sides_or_none(root, page):
    assert field(page.number_input, "Crop: height").value is None
    choose(page, size_width=64, crop_height=32)
    assert page.error[0].value.startswith("Crop has a height or a width alone. Fill in both")
    choose(page, crop_width=32)
    assert "crop is 32 and size is 32x64" in page.error[0].value
    choose(page, crop_width=64)
    assert not page.error
    assert recipe_of(page, root).data.crop == (32, 64)
    choose(page, crop_height=None, crop_width=None)
    assert recipe_of(page, root).data.crop is None
