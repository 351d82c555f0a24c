import gzip
import io
import os
import stat
import subprocess
import sys
import tarfile
import zipfile

import pytest
from PIL import Image

from pix2pix.data.archive import unpack
from pix2pix.data.intake import VISITOR, Limits, take_files
from pix2pix.errors import DataError, DiskError
from tests.conftest import ROOT, command, write_pairs

AMPLE = Limits()


def png(colour: str = "red") -> bytes:
    encoded = io.BytesIO()
    Image.new("RGB", (64, 32), colour).save(encoded, "PNG")
    return encoded.getvalue()


def pack(path, *members, compression=zipfile.ZIP_STORED):
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return path


def refused(archive, tmp_path, limits=AMPLE):
    """The sentence; and nothing is left behind."""
    before = set(tmp_path.rglob("*"))
    with pytest.raises(DataError) as caught:
        unpack(archive, tmp_path / "out", limits)
    assert set(tmp_path.rglob("*")) == before
    return str(caught.value)


def test_pictures_come_out_as_they_went_in(tmp_path):
    archive = pack(tmp_path / "pairs.zip", ("in/a.png", png()), ("in/b.PNG", png("blue")))
    assert unpack(archive, tmp_path / "out").pictures == 2
    assert (tmp_path / "out/in/b.PNG").read_bytes() == png("blue")


@pytest.mark.parametrize(
    "name", ["../up.png", "a/../../up.png", "/etc/up.png", "C:\\up.png", "..\\up.png", "a\nb.png"]
)
def test_a_name_that_points_outside_refuses_the_archive(tmp_path, name):
    archive = pack(tmp_path / "slip.zip", ("good.png", png()), (name, png()))
    assert "points outside of it or cannot be a file" in refused(archive, tmp_path)


def test_a_link_refuses_the_archive(tmp_path):
    link = zipfile.ZipInfo("link.png")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    archive = pack(tmp_path / "link.zip", (link, "/etc/passwd"))
    assert "'link.png' is a link" in refused(archive, tmp_path)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    archive = pack(
        tmp_path / "bomb.zip", ("bomb.png", bytes(80_000_000)), compression=zipfile.ZIP_DEFLATED
    )
    assert "times its own size" in refused(archive, tmp_path)


def test_a_bomb_that_lies_about_its_size_is_refused(tmp_path):
    archive = pack(
        tmp_path / "lie.zip", ("bomb.png", bytes(300_000)), compression=zipfile.ZIP_DEFLATED
    )
    honest = (300_000).to_bytes(4, "little")
    archive.write_bytes(archive.read_bytes().replace(honest, (64).to_bytes(4, "little")))
    assert "no zip or tar, or was cut short" in refused(archive, tmp_path)


def test_more_than_the_limits_is_refused(tmp_path):
    archive = pack(tmp_path / "many.zip", *((f"{n}.png", png()) for n in range(5)))
    assert "more than 4 pictures" in refused(archive, tmp_path, Limits(files=4))
    assert "or 0 GB" in refused(archive, tmp_path, Limits(total=200))
    assert VISITOR.total < Limits().total


def test_an_encrypted_archive_is_refused(tmp_path):
    archive = pack(tmp_path / "secret.zip", ("a.png", png()))
    data = bytearray(archive.read_bytes())
    data[6] |= 1  # flag of the local header
    data[data.index(b"PK\x01\x02") + 8] |= 1  # and of the directory
    archive.write_bytes(data)
    assert "is encrypted ('a.png'). Pack it without a password." in refused(archive, tmp_path)


@pytest.mark.parametrize("kept", [0, 10, 200, -1])
def test_a_truncated_archive_is_refused(tmp_path, kept):
    archive = pack(tmp_path / "half.zip", *((f"{n}.png", png()) for n in range(5)))
    archive.write_bytes(archive.read_bytes()[:kept])
    assert "half.zip is no zip or tar, or was cut short" in refused(archive, tmp_path)


def test_a_damaged_member_is_refused(tmp_path):
    archive = pack(tmp_path / "bad.zip", ("a.png", png()))
    archive.write_bytes(archive.read_bytes().replace(b"IDAT", b"JUNK", 1))
    assert "Bad CRC-32" in refused(archive, tmp_path)


def test_what_is_of_no_use_is_left_out_and_listed(tmp_path):
    inner = pack(tmp_path / "inner.zip", ("x.png", png())).read_bytes()
    archive = pack(
        tmp_path / "mixed.zip",
        ("pairs/a.png", png()),
        ("__MACOSX/pairs/._a.png", b"junk"),
        ("pairs/.DS_Store", b"junk"),
        ("pairs/notes.txt", b"hello"),
        ("pairs/inner.zip", inner),
        ("pairs/A.PNG", png()),
        (f"pairs/{'x' * 230}.png", png()),
    )
    taken = unpack(archive, tmp_path / "out")
    assert taken.pictures == 1
    assert [path.name for path in (tmp_path / "out").rglob("*") if path.is_file()] == ["a.png"]
    reasons = " ".join(taken.left_out)
    for expected in ("hidden", "no picture ('.txt')", "'.zip'", "'pairs/a.png'", "200 bytes"):
        assert expected in reasons


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_keep_the_first(tmp_path):
    archive = pack(tmp_path / "twice.zip", ("a.png", png("red")), ("a.png", png("blue")))
    assert len(unpack(archive, tmp_path / "out").left_out) == 1
    assert (tmp_path / "out/a.png").read_bytes() == png("red")


def test_names_in_any_script_are_composed(tmp_path):
    decomposed = "Schuh-gru\u0308n.png"
    archive = pack(tmp_path / "u.zip", (decomposed, png()), ("草図/靴.png", png()))
    assert unpack(archive, tmp_path / "out").pictures == 2
    assert (tmp_path / "out/Schuh-gr\u00fcn.png").is_file()
    assert (tmp_path / "out/草図/靴.png").is_file()


def test_one_file_that_is_too_large_is_left_out(tmp_path):
    archive = pack(tmp_path / "big.zip", ("a.png", png()), ("b.png", png() + bytes(2000)))
    taken = unpack(archive, tmp_path / "out", Limits(single=1500))
    assert taken.pictures == 1
    assert taken.left_out == ["b.png: larger than 0 MB"]
    assert not (tmp_path / "out/b.png").exists()


def test_an_archive_without_pictures_is_refused(tmp_path):
    archive = pack(tmp_path / "notes.zip", ("notes.txt", b"hello"))
    assert "notes.zip holds no pictures (notes.txt: no picture" in refused(archive, tmp_path)


def test_something_else_than_a_zip_is_refused(tmp_path):
    (tmp_path / "a.zip").write_bytes(png())
    assert "a.zip is no zip or tar" in refused(tmp_path / "a.zip", tmp_path)
    assert "does not exist" in refused(tmp_path / "none.zip", tmp_path)


def tar(path, *members, mode="w:gz"):
    with tarfile.open(path, mode) as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            if data is None:
                info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
                archive.addfile(info)
            else:
                info.size = len(data)
                archive.addfile(info, io.BytesIO(data))
    return path


@pytest.mark.parametrize(
    ("name", "mode"),
    [("a.tar", "w"), ("a.tar.gz", "w:gz"), ("a.tgz", "w:gz"), ("a.txz", "w:xz")],
)
def test_a_tar_is_unpacked_like_a_zip(tmp_path, name, mode):
    archive = tar(tmp_path / name, ("in/a.png", png()), ("in/b.txt", b"hello"), mode=mode)
    taken = unpack(archive, tmp_path / "out")
    assert (taken.pictures, len(taken.left_out)) == (1, 1)
    assert (tmp_path / "out/in/a.png").read_bytes() == png()


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ([("good.png", png()), ("../up.png", png())], "points outside of it"),
        ([("good.png", png()), ("link.png", None)], "'link.png' is a link"),
        ([("good.png", png()), ("bomb.png", bytes(80_000_000))], "times its own size"),
    ],
)
def test_a_hostile_tar_is_refused(tmp_path, members, said):
    assert said in refused(tar(tmp_path / "bad.tar.gz", *members), tmp_path)


def test_a_tar_that_was_cut_short_is_refused(tmp_path):
    archive = tar(tmp_path / "half.tar.gz", *((f"{n}.png", os.urandom(5000)) for n in range(9)))
    archive.write_bytes(archive.read_bytes()[:20_000])
    assert "half.tar.gz is no zip or tar, or was cut short" in refused(archive, tmp_path)


@pytest.mark.parametrize(
    ("start", "what"),
    [
        (b"7z\xbc\xaf\x27\x1c\0\4", "a 7z archive"),
        (b"Rar!\x1a\x07\x01\0", "a RAR archive"),
        (gzip.compress(b"no tar", mtime=0), "a gzip of something else than a tar"),
    ],
)
def test_other_archives_are_called_what_they_are(tmp_path, start, what):
    (tmp_path / "a.zip").write_bytes(start + bytes(100))
    said = refused(tmp_path / "a.zip", tmp_path)
    assert said == (
        f"a.zip is {what}, which is not unpacked here. Unpack it and give the folder, or pack "
        "that as a zip."
    )


def test_many_files_none_of_which_can_be_read_are_refused_after_a_few(tmp_path):
    archive = pack(tmp_path / "many.zip", *((f"{n:04}.png", b"no picture") for n in range(500)))
    said = refused(archive, tmp_path)
    assert said.startswith("many.zip: 64 picture files were tried, and none can be read. 0000.png")
    assert said.count("cannot be read as a picture") == 3


def test_a_readable_picture_behind_many_others_is_found(tmp_path):
    members = [(f"A/{n:04}.heic", b"no picture") for n in range(300)]
    members += [(f"B/{n:04}.png", png()) for n in range(300)]
    assert unpack(pack(tmp_path / "half.zip", *members), tmp_path / "out").pictures == 600


def test_spaces_and_signs_of_any_script_are_part_of_a_name(tmp_path):
    names = ["図　1.png", "no\u00a0break.png", "👩‍🎨.png", "-rf.png", "100% #1?.png", " a .png"]
    taken = unpack(pack(tmp_path / "n.zip", *((name, png()) for name in names)), tmp_path / "out")
    assert (taken.pictures, taken.left_out) == (6, [])


def test_the_names_of_a_sent_folder_are_not_trusted_either(tmp_path):
    files = [("pairs/a.png", io.BytesIO(png())), ("../../up.png", io.BytesIO(png()))]
    with pytest.raises(DataError, match="points outside"):
        take_files(files, tmp_path / "out", Limits())
    assert list(tmp_path.iterdir()) == []
    assert take_files(files[:1], tmp_path / "out", Limits()).pictures == 1


def test_a_folder_that_is_there_already_is_not_touched(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out/mine.txt").write_text("mine")
    archive = pack(tmp_path / "pairs.zip", ("a.png", png()))
    with pytest.raises(DiskError):
        unpack(archive, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]


@pytest.mark.slow
def test_a_disk_that_fills_up_leaves_nothing_behind(tmp_path):
    """A limit on the size of files stands in for a small disk: writing fails half way."""
    big = os.urandom(400_000)
    archive = pack(tmp_path / "big.zip", ("a.png", png()), ("b.png", big))
    script = (
        "import resource, sys; from pathlib import Path; from pix2pix.data.archive import unpack;"
        "from pix2pix.errors import DiskError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "try: unpack(Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "except DiskError as error: print(error)"
    )
    place = tmp_path / "place"
    said = subprocess.run(
        [sys.executable, "-c", script, str(archive), str(place / "out")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Free some space" in said.stdout
    assert list(place.iterdir()) == []


@pytest.mark.slow
def test_inspect_reads_a_zip(tmp_path):
    folder = write_pairs(tmp_path / "pairs", 4)
    members = [(f"pairs/{path.name}", path.read_bytes()) for path in folder.iterdir()]
    done = subprocess.run(
        command("inspect", pack(tmp_path / "pairs.zip", *members)),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "3 pairs to learn from, 1 held out" in done.stdout
