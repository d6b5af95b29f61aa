"""Winners' numbers: read by who pays alone, sealed under a key outside the database, deleted on their day."""

from __future__ import annotations

import stat
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text

from judging.actions.payees import look_at_details, purge_details, reseal_details
from judging.actions.payouts import NoAccountError
from judging.errors import MoveRefusedError, NotAllowedError
from judging.ids import PaymentID, PersonID, ProgrammeID
from judging.models.history import HistoryLine
from judging.queries.payments import find_payment_list
from portal.payee_vault import (
    NotOpenedError,
    PayeeKeyMissingError,
    drop_payee_keys,
    key_ids,
    make_payee_key,
    open_numbers,
    reseal,
)
from tests.factories.marking import make_day
from tests.factories.money import ACCOUNT, CITIZEN_ID, NUMBERS, Money
from tests.invariants import violations

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock


@pytest.fixture
def money(app: Flask, clock: TestClock) -> Money:
    day = make_day(app, now=clock()).until_opened()
    day.approve()
    return Money(day)


def test_looking_at_numbers_is_for_who_pays_and_leaves_a_line_without_them(money: Money, clock: TestClock) -> None:
    money.ready().give()
    payment = PaymentID(money.payment_of(0).id)
    with money.day.acting() as session, pytest.raises(NotAllowedError):
        look_at_details(session, payment, by=money.day.viewer(session, money.day.board), now=clock())
    with money.day.acting() as session:
        row = look_at_details(session, payment, by=money.day.viewer(session, money.finance), now=clock())
        assert open_numbers(row) == NUMBERS
    with money.day.acting() as session:
        lines = session.scalars(select(HistoryLine).where(HistoryLine.action == "payee.look")).all()
        told = "\n".join(session.scalars(select(HistoryLine.data)))
    assert [one.actor for one in lines] == [str(money.finance.id)]
    assert all(secret not in told for secret in (ACCOUNT, CITIZEN_ID))
    money.pay()
    with money.day.acting() as session, pytest.raises(MoveRefusedError):
        look_at_details(session, payment, by=money.day.viewer(session, money.finance), now=clock())


def test_nothing_in_the_database_tells_a_number(money: Money) -> None:
    """What would leak: the same number in clear is found by the same search."""
    money.ready().give()
    with money.day.acting() as session:
        rows = session.execute(text("SELECT CAST(shown AS TEXT), sealed, account_mark FROM payee_details"))
        found = "\n".join(str(row) for row in rows)
    assert ACCOUNT[-4:] in found
    assert all(secret not in found for secret in (ACCOUNT, CITIZEN_ID))


def test_what_is_sealed_opens_for_its_owner_alone_and_is_seen_to_be_changed(money: Money, app: Flask) -> None:
    money.ready().give()
    row = money.details()[0]
    with app.app_context():
        assert open_numbers(row) == NUMBERS
        row.person_id = PersonID(money.day.entries[1].author_id)
        with pytest.raises(NotOpenedError):
            open_numbers(row)


def test_a_new_key_seals_everything_anew_and_the_old_one_goes(money: Money, app: Flask, clock: TestClock) -> None:
    money.ready().give()
    folder = app.extensions["bangvang_settings"].keys_folder
    before = key_ids(folder)
    new = make_payee_key(folder, again=True)
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o400 for path in folder.glob("payees-*.key"))
    with money.day.acting() as session:
        assert reseal_details(session, reseal, key_id=new, now=clock()) == 1
        assert reseal_details(session, reseal, key_id=new, now=clock()) == 0
    assert drop_payee_keys(folder, but=new) == len(before)
    with app.app_context():
        assert open_numbers(money.details()[0]) == NUMBERS
    money.give()  # the same account under the new key is no change
    assert [row.is_changed for row in money.details()] == [False, False]
    money.pay()
    assert violations(money.day.app) == {}


def test_without_its_key_nothing_is_taken_and_the_invariants_say_so(money: Money, app: Flask) -> None:
    money.ready().give()
    folder = app.extensions["bangvang_settings"].keys_folder
    for path in folder.glob("payees-*.key"):
        path.unlink()
    with pytest.raises(PayeeKeyMissingError):
        money.give(1)
    assert list(violations(money.day.app)) == ["P21 payee keys"]


def test_numbers_are_deleted_on_their_day_and_the_chain_still_holds(money: Money, clock: TestClock) -> None:
    money.ready().give()
    with money.day.acting() as session:
        due = find_payment_list(session, ProgrammeID(money.day.programme_id))
        assert due is not None
        assert purge_details(session, today=due.purge_on - timedelta(days=1), now=clock()) == 0
        assert purge_details(session, today=due.purge_on, now=clock()) == 1
    row = money.details()[0]
    assert (row.sealed, row.shown, row.account_mark) == ("", {}, "")
    with pytest.raises(NoAccountError):
        money.pay()
    with money.day.acting() as session:
        assert session.scalars(select(HistoryLine).where(HistoryLine.action == "payee.purge")).one().actor == "system"
    assert violations(money.day.app) == {}
