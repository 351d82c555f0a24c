import torch

from pix2pix.config import HugGANConfig, UNetConfig
from pix2pix.networks.noise import Noise, draw_masks, draw_noise, encode_color

SHAPES = [(8, 2, 2), (4, 64, 64)]


def test_masks_drop_half_and_double_the_rest():
    for mask in draw_masks(SHAPES, [0]):
        assert set(mask.unique().tolist()) == {0.0, 2.0}
    assert abs(draw_masks(SHAPES, [0])[1].mean().item() - 1) < 0.05


def test_no_seed_gives_the_mean_of_all_masks():
    for mask, shape in zip(draw_masks(SHAPES, [None]), SHAPES, strict=True):
        assert torch.equal(mask, torch.ones(1, *shape))


def test_a_row_depends_on_its_own_seed_alone():
    together, alone = draw_masks(SHAPES, [7, None, 9]), draw_masks(SHAPES, [9])
    for several, one in zip(together, alone, strict=True):
        assert torch.equal(several[2:], one)
        assert not torch.equal(several[:1], one)


def test_drawing_leaves_the_global_random_state_alone():
    before = torch.random.get_rng_state()
    draw_masks(SHAPES, [1])
    assert torch.equal(before, torch.random.get_rng_state())


def test_any_integer_is_a_seed():
    negative, huge = draw_masks(SHAPES, [-1]), draw_masks(SHAPES, [2**80 + 5])
    assert not torch.equal(negative[1], huge[1])


def test_no_levels_need_no_masks():
    assert draw_masks([], [1, 2]) == ()


def test_a_hint_is_lightness_two_hues_and_a_sign_that_it_is_there():
    grey, red, blue = encode_color(
        torch.tensor([[0.5, 0.5, 0.5], [0.5, -0.5, -0.5], [-1.0, -1, 1]])
    )
    assert grey.tolist() == [0.5, 0, 0, 1]
    torch.testing.assert_close(red, torch.tensor([-1 / 6, 4, 2, 1]))
    torch.testing.assert_close(blue, torch.tensor([-1 / 3, 0, -8, 1]))


RED_AND_BLUE = UNetConfig(color_hint=True, hint_colors=("#ff0000", "#0000ff"))


def test_seeds_go_through_the_typical_colors_and_no_seed_hints_at_none():
    hints = draw_noise(RED_AND_BLUE, SHAPES, [None, 0, 1, 2]).color_hint
    red, blue = encode_color(torch.tensor([[1.0, -1, -1], [-1.0, -1, 1]]))
    torch.testing.assert_close(hints, torch.stack([torch.zeros(4), red, blue, red]))


def test_a_hint_without_typical_colors_is_grey():
    hint = draw_noise(UNetConfig(color_hint=True), SHAPES, [3]).color_hint
    assert hint[0, 1:].tolist() == [0, 0, 1]


def test_generators_without_hints_get_masks_alone():
    for config in (UNetConfig(), HugGANConfig()):
        noise = draw_noise(config, SHAPES, [5])
        assert noise.color_hint is None
        for mask, expected in zip(noise.masks, draw_masks(SHAPES, [5]), strict=True):
            assert torch.equal(mask, expected)


def test_noise_comes_back_from_the_inputs_of_a_graph():
    for noise in (draw_noise(RED_AND_BLUE, SHAPES, [1]), draw_noise(UNetConfig(), SHAPES, [1])):
        back = Noise.of(noise.tensors, len(SHAPES))
        assert len(back.masks) == len(SHAPES)
        assert (back.color_hint is None) is (noise.color_hint is None)
        for part, other in zip(noise.tensors, back.tensors, strict=True):
            assert part is other
