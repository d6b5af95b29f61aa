"""Ending with the process that started this one: after a kill -9 nothing of an installation serves on for nobody."""

from __future__ import annotations

import contextlib

from media.sandbox_kernel import die_with_parent

OVERRAN = 70
"""Exit status of a worker that ends itself because its job ran beyond the limit."""

RESTS = 71
"""Exit status of a worker that found nothing to do for a while; it is started again when there is something."""


def end_with_parent() -> None:
    """Let the kernel kill this process when its parent dies; where the kernel cannot, nothing changes."""
    with contextlib.suppress(OSError, AttributeError):  # prctl is Linux's own
        die_with_parent()
