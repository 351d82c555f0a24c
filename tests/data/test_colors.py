import numpy as np
import pytest
import torch

from pix2pix.data.colors import hue_matrix, jitter_hue, mean_color, typical_colors


def picture(*colours: list[float]) -> torch.Tensor:
    """Colours side by side, (1, C, 1, W)."""
    return torch.tensor(colours).T[None, :, None]


def test_a_third_of_a_turn_hands_each_channel_on():
    third = hue_matrix(2 * np.pi / 3, 1.0)
    np.testing.assert_allclose(third @ [0.1, 0.2, 0.3], [0.3, 0.1, 0.2], atol=1e-9)
    np.testing.assert_allclose(hue_matrix(0.0, 1.0), np.eye(3), atol=1e-9)


@pytest.mark.parametrize("angle", [0.0, 0.7, 2.0, 5.5])
def test_greys_stay_and_strength_is_the_distance_from_them(angle):
    turn = hue_matrix(angle, 2.0)
    np.testing.assert_allclose(turn @ [0.3, 0.3, 0.3], [0.3, 0.3, 0.3], atol=1e-9)
    before = np.array([0.1, -0.2, 0.1])
    after = turn @ before
    assert np.linalg.norm(after) == pytest.approx(2 * np.linalg.norm(before))
    assert after.mean() == pytest.approx(0)


def test_each_seed_draws_a_colour_of_its_own_and_always_the_same():
    red = picture([0.3, -0.1, -0.1]).expand(20, 3, 1, 1)
    colours = jitter_hue(red, range(20), [1.0] * 20)
    assert len(colours.unique(dim=0)) == 20
    assert torch.equal(colours[7:8], jitter_hue(red[7:8], [7], [1.0]))
    brightest = colours.argmax(dim=1).flatten().tolist()
    assert set(brightest) == {0, 1, 2}
    far = (colours - colours.mean(dim=1, keepdim=True)).norm(dim=1)
    assert far.max() > 2 * far.min()


def test_paper_stays_white_and_nothing_leaves_the_range():
    colours = jitter_hue(picture([1.0, 1, 1], [-1.0, -1, -1], [1.0, -1, -1]), [5], [1.0])
    torch.testing.assert_close(colours[..., :2], picture([1.0, 1, 1], [-1.0, -1, -1]))
    assert colours.abs().max() <= 1


def test_alpha_and_grey_pictures_are_left_alone():
    clear = picture([0.3, -0.1, -0.1, -0.7])
    assert jitter_hue(clear, [1], [1.0])[:, 3].item() == pytest.approx(-0.7)
    grey = picture([0.3])
    assert torch.equal(jitter_hue(grey, [1], [1.0]), grey)


def test_chances_say_how_many_are_changed_and_leave_the_rest_exactly():
    red = picture([0.3, -0.1, -0.1]).expand(300, 3, 1, 1)
    for chance, least, most in ((0.0, 0, 0), (0.3, 60, 120), (1.0, 300, 300)):
        changed = (jitter_hue(red, range(300), [chance] * 300) != red).flatten(1).any(1)
        assert least <= changed.sum() <= most


def test_mean_color_leaves_the_white_background_out():
    picture = torch.ones(1, 3, 4, 4)
    picture[0, :, 0, 0] = torch.tensor([0.5, -0.5, 0.0])
    picture[0, :, 3, 3] = torch.tensor([-0.5, -0.5, 1.0])
    torch.testing.assert_close(mean_color(picture), torch.tensor([[0.0, -0.5, 0.5]]))


def test_an_empty_picture_has_the_colour_of_its_paper():
    assert mean_color(torch.ones(1, 3, 4, 4)).tolist() == [[1.0, 1.0, 1.0]]


def test_a_grey_picture_has_three_equal_channels():
    assert mean_color(torch.full((1, 1, 4, 4), 0.25)).tolist() == [[0.25, 0.25, 0.25]]


def test_the_mean_of_a_picture_with_opacity_is_that_of_what_is_seen_of_it():
    picture = torch.full((1, 4, 4, 4), -1.0)  # nothing anywhere
    picture[:, :, 0] = torch.tensor([1.0, -1.0, -1.0, 1.0])[:, None]  # a row of red, and below it
    picture[:, :, 1] = torch.tensor([-1.0, -1.0, 0.0, 0.0])[:, None]  # one of blue, half there
    assert mean_color(picture)[0].tolist() == pytest.approx([1 / 3, -1, -1 / 3])
    grey = torch.tensor([-0.5, 0.0]).view(1, 2, 1, 1).expand(1, 2, 4, 4)  # half of a grey of 0
    assert mean_color(grey).tolist() == [[0.0, 0.0, 0.0]]
    assert mean_color(torch.full((1, 4, 4, 4), -1.0)).tolist() == [[-1, -1, -1]]


def test_typical_colors_are_those_around_which_the_pictures_gather():
    red, blue = (torch.tensor(each).view(3, 1, 1).expand(3, 8, 8) for each in RED_BLUE)
    assert sorted(typical_colors([red, red, red, blue, blue])) == ["#0000c8", "#c80000"]


RED_BLUE = [[200 / 127.5 - 1, -1.0, -1.0], [-1.0, -1.0, 200 / 127.5 - 1]]
