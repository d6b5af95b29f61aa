"""A contest whose works stand to the vote: its day, its voters, and the acts of its office.

popular = make_popular_day(app, clock)
popular.start()
client = popular.client(popular.voters[0])
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from judging.actions.polls import confirm_count
from judging.actions.votes import cast_vote
from judging.models.people import Account
from judging.models.votes import Poll, PollWork, Vote
from judging.plans.shipped import DEMONSTRATION, shipped_plan
from judging.rules.voting import vote_window
from judging.spec.walking import resolve
from portal.sessions import viewer_of
from tests.factories.marking import make_day
from tests.factories.office import make_account, make_unit
from tests.factories.votes import with_vote
from tests.page_client import PageClient
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Flask
    from sqlalchemy.orm import Session

    from judging.models.units import Unit
    from tests.conftest import TestClock
    from tests.factories.marking import Day


@dataclass
class PopularDay:
    """The contest, its clock, and people who neither entered nor judge."""

    day: Day
    clock: TestClock
    voters: list[Account]

    @property
    def office(self) -> str:
        return f"/niem-phong/{self.day.round_id}/binh-chon"

    @property
    def board(self) -> str:
        return f"/ban-to-chuc/ket-qua/{self.day.round_id}/binh-chon/popular"

    def client(self, account: Account) -> PageClient:
        return PageClient(self.day.app).sign_in_as(account)

    def start(self) -> UUID:
        """Close the marking, put the works to the vote, and wait until it is open."""
        self.day.close()
        self.client(self.day.secretary).post(f"{self.office}/popular/mo", {})
        self.until(opened=True)
        return self.poll_id

    def until(self, *, opened: bool) -> None:
        """Wait until the vote is open, or until it is over."""
        with self.day.acting() as session:
            rule = self.day.at_hand(session).plan.plan.ladders[1].vote
        window = vote_window(rule) if rule else None
        assert window is not None
        self.clock.now = self.day.now = window.opens_at if opened else window.closes_at

    @property
    def poll_id(self) -> UUID:
        with self.day.acting() as session:
            return session.scalars(select(Poll.id)).one()

    def work(self, number: int) -> UUID:
        """The work of the entry `number`, best marks first."""
        with self.day.acting() as session:
            works = session.scalars(select(PollWork)).all()
            return next(one.id for one in works if one.code.word == self.day.codes[number])

    def votes(self) -> dict[UUID, list[UUID]]:
        """Who votes for what, as it is stored."""
        found: dict[UUID, list[UUID]] = {}
        with self.day.acting() as session:
            for account, work in session.execute(select(Vote.account_id, Vote.work_id).order_by(Vote.slot)):
                found.setdefault(account, []).append(work)
        return found

    def cast(self, account: Account, number: int, *, network: str = "", at: timedelta | None = None) -> None:
        """A vote as its page casts it, without the page."""
        poll, work = self.poll_id, self.work(number)
        with self.day.acting() as session:
            by = viewer_of(session, session.get_one(Account, account.id), now=self.clock())
            cast_vote(session, poll, work, network=network, by=by, now=self.clock() + (at or timedelta()))

    def confirm(self, reason: str = "Đã xem báo cáo, không có dấu hiệu bất thường") -> None:
        with self.day.acting() as session:
            by = self.day.viewer(session, self.day.board)
            confirm_count(session, self.day.at_hand(session), "popular", reason=reason, by=by, now=self.clock())

    def more_voters(self, count: int, *, unit: Unit | None = None) -> list[Account]:
        """Further people whose accounts are old enough."""
        with self.day.acting() as session:
            return _voters(session, count, self, unit=unit)

    def unit(self) -> Unit:
        with self.day.acting() as session:
            return make_unit(session)


def _voters(session: Session, count: int, popular: PopularDay, *, unit: Unit | None = None) -> list[Account]:
    made = [make_account(session, now=popular.day.now - timedelta(days=90), unit=unit) for _ in range(count)]
    for one in made:
        session.refresh(one)
    return made


def make_popular_day(
    app: Flask, clock: TestClock, *, marks: tuple[int, ...] = (90, 85, 80, 60), voters: int = 3, **rule: Any
) -> PopularDay:
    """A marked contest of the demonstration's plan with a prize by vote, and `voters` people of other units."""
    plan = with_vote(resolve(shipped_plan(DEMONSTRATION), local_day(clock())), **rule)
    popular = PopularDay(make_day(app, now=clock(), marks=marks, plan=plan), clock, [])
    popular.voters = popular.more_voters(voters)
    return popular
