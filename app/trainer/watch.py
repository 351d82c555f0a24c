"""One run: how far it is, what its curves say, its pictures as a time-lapse, what to do with it."""

from pathlib import Path

import streamlit as st

from app.trainer import curves, export, routing, time_lapse
from app.trainer.words import SIGNS, STATES, escaped
from pix2pix.checkpoint.files import MODEL, RECIPE, STOP
from pix2pix.checkpoint.run import ACTIVE, State, Status, read_log
from pix2pix.config import CycleGANSettings, Recipe, TrainConfig
from pix2pix.device import gpus
from pix2pix.errors import CheckpointError, Pix2PixError, RunError
from pix2pix.hosting import hosted
from pix2pix.jobs import control
from pix2pix.jobs.curve_advice import read_curves
from pix2pix.jobs.drafts import Draft, Settings
from pix2pix.jobs.moved_data import changed_pairs, give_data, missing_data
from pix2pix.plural import duration

REFRESH = 2.0  # seconds between two looks at a run that works
ICONS = {
    "good": ":material/thumb_up:",
    "wait": ":material/hourglass_empty:",
    "warn": ":material/warning:",
}


def show(folder: Path) -> None:
    """The whole page of one run."""
    routing.trouble()
    title, buttons = st.columns([3, 2], vertical_alignment="bottom")
    title.title(folder.name)
    try:
        found = control.status(folder)
    except RunError as error:
        st.error(str(error))
        found = Status(State.INTERRUPTED)
    with buttons:
        act(folder, found)
    if found.state not in ACTIVE:
        moved(folder)
    for sentence in changed_pairs(folder):
        st.warning(sentence)
    active, saved = found.state in ACTIVE, (folder / MODEL).is_file()
    st.fragment(follow, run_every=REFRESH if active else None)(folder, active, saved)
    if saved:
        st.header("Take it away", divider="gray")
        export.show(folder)
    with st.expander("What the process printed"):
        st.code(control.output(folder) or "Nothing yet.", language=None)


def act(folder: Path, found: Status) -> None:
    """Stop or carry on, and what is needed less often."""
    main, more = st.columns([2, 1])
    try:
        if found.state in ACTIVE:
            asked = (folder / STOP).exists()
            label = "Stopping …" if asked else "Stop"
            main.button(
                label,
                icon=":material/stop:",
                disabled=asked,
                width="stretch",
                on_click=routing.attempt,
                args=(control.stop, folder),
            )
        elif found.state is not State.FINISHED:
            main.button(
                "Resume",
                icon=":material/play_arrow:",
                type="primary",
                width="stretch",
                on_click=routing.attempt,
                args=(resume, folder),
            )
        with more.popover("More", width="stretch"):
            longer(folder, found)
            rename(folder)
            duplicate(folder)
            delete(folder)
    except Pix2PixError as error:
        st.error(str(error))


def resume(folder: Path, train: TrainConfig | None = None) -> None:
    """Carry on with as many GPUs as before, if they are still there."""
    control.resume(folder, train, min(control.job_of(folder).processes, max(1, gpus())))


def moved(folder: Path) -> None:
    """Where the pairs of a run are gone, ask where they are now."""
    try:
        place = missing_data(folder)
        if place is None:
            return
        st.warning(f"The pairs of this run are no longer at {place}.")
        if hosted():
            return
        with st.form(f"moved-{folder.name}"):
            path = st.text_input("Where are they now?", placeholder="/home/me/pairs")
            if st.form_submit_button("Use them") and path:
                if sentence := give_data(folder, Path(path)):
                    st.session_state[routing.TROUBLE] = sentence
                st.rerun()
    except Pix2PixError as error:
        st.error(str(error))


def longer(folder: Path, found: Status) -> None:
    """Let a finished run learn on."""
    if found.state is not State.FINISHED:
        return
    extra = st.number_input("Learn on for so many steps", 1, 10_000_000, max(1, found.steps // 2))
    if st.button("Learn on"):
        train = Recipe.read(folder / RECIPE).train
        resume(folder, train.model_copy(update={"steps": found.steps + extra}))
        st.rerun()


def rename(folder: Path) -> None:
    """Ask for another name."""
    name = st.text_input("Another name", folder.name, key=f"rename-{folder.name}")
    if st.button("Rename", disabled=name == folder.name):
        routing.go("run", control.rename(folder, name).name)


def duplicate(folder: Path) -> None:
    """Begin a draft with the pairs and settings of this run."""
    if not st.button("New run with these pairs and settings"):
        return
    draft = Draft.create(routing.root())
    job = control.job_of(folder)
    recipe = Recipe.read(folder / RECIPE)
    draft.write(Settings(recipe=recipe, init=job.init or ""))
    draft.take_path(control.data_of(folder))
    unpaired = isinstance(recipe.method, CycleGANSettings)
    draft.write(draft.read().changed(name=f"{folder.name}-2"[:60], unpaired=unpaired))
    routing.go("draft", draft.key)


def delete(folder: Path) -> None:
    """Ask twice, then delete."""
    sure = st.checkbox(f"Delete {folder.name} with everything in it", key=f"sure-{folder.name}")
    if st.button("Delete", icon=":material/delete:", disabled=not sure):
        control.delete(folder)
        routing.go("new")


def follow(folder: Path, active: bool, saved: bool) -> None:
    """What changes while the run works; runs again and again by itself."""
    try:
        found = control.status(folder)
    except RunError:
        found = Status(State.INTERRUPTED)
    now = found.state in ACTIVE, (folder / MODEL).is_file()
    if now != (active, saved) or not folder.is_dir():
        st.rerun()  # the rest of the page changes, too, or says that the run is gone
    try:
        look(folder, found)
    except OSError as error:  # somebody deletes or moves it at this moment
        st.error(f"{folder.name} cannot be read: {error}.")


def look(folder: Path, found: Status) -> None:
    """Progress, pictures and curves as they are now."""
    log = read_log(folder)
    with st.container():  # as long as it gets, the pictures keep their place on the page
        progress(found, log)
    recipe = recipe_of(folder)
    both_ways = isinstance(recipe.method, CycleGANSettings)
    wide = (st.container(), st.container()) if both_ways else st.columns(2, gap="large")
    with wide[0]:
        time_lapse.show(folder, recipe.domains if both_ways else None)
    with wide[1]:
        st.header("How it learns")
        for remark in read_curves(log, recipe.method, recipe.domains):
            st.markdown(f"{ICONS[remark.kind]} {escaped(remark.sentence)}")
        if len(log) > 1:
            curves.show(log, recipe.domains)


def recipe_of(folder: Path) -> Recipe:
    """How a run learns; the defaults, where someone damaged the file, which is said elsewhere."""
    try:
        return Recipe.read(folder / RECIPE)
    except CheckpointError:
        return Recipe()


def progress(found: Status, log: list[curves.Entry]) -> None:
    """State, bar, seconds per step and time left."""
    reports = [entry for entry in log if "seconds_per_step" in entry]
    last = reports[-1] if reports else {}
    step, steps = max(found.step, last.get("step", 0)), found.steps or last.get("steps", 0)
    words = f"{SIGNS[found.state]} **{STATES[found.state]}**"
    if steps:
        words += f" · step {step} of {steps}"
    if last:
        words += f" · round {last['epoch']:.1f} · {last['seconds_per_step']:.2f} s a step"
    if last and steps and found.state is State.RUNNING:
        words += f" · **{duration((steps - step) * last['seconds_per_step'])}** left"
    if found.device:
        words += f" · {found.device.split(',')[0]}"
    st.markdown(words)
    if steps or found.state in ACTIVE:
        st.progress(min(1.0, step / steps) if steps else 0.0)
    if found.state is State.WAITING:
        st.caption("Another run uses the device, or this one is about to start.")
    if found.state is State.INTERRUPTED:
        st.warning("Its process is gone. Resume carries on from the last save.")
    if found.error:
        st.error(found.error)
