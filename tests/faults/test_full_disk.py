"""A disk that fills up, has no inodes left, or lets nobody write (X12), under the whole embedded portal.

Uploads stop while there still is a reserve; in it people sign in, hand in and save marks. Beyond it everything is
refused in a sentence, nothing is broken, and when there is room again all goes on by itself.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.faults.store_on_full_disk import NO_NAMESPACE

ROOT = Path(__file__).parents[2]
WORKING = {"upload": 201, "submit": 302, "sign in": 302, "save": 200}
IN_THE_RESERVE = WORKING | {"upload": 422}
REFUSED = dict.fromkeys(WORKING, 503)
NO_ROOM = "Hệ thống hiện không đủ chỗ cho tệp này"
CANNOT_SAVE = "Hiện cổng không lưu được gì vì ổ đĩa đã đầy hoặc bị khóa ghi. Chưa có gì thay đổi."


def steps_on(tmp_path: Path, act: str) -> dict[str, dict[str, tuple[int, str]]]:
    words = [sys.executable, "-m", "tests.faults.portal_on_full_disk", act, str(tmp_path)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, check=False, text=True)
    if done.returncode == NO_NAMESPACE:
        assert not os.environ.get("CI"), "no user namespace under CI"
        pytest.skip("this machine lets nobody mount a disk of his own")
    assert done.returncode == 0, done.stderr[-3000:]
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert told["after"] == told["before"], "an invariant broke"
    return {step: {act: tuple(one) for act, one in seen.items()} for step, seen in told["steps"].items()}  # type: ignore[misc]


def statuses(seen: dict[str, tuple[int, str]]) -> dict[str, int]:
    return {act: status for act, (status, _) in seen.items()}


def test_X12_in_the_reserve_all_but_uploads_goes_on_and_a_full_disk_refuses_in_a_sentence(tmp_path: Path) -> None:
    steps = steps_on(tmp_path, "full")
    assert statuses(steps["reserve"]) == IN_THE_RESERVE
    assert NO_ROOM in steps["reserve"]["upload"][1]
    assert statuses(steps["full"]) == REFUSED
    assert all(CANNOT_SAVE in said for _, said in steps["full"].values())
    assert statuses(steps["healed"]) == WORKING


def test_X12_without_inodes_uploads_are_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    steps = steps_on(tmp_path, "inodes")
    assert statuses(steps["full"]) == IN_THE_RESERVE
    assert NO_ROOM in steps["full"]["upload"][1]
    assert statuses(steps["healed"]) == WORKING


def test_X12_a_disk_that_was_locked_refuses_in_a_sentence_and_goes_on_when_it_is_open(tmp_path: Path) -> None:
    steps = steps_on(tmp_path, "readonly")
    assert statuses(steps["full"]) == REFUSED
    assert all(CANNOT_SAVE in said for _, said in steps["full"].values())
    assert statuses(steps["healed"]) == WORKING
