"""Many runs side by side: what was set differently, their curves, the same pictures."""

from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from app.trainer import curves, routing
from pix2pix.checkpoint.files import RECIPE
from pix2pix.checkpoint.run import read_log
from pix2pix.config import Recipe
from pix2pix.errors import Pix2PixError
from pix2pix.jobs import control

MOST = 4  # runs
LONG = ("hint_colors", "labels")  # settings that are tables themselves


def show(root: Path, names: list[str]) -> None:
    """Choose runs and see them beside each other."""
    st.title("Compare runs")
    known = control.list_runs(root)
    begun = [name for name in names if name in known]
    chosen = st.multiselect("Runs", known, begun, max_selections=MOST)
    if chosen != begun:
        routing.go("compare", ",".join(chosen))
    if not chosen:
        return
    folders = {name: root / name for name in chosen}
    st.header("Settings that differ")
    differing(folders)
    st.header("Held-out L1 (lower is better)")
    st.caption("To the right pictures; without pairs, of what went there and back again.")
    overlaid(folders)
    st.header("The same held-out pictures")
    for column, (name, folder) in zip(st.columns(len(chosen)), folders.items(), strict=True):
        column.markdown(f"**{name}**")
        previews = control.previews(folder)
        if previews:
            column.image(str(previews[-1]), width="stretch")
            column.caption(f"after step {int(previews[-1].stem)}")


def differing(folders: dict[str, Path]) -> None:
    """A table with a row for each setting that is not the same everywhere."""
    settings: dict[str, dict[str, Any]] = {}
    for name, folder in folders.items():
        try:
            recipe = Recipe.read(folder / RECIPE)
            init = control.job_of(folder).init
        except Pix2PixError as error:
            st.error(str(error))
            continue
        groups = recipe.model_dump(exclude={"format", "origins"}).values()
        values = {key: value for group in groups for key, value in group.items()}
        settings[name] = {key: value for key, value in values.items() if key not in LONG}
        settings[name]["start from"] = Path(init).name if init else "nothing"
    table = pd.DataFrame(settings).astype(str)
    table = table[table.nunique(axis=1) > 1]
    if len(table):
        st.dataframe(table, width="stretch")
    else:
        st.caption("None: these runs differ by nothing but their pairs.")


def held_out(log: list[curves.Entry], run: str) -> list[pd.DataFrame]:
    """The curve of a run, or one for each direction where it learns without pairs."""
    if not curves.is_both_ways(log):
        table = curves.distances(log)
        return [table[table["pairs"] == "held out"].assign(run=run)]
    both = ("there", "back")
    table = curves.round_trips(log, both)
    return [
        table[table["pictures"] == f"{way}, held out"].assign(run=f"{run}, {way}") for way in both
    ]


def overlaid(folders: dict[str, Path]) -> None:
    """The held-out curve of each run."""
    tables = []
    for name, folder in folders.items():
        tables += held_out(read_log(folder), name)
    curves_of_all = pd.concat(tables)
    if len(curves_of_all):
        curves.lines(curves_of_all, "L1", "run")
    else:
        st.caption("No figures yet.")
