"""Nothing is marked while judging is stopped: asked by the desk connection itself, before it reads or writes (X38)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.errors import JudgingStoppedError
from judging.models.freezes import Stop

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def refuse_while_stopped(session: Session) -> None:
    """Raise JudgingStoppedError while judging is stopped."""
    if session.scalars(select(Stop.id)).first() is not None:
        raise JudgingStoppedError
