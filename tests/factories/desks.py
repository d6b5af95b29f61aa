"""From entries with the validators to the desk of a judge: accepted, sealed, made ready, assigned, opened."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.actions.assignments import assign_round
from judging.actions.rounds import open_round, seat_judge
from judging.actions.seals import seal_entries
from judging.actions.validations import decide_entry
from judging.enums import Role, ValidationOutcome
from judging.models.people import Account
from judging.models.rounds import Assignment, Round
from judging.queries.standings import round_at_hand
from judging.rules.validating import Decision
from portal.bridge.identity import names_author
from portal.db import transaction
from portal.jobs.worker import work_until_idle
from tests.factories.entries import viewer
from tests.factories.office import make_account
from tests.factories.received import confirm_all_unread

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from judging.ids import EntryID
    from tests.factories.received import Intake


def bring_to_desk(intake: Intake, entries: Iterable[EntryID]) -> tuple[Account, list[UUID]]:
    """A judge on whose desk these entries lie in an open round, and the ids of his sheets there."""
    app, now = intake.app, intake.clock()
    by = viewer(app, intake.validator)
    with app.app_context(), transaction() as session:
        for entry_id in entries:
            accepted = Decision(ValidationOutcome.ACCEPT, words="Đã xem bài.")
            version = intake.version_of(entry_id)
            decide_entry(session, entry_id=entry_id, version_id=version, decision=accepted, by=by, now=now)
        confirm_all_unread(session, intake.programme.id, by=by, now=now)
        secretary = make_account(session, "Thư Ký", now=now, roles=(Role.SECRETARY,), programme=intake.programme)
        judges = [make_account(session, f"Giám Khảo Số {number}", now=now) for number in range(1, 4)]
    by = viewer(app, secretary)
    with app.app_context(), transaction() as session:
        row = session.scalars(select(Round).where(Round.programme_id == intake.programme.id)).one()
        at_hand = round_at_hand(session, row.id)
        for number, account in enumerate(judges):
            seated = session.get_one(Account, account.id)
            seat_judge(session, at_hand, account=seated, is_head=number == 0, by=by, now=now)
        seal_entries(session, at_hand, batch=1, draw=secrets.randbelow, names_author=names_author, by=by, now=now)
    work_until_idle(app)
    with app.app_context(), transaction() as session:
        at_hand = round_at_hand(session, row.id)
        assign_round(session, at_hand, run=1, by=by, now=now)
        open_round(session, at_hand, by=by, now=now)
    lying = {judge.id: viewer(app, judge).seats for judge in judges}
    with app.app_context(), transaction() as session:
        for judge in judges:
            sheets = list(session.scalars(select(Assignment.id).where(Assignment.seat_id.in_(lying[judge.id]))))
            if sheets:  # the lot decides which judges mark what
                return judge, sheets
    raise AssertionError(entries)
