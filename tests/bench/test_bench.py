"""The benchmark measures what it says; no test looks at how long anything took."""

import io
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
import torch
from conftest import ROOT, command
from rich.console import Console

from pix2pix.bench.cyclegan import measure_cyclegan
from pix2pix.bench.engines import measure_engines
from pix2pix.bench.figures import Figures, Row, median, p95, take_turns
from pix2pix.bench.gpu import measure_gpu
from pix2pix.bench.models import bundled_or_written, random_scribble, write_model
from pix2pix.bench.parts import combine, machine, merge, run_parts
from pix2pix.bench.server import Server, serve
from pix2pix.bench.stages import measure_stages
from pix2pix.bench.stroke import Picture, every_move_to_paint, measure_stroke, pair_up
from pix2pix.bench.training import measure_memory, measure_steps, measure_waiting
from pix2pix.bench.visitors import measure_visitors
from pix2pix.cli import main
from pix2pix.cli.bench import table_of
from pix2pix.config import ResNetConfig, UNetConfig
from pix2pix.errors import Pix2PixError
from tests.quick import slow_fixture

TINY = UNetConfig(size=32, width=4, depth=4)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "edges2photo"
    write_model(folder, TINY)
    return folder


@pytest.fixture(scope="module")
@slow_fixture
def server(model: Path) -> Iterator[Server]:
    with serve(model) as server:
        yield server


def test_functions_take_turns_and_warm_up_first() -> None:
    order: list[str] = []
    functions = {name: (lambda name=name: order.append(name)) for name in "ab"}
    seconds = take_turns(functions, rounds=3, warm_up=2)
    assert "".join(order) == "ababababab"
    assert {name: len(values) for name, values in seconds.items()} == {"a": 3, "b": 3}


def test_percentiles_are_those_of_the_values() -> None:
    assert median([3, 1, 2]) == 2
    assert p95(list(range(101))) == 95


def test_a_picture_is_timed_from_the_newest_move_that_it_shows() -> None:
    times = {
        "moves": [10.0, 15.0, 20.0, 30.0],
        "taken": [16.0, 31.0],
        "encoded": [17.0, 33.0],
        "asked": [1.0, 18.0, 34.0],
        "answered": [5.0, 28.0, 50.0],  # the first one opened the model
        "painted": [29.0, 60.0],
    }
    first, second = pair_up(times)
    assert first == Picture(15.0, 16.0, 17.0, 18.0, 28.0, 29.0)
    assert second == Picture(30.0, 31.0, 33.0, 34.0, 50.0, 60.0)
    assert every_move_to_paint(times["moves"], [first, second]) == [19.0, 14.0, 40.0, 30.0]


def test_every_engine_is_measured_at_every_width() -> None:
    figures, rows = measure_engines(rounds=2, widths=(2,))
    entry = figures["engines"]["2"]
    assert entry.keys() == {"torch", "openvino_float", "openvino", "speedup"}
    assert entry["speedup"] == entry["torch"]["ms"] / entry["openvino"]["ms"]
    assert [row.ratio for row in rows][0] == 1.0


@pytest.mark.slow
def test_steps_are_measured_against_the_usual_code() -> None:
    figures, _ = measure_steps(rounds=2, config=TINY)
    train = figures["train"]
    assert train["speedup"] == train["baseline_s"] / train["ours_s"]


@pytest.mark.slow
def test_steps_of_cyclegan_are_measured_against_the_usual_code() -> None:
    config = ResNetConfig(size=32, width=4, blocks=1)
    figures, rows = measure_cyclegan(rounds=2, config=config)
    (measured,) = figures["cyclegan"].values()
    assert measured.keys() >= {"usual", "fp32"}
    assert measured["fp32"]["speedup"] == measured["usual"]["s"] / measured["fp32"]["s"]
    assert all(100 < each["memory_mb"] < 100_000 for each in measured.values())
    assert len(rows) == 2 * len(measured)


def test_waiting_for_data_is_a_share() -> None:
    share = measure_waiting(steps=5, config=TINY).tree["train"]["waiting_share"]
    assert 0 < share < 1


def test_a_gpu_is_measured_where_there_is_one() -> None:
    figures, rows = measure_gpu(rounds=2, widths=(2,), batches=(1,))
    assert (figures["gpu"] is not None) == torch.cuda.is_available()
    assert len(rows) == (5 if torch.cuda.is_available() else 0)
    assert all(row.median > 0 for row in rows)


def test_memory_of_training_is_that_of_the_process() -> None:
    peak = measure_memory(steps=1, config=TINY).tree["memory"]["train_mb"]
    assert 100 < peak < 100_000  # torch alone takes more than 100 MB


def test_the_canvas_is_drawn_on_and_visited(server: Server, model: Path) -> None:
    stroke = measure_stroke(server, duration=2).tree["stroke"]
    assert stroke.keys() >= {"median_ms", "p95_ms", "pictures_per_s"}
    assert stroke["median_ms"] <= stroke["every_move_p95_ms"]
    visitors = measure_visitors(server, model.name, count=3, duration=1).tree["visitors"]
    assert (visitors["n"], visitors["errors"]) == (3, 0)
    assert visitors["median_ms"] <= visitors["p95_ms"]
    assert server.memory() > 100  # MB; torch alone takes more
    assert server.startup > 0


def test_visitors_of_a_model_that_is_not_there_are_errors(server: Server) -> None:
    visitors = measure_visitors(server, "gone", count=2, duration=0.5).tree["visitors"]
    assert visitors["errors"] > 0


def test_a_browser_that_does_not_start_is_said(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIX2PIX_CHROMIUM", "/nowhere/chromium")
    with pytest.raises(Pix2PixError, match=r"Chromium could not draw .*PIX2PIX_CHROMIUM"):
        measure_stroke(server, duration=1)


def test_what_cannot_be_measured_is_said_before_anything_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("PIX2PIX_CHROMIUM", "/nowhere/chromium")
    out = tmp_path / "bench.json"
    monkeypatch.setattr("sys.argv", ["", "bench", "--only", "stroke", "--out", str(out)])
    with pytest.raises(SystemExit):
        main.main()
    first, last = capsys.readouterr().err.splitlines()
    assert first.startswith("Without stroke: There is no /nowhere/chromium, and pages are drawn")
    assert last == "pix2pix: Nothing of it can be measured here."
    assert not out.exists()


@pytest.mark.slow
def test_a_part_that_fails_costs_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIX2PIX_CHROMIUM", "/nowhere/chromium")
    figures, failed = run_parts(("stroke", "gpu"))
    assert [(part, type(error)) for part, error in failed.items()] == [("stroke", Pix2PixError)]
    assert (figures.tree["gpu"] is not None) == torch.cuda.is_available()


def test_the_bundled_model_is_drawn_with_where_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundled = tmp_path / "checkpoints/edges2photo"
    monkeypatch.setattr("pix2pix.bench.models.ROOT", tmp_path)
    monkeypatch.setattr("pix2pix.bench.models.config_of", lambda width: TINY)
    written = bundled_or_written(tmp_path / "room")
    assert written == tmp_path / "room/edges2photo"
    shutil.copytree(written, bundled)
    assert bundled_or_written(tmp_path / "other") == bundled
    (bundled / "int8.xml").unlink()
    assert bundled_or_written(tmp_path / "other") == tmp_path / "other/edges2photo"


def words_of(process: psutil.Process) -> list[str]:
    with suppress(psutil.Error):  # it may be gone already
        return process.cmdline()
    return []


@pytest.mark.slow
def test_nothing_is_left_of_a_benchmark_that_was_killed(tmp_path: Path) -> None:
    words = command("bench", "--only", "canvas", "--out", tmp_path / "bench.json")
    with subprocess.Popen(words, cwd=ROOT, stderr=subprocess.DEVNULL) as bench:
        family: list[psutil.Process] = []
        while not any("app.gradio_app" in words_of(each) for each in family):
            assert bench.poll() is None
            time.sleep(0.1)
            family = psutil.Process(bench.pid).children(recursive=True)
        bench.kill()
    _, left = psutil.wait_procs(family, timeout=60)
    assert not left


def test_what_the_server_does_is_taken_apart(model: Path) -> None:
    figures = measure_stages(model, rounds=2).tree["stages"]
    assert {"decode_ms", "network_ms", "encode_ms"} <= figures.keys()


def test_parts_are_put_together_branch_by_branch() -> None:
    tree = {"memory": {"serve_mb": 1}}
    merge(tree, {"memory": {"train_mb": 2}, "startup_s": 3})
    assert tree == {"memory": {"serve_mb": 1, "train_mb": 2}, "startup_s": 3}
    one = Figures({"a": 1}, [Row("x", 1, 2)])
    assert combine(one, Figures({"b": 2}, [])) == Figures({"a": 1, "b": 2}, one.rows)


def test_the_table_names_stage_figures_and_machine() -> None:
    rows = [Row("picture", 12.345, 200.4, ratio=4.5), Row("memory", 1234.5, None, "MB")]
    console = Console(width=120, record=True, file=io.StringIO())
    console.print(table_of(Figures({"machine": machine()}, rows)))
    text = console.export_text()
    for words in ("12.3 ms", "200 ms", "4.50", "1234 MB", "cores", "torch"):
        assert words in text


def test_drawings_to_measure_with_are_all_different() -> None:
    assert random_scribble(0).tobytes() != random_scribble(1).tobytes()
    assert random_scribble(1).tobytes() == random_scribble(1).tobytes()


def test_figures_are_seen_on_a_narrow_terminal_beside_a_long_stage():
    console = Console(file=io.StringIO(), width=80)
    row = Row("site: pen-move to new picture (edges2photo · WebAssembly, 2 threads)", 134.94, 166.8)
    console.print(table_of(Figures({"machine": machine()}, [row])))
    assert isinstance(console.file, io.StringIO)
    assert "135 ms" in console.file.getvalue()
    assert "167 ms" in console.file.getvalue()
