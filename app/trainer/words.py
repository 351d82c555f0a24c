"""The words of the trainer page that more than one part uses."""

import re
from datetime import timedelta

from pix2pix.checkpoint.run import State
from pix2pix.plural import plural

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


def duration(seconds: float) -> str:
    """A time span in words, as coarse as people say it."""
    span = timedelta(seconds=round(seconds))
    hours, minutes = span.total_seconds() / 3600, span.total_seconds() / 60
    if hours >= 48:
        return f"{hours / 24:.0f} days"
    if hours >= 2:
        return f"{hours:.1f} hours"
    if minutes >= 2:
        return f"{minutes:.0f} minutes"
    return plural(round(span.total_seconds()), "second")
