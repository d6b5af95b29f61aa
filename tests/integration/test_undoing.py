"""A judge undoes the last change of marks; nothing is overwritten and no remark is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from judging.desk.reviews import StaleSheetError
from judging.desk.undoing import undo_marks
from judging.models.reviews import ReviewVersion
from portal.db import writing
from tests.factories.judging import make_sealed_round
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock


def test_B12_undo_makes_a_new_version_and_keeps_the_remarks(app: Flask, clock: TestClock) -> None:
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        world = make_sealed_round(session, now=clock(), entries=2)
        mine = world.assignments_of(world.judges[1])[0]
    client = PageClient(app).sign_in_as(world.judges[1])
    address = f"/cham/{mine.id}"

    def send(version: int, act: str, **typed: str) -> None:
        sent = {"version": str(version), "idempotency_key": f"trang-{version}", "act": act}
        client.post(f"{address}/luu", sent | {name.replace("_", "-"): text for name, text in typed.items()})

    def mark_now() -> str:
        return str(client.get(address).soup.select_one("#mark-relevance").get("value", ""))

    send(0, "save", mark_relevance="5")
    send(1, "undo", mark_relevance="7,5", remark_relevance="Viết sau")  # 2 is what stood on the page, 3 the undo
    send(1, "undo", mark_relevance="7,5", remark_relevance="Viết sau")  # the same request again
    page = client.get(address)
    assert mark_now() == "5"
    assert page.words("#remark-relevance") == "Viết sau"
    assert page.soup.select_one('[name="version"]')["value"] == "3"
    send(3, "undo", mark_relevance="5", remark_relevance="Viết sau")
    assert mark_now() == ""
    send(5, "undo", remark_relevance="Viết sau")
    assert "Không có lần thay đổi điểm nào" in client.get(address).words(".flashes")
    with app.app_context(), writing(app.extensions["bangvang_database"].desk) as session:
        numbers = session.scalars(select(ReviewVersion.number).order_by(ReviewVersion.number)).all()
        assert numbers == list(range(1, len(numbers) + 1))
        with pytest.raises(StaleSheetError):
            undo_marks(session, assignment_id=mine.id, seats=frozenset({mine.seat_id}), version=1, now=clock())
