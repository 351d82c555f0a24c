"""Where pictures come from and where results go, on the command line."""

import json
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from pix2pix.cli import main
from tests.conftest import LITTLE, draw_pair, write_pairs
from tests.data.trees import files_below, joined, write_halves, write_strips

FEW = (*LITTLE, "--steps", 2, "--report-every", 1, "--device", "cpu")


@pytest.fixture
def said(monkeypatch, capsys):
    """What a command of this process says; with its exit code, if there is one."""

    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["pix2pix", *map(str, arguments)])
        monkeypatch.setenv("COLUMNS", "300")
        code = 0
        try:
            main.main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def packed(folder: Path, path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for file in files_below(folder):
            archive.write(file, file.relative_to(folder.parent))
    return path


def places(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in files_below(folder))


@pytest.mark.slow
def test_train_takes_a_zip_and_keeps_its_pairs_in_the_run(said, tmp_path):
    folder = write_halves(tmp_path / "mine", "{}_A.png", "{}_B.png")
    (folder / "notes.txt").write_text("hello")
    archive, run = packed(folder, tmp_path / "mine.zip"), tmp_path / "run"
    code, _, errors = said("train", archive, "--out", run, *FEW)
    assert code == 0
    assert "Left out: mine/notes.txt: no picture" in errors
    assert "5 pairs to train on, 1 held out (names in _A and _B)" in errors
    assert len(files_below(run / "pairs")) == 12
    left_out = json.loads(said("inspect", archive, "--json")[1])["left_out"]
    assert left_out["not taken out of the archive"][0].startswith("mine/notes.txt: no picture")
    assert said("train", archive, "--out", run, "--resume", "--steps", 3)[0] == 0
    code, out, _ = said("evaluate", run, archive, "--json")
    assert (code, json.loads(out)["n"]) == (0, 1)


def test_a_zip_that_cannot_be_trained_on_leaves_nothing_behind(said, tmp_path):
    folder = write_halves(tmp_path / "mine", "A/{}.png", "B/x{}.png")
    archive = packed(folder, tmp_path / "mine.zip")
    for _ in range(2):  # the second time says the same
        code, _, errors = said("train", archive, "--out", tmp_path / "run", *FEW)
        assert code == 2
        assert "has no file of the same name in the other half (12 such files)" in errors
        assert not (tmp_path / "run" / "pairs").exists()


def test_a_folder_that_stands_where_a_zip_would_go_is_not_touched(said, tmp_path):
    archive = packed(write_pairs(tmp_path / "mine", 4), tmp_path / "mine.zip")
    (tmp_path / "run" / "pairs").mkdir(parents=True)
    code, _, errors = said("train", archive, "--out", tmp_path / "run", *FEW)
    assert code == 2
    assert "which exists. Move that away." in errors
    assert (tmp_path / "run" / "pairs").is_dir()


@pytest.mark.slow
def test_train_names_what_it_does_not_use(said, tmp_path):
    write_halves(tmp_path / "data", "train/A/{}.png", "train/B/{}.png")
    write_pairs(tmp_path / "data", 2)
    code, _, errors = said("train", tmp_path / "data", "--out", tmp_path / "run", *FEW)
    assert code == 0
    assert "Not used: 2 files in neither of the two folders: 000.png, 001.png." in errors


@pytest.mark.slow
def test_another_reading_is_a_flag_that_the_run_keeps(said, tmp_path):
    data = write_strips(tmp_path / "data", lambda a, b: joined([a, b, b.rotate(180)]))
    flags = ("--layout", "three_across", "--panels", 1, 3)
    code, out, _ = said("inspect", data, *flags, "--json")
    assert (code, json.loads(out)["layout"]) == (0, "three in a row, of which numbers 1 and 3")
    assert said("train", data, "--out", tmp_path / "run", *FEW, *flags)[0] == 0
    kept = json.loads((tmp_path / "run" / "train.json").read_text())["data"]
    assert (kept["layout"], kept["panels"]) == ("three_across", [1, 3])
    assert "numbers 1 and 3" in said("evaluate", tmp_path / "run", data)[2]
    assert (
        "side by side"
        in said(
            "evaluate",
            tmp_path / "run",
            write_pairs(tmp_path / "other"),
            "--layout",
            "side_by_side",
        )[2]
    )


@pytest.mark.slow
def test_wide_photos_are_refused_with_a_way_to_say_that_they_are_pairs(said, tmp_path):
    (tmp_path / "photos").mkdir()
    for seed in range(4):
        photo = Image.radial_gradient("L").resize((256, 128)).rotate(seed).convert("RGB")
        photo.save(tmp_path / "photos" / f"{seed}.png")
    code, _, errors = said("train", tmp_path / "photos", "--out", tmp_path / "run", *FEW)
    assert code == 2
    assert "holds 4 single pictures, not pairs" in errors
    assert "say how they lie with --layout" in errors
    told = ("--layout", "side_by_side")
    assert said("train", tmp_path / "photos", "--out", tmp_path / "run", *FEW, *told)[0] == 0


def test_translations_lie_in_the_shape_of_their_folders(said, checkpoint, tmp_path):
    for place in ("0.png", "night/0.png", "night/deep/1.png"):
        (tmp_path / "in" / place).parent.mkdir(parents=True, exist_ok=True)
        draw_pair(0)[0].save(tmp_path / "in" / place)
    (tmp_path / "in" / "notes.txt").write_text("hello")
    code, _, errors = said("translate", checkpoint, tmp_path / "in", "--out", tmp_path / "out")
    assert code == 0
    assert places(tmp_path / "out") == ["0.png", "night/0.png", "night/deep/1.png"]
    assert "Not used: 1 file of another kind (.txt): notes.txt." in errors
    assert f"3 pictures in {tmp_path / 'out'}" in errors


def test_results_among_the_pictures_are_not_translated_again(said, checkpoint, tmp_path):
    draw_pair(0)[0].save(tmp_path / "0.png")
    for _ in range(2):
        code, _, errors = said("translate", checkpoint, tmp_path, "--out", tmp_path / "out")
        assert code == 0
        assert f"1 picture in {tmp_path / 'out'}" in errors
    assert places(tmp_path) == ["0.png", "out/0.png"]


def test_no_result_replaces_another(said, checkpoint, tmp_path):
    for place in ("day/a.png", "day/a.jpg", "night/a.png"):
        (tmp_path / place).parent.mkdir(exist_ok=True)
        draw_pair(0)[0].save(tmp_path / place)
    both = (tmp_path / "day", tmp_path / "night")
    assert said("translate", checkpoint, *both, "--out", tmp_path / "1")[0] == 0
    assert places(tmp_path / "1") == ["day/a.jpg.png", "day/a.png.png", "night/a.png"]
    files = (tmp_path / "day/a.png", tmp_path / "night/a.png")
    assert said("translate", checkpoint, *files, "--out", tmp_path / "2")[0] == 0
    assert places(tmp_path / "2") == ["day/a.png", "night/a.png"]
    twice = (tmp_path / "day", tmp_path / "night" / ".." / "day")
    code, _, errors = said("translate", checkpoint, *twice, "--out", tmp_path / "3")
    assert code == 2
    assert "would have the same result. Rename one of them" in errors


@pytest.mark.parametrize(
    ("name", "suffix"), [("png", ".png"), ("jpeg", ".jpg"), ("webp", ".webp"), ("tiff", ".tif")]
)
def test_translations_are_written_in_the_format_that_is_asked_for(
    said, checkpoint, tmp_path, name, suffix
):
    draw_pair(0)[0].save(tmp_path / "0.bmp")
    use = ("translate", checkpoint, tmp_path / "0.bmp", "--out", tmp_path / "out")
    assert said(*use, "--format", name)[0] == 0
    with Image.open(tmp_path / "out" / f"0{suffix}") as picture:
        assert (picture.format, picture.size) == (name.upper(), (32, 32))


@pytest.mark.parametrize(
    "name", ["-rf.png", "100% sure #1?.png", "дом 家.png", "x" * 246 + ".png", "v1.2.png"]
)
def test_names_of_any_kind_come_back(said, checkpoint, tmp_path, name):
    (tmp_path / "in").mkdir()
    draw_pair(0)[0].save(tmp_path / "in" / name)
    assert said("translate", checkpoint, tmp_path / "in", "--out", tmp_path / "out")[0] == 0
    assert places(tmp_path / "out") == [name]


def test_the_pictures_that_cannot_be_translated_are_named_and_the_others_are(
    said, checkpoint, tmp_path
):
    (tmp_path / "in").mkdir()
    draw_pair(0)[0].save(tmp_path / "in" / "a.png")
    (tmp_path / "in" / "b.heic").write_bytes(b"\0\0\0\x18ftypheic" + bytes(500))
    code, _, errors = said("translate", checkpoint, tmp_path / "in", "--out", tmp_path / "out")
    assert code == 2
    assert f"{tmp_path / 'in' / 'b.heic'}" in errors
    assert "1 of 2 pictures could not be translated; see above." in errors
    assert places(tmp_path / "out") == ["a.png"]
