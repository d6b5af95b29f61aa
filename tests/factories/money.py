"""Hands for money: an estimate all its way, a list, winners' accounts, payments; each step by who may do it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.actions.estimates import appraise_estimate, approve_estimate, propose_estimate, save_estimate
from judging.actions.money_steps import OnPaper
from judging.actions.papers import StoredFile
from judging.actions.payees import give_details
from judging.actions.payments import approve_payment_list, make_payment_list
from judging.actions.payouts import Handover, pay
from judging.enums import PayMethod, Role
from judging.ids import PayeeDetailsID, PaymentID, PersonID, ProgrammeID
from judging.models.entries import Entry
from judging.models.payments import PayeeDetails, Payment
from judging.models.programmes import Programme
from judging.plans.taxes import rule_on
from judging.queries.estimates import find_estimate
from judging.queries.payees import find_payee_state
from judging.queries.payments import find_payment_list, list_living_payments
from judging.queries.programmes import plan_in_force
from judging.rules.estimates import ORGANISING, EstimateLine
from portal.payee_vault import PayeeNumbers, seal_numbers
from tests.factories.office import make_account
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.models.people import Account
    from judging.queries.programmes import PlanInForce
    from tests.factories.marking import Day

CITIZEN_ID, ACCOUNT, OTHER_ACCOUNT = "045190000123", "9704151234567890", "9704159999999999"
NUMBERS = PayeeNumbers("Ngân hàng Thử nghiệm", "NGUOI THU", ACCOUNT, CITIZEN_ID, "")
SCAN = StoredFile("5" * 64, "6" * 64, 10, "application/pdf")
PAID_BY = OnPaper("UNC-01")


class Money:
    """The money of a contest whose result is approved."""

    def __init__(self, day: Day) -> None:
        self.day = day
        with day.acting() as session:
            programme = session.get_one(Programme, day.programme_id)
            self.finance: Account = make_account(session, now=day.now, roles=(Role.FINANCE,), programme=programme)
            self.second: Account = make_account(session, now=day.now, roles=(Role.FINANCE,), programme=programme)

    def plan(self, session: Session) -> PlanInForce:
        return plan_in_force(session, ProgrammeID(self.day.programme_id))

    def estimated(self) -> Money:
        """An estimate is proposed, appraised and approved."""
        lines = [EstimateLine(ORGANISING, "In ấn, trang trí", 1, 500_000)]
        for who, step in (
            (self.day.secretary, lambda s, **f: save_estimate(s, self.plan(s), lines, **f | {"version": None})),
            (self.day.secretary, lambda s, **f: propose_estimate(s, self.plan(s), **f)),
            (self.finance, lambda s, **f: appraise_estimate(s, self.plan(s), opinion="Đủ nguồn", **f)),
            (self.day.board, lambda s, **f: approve_estimate(s, self.plan(s), **f)),
        ):
            with self.day.acting() as session:
                row = find_estimate(session, ProgrammeID(self.day.programme_id))
                by = self.day.viewer(session, who)
                step(session, version=row.version if row else 0, by=by, now=self.day.app.extensions["bangvang_clock"]())
        return self

    def listed(self) -> Money:
        with self.day.acting() as session:
            by, now = self.day.viewer(session, self.finance), self.now()
            make_payment_list(session, self.plan(session), rule=rule_on(local_day(now)), today=local_day(now),
                              by=by, now=now)  # fmt: skip
        return self

    def approved(self) -> Money:
        with self.day.acting() as session:
            row = find_payment_list(session, ProgrammeID(self.day.programme_id))
            assert row is not None
            by = self.day.viewer(session, self.day.board)
            approve_payment_list(session, self.plan(session), version=row.version, by=by, now=self.now())
        return self

    def ready(self) -> Money:
        """Everything up to the point where money may go out."""
        return self.estimated().listed().approved()

    def give(self, nth: int = 0, numbers: PayeeNumbers = NUMBERS) -> PayeeDetailsID:
        """The author of the nth entry gives an account."""
        with self.day.acting() as session:
            entry = session.get_one(Entry, self.day.entries[nth].id)
            by = self.day.viewer(session, self.day.authors[nth])
            sealed = seal_numbers(ProgrammeID(entry.programme_id), PersonID(entry.author_id), numbers)
            return PayeeDetailsID(give_details(session, entry, sealed, by=by, now=self.now()).id)

    def payments(self) -> list[Payment]:
        with self.day.acting() as session:
            rows = list_living_payments(session, ProgrammeID(self.day.programme_id))
            session.expunge_all()
        return rows

    def payment_of(self, nth: int) -> Payment:
        entry_id: UUID = self.day.entries[nth].id
        return next(one for one in self.payments() if one.entry_id == entry_id)

    def pay(self, nth: int = 0, *, method: PayMethod = PayMethod.BANK, by: Account | None = None) -> None:
        """One payment of one hand, as its page stood a moment ago."""
        row, now = self.payment_of(nth), self.now()
        with self.day.acting() as session:
            payee = find_payee_state(session, ProgrammeID(row.programme_id), PersonID(row.person_id))
            details = PayeeDetailsID(payee.details.id) if payee and method is PayMethod.BANK else None
            pay(
                session, PaymentID(row.id), Handover(method, local_day(now), local_day(now), details),
                version=row.version, rule=rule_on(local_day(now)), paper=PAID_BY,
                by=self.day.viewer(session, by or self.finance), now=now,
            )  # fmt: skip

    def details(self) -> list[PayeeDetails]:
        with self.day.acting() as session:
            rows = session.query(PayeeDetails).order_by(PayeeDetails.number).all()
            session.expunge_all()
        return rows

    def now(self):  # type: ignore[no-untyped-def]  # noqa: ANN201  a moment of the test's clock
        return self.day.app.extensions["bangvang_clock"]()
