"""Black and white, bands and classes: how the values of both halves are read, to be changed."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pix2pix.config import Direction, HalfValues, ValuesConfig
from pix2pix.data.diagnosis import Diagnosis
from pix2pix.data.value_report import value_lines
from pix2pix.errors import ConfigError, Pix2PixError
from pix2pix.jobs.drafts import Draft

HALVES = ("first", "second")


def in_files(draft: Draft) -> ValuesConfig:
    """How the halves are read, the first one as the source, whichever of them the input is.

    As chosen, or else as found.
    """
    recipe, diagnosis = draft.read().recipe, draft.diagnosis()
    if not recipe.values.complete and diagnosis is not None:
        return diagnosis.values
    return recipe.values.reversed() if recipe.data.direction == "b2a" else recipe.values


def of_halves(draft: Draft) -> tuple[HalfValues, HalfValues]:
    """How the first half is read, and the second."""
    values = in_files(draft)
    return values.source, values.target


def turned(draft: Draft, direction: Direction) -> ValuesConfig:
    """How input and answer are read when that direction is taken: as chosen, or else as found."""
    recipe, diagnosis = draft.read().recipe, draft.diagnosis()
    if not recipe.values.complete and diagnosis is not None:
        found = diagnosis.values
        return found.reversed() if direction == "b2a" else found
    return recipe.values if recipe.data.direction == direction else recipe.values.reversed()


def edit(draft: Draft, diagnosis: Diagnosis) -> None:
    """Show how values are read, and let one change it; what is shown below follows."""
    values, read = in_files(draft), of_halves(draft)
    lines = value_lines(diagnosis.holds, read, diagnosis.halves)
    for line in lines:
        st.markdown(f":material/tonality: {line}")
    unclear = any("bands" in problem.sentence for problem in diagnosis.unusable)
    with st.expander("Values of the pictures", expanded=bool(lines) or unclear):
        columns = st.columns(2, gap="large")
        try:
            asked = [
                half(place, found.classes, read[place], draft.key, columns[place])
                for place, found in enumerate(diagnosis.holds)
            ]
            changed = ValuesConfig.make(
                **{f"source_{name}": value for name, value in asked[0].items()},
                **{f"target_{name}": value for name, value in asked[1].items()},
            )
        except Pix2PixError as error:
            st.error(str(error))
            return
    if changed != values:
        keep(draft, diagnosis, changed)


def half(
    place: int,
    classes: tuple[int, ...],
    values: HalfValues,
    key: str,
    column: DeltaGenerator,
) -> dict[str, object]:
    """The fields of one half, by the names of ``ValuesConfig`` without the side."""
    name, low, high = HALVES[place], *values.range
    kind = values.kind
    with column:
        st.markdown(f"**The {name} half**")
        if classes:
            colored = st.toggle(
                "Class numbers in colors", kind == "classes", key=f"classes-{place}-{key}"
            )
            kind = "classes" if colored else "8-bit"
        if kind != "classes":
            low = st.number_input(
                f"Black in the {name} half", value=low, format="%g", key=f"low-{place}-{key}"
            )
            high = st.number_input(
                f"White in the {name} half", value=high, format="%g", key=f"high-{place}-{key}"
            )
        typed = st.text_input(
            f"Bands of the {name} half, for red, green and blue",
            " ".join(map(str, values.bands)),
            placeholder="as the files say",
            key=f"bands-{place}-{key}",
        )
    return {"values": kind, "range": (low, high), "bands": numbers(typed)}


def numbers(typed: str) -> tuple[int, ...] | None:
    """What was typed as numbers of bands; none where nothing was.

    Raises:
        ConfigError: These are no numbers.
    """
    try:
        return tuple(int(word) for word in typed.replace(",", " ").split()) or None
    except ValueError as error:
        raise ConfigError(f"{typed} are no bands. Give three numbers, such as 4 3 2.") from error


def keep(draft: Draft, diagnosis: Diagnosis, changed: ValuesConfig) -> None:
    """Remember other values; where they are of other bands or kinds, look at the files anew."""
    kept, before = draft.read(), in_files(draft)
    what = ("source_bands", "target_bands", "source_values", "target_values")
    if any(getattr(changed, name) != getattr(before, name) for name in what):
        kinds = (changed.source_values, changed.target_values)
        plain = [
            "8-bit" if found.classes and kind != "classes" else None
            for found, kind in zip(diagnosis.holds, kinds, strict=True)
        ]
        changed = changed.changed(  # all else is found again
            source_range=None, target_range=None, source_values=plain[0], target_values=plain[1]
        )
        draft.forget_findings()
    if kept.recipe.data.direction == "b2a":
        changed = changed.reversed()
    draft.write(kept.changed(recipe=kept.recipe.changed(values=changed)))
    st.rerun()
