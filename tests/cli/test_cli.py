"""The command line in processes of its own; they are started together and read one by one."""

import json
import shutil
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
import torch
from conftest import (
    LITTLE,
    ROOT,
    SMALL,
    command,
    draw_pair,
    model_of,
    recipe,
    write_folders,
    write_pairs,
)
from PIL import Image
from safetensors.torch import load_file, save_file

from pix2pix.checkpoint.files import DISCRIMINATOR, MODEL, STATE
from pix2pix.checkpoint.folder import load_generator, save_generator
from pix2pix.checkpoint.run import State, read_log, read_status
from pix2pix.cli import main
from pix2pix.cli.terminal import NOBODY_READS
from pix2pix.config import Recipe
from pix2pix.networks import build_generator
from pix2pix.training.session import open_run, run_training
from tests.quick import slow_fixture

STEPS, SAVE_EVERY = 60, 10
TRAIN = (*LITTLE, "--steps", STEPS, "--save-every", SAVE_EVERY, "--report-every", 1)
TRAIN += ("--held-out", 0.25, "--precision", "fp32", "--device", "cpu")
ENDINGS = {"killed": signal.SIGKILL, "terminated": signal.SIGTERM, "interrupted": signal.SIGINT}


class Finished:
    """What a process said and how it ended."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.out, self.error = process.communicate(timeout=240)
        self.code = process.returncode

    @property
    def sentence(self) -> str:
        """The last line of the errors: the one that the person should read."""
        assert "Traceback" not in self.error
        return self.error.strip().splitlines()[-1]


def start(*arguments: object, before: str = "") -> subprocess.Popen[str]:
    words = command(*arguments)
    if before:  # a line of shell, for example a limit
        words = ["bash", "-c", f'{before}; exec "$@"', "bash", *words]
    return subprocess.Popen(
        words, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def train_here(data: Path, folder: Path, **settings: object) -> Path:
    """The same run in this process."""
    made = recipe(steps=STEPS, save_every=SAVE_EVERY, **settings)
    run = open_run(folder, made, init=None, resume=(folder / "train.json").exists())
    with closing(run_training(data, run)) as reports:
        for _ in reports:
            pass
    return folder


def reached(folder: Path, step: int, process: subprocess.Popen[str]) -> bool:
    """Whether a run that still works has come so far."""
    if process.poll() is not None:
        pytest.fail(f"the run ended early: {process.communicate()}")
    return any(entry.get("step", 0) >= step for entry in read_log(folder))


@pytest.fixture(scope="module")
@slow_fixture
def uninterrupted(pairs, tmp_path_factory):
    return train_here(pairs, tmp_path_factory.mktemp("whole") / "run")


@pytest.fixture(scope="module")
@slow_fixture
def ended(pairs, tmp_path_factory):
    """Three runs, each ended by another signal somewhere between two saves."""
    folder = tmp_path_factory.mktemp("ended")
    running = {name: start("train", pairs, "--out", folder / name, *TRAIN) for name in ENDINGS}
    waiting = dict(running)
    while waiting:  # they do not start at the same moment, and each is over soon
        for name, process in list(waiting.items()):
            if reached(folder / name, SAVE_EVERY + 3, process):
                process.send_signal(ENDINGS[name])
                del waiting[name]
        time.sleep(0.005)
    return folder, {name: Finished(process) for name, process in running.items()}


def logged(folder: Path) -> list[dict[str, object]]:
    """The log without what the clock says."""
    clock = ("time", "seconds_per_step")
    return [{k: v for k, v in entry.items() if k not in clock} for entry in read_log(folder)]


def check_same(found: Path, expected: Path) -> None:
    for name in ("config.json", "train.json", MODEL, DISCRIMINATOR):
        assert (found / name).read_bytes() == (expected / name).read_bytes(), name
    assert logged(found) == logged(expected)
    assert not list(found.rglob(".*.new"))
    assert read_status(found).state is State.FINISHED


def test_a_killed_run_that_is_resumed_equals_an_uninterrupted_one(ended, pairs, uninterrupted):
    folder, finished = ended
    assert finished["killed"].code == -signal.SIGKILL
    assert read_status(folder / "killed").state is State.INTERRUPTED
    saved = torch.load(folder / "killed" / STATE, weights_only=True)["step"]
    assert SAVE_EVERY <= saved < STEPS
    resumed = Finished(start("train", pairs, "--out", folder / "killed", "--resume"))
    assert (resumed.code, resumed.sentence) == (0, f"Done: {folder / 'killed'}")
    check_same(folder / "killed", uninterrupted)


@pytest.mark.parametrize(("name", "code"), [("terminated", 143), ("interrupted", 130)])
def test_a_run_that_is_asked_to_stop_saves_first(ended, pairs, uninterrupted, name, code):
    folder, finished = ended
    run = folder / name
    assert finished[name].code == code
    sentence = f"Stopped and saved in {run}. Go on with --resume."
    assert sentence in finished[name].error.replace("\n", " ").replace("  ", " ")
    status = read_status(run)
    assert status.state is State.STOPPED
    assert status.step == read_log(run)[-1]["step"]
    assert torch.load(run / STATE, weights_only=True)["step"] == status.step
    check_same(train_here(pairs, run), uninterrupted)


@pytest.fixture(scope="module")
@slow_fixture
def given(tmp_path_factory, pairs, checkpoint):
    """Folders and files that the processes below are given."""
    folder = tmp_path_factory.mktemp("given")
    bad = folder / "bad"
    bad.mkdir()
    noise = Image.effect_noise((64, 64), 90)
    noise.save(bad / "good.png")
    noise.save(bad / "whole.png")
    whole = (bad / "whole.png").read_bytes()
    (bad / "whole.png").unlink()
    (bad / "empty.png").write_bytes(b"")
    (bad / "text.jpg").write_text("not a picture")
    (bad / "half.png").write_bytes(whole[: len(whole) // 2])
    Image.new("RGB", (1, 1)).save(bad / "dot.png")
    Image.new("1", (30_000, 10)).save(bad / "wide.png")
    noise.save(bad / "moving.png", save_all=True, append_images=[noise.rotate(90)])

    write_pairs(folder / "val_only" / "val", 3)
    write_folders(folder / "unmatched", "A", "B")
    (folder / "unmatched" / "B" / "2.png").unlink()
    photos = folder / "photos"
    photos.mkdir()
    for number in range(3):
        draw_pair(number, 64)[1].save(photos / f"{number}.jpg")

    train_here(pairs, folder / "full", epochs=1)
    return folder


@pytest.fixture(scope="module")
def processes(given, checkpoint, pairs, tmp_path_factory):
    """All of them at work at once; a test waits for the one it is about."""
    out = tmp_path_factory.mktemp("out")
    full = given / "full"
    running = {
        "bad pictures": start("translate", checkpoint, given / "bad", "--out", out / "bad"),
        "evaluate": start("evaluate", checkpoint, given / "val_only", "--json"),
        "samples": start("evaluate", checkpoint, given / "val_only", "--json", "--samples"),
        "by hand": start("evaluate", checkpoint, given / "val_only", "--json", "--hand-drawn"),
        "unmatched": start("train", given / "unmatched", "--out", out / "unmatched", *TRAIN),
        "full disk": start(
            "train", pairs, "--out", full, "--resume", "--steps", 90, before="ulimit -f 16"
        ),
    }
    yield running, out
    for process in running.values():  # the tests of some may have run in another worker
        process.kill()
        with process:
            pass


def test_each_bad_picture_gets_its_sentence_and_the_good_one_its_answer(processes, given):
    running, out = processes
    finished = Finished(running["bad pictures"])
    assert finished.code == 2
    assert finished.sentence == "pix2pix: 6 of 7 pictures could not be translated; see above."
    lines = finished.error.splitlines()
    for name, start_of_sentence in {
        "empty.png": "cannot be read as a picture (",
        "text.jpg": "cannot be read as a picture (",
        "half.png": "cannot be read as a picture (",
        "dot.png": "is 1x1 px; at least 8 px a side are needed. Enlarge it.",
        "wide.png": "is 30000x10 px; at most 16384 px a side",
        "moving.png": "is an animation or holds 2 pictures.",
    }.items():
        expected = f"pix2pix: {given / 'bad' / name} {start_of_sentence}"
        assert [line for line in lines if line.startswith(expected)], name
    assert [path.name for path in (out / "bad").iterdir()] == ["good.png"]


def test_evaluate_prints_one_json_object_for_a_folder_with_nothing_but_val(processes):
    finished = Finished(processes[0]["evaluate"])
    assert finished.code == 0, finished.error
    figures = json.loads(finished.out)
    assert set(figures) == {"n", "l1", "psnr", "ssim", "background", "lab_intersection"}
    assert figures["n"] == 3
    assert 0 < figures["l1"] < 1
    assert 0 < figures["background"] < 1
    assert len(figures["lab_intersection"]) == 3
    assert all(0 <= share <= 1 for share in figures["lab_intersection"])
    others = [json.loads(Finished(processes[0][name]).out)["l1"] for name in ("samples", "by hand")]
    assert len({figures["l1"], *others}) == 3


def test_unmatched_pairs_are_named(processes, given):
    finished = Finished(processes[0]["unmatched"])
    assert finished.code == 2
    assert finished.sentence == (
        f"pix2pix: {given / 'unmatched' / 'A' / '2.png'} has no file of the same name in the "
        f"other half. Add, rename or remove it, in {given / 'unmatched'}."
    )


def test_a_full_disk_stops_the_run_and_keeps_the_last_save(processes, given, pairs):
    folder = given / "full"
    finished = Finished(processes[0]["full disk"])
    assert finished.code == 2
    assert finished.sentence.startswith(f"pix2pix: {folder / STATE} could not be written: ")
    assert finished.sentence.endswith("the last complete save is untouched.")
    assert torch.load(folder / STATE, weights_only=True)["step"] == STEPS
    assert load_generator(folder)
    assert read_status(folder).state is State.FAILED
    assert not list(folder.rglob(".*.new"))


@pytest.fixture
def say(monkeypatch, capsys):
    """A command in this process that must fail with exit code 2: what a person then reads."""

    def run(*arguments: object) -> str:
        monkeypatch.setattr("sys.argv", ["pix2pix", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main.main()
        assert ended.value.code == 2
        return capsys.readouterr().err.strip()

    return run


@pytest.fixture
def done(monkeypatch, capsys):
    """A command in this process that must succeed: what it says."""

    def run(*arguments: object) -> str:
        monkeypatch.setattr("sys.argv", ["pix2pix", *map(str, arguments)])
        monkeypatch.setenv("COLUMNS", "300")
        main.main()
        return capsys.readouterr().err.strip()

    return run


@pytest.fixture(autouse=True)
def _signals_as_before():
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in handlers.items():
        signal.signal(number, handler)


def change(checkpoint: Path, folder: Path, edit) -> Path:
    tensors = load_file(checkpoint / MODEL)
    edit(tensors)
    folder.mkdir()
    (folder / "config.json").write_bytes((checkpoint / "config.json").read_bytes())
    save_file(tensors, folder / MODEL)
    return folder


def test_checkpoints_that_do_not_fit_are_named(say, checkpoint, given, tmp_path):
    lacking = change(checkpoint, tmp_path / "a", lambda t: t.pop("encoder.0.weight"))
    foreign = change(checkpoint, tmp_path / "b", lambda t: t.update(extra=torch.zeros(1)))
    use = ("--out", tmp_path / "out")
    photos = given / "photos"
    assert "lacks tensor encoder.0.weight." in say("translate", lacking, photos, *use)
    assert "holds tensor extra, unknown" in say("translate", foreign, photos, *use)
    (foreign / "config.json").write_text('{"widht": 8}')
    assert say("evaluate", foreign, given / "val_only") == (
        f"pix2pix: {foreign / 'config.json'} cannot be read: widht: this key is unknown; remove "
        "it or update pix2pix"
    )
    assert "is not a folder. Give a checkpoint" in say("translate", tmp_path / "x", photos, *use)
    assert not (tmp_path / "out").exists()


def test_folders_without_what_is_needed_are_named(say, checkpoint, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    out = ("--out", tmp_path / "out")
    assert f"{empty} holds no pairs." in say("train", empty, *out, *TRAIN)
    assert f"{empty} holds no pairs." in say("evaluate", checkpoint, empty)
    assert f"{empty} holds no pictures." in say("edges", empty, *out)
    assert f"{empty} holds no pictures." in say("translate", checkpoint, empty, *out)
    assert "gone is not a folder." in say("train", tmp_path / "gone", *out, *TRAIN)


def test_a_folder_of_broken_photos_makes_no_pairs(say, tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "one.png").write_bytes(b"")
    said = say("edges", tmp_path / "photos", "--out", tmp_path / "out")
    assert said.splitlines()[-1] == (
        f"pix2pix: No photo in {tmp_path / 'photos'} could be read. Nothing was written."
    )
    assert not (tmp_path / "out").exists()


def test_pictures_are_never_replaced_by_their_translations(say, checkpoint, tmp_path, sketch):
    sketch.save(tmp_path / "a.png")
    said = say("translate", checkpoint, tmp_path / "a.png", "--out", tmp_path)
    assert f"{tmp_path / 'a.png'} would be replaced by the result of" in said
    assert "would be replaced by" in say("translate", checkpoint, tmp_path, "--out", tmp_path)


def test_an_output_folder_that_cannot_be_made_is_a_sentence(say, checkpoint, tmp_path, sketch):
    sketch.save(tmp_path / "a.png")
    said = say("translate", checkpoint, tmp_path / "a.png", "--out", tmp_path / "a.png" / "out")
    assert "could not be written: " in said


def test_a_wrong_setting_is_one_sentence(say, pairs, tmp_path):
    said = say("train", pairs, "--out", tmp_path / "run", "--epochs", 0)
    assert said == "pix2pix: epochs: Input should be greater than or equal to 1"
    said = say(
        "train", pairs, "--out", tmp_path / "run", "--size", 32, "--depth", 5, "--patch", 286
    )
    assert said == (
        "pix2pix: patch 286 needs pictures of at least 96 px a side, size is 32; "
        "choose a smaller patch or a larger size"
    )
    assert not (tmp_path / "run").exists()


def test_settings_of_a_run_stand_where_no_flag_says_otherwise(say, pairs, uninterrupted):
    said = say("train", pairs, "--out", uninterrupted, "--resume", "--width", 16)
    assert said == (
        f"pix2pix: width is 8 in {uninterrupted}, but 16 was asked for. It belongs to the run: "
        "leave the setting out, or start a new run."
    )
    assert "holds a checkpoint already. Add --resume" in say(
        "train", pairs, "--out", uninterrupted, *TRAIN
    )


def test_a_palette_is_read_or_named(say, pairs, tmp_path):
    path = tmp_path / "labels.json"
    start_of_run = ("train", pairs, "--out", tmp_path / "run", *TRAIN, "--palette", path)
    assert f"{path} does not exist. Give a JSON file with the names" in say(*start_of_run)
    path.write_text('[{"name": "door", "color": "blue"}]')
    assert "does not list classes as names and colors" in say(*start_of_run)


def test_a_run_that_diverges_keeps_its_last_save(say, pairs, uninterrupted, tmp_path):
    folder = tmp_path / "run"
    shutil.copytree(uninterrupted, folder)
    more = ("--steps", STEPS + 2, "--save-every", 1, "--reconstruction-weight", 1e39)
    said = say("train", pairs, "--out", folder, "--resume", *more)
    assert said.splitlines()[-1] == (
        f"pix2pix: Weights are no longer finite at step {STEPS + 1}. The last save is kept. "
        "Resume with a lower learning rate, or with precision fp32."
    )
    assert read_status(folder).state is State.FAILED
    assert torch.load(folder / STATE, weights_only=True)["step"] == STEPS
    assert (folder / MODEL).read_bytes() == (uninterrupted / MODEL).read_bytes()


def test_photos_become_pairs_and_pairs_a_model(done, given, tmp_path):
    photos, out = given / "photos", tmp_path / "pairs"
    assert done("edges", photos, "--out", out, "--size", 64).endswith(f"3 pairs in {out}")
    for path in out.iterdir():
        with Image.open(path) as pair:
            assert pair.size == (128, 64)
    few = ("--steps", 2, "--report-every", 1, "--direction", "b2a", "--device", "cpu")
    model = tmp_path / "model"
    assert done("train", out, "--out", model, *LITTLE, *few).endswith(f"Done: {model}")
    assert json.loads((model / "train.json").read_text())["data"]["direction"] == "b2a"
    done("translate", model, photos, "--out", tmp_path / "answers", "--seed", 3)
    for photo in photos.iterdir():
        with Image.open(tmp_path / "answers" / f"{photo.stem}.png") as answer:
            assert (answer.size, answer.format) == ((64, 64), "PNG")


@pytest.mark.parametrize("name", ["train", "translate", "evaluate", "edges"])
def test_help_names_every_setting_in_words(monkeypatch, capsys, name):
    monkeypatch.setattr("sys.argv", ["pix2pix", name, "--help"])
    with pytest.raises(SystemExit) as ended:
        main.main()
    assert ended.value.code == 0
    printed = capsys.readouterr().out
    assert "{None}" not in printed
    assert "Suppress" not in printed
    for line in (line.strip("│ ") for line in printed.splitlines()):
        assert len(line) < 80 or not line.startswith("--")
    if name == "train":
        for flag in ("--direction", "--epochs", "--steps", "--init", "--resume", "--seed",
                     "--width", "--batch-size", "--save-every"):  # fmt: skip
            assert flag in printed


def test_a_model_with_hints_is_taught_other_hues_without_saying_again_that_it_has_hints(
    done, pairs, tmp_path
):
    hinted = SMALL.changed(color_hint=True)
    save_generator(tmp_path / "base", build_generator(hinted), model_of(hinted, source="edges"))
    model = tmp_path / "model"
    flags = ("--init", tmp_path / "base", "--hue-jitter", 0.6, "--gan", "none", "--steps", 1)
    done("train", pairs, "--out", model, *flags, "--device", "cpu")
    kept = Recipe.read(model / "train.json")
    assert (kept.method.hue_jitter, kept.domains.source) == (0.6, "edges")
    assert kept.generator.color_hint and kept.generator.hint_colors


LOOKS_FOR_PYTORCH = """
import sys
from pix2pix.cli.main import main
try:
    main()
finally:
    print("torch" in sys.modules)
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("train", "--help"), "--learning-rate"),
        (("inspect", "pairs"), "side by side"),
        (("edges", "photos", "--out", "sketches"), "1 pair in sketches"),
    ],
)
def test_what_does_not_learn_does_not_wait_for_pytorch(words, said, pairs, tmp_path):
    (tmp_path / "pairs").symlink_to(pairs)
    (tmp_path / "photos").mkdir()
    Image.new("RGB", (64, 64), "red").save(tmp_path / "photos" / "red.png")
    told = subprocess.run(
        [sys.executable, "-c", LOOKS_FOR_PYTORCH, *words],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said in told.stdout + told.stderr and told.stdout.endswith("False\n")


@pytest.mark.slow
@pytest.mark.parametrize("words", [("--help",), ("train", "--help"), ("inspect", "pairs")])
def test_a_command_whose_reader_has_left_ends_without_a_word(words, pairs):
    process = start(*(pairs if word == "pairs" else word for word in words))
    process.stdout.close()
    error = process.stderr.read()
    process.stderr.close()
    assert (error, process.wait(timeout=240)) == ("", NOBODY_READS)
