"""An office's own templates: their versions, and which is in use at a moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from judging.errors import NotFoundError
from judging.models.papers import PaperTemplate, TemplateUse
from judging.models.people import Account, Person

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.ids import ProgrammeID


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """One version, who sent it, and whether it is in use."""

    template: PaperTemplate
    sent_by: str
    is_used: bool


def find_template_at(session: Session, programme_id: ProgrammeID, kind: str, *, at: datetime) -> PaperTemplate | None:
    """The template in use at a moment; None while the built-in form is."""
    return session.scalars(
        select(PaperTemplate)
        .join(TemplateUse, TemplateUse.template_id == PaperTemplate.id)
        .where(
            TemplateUse.programme_id == programme_id,
            TemplateUse.kind == kind,
            TemplateUse.begun_at <= at,
            or_(TemplateUse.ended_at.is_(None), TemplateUse.ended_at > at),
        )
        .order_by(TemplateUse.begun_at.desc(), TemplateUse.id)
        .limit(1)
    ).first()


def find_use(session: Session, programme_id: ProgrammeID, kind: str, *, lock: bool = False) -> TemplateUse | None:
    """The use that lasts; None while the built-in form is in use."""
    statement = select(TemplateUse).where(
        TemplateUse.programme_id == programme_id, TemplateUse.kind == kind, TemplateUse.ended_at.is_(None)
    )
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.scalars(statement).one_or_none()


def list_templates(session: Session, programme_id: ProgrammeID, kind: str) -> list[TemplateLine]:
    """Every version, newest first."""
    present = find_use(session, programme_id, kind)
    rows = session.execute(
        select(PaperTemplate, Person.full_name)
        .join(Account, Account.id == PaperTemplate.sent_by)
        .join(Person, Person.id == Account.person_id)
        .where(PaperTemplate.programme_id == programme_id, PaperTemplate.kind == kind)
        .order_by(PaperTemplate.number.desc())
    )
    used = present.template_id if present else None
    return [TemplateLine(row, name, row.id == used) for row, name in rows]


def list_used_kinds(session: Session, programme_id: ProgrammeID) -> set[str]:
    """The kinds of paper that have a template in use."""
    return set(
        session.scalars(
            select(TemplateUse.kind).where(TemplateUse.programme_id == programme_id, TemplateUse.ended_at.is_(None))
        )
    )


def get_template(session: Session, template_id: UUID, *, programme_id: ProgrammeID, kind: str) -> PaperTemplate:
    """A version of this kind of paper in this programme. Raises NotFoundError."""
    found = session.get(PaperTemplate, template_id)
    if found is None or found.programme_id != programme_id or found.kind != kind:
        raise NotFoundError("template")
    return found
