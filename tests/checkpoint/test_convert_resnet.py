"""CycleGAN's generators in the forms in which they are found, against a reading of the original."""

from pathlib import Path

import pytest
import torch
from conftest import noise_for
from foreign import Masked, ResnetGenerator, State, nested_state, old_averages
from safetensors.torch import save_file
from torch import Tensor

from pix2pix.checkpoint.convert import convert, convert_folder
from pix2pix.checkpoint.files import CONFIG, MODEL, REVERSE
from pix2pix.checkpoint.folder import has_reverse, load_generator
from pix2pix.cli import main
from pix2pix.config import ConvertConfig
from pix2pix.errors import CheckpointError

CLOSE = 1e-5
NARROW = {"width": 4, "blocks": 2}


@pytest.fixture(autouse=True)
def without_gradients():
    with torch.no_grad():
        yield


def saved(state: object, folder: Path, name: str = "latest_net_G_A.pth", **how) -> Path:
    torch.save(state, folder / name, **how)
    return folder / name


def picture(height: int, width: int, channels: int = 3) -> Tensor:
    return torch.rand(1, channels, height, width) * 2 - 1


def same(folder: Path, original: ResnetGenerator, height: int = 36, width: int = 100) -> None:
    """That a converted checkpoint answers as its original, with the same masks.

    Unless said otherwise, at a size that four divides and nothing more.
    """
    ours, model = load_generator(folder)
    image = picture(height, width, model.generator.in_channels)
    noise = noise_for(ours, image, [3])
    dropouts = [layer for layer in original.modules() if isinstance(layer, Masked)]
    for layer, mask in zip(dropouts, noise.masks, strict=True):
        layer.mask = mask
    theirs = original(image)
    assert theirs.std() > 0.05  # a flat picture would prove nothing
    assert (ours(image, noise) - theirs).abs().max() < CLOSE


@pytest.mark.parametrize("dropout", [False, True])
@pytest.mark.parametrize(("blocks", "count"), [(9, 11_378_179), (6, 7_837_699)])
def test_the_paper_s_width_answers_as_its_original(tmp_path, blocks, count, dropout):
    original = ResnetGenerator(blocks=blocks, dropout=dropout)
    state = original.state_dict()
    assert sum(each.numel() for each in original.parameters()) == count
    if blocks == 9 and not dropout:
        assert len(state) == 48
    model = convert(saved(state, tmp_path), tmp_path / "out").model
    config = model.generator
    assert (config.blocks, config.dropout, config.width) == (blocks, dropout, 64)
    assert max(config.size) == min(config.size) == {9: 256, 6: 128}[blocks]
    ours, read = load_generator(tmp_path / "out")
    assert read == model
    assert sum(each.numel() for each in ours.parameters()) == count
    same(tmp_path / "out", original)
    if blocks == 9 and not dropout:
        same(tmp_path / "out", original, 256, 256)


@pytest.mark.parametrize("form", ["old averages", "old averages and file format", "safetensors"])
@pytest.mark.parametrize("dropout", [False, True])
def test_it_does_not_matter_how_the_file_was_saved(tmp_path, form, dropout):
    original = ResnetGenerator(dropout=dropout, **NARROW)
    state = original.state_dict()
    if form == "safetensors":
        path = tmp_path / "latest_net_G_A.safetensors"
        save_file(state, path)
    else:
        new = form == "old averages"
        state = old_averages(state)
        assert "model.10.conv_block.2.running_mean" in state
        path = saved(state, tmp_path, _use_new_zipfile_serialization=new)
    convert(path, tmp_path / "out")
    same(tmp_path / "out", original)


@pytest.mark.parametrize(("inputs", "outputs"), [(1, 3), (4, 1)])
def test_channels_follow_from_the_shapes(tmp_path, inputs, outputs):
    original = ResnetGenerator(inputs, outputs, **NARROW)
    config = convert(saved(original.state_dict(), tmp_path), tmp_path / "out").model.generator
    assert (config.in_channels, config.out_channels) == (inputs, outputs)
    same(tmp_path / "out", original)


@pytest.mark.parametrize("norm", ["batch", "none"])
def test_a_residual_network_of_pix2pix_has_other_norms(tmp_path, norm):
    original = ResnetGenerator(norm=norm, **NARROW)
    config = convert(saved(original.state_dict(), tmp_path), tmp_path / "out").model.generator
    assert config.norm == norm
    same(tmp_path / "out", original)


def test_running_averages_of_batch_norms_are_kept_if_asked_for(tmp_path):
    original = ResnetGenerator(norm="batch", **NARROW).train()
    for _ in range(3):
        original(picture(32, 32))
    path = saved(original.eval().state_dict(), tmp_path)
    convert(path, tmp_path / "out", ConvertConfig(running_averages=True))
    same(tmp_path / "out", original)
    convert(path, tmp_path / "dropped")
    image = picture(36, 100)
    other = load_generator(tmp_path / "dropped")[0](image)
    assert (original(image) - other).abs().max() > 0.01


@pytest.mark.parametrize("prefix", ["module.", "netG.", "netG_A.module.", "model.", "G_ema."])
@pytest.mark.parametrize("lost", ["", "model."])
@pytest.mark.parametrize("container", ["", "state_dict"])
def test_whatever_it_was_packed_in_is_taken_off(tmp_path, prefix, lost, container):
    original = ResnetGenerator(**NARROW)
    state = {f"{prefix}{k.removeprefix(lost)}": t for k, t in original.state_dict().items()}
    content = {container: state, "epoch": 3} if container else state
    convert(saved(content, tmp_path), tmp_path / "out")
    same(tmp_path / "out", original)


def run_of_cyclegan(folder: Path, **channels: int) -> tuple[ResnetGenerator, ResnetGenerator]:
    """A folder as the reference leaves it, and its two generators."""
    folder.mkdir()
    there, back = ResnetGenerator(**NARROW), ResnetGenerator(width=6, blocks=1, **channels)
    saved(there.state_dict(), folder, "latest_net_G_A.pth")
    saved(back.state_dict(), folder, "latest_net_G_B.pth")
    for name in ("5_net_G_A.pth", "5_net_G_B.pth", "latest_net_D_A.pth", "loss_log.txt"):
        (folder / name).write_bytes(b"not to be read")
    return there, back


def test_a_folder_with_both_directions_becomes_one_checkpoint(tmp_path):
    there, back = run_of_cyclegan(tmp_path / "run")
    settings = ConvertConfig(source="edges", target="photo")
    made = convert_folder(tmp_path / "run", tmp_path / "out", settings)
    same(tmp_path / "out", there)
    same(tmp_path / "out" / REVERSE, back)
    assert made.reverse is not None
    domains = load_generator(tmp_path / "out" / REVERSE)[1].domains
    assert (domains.source, domains.target) == ("photo", "edges")
    assert (domains.input_kind, domains.reverse_input_kind) == ("photo", "lines")


def test_of_one_direction_alone_a_checkpoint_translates_forward(tmp_path):
    _, back = run_of_cyclegan(tmp_path / "run")
    for path in (tmp_path / "run").glob("*_G_A.pth"):
        path.unlink()
    convert_folder(tmp_path / "run", tmp_path / "out")
    same(tmp_path / "out", back)
    assert not has_reverse(tmp_path / "out")


def test_both_directions_in_one_file_are_told_apart_by_name(tmp_path):
    there, back = ResnetGenerator(**NARROW), ResnetGenerator(**NARROW)
    file = saved({"netG_A": there.state_dict(), "netG_B": back.state_dict()}, tmp_path)
    refused(file, "--network netG_A", "--reverse-network")
    settings = ConvertConfig(network="netG_A", reverse_network="netG_B")
    convert(file, tmp_path / "both", settings)
    same(tmp_path / "both", there)
    same(tmp_path / "both" / REVERSE, back)


def test_the_way_back_must_be_one_of_the_same_channels(tmp_path):
    run_of_cyclegan(tmp_path / "run", inputs=1)
    with pytest.raises(CheckpointError, match="makes 3 from 1: they are not the two directions"):
        convert_folder(tmp_path / "run", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_u_net_may_be_either_direction(tmp_path):
    there = saved(nested_state(5, 4, 3, 3, "instance"), tmp_path)
    back = ResnetGenerator(**NARROW)
    convert(there, tmp_path / "out", reverse=saved(back.state_dict(), tmp_path, "back.pth"))
    assert load_generator(tmp_path / "out")[1].generator.architecture == "unet"
    same(tmp_path / "out" / REVERSE, back)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ((), ("nothing", "latest_net_G_A.pth")),
        (("a.pth", "b.pth"), ("a.pth, b.pth", "--reverse")),
        (("1_net_G_A.pth", "2_net_G_A.pth"), ("1_net_G_A.pth", "not clear")),
        ((CONFIG, MODEL), ("checkpoint of pix2pix itself",)),
    ],
)
def test_a_folder_whose_generators_are_not_clear_is_refused(tmp_path, names, words):
    for name in names:
        (tmp_path / name).touch()
    with pytest.raises(CheckpointError) as caught:
        convert_folder(tmp_path, tmp_path / "out")
    for word in (str(tmp_path), *words):
        assert word in str(caught.value)


def refused(path: Path, *words: str) -> None:
    with pytest.raises(CheckpointError) as caught:
        convert(path, path.parent / "out")
    for word in (str(path), *words):
        assert word in str(caught.value)
    assert not (path.parent / "out").exists()


def changed(state: State, renamed: dict[str, str]) -> State:
    for old, new in renamed.items():
        state = {name.replace(old, new): tensor for name, tensor in state.items()}
    return state


def test_the_anti_aliased_variant_is_refused_by_name(tmp_path):
    state = ResnetGenerator(**NARROW).state_dict()
    state = changed(state, {"model.10.": "model.12.", "model.7.": "model.8."})
    state["model.7.filt"] = torch.ones(8, 1, 3, 3)
    refused(saved(state, tmp_path), "CUT", "model.7.filt", "--no_antialias")


def test_a_network_that_halves_more_often_is_refused_by_name(tmp_path):
    state = ResnetGenerator(**NARROW).state_dict()
    state = changed(state, {"model.10.": "model.16.", "model.11.": "model.17."})
    refused(saved(state, tmp_path), "pix2pixHD", "model.16", "halve twice")


def test_blocks_that_pad_with_zeros_are_refused_by_name(tmp_path):
    state = ResnetGenerator(**NARROW).state_dict()
    state = changed(state, {"block.1.": "block.0.", "block.5.": "block.3."})
    refused(saved(state, tmp_path), "pads with zeros", "model.10.conv_block.0.weight")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("model.19.weight", ("model.19.weight",)),
        ("model.1.weight", ("model.1.bias",)),
        ("model.11.conv_block.5.bias", ("blocks.1.second.0.bias",)),
        ("model.4.bias", ("encoder.3.bias",)),
    ],
)
def test_a_missing_tensor_is_an_error(tmp_path, name, words):
    state = ResnetGenerator(**NARROW).state_dict()
    del state[name]
    refused(saved(state, tmp_path), *words)


@pytest.mark.parametrize("name", ["model.9.weight", "attention.weight", "26.weight"])
def test_a_tensor_too_many_is_an_error_that_names_it(tmp_path, name):
    state = ResnetGenerator(**NARROW).state_dict() | {name: torch.zeros(1)}
    refused(saved(state, tmp_path), name)


def test_the_command_line_takes_a_folder_or_two_files(tmp_path, monkeypatch, capsys):
    run_of_cyclegan(tmp_path / "run")
    there, back = (tmp_path / "run" / f"latest_net_G_{way}.pth" for way in "AB")
    for out, words in {"one": [tmp_path / "run"], "two": [there, "--reverse", back]}.items():
        arguments = ["convert", *words, "--out", tmp_path / out]
        monkeypatch.setattr("sys.argv", ["pix2pix", *map(str, arguments)])
        main.main()
        said = capsys.readouterr().err
        assert f"{tmp_path / out / REVERSE}: residual network of width 6 and 1 blocks" in said
    for name in (MODEL, f"{REVERSE}/{MODEL}"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
