import os
from pathlib import Path

import pytest
import torch
from conftest import SMALL, model_of
from foreign import ResnetGenerator, huggan_state, nested_output, nested_state
from hub_fixtures import WEIGHTS, downloads, files_of, nothing_is_kept, pickled, refused
from huggingface_hub import constants
from torch.nn.modules.module import register_module_module_registration_hook

from pix2pix import Translator, hub
from pix2pix.checkpoint.files import CONFIG, MODEL
from pix2pix.checkpoint.folder import has_reverse, load_generator, reverse_folder
from pix2pix.errors import CheckpointError, HubError
from pix2pix.hub.reference import Reference


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
    assert (config.domains.source, config.domains.target) == ("edges", "shoes")
    image = torch.rand(1, 3, 32, 32) * 2 - 1
    with torch.no_grad():
        theirs = nested_output(state, image.clone(), [], False)
        assert (generator(image, ()) - theirs).abs().max() < 1e-5

    modified = (folder / MODEL).stat().st_mtime_ns
    assert hub.pull("them/Edges2Shoes_pix2pix") == folder
    assert (folder / MODEL).stat().st_mtime_ns == modified
    assert len(downloads(server)) == 1


def test_foreign_weights_fill_one_network_before_they_are_kept(server):
    server.add("them/edges2shoes", {WEIGHTS: pickled(nested_state(5, 4, 3, 3, "batch"))})
    made: list[str] = []
    counting = register_module_module_registration_hook(lambda _, name, module: made.append(name))
    try:
        folder = hub.pull("them/edges2shoes")
        pulled = list(made)
        made.clear()
        Translator.load(folder, "torch")
    finally:
        counting.remove()
    assert pulled == made  # the layers of one network, in the order in which it is built
    assert made.count("to_image") == 1


def cyclegan_file(width: int, blocks: int = 1) -> tuple[ResnetGenerator, bytes]:
    original = ResnetGenerator(width=width, blocks=blocks)
    return original, pickled(original.state_dict())


def answers_as(folder: Path, original: ResnetGenerator, source: str, target: str) -> None:
    generator, config = load_generator(folder)
    assert (config.domains.source, config.domains.target) == (source, target)
    image = torch.rand(1, 3, 32, 36) * 2 - 1
    with torch.no_grad():
        assert (generator(image) - original(image)).abs().max() < 1e-5


@pytest.mark.parametrize(
    "names",
    [
        ("latest_net_G_A.pth", "latest_net_G_B.pth"),
        ("checkpoints/zebra/latest_net_G_A.pth", "checkpoints/zebra/latest_net_G_B.pth"),
        ("netG_A2B.pth", "netG_B2A.pth"),
        ("G_AB.bin", "G_BA.bin"),
    ],
)
def test_both_directions_of_a_repository_become_one_checkpoint(server, names):
    (there, one), (back, other) = cyclegan_file(4), cyclegan_file(6)
    files = dict(zip(names, (one, other), strict=True))
    server.add("them/horse2zebra", {**files, "latest_net_D_A.pth": b"not fetched"})
    folder = hub.pull("them/horse2zebra")
    answers_as(folder, there, "horse", "zebra")
    answers_as(reverse_folder(folder), back, "zebra", "horse")
    assert len(downloads(server)) == 2


def test_the_newest_save_is_taken_where_there_are_several(server):
    (there, one), (back, other) = cyclegan_file(4), cyclegan_file(6)
    files = {"latest_net_G_A.pth": one, "latest_net_G_B.pth": other}
    earlier = {f"{epoch}_net_G_{way}.pth": b"" for epoch in (5, 10) for way in "AB"}
    server.add("them/horse2zebra", {**files, **earlier})
    folder = hub.pull("them/horse2zebra")
    answers_as(folder, there, "horse", "zebra")
    answers_as(reverse_folder(folder), back, "zebra", "horse")


@pytest.mark.parametrize(
    ("name", "source", "target"),
    [
        ("horse2zebra.pth", "horse", "zebra"),
        ("latest_net_G_A.pth", "horse", "zebra"),
        ("latest_net_G_B.pth", "zebra", "horse"),
    ],
)
def test_one_direction_alone_is_the_forward_one(server, name, source, target):
    original, content = cyclegan_file(4)
    server.add("them/horse2zebra", {name: content})
    folder = hub.pull("them/horse2zebra")
    answers_as(folder, original, source, target)
    assert not has_reverse(folder)


def test_saves_of_which_none_is_the_latest_are_refused(server):
    server.add("them/horse2zebra", {f"{n}_net_G_A.pth": b"" for n in (5, 10)})
    refused("them/horse2zebra", "10_net_G_A.pth, 5_net_G_A.pth", "latest_net_G_A.pth")


def test_where_one_direction_is_damaged_neither_is_kept(server):
    files = {"latest_net_G_A.pth": cyclegan_file(4)[1], "latest_net_G_B.pth": b"damaged"}
    server.add("them/horse2zebra", files)
    refused("them/horse2zebra", error=CheckpointError)
    assert nothing_is_kept()


def test_a_huggan_repository_has_no_config(server):
    server.add("huggan/pix2pix-night2day", {"pytorch_model.bin": pickled(huggan_state())})
    config = load_generator(hub.pull("huggan/pix2pix-night2day"))[1]
    named = config.generator.architecture, config.domains.source, config.domains.target
    assert named == ("huggan", "night", "day")


def test_a_new_commit_is_another_model_and_a_revision_names_the_old_one(server, checkpoint):
    repository = server.add("ann/faces", files_of(checkpoint))
    first = repository.revisions["main"]
    repository.revisions["v1"] = first
    old = hub.pull("ann/faces")
    config = model_of(SMALL, source="lines")
    second = repository.commit({CONFIG: config.to_json().encode()})

    new = hub.pull("ann/faces")
    assert (old.name, new.name) == (first, second)
    assert load_generator(new)[1].domains.source == "lines"
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


def test_a_search_asks_for_pix2pix_models(server):
    server.add("ann/cats", {})
    server.add("ann/dogs", {})
    server.add("ann/private-cats", {}, private=True)
    assert [found.name for found in hub.search(" cats ")] == ["ann/cats"]
    assert server.searched["pipeline_tag"] == "image-to-image"
    assert server.searched["filter"] == "pix2pix"


def test_a_search_without_network_is_said(server):
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
    hub.trim(0, spare="ann/model-1")
    assert [folder.exists() for folder in folders] == [False, True, False]
    assert hub.pull("ann/model-0") == folders[0]


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
