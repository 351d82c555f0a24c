"""What only a CUDA GPU can show. Every test here is skipped where there is none."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from copy import deepcopy
from pathlib import Path

import numpy as np
import pytest
import torch
from conftest import SIDE, SMALL, SMALL_MODEL, draw_pair, noise_for, recipe
from torch import Tensor

from pix2pix import Translator
from pix2pix.checkpoint.folder import save_generator
from pix2pix.checkpoint.run import read_log
from pix2pix.config import DiscriminatorConfig, UNetConfig
from pix2pix.data.batches import Batches
from pix2pix.data.colors import jitter_hue
from pix2pix.data.paired import PairedPictures
from pix2pix.device import autocast_type, choose_device, describe, to_device
from pix2pix.engines import TorchEngine
from pix2pix.engines.cuda_graph import IN_A_ROW, MOST, Recorded
from pix2pix.errors import OutOfMemory
from pix2pix.methods.cuda_graph import PLAIN, RecordedStep
from pix2pix.methods.pix2pix import Pix2Pix
from pix2pix.networks import Generator, build_discriminator, build_generator
from pix2pix.networks.noise import Noise
from pix2pix.training.build import build_method
from pix2pix.training.loop import set_learning_rate, train
from pix2pix.training.session import open_run, run_training

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA GPU"),
]
GPU, CPU = torch.device("cuda"), torch.device("cpu")
DISCRIMINATOR = DiscriminatorConfig(patch=16, discriminator_width=8)
CONFIGS = {
    "plain": SMALL,
    "color hint": SMALL.changed(color_hint=True),
    "smooth, noise per pixel": SMALL.changed(upsampling="smooth", noise_levels=(0, 1)),
    "resize": SMALL.changed(upsampling="resize"),
    "batch norm": SMALL.changed(norm="batch"),
    "running norm": SMALL.changed(norm="running"),
}


def inputs_of(generator: Generator, side: int = SIDE, seed: int = 1) -> tuple[Tensor, Noise]:
    draws = torch.Generator().manual_seed(seed)
    source = torch.rand(1, 3, side, side, generator=draws) * 2 - 1
    return source, noise_for(generator, source, [seed])


def answer_on_cpu(generator: Generator, source: Tensor, noise: Noise) -> Tensor:
    with torch.no_grad():
        return generator.eval()(source, noise)


def batch_on(device: torch.device, size: int = 2, seed: int = 0) -> dict[str, Tensor]:
    draws = torch.Generator().manual_seed(seed)
    source, target = torch.rand(2, size, 3, SIDE, SIDE, generator=draws).mul(2).sub(1)
    return {
        "source": to_device(source, device),
        "target": to_device(target, device),
        "seed": torch.arange(size) + seed,
    }


def method_on(
    device: torch.device,
    precision: str = "fp32",
    config: UNetConfig = SMALL,
    *,
    record: bool = True,
) -> Pix2Pix:
    torch.manual_seed(0)
    generator = build_generator(config).to(device)
    discriminator = build_discriminator(DISCRIMINATOR, config).to(device)
    arithmetic = autocast_type(precision, device)
    return Pix2Pix(
        generator,
        discriminator,
        discriminator_config=DISCRIMINATOR,
        autocast=arithmetic,
        record=record,
    )


def losses_of(device: torch.device, precision: str, steps: int = 5) -> Tensor:
    """(steps, 4) losses on one batch."""
    method = method_on(device, precision)
    batch = batch_on(device)
    return torch.stack([torch.stack(list(method.step(batch).values())) for _ in range(steps)])


@contextmanager
def little_memory() -> Iterator[None]:
    torch.cuda.empty_cache()
    total = torch.cuda.get_device_properties(GPU).total_memory
    torch.cuda.set_per_process_memory_fraction(min(1.0, 600e6 / total))
    try:
        yield
    finally:
        torch.cuda.set_per_process_memory_fraction(1.0)


def test_the_gpu_is_chosen_and_described() -> None:
    assert choose_device().type == "cuda"
    assert "GB free" in describe(GPU)
    assert autocast_type("auto", GPU) in (None, torch.bfloat16)


def test_a_tensor_is_sent_whole() -> None:
    part = torch.arange(1000.0)
    assert torch.equal(to_device(part, GPU).cpu(), part)


@pytest.mark.parametrize("name", CONFIGS)
@pytest.mark.parametrize(("dtype", "tolerance"), [(torch.float32, 5e-3), (torch.float16, 3e-2)])
def test_the_same_seed_is_the_same_picture_as_on_the_cpu(
    name: str, dtype: torch.dtype, tolerance: float
) -> None:
    generator = build_generator(CONFIGS[name])
    source, noise = inputs_of(generator)
    expected = answer_on_cpu(generator, source, noise)
    engine = TorchEngine(generator, dtype=dtype)
    for _ in range(IN_A_ROW + 2):  # plainly first, then from a recording
        found = engine(source, noise)
        assert (found.device, found.dtype) == (CPU, torch.float32)
        assert (found - expected).abs().max() < tolerance
    assert engine.name == "GPU, PyTorch"


def test_a_translator_is_served_by_the_gpu(tmp_path: Path) -> None:
    save_generator(tmp_path, build_generator(SMALL), SMALL_MODEL)
    translator = Translator.load(tmp_path)
    assert translator.device == "GPU, PyTorch"
    sketch = draw_pair(0)[0]
    first = translator(sketch, seed=1)
    assert first.tobytes() == translator(sketch, seed=1).tobytes()
    assert first.tobytes() != translator(sketch, seed=2).tobytes()
    assert translator(sketch.resize((50, 90)), seed=1, native=True).size == (50, 90)


def recorded(config: UNetConfig = SMALL) -> tuple[Recorded, Generator]:
    generator = build_generator(config).to(GPU, torch.float16).eval()
    return Recorded(generator), generator


@torch.inference_mode()
def test_a_recording_answers_what_the_plain_run_answers() -> None:
    recording, generator = recorded()
    for seed in range(IN_A_ROW + 4):  # other pictures and noise than were recorded
        source, noise = inputs_of(generator, seed=seed)
        placed = source.to(GPU, torch.float16), noise.to(GPU, torch.float16)
        expected = generator(*placed)
        assert (recording(*placed) - expected).abs().max() < 1e-2
    assert len(recording._recordings) == 1
    assert not recording.refusal


@torch.inference_mode()
def test_an_answer_is_not_written_over_by_the_next_one() -> None:
    recording, generator = recorded()
    answers, copies = [], []
    for seed in range(IN_A_ROW + 3):
        source, noise = inputs_of(generator, seed=seed)
        answers.append(recording(source.to(GPU, torch.float16), noise.to(GPU, torch.float16)))
        copies.append(answers[-1].clone())
    for one, other in zip(answers, copies, strict=True):
        assert torch.equal(one, other)


@torch.inference_mode()
def test_only_shapes_that_come_again_are_recorded() -> None:
    recording, generator = recorded()
    for side in (SIDE, 2 * SIDE, SIDE, 2 * SIDE):
        source, noise = inputs_of(generator, side)
        recording(source.to(GPU, torch.float16), noise.to(GPU, torch.float16))
    assert not recording._recordings
    for side in range(SIDE, SIDE + 8 * (MOST + 2), 8):
        for _ in range(IN_A_ROW):
            source, noise = inputs_of(generator, side)
            recording(source.to(GPU, torch.float16), noise.to(GPU, torch.float16))
    assert len(recording._recordings) == MOST


def test_threads_may_share_the_gpu() -> None:
    generator = build_generator(SMALL)
    engine = TorchEngine(generator)
    inputs = [inputs_of(generator, seed=seed) for seed in range(8)]
    alone = [engine(*each) for each in inputs]
    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(engine, *each) for each in inputs * 4]
        for number, job in enumerate(jobs):
            assert (job.result() - alone[number % 8]).abs().max() < 1e-2


def test_a_picture_that_does_not_fit_is_answered_with_advice() -> None:
    config = UNetConfig(width=64, depth=3, size=256, dropout_levels=(0, 1))
    generator = build_generator(config)
    engine = TorchEngine(generator)
    with little_memory(), pytest.raises(OutOfMemory, match="too little memory for 4096x4096 px"):
        engine(*inputs_of(generator, 4096))
    assert engine(*inputs_of(generator, 256)).isfinite().all()


@pytest.mark.parametrize(
    ("precision", "tolerance"), [("fp32", 0.02), ("bf16", 0.15), ("fp16", 0.05), ("auto", 0.15)]
)
def test_every_arithmetic_learns_what_the_cpu_learns(precision: str, tolerance: float) -> None:
    losses = losses_of(GPU, precision)
    assert losses.dtype == torch.float32
    assert losses.isfinite().all()
    assert (losses.cpu() - losses_of(CPU, "fp32")).abs().max() < tolerance
    assert (losses[0] - losses[-1]).abs().max() > 1e-3


@pytest.mark.parametrize("name", CONFIGS)
@pytest.mark.parametrize(("precision", "tolerance"), [("fp32", 1e-3), ("bf16", 0.1)])
def test_recorded_steps_learn_what_plain_ones_do(
    name: str, precision: str, tolerance: float
) -> None:
    losses = {}
    for record in (False, True):
        method = method_on(GPU, precision, CONFIGS[name], record=record)
        found = []
        for number in range(PLAIN + 8):  # other pictures, noise and rates than were recorded
            batch = batch_on(GPU, seed=number)
            set_learning_rate(method, 2e-4 if number % 2 else 1e-3)
            found.append(torch.stack(list(method.step(batch).values())))
        losses[record] = torch.stack(found)
        rates = {group["lr"] for each in method.optimizers.values() for group in each.param_groups}
        assert rates == {1e-3}
    assert isinstance(method._take_step, RecordedStep)
    assert method._take_step.is_recorded
    assert (losses[True] - losses[False]).abs().max() < tolerance
    assert (losses[True][0] - losses[True][-1]).abs().max() > 1e-3


def test_targets_get_other_hues_as_on_the_cpu() -> None:
    batch = batch_on(GPU, size=6)
    seeds, chances = batch["seed"].tolist(), [0.0, 1.0] * 3
    expected = jitter_hue(batch["target"].cpu(), seeds, chances)
    found = jitter_hue(batch["target"], seeds, chances)
    torch.testing.assert_close(found.cpu(), expected)
    assert (expected[1::2] - batch["target"].cpu()[1::2]).abs().amax(dim=(1, 2, 3)).min() > 0.01


def test_a_state_that_is_loaded_is_recorded_anew() -> None:
    method, resumed = method_on(GPU), method_on(GPU)
    for number in range(PLAIN + 2):  # both are recorded, and have learned different things
        method.step(batch_on(GPU, seed=number))
        resumed.step(batch_on(GPU, seed=100))
    resumed.networks.load_state_dict(method.networks.state_dict())
    for name, optimizer in method.optimizers.items():
        resumed.optimizers[name].load_state_dict(deepcopy(optimizer.state_dict()))
    for number in range(PLAIN + 4):
        batch = batch_on(GPU, seed=number)
        expected, found = method.step(batch), resumed.step(batch)
        for loss in expected:
            assert found[loss].item() == pytest.approx(expected[loss].item(), abs=1e-3)
    assert isinstance(resumed._take_step, RecordedStep)
    assert resumed._take_step.is_recorded


def test_networks_lie_as_tensor_cores_want_them_and_so_does_adam() -> None:
    method = method_on(GPU)
    method.step(batch_on(GPU))
    for name, optimizer in method.optimizers.items():
        state = torch.optim.Adam(list(method.networks[name].parameters()), fused=True).state_dict()
        contiguous = {
            index: {key: value.cpu().contiguous() for key, value in each.items()}
            for index, each in optimizer.state_dict()["state"].items()
        }
        optimizer.load_state_dict({**state, "state": contiguous})  # as a CPU would have saved it
        for parameter, each in optimizer.state.items():
            assert each["exp_avg"].stride() == parameter.stride()
    method.step(batch_on(GPU))


@pytest.mark.parametrize("first", ["cpu", "cuda"])
def test_a_run_is_resumed_on_the_gpu(first: str, pairs: Path, tmp_path: Path) -> None:
    def go_on(device: str, steps: int) -> None:
        made = recipe(device=device, steps=steps)
        run = open_run(tmp_path / "run", made, init=None, resume=steps > 5)
        with closing(run_training(pairs, run)) as reports:
            for _ in reports:
                pass

    go_on(first, 5)
    go_on("cuda", 12)
    steps = [entry["step"] for entry in read_log(tmp_path / "run") if "seconds_per_step" in entry]
    assert steps == list(range(1, 13))
    assert np.isfinite([e["g_l1"] for e in read_log(tmp_path / "run") if "g_l1" in e]).all()


def test_a_batch_that_does_not_fit_is_answered_with_advice(pairs: Path, tmp_path: Path) -> None:
    made = recipe(device="cuda", batch_size=512, steps=1)
    generator = made.generator.changed(width=256)
    made = made.changed(generator=generator)
    run = open_run(tmp_path / "run", made, init=None, resume=False)
    pictures, _ = PairedPictures.find(pairs, generator, made.data, 0)
    with little_memory(), pytest.raises(OutOfMemory, match="Choose a smaller batch size"):
        method = build_method(made, None, GPU)
        for _ in train(method, Batches(pictures, 512, 0), made.train, run, device=GPU):
            pass


@pytest.mark.filterwarnings("default")  # the compiler has some of its own
def test_compiled_networks_learn_the_same() -> None:
    losses = {}
    for compiled in (False, True):
        torch.manual_seed(0)
        made = recipe(device="cuda", compile=compiled)
        method = build_method(made, None, GPU)
        batch = batch_on(GPU)
        losses[compiled] = torch.stack(
            [torch.stack(list(method.step(batch).values())) for _ in range(3)]
        )
    assert (losses[True] - losses[False]).abs().max() < 0.02
