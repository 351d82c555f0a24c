import json
import shutil
import subprocess
import threading
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image, ImageFile, ImageOps

from pix2pix.config import DataConfig
from pix2pix.data.copy_pairs import copy_pairs
from pix2pix.data.diagnosis import diagnose
from pix2pix.data.find_pairs import find_pairs
from pix2pix.data.inspect import examine, look_through
from pix2pix.data.look import AT_ONCE, Spread, in_threads
from pix2pix.data.paired import PairedPictures
from pix2pix.jobs.drafts import Draft
from tests.conftest import ROOT, SMALL, command, draw_pair, write_folders, write_pairs
from tests.data.trees import joined, write_strips


def by_kind(folder, kind):
    return [problem for problem in examine(folder).problems if problem.kind == kind]


@pytest.fixture
def folder(tmp_path):
    return write_pairs(tmp_path / "pairs", 10, side=64)


def test_good_pairs_get_a_good_report(folder):
    found = examine(folder)
    assert (found.train, found.held_out, found.own_split) == (9, 1, False)
    assert found.layout == "side by side"
    assert found.sizes == {"64x64": 10}
    assert not found.problems
    assert not found.verdict
    assert len(found.shown) == 8


def test_progress_is_told_to_the_end(folder):
    told = []
    examine(folder, progress=told.append)
    assert told[-1] == 1.0
    assert told == sorted(told)


def test_unreadable_and_mis_sized_files_are_named(folder):
    (folder / "002.png").write_bytes((folder / "002.png").read_bytes()[:100])
    Image.new("RGB", (300, 200)).save(folder / "odd.png")
    found = examine(folder)
    assert [problem.files for problem in found.unusable] == [("002.png",), ("odd.png",)]
    assert "odd.png is 300x200 px; a pair side by side must be twice" in found.problems[1].sentence
    assert found.train + found.held_out == 9
    assert str(folder) not in "".join(found.sentences())


def test_files_without_a_partner_are_named(tmp_path):
    write_folders(tmp_path, "A", "B")
    (tmp_path / "B/2.png").unlink()
    found = by_kind(tmp_path, "unmatched")
    assert [problem.files for problem in found] == [("A/2.png",)]


def test_the_same_name_twice_is_ambiguous(tmp_path):
    write_folders(tmp_path, "A", "B")
    Image.open(tmp_path / "A/1.png").save(tmp_path / "A/1.jpg")
    assert len(by_kind(tmp_path, "ambiguous")) == 1


def test_one_photo_as_png_and_as_jpeg_is_a_duplicate(folder):
    pair = Image.open(folder / "004.png")
    pair.save(folder / "copy.jpg", quality=90)
    found = by_kind(folder, "duplicate") + by_kind(folder, "both sides")
    assert len(found) == 1
    assert "004.png" in found[0].sentence
    assert "copy.jpg" in found[0].sentence


def test_the_same_picture_in_train_and_val_is_found(tmp_path):
    write_pairs(tmp_path / "train", 6, side=64)
    write_pairs(tmp_path / "val", 2, side=64, first=20)
    shutil.copy(tmp_path / "train/003.png", tmp_path / "val/other.png")
    found = by_kind(tmp_path, "both sides")
    assert [problem.files for problem in found] == [("train/003.png",)]
    assert "val/other.png" in found[0].sentence


def test_a_pair_that_is_not_aligned_is_found(tmp_path):
    folder = write_pairs(tmp_path / "pairs", 20, side=64)
    source, target = draw_pair(100, 64)
    pair = Image.new("RGB", (128, 64), "white")
    pair.paste(source, (0, 0))
    pair.paste(target, (64 + 15, 0))
    pair.save(folder / "moved.png")
    assert [problem.files for problem in by_kind(folder, "not aligned")] == [("moved.png",)]


def test_the_simpler_half_is_the_input(tmp_path):
    for number in range(4):
        lines, photo = draw_pair(number, 64)
        photo = Image.effect_noise((64, 64), 90).convert("RGB")
        for folder, halves in (("ab", (lines, photo)), ("ba", (photo, lines))):
            pair = Image.new("RGB", (128, 64))
            pair.paste(halves[0], (0, 0))
            pair.paste(halves[1], (64, 0))
            (tmp_path / folder).mkdir(exist_ok=True)
            pair.save(tmp_path / folder / f"{number}.png")
    assert (examine(tmp_path / "ab").direction, examine(tmp_path / "ab").sure) == ("a2b", True)
    assert (examine(tmp_path / "ba").direction, examine(tmp_path / "ba").sure) == ("b2a", True)


def test_single_photos_are_recognised(tmp_path):
    for number in range(5):
        Image.effect_noise((80, 60), 50).save(tmp_path / f"{number}.png")
    found = examine(tmp_path)
    assert found.photos
    assert found.verdict == "These are single pictures, not pairs. Make pairs from them first."


def test_two_halves_that_are_one_picture_are_a_warning(tmp_path):
    write_strips(tmp_path / "same", lambda a, b: joined([b, b]))
    (said,) = examine(tmp_path / "same").warnings
    assert said.startswith("In 8 pairs of 8 both halves are the same picture, as in 0.png")

    def colorized(a: Image.Image, b: Image.Image) -> Image.Image:
        grey = b.convert("L")
        return joined([grey.convert("RGB"), ImageOps.colorize(grey, "navy", "white")])

    write_strips(tmp_path / "grey", colorized)
    assert examine(tmp_path / "grey").warnings == ()


@pytest.mark.parametrize(("half", "words"), [(0, "first"), (1, "second")])
def test_one_picture_for_all_pairs_is_a_warning(tmp_path, half, words):
    one = draw_pair(99)[half]
    write_strips(tmp_path, lambda a, b: joined([one, b] if half == 0 else [a, one]))
    (said,) = examine(tmp_path).warnings
    assert said == (
        f"The {words} half is one and the same picture in 8 of 8 pairs, as in 0.png and 1.png."
    )


def test_single_photos_that_cannot_be_read_are_named_as_well(tmp_path):
    for number in range(5):
        draw_pair(number)[1].save(tmp_path / f"{number}.png")
    (tmp_path / "5.jpg").write_bytes(b"no picture")
    found = examine(tmp_path)
    assert found.photos
    assert [problem.files for problem in found.unusable] == [("5.jpg",)]
    assert found.sizes == {"32x32": 5}


def test_many_files_none_of_which_can_be_read_are_refused_after_a_few(tmp_path):
    for half in "AB":
        (tmp_path / half).mkdir()
        for number in range(200):
            (tmp_path / half / f"{number}.png").write_bytes(b"no picture")
    said = examine(tmp_path).verdict
    assert said.startswith("The folder: 16 picture files were tried, and none can be read. A/0.png")


def test_too_few_pairs_are_refused(tmp_path):
    folder = write_pairs(tmp_path / "pairs", 1)
    (folder / "broken.png").write_bytes(b"no picture")
    assert "1 usable pair to learn from; at least 2 are needed" in examine(folder).verdict


def test_an_empty_folder_is_refused(tmp_path):
    assert "The folder holds no pairs" in examine(tmp_path).verdict


def test_gather_takes_the_usable_pairs_and_their_layout(tmp_path):
    write_folders(tmp_path / "in", "A", "B", ("1", "2", "3", "4"))
    (tmp_path / "in/B/3.png").write_bytes(b"broken")
    (tmp_path / "in/B/4.png").unlink()
    diagnosis = examine(tmp_path / "in")
    assert copy_pairs(tmp_path / "in", diagnosis, tmp_path / "out") == 2
    pairs = find_pairs(tmp_path / "out").pairs[""]
    assert [pair.name for pair in pairs] == ["1", "2"]


def test_gather_leaves_suspicious_pairs_out_only_if_asked(folder):
    shutil.copy(folder / "004.png", folder / "copy.png")
    diagnosis = examine(folder)
    assert copy_pairs(folder, diagnosis, folder.parent / "all") == 11
    assert copy_pairs(folder, diagnosis, folder.parent / "fewer", suspicious=True) == 10


def inspect(*arguments):
    return subprocess.run(
        command("inspect", *arguments), cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.slow
def test_inspect_prints_json(folder):
    done = inspect(folder, "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["train"] == 9


@pytest.mark.slow
def test_inspect_exits_with_2_and_sentences(folder):
    (folder / "002.png").write_bytes(b"no picture")
    done = inspect(folder)
    assert done.returncode == 2
    assert "Cannot be used: 002.png cannot be read as a picture" in done.stdout
    assert "Mend or remove the files named above." in done.stderr
    assert inspect(folder / "nowhere").returncode == 2


def test_each_half_is_told_how_to_draw_it(folder):
    assert examine(folder).input_kinds == ("lines", "labels")  # ten flat colors are a palette
    assert look_through(folder / "nowhere").input_kinds == ("photo", "photo")


def test_pairs_are_split_as_a_run_splits_them(folder):
    (folder / "002.png").write_bytes(b"no picture")
    Image.new("RGB", (300, 200)).save(folder / "odd.png")
    for number in range(20, 30):
        write_pairs(folder, 1, side=64, first=number)
    found = look_through(folder)
    copy_pairs(folder, diagnose(found, 0.1, 0), folder.parent / "run")
    for share, seed in ((0.1, 0), (0.3, 0), (0.3, 1), (0.0, 0)):
        data = DataConfig(held_out=share)
        train, held_out = PairedPictures.find(folder.parent / "run", SMALL, data, seed)
        said = diagnose(found, share, seed)
        assert (said.train, said.held_out) == (len(train), len(held_out))


def test_a_leak_is_one_where_a_copy_falls_on_the_other_side(folder):
    shutil.copy(folder / "004.png", folder / "copy.png")
    found = look_through(folder)
    kinds = set()
    for seed in range(20):
        held_out = {pair.name for pair in find_pairs(folder).split(0.4, seed)[1]}
        (problem,) = diagnose(found, 0.4, seed).suspicious
        kinds.add(problem.kind)
        apart = ("004" in held_out) != ("copy" in held_out)
        assert problem.kind == ("both sides" if apart else "duplicate")
        if apart:  # what is learnt from has to go
            assert problem.files == (("copy.png",) if "004" in held_out else ("004.png",))
    assert kinds == {"both sides", "duplicate"}


def test_settings_of_a_draft_split_its_pairs_anew_without_opening_a_picture(folder, tmp_path):
    draft = Draft.create(tmp_path)
    draft.take_path(folder)
    assert draft.examine(lambda share: None).held_out == 1
    for file in folder.iterdir():
        file.unlink()
    kept = draft.read()
    data = kept.recipe.data.model_copy(update={"held_out": 0.5})
    draft.write(kept.model_copy(update={"recipe": kept.recipe.model_copy(update={"data": data})}))
    found = draft.diagnosis()
    assert (found.train, found.held_out) == (5, 5)


@pytest.mark.slow
def test_inspect_splits_as_it_is_told(folder):
    told = json.loads(inspect(folder, "--json", "--held-out", "0.4", "--seed", "3").stdout)
    assert (told["train"], told["held_out"]) == (6, 4)
    refused = inspect(folder, "--held-out", "1.5")
    assert refused.returncode == 2
    assert "held_out is 1.5; it must be at least 0 and less than 1." in refused.stderr


def test_every_picture_of_a_large_set_is_decoded_once(tmp_path, monkeypatch):
    decoded = []
    load = ImageFile.ImageFile.load

    def counted(picture: ImageFile.ImageFile) -> object:
        if picture.tile:
            decoded.append(picture)
        return load(picture)

    rng = np.random.default_rng(0)
    for number in range(200):
        dark, bright = rng.integers(0, 120, (32, 32, 3)), rng.integers(136, 256, (32, 32, 3))
        Image.fromarray(np.hstack([dark, bright]).astype(np.uint8)).save(tmp_path / f"{number}.png")
    monkeypatch.setattr(ImageFile.ImageFile, "load", counted)
    assert not examine(tmp_path).verdict
    assert 200 <= len(decoded) < 1.2 * 200  # a few more, to see how they lie


@pytest.mark.parametrize(
    ("many", "kept"),
    [(1, 1), (8, 8), (9, 5), (16, 8), (17, 5), (1000, 8)],
)
def test_some_of_many_are_evenly_spread(many, kept):
    some: Spread[int] = Spread(enough=4)
    for number in range(many):
        some.add(number)
    assert len(some.kept) == kept
    assert len({later - earlier for earlier, later in pairwise(some.kept)}) <= 1
    assert some.kept[0] == 0 and many - some.kept[-1] <= max(1, many / 4)


def test_few_results_wait_for_a_slow_one():
    much_later = threading.Event()

    def look(number: int) -> int:
        if number == 2 * AT_ONCE:
            much_later.set()
        if number == 0:
            much_later.wait(0.5)
        return number

    shares: list[float] = []
    looked = in_threads(look, range(3 * AT_ONCE), shares.append)
    assert next(looked) == (0, 0)
    assert not much_later.is_set()
    assert [result for _, result in looked] == list(range(1, 3 * AT_ONCE))
    assert shares == sorted(shares) and shares[-1] == 1
