"""Where the runs of this visitor lie, and what the address of the page says.

The address holds the name of a run or the key of a draft, so that a reload shows the same again.
"""

import os
import re
import secrets
from collections.abc import Callable
from pathlib import Path

import streamlit as st

from pix2pix.checkpoint.folder import list_checkpoints
from pix2pix.errors import Pix2PixError
from pix2pix.hosting import checkpoints_folder, hosted
from pix2pix.jobs import quota

VISITORS, TROUBLE = ".visitors", "trouble"
TOKEN = re.compile(r"[0-9a-f]{32}")
CANVAS = os.environ.get("PIX2PIX_CANVAS_URL", "" if hosted() else "http://127.0.0.1:7860")


def root() -> Path:
    """The folder of all runs that this visitor may see; on a hosted page, a secret one."""
    if not hosted():
        return checkpoints_folder()
    token = st.query_params.get("visitor", "")
    if not TOKEN.fullmatch(token):
        token = st.query_params["visitor"] = secrets.token_hex(16)
    return checkpoints_folder() / VISITORS / token


def require_room(more: int = 0) -> None:
    """On a hosted page, refuse what would be too much for one visitor. See ``quota``."""
    if hosted():
        quota.require_room(root(), more)


def models() -> dict[str, Path]:
    """Checkpoints to start from, by name: the bundled ones and this visitor's."""
    folders = {checkpoints_folder(), root()}
    return {name: folder / name for folder in sorted(folders) for name in list_checkpoints(folder)}


def go(page: str, value: str = "") -> None:
    """Show another part of the page at once: ``run``, ``draft``, ``compare`` or ``new``."""
    point(page, value)
    st.rerun()


def point(page: str, value: str = "") -> None:
    """Let the address say another part of the page."""
    kept = {key: st.query_params[key] for key in ("visitor",) if key in st.query_params}
    st.query_params.from_dict({**kept, **({page: value} if page != "new" else {})})


def attempt(action: Callable[..., object], *arguments: object) -> None:
    """Do what a button asked for, with its error kept for ``trouble``; meant for its callback.

    A callback runs before the page does. The answer of the button itself may be lost, when a
    part of the page that refreshes by itself asks for a new run at that moment.
    """
    try:
        action(*arguments)
    except Pix2PixError as error:
        st.session_state[TROUBLE] = str(error)


def trouble() -> None:
    """Show what went wrong with the last button, once."""
    spot = st.container()  # even when empty, so that what follows keeps its place on the page
    if sentence := st.session_state.pop(TROUBLE, ""):
        spot.error(sentence)
