"""The money of two contests of the house, for the access table: own, and another office's."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from judging.actions.payments import make_payment_list
from judging.enums import Role
from judging.ids import PaymentID, PersonID, ProgrammeID
from judging.models.entries import Entry
from judging.models.estimates import Estimate, MoneyStep
from judging.models.payments import PayeeDetails
from judging.models.programmes import Programme
from judging.models.recoveries import Recovery
from judging.plans.taxes import rule_on
from judging.queries.payments import list_living_payments
from judging.queries.programmes import plan_in_force
from media.store.contract import StorageKey
from tests.factories.office import make_account
from tests.factories.papers import PDF
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from judging.models.people import Account
    from tests.factories.house import House
    from tests.factories.marking import Day


def add_money(house: House, session: Session, published: Day, foreign: Day) -> None:
    """A list of payments in each, a step with a scan; one payment is the author's of the house, who gave an account."""
    programme = session.get_one(Programme, foreign.programme_id)
    stranger = make_account(session, now=foreign.now, roles=(Role.FINANCE,), programme=programme)
    for target, day, finance in (
        (house.own, published, house.people["finance"]),
        (house.other, foreign, stranger),
    ):
        _list(house, session, target, day, finance)


def _list(house: House, session: Session, target: dict[str, dict[str, object]], day: Day, finance: Account) -> None:
    programme_id, today = ProgrammeID(day.programme_id), local_day(day.now)
    row = make_payment_list(
        session, plan_in_force(session, programme_id), rule=rule_on(today), today=today,
        by=day.viewer(session, finance), now=day.now,
    )  # fmt: skip
    session.add(Estimate(programme_id=programme_id, number=1, drafted_by=day.secretary.id, drafted_at=day.now))
    key = secrets.token_hex(32)
    house.app.extensions["bangvang_store"].put(StorageKey(key), PDF)
    step = MoneyStep(
        list_id=row.id, position=9, act="approve", done_by=finance.id, role=Role.FINANCE.value, at=day.now,
        scan_key=key, scan_sha256="0" * 64, scan_type="application/pdf", scan_bytes=len(PDF),
    )  # fmt: skip
    first, second, *_others, last = list_living_payments(session, programme_id)
    entry = session.get_one(Entry, target["entrant"]["entry_id"])
    last.entry_id, last.person_id = entry.id, PersonID(entry.author_id)
    details = PayeeDetails(
        programme_id=entry.programme_id, person_id=entry.author_id, number=1, key_id="0" * 16, sealed="",
        shown={"bank": "Ngân hàng Thử", "account": "••••1234", "citizen_id": "••••0123", "tax_code": ""},
        is_changed=True, account_mark="", given_by=finance.id, given_at=day.now,
    )  # fmt: skip
    recovery = Recovery(
        programme_id=programme_id, payment_id=PaymentID(second.id), amount_vnd=second.net_vnd, tax_vnd=1,
        reason="Thu hồi giải", opened_by=day.board.id, opened_at=day.now,
    )  # fmt: skip
    session.add_all([step, details, recovery])
    session.flush()
    target["finance"] = {
        "slug": day.slug, "payment_id": first.id, "step_id": step.id, "recovery_id": recovery.id,
    }  # fmt: skip
    mine = {"entry_id": entry.id, "payment_id": last.id, "details_id": details.id}
    for endpoint in ("payee", "give_payee", "reconfirm_payee", "received"):
        target[f"entrant.{endpoint}"] = mine
