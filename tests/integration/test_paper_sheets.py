"""Filled sheets on paper: two people type each alone, differences are settled, equal readings lock the sheet.

It is longer than 300 lines, so that each case of this subject is found in one place.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from judging import verify
from judging.actions.paper_locks import PaperBegunError
from judging.actions.paper_sheets import (
    PaperIncompleteError,
    PaperOverError,
    lay_paper,
    type_paper,
    withdraw_paper,
)
from judging.actions.papers import StoredFile
from judging.actions.results import close_round, compute_agreed
from judging.actions.rounds import RoundOverError
from judging.actions.unlockings import grant_unlocking
from judging.desk.reviews import SheetLockedError, TypedSheet, save_review
from judging.desk.unlockings import ask_unlocking
from judging.enums import Role
from judging.errors import (
    DutyConflictError,
    MissingReasonError,
    NotAllowedError,
    SamePersonError,
    StaleVersionError,
)
from judging.ids import AssignmentID, PaperSheetID, ProgrammeID
from judging.models.history import HistoryLine
from judging.models.people import Account, RoleGrant
from judging.models.reviews import Review, Unlocking
from judging.models.rounds import Assignment, Code, Seat
from judging.models.seals import SeatHolder
from judging.queries.history import verify_chain
from judging.queries.paper_sheets import get_paper_of
from judging.rules.paper_sheets import PaperStage, Typed
from judging.rules.scoring import maximum_steps
from portal.db import writing
from portal.papers.content import Para
from portal.papers.kinds.minutes import build_minutes
from portal.papers.kinds.score_sheets import FROM_PAPER, build
from portal.papers.making import facts_of
from tests.factories.judging import make_sealed_round, mark_sheet
from tests.factories.office import make_account
from tests.page_client import PageClient

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flask import Flask
    from sqlalchemy.orm import Session

    from judging.models.paper_sheets import PaperSheet
    from tests.conftest import TestClock
    from tests.factories.judging import World

SCAN = StoredFile("a" * 64, "b" * 64, 1000, "application/pdf")
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        yield session


def first_sheet(world: World) -> AssignmentID:
    found = world.session.execute(
        select(Assignment.id)
        .join(Code, Code.id == Assignment.code_id)
        .where(Code.round_id == world.round_id)
        .order_by(Code.word, Assignment.position, Assignment.id)
    ).scalars()
    return AssignmentID(next(iter(found)))


def full(world: World, less: int = 0) -> dict[str, int]:
    """Every criterion at its most, the first one `less` steps lower."""
    rubric = world.at_hand.rules.rubric
    steps = {one.key: maximum_steps(rubric, one) for one in rubric.criteria}
    steps[rubric.criteria[0].key] -= less
    return steps


def laid(world: World, *, key: str = "a", assignment: AssignmentID | None = None) -> PaperSheet:
    scan = StoredFile(key * 64, "b" * 64, 1000, "application/pdf")
    by = world.by(world.secretary)
    return lay_paper(
        world.session, world.at_hand, assignment_id=assignment or first_sheet(world), scan=scan, by=by, now=world.now
    )


def typed(
    world: World,
    row: PaperSheet,
    who: Account,
    steps: Mapping[str, int],
    *,
    version: int = 0,
    other: int | None = None,
    comment: str = "",
) -> bool:
    return type_paper(
        world.session,
        world.at_hand,
        sheet_id=PaperSheetID(row.id),
        typed=Typed(steps, comment),
        version=version,
        other_version=other,
        by=world.by(who),
        now=world.now,
    )


def seen(world: World, row: PaperSheet, who: Account) -> object:
    return get_paper_of(world.session, row.id, round_id=world.round_id, viewer=world.by(who).account_id)


@pytest.mark.requirement("S001-R14")
def test_equal_readings_of_two_people_lock_the_sheet_like_any_other(app: Flask, clock: TestClock) -> None:
    main = app.extensions["bangvang_database"].main
    with app.app_context(), writing(main) as session:
        world = make_sealed_round(session, now=clock(), entries=2)
        row = laid(world)
        assert not typed(world, row, world.secretary, full(world), comment="Bài  tốt\nrõ ràng")
        assert typed(world, row, world.board, full(world), comment="Bài tốt rõ ràng")
        review = session.scalars(select(Review).where(Review.assignment_id == row.assignment_id)).one()
        assert (review.state, review.version, review.locked_version) == ("locked", 1, 1)
        locked = review.locked_sha256 or "none"
        for assignment, seat in session.execute(
            select(Assignment.id, Seat)
            .join(Seat, Seat.id == Assignment.seat_id)
            .where(Assignment.state == "assigned", Seat.round_id == world.round_id)
        ).all():
            mark_sheet(world, AssignmentID(assignment), seat, 90)
        close_round(session, world.at_hand, by=world.by(world.secretary), now=world.now, override_reason="chênh lệch")
        assert verify.verify_text(compute_agreed(session, world.at_hand).text) == []
    with app.app_context(), writing(main) as session:
        lines = session.scalars(select(HistoryLine.data).where(HistoryLine.action == "review.lock")).all()
        assert [SCAN.sha256 in line for line in lines if locked in line] == [True]
        assert verify_chain(session) is None
        facts = facts_of(session, ProgrammeID(world.at_hand.round.programme_id), now=world.now)
        word, number, account_id = session.execute(
            select(Code.word, Seat.number, SeatHolder.account_id)
            .select_from(Assignment)
            .join(Code, Code.id == Assignment.code_id)
            .join(Seat, Seat.id == Assignment.seat_id)
            .join(SeatHolder, SeatHolder.seat_id == Seat.id)
            .where(Assignment.id == row.assignment_id)
        ).one()
        judge, others = session.get_one(Account, account_id), [one for one in world.judges if one.id != account_id]
        assert (facts.round is not None, len(facts.round.sheets) > 1) == (True, True)
    said = [block.text for block in build_minutes(facts).blocks if isinstance(block, Para)]
    assert [one for one in said if "phiếu giấy" in one] == [
        (
            f"Số phiếu nhập từ phiếu giấy, hai người nhập độc lập, có bản quét: 01, gồm phiếu của mã phách {word} "
            f"(giám khảo số {number})."
        )
    ]
    sheets = [block for block in build(facts).blocks if isinstance(block, Para)]
    assert [block.text for block in sheets if block.lead == "Ghi chú:"] == [FROM_PAPER]
    pages = PageClient(app).sign_in_as(judge)
    assert "Nhập từ phiếu giấy, hai người nhập" in pages.get(f"/cham/{row.assignment_id}").body
    for address in ("/cham", "/cham/diem-da-cham", "/cham/diem-cua-toi"):
        lines = pages.get(address).all_words("tbody tr")
        assert [line.startswith(word) for line in lines if "hai người nhập" in line] == [True]
        assert "hai người nhập" not in PageClient(app).sign_in_as(others[0]).get(address).body


def test_X03_neither_sees_the_others_typing_before_both_are_done(session: Session, clock: TestClock) -> None:
    world = make_sealed_round(session, now=clock(), entries=2)
    row = laid(world)
    typed(world, row, world.secretary, full(world))
    assert seen(world, row, world.board).own is None  # type: ignore[attr-defined]
    assert seen(world, row, world.board).reading is None  # type: ignore[attr-defined]
    assert seen(world, row, world.secretary).reading is None  # type: ignore[attr-defined]
    assert not typed(world, row, world.board, full(world, less=1))
    mine = seen(world, row, world.secretary)
    assert mine.stage is PaperStage.DIFFERS  # type: ignore[attr-defined]
    assert mine.reading.places == (world.at_hand.rules.rubric.criteria[0].key,)  # type: ignore[attr-defined]
    third = make_account(session, "Thư ký Thử Ba", now=world.now, roles=(Role.SECRETARY,), programme=world.programme)
    assert seen(world, row, third).reading is None  # type: ignore[attr-defined]
    # Who misread corrects himself against the scan; only then is it locked.
    assert typed(world, row, world.board, full(world), version=1, other=1)


def test_B03_the_same_person_never_types_twice_and_no_third_does(session: Session, clock: TestClock) -> None:
    world = make_sealed_round(session, now=clock(), entries=2)
    row = laid(world)
    typed(world, row, world.secretary, full(world))
    with pytest.raises((SamePersonError, StaleVersionError)):
        typed(world, row, world.secretary, full(world))
    with pytest.raises(SamePersonError):
        typed(world, row, world.secretary, full(world), version=1)
    typed(world, row, world.board, full(world, less=2))
    third = make_account(session, "Thư ký Thử Ba", now=world.now, roles=(Role.SECRETARY,), programme=world.programme)
    with pytest.raises(SamePersonError):
        typed(world, row, third, full(world))


def test_B12_a_stale_correction_is_refused(session: Session, clock: TestClock) -> None:
    world = make_sealed_round(session, now=clock(), entries=2)
    row = laid(world)
    typed(world, row, world.secretary, full(world))
    typed(world, row, world.board, full(world, less=2))
    assert not typed(world, row, world.board, full(world, less=1), version=1, other=1)
    with pytest.raises(StaleVersionError):  # the page showed the other's first typing
        typed(world, row, world.secretary, full(world, less=1), version=1, other=1)
    with pytest.raises(StaleVersionError):
        typed(world, row, world.secretary, full(world, less=1), version=0, other=2)
    assert typed(world, row, world.secretary, full(world, less=1), version=1, other=2)
    with pytest.raises(PaperOverError):
        typed(world, row, world.board, full(world), version=2, other=2)


def test_X26_nothing_is_laid_typed_or_withdrawn_after_the_round_is_closed(session: Session, clock: TestClock) -> None:
    world = make_sealed_round(session, now=clock(), entries=1)
    row = laid(world)
    typed(world, row, world.secretary, full(world))
    by = world.by(world.secretary)
    close_round(session, world.at_hand, by=by, now=world.now, override_reason="thiếu phiếu")
    with pytest.raises(RoundOverError):
        typed(world, row, world.board, full(world))
    with pytest.raises(RoundOverError):
        withdraw_paper(session, world.at_hand, sheet_id=PaperSheetID(row.id), reason="nhầm", by=by, now=world.now)
    assert session.scalars(select(Review.state).where(Review.assignment_id == row.assignment_id)).one() == "assigned"


def test_A23_whoever_sat_in_the_panel_types_nothing(session: Session, clock: TestClock) -> None:
    world = make_sealed_round(session, now=clock(), entries=2)
    former = make_account(session, "Thư ký Từng Chấm", now=world.now)
    seat = Seat(round_id=world.round_id, panel_key="panel", number=9, is_active=False)
    session.add(seat)
    session.flush()
    session.add(SeatHolder(seat_id=seat.id, account_id=former.id, from_at=world.now, to_at=world.now))
    session.add(
        RoleGrant(
            account_id=former.id, role=Role.SECRETARY.value, programme_id=world.programme.id, granted_at=world.now
        )
    )
    session.flush()
    row = laid(world)
    for who in (former, world.judges[0]):
        with pytest.raises((NotAllowedError, DutyConflictError)):
            typed(world, row, who, full(world))


def test_a_sheet_is_filled_at_the_desk_or_from_paper_never_both(session: Session, clock: TestClock) -> None:
    world = make_sealed_round(session, now=clock(), entries=2)
    one = first_sheet(world)
    seat = session.scalars(select(Assignment.seat_id).where(Assignment.id == one)).one()
    row = laid(world)
    with pytest.raises(PaperBegunError):
        laid(world, key="c")  # one paper for each sheet
    typed(world, row, world.secretary, full(world))
    save_review(
        session,
        TypedSheet(marks={}, comments={}, comment="tại bàn", version=0, save_key="k.1"),
        assignment_id=one,
        seats=frozenset({seat}),
        now=world.now,
    )
    with pytest.raises(PaperBegunError):
        typed(world, row, world.board, full(world))
    session.rollback()


def test_a_withdrawn_paper_is_kept_and_another_takes_its_place(session: Session, clock: TestClock) -> None:
    world = make_sealed_round(session, now=clock(), entries=2)
    row = laid(world)
    typed(world, row, world.secretary, full(world))
    by = world.by(world.secretary)
    with pytest.raises(MissingReasonError):
        withdraw_paper(session, world.at_hand, sheet_id=PaperSheetID(row.id), reason=" ", by=by, now=world.now)
    withdraw_paper(session, world.at_hand, sheet_id=PaperSheetID(row.id), reason="quét nhầm", by=by, now=world.now)
    again = laid(world, key="c")
    rubric = world.at_hand.rules.rubric
    with pytest.raises(PaperIncompleteError) as refused:
        typed(world, again, world.secretary, {key: 1 for key in full(world) if key != rubric.criteria[1].key})
    assert refused.value.facts["names"] == rubric.criteria[1].name
    typed(world, again, world.secretary, full(world))
    assert typed(world, again, world.board, full(world))
    one = first_sheet(world)
    seat = session.scalars(select(Assignment.seat_id).where(Assignment.id == one)).one()
    with pytest.raises(SheetLockedError):
        save_review(
            session,
            TypedSheet(marks={}, comments={}, comment="", version=1, save_key="k.2"),
            assignment_id=one,
            seats=frozenset({seat}),
            now=world.now,
        )


def test_the_pages_lead_from_the_scan_to_the_locked_sheet(app: Flask, clock: TestClock) -> None:
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        world = make_sealed_round(session, now=clock(), entries=2)
        one, round_id = first_sheet(world), world.round_id
        rubric = world.at_hand.rules.rubric
        secretary, board, judge = world.secretary, world.board, world.judges[0]
    first, second = (PageClient(app).sign_in_as(who) for who in (secretary, board))
    base = f"/niem-phong/{round_id}/phieu-giay"
    assert len(first.get(base).soup.select("tbody tr")) == 4
    bad = {"scan": (io.BytesIO(b"hello"), "phieu.pdf")}
    assert "PDF" in first.post(f"{base}/{one}", bad, status=422).body
    sent = first.post(f"{base}/{one}", {"scan": (io.BytesIO(PDF), "phieu.pdf")})
    paper = sent.location
    assert "/phieu-giay/p/" in paper
    marks = {f"mark-{one.key}": str(one.maximum) for one in rubric.criteria}
    odd = rubric.criteria[0]
    told = marks | {f"mark-{odd.key}": "13,5", "version": "0"}
    wrong = first.post(paper, told | {f"mark-{odd.key}": "99"}, status=422)
    assert wrong.soup.select_one(f"#mark-{odd.key}")["value"] == "99"
    first.post(paper, told)
    assert "Người khác sẽ nhập tiếp" in first.get(paper).body
    other = second.get(paper)
    assert "13,5" not in other.text
    second.post(paper, marks | {f"mark-{odd.key}": "13", "version": "0"})
    page = first.get(paper)
    assert page.all_words("table tbody tr") == [f"{odd.name} 13,5 13"]
    fields = {
        one["name"]: one.get("value", "") for one in page.soup.select("form input[name]") if one["name"] != "csrf_token"
    }
    fields = {key: value for key, value in fields.items() if key.startswith(("mark-", "version", "other_version"))}
    done = first.follow(first.post(paper, fields | {f"mark-{odd.key}": "13"}))
    assert "đã khóa, từ phiếu giấy" in done.body
    scan = first.get(f"{paper}/ban-quet")
    assert scan.response.headers["Content-Disposition"].startswith("attachment")
    PageClient(app).sign_in_as(judge).get(paper, status=404)


def test_B03_a_sheet_opened_again_takes_a_new_paper(session: Session, clock: TestClock) -> None:
    world = make_sealed_round(session, now=clock(), entries=2)
    row = laid(world)
    typed(world, row, world.secretary, full(world))
    typed(world, row, world.board, full(world))
    word, number = session.execute(
        select(Code.word, Seat.number)
        .select_from(Assignment)
        .join(Code, Code.id == Assignment.code_id)
        .join(Seat, Seat.id == Assignment.seat_id)
        .where(Assignment.id == row.assignment_id)
    ).one()
    ask_unlocking(
        session, round_id=world.round_id, word=word, seat_number=number, reason="nhầm", by=world.by(world.head),
        now=world.now,
    )  # fmt: skip
    wish = session.scalars(select(Unlocking)).one()
    grant_unlocking(session, world.at_hand, unlocking_id=wish.id, by=world.by(world.secretary), now=world.now)
    again = laid(world, key="c", assignment=row.assignment_id)
    typed(world, again, world.secretary, full(world, less=1))
    assert typed(world, again, world.board, full(world, less=1))
    review = session.scalars(select(Review).where(Review.assignment_id == row.assignment_id)).one()
    assert (review.state, review.locked_version) == ("locked", 2)
    assert row.live_for is None
