"""How the files of a draft are read: as they seem to be meant, or otherwise."""

from typing import Literal

import streamlit as st

from pix2pix.config import PairLayout, Reading
from pix2pix.data.diagnosis import Diagnosis
from pix2pix.errors import Pix2PixError
from pix2pix.jobs.drafts import Draft

LAYOUTS: dict[PairLayout | Literal["", "unpaired"], str] = {
    "": "As they seem to be",
    "two_files": "Pairs in two files, matched by name",
    "side_by_side": "Pairs side by side in one file",
    "stacked": "Pairs one above the other in one file",
    "three_across": "Three pictures in a row in one file, two of them a pair",
    "three_down": "Three pictures in a column in one file, two of them a pair",
    "photos": "Single pictures, no pairs yet",
    "unpaired": "Two kinds of pictures that do not belong together",
}
PANELS = ((1, 2), (1, 3), (2, 3))


def choose(draft: Draft, diagnosis: Diagnosis) -> None:
    """Offer the other readings; another one is looked at anew."""
    chosen = draft.reading()
    key = draft.key
    unpaired = draft.read().unpaired
    now = "unpaired" if unpaired else chosen.layout or ""
    found = diagnosis.layout if diagnosis.found_anything else "no pairs"
    layout = st.selectbox(
        "What these files are",
        list(LAYOUTS),
        list(LAYOUTS).index(now),
        format_func=lambda each: f"{LAYOUTS[each]}: {found}" if each == now else LAYOUTS[each],
        help="If this is not what you meant, say what they are, and they are looked at again.",
        key=f"layout-{key}",
    )
    values: dict[str, object] = {"layout": layout or None}
    if layout == "unpaired":  # whichever way their pairs lie, if they are halves of pairs
        values = dict(chosen)
    if layout in ("three_across", "three_down"):
        values["panels"] = st.radio(
            "Which two are the pair",
            PANELS,
            PANELS.index(chosen.panels) if chosen.panels in PANELS else 0,
            format_func=lambda pair: f"{pair[0]} and {pair[1]}",
            horizontal=True,
            key=f"panels-{key}",
        )
    if layout == "two_files" or (layout == "unpaired" and chosen.layout in (None, "two_files")):
        values["halves"] = _halves(chosen, key)
    try:
        wanted = Reading.make(**values)
    except Pix2PixError as error:
        st.error(str(error))
        return
    if (wanted, layout == "unpaired") != (chosen, unpaired):
        draft.read_as(wanted, unpaired=layout == "unpaired")
        st.rerun()


def _halves(chosen: Reading, key: str) -> tuple[str, str] | None:
    """Names of the two folders, or endings; both or none."""
    first, second = chosen.halves or ("", "")
    left, right = st.columns(2, gap="large")
    a = left.text_input(
        "Folder or ending of the first half", first, placeholder="A or _A", key=f"half-a-{key}"
    )
    b = right.text_input(
        "Folder or ending of the second half", second, placeholder="B or _B", key=f"half-b-{key}"
    )
    return (a, b) if a and b else None
