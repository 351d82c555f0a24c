"""What a model card says of a model by the method that made it, with the paper to cite."""

from dataclasses import dataclass
from typing import Any

from huggingface_hub import EvalResult

from pix2pix.checkpoint.metrics import SUMMARY, written
from pix2pix.config import CycleGANSettings, Domains, GeneratorConfig, Recipe
from pix2pix.plural import plural


@dataclass(frozen=True)
class CardWords:
    """Words of one method.

    Attributes:
        paper: A sentence on what the generator is, with its source.
        data: What it learns from, as the Hub files it.
        held_out: One of what is measured by.
        step, step_many: What a step learns from, one and more of them.
        picture, order: What the picture shows, and its columns; of source and target.
    """

    tags: tuple[str, ...]
    paper: str
    data: str
    held_out: str
    step: str
    step_many: str
    picture: str
    order: str


PIX2PIX = CardWords(
    tags=("pix2pix", "conditional-gan"),
    paper="A generator of conditional adversarial networks "
    "([Isola et al. 2017](https://arxiv.org/abs/1611.07004))",
    data="paired-pictures",
    held_out="held-out pair",
    step="pair",
    step_many="pairs",
    picture="{0}, what the model made of it, {1}",
    order="From left to right: {0}, what the model makes of it, the true {1}. The model has not "
    "seen these pairs.",
)
CYCLEGAN = CardWords(
    tags=("pix2pix", "cyclegan", "unpaired"),
    paper="Learnt without pairs, from two sets of pictures that do not match: CycleGAN "
    "([Zhu et al. 2017](https://arxiv.org/abs/1703.10593))",
    data="unpaired-pictures",
    held_out="held-out picture",
    step="picture of each kind",
    step_many="pictures of each kind",
    picture="{0} and {1}, what the model made of each, and what came back",
    order="From left to right: {0}, the {1} that the model makes of it, and back again; {1}, the "
    "{0} that the model makes of it, and back again. The model has not seen these pictures.",
)


def words_for(recipe: Recipe | None, generator: GeneratorConfig) -> CardWords:
    """By the method of the run, or else by what kind of network it is."""
    if recipe is None:
        return CYCLEGAN if generator.architecture == "resnet" else PIX2PIX
    return CYCLEGAN if isinstance(recipe.method, CycleGANSettings) else PIX2PIX


def directions_of(figures: dict[str, Any], domains: Domains) -> dict[str, dict[str, Any]]:
    """Held-out figures by direction in words; of a model with one direction, without any."""
    if "reverse" not in figures:
        return {"": figures}
    return {
        f"{domains.source} to {domains.target}": figures,
        f"{domains.target} to {domains.source}": figures["reverse"],
    }


def results(
    figures: dict[str, Any], domains: Domains, words: CardWords, data: str
) -> list[EvalResult] | None:
    """The figures for the front matter of a card; none without any."""
    found = [
        EvalResult(
            task_type="image-to-image",
            dataset_type=words.data,
            dataset_name=data,
            dataset_split="held out",
            metric_type=metric.key,
            metric_name=f"{metric.heading}, {direction}" if direction else metric.heading,
            metric_value=round(float(measured[metric.key]), 5),
        )
        for direction, measured in directions_of(figures, domains).items()
        for metric in written(measured, SUMMARY)
    ]
    return found or None


def table(figures: dict[str, Any], domains: Domains, words: CardWords) -> str:
    """The figures in Markdown, a column for each direction."""
    ways = directions_of(figures, domains)
    columns = [written(measured, SUMMARY) for measured in ways.values()]
    heads = [direction or "value" for direction in ways]
    rows = [
        f"| {metric.heading} | {' | '.join(column.get(metric, '') for column in columns)} |"
        for metric in columns[0]
    ]
    n = figures.get("n", "?")
    count = plural(n, words.held_out) if isinstance(n, int) else f"? {words.held_out}s"
    return "\n".join(
        [
            f"Mean over {count}, after step {figures['step']}.",
            "",
            f"| figure | {' | '.join(heads)} |",
            f"| --- |{' --- |' * len(heads)}",
            *rows,
        ]
    )
