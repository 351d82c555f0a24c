"""Asking people which pictures are real: prepares a study of a run, and tells how to open it."""

from pathlib import Path

import streamlit as st

from app.trainer import routing
from app.trainer.words import escaped
from pix2pix.checkpoint.files import MODEL, STUDY
from pix2pix.errors import Pix2PixError
from pix2pix.hosting import INSTALLED
from pix2pix.jobs import control
from pix2pix.plural import plural
from pix2pix.study.folder import Study
from pix2pix.study.prepare import Prepared, prepare
from pix2pix.study.results import results


def show(folder: Path) -> None:
    """Prepare a study, once; then its command, and what people have answered so far."""
    st.markdown(
        "Friends look at real pictures and at those of this model, for a second each, and say "
        "which are fake, as in the paper. How many take its pictures for real?"
    )
    try:
        if (folder / STUDY).is_dir():
            opened(folder / STUDY)
        else:
            begin(folder)
    except Pix2PixError as error:
        st.error(str(error))


def begin(folder: Path) -> None:
    """Choose what else is shown, and prepare the pictures."""
    root = routing.root()
    others = [name for name in control.list_runs(root) if (root / name / MODEL).is_file()]
    beside = st.multiselect(
        "Beside those of other runs with the same pairs, such as one without a discriminator",
        [name for name in others if name != folder.name],
        key=f"beside-{folder.name}",
    )
    if not st.button("Prepare a study", type="primary", key=f"study-{folder.name}"):
        return
    bar = st.progress(0.0, "Translating …")
    models = [folder, *(root / name for name in beside)]
    for made in prepare(models, control.data_of(folder), folder / STUDY):
        if isinstance(made, Prepared):
            st.session_state[f"remarks-{folder.name}"] = made.remarks
        else:
            bar.progress(made[0] / made[1], "Translating …")
    st.rerun()


def opened(folder: Path) -> None:
    """What to type, and the shares so far."""
    for remark in st.session_state.get(f"remarks-{folder.parent.name}", ()):
        st.warning(remark)
    found = results(Study.open(folder))
    st.markdown("The study is prepared. This opens its page; any number of people may answer:")
    opens = "pix2pix study-page " if INSTALLED else "make study STUDY="
    st.code(f'{opens}"{folder}"', language="sh")
    if not found.people:
        return
    st.table(
        {
            "pictures of": [escaped(row.name) for row in found.rows],
            "called real": [
                f"{100 * row.called_real.share:.0f} %" if row.called_real else "–"
                for row in found.rows
            ],
            "95 % interval": [
                f"{100 * row.called_real.low:.0f} to {100 * row.called_real.high:.0f} %"
                if row.called_real
                else "–"
                for row in found.rows
            ],
        }
    )
    st.caption(f"{plural(found.people, 'person has', 'people have')} begun so far.")
    for remark in found.remarks:
        st.caption(escaped(remark))
