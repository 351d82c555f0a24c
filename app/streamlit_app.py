"""The trainer page: give pairs, watch a model learn, draw with it.

A run lives in its own process and its own folder. This page starts it and reads what it writes,
so a reload, a second tab or a restart of Streamlit loses nothing. The page computes nothing
itself: it turns widgets into settings and hands them to ``pix2pix.jobs.control``.
"""

import sys
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).parents[1]))  # streamlit puts only app/ there

from app.trainer import compare, new, routing, watch
from app.trainer.words import SIGNS, TITLE, WELCOME
from pix2pix.errors import Pix2PixError, RunError
from pix2pix.jobs import control, drafts

WIDEST = "<style>.stMainBlockContainer{max-width:64rem;padding-top:3rem}</style>"


def sidebar(root: Path) -> None:
    """A new run, and all others."""
    st.sidebar.title("pix2pix")
    if st.sidebar.button("New run", icon=":material/add:", type="primary", width="stretch"):
        routing.go("new")
    with st.sidebar:
        run_list(root)


@st.fragment(run_every=5.0)
def run_list(root: Path) -> None:
    """The runs with how they stand, up to date by itself."""
    names = control.list_runs(root)
    here = st.query_params.get("run", "")
    st.caption("Your runs" if names else "Your runs will be listed here.")
    for name in names:
        label = f"**{name}**" if name == here else name
        if st.button(label, key=f"go-{name}", icon=sign(root / name), type="tertiary"):
            routing.go("run", name)
    if len(names) > 1 and st.button("Compare runs", icon=":material/compare_arrows:"):
        routing.go("compare", ",".join(names[:3]))


def sign(folder: Path) -> str:
    """The icon of a run."""
    try:
        return SIGNS[control.status(folder).state]
    except RunError:
        return ":material/error:"


def main() -> None:
    """Show what the address asks for."""
    st.set_page_config(TITLE, ":material/brush:", layout="wide")
    st.html(WIDEST)
    root = routing.root()
    drafts.forget(root)
    sidebar(root)
    query = st.query_params
    try:
        if "run" in query:
            watch.show(control.find(root, query["run"]))
        elif "compare" in query:
            compare.show(root, query["compare"].split(","))
        else:
            st.title(WELCOME)
            new.show(root, drafts.Draft.find(root, query["draft"]) if "draft" in query else None)
    except Pix2PixError as error:
        st.error(str(error))


main()
