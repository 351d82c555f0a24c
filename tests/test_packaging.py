"""What is installed: with the package, with its extras, and with requirements.txt."""

import tomllib

import pytest
from conftest import ROOT
from packaging.requirements import Requirement

from pix2pix.cli.extras import NEEDED, require_extra
from pix2pix.errors import Pix2PixError

SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = SETTINGS["project"]
EXTRAS = PROJECT["optional-dependencies"]


def test_requirements_are_those_of_the_package_with_all_extras():
    listed = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    wanted = [line for line in listed if not line.startswith("#")]
    assert sorted(wanted) == sorted(sum(EXTRAS.values(), PROJECT["dependencies"]))


def test_the_library_alone_needs_neither_pages_nor_quantization():
    named = {Requirement(line).name for line in PROJECT["dependencies"]}
    assert "torch" in named
    assert named.isdisjoint({"gradio", "streamlit", "pandas", "nncf"})


def test_what_a_command_asks_for_is_in_the_extra_that_it_names():
    for extra, library in NEEDED.items():
        assert library in {Requirement(line).name for line in EXTRAS[extra]}


def test_a_missing_extra_is_named(monkeypatch):
    monkeypatch.setitem(NEEDED, "canvas", "not_installed")
    with pytest.raises(Pix2PixError) as error:
        require_extra("canvas")
    assert str(error.value) == (
        "This needs not_installed, which is not installed. Install pix2pix with its extra, "
        "`pix2pix[canvas]`, or all that requirements.txt lists."
    )


def test_everything_that_the_apps_read_is_in_the_wheel():
    taken = SETTINGS["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assets = {"assets/flats", "assets/layouts", "assets/sketches"}
    assert set(taken) == {".streamlit", "app", "docs/recipes", *assets}
    for source, place in taken.items():
        assert place == f"pix2pix/bundle/{source}"
        assert (ROOT / source).is_dir()
