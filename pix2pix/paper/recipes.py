"""What is trained for the rows of the tables: the ordinary recipes, apart in one thing each."""

from collections.abc import Iterable
from dataclasses import dataclass

from pix2pix.config import (
    DataConfig,
    DiscriminatorConfig,
    Domains,
    PaperConfig,
    Pix2PixSettings,
    Recipe,
    ResNetConfig,
    TrainConfig,
    UNetConfig,
)
from pix2pix.config.generator import halvings
from pix2pix.errors import ConfigError

CYCLEGAN = "cyclegan"
DEEPEST = 8  # halvings of the paper's U-Net (Isola et al. 2017, Sec. 6.1)
DROPOUT = (0, 1, 2)  # its levels with dropout
MANY_BLOCKS, FEW_BLOCKS, FEW_UP_TO = 9, 6, 128  # of CycleGAN (Zhu et al. 2017, Sec. 7.2), and px
AT_THE_END = 100_000  # epochs, of which a run has fewer


@dataclass(frozen=True)
class Row:
    """In what a row of pix2pix differs from L1+cGAN with the U-Net and the 70x70 PatchGAN."""

    l1: bool = True
    gan: bool = True
    conditional: bool = True
    skips: bool = True
    patch: int = 70
    to_labels: bool = False


ROWS = {
    "l1": Row(gan=False),
    "gan": Row(l1=False, conditional=False),
    "cgan": Row(l1=False),
    "l1-gan": Row(conditional=False),
    "l1-cgan": Row(),
    "encoder-decoder-l1": Row(gan=False, skips=False),
    "encoder-decoder-l1-cgan": Row(skips=False),
    "patch-1": Row(patch=1),
    "patch-16": Row(patch=16),
    "patch-286": Row(patch=286),
    "to-labels-l1": Row(gan=False, to_labels=True),
    "to-labels-cgan": Row(l1=False, to_labels=True),
    "to-labels-l1-cgan": Row(to_labels=True),
}


def recipes(
    config: PaperConfig, data: DataConfig, domains: Domains, names: Iterable[str]
) -> dict[str, Recipe]:
    """What is trained for rows, by name: those of ``ROWS``, or CycleGAN; with seed 0.

    Args:
        data: How pairs are read, with the direction from labels to photo.
        domains: What the two sides are, likewise.

    Raises:
        ConfigError: Pictures of that size do not fit a row; which one and why.
    """
    found = {}
    for name in names:
        try:
            if name == CYCLEGAN:
                found[name] = _cyclegan(config, data, domains)
            else:
                found[name] = _pix2pix(ROWS[name], config, data, domains)
        except ConfigError as error:
            raise ConfigError(f"The row {name} cannot be trained: {error}") from error
    return found


def _pix2pix(row: Row, config: PaperConfig, data: DataConfig, domains: Domains) -> Recipe:
    if row.to_labels:
        data = data.changed(direction="a2b" if data.direction == "b2a" else "b2a")
        domains = domains.reversed()
    depth = min(DEEPEST, *map(halvings, config.size))
    return Recipe.make(
        generator=UNetConfig.make(
            size=config.size,
            width=config.width,
            depth=depth,
            dropout_levels=tuple(level for level in DROPOUT if level < depth - 1),
            skips=row.skips,
        ),
        domains=domains,
        discriminator=DiscriminatorConfig.make(
            patch=row.patch, conditional=row.conditional, discriminator_width=config.width
        ),
        method=Pix2PixSettings.make(
            gan="vanilla" if row.gan else "none", reconstruction="l1" if row.l1 else "none"
        ),
        data=data,
        train=_training(config),
    )


def _cyclegan(config: PaperConfig, data: DataConfig, domains: Domains) -> Recipe:
    """The paper's, without the identity loss, which it does not use on Cityscapes."""
    recipe = Recipe.of("cyclegan")
    blocks = FEW_BLOCKS if min(config.size) <= FEW_UP_TO else MANY_BLOCKS
    return recipe.changed(
        generator=ResNetConfig.make(size=config.size, width=config.width, blocks=blocks),
        domains=domains,
        discriminator=recipe.discriminator.changed(discriminator_width=config.width),
        method=recipe.method.changed(identity_weight=0.0),
        data=data,
        train=_training(config).changed(
            steps=config.cyclegan_steps or config.steps, decay=recipe.train.decay
        ),
    )


def _training(config: PaperConfig) -> TrainConfig:
    return TrainConfig.make(
        steps=config.steps,
        batch_size=config.batch_size,
        learning_rate=config.learning_rate,
        ema_decay=config.ema_decay,
        save_every=config.save_every,
        validate_every=AT_THE_END,
        precision=config.precision,
        device=config.device,
    )
