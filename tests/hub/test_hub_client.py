"""What the library asks of the Hub's client, and where its public part is not enough."""

import re

import pytest
from conftest import ROOT
from httpx2 import RemoteProtocolError
from huggingface_hub import hf_hub_download

PUBLIC = {"huggingface_hub", *(f"huggingface_hub.{name}" for name in ("errors", "hf_api"))}
IMPORT = re.compile(r"^\s*(?:from|import) (huggingface_hub[\w.]*)", re.MULTILINE)


def test_only_one_file_knows_the_inside_of_the_client():
    knowing = {
        file.name
        for package in ("pix2pix", "app", "checkpoints")
        for file in (ROOT / package).rglob("*.py")
        if set(IMPORT.findall(file.read_text(encoding="utf-8"))) - PUBLIC
    }
    assert knowing == {"partial.py"}


@pytest.mark.parametrize("place", ["cache", "local_dir"])
def test_the_client_alone_begins_again_in_the_next_call(server, small_chunks, tmp_path, place):
    server.add("ann/faces", {"model.safetensors": bytes(30_000)})
    where = {"local_dir": tmp_path / "here"} if place == "local_dir" else {}
    server.cut_after = [9_000, *[0] * 20]
    with pytest.raises(RemoteProtocolError):
        hf_hub_download("ann/faces", "model.safetensors", **where)
    server.cut_after, server.sent = [], []
    hf_hub_download("ann/faces", "model.safetensors", **where)
    assert server.sent == [(0, 30_000)], "it goes on by itself now: hub/partial.py can go"
