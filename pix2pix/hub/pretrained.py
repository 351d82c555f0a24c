"""The public networks: those of ``networks``, with methods for the Hub.

``from_pretrained``, ``save_pretrained`` and ``push_to_hub`` are those of
``huggingface_hub.PyTorchModelHubMixin``, written anew on our own format. The mixin falls back to
pickles, ignores settings that it does not know, publishes to everybody and, by
default, fills a network with whatever weights happen to have the right name.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar, Self

import torch
from torch import nn

from pix2pix import hub
from pix2pix.checkpoint.files import DISCRIMINATOR, MODEL, RECIPE
from pix2pix.checkpoint.folder import (
    fill_discriminator,
    load_weights,
    read_config,
    require_same,
    save_generator,
    save_weights,
)
from pix2pix.config import ModelConfig, Recipe, ResNetConfig, UNetConfig
from pix2pix.errors import CheckpointError
from pix2pix.files import replace_text
from pix2pix.networks import (
    build_generator,
    discriminator_settings,
    generator_settings,
    patchgan,
    resnet,
    unet,
)
from pix2pix.networks.infer_config import describe_discriminator, describe_generator


class _Pretrained(nn.Module):
    """What a public generator has beside its layers."""

    config: ClassVar[type[UNetConfig] | type[ResNetConfig]]  # of its architecture
    model: ModelConfig | None = None  # what it was loaded with

    @classmethod
    def from_pretrained(cls, model: str | Path) -> Self:
        """Load the generator of ``owner/name[@revision]`` or of a checkpoint folder, strictly.

        Raises:
            HubError: The name, the repository or the connection does not allow it.
            CheckpointError: There is no network of this kind, or its weights do not fit its config.
        """
        folder = _folder_of(model)
        found = read_config(folder)
        if not isinstance(found.generator, cls.config):
            raise CheckpointError(
                f"{model} is of the architecture {found.generator.architecture}, not a "
                f"{cls.__name__}. Load it with Translator.from_pretrained."
            )
        with torch.device("meta"):
            network = cls(**generator_settings(found.generator))
        load_weights(network, folder / MODEL)
        network.model = found
        return network.eval()

    def save_pretrained(self, folder: str | Path, model: ModelConfig | None = None) -> None:
        """Write the checkpoint, in the precision that the weights have.

        Args:
            model: With what the weights do not say: the size of the pictures and what they
                show. By default that of ``from_pretrained``, or else as the layers show.

        Raises:
            CheckpointError: ``model`` describes another network.
            DiskError: There is no room.
        """
        assert isinstance(self, UNet | ResNetGenerator)
        model = model or self.model or ModelConfig(generator=describe_generator(self))
        with torch.device("meta"):
            expected = build_generator(model.generator)
        require_same(expected.state_dict(), self.state_dict(), Path(folder) / MODEL)
        save_generator(Path(folder), self, model, dtype=None)

    def push_to_hub(
        self, repository: str, *, model: ModelConfig | None = None, private: bool = True
    ) -> str:
        """Publish it as ``owner/name`` and return the address of its page.

        Raises:
            HubError: The Hub refuses, is out of reach, or wants to know who you are.
            CheckpointError: ``model`` describes another network.
        """
        with TemporaryDirectory() as room:
            self.save_pretrained(room, model)
            return hub.push(Path(room), repository, private=private)


class UNet(_Pretrained, unet.UNet):
    """The generator of ``networks/unet.py``, to and from the Hub."""

    config = UNetConfig


class ResNetGenerator(_Pretrained, resnet.ResNetGenerator):
    """The generator of ``networks/resnet.py``, to and from the Hub."""

    config = ResNetConfig


class PatchDiscriminator(patchgan.PatchDiscriminator):
    """The discriminator of ``networks/patchgan.py``, to and from the Hub."""

    @classmethod
    def from_pretrained(cls, model: str | Path) -> Self:
        """Load the discriminator beside the generator of a repository or folder, strictly.

        Raises:
            HubError: The name, the repository or the connection does not allow it.
            CheckpointError: There is none, or its weights do not fit its config.
        """
        folder = _folder_of(model)
        if not (folder / DISCRIMINATOR).is_file():
            raise CheckpointError(f"{model} was published without its discriminator.")
        config = Recipe.read(folder / RECIPE).discriminator
        generator = read_config(folder).generator
        with torch.device("meta"):
            network = cls(**discriminator_settings(config, generator))
        fill_discriminator(network, folder / DISCRIMINATOR, generator)
        return network.eval()

    def save_pretrained(self, folder: str | Path) -> None:
        """Write it beside the generator in ``folder``, whose outputs it was trained against.

        Raises:
            CheckpointError: There is no generator.
            ConfigError: It sees pictures with other channels.
            DiskError: There is no room.
        """
        place = Path(folder)
        model = read_config(place)
        kept = Recipe.read(place / RECIPE) if (place / RECIPE).is_file() else Recipe()
        recipe = kept.changed(
            generator=model.generator,
            domains=model.domains,
            discriminator=describe_discriminator(self, model.generator),
        )
        save_weights(self, place / DISCRIMINATOR, dtype=None)
        replace_text(place / RECIPE, recipe.to_json())

    def push_to_hub(self, repository: str, *, private: bool = True) -> str:
        """Publish it beside the generator of ``owner/name``; returns the address of the page.

        Raises:
            HubError: The Hub refuses, is out of reach, or wants to know who you are.
            ConfigError: It sees pictures with other channels than that generator makes.
        """
        with TemporaryDirectory() as room:
            for path in hub.pull(repository).iterdir():
                if path.is_file():
                    (Path(room) / path.name).write_bytes(path.read_bytes())
            self.save_pretrained(room)
            return hub.push(Path(room), repository, private=private)


def _folder_of(model: str | Path) -> Path:
    return Path(model) if Path(model).is_dir() else hub.pull(str(model))
