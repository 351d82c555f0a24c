import math

import numpy as np
import pytest
import torch
from PIL import Image

from pix2pix.evaluation.lab_histogram import LabIntersection
from pix2pix.evaluation.scores import Scores


def even(*shades: int, side: int = 16) -> torch.Tensor:
    """A picture (C, side, side) of one colour."""
    return torch.tensor(shades, dtype=torch.uint8).view(-1, 1, 1).expand(-1, side, side).clone()


def figures(*both):
    scores = Scores()
    for output, target in both:
        scores.update(output, output, target)
    return scores.compute()


def test_l1_and_psnr_are_those_on_paper():
    found = figures((even(51, 102, 0), even(0, 0, 0)))
    assert found["l1"] == pytest.approx((0.2 + 0.4 + 0.0) / 3)
    mse = (0.04 + 0.16) / 3
    assert found["psnr"] == pytest.approx(10 * math.log10(1 / mse), rel=1e-5)
    assert found["n"] == 1


def test_figures_are_means_over_pictures():
    found = figures((even(51, 51, 51), even(0, 0, 0)), (even(153, 153, 153), even(0, 0, 0)))
    assert found["l1"] == pytest.approx(0.4)
    psnr = (10 * math.log10(1 / 0.04) + 10 * math.log10(1 / 0.36)) / 2  # not of the mean
    assert found["psnr"] == pytest.approx(psnr, rel=1e-5)
    assert found["n"] == 2


def test_equal_pictures_have_the_best_figures():
    noise = torch.randint(0, 256, (3, 16, 16), dtype=torch.uint8)
    found = figures((noise, noise))
    assert (found["l1"], found["psnr"]) == (0, 100)
    assert found["ssim"] == pytest.approx(1)
    assert found["lab_intersection"] == pytest.approx((1, 1, 1))


def test_ssim_of_even_pictures_is_the_comparison_of_their_means():
    a, b, c1 = 0.8, 0.4, 0.01**2
    found = figures((even(204, 204, 204), even(102, 102, 102)))
    assert found["ssim"] == pytest.approx((2 * a * b + c1) / (a * a + b * b + c1), rel=1e-3)


def test_ssim_falls_for_a_shuffled_picture():
    noise = torch.randint(0, 256, (3, 32, 32), dtype=torch.uint8)
    assert figures((noise.flip(1), noise))["ssim"] < 0.2


def test_background_is_the_ink_where_the_target_is_white():
    target = even(255, 255, 255)
    target[:, :8] = 0  # the shape; what is made there does not count
    output = target.clone()
    output[0, 8:] = 204
    assert figures((output, target))["background"] == pytest.approx(0.2 / 3)


def test_background_begins_above_98_hundredths_in_all_channels():
    # 250/255 is 0.9804, 249/255 is 0.9765.
    assert figures((even(0, 0, 0), even(250, 250, 250)))["background"] == 1
    assert figures((even(0, 0, 0), even(249, 255, 255)))["background"] == 0


def test_pictures_without_background_do_not_thin_out_its_mean():
    white, black = even(255, 255, 255), even(0, 0, 0)
    assert figures((black, white), (white, black))["background"] == 1


def test_grey_and_transparent_pictures_are_measured_too():
    grey = figures((even(51), even(0)))
    assert grey["l1"] == pytest.approx(0.2)
    assert grey["lab_intersection"][1:] == (1, 1)  # both have no colour at all
    assert figures((even(51, 51, 51, 255), even(0, 0, 0, 255)))["l1"] == pytest.approx(0.15)


def test_the_figures_of_alpha_are_those_on_paper():
    target = even(255, 255, 255, 255)
    target[:, :, 8:] = 0  # the left half is there, 128 px of 256
    output = even(0, 0, 0, 0)
    output[3, :, 4:12] = 204  # eight columns, half of them right
    found = figures((output, target))
    assert found["alpha_iou"] == pytest.approx(4 / 12)  # columns in both, in either
    # Of sixteen columns four are right but for a fifth, four are missed, four are too much.
    assert found["alpha_mae"] == pytest.approx((4 * 0.2 + 4 * 1 + 4 * 0.8) / 16)


def test_alpha_counts_as_there_above_a_half():
    for alpha, there in ((128, 1), (127, 0)):  # of 255
        found = figures((even(0, alpha), even(255, 255)))
        assert found["alpha_iou"] == there
        assert found["alpha_mae"] == pytest.approx(1 - alpha / 255)


def test_figures_of_alpha_are_means_over_pictures_and_nothing_is_met_by_nothing():
    nothing, all_of_it = even(0, 0, 0, 0), even(255, 255, 255, 255)
    found = figures((nothing, nothing), (nothing, all_of_it), (all_of_it, all_of_it))
    assert found["alpha_iou"] == pytest.approx(2 / 3)
    assert found["alpha_mae"] == pytest.approx(1 / 3)


def test_pictures_without_opacity_have_no_figures_of_alpha():
    assert not {"alpha_iou", "alpha_mae"} & figures((even(1, 2, 3), even(4, 5, 6))).keys()


def test_ink_and_colours_of_a_cut_out_are_those_on_white_paper():
    target = even(0, 0, 0, 0)
    output = even(0, 0, 0, 51)  # black, a fifth of it: light grey on paper
    found = figures((output, target))
    assert found["background"] == pytest.approx(0.2)
    assert figures((target, target))["lab_intersection"] == (1, 1, 1)
    assert figures((target, even(255, 255, 255, 255)))["lab_intersection"] == (1, 1, 1)


def rgb(colour: str, side: int = 8) -> np.ndarray:
    return np.asarray(Image.new("RGB", (side, side), colour))


def test_lab_of_equal_and_of_opposite_colours():
    colours = LabIntersection()
    colours.update(rgb("white"), rgb("black"))
    assert colours.compute() == (0, 1, 1)  # they differ in lightness alone
    colours = LabIntersection()
    colours.update(rgb("red"), rgb("blue"))
    assert colours.compute() == (0, 0, 0)


def test_lab_histograms_are_of_the_whole_set():
    # Each output is the other's target: picture by picture nothing overlaps, together all does.
    colours = LabIntersection()
    colours.update(rgb("red"), rgb("blue"))
    colours.update(rgb("blue"), rgb("red"))
    assert colours.compute() == (1, 1, 1)


def test_lab_overlap_is_a_share():
    half = np.concatenate([rgb("white"), rgb("black")])
    colours = LabIntersection()
    colours.update(half, np.concatenate([rgb("white"), rgb("white")]))
    assert colours.compute() == (0.5, 1, 1)


def test_sizes_of_output_and_target_may_differ():
    colours = LabIntersection()
    colours.update(rgb("red", 8), rgb("red", 32))
    assert colours.compute() == pytest.approx((1, 1, 1))


def test_lab_has_64_bins_a_channel():
    # A bin of lightness is 100/64 = 1.56 wide, and one begins at 50.
    def overlap(first: str, second: str) -> float:
        colours = LabIntersection()
        colours.update(rgb(first), rgb(second))
        return colours.compute()[0]

    assert overlap("#787878", "#7b7b7b") == 1  # 50.2 and 51.4
    assert overlap("#777777", "#787878") == 0  # 49.9 and 50.2
    assert overlap("#787878", "#7d7d7d") == 0  # 50.2 and 52.2
