"""Who may import whom: a folder uses what stands below it, nothing beside or above it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT

LAYERS = [  # from the bottom; a name is a folder of pix2pix/, or one of its nine loose files
    {"errors", "distributed", "hosting", "plural"},
    {"config", "files"},
    {"networks", "device", "images"},
    {"pixel_budget"},
    {"data", "checkpoint"},
    {"methods", "engines", "hub"},
    {"translator"},
    {"site"},
    {"bench", "evaluation"},
    {"study"},
    {"training"},
    {"jobs"},
    {"paper"},
    {"cli"},
    {"__init__", "__main__"},
]
LEVEL = {unit: level for level, units in enumerate(LAYERS) for unit in units}

# Pages handle pictures and words; tensors stay in the library.
NOT_IN_APP = {"torch", "torchvision", "torchmetrics", "safetensors", "openvino"}
UNITS_NOT_IN_APP = {"networks", "methods", "training", "engines"}

Import = tuple[int, str]  # line, full name of the module


def imports(file: Path) -> Iterator[Import]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}:{node.lineno}: relative import"
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def unit_of(name: str) -> str:
    """The file or sub-package of the library that a full name belongs to."""
    parts = name.split(".")
    inside = ROOT / "pix2pix" / parts[1] if len(parts) > 1 else None
    if inside is not None and (inside.is_dir() or inside.with_suffix(".py").is_file()):
        return parts[1]
    return "__init__"


def own_unit(file: Path) -> str:
    return file.relative_to(ROOT / "pix2pix").parts[0].removesuffix(".py")


def wrong_in_library(file: Path, unit: str) -> list[str]:
    return [
        f"{file.name}:{line}: {unit} (layer {LEVEL[unit]}) imports {name} (layer {LEVEL[other]})"
        for line, name in imports(file)
        if name.split(".")[0] == "pix2pix"
        and (other := unit_of(name)) != unit
        and LEVEL.get(other, 99) >= LEVEL[unit]
    ]


def wrong_in_app(file: Path) -> list[str]:
    return [
        f"{file.name}:{line}: imports {name}"
        for line, name in imports(file)
        if name.split(".")[0] in NOT_IN_APP
        or (name.split(".")[0] == "pix2pix" and unit_of(name) in UNITS_NOT_IN_APP)
    ]


def files(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def test_every_part_of_the_library_has_its_layer():
    units = {own_unit(file) for file in files("pix2pix")}
    assert units == LEVEL.keys(), "add it to LAYERS, or take it out"


def test_the_library_imports_lower_layers_only():
    wrong = []
    for file in files("pix2pix"):
        wrong += wrong_in_library(file, own_unit(file))
    assert wrong == []


def test_the_apps_never_import_tensors():
    wrong = [line for file in files("app") for line in wrong_in_app(file)]
    assert wrong == []


def test_the_library_never_imports_the_apps():
    wrong = [
        f"{file}:{line}: imports {name}"
        for file in files("pix2pix")
        for line, name in imports(file)
        if name.split(".")[0] in ("app", "gradio", "streamlit")
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "line",
    [
        "from pix2pix.training.loop import train",
        "from pix2pix import training",
        "import pix2pix.training.loop",
        "from pix2pix import Translator",
        "def late():\n    from pix2pix.checkpoint.run import Run",
    ],
)
def test_an_import_of_a_higher_layer_is_found(tmp_path, line):
    (tmp_path / "images.py").write_text(f"from pix2pix.files import replace\n{line}\n")
    (wrong,) = wrong_in_library(tmp_path / "images.py", "images")
    number = 2 + line.count("\n")
    assert wrong.startswith(f"images.py:{number}: images (layer 2) imports pix2pix")


@pytest.mark.parametrize(
    "line", ["import torch.nn", "from torch import nn", "from pix2pix.networks import UNet"]
)
def test_a_tensor_in_a_page_is_found(tmp_path, line):
    (tmp_path / "page.py").write_text(f"from pix2pix import Translator\n{line}\n")
    assert wrong_in_app(tmp_path / "page.py")[0].startswith("page.py:2: imports ")


def test_no_file_is_longer_than_250_lines():
    long = {
        str(file.relative_to(ROOT)): count
        for file in (*files("pix2pix"), *files("app"))
        if (count := len(file.read_text(encoding="utf-8").splitlines())) > 250
    }
    assert long == {}
