"""The settings of a draft: a short form, everything else below, and a file of them."""

from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.trainer import fields, palette, routing
from pix2pix.checkpoint.files import RECIPE
from pix2pix.checkpoint.folder import read_config, starting_recipe
from pix2pix.config import InputKind, Reading, Recipe, UNetConfig
from pix2pix.device import gpus
from pix2pix.errors import Pix2PixError
from pix2pix.hosting import BUNDLED, hosted
from pix2pix.jobs import control
from pix2pix.jobs.drafts import Draft, Settings
from pix2pix.jobs.presets import Length, preset

LENGTHS: dict[Length, str] = {
    "quick": "A quick look",
    "evening": "An evening",
    "paper": "The paper's recipe",
}
CAPTIONS: dict[Length, str] = {
    "quick": "400 steps, to see whether it works",
    "evening": "8000 steps, half of them ever finer",
    "paper": "200 rounds over all pairs",
}
NOTHING, ELSEWHERE = "Nothing: a new network", "A folder on this machine …"
SEEN_ABOVE = frozenset({"direction", *Reading.model_fields})
NOT_CHOSEN = frozenset({"architecture", "hint_colors"})
ALL_BUT_SIZE = frozenset(UNetConfig.model_fields) - {"size"}


def show(root: Path, draft: Draft) -> bool:
    """Show the form and keep what is filled in; True where a run could start with it."""
    kept = begin(root, draft)
    version = st.session_state.setdefault(f"version-{draft.key}", 0)
    first = st.session_state.setdefault(f"first-{draft.key}-{version}", kept)
    key = f"{draft.key}-{version}"
    try:
        changed = short_form(kept, first, key)
        if (changed.init, changed.length) != (kept.init, kept.length):
            reset(draft, with_preset(changed, draft, renamed=changed.init != kept.init))
        changed = gpu_count(changed, first, key)
        changed = advanced(changed, first, key)
        control.checked_name(changed.name)
    except Pix2PixError as error:
        st.error(str(error))
        files(root, draft, kept)
        return False
    if changed != kept:
        draft.write(changed)
        if split_of(changed) != split_of(kept):
            st.rerun()  # the report above tells how many pairs are held out
    files(root, draft, changed)
    return True


def split_of(settings: Settings) -> tuple[float, int]:
    """What decides which pairs are held out."""
    return settings.recipe.data.held_out, settings.recipe.train.seed


def begin(root: Path, draft: Draft) -> Settings:
    """What is filled in; at first, what most people will want."""
    kept = draft.read()
    if kept.name:
        return kept
    stem = "".join(c if c.isalnum() else "-" for c in Path(kept.origin).stem).strip("-")[:40]
    name = stem or "my-run"
    taken = 2
    while (root / name).exists():
        name = f"{stem or 'my-run'}-{taken}"
        taken += 1
    kept = with_preset(kept.changed(name=name, init=proposed_init(draft)), draft, renamed=True)
    draft.write(kept)
    return kept


def proposed_init(draft: Draft) -> str:
    """The folder of the bundled model whose input is drawn as that of these pairs; or empty."""
    diagnosis, models = draft.diagnosis(), routing.models()
    if diagnosis is None:
        return ""
    kind = diagnosis.input_kinds[draft.read().recipe.data.direction == "b2a"]
    fitting = (models[name] for name in BUNDLED if name in models)
    return next((str(each) for each in fitting if input_kind(each) == kind), "")


def input_kind(folder: Path) -> InputKind | None:
    """How one draws for a model; unknown where its config cannot be read."""
    try:
        return read_config(folder).domains.input_kind
    except Pix2PixError:
        return None


def with_preset(kept: Settings, draft: Draft, *, renamed: bool) -> Settings:
    """The settings of the chosen length and beginning, for the pairs of this draft.

    Args:
        renamed: What the domains and labels are called comes from the beginning, too.
    """
    folder = Path(kept.init) if kept.init else None
    diagnosis, direction = draft.diagnosis(), kept.recipe.data.direction
    start = starting_recipe(folder) if folder else None
    recipe = preset(kept.length, diagnosis.train if diagnosis else 1, start)
    domains = recipe.domains if renamed else kept.recipe.domains
    if renamed and (labels := palette.proposed(draft, direction)):
        known = {label.color: label for label in domains.labels}
        labels = tuple(known.get(label.color, label) for label in labels)
        domains = domains.changed(labels=labels, source="labels", input_kind="labels")
    # How a model was trained suits its own pairs, not these; but lines stay lines.
    data = recipe.data.changed(direction=direction, **dict(draft.reading()))
    if folder and (folder / RECIPE).is_file() and start and start.domains.source == domains.source:
        data = data.changed(hand_drawn=Recipe.read(folder / RECIPE).data.hand_drawn)
    made = recipe.changed(domains=domains, data=data, values=kept.recipe.values)
    return kept.changed(recipe=made)


def reset(draft: Draft, settings: Settings) -> None:
    """Keep other settings and let all widgets begin with them."""
    draft.write(settings)
    version = f"version-{draft.key}"
    st.session_state[version] = st.session_state.get(version, 0) + 1
    st.rerun()


def short_form(kept: Settings, first: Settings, key: str) -> Settings:
    """Name, beginning, length, and what the two kinds of pictures are called."""
    left, right = st.columns(2, gap="large")
    name = left.text_input("Name of the model to be", first.name, key=f"name-{key}")
    init = beginning(right, kept, key)
    domains = first.recipe.domains
    left, right = st.columns(2, gap="large")
    source = left.text_input(
        "What goes in, for example edges (which gives you a pen)",
        domains.source,
        key=f"source-{key}",
    )
    target = right.text_input(
        "What it becomes, for example photo", domains.target, key=f"target-{key}"
    )
    length = st.radio(
        "How long",
        list(LENGTHS),
        list(LENGTHS).index(kept.length),
        format_func=LENGTHS.__getitem__,
        captions=list(CAPTIONS.values()),
        horizontal=True,
        key=f"length-{key}",
    )
    labels = palette.edit(domains.labels, key)
    named = kept.recipe.domains.changed(source=source, target=target, labels=labels)
    recipe = kept.recipe.changed(domains=named)
    return kept.changed(name=name, init=init, length=length, recipe=recipe)


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
    names = {str(folder): name for name, folder in routing.models().items()} | {"": NOTHING}
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
            leave_out = ALL_BUT_SIZE if changed.init else NOT_CHOSEN
            values = fields.edit(begun.generator, f"generator-{key}", leave_out)
            generator, discriminator = recipe.generator.changed(**values), recipe.discriminator
            if changed.init:
                st.caption("All else of the network is that of the model you start from.")
            else:
                values = fields.edit(begun.discriminator, f"discriminator-{key}")
                discriminator = discriminator.changed(**values)
        with data:
            pictures = recipe.data.changed(**fields.edit(begun.data, f"data-{key}", SEEN_ABOVE))
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
        data = recipe.data.changed(**dict(draft.reading()))  # this and the values belong to pairs
        recipe = recipe.changed(data=data, values=kept.recipe.values)
        if kept.init:  # the network stays that of the model to start from
            networks = {part: getattr(kept.recipe, part) for part in ("generator", "discriminator")}
            recipe = recipe.changed(**networks)
        reset(draft, kept.changed(recipe=recipe))
