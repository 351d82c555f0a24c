"""Charts of a log: distance to the targets, losses of both networks, held-out figures."""

from typing import Any

import pandas as pd
import streamlit as st

from pix2pix.checkpoint.metrics import SUMMARY

Entry = dict[str, Any]

ADVERSARIAL = {
    "d_real": "discriminator, real",
    "d_fake": "discriminator, fake",
    "g_gan": "generator",
}
COLUMNS = {"step": "Step", "epoch": "Round", **{each.key: each.heading for each in SUMMARY}}
HEIGHT, POINTS = 200, 150  # px, of a curve


def show(log: list[Entry]) -> None:
    """Both charts and the table."""
    st.markdown("**Distance to the right pictures** (L1, lower is better)")
    lines(distances(log), "L1", "pairs")
    adversarial = pd.DataFrame(
        [
            {"step": entry["step"], "loss": entry[name], "network": words}
            for entry in smooth(log)
            for name, words in ADVERSARIAL.items()
            if name in entry
        ]
    )
    if len(adversarial):
        st.markdown("**Generator against discriminator** (losses)")
        lines(adversarial, "loss", "network")
    rounds = [{**entry, **entry["validation"]} for entry in log if "validation" in entry]
    if rounds:
        with st.expander("Held-out figures, round by round"):
            table = pd.DataFrame(rounds).filter(list(COLUMNS)).rename(columns=COLUMNS).round(4)
            st.dataframe(table.iloc[::-1], hide_index=True, width="stretch")


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
    names = [name for name in (*ADVERSARIAL, "g_l1") if losses and name in losses[-1]]
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
        if "validation" in entry:
            held_out = entry["validation"]["l1"]
            rows.append({"step": entry["step"], "L1": held_out, "pairs": "held out"})
    return pd.DataFrame(rows, columns=["step", "L1", "pairs"])
