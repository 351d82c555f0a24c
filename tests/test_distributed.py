"""Two processes on one machine, as ``torchrun`` starts them; the CPU stands for two GPUs."""

import json
import signal
import subprocess
import time
from pathlib import Path

import pytest
from conftest import LITTLE, ROOT, command, write_pairs

pytestmark = pytest.mark.slow

TWO = ("-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2")
FLAGS = (*LITTLE, "--precision", "fp32", "--report-every", "1", "--save-every", "4", "--seed", "3")


def train_command(data: Path, out: Path, *flags: str, processes: int) -> list[str]:
    words = command("train", data, "--out", out, *FLAGS, *flags)
    return words if processes == 1 else [words[0], *TWO, *words[1:]]


def train(data: Path, out: Path, *flags: str, processes: int) -> list[dict[str, float]]:
    """Losses of every step."""
    words = train_command(data, out, *flags, processes=processes)
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    return losses(out)


def losses(out: Path) -> list[dict[str, float]]:
    entries = [json.loads(line) for line in (out / "log.jsonl").read_text().splitlines()]
    return [
        {name: value for name, value in entry.items() if name[:2] in ("d_", "g_", "st")}
        for entry in entries
        if "g_l1" in entry
    ]


def assert_close(one: list[dict[str, float]], other: list[dict[str, float]]) -> None:
    assert len(one) == len(other)
    for row, expected in zip(one, other, strict=True):
        assert row == pytest.approx(expected, abs=1e-4)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_pairs(tmp_path_factory.mktemp("data"), count=10)


@pytest.fixture(scope="module")
def alone(data: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, float]]:
    out = tmp_path_factory.mktemp("runs") / "alone"
    return train(data, out, "--batch-size", "4", "--steps", "10", processes=1)


def test_two_processes_lose_what_one_loses_at_twice_the_batch(
    data: Path, alone: list[dict[str, float]], tmp_path: Path
) -> None:
    two = train(data, tmp_path / "two", "--batch-size", "2", "--steps", "10", processes=2)
    assert_close(two, alone)
    assert alone[0] != alone[-1]


def test_one_process_carries_on_where_two_stopped(
    data: Path, alone: list[dict[str, float]], tmp_path: Path
) -> None:
    out = tmp_path / "two"
    train(data, out, "--batch-size", "2", "--steps", "6", processes=2)
    more = ("--resume", "--batch-size", "4", "--steps", "10")
    assert_close(train(data, out, *more, processes=1), alone)


def test_two_processes_stop_together_at_a_signal_and_save_once(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "two"
    words = train_command(data, out, "--batch-size", "2", "--steps", "100000", processes=2)
    started = subprocess.Popen(words, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while not (out / "log.jsonl").is_file():
        assert started.poll() is None, started.stderr.read()
        assert time.monotonic() < deadline
        time.sleep(0.1)
    started.send_signal(signal.SIGTERM)
    started.communicate(timeout=600)
    assert started.returncode != 0
    status = json.loads((out / "status.json").read_text())
    assert status["state"] == "stopped"
    saved = status["step"]
    assert 0 < saved < 100000
    resumed = train(
        data, out, "--resume", "--batch-size", "2", "--steps", str(saved + 2), processes=2
    )
    assert [row["step"] for row in resumed] == list(range(1, saved + 3))
