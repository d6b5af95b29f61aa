"""The minutes of marking print every override of the gate: reason, person and time, in order (S001-R14)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from judging.actions.approvals import approve, withdraw_approval
from judging.actions.publications import publish
from judging.actions.results import close_round
from judging.models.rounds import Code
from judging.queries.standings import round_at_hand
from tests.factories.marking import make_day
from tests.factories.remarkings import Anew
from tests.integration.test_board_gate import OVER, _begun
from tests.integration.test_minutes import minutes_of
from tests.integration.test_publications import vacate_first
from vietnamese.dates import format_moment

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock
    from tests.factories.marking import Day

LACKING = "khi còn nội dung chưa đạt, với lý do:"


def publish_over(day: Day, clock: TestClock, override: str, *, reason: str = "") -> None:
    """Approve what stands now and publish it before the approval stands outside the database."""
    bundle = day.bundle()
    with day.acting() as session:
        by = day.viewer(session, day.board)
        approve(session, day.at_hand(session), bundle_sha256=bundle, by=by, now=clock())
    with day.acting() as session:
        publish(
            session, day.at_hand(session), bundle_sha256=bundle, by=day.viewer(session, day.publisher), now=clock(),
            in_production=False, reason=reason, override=override,
        )  # fmt: skip


@pytest.mark.requirement("S001-R14")
def test_B22_a_correction_does_not_make_an_earlier_override_unsaid(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    started = clock()
    _begun(day)
    day.close(OVER)
    day.open()
    clock.move(hours=1)
    publish_over(day, clock, "Máy lưu ngoài hỏng.")
    with day.acting() as session:
        by = day.viewer(session, day.board)
        withdraw_approval(session, day.at_hand(session), reason="Có đơn", by=by, now=clock())
    vacate_first(day)
    clock.move(days=1)
    publish_over(day, clock, "Đường truyền hỏng", reason="Xử lý đơn kiến nghị")
    said = minutes_of(day, "final")
    clerk, publisher = day.secretary.person.full_name, day.publisher.person.full_name
    first, second = started + timedelta(hours=1), started + timedelta(days=1, hours=1)
    wanted = [
        f"Hồi {format_moment(started)}, {clerk} đóng vòng chấm {LACKING} {OVER}.",
        f"Hồi {format_moment(first)}, {publisher} công bố kết quả {LACKING} Máy lưu ngoài hỏng.",
        f"Hồi {format_moment(second)}, {publisher} công bố kết quả {LACKING} Đường truyền hỏng.",
    ]
    places = [said.find(one) for one in wanted]
    assert -1 not in places, places
    assert places == sorted(places)
    assert said.count(LACKING) == len(wanted)


@pytest.mark.requirement("S001-R14")
def test_the_minutes_print_who_closed_a_remarking_over_missing_sheets_and_none_of_its_codes(
    app: Flask, clock: TestClock
) -> None:
    anew = Anew(app, clock)
    anew.ask(1)
    clock.move(days=10)
    anew.begin()
    anew.panel()
    anew.open()
    day = anew.day
    with day.acting() as session:
        by = day.viewer(session, day.secretary)
        at_hand = round_at_hand(session, anew.round_id)
        close_round(session, at_hand, by=by, now=clock(), override_reason="Hai giám khảo ốm")
    said, clerk = minutes_of(day, "final"), day.secretary.person.full_name
    wanted = f"Hồi {format_moment(clock())}, {clerk} đóng vòng chấm phúc khảo {LACKING} Hai giám khảo ốm."
    assert wanted in said
    assert said.count(LACKING) == 1
    with day.acting() as session:
        fresh = session.scalars(select(Code.word).where(Code.round_id == anew.round_id)).all()
    assert fresh
    assert not any(word in said for word in fresh)
