"""Sign-in slips: a one-time code with its QR for each person, to be printed and cut; everything works without mail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import current_app, url_for

from judging.actions.people import issue_slips, reset_password
from portal.qr import Qr, qr_of
from portal.sign_in import make_code

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from config import Settings
    from judging.ids import PersonID
    from judging.models.people import Account, Person
    from judging.rules.viewers import Viewer

MOST_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Slip:
    """One slip as it is printed. The code exists here and on paper only; the database keeps its SHA-256."""

    full_name: str
    position: str
    unit_name: str
    staff_code: str
    code: str
    address: str
    qr: Qr


def print_slips(session: Session, person_ids: Sequence[PersonID], *, by: Viewer, now: datetime) -> list[Slip]:
    """New codes for these people, by given name; older codes end. The first MOST_AT_ONCE of them."""

    def make(session: Session, account: Account) -> str:
        return make_code(session, account, purpose="slip", by=by.account_id, now=now)

    issued = issue_slips(session, list(person_ids)[:MOST_AT_ONCE], make=make, by=by, now=now)
    return [_slip(person, code) for person, code in issued]


def print_reset(session: Session, person_id: PersonID, *, by: Viewer, now: datetime) -> Slip:
    """A code for half an hour, with which the person who stands at the desk sets a new password."""

    def make(session: Session, account: Account) -> str:
        return make_code(session, account, purpose="reset", by=by.account_id, now=now)

    return _slip(*reset_password(session, person_id, make=make, by=by, now=now))


def _slip(person: Person, code: str) -> Slip:
    settings: Settings = current_app.extensions["bangvang_settings"]
    address = settings.base_url.rstrip("/") + url_for("account.use_code")
    return Slip(
        full_name=person.full_name,
        position=person.position,
        unit_name=person.unit.name,
        staff_code=person.staff_code,
        code=code,
        address=address,
        qr=qr_of(f"{address}#{code}"),
    )
