"""What the tensors of pytorch-CycleGAN-and-pix2pix say of its normalisation.

A convolution has a bias only beside an instance norm, and only batch norm has a scale. Files from
before PyTorch 0.4 carry running averages on instance norms. Nothing has ever been normalised with
them, so they are left out, as that program does when it loads such a file.
"""

from pathlib import Path

from pix2pix.checkpoint.convert.family import Tensors
from pix2pix.config import Norm
from pix2pix.errors import CheckpointError

AVERAGES = ("running_mean", "running_var", "num_batches_tracked")


def norm_of(tensors: Tensors, bias: str, scale: str, file: Path, *, running_averages: bool) -> Norm:
    """The normalisation of a network.

    Args:
        bias: Name of the bias of its first convolution.
        scale: Name of the scale of its first norm.

    Raises:
        CheckpointError: The tensors contradict each other, or the running averages that are asked
            for are not there.
    """
    has_bias, has_scale = bias in tensors, scale in tensors
    if has_bias and has_scale:
        raise CheckpointError(
            f"{file} holds both {bias} and {scale}: neither its instance norm nor its batch norm "
            "looks so. Only unchanged networks can be converted."
        )
    if running_averages and not has_scale:
        raise CheckpointError(
            f"{file} has no batch norm, so there are no running averages. Leave the option out."
        )
    if has_scale:
        return "running" if running_averages else "batch"
    return "plain_instance" if has_bias else "none"


def in_full_precision(tensors: Tensors, norm: Norm) -> Tensors:
    """The tensors that a network with that norm needs, its numbers as float32."""
    return {
        name: tensor.float() if tensor.is_floating_point() else tensor
        for name, tensor in tensors.items()
        if norm == "running" or not name.endswith(AVERAGES)
    }
