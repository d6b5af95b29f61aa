"""What a request about one's own data needs: by when, what may be corrected at once, what must stay and until when."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING

from judging.enums import DataRequestKind, PersonField
from vietnamese.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date


class Kept(StrEnum):
    """Why data of a person must stay although he asks for its deletion."""

    DUTY = "duty"
    """He holds or held a duty in a contest: what he did there is part of its record."""
    ENTERED = "entered"
    """He handed works in: they and their receipts are the record of the contest."""
    AWARD = "award"
    """He won a prize: the decision and its list."""
    PAYMENT = "payment"
    """Money was paid or is to be paid: accounting papers."""


@dataclass(frozen=True, slots=True)
class Term:
    """How many working days the office has for each kind of request, from a day on."""

    from_on: date
    law: str
    days: Mapping[DataRequestKind, int]


@dataclass(frozen=True, slots=True)
class Holdings:
    """How much is known of a person, as far as his deletion depends on it."""

    ever_handed_in: int = 0
    awards: int = 0
    payments: int = 0
    duties: int = 0


def term_among(terms: Sequence[Term], day: date) -> Term:
    """The term in force on `day`; before the first, the first."""
    found = [one for one in terms if one.from_on <= day]
    return max(found, key=lambda one: one.from_on) if found else min(terms, key=lambda one: one.from_on)


def is_typing_mistake(field: PersonField, before: str, after: str) -> bool:
    """Whether a correction changes nothing that others rely on, so that nobody needs to decide it.

    >>> is_typing_mistake(PersonField.FULL_NAME, "Người Thư Một", "Người Thử Một")
    True
    >>> is_typing_mistake(PersonField.FULL_NAME, "Người Thử Một", "Người Thử Hai")
    False
    >>> is_typing_mistake(PersonField.EMAIL, "a@example.vn", "b@example.vn")
    False
    """
    if field is PersonField.POSITION:
        return bool(after)
    return field is PersonField.FULL_NAME and fold(before) == fold(after)


def salted_hash(salt: str, *values: str) -> str:
    """What the chain keeps of personal values: nobody finds them by trying while the salt is not known.

    >>> salted_hash("s", "a", "b") == salted_hash("s", "ab", "")
    False
    """
    return sha256("\x1f".join((salt, *values)).encode()).hexdigest()


def reasons_to_keep(held: Holdings) -> tuple[Kept, ...]:
    """Why name, unit and works must stay; empty when everything of the person may go.

    >>> reasons_to_keep(Holdings(ever_handed_in=1, awards=1))
    (<Kept.ENTERED: 'entered'>, <Kept.AWARD: 'award'>)
    >>> reasons_to_keep(Holdings())
    ()
    """
    counted: Iterable[tuple[Kept, int]] = (
        (Kept.DUTY, held.duties),
        (Kept.ENTERED, held.ever_handed_in),
        (Kept.AWARD, held.awards),
        (Kept.PAYMENT, held.payments),
    )
    return tuple(reason for reason, count in counted if count)
