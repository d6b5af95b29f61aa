"""Invitations on the portal's side: the code that a slip shows or a letter carries (`portal/mail/links.py`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, url_for

from judging.actions.accounts import issue_code
from judging.actions.invitations import invite
from portal.mail.links import code_of
from portal.qr import qr_of
from portal.sign_in import code_digest
from portal.slips import Slip

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from config import Settings
    from judging.ids import PersonID
    from judging.models.invitations import Invitation
    from judging.models.people import Account, OneTimeCode
    from judging.queries.programmes import PlanInForce
    from judging.rules.viewers import Viewer


def invite_person(
    session: Session, plan: PlanInForce, person_id: PersonID, *, by_letter: bool, by: Viewer, now: datetime
) -> Slip:
    """Invite somebody; the slip is for printing, and is thrown away where a letter goes."""

    def make(session: Session, account: Account, row: Invitation) -> OneTimeCode:
        digest = code_digest(code_of("invitation", row.id))
        code = issue_code(session, account=account, digest=digest, purpose="slip", by=by.account_id, now=now)
        session.flush()
        return code

    row = invite(session, plan, person_id, make=make, by_letter=by_letter, by=by, now=now)
    person, code = row.person, code_of("invitation", row.id)
    address = _settings().base_url.rstrip("/") + url_for("account.use_code")
    return Slip(
        person.full_name,
        person.position,
        person.unit.name,
        person.staff_code,
        code,
        address,
        qr_of(f"{address}#{code}"),
    )


def _settings() -> Settings:
    settings: Settings = current_app.extensions["bangvang_settings"]
    return settings
