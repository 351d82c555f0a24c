"""The command killed in every phase, as the kernel kills, and given again."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from pix2pix.checkpoint.run import read_log
from pix2pix.paper.measure import MEASURED
from pix2pix.paper.plan import make_plan
from pix2pix.paper.run import PROGRESS, make_tables
from tests.conftest import ROOT, command
from tests.paper.pairs import FLAGS, TINY, write_streets

pytestmark = pytest.mark.slow

STEPS = 4
SETTINGS = TINY.changed(steps=STEPS)


def killed(arguments: list[str], out: Path, phase: str, run: str) -> None:
    """Start the command, and kill it in a phase of a run."""
    process = subprocess.Popen(
        arguments, cwd=ROOT, stderr=subprocess.PIPE, text=True, env={**os.environ, "COLUMNS": "200"}
    )
    while process.poll() is None:
        place = out / PROGRESS
        now = json.loads(place.read_text()) if place.is_file() else {}
        if (now.get("phase"), now.get("run")) == (phase, run):
            process.send_signal(signal.SIGKILL)
            break
        time.sleep(0.002)
    said = process.communicate(timeout=600)[1]
    assert process.returncode == -signal.SIGKILL, said


def test_a_command_killed_in_every_phase_ends_with_the_same_tables(tmp_path):
    streets, out, whole = write_streets(tmp_path / "streets"), tmp_path / "out", tmp_path / "whole"
    words = command("paper", streets, "--out", out, "--table", "unpaired", *FLAGS, "--steps", STEPS)
    killed(words, out, "training the segmenter", "segmenter")
    killed(words, out, "training", "l1-cgan-seed0")
    first = out / "rows" / "cyclegan-seed0" / MEASURED
    measured = first.stat().st_mtime_ns
    killed(words, out, "measuring", "to-labels-l1-cgan-seed0")
    assert not (out / "rows" / "to-labels-l1-cgan-seed0" / MEASURED).exists()
    killed(words, out, "writing tables", "to-labels-l1-cgan-seed0")
    subprocess.run(words, cwd=ROOT, check=True, timeout=600)
    assert first.stat().st_mtime_ns == measured

    list(make_tables(streets, make_plan(streets, whole, SETTINGS, ["unpaired"])))
    one, other = (json.loads((each / "tables.json").read_text()) for each in (out, whole))
    assert one == other
    for name in ("tables.md", "figures/unpaired.png", "figures/unpaired-labels.png"):
        assert (out / name).read_bytes() == (whole / name).read_bytes()
    steps = [each["step"] for each in read_log(out / "rows" / "l1-cgan-seed0") if "g_gan" in each]
    assert steps == sorted(set(steps))

    there, back = one["tables"]
    for table, titles in ((there, ["CycleGAN", "pix2pix"]), (back, ["CycleGAN", "pix2pix"])):
        assert [line["title"] for line in table["lines"]] == titles
        assert all(0 <= line["figures"]["iou"]["value"] <= 1 for line in table["lines"])
        assert len(table["orderings"]) == 3
    assert there["real"]["pixel"]["value"] > 0
    assert "real" not in back
