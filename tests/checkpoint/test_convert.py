import io
import pickle
import zipfile
from pathlib import Path

import pytest
import torch
from conftest import noise_for
from foreign import huggan_output, huggan_state, nested_output, nested_state
from safetensors.torch import save_file

from pix2pix.checkpoint.convert import convert, reading
from pix2pix.checkpoint.files import CONFIG, MODEL
from pix2pix.checkpoint.folder import load_generator
from pix2pix.config import ConvertConfig
from pix2pix.errors import CheckpointError, ConfigError, DiskError

CLOSE = 1e-5


@pytest.fixture(autouse=True)
def seeded():
    torch.manual_seed(0)
    with torch.no_grad():
        yield


def saved(state: object, folder: Path, name: str = "latest_net_G.pth", **how) -> Path:
    path = folder / name
    torch.save(state, path, **how)
    return path


def distance(ours: torch.Tensor, theirs: torch.Tensor) -> float:
    assert ours.shape == theirs.shape
    assert theirs.std() > 0.05  # a flat picture would prove nothing
    return (ours - theirs).abs().max().item()


@pytest.mark.parametrize(
    ("depth", "width", "inputs", "outputs"),
    [(8, 4, 3, 3), (7, 4, 1, 3), (6, 4, 4, 1), (5, 2, 3, 2)],
)
@pytest.mark.parametrize(
    ("norm", "averages"), [("batch", False), ("batch", True), ("instance", False), ("none", False)]
)
def test_a_nested_u_net_answers_as_its_original(
    tmp_path, norm, depth, width, inputs, outputs, averages
):
    state = nested_state(depth, width, inputs, outputs, norm)
    config = convert(
        saved(state, tmp_path), tmp_path / "out", ConvertConfig(running_averages=averages)
    ).model
    generator, read = load_generator(tmp_path / "out")
    assert read == config
    config = config.generator
    assert (config.depth, config.width) == (depth, width)
    assert (config.in_channels, config.out_channels) == (inputs, outputs)
    assert config.size == (2**depth, 2**depth)
    assert config.norm == ("running" if averages else norm)

    for count in (1, 2):
        image = torch.rand(count, inputs, *config.size) * 2 - 1
        noise = noise_for(generator, image, list(range(count)))
        theirs = nested_output(state, image.clone(), list(noise.masks), averages)
        assert distance(generator(image, noise), theirs) < CLOSE


def test_the_paper_s_width_answers_as_its_original(tmp_path):
    state = nested_state(8, 64, 3, 3, "batch")
    config = convert(saved(state, tmp_path), tmp_path / "out").model.generator
    assert config.dropout_levels == (1, 2, 3)
    generator, _ = load_generator(tmp_path / "out")
    image = torch.rand(1, 3, 256, 256) * 2 - 1
    noise = noise_for(generator, image, [1])
    theirs = nested_output(state, image.clone(), list(noise.masks), False)
    assert distance(generator(image, noise), theirs) < CLOSE


def test_a_huggan_u_net_answers_as_its_original(tmp_path):
    state = huggan_state(inputs=1)
    assert len(state) == 17
    config = convert(saved(state, tmp_path, "pytorch_model.bin"), tmp_path / "out").model
    assert config.generator.architecture == "huggan"
    generator, _ = load_generator(tmp_path / "out")
    image = torch.rand(1, 1, 256, 256) * 2 - 1
    for seed in (None, 3):
        noise = noise_for(generator, image, [seed])
        theirs = huggan_output(state, image, list(noise.masks))
        assert distance(generator(image, noise), theirs) < CLOSE


@pytest.mark.parametrize("change", ["old averages", "old file format", "safetensors"])
def test_it_does_not_matter_how_the_file_was_saved(tmp_path, change):
    state = nested_state(5, 4, 3, 3, "instance", old=change == "old averages")
    if change == "safetensors":
        path = tmp_path / "latest_net_G.safetensors"
        save_file(state, path)
    else:
        new = change != "old file format"
        path = saved(state, tmp_path, _use_new_zipfile_serialization=new)
    convert(path, tmp_path / "out")
    generator, _ = load_generator(tmp_path / "out")
    image = torch.rand(1, 3, 32, 32) * 2 - 1
    theirs = nested_output(state, image.clone(), [], False)
    assert distance(generator(image, ()), theirs) < CLOSE


def test_running_averages_change_the_answer(tmp_path):
    path = saved(nested_state(5, 4, 3, 3, "batch"), tmp_path)
    convert(path, tmp_path / "kept", ConvertConfig(running_averages=True))
    convert(path, tmp_path / "dropped")
    image = torch.rand(1, 3, 32, 32) * 2 - 1
    kept, dropped = (load_generator(tmp_path / name)[0](image, ()) for name in ("kept", "dropped"))
    assert (kept - dropped).abs().max() > 0.01


def test_names_of_the_domains_and_the_size_are_kept(tmp_path):
    path = saved(nested_state(5, 4, 3, 3, "none"), tmp_path)
    convert(path, tmp_path / "out", ConvertConfig(size="64x128", source="edges", target="shoe"))
    config = load_generator(tmp_path / "out")[1]
    assert (config.generator.size, config.domains.input_kind) == ((64, 128), "lines")
    assert (config.domains.source, config.domains.target) == ("edges", "shoe")


def refused(path: Path, *words: str, error: type[Exception] = CheckpointError, **options) -> None:
    with pytest.raises(error) as caught:
        convert(path, path.parent / "out", ConvertConfig(**options))
    for word in words:
        assert word in str(caught.value)
    assert not (path.parent / "out" / MODEL).exists()
    assert not (path.parent / "out" / CONFIG).exists()


def test_foreign_tensors_are_refused_with_their_names(tmp_path):
    state = {f"transformer.{i}.weight": torch.zeros(1) for i in range(9)}
    refused(saved(state, tmp_path), "transformer.0.weight", "and 5 more", "latest_net_G.pth")


@pytest.mark.parametrize("name", ["model.model.3.weight", "model.model.1.model.2.bias"])
def test_a_missing_tensor_is_an_error(tmp_path, name):
    state = nested_state(5, 4, 3, 3, "batch")
    del state[name]
    refused(saved(state, tmp_path))


def test_a_tensor_too_many_is_an_error_that_names_it(tmp_path):
    state = nested_state(5, 4, 3, 3, "batch") | {"model.model.9.weight": torch.zeros(1)}
    refused(saved(state, tmp_path), "model.model.9.weight")


def test_a_broken_number_is_an_error(tmp_path):
    state = nested_state(5, 4, 3, 3, "batch")
    state["model.model.0.weight"][0, 0, 0, 0] = float("nan")
    refused(saved(state, tmp_path), "not finite")


def test_more_channels_than_a_picture_has_are_refused(tmp_path):
    refused(saved(nested_state(5, 4, 7, 3, "batch"), tmp_path), "in_channels", error=ConfigError)


@pytest.mark.parametrize("kind", ["nested", "huggan"])
def test_averages_cannot_be_kept_where_there_are_none(tmp_path, kind):
    state = huggan_state() if kind == "huggan" else nested_state(5, 4, 3, 3, "instance")
    refused(saved(state, tmp_path), "no running averages", running_averages=True)


def test_a_pickle_with_code_is_refused_and_does_not_run(tmp_path):
    class Bomb:
        def __reduce__(self):
            return Path.touch, (tmp_path / "ran",)

    for name, content in {
        "a.pth": pickle.dumps(Bomb(), protocol=2),
        "b.pth": zipped(Bomb()),
    }.items():
        (tmp_path / name).write_bytes(content)
        refused(tmp_path / name, "run code")
    assert not (tmp_path / "ran").exists()


def zipped(content: object) -> bytes:
    file = io.BytesIO()
    torch.save({"model.model.0.weight": content}, file)
    return file.getvalue()


def test_what_holds_no_network_says_what_it_holds(tmp_path):
    refused(saved(torch.nn.Linear(1, 1), tmp_path), "torch.nn.modules.linear.Linear", "state_dict")
    refused(saved([torch.zeros(1)], tmp_path), "list")
    state = {"epoch": 3, "weights": {"layer.weight": torch.zeros(1)}}
    refused(saved(state, tmp_path), "layer.weight", "latest_net_G.pth")


def test_damaged_missing_and_empty_files_are_refused(tmp_path):
    path = saved(nested_state(5, 4, 3, 3, "batch"), tmp_path)
    path.write_bytes(path.read_bytes()[:-5000])
    refused(path, str(path))
    path.write_bytes(b"")
    refused(path, str(path))
    refused(tmp_path / "nowhere.pth", "not a file")


def test_a_file_that_claims_to_be_huge_is_refused_before_memory_is_taken(tmp_path):
    state = nested_state(5, 4, 3, 3, "batch")
    state["model.model.0.weight"] = torch.zeros(1).expand(10**6, 10**6, 4, 4)
    refused(saved(state, tmp_path), "claims more than 2 GB")


def test_a_zip_that_unpacks_to_more_than_the_limit_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "LARGEST", 100_000)
    path = tmp_path / "packed.pth"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("archive/data/0", bytes(200_000))
    assert path.stat().st_size < 10_000
    refused(path, "larger than")


def test_a_checkpoint_is_not_overwritten(tmp_path):
    path = saved(nested_state(5, 4, 3, 3, "batch"), tmp_path)
    convert(path, tmp_path / "out")
    with pytest.raises(CheckpointError, match="holds a checkpoint already"):
        convert(path, tmp_path / "out")


def test_a_place_that_cannot_be_written_is_a_disk_error(tmp_path):
    (tmp_path / "file").touch()
    path = saved(nested_state(5, 4, 3, 3, "batch"), tmp_path)
    with pytest.raises(DiskError):
        convert(path, tmp_path / "file" / "out")
