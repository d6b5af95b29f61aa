"""What must be green before a round is closed: drafts and conflicts stand beside the missing marks, with what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from judging.actions.results import RoundNotCoveredError
from judging.enums import AssignmentState, ReviewState
from judging.models.people import DeclaredTie
from judging.models.results import Closing
from judging.models.reviews import Recusal, Review
from judging.models.rounds import Assignment, Code, Seat
from judging.models.seals import SeatHolder
from tests.factories.marking import Day, make_day
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from tests.conftest import TestClock


def sheet_of_first(session: Session, day: Day) -> tuple[Assignment, Seat, Review]:
    """A sheet of the first code, with its seat."""
    found = session.execute(
        select(Assignment, Seat, Review)
        .join(Code, Code.id == Assignment.code_id)
        .join(Seat, Seat.id == Assignment.seat_id)
        .join(Review, Review.assignment_id == Assignment.id)
        .where(Code.round_id == day.round_id, Code.word == day.codes[0])
        .order_by(Seat.number)
        .limit(1)
    ).one()
    return found[0], found[1], found[2]


def missing_words(day: Day) -> str:
    return PageClient(day.app).sign_in_as(day.secretary).get(f"/niem-phong/{day.round_id}/ket-qua").words(".page, main")


@pytest.mark.requirement("S001-R14")
def test_B16_a_sheet_that_was_begun_and_not_locked_blocks_the_closing_by_name(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    with day.acting() as session:
        assignment, seat, review = sheet_of_first(session, day)
        assignment.state = AssignmentState.ASSIGNED.value
        review.state = ReviewState.UNLOCKED.value
        review.locked_at = review.locked_version = review.locked_sha256 = None
        number = seat.number
    with pytest.raises(RoundNotCoveredError):
        day.close()
    shown = missing_words(day)
    assert f"Đã chấm dở, chưa chốt: ghế {number}." in shown
    assert "Đề nghị nhắc giám khảo các ghế này chấm xong và chốt phiếu." in shown
    day.close("Giám khảo ốm, Ban tổ chức đồng ý")
    with day.acting() as session:
        (closing,) = session.scalars(select(Closing))
        assert [(one["what"], one["code"], one["begun"]) for one in closing.missing] == [
            ("marks", day.codes[0], [number])
        ]


@pytest.mark.requirement("S001-R14", "S001-R15")
def test_A22_a_conflict_without_a_successor_blocks_the_closing_until_somebody_signs(
    app: Flask, clock: TestClock
) -> None:
    day = make_day(app, now=clock())
    with day.acting() as session:
        assignment, seat, review = sheet_of_first(session, day)
        assignment.state = AssignmentState.RECUSED.value
        review.state = ReviewState.VOID.value
        review.locked_at = review.locked_version = review.locked_sha256 = None
        session.add(Recusal(assignment_id=assignment.id, reason="người nhà của tác giả", recused_at=clock()))
        number = seat.number
    with pytest.raises(RoundNotCoveredError):
        day.close()
    shown = missing_words(day)
    assert f"{day.codes[0]}: ghế {number} đã từ chối chấm và chưa có người chấm thay." in shown
    assert "Đề nghị phân công giám khảo khác tại mục “Phân công chấm”." in shown
    assert "người nhà" not in shown
    day.close("Không còn giám khảo nào khác")
    printed = missing_words(day)
    assert "Không còn giám khảo nào khác" in printed
    assert f"{day.codes[0]}: ghế {number} đã từ chối chấm và chưa có người chấm thay." in printed
    assert "Đề nghị phân công giám khảo khác" not in printed


@pytest.mark.requirement("S001-R14", "S001-R15")
def test_A22_a_sheet_of_a_judge_who_declared_a_tie_to_the_author_since_blocks_the_closing(
    app: Flask, clock: TestClock
) -> None:
    day = make_day(app, now=clock())
    with day.acting() as session:
        _assignment, seat, _review = sheet_of_first(session, day)
        holder = session.scalars(select(SeatHolder.account_id).where(SeatHolder.seat_id == seat.id)).one()
        author = day.entries[0].author_id
        session.add(DeclaredTie(account_id=holder, person_id=author, reason="anh em ruột", declared_at=clock()))
        number = seat.number
    with pytest.raises(RoundNotCoveredError):
        day.close()
    shown = missing_words(day)
    assert f"{day.codes[0]}: ghế {number} đã khai có quan hệ với tác giả" in shown
    assert day.entries[0].author.full_name not in shown
