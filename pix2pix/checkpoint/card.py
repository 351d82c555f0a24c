"""Writes the model card of a checkpoint from what its own files say.

Every figure in it was logged by the run; a checkpoint without a log gets a card without figures.
The front matter is made and checked by ``huggingface_hub``.
"""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from huggingface_hub import ModelCardData, metadata_load

from pix2pix.checkpoint.card_words import CardWords, results, table, words_for
from pix2pix.checkpoint.files import CARD, PICTURE, PREVIEWS, RECIPE, REVERSE
from pix2pix.checkpoint.folder import has_reverse, read_config
from pix2pix.checkpoint.metrics import SUMMARY
from pix2pix.checkpoint.run import read_log
from pix2pix.config import GeneratorConfig, Origin, Recipe
from pix2pix.files import replace, replace_text
from pix2pix.plural import plural

LONGEST_ABBREVIATION = 5  # letters; longer parts of a license's identifier are words


def write_card(
    folder: Path,
    *,
    name: str | None = None,
    license: str = "other",
    license_name: str | None = None,
    data: str = "pairs of my own",
    notes: str = "",
    pictures: bool = True,
    figures: bool = True,
) -> Path:
    """Write ``README.md`` into a checkpoint folder and return its path.

    Args:
        name: What to call the model; the name of the folder by default.
        license: Identifier as the Hub knows it, e.g. ``mit`` or ``cc-by-4.0``.
        license_name: What to call one that the Hub does not know (``other``).
        data: What it was trained on, for people.
        notes: A paragraph in Markdown to put below the first sentence.
        pictures: Show the last preview, which holds held-out pictures of the data.
        figures: Include those of the last validation; False where ``notes`` have better ones.

    Raises:
        CheckpointError: The folder holds no checkpoint.
        DiskError: There is no room.
    """
    name = name or folder.resolve().name
    model = read_config(folder)
    source, target, size = model.domains.source, model.domains.target, model.generator.size
    seen = f"learnt from crops of {size.in_words} and seen at their own size"
    seen = seen if model.native else f"at {size.in_words}"
    recipe = Recipe.read(folder / RECIPE) if (folder / RECIPE).is_file() else None
    words, back = words_for(recipe, model.generator), has_reverse(folder)
    origins = recipe.origins if recipe else ()
    log = read_log(folder)
    found = last_figures(log) if figures else {}
    metadata = ModelCardData(
        license=license,
        license_name=license_name,
        library_name="pix2pix",
        pipeline_tag="image-to-image",
        tags=[*words.tags, "image-to-image"],
        base_model=origins[0].name if origins else None,
        model_name=name,
        eval_results=results(found, model.domains, words, data),
    )
    picture = pictures and _copy_preview(folder)
    parts = [
        f"---\n{metadata.to_yaml()}\n---",
        f"# {name}",
        f"Turns {source} into {target}{f', and {target} into {source}' if back else ''}, {seen}. "
        f"{words.paper}, trained with pix2pix.",
        notes,
        f"![{words.picture.format(source, target)}]({PICTURE})\n\n"
        f"{words.order.format(source, target)}"
        if picture
        else "",
        "## How good it is\n\n" + table(found, model.domains, words) if found else "",
        "## How it was made\n\n" + _making(model.generator, recipe, log, data, words),
        "## How to use it\n\n```python\nfrom PIL import Image\nfrom pix2pix import Translator\n\n"
        f'translator = Translator.load("checkpoints/{name}")\n'
        'translator(Image.open("input.png")).save("output.png")\n```',
        f"The other direction, {target} to {source}, is a checkpoint of its own in the folder "
        f"`{REVERSE}`; on the command line, `translate --reverse`."
        if back
        else "",
    ]
    replace_text(folder / CARD, "\n\n".join(part for part in parts if part) + "\n")
    return folder / CARD


def terms(folder: Path) -> str:
    """The licence that the card of a checkpoint names, in a word or two; empty where it names none.

    The card may come from outside, or be written by hand: what cannot be read names none.
    """
    try:
        metadata = metadata_load(folder / CARD) or {}
    except (OSError, ValueError, yaml.YAMLError):
        return ""
    named, known = metadata.get("license_name"), metadata.get("license")
    if isinstance(named, str) and named:
        return named.replace("-", " ")
    if not isinstance(known, str) or known == "other":
        return ""
    return " ".join(_spelt(word) for word in known.split("-"))


def _spelt(word: str) -> str:
    """A part of a license's identifier, which is in small letters, as it is usually spelt."""
    return word.capitalize() if len(word) > LONGEST_ABBREVIATION else word.upper()


def last_figures(log: list[dict[str, Any]]) -> dict[str, Any]:
    """The newest held-out figures of a log, with their ``step``; empty where there are none."""
    for entry in reversed(log):
        figures = entry.get("validation")
        if isinstance(figures, dict) and any(each.key in figures for each in SUMMARY):
            return {**figures, "step": entry.get("step", 0)}
    return {}


def _making(
    config: GeneratorConfig,
    recipe: Recipe | None,
    log: list[dict[str, Any]],
    data: str,
    words: CardWords,
) -> str:
    lines = [f"- Data: {data}."]
    if recipe is not None:
        lines.append(f"- Weights: {_descent(recipe.origins)}.")
    lines.append(f"- Generator: {config.summary}.")
    steps = [entry for entry in log if "seconds_per_step" in entry]
    if recipe is not None and steps:
        train = recipe.train
        lines.append(
            f"- Objective: {recipe.method.summary}, patches of "
            f"{recipe.discriminator.patch} px; Adam at {train.learning_rate:g}, "
            f"{plural(train.batch_size, words.step, words.step_many)} a step."
        )
    if steps:
        last = steps[-1]
        lines.append(
            f"- Length: {plural(last['step'], 'step')}, {last['epoch']:.1f} rounds over the data, "
            f"{last['seconds_per_step']:.2f} s a step."
        )
    return "\n".join(lines)


def _descent(origins: Sequence[Origin]) -> str:
    """What the weights of a model descend from, and under which terms that stands."""
    if not origins:
        return "trained from nothing"
    named = (f"{each.name} ({each.terms or 'no terms named'})" for each in origins)
    return "fine-tuned from " + ", that from ".join(named)


def _copy_preview(folder: Path) -> bool:
    previews = sorted((folder / PREVIEWS).glob("*.png"))
    if previews:
        replace(folder / PICTURE, lambda beside: shutil.copyfile(previews[-1], beside))
    return bool(previews) or (folder / PICTURE).is_file()
