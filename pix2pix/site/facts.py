"""What a page must know of a model to draw for it, on a server and in a browser alike."""

from typing import Any

from pix2pix.config import ModelConfig
from pix2pix.networks import has_noise

Facts = dict[str, Any]


def facts_of(
    name: str, config: ModelConfig, *, reverse: bool, both_ways: bool, discriminator: bool
) -> Facts:
    """The ``Model`` of app/canvas/static/services.js, but for the device.

    Args:
        config: Of the direction that is meant.
        reverse: It is the second of its directions.
        both_ways: It has two.
        discriminator: It has one that can score its pictures.
    """
    domains, size = config.domains, config.generator.size
    ways = [domains]
    if both_ways:
        ways.insert(0 if reverse else 1, domains.reversed())
    return {
        "name": name,
        "reverse": reverse,
        "directions": [{"source": way.source, "target": way.target} for way in ways],
        "height": size.height,
        "width": size.width,
        "source": domains.source,
        "target": domains.target,
        "input_kind": domains.input_kind or "photo",
        "labels": [label.model_dump() for label in domains.labels],
        "has_noise": has_noise(config.generator),
        "has_discriminator": discriminator,
        "see_through": config.generator.makes_opacity,
        "default_seed": domains.default_seed,
    }
