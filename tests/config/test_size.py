"""Height and width of a model's pictures: how they are written, read and refused."""

import pytest

from pix2pix.config import (
    ConvertConfig,
    DataConfig,
    DiscriminatorConfig,
    HugGANConfig,
    ModelConfig,
    Recipe,
    Size,
    UNetConfig,
)
from pix2pix.errors import ConfigError

WIDE = UNetConfig(size="256x512")


@pytest.mark.parametrize("written", ["256x512", "256X512", " 256 x 512 ", "256×512", [256, 512]])
def test_height_comes_first_however_a_size_is_written(written):
    size = UNetConfig(size=written).size
    assert size == (256, 512)
    assert (size.height, size.width) == (256, 512)


@pytest.mark.parametrize("written", [512, "512", "512x512", [512, 512], Size(512, 512)])
def test_one_number_is_a_square(written):
    assert UNetConfig(size=written).size == (512, 512)


def test_a_square_stands_in_files_as_the_number_that_it_always_was():
    assert '"size": 256,' in ModelConfig().to_json()
    recipe = Recipe(data=DataConfig(crop=256))
    assert '"crop": 256,' in recipe.to_json()
    assert Recipe.model_validate_json(recipe.to_json()) == recipe


def test_other_shapes_stand_in_files_as_on_the_command_line():
    recipe = Recipe(generator=WIDE, data=DataConfig(crop="256x512"))
    for line in ('"size": "256x512",', '"crop": "256x512",'):
        assert line in recipe.to_json()
    assert Recipe.model_validate_json(recipe.to_json()) == recipe
    assert recipe.model.native and recipe.model.generator.size == (256, 512)


def refusal(config, **values) -> str:
    with pytest.raises(ConfigError) as error:
        config.make(**values)
    return str(error.value)


NO_SIZE = "is no size; give one number for squares, such as 256, or HEIGHTxWIDTH, such as 256x512"


@pytest.mark.parametrize("config", [UNetConfig, HugGANConfig, ConvertConfig])
@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        *((text, f"{text!r} {NO_SIZE}") for text in ("256x", "x256", "256x512x3", "-256", "")),
        *((other, f"{other} {NO_SIZE}") for other in (256.5, True, [256], [1, 2, 3], [256, None])),
        ("0x256", "0x256 px is out of bounds; each side must have 8 to 2048 px"),
        ("256x4096", "256x4096 px is out of bounds; each side must have 8 to 2048 px"),
        (4, "4 px is out of bounds; each side must have 8 to 2048 px"),
    ],
)
def test_what_is_no_size_is_named_with_what_was_expected(config, written, sentence):
    assert refusal(config, size=written) == f"size: {sentence}"


def test_the_side_that_a_network_cannot_halve_is_named():
    assert refusal(UNetConfig, size="256x300") == (
        "size 256x300 is not a multiple of 256 in width (2**depth); "
        "change the size, or choose a depth of at most 2"
    )
    assert "of 256 in height (2**depth)" in refusal(UNetConfig, size="384x512")
    assert refusal(HugGANConfig, size="128x384") == (
        "size 128x384 is not a multiple of 256 in height and width; "
        "a network of HugGAN halves 8 times"
    )


def test_a_patch_must_fit_both_sides():
    flat = UNetConfig(size="16x512", depth=4)
    patch = DiscriminatorConfig(patch=70)
    for generator in (flat, flat.changed(size="512x16")):
        assert refusal(Recipe, generator=generator, discriminator=patch) == (
            f"patch 70 needs pictures of at least 24 px a side, size is {generator.size}; "
            "choose a smaller patch or a larger size"
        )


def test_crops_have_the_shape_that_the_model_is_trained_on():
    assert refusal(Recipe, generator=WIDE, data=DataConfig(crop="512x256")) == (
        "crop is 512x256 and size is 256x512, but crops are what the model is trained on; "
        "choose --size 512x256, or --crop 256x512"
    )
    assert "crop is 256 and size is 256x512" in refusal(
        Recipe, generator=WIDE, data=DataConfig(crop=256)
    )
