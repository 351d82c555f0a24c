import torch

from pix2pix.config import HugGANConfig, UNetConfig
from pix2pix.networks.noise import (
    Noise,
    NoiseShapes,
    decode_color,
    draw_noise,
    draw_without_hint,
    encode_color,
)

MASKS = [(8, 2, 2), (4, 64, 64)]
SHAPES = NoiseShapes(MASKS, [(1, 32, 64)])


def test_masks_drop_half_and_double_the_rest():
    masks = draw_without_hint(SHAPES, [0]).masks
    for mask in masks:
        assert set(mask.unique().tolist()) == {0.0, 2.0}
    assert abs(masks[1].mean().item() - 1) < 0.05


def test_noise_per_pixel_is_normal():
    (pixels,) = draw_without_hint(SHAPES, [0]).pixels
    assert pixels.shape == (1, 1, 32, 64)
    assert abs(pixels.mean().item()) < 0.05
    assert abs(pixels.std().item() - 1) < 0.05


def test_no_seed_gives_the_mean_of_the_noise():
    noise = draw_without_hint(SHAPES, [None])
    for mask, shape in zip(noise.masks, MASKS, strict=True):
        assert torch.equal(mask, torch.ones(1, *shape))
    assert torch.equal(noise.pixels[0], torch.zeros(1, 1, 32, 64))


def test_masks_of_a_seed_do_not_depend_on_noise_per_pixel():
    without = draw_without_hint(NoiseShapes(MASKS, []), [5]).masks
    for mask, expected in zip(draw_without_hint(SHAPES, [5]).masks, without, strict=True):
        assert torch.equal(mask, expected)


def test_a_row_depends_on_its_own_seed_alone():
    together, alone = (draw_without_hint(SHAPES, seeds) for seeds in ([7, None, 9], [9]))
    for several, one in zip(together.tensors, alone.tensors, strict=True):
        assert torch.equal(several[2:], one)
        assert not torch.equal(several[:1], one)


def test_drawing_leaves_the_global_random_state_alone():
    before = torch.random.get_rng_state()
    draw_without_hint(SHAPES, [1])
    assert torch.equal(before, torch.random.get_rng_state())


def test_any_integer_is_a_seed():
    negative, huge = (draw_without_hint(SHAPES, [seed]) for seed in (-1, 2**80 + 5))
    assert not torch.equal(negative.masks[1], huge.masks[1])


def test_no_levels_need_no_noise():
    assert draw_without_hint(NoiseShapes([], []), [1, 2]).tensors == ()


def test_a_hint_is_lightness_two_hues_and_a_sign_that_it_is_there():
    grey, red, blue = encode_color(
        torch.tensor([[0.5, 0.5, 0.5], [0.5, -0.5, -0.5], [-1.0, -1, 1]])
    )
    assert grey.tolist() == [0.5, 0, 0, 1]
    torch.testing.assert_close(red, torch.tensor([-1 / 6, 4, 2, 1]))
    torch.testing.assert_close(blue, torch.tensor([-1 / 3, 0, -8, 1]))


def test_a_color_is_read_from_its_hint():
    colors = torch.rand(20, 3, generator=torch.Generator().manual_seed(0)) * 2 - 1
    torch.testing.assert_close(decode_color(encode_color(colors)), colors)


def philox(key: int, count: int) -> list[int]:
    """The first words of Philox 4x64-10, read from Salmon et al. 2011, in whole numbers."""
    word, words = 2**64 - 1, []
    for block in range(1, count // 4 + 1):
        a, b, c, d = block, 0, 0, 0
        k0, k1 = key, 0
        for _ in range(10):
            one, two = 0xD2E7470EE14C6C93 * a, 0xCA5A826395121157 * c
            a, b, c, d = two >> 64 ^ b ^ k0, two & word, one >> 64 ^ d ^ k1, one & word
            k0, k1 = k0 + 0x9E3779B97F4A7C15 & word, k1 + 0xBB67AE8584CAA73B & word
        words += [a, b, c, d]
    return words


def test_noise_is_made_of_the_words_of_philox():
    first, *rest = philox(key=7, count=8)
    noise = draw_without_hint(NoiseShapes([(1, 8, 8)], [(1, 1, 3)]), [7])
    bits = [2.0 * (first >> bit & 1) for bit in range(64)]
    assert noise.masks[0].flatten().tolist() == bits
    sums = [sum(b"".join(word.to_bytes(8) for word in rest[i : i + 2])) for i in (0, 2, 4)]
    normal = torch.tensor([(each - 2040) / (16 * (256**2 - 1) / 12) ** 0.5 for each in sums])
    torch.testing.assert_close(noise.pixels[0].flatten(), normal, rtol=0, atol=1e-7)


RED_AND_BLUE = UNetConfig(color_hint=True, hint_colors=("#ff0000", "#0000ff"))


def test_seeds_go_through_the_typical_colors_and_no_seed_hints_at_none():
    hints = draw_noise(RED_AND_BLUE, SHAPES, [None, 0, 1, 2]).color_hint
    red, blue = encode_color(torch.tensor([[1.0, -1, -1], [-1.0, -1, 1]]))
    torch.testing.assert_close(hints, torch.stack([torch.zeros(4), red, blue, red]))


def test_a_hint_without_typical_colors_is_grey():
    hint = draw_noise(UNetConfig(color_hint=True), SHAPES, [3]).color_hint
    assert hint[0, 1:].tolist() == [0, 0, 1]


def test_generators_without_hints_get_none():
    for config in (UNetConfig(), HugGANConfig()):
        noise = draw_noise(config, SHAPES, [5])
        assert noise.color_hint is None
        expected = draw_without_hint(SHAPES, [5])
        for part, other in zip(noise.tensors, expected.tensors, strict=True):
            assert torch.equal(part, other)


def test_noise_comes_back_from_the_inputs_of_a_graph():
    for noise in (draw_noise(RED_AND_BLUE, SHAPES, [1]), draw_noise(UNetConfig(), SHAPES, [1])):
        back = Noise.of(noise.tensors, SHAPES)
        assert (len(back.masks), len(back.pixels)) == (2, 1)
        assert (back.color_hint is None) is (noise.color_hint is None)
        for part, other in zip(noise.tensors, back.tensors, strict=True):
            assert part is other
