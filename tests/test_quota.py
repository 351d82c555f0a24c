import os
import time

import pytest

from pix2pix.errors import RunError
from pix2pix.jobs import quota
from pix2pix.jobs.drafts import Draft, forget
from pix2pix.jobs.quota import RUNS, require_room
from tests.runs import past_run


def test_a_new_visitor_has_room(root):
    require_room(root / ".visitors/1", 1_000)


def test_too_many_runs_are_refused(root):
    for number in range(RUNS):
        require_room(root)
        past_run(root, f"shoes{number}")
    with pytest.raises(RunError, match="You keep 5 runs here already. Take away what you need"):
        require_room(root)


def test_too_many_bytes_are_refused_before_they_come(root):
    with (past_run(root).folder / "large").open("wb") as file:
        file.truncate(quota.MOST - 1_000_000)  # takes no room
    require_room(root, 900_000)
    with pytest.raises(RunError, match="Your runs take 4.0 GB, and this would be more than 4 GB."):
        require_room(root, 1_100_000)


def test_a_disk_that_is_nearly_full_is_said_so(root, monkeypatch):
    monkeypatch.setattr(quota, "SPARE", 10**18)
    with pytest.raises(RunError, match="This server has no room left."):
        require_room(root)


def test_old_drafts_are_forgotten_and_those_beyond_a_number(root):
    drafts = [Draft.create(root) for _ in range(4)]
    for days, draft in enumerate(drafts):
        written = time.time() - days * 24 * 3600 - (5 * 24 * 3600 if days == 3 else 0)
        os.utime(draft.folder / "settings.json", (written, written))
    forget(root)
    assert [draft.folder.is_dir() for draft in drafts] == [True, True, True, False]
    forget(root, 2)
    assert [draft.folder.is_dir() for draft in drafts] == [True, True, False, False]
