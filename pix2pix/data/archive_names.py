"""Decodes the names in an archive that does not say in which code page they were written.

A zip marks names in UTF-8 as such, or brings them along in an extra field (APPNOTE.TXT 4.4.4 and
4.6.9); others are bytes in the code page of whoever packed it. Each usual code page reads all of
them, and those readings remain that look most like words: letters of one script, common
characters. Between those of Asia charset-normalizer decides, which knows how often characters
are used; alone it wants sentences, and finds no code page for ``моя1.png``.
"""

import unicodedata
import zlib
from collections.abc import Sequence
from zipfile import ZipInfo

from charset_normalizer import from_bytes

UTF8_FLAG = 0x800
UNICODE_PATH = 0x7075  # Info-ZIP's extra field: version, checksum of the plain name, UTF-8
CODE_PAGES = (  # those of the systems that still write them; of equals, the first
    "utf-8",
    "cp932",  # Japanese: Shift-JIS as Windows has it
    "gb18030",  # Chinese: GBK and more
    "big5",
    "cp949",  # Korean
    "cp1251",  # Cyrillic
    "cp866",
    "cp437",  # the zip's own
    "cp850",
    "cp1252",  # Western European
    "cp1250",  # Central European
    "cp852",
)
COMMON = {  # first bytes of the characters that are used most, by code page
    "cp932": range(0x88, 0x98),
    "gb18030": range(0xB0, 0xD8),
    "big5": range(0xA4, 0xC7),
    "cp949": range(0xB0, 0xC9),
}
RARE, ODD = 0.3, 0.1  # for a rare character, and for one that is hardly meant
BONUS = 0.6  # bytes are seldom UTF-8 by accident
CLOSE = 0.03  # ratings that differ less are equal


def zip_names(members: Sequence[ZipInfo]) -> list[str]:
    """The names of members, as they were meant."""
    known = [_told(member) for member in members]
    raw = [member.orig_filename.encode("cp437") for member in members if _told(member) is None]
    decoded = iter(decode_names(raw))
    return [next(decoded) if name is None else name for name in known]


def decode_names(raw: Sequence[bytes]) -> list[str]:
    """Decode names of one origin, all in the same code page where one can read them all."""
    foreign = [name for name in raw if not name.isascii()]
    if not foreign:
        return [name.decode("ascii") for name in raw]
    rated = {page: _rating(foreign, page) for page in CODE_PAGES}
    best = [page for page in CODE_PAGES if rated[page] > max(rated.values()) - CLOSE]
    page = best[0]
    if page in COMMON and (asian := [each for each in best if each in COMMON])[1:]:
        found = from_bytes(b"\n".join(foreign), cp_isolation=asian).best()
        page = page if found is None else found.encoding
    return [name.decode(page) for name in raw]


def _told(member: ZipInfo) -> str | None:
    """The name in UTF-8, where the archive says so."""
    if member.flag_bits & UTF8_FLAG:
        return member.orig_filename
    extra = member.extra
    while len(extra) >= 4:
        kind, size = (int.from_bytes(extra[at : at + 2], "little") for at in (0, 2))
        field, extra = extra[4 : 4 + size], extra[4 + size :]
        plain = zlib.crc32(member.orig_filename.encode("cp437")).to_bytes(4, "little")
        if kind == UNICODE_PATH and field[:1] == b"\x01" and field[1:5] == plain:
            return field[5:].decode("utf-8")
    return None


def _rating(names: Sequence[bytes], page: str) -> float:
    """From 0 to 1: how much names look like words when read in a code page; -1: not at all."""
    try:
        decoded = [name.decode(page) for name in names]
    except UnicodeDecodeError:
        return -1.0
    points = [
        _usual(text, place, page)
        for text in (unicodedata.normalize("NFC", name) for name in decoded)
        for place, character in enumerate(text)
        if not character.isascii()
    ]
    mean = sum(points) / max(1, len(points))
    return mean + (BONUS if page == "utf-8" else 0.0)


def _usual(text: str, place: int, page: str) -> float:
    """How usual a character is where it stands."""
    character = text[place]
    beside = [text[at] for at in (place - 1, place + 1) if 0 <= at < len(text)]
    script = _script(character)
    if page == "utf-8" and len(character.encode()) > 2:
        return 1.0
    if not character.isalpha() or script == "HALFWIDTH":
        return ODD
    if any(each.isalpha() and _script(each) not in (script, "CJK", "KANA") for each in beside):
        return ODD  # no word is half Latin, half Cyrillic
    if script in ("CJK", "KANA", "HANGUL"):
        encoded = character.encode(page)
        common = len(encoded) == 2 and encoded[0] in COMMON.get(page, range(0))
        return 1.0 if common or (script == "KANA" and len(encoded) == 2) else RARE
    inside = place > 0 and text[place - 1].islower()
    return ODD if character.isupper() and inside else 1.0


def _script(character: str) -> str:
    """The script of a letter, by the first word of its Unicode name."""
    word = unicodedata.name(character, "").split(" ")[0]
    return {"HIRAGANA": "KANA", "KATAKANA": "KANA", "KATAKANA-HIRAGANA": "KANA"}.get(word, word)
