"""What do you want to make? The recipes of others, whose settings the form then begins with."""

import streamlit as st

from app.trainer import proposal
from pix2pix.hosting import ROOT
from pix2pix.jobs.drafts import Draft
from pix2pix.jobs.starting_points import STARTING_POINTS, StartingPoint, starting_point

CHOSEN = "making"  # key of what was chosen before there was a draft
TITLES = {"": "Something else"} | {point.name: point.title for point in STARTING_POINTS}
NO_PAIRS = (
    "These pictures are no pairs, which this recipe takes: the settings below are those for two "
    "folders that do not match. Give pairs, or say above that these are some."
)


def choose(draft: Draft | None) -> None:
    """Offer what others made; with a draft, its settings follow."""
    kept = draft.read().making if draft else st.session_state.get(CHOSEN, "")
    names = list(TITLES)
    chosen = st.selectbox(
        "What do you want to make?",
        names,
        names.index(kept) if kept in names else 0,
        format_func=TITLES.__getitem__,
        key=f"making-{draft.key if draft else ''}",
    )
    point = starting_point(chosen)
    if point:
        tell(point)
    if draft is None:
        st.session_state[CHOSEN] = chosen
    elif chosen != kept:
        proposal.make(draft, chosen)
    diagnosis = draft.diagnosis() if draft else None
    if point and diagnosis and diagnosis.method != point.settings.method.method:
        st.warning(NO_PAIRS, icon=":material/warning:")


def tell(point: StartingPoint) -> None:
    """What it learns from, how long that takes, and its page to read."""
    st.markdown(f"{point.pairs} Training takes about {point.minutes} minutes on two cores.")
    page = (ROOT / point.page).read_text(encoding="utf-8")
    _, _, below_the_title = page.partition("\n")
    with st.expander("Where to get such pictures, and the same from a terminal"):
        st.markdown(below_the_title)
