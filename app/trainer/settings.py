"""The settings of a draft: a short form, everything else below, and a file of them."""

from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.trainer import fields, palette, proposal, routing
from pix2pix.checkpoint.files import RECIPE
from pix2pix.config import NEED_PAIRS, CycleGANSettings, MethodName, Reading, Recipe, Size
from pix2pix.device import gpus
from pix2pix.errors import Pix2PixError
from pix2pix.hosting import hosted
from pix2pix.jobs import control
from pix2pix.jobs.drafts import Draft, Settings
from pix2pix.jobs.presets import Length
from pix2pix.jobs.starting_points import StartingPoint, starting_point

LENGTHS: dict[Length, str] = {
    "quick": "A quick look",
    "evening": "An evening",
    "paper": "The paper's recipe",
    "recipe": "As in the recipe",
}
CAPTIONS: dict[Length, str] = {
    "quick": "400 steps, to see whether it works",
    "evening": "8000 steps, half of them ever finer",
    "paper": "200 rounds over all {}",
    "recipe": "{} steps, about {} minutes on two cores",
}
SHOWN: dict[MethodName, str] = {"pix2pix": "pairs", "cyclegan": "pictures"}
NAMED: dict[MethodName, tuple[str, str]] = {
    "pix2pix": (
        "What goes in, for example edges (which gives you a pen)",
        "What it becomes, for example photo",
    ),
    "cyclegan": ("One kind of picture, for example horse", "The other kind, for example zebra"),
}
OTHER_METHOD = (
    "These settings are of the other kind of learning: from pairs, or without. Say above what "
    "your files are, then load them again."
)
NOTHING, ELSEWHERE = "Nothing: a new network", "A folder on this machine …"
SEEN_ABOVE = frozenset({"direction", *Reading.model_fields})
NOT_CHOSEN = frozenset({"architecture", "hint_colors"})


def show(root: Path, draft: Draft) -> bool:
    """Show the form and keep what is filled in; True where a run could start with it."""
    kept = proposal.begin(root, draft)
    version = st.session_state.setdefault(f"version-{draft.key}", 0)
    first = st.session_state.setdefault(f"first-{draft.key}-{version}", kept)
    key = f"{draft.key}-{version}"
    try:
        changed = short_form(kept, first, key)
        if (changed.init, changed.length) != (kept.init, kept.length):
            proposal.reset(
                draft, proposal.with_preset(changed, draft, renamed=changed.init != kept.init)
            )
        changed = gpu_count(changed, first, key)
        changed = advanced(changed, first, key)
        control.checked_name(changed.name)
    except Pix2PixError as error:
        st.error(str(error))
        files(root, draft, kept)
        return False
    if changed != kept:
        draft.write(changed)
        if reported(changed) != reported(kept):
            st.rerun()  # the report above tells what is held out, and what is too small
    files(root, draft, changed)
    return True


def reported(settings: Settings) -> tuple[float, int, Size | None]:
    """What decides which pictures are held out, and which are too small."""
    recipe = settings.recipe
    return recipe.data.held_out, recipe.held_out_seed, recipe.data.crop


def short_form(kept: Settings, first: Settings, key: str) -> Settings:
    """Name, beginning, length, and what the two kinds of pictures are called."""
    left, right = st.columns(2, gap="large")
    name = left.text_input("Name of the model to be", first.name, key=f"name-{key}")
    init = beginning(right, kept, key)
    domains, asked = first.recipe.domains, NAMED[kept.recipe.method.method]
    left, right = st.columns(2, gap="large")
    source = left.text_input(
        asked[0],
        domains.source,
        key=f"source-{key}",
    )
    target = right.text_input(asked[1], domains.target, key=f"target-{key}")
    method = kept.recipe.method.method
    captions = lengths(method, starting_point(kept.making, method))
    length = st.radio(
        "How long",
        list(captions),
        list(captions).index(kept.length),
        format_func=LENGTHS.__getitem__,
        captions=list(captions.values()),
        horizontal=True,
        key=f"length-{key}",
    )
    labels = palette.edit(domains.labels, key)
    named = kept.recipe.domains.changed(source=source, target=target, labels=labels)
    recipe = kept.recipe.changed(domains=named)
    return kept.changed(name=name, init=init, length=length, recipe=recipe)


def lengths(method: MethodName, point: StartingPoint | None) -> dict[Length, str]:
    """What may be chosen, with its caption: that of a starting point comes first."""
    offered: dict[Length, str] = {}
    if point:
        caption = CAPTIONS["recipe"].format(point.settings.train.steps, point.minutes)
        offered["recipe"] = caption
    others: tuple[Length, ...] = ("quick", "evening", "paper")
    return offered | {each: CAPTIONS[each].format(SHOWN[method]) for each in others}


def gpu_count(kept: Settings, first: Settings, key: str) -> Settings:
    """How many GPUs train together, where there are several."""
    found = gpus()
    if found < 2:
        return kept.model_copy(update={"processes": 1})
    processes = st.number_input(
        f"GPUs (of {found}; each learns from its own pairs, so a step takes as many times more)",
        1,
        found,
        min(first.processes, found),
        key=f"gpus-{key}",
    )
    return kept.model_copy(update={"processes": processes})


def beginning(place_for_it: DeltaGenerator, kept: Settings, key: str) -> str:
    """Which checkpoint to start from, as a path; empty for none."""
    method, models = kept.recipe.method.method, routing.models()
    names = {
        str(folder): name for name, folder in models.items() if proposal.fits(method, folder)
    } | {"": NOTHING}
    known = kept.init in names
    options = [*names] + ([] if hosted() else [ELSEWHERE])
    init = place_for_it.selectbox(
        "Start from",
        options,
        options.index(kept.init if known else ELSEWHERE),
        format_func=lambda option: names.get(option, option),
        help="A trained model needs fewer pairs and less time than a new network.",
        key=f"init-{key}",
    )
    if init != ELSEWHERE:
        return init
    typed = place_for_it.text_input(
        "Folder of the checkpoint", "" if known else kept.init, key=f"elsewhere-{key}"
    )
    return typed or kept.init


def advanced(changed: Settings, first: Settings, key: str) -> Settings:
    """Every other setting, out of sight until wanted."""
    recipe, begun = changed.recipe, first.recipe
    unpaired = isinstance(recipe.method, CycleGANSettings)
    # With keys they stay open while the page around them changes.
    with st.expander("All settings", key=f"all-{key}", on_change="rerun"):
        names = ["Training", "Loss", "Network", "Pictures"]
        training, loss, network, data = st.tabs(names, key=f"groups-{key}", on_change="rerun")
        with training:
            train = recipe.train.changed(**fields.edit(begun.train, f"train-{key}"))
        with loss:
            values = fields.edit(begun.method, f"method-{key}", frozenset({"method"}))
            method = recipe.method.changed(**values)
        with network:
            known = frozenset(type(begun.generator).model_fields) - {"size"}
            leave_out = known if changed.init else NOT_CHOSEN
            values = fields.edit(begun.generator, f"generator-{key}", leave_out)
            generator, discriminator = recipe.generator.changed(**values), recipe.discriminator
            if changed.init:
                st.caption("All else of the network is that of the model you start from.")
            else:
                alone = frozenset({"conditional"} if unpaired else ())
                values = fields.edit(begun.discriminator, f"discriminator-{key}", alone)
                discriminator = discriminator.changed(**values)
        with data:
            seen = SEEN_ABOVE.union(NEED_PAIRS if unpaired else ())
            pictures = recipe.data.changed(**fields.edit(begun.data, f"data-{key}", seen))
    made = recipe.changed(
        generator=generator, discriminator=discriminator, method=method, data=pictures, train=train
    )
    return changed.changed(recipe=made)


def files(root: Path, draft: Draft, kept: Settings) -> None:
    """Settings to and from a file, or from an earlier run."""
    with st.popover("Save or load settings", icon=":material/tune:", type="tertiary"):
        st.download_button(
            "Save these settings", kept.recipe.to_json(), "settings.json", on_click="ignore"
        )
        sent = st.file_uploader("Load settings", type="json", key=f"settings-{draft.key}")
        earlier = st.selectbox("Take them from an earlier run", control.list_runs(root), None)
        if not st.button("Use them", disabled=not (sent or earlier)):
            return
        try:
            if sent:
                loose = draft.folder / "loaded.json"
                loose.write_bytes(sent.getvalue())
                recipe = Recipe.read(loose)
            else:
                recipe = Recipe.read(control.find(root, str(earlier)) / RECIPE)
        except Pix2PixError as error:
            st.error(str(error))
            return
        if recipe.method.method != kept.recipe.method.method:
            st.error(OTHER_METHOD)
            return
        data = recipe.data.changed(**dict(draft.reading()))  # this and the values belong to pairs
        recipe = recipe.changed(data=data, values=kept.recipe.values)
        if kept.init:  # the network stays that of the model to start from
            networks = {part: getattr(kept.recipe, part) for part in ("generator", "discriminator")}
            recipe = recipe.changed(**networks)
        proposal.reset(draft, kept.changed(recipe=recipe))
