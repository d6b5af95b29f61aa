"""What the portal holds of a person beside the record: signed-in browsers, how letters and messages reach him."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.ids import AccountID
from judging.queries.people import find_account_of
from judging.queries.personal_data import DataGroup
from portal.records.mails import MailChoice
from portal.records.tables import SignInSession
from portal.records.texts import TextNumber

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from judging.ids import PersonID
    from judging.queries.personal_data import Item


def list_channels(session: Session, person_id: PersonID) -> tuple[DataGroup, ...]:
    """The group of these things; none where the person has no account or nothing is held."""
    account = find_account_of(session, person_id)
    items = () if account is None else tuple(_items(session, AccountID(account.id)))
    return (DataGroup("channels", items),) if items else ()


def _items(session: Session, account_id: AccountID) -> Iterator[Item]:
    if (choice := session.get(MailChoice, account_id)) is not None:
        yield (("letters", choice.wanted), ("stated_at", choice.chosen_at))
    if (number := session.get(TextNumber, account_id)) is not None:
        yield (("phone", number.number), ("stated_at", number.asked_at), ("decided_at", number.confirmed_at))
    for row in session.scalars(
        select(SignInSession)
        .where(SignInSession.account_id == account_id)
        .order_by(SignInSession.began_at, SignInSession.id)
    ):
        yield (("browser", row.browser), ("signed_in_at", row.began_at), ("ended_at", row.ended_at))
