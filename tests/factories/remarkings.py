"""A published contest whose plan allows re-marking, and the way through it by the real actions."""

from __future__ import annotations

import secrets
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from judging.actions.approvals import withdraw_approval
from judging.actions.assignments import assign_round
from judging.actions.remarkings import ask_remarking, begin_remarking, settle_remarking
from judging.actions.results import close_round
from judging.actions.rounds import open_round, seat_judge
from judging.desk.reviews import TypedSheet, lock_review, save_review
from judging.ids import AssignmentID, EntryID, RoundID
from judging.models.rounds import Assignment, Code, Seat
from judging.models.seals import CodeLink
from judging.queries.remarkings import find_remark_round
from judging.queries.rounds import planned
from judging.queries.standings import round_at_hand
from judging.spec.after import Remarking
from judging.spec.words import RemarkEffect
from portal.db import database
from tests.factories.judging import make_rendition, spread_total
from tests.factories.marking import make_day
from tests.factories.office import make_account
from tests.factories.programmes import VIETNAM, demonstration_plan
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flask import Flask

    from judging.models.people import Account
    from judging.rules.remarkings import Remarked
    from judging.spec.programme import Programme
    from tests.conftest import TestClock
    from tests.factories.marking import Day

REPLACES = Remarking(days=5, effect=RemarkEffect.REPLACES)


class Anew:
    """A published result, its authors, and whoever marks anew."""

    def __init__(
        self,
        app: Flask,
        clock: TestClock,
        remarking: Remarking | None = REPLACES,
        marks: Sequence[int] = (90, 80, 70),
        *,
        plan: Programme | None = None,
    ) -> None:
        self.app, self.clock = app, clock
        day_on = clock().astimezone(VIETNAM).date().isoformat()
        plan = plan or replace(demonstration_plan(day_on), remarking=remarking)
        self.day: Day = make_day(app, now=clock(), marks=list(marks), plan=plan).until_published()

    def ask(self, number: int, reason: str = "Điểm thấp so với chất lượng bài.") -> None:
        """The author of entry `number` asks."""
        with self.day.acting() as session:
            by = self.day.viewer(session, self.day.authors[number])
            entry_id = EntryID(self.day.entries[number].id)
            ask_remarking(session, entry_id=entry_id, reason=reason, by=by, now=self.clock())

    def begin(self) -> RoundID:
        """The window is over; the secretary seals what was asked for. Returns the new round."""
        with self.day.acting() as session:
            row = begin_remarking(
                session,
                self.day.at_hand(session),
                closes_on=local_day(self.clock()),
                draw=secrets.randbelow,
                by=self.day.viewer(session, self.day.secretary),
                now=self.clock(),
            )
            for code in session.scalars(select(Code).where(Code.round_id == row.id)):
                make_rendition(session, code)
            return RoundID(row.id)

    def panel(self, *, former: bool = False) -> list[Account]:
        """Two new judges take their seats; with `former` two of the first panel besides."""
        with self.day.acting() as session:
            at_hand = round_at_hand(session, self.round_id)
            judges = [make_account(session, f"Giám khảo Mới {number}", now=self.clock()) for number in (1, 2)]
            seated = [*self.day.judges[:2], *judges] if former else judges
            by = self.day.viewer(session, self.day.secretary)
            for number, account in enumerate(seated):
                seat_judge(
                    session, at_hand, account=session.merge(account), is_head=number == 0, by=by, now=self.clock()
                )
            return judges

    @property
    def round_id(self) -> RoundID:
        with self.app.app_context(), Session(database().main) as session:
            found = find_remark_round(session, RoundID(self.day.round_id))
            assert found is not None
            return RoundID(found.round_id)

    @property
    def round_name(self) -> str:
        """The name of the round that is re-marked."""
        with self.app.app_context(), Session(database().main) as session:
            return planned(round_at_hand(session, self.day.round_id)).name

    def open(self) -> None:
        with self.day.acting() as session:
            by = self.day.viewer(session, self.day.secretary)
            assign_round(session, round_at_hand(session, self.round_id), run=1, by=by, now=self.clock())
        with self.day.acting() as session:
            by = self.day.viewer(session, self.day.secretary)
            open_round(session, round_at_hand(session, self.round_id), by=by, now=self.clock())

    def mark(self, totals: Mapping[int, int]) -> None:
        """Every sheet of the new round is locked: by entry number its total."""
        with self.day.acting() as session:
            at_hand = round_at_hand(session, self.round_id)
            for number, total in totals.items():
                rows = session.execute(
                    select(Assignment, Seat)
                    .join(Seat, Seat.id == Assignment.seat_id)
                    .join(CodeLink, CodeLink.code_id == Assignment.code_id)
                    .where(CodeLink.round_id == self.round_id, CodeLink.entry_id == self.day.entries[number].id)
                ).all()
                for assignment, seat in rows:
                    seats, sheet = frozenset({seat.id}), AssignmentID(assignment.id)
                    saved = save_review(
                        session,
                        TypedSheet(
                            marks=spread_total(at_hand.rules.rubric, Decimal(total)),
                            comments={},
                            comment="",
                            version=0,
                            save_key=secrets.token_hex(8),
                        ),
                        assignment_id=sheet,
                        seats=seats,
                        now=self.clock(),
                    )
                    lock_review(session, assignment_id=sheet, seats=seats, version=saved.version, now=self.clock())

    def close(self) -> None:
        with self.day.acting() as session:
            by = self.day.viewer(session, self.day.secretary)
            close_round(session, round_at_hand(session, self.round_id), by=by, now=self.clock())

    def remark(self, totals: Mapping[int, int]) -> None:
        """From the requests of these entries to their new marks."""
        for number in totals:
            self.ask(number)
        self.clock.move(days=10)
        self.begin()
        self.panel()
        self.open()
        self.mark(totals)
        self.close()

    def correct(self, reason: str = "Kết quả phúc khảo") -> None:
        """The approval is taken back, the result computed anew, approved and published as a correction."""
        with self.day.acting() as session:
            by = self.day.viewer(session, self.day.board)
            withdraw_approval(session, self.day.at_hand(session), reason=reason, by=by, now=self.clock())
        self.day.compute()
        self.day.publish(self.day.approve(), reason=reason)

    def settle(self) -> list[Remarked]:
        with self.day.acting() as session:
            by = self.day.viewer(session, self.day.secretary)
            return settle_remarking(session, self.day.at_hand(session), by=by, now=self.clock())
