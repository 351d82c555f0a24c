"""How long it will take: a few real steps, measured in the background before anyone commits."""

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from pix2pix.config import Domains, Recipe
from pix2pix.data.copy_pairs import copy_pairs
from pix2pix.errors import Pix2PixError
from pix2pix.jobs.drafts import Draft, Settings
from pix2pix.jobs.estimate import Estimate, estimate
from pix2pix.plural import duration, plural

TIGHT = 0.8  # of the free memory
Trials = dict[str, "Future[Estimate]"]


@st.cache_resource
def pool() -> tuple[ThreadPoolExecutor, Trials]:
    """One trial at a time for all visitors; two would slow each other down."""
    return ThreadPoolExecutor(1, thread_name_prefix="trial"), {}


def show(draft: Draft, chosen: Settings) -> None:
    """Start a trial of these settings, unless there was one, and show its result."""
    executor, trials = pool()
    nameless = chosen.model_copy(update={"name": "", "recipe": without_names(chosen.recipe)})
    key = draft.key + nameless.to_json()
    if key not in trials:
        for old, future in list(trials.items()):  # settings that were changed before their turn
            if future.cancel():
                del trials[old]
        trials[key] = executor.submit(run_trial, draft, chosen)
    waiting = not trials[key].done()
    st.fragment(result, run_every=1.0 if waiting else None)(trials[key], waiting)


def without_names(recipe: Recipe) -> Recipe:
    """The settings but for what domains and labels are called, which takes no time."""
    return recipe.changed(domains=Domains())


def run_trial(draft: Draft, chosen: Settings) -> Estimate:
    """Run the trial on the usable pairs of the draft, on one GPU."""
    init = Path(chosen.init) if chosen.init else None
    diagnosis, data = draft.diagnosis(), draft.data or draft.folder
    with TemporaryDirectory(prefix="trial-", dir=draft.folder) as room:
        if diagnosis is not None and diagnosis.problems:
            copy_pairs(data, diagnosis, Path(room), suspicious=chosen.suspicious)
            data = Path(room)
        found = estimate(data, draft.settled(), init)
    if chosen.recipe.train.steps is None:  # several share the rounds
        found = found.model_copy(update={"steps": -(-found.steps // chosen.processes)})
    return found


def result(trial: "Future[Estimate]", waiting: bool) -> None:
    """The sentence about time and memory, once it is there."""
    if not trial.done():
        st.markdown(":material/timer: Measuring a few real steps … You need not wait for it.")
        return
    if waiting:
        st.rerun()
    try:
        found = trial.result()
    except Pix2PixError as error:
        st.warning(str(error), icon=":material/warning:")
        return
    st.markdown(
        f":material/timer: About **{duration(found.seconds)}** for {plural(found.steps, 'step')} "
        f"of {found.seconds_per_step:.2f} s, on {found.device}."
    )
    if found.memory > TIGHT * found.free:
        st.warning(
            f"It needs {found.memory:.1f} GB of the {found.free:.1f} GB that are free. Choose a "
            "smaller batch size or picture size to be safe."
        )
