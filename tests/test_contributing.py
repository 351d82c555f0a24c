"""The map in CONTRIBUTING.md is that of the house."""

import re

from conftest import ROOT
from test_layers import LAYERS

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
EXAMPLES = {"methods/cyclegan.py"}  # of what could be added


def test_files_and_folders_that_the_map_names_exist():
    named = set(re.findall(r"`([\w./-]+(?:/|\.py|\.js))`", TEXT)) - EXAMPLES
    assert len(named) > 20
    for name in named:
        assert (ROOT / name).exists() or (ROOT / "pix2pix" / name).exists(), name


def test_the_map_has_the_rows_of_the_layers_from_the_top():
    firsts = re.findall(r"^\| ((?:`[\w/.]+`[^|`]*)+) \|", TEXT, re.MULTILINE)
    rows = [set(re.findall(r"`(\w+)(?:/|\.py)`", first)) - {"app"} for first in firsts]
    assert rows == [units for units in reversed(LAYERS) if "__init__" not in units]


def test_make_targets_of_the_page_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for name in re.findall(r"^make (\w+)|`make (\w+)`", TEXT, re.MULTILINE):
        assert re.search(rf"^{''.join(name)}:", makefile, re.MULTILINE), name
