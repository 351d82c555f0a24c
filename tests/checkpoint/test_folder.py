import pickle

import pytest
import torch
from conftest import ROOT, SMALL, SMALL_MODEL, model_of, noise_for, recipe
from safetensors.torch import load_file, save_file

from pix2pix.checkpoint.files import CONFIG, DISCRIMINATOR, MODEL, RECIPE
from pix2pix.checkpoint.folder import (
    list_checkpoints,
    load_discriminator,
    load_generator,
    read_config,
    save_generator,
    save_weights,
)
from pix2pix.config import UNetConfig
from pix2pix.errors import CheckpointError
from pix2pix.networks import build_discriminator, build_generator
from pix2pix.networks.noise import COLOR_HINT

ADVICE = f"{CONFIG} describes another network than these weights; use the pair that was saved."


@pytest.fixture
def folder(tmp_path):
    """A checkpoint in full precision that may be changed."""
    save_generator(tmp_path / "mine", build_generator(SMALL), SMALL_MODEL, dtype=None)
    return tmp_path / "mine"


def change(folder, edit) -> None:
    tensors = load_file(folder / MODEL)
    edit(tensors)
    save_file(tensors, folder / MODEL)


def refusal(folder) -> str:
    with pytest.raises(CheckpointError) as error:
        load_generator(folder)
    return str(error.value)


def test_weights_come_back_bit_for_bit(tmp_path):
    before = build_generator(SMALL)
    save_generator(tmp_path, before, SMALL_MODEL, dtype=None)
    after, config = load_generator(tmp_path)
    assert config == SMALL_MODEL
    assert not after.training
    assert before.state_dict().keys() == after.state_dict().keys()
    for name, tensor in before.state_dict().items():
        assert torch.equal(tensor, after.state_dict()[name])


def test_half_precision_halves_the_file_and_moves_pictures_by_less_than_a_shade(tmp_path):
    before = build_generator(SMALL)
    save_generator(tmp_path / "half", before, SMALL_MODEL)
    save_generator(tmp_path / "full", before, SMALL_MODEL, dtype=None)
    sizes = [(tmp_path / name / MODEL).stat().st_size for name in ("half", "full")]
    assert 1.8 < sizes[1] / sizes[0] < 2.1
    after, _ = load_generator(tmp_path / "half")
    assert all(tensor.dtype == torch.float32 for tensor in after.state_dict().values())
    image = torch.rand(1, 3, 32, 32) * 2 - 1
    noise = noise_for(before, image, [1])
    assert (before.eval()(image, noise) - after(image, noise)).abs().max() < 1 / 127.5


@pytest.mark.parametrize("norm", ["instance", "batch", "running", "none"])
@pytest.mark.parametrize("upsampling", ["transposed", "resize", "smooth"])
@pytest.mark.parametrize("extras", [{}, {"color_hint": True}, {"noise_levels": (0, 1)}])
def test_every_kind_of_network_is_saved_and_loaded(tmp_path, norm, upsampling, extras):
    config = SMALL.changed(norm=norm, upsampling=upsampling, **extras)
    before = build_generator(config)
    before.train()(torch.rand(2, 3, 32, 32))
    save_generator(tmp_path, before, model_of(config), dtype=None)
    after, _ = load_generator(tmp_path)
    image = torch.rand(1, 3, 32, 32)
    noise = noise_for(before, image, [1])
    assert torch.equal(before.eval()(image, noise), after(image, noise))


def test_a_missing_tensor_is_named(folder):
    change(folder, lambda tensors: tensors.pop("encoder.0.weight"))
    assert refusal(folder) == f"{folder / MODEL} lacks tensor encoder.0.weight. {ADVICE}"


def test_several_missing_tensors_are_counted(folder):
    change(folder, lambda tensors: [tensors.pop(name) for name in list(tensors)[:3]])
    assert " and 2 more. " in refusal(folder)


def test_a_foreign_tensor_is_named(folder):
    change(folder, lambda tensors: tensors.update(extra=torch.zeros(1)))
    assert (
        refusal(folder) == f"{folder / MODEL} holds tensor extra, unknown to the network. {ADVICE}"
    )


def test_a_tensor_of_another_shape_is_named(folder):
    change(folder, lambda tensors: tensors.update({"encoder.0.weight": torch.zeros(8, 3, 2, 2)}))
    assert refusal(folder) == (
        f"{folder / MODEL}: encoder.0.weight is [8, 3, 2, 2], expected is [8, 3, 4, 4]. {ADVICE}"
    )


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_weight_that_is_not_finite_is_named(folder, value):
    change(folder, lambda tensors: tensors["encoder.0.weight"].fill_(value))
    assert refusal(folder) == (
        f"{folder / MODEL}: tensor encoder.0.weight is not finite. Take an earlier save."
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"no tensors", "is a text (no tensors)"),
        (b"\xff" * 64, "is damaged or not a safetensors file ("),
        (b"\x02" + bytes(7) + b"{}x", "is damaged or not a safetensors file ("),
    ],
)
def test_a_damaged_file_of_weights_is_named(folder, content, said):
    (folder / MODEL).write_bytes(content)
    message = refusal(folder)
    assert message.startswith(f"{folder / MODEL} {said}")
    assert "again" in message or "Download the file" in message


def test_a_truncated_file_of_weights_is_named(folder):
    content = (folder / MODEL).read_bytes()
    (folder / MODEL).write_bytes(content[:-100])
    assert "is damaged or not a safetensors file" in refusal(folder)


class Trap:
    """Leaves a file behind when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (open, (str(self.path), "w"))


@pytest.mark.parametrize("pack", [pickle.dumps, None])
def test_code_in_a_file_of_weights_is_never_run(folder, tmp_path, pack):
    trap = Trap(tmp_path / "sprung")
    if pack:
        (folder / MODEL).write_bytes(pack(trap))
    else:
        torch.save({"encoder.0.weight": trap}, folder / MODEL)
    assert "is damaged or not a safetensors file" in refusal(folder)
    assert not (tmp_path / "sprung").exists()


def test_missing_parts_of_a_checkpoint_are_named(folder, tmp_path):
    assert refusal(tmp_path / "gone") == (
        f"{tmp_path / 'gone'} is not a folder. Give a checkpoint: a folder with {CONFIG} and "
        f"{MODEL}. The bundled models are in {ROOT}/checkpoints; `pix2pix pull` fetches others "
        "from the Hub."
    )
    (folder / MODEL).unlink()
    assert refusal(folder) == f"{folder / MODEL} does not exist. A checkpoint needs its weights."
    (folder / CONFIG).unlink()
    assert refusal(folder).startswith(f"{folder / CONFIG} does not exist.")


def test_an_unknown_key_of_the_config_is_named(folder):
    (folder / CONFIG).write_text('{"widht": 8}')
    with pytest.raises(CheckpointError, match="widht: this key is unknown; remove it or update"):
        read_config(folder)


def test_a_config_that_lies_about_its_size_is_refused_without_taking_the_memory(folder):
    (folder / CONFIG).write_text(model_of(UNetConfig(width=512, depth=11, size=2048)).to_json())
    assert "lacks tensor" in refusal(folder)


def test_the_discriminator_comes_back_with_its_config(folder):
    made = recipe()
    (folder / RECIPE).write_text(made.to_json())
    assert load_discriminator(folder) is None
    before = build_discriminator(made.discriminator, SMALL)
    save_weights(before, folder / DISCRIMINATOR, dtype=None)
    after, config = load_discriminator(folder)
    assert config == made.discriminator
    picture = torch.rand(1, 6, 32, 32)
    assert torch.equal(before(picture), after(picture))


def test_a_discriminator_from_before_it_saw_the_hint_scores_as_it_did_and_can_learn_it(tmp_path):
    hinted = SMALL.model_copy(update={"color_hint": True})
    made = recipe()
    save_generator(tmp_path, build_generator(hinted), model_of(hinted))
    (tmp_path / RECIPE).write_text(made.to_json())
    before = build_discriminator(made.discriminator, SMALL)  # source and picture
    save_weights(before, tmp_path / DISCRIMINATOR, dtype=None)
    after, _ = load_discriminator(tmp_path)
    source, hint, picture = (torch.rand(2, channels, 32, 32) for channels in (3, COLOR_HINT, 3))
    scores = after(torch.cat([source, hint, picture], dim=1))
    assert torch.allclose(scores, before(torch.cat([source, picture], dim=1)), atol=1e-6)
    scores.sum().backward()
    slopes = after.layers[0].weight.grad.abs().sum((0, 2, 3))
    assert (slopes > 0).all()


def test_a_discriminator_of_other_channels_is_refused(tmp_path):
    hinted = SMALL.model_copy(update={"color_hint": True})
    save_generator(tmp_path, build_generator(hinted), model_of(hinted))
    (tmp_path / RECIPE).write_text(recipe().to_json())
    grey = SMALL.model_copy(update={"in_channels": 1})
    save_weights(build_discriminator(recipe().discriminator, grey), tmp_path / DISCRIMINATOR)
    with pytest.raises(CheckpointError, match=r"layers\.0\.weight is \[8, 4, 4, 4\]"):
        load_discriminator(tmp_path)


def test_only_whole_checkpoints_are_listed(folder, tmp_path):
    save_generator(tmp_path / "another", build_generator(SMALL), SMALL_MODEL)
    save_generator(tmp_path / ".hidden", build_generator(SMALL), SMALL_MODEL)
    (tmp_path / "empty").mkdir()
    (tmp_path / "half").mkdir()
    (tmp_path / "half" / MODEL).write_bytes(b"")
    assert list_checkpoints(tmp_path) == ["another", "mine"]
    assert list_checkpoints(tmp_path / "gone") == []


def test_saving_leaves_nothing_beside(folder, no_leftovers):
    assert sorted(path.name for path in folder.iterdir()) == [CONFIG, MODEL]
    no_leftovers()
