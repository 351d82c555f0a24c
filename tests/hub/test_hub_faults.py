import errno
import os
import resource
import subprocess
from pathlib import Path

import pytest
import torch
from conftest import ROOT, SMALL, command, model_of, run, small_disk
from foreign import nested_state
from hub_fixtures import (
    WEIGHTS,
    downloads,
    files_of,
    nothing_is_kept,
    pickled,
    refused,
)
from hub_server import TOKEN
from huggingface_hub import constants

from pix2pix import hub
from pix2pix.checkpoint.files import CONFIG, MODEL
from pix2pix.errors import CheckpointError, DiskError, HubError


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


@pytest.mark.slow
def test_the_second_time_works_offline(server, checkpoint, monkeypatch):
    server.add("ann/faces", files_of(checkpoint))
    folder = hub.pull("ann/faces")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    answer = run("pull", "ann/faces")
    assert answer.stdout.strip() == str(folder), answer.stderr


def test_no_network_is_said(server):
    server.shutdown()
    server.server_close()
    refused("ann/faces", server.url, "out of reach", "Check the connection")


@pytest.mark.slow
def test_offline_and_never_pulled_is_said(server, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    result = run("pull", "ann/faces")
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


def test_who_is_anonymous_does_not_see_what_the_token_may(server, checkpoint, monkeypatch):
    server.add("ann/secret", files_of(checkpoint), private=True)
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    assert (hub.pull("ann/secret") / MODEL).is_file()
    with pytest.raises(HubError, match="private"):
        hub.pull("ann/secret", anonymous=True)


def test_a_gated_repository_says_where_its_conditions_are(server, checkpoint, monkeypatch):
    server.add("ann/gated", files_of(checkpoint), gated=True)
    refused("ann/gated", "gated", f"{server.url}/ann/gated")
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    assert (hub.pull("ann/gated") / MODEL).is_file()


def test_a_connection_that_is_cut_goes_on_where_it_was(server, checkpoint, small_chunks):
    server.add("ann/faces", files_of(checkpoint))
    server.cut_after = [9_000]
    told = []
    folder = hub.pull("ann/faces", progress=lambda done, total: told.append(done))
    assert files_of(folder) == files_of(checkpoint)
    size = (checkpoint / MODEL).stat().st_size
    assert told[-1] == size
    assert server.sent == [(0, 9_000), (9_000, size - 9_000)]


def test_the_next_pull_goes_on_where_the_last_one_was_cut(server, checkpoint, small_chunks):
    server.add("ann/faces", files_of(checkpoint))
    server.cut_after = [9_000, *[0] * 20]
    refused("ann/faces", "broke off")
    assert nothing_is_kept()
    server.cut_after, server.sent = [], []
    told = []
    folder = hub.pull("ann/faces", progress=lambda done, total: told.append(done))
    size = (checkpoint / MODEL).stat().st_size
    assert server.sent == [(9_000, size - 9_000)]
    assert (told[0], told[-1]) == (9_000, size)
    assert files_of(folder) == files_of(checkpoint)
    assert not list(Path(constants.HF_HUB_CACHE).rglob("*.partial"))


@pytest.mark.parametrize("wrong", [9_000, 300_000])
def test_a_part_that_was_damaged_is_fetched_again(server, checkpoint, small_chunks, wrong):
    server.add("ann/faces", files_of(checkpoint))
    server.cut_after = [9_000, *[0] * 20]
    refused("ann/faces", "broke off")
    (partial,) = Path(constants.HF_HUB_CACHE).rglob("*.partial")
    partial.write_bytes(bytes(wrong))
    server.cut_after = []
    if wrong < (checkpoint / MODEL).stat().st_size:  # else it is plain that it is wrong
        refused("ann/faces", MODEL, "hash")
    assert files_of(hub.pull("ann/faces")) == files_of(checkpoint)


def test_parts_that_nobody_goes_on_with_are_deleted_in_the_end(server, checkpoint, small_chunks):
    server.add("ann/faces", files_of(checkpoint))
    server.cut_after = [9_000, *[0] * 20]
    refused("ann/faces", "broke off")
    (partial,) = Path(constants.HF_HUB_CACHE).rglob("*.partial")
    hub.trim(1)
    assert partial.exists()
    os.utime(partial, (0, 0))
    hub.trim(1)
    assert not partial.exists()


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


@pytest.mark.slow
def test_a_disk_without_room_is_said_before_the_download(server):
    server.add("ann/faces", {WEIGHTS: bytes(10)})
    server.claimed_sizes = {WEIGHTS: 1_900_000_000}
    with small_disk(Path(constants.HF_ASSETS_CACHE), "1m"):
        refused("ann/faces", "needs 3800 MB", "HF_HOME", error=DiskError)
    assert not downloads(server)


@pytest.mark.slow
def test_a_disk_that_fills_up_meanwhile_is_said(server, tmp_path):
    server.add("them/weights", {WEIGHTS: pickled(nested_state(5, 16, 3, 3, "batch"))})
    result = subprocess.run(
        command("pull", "them/weights"),
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
    lie = model_of(SMALL.changed(width=512, depth=5)).to_json().encode()
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


def test_the_anti_aliased_generator_of_cut_is_refused_by_name(server):
    names = ("model.1.weight", "model.7.filt", "model.12.conv_block.1.weight")
    server.add("them/cut", {WEIGHTS: pickled({name: torch.zeros(1) for name in names})})
    refused("them/cut", "CUT", "model.7.filt", error=CheckpointError)
    assert nothing_is_kept()


def test_a_hash_cannot_leave_the_cache(server, checkpoint):
    server.add("evil/hash", files_of(checkpoint))
    server.claimed_hashes = {MODEL: "../../../../outside"}
    refused("evil/hash", "is no hash")
    assert not list(Path(constants.HF_HOME).parent.rglob("outside*"))


def test_a_name_of_a_file_cannot_leave_the_cache(server, checkpoint):
    server.add("evil/path", {"../../../outside.pth": bytes(20_000)})
    refused("evil/path")
    assert not list(Path(constants.HF_HOME).parent.rglob("outside.pth"))
