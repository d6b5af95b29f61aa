"""What several tests of faults share."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

VICTIM = Path(__file__).parent / "submit_victim.py"


@pytest.fixture(scope="session")
def victims() -> Iterator[subprocess.Popen[str]]:
    """The process that has loaded the portal once and forks a victim for each order."""
    process = subprocess.Popen(
        [sys.executable, str(VICTIM)],
        env={**os.environ, "PYTHONPATH": str(VICTIM.parents[2])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        yield process
