"""The site and the server show the same pictures: with the bundled model, of fifty drawings."""

import base64
import io

import pytest
import torch
from conftest import ROOT
from PIL import Image
from playwright.sync_api import Playwright
from sketches import DRAWINGS, drawn

from pix2pix import Translator
from pix2pix.bench.browser import launch
from pix2pix.bench.site import built
from pix2pix.data import transform
from pix2pix.evaluation.pixels import PixelScores
from tests.website.conftest import needs_npm, served

pytestmark = [pytest.mark.slow, needs_npm]
SEED = 3
TRANSLATE = """async ([drawings, seed]) => {
  const { siteServices } = await import("./site/services.js");
  const [models, props] = await Promise.all(
    ["models.json", "props.json"].map(async (name) => (await fetch(name)).json()),
  );
  const services = siteServices(models, props.words);
  await services.openModel({ model: models[0].name, reverse: false }, () => {});
  const photos = [];
  for (const drawing of drawings) {
    const image = new Image();
    image.src = drawing;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width, image.height];
    const pen = canvas.getContext("2d");
    pen.drawImage(image, 0, 0);
    const { photo } = await services.translate({ picture: canvas, live: false, seed });
    [canvas.width, canvas.height] = [photo.width, photo.height];
    pen.drawImage(photo, 0, 0);
    photos.push(canvas.toDataURL());
  }
  return photos;
}"""


def written(picture: Image.Image) -> str:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"


def read(address: str) -> Image.Image:
    content = base64.b64decode(address.partition("base64,")[2])
    return Image.open(io.BytesIO(content)).convert("RGB")


def test_fifty_drawings_look_alike_on_the_site_and_on_the_server(
    driver: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> None:
    model = ROOT / "checkpoints" / "edges2photo"
    examples = sorted((ROOT / "assets" / "sketches").glob("*.png"))
    drawings = [Image.open(example).convert("RGB") for example in examples]
    drawings += [drawn(strokes) for strokes in DRAWINGS.values()]
    assert len(drawings) == 50
    page = launch(driver).new_page()
    with served(built(model, tmp_path_factory.mktemp("bundled") / "site")) as address:
        page.goto(address)
        photos = page.evaluate(TRANSLATE, [[written(each) for each in drawings], SEED])
    page.context.browser.close()
    translator, scores = Translator.load(model), PixelScores()
    for drawing, photo in zip(drawings, photos, strict=True):
        server = transform.from_picture(translator(drawing, seed=SEED))
        scores.update(transform.from_picture(read(photo)).to(torch.uint8), server.to(torch.uint8))
    assert scores.compute()["ssim"] >= 0.99
