import torch

from pix2pix.config import BaseGeneratorConfig, DataConfig, Size
from pix2pix.data.labelled_photos import LabelledPhotos
from tests.paper.pairs import CLASSES, write_streets


def test_photos_that_are_reduced_first_show_no_more_than_that_and_labels_stay_labels(tmp_path):
    streets = write_streets(tmp_path / "streets")
    found, _ = LabelledPhotos.find(streets, BaseGeneratorConfig(size=Size(64, 64)), DataConfig(), 0)
    (sharp, labels), (stored, _) = found.plain(0), found.as_stored(0)
    found.reduced = Size(8, 8)
    blurred, same = found.plain(0)
    assert blurred.shape == sharp.shape == (3, 64, 64)
    assert torch.equal(labels, same)
    assert len(same.flatten(1).unique(dim=1).T) <= len(CLASSES)

    def grain(photo: torch.Tensor) -> float:
        return float(photo.float().diff(dim=2).abs().mean())

    assert grain(blurred) < grain(sharp) / 4
    assert torch.equal(found.as_stored(0)[0], stored)
