"""An account was emptied: its browsers, letters, messages and kept answers go with it, in the same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete

from judging.events import AccountErased
from portal import data_words as _words
from portal.outbox import reacts_to
from portal.records.mails import Mail, MailChoice
from portal.records.tables import Answer, SignInSession
from portal.records.texts import Text, TextNumber

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

WORDED = (_words,)


@reacts_to(AccountErased)
def forget_account(session: Session, event: AccountErased) -> None:
    """What names the account beside the record of contests."""
    for table in (SignInSession, Mail, MailChoice, Text, TextNumber, Answer):
        session.execute(
            delete(table).where(table.account_id == event.account_id).execution_options(synchronize_session=False)
        )
