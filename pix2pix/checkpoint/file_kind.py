"""What a file is that was taken for weights and is none: its first bytes tell.

A server that asks for a login, wants a click or has lost a file answers with a page, and a
browser saves that under the name of the weights. A clone without Git LFS has pointers in place
of large files. Signatures: the specifications of the formats, and https://git-lfs.com.
"""

import re
import zipfile
from pathlib import Path

HEAD = 4096  # bytes that are looked at
TITLE = re.compile(r"<title[^>]*>\s*(.{1,80}?)\s*</title", re.DOTALL | re.IGNORECASE)
CODE = re.compile(r"<(Code|Message)>\s*(.{1,80}?)\s*</\1>", re.DOTALL)
AGAIN = "Download the file itself, with a login where the site wants one."
SIGNATURES = {
    b"\x89HDF\r\n\x1a\n": "an HDF5 file, as Keras writes them",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"%PDF": "a PDF document",
    b"\x1f\x8b": "packed with gzip; unpack it first",
    b"BZh": "packed with bzip2; unpack it first",
    b"\xfd7zXZ\x00": "packed with xz; unpack it first",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive; unpack it first",
    b"Rar!\x1a\x07": "a RAR archive; unpack it first",
    b"GGUF": "a GGUF file of a language model",
}


def not_weights(file: Path) -> str | None:
    """A sentence that says what ``file`` is instead of weights; ``None`` if nothing tells.

    Raises:
        OSError: It cannot be read.
    """
    with file.open("rb") as opened:
        head = opened.read(HEAD)
    if not head:
        return f"{file} is empty: the download or copy was broken off. Fetch it again."
    if head.startswith(b"PK\x03\x04"):
        return _zipped(file)
    for signature, kind in SIGNATURES.items():
        if head.startswith(signature):
            return f"{file} is no file of weights but {kind}."
    return _text(file, head)


def is_safetensors(file: Path) -> bool:
    """Whether it begins as safetensors do: the length of a JSON object, and the object."""
    with file.open("rb") as opened:
        head = opened.read(9)
    return head[8:] == b"{" and int.from_bytes(head[:8], "little") < file.stat().st_size


def _zipped(file: Path) -> str | None:
    """PyTorch writes zips; so do others, and PyTorch writes programs into them, too."""
    try:
        with zipfile.ZipFile(file) as archive:
            inside = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return f"{file} is incomplete: its end is missing. Copy or download it again."
    names = {name.rpartition("/")[2] for name in inside}
    if "constants.pkl" in names or any("/code/" in name for name in inside):
        return (
            f"{file} is a TorchScript program (torch.jit.save), not plain weights. Save the "
            "weights with torch.save(network.state_dict(), file)."
        )
    if "data.pkl" in names:
        return None
    shown = ", ".join(sorted(inside)[:3])
    return f"{file} is a zip of other files ({shown}). Unpack it and give the file of weights."


def _text(file: Path, head: bytes) -> str | None:
    text = head.decode("utf-8", errors="replace").lstrip("\ufeff \t\r\n")
    start = text[:200].lower()
    if start.startswith(("version https://git-lfs", "version https://hawser")):
        return (
            f"{file} is a Git LFS pointer, not the weights: the clone was made without Git LFS. "
            "Run `git lfs pull` there, or download the file itself."
        )
    if re.match(r"(<!--.*?-->\s*|<\?xml.*?\?>\s*)*(<!doctype html|<html|<head|<body)", start):
        title = TITLE.search(text)
        called = f" (“{' '.join(title[1].split())}”)" if title else ""
        return f"{file} is a web page{called}, not weights. {AGAIN}"
    if start.startswith("<"):
        words = ", ".join(match[2] for match in CODE.finditer(text))
        said = f" ({words})" if words else ""
        return f"{file} is an XML answer of a server{said}, not weights. {AGAIN}"
    if re.match(r"[{\[]\s*(\"|\{|\[|\]|\})", start):
        beginning = " ".join(text[:80].split())
        return f"{file} is a JSON text ({beginning}), not weights. {AGAIN}"
    beginning = " ".join(text[:80].split())
    if "\ufffd" not in beginning and beginning.isprintable():
        return f"{file} is a text ({beginning}), not weights. {AGAIN}"
    return None
