"""A campaign with a council that sits: members, their secretary, the office, an administrator; made-up people."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from judging.actions.agendas import add_section
from judging.actions.ballots import cast_votes, close_ballots, open_ballots
from judging.actions.councils import add_member, found_council
from judging.actions.meetings import begin, convene, mark_roll, plan_meeting
from judging.enums import Role
from judging.ids import AccountID, AgendaSectionID, BallotID, CouncilMemberID, MeetingID, ProgrammeID
from judging.queries.ballots import get_section
from judging.queries.councils import OFFICE, get_council
from judging.queries.meetings import get_meeting
from judging.rules.ballots import BallotMode, Base, Choice, VoteRule
from judging.rules.meetings import CouncilDuty
from judging.spec.words import ProgrammeKind
from portal.db import transaction
from portal.sessions import viewer_of
from tests.factories.office import make_account
from tests.factories.programmes import demonstration_plan, make_programme
from tests.page_client import PageClient
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from flask import Flask
    from sqlalchemy.orm import Session

    from judging.models.people import Account
    from judging.queries.ballots import SectionLine
    from judging.queries.meetings import MeetingAtHand
    from judging.rules.viewers import Viewer

MAJORITY = VoteRule(Base.PRESENT, Fraction(1, 2), is_exclusive=True)
EVERYBODY = (*OFFICE, Role.COUNCIL)


@dataclass
class Assembly:
    """A council and one meeting of it. `people` are the members in order, the chair first."""

    app: Flask
    clock: Callable[[], datetime]
    programme_id: ProgrammeID
    council_id: Any
    secretary: Account
    board: Account
    admin: Account
    people: list[Account]
    places: list[CouncilMemberID]
    meeting_id: MeetingID | None = None
    draw: Callable[[int], int] = field(default=secrets.randbelow)

    def viewer(self, session: Session, account: Account) -> Viewer:
        return viewer_of(session, session.merge(account, load=True), now=self.clock())

    def at_hand(self, session: Session, by: Account, *, lock: bool = False) -> MeetingAtHand:
        assert self.meeting_id is not None
        return get_meeting(session, self.meeting_id, visible_to=self.viewer(session, by), roles=EVERYBODY, lock=lock)

    def act(self, by: Account, act: Callable[..., Any], *args: Any, **values: Any) -> Any:
        """An action on the meeting, in a transaction of its own."""
        with transaction() as session:
            at_hand = self.at_hand(session, by, lock=True)
            return act(session, at_hand, *args, by=self.viewer(session, by), now=self.clock(), **values)

    def plan(self) -> MeetingID:
        with transaction() as session:
            by = self.viewer(session, self.secretary)
            council = get_council(session, self.council_id, visible_to=by)
            row = plan_meeting(
                session, council, programme_id=self.programme_id, title="Phiên họp xét khen thưởng",
                place="Phòng họp số 1", starts_at=self.clock(), by=by, now=self.clock(),
            )  # fmt: skip
            self.meeting_id = MeetingID(row.id)
        return self.meeting_id

    def sit(self, *, absent: Sequence[int] = ()) -> None:
        """Convene, mark who is there, begin."""
        self.plan()
        self.act(self.secretary, convene)
        self.mark({at: at not in absent for at in range(len(self.places))})
        self.act(self.secretary, begin)

    def mark(self, there: Mapping[int, bool]) -> None:
        """Who is there, by the number of the member."""
        said = {self.places[at]: (is_present, "" if is_present else "Đi công tác") for at, is_present in there.items()}
        self.act(self.secretary, mark_roll, said)

    def propose(self, *subjects: str, mode: BallotMode = BallotMode.SECRET, rule: VoteRule = MAJORITY,
                places: int | None = None) -> AgendaSectionID:  # fmt: skip
        row = self.act(
            self.secretary, add_section, award_form="Giấy khen của Chủ tịch Ủy ban nhân dân xã", award_form_key="",
            subject_kind="collective", places=places, mode=mode, rule=rule, subjects=list(subjects),
        )  # fmt: skip
        return AgendaSectionID(row.id)

    def open(self, section_id: AgendaSectionID, by: Account | None = None) -> None:
        self.act(by or self.secretary, open_ballots, section_id, draw=self.draw)

    def vote(self, account: Account, choices: Mapping[BallotID, Choice]) -> None:
        with transaction() as session:
            cast_votes(
                session, self.at_hand(session, account), choices, draw=self.draw, by=self.viewer(session, account)
            )

    def close(self, section_id: AgendaSectionID, by: Account | None = None) -> None:
        self.act(by or self.secretary, close_ballots, section_id, draw=self.draw)

    def section(self, session: Session, section_id: AgendaSectionID) -> SectionLine:
        return get_section(session, self.at_hand(session, self.secretary), section_id)

    def ballots(self, section_id: AgendaSectionID) -> list[BallotID]:
        """The open ballots, in the order of the items."""
        with transaction() as session:
            return [one.id for one in self.section(session, section_id).open_ballots]

    def decide(self, section_id: AgendaSectionID, *votes: str) -> None:
        """Open, vote, close: one word for each member that votes, a letter for each item (f, a, b)."""
        words = {"f": Choice.FOR, "a": Choice.AGAINST, "b": Choice.BLANK}
        self.open(section_id)
        ballots = self.ballots(section_id)
        for account, word in zip(self.people, votes, strict=False):
            if word:
                self.vote(account, {one: words[letter] for one, letter in zip(ballots, word, strict=True)})
        self.close(section_id)

    def client(self, account: Account) -> PageClient:
        return PageClient(self.app).sign_in_as(account)


def make_assembly(
    app: Flask,
    clock: Callable[[], datetime],
    *,
    members: int = 5,
    quorum: Fraction = Fraction(2, 3),
    allows_substitutes: bool = False,
    slug: str = "",
) -> Assembly:
    """A campaign with a council of so many voting members, nothing planned yet."""
    now = clock()
    with app.app_context(), transaction() as session:
        plan = replace(
            demonstration_plan(local_day(now).isoformat()), kind=ProgrammeKind.CAMPAIGN, categories=(), rounds=(),
            ladders=(), rubrics=(), channels=(), title="Phong trào thi đua thử nghiệm",
        )  # fmt: skip
        programme = make_programme(session, now=now, plan=plan, slug=slug)
        here = {"now": now, "programme": programme}
        secretary = make_account(session, "Thư Ký Hội Đồng", roles=(Role.COUNCIL_SECRETARY,), **here)
        board = make_account(session, "Người Của Ban Tổ Chức", roles=(Role.BOARD,), **here)
        admin = make_account(session, "Người Quản Trị", now=now, roles=(Role.ADMIN,))
        people = [make_account(session, f"Ủy Viên {word}", roles=(Role.COUNCIL,), **here) for word in NAMES[:members]]
        assembly = Assembly(app, clock, ProgrammeID(programme.id), None, secretary, board, admin, people, [])
        by = assembly.viewer(session, board)
        council = found_council(
            session, programme_id=assembly.programme_id, name="Hội đồng Thi đua - Khen thưởng thử nghiệm",
            founded_by="Quyết định số 01/QĐ-UBND", quorum=quorum, allows_substitutes=allows_substitutes,
            by=by, now=now,
        )  # fmt: skip
        assembly.council_id = council.id
        for at, account in enumerate(people):
            duty = CouncilDuty.CHAIR if at == 0 else CouncilDuty.VICE if at == 1 else CouncilDuty.MEMBER
            assembly.places.append(_place(session, council, account, duty, by, now))
    return assembly


def _place(session: Session, council: Any, account: Account, duty: CouncilDuty, by: Viewer, now: datetime) -> Any:
    row = add_member(
        session, council, account_id=AccountID(account.id), duty=duty, votes=True, stands_in_for=None,
        valid_from=local_day(now), valid_to=None, by=by, now=now,
    )  # fmt: skip
    return CouncilMemberID(row.id)


NAMES = ("An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Khoa", "Lan", "Minh", "Nga", "Oanh", "Phúc")
