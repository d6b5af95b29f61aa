"""The third part: sealing by code, seats, assignment, blind marking, one sheet opened again."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.models.rounds import Code
from judging.models.seals import CodeLink
from portal.db import transaction
from tests.e2e.office import Judge, Office, Secretary
from tests.e2e.works import AUTHORS, GREEN, LOW, MARKS, NOT_SELECTED, REJECTED, WORKS

if TYPE_CHECKING:
    from tests.e2e.day import Day

SECRETARY, HOLDERS = "thuky", ("bantochuc", "bantochuc2")
HEAD, JUDGES = "truongban", ("truongban", "giamkhao2", "giamkhao3")
DEMO_FORWARDED = 3
SEALED = len(WORKS) - len({NOT_SELECTED, REJECTED}) + DEMO_FORWARDED
MARKS_EACH = 2


def works_by_code(day: Day) -> dict[str, str]:
    """Which work each code is (empty for the demonstration's own): this test alone looks into the database."""
    by_entry = {day.entry_id(key): key for key in day.addresses}
    with day.server.application(), transaction() as session:
        rows = session.execute(select(Code.word, CodeLink.entry_id).join(CodeLink, CodeLink.code_id == Code.id))
        return {word: by_entry.get(str(entry_id), "") for word, entry_id in rows}


class Judging:
    """What the secretary, the key holders and the judges do."""

    def __init__(self, day: Day) -> None:
        self.day = day
        self.secretary = day.person(Secretary, SECRETARY, in_browser=True)
        self.round = self.secretary.find_round()
        self.works: dict[str, str] = {}
        """The work's key by code."""

    def all(self) -> None:
        self.seat()
        self.seal()
        self.print_the_list()
        self.assign_and_open()
        self.mark()
        self.open_one_sheet_again()
        self.see_progress()

    def seat(self) -> None:
        self.secretary.go(f"{self.round}/ban-giam-khao")
        for code in JUDGES:
            self.secretary.seat(code, is_head=code == HEAD)
        assert self.secretary.page.locator("tbody tr").count() == len(JUDGES)

    def seal(self) -> None:
        """Every valid entry gets a code; the renditions are made in the background."""
        self.secretary.go(f"{self.round}/ma-phach").confirm("seal-batch")
        until = time.monotonic() + 90
        while "đang tạo" in (text := self.secretary.get(f"{self.round}/ma-phach").get_text(" ")):
            assert time.monotonic() < until, text
            time.sleep(0.3)
        self.secretary.go(f"{self.round}/ma-phach")
        for one in AUTHORS.values():
            assert one.name not in self.secretary.text
        self.works = works_by_code(self.day)
        assert len(self.works) == SEALED, (self.works, self.secretary.text)

    def print_the_list(self) -> None:
        """The secretary asks, a key holder confirms, the list is shown once for the envelope."""
        self.secretary.go("/ghep-phach").press("Ask to print the list of the last batch")
        assert self.secretary.page.get_by_role("button", name="Xác nhận").count() == 0
        holder = self.day.person(Office, HOLDERS[0], in_browser=True)
        holder.go("/ghep-phach").press("Confirm", role="button").press("Show the list", role="button")
        rows = holder.page.locator("tbody tr")
        assert rows.count() == SEALED
        listed = {row.locator("th").inner_text().strip(): row.inner_text() for row in rows.all()}
        for word, key in self.works.items():
            if key:
                assert AUTHORS[WORKS[key].author].name in listed[word]
        self.secretary.go("/ghep-phach").press("Ask to print the list of the last batch")
        self.secretary.says("Danh sách của đợt gần nhất đã in.")

    def assign_and_open(self) -> None:
        self.secretary.go(f"{self.round}/phan-cong").press("Assign", role="button")
        self.secretary.says(str(SEALED * MARKS_EACH))
        self.secretary.go(self.round).confirm("open-round").says("Vòng chấm đã mở")
        for path in (self.round, f"{self.round}/phan-cong", f"{self.round}/tien-do"):
            self.day.person(Secretary, SECRETARY, width=360).go(path)

    def mark(self) -> None:
        """One sheet by keyboard alone, one read and marked on a telephone, the others by plain requests."""
        for number, code in enumerate(JUDGES):
            judge = self.day.person(Judge, code, in_browser=number == 0)
            sheets = judge.list_sheets()
            assert sheets
            for word, sheet in sheets.items():
                total = MARKS.get(self.works[word], LOW)
                if number == 1 and self.works[word] in GREEN and not judge.has_used_keyboard:
                    judge.has_used_keyboard = True
                    judge.mark_by_keyboard(sheet, total)
                else:
                    judge.mark_plainly(sheet, total)
            judge.go("/cham").says(f"{len(sheets)}")
            for one in AUTHORS.values():
                assert one.name not in judge.text
        phone = self.day.person(Judge, JUDGES[2], width=360)
        for path in ("/cham", *list(phone.list_sheets().values())[:2], "/cham/diem-da-cham"):
            phone.go(path)

    def open_one_sheet_again(self) -> None:
        """The head asks with a reason, the secretary agrees, the judge corrects and submits again."""
        judge = self.day.person(Judge, JUDGES[1])
        word, sheet = next((w, s) for w, s in judge.list_sheets().items() if self.works[w] not in MARKS)
        head = self.day.person(Judge, HEAD)
        head.go("/truong-ban").press("Ask to open a submitted sheet")
        head.fill({"word": word, "seat_number": "2", "reason": "Giám khảo cộng nhầm điểm hình thức."})
        head.press("Ask", role="button", exact=True).says(word)
        self.secretary.go(f"{self.round}/mo-phieu").says("Giám khảo cộng nhầm điểm hình thức.")
        self.secretary.confirm("grant-1")
        judge.go(sheet).says("Phiếu chấm này được mở lại.")
        judge.mark_plainly(sheet, LOW + 1)

    def see_progress(self) -> None:
        """The secretary sees counts, live; nobody sees marks."""
        self.secretary.go(f"{self.round}/tien-do").says(f"{SEALED}/{SEALED} bài đã đủ phiếu chấm")
