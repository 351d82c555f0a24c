"""The canvas: draw, and a trained model shows the photo while the pen moves.

The drawing surface is our own `gr.HTML` (app/canvas/static). It asks the server functions below,
which bypass Gradio's queue, because a drawing that waits is out of date. `/translate` is
the same thing for programs, through the queue. Nothing that is drawn is kept here.
"""

import os
import sys
from pathlib import Path
from threading import Thread

sys.path.insert(0, str(Path(__file__).parents[1]))  # `python app/gradio_app.py` puts only app/
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import gradio as gr
from gradio.processing_utils import save_pil_to_cache
from gradio.utils import get_upload_folder
from PIL import Image
from starlette.routing import BaseRoute

from app.canvas import page, texts
from app.canvas.frames import Frames
from app.canvas.messages import (
    Answer,
    Choice,
    Drawing,
    Photo,
    PictureFile,
    Query,
    answering,
    from_data_url,
    to_data_url,
    understand,
)
from app.canvas.models import ModelCache
from app.canvas.photos import fitted, kind_of
from app.canvas.rendering import Rendering, rendered
from app.canvas.zero import lends_gpu, on_gpu
from pix2pix import Pix2PixError, hub
from pix2pix.data.edges import photo_to_edges
from pix2pix.hosting import bundled_models, checkpoints_folder, first_model, hosted
from pix2pix.images import Picture
from pix2pix.pixel_budget import opened
from pix2pix.site.facts import facts_of

LARGEST_MESSAGE = 32_000_000  # bytes; Gradio reads it whole before we see it
MOST_THREADS = 256  # most of them wait for their turn
FORGET = 300  # seconds that the pictures of /translate stay on disk

models = ModelCache(checkpoints_folder(), first_model(), bundled_models())


@on_gpu
def render(
    model: str, picture: Picture, seed: int | None, reverse: bool, scored: bool = False
) -> Rendering:
    """Translate a picture with the model of that name, and score it if that is asked for."""
    with models.borrow(model, reverse) as translator:
        return rendered(translator, picture, seed, scored=scored)


@answering
def list_models(message: object) -> Answer:
    """Name the models there are now, and their terms; nothing in ``message`` matters."""
    return {"models": [{"name": name, "terms": models.terms(name)} for name in models.names()]}


@answering
def open_model(message: object) -> Answer:
    """Load a model and say what the page must know to draw for it, or how far it is."""
    choice = understand(Choice, message)
    name = choice.model or models.first()
    if (pull := models.progress(name)) is not None:
        return {"waiting": {"done": pull.done, "total": pull.total}}
    with models.borrow(name, choice.reverse) as translator:
        config = translator.config
    both_ways = models.both_ways(name)
    facts = facts_of(
        name,
        config,
        reverse=choice.reverse,
        both_ways=both_ways,
        discriminator=translator.has_discriminator,
    )
    return {**facts, "device": translator.device}


@answering
def search_models(message: object) -> Answer:
    """Search the Hub for models, or name those that are known to work."""
    words = understand(Query, message).words
    found = hub.search(words) if words.strip() else hub.CURATED
    return {"models": [{"name": each.name, "summary": each.summary} for each in found]}


@answering
def translate(message: object, request: gr.Request) -> Answer:
    """Translate a drawing, as the page sends it while the pen moves."""
    drawing = understand(Drawing, message)
    with from_data_url(drawing.picture, visitor(request)) as picture:
        wanted = drawing.model, picture, drawing.seed, drawing.reverse
        return render(*wanted, scored=drawing.scored).message()


@answering
def open_photo(message: object, request: gr.Request) -> Answer:
    """Open the file of a picture, of every kind that ``/translate`` opens, as a model sees it."""
    file = understand(PictureFile, message)
    with models.borrow(file.model, file.reverse) as translator:
        config = translator.config
    source = from_data_url(file.content, visitor(request), name=file.name or None, longest=None)
    with source as picture:
        shown = fitted(picture, config)
        return {"picture": to_data_url(shown, kind_of(max(shown.size)))}


@answering
def photo_edges(message: object, request: gr.Request) -> Answer:
    """Turn a photo into a line drawing to start from."""
    photo = understand(Photo, message)
    with from_data_url(photo.picture, visitor(request)) as picture:
        return {"picture": to_data_url(photo_to_edges(picture, photo.threshold), "PNG")}


frames = Frames(render)


def translate_file(
    picture: bytes | None,
    model: str = "",
    seed: int | None = None,
    reverse: bool = False,
    request: gr.Request | None = None,
) -> str:
    """What ``/translate`` runs: a picture file in, the file of another one out."""
    try:
        with opened(picture or b"", "the picture", visitor=visitor(request)) as source:
            # As ``gr.Image`` would, but while there is room for the pixels of the answer. These
            # bear no name, so that they are gone when the room is left.
            return save_pil_to_cache(
                render(model, source, seed, reverse).photo, get_upload_folder(), format="png"
            )
    except Pix2PixError as error:
        raise gr.Error(str(error)) from error


def visitor(request: gr.Request | None) -> str:
    """Who asks, as far as that can be known: an address."""
    return request.client.host if request and request.client else ""


def build() -> gr.Blocks:
    """Put the page and the endpoint for programs together."""
    with gr.Blocks(
        title=texts.TITLE, analytics_enabled=False, fill_width=True, delete_cache=(60, FORGET)
    ) as canvas:
        gr.HTML(
            html_template=page.markup(),
            js_on_load=page.script(),
            apply_default_css=False,
            server_functions=[
                list_models,
                open_model,
                search_models,
                open_photo,
                translate,
                photo_edges,
            ],
            words=texts.WORDS,
            sketches=page.sketches(),
        )
        with gr.Column(visible=False):  # for programs only
            picture = gr.File(label="picture", type="binary")  # gr.Image would open it unchecked
            model = gr.Textbox("", label="model")
            seed = gr.Number(None, label="seed", precision=0, minimum=0, maximum=2**31 - 1)
            reverse = gr.Checkbox(False, label="reverse")
            answer = gr.Image(label="translation", format="png")
            gr.Button().click(
                translate_file,
                [picture, model, seed, reverse],
                answer,
                api_name="translate",
                api_description=texts.TRANSLATE_HELP,
                concurrency_limit=None,  # those who wait take turns, see pixel_budget.py
            )
    return canvas


def routes() -> list[BaseRoute]:
    """What is served beside Gradio's own: the page's modules, and its connections."""
    return [*page.routes(), *([] if lends_gpu() else [frames.route])]


def warm_up() -> None:
    """Load the first model and run it once, so that the first stroke does not wait."""
    try:
        with models.borrow("") as translator:
            height, width = translator.config.generator.size
            translator(Image.new("RGB", (width, height), "white"))
    except Pix2PixError as error:
        print(error, file=sys.stderr)


def main() -> None:
    """Serve the canvas until the process is stopped."""
    Thread(target=warm_up, daemon=True).start()
    build().launch(
        server_name="0.0.0.0" if hosted() else "127.0.0.1",
        server_port=int(os.environ.get("GRADIO_SERVER_PORT", "7860")),
        head=page.head(),
        theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["monospace"]),
        footer_links=[],
        run_history=False,
        max_threads=MOST_THREADS,
        max_file_size=LARGEST_MESSAGE,
        app_kwargs={"max_body_size": LARGEST_MESSAGE, "routes": routes()},
        ssr_mode=False,
    )


if __name__ == "__main__":
    main()
