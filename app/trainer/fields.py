"""Widgets made from the fields of a config, which declare default, bounds and sentence."""

from types import NoneType
from typing import Any, Literal, get_args, get_origin

import streamlit as st
from annotated_types import Ge, Gt, Le, Lt
from pydantic.fields import FieldInfo

from pix2pix.config import Config, Size
from pix2pix.config.size import LEAST, MOST
from pix2pix.errors import ConfigError

WORDS = {"gan": "Adversarial loss", "l1": "L1", "compile": "Compile first"}
LEVELS = range(11)


def edit(config: Config, key: str, leave_out: frozenset[str] = frozenset()) -> dict[str, Any]:
    """One widget for each field of ``config``, in two columns; returns what they say.

    Args:
        config: Holds the values that the widgets begin with.
        key: Tells these widgets from those of other configs.
        leave_out: Fields that are chosen elsewhere or not at all.
    """
    columns = st.columns(2, gap="large")
    fields = {name: f for name, f in type(config).model_fields.items() if name not in leave_out}
    values = {}
    for place, (name, field) in enumerate(fields.items()):
        with columns[place % 2]:
            values[name] = widget(field, name, getattr(config, name), f"{key}-{name}")
            st.caption(field.description or "")
    return values


def widget(field: FieldInfo, name: str, value: Any, key: str) -> Any:
    """The widget that fits the type of a field."""
    label = WORDS.get(name, name.replace("_", " ").capitalize())
    kinds = get_args(field.annotation) or (field.annotation,)
    low, high = bounds(field)
    if Size in kinds:
        return sides(label, value, key)
    if get_origin(field.annotation) is Literal:
        return st.selectbox(label, kinds, kinds.index(value), key=key)
    if field.annotation is bool:
        return st.toggle(label, value, key=key)
    if get_origin(field.annotation) is tuple:
        return tuple(st.multiselect(label, LEVELS, list(value), key=key))
    if float in kinds:
        step = value / 10 if value else 0.01
        return st.number_input(label, low, high, float(value), step, format="%g", key=key)
    if int in kinds:
        empty = "by itself" if NoneType in kinds else None
        bottom, top = (None if end is None else int(end) for end in (low, high))
        return st.number_input(label, bottom, top, value, 1, key=key, placeholder=empty)
    return st.text_input(label, value, key=key)


def sides(label: str, value: Size | None, key: str) -> tuple[int, int] | None:
    """One widget for the height and one for the width; None where both are left empty.

    Raises:
        ConfigError: One of them is empty.
    """
    places = zip(Size._fields, st.columns(2), value or (None, None), strict=True)
    height, width = (
        column.number_input(
            f"{label}: {side}", LEAST, MOST, first, 1, key=f"{key}-{side}", placeholder="none"
        )
        for side, column, first in places
    )
    if height is None and width is None:
        return None
    if height is None or width is None:
        raise ConfigError(f"{label} has a height or a width alone. Fill in both, or neither.")
    return height, width


def bounds(field: FieldInfo) -> tuple[float | None, float | None]:
    """The lowest and highest value a widget offers; what lies beyond is refused by the field."""
    low = high = None
    for limit in field.metadata:
        match limit:
            case Ge(ge=float(end) | int(end)) | Gt(gt=float(end) | int(end)):
                low = float(end)
            case Le(le=float(end) | int(end)) | Lt(lt=float(end) | int(end)):
                high = float(end)
    return low, high
