"""What the form of a draft begins with: a preset for its pictures, and a model to start from."""

from pathlib import Path

import streamlit as st

from app.trainer import palette, routing
from pix2pix.checkpoint.files import RECIPE
from pix2pix.checkpoint.folder import (
    has_reverse,
    read_config,
    reverse_folder,
    starting_recipe,
)
from pix2pix.config import (
    DataConfig,
    Direction,
    GeneratorConfig,
    InputKind,
    MethodName,
    Recipe,
)
from pix2pix.data.diagnosis import Diagnosis
from pix2pix.errors import Pix2PixError
from pix2pix.hosting import BUNDLED
from pix2pix.jobs.drafts import Draft, Settings
from pix2pix.jobs.presets import preset
from pix2pix.jobs.starting_points import starting_point


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


def make(draft: Draft, making: str) -> None:
    """Begin anew with the settings of a starting point; with none, with those for the pictures."""
    kept = draft.read().changed(making=making, length="recipe" if making else "quick")
    draft.write(kept)
    if kept.name:  # else there is no form yet, and it will begin with this
        kept = kept.changed(init=proposed_init(draft))
        reset(draft, with_preset(kept, draft, renamed=True))


def proposed_init(draft: Draft) -> str:
    """The folder of the bundled model whose input is drawn as that of these pairs; or empty.

    What others have learnt without pairs says little of what two other domains share, and a
    starting point has a network of its own.
    """
    diagnosis, models = draft.diagnosis(), routing.models()
    if diagnosis is None or diagnosis.method == "cyclegan" or draft.read().making:
        return ""
    kind = diagnosis.input_kinds[draft.read().recipe.data.direction == "b2a"]
    fitting = (models[name] for name in BUNDLED if name in models)
    return next(
        (str(each) for each in fitting if input_kind(each) == kind and fits("pix2pix", each)), ""
    )


def input_kind(folder: Path) -> InputKind | None:
    """How one draws for a model; unknown where its config cannot be read."""
    try:
        return read_config(folder).domains.input_kind
    except Pix2PixError:
        return None


def fits(method: MethodName, folder: Path) -> bool:
    """Whether a run of that method may start from a checkpoint: CycleGAN needs both directions."""
    return has_reverse(folder) == (method == "cyclegan")


def with_preset(kept: Settings, draft: Draft, *, renamed: bool) -> Settings:
    """The settings of the chosen length and beginning, for the pairs of this draft.

    Args:
        renamed: What the domains and labels are called comes from the beginning, too.
    """
    folder = Path(kept.init) if kept.init else None
    diagnosis, direction = draft.diagnosis(), kept.recipe.data.direction
    method: MethodName = diagnosis.method if diagnosis else "pix2pix"
    if folder and method == "cyclegan":
        reverse_folder(folder)  # says so if there is none
    start = starting_recipe(folder) if folder else None
    point = starting_point(kept.making, method)
    length = kept.length if point or kept.length != "recipe" else "quick"
    pairs = diagnosis.train if diagnosis else 1
    recipe = preset(length, pairs, start, method, point.settings if point else None)
    domains = recipe.domains if renamed else kept.recipe.domains
    if renamed and point is None and (labels := palette.proposed(draft, direction)):
        known = {label.color: label for label in domains.labels}
        labels = tuple(known.get(label.color, label) for label in labels)
        domains = domains.changed(labels=labels, source="labels", input_kind="labels")
    if renamed and folder is None and diagnosis and (names := folder_names(diagnosis)):
        source, target = names[::-1] if direction == "b2a" else names
        domains = domains.changed(source=source, target=target)
    if folder is None and point is None and diagnosis and method == "pix2pix":
        recipe = recipe.changed(generator=with_opacity(recipe.generator, diagnosis, direction))
    # How a model was trained suits its own pairs, not these; but lines stay lines.
    data = recipe.data.changed(direction=direction, **dict(draft.reading()))
    if method == "pix2pix" and start and start.domains.source == domains.source:
        data = data.changed(hand_drawn=hand_drawn(folder))
    made = recipe.changed(domains=domains, data=data, values=kept.recipe.values)
    return kept.changed(recipe=made, length=length)


def with_opacity(
    generator: GeneratorConfig, diagnosis: Diagnosis, direction: Direction
) -> GeneratorConfig:
    """A new network that makes opacity if anything in the targets is see-through."""
    return generator.changed(out_channels=4 if diagnosis.see_through[direction == "a2b"] else 3)


def hand_drawn(folder: Path | None) -> float:
    """Which share of its lines a model saw redrawn, where it says so."""
    if folder is None or not (folder / RECIPE).is_file():
        return DataConfig().hand_drawn
    return Recipe.read(folder / RECIPE).data.hand_drawn


def folder_names(diagnosis: Diagnosis) -> tuple[str, str] | None:
    """What two folders that do not match are called, where that says more than A and B."""
    names = diagnosis.reading.halves
    if diagnosis.method == "pix2pix" or names is None or min(map(len, names)) < 2:
        return None
    return names


def reset(draft: Draft, settings: Settings) -> None:
    """Keep other settings and let all widgets begin with them."""
    draft.write(settings)
    version = f"version-{draft.key}"
    st.session_state[version] = st.session_state.get(version, 0) + 1
    st.rerun()
