"""Who registered himself is written to, where the office has a mail server; without one a slip does the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app

from judging.events import RegistrationReceived
from portal import registration_words as _words
from portal.clock import clock
from portal.jobs.claim import enqueue
from portal.outbox import reacts_to

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

WORDED = (_words,)
"""A worker, which loads no pages, words its letters with them, too."""


@reacts_to(RegistrationReceived)
def write_to_registrant(session: Session, event: RegistrationReceived) -> None:
    """Ask for a letter, in the transaction of what it tells."""
    if current_app.extensions["bangvang_settings"].mail_url:
        enqueue(session, "send_registration", now=clock(), registration_id=str(event.registration_id))
