import io
import shutil
import zipfile

import pytest
from PIL import Image

from pix2pix.checkpoint.folder import reverse_folder
from pix2pix.errors import CheckpointError, DataError
from pix2pix.jobs.export import checkpoint_zip, translated_zip
from tests.conftest import write_pairs


def test_a_checkpoint_leaves_with_its_two_files(checkpoint):
    with zipfile.ZipFile(io.BytesIO(checkpoint_zip(checkpoint))) as archive:
        assert archive.namelist() == ["small/config.json", "small/model.safetensors"]
        weights = (checkpoint / "model.safetensors").read_bytes()
        assert archive.read("small/model.safetensors") == weights


def test_a_run_without_a_save_has_nothing_to_give(tmp_path):
    with pytest.raises(CheckpointError, match="has not been saved yet"):
        checkpoint_zip(tmp_path)


def test_pictures_come_back_under_their_names_and_bad_ones_are_named(checkpoint, tmp_path):
    folder = write_pairs(tmp_path / "in" / "deep", 2).parent
    (folder / "broken.png").write_bytes(b"x")
    told: list[float] = []
    packed, left_out = translated_zip(checkpoint, folder, progress=told.append)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.namelist() == ["deep/000.png", "deep/001.png"]
        assert Image.open(io.BytesIO(archive.read("deep/000.png"))).size == (64, 32)
    assert left_out[0].startswith("broken.png cannot be read as a picture")
    assert told[-1] == 1.0


def test_nothing_to_translate_is_said(checkpoint, tmp_path):
    with pytest.raises(DataError, match="holds no pictures"):
        translated_zip(checkpoint, tmp_path)


def test_no_translation_takes_the_place_of_another(checkpoint, tmp_path, sketch):
    for name in ("a.png", "a.jpg", "b.png"):
        sketch.save(tmp_path / name)
    packed, left_out = translated_zip(checkpoint, tmp_path)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert sorted(archive.namelist()) == ["a.jpg.png", "a.png.png", "b.png"]
    assert left_out == []


def test_both_directions_leave_together_and_either_translates(checkpoint, tmp_path, sketch):
    both = tmp_path / "both"
    shutil.copytree(checkpoint, both)
    shutil.copytree(checkpoint, both / "reverse")
    with zipfile.ZipFile(io.BytesIO(checkpoint_zip(both))) as archive:
        assert {"both/model.safetensors", "both/reverse/model.safetensors"} <= {*archive.namelist()}
        archive.extractall(tmp_path / "taken")
    (tmp_path / "in").mkdir()
    sketch.save(tmp_path / "in" / "one.png")
    taken = tmp_path / "taken" / "both"
    for folder in (taken, reverse_folder(taken)):
        assert translated_zip(folder, tmp_path / "in")[1] == []
