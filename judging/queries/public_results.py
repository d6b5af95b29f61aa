"""Published results as anybody may read them now: every version, without what its winners withhold.

Each public page, feed, export and picture is made from these values and from nothing else, so that a consent that was
changed is changed everywhere at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from judging.errors import NotFoundError
from judging.ids import ProgrammeID
from judging.models.results import PublishedWork
from judging.queries.consents import withheld_by_code
from judging.queries.publications import (
    get_published_work,
    list_latest_publications,
    list_publications,
    list_publications_of,
    list_published_works,
)
from judging.rules.publicity import covered_page

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.models.results import Publication


@dataclass(frozen=True, slots=True)
class PublicResult:
    """One version of a published result. `page` has the shape of `judging.actions.publications.public_page`."""

    programme_id: ProgrammeID
    number: int
    page: dict[str, Any]
    reason: str
    published_at: datetime

    def find_winner(self, address: str) -> dict[str, Any] | None:
        """The line of the prize at an address."""
        return next((one for one in self.page["winners"] if one["address"] == address), None)


@dataclass(frozen=True, slots=True)
class PublicWork:
    """A winning work with its author's line and the result that names it."""

    work: PublishedWork
    winner: dict[str, Any]
    result: PublicResult


def list_public_results(session: Session, programme_id: ProgrammeID) -> list[PublicResult]:
    """Every version of a programme's result, newest first (B22)."""
    withheld = withheld_by_code(session, [programme_id]).get(programme_id, {})
    return [_public(row, withheld) for row in list_publications(session, programme_id)]


def list_all_results(session: Session, programmes: Iterable[ProgrammeID]) -> dict[ProgrammeID, list[PublicResult]]:
    """Every version of the result of each of `programmes` that has one, newest first."""
    asked = list(programmes)
    withheld = withheld_by_code(session, asked)
    found: dict[ProgrammeID, list[PublicResult]] = {}
    for row in list_publications_of(session, asked):
        programme_id = ProgrammeID(row.programme_id)
        found.setdefault(programme_id, []).append(_public(row, withheld.get(programme_id, {})))
    return found


def choose_result(versions: Iterable[PublicResult], number: int) -> PublicResult:
    """The version with this number, the first of `versions` for 0; NotFoundError for any other."""
    found = next((one for one in versions if number in {0, one.number}), None)
    if found is None:
        raise NotFoundError("publication")
    return found


def list_latest_results(session: Session, programmes: Iterable[ProgrammeID]) -> dict[ProgrammeID, PublicResult]:
    """The newest version of each of `programmes` that has one."""
    asked = list(programmes)
    withheld = withheld_by_code(session, asked)
    return {
        programme_id: _public(row, withheld.get(programme_id, {}))
        for programme_id, row in list_latest_publications(session, asked).items()
    }


def get_public_work(session: Session, programme_id: ProgrammeID, address: str) -> PublicWork:
    """The work at an address, or NotFoundError: for a withheld work as for one that never was."""
    found = get_published_work(session, programme_id, address)
    newest = list_latest_results(session, [programme_id]).get(programme_id)
    winner = newest.find_winner(address) if newest is not None else None
    if newest is None or winner is None or not winner["work"]:
        raise NotFoundError("work")
    return PublicWork(found, winner, newest)


def list_public_works(session: Session, programme_id: ProgrammeID) -> list[PublicWork]:
    """The works of a programme's winners that are public, in the order of the prizes."""
    newest = list_latest_results(session, [programme_id]).get(programme_id)
    if newest is None:
        return []
    works = list_published_works(session, programme_id)
    return [
        PublicWork(works[one["address"]], one, newest)
        for one in newest.page["winners"]
        if one["work"] and one["address"] in works
    ]


def list_current_works(
    session: Session, programmes: Iterable[ProgrammeID]
) -> dict[tuple[ProgrammeID, str], PublishedWork]:
    """The works that stand published in `programmes`, by the address of their prize.

    Whether a work is public its winner's line says, where what is withheld is empty.
    """
    rows = session.scalars(
        select(PublishedWork).where(
            PublishedWork.programme_id.in_(list(programmes)), PublishedWork.removed_at.is_(None)
        )
    )
    return {(ProgrammeID(row.programme_id), row.award_place): row for row in rows}


def _public(row: Publication, withheld: dict[str, Any]) -> PublicResult:
    return PublicResult(
        ProgrammeID(row.programme_id), row.number, covered_page(row.page, withheld), row.reason, row.published_at
    )
