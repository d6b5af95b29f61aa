"""A small machine encodes one film at a time; whoever waits can give up, and whoever dies gives its turn back."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from portal.jobs import turns

if TYPE_CHECKING:
    from pathlib import Path


class GivenUpError(Exception):
    """The one who waited had to go."""


def give_up() -> None:
    raise GivenUpError


@pytest.mark.parametrize(("processors", "expected"), [(1, 1), (2, 1), (4, 1), (8, 2), (17, 4)])
def test_a_machine_has_a_turn_for_each_four_processors(processors: int, expected: int) -> None:
    assert turns.count_turns(processors) == expected


def test_one_turn_is_held_by_one(tmp_path: Path) -> None:
    with turns.turn(tmp_path, count=1, while_waiting=give_up):
        with pytest.raises(GivenUpError), turns.turn(tmp_path, count=1, while_waiting=give_up):
            raise AssertionError
        with turns.turn(tmp_path, count=2, while_waiting=give_up), pytest.raises(GivenUpError):
            turns.turn(tmp_path, count=2, while_waiting=give_up).__enter__()
    with turns.turn(tmp_path, count=1, while_waiting=give_up):
        pass


def test_who_waits_goes_on_when_the_turn_is_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "ASKED_EVERY_SECONDS", 0)
    held = turns.turn(tmp_path, count=1, while_waiting=give_up)
    held.__enter__()
    waited = []

    def wait() -> None:
        waited.append(True)
        if len(waited) == 3:
            held.__exit__(None, None, None)

    with turns.turn(tmp_path, count=1, while_waiting=wait):
        assert len(waited) == 3


def test_X03_a_killed_worker_gives_its_turn_back(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path; from portal.jobs.turns import turn\n"
        "held = turn(Path(sys.argv[1]), count=1, while_waiting=sys.exit); held.__enter__()\n"
        "print('held', flush=True); sys.stdin.read()"
    )
    worker = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert worker.stdout is not None
        assert worker.stdout.readline() == b"held\n"
        with pytest.raises(GivenUpError), turns.turn(tmp_path, count=1, while_waiting=give_up):
            raise AssertionError
    finally:
        worker.kill()
        worker.communicate()
    with turns.turn(tmp_path, count=1, while_waiting=give_up):
        pass
