"""Notices handed over on paper: noted by who carried them, taken back where it was noted by mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from judging.actions.history import record
from judging.errors import NotAllowedError
from judging.models.history import Notice
from judging.models.notice_handings import NoticeHanding
from judging.queries.notice_lists import CARRIERS, list_told

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.queries.notice_lists import ToldLine
    from judging.rules.viewers import Viewer


def hand_over(session: Session, notice_ids: Collection[UUID], *, since: datetime, by: Viewer, now: datetime) -> int:
    """Note that notices of one's list were handed over; how many were not noted before.

    What is not on the viewer's list is passed over. Raises NotAllowedError.
    """
    left = [one for one in _listed(session, notice_ids, since=since, by=by) if one.handed_at is None]
    for one in left:
        session.add(NoticeHanding(notice_id=one.notice_id, handed_by=by.account_id, handed_at=now))
    session.flush()
    _note(session, "notices.hand", left, by=by, now=now)
    return len(left)


def take_back(session: Session, notice_ids: Collection[UUID], *, since: datetime, by: Viewer, now: datetime) -> int:
    """Undo the note of notices that were not handed over after all; how many. Raises NotAllowedError."""
    noted = [one for one in _listed(session, notice_ids, since=since, by=by) if one.handed_at is not None]
    session.execute(delete(NoticeHanding).where(NoticeHanding.notice_id.in_([one.notice_id for one in noted])))
    _note(session, "notices.take_back", noted, by=by, now=now)
    return len(noted)


def _listed(session: Session, notice_ids: Collection[UUID], *, since: datetime, by: Viewer) -> list[ToldLine]:
    if not by.has(*CARRIERS):
        raise NotAllowedError
    wanted = set(notice_ids)
    # The notices are held, so that two who carry the same list note each of them once.
    session.execute(select(Notice.id).where(Notice.id.in_(wanted)).order_by(Notice.id).with_for_update())
    return [one for one in list_told(session, visible_to=by, since=since) if one.notice_id in wanted]


def _note(session: Session, action: str, lines: list[ToldLine], *, by: Viewer, now: datetime) -> None:
    """The chain keeps how many: who was told what is no matter of its own."""
    if lines:
        role = next(role.value for role in CARRIERS if by.has(role))
        record(session, at=now, actor=by.account_id, role=role, action=action, subject="notices", count=len(lines))
