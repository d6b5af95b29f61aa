"""Ending with the process that started this one: after a kill -9 nothing of an installation serves on for nobody."""

from __future__ import annotations

import contextlib
import os

from media.sandbox_kernel import die_with_parent

OVERRAN = 70
"""Exit status of a worker that ends itself because its job ran beyond the limit."""

ORPHANED = 72
"""Exit status of a process whose parent was gone before it could tie itself to it."""

RESTS = 71
"""Exit status of a worker that found nothing to do for a while; it is started again when there is something."""


TIED_TO = "PORTAL_TIED_TO"
"""The variable that tells a process whose child it was begun as: a parent may die before the child can ask for that."""


def environment_of_children() -> dict[str, str]:
    """What the children of this process are started with."""
    return {**os.environ, TIED_TO: str(os.getpid())}


def end_with_parent() -> None:
    """Let the kernel kill this process when its parent dies; where the kernel cannot, nothing changes.

    A parent that died before this was asked for gives no signal any more: then the process ends at once.
    """
    with contextlib.suppress(OSError, AttributeError):  # prctl is Linux's own
        die_with_parent()
    begun_by = os.environ.get(TIED_TO)
    if begun_by is not None and str(os.getppid()) != begun_by:
        raise SystemExit(ORPHANED)
