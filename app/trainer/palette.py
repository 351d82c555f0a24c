"""The colors of label maps: proposed from the pictures, named by whoever uploaded them."""

import streamlit as st

from pix2pix.config import Direction, Label
from pix2pix.jobs.drafts import Draft
from pix2pix.plural import plural

COLUMNS = 3


def proposed(draft: Draft, direction: Direction) -> tuple[Label, ...]:
    """Labels for the half of the pairs that is the input; none if these are no label maps."""
    diagnosis = draft.diagnosis()
    if diagnosis is None:
        return ()
    return diagnosis.labels(0 if direction == "a2b" else 1)


def edit(labels: tuple[Label, ...], key: str) -> tuple[Label, ...]:
    """A swatch and a name for each label, to be changed; what has no name is left out."""
    if not labels:
        return ()
    st.markdown(
        f"**Palette.** The input is painted with {plural(len(labels), 'colour')}. Name them: they "
        "become the brushes on the canvas. The first one is its background."
    )
    columns = st.columns(COLUMNS, gap="medium")
    kept = []
    for place, label in enumerate(labels):
        with columns[place % COLUMNS], st.container(horizontal=True, vertical_alignment="center"):
            color = st.color_picker(
                f"Colour {place + 1}",
                label.color,
                label_visibility="collapsed",
                width="content",
                key=f"color-{place}-{key}",
            )
            name = st.text_input(
                f"Name of colour {place + 1}",
                label.name,
                label_visibility="collapsed",
                placeholder="left out",
                key=f"label-{place}-{key}",
            )
            if name.strip():
                kept.append(Label(name=name.strip(), color=color.lower()))
    return tuple(kept)
