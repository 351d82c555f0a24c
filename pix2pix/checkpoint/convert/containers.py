"""Finds the one known network in whatever it was saved in.

People save a network alone, wrapped (``module.``, ``_orig_mod.``, ``netG.``), or as one of many
entries of a training state (``netG``, ``state_dict``, ``G_ema``). None of these words is known
here: a network is recognised by its own names, wherever they are and whatever stands before them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from torch import Tensor

from pix2pix.checkpoint.convert import huggan, junyanz, resnet
from pix2pix.checkpoint.convert.family import Family, Tensors
from pix2pix.checkpoint.convert.reading import LARGEST, SHOWN, Content
from pix2pix.errors import CheckpointError

DEEPEST = 6  # containers within containers
EXPECTED = (
    "Expected are the weights of a generator of pytorch-CycleGAN-and-pix2pix "
    "(latest_net_G.pth, latest_net_G_A.pth) or of HugGAN (pytorch_model.bin)."
)
NUMBERS = re.compile(r"\d+")
FLAT = re.compile(r"\d+\.weight$")  # one layer after the other
CALLED = re.compile(r"(^|[._])(net)?(D|[Dd]iscriminator)(_\w)?\.")
A_PAIR = (2, 4, 6)  # channels of source and target together
FAMILIES: tuple[Family, ...] = (junyanz, resnet, huggan)


@dataclass(frozen=True)
class Network:
    """A generator of a known kind.

    Attributes:
        place: Where it was found, e.g. ``state_dict/generator``; empty if it is all there is.
        family: Knows its tensors.
        tensors: By their names within the network.
    """

    place: str
    family: Family
    tensors: Tensors


def find_network(content: Content, file: Path, wanted: str = "") -> Network:
    """The one known network in a file, or the one in that place.

    Raises:
        CheckpointError: There is none, or there are several and none is named.
    """
    tables = list(_tables(content.found))
    networks = [network for place, tensors in tables for network in _known(place, tensors)]
    chosen = [each for each in networks if not wanted or each.place == wanted]
    places = ", ".join(each.place or "the file itself" for each in networks)
    if not networks:
        raise CheckpointError(f"{file} {_what_else(content, tables)}")
    if not chosen:
        raise CheckpointError(f"{file} has no network in {wanted}. Choose from: {places}.")
    if len(chosen) > 1:
        raise CheckpointError(
            f"{file} holds {len(networks)} networks that are known: {places}. Say which one, "
            f"for example --network {networks[0].place}; --reverse-network names the one of the "
            "other direction, if it is there."
        )
    (network,) = chosen
    # Strides can make a few bytes pass for a huge tensor.
    size = sum(tensor.numel() * tensor.element_size() for tensor in network.tensors.values())
    if size > LARGEST:
        raise CheckpointError(
            f"{file} claims more than {LARGEST / 1e9:.0f} GB of weights; no generator that can be "
            "converted has so many. Check that it is the right file."
        )
    return network


def _tables(found: object) -> Iterator[tuple[str, Tensors]]:
    """Every dictionary that holds tensors by name, and where it is."""
    seen: set[int] = set()  # one that holds itself, or the same thing many times, is no bomb

    def walk(value: object, place: str, depth: int) -> Iterator[tuple[str, Tensors]]:
        if id(value) in seen or depth > DEEPEST or not isinstance(value, dict | list | tuple):
            return
        seen.add(id(value))
        inside = value if isinstance(value, dict) else dict(enumerate(value))
        named = {key: each for key, each in inside.items() if isinstance(key, str)}
        tensors = {name: each for name, each in named.items() if isinstance(each, Tensor)}
        if tensors:
            yield place, tensors
        for key, each in inside.items():
            if not isinstance(each, Tensor):
                yield from walk(each, f"{place}/{key}" if place else str(key), depth + 1)

    yield from walk(found, "", 0)


def _known(place: str, tensors: Tensors) -> Iterator[Network]:
    for family in FAMILIES:
        for prefix, own in family.networks(tensors).items():
            parts = [part for part in (place, prefix.removesuffix(".")) if part]
            yield Network("/".join(parts), family, own)


def _what_else(content: Content, tables: list[tuple[str, Tensors]]) -> str:
    """The rest of a sentence that begins with the file: what it is, if no known generator."""
    unread = ", ".join(content.unread[:SHOWN])
    names = sorted({name for _, tensors in tables for name in tensors})
    found = ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" * (len(names) > SHOWN))
    if unread and not names:
        return (
            f"is no plain file of weights: it holds objects ({unread}) that would run code when "
            "opened. Save it again with torch.save(network.state_dict(), file)."
        )
    if not names:
        kind = type(content.found).__name__
        return f"holds no tensors by name (it is a {kind}). {EXPECTED}"
    if any(re.search(r"(^|\.)encoder\.0\.(0\.)?weight", name) for name in names) and any(
        "to_image." in name for name in names
    ):
        return (
            f"holds a generator of pix2pix itself (found {found}). Nothing is to be converted: "
            "give the folder with its config.json wherever a checkpoint is asked for."
        )
    if any(_is_discriminator(tensors) for _, tensors in tables):
        return (
            f"holds a discriminator (found {found}), which judges pictures and makes none. Give "
            "the generator, for example latest_net_G.pth."
        )
    if unread:
        return (
            f"holds {found}, and objects ({unread}) that would run code when opened. {EXPECTED} "
            "Save it with torch.save(network.state_dict(), file)."
        )
    return f"holds {found}. {EXPECTED}"


def _is_discriminator(tensors: Tensors) -> bool:
    """Whether it is called so, or narrows a picture, or a pair, down to one figure per place."""
    filters = [name for name, tensor in tensors.items() if tensor.dim() == 4]
    filters.sort(key=lambda name: [int(number) for number in NUMBERS.findall(name)])
    if not all(FLAT.search(name) for name in filters) or len(filters) < 2:
        return False
    called = any(CALLED.search(name) for name in filters)
    inputs, outputs = tensors[filters[0]].shape[1], tensors[filters[-1]].shape[0]
    return called or outputs == 1 or inputs in A_PAIR
