"""One letter, or the letters of a day, from the outbox to the mail server: at most once, whatever dies between.

A letter is marked as given away in a transaction of its own before the server gets it. Whoever dies after that leaves
it so; it is not sent a second time by itself, as nobody can know whether it left (X29).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from flask import current_app
from sqlalchemy import select, update

from judging.ids import AccountID
from judging.models.people import Account
from portal.clock import clock
from portal.db import transaction
from portal.mail.choices import Wanted, get_choice, write_stop
from portal.mail.kinds import is_duty
from portal.mail.letters import Reader, Told, write_letter
from portal.mail.links import path_of
from portal.mail.outbox import ask
from portal.mail.server import MailRefusedError, MailServerDownError, MailUncertainError, deliver
from portal.records.mails import Mail

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy.orm import Session

    from config import Settings

log = structlog.get_logger()
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440))
"""How long the next try waits after a try that the server was away for; then the letter is given up."""


def send_one(mail_id: UUID) -> None:
    """Send a letter that waits, is due and wanted; every other is left as it stands."""
    with transaction() as session:
        mail = _take(session, mail_id)
        reader = _reader(session, mail) if mail else None
        if mail is None or reader is None:
            return
        notices = [Told(mail.kind, mail.facts, path_of(mail.kind, mail.facts, mail.url))]
    _hand_over([mail_id], reader, notices, message_id=f"<{mail_id}@{_host()}>", back_to="waiting")


def send_digest(account_id: AccountID) -> None:
    """Send all that one person left for the letter of the day."""
    now = clock()
    with transaction() as session:
        mails = session.scalars(
            select(Mail)
            .where(Mail.account_id == account_id, Mail.state == "digest")
            .order_by(Mail.created_at, Mail.id)
            .with_for_update()
        ).all()
        reader = _address(session, account_id) if mails else None
        if not mails:
            return
        for one in mails:
            one.state, one.due_at, one.tries = "sending" if reader else "dropped", now, one.tries + 1
            one.reason, one.ended_at = ("", None) if reader else ("no_address", now)
        if reader is None:
            return
        ids = [one.id for one in mails]
        notices = [Told(one.kind, one.facts, one.url) for one in mails]
    _hand_over(ids, reader, notices, message_id=f"<{ids[0]}.ngay@{_host()}>", back_to="digest")


def _take(session: Session, mail_id: UUID) -> Mail | None:
    """The letter, marked as given away; None when it is not its turn any more."""
    now = clock()
    taken = session.scalars(
        update(Mail)
        .where(Mail.id == mail_id, Mail.state == "waiting", Mail.due_at <= now)
        .values(state="sending", due_at=now, tries=Mail.tries + 1)
        .returning(Mail.id)
    ).one_or_none()
    return session.get_one(Mail, taken, populate_existing=True) if taken else None


def _reader(session: Session, mail: Mail) -> Reader | None:
    """Whom the letter is for; None when he has no address, wants none, or wants it in the letter of the day."""
    account_id = AccountID(mail.account_id)
    wanted = Wanted.EACH if is_duty(mail.kind) else get_choice(session, account_id)
    reader = _address(session, account_id)
    if reader is None or wanted is Wanted.DUTY:
        mail.state, mail.ended_at = "dropped", clock()
        mail.reason = "no_address" if reader is None else "not_wanted"
        return None
    if wanted is Wanted.DAILY:
        mail.state, mail.tries = "digest", 0
        return None
    return reader


def _address(session: Session, account_id: AccountID) -> Reader | None:
    account = session.get_one(Account, account_id)
    if not account.is_active or not account.person.email or account.is_demonstration:
        return None
    stop = f"{_settings().base_url.rstrip('/')}/thu/thoi/{write_stop(account_id, now=clock())}"
    return Reader(account.person.email, account.person.full_name, account.locale, stop)


def _hand_over(
    mail_ids: Sequence[UUID], reader: Reader, notices: Sequence[Told], *, message_id: str, back_to: str
) -> None:
    settings = _settings()
    try:
        letter = write_letter(reader, notices, message_id=message_id, settings=settings, now=clock())
        deliver(letter, settings.mail_url)
    except MailRefusedError as error:
        log.warning("mail_refused", mail=str(mail_ids[0]), answer=str(error))
        _end(mail_ids, "failed", "refused")
    except MailServerDownError as error:
        log.warning("mail_server_down", mail=str(mail_ids[0]), answer=str(error))
        _put_back(mail_ids, back_to)
    except MailUncertainError as error:
        log.warning("mail_uncertain", mail=str(mail_ids[0]), answer=str(error))
    else:
        _end(mail_ids, "sent")


def _end(mail_ids: Sequence[UUID], state: str, reason: str = "") -> None:
    with transaction() as session:
        session.execute(update(Mail).where(Mail.id.in_(mail_ids)).values(state=state, reason=reason, ended_at=clock()))


def _put_back(mail_ids: Sequence[UUID], state: str) -> None:
    """Wait for a better moment: the server surely did not take them."""
    now = clock()
    with transaction() as session:
        for mail in session.scalars(select(Mail).where(Mail.id.in_(mail_ids)).with_for_update()):
            if mail.tries > len(WAITS):
                mail.state, mail.reason, mail.ended_at = "failed", "server_away", now
                continue
            mail.state, mail.reason, mail.due_at = state, "server_away", now + WAITS[mail.tries - 1]
            if state == "waiting":
                ask(session, mail, now=now)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["bangvang_settings"]
    return settings


def _host() -> str:
    return _settings().mail_from.rpartition("@")[2]
