"""A plain reading of three foreign layouts, written from their description and not from ours.

Each `…_state` makes random weights under the names of the original, and each `…_output` is what
the original answers, straight from those names. CycleGAN's generator is simple enough to be the
original itself: a list of PyTorch's layers, which gives the names, too.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

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


NORMS = {
    "instance": nn.InstanceNorm2d,
    "batch": nn.BatchNorm2d,
    "none": lambda channels: nn.Identity(),
}


class Masked(nn.Module):
    """Dropout whose mask is given, in place of `nn.Dropout(0.5)`."""

    mask: Tensor | float = 1.0

    def forward(self, x: Tensor) -> Tensor:
        return x * self.mask


class ResidualBlock(nn.Module):
    def __init__(self, channels: int, norm: str, dropout: bool) -> None:
        super().__init__()
        bias = norm == "instance"
        self.conv_block = nn.Sequential(
            nn.ReflectionPad2d(1),
            nn.Conv2d(channels, channels, 3, bias=bias),
            NORMS[norm](channels),
            nn.ReLU(True),
            *[Masked()] * dropout,
            nn.ReflectionPad2d(1),
            nn.Conv2d(channels, channels, 3, bias=bias),
            NORMS[norm](channels),
        )

    def forward(self, x: Tensor) -> Tensor:
        return x + self.conv_block(x)


class ResnetGenerator(nn.Module):
    """CycleGAN's generator as pytorch-CycleGAN-and-pix2pix builds it."""

    def __init__(
        self,
        inputs: int = 3,
        outputs: int = 3,
        width: int = 64,
        blocks: int = 9,
        norm: str = "instance",
        dropout: bool = False,
    ) -> None:
        super().__init__()
        bias = norm == "instance"
        layers: list[nn.Module] = [nn.ReflectionPad2d(3), nn.Conv2d(inputs, width, 7, bias=bias)]
        layers += [NORMS[norm](width), nn.ReLU(True)]
        for narrow in (width, 2 * width):
            layers += [nn.Conv2d(narrow, 2 * narrow, 3, 2, 1, bias=bias)]
            layers += [NORMS[norm](2 * narrow), nn.ReLU(True)]
        layers += [ResidualBlock(4 * width, norm, dropout) for _ in range(blocks)]
        for wide in (4 * width, 2 * width):
            layers += [nn.ConvTranspose2d(wide, wide // 2, 3, 2, 1, output_padding=1, bias=bias)]
            layers += [NORMS[norm](wide // 2), nn.ReLU(True)]
        layers += [nn.ReflectionPad2d(3), nn.Conv2d(width, outputs, 7), nn.Tanh()]
        self.model = nn.Sequential(*layers)
        for each in self.parameters():  # large enough that what goes in shows in what comes out
            nn.init.normal_(each, 0.0, 0.3 if norm == "none" else 0.1)

    def forward(self, image: Tensor) -> Tensor:
        return self.model(image)


def old_averages(state: State) -> State:
    """The same as saved before PyTorch 0.4: instance norms carry what they never use."""
    places = [name.removesuffix(".weight") for name in state if name.endswith(".weight")]
    averages: State = {}
    for place in places[:-1]:  # all but the last convolution have a norm behind them
        before, _, number = place.rpartition(".")
        norm, channels = f"{before}.{int(number) + 1}", len(state[f"{place}.bias"])
        averages[f"{norm}.running_mean"] = torch.randn(channels)
        averages[f"{norm}.running_var"] = torch.rand(channels) + 0.5
        averages[f"{norm}.num_batches_tracked"] = torch.tensor(7)
    return state | averages
