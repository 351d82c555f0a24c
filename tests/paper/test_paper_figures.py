import numpy as np
import pytest

from pix2pix.evaluation.lab_histogram import BINS
from pix2pix.paper.figures import Sample, from_lists, interval, to_lists


def test_the_first_draw_has_every_picture_once():
    l1 = np.array([0.1, 0.2, 0.6])
    assert Sample(3).figures({"l1": l1})["l1"][0] == pytest.approx(0.3)


def test_every_draw_has_as_many_pictures_as_there_are_and_is_the_same_for_all_rows():
    sample = Sample(7, draws=50)
    assert (sample.weights.sum(axis=1) == 7).all()
    assert (sample.weights == Sample(7, draws=50).weights).all()


def test_histograms_are_summed_before_they_are_compared():
    """Each picture alone overlaps nowhere; the set has the same colors as its target."""
    lab = np.zeros((2, 2, 3, BINS))
    lab[0, 0, :, 5] = lab[0, 1, :, 9] = lab[1, 0, :, 9] = lab[1, 1, :, 5] = 100
    found = Sample(2).figures({"lab": lab})
    assert [found[name][0] for name in ("lab_l", "lab_a", "lab_b")] == [1, 1, 1]
    assert found["lab_l"][1:].min() == 0  # a draw may have one of them twice


def test_an_interval_narrows_with_the_number_of_pictures():
    rng = np.random.default_rng(0)
    few, many = (
        interval(Sample(count).figures({"ssim": rng.normal(0.5, 0.1, count)})["ssim"])
        for count in (20, 500)
    )
    assert few[1] - few[0] == pytest.approx(2 * 1.96 * 0.1 / 20**0.5, rel=0.3)
    assert many[1] - many[0] < (few[1] - few[0]) / 3


def test_counts_come_back_from_a_file_as_they_were():
    counts = {"l1": np.array([0.25, 0.5]), "lab": np.arange(12.0).reshape(2, 2, 3)}
    kept = from_lists(to_lists(counts))
    assert all((kept[name] == counts[name]).all() for name in counts)
