"""Panels and assignment: who may judge, who marks what, and what happens when a judge steps back or leaves.

It is longer than 300 lines, so that each case of this subject is found in one place.
"""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from judging.actions.assignments import (
    AssignmentImpossibleError,
    NothingToAssignError,
    assign_round,
    remind_judges,
)
from judging.actions.declared_ties import declare_tie
from judging.actions.panel_places import PanelFullError
from judging.actions.rounds import (
    HeadSeatTakenError,
    RoundNotReadyError,
    open_round,
    seat_judge,
    vacate_seat,
)
from judging.desk.recusals import recuse
from judging.desk.work import get_sheet
from judging.enums import Role
from judging.errors import (
    AlreadyDoneError,
    DutyConflictError,
    MissingReasonError,
    NotAllowedError,
    NotFoundError,
    UndecidedError,
)
from judging.models.people import RoleGrant
from judging.models.reviews import Review
from judging.models.rounds import Assignment, Code, Round, Seat
from judging.models.seals import AssignmentRun, Sealing, SeatHolder
from judging.queries.coverage import list_code_progress, list_seat_progress
from judging.queries.standings import list_locked_sheets, round_at_hand
from judging.rules.seals import seed_from
from judging.spec.quotas import Bounds
from judging.spec.rounds import Panel
from judging.spec.unknown import Unknown
from portal.db import writing
from tests.factories.judging import (
    World,
    make_contest,
    make_marked_round,
    make_sealed_round,
    make_valid_entry,
    mark_sheet,
    seal,
)
from tests.factories.office import make_account, make_unit
from tests.page_client import PageClient

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from sqlalchemy.orm import Session

    from tests.conftest import TestClock


_WHOLE = Panel("panel", "Ban Giám khảo", Bounds(1, None))


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        yield session


def assign(world: World, run: int = 1, reason: str = "") -> AssignmentRun:
    return assign_round(
        world.session, world.at_hand, run=run, reason=reason, by=world.by(world.secretary), now=world.now
    )


def pairs(session: Session) -> set[tuple[object, object]]:
    return {(one.code_id, one.seat_id) for one in session.scalars(select(Assignment))}


@pytest.mark.requirement("S001-R29", "S001-R15")
def test_every_code_gets_its_marks_from_balanced_judges(session: Session, clock: TestClock) -> None:
    world = seal(make_contest(session, now=clock(), entries=9, judges=4))
    assign(world)
    assert {line.assigned for line in list_code_progress(session, world.round_id)} == {2}
    loads = Counter(seat for _, seat in pairs(session))
    assert sorted(loads.values()) == [4, 4, 5, 5]
    assert session.scalar(select(func.count()).select_from(Review)) == 18


@pytest.mark.requirement("S001-R15")
def test_A22_no_judge_gets_his_own_unit_a_declared_tie_or_his_own_name(session: Session, clock: TestClock) -> None:
    world = make_contest(session, now=clock(), entries=0, judges=4)
    unit, tied, named, other = world.judges
    merged = make_unit(session)
    merged.successor_id = unit.person.unit_id
    new = {"now": clock(), "validator": world.validator}
    relative = make_account(session, "Người Nhà", now=clock())
    namesake = make_account(session, named.person.full_name.upper(), now=clock())
    world.entries = [
        make_valid_entry(session, world.programme, unit=unit.person.unit, **new),
        make_valid_entry(session, world.programme, unit=merged, **new),
        make_valid_entry(session, world.programme, author=relative, **new),
        make_valid_entry(session, world.programme, author=namesake, **new),
    ]
    declare_tie(
        session, world.at_hand, account=tied, person=relative.person, reason="em ruột",
        by=world.by(world.secretary), now=clock(),
    )  # fmt: skip
    seal(world)
    assign(world)
    has = {judge.id: {one.code_id for one in world.assignments_of(judge)} for judge in world.judges}
    codes = [world.code_of(entry).id for entry in world.entries]
    assert not has[unit.id] & {codes[0], codes[1]}
    assert codes[2] not in has[tied.id]
    assert codes[3] not in has[named.id]
    assert {line.assigned for line in list_code_progress(session, world.round_id)} == {2}
    assert has[other.id]


@pytest.mark.requirement("S001-R41")
def test_A23_who_entered_received_sealed_or_decides_gets_no_seat(session: Session, clock: TestClock) -> None:
    world = make_contest(session, now=clock(), entries=1, judges=2)
    from judging.models.people import Account

    author = session.scalars(select(Account).where(Account.person_id == world.entries[0].author_id)).one()
    for account in (author, world.secretary, world.validator, world.board, world.publisher, *world.holders):
        with pytest.raises(DutyConflictError):
            seat_judge(session, world.at_hand, account=account, by=world.by(world.secretary), now=clock())
    assert session.scalar(select(func.count()).select_from(Seat)) == 2


def test_A23_a_duty_that_came_later_takes_the_desk_away_at_the_next_request(app: Flask, clock: TestClock) -> None:
    """A ghost grant written past the rules: the judge's own seat no longer acts."""
    engine = app.extensions["bangvang_database"].main
    with app.app_context(), writing(engine) as session:
        world = make_sealed_round(session, now=clock(), entries=3)
        judge = world.judges[1]
    client = PageClient(app).sign_in_as(judge)
    link = str(client.get("/cham").soup.select_one("tbody a")["href"])
    client.get(link)
    with app.app_context(), writing(engine) as session:
        session.add(
            RoleGrant(
                account_id=judge.id, role=Role.VALIDATOR.value, programme_id=world.programme.id, granted_at=clock()
            )
        )
    assert client.get("/cham").soup.select("tbody a") == []
    client.get(link, status=404)
    client.post(f"{link}/luu", {"version": "0", "mark-relevance": "1"}, status=404)


def test_A23_the_secretary_who_was_a_judge_before_acts_no_more(session: Session, clock: TestClock) -> None:
    world = make_contest(session, now=clock(), entries=1)
    session.add(
        RoleGrant(
            account_id=world.secretary.id, role=Role.JUDGE.value, programme_id=world.programme.id,
            granted_at=clock(), ended_at=clock(),
        )
    )  # fmt: skip
    session.flush()
    with pytest.raises(DutyConflictError):
        seal(world)


def test_a_panel_has_one_head_and_no_more_seats_than_the_plan_allows(session: Session, clock: TestClock) -> None:
    world = make_contest(session, now=clock(), entries=0, judges=6)
    with pytest.raises(HeadSeatTakenError):
        seat_judge(
            session, world.at_hand, account=make_account(session, now=clock()), is_head=True,
            by=world.by(world.secretary), now=clock(),
        )  # fmt: skip
    with pytest.raises(AlreadyDoneError):
        seat_judge(session, world.at_hand, account=world.judges[2], by=world.by(world.board), now=clock())
    seat_judge(
        session, world.at_hand, account=make_account(session, now=clock()), by=world.by(world.board), now=clock()
    )
    with pytest.raises(PanelFullError) as refused:
        seat_judge(
            session, world.at_hand, account=make_account(session, now=clock()), by=world.by(world.board), now=clock()
        )
    assert refused.value.facts["maximum"] == 7
    with pytest.raises(NotAllowedError):
        seat_judge(
            session, world.at_hand, account=make_account(session, now=clock()), by=world.by(world.validator),
            now=clock(),
        )  # fmt: skip


def test_B25_the_draw_follows_from_the_chain_and_is_not_drawn_again(session: Session, clock: TestClock) -> None:
    world = seal(make_contest(session, now=clock(), entries=6, judges=4))
    drawn = assign(world)
    head = session.scalars(select(Sealing.chain_head)).one()
    assert drawn.seed == seed_from(head, "final", 1)
    before = pairs(session)
    with pytest.raises(NothingToAssignError):
        assign(world, run=2, reason="không vừa ý")
    with pytest.raises(AlreadyDoneError):
        assign(world, run=1)
    assert pairs(session) == before
    from judging.queries.assignments import list_offers, list_works
    from judging.rules.assignment import assign as draw

    works = [replace(work, held=frozenset()) for work in list_works(session, world.round_id)]
    again = draw(
        works, list_offers(session, world.round_id, panel=_WHOLE, cap=None), marks_per_entry=2, seed=drawn.seed
    )
    words = {code.id: code.word for code in session.scalars(select(Code))}
    assert set(again.pairs) == {(words[code], str(seat)) for code, seat in before}


def test_B13_of_ten_who_assign_at_once_one_assigns(app: Flask, clock: TestClock) -> None:
    engine = app.extensions["bangvang_database"].main
    with app.app_context(), writing(engine) as session:
        world = seal(make_contest(session, now=clock(), entries=5))
        viewer, round_id = world.by(world.secretary), world.round_id

    def attempt(_number: int) -> str:
        try:
            with app.app_context(), writing(engine) as session:
                assign_round(session, round_at_hand(session, round_id), run=1, by=viewer, now=clock())
        except AlreadyDoneError:
            return "already done"
        return "assigned"

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(attempt, range(10)))
    assert (answers.count("assigned"), answers.count("already done")) == (1, 9)
    with app.app_context(), writing(engine) as session:
        assert session.scalar(select(func.count()).select_from(Assignment)) == 10


def test_what_is_impossible_is_named(session: Session, clock: TestClock) -> None:
    world = make_contest(session, now=clock(), entries=0, judges=2)
    entry = make_valid_entry(
        session, world.programme, now=clock(), unit=world.judges[0].person.unit, validator=world.validator
    )
    world.entries = [entry]
    seal(world)
    with pytest.raises(AssignmentImpossibleError) as refused:
        assign(world)
    (short,) = refused.value.why.too_few
    assert (short.code, short.needed, len(short.eligible)) == (world.code_of(entry).word, 2, 1)


def test_the_page_says_in_words_what_is_impossible(app: Flask, clock: TestClock) -> None:
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        world = seal(make_contest(session, now=clock(), entries=4, judges=3, cap=2))
    client = PageClient(app).sign_in_as(world.secretary)
    page = client.post(f"/niem-phong/{world.round_id}/phan-cong", {"number": "1"}, status=422)
    assert "Không có cách phân công nào đúng kế hoạch" in page.body
    assert "giám khảo số 1, 2, 3" in page.body.lower().replace("các ", "")
    assert "6 phiếu chấm" in page.body


@pytest.mark.requirement("S001-R15")
def test_a_judge_steps_back_and_another_is_found_in_one_act(session: Session, clock: TestClock) -> None:
    world = make_sealed_round(session, now=clock(), entries=4, judges=4)
    judge = world.judges[1]
    seats = world.by(judge).seats
    mine = world.assignments_of(judge)
    left = mine[0]
    with pytest.raises(MissingReasonError):
        recuse(session, assignment_id=left.id, seats=seats, reason=" ", now=clock())
    with pytest.raises(NotFoundError):
        recuse(session, assignment_id=left.id, seats=world.by(world.judges[2]).seats, reason="x", now=clock())
    recuse(session, assignment_id=left.id, seats=seats, reason="nhận ra tác giả", now=clock())
    with pytest.raises(NotFoundError):
        get_sheet(session, left.id, seats=seats)
    with pytest.raises(MissingReasonError):
        assign(world, run=2)
    assign(world, run=2, reason="giám khảo từ chối chấm")
    assert {line.assigned for line in list_code_progress(session, world.round_id)} == {2}
    assert session.get_one(Assignment, left.id).state == "replaced"
    assert left.code_id not in {one.code_id for one in world.assignments_of(judge) if one.state == "assigned"}


def test_A15_a_code_that_comes_later_stands_anywhere_in_a_list(session: Session, clock: TestClock) -> None:
    """Were it always the last, a judge would know that somebody stepped back from it."""
    from judging.rules.seals import place_of

    codes = [f"A-{n:04d}" for n in range(20)]
    last = 0
    for seed in range(200):
        places = sorted(codes, key=lambda code, seed=seed: place_of(code, f"{seed:064x}", "seat"))
        late = place_of("B-LATE", f"{seed + 1000:064x}", "seat")
        last += all(place_of(code, f"{seed:064x}", "seat") < late for code in places)
    assert last < 25


def test_B18_a_judge_who_leaves_is_replaced_and_no_sheet_counts_twice(session: Session, clock: TestClock) -> None:
    world = make_sealed_round(session, now=clock(), entries=4, judges=4)
    judge = world.judges[2]
    seat = session.scalars(select(Seat).join(SeatHolder, SeatHolder.seat_id == Seat.id).where(
        SeatHolder.account_id == judge.id)).one()  # fmt: skip
    mine = world.assignments_of(judge)
    mark_sheet(world, mine[0].id, seat, 70)
    taken = vacate_seat(
        session, world.at_hand, seat_id=seat.id, reason="nghỉ ốm", by=world.by(world.secretary), now=clock()
    )
    assert taken == len(mine) - 1
    assert world.by(judge).seats == frozenset()
    assert not world.by(judge).has(Role.JUDGE)
    assign(world, run=2, reason="giám khảo nghỉ ốm")
    assert {line.assigned for line in list_code_progress(session, world.round_id)} == {2}
    for other in world.judges:
        if other is judge:
            continue
        seat = session.get_one(Seat, next(iter(world.by(other).seats)))
        for one in world.assignments_of(other):
            if one.state == "assigned":
                mark_sheet(world, one.id, seat, 60)
    counted = Counter(sheet.code for sheet in list_locked_sheets(session, world.round_id))
    assert set(counted.values()) == {2}
    assert len(list_locked_sheets(session, world.round_id)) == 8


def test_a_round_with_an_unknown_rubric_does_not_open(session: Session, clock: TestClock) -> None:
    world = make_sealed_round(session, now=clock(), entries=2, opened=False)
    plan = world.at_hand.plan
    open_rubric = replace(plan.plan.rounds[0], rubric=Unknown("Ban Tổ chức cuộc thi huyện", "thang điểm"))
    unknown = replace(world.at_hand, plan=replace(plan, plan=replace(plan.plan, rounds=(open_rubric,))))
    with pytest.raises(UndecidedError) as refused:
        open_round(session, unknown, by=world.by(world.secretary), now=clock())
    assert refused.value.facts == {"path": "rounds[final].rubric", "decided_by": "Ban Tổ chức cuộc thi huyện"}
    assert session.get_one(Round, world.round_id).state == "sealed"


def test_a_round_opens_only_when_every_code_has_its_judges(session: Session, clock: TestClock) -> None:
    world = seal(make_contest(session, now=clock(), entries=2))
    with pytest.raises(RoundNotReadyError) as refused:
        open_round(session, world.at_hand, by=world.by(world.secretary), now=clock())
    assert refused.value.code == "judges_missing"
    assign(world)
    opened = open_round(session, world.at_hand, by=world.by(world.board), now=clock())
    assert opened.sheet["rubric"]["scale"] == "100"
    with pytest.raises(AlreadyDoneError):
        open_round(session, world.at_hand, by=world.by(world.secretary), now=clock())


@pytest.mark.requirement("S001-R27")
def test_the_secretary_sees_counts_live_and_reminds_who_is_not_done(app: Flask, clock: TestClock) -> None:
    engine = app.extensions["bangvang_database"].main
    with app.app_context(), writing(engine) as session:
        world = make_marked_round(session, now=clock(), marks=[Decimal("93.5"), Decimal("87.5")])
        extra = make_sealed_round(session, now=clock(), entries=3)
    client = PageClient(app).sign_in_as(world.secretary)
    full = client.get(f"/niem-phong/{world.round_id}/tien-do")
    assert "2/2 bài đã đủ phiếu chấm" in full.body
    assert "93,5" not in full.words("main")
    assert "87,5" not in full.words("main")
    table = client.get(f"/niem-phong/{world.round_id}/tien-do/bang")
    tag = table.response.headers["ETag"]
    client.get(f"/niem-phong/{world.round_id}/tien-do/bang", status=304, headers={"If-None-Match": tag})
    client.get(f"/niem-phong/{extra.round_id}/tien-do", status=404)
    other = PageClient(app).sign_in_as(extra.secretary)
    assert "0/3 bài đã đủ phiếu chấm" in other.get(f"/niem-phong/{extra.round_id}/tien-do").body
    told = other.follow(other.post(f"/niem-phong/{extra.round_id}/nhac-viec"))
    assert "Đã nhắc 3 giám khảo." in told.body
    judge = PageClient(app).sign_in_as(extra.judges[0])
    assert "vui lòng chấm xong trước 00 giờ 00 phút, ngày 27/9/2026" in judge.get("/cham").body


def test_nobody_is_reminded_of_nothing(session: Session, clock: TestClock) -> None:
    world = make_marked_round(session, now=clock(), marks=[80])
    assert remind_judges(session, world.at_hand, by=world.by(world.secretary), now=clock()) == 0
    assert all(line.is_done for line in list_seat_progress(session, world.round_id))


def test_the_pages_of_a_round_from_panel_to_opening(app: Flask, clock: TestClock) -> None:
    engine = app.extensions["bangvang_database"].main
    with app.app_context(), writing(engine) as session:
        world = make_contest(session, now=clock(), entries=2, judges=2)
        newcomer = make_account(session, "Giám khảo Mới", now=clock())
        author = world.entries[0].author
    client = PageClient(app).sign_in_as(world.secretary)
    base = f"/niem-phong/{world.round_id}"
    assert "Chấm thi" in client.get("/niem-phong").body
    steps = client.get(base)
    assert "2 giám khảo" in steps.body
    refused = client.post(f"{base}/ban-giam-khao", {"seat-name": author.staff_code}, status=422)
    assert "không thể kiêm" in refused.body or "không được kiêm" in refused.body
    client.post(f"{base}/ban-giam-khao", {"seat-name": "khong-co"}, status=422)
    seated = client.follow(client.post(f"{base}/ban-giam-khao", {"seat-name": newcomer.person.staff_code}))
    assert "Giám khảo Mới đã vào Ban Giám khảo." in seated.body
    tie = {"tie-account": str(newcomer.id), "tie-name": author.staff_code, "tie-why": "vợ chồng"}
    assert "vợ chồng" in client.follow(client.post(f"{base}/quan-he", tie)).body
    with app.app_context(), writing(engine) as session:
        world.session = session
        world.programme = session.merge(world.programme)
        world.at_hand = round_at_hand(session, world.round_id)
        seal(world)
    client.post(f"{base}/mo-vong")
    assert "chưa đủ giám khảo" in client.get(base).body
    done = client.follow(client.post(f"{base}/phan-cong", {"number": "1"}))
    assert "Đã phân công 4 phiếu chấm." in done.body
    opened = client.follow(client.post(f"{base}/mo-vong"))
    assert "Vòng chấm đã mở." in opened.body
    leaving = client.get(f"{base}/ban-giam-khao").soup.select("tbody td a")[-1]["href"]
    assert "thôi tham gia" in client.get(str(leaving)).h1
    left = client.follow(client.post(str(leaving), {"reason": "chuyển công tác"}))
    assert "phiếu chưa xong cần giám khảo khác" in left.body
