"""The words of the trainer page that more than one part uses."""

import re

from pix2pix.checkpoint.run import State

TITLE = "pix2pix: train on your own pictures"
WELCOME = "Train on your own pictures"
STATES = {
    State.WAITING: "Waiting for its turn",
    State.STARTING: "Starting",
    State.RUNNING: "Learning",
    State.FINISHED: "Finished",
    State.STOPPED: "Stopped",
    State.FAILED: "Failed",
    State.INTERRUPTED: "Interrupted",
}
SIGNS = {
    State.WAITING: ":material/hourglass_empty:",
    State.STARTING: ":material/hourglass_top:",
    State.RUNNING: ":material/play_circle:",
    State.FINISHED: ":material/check_circle:",
    State.STOPPED: ":material/pause_circle:",
    State.FAILED: ":material/error:",
    State.INTERRUPTED: ":material/power_off:",
}


def escaped(text: str) -> str:
    """Text that may hold names of files, for a place that reads Markdown."""
    return re.sub(r"([\\`*_{}\[\]<>#$~|:])", r"\\\1", text)
