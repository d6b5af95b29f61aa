"""Money of a prize that was taken away: off the list, asked back, returned, let go, or the prize given back again."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.exc import DatabaseError

from judging.actions.lost_prizes import PartReturnedError
from judging.actions.money_steps import OnPaper
from judging.actions.payouts import return_payout, settle
from judging.actions.recoveries import (
    ComeBack,
    NothingToSetOffError,
    PrizeStillLostError,
    RecoveryDueError,
    RecoveryPaperError,
    ReturnedOnError,
    TooMuchReturnedError,
    ask_back,
    hand_back,
    note_tax,
    take_back,
    write_off,
)
from judging.enums import PayMethod, ReturnMethod
from judging.errors import (
    AlreadyDoneError,
    MissingReasonError,
    MoveRefusedError,
    NotAllowedError,
    NotFoundError,
    StaleVersionError,
)
from judging.ids import PaymentID, RecoveryID
from judging.models.estimates import MoneyStep
from judging.models.history import HistoryLine, Notice
from judging.models.payments import Payment
from judging.models.recoveries import Recovery
from judging.queries.invariants import RECORD
from judging.rules.revocations import RevocationKind
from judging.spec.words import RevocationRule
from tests.factories.marking import make_day
from tests.factories.money import Money
from tests.factories.programmes import demonstration_plan
from tests.integration.test_revocations import REASON, take, undo
from tests.invariants import violations
from tests.page_client import PageClient
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from judging.models.people import Account
    from tests.conftest import TestClock

MARKS = (90, 85, 80, 75, 60)
PAPER = OnPaper("15/QĐ-UBND")
NEXT, VACANT = RevocationRule.NEXT_MOVES_UP, RevocationRule.STAYS_VACANT


def begin(app: Flask, clock: TestClock, rule: RevocationRule = VACANT, *, first_vnd: int = 2_000_000) -> Money:
    """Money that may go out, in a contest whose plan says what becomes of a revoked prize."""
    plan = demonstration_plan(local_day(clock()).isoformat())
    ladders = tuple(
        replace(
            one,
            revocation=rule,
            tiers=tuple(replace(tier, amount_vnd=first_vnd) if tier.key == "first" else tier for tier in one.tiers),
        )
        for one in plan.ladders
    )
    day = make_day(app, now=clock(), marks=MARKS, plan=replace(plan, ladders=ladders)).until_opened()
    day.approve()
    return Money(day).ready()


def lose(money: Money, number: int = 0) -> str:
    """The board takes a prize away and approves what remains; the key of the revocation."""
    key = take(money.day, number, RevocationKind.REVOKED)
    money.day.approve()
    return key


def give_back(money: Money, key: str) -> None:
    PageClient(money.day.app).sign_in_as(money.day.board).post(
        f"/ban-to-chuc/ket-qua/{money.day.round_id}/rut-phe-duyet", {"reason": "Kiến nghị được chấp nhận"}
    )
    undo(money.day, key)
    money.day.approve()


def recoveries(money: Money) -> list[Recovery]:
    with money.day.acting() as session:
        rows = list(session.scalars(select(Recovery).order_by(Recovery.opened_at, Recovery.amount_vnd)))
        session.expunge_all()
    return rows


@contextmanager
def hand(money: Money, who: Account | None = None, nth: int = 0) -> Iterator[tuple[object, ...]]:
    """(session, id, what every step takes) for a step about the nth recovery."""
    row = recoveries(money)[nth]
    with money.day.acting() as session:
        facts = {"version": row.version, "by": money.day.viewer(session, who or money.finance), "now": money.now()}
        yield session, RecoveryID(row.id), facts


def ask(money: Money, days: int = 30, paper: OnPaper = PAPER, nth: int = 0) -> None:
    today = local_day(money.now())
    with hand(money, nth=nth) as (session, key, facts):
        ask_back(session, key, due_on=today + timedelta(days=days), today=today, paper=paper, **facts)


def come(
    money: Money, amount: int, method: ReturnMethod = ReturnMethod.CASH, *, days: int = 0, paper: str = "PT-1",
    nth: int = 0,
) -> None:  # fmt: skip
    today = local_day(money.now())
    with hand(money, nth=nth) as (session, key, facts):
        back = ComeBack(amount, method, today + timedelta(days=days), today)
        take_back(session, key, back, paper=OnPaper(paper), **facts)


def let_go(
    money: Money, who: Account | None = None, reason: str = "Người nhận qua đời", paper: OnPaper = PAPER
) -> None:
    with hand(money, who or money.day.board) as (session, key, facts):
        write_off(session, key, reason=reason, paper=paper, **facts)


def state(money: Money, payment: Payment) -> str:
    with money.day.acting() as session:
        return session.get_one(Payment, payment.id).state


def acts_of(money: Money, payment: Payment) -> list[str]:
    with money.day.acting() as session:
        return list(
            session.scalars(
                select(HistoryLine.action)
                .where(HistoryLine.subject == f"payment:{payment.id}")
                .order_by(HistoryLine.seq)
            )
        )


@pytest.mark.requirement("S001-R31", "S001-R40")
def test_B20_a_paid_prize_that_is_revoked_is_asked_back_and_the_next_winner_is_paid(
    app: Flask, clock: TestClock
) -> None:
    money = begin(app, clock, NEXT)
    money.pay(0, method=PayMethod.CASH)
    paid, unpaid = money.payment_of(0), money.payment_of(1)
    take(money.day, 0, RevocationKind.REVOKED)
    assert recoveries(money) == [], "nothing is asked before the board approved"
    money.day.approve()
    (row,) = recoveries(money)
    assert (row.payment_id, row.amount_vnd, row.reason, row.state) == (paid.id, 2_000_000, REASON, "open")
    assert violations(app) == {}
    money.listed()
    rows = {one.tier_key: one for one in money.payments()}
    assert [(key, one.gross_vnd, one.state) for key, one in sorted(rows.items())] == [
        ("individual/first", 2_000_000, "listed"),
        ("individual/second", 1_500_000, "listed"),
        ("individual/third", 1_000_000, "listed"),
    ]
    assert rows["individual/first"].entry_id == money.day.entries[1].id, "the next of the ranking is on the list"
    assert state(money, unpaid) == "void"
    with money.day.acting() as session:
        steps = select(MoneyStep.reason).where(MoneyStep.payment_id == unpaid.id, MoneyStep.act == "void")
        assert session.scalars(steps).all() == [REASON], "his second prize is a first one now"
    assert violations(app) == {}
    money.approved()
    money.pay(1, method=PayMethod.CASH)
    assert money.payment_of(1).state == "paid"
    assert violations(app) == {}
    with money.day.acting() as session:
        told = session.scalars(select(Notice.account).where(Notice.kind == "recovery.opened")).all()
        assert set(told) == {str(money.finance.id), str(money.second.id)}


def test_B20_money_comes_back_in_parts_and_the_board_lets_the_rest_go(app: Flask, clock: TestClock) -> None:
    money = begin(app, clock)
    money.pay(0, method=PayMethod.CASH)
    paid, unpaid = money.payment_of(0), money.payment_of(1)
    lose(money)
    take(money.day, 1, RevocationKind.REVOKED)
    money.day.approve()
    for refused, days, paper in ((RecoveryDueError, -1, PAPER), (RecoveryPaperError, 3, OnPaper())):
        with pytest.raises(refused):
            ask(money, days, paper)
    ask(money)
    with money.day.acting() as session:
        told = session.scalars(select(Notice).where(Notice.kind == "recovery.asked")).one()
        assert told.account == str(money.day.authors[0].id)
        assert told.facts["amount"] == "2.000.000"
    for amount in (0, 2_000_001):
        with pytest.raises(TooMuchReturnedError):
            come(money, amount)
    for days in (-1, 1):
        with pytest.raises(ReturnedOnError):
            come(money, 5, days=days)
    with pytest.raises(RecoveryPaperError):
        come(money, 5, paper=" ")
    come(money, 500_000)
    ask(money, 60)  # another day, after a part came
    with pytest.raises(NotAllowedError):
        let_go(money, money.finance)
    with pytest.raises(MissingReasonError):
        let_go(money, reason=" ")
    with pytest.raises(RecoveryPaperError):
        let_go(money, paper=OnPaper())
    let_go(money)
    (row,) = recoveries(money)
    assert (row.state, row.returned_vnd, row.written_off_vnd) == ("written_off", 500_000, 1_500_000)
    with pytest.raises(MoveRefusedError):
        come(money, 1)
    money.listed()
    assert state(money, unpaid) == "void"
    with money.day.acting() as session:
        steps = select(MoneyStep.reason).where(MoneyStep.payment_id == unpaid.id, MoneyStep.act == "void")
        assert session.scalars(steps).all() == [REASON], "it left the list with the reason"
    assert [one.tier_key for one in money.payments()] == ["individual/third"]
    assert state(money, paid) == "paid", "what was let go stays with its winner"
    assert violations(app) == {}
    assert acts_of(money, paid) == [
        "payment.pay", "payment.recover", "payment.recover_ask", "payment.recover_part", "payment.recover_ask",
        "payment.recover_write_off",
    ]  # fmt: skip


@pytest.mark.parametrize("list_first", [False, True])
def test_B20_when_all_is_back_the_payment_is_void(app: Flask, clock: TestClock, *, list_first: bool) -> None:
    money = begin(app, clock)
    money.pay(0, method=PayMethod.CASH)
    paid = money.payment_of(0)
    lose(money)
    if list_first:
        money.listed()
    for act in (return_payout, settle):
        with pytest.raises(MoveRefusedError), money.day.acting() as session:
            by = money.day.viewer(session, money.finance)
            further = {"reason": "Sai"} if act is return_payout else {}
            act(session, PaymentID(paid.id), version=paid.version, by=by, now=money.now(), **further)
    come(money, 1_999_999)
    come(money, 1, ReturnMethod.BANK)
    assert state(money, paid) == ("void" if list_first else "returned")
    assert violations(app) == {}
    if not list_first:
        money.listed()
    assert state(money, paid) == "void"
    assert recoveries(money)[0].state == "returned"
    assert violations(app) == {}


def test_B20_who_moves_up_sets_off_what_he_was_paid_for_the_lower_prize(app: Flask, clock: TestClock) -> None:
    money = begin(app, clock, NEXT)
    money.pay(1, method=PayMethod.CASH)
    lose(money)
    (row,) = recoveries(money)
    assert row.amount_vnd == 1_500_000, "he holds the first prize now, and was paid the second"
    money.listed().approved()
    with pytest.raises(NothingToSetOffError):
        come(money, 1_500_000, ReturnMethod.SET_OFF)
    money.pay(1, method=PayMethod.CASH)
    come(money, 1_500_000, ReturnMethod.SET_OFF)
    assert recoveries(money)[0].state == "returned"
    assert violations(app) == {}


def test_B20_a_prize_that_is_given_back_cancels_what_was_asked(app: Flask, clock: TestClock) -> None:
    money = begin(app, clock)
    money.pay(0, method=PayMethod.CASH)
    paid = money.payment_of(0)
    key = lose(money)
    money.listed()
    ask(money)
    with pytest.raises(PrizeStillLostError), hand(money) as (session, recovery, facts):
        hand_back(session, recovery, paper=PAPER, **facts)
    come(money, 500_000)
    give_back(money, key)
    with pytest.raises(PartReturnedError):
        money.listed()
    with pytest.raises(RecoveryPaperError), hand(money) as (session, recovery, facts):
        hand_back(session, recovery, paper=OnPaper(), **facts)
    with hand(money) as (session, recovery, facts):
        hand_back(session, recovery, paper=OnPaper("PC-9"), **facts)
    with pytest.raises(TooMuchReturnedError), hand(money) as (session, recovery, facts):
        hand_back(session, recovery, paper=PAPER, **facts)
    assert violations(app) == {}
    money.listed()
    assert recoveries(money)[0].state == "cancelled"
    assert money.payment_of(0).id == paid.id, "the same payment counts again: nobody is paid twice"
    assert money.payment_of(0).state == "paid"
    assert violations(app) == {}
    money.approved()
    key = lose(money)
    assert sorted(one.state for one in recoveries(money)) == ["cancelled", "open"]
    with money.day.acting() as session:
        again = session.scalars(select(Recovery).where(Recovery.state == "open")).one()
        by = money.day.viewer(session, money.day.board)
        write_off(session, RecoveryID(again.id), version=again.version, reason="Miễn thu", paper=PAPER, by=by,
                  now=clock())  # fmt: skip
    give_back(money, key)
    money.listed()
    assert [one.state for one in recoveries(money)] == ["cancelled", "cancelled"], "what was let go is cancelled too"
    assert violations(app) == {}


def test_withheld_tax_is_the_offices_to_put_right(app: Flask, clock: TestClock) -> None:
    money = begin(app, clock, first_vnd=45_000_000)
    money.pay(0, method=PayMethod.CASH)
    paid = money.payment_of(0)
    assert paid.tax_vnd > 0
    lose(money)
    (row,) = recoveries(money)
    assert (row.amount_vnd, row.tax_vnd) == (paid.net_vnd, paid.tax_vnd)
    client = PageClient(app).sign_in_as(money.finance)
    page = client.get(f"/kinh-phi/thu-hoi/{row.id}")
    assert f"{paid.tax_vnd:,}".replace(",", ".") in page.body.replace("\xa0", " ")
    assert "cơ quan thuế" in page.body
    assert "Thuế đã khấu trừ chờ điều chỉnh" in client.get(f"/kinh-phi/{money.day.slug}/chi-tra").body
    client.post(f"/kinh-phi/thu-hoi/{row.id}/thue", {"number": "", "version": row.version}, status=422)
    client.post(f"/kinh-phi/thu-hoi/{row.id}/thue", {"number": "05/KK-TNCN", "version": row.version})
    assert recoveries(money)[0].tax_paper == "05/KK-TNCN"
    with pytest.raises(AlreadyDoneError), hand(money) as (session, recovery, facts):
        note_tax(session, recovery, paper=PAPER, **facts)
    assert "Thuế đã khấu trừ chờ điều chỉnh" not in client.get(f"/kinh-phi/{money.day.slug}/chi-tra").body


def test_the_pages_show_what_is_asked_back_and_take_every_step(app: Flask, clock: TestClock) -> None:
    money = begin(app, clock)
    money.pay(0, method=PayMethod.CASH)
    winner = PageClient(app).sign_in_as(money.day.authors[0])
    own = f"/bai-du-thi/{money.day.entries[0].id}/nhan-thuong"
    lose(money)
    money.listed()
    (row,) = recoveries(money)
    assert "phải nộp lại" not in winner.get(own).body, "who lost a prize learns it by the publication and the paper"
    finance, path = PageClient(app).sign_in_as(money.finance), f"/kinh-phi/thu-hoi/{row.id}"
    listed = finance.get(f"/kinh-phi/{money.day.slug}/chi-tra")
    section = listed.soup.select_one("section[aria-labelledby=recoveries]")
    assert section is not None
    assert "2.000.000" in section.get_text()
    assert "chưa có văn bản yêu cầu" in section.get_text()
    assert path in {str(one["href"]) for one in section.select("a")}
    assert REASON in finance.get(path).body
    assert "Xem khoản thu hồi" in finance.get(f"/kinh-phi/chi/{row.payment_id}").body
    due = (local_day(clock()) + timedelta(days=10)).isoformat()
    refused = finance.post(f"{path}/doi", {"due_on": "2020-01-01", "number": "9", "version": row.version}, status=422)
    assert "không được trước ngày hôm nay" in refused.body
    assert finance.post(f"{path}/doi", {"due_on": "", "number": "", "version": row.version}, status=422).body
    finance.post(f"{path}/doi", {"due_on": due, "number": "21/TB-UBND", "version": row.version})
    with pytest.raises(StaleVersionError), money.day.acting() as session:
        by = money.day.viewer(session, money.finance)
        today = local_day(clock())
        ask_back(session, RecoveryID(row.id), version=row.version, due_on=today, today=today, paper=PAPER, by=by,
                 now=clock())  # fmt: skip
    shown = winner.get(own).body
    assert "Tiền thưởng phải nộp lại" in shown
    assert "21/TB-UBND" in shown
    assert "Nơi nhận tiền" not in shown, "nobody is asked for an account when nothing is paid to him"
    back = {"method": "cash", "returned_on": local_day(clock()).isoformat(), "number": "PT-02"}
    version = recoveries(money)[0].version
    wrong = finance.post(f"{path}/nop-lai", back | {"amount": "nhiều", "version": version}, status=422)
    assert "PT-02" in wrong.text
    over = finance.post(f"{path}/nop-lai", back | {"amount": "3.000.000", "version": version}, status=422)
    assert "2.000.000 đồng" in over.body
    finance.post(f"{path}/nop-lai", back | {"amount": "750.000", "version": version})
    assert "1.250.000" in finance.get(path).body
    clock.move(days=11)
    finance, board = (PageClient(app).sign_in_as(one) for one in (money.finance, money.day.board))
    assert "Đã quá hạn nộp lại" in finance.get(path).body
    assert "quá hạn" in finance.get(f"/kinh-phi/{money.day.slug}/chi-tra").body
    let = {"reason": "Hoàn cảnh đặc biệt khó khăn", "number": "30/QĐ-UBND", "version": recoveries(money)[0].version}
    finance.post(f"{path}/khong-thu", let, status=404)
    board.post(f"{path}/khong-thu", let | {"reason": ""}, status=422)
    board.post(f"{path}/khong-thu", let)
    assert "không thu phần còn lại" in board.get(path).body
    assert "Hoàn cảnh đặc biệt khó khăn" in board.get(path).body


def test_nobody_else_sees_or_touches_a_recovery(app: Flask, clock: TestClock) -> None:
    money = begin(app, clock)
    money.pay(0, method=PayMethod.CASH)
    lose(money)
    (row,) = recoveries(money)
    stranger = Money(make_day(app, now=clock()))
    for who in (stranger.finance, stranger.day.board, money.day.authors[0], money.day.judges[0], money.day.publisher):
        client = PageClient(app).sign_in_as(who)
        client.get(f"/kinh-phi/thu-hoi/{row.id}", status=404)
        client.post(f"/kinh-phi/thu-hoi/{row.id}/doi", {"due_on": "2030-01-01", "number": "1"}, status=404)
    with pytest.raises(NotFoundError), money.day.acting() as session:
        by = stranger.day.viewer(session, stranger.finance)
        note_tax(session, RecoveryID(row.id), version=row.version, paper=PAPER, by=by, now=clock())


class Undone(Exception):  # noqa: N818  no error: it rolls back what a test tampered with
    """Leaves the record as it was."""


TAMPERING = (
    "DELETE FROM recoveries",
    "UPDATE recoveries SET state = 'cancelled'",
    "UPDATE recoveries SET returned_vnd = 5",
    "UPDATE recoveries SET amount_vnd = amount_vnd - 5",
    "UPDATE payments SET state = 'void' WHERE state = 'paid'",
)


def test_B20_the_invariants_find_a_lost_prize_that_nobody_asks_back_and_the_database_refuses_what_cannot_be(
    app: Flask, clock: TestClock
) -> None:
    money = begin(app, clock)
    money.pay(0, method=PayMethod.CASH)
    lose(money)
    assert violations(app) == {}
    for tampering in TAMPERING:
        with pytest.raises(Undone), money.day.acting() as session:
            session.execute(text(tampering))
            assert RECORD["B20 recoveries"](session), tampering
            raise Undone
    (row,) = recoveries(money)
    with pytest.raises(DatabaseError), money.day.acting() as session:
        session.add(
            Recovery(programme_id=row.programme_id, payment_id=row.payment_id, amount_vnd=1, tax_vnd=0, reason="x",
                     opened_by=row.opened_by, opened_at=row.opened_at)
        )  # fmt: skip
    for change in ("returned_vnd = amount_vnd + 1", "state = 'returned'", "reason = ''", "written_off_vnd = 1"):
        with pytest.raises(DatabaseError), money.day.acting() as session:
            session.execute(text(f"UPDATE recoveries SET {change}"))
    with money.day.acting() as session:  # as it was before recoveries were kept
        session.execute(delete(Recovery))
    assert set(violations(app)) == {"B20 recoveries"}
    money.listed()
    assert [one.amount_vnd for one in recoveries(money)] == [2_000_000]
    assert violations(app) == {}
