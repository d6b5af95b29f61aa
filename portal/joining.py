"""Invitations on the portal's side: the code that a slip shows or a letter carries (`portal/mail/links.py`)."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from flask import current_app, url_for

from judging.actions.accounts import issue_code
from judging.actions.invitations import invite
from judging.actions.registrations import confirm_registration
from portal.mail.links import code_of
from portal.qr import qr_of
from portal.receipts import CODE_SIGNS
from portal.sign_in import code_digest
from portal.slips import Slip

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from config import Settings
    from judging.ids import PersonID, RegistrationID
    from judging.models.invitations import Invitation
    from judging.models.people import Account, OneTimeCode
    from judging.queries.programmes import PlanInForce
    from judging.rules.viewers import Viewer


def invite_person(
    session: Session, plan: PlanInForce, person_id: PersonID, *, by_letter: bool, by: Viewer, now: datetime
) -> Slip:
    """Invite somebody; the slip is for printing, and is thrown away where a letter goes."""
    row = invite(session, plan, person_id, make=_draw_code, by_letter=by_letter, by=by, now=now)
    return _slip(row)


def confirm_registrant(
    session: Session, plan: PlanInForce, registration_id: RegistrationID, *, has_mail: bool, by: Viewer, now: datetime
) -> Slip | None:
    """Confirm who registered himself; the slip for printing, or None where a letter goes to his confirmed address."""
    row = confirm_registration(
        session, plan, registration_id, draw=draw_staff_code, make=_draw_code, by_letter=has_mail, by=by, now=now
    )
    return None if row.by_letter else _slip(row)


def draw_staff_code() -> str:
    """A staff code for somebody who has none: plainly made by the portal, not to be guessed."""
    return "TD-" + "".join(secrets.choice(CODE_SIGNS) for _ in range(8))


def _draw_code(session: Session, account: Account, row: Invitation) -> OneTimeCode:
    digest = code_digest(code_of("invitation", row.id))
    code = issue_code(session, account=account, digest=digest, purpose="slip", by=row.invited_by, now=row.invited_at)
    session.flush()
    return code


def _slip(row: Invitation) -> Slip:
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
