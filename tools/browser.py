"""Which browser drives the pages of tests, screenshots and benchmarks."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

PROGRAMS = ("chromium-headless-shell", "chromium")


def browser_path() -> Path:
    """The program that CHROMIUM names, or the first of `PROGRAMS` that is here; a path that may not exist."""
    named = os.environ.get("CHROMIUM")
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    return Path(named or found or f"/usr/bin/{PROGRAMS[0]}")
