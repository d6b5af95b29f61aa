"""An office's own Word templates: sent in versions, put into use, left again for the built-in form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from judging.actions.history import record
from judging.actions.papers import acting_as
from judging.enums import Role
from judging.errors import AlreadyDoneError
from judging.models.papers import PaperTemplate, TemplateUse
from judging.models.programmes import Programme
from judging.queries.paper_templates import find_use, get_template

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.actions.papers import StoredFile
    from judging.ids import ProgrammeID
    from judging.rules.viewers import Viewer

SENDERS = (Role.SECRETARY,)


def keep_template(
    session: Session,
    programme_id: ProgrammeID,
    file: StoredFile,
    *,
    kind: str,
    file_name: str,
    by: Viewer,
    now: datetime,
) -> PaperTemplate:
    """Keep a template that was tried, as the next version; nothing uses it yet. Raises NotAllowedError."""
    role = acting_as(session, programme_id, by=by, roles=SENDERS)
    _hold(session, programme_id)
    last = session.scalar(
        select(func.max(PaperTemplate.number)).where(
            PaperTemplate.programme_id == programme_id, PaperTemplate.kind == kind
        )
    )
    row = PaperTemplate(
        programme_id=programme_id,
        kind=kind,
        number=(last or 0) + 1,
        file_name=file_name[:200],
        store_key=file.key,
        sha256=file.sha256,
        size_bytes=file.size_bytes,
        sent_by=by.account_id,
        sent_at=now,
    )
    session.add(row)
    session.flush()
    _note(session, "send", row, role=role, by=by, now=now)
    return row


def use_template(
    session: Session, programme_id: ProgrammeID, template_id: UUID, *, kind: str, by: Viewer, now: datetime
) -> None:
    """From now on papers of this kind that are not reviewed yet take this form. Raises AlreadyDoneError."""
    role = acting_as(session, programme_id, by=by, roles=SENDERS)
    _hold(session, programme_id)
    row = get_template(session, template_id, programme_id=programme_id, kind=kind)
    present = find_use(session, programme_id, kind, lock=True)
    if present is not None and present.template_id == row.id:
        raise AlreadyDoneError
    if present is not None:
        present.ended_by, present.ended_at = by.account_id, now
        session.flush()
    session.add(
        TemplateUse(template_id=row.id, programme_id=programme_id, kind=kind, begun_by=by.account_id, begun_at=now)
    )
    session.flush()
    _note(session, "use", row, role=role, by=by, now=now)


def leave_template(session: Session, programme_id: ProgrammeID, *, kind: str, by: Viewer, now: datetime) -> None:
    """Back to the built-in form. Raises AlreadyDoneError."""
    role = acting_as(session, programme_id, by=by, roles=SENDERS)
    _hold(session, programme_id)
    present = find_use(session, programme_id, kind, lock=True)
    if present is None:
        raise AlreadyDoneError
    present.ended_by, present.ended_at = by.account_id, now
    session.flush()
    row = session.get_one(PaperTemplate, present.template_id)
    _note(session, "leave", row, role=role, by=by, now=now)


def _hold(session: Session, programme_id: ProgrammeID) -> None:
    """One after the other: two versions never share a number, two uses never overlap."""
    session.get_one(Programme, programme_id, with_for_update=True, populate_existing=True)


def _note(session: Session, act: str, row: PaperTemplate, *, role: Role, by: Viewer, now: datetime) -> None:
    record(
        session,
        at=now,
        actor=by.account_id,
        role=role.value,
        action=f"template.{act}",
        subject=f"programme:{row.programme_id}",
        kind=row.kind,
        version=row.number,
        sha256=row.sha256,
    )
