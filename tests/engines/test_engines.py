import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch
from conftest import model_of, noise_for
from PIL import Image, ImageDraw

from pix2pix import Translator
from pix2pix.checkpoint.files import DATA, GRAPH, REPORT
from pix2pix.checkpoint.folder import save_generator
from pix2pix.checkpoint.run import Run, State, Status
from pix2pix.config import DataConfig, GeneratorConfig, Recipe, ResNetConfig, UNetConfig
from pix2pix.config.generator import takes_color_hint
from pix2pix.data.paired import PairedPictures
from pix2pix.engines import TorchEngine, load_engine
from pix2pix.engines.choose import require_alike
from pix2pix.engines.cuda_graph import IN_A_ROW, Recorded
from pix2pix.engines.int8 import read_int8
from pix2pix.engines.openvino import OpenVINOEngine, example_inputs, export, input_shapes
from pix2pix.engines.quantize import last_convolution, quantize
from pix2pix.errors import CheckpointError, EngineError
from pix2pix.networks import build_generator

SIZE = 32
CONFIG = UNetConfig(
    size=SIZE, width=8, depth=4, color_hint=True, hint_colors=("#cc3300", "#0033cc")
)


def drawing(number: int = 0, size: int = SIZE) -> Image.Image:
    picture = Image.new("RGB", (size, size), "white")
    offset = 3 + number % 7
    ImageDraw.Draw(picture).ellipse((offset, 4, size - 5, size - offset), outline="black")
    return picture


def save_model(folder: Path, config: GeneratorConfig = CONFIG, seed: int = 0) -> Path:
    torch.manual_seed(seed)
    generator = build_generator(config)
    if takes_color_hint(config):
        for hint in generator.hint_layers:  # a hint that has an effect, as after training
            torch.nn.init.normal_(hint.weight, 0, 0.2)
    save_generator(folder, generator, model_of(config))
    return folder


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pairs")
    for number in range(16):
        pair = Image.new("RGB", (2 * SIZE, SIZE))
        pair.paste(drawing(number), (0, 0))
        pair.paste(Image.new("RGB", (SIZE, SIZE), (10 * number, 90, 200)), (SIZE, 0))
        place = folder / ("val" if number % 4 == 0 else "train") / f"{number}.png"
        place.parent.mkdir(exist_ok=True)
        pair.save(place)
    return folder


@pytest.fixture(scope="module")
def quantized(tmp_path_factory: pytest.TempPathFactory, data: Path) -> Path:
    folder = save_model(tmp_path_factory.mktemp("model"))
    quantize(folder, *pairs(data), sources=8)
    return folder


def pairs(data: Path) -> tuple[PairedPictures, PairedPictures]:
    return PairedPictures.find(data, CONFIG, DataConfig(), 0)


def difference(one: Image.Image, other: Image.Image) -> float:
    return float(np.abs(np.asarray(one, float) - np.asarray(other, float)).mean())


CONFIGS = {
    "plain": UNetConfig(size=SIZE, width=8, depth=4),
    "color hint": CONFIG,
    "resize": UNetConfig(size=SIZE, width=8, depth=4, upsampling="resize"),
    "smooth": UNetConfig(size=SIZE, width=8, depth=4, upsampling="smooth"),
    "noise per pixel": CONFIG.changed(noise_levels=(1, 2)),
    "resnet": ResNetConfig(size=SIZE, width=4, blocks=2),
    "resnet, dropout, smooth": ResNetConfig(
        size=SIZE, width=4, blocks=2, dropout=True, upsampling="smooth"
    ),
    "batch norm": UNetConfig(size=SIZE, width=8, depth=4, norm="batch"),
    "running norm": UNetConfig(size=SIZE, width=8, depth=4, norm="running"),
    "no dropout": UNetConfig(size=SIZE, width=8, depth=4, dropout_levels=()),
    "no skips": UNetConfig(size=SIZE, width=8, depth=4, skips=False),
    "grey to alpha": UNetConfig(size=SIZE, width=8, depth=4, in_channels=1, out_channels=4),
    "wide": CONFIG.changed(size="32x64", noise_levels=(1,)),
    "high": CONFIG.changed(size="64x32", noise_levels=(1,)),
}


@pytest.mark.parametrize("name", CONFIGS)
def test_openvino_draws_what_pytorch_draws(name: str, tmp_path: Path) -> None:
    folder = save_model(tmp_path / "model", CONFIGS[name])
    ours, theirs = (Translator.load(folder, engine) for engine in ("openvino", "torch"))
    assert (ours.device, theirs.device) == ("CPU, OpenVINO", "CPU, PyTorch")
    height, width = CONFIGS[name].size
    picture = drawing().resize((width, height))
    for seed in (None, 1, 2):
        one, other = (each(picture, seed=seed) for each in (ours, theirs))
        assert difference(one, other) < 2.0


def test_every_sample_differs_on_openvino_as_it_does_on_pytorch(tmp_path: Path) -> None:
    translator = Translator.load(save_model(tmp_path / "model"), "openvino")
    samples = [np.asarray(translator(drawing(), seed=seed)) for seed in (None, 1, 2, 3)]
    for index, sample in enumerate(samples):
        for other in samples[:index]:
            assert (sample != other).any()


def test_a_cpu_without_a_graph_is_served_by_openvino(tmp_path: Path) -> None:
    assert Translator.load(save_model(tmp_path / "model")).device == "CPU, OpenVINO"


def test_int8_is_served_and_close_to_pytorch(quantized: Path) -> None:
    fast, exact = Translator.load(quantized), Translator.load(quantized, "torch")
    assert fast.device == "CPU, OpenVINO int8"
    for seed in (None, 5):
        assert difference(fast(drawing(3), seed=seed), exact(drawing(3), seed=seed)) < 6.0


def test_int8_rounds_for_convolutions_and_not_before_instance_norms(quantized: Path) -> None:
    graph = read_int8(quantized)
    assert graph is not None
    before = {"MVN": set(), "Convolution": set()}
    for node in graph.get_ordered_ops():
        if node.get_type_name() in before:
            giver = node.input_value(0).get_node().get_type_name()
            before[node.get_type_name()].add(giver)
    assert before["Convolution"] == {"FakeQuantize"}
    assert before["MVN"] and "FakeQuantize" not in before["MVN"]


def test_int8_translates_pictures_of_other_sizes(quantized: Path) -> None:
    fast, exact = Translator.load(quantized), Translator.load(quantized, "torch")
    wide = drawing(size=96).crop((0, 0, 90, 50))
    result = fast(wide, seed=1, native=True)
    assert result.size == (90, 50)
    assert difference(result, exact(wide, seed=1, native=True)) < 6.0


def test_a_model_that_is_not_square_is_served_in_int8(tmp_path: Path, data: Path) -> None:
    wide = CONFIGS["wide"]
    folder = save_model(tmp_path / "model", wide)
    quantize(folder, *PairedPictures.find(data, wide, DataConfig(), 0), sources=8)
    fast, exact = Translator.load(folder), Translator.load(folder, "torch")
    assert fast.device == "CPU, OpenVINO int8"
    for picture in (drawing().resize((64, 32)), drawing(size=96)):
        assert difference(fast(picture, seed=5), exact(picture, seed=5)) < 6.0


def test_the_report_of_int8_holds_what_was_measured(quantized: Path) -> None:
    figures = json.loads((quantized / REPORT).read_text())["figures"]
    assert figures["pairs"] == 4
    assert figures["calibrated_on"] == 8
    assert 0.99 <= figures["ssim"] < 1
    assert figures["l1_int8"] <= 1.01 * figures["l1_torch"]


def test_a_model_that_trained_on_is_not_shown_by_its_old_graph(
    quantized: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(quantized, folder)
    before = Translator.load(folder)(drawing())
    save_model(folder, seed=1)
    assert read_int8(folder) is None
    newest = Translator.load(folder)
    assert newest.device == "CPU, OpenVINO"
    after = newest(drawing())
    assert difference(after, Translator.load(folder, "torch")(drawing())) < 2.0
    assert difference(after, before) > 2.0


@pytest.mark.parametrize("name", [GRAPH, DATA])
def test_a_graph_that_was_changed_is_not_used(name: str, quantized: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(quantized, folder)
    with (folder / name).open("ab") as file:
        file.write(b" ")
    assert Translator.load(folder).device == "CPU, OpenVINO"


def test_a_damaged_report_is_named(quantized: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(quantized, folder)
    (folder / REPORT).write_text("{")
    with pytest.raises(CheckpointError, match=r"int8\.json cannot be read"):
        Translator.load(folder)


def test_int8_that_changes_the_pictures_is_refused_and_not_written(
    tmp_path: Path, data: Path
) -> None:
    folder = save_model(tmp_path / "model")
    with pytest.raises(EngineError, match=r"in int8 was not kept: on 4 held-out pictures its SSIM"):
        quantize(folder, *pairs(data), sources=4, least_ssim=1.0)
    assert not list(folder.glob("*int8*"))


def test_the_last_layer_stays_in_floating_point_where_rounding_it_changes_pictures_too_much(
    tmp_path: Path, data: Path
) -> None:
    folder = save_model(tmp_path / "model")
    train, _ = pairs(data)  # which decide
    rounded = quantize(folder, train, train, sources=8)
    assert giver_of_the_last_convolution(folder) == "FakeQuantize"
    better = quantize(folder, train, train, sources=8, least_ssim=rounded.ssim + 1e-6)
    assert better.ssim > rounded.ssim
    assert giver_of_the_last_convolution(folder) != "FakeQuantize"


def giver_of_the_last_convolution(folder: Path) -> str:
    """The type of what it reads."""
    graph = read_int8(folder)
    assert graph is not None
    name = last_convolution(graph)
    (node,) = (each for each in graph.get_ordered_ops() if each.get_friendly_name() == name)
    return str(node.input_value(0).get_node().get_type_name())


def test_a_run_at_work_is_served_by_pytorch_and_its_newest_weights(tmp_path: Path) -> None:
    folder = save_model(tmp_path / "model")
    Run(folder, Recipe(generator=CONFIG)).set_status(Status.of_this_process(State.RUNNING))
    first = Translator.load(folder)
    assert first.device == "CPU, PyTorch (still training)"
    save_model(folder, seed=1)
    assert difference(first(drawing()), Translator.load(folder)(drawing())) > 2.0


def test_an_engine_that_draws_something_else_is_refused(tmp_path: Path) -> None:
    engine, config = load_engine(save_model(tmp_path / "one"), "torch")
    other = build_generator(config.generator).eval()
    with pytest.raises(EngineError, match="CPU, PyTorch gives other pictures than PyTorch"):
        require_alike(TorchEngine(other), engine, *example_inputs(config.generator))


def test_threads_may_share_an_engine(quantized: Path) -> None:
    translator = Translator.load(quantized)
    alone = [np.asarray(translator(drawing(number), seed=number)) for number in range(8)]
    with ThreadPoolExecutor(4) as pool:
        jobs = [
            pool.submit(translator, drawing(number), seed=number) for number in list(range(8)) * 4
        ]
        for number, job in enumerate(jobs):
            assert (np.asarray(job.result()) == alone[number % 8]).all()


@pytest.mark.parametrize("name", CONFIGS)
def test_half_precision_draws_the_same_and_leaves_the_generator_as_it_was(name: str) -> None:
    config = CONFIGS[name]
    generator = build_generator(config).eval()
    source = torch.rand(1, config.in_channels, SIZE, SIZE) * 2 - 1
    noise = noise_for(generator, source, [1])
    exact = TorchEngine(generator)(source, noise)
    half = TorchEngine(generator, dtype=torch.float16)
    rough = half(source, noise)
    assert rough.dtype == torch.float32
    assert 0 < (rough - exact).abs().max() < 0.02
    assert {weight.dtype for weight in generator.parameters()} == {torch.float32}
    assert {weight.dtype for weight in half.generator.parameters()} == {torch.float16}


@torch.inference_mode()
def test_where_nothing_can_be_recorded_pictures_come_all_the_same() -> None:
    generator = build_generator(CONFIG).eval()
    recorded = Recorded(generator)
    source = torch.rand(1, 3, SIZE, SIZE) * 2 - 1
    noise = noise_for(generator, source, [1])
    for number in range(1, IN_A_ROW + 3):
        assert bool(recorded.refusal) == (number > IN_A_ROW)  # this is no GPU
        assert torch.equal(recorded(source, noise), generator(source, noise))


def test_a_graph_of_another_network_is_refused_with_a_reason() -> None:
    generator = build_generator(CONFIG).eval()
    shapes = input_shapes(CONFIG)
    shapes[0] = (1, 7, SIZE, SIZE)
    with pytest.raises(EngineError, match="OpenVINO refused the model: "):
        OpenVINOEngine(export(generator, CONFIG), shapes, "")


WITHOUT_OPENVINO = """
import sys
sys.modules["openvino"] = None
from pix2pix import Translator
from pix2pix.errors import EngineError
print(Translator.load(sys.argv[1]).device)
try:
    Translator.load(sys.argv[1], "openvino")
except EngineError as error:
    print(error)
"""


@pytest.mark.slow
def test_where_openvino_is_missing_pytorch_serves_and_says_so(tmp_path: Path) -> None:
    folder = save_model(tmp_path / "model")
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_OPENVINO, str(folder)],
        capture_output=True,
        text=True,
        check=True,
    )
    reason = "OpenVINO cannot be imported: import of openvino halted; None in sys.modules"
    assert done.stdout.splitlines() == [f"CPU, PyTorch ({reason})", reason]


def test_nothing_reports_home() -> None:
    from openvino.tools.ovc import telemetry_utils

    assert telemetry_utils.tm.__name__ == "openvino.tools.ovc.telemetry_stub"
