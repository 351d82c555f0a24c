"""Which models there are on the Hub: a few that are known to work, and what a search finds."""

from dataclasses import dataclass

from huggingface_hub import HfApi, constants, get_session

from pix2pix.hub.error_messages import translated_errors
from pix2pix.hub.reference import Reference


@dataclass(frozen=True)
class Found:
    """A model on the Hub, as a list of models shows it."""

    name: str
    summary: str


CURATED = (
    Found("huggan/pix2pix-edge2shoes", "edges to shoes"),
    Found("huggan/pix2pix-night2day", "night to day"),
    Found("huggan/pix2pix-maps", "maps and aerial photos"),
    Found("nielsr/pix2pix-cityscapes", "street scenes and their labels"),
)


def search(query: str, *, limit: int = 20) -> list[Found]:
    """Models of the Hub for image-to-image with the tag pix2pix, the most downloaded first.

    Raises:
        HubError: The Hub is out of reach.
    """
    with translated_errors(Reference("the list of models")):
        get_session().head(constants.ENDPOINT, timeout=5)  # the search itself would try for 23 s
        models = HfApi(token=False).list_models(
            search=query.strip()[:100] or None,
            pipeline_tag="image-to-image",
            filter="pix2pix",
            sort="downloads",
            limit=limit,
        )
        return [Found(model.id, f"{model.downloads or 0} downloads") for model in models]
