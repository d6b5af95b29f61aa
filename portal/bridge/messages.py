"""What an answer to a judge must not name: anybody who entered, looked for as in the works themselves (A10).

Everybody of the programme is looked for, not the author of the code that is asked about: a refusal that knew the author
would tell the secretary whose work it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.queries.messages import list_entrants
from media.essays.blocks import Aside
from media.identity import Term, TermKind, scan

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from judging.ids import ProgrammeID


def named_in(session: Session, programme_id: ProgrammeID, words: str) -> list[str]:
    """The very words that name an entrant or an entrant's unit, as they were written; empty when none do."""
    terms = []
    for person, unit in list_entrants(session, programme_id):
        terms += [
            (TermKind.NAME, person.full_name),
            (TermKind.UNIT, unit.name),
            (TermKind.UNIT, unit.short_name),
            (TermKind.PHONE, person.phone),
            (TermKind.EMAIL, person.email),
            (TermKind.STAFF_CODE, person.staff_code),
        ]
    wanted = tuple(Term(kind, text) for kind, text in dict.fromkeys(terms) if text)
    found = scan([Aside("message", words)], wanted)
    return list(dict.fromkeys(str(one.facts["passage"]) for one in found if "passage" in one.facts))
