"""Models for a browser: ONNX files, and all that the page must know to draw for them."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path

from PIL import Image, ImageColor, ImageDraw

from pix2pix.checkpoint.card import terms
from pix2pix.checkpoint.discriminator import (
    TrainedDiscriminator,
    has_discriminator,
    trained_discriminator,
)
from pix2pix.checkpoint.files import FORWARD, REVERSE
from pix2pix.checkpoint.folder import directions, read_config
from pix2pix.config import ModelConfig
from pix2pix.engines.discriminator import Discriminator
from pix2pix.engines.onnx import export
from pix2pix.engines.onnx_discriminator import export_discriminator, inputs_of_discriminator
from pix2pix.engines.onnx_graph import Input, inputs_of
from pix2pix.files import replace_text
from pix2pix.images import flatten
from pix2pix.images.tensors import to_picture, to_tensor
from pix2pix.networks.noise import hint_colors
from pix2pix.site.facts import Facts, facts_of
from pix2pix.translator import Translator

COLORS = ("#c0392b", "#2e86c1", "#229954")
SEED = 1  # of the picture that a browser's engine is judged by


def write_models(folders: Mapping[str, Path], out: Path) -> Iterator[str]:
    """Write ``models.json`` and what it names; yields the name of each model that is done.

    Args:
        folders: The checkpoints, by name; the first one is opened first.
        out: The folder of the site.

    Raises:
        CheckpointError: A checkpoint is missing or damaged.
        EngineError: Its graph gives other pictures.
        DiskError: There is no room.
    """
    entries = []
    for name, folder in folders.items():
        ways = directions(folder)
        entries.append(
            {
                "name": name,
                "terms": terms(folder),
                "directions": [_written(name, ways, place, out) for place in range(len(ways))],
            }
        )
        yield name
    replace_text(out / "models.json", json.dumps(entries, ensure_ascii=False, indent=1))


def _written(name: str, ways: list[Path], place: int, out: Path) -> Facts:
    """One direction of a model: its files, and what is said of them."""
    folder, reverse = ways[place], place > 0
    config = read_config(folder)
    generator = config.generator
    files = Path("models") / name / (REVERSE if reverse else FORWARD)
    (out / files).mkdir(parents=True, exist_ok=True)
    published = partial(_published, out, files)
    export(folder, out / files / "model.onnx", "int8")
    source = example_drawing(config)
    source.save(out / files / "source.png")
    translator = Translator.load(folder, "torch")
    target = translator(source, seed=SEED)
    target.save(out / files / "target.png")
    discriminator = None
    if has_discriminator(folder):
        export_discriminator(folder, out / files / "discriminator.onnx", "fp16")
        trained = trained_discriminator(folder)
        _belief(trained, translator, source, target).save(out / files / "belief.png")
        discriminator = {
            "graph": published("discriminator.onnx"),
            "inputs": _listed(inputs_of_discriminator(trained, generator)),
            **asdict(trained.scale),
            "belief": published("belief.png"),
        }
    colors = hint_colors(generator)
    height, width = generator.size
    sides = {"source": generator.in_channels, "target": generator.out_channels}
    return {
        "model": facts_of(
            name,
            config,
            reverse=reverse,
            both_ways=len(ways) > 1,
            discriminator=discriminator is not None,
        ),
        "graph": published("model.onnx"),
        "inputs": _listed(inputs_of(generator)),
        "hint_colors": [ImageColor.getrgb(color)[:3] for color in colors],
        **{
            side: {"channels": channels, "height": height, "width": width}
            for side, channels in sides.items()
        },
        "reference": {
            "source": published("source.png"),
            "target": published("target.png"),
            "seed": SEED,
        },
        "discriminator": discriminator,
    }


def _belief(
    trained: TrainedDiscriminator, translator: Translator, source: Image.Image, target: Image.Image
) -> Image.Image:
    """What the discriminator believes of the pictures that a browser's engine is judged by."""
    config = translator.config
    seen = to_tensor(flatten(source, config.generator.in_channels, config.values.source))[None]
    hint = translator.draw_noise(seen, SEED).color_hint
    score = Discriminator(trained, config.generator, "torch")
    return to_picture(score(seen, hint, to_tensor(target)[None])[0])


def _published(out: Path, files: Path, file: str) -> Facts:
    content = (out / files / file).read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    return {"url": (files / file).as_posix(), "sha256": digest, "bytes": len(content)}


def _listed(inputs: list[Input]) -> list[Facts]:
    return [{"name": each.name, "shape": each.shape} for each in inputs]


def example_drawing(config: ModelConfig) -> Image.Image:
    """A picture of the kind that the model is drawn with, in its size."""
    height, width = config.generator.size
    domains = config.domains
    palette = [label.color for label in domains.labels] or ["white", *COLORS]
    picture = Image.new("RGB", (width, height), palette[0])
    draw = ImageDraw.Draw(picture)
    box = (width * 0.2, height * 0.3, width * 0.8, height * 0.7)
    if domains.input_kind == "lines":
        draw.ellipse(box, outline="black", width=2)
        draw.line((width * 0.2, height * 0.7, width * 0.8, height * 0.8), "black", 2)
        return picture
    for place, color in enumerate(palette[1:4]):
        across = width * 0.2 * place
        draw.rectangle((across, box[1], across + width * 0.4, box[3] + 10 * place), color)
    return picture
