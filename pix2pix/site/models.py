"""Models for a browser: ONNX files, and all that the page must know to draw for them."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from PIL import Image, ImageColor, ImageDraw

from pix2pix.checkpoint.card import terms
from pix2pix.checkpoint.files import FORWARD, REVERSE
from pix2pix.checkpoint.folder import directions, read_config
from pix2pix.config import ModelConfig
from pix2pix.engines.onnx import export
from pix2pix.engines.onnx_graph import inputs_of
from pix2pix.files import replace_text
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
    export(folder, out / files / "model.onnx", "int8")
    source = example_drawing(config)
    source.save(out / files / "source.png")
    Translator.load(folder, "torch")(source, seed=SEED).save(out / files / "target.png")
    colors = hint_colors(generator)

    def published(file: str) -> Facts:
        content = (out / files / file).read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        return {"url": (files / file).as_posix(), "sha256": digest, "bytes": len(content)}

    height, width = generator.size
    sides = {"source": generator.in_channels, "target": generator.out_channels}
    return {
        "model": facts_of(name, config, reverse=reverse, both_ways=len(ways) > 1),
        "graph": published("model.onnx"),
        "inputs": [{"name": each.name, "shape": each.shape} for each in inputs_of(generator)],
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
    }


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
