import torch

from pix2pix.noise import draw_masks, mean_colour, no_tint, tint_of

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


def test_mean_colour_leaves_the_white_background_out():
    picture = torch.ones(1, 3, 4, 4)
    picture[0, :, 0, 0] = torch.tensor([0.5, -0.5, 0.0])
    picture[0, :, 3, 3] = torch.tensor([-0.5, -0.5, 1.0])
    torch.testing.assert_close(mean_colour(picture), torch.tensor([[0.0, -0.5, 0.5]]))


def test_an_empty_picture_has_the_colour_of_its_paper():
    assert mean_colour(torch.ones(1, 3, 4, 4)).tolist() == [[1.0, 1.0, 1.0]]


def test_a_grey_picture_has_three_equal_channels_and_alpha_is_ignored():
    grey = torch.full((1, 2, 4, 4), 0.25)
    grey[:, 1] = -1
    assert mean_colour(grey).tolist() == [[0.25, 0.25, 0.25]]


def test_a_hint_is_lightness_two_hues_and_a_sign_that_it_is_there():
    grey, red, blue = tint_of(torch.tensor([[0.5, 0.5, 0.5], [0.5, -0.5, -0.5], [-1.0, -1, 1]]))
    assert grey.tolist() == [0.5, 0, 0, 1]
    torch.testing.assert_close(red, torch.tensor([-1 / 6, 4, 2, 1]))
    torch.testing.assert_close(blue, torch.tensor([-1 / 3, 0, -8, 1]))
    assert no_tint(2).tolist() == [[0.0] * 4] * 2
