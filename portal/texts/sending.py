"""One short message from the outbox to the gateway: at most once, whatever dies between (as letters, X29).

Its words are one of the fixed phrases of letters' subjects and the portal's address: a screen that lies on a table, and
a gateway that is not the office's, learn nothing of what the notice tells (C13).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import update

from judging.ids import AccountID
from judging.models.people import Account
from portal.clock import clock
from portal.db import transaction
from portal.mail.kinds import subject_of
from portal.records.texts import Text, TextNumber
from portal.texts.contract import Message, TextChannelDownError, TextRefusedError, TextUncertainError
from portal.texts.numbers import CONFIRM, confirm_code, stop_code
from portal.texts.outbox import ask
from portal.texts.webhook import Webhook

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from config import Settings
    from portal.texts.contract import Channel

log = structlog.get_logger()
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180))
"""How long the next try waits; then a message that nobody needs any more is given up."""
TEXTED = frozenset(
    {
        "award.won", "entry.draft_waits", "entry.returned", "gap.dialogue", "gap.head", "judge.added",
        "judge.reminded", "judging.frozen", "judging.unfrozen", "message.answered", "payee.asked", "review.unlocked",
        "round.opened", "unit.warning",
    }
)  # fmt: skip
"""Only what is worth a telephone's bell: something waits for its reader, or a day comes near."""


def channel_of(settings: Settings) -> Channel | None:
    """The office's gateway; None while short messages are off."""
    if not settings.text_url:
        return None
    hosts = frozenset(settings.text_hosts.split())
    return Webhook(settings.text_url, settings.text_secret, hosts, may_be_private=settings.text_private)


def send_one(text_id: UUID) -> None:
    """Send a message that waits, is due and still wanted; every other is left as it stands."""
    channel = channel_of(_settings())
    with transaction() as session:
        text = _take(session, text_id)
        message = _message(session, text, is_on=channel is not None) if text is not None else None
    if channel is None or message is None:
        return
    try:
        channel.send(message, sent_at=clock().isoformat())
    except TextRefusedError as error:
        log.warning("text_refused", text=message.id, answer=str(error))
        _end(text_id, "failed", "refused")
    except TextChannelDownError as error:
        log.warning("text_channel_down", text=message.id, answer=str(error))
        _put_back(text_id)
    except TextUncertainError as error:
        log.warning("text_uncertain", text=message.id, answer=str(error))
    else:
        _end(text_id, "sent")


def _take(session: Session, text_id: UUID) -> Text | None:
    """The message, marked as given away; None when it is not its turn any more."""
    now = clock()
    taken = session.scalars(
        update(Text)
        .where(Text.id == text_id, Text.state == "waiting", Text.due_at <= now)
        .values(state="sending", due_at=now, tries=Text.tries + 1)
        .returning(Text.id)
    ).one_or_none()
    return session.get_one(Text, taken, populate_existing=True) if taken else None


def _message(session: Session, text: Text, *, is_on: bool) -> Message | None:
    """What goes to whom; None, and the message dropped, where nothing may go."""
    account = session.get_one(Account, text.account_id)
    row = session.get(TextNumber, AccountID(text.account_id))
    if text.kind == CONFIRM:
        is_wanted = row is not None and row.confirmed_at is None and text.facts.get("asked") == row.asked_at.isoformat()
    else:
        is_wanted = row is not None and row.confirmed_at is not None
    if row is None or not is_on or not is_wanted or not account.is_active or account.is_demonstration:
        text.state, text.ended_at = "dropped", clock()
        text.reason = "not_wanted" if is_on else "off"
        return None
    return Message(str(text.id), row.number, _words(text.kind, row, account.locale))


def _words(kind: str, row: TextNumber, locale: str) -> str:
    base = _settings().base_url.rstrip("/")
    with force_locale(locale):
        if kind == CONFIRM:
            return str(_("Bảng Vàng: your code is %(code)s. Give it to nobody.", code=confirm_code(row)))
        return str(
            _(
                "Bảng Vàng: %(subject)s. Read it at %(url)s. To stop: %(stop)s",
                subject=subject_of(kind),
                url=f"{base}/thong-bao",
                stop=f"{base}/tin-nhan/thoi/{stop_code(row)}",
            )
        )


def _end(text_id: UUID, state: str, reason: str = "") -> None:
    with transaction() as session:
        session.execute(update(Text).where(Text.id == text_id).values(state=state, reason=reason, ended_at=clock()))


def _put_back(text_id: UUID) -> None:
    """Wait for a better moment: the gateway surely did not take it."""
    now = clock()
    with transaction() as session:
        text = session.get_one(Text, text_id, with_for_update=True, populate_existing=True)
        if text.tries > len(WAITS):
            text.state, text.reason, text.ended_at = "failed", "gateway_away", now
            return
        text.state, text.reason, text.due_at = "waiting", "gateway_away", now + WAITS[text.tries - 1]
        ask(session, text, now=now)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["bangvang_settings"]
    return settings
