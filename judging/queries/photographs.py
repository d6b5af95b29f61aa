"""Photographs as anybody may see them now, and all of them for the publisher."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, select

from judging.enums import ConsentField, Role
from judging.errors import NotFoundError
from judging.ids import PersonID
from judging.models.photographs import Photograph
from judging.models.results import Publication
from judging.queries.consents import list_person_consents

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from judging.ids import PhotographID, ProgrammeID
    from judging.rules.viewers import Viewer


def list_public_photographs(session: Session, programme_id: ProgrammeID) -> list[Photograph]:
    """Those of a published contest on which nobody withholds his face, in the order in which they were added."""
    rows = list(
        session.scalars(
            select(Photograph)
            .where(
                Photograph.programme_id == programme_id,
                Photograph.removed_at.is_(None),
                exists().where(Publication.programme_id == Photograph.programme_id),
            )
            .order_by(Photograph.added_at, Photograph.id)
        )
    )
    hidden = people_withholding(session, programme_id, rows)
    return [row for row in rows if not hidden & {one.person_id for one in row.people}]


def get_public_photograph(session: Session, programme_id: ProgrammeID, photograph_id: PhotographID) -> Photograph:
    """One of them, or NotFoundError."""
    found = next((row for row in list_public_photographs(session, programme_id) if row.id == photograph_id), None)
    if found is None:
        raise NotFoundError("photograph")
    return found


def people_withholding(session: Session, programme_id: ProgrammeID, rows: list[Photograph]) -> frozenset[PersonID]:
    """Who on these photographs withholds his face."""
    people = sorted({PersonID(one.person_id) for row in rows for one in row.people}, key=str)
    said = list_person_consents(session, programme_id, people)
    return frozenset(person for person, holding in said.items() if ConsentField.PHOTO in holding.withheld)


def list_photographs(session: Session, programme_id: ProgrammeID, *, visible_to: Viewer) -> list[Photograph]:
    """All of a contest for its publisher, removed ones too; empty for anybody else."""
    if not visible_to.has(Role.PUBLISHER, programme_id=programme_id):
        return []
    return list(
        session.scalars(
            select(Photograph)
            .where(Photograph.programme_id == programme_id)
            .order_by(Photograph.added_at, Photograph.id)
        )
    )


def get_photograph(session: Session, photograph_id: PhotographID, *, visible_to: Viewer) -> Photograph:
    """One as its publisher sees it, or NotFoundError."""
    row = session.get(Photograph, photograph_id)
    if row is None or not visible_to.has(Role.PUBLISHER, programme_id=row.programme_id):
        raise NotFoundError("photograph")
    return row
