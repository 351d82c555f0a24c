"""A new run in three steps: give pairs, see what the inspection found, choose settings, train."""

from pathlib import Path

import streamlit as st

from app.trainer import estimate, inspect, making, proposal, routing, settings
from pix2pix.data.archive import SUFFIXES
from pix2pix.data.intake import VISITOR, Limits
from pix2pix.errors import Pix2PixError
from pix2pix.hosting import hosted
from pix2pix.jobs import control
from pix2pix.jobs.drafts import Draft, forget
from pix2pix.jobs.quota import DRAFTS

WANTED = "wanted"  # key of the draft whose training was asked for

WHAT_IS_A_PAIR = """
Give pairs of pictures: what you will draw, and what it should become. Both halves **side by
side** (or one above the other) in one file, or two folders **A** and **B** whose files match.
About 50 pairs are enough to teach a trained model something new. Only photos? Then drawings are
made from them. **No pairs?** Two folders of pictures that do not match, such as horses and zebras,
will do as well: a few hundred of each.
"""


def show(root: Path, draft: Draft | None) -> None:
    """Everything of one page; what is filled in is kept in ``draft``."""
    st.header("1 · Pictures", divider="gray")
    making.choose(draft)
    if draft is None or draft.data is None:
        st.markdown(WHAT_IS_A_PAIR)
        take_in(root, draft)
        return
    ready = inspect.show(draft)
    with st.expander("Take other pictures"):
        take_in(root, draft)
    if not ready:
        return
    st.header("2 · Settings", divider="gray")
    if settings.show(root, draft):
        st.header("3 · Train", divider="gray")
        train(root, draft)
    else:
        st.session_state.pop(WANTED, None)


def take_in(root: Path, draft: Draft | None) -> None:
    """Three ways to give pairs; whatever comes is on disk before anything else happens."""
    limits = VISITOR if hosted() else Limits()
    fresh = st.session_state.setdefault("uploads", 0)  # an emptied uploader frees the memory
    ways = st.tabs(["A zip", "A folder"] + ([] if hosted() else ["On this machine"]))
    with ways[0]:
        sent = st.file_uploader(
            "A zip (or tar) of pairs or photos", type=list(SUFFIXES), key=f"zip-{fresh}"
        )
    with ways[1]:
        files = st.file_uploader(
            "A folder of up to a few hundred pictures; a zip is quicker",
            accept_multiple_files="directory",
            key=f"folder-{fresh}",
        )
    path = ""
    if not hosted():
        with ways[2], st.form("path", border=False):
            path = st.text_input(
                "A folder or zip of pairs on this machine", placeholder="/home/me/pairs"
            )
            path = path if st.form_submit_button("Look at it") else ""
    if not (sent or files or path):
        return
    try:
        routing.require_room(sent.size if sent else sum(file.size for file in files or []))
        if draft is None:
            forget(root, DRAFTS - 1 if hosted() else None)
            draft = Draft.create(root)
            proposal.make(draft, st.session_state.get(making.CHOSEN, ""))
        with st.spinner("Unpacking …"):
            if sent:
                draft.take_archive(sent.name, sent, limits)
            elif files:
                draft.take_folder(((file.name, file) for file in files), limits)
            else:
                draft.take_path(Path(path))
    except Pix2PixError as error:
        st.error(str(error))
        return
    st.session_state["uploads"] += 1
    routing.go("draft", draft.key)


def train(root: Path, draft: Draft) -> None:
    """How long it will take, and the button.

    Its callback runs before the fields above are read, and what was typed last may come with the
    same click. So it only notes the click; the run starts once the fields have been saved.
    """
    if st.session_state.pop(WANTED, None) == draft.key:
        routing.attempt(start, root, draft)
        st.rerun()
    estimate.show(draft, draft.read())
    routing.trouble()
    st.button(
        "Train",
        type="primary",
        icon=":material/play_arrow:",
        on_click=st.session_state.__setitem__,
        args=(WANTED, draft.key),
    )


def start(root: Path, draft: Draft) -> None:
    """Start the run that was prepared, and show it."""
    routing.require_room()
    chosen, diagnosis = draft.read(), draft.diagnosis()
    in_place = Path(chosen.data).is_absolute() and diagnosis and not diagnosis.problems
    control.start(
        root,
        chosen.name,
        draft.data or root,
        draft.settled(),
        init=Path(chosen.init) if chosen.init else None,
        diagnosis=None if in_place else diagnosis,
        suspicious=chosen.suspicious,
        processes=chosen.processes,
    )
    routing.point("run", chosen.name)
