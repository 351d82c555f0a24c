"""A plain reading of two foreign layouts, written from their description and not from ours.

Each `…_state` makes random weights under the names of the original, and each `…_output` is what
the original answers, straight from those names.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

State = dict[str, Tensor]


def nested_state(
    depth: int, width: int, inputs: int, outputs: int, norm: str, old: bool = False
) -> State:
    """A `latest_net_G.pth`: norm is batch, instance or none; `old` files carry averages there."""
    state: State = {}

    def normalisation(name: str, channels: int) -> None:
        if norm == "batch":
            state[f"{name}.weight"] = torch.rand(channels) + 0.5
            state[f"{name}.bias"] = torch.randn(channels) * 0.1
        if norm == "batch" or (old and norm == "instance"):
            state[f"{name}.running_mean"] = torch.randn(channels) * 0.1
            state[f"{name}.running_var"] = torch.rand(channels) + 0.5
            state[f"{name}.num_batches_tracked"] = torch.tensor(7)

    bias = norm == "instance"
    channels = [min(2**level, 8) * width for level in range(depth)]
    path = "model.model"
    state[f"{path}.0.weight"] = torch.randn(width, inputs, 4, 4) * 0.1
    if bias:
        state[f"{path}.0.bias"] = torch.randn(width)
    state[f"{path}.3.weight"] = torch.randn(2 * width, outputs, 4, 4) * 0.1
    state[f"{path}.3.bias"] = torch.randn(outputs)
    path += ".1.model"
    for level in range(1, depth):
        outer, inner, innermost = channels[level - 1], channels[level], level == depth - 1
        up, joined = (3, inner) if innermost else (5, 2 * inner)
        state[f"{path}.1.weight"] = torch.randn(inner, outer, 4, 4) * 0.05
        state[f"{path}.{up}.weight"] = torch.randn(joined, outer, 4, 4) * 0.05
        if bias:
            state[f"{path}.1.bias"] = torch.randn(inner)
            state[f"{path}.{up}.bias"] = torch.randn(outer)
        if not innermost:
            normalisation(f"{path}.2", inner)
        normalisation(f"{path}.{up + 1}", outer)
        path += ".3.model"
    return state


def nested_output(state: State, image: Tensor, masks: list[Tensor], averages: bool) -> Tensor:
    """Blocks within blocks, activations in place, as the original has them.

    Args:
        masks: Of the dropout in the blocks that have it, innermost first.
        averages: Normalise with running averages (its --eval) instead of the batch.
    """
    depth = sum(name.endswith(".1.weight") for name in state) + 1
    widest = state["model.model.0.weight"].shape[0] * 8

    def normalise(x: Tensor, name: str) -> Tensor:
        if f"{name}.weight" in state:
            mean, variance = (state[f"{name}.{k}"].clone() for k in ("running_mean", "running_var"))
            scale, shift = state[f"{name}.weight"], state[f"{name}.bias"]
            return F.batch_norm(x, mean, variance, scale, shift, training=not averages)
        return F.instance_norm(x) if "model.model.0.bias" in state else x

    def convolve(function, x: Tensor, name: str) -> Tensor:
        return function(x, state[f"{name}.weight"], state.get(f"{name}.bias"), stride=2, padding=1)

    def block(x: Tensor, path: str, level: int) -> Tensor:
        own = F.leaky_relu_(x, 0.2)  # in place: what is joined below has been through it too
        y = convolve(F.conv2d, own, f"{path}.1")
        if level == depth - 1:
            y = normalise(convolve(F.conv_transpose2d, F.relu_(y), f"{path}.3"), f"{path}.4")
            return torch.cat([x, y], 1)
        y = block(normalise(y, f"{path}.2"), f"{path}.3.model", level + 1)
        y = normalise(convolve(F.conv_transpose2d, F.relu_(y), f"{path}.5"), f"{path}.6")
        if x.shape[1] == y.shape[1] == widest:  # a block from the widest to the widest drops out
            y = y * masks[depth - 2 - level]
        return torch.cat([x, y], 1)

    x = block(convolve(F.conv2d, image, "model.model.0"), "model.model.1.model", 1)
    return torch.tanh(convolve(F.conv_transpose2d, F.relu_(x), "model.model.3"))


HUGGAN_DOWN = (64, 128, 256, 512, 512, 512, 512, 512)
HUGGAN_UP = (512, 512, 512, 512, 256, 128, 64)


def huggan_state(inputs: int = 3, outputs: int = 3) -> State:
    """A `pytorch_model.bin` of HugGAN: 17 tensors."""
    state: State = {}
    channels = inputs
    for number, wider in enumerate(HUGGAN_DOWN, start=1):
        state[f"down{number}.model.0.weight"] = torch.randn(wider, channels, 4, 4) * 0.03
        channels = wider
    for number, narrower in enumerate(HUGGAN_UP, start=1):
        state[f"up{number}.model.0.weight"] = torch.randn(channels, narrower, 4, 4) * 0.03
        channels = 2 * narrower
    state["final.2.weight"] = torch.randn(outputs, channels, 4, 4) * 0.03
    state["final.2.bias"] = torch.randn(outputs)
    return state


def huggan_output(state: State, image: Tensor, masks: list[Tensor]) -> Tensor:
    """What HugGAN's generator answers; its masks belong to up1 to up4."""
    x, levels = image, []
    for number in range(1, 9):
        x = F.conv2d(x, state[f"down{number}.model.0.weight"], stride=2, padding=1)
        if number not in (1, 8):
            x = F.instance_norm(x)
        x = F.leaky_relu(x, 0.2)
        levels.append(x)
    for number in range(1, 8):
        x = F.conv_transpose2d(x, state[f"up{number}.model.0.weight"], stride=2, padding=1)
        x = F.relu(F.instance_norm(x))
        if number <= 4:
            x = x * masks[number - 1]
        x = torch.cat([x, levels[7 - number]], 1)
    x = F.pad(F.interpolate(x, scale_factor=2), (1, 0, 1, 0))
    return torch.tanh(F.conv2d(x, state["final.2.weight"], state["final.2.bias"], padding=1))
