"""What stands behind the canvas: models, messages, the endpoint for programs, the sketches."""

import base64
import gc
import http.client
import io
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError

import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError
from PIL import Image, ImageChops, ImageDraw, ImageStat

from app import gradio_app
from app.canvas import page
from app.canvas.messages import (
    MOST_CHARACTERS,
    Drawing,
    answering,
    from_data_url,
    to_data_url,
    understand,
)
from app.canvas.models import KEPT, ModelCache
from pix2pix import ModelConfig, Pix2PixError, Translator, UNetConfig, pixel_budget
from pix2pix.checkpoint.files import REVERSE
from pix2pix.hosting import BUNDLED
from tests.browser import BOTH_WAYS, MODELS, ROOT, save_both_ways, save_model, serve
from tests.canvas_messages import html_component, post
from tests.quick import slow_fixture

ANOTHER = "127.0.0.2"  # address of this machine, which an app that listens at 127.0.0.1 misses
TINY = ModelConfig(generator=UNetConfig(size=16, depth=2, width=2, dropout_levels=(0,)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("zebra", "edges2photo", "apple"):
        save_model(tmp_path / name, TINY)
    return tmp_path


@pytest.fixture
def sketch() -> Image.Image:
    picture = Image.new("RGB", (64, 64), "white")
    ImageDraw.Draw(picture).line((5, 5, 40, 60), fill="black", width=2)
    return picture


def test_the_favourite_model_comes_first(folder: Path) -> None:
    assert ModelCache(folder, "edges2photo", {}).names() == ["edges2photo", "apple", "zebra"]
    gone = ModelCache(folder, "gone", {})
    assert gone.names() == ["apple", "edges2photo", "zebra"]
    assert gone.first() == "apple"
    with ModelCache(folder, "zebra", {}).borrow("") as first, gone.borrow("zebra") as zebra:
        assert first is zebra


def test_bundled_models_are_offered_wherever_the_folder_is(folder: Path, tmp_path: Path) -> None:
    bundled = {"edges2photo": tmp_path / "zebra", "boxes": tmp_path / "apple"}
    save_model(tmp_path / "elsewhere" / "mine", TINY)
    models = ModelCache(tmp_path / "elsewhere", "edges2photo", bundled)
    assert models.names() == ["edges2photo", "boxes", "mine"]
    with models.borrow("edges2photo") as lent, ModelCache(folder, "", {}).borrow("zebra") as zebra:
        assert lent is zebra
    save_model(tmp_path / "elsewhere" / "edges2photo", TINY)  # the folder's own goes before
    with models.borrow("edges2photo") as own:
        assert own is not lent
    assert models.names() == ["edges2photo", "boxes", "mine"]
    (tmp_path / "apple" / "config.json").unlink()
    assert models.names() == ["edges2photo", "mine"]
    with pytest.raises(Pix2PixError, match="no model called “boxes”"), models.borrow("boxes"):
        pass


@pytest.mark.slow
def test_the_canvas_offers_its_bundled_models_beside_an_empty_folder(tmp_path: Path) -> None:
    ask = "import app.gradio_app as canvas; print(*canvas.models.names())"
    assert said(ask, PIX2PIX_CHECKPOINTS=str(tmp_path)) == " ".join(BUNDLED)


@pytest.mark.slow
def test_an_empty_word_for_the_folder_means_the_usual_one() -> None:
    ask = "import app.gradio_app as canvas; print(canvas.models.folder)"
    assert said(ask, PIX2PIX_CHECKPOINTS="") == str(ROOT / "checkpoints")


def said(command: str, **environment: str) -> str:
    """What a program printed that knows the app, in a process with these settings."""
    setting = {**os.environ, "PIX2PIX_MODEL": "", **environment}
    answer = subprocess.run(
        [sys.executable, "-c", command],
        cwd=ROOT,
        env=setting,
        capture_output=True,
        text=True,
        check=True,
    )
    return answer.stdout.strip()


def test_a_model_is_loaded_once_and_again_when_it_was_saved_again(folder: Path) -> None:
    models = ModelCache(folder, "apple", {})
    with models.borrow("apple") as first, models.borrow("apple") as second:
        assert first is second
    save_model(folder / "apple", TINY, seed=1)
    with models.borrow("apple") as third:
        assert third is not first


def test_the_model_used_longest_ago_is_forgotten_first(folder: Path) -> None:
    models = ModelCache(folder, "apple", {})
    for number in range(KEPT - 1):
        save_model(folder / f"other-{number}", TINY)
    with models.borrow("apple") as apple, models.borrow("zebra") as zebra:
        pass
    with models.borrow("apple") as again:
        assert again is apple
    for number in range(KEPT - 1):
        with models.borrow(f"other-{number}"):
            pass
    with models.borrow("apple") as kept:
        assert kept is apple
    with models.borrow("zebra") as anew:
        assert anew is not zebra


def test_a_name_from_outside_never_becomes_a_path(folder: Path) -> None:
    models = ModelCache(folder / "apple", "x", {})
    for place in ("inner", ".hidden", "apple", "in\\ner", "a:ner"):
        save_model(folder / "apple" / place, TINY)
    assert models.first() == "a:ner"
    outside = ("../zebra", str(folder / "zebra"), "zebra", "..", ".", ".hidden", "in\\ner", "a:ner")
    impossible = ("x" * 5000, "é" * 200, "zeb\0ra", "inner\0", "inner/", "/inner", "inner\n", " ")
    for name in (*outside, *impossible):
        with pytest.raises(Pix2PixError, match="no model called|no name"), models.borrow(name):
            pass
    with models.borrow("inner"), models.borrow("apple"):
        pass


def test_a_stroke_lists_no_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    models = ModelCache(folder, "apple", {})
    with models.borrow("apple"):
        pass
    listed: list[str] = []
    for name, real in (("scandir", os.scandir), ("listdir", os.listdir)):
        monkeypatch.setattr(os, name, lambda *where, real=real: listed.append("") or real(*where))
    with models.borrow("apple"), models.borrow(""):
        pass
    assert listed == []
    models.names()
    assert listed != []  # so this would have been noticed


def test_the_pixels_of_an_answer_are_gone_when_memory_is_given_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gradio_app, "models", ModelCache(folder, "zebra", {}))
    size, left = (1200, 1000), list[int]()  # as large as is worth returning

    def give_memory_back() -> None:
        left.append(sum(each.size == size for each in pictures_in_memory()))
        returned()

    returned = pixel_budget.give_memory_back
    monkeypatch.setattr(pixel_budget, "give_memory_back", give_memory_back)
    file = io.BytesIO()
    Image.new("RGB", size, "white").save(file, "PNG")
    with Image.open(gradio_app.translate_file(file.getvalue())) as answer:
        assert answer.size == size
    url = "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
    message = {"picture": url, "model": "zebra", "seed": None}
    assert "picture" in gradio_app.translate(message, None)
    assert left == [0, 0]


def pictures_in_memory() -> Iterator[Image.Image]:
    """Those that have pixels; one that is closed, or not decoded yet, has its size alone."""
    for each in gc.get_objects():
        if issubclass(type(each), Image.Image):  # isinstance would wake what warns
            with suppress(ValueError, AssertionError):
                if each.im:
                    yield each


def test_an_empty_folder_says_how_to_get_a_model(tmp_path: Path) -> None:
    advice = r"There is no trained model in .*python -m pix2pix train"
    with pytest.raises(Pix2PixError, match=advice), ModelCache(tmp_path, "x", {}).borrow(""):
        pass


def test_a_picture_survives_the_way_there_and_back(sketch: Image.Image) -> None:
    with from_data_url(to_data_url(sketch, "PNG")) as picture:
        assert picture.tobytes() == sketch.tobytes()
    with from_data_url(to_data_url(sketch, "JPEG")) as picture:
        assert picture.size == sketch.size


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        (None, "The page sent something this server cannot read"),
        ([1, 2], "Input should be"),
        ({"model": "m"}, "picture: Field required"),
        ({"picture": 3, "model": "m"}, "picture: Input should be a valid string"),
        ({"picture": "x" * (MOST_CHARACTERS + 1), "model": "m"}, "at most 4000000 characters"),
        ({"picture": "", "model": "m", "seed": -1}, "seed: Input should be greater"),
        ({"picture": "", "model": "m", "wish": 1}, "wish: this key is unknown"),
    ],
)
def test_a_malformed_message_gets_a_sentence(message: object, sentence: str) -> None:
    with pytest.raises(Pix2PixError, match=sentence) as error:
        understand(Drawing, message)
    assert len(str(error.value)) < 400


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "cannot be read as a picture"),
        (b"<svg onload=alert(1)>", "cannot be read as a picture"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "cannot be read as a picture"),
    ],
)
def test_what_is_no_picture_gets_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(Pix2PixError, match=sentence):
        refused(base64.b64encode(content).decode())


def test_text_that_is_not_base64_gets_a_sentence() -> None:
    with pytest.raises(Pix2PixError, match="cannot read"):
        refused("äöü")


def test_a_picture_larger_than_any_page_sends_is_refused_before_it_is_decoded() -> None:
    huge = io.BytesIO()
    Image.new("1", (2049, 8)).save(huge, "PNG")
    with pytest.raises(Pix2PixError, match="is 2049x8 px; at most 2048 px a side"):
        refused(base64.b64encode(huge.getvalue()[:60]).decode())  # its head is enough


def refused(text: str) -> None:
    with from_data_url(f"data:image/png;base64,{text}"):
        pass


def test_an_error_becomes_an_answer_but_a_bug_stays_a_bug() -> None:
    def fail(message: object) -> dict[str, object]:
        raise Pix2PixError("Mend this.") if message else KeyError("bug")

    assert answering(fail)(True) == {"error": "Mend this."}
    with pytest.raises(KeyError):
        answering(fail)(False)


def test_sketches_are_strokes_inside_the_paper_and_fill_it() -> None:
    strokes = {
        each["name"]: re.findall(r'<polyline points="([^"]+)"', each["svg"])
        for each in page.sketches()
        if "<polyline" in each["svg"]
    }
    drawn = {name: each for name, each in strokes.items() if each}
    assert len(drawn) >= 20
    for name, each in drawn.items():
        numbers = [float(n) for stroke in each for n in re.split("[ ,]", stroke)]
        assert min(numbers) > 0 and max(numbers) < 256, name
        xs, ys = numbers[::2], numbers[1::2]
        assert max(max(xs) - min(xs), max(ys) - min(ys)) > 180, f"{name} is small"


def test_layouts_are_areas_that_cover_the_paper() -> None:
    areas = {
        each["name"]: re.findall(
            r'<rect x="(\d+)" y="(\d+)" width="(\d+)" height="(\d+)"', each["svg"]
        )
        for each in page.sketches()
        if "<rect" in each["svg"]
    }
    assert len(areas) >= 6
    for name, each in areas.items():
        boxes = [tuple(map(int, box)) for box in each]
        assert boxes[0] == (0, 0, 256, 256), name  # the ground, below all others
        assert all(x + width <= 256 and y + height <= 256 for x, y, width, height in boxes), name


@pytest.fixture(scope="module")
def checkpoints(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("checkpoints")
    save_model(folder / "edges2photo", MODELS["edges2photo"])
    save_both_ways(folder / "flat2emoji", BOTH_WAYS["flat2emoji"])
    return folder


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept")


@pytest.fixture(scope="module")
@slow_fixture
def address(checkpoints: Path, kept: Path) -> Iterator[str]:
    with serve(checkpoints, kept) as address:
        yield address


def test_programs_translate_through_the_endpoint(
    address: str, checkpoints: Path, kept: Path, sketch: Image.Image, tmp_path: Path
) -> None:
    sketch.save(tmp_path / "sketch.png")
    (tmp_path / "notes.png").write_bytes(b"not a picture")
    client = Client(address, verbose=False, download_files=tmp_path)
    translator = Translator.load(checkpoints / "edges2photo")

    def ask(name: str, *more: object) -> Image.Image:
        file = handle_file(tmp_path / name)
        return Image.open(client.predict(file, *more, api_name="/translate"))

    for more, seed in [((), None), (("edges2photo",), None), (("edges2photo", 7), 7)]:
        assert same(ask("sketch.png", *more), translator(sketch, seed=seed))
    for reverse, part in ((False, ""), (True, REVERSE)):
        way = Translator.load(checkpoints / "flat2emoji" / part)
        assert same(ask("sketch.png", "flat2emoji", None, reverse), way(sketch))
    with pytest.raises(AppError, match="edges to photo only, not the other way"):
        ask("sketch.png", "edges2photo", None, True)
    with pytest.raises(AppError, match="There is no model called “nobody” here"):
        ask("sketch.png", "nobody")
    with pytest.raises(AppError, match="the picture cannot be read as a picture"):
        ask("notes.png")
    client.close()
    # What came and went lies in folders of Gradio's, which it empties; nothing lies beside them.
    assert [path.name for path in kept.iterdir() if path.is_file()] == []


def same(one: Image.Image, other: Image.Image) -> bool:
    """Equal but for the rounding of another process with another number of threads."""
    difference = ImageChops.difference(one.convert("RGB"), other.convert("RGB"))
    return one.size == other.size and max(ImageStat.Stat(difference).mean) < 0.5


def test_a_hosted_canvas_is_heard_from_outside_and_no_other(
    address: str, checkpoints: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(URLError, match="refused"):
        urllib.request.urlopen(address.replace("127.0.0.1", ANOTHER))
    monkeypatch.setenv("PIX2PIX_HOSTED", "1")
    with (
        serve(checkpoints, tmp_path) as hosted,
        urllib.request.urlopen(hosted.replace("127.0.0.1", ANOTHER)) as page,
    ):
        assert page.status == 200


def test_an_oversized_message_is_refused_before_it_is_read(address: str) -> None:
    connection = http.client.HTTPConnection(address.removeprefix("http://"))
    connection.putrequest("POST", "/gradio_api/component_server/")
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Content-Length", "40000000")
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


def test_the_server_answers_nonsense_with_a_sentence_and_goes_on(
    address: str, sketch: Image.Image
) -> None:
    component = html_component(address)
    for name in ("translate", "open_model", "open_photo", "photo_edges"):
        for nonsense in (None, 3, {"model": {}}, {"picture": "data:", "model": "edges2photo"}):
            assert isinstance(post(address, component, name, nonsense)["error"], str)
    drawing = {"picture": to_data_url(sketch, "PNG"), "model": "edges2photo", "seed": None}
    answer = post(address, component, "translate", drawing)
    with from_data_url(str(answer["picture"])) as picture:
        assert picture.size == sketch.size
