"""Letters to people who registered themselves: they have no account, so that no outbox and no choice is theirs.

The letter to an address that is known and to one that is not is the same letter (C03). It does not repeat what was
typed as a name: whoever registers with somebody else's address would choose its words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from judging.actions.registrations import expect_code
from judging.enums import RegistrationState
from judging.models.registrations import Registration
from portal.clock import clock
from portal.db import transaction
from portal.mail.letters import Reader, Told, write_letter
from portal.mail.links import code_of
from portal.mail.server import MailRefusedError, MailServerDownError, MailUncertainError, deliver
from portal.sign_in import code_digest

if TYPE_CHECKING:
    from uuid import UUID

    from config import Settings

log = structlog.get_logger()
LOCALE = "vi"


def send_registration_letter(registration_id: UUID) -> None:
    """The letter that the registration's state asks for, once.

    Raises:
        MailServerDownError: the server surely did not take it; the job is tried again.
    """
    found = _take(registration_id)
    if found is None:
        return
    address, told, what = found
    settings: Settings = current_app.extensions["bangvang_settings"]
    with force_locale(LOCALE):
        reader = Reader(address, str(_("Sir or Madam")), LOCALE, has_account=False)
    host = settings.mail_from.rpartition("@")[2]
    letter = write_letter(
        reader, [told], message_id=f"<{registration_id}.{what}@{host}>", settings=settings, now=clock()
    )
    try:
        deliver(letter, settings.mail_url)
    except MailServerDownError:
        with transaction() as session:
            session.get_one(Registration, registration_id).letter_given_at = None
        raise
    except (MailRefusedError, MailUncertainError) as error:
        log.warning("registration_letter", registration=str(registration_id), answer=type(error).__name__)


def _take(registration_id: UUID) -> tuple[str, Told, str] | None:
    """Address, words and kind of the letter, marked as given away; None where there is none to write."""
    with transaction() as session:
        row = session.get_one(Registration, registration_id, with_for_update={"of": Registration})
        if row.details is None or not row.details.email:
            return None
        if row.state == RegistrationState.REFUSED.value and row.email_confirmed_at is not None:
            return row.details.email, Told("registration.refused", {"reason": row.reason}, "/"), "refused"
        if row.state != RegistrationState.WAITING.value or row.letter_given_at is not None:
            return None
        code = code_of("registration", row.id)
        expect_code(session, row, code_digest(code), now=clock())
        return row.details.email, Told("registration.confirm", {}, f"/dang-ky/xac-nhan#{code}"), "confirm"
