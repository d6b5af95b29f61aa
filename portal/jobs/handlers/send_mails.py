"""Jobs *send_mail*, *send_batch* and *send_digests*: letters leave one by one, each at most once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import delete, select

from judging.ids import AccountID
from portal.clock import clock
from portal.db import transaction
from portal.jobs.registry import handles
from portal.mail.outbox import ask
from portal.mail.sending import send_digest as send_one_digest
from portal.mail.sending import send_one
from portal.records.mails import Mail

if TYPE_CHECKING:
    from collections.abc import Mapping

KEPT = timedelta(days=90)
AT_ONCE = 200


@handles("send_mail")
def send_mail(arguments: Mapping[str, Any]) -> None:
    """One letter."""
    send_one(UUID(arguments["mail_id"]))


@handles("send_batch")
def send_batch(arguments: Mapping[str, Any]) -> None:
    """A job for each letter of a batch that was let go, two hundred in a transaction; asked twice it asks once."""
    after = UUID(int=0)
    while True:
        with transaction() as session:
            mails = session.scalars(
                select(Mail)
                .where(Mail.batch == arguments["batch"], Mail.state == "waiting", Mail.id > after)
                .order_by(Mail.id)
                .limit(AT_ONCE)
            ).all()
            for mail in mails:
                ask(session, mail, now=clock())
            if not mails:
                return
            after = mails[-1].id


@handles("send_digests")
def send_digests(_arguments: Mapping[str, Any]) -> None:
    """Once a day: one letter for everybody who left notices for it; letters that are long over are forgotten."""
    with transaction() as session:
        session.execute(
            delete(Mail).where(Mail.state.in_(("sent", "dropped", "failed")), Mail.ended_at < clock() - KEPT)
        )
        accounts = session.scalars(select(Mail.account_id).where(Mail.state == "digest").distinct()).all()
    for account_id in accounts:
        send_one_digest(AccountID(account_id))
