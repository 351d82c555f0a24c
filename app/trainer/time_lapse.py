"""The preview pictures of a run, through time."""

from pathlib import Path

import streamlit as st

from app.trainer.words import escaped
from pix2pix.config import Domains
from pix2pix.jobs import control

ONE_WAY = "Held-out pairs: input, what the model makes of it, the right answer."
BOTH_WAYS = (
    "Held-out pictures of both kinds: each of them, what the model makes of it, and what comes "
    "back from that."
)


def show(folder: Path, domains: Domains | None) -> None:
    """The preview pictures, with a slider through time that stays at the newest one.

    Args:
        domains: What both kinds of pictures are called, where the model turns either into the
            other.
    """
    pictures = {int(path.stem): path for path in control.previews(folder)}
    if not pictures:
        st.caption("The first pictures appear after the first save.")
        return
    steps, key = list(pictures), f"preview-{folder.name}"
    newest = st.session_state.get(f"{key}-newest")
    if st.session_state.get(key) not in steps or st.session_state[key] == newest:
        st.session_state[key] = steps[-1]
    st.session_state[f"{key}-newest"] = steps[-1]
    chosen = steps[-1]
    if len(steps) > 1:
        chosen = st.select_slider("Pictures after step", steps, key=key)
    if domains:
        words_above(domains)
    st.image(pictures[chosen].read_bytes(), width="stretch")
    st.caption(BOTH_WAYS if domains else ONE_WAY)


def words_above(domains: Domains) -> None:
    """What the columns of a preview of both directions show."""
    words: list[str] = []
    for source, target in (
        (domains.source, domains.target),
        (domains.target, domains.source),
    ):
        words += [source, f"→ {target}", "→ and back"]
    for column, word in zip(st.columns(len(words), gap=None), words, strict=True):
        column.caption(escaped(word))
