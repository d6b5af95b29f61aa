"""What people said about themselves in public: the last word of each field, and every word before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.enums import ConsentField
from judging.ids import PersonID, ProgrammeID
from judging.models.consents import Consent
from judging.models.results import Award
from judging.models.rounds import Code
from judging.rules.publicity import withheld_fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class PersonConsents:
    """What holds for a person in a programme now, and how it came about, newest first."""

    withheld: frozenset[ConsentField]
    statements: tuple[Consent, ...]


def withheld_by_code(
    session: Session, programmes: Iterable[ProgrammeID]
) -> dict[ProgrammeID, dict[str, frozenset[ConsentField]]]:
    """The fields that winners of `programmes` withhold, by the code that the result names them with.

    Awards that were taken back count too: earlier versions of a result stay readable (B22), and name people.
    """
    rows = session.execute(
        select(Award.programme_id, Code.word, Consent.field, Consent.is_given)
        .join(Code, Code.id == Award.code_id)
        .outerjoin(Consent, (Consent.programme_id == Award.programme_id) & (Consent.person_id == Award.person_id))
        .where(Award.programme_id.in_(list(programmes)))
        .order_by(Consent.number)
    )
    stated: dict[ProgrammeID, dict[str, dict[ConsentField, bool]]] = {}
    for programme_id, word, field, is_given in rows:
        said = stated.setdefault(ProgrammeID(programme_id), {}).setdefault(word, {})
        if field is not None:
            said[ConsentField(field)] = is_given
    return {
        programme_id: {word: withheld_fields(said) for word, said in codes.items()}
        for programme_id, codes in stated.items()
    }


def get_person_consents(session: Session, programme_id: ProgrammeID, person_id: PersonID) -> PersonConsents:
    """What a person said about himself in a programme."""
    found = list_person_consents(session, programme_id, [person_id])
    return found[person_id]


def list_person_consents(
    session: Session, programme_id: ProgrammeID, people: Iterable[PersonID]
) -> Mapping[PersonID, PersonConsents]:
    """`get_person_consents` for several people at once; everybody asked for is in the answer."""
    asked = list(people)
    said: dict[PersonID, list[Consent]] = {one: [] for one in asked}
    for row in session.scalars(
        select(Consent)
        .where(Consent.programme_id == programme_id, Consent.person_id.in_(asked))
        .order_by(Consent.number)
    ):
        said[PersonID(row.person_id)].append(row)
    return {
        person_id: PersonConsents(
            withheld_fields({ConsentField(row.field): row.is_given for row in rows}),
            tuple(sorted(rows, key=lambda row: (row.stated_at, row.number), reverse=True)),
        )
        for person_id, rows in said.items()
    }
