"""What a file really is, whatever its name ends with: by the bytes that it begins with."""

SIGNATURES: tuple[tuple[int, bytes, str], ...] = (  # offset, bytes, what has them there
    (0, b"\x89PNG", "a damaged PNG"),
    (0, b"\xff\xd8\xff", "a damaged JPEG"),
    (0, b"GIF8", "a damaged GIF"),
    (0, b"BM", "a damaged BMP"),
    (8, b"WEBP", "a damaged WebP"),
    (0, b"II*\0", "a TIFF or camera raw file of a kind that is not read"),
    (0, b"MM\0*", "a TIFF or camera raw file of a kind that is not read"),
    (0, b"II+\0", "a BigTIFF of a kind that is not read"),
    (0, b"MM\0+", "a BigTIFF of a kind that is not read"),
    (0, b"\xff\x0a", "a JPEG XL picture"),
    (0, b"\0\0\0\x0cJXL ", "a JPEG XL picture"),
    (0, b"\0\0\0\x0cjP  ", "a JPEG 2000 picture"),
    (0, b"\xff\x4f\xff\x51", "a JPEG 2000 picture"),
    (0, b"8BPS", "a Photoshop document"),
    (0, b"gimp xcf", "a GIMP document"),
    (0, b"v/1\x01", "an OpenEXR picture"),
    (0, b"#?RADIANCE", "a Radiance HDR picture"),
    (0, b"FUJIFILM", "a camera raw file"),
    (0, b"\0\0\x01\0", "an icon"),
    (128, b"DICM", "a DICOM picture"),
    (344, b"n+1\0", "a NIfTI volume"),
    (0, b"\x93NUMPY", "a NumPy array"),
    (0, b"\x89HDF", "an HDF5 or MATLAB file"),
    (0, b"MATLAB", "a MATLAB file"),
    (0, b"%PDF", "a PDF document"),
    (0, b"PK\x03\x04", "a zip or an office document"),
    (0, b"\x1f\x8b", "a gzip archive"),
    (0, b"7z\xbc\xaf", "a 7z archive"),
    (0, b"Rar!", "a RAR archive"),
    (0, b"RIFF", "a film or a sound"),
    (0, b"\x1aE\xdf\xa3", "a film"),
    (0, b"version https://git-lfs", "a Git LFS pointer, not the file itself"),
    (0, b"Bud1", "a note of the Finder"),
    (4, b"Bud1", "a note of the Finder"),
)
BRANDS = {  # of the container that HEIC, AVIF and films share, at offset 8 (ISO/IEC 14496-12)
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"), "a HEIC photo"),
    **dict.fromkeys((b"mif1", b"msf1"), "a HEIC photo"),
    **dict.fromkeys((b"avif", b"avis"), "an AVIF picture"),
    b"crx ": "a camera raw file",
}
MARKUP = ((b"<svg", "an SVG drawing"), (b"<html", "a web page"), (b"<!doctype html", "a web page"))
ADVICE = {
    "a HEIC photo": "Install pillow-heif (the extra pix2pix[heic]), or save it as JPEG or PNG.",
    "a Git LFS pointer, not the file itself": "Fetch the file with `git lfs pull`.",
}
USUAL = "Give an undamaged PNG, JPEG, WebP, BMP or TIFF."


def kind_of(data: bytes) -> str:
    """What the bytes of a file show it to be, with its article; empty where they say nothing."""
    if not data:
        return "an empty file"
    if data[4:8] == b"ftyp":
        return BRANDS.get(data[8:12], "a film")
    for offset, signature, kind in SIGNATURES:
        if data.startswith(signature, offset):
            return kind
    start = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for tag, kind in MARKUP:
        if start.startswith(tag) or (start.startswith(b"<?xml") and tag in start):
            return kind
    return ""


def advice_for(kind: str) -> str:
    """What to do about a file of that kind."""
    return ADVICE.get(kind, USUAL)
