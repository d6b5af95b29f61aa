"""Samples: all judges score the same first, then see how they spread; own work opens after, no result sees them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text

from judging.actions.assignments import assign_round
from judging.actions.calibrations import NoCalibrationError, add_sample, remove_sample
from judging.actions.rounds import RoundNotReadyError, RoundOverError, open_round
from judging.desk.calibrations import get_own_sample, get_spread, lock_sample, save_sample
from judging.desk.reviews import SheetIncompleteError, SheetLockedError
from judging.desk.submitting import list_handfuls
from judging.desk.work import find_next, get_sheet, list_piles, list_unlocked
from judging.errors import NotFoundError, StaleVersionError
from judging.models.calibrations import CalibrationSheet
from judging.queries.standings import round_at_hand
from judging.spec.words import Calibration
from portal.db import writing
from tests.factories.judging import World, make_contest, seal, spread_total
from tests.factories.programmes import demonstration_plan
from tests.page_client import PageClient
from tests.query_counter import counted_queries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from sqlalchemy.orm import Session

    from judging.ids import CalibrationID
    from judging.models.people import Account
    from tests.conftest import TestClock

TEXT = "Sáng thứ hai ở bộ phận một cửa.\n\nNgười dân đến sớm <b>hơn</b> giờ mở cửa."


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        yield session


def make(session: Session, clock: TestClock, *, wanted: bool = True) -> World:
    """A sealed and assigned round that is not open; its plan wants samples unless told otherwise."""
    plan = demonstration_plan(f"{clock():%Y-%m-%d}")
    if wanted:
        plan = replace(plan, rounds=tuple(replace(one, calibration=Calibration.SAMPLES) for one in plan.rounds))
    world = seal(make_contest(session, now=clock(), entries=3, judges=3, plan=plan))
    assign_round(session, world.at_hand, run=1, by=world.by(world.secretary), now=clock())
    return world


def lay(world: World, title: str = "Bài mẫu một", reference: dict[str, int] | None = None) -> CalibrationID:
    return add_sample(
        world.session, world.at_hand, title=title, text=TEXT, reference=reference or {}, by=world.by(world.secretary),
        now=world.now,
    )  # fmt: skip


def begin(world: World) -> None:
    open_round(world.session, world.at_hand, by=world.by(world.secretary), now=world.now)
    world.at_hand = round_at_hand(world.session, world.round_id)


def score(world: World, judge: Account, sample: CalibrationID, total: int) -> None:
    seats = world.by(judge).seats
    rubric = get_own_sample(world.session, sample, seats=seats).sheet.rubric
    version, wrong = save_sample(
        world.session, sample_id=sample, seats=seats, typed=spread_total(rubric, total), comment="", version=0,
        save_key="k",
    )  # fmt: skip
    assert not wrong
    lock_sample(world.session, sample_id=sample, seats=seats, version=version, now=world.now)


def test_own_work_opens_after_the_last_sample_of_that_seat(session: Session, clock: TestClock) -> None:
    world = make(session, clock)
    first, second = lay(world), lay(world, "Bài mẫu hai")
    begin(world)
    judge = world.judges[1]
    seats, mine = world.by(judge).seats, world.assignments_of(judge)
    for done in (first, second):
        (pile,) = list_piles(session, seats=seats)
        assert (pile.lines, pile.awaits_samples) == ((), True)
        assert list_unlocked(session, seats=seats) == []
        assert list_handfuls(session, seats=seats) == []
        assert find_next(session, mine[0].id, seats=seats) is None
        with pytest.raises(NotFoundError):
            get_sheet(session, mine[0].id, seats=seats)
        with pytest.raises(NotFoundError):
            get_spread(session, world.round_id, seats=seats)
        score(world, judge, done, 70)
    (pile,) = list_piles(session, seats=seats)
    assert (len(pile.lines), pile.awaits_samples, pile.has_samples) == (len(mine), False, True)
    assert get_sheet(session, mine[0].id, seats=seats).may_change
    assert len(list_unlocked(session, seats=seats)) == len(mine)
    other = world.judges[2]
    with pytest.raises(NotFoundError):
        get_sheet(session, world.assignments_of(other)[0].id, seats=world.by(other).seats)


def test_the_spread_is_told_by_seat_number_with_the_offices_marks(session: Session, clock: TestClock) -> None:
    world = make(session, clock)
    sample = lay(world, reference={"relevance": 40})
    begin(world)
    for judge, total in zip(world.judges[:2], (60, 90), strict=True):
        score(world, judge, sample, total)
    mine, (one,) = get_spread(session, world.round_id, seats=world.by(world.judges[1]).seats)
    assert (mine.seat_number, sorted(one.by_seat), dict(one.sample.reference)) == (2, [1, 2], {"relevance": 40})
    assert sum(one.by_seat[1].values()) < sum(one.by_seat[2].values())


def test_samples_are_the_plans_wish_and_the_same_for_all(session: Session, clock: TestClock) -> None:
    without = make(session, clock, wanted=False)
    with pytest.raises(NoCalibrationError):
        lay(without)
    begin(without)
    world = make(session, clock)
    with pytest.raises(RoundNotReadyError):
        begin(world)
    gone = lay(world)
    remove_sample(session, world.at_hand, sample_id=gone, by=world.by(world.secretary), now=world.now)
    kept = lay(world, "Bài khác")
    begin(world)
    with pytest.raises(RoundOverError):
        lay(world)
    with pytest.raises(RoundOverError):
        remove_sample(session, world.at_hand, sample_id=kept, by=world.by(world.secretary), now=world.now)


def test_B12_a_sample_sheet_is_saved_once_by_one_tab_and_never_after_its_lock(
    session: Session, clock: TestClock
) -> None:
    world = make(session, clock)
    sample = lay(world)
    begin(world)
    seats = world.by(world.judges[1]).seats

    def save(version: int, key: str, typed: dict[str, str]) -> int:
        return save_sample(
            session, sample_id=sample, seats=seats, typed=typed, comment="", version=version, save_key=key
        )[0]

    assert [save(0, "a", {"relevance": "9"}), save(0, "a", {"relevance": "9"})] == [1, 1]
    with pytest.raises(StaleVersionError):
        save(0, "b", {"relevance": "3"})
    with pytest.raises(SheetIncompleteError):
        lock_sample(session, sample_id=sample, seats=seats, version=1, now=world.now)
    rubric = get_own_sample(session, sample, seats=seats).sheet.rubric
    assert save(1, "c", spread_total(rubric, 80)) == 2
    lock_sample(session, sample_id=sample, seats=seats, version=2, now=world.now)
    session.expire_all()
    with pytest.raises(SheetLockedError):
        save(2, "d", {"relevance": "3"})
    with pytest.raises(NotFoundError):
        get_own_sample(session, sample, seats=frozenset())


def test_samples_enter_no_version_no_chain_and_no_coverage(session: Session, clock: TestClock) -> None:
    world = make(session, clock)
    sample = lay(world)
    begin(world)
    counted = ("reviews", "review_versions", "codes", "assignments", "history")
    before = [session.execute(text(f"SELECT count(*) FROM {one}")).scalar() for one in counted]
    for judge in world.judges:
        score(world, judge, sample, 99)
    session.flush()
    assert [session.execute(text(f"SELECT count(*) FROM {one}")).scalar() for one in counted] == before
    assert len(session.scalars(select(CalibrationSheet)).all()) == len(world.judges)
    tables = {"calibration_works", "calibration_sheets"}
    for module in ("standings", "analysis", "coverage", "publications"):
        source = __import__(f"judging.queries.{module}", fromlist=["x"])
        assert not tables & set(vars(source)), module
        assert "Calibration" not in " ".join(vars(source)), module


def test_the_pages_lead_from_the_samples_to_the_spread_and_on(app: Flask, clock: TestClock) -> None:
    main = app.extensions["bangvang_database"].main
    with app.app_context(), writing(main) as session:
        world = make(session, clock)
    office = PageClient(app).sign_in_as(world.secretary)
    address = f"/niem-phong/{world.round_id}/cham-thu"
    assert "Bài mẫu để các giám khảo chấm thử" in office.get(f"/niem-phong/{world.round_id}").body
    wrong = office.post(address, {"title": "Bài mẫu", "text": TEXT, "mark-relevance": "99"}, status=422)
    assert TEXT.splitlines()[0] in wrong.body
    office.post(address, {"title": "Bài mẫu", "text": TEXT, "mark-relevance": "20"})
    with app.app_context(), writing(main) as session:
        world.session = session
        begin(world)
        typed = spread_total(world.at_hand.plan.plan.rubrics[0], 75)
    judge = PageClient(app).sign_in_as(world.judges[1])
    with counted_queries(app) as asked:
        page = judge.get("/cham")
    assert len([one for one in asked if "calibration_works" in one]) == 2
    link = str(page.soup.select_one('main a[href^="/cham/cham-thu/"]')["href"])
    shown = judge.get(link)
    assert "&lt;b&gt;hơn&lt;/b&gt;" in shown.text
    fields = {f"mark-{key}": mark for key, mark in typed.items()} | {"version": 0, "idempotency_key": "one"}
    saved = judge.post(link, fields, status=200, headers={"Accept": "application/json"}).response.get_json()
    assert saved["version"] == 1
    done = judge.post(link, fields | {"version": 1, "act": "submit"})
    spread = judge.follow(done)
    assert done.location == f"/cham/cham-thu/vong/{world.round_id}"
    assert "75" in spread.words("main table")
    assert "(bạn)" in spread.words("main table") or "(ông/bà)" in spread.words("main table")
    assert world.judges[1].person.full_name not in spread.words("main")
    assert len(judge.get("/cham").soup.select("tbody tr")) > 0
    PageClient(app).sign_in_as(world.judges[2]).get(done.location, status=404)
    assert "75" in office.get(address).words("main table")
