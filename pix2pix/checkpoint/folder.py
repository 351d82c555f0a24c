"""A checkpoint is a folder: ``config.json`` says what to build, ``model.safetensors`` fills it.

Nothing is unpickled, loading is strict, and files are replaced in one step.
"""

from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from pix2pix.checkpoint.file_kind import not_weights
from pix2pix.checkpoint.files import CONFIG, DISCRIMINATOR, FORWARD, MODEL, RECIPE, REVERSE
from pix2pix.config import DiscriminatorConfig, GeneratorConfig, ModelConfig, Recipe, UNetConfig
from pix2pix.config.old_formats import tensors_from_1
from pix2pix.errors import CheckpointError
from pix2pix.files import replace, replace_text
from pix2pix.hosting import where_models_are
from pix2pix.networks import Generator, build_discriminator, build_generator
from pix2pix.networks.noise import COLOR_HINT
from pix2pix.networks.patchgan import FIRST, PatchDiscriminator


def list_checkpoints(folder: Path) -> list[str]:
    """Names of the checkpoints in ``folder``, sorted."""
    if not folder.is_dir():
        return []
    return sorted(path.parent.name for path in folder.glob(f"*/{MODEL}") if _whole(path.parent))


def _whole(folder: Path) -> bool:
    return (folder / CONFIG).is_file() and not folder.name.startswith(".")


def read_config(folder: Path) -> ModelConfig:
    """Read what a checkpoint is, without its weights.

    Raises:
        CheckpointError: There is no such checkpoint, or a key is unknown or wrong.
    """
    if not folder.is_dir():
        raise CheckpointError(
            f"{folder} is not a folder. Give a checkpoint: a folder with {CONFIG} and {MODEL}. "
            + where_models_are()
        )
    return ModelConfig.read(folder / CONFIG)


def generator_folder(folder: Path, direction: str) -> Path:
    """Where a generator of a checkpoint lies: in its own folder, or below for the reverse one."""
    return folder if direction == FORWARD else folder / direction


def has_reverse(folder: Path) -> bool:
    """Whether a checkpoint translates the other way, too."""
    return all((generator_folder(folder, REVERSE) / name).is_file() for name in (CONFIG, MODEL))


def directions(folder: Path) -> list[Path]:
    """The checkpoints in one folder: that of the forward direction, and of the reverse, if any."""
    return [folder, generator_folder(folder, REVERSE)] if has_reverse(folder) else [folder]


def reverse_folder(folder: Path) -> Path:
    """The checkpoint of the other direction.

    Raises:
        CheckpointError: There is none.
    """
    if not has_reverse(folder):
        domains = read_config(folder).domains
        raise CheckpointError(
            f"{folder} translates {domains.source} to {domains.target} only: it has no folder "
            f"{REVERSE} with a generator of the other direction. A model trained with --method "
            "cyclegan has one."
        )
    return generator_folder(folder, REVERSE)


def starting_recipe(folder: Path) -> Recipe:
    """Settings of a run that starts from a checkpoint: its networks, and what its domains are.

    Other pictures have other colors: hints and default seed are chosen anew.

    Raises:
        CheckpointError: There is no such checkpoint.
    """
    model, kept = read_config(folder), Recipe()
    generator = model.generator
    if isinstance(generator, UNetConfig):
        generator = generator.changed(hint_colors=())
    if all((folder / name).is_file() for name in (DISCRIMINATOR, RECIPE)):
        kept = Recipe.read(folder / RECIPE)
    return Recipe.of(kept.method.method).changed(
        generator=generator,
        domains=model.domains.changed(default_seed=None),
        discriminator=kept.discriminator,
    )


def load_generator(folder: Path) -> tuple[Generator, ModelConfig]:
    """Build the generator of a checkpoint and fill it, in full precision, for inference.

    Raises:
        CheckpointError: A file is missing, or the weights do not fit the config.
    """
    config = read_config(folder)
    with torch.device("meta"):  # a wrong config allocates no memory
        generator = build_generator(config.generator)
    load_weights(generator, folder / MODEL)
    return generator.eval(), config


def save_generator(
    folder: Path,
    generator: nn.Module,
    config: ModelConfig,
    dtype: torch.dtype | None = torch.float16,
) -> None:
    """Write the two files that inference needs; in half precision unless ``dtype`` says otherwise.

    Raises:
        DiskError: There is no room; an earlier save is untouched.
    """
    save_weights(generator, folder / MODEL, dtype)
    replace_text(folder / CONFIG, config.to_json())


def load_discriminator(
    folder: Path, name: str = DISCRIMINATOR
) -> tuple[PatchDiscriminator, DiscriminatorConfig] | None:
    """The discriminator beside a generator, for fine-tuning; ``None`` where there is none.

    Args:
        name: Of its file. Any but the usual one is for pictures of the source domain.

    Raises:
        CheckpointError: Its weights do not fit its config.
    """
    if not ((folder / name).is_file() and (folder / RECIPE).is_file()):
        return None
    config = Recipe.read(folder / RECIPE).discriminator
    generator = read_config(folder).generator
    if name != DISCRIMINATOR:
        generator = generator.reversed()
    with torch.device("meta"):
        network = build_discriminator(config, generator)
    fill_discriminator(network, folder / name, generator)
    return network, config


def fill_discriminator(network: PatchDiscriminator, path: Path, generator: GeneratorConfig) -> None:
    """Fill the discriminator of the pictures of ``generator`` from a safetensors file.

    One that was trained before the color hint was shown to it sees the hint from here on, and
    begins by ignoring it.

    Raises:
        CheckpointError: It is missing or damaged, or its tensors are not those of the network.
    """
    tensors, halves = _read_weights(path), [generator.in_channels, generator.out_channels]
    first = tensors.get(FIRST)
    seen = network.state_dict()[FIRST].shape[1]
    if (
        seen == sum(halves) + COLOR_HINT
        and first is not None
        and first.shape[1:2] == (sum(halves),)
    ):
        source, picture = first.split(halves, dim=1)
        hint = first.new_zeros(len(first), COLOR_HINT, *first.shape[2:])
        tensors[FIRST] = torch.cat([source, hint, picture], dim=1)
    _fill(network, tensors, path)


def save_weights(network: nn.Module, path: Path, dtype: torch.dtype | None = torch.float16) -> None:
    """Write the parameters of a network as safetensors; ``None`` keeps their precision."""
    tensors = {
        name: tensor.detach().to("cpu", dtype if tensor.is_floating_point() else None).contiguous()
        for name, tensor in network.state_dict().items()
    }
    replace(path, lambda beside: save_file(tensors, beside))


def load_weights(network: nn.Module, path: Path) -> None:
    """Fill a network from a safetensors file: every tensor present, none left over, all finite.

    Raises:
        CheckpointError: It is missing or damaged, or its tensors are not those of the network.
    """
    _fill(network, _read_weights(path), path)


def _read_weights(path: Path) -> dict[str, Tensor]:
    try:
        return tensors_from_1(load_file(path))
    except FileNotFoundError:
        raise CheckpointError(f"{path} does not exist. A checkpoint needs its weights.") from None
    except (SafetensorError, OSError, ValueError) as error:
        if path.is_file() and (sentence := not_weights(path)):
            raise CheckpointError(sentence) from error
        raise CheckpointError(
            f"{path} is damaged or not a safetensors file ({error}). Copy or download it again."
        ) from error


def _fill(network: nn.Module, tensors: dict[str, Tensor], path: Path) -> None:
    require_same(network.state_dict(), tensors, path)
    filled = {name: tensor.float() for name, tensor in tensors.items()}
    network.load_state_dict(filled, assign=True)


def require_same(expected: dict[str, Tensor], found: dict[str, Tensor], path: Path) -> None:
    """Raise ``CheckpointError`` that names the first tensor that does not fit."""
    missing = sorted(expected.keys() - found.keys())
    foreign = sorted(found.keys() - expected.keys())
    shapes = [
        k for k in sorted(expected.keys() & found.keys()) if expected[k].shape != found[k].shape
    ]
    advice = f"{CONFIG} describes another network than these weights; use the pair that was saved."
    if missing:
        raise CheckpointError(f"{path} lacks {_some(missing)}. {advice}")
    if foreign:
        raise CheckpointError(f"{path} holds {_some(foreign)}, unknown to the network. {advice}")
    if shapes:
        name = shapes[0]
        raise CheckpointError(
            f"{path}: {name} is {list(found[name].shape)}, expected is "
            f"{list(expected[name].shape)}. {advice}"
        )
    broken = [name for name, tensor in found.items() if not torch.isfinite(tensor).all()]
    if broken:
        raise CheckpointError(f"{path}: {_some(broken)} is not finite. Take an earlier save.")


def _some(names: list[str]) -> str:
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return f"tensor {names[0]}{more}"
