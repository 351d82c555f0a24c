import time

import pytest
from conftest import SMALL, model_of, run
from foreign import nested_state
from hub_fixtures import WEIGHTS, copy, files_of, pickled, push_refused, refused
from hub_server import TOKEN
from huggingface_hub import ModelCard
from PIL import Image

from pix2pix import Translator, hub
from pix2pix.checkpoint.files import CONFIG, MODEL
from pix2pix.checkpoint.folder import load_generator
from pix2pix.errors import CheckpointError

# The client uploads through an argument that its HTTP library would rather see spelled otherwise.


def test_a_model_is_pushed_and_pulled_back(writer, checkpoint, tmp_path, sketch):
    folder = copy(checkpoint, tmp_path / "mine")
    for name in ("status.json", "stop", "secret.txt"):
        (folder / name).write_text("stays here")
    (folder / "resume").mkdir()
    (folder / "resume/state.pt").write_bytes(bytes(20_000))

    url = hub.push(folder, "me/mine")
    assert url == f"{writer.url}/me/mine"
    repository = writer.repositories["me/mine"]
    assert repository.private
    assert set(repository.files()) == {CONFIG, MODEL, "README.md"}
    back = hub.pull("me/mine")
    assert Translator.load(back)(sketch).tobytes() == Translator.load(folder)(sketch).tobytes()

    hub.push(folder, "me/mine", state=True)
    assert (hub.pull("me/mine", state=True) / "resume/state.pt").stat().st_size == 20_000


def test_the_card_is_read_by_the_hub_s_own_classes(writer, checkpoint, tmp_path):
    hub.push(copy(checkpoint, tmp_path / "mine"), "me/mine", private=False)
    repository = writer.repositories["me/mine"]
    assert not repository.private
    card = ModelCard(repository.files()["README.md"].decode())
    assert card.data.pipeline_tag == "image-to-image"
    assert card.data.library_name == "pix2pix"
    assert "pix2pix" in card.data.tags
    card.validate()


def test_a_translator_goes_to_the_hub_and_comes_back(writer, checkpoint, tmp_path, sketch):
    translator = Translator.load(copy(checkpoint, tmp_path / "mine"))
    assert translator.push_to_hub("me/loaded") == f"{writer.url}/me/loaded"
    assert writer.repositories["me/loaded"].private
    back = Translator.from_pretrained("me/loaded")
    assert back.config == translator.config
    assert back(sketch).tobytes() == translator(sketch).tobytes()


def test_from_pretrained_is_strict_and_takes_a_folder_too(writer, checkpoint, sketch):
    assert Translator.from_pretrained(checkpoint)(sketch).size == sketch.size
    lie = model_of(SMALL.changed(width=9)).to_json().encode()
    writer.add("ann/lies", {**files_of(checkpoint), CONFIG: lie})
    with pytest.raises(CheckpointError, match="describes another network"):
        Translator.from_pretrained("ann/lies")


def test_a_card_that_is_there_is_kept(writer, checkpoint, tmp_path):
    folder = copy(checkpoint, tmp_path / "mine")
    (folder / "README.md").write_text("---\nlicense: mit\n---\n# By hand\n")
    hub.push(folder, "me/mine")
    assert b"By hand" in writer.repositories["me/mine"].files()["README.md"]


def test_without_a_token_nothing_is_pushed(server, checkpoint, tmp_path):
    push_refused(copy(checkpoint, tmp_path / "mine"), "me/mine", "HF_TOKEN")
    assert not server.repositories


def test_a_private_model_does_not_go_where_everybody_sees_it(writer, checkpoint, tmp_path):
    writer.add("me/mine", {"README.md": b"open"})
    folder = copy(checkpoint, tmp_path / "mine")
    push_refused(folder, "me/mine", "everybody can see it", "--public")
    assert list(writer.repositories["me/mine"].files()) == ["README.md"]


def test_a_broken_checkpoint_is_not_pushed(writer, checkpoint, tmp_path):
    folder = copy(checkpoint, tmp_path / "mine")
    (folder / CONFIG).write_text(model_of(SMALL.changed(width=9)).to_json())
    with pytest.raises(CheckpointError):
        hub.push(folder, "me/mine")
    assert not writer.requests


def test_a_push_has_no_revision_and_needs_a_network(writer, checkpoint, tmp_path):
    folder = copy(checkpoint, tmp_path / "mine")
    push_refused(folder, "me/mine@v1", "leave out @v1")
    writer.shutdown()
    writer.server_close()
    push_refused(folder, "me/mine", "out of reach")


def test_an_upload_that_is_refused_halfway_is_said(writer, checkpoint, tmp_path, monkeypatch):
    monkeypatch.setattr(time, "sleep", lambda _: None)
    writer.refuse_storage = True
    push_refused(copy(checkpoint, tmp_path / "mine"), "me/mine", "could not be uploaded", MODEL)
    assert not writer.repositories["me/mine"].files()


@pytest.mark.slow
def test_the_commands_pull_push_and_translate(writer, checkpoint, tmp_path, sketch):
    folder = copy(checkpoint, tmp_path / "mine")
    pushed = run("push", folder, "me/mine", "--public")
    assert pushed.stdout.strip() == f"{writer.url}/me/mine", pushed.stderr
    pulled = run("pull", "me/mine", "--out", tmp_path / "copy")
    assert pulled.stdout.strip() == str(tmp_path / "copy"), pulled.stderr
    sketch.save(tmp_path / "sketch.png")
    result = run("translate", tmp_path / "copy", tmp_path / "sketch.png", "--out", tmp_path / "out")
    assert result.returncode == 0, result.stderr
    with Image.open(tmp_path / "out/sketch.png") as picture:
        assert picture.size == sketch.size


def test_the_token_is_in_no_file_and_no_message(
    writer, checkpoint, tmp_path, caplog, capfd, monkeypatch
):
    caplog.set_level("DEBUG")
    folder = copy(checkpoint, tmp_path / "mine")
    hub.push(folder, "me/mine")
    hub.pull("me/mine")
    refused("me/none")
    writer.refuse = 403
    push_refused(folder, "me/mine", "403", "token")
    monkeypatch.setattr(time, "sleep", lambda _: None)
    writer.refuse = 500
    push_refused(folder, "me/mine", "500")
    assert TOKEN not in caplog.text + "".join(capfd.readouterr())
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or TOKEN.encode() not in path.read_bytes()


@pytest.mark.slow
def test_the_command_convert_says_what_it_found(tmp_path):
    path = tmp_path / WEIGHTS
    path.write_bytes(pickled(nested_state(5, 4, 1, 3, "instance")))
    result = run("convert", path, "--out", tmp_path / "out", "--source", "maps")
    assert result.returncode == 0, result.stderr
    assert "instance normalisation, 1 to 3 channels" in result.stderr
    assert load_generator(tmp_path / "out")[1].domains.source == "maps"
    wrong = run("convert", path, "--out", tmp_path / "other", "--size", 4)
    assert wrong.returncode == 2
    assert "size: 4 px is out of bounds; each side must have 8 to 2048 px" in wrong.stderr
