"""Papers from the record: built, never typed; each in the measures of the decree and the same in both renderings."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from docx import Document

from judging.actions.revocations import revoke
from judging.ids import ProgrammeID
from judging.rules.revocations import MovesUp, RevocationKind
from portal.papers import layout
from portal.papers.content import Table, fill, from_text, sha256_of_content
from portal.papers.docx import render_docx, text_of_docx
from portal.papers.facts import CaseFacts, Reference
from portal.papers.making import facts_of, frozen_text, text_of
from portal.papers.pdf import render_pdf
from portal.papers.registry import kinds
from tests.factories.marking import make_day
from tests.factories.papers import say_words
from tests.paper_measures import Sheet, measure, squeezed, text_of_pdf

if TYPE_CHECKING:
    from flask import Flask

    from portal.papers.content import Content
    from portal.papers.facts import Facts
    from portal.papers.registry import Kind
    from tests.conftest import TestClock
    from tests.factories.marking import Day

DECIDED = {
    "thanh-lap-ban-to-chuc": Reference("05/QĐ-UBND", date(2026, 8, 3)),
    "to-trinh-ket-qua": Reference("02/TTr-BTC", date(2026, 9, 6)),
    "quyet-dinh-ket-qua": Reference("07/QĐ-UBND", date(2026, 9, 7)),
}
CASE = CaseFacts(
    "a1", "00001/DON", "Người Hỏi Thử", "Điểm của bài dự thi", date(2026, 9, 1), "Điểm tính đúng.\nGiữ nguyên kết quả."
)
NEEDED = {
    "thanh-lap-ban-to-chuc", "thanh-lap-ban-giam-khao", "thanh-lap-to-thu-ky", "thong-bao-phat-dong", "so-tiep-nhan",
    "phieu-tiep-nhan", "danh-sach-ma-phach", "phieu-cham", "bien-ban-cham-thi", "bang-tong-hop-diem",
    "to-trinh-ket-qua", "quyet-dinh-ket-qua", "giay-chung-nhan", "du-toan", "to-trinh-kinh-phi", "danh-sach-ky-nhan",
    "thong-bao-ket-qua", "bao-cao-so-ket", "bao-cao-tong-ket", "tra-loi-kien-nghi", "trang-bia", "nhan-dia-cd",
}  # fmt: skip
"""The papers of domain/practice 3.9 that a contest needs; the others are a campaign's, a council's, a broadcast's."""
CORRECTED = {"quyet-dinh-thu-hoi", "giay-chung-nhan-bo-sung"}
"""What a contest needs only where a prize is taken back after its decision."""
OF_A_COUNCIL = {"bien-ban-hop-hoi-dong", "bien-ban-kiem-phieu"}
"""Measured in `test_council_papers.py`; a contest has none of them."""


def facts_at(day: Day) -> Facts:
    with day.acting() as session:
        return facts_of(session, ProgrammeID(day.programme_id), now=day.now)


def decided_facts(app: Flask, clock: TestClock) -> tuple[Day, Facts]:
    """A contest at its end, its films on discs, as every paper needs it."""
    day = make_day(app, now=clock())
    say_words(day)
    day.until_opened()
    day.approve()
    facts = facts_at(day)
    plan = facts.plan
    film = next(one.name for one in plan.categories if one.medium)
    receipts = (*facts.receipts[:1], *(replace(one, category=film) for one in facts.receipts[1:]))
    return day, replace(facts, issued=DECIDED, cases=(CASE,), receipts=receipts)


def drawn(day: Day, kind: Kind, facts: Facts) -> Content:
    """The paper with number and day, of its first subject."""
    subject = kind.subjects(facts)[0][0] if kind.subjects else ""
    with day.app.app_context():
        text = frozen_text(kind, facts, subject=subject)
    return from_text(fill(text, number=5, day=date(2026, 9, 7), year=2026))


def without_repeats(said: str, content: Content) -> str:
    """The words of a PDF with the headings of a table once, though they return on every page."""
    for block in (*content.blocks, *(one for part in content.appendices for one in part.blocks)):
        if isinstance(block, Table):
            head = squeezed("".join(column.heading for column in block.columns))
            first, mark, rest = said.partition(head)
            wanted = [one for one in content.blocks if isinstance(one, Table) and one.columns == block.columns]
            if head and len(wanted) <= 1:
                said = first + mark + rest.replace(head, "")
    return said


@pytest.mark.requirement("S001-R31")
def test_every_paper_of_a_contest_is_whole_in_the_measures_of_the_decree_and_equal_in_both(
    app: Flask, clock: TestClock
) -> None:
    day, facts = decided_facts(app, clock)
    assert set(kinds()) == NEEDED | CORRECTED | OF_A_COUNCIL
    for key in sorted(NEEDED):
        is_whole(day, kinds()[key], facts)
    assert [kind.subjects(facts) for key, kind in kinds().items() if key in OF_A_COUNCIL and kind.subjects] == [(), ()]


@pytest.mark.requirement("S001-R31")
def test_papers_of_a_revoked_prize_are_whole_in_the_same_measures(app: Flask, clock: TestClock) -> None:
    day, before = decided_facts(app, clock)
    with day.acting() as session:
        by = day.viewer(session, day.board)
        revoke(
            session, day.at_hand(session), code=day.codes[0], kind=RevocationKind.REVOKED,
            choices={one.key: MovesUp.NEXT for one in before.plan.ladders}, reason="Bài sao chép", by=by, now=day.now,
        )  # fmt: skip
    day.approve()
    facts = facts_at(day)
    ((about, _), *_) = kinds()["quyet-dinh-thu-hoi"].subjects(facts)
    issued = {**DECIDED, f"quyet-dinh-thu-hoi/{about}": Reference("09/QĐ-UBND", date(2026, 9, 7))}
    facts = replace(facts, issued=issued, last_book_number=3)
    for key in sorted(CORRECTED):
        is_whole(day, kinds()[key], facts)


def is_whole(day: Day, kind: Kind, facts: Facts) -> None:
    subject = kind.subjects(facts)[0][0] if kind.subjects else ""
    about = replace(facts, subject=subject)
    assert (kind.key, kind.waits(about), about.office.missing(kind.needs)) == (kind.key, "", ())
    content = drawn(day, kind, facts)
    pdf, docx = render_pdf(content), render_docx(content)
    assert without_repeats(text_of_pdf(pdf), content) == squeezed(text_of_docx(docx)), kind.key
    _measure_pdf(kind, content, pdf)
    _measure_docx(content, docx)


def _measure_pdf(kind: Kind, content: Content, pdf: bytes) -> None:
    sheets = measure(pdf)
    for sheet in sheets:
        assert sorted((round(sheet.width), round(sheet.height))) == [210, 297], kind.key
        assert {re.sub(r".*\+(Tinos).*", r"\1", one.font) for one in sheet.signs} <= {"Tinos"}, kind.key
        assert not any(one.text in "\ue000\ue001\ufffd" for one in sheet.signs), kind.key
        if not content.certificates:
            assert all(one.left >= 29.5 and one.right <= sheet.width - 14.5 for one in sheet.signs), kind.key
            assert all(one.bottom <= sheet.height - 19.5 for one in sheet.signs), kind.key
    first = sheets[0]
    if content.letterhead is not None:
        for words, least, most in ((layout.NATION, 12, 13), (layout.MOTTO, 13, 14)):
            assert _sizes(first, words, least, most), f"{kind.key}: {words}"
        nation = first.find(layout.NATION)
        assert max(one.top for one in nation) - min(one.top for one in nation) < 3, kind.key
    if kind.symbol:
        number = content.letterhead.number if content.letterhead else ""
        assert re.fullmatch(r"Số: 05/[A-ZĐa-z]+-[A-Z]+", number), kind.key
        assert _sizes(first, number, 13, 13), kind.key
        assert _sizes(first, "Đakrông, ngày 07 tháng 9 năm 2026", 13, 14), kind.key
        whole = "".join(sheet.text for sheet in sheets)
        assert "./." in whole, kind.key
        assert squeezed(f"{layout.RECIPIENTS}- ") in whole, kind.key
        assert content.signatures[0].name, kind.key
    if content.title:
        assert _sizes(first, content.title, 13, 14), kind.key


def _sizes(sheet: Sheet, words: str, least: float, most: float) -> bool:
    signs = sheet.find(words)
    return bool(signs) and all(least <= one.size <= most for one in signs)


def _measure_docx(content: Content, docx: bytes) -> None:
    document = Document(io.BytesIO(docx))
    for section in document.sections:
        sides = sorted((round(section.page_width.mm), round(section.page_height.mm)))
        assert sides == [210, 297]
        if not content.certificates:
            assert (round(section.left_margin.mm), round(section.right_margin.mm)) == (30, 15)
            assert (round(section.top_margin.mm), round(section.bottom_margin.mm)) == (20, 20)


@pytest.mark.requirement("S001-R35")
def test_a_decision_names_everybody_and_whom_it_is_sent_to(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    say_words(day)
    facts = facts_at(day)
    people = {
        "thanh-lap-ban-to-chuc": [day.board.person],
        "thanh-lap-ban-giam-khao": [one.person for one in day.judges],
        "thanh-lap-to-thu-ky": [day.secretary.person],
    }
    for key, named in people.items():
        said = squeezed(text_of_docx(render_docx(drawn(day, kinds()[key], facts))))
        for person in named:
            assert squeezed(person.full_name) in said
            assert squeezed(person.unit.name) in said
        assert "TM.ỦYBANNHÂNDÂNCHỦTỊCHNgườiKýThử" in said
        assert "-Lưu:VT,NV." in said


@pytest.mark.requirement("S001-R30", "S001-R31", "S001-R37")
def test_the_decision_on_the_results_counts_and_writes_out_what_is_given(app: Flask, clock: TestClock) -> None:
    day, facts = decided_facts(app, clock)
    said = text_of_docx(render_docx(drawn(day, kinds()["quyet-dinh-ket-qua"], facts))).replace("\xa0", " ")
    assert "trao 03 giải" in said
    assert "4.500.000 đồng (Bằng chữ: Bốn triệu năm trăm nghìn đồng)" in said
    assert "(Kèm theo Quyết định số 05/QĐ-UBND ngày 07 tháng 9 năm 2026 của Ủy ban nhân dân huyện Đakrông)" in said
    for entry in day.entries[:3]:
        assert entry.author.full_name in said
        assert entry.title in said
    assert day.entries[3].author.full_name not in said


def test_A17_papers_name_nobody_beside_a_code_before_the_codes_are_opened(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    say_words(day)
    day.close()
    facts = facts_at(day)
    here = replace(facts, subject=facts.rounds[0].key)
    waiting = {key: kind.waits(here) for key, kind in kinds().items()}
    for key in ("danh-sach-ma-phach", "to-trinh-ket-qua", "quyet-dinh-ket-qua", "giay-chung-nhan", "thong-bao-ket-qua"):
        assert waiting[key] == "not_opened", key
    for key in ("bien-ban-cham-thi", "bang-tong-hop-diem", "phieu-cham"):
        said = text_of_docx(render_docx(drawn(day, kinds()[key], facts)))
        assert day.codes[0] in said
        for entry in day.entries:
            assert entry.author.full_name not in said
            assert entry.unit.name not in said
    day.open()
    said = text_of_docx(render_docx(drawn(day, kinds()["bang-tong-hop-diem"], facts_at(day))))
    assert day.entries[0].author.full_name in said


def test_papers_wait_for_what_they_are_written_from(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    facts = facts_at(day)
    bare = type(facts)(plan=facts.plan, slug=facts.slug, today=facts.today, office=facts.office)
    waiting = {key: kind.waits(bare) for key, kind in kinds().items()}
    assert waiting["thanh-lap-ban-to-chuc"] == "no_board"
    assert waiting["thanh-lap-ban-giam-khao"] == "no_panel"
    assert waiting["thanh-lap-to-thu-ky"] == "no_secretary"
    assert waiting["so-tiep-nhan"] == "no_receipts"
    assert waiting["bien-ban-cham-thi"] == "not_closed"
    assert waiting["thong-bao-phat-dong"] == ""
    day.until_opened()
    assert kinds()["quyet-dinh-ket-qua"].waits(facts_at(day)) == "not_approved"
    day.approve()
    assert kinds()["giay-chung-nhan"].waits(facts_at(day)) == "no_decision"


def test_every_certificate_has_a_code_of_its_own_that_nobody_finds_by_trying(app: Flask, clock: TestClock) -> None:
    day, facts = decided_facts(app, clock)
    kind = kinds()["giay-chung-nhan"]
    first, second = (drawn(day, kind, facts) for _ in range(2))
    codes = [one.code for content in (first, second) for one in content.certificates]
    assert len(set(codes)) == 6
    assert {len(code) for code in codes} == {26}
    assert all(one.address.endswith(f"/xac-minh/giay/{one.code}") for one in first.certificates)
    with app.app_context():  # what a reviewer is shown has no codes, and is the same each time
        shown = [sha256_of_content(from_text(text_of(kind, facts))) for _ in range(2)]
    assert shown[0] == shown[1]
