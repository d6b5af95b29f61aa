"""What a notice tells goes to a telephone as well, where the office has a gateway and the reader asked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app

from judging.events import Told
from portal.clock import clock
from portal.outbox import reacts_to
from portal.texts.outbox import queue_text, wants_texts
from portal.texts.sending import TEXTED

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@reacts_to(Told)
def text_too(session: Session, event: Told) -> None:
    """Ask for a message, in the transaction of what it tells; its facts stay in the notice."""
    is_on = bool(current_app.extensions["bangvang_settings"].text_url)
    if is_on and event.kind in TEXTED and wants_texts(session, event.account_id):
        queue_text(session, event.account_id, event.kind, {}, now=clock())
