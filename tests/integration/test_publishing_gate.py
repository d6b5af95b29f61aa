"""What is not green before a publication is listed and blocks; whoever overrides it is printed with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from judging.actions.approvals import approve
from judging.actions.publications import NotAnchoredError, NotGreenError
from judging.models.results import Publication
from judging.models.reviews import Review
from tests.factories.marking import Day, make_day
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock

REASON = "Máy lưu ngoài hỏng, Trưởng ban đồng ý"


def publisher(day: Day) -> PageClient:
    return PageClient(day.app).sign_in_as(day.publisher)


@pytest.mark.requirement("S001-R14")
def test_X35_only_a_named_person_with_a_printed_reason_publishes_before_the_anchor(
    app: Flask, clock: TestClock
) -> None:
    day = make_day(app, now=clock()).until_opened()
    bundle = day.bundle()
    with day.acting() as session:
        by = day.viewer(session, day.board)
        approve(session, day.at_hand(session), bundle_sha256=bundle, by=by, now=clock())
    with pytest.raises(NotAnchoredError):
        day.publish(bundle)
    client, path = publisher(day), f"/cong-bo/{day.round_id}"
    client.post(path, {"bundle": bundle, "override": "  "}, status=422)
    client.post(path, {"bundle": bundle, "override": REASON})
    page = PageClient(app).get(f"/cuoc-thi/{day.slug}/ket-qua").words("#result")
    assert REASON in page
    assert f"{day.publisher.person.full_name} đã công bố kết quả với lý do:" in page
    assert "chưa được ghi ra ngoài cơ sở dữ liệu" in page
    with day.acting() as session:
        kept = session.scalars(select(Publication)).one().page["overridden"]
        assert [one["what"] for one in kept["findings"]] == ["anchor"]


@pytest.mark.requirement("S001-R14")
def test_B01_a_sheet_that_does_not_fit_its_lock_blocks_the_publication_by_code_and_seat(
    app: Flask, clock: TestClock
) -> None:
    day = make_day(app, now=clock()).until_opened()
    bundle = day.approve()
    with day.acting() as session:
        session.scalars(select(Review).limit(1)).one().locked_sha256 = "0" * 64
    with pytest.raises(NotGreenError):
        day.publish(bundle)
    assert "không khớp với phiếu đã chốt. Đề nghị chưa công bố" in publisher(day).get(f"/cong-bo/{day.round_id}").words(
        ".not-green"
    )
    PageClient(app).get(f"/cuoc-thi/{day.slug}/ket-qua", status=404)


@pytest.mark.requirement("S001-R14")
def test_a_green_result_is_published_without_a_word_of_an_override(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock()).until_opened()
    bundle = day.approve()
    client = publisher(day)
    assert "override" not in client.get(f"/cong-bo/{day.round_id}").body
    client.post(f"/cong-bo/{day.round_id}", {"bundle": bundle, "override": REASON})
    with day.acting() as session:
        assert "overridden" not in session.scalars(select(Publication)).one().page
    assert REASON not in PageClient(app).get(f"/cuoc-thi/{day.slug}/ket-qua").body
