"""Tables made from beginning to end, on streets of 32 px."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from pix2pix.checkpoint.files import STATE
from pix2pix.checkpoint.run import State, read_status
from pix2pix.config import PaperConfig
from pix2pix.errors import ConfigError, DataError, RunError
from pix2pix.jobs import control
from pix2pix.paper.plan import make_plan
from pix2pix.paper.run import Phase, make_tables
from pix2pix.translator import Translator
from tests.conftest import write_pairs
from tests.paper.pairs import TINY, write_streets

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def streets(tmp_path_factory) -> Path:
    return write_streets(tmp_path_factory.mktemp("data") / "streets")


def make(data: Path, out: Path, *tables: str, config: PaperConfig = TINY, **how) -> list:
    return list(make_tables(data, make_plan(data, out, config, tables), **how))


def written(out: Path) -> dict:
    return json.loads((out / "tables.json").read_text())


def test_another_table_shares_the_rows_that_are_there(streets, tmp_path):
    first = make(streets, tmp_path / "out", "colors")
    assert {each.run for each in first} == {
        f"{name}-seed0" for name in ("l1", "cgan", "l1-cgan", "patch-1")
    }
    before = {file: file.stat().st_mtime_ns for file in tmp_path.rglob("measured.json")}
    second = make(streets, tmp_path / "out", "losses")
    trained = {each.run for each in second if each.phase is Phase.TRAINING}
    assert trained == {"gan-seed0", "l1-gan-seed0"}
    assert all(file.stat().st_mtime_ns == then for file, then in before.items())
    assert [table["name"] for table in written(tmp_path / "out")["tables"]] == ["losses", "colors"]
    rows = tmp_path / "out" / "rows"  # are runs like any other
    assert sorted(control.list_runs(rows)) == sorted(path.name for path in rows.iterdir())
    assert read_status(rows / "l1-seed0").state is State.FINISHED
    assert Translator.load(rows / "l1-seed0")(Image.new("RGB", (32, 32))).size == (32, 32)
    assert make(streets, tmp_path / "out", "losses")[-1].phase is Phase.WRITING  # nothing else
