"""A judge who falls ill is replaced in one act; conflicts come from the unit tree; overlaps are reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from judging.actions.assignments import AssignmentImpossibleError, assign_round
from judging.actions.replacements import SUCCESSOR, plan_replacement, replace_judge
from judging.actions.rounds import seat_judge, vacate_seat
from judging.desk.notes import add_note, list_notes
from judging.desk.work import get_sheet
from judging.enums import AssignmentState
from judging.ids import AssignmentID, SeatID
from judging.models.rounds import Assignment, Code, Seat
from judging.models.seals import SeatHolder
from judging.queries.assignments import list_offers, list_overlaps
from judging.rules.assignment import Bar, Work, bar_between
from judging.spec.quotas import Bounds
from judging.spec.rounds import Panel
from judging.spec.words import RelatedUnits
from portal.db import writing
from tests.factories.judging import make_contest, make_sealed_round, mark_sheet, seal
from tests.factories.office import make_account, make_unit
from tests.factories.two_rounds import VIETNAM, two_rounds_plan
from tests.page_client import PageClient

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from sqlalchemy.orm import Session

    from tests.conftest import TestClock
    from tests.factories.judging import World


_WHOLE = Panel("panel", "Ban Giám khảo", Bounds(1, None))


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        yield session


def seat_of(world: World, number: int) -> Seat:
    return world.session.scalars(select(Seat).where(Seat.round_id == world.round_id, Seat.number == number)).one()


def sheets_of(world: World, seat: Seat) -> dict[str, str]:
    """State by code of a seat's assignments."""
    rows = world.session.execute(
        select(Code.word, Assignment.state)
        .join(Code, Code.id == Assignment.code_id)
        .where(Assignment.seat_id == seat.id)
    )
    return {word: state for word, state in rows}  # noqa: C416


def mark_one(world: World, seat: Seat) -> str:
    """Lock the seat's first sheet; its code."""
    assignment, code = world.session.execute(
        select(Assignment, Code)
        .join(Code, Code.id == Assignment.code_id)
        .where(Assignment.seat_id == seat.id, Assignment.state == AssignmentState.ASSIGNED.value)
        .order_by(Assignment.position)
        .limit(1)
    ).one()
    mark_sheet(world, AssignmentID(assignment.id), seat, 70)
    return str(code.word)


@pytest.mark.requirement("S001-R15")
def test_B18_a_successor_takes_the_unfinished_sheets_and_the_finished_count_on(
    session: Session, clock: TestClock
) -> None:
    world = make_sealed_round(session, now=clock(), entries=6, judges=3)
    old = seat_of(world, 2)
    finished = mark_one(world, old)
    before = set(sheets_of(world, old))
    successor = make_account(session, "Giám khảo thay thế", now=clock())
    planned = plan_replacement(session, world.at_hand, seat_id=SeatID(old.id), successor=successor)
    assert planned.to_seats == {SUCCESSOR: len(before) - 1}
    found = replace_judge(
        session, world.at_hand, seat_id=SeatID(old.id), successor=successor, reason="Ốm", run=2,
        by=world.by(world.secretary), now=clock(),
    )  # fmt: skip
    assert found == planned
    new = seat_of(world, 4)
    assert set(sheets_of(world, new)) == before - {finished}
    assert {code for code, state in sheets_of(world, old).items() if state == "done"} == {finished}


@pytest.mark.requirement("S001-R15")
def test_B18_where_the_plan_says_so_the_finished_sheets_are_marked_anew(session: Session, clock: TestClock) -> None:
    from judging.spec.walking import resolve

    plan = resolve(two_rounds_plan(more='finished_sheets = "remark"'), clock().astimezone(VIETNAM).date())
    world = make_sealed_round(session, now=clock(), entries=6, judges=3, plan=plan)
    old = seat_of(world, 2)
    mark_one(world, old)
    before = set(sheets_of(world, old))
    successor = make_account(session, "Giám khảo thay thế", now=clock())
    replace_judge(
        session, world.at_hand, seat_id=SeatID(old.id), successor=successor, reason="Ốm", run=2,
        by=world.by(world.secretary), now=clock(),
    )  # fmt: skip
    assert set(sheets_of(world, seat_of(world, 4))) == before
    assert set(sheets_of(world, old).values()) == {"replaced"}


def test_work_is_spread_over_the_panel_where_nobody_follows(session: Session, clock: TestClock) -> None:
    world = make_sealed_round(session, now=clock(), entries=6, judges=4)
    old = seat_of(world, 3)
    lost = set(sheets_of(world, old))
    replace_judge(
        session, world.at_hand, seat_id=SeatID(old.id), successor=None, reason="Ốm", run=2,
        by=world.by(world.secretary), now=clock(),
    )  # fmt: skip
    rest = [sheets_of(world, seat_of(world, number)) for number in (1, 2, 4)]
    assert all(sum(code in own for own in rest) == 2 for code in lost)
    assert [len(own) for own in rest] == [4, 4, 4]


def test_what_nobody_can_take_is_named_and_nothing_changes(session: Session, clock: TestClock) -> None:
    world = make_sealed_round(session, now=clock(), entries=4, judges=2)
    old = seat_of(world, 2)
    with pytest.raises(AssignmentImpossibleError) as refused:
        replace_judge(
            session, world.at_hand, seat_id=SeatID(old.id), successor=None, reason="Ốm", run=2,
            by=world.by(world.secretary), now=clock(),
        )  # fmt: skip
    assert {one.code for one in refused.value.why.too_few} == set(sheets_of(world, old))
    assert old.is_active


@pytest.mark.requirement("S001-R15")
def test_A22_a_successor_is_given_nothing_of_his_own_unit(session: Session, clock: TestClock) -> None:
    world = make_sealed_round(session, now=clock(), entries=5, judges=4)
    old = seat_of(world, 2)
    entry = next(one for one in world.entries if world.code_of(one).word in sheets_of(world, old))
    successor = make_account(session, "Giám khảo cùng đơn vị", now=clock(), unit=entry.unit)
    found = replace_judge(
        session, world.at_hand, seat_id=SeatID(old.id), successor=successor, reason="Ốm", run=2,
        by=world.by(world.secretary), now=clock(),
    )  # fmt: skip
    word = world.code_of(entry).word
    assert found.barred == (word,)
    assert word not in sheets_of(world, seat_of(world, 5))


def test_a_successor_never_reads_the_notes_of_the_judge_before_him(session: Session, clock: TestClock) -> None:
    world = make_sealed_round(session, now=clock(), entries=4, judges=3)
    old = seat_of(world, 2)
    mine = session.scalars(select(Assignment).where(Assignment.seat_id == old.id).limit(1)).one()
    add_note(
        session, assignment_id=AssignmentID(mine.id), seats=frozenset({SeatID(old.id)}), words="chỉ mình tôi đọc",
        place=None, save_key="n1", now=clock(),
    )  # fmt: skip
    successor = make_account(session, "Giám khảo thay thế", now=clock())
    replace_judge(
        session, world.at_hand, seat_id=SeatID(old.id), successor=successor, reason="Ốm", run=2,
        by=world.by(world.secretary), now=clock(),
    )  # fmt: skip
    seats = world.by(successor).seats
    assert SeatID(old.id) not in seats
    for assignment in world.assignments_of(successor):
        sheet = get_sheet(session, AssignmentID(assignment.id), seats=seats)
        notes = list_notes(session, sheet)
        assert (notes.notes, notes.removed) == ((), None)
    # Nobody can be put on the old seat, whatever a program asks for: a seat is one person for ever.
    session.add(SeatHolder(seat_id=SeatID(old.id), account_id=successor.id, from_at=clock()))
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_B18_a_judge_who_comes_back_never_marks_an_entry_twice(session: Session, clock: TestClock) -> None:
    world = make_sealed_round(session, now=clock(), entries=3, judges=3)
    old = seat_of(world, 2)
    by = world.by(world.secretary)
    finished = mark_one(world, old)
    vacate_seat(session, world.at_hand, seat_id=SeatID(old.id), reason="Ốm", by=by, now=clock())
    seat_judge(session, world.at_hand, account=world.judges[1], by=by, now=clock())
    extra = make_account(session, "Giám khảo thêm", now=clock())
    seat_judge(session, world.at_hand, account=extra, by=by, now=clock())
    assign_round(session, world.at_hand, run=2, reason="Có người thôi chấm", by=by, now=clock())
    assert finished not in sheets_of(world, seat_of(world, 4))
    assert not set(sheets_of(world, old)) & set(sheets_of(world, seat_of(world, 4)))


@pytest.mark.requirement("S001-R15")
@pytest.mark.parametrize(
    ("related", "barred"),
    [
        (RelatedUnits.NONE, set()),
        (RelatedUnits.DIRECT, {"parent", "child"}),
        (RelatedUnits.LINE, {"parent", "child", "root", "grandchild"}),
    ],
)
def test_A22_units_above_and_below_are_conflicts_as_the_plan_says(
    session: Session, clock: TestClock, related: RelatedUnits, barred: set[str]
) -> None:
    units = {"root": make_unit(session)}
    for name, above in (("parent", "root"), ("own", "parent"), ("child", "own"), ("grandchild", "child")):
        units[name] = make_unit(session, parent=units[above])
    units["sibling"] = make_unit(session, parent=units["parent"])
    world = make_contest(session, now=clock(), entries=0, judges=0)
    judge = make_account(session, "Giám khảo ở giữa cây đơn vị", now=clock(), unit=units["own"])
    seat_judge(session, world.at_hand, account=judge, by=world.by(world.secretary), now=clock())
    (offer,) = list_offers(session, world.round_id, panel=_WHOLE, cap=None, related=related)
    bars = {name: bar_between(Work("B-2222", "essay", str(unit.id)), offer) for name, unit in units.items()}
    assert {name for name, bar in bars.items() if bar is Bar.RELATED_UNIT} == barred
    assert bars["own"] is Bar.OWN_UNIT
    assert bars["sibling"] is None


def test_overlaps_are_even_and_reported_on_the_page(app: Flask, clock: TestClock) -> None:
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        world = seal(make_contest(session, now=clock(), entries=12, judges=4))
        assign_round(session, world.at_hand, run=1, by=world.by(world.secretary), now=clock())
        overlaps = list_overlaps(session, world.round_id)
        round_id, secretary = world.round_id, world.secretary
        session.expunge(secretary)
    assert overlaps.bounds == (2, 2)
    page = PageClient(app).sign_in_as(secretary).get(f"/niem-phong/{round_id}/phan-cong")
    assert "Số bài hai giám khảo cùng chấm: từ 2 đến 2" in page.body


def test_the_page_previews_and_then_replaces(app: Flask, clock: TestClock) -> None:
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        world = make_sealed_round(session, now=clock(), entries=4, judges=3)
        old = seat_of(world, 2)
        successor = make_account(session, "Giám khảo Kế Nhiệm", now=clock())
        code = successor.person.staff_code
        count = len(sheets_of(world, old))
        round_id, seat_id, secretary = world.round_id, old.id, world.secretary
        session.flush()
        session.expunge(secretary)
    client = PageClient(app).sign_in_as(secretary)
    url = f"/niem-phong/{round_id}/thay-giam-khao"
    assert "Thay giám khảo" in client.get(url).body
    form = {"seat": str(seat_id), "reason": "Ốm", "how": "successor", "successor": code, "run": "2", "step": "preview"}
    assert "không" in client.post(url, {**form, "successor": "khong-co"}, status=422).words("#successor-error").lower()
    shown = client.post(url, form, status=200)
    assert shown.all_words("#moves ~ * tbody tr, section tbody tr") == [f"Giám khảo Kế Nhiệm (người thay thế) {count}"]
    done = client.follow(client.post(url, {**form, "step": "do"}))
    assert "Đã thay giám khảo" in done.body
    # The second hand is told that it was done.
    assert "không" in client.post(url, {**form, "step": "do"}, status=422).body
