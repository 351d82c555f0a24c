"""Charts of a log: distance to the targets, losses of both networks, held-out figures."""

from typing import Any

import pandas as pd
import streamlit as st

from pix2pix.checkpoint.metrics import METRICS, SUMMARY
from pix2pix.config import Domains

Entry = dict[str, Any]

ADVERSARIAL = {
    "d_real": "discriminator, real",
    "d_fake": "discriminator, fake",
    "g_gan": "generator",
}
COLUMNS = {"step": "Step", "epoch": "Round", **{each.key: each.heading for each in SUMMARY}}
ALL_FIGURES = {each.key: each.heading for each in METRICS}
LOSSES = ("d_", "g_", "cycle", "identity")  # how the names of losses begin
HEIGHT, POINTS = 200, 150  # px, of a curve


def show(log: list[Entry], domains: Domains = Domains()) -> None:
    """The charts and the table of a run, whichever method it learns by."""
    if is_both_ways(log):
        charts_both_ways(log, (domains.source, domains.target))
    else:
        st.markdown("**Distance to the right pictures** (L1, lower is better)")
        lines(distances(log), "L1", "pairs")
        chart("Generator against discriminator", log, ADVERSARIAL)
    rounds = [{**entry, **entry["validation"]} for entry in log if "validation" in entry]
    if rounds:
        with st.expander("Held-out figures, round by round"):
            table = both_directions(rounds, domains) if is_both_ways(log) else one_way(rounds)
            st.dataframe(table.iloc[::-1], hide_index=True, width="stretch")


def chart(title: str, log: list[Entry], losses: dict[str, str]) -> None:
    """Curves of some losses, by their words; nothing where the run has none of them."""
    table = pd.DataFrame(
        [
            {"step": entry["step"], "loss": entry[name], "network": words}
            for entry in smooth(log)
            for name, words in losses.items()
            if name in entry
        ]
    )
    if len(table):
        st.markdown(f"**{title}** (losses)")
        lines(table, "loss", "network")


def is_both_ways(log: list[Entry]) -> bool:
    """Whether this is the log of a run that learns two directions without pairs."""
    return any("cycle" in entry or "cycle_l1" in entry.get("validation", {}) for entry in log)


def charts_both_ways(log: list[Entry], names: tuple[str, str]) -> None:
    """What comes back, what is left alone, and either generator against its discriminator."""
    st.markdown("**Distance after there and back** (L1, lower is better)")
    lines(round_trips(log, names), "L1", "pictures")
    first, second = names
    identity = {"identity": f"{second} as {second}", "identity_reverse": f"{first} as {first}"}
    chart("What should be left alone: identity", log, identity)
    for ending, title in (("", f"{first} to {second}"), ("_reverse", f"{second} to {first}")):
        losses = {f"{name}{ending}": words for name, words in ADVERSARIAL.items()}
        chart(f"Generator against discriminator, {title}", log, losses)


def round_trips(log: list[Entry], names: tuple[str, str]) -> pd.DataFrame:
    """L1 on [0, 1] of what went there and back again, learnt from and held out, by step."""
    rows = []
    for entry in smooth(log):
        validation = entry.get("validation", {})
        for name, ending, held_out in (
            (names[0], "", validation),
            (names[1], "_reverse", validation.get("reverse", {})),
        ):
            step = {"step": entry["step"]}
            if f"cycle{ending}" in entry:  # the networks compute on [-1, 1]
                rows.append({**step, "L1": entry[f"cycle{ending}"] / 2, "pictures": name})
            if "cycle_l1" in held_out:
                held = f"{name}, held out"
                rows.append({**step, "L1": held_out["cycle_l1"], "pictures": held})
    return pd.DataFrame(rows, columns=["step", "L1", "pictures"])


def one_way(rounds: list[Entry]) -> pd.DataFrame:
    """The figures of each round."""
    return pd.DataFrame(rounds).filter(list(COLUMNS)).rename(columns=COLUMNS).round(4)


def both_directions(rounds: list[Entry], domains: Domains) -> pd.DataFrame:
    """The figures of each round, a row for each direction."""
    there = f"{domains.source} to {domains.target}"
    back = f"{domains.target} to {domains.source}"
    rows = []
    for entry in rounds:
        rows.append({**entry, **entry.get("reverse", {}), "direction": back})
        rows.append({**entry, "direction": there})
    columns = {"step": "Step", "epoch": "Round", "direction": "Direction", **ALL_FIGURES}
    return pd.DataFrame(rows).filter(list(columns)).rename(columns=columns).round(4)


def lines(table: pd.DataFrame, y: str, color: str) -> None:
    """Curves of ``y`` over the steps, one for each value of the column ``color``.

    Written down for Vega-Lite directly: ``st.line_chart`` takes ten times as long, and a run that
    works is drawn every two seconds on the cores that it works with.
    """
    step = {"field": "step", "type": "quantitative", "axis": {"grid": False, "title": None}}
    value = {"field": y, "type": "quantitative", "scale": {"zero": False}, "axis": {"title": None}}
    legend = {"orient": "top", "columns": 2, "title": None, "offset": 0}
    colors = {"field": color, "type": "nominal", "legend": legend}
    spec = {"mark": "line", "encoding": {"x": step, "y": value, "color": colors}}
    st.vega_lite_chart(table, spec, height=HEIGHT, width="stretch")


def smooth(log: list[Entry]) -> list[Entry]:
    """Means of the losses over neighbouring reports, so that a long curve stays a line."""
    losses = [entry for entry in log if "seconds_per_step" in entry]
    width = -(-len(losses) // POINTS) or 1
    parts = [losses[first : first + width] for first in range(0, len(losses), width)]
    names = [name for name in (losses[-1] if losses else ()) if name.startswith(LOSSES)]
    means = [
        {name: sum(e.get(name, 0.0) for e in part) / len(part) for name in names}
        | {"step": part[-1]["step"]}
        for part in parts
    ]
    return means + [entry for entry in log if "validation" in entry]


def distances(log: list[Entry]) -> pd.DataFrame:
    """L1 on [0, 1] of the pairs that are learnt from and of the held-out ones, by step."""
    rows = []
    for entry in smooth(log):
        if "g_l1" in entry:  # the networks compute on [-1, 1]
            rows.append({"step": entry["step"], "L1": entry["g_l1"] / 2, "pairs": "learnt from"})
        if "l1" in entry.get("validation", {}):
            held_out = entry["validation"]["l1"]
            rows.append({"step": entry["step"], "L1": held_out, "pairs": "held out"})
    return pd.DataFrame(rows, columns=["step", "L1", "pairs"])
