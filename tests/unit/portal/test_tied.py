"""Processes of an installation end with whoever began them, even when that one died before they could ask for it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from portal.tied import ORPHANED, TIED_TO, end_with_parent, environment_of_children

if TYPE_CHECKING:
    import pytest

TIES_ITSELF = "from portal.tied import end_with_parent; end_with_parent(); print('lives', flush=True); import time; time.sleep({seconds})"  # noqa: E501


def test_X05_a_child_of_a_living_parent_lives() -> None:
    done = subprocess.run(
        [sys.executable, "-c", TIES_ITSELF.format(seconds=0)], env=environment_of_children(), capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "lives\n")


def test_X05_a_child_whose_parent_died_before_it_could_tie_itself_ends_at_once() -> None:
    done = subprocess.run(
        [sys.executable, "-c", TIES_ITSELF.format(seconds=0)], env={**os.environ, TIED_TO: "1"}, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (ORPHANED, "")


def test_X05_a_tied_child_is_killed_with_its_parent() -> None:
    begin = (
        "import subprocess, sys; from portal.tied import environment_of_children; "
        f"child = subprocess.Popen([sys.executable, '-c', {TIES_ITSELF.format(seconds=600)!r}], "
        "env=environment_of_children(), stdout=subprocess.PIPE, text=True); "
        "print(child.stdout.readline().strip(), child.pid, flush=True); child.wait()"
    )
    with subprocess.Popen([sys.executable, "-c", begin], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        said, child = parent.stdout.readline().split()
        parent.kill()
    assert said == "lives"
    until = time.monotonic() + 30
    while _lives(int(child)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _lives(int(child))


def _lives(pid: int) -> bool:
    try:
        told = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return told.rpartition(")")[2].split()[0] != "Z"


def test_without_a_parent_named_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(TIED_TO, raising=False)
    monkeypatch.setattr("portal.tied.die_with_parent", lambda: None)
    end_with_parent()
