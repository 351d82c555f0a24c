import pytest
import torch

from pix2pix.device import autocast_type, choose_device, describe
from pix2pix.errors import ConfigError

CPU = torch.device("cpu")


def test_the_cpu_is_always_there():
    assert choose_device("cpu") == CPU
    assert choose_device("auto").type in ("cpu", "cuda")


@pytest.mark.parametrize("name", ["banana", "meta", "", "cuda:x"])
def test_an_unknown_device_is_refused(name):
    with pytest.raises(ConfigError) as error:
        choose_device(name)
    assert str(error.value) == f"device {name} is unknown. Choose auto, cpu, cuda, cuda:0 or mps."


def test_a_gpu_that_is_not_there_is_refused():
    with pytest.raises(ConfigError, match="cuda:99 was asked for, but PyTorch finds no such GPU"):
        choose_device("cuda:99")


@pytest.mark.skipif(torch.backends.mps.is_available(), reason="this is an Apple GPU")
def test_an_apple_gpu_that_is_not_there_is_refused():
    with pytest.raises(ConfigError, match="mps was asked for, but this is no"):
        choose_device("mps")


def test_precision_chooses_the_arithmetic():
    assert autocast_type("fp32", CPU) is None
    assert autocast_type("bf16", CPU) is torch.bfloat16
    assert autocast_type("auto", CPU) in (None, torch.bfloat16)
    with pytest.raises(ConfigError, match="precision fp16 needs a GPU. Choose bf16 or fp32"):
        autocast_type("fp16", CPU)


def test_a_device_is_described_with_its_memory():
    assert describe(CPU).startswith("CPU, ")
    assert describe(CPU).endswith(" GB free")
