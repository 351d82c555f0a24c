import pytest
from huggingface_hub import ModelCard
from streamlit.testing.v1 import AppTest

from pix2pix.checkpoint.card import write_card
from pix2pix.checkpoint.folder import save_generator
from pix2pix.checkpoint.metrics import METRICS, SUMMARY, Metric, written
from pix2pix.checkpoint.run import Run
from pix2pix.evaluation.both_ways import CycleFigures
from pix2pix.evaluation.pixels import PixelFigures
from pix2pix.networks import build_generator
from tests.conftest import SMALL, SMALL_MODEL, recipe, run

LOGGED = {"n": 3, "l1": 0.12345, "psnr": 21.456, "ssim": 0.5, "background": 0.01}
LOGGED["lab_intersection"] = [0.5, 0.25, 0.125]


def test_every_figure_that_is_measured_stands_in_the_table():
    measured = {*PixelFigures.__annotations__, *CycleFigures.__annotations__} - {"n"}
    assert measured == {metric.key for metric in METRICS}
    shown = {"l1", "psnr", "ssim", "alpha_iou", "alpha_mae", "cycle_l1"}
    assert {metric.key for metric in SUMMARY} == shown


def test_values_are_written_with_their_digits_one_for_each_channel():
    assert {metric.key: value for metric, value in written(LOGGED).items()} == {
        "l1": "0.1235",
        "psnr": "21.46",
        "ssim": "0.5000",
        "background": "0.0100",
        "lab_intersection": "0.50 0.25 0.12",
    }


def test_what_an_old_log_lacks_is_left_out():
    later = Metric("fcn", "FCN-score", "%", "up", ".1f")
    assert written({"l1": 0.5, "fcn": 52.26}, (*SUMMARY, later)) == {
        SUMMARY[0]: "0.5000",
        later: "52.3",
    }
    assert later.heading == "FCN-score (%)"
    assert written({"l1": 0.5}, (later,)) == {}


def test_a_card_and_the_charts_tell_the_summary_even_of_an_old_log(tmp_path):
    made = Run(tmp_path / "shoes", recipe(steps=2))
    made.begin()
    save_generator(made.folder, build_generator(SMALL), SMALL_MODEL)
    made.log({"step": 4, "epoch": 1.0, "validation": {"n": 3, "l1": 0.5}})
    assert "| L1 (on [0, 1]) | 0.5000 |" in write_card(made.folder).read_text()
    made.log({"step": 8, "epoch": 2.0, "validation": LOGGED})
    card = ModelCard.load(write_card(made.folder))
    assert "| PSNR (dB) | 21.46 |" in card.text
    assert "Ink" not in card.text
    assert {each.metric_name for each in card.data.eval_results} == {
        "L1 (on [0, 1])",
        "PSNR (dB)",
        "SSIM",
    }

    def page(log: str) -> None:
        import json

        from app.trainer import curves

        curves.show(json.loads(log))

    entries = (made.folder / "log.jsonl").read_text().splitlines()
    log = f"[{','.join(entries)}]"
    shown = AppTest.from_function(page, args=(log,), default_timeout=600).run()
    assert not shown.exception
    table = shown.dataframe[0].value
    assert list(table.columns) == ["Step", "Round", "L1 (on [0, 1])", "PSNR (dB)", "SSIM"]
    assert table["PSNR (dB)"].tolist()[0] == pytest.approx(21.456)


@pytest.mark.slow
def test_the_command_tells_which_way_each_figure_gets_better(checkpoint, pairs):
    told = run("evaluate", checkpoint, pairs)
    assert told.returncode == 0, told.stderr
    rows = [line for line in told.stdout.splitlines() if "Lab intersection" in line or "L1" in line]
    assert [row.split()[-2] for row in rows] == ["down", "up"]
