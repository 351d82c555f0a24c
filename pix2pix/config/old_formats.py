"""Reads what earlier versions wrote: files of the format ``pix2pix-1``, and names of that time.

Nothing here writes. Whatever is read is checked afterwards like any other file.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

LINES = ("edge", "line", "sketch", "contour")  # a source called so was drawn with a pen
NAMES = {  # of settings and of the log
    "tint": "color_hint",
    "tints": "hint_colors",
    "first_take": "default_seed",
    "laid": "random_placement",
    "cut": "collage",
    "recolour": "hue_jitter",
    "colour_weight": "chroma_weight",
    "average": "ema_decay",
    "pace": "seconds_per_step",
}
DOMAINS = ("source", "target", "labels", "default_seed")
METHOD = (
    "gan",
    "gan_weight",
    "reconstruction",
    "reconstruction_weight",
    "chroma_weight",
    "hue_jitter",
)
ONLY_UNET = (
    *("width", "depth", "norm", "dropout_levels", "skips", "bias", "upsampling"),
    *("color_hint", "hint_colors"),
)

Values = dict[str, Any]


def model_from_1(values: Any) -> Any:
    """The values of a ``config.json``, in today's words if it is of the format ``pix2pix-1``.

    That one was flat: it mixed the network with what its domains are called.
    """
    if not isinstance(values, dict) or values.get("format") != "pix2pix-1":
        return values
    generator = renamed(values)
    del generator["format"]
    domains = {name: generator.pop(name) for name in DOMAINS if name in generator}
    domains["labels"] = [_label(each) for each in domains.get("labels", ())]
    domains["input_kind"] = "labels" if domains["labels"] else kind_named(domains.get("source", ""))
    if generator.get("architecture") == "huggan":
        generator = {name: value for name, value in generator.items() if name not in ONLY_UNET}
    return {"generator": generator, "domains": domains}


def recipe_from_1(values: Any) -> Any:
    """The values of a ``train.json``, likewise; its generator says of which format it is."""
    generator = values.get("generator") if isinstance(values, dict) else None
    if not isinstance(generator, dict) or generator.get("format") != "pix2pix-1":
        return values
    train = renamed(values.get("train", {}))
    method = {name: train.pop(name) for name in METHOD if name in train}
    return {
        **values,
        **model_from_1(generator),
        "method": method,
        "data": renamed(values.get("data", {})),
        "train": train,
    }


def renamed(values: Mapping[str, Any]) -> Values:
    """Keys of that time in today's words."""
    return {NAMES.get(name, name): value for name, value in values.items()}


def kind_named(source: str) -> Literal["lines", "photo"]:
    """How one draws for a model that only says what its input is called."""
    return "lines" if any(word in source.lower() for word in LINES) else "photo"


def tensors_from_1(tensors: Mapping[str, Any]) -> Values:
    """Tensors of a U-Net by today's names; the layers that read a color hint had another one."""
    return {name.replace("tint.", "hint_layers."): each for name, each in tensors.items()}


def state_from_1(state: Values) -> Values:
    """What ``resume/state.pt`` held, in the places of today."""
    if "method" in state:
        return state
    averaged = tensors_from_1(state["averaged"])
    networks = tensors_from_1(state["networks"])
    return {**state, "networks": networks, "averaged": {"forward": averaged}, "method": {}}


def log_from_1(entries: Iterable[Values]) -> list[Values]:
    """Entries of a log, with the keys of today."""
    return [renamed(entry) for entry in entries]


def _label(label: Any) -> Any:
    if not isinstance(label, dict) or "colour" not in label:
        return label
    return {"name": label.get("name"), "color": label["colour"]}
