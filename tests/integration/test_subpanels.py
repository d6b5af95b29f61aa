"""A panel divided by category: seats by part, draws, replacement, moving, gaps and the result, on both databases."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from judging import verify
from judging.actions.assignments import AssignmentImpossibleError, assign_round
from judging.actions.gaps import act_on_gaps
from judging.actions.panel_places import PanelFullError, SubpanelMissingError
from judging.actions.replacements import SUCCESSOR, plan_replacement, replace_judge
from judging.actions.results import NoCommonRoundError, close_round, compute_agreed
from judging.actions.rounds import RoundNotReadyError, open_round, seat_judge
from judging.actions.seat_moves import SeatHoldsWorkError, move_seat
from judging.errors import MissingReasonError
from judging.ids import AssignmentID, SeatID
from judging.models.gaps import GapDecider
from judging.models.rounds import Assignment, Code, Seat
from judging.plans.loader import load
from judging.plans.shipped import DEMONSTRATION, shipped_text
from judging.rules.assignment import Bar
from judging.spec.programme import Programme
from judging.spec.quotas import Bounds
from judging.spec.rounds import Subpanel
from judging.spec.walking import resolve
from portal.db import writing
from tests.factories.judging import make_contest, make_valid_entry, mark_sheet, seal
from tests.factories.office import make_account
from tests.factories.two_rounds import VIETNAM
from tests.page_client import PageClient

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from flask import Flask
    from sqlalchemy.orm import Session

    from judging.models.people import Account
    from tests.conftest import TestClock
    from tests.factories.judging import World

PARTS = (
    Subpanel("van", "Tiểu ban Bài viết", Bounds(2, 4), categories=("essay",)),
    Subpanel("phim", "Tiểu ban Phim", Bounds(2, 4), categories=("video",)),
)


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        yield session


def divided_plan(now: datetime, *, apart: bool = True) -> Programme:
    """Essays and films marked by parts of one panel; `apart` gives each category a ladder of its own."""
    plan = load(shipped_text(DEMONSTRATION))
    assert isinstance(plan, Programme)
    plan = resolve(plan, now.astimezone(VIETNAM).date())
    (only,) = plan.rounds
    ladder = replace(plan.ladders[0], stated_total_vnd=None)
    ladders = tuple(
        replace(
            ladder,
            key=kind,
            categories=(kind,),
            tiers=tuple(replace(tier, key=f"{kind}_{tier.key}") for tier in ladder.tiers),
        )
        for kind in ("essay", "video")
    )
    round_ = replace(only, panel=replace(only.panel, subpanels=PARTS))
    return replace(plan, rounds=(round_,), ladders=ladders if apart else plan.ladders)


def make_divided(session: Session, now: datetime, *, parts: str = "van van phim phim", apart: bool = True) -> World:
    """Three essays and two films, sealed; a judge for each word of `parts`, the first of them the head."""
    world = make_contest(session, now=now, entries=3, judges=0, plan=divided_plan(now, apart=apart))
    for _ in range(2):
        world.entries.append(make_valid_entry(session, world.programme, now=now, category="video"))
    for number, key in enumerate(parts.split()):
        sit(world, key, is_head=number == 0)
    return seal(world)


def sit(world: World, key: str | None, *, is_head: bool = False) -> Account:
    account = make_account(world.session, f"Giám khảo Thử {len(world.judges)}", now=world.now)
    by = world.by(world.secretary)
    seat_judge(world.session, world.at_hand, account=account, is_head=is_head, panel_key=key, by=by, now=world.now)
    world.judges.append(account)
    return account


def assign(world: World, *, opened: bool = True) -> None:
    by = world.by(world.secretary)
    assign_round(world.session, world.at_hand, run=1, by=by, now=world.now)
    if opened:
        open_round(world.session, world.at_hand, by=by, now=world.now)


def kinds_by_seat(world: World) -> dict[int, set[str]]:
    """Which categories every seat has living sheets of."""
    rows = world.session.execute(
        select(Seat.number, Code.category_key)
        .join(Assignment, Assignment.seat_id == Seat.id)
        .join(Code, Code.id == Assignment.code_id)
        .where(Seat.round_id == world.round_id, Assignment.state.in_(("assigned", "done")))
    )
    found: dict[int, set[str]] = {}
    for number, category in rows:
        found.setdefault(number, set()).add(category)
    return found


def seat_of(world: World, number: int) -> Seat:
    return world.session.scalars(select(Seat).where(Seat.round_id == world.round_id, Seat.number == number)).one()


def mark_all(world: World, totals: dict[str, int]) -> None:
    """Lock every open sheet with the total of its category."""
    rows = world.session.execute(
        select(Assignment.id, Seat, Code.category_key)
        .join(Seat, Seat.id == Assignment.seat_id)
        .join(Code, Code.id == Assignment.code_id)
        .where(Code.round_id == world.round_id, Assignment.state == "assigned")
        .order_by(Code.word, Seat.number)
    ).all()
    for at, (assignment, seat, category) in enumerate(rows):
        mark_sheet(world, AssignmentID(assignment), seat, Decimal(totals[category]) - at // 2)


@pytest.mark.requirement("S001-R14", "S001-R15")
def test_each_part_of_the_panel_marks_its_category_and_the_result_proves_it(session: Session, clock: TestClock) -> None:
    world = make_divided(session, clock())
    assign(world)
    assert kinds_by_seat(world) == {1: {"essay"}, 2: {"essay"}, 3: {"video"}, 4: {"video"}}
    mark_all(world, {"essay": 80, "video": 70})
    by = world.by(world.secretary)
    close_round(session, world.at_hand, by=by, now=world.now)
    text = compute_agreed(session, world.at_hand).text
    assert json.loads(text)["rules"]["subpanels"] == [
        {"categories": ["video"], "key": "phim", "seats": [3, 4], "topics": None},
        {"categories": ["essay"], "key": "van", "seats": [1, 2], "topics": None},
    ]
    assert verify.verify_text(text) == []
    # A sheet that crept under a seat of the other part is told by both programs.
    seat_of(world, 3).panel_key = "van"
    session.flush()
    with pytest.raises(Exception, match="standings_refused"):
        compute_agreed(session, world.at_hand)
    session.rollback()


def test_one_ladder_over_both_parts_is_never_computed(session: Session, clock: TestClock) -> None:
    world = make_divided(session, clock(), apart=False)
    assign(world)
    mark_all(world, {"essay": 80, "video": 70})
    close_round(session, world.at_hand, by=world.by(world.secretary), now=world.now)
    with pytest.raises(NoCommonRoundError) as refused:
        compute_agreed(session, world.at_hand)
    assert refused.value.facts["categories"] == "video"


def test_what_a_part_lacks_is_named(session: Session, clock: TestClock) -> None:
    world = make_divided(session, clock(), parts="van van phim")
    with pytest.raises(AssignmentImpossibleError) as refused:
        assign(world)
    films = {world.code_of(entry).word for entry in world.entries if entry.category_key == "video"}
    assert {one.code for one in refused.value.why.too_few} == films
    assert all(len(one.eligible) == 1 for one in refused.value.why.too_few)
    assert all({bar for _, bar in one.bars} == {Bar.OTHER_PANEL} for one in refused.value.why.too_few)


def test_a_seat_needs_a_part_with_room_and_only_the_head_sits_over_all(session: Session, clock: TestClock) -> None:
    world = make_divided(session, clock(), parts="panel van van phim phim phim phim")
    assert seat_of(world, 1).is_head
    with pytest.raises(PanelFullError):
        sit(world, "phim")
    for key in (None, "absent", "panel"):
        with pytest.raises((SubpanelMissingError, PanelFullError)):
            sit(world, key)
    assign(world)
    found = kinds_by_seat(world)
    assert found[2] == found[3] == {"essay"}
    assert all(found.get(number, {"video"}) == {"video"} for number in (4, 5, 6, 7))


def test_a_successor_sits_where_the_judge_sat(session: Session, clock: TestClock) -> None:
    world = make_divided(session, clock(), parts="van van phim phim")
    assign(world)
    ill, by = seat_of(world, 3), world.by(world.secretary)
    alone = plan_replacement(session, world.at_hand, seat_id=SeatID(ill.id), successor=None)
    assert alone.impossible is not None  # the essays' seats may not help
    new = make_account(session, "Người kế nhiệm Thử", now=world.now)
    found = plan_replacement(session, world.at_hand, seat_id=SeatID(ill.id), successor=new)
    assert found.to_seats == {SUCCESSOR: 2}
    replace_judge(
        session, world.at_hand, seat_id=SeatID(ill.id), successor=new, reason="ốm", run=2, by=by, now=world.now
    )
    assert seat_of(world, 5).panel_key == "phim"
    assert kinds_by_seat(world)[5] == {"video"}


def test_a_third_marker_comes_from_the_same_part(session: Session, clock: TestClock) -> None:
    world = make_divided(session, clock(), parts="van van phim phim phim")
    assign(world)
    film = next(entry for entry in world.entries if entry.category_key == "video")
    rows = session.execute(
        select(Assignment.id, Seat)
        .join(Seat, Seat.id == Assignment.seat_id)
        .where(Assignment.code_id == world.code_of(film).id)
        .order_by(Seat.number)
    ).all()
    for (assignment, seat), total in zip(rows, (90, 40), strict=True):
        mark_sheet(world, AssignmentID(assignment), seat, total)
    assert act_on_gaps(session, world.at_hand, now=world.now) == 1
    third = session.scalars(
        select(Seat)
        .join(Assignment, Assignment.seat_id == Seat.id)
        .join(GapDecider, GapDecider.assignment_id == Assignment.id)
    ).one()
    assert third.panel_key == "phim"
    assert third.number not in {seat.number for _, seat in rows}


def test_a_seat_moves_only_with_what_its_new_part_may_mark(session: Session, clock: TestClock) -> None:
    world = make_divided(session, clock(), parts="van van van phim phim")
    by = world.by(world.secretary)
    with pytest.raises(MissingReasonError):
        move_seat(
            session, world.at_hand, seat_id=SeatID(seat_of(world, 3).id), panel_key="phim", reason=" ", by=by,
            now=world.now,
        )  # fmt: skip
    move_seat(
        session, world.at_hand, seat_id=SeatID(seat_of(world, 3).id), panel_key="phim", reason="phim đông", by=by,
        now=world.now,
    )  # fmt: skip
    assign(world, opened=False)
    assert kinds_by_seat(world)[3] == {"video"}
    with session.begin_nested() as inner:
        with pytest.raises(SeatHoldsWorkError) as refused:
            move_seat(
                session, world.at_hand, seat_id=SeatID(seat_of(world, 3).id), panel_key="van", reason="lại", by=by,
                now=world.now,
            )  # fmt: skip
        inner.rollback()
    assert refused.value.facts["count"] >= 1
    # A plan that was amended after the draw leaves sheets where they may not be: the round does not open.
    seat_of(world, 3).panel_key = "gone"
    session.flush()
    with pytest.raises(RoundNotReadyError) as unready:
        open_round(session, world.at_hand, by=by, now=world.now)
    assert unready.value.code == "sheets_astray"


def test_the_panel_page_seats_by_part_and_moves(app: Flask, clock: TestClock) -> None:
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        world = make_divided(session, clock(), parts="van van phim")
        spare = make_account(session, "Giám khảo Dự bị Thử", now=world.now)
        login, round_id, seat = spare.person.staff_code, world.round_id, seat_of(world, 2).id
        secretary = world.secretary
    office = PageClient(app).sign_in_as(secretary)
    address = f"/niem-phong/{round_id}/ban-giam-khao"
    page = office.get(address)
    parts = page.all_words("table tbody tr")[:2]
    assert parts[0].startswith("Tiểu ban Bài viết")
    assert "1, 2" in parts[0]
    assert "chưa đủ" in parts[1]
    assert page.all_words("#seat-part option") == ["Tiểu ban Bài viết", "Tiểu ban Phim", "cả ban (chỉ trưởng ban)"]
    refused = office.post(address, {"seat-name": login, "seat-part": "panel"}, status=422)
    assert "Chỉ trưởng ban mới ngồi chung cả ban" in refused.body
    seated = office.follow(office.post(address, {"seat-name": login, "seat-part": "phim"}))
    assert "Giám khảo Dự bị Thử" in seated.body
    moved = office.get(f"{address}/{seat}/chuyen")
    assert "Tiểu ban Bài viết" in moved.body
    assert moved.all_words("#part option") == ["Tiểu ban Phim"]
    done = office.follow(
        office.post(f"{address}/{seat}/chuyen", {"part": "phim", "reason": "Tiểu ban Phim thiếu người"})
    )
    assert "2, 3, 4" in done.all_words("table tbody tr")[1]
