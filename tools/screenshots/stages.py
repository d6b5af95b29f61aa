"""Moves the demonstration on, from handing in to publishing, through the same actions as the pages."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.actions.approvals import approve, bundle_of, sha256_of_bundle
from judging.actions.assignments import assign_round
from judging.actions.forwards import forward_entry
from judging.actions.openings import ask_opening, confirm_opening
from judging.actions.plans import clone_plan
from judging.actions.publications import publish
from judging.actions.redactions import confirm_unread
from judging.actions.results import close_round, keep_result
from judging.actions.rounds import open_round, seat_judge
from judging.actions.seals import seal_entries
from judging.actions.validations import decide_entry
from judging.desk.reviews import TypedSheet, lock_review, save_review
from judging.desk.work import get_sheet
from judging.enums import EntryState, Role, ValidationOutcome
from judging.ids import AssignmentID, EntryID, EntryVersionID, PartID, SeatID
from judging.models.entries import Entry, EntryVersion
from judging.models.people import Account, Person, RoleGrant
from judging.models.rounds import Assignment, Code, Round, Seat
from judging.models.seals import CodeLink
from judging.plans.shipped import shipped_plan
from judging.queries.entries import find_last_version
from judging.queries.redactions import list_to_confirm, list_unread
from judging.queries.standings import RoundAtHand, round_at_hand
from judging.queries.validations import get_received_entry
from judging.rules.scoring import maximum_steps
from judging.rules.validating import Decision, FormReason
from judging.spec.walking import resolve
from portal.bridge.identity import names_author
from portal.clock import clock
from portal.db import transaction
from portal.jobs.worker import work_until_idle
from portal.receipts import make_stamp
from portal.sessions import viewer_of
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from judging.rules.viewers import Viewer
    from judging.spec.rubrics import Rubric

SENDERS = {"duthi3": "daumoi-tr", "duthi4": "daumoi-tr", "duthi5": "daumoi-hh", "duthi6": "daumoi-tckh"}
ACCEPTED = ("duthi3", "duthi4", "duthi5")
TOTALS = {"duthi3": (88, 91, 86), "duthi4": (93, 95, 92), "duthi5": (76, 80, 79)}
"""By author, the totals of the three judges on the scale of 100."""
PANEL = ("truongban", "giamkhao2", "giamkhao3")
DRAFTED = "thi-tim-hieu"


@dataclass(frozen=True, slots=True)
class Stages:
    """The steps between two groups of pictures, in their order."""

    app: Flask

    def draft_plan(self) -> None:
        """The clerk begins a plan of her own from the sample."""
        with self.app.app_context(), transaction() as session:
            plan = resolve(shipped_plan("dakrong-demo"), local_day(clock()))
            title = "Cuộc thi tìm hiểu pháp luật trên địa bàn huyện Đakrông"
            board = _by(session, "bantochuc")
            clone_plan(
                session,
                plan,
                source="sample:dakrong-demo",
                slug=DRAFTED,
                title=title,
                by=board,
                now=clock(),
                is_demonstration=True,
            )

    def forward(self) -> None:
        """Every unit sends on what it has."""
        for author, sender in SENDERS.items():
            with self.app.app_context(), transaction() as session:
                entry, version = _entry(session, author)
                if session.get_one(Entry, entry).state == EntryState.FORWARDED.value:
                    continue
                forward_entry(
                    session, entry_id=entry, version_id=version, position=1, note="", stamp=make_stamp(),
                    by=_by(session, sender), arrived_at=clock(),
                )  # fmt: skip
        self.work()

    def validate(self) -> None:
        """What keeps its form is accepted, what does not is proposed for rejection."""
        for author in SENDERS:
            is_fine = author in ACCEPTED
            decision = Decision(
                ValidationOutcome.ACCEPT if is_fine else ValidationOutcome.REJECT,
                reasons=() if is_fine else (FormReason.TOO_LONG,),
                words="" if is_fine else "Bài viết vượt quá 2.000 chữ theo cả hai cách đếm.",
            )
            with self.app.app_context(), transaction() as session:
                entry, version = _entry(session, author)
                decide_entry(
                    session,
                    entry_id=entry,
                    version_id=version,
                    decision=decision,
                    by=_by(session, "kiemtra1"),
                    now=clock(),
                )
        self.work()

    def look_where_no_machine_could(self) -> None:
        """A validator watches the video and confirms that nobody is named in it."""
        with self.app.app_context(), transaction() as session:
            by = _by(session, "kiemtra1")
            for held_up in list_to_confirm(session, visible_to=by):
                entry = get_received_entry(session, held_up.entry_id, visible_to=by)
                for one in list_unread(session, [entry]):
                    confirm_unread(
                        session,
                        entry_id=one.entry_id,
                        part_id=PartID(one.part.id),
                        reason=one.reason,
                        by=by,
                        now=clock(),
                    )

    def seal(self) -> None:
        """Codes, renditions and a seated panel."""
        self.look_where_no_machine_could()
        with self.app.app_context(), transaction() as session:
            seal_entries(
                session, _round(session), batch=1, draw=secrets.randbelow, names_author=names_author,
                by=_by(session, "thuky"), now=clock(),
            )  # fmt: skip
        self.work()
        with self.app.app_context(), transaction() as session:
            for code in PANEL:
                for grant in session.scalars(
                    select(RoleGrant).where(
                        RoleGrant.account_id == _account(session, code).id,
                        RoleGrant.role.in_([Role.JUDGE.value, Role.HEAD.value]),
                    )
                ):
                    grant.ended_at = clock()  # the seat brings the duty with it
            session.flush()
            for number, code in enumerate(PANEL):
                seat_judge(
                    session, _round(session), account=_account(session, code), is_head=number == 0,
                    by=_by(session, "thuky"), now=clock(),
                )  # fmt: skip

    def open_judging(self) -> None:
        """Assign and open."""
        with self.app.app_context(), transaction() as session:
            assign_round(session, _round(session), run=1, by=_by(session, "thuky"), now=clock())
        with self.app.app_context(), transaction() as session:
            open_round(session, _round(session), by=_by(session, "thuky"), now=clock())
        self.work()

    def mark(self, *, locked: bool, seats: tuple[int, ...] = (1, 2, 3)) -> None:
        """The judges fill their sheets, and submit them if asked."""
        with self.app.app_context(), transaction() as session:
            rows = session.execute(
                select(Assignment.id, Seat.id, Seat.number, Person.staff_code)
                .join(Seat, Seat.id == Assignment.seat_id)
                .join(Code, Code.id == Assignment.code_id)
                .join(CodeLink, CodeLink.code_id == Code.id)
                .join(Entry, Entry.id == CodeLink.entry_id)
                .join(Person, Person.id == Entry.author_id)
                .where(Seat.number.in_(seats))
            ).all()
            rubric = _rubric(session)
            for assignment, seat, number, author in rows:
                typed = spread(rubric, Decimal(TOTALS[author][number - 1]))
                own, held = AssignmentID(assignment), frozenset({SeatID(seat)})
                version = get_sheet(session, own, seats=held).version
                saved = save_review(
                    session,
                    TypedSheet(
                        marks=typed,
                        comments={},
                        comment="Bài có số liệu cụ thể, cách làm nhân rộng được.",
                        version=version,
                        save_key=secrets.token_hex(8),
                    ),
                    assignment_id=own,
                    seats=held,
                    now=clock(),
                )
                if locked:
                    lock_review(session, assignment_id=own, seats=held, version=saved.version, now=clock())
        self.work()

    def close(self) -> None:
        """Close the round; the result is computed and kept."""
        with self.app.app_context(), transaction() as session:
            close_round(session, _round(session), by=_by(session, "thuky"), now=clock(), override_reason="")
        with self.app.app_context(), transaction() as session:
            keep_result(session, _round(session), by=_by(session, "thuky"), now=clock())
        self.work()

    def open_codes(self) -> None:
        """Both holders open the mapping."""
        with self.app.app_context(), transaction() as session:
            ask_opening(session, _round(session), by=_by(session, "bantochuc"), now=clock())
        with self.app.app_context(), transaction() as session:
            confirm_opening(session, _round(session), by=_by(session, "bantochuc2"), now=clock())
        self.work()

    def approve(self) -> None:
        """The board approves the bundle by its hash."""
        with self.app.app_context(), transaction() as session:
            found = _round(session)
            bundle = sha256_of_bundle(bundle_of(session, found))
            approve(session, found, bundle_sha256=bundle, by=_by(session, "bantochuc"), now=clock())
        self.work()

    def publish(self) -> None:
        """The public results."""
        with self.app.app_context(), transaction() as session:
            found = _round(session)
            bundle = sha256_of_bundle(bundle_of(session, found))
            publish(session, found, bundle_sha256=bundle, by=_by(session, "congbo"), now=clock(), in_production=False)
        self.work()

    def work(self) -> None:
        """Do what the worker would do."""
        work_until_idle(self.app)


def spread(rubric: Rubric, total: Decimal) -> dict[str, str]:
    """Marks by criterion that add up to `total`, each about the same share of its maximum."""
    steps = {one.key: maximum_steps(rubric, one) for one in rubric.criteria}
    wanted = int(total / rubric.step)
    given = {key: wanted * most // sum(steps.values()) for key, most in steps.items()}
    for key, most in steps.items():
        more = min(most - given[key], wanted - sum(given.values()))
        given[key] += more
    return {key: str(rubric.step * count) for key, count in given.items()}


def _account(session: Session, code: str) -> Account:
    return session.scalars(
        select(Account).join(Person, Person.id == Account.person_id).where(Person.staff_code == code)
    ).one()


def _by(session: Session, code: str) -> Viewer:
    return viewer_of(session, _account(session, code), now=clock())


def _entry(session: Session, author: str) -> tuple[EntryID, EntryVersionID]:
    entry = session.scalars(
        select(Entry.id).join(Person, Person.id == Entry.author_id).where(Person.staff_code == author)
    ).one()
    version: EntryVersion | None = find_last_version(session, EntryID(entry))
    if version is None:
        raise SystemExit(f"{author} has handed nothing in")
    return EntryID(entry), EntryVersionID(version.id)


def _round(session: Session) -> RoundAtHand:
    return round_at_hand(session, session.scalars(select(Round.id)).one())


def _rubric(session: Session) -> Rubric:
    return _round(session).rules.rubric
