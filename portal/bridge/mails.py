"""What a notice tells goes out by mail as well, where the office has a mail server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app

from judging.events import Told
from portal import case_words as _cases
from portal import handover_words as _handovers
from portal import publication_words as _publications
from portal import remark_words as _remarkings
from portal import suspicion_words as _suspicions
from portal.clock import clock
from portal.mail.outbox import queue_mail
from portal.outbox import reacts_to

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


WORDED = (_publications, _cases, _handovers, _remarkings, _suspicions)
"""Modules that say sentences of notices: a worker, which loads no pages, words its letters with them, too."""


@reacts_to(Told)
def mail_too(session: Session, event: Told) -> None:
    """Ask for a letter, in the transaction of what it tells."""
    if current_app.extensions["bangvang_settings"].mail_url:
        queue_mail(session, event, now=clock())
