"""Which device and which arithmetic a run uses."""

import os
from typing import assert_never

import psutil
import torch
from torch import Tensor

from pix2pix.config import Precision
from pix2pix.errors import ConfigError


def choose_device(name: str = "auto") -> torch.device:
    """The device of that name; ``auto`` takes a CUDA GPU where there is one.

    ``mps``, the GPU of an Apple computer, has not been tried, so it must be asked for.

    Raises:
        ConfigError: The name is unknown, or the device is not there.
    """
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    unknown = f"device {name} is unknown. Choose auto, cpu, cuda, cuda:0 or mps."
    try:
        device = torch.device(name)
    except RuntimeError as error:
        raise ConfigError(unknown) from error
    if device.type not in ("cpu", "cuda", "mps"):
        raise ConfigError(unknown)
    if device.type == "mps" and not torch.backends.mps.is_available():
        raise ConfigError("device mps was asked for, but this is no Apple GPU. Choose cpu.")
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise ConfigError(
            f"device {name} was asked for, but PyTorch finds no such GPU. Choose cpu."
        )
    return device


def gpus() -> int:
    """How many CUDA GPUs there are."""
    return torch.cuda.device_count()


def autocast_type(precision: Precision, device: torch.device) -> torch.dtype | None:
    """The half type in which networks compute, ``None`` for full precision.

    On CPUs that multiply in bf16 a training step takes a third (AMX) to two thirds (AVX-512) of
    the time.
    """
    match precision:
        case "fp32":
            return None
        case "bf16":
            return torch.bfloat16
        case "fp16":
            if device.type == "cpu":
                raise ConfigError("precision fp16 needs a GPU. Choose bf16 or fp32 on the CPU.")
            return torch.float16
        case "auto":
            if device.type == "cuda":  # older GPUs only imitate bf16, which is slow
                native = torch.cuda.is_bf16_supported(including_emulation=False)
                return torch.bfloat16 if native else None
            if device.type == "mps":
                return None
            return torch.bfloat16 if torch.cpu._is_avx512_bf16_supported() else None
        case _:
            assert_never(precision)


def to_device(part: Tensor, device: torch.device) -> Tensor:
    """Copy a tensor from the CPU to ``device``, without waiting for a GPU to be idle."""
    if device.type == "cuda":
        return part.pin_memory().to(device, non_blocking=True)
    return part.to(device)


def describe(device: torch.device) -> str:
    """A short name of the device with its free memory, for people."""
    if device.type == "mps":
        return "Apple GPU"
    if device.type == "cuda":
        free, total = torch.cuda.mem_get_info(device)
        name = torch.cuda.get_device_name(device)
        return f"{name}, {free / 1e9:.1f} of {total / 1e9:.1f} GB free"
    return f"CPU, {os.cpu_count()} cores, {psutil.virtual_memory().available / 1e9:.0f} GB free"
