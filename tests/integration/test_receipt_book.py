"""The printed receipt book tells what the screen tells: signed receipts, and the counter's lines after them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from judging.ids import ProgrammeID
from portal.db import transaction
from portal.papers.content import Table
from portal.papers.kinds.receipt_book import BOOK, SLIPS
from portal.papers.making import facts_of
from portal.papers.office import office_words
from tests.factories.counter import SLUG, Counter
from tests.factories.papers import SAID
from tests.integration.test_handovers import BOOKLET, LABEL
from tests.integration.test_papers import drawn, is_whole
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask

    from portal.papers.facts import Facts
    from tests.conftest import TestClock


def book_of(app: Flask, counter: Counter, clock: TestClock) -> Facts:
    with app.app_context(), transaction() as session:
        facts = facts_of(session, ProgrammeID(counter.programme.id), now=clock())
    said = {**SAID, "committee_head": "Người Trưởng Ban", "secretary_head": "Người Thư Ký"}
    return replace(facts, office=office_words(facts.plan, said))


@pytest.mark.requirement("S001-R19", "S001-R31")
def test_the_printed_book_has_every_line_of_the_counter_as_the_screen_tells_it(app: Flask, clock: TestClock) -> None:
    counter = Counter(app, clock)
    assert BOOK.waits(book_of(app, counter, clock)) == "no_receipts"
    came = clock() - timedelta(minutes=5)
    counter.write(**counter.fields(arrived=came, brought_by="Người Mang Bài"))
    row, _entry = counter.line()
    pages, address = counter.as_(counter.secretary), f"/tiep-nhan/dong/{row.id}"
    pages.post(f"{address}/ban", BOOKLET)
    pages.post(f"{address}/ban", BOOKLET)
    counter.fill()
    counter.hand_in()
    counter.write(person=counter.stranger, **counter.fields(way="disc", category="video", note="Nộp trước giờ họp"))
    disc, _entry = counter.line(2)
    address = f"/tiep-nhan/dong/{disc.id}"
    pages.post(f"{address}/ban", {"kind": "disc", "is_whole": "y", **LABEL, "place": "Tủ 1"})
    pages.post(f"{address}/huy", {"reason": "Ghi nhầm người"})
    facts = book_of(app, counter, clock)
    signed, brought = (block.rows for block in BOOK.build(facts).blocks if isinstance(block, Table))
    receipt = facts.receipts[0].number
    assert [line[1] for line in signed] == [receipt]
    assert brought == (
        ("00001/STN-CUOC-THI", "09:55 07/9/2026", "Người Tác Giả", "UBND xã Thử", "Bản giấy", "Người Mang Bài",
         "02 quyển", receipt, ""),
        ("00002/STN-CUOC-THI", "10:00 07/9/2026", "Người Đơn Vị Khác", "Phòng Thử Khác", "Đĩa CD (USB)",
         "Người Tác Giả", "01 đĩa", "", "Đã hủy lúc 10:00 07/9/2026: Ghi nhầm người; Nộp trước giờ họp"),
    )  # fmt: skip
    assert "có 2 số, trong đó 1 số đã hủy" in repr(BOOK.build(facts))
    screen = pages.get(f"/tiep-nhan/{SLUG}").body
    assert all(line[0] in screen and line[2] in screen and line[7] in screen for line in brought)
    at: Any = counter  # a paper is drawn for whatever has an app
    is_whole(at, BOOK, facts)
    before = replace(facts, receipts=())
    assert (BOOK.waits(before), SLIPS.waits(before)) == ("", "no_receipts")
    assert [len(block.rows) for block in drawn(at, BOOK, before).blocks if isinstance(block, Table)] == [2]


@pytest.mark.requirement("S001-R19", "S001-R36")
def test_the_printed_book_says_what_a_line_waits_for_and_that_the_author_objected(app: Flask, clock: TestClock) -> None:
    counter = Counter(app, clock)
    counter.write(**counter.consent())
    row, _entry = counter.line()
    facts = book_of(app, counter, clock)
    assert facts.counter[0].copies == ()
    late = replace(facts.counter[0], waits=True, late_reason="Mất điện", recorded_at=clock() + timedelta(hours=9))
    remarks = [line[8] for line in _brought(replace(facts, counter=(facts.counter[0], late)))]
    assert remarks == ["", "Chờ người thứ hai xác nhận; Vào sổ lúc 19:00 07/9/2026: Mất điện"]
    clock.move(minutes=3)
    PageClient(app).post(f"/phieu-nhan/{row.check_code}/phan-doi", {"reason": "Tôi không nhờ nộp"})
    (line,) = _brought(book_of(app, counter, clock))
    assert line[4:7] == ("Tệp nộp thay, có văn bản đồng ý của tác giả", "Người Tác Giả", "–")
    assert line[8] == "Tác giả phản đối lúc 10:03 07/9/2026: Tôi không nhờ nộp"


def _brought(facts: Facts) -> tuple[tuple[str, ...], ...]:
    return [block for block in BOOK.build(facts).blocks if isinstance(block, Table)][-1].rows
