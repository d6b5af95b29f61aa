"""The validators' queue: what waits, narrowed and searched, held by one at a time, taken one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.factories.received import Intake
from tests.query_counter import counted_queries

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock


@pytest.fixture
def intake(app: Flask, clock: TestClock) -> Intake:
    return Intake(app, clock)


@pytest.mark.requirement("S001-R36")
def test_the_queue_holds_what_units_forwarded_and_nothing_before(intake: Intake) -> None:
    waiting = intake.handed_in(title="Chưa được đơn vị chuyển")
    sent = intake.forwarded(title="Nụ cười nơi một cửa")
    page = intake.as_(intake.validator).get("/kiem-tra")
    assert page.h1 == "Kiểm tra thể thức"
    assert [one["href"] for one in page.soup.select("tbody th a")] == [f"/kiem-tra/{sent}"]
    assert "Chưa được đơn vị chuyển" not in page.body
    assert page.all_words("nav.cluster strong") == ["1", "0", "0", "0", "0", "0"]
    intake.as_(intake.validator).get(f"/kiem-tra/{waiting}", status=404)


def test_filters_and_search_with_and_without_accents(intake: Intake) -> None:
    good = intake.forwarded(intake.author("Đặng Thị Hường"), title="Một cửa điện tử ở Tà Rụt")
    long = intake.too_long(intake.author("Lê Văn Bé", intake.other_unit), title="Chữ ký số ở Phòng Tư pháp")
    fresh = intake.forwarded(intake.author("Hồ Văn Khiêm"), title="Giảm giấy tờ", measured=False)
    pages = intake.as_(intake.validator)

    def found(query: str) -> set[str]:
        page = pages.get(f"/kiem-tra?{query}")
        return {str(one["href"]).split("/")[2].split("?")[0] for one in page.soup.select("tbody th a")}

    assert found("") == {str(good), str(long), str(fresh)}
    assert found("tim=hường") == found("tim=Huong") == found("tim=dien+tu") == {str(good)}
    assert found("tim=tư+pháp") == found("tim=phong+tu+phap") == {str(long)}
    assert found("ket-qua=fail") == {str(long)}
    assert found("ket-qua=none") == {str(fresh)}
    assert found("ket-qua=pass") == {str(good)}
    assert found(f"don-vi={intake.other_unit.id}") == {str(long)}
    assert found("the-loai=video") == set()
    assert found("the-loai=essay&ket-qua=fail&tim=chu+ky") == {str(long)}
    assert found("kho=valid") == set()
    assert found("kho=khong-co&ket-qua=la") == {str(good), str(long), str(fresh)}
    assert found("tim=100%25") == set()
    assert found(f"tim={intake.receipt_of(long)}") == {str(long)}


def test_an_entry_is_held_for_15_minutes_and_the_others_see_who_has_it(intake: Intake) -> None:
    entry_id = intake.forwarded()
    one, two = intake.as_(intake.validator), intake.as_(intake.second)
    taken = one.post("/kiem-tra/tiep-theo")
    assert taken.location == f"/kiem-tra/{entry_id}"
    assert "Đang giữ bài này để xử lý đến 10:15." in one.get(taken.location).words(".claim")
    page = two.get(f"/kiem-tra/{entry_id}")
    assert "Trần Kiểm Tra đang mở bài này đến 10:15" in page.body
    assert page.soup.select("details[data-confirm]") == []
    assert "Trần Kiểm Tra giữ đến 10:15" in two.get("/kiem-tra").body
    told = two.post(f"/kiem-tra/{entry_id}/giu", status=422, headers={"Accept": "application/json"})
    assert told.response.json["error"] == "held_by_another"
    assert two.post("/kiem-tra/tiep-theo").location == "/kiem-tra"

    intake.clock.move(minutes=10)
    beat = one.post(f"/kiem-tra/{entry_id}/giu", status=200, headers={"Accept": "application/json"})
    assert beat.response.json == {"until": "2026-09-07T03:25:00+00:00"}
    two.get("/kiem-tra")
    intake.clock.move(minutes=15)
    assert two.post("/kiem-tra/tiep-theo").location == f"/kiem-tra/{entry_id}"
    assert "Đang giữ bài này để xử lý đến 10:40." in two.get(f"/kiem-tra/{entry_id}").body
    one.post(f"/kiem-tra/{entry_id}/giu", status=422, headers={"Accept": "application/json"})
    two.post(f"/kiem-tra/{entry_id}/tha")
    one.post(f"/kiem-tra/{entry_id}/giu")


def test_next_takes_what_waits_longest_and_nobody_has(intake: Intake) -> None:
    first = intake.forwarded()
    intake.clock.move(minutes=1)
    second = intake.forwarded()
    one, two = intake.as_(intake.validator), intake.as_(intake.second)
    assert one.post("/kiem-tra/tiep-theo").location == f"/kiem-tra/{first}"
    assert two.post("/kiem-tra/tiep-theo").location == f"/kiem-tra/{second}"
    assert one.post(f"/kiem-tra/tiep-theo?sau={first}").location == "/kiem-tra"
    page = one.get(f"/kiem-tra/{first}")
    assert page.soup.select_one("[data-key=j]")["href"] == f"/kiem-tra/{second}"
    assert page.soup.select_one("[data-key=k]") is None
    assert one.get(f"/kiem-tra/{second}").soup.select_one("[data-key=k]")["href"] == f"/kiem-tra/{first}"


def test_the_queue_asks_the_same_number_of_queries_for_1_and_for_3(intake: Intake) -> None:
    intake.forwarded()
    pages = intake.as_(intake.validator)
    pages.get("/kiem-tra")
    with counted_queries(intake.app) as one:
        assert len(pages.get("/kiem-tra").soup.select("tbody tr")) == 1
    intake.forwarded()
    intake.forwarded(intake.author(unit=intake.other_unit))
    with counted_queries(intake.app) as three:
        assert len(pages.get("/kiem-tra").soup.select("tbody tr")) == 3
    assert len(three) == len(one)


def test_A04_who_validates_nothing_here_sees_nothing(intake: Intake) -> None:
    entry_id = intake.forwarded()
    for account in (intake.coordinator, intake.author("Người Dự Thi"), intake.board):
        intake.as_(account).get("/kiem-tra", status=404)
    stranger = intake.validator_elsewhere()
    assert intake.as_(stranger).get("/kiem-tra").soup.select("tbody tr") == []
    for account in (intake.coordinator, intake.author("Người Khác"), stranger):
        intake.as_(account).get(f"/kiem-tra/{entry_id}", status=404)
        intake.as_(account).post(f"/kiem-tra/{entry_id}/nhan", status=404)
