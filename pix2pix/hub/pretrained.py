"""The public networks: those of ``networks`` with the manners of the Hub.

``from_pretrained``, ``save_pretrained`` and ``push_to_hub`` are those of
``huggingface_hub.PyTorchModelHubMixin``, written anew on our own format. The mixin falls back to
pickles, ignores settings that it does not know, publishes to everybody and, unless told
otherwise, fills a network with whatever weights happen to have the right name.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

import torch

from pix2pix import hub
from pix2pix.checkpoint import (
    fill_discriminator,
    load_weights,
    read_config,
    require_same,
    save_generator,
    save_weights,
)
from pix2pix.checkpoint_files import DISCRIMINATOR, MODEL, RECIPE
from pix2pix.config import GeneratorConfig, Recipe
from pix2pix.errors import CheckpointError
from pix2pix.files import replace_text
from pix2pix.networks import build_generator, discriminator_settings, patchgan, unet, unet_settings
from pix2pix.networks.describe import describe_discriminator, describe_generator


class UNet(unet.UNet):
    """The generator of ``networks/unet.py``, to and from the Hub."""

    config: GeneratorConfig | None = None  # what it was loaded with

    @classmethod
    def from_pretrained(cls, model: str | Path) -> Self:
        """Load the generator of ``owner/name[@revision]`` or of a checkpoint folder, strictly.

        Raises:
            HubError: The name, the repository or the connection does not allow it.
            CheckpointError: There is no U-Net of this kind, or its weights do not fit its config.
        """
        folder = _folder_of(model)
        config = read_config(folder)
        if config.architecture != "unet":
            raise CheckpointError(
                f"{model} is of the architecture {config.architecture}, not a UNet. "
                "Load it with Translator.from_pretrained."
            )
        with torch.device("meta"):
            network = cls(**unet_settings(config))
        load_weights(network, folder / MODEL)
        network.config = config
        return network.eval()

    def save_pretrained(self, folder: str | Path, config: GeneratorConfig | None = None) -> None:
        """Write the checkpoint, in the precision that the weights have.

        Args:
            config: With what the weights do not tell: the size of the pictures and what they
                show. By default that of ``from_pretrained``, or else as the layers tell.

        Raises:
            CheckpointError: ``config`` describes another network.
            DiskError: There is no room.
        """
        config = config or self.config or describe_generator(self)
        with torch.device("meta"):
            expected = build_generator(config)
        require_same(expected.state_dict(), self.state_dict(), Path(folder) / MODEL)
        save_generator(Path(folder), self, config, dtype=None)

    def push_to_hub(
        self, repository: str, *, config: GeneratorConfig | None = None, private: bool = True
    ) -> str:
        """Publish it as ``owner/name`` and return the address of its page.

        Raises:
            HubError: The Hub refuses, is out of reach, or wants to know who you are.
            CheckpointError: ``config`` describes another network.
        """
        with TemporaryDirectory() as room:
            self.save_pretrained(room, config)
            return hub.push(Path(room), repository, private=private)


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
        config, generator = Recipe.read(folder / RECIPE).discriminator, read_config(folder)
        with torch.device("meta"):
            network = cls(**discriminator_settings(config, generator))
        fill_discriminator(network, folder / DISCRIMINATOR, generator)
        return network.eval()

    def save_pretrained(self, folder: str | Path) -> None:
        """Write it beside the generator in ``folder``, whose pictures it judges.

        Raises:
            CheckpointError: There is no generator.
            ConfigError: It judges pictures with other channels.
            DiskError: There is no room.
        """
        place = Path(folder)
        generator = read_config(place)
        described = describe_discriminator(self, generator)
        kept = Recipe.read(place / RECIPE) if (place / RECIPE).is_file() else Recipe()
        recipe = Recipe.make(
            generator=generator, discriminator=described, data=kept.data, train=kept.train
        )
        save_weights(self, place / DISCRIMINATOR, dtype=None)
        replace_text(place / RECIPE, recipe.to_json())

    def push_to_hub(self, repository: str, *, private: bool = True) -> str:
        """Publish it beside the generator of ``owner/name``; returns the address of the page.

        Raises:
            HubError: The Hub refuses, is out of reach, or wants to know who you are.
            ConfigError: It judges pictures with other channels than that generator makes.
        """
        with TemporaryDirectory() as room:
            for path in hub.pull(repository).iterdir():
                if path.is_file():
                    (Path(room) / path.name).write_bytes(path.read_bytes())
            self.save_pretrained(room)
            return hub.push(Path(room), repository, private=private)


def _folder_of(model: str | Path) -> Path:
    return Path(model) if Path(model).is_dir() else hub.pull(str(model))
