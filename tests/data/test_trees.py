"""Random folders of pairs: every file that is given is used, or named."""

import io
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from pix2pix.config import Reading
from pix2pix.data.find_pairs import read_layout
from pix2pix.data.inspect import look_through
from pix2pix.errors import DataError
from tests.conftest import draw_pair
from tests.data.trees import accounted_for, decomposed, files_below, joined

FUZZ = settings(
    max_examples=60,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def encoded(picture: Image.Image) -> bytes:
    data = io.BytesIO()
    picture.save(data, "PNG")
    return data.getvalue()


SQUARE = encoded(draw_pair(0)[0])
CONTENTS = [
    SQUARE,
    encoded(joined(list(draw_pair(1)))),
    encoded(joined(list(draw_pair(2)), down=True)),
]
CONTENTS += [encoded(Image.fromarray(np.uint8(np.indices((40, 60)).sum(0) * 2))), b"no picture"]

words = (
    st.text("abAB01_-. ü靴", min_size=1, max_size=5).map(str.strip).filter(lambda w: w.strip(". "))
)
folders = st.sampled_from(
    ["A", "B", "a", "train", "val", "testA", "train_B", "input", "target", "masks", "more", "day"]
)
suffixes = st.sampled_from([".png", ".PNG", ".jpg", ".tif", ".txt", "", ".heic"])
endings = st.sampled_from(["", "", "_A", "_B", "-input", "_real_A", "_fake_B", "_01", "_1"])
names = st.builds(lambda *parts: "".join(parts), words, endings, suffixes)
places = st.builds(
    lambda parts, name: "/".join([*parts, name]), st.lists(folders | words, max_size=3), names
)
trees = st.lists(st.tuples(places, st.sampled_from(CONTENTS)), min_size=1, max_size=24)


def write(root: Path, tree: list[tuple[str, bytes]]) -> None:
    for place, content in tree:
        path = root / place
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except OSError:  # a folder of that name, or a file where a folder should be
            continue


@FUZZ
@given(trees, st.sampled_from([None, "two_files", "side_by_side", "stacked", "photos"]))
def test_every_file_is_used_or_named_whatever_lies_there(tree, layout):
    with tempfile.TemporaryDirectory() as room:
        root = Path(room)
        write(root, tree)
        try:
            found = read_layout(root, Reading(layout=layout))
        except DataError as error:  # told to match files, of which none do
            assert layout == "two_files", error
            return
        assert Counter(accounted_for(found)) == Counter(files_below(root))
        said = look_through(root, reading=Reading(layout=layout))
        named = {file for problem in said.problems if problem.unusable for file in problem.files}
        named |= {file for files in said.left_out.values() for file in files}
        used = {file for pairs in said.pairs.values() for pair in pairs for file in pair}
        used |= {file for both in said.domains.values() for files in both for file in files}
        if not (said.photos or said.refusal):
            everything = {path.relative_to(root).as_posix() for path in files_below(root)}
            assert used | named == everything
            assert not used & named


pairs = st.tuples(
    st.lists(st.sampled_from(["aachen", "ulm", "靴"]), max_size=2), st.integers(0, 400)
)
layouts = st.sampled_from(
    [
        ("A/{split}/{folder}{stem}.png", "B/{split}/{folder}{stem}.png"),
        ("{split}/A/{folder}{stem}.png", "{split}/B/{folder}{stem}.jpg"),
        ("{split}A/{folder}{stem}.png", "{split}B/{folder}{stem}.PNG"),
        ("{split}_label/{folder}{stem}.png", "{split}_img/{folder}{stem}.png"),
        ("x/{split}/images/{folder}{stem}.png", "x/{split}/masks/{folder}{stem}.png"),
        ("{split}/{folder}{stem}_A.png", "{split}/{folder}{stem}_B.png"),
        ("{split}/A/{folder}{stem}_A.png", "{split}/B/{folder}{stem}_B.png"),
    ]
)
stems = st.sampled_from(["{:d}", "img{:04d}", "Schuh grün {:d}", "v1.{:d}", "{:d}_left"])


@FUZZ
@given(st.sets(pairs.map(lambda each: (tuple(each[0]), each[1])), min_size=2), layouts, stems)
def test_pairs_of_any_known_layout_find_each_other(keys, layout, stem):
    with tempfile.TemporaryDirectory() as room:
        root = Path(room)
        expected = set()
        for folder, number in keys:
            parts = {
                "split": "val" if number % 5 == 0 else "train",
                "folder": "".join(f"{name}/" for name in folder),
                "stem": stem.format(number),
            }
            a, b = decomposed(layout[0].format(**parts)), layout[1].format(**parts)
            write(root, [(a, SQUARE), (b, SQUARE)])
            expected.add(frozenset((root / a, root / b)))
        found = read_layout(root)
        matched = {frozenset(pair.files) for those in found.pairs.values() for pair in those}
        assert matched == expected
        assert {split for split in found.pairs if found.pairs[split]} == {
            "val" if number % 5 == 0 else "train" for _, number in keys
        }
