"""Names from systems that write no UTF-8."""

import io
import zipfile
import zlib

import pytest
from PIL import Image

from pix2pix.data.archive import unpack
from pix2pix.data.archive_names import decode_names
from pix2pix.data.find_pairs import find_pairs
from pix2pix.data.layout import require_matched
from tests.conftest import draw_pair
from tests.data.trees import joined

WRITTEN = [
    ("gb18030", "图片{}.png"),
    ("gb18030", "训练集/鞋子{}.png"),
    ("cp932", "ソファ{}.png"),
    ("cp932", "新しいフォルダー/表{}.png"),
    ("cp932", "絵{}.png"),
    ("big5", "圖片{}.png"),
    ("cp949", "사진{}.png"),
    ("cp1251", "моя{}.png"),
    ("cp1251", "Картинки/Эскиз {}.png"),
    ("cp866", "Новая папка/рис{}.png"),
    ("cp437", "Größe{}.png"),
    ("cp850", "Übung-é{}.png"),
    ("cp1252", "été{}.png"),
    ("utf-8", "фото{}.png"),
    ("utf-8", "靴{}.png"),
    ("ascii", "plain{}.png"),
]


def legacy_zip(path, members, *, slash="/"):
    """A zip whose names are bytes, as Windows Explorer and old programs write them."""
    with zipfile.ZipFile(path, "w") as archive:
        for number, (raw, data) in enumerate(members):
            archive.writestr(f"{number:04}".rjust(len(raw), "x"), data)
    packed = path.read_bytes()
    for number, (raw, _) in enumerate(members):
        stand_in = f"{number:04}".rjust(len(raw), "x").encode()
        assert packed.count(stand_in) == 2
        packed = packed.replace(stand_in, raw.replace(b"/", slash.encode()))
    path.write_bytes(packed)
    return path


def png(picture: Image.Image) -> bytes:
    encoded = io.BytesIO()
    picture.save(encoded, "PNG")
    return encoded.getvalue()


@pytest.mark.parametrize(("page", "name"), WRITTEN)
def test_names_are_read_as_they_were_written(page, name):
    names = [name.format(number) for number in range(8)]
    assert decode_names([each.encode(page) for each in names]) == names


@pytest.mark.parametrize(("page", "name"), WRITTEN)
def test_pairs_of_a_legacy_zip_are_all_found(tmp_path, page, name):
    members = [
        (f"{half}/{name.format(number)}".encode(page), png(picture))
        for number in range(8)
        for half, picture in zip("AB", draw_pair(number), strict=True)
    ]
    taken = unpack(legacy_zip(tmp_path / "old.zip", members), tmp_path / "out")
    assert (taken.pictures, taken.left_out) == (16, [])
    layout = find_pairs(tmp_path / "out")
    require_matched(layout, tmp_path)
    assert len(layout.pairs[""]) == 8
    assert (tmp_path / "out" / "A" / name.format(3)).is_file()


def test_a_trail_byte_that_looks_like_a_backslash_makes_no_folder(tmp_path):
    assert b"\\" in "表ソ能".encode("cp932")
    names = [f"{'表' if number % 2 else '能'}{number}.png" for number in range(8)]
    members = [(each.encode("cp932"), png(joined(list(draw_pair(0))))) for each in names]
    unpack(legacy_zip(tmp_path / "old.zip", members), tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(names)


def test_backslashes_between_folders_are_slashes(tmp_path):
    members = [
        (f"{half}/a{n}.png".encode(), png(draw_pair(n)[0])) for n in range(3) for half in "AB"
    ]
    unpack(legacy_zip(tmp_path / "old.zip", members, slash="\\"), tmp_path / "out")
    assert len(find_pairs(tmp_path / "out").pairs[""]) == 3


def test_the_unicode_field_goes_before_the_plain_name(tmp_path):
    plain, meant = "Bild_.png", "Bild靴.png"
    info = zipfile.ZipInfo(plain)
    field = b"\x01" + zlib.crc32(plain.encode()).to_bytes(4, "little") + meant.encode()
    info.extra = (0x7075).to_bytes(2, "little") + len(field).to_bytes(2, "little") + field
    with zipfile.ZipFile(tmp_path / "new.zip", "w") as archive:
        archive.writestr(info, png(draw_pair(0)[0]))
    unpack(tmp_path / "new.zip", tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == [meant]
