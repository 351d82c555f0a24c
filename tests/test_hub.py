import errno
import io
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
from conftest import ROOT, SMALL, run
from foreign import huggan_state, nested_output, nested_state
from hub_server import TOKEN, Hub
from huggingface_hub import ModelCard, constants
from PIL import Image

from pix2pix import Translator, hub
from pix2pix.checkpoint import CONFIG, MODEL, load_generator
from pix2pix.errors import CheckpointError, DiskError, HubError, Pix2PixError
from pix2pix.hub.reference import Reference

WEIGHTS = "latest_net_G.pth"
# The client uploads through an argument that its HTTP library would rather see spelled otherwise.
pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=<...>':DeprecationWarning")


@pytest.fixture
def server(tmp_path, monkeypatch):
    """A Hub of its own and an empty cache for the client in this process and those it starts."""
    home = tmp_path / "home"
    for name, folder in {"HF_HUB_CACHE": home / "hub", "HF_ASSETS_CACHE": home / "assets"}.items():
        monkeypatch.setattr(constants, name, str(folder))
    utilities = "huggingface_hub.utils"
    monkeypatch.setattr(f"{utilities}._cache_assets.HF_ASSETS_CACHE", str(home / "assets"))
    monkeypatch.setattr(f"{utilities}._cache_manager.HF_HUB_CACHE", str(home / "hub"))
    monkeypatch.setattr(constants, "HF_HOME", str(home))
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(home / "token"))
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    monkeypatch.setenv("HF_HOME", str(home))
    monkeypatch.setenv("HF_HUB_DISABLE_XET", "1")
    monkeypatch.setenv("HF_TOKEN", "")
    with Hub() as running:
        monkeypatch.setattr(constants, "ENDPOINT", running.url)
        template = running.url + "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
        monkeypatch.setenv("HF_ENDPOINT", running.url)
        yield running


def pickled(state: object) -> bytes:
    file = io.BytesIO()
    torch.save(state, file)
    return file.getvalue()


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def downloads(server: Hub) -> list[str]:
    return [path for path in server.requests if path.startswith("GET") and "/resolve/" in path]


def nothing_is_kept() -> bool:
    pulled = Path(constants.HF_ASSETS_CACHE)
    return not any(pulled.rglob(MODEL)) and not any(pulled.rglob(CONFIG))


# What is understood


def test_a_model_of_ours_arrives_as_it_is(server, checkpoint, sketch):
    server.add("ann/faces", {**files_of(checkpoint), "notes.txt": b"not needed"})
    told = []
    folder = hub.pull("ann/faces", progress=lambda done, total: told.append((done, total)))
    assert files_of(folder) == files_of(checkpoint)
    size = (checkpoint / MODEL).stat().st_size
    assert told[-1] == (size, size)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    ours, pulled = Translator.load(checkpoint)(sketch), Translator.load(folder)(sketch)
    assert ours.tobytes() == pulled.tobytes()


@pytest.mark.parametrize("name", [WEIGHTS, "latest_net_G.safetensors", "anything.pth"])
def test_foreign_weights_are_converted_once(server, name, tmp_path):
    state = nested_state(5, 4, 3, 3, "batch")
    content = pickled(state)
    if name.endswith(".safetensors"):
        from safetensors.torch import save

        content = save(state)
    server.add("them/Edges2Shoes_pix2pix", {name: content})
    folder = hub.pull("them/Edges2Shoes_pix2pix")
    generator, config = load_generator(folder)
    assert (config.source, config.target) == ("edges", "shoes")
    image = torch.rand(1, 3, 32, 32) * 2 - 1
    with torch.no_grad():
        theirs = nested_output(state, image.clone(), [], False)
        assert (generator(image, ()) - theirs).abs().max() < 1e-5

    modified = (folder / MODEL).stat().st_mtime_ns
    assert hub.pull("them/Edges2Shoes_pix2pix") == folder
    assert (folder / MODEL).stat().st_mtime_ns == modified
    assert len(downloads(server)) == 1


def test_a_huggan_repository_has_no_config(server):
    server.add("huggan/pix2pix-night2day", {"pytorch_model.bin": pickled(huggan_state())})
    config = load_generator(hub.pull("huggan/pix2pix-night2day"))[1]
    assert (config.architecture, config.source, config.target) == ("huggan", "night", "day")


def test_a_new_commit_is_another_model_and_a_revision_names_the_old_one(server, checkpoint):
    repository = server.add("ann/faces", files_of(checkpoint))
    first = repository.revisions["main"]
    repository.revisions["v1"] = first
    old = hub.pull("ann/faces")
    config = SMALL.model_copy(update={"source": "lines"})
    second = repository.commit({CONFIG: config.to_json().encode()})

    new = hub.pull("ann/faces")
    assert (old.name, new.name) == (first, second)
    assert load_generator(new)[1].source == "lines"
    assert hub.pull("ann/faces@v1") == old
    assert hub.pull(f"ann/faces@{first}") == old


def test_the_address_of_the_page_is_a_name_too(server, checkpoint):
    server.add("ann/faces", files_of(checkpoint))
    assert hub.pull(f"{server.url}/ann/faces") == hub.pull(" ann/faces ")


def test_what_training_needs_comes_when_asked_for(server, checkpoint):
    server.add("ann/faces", {**files_of(checkpoint), "resume/state.pt": b"state" * 9})
    assert not (hub.pull("ann/faces") / "resume").exists()
    folder = hub.pull("ann/faces", state=True)
    assert (folder / "resume/state.pt").read_bytes() == b"state" * 9


# Without the Hub


@pytest.mark.parametrize("fault", ["gone", 500, 429, 503])
def test_the_second_time_needs_no_hub(server, checkpoint, fault):
    server.add("ann/faces", files_of(checkpoint))
    folder = hub.pull("ann/faces")
    if fault == "gone":
        server.server_close()
        server.shutdown()
    else:
        server.refuse = fault
    assert hub.pull("ann/faces") == folder


def test_the_second_time_works_offline(server, checkpoint, monkeypatch):
    server.add("ann/faces", files_of(checkpoint))
    folder = hub.pull("ann/faces")
    answer = subprocess.run(
        [sys.executable, "-m", "pix2pix", "pull", "ann/faces"],
        cwd=ROOT,
        env={**os.environ, "HF_HUB_OFFLINE": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.strip() == str(folder)


def refused(text: str, *words: str, error: type[Pix2PixError] = HubError) -> str:
    with pytest.raises(error) as caught:
        hub.pull(text)
    message = str(caught.value)
    for word in words:
        assert word in message
    assert TOKEN not in message
    return message


def test_no_network_is_said(server):
    server.shutdown()
    server.server_close()
    refused("ann/faces", server.url, "out of reach", "Check the connection")


def test_offline_and_never_pulled_is_said(server, monkeypatch):
    result = subprocess.run(
        [sys.executable, "-m", "pix2pix", "pull", "ann/faces"],
        cwd=ROOT,
        env={**os.environ, "HF_HUB_OFFLINE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 2
    assert "ann/faces has not been downloaded, and HF_HUB_OFFLINE forbids to" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(("status", "word"), [(500, "problem of its own"), (429, "too often")])
def test_a_server_in_trouble_is_said(server, checkpoint, status, word):
    server.add("ann/faces", files_of(checkpoint))
    server.refuse = status
    refused("ann/faces", word, str(status))


def test_an_unknown_repository_revision_or_file_is_said(server, checkpoint):
    server.add("ann/faces", files_of(checkpoint))
    server.add("ann/notes", {"README.md": b"words", "data.csv": b"1,2"})
    server.add("ann/empty", {})
    refused("ann/nothing", "no ann/nothing", "HF_TOKEN")
    refused("ann/faces@v9", "no revision v9")
    refused("ann/notes", "README.md, data.csv", MODEL, "pytorch_model.bin")
    refused("ann/empty", "nothing")


def test_a_file_that_is_listed_but_not_there_is_said(server, checkpoint):
    server.add("ann/faces", files_of(checkpoint))
    server.lost = {MODEL}
    refused("ann/faces", "lacks a file that it lists")
    assert nothing_is_kept()


def test_a_private_repository_opens_with_a_token_only(server, checkpoint, monkeypatch):
    server.add("ann/secret", files_of(checkpoint), private=True)
    refused("ann/secret", "it is private", "HF_TOKEN")
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    assert (hub.pull("ann/secret") / MODEL).is_file()


def test_a_gated_repository_says_where_its_conditions_are(server, checkpoint, monkeypatch):
    server.add("ann/gated", files_of(checkpoint), gated=True)
    refused("ann/gated", "gated", f"{server.url}/ann/gated")
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    assert (hub.pull("ann/gated") / MODEL).is_file()


@pytest.mark.parametrize(
    "name",
    [
        "../../x", "a/../b", "/etc/passwd", "a", "a/b/c", "", " ", "a/b@../../x", "a/b@", "a//b",
        "a/b@v1/../..", "a\\b/c", "-a/b", ".a/b", "a/b.git", "a/b--c", "ä/b", "a/b\nc", "a/" * 60,
    ],
)  # fmt: skip
def test_other_names_are_refused_before_anybody_is_asked(server, name):
    refused(name, "no name of a model on the Hub", "owner/name")
    assert not server.requests


def test_good_names_are_read():
    assert Reference.parse("a/b") == Reference("a/b")
    assert Reference.parse("A-1/b_2.c@refs/pr/3") == Reference("A-1/b_2.c", "refs/pr/3")
    assert str(Reference.parse("a/b@v1")) == "a/b@v1"


# What arrives


def test_a_connection_that_is_cut_goes_on_where_it_was(server, checkpoint):
    server.add("ann/faces", files_of(checkpoint))
    server.cut_after = [9_000]
    told = []
    folder = hub.pull("ann/faces", progress=lambda done, total: told.append(done))
    assert files_of(folder) == files_of(checkpoint)
    assert told[-1] == (checkpoint / MODEL).stat().st_size  # nothing was fetched twice


def test_a_wrong_hash_is_refused_and_tried_again_from_the_start(server, checkpoint):
    server.add("ann/faces", files_of(checkpoint))
    server.claimed_hashes = {MODEL: "0" * 64}
    refused("ann/faces", MODEL, "hash")
    assert nothing_is_kept()
    assert not list(Path(constants.HF_HUB_CACHE).rglob("0" * 64))
    server.claimed_hashes = {}
    assert files_of(hub.pull("ann/faces")) == files_of(checkpoint)


def test_a_small_file_is_verified_too(server, checkpoint):
    server.add("ann/faces", files_of(checkpoint))
    server.claimed_hashes = {CONFIG: "1" * 40}
    refused("ann/faces", CONFIG, "hash")
    assert nothing_is_kept()


@pytest.mark.parametrize("name", [MODEL, "pytorch_model.bin", WEIGHTS])
def test_thirty_gigabytes_are_refused_before_the_download(server, checkpoint, name):
    files = {name: bytes(10)}
    if name == MODEL:
        files[CONFIG] = (checkpoint / CONFIG).read_bytes()
    server.add("ann/giant", files)
    server.claimed_sizes = {name: 30_000_000_000}
    refused("ann/giant", name, "30.0 GB", "at most 2 GB")
    assert not downloads(server)


def test_more_than_was_listed_is_refused(server, checkpoint):
    server.add("ann/faces", files_of(checkpoint))
    server.claimed_sizes = {MODEL: 11_000}
    refused("ann/faces", "sends more than")
    assert nothing_is_kept()


def test_a_disk_without_room_is_said_before_the_download(server):
    server.add("ann/faces", {WEIGHTS: bytes(10)})
    server.claimed_sizes = {WEIGHTS: 1_900_000_000}
    room = Path(constants.HF_ASSETS_CACHE)
    room.mkdir(parents=True)
    if (
        os.geteuid() != 0
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", room],
            capture_output=True,
            check=False,
        ).returncode
    ):
        pytest.skip("a small disk can only be made by root")
    try:
        refused("ann/faces", "needs 3800 MB", "HF_HOME", error=DiskError)
    finally:
        subprocess.run(["umount", room], check=True)
    assert not downloads(server)


def test_a_disk_that_fills_up_meanwhile_is_said(server, tmp_path):
    server.add("them/weights", {WEIGHTS: pickled(nested_state(5, 16, 3, 3, "batch"))})
    result = subprocess.run(
        [sys.executable, "-m", "pix2pix", "pull", "them/weights"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
    )
    assert result.returncode == 2, result.stderr
    assert os.strerror(errno.EFBIG) in result.stderr
    assert "Free some space" in result.stderr
    assert "Traceback" not in result.stderr
    assert nothing_is_kept()


def test_a_config_that_lies_about_the_weights_is_refused(server, checkpoint):
    lie = SMALL.model_copy(update={"width": 512, "depth": 5}).to_json().encode()
    server.add("ann/lies", {**files_of(checkpoint), CONFIG: lie})
    refused("ann/lies", "describes another network", error=CheckpointError)
    assert nothing_is_kept()
    refused("ann/lies", "describes another network", error=CheckpointError)


def test_a_config_of_another_library_is_refused_before_the_weights(server):
    server.add("ann/bert", {CONFIG: b'{"hidden_size": 768}', MODEL: bytes(50_000)})
    refused("ann/bert", "hidden_size", error=CheckpointError)
    assert not [path for path in downloads(server) if path.endswith(MODEL)]


def test_a_pickle_with_code_is_refused_and_does_not_run(server, tmp_path):
    class Bomb:
        def __reduce__(self):
            return Path.touch, (tmp_path / "ran",)

    server.add("evil/pix2pix", {"pytorch_model.bin": pickled({"down1.model.0.weight": Bomb()})})
    refused("evil/pix2pix", "run code", error=CheckpointError)
    assert not (tmp_path / "ran").exists()
    assert nothing_is_kept()


def test_a_resnet_generator_is_refused_by_name(server):
    state = {"model.1.weight": torch.zeros(1), "model.10.conv_block.1.weight": torch.zeros(1)}
    server.add("them/cyclegan", {WEIGHTS: pickled(state)})
    refused("them/cyclegan", "ResNet", "model.1.weight", error=CheckpointError)


def test_a_name_of_a_file_cannot_leave_the_cache(server, checkpoint):
    server.add("evil/path", {"../../../outside.pth": bytes(20_000)})
    refused("evil/path")
    assert not list(Path(constants.HF_HOME).parent.rglob("outside.pth"))


# Search and room


def test_a_search_asks_for_pix2pix_models(server):
    server.add("ann/cats", {})
    server.add("ann/dogs", {})
    server.add("ann/private-cats", {}, private=True)
    assert [found.name for found in hub.search(" cats ")] == ["ann/cats"]
    assert server.searched["pipeline_tag"] == "image-to-image"
    assert server.searched["filter"] == "pix2pix"


def test_a_search_without_network_is_said(server, monkeypatch):
    monkeypatch.setattr(time, "sleep", lambda _: None)  # the client tries for 23 s
    server.shutdown()
    server.server_close()
    with pytest.raises(HubError, match="out of reach"):
        hub.search("cats")


def test_every_curated_model_has_a_good_name():
    for found in hub.CURATED:
        assert Reference.parse(found.name).repository == found.name


def test_only_the_models_used_last_are_kept(server, checkpoint):
    folders = []
    for number in range(3):
        files = {**files_of(checkpoint), "README.md": b"%d" % number}
        server.add(f"ann/model-{number}", files)
        folders.append(hub.pull(f"ann/model-{number}"))
        os.utime(folders[-1], (number, number))
    hub.trim(2)
    assert [folder.exists() for folder in folders] == [False, True, True]
    blobs = [path for path in Path(constants.HF_HUB_CACHE).rglob("blobs/*") if path.is_file()]
    assert b"0" not in [path.read_bytes() for path in blobs]
    assert b"1" in [path.read_bytes() for path in blobs]
    hub.trim(2)  # and again, with nothing to do
    assert hub.pull("ann/model-0") == folders[0]


# Onto the Hub


@pytest.fixture
def writer(server, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    return server


def copy(checkpoint: Path, place: Path) -> Path:
    place.mkdir()
    for name, content in files_of(checkpoint).items():
        (place / name).write_bytes(content)
    return place


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


def test_a_card_that_is_there_is_kept(writer, checkpoint, tmp_path):
    folder = copy(checkpoint, tmp_path / "mine")
    (folder / "README.md").write_text("---\nlicense: mit\n---\n# By hand\n")
    hub.push(folder, "me/mine")
    assert b"By hand" in writer.repositories["me/mine"].files()["README.md"]


def push_refused(folder: Path, name: str, *words: str, **options) -> None:
    with pytest.raises(HubError) as caught:
        hub.push(folder, name, **options)
    for word in words:
        assert word in str(caught.value)
    assert TOKEN not in str(caught.value)


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
    (folder / CONFIG).write_text(SMALL.model_copy(update={"width": 9}).to_json())
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


# The command line, as a person uses it


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


def test_the_command_convert_says_what_it_found(tmp_path):
    path = tmp_path / WEIGHTS
    path.write_bytes(pickled(nested_state(5, 4, 1, 3, "instance")))
    result = run("convert", path, "--out", tmp_path / "out", "--source", "maps")
    assert result.returncode == 0, result.stderr
    assert "1 to 3 channels, instance norm" in result.stderr
    assert load_generator(tmp_path / "out")[1].source == "maps"
