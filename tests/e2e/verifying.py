"""The second part: units forward, validators accept, return and reject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.demo.documents import make_docx
from tests.e2e.day import COORDINATORS
from tests.e2e.office import Validator
from tests.e2e.people import Coordinator
from tests.e2e.works import AUTHORS, COMPLETED, GREEN, NOT_SELECTED, REJECTED, RETURNED, WORKS

if TYPE_CHECKING:
    from tests.e2e.day import Day

FIRST, SECOND = "kiemtra1", "kiemtra2"
DEMO_OUTSIDE = "TCKH"
"""The unit whose demonstration entry lies outside the limits: its head leaves that one."""


class Verifying:
    """What coordinators and validators do."""

    def __init__(self, day: Day) -> None:
        self.day = day

    def all(self) -> None:
        self.forward()
        self.accept_greens()
        self.reject_by_two()
        self.return_and_complete()
        self.accept_the_rest()
        self.look_where_no_machine_could()

    def forward(self) -> None:
        """Each unit's head selects and forwards; one entry is not selected, one is left where it is."""
        titles = {work.title: key for key, work in WORKS.items()}
        head = self.day.person(Coordinator, COORDINATORS["KK"])
        receipt = head.forward_in_browser(WORKS["docx-1463"].title)
        link = head.page.locator('a[href^="/xac-minh/"]').get_attribute("href")
        self.day.stranger().go(str(link)).says("Hợp lệ").says("đơn vị")
        phone = self.day.person(Coordinator, COORDINATORS["KK"], width=360)
        for path in ("/don-vi", receipt):
            phone.go(path)
        for unit, code in COORDINATORS.items():
            head = self.day.person(Coordinator, code)
            for title, entry in head.list_waiting().items():
                key = titles.get(title, "")
                if key == NOT_SELECTED:
                    head.post(f"{entry}/khong-chon", page=entry)
                elif key or unit != DEMO_OUTSIDE:
                    assert "/don-vi/phieu/" in head.forward_plainly(entry)
        self.day.author(NOT_SELECTED).go(self.day.addresses[NOT_SELECTED]).says("không chọn")

    def accept_greens(self) -> None:
        """All that is green in one act, after reading the sample that the portal chose."""
        validator = self.day.person(Validator, FIRST)
        assert validator.accept_greens() == len(GREEN)  # the demonstration's own name their authors, or are videos
        self.day.person(Validator, FIRST, width=360).go("/kiem-tra")

    def reject_by_two(self) -> None:
        """One proposes with the reason, only another confirms; the author reads why."""
        validator = self.day.person(Validator, FIRST)
        entry = validator.open_entry(WORKS[REJECTED].title)
        validator.says(WORKS[REJECTED].sentence)
        validator.confirm("reject", {"reject-words": "Video chỉ dài 3 phút 57 giây."}, ("too_short",))
        validator.go(entry).says("Cần người thứ hai xác nhận.")
        assert validator.page.locator("#confirm").count() == 0
        second = self.day.person(Validator, SECOND)
        second.go(entry).confirm("confirm")
        self.day.author(REJECTED).go(self.day.addresses[REJECTED]).says("không hợp lệ")

    def return_and_complete(self) -> None:
        """Back to the author with what may be changed; she hands in another file, the difference is seen, accepted."""
        validator = self.day.person(Validator, FIRST)
        entry = validator.open_entry(WORKS[RETURNED].title)
        words = "Vui lòng viết thêm để bài đủ 1.000 chữ theo cả hai cách đếm."
        validator.confirm("return", {"return-words": words}, ("too_short", "content"))
        author, address = self.day.author(RETURNED), self.day.addresses[RETURNED]
        author.go(address).says("Trả lại để bổ sung").says(words)
        work = COMPLETED
        person = AUTHORS[work.author]
        cover = {"author": person.name, "position": person.position, "unit": person.unit_name,
                 "phone": person.phone, "title": WORKS[RETURNED].title}  # fmt: skip
        path = make_docx(self.day.folder / "bo-sung.docx", chu=work.figure, cover=cover, seed=work.seed)
        author.upload_in_browser(address, path)
        author.says(work.sentence, within="#measurement")
        author.go(address).press("Look through and hand in again").press("Hand in now")
        assert "/phieu/" in author.page.url, author.text
        second = self.day.person(Validator, SECOND)
        second.go(entry).says("bo-sung.docx").confirm("accept")
        second.press("Let go of it")  # the next one was taken for him; the others are his colleague's

    def accept_the_rest(self) -> None:
        """What lies at a border or beyond is accepted one by one, with a word where a figure lies outside."""
        validator = self.day.person(Validator, FIRST)
        validator.open_entry(WORKS["docx-2010"].title)
        validator.says(WORKS["docx-2010"].sentence)
        validator.confirm("accept", {"accept-words": "Vượt 10 chữ theo Word do gạch đầu dòng."})
        decided = {*GREEN, NOT_SELECTED, REJECTED, RETURNED, "docx-2010"}
        for key in WORKS:
            if key not in decided:
                self._accept(validator, f"/kiem-tra/{self.day.entry_id(key)}")
        soup = validator.get("/kiem-tra")
        for link in soup.select("tbody a"):
            self._accept(validator, str(link["href"]).partition("?")[0])
        validator.go("/kiem-tra").says("Không có bài nào chờ")

    def look_where_no_machine_could(self) -> None:
        """Videos are watched: until somebody confirms it, the queue lists them and they are not sealed."""
        validator = self.day.person(Validator, FIRST)
        soup = validator.get("/kiem-tra")
        waiting = [str(link["href"]) for link in soup.select(".notice-warning a")]
        assert waiting
        validator.go(waiting[0]).press("I looked at all of it: nobody is named").says("không nêu tên ai")
        for address in waiting[1:]:
            for form in validator.get(address).select('form[action$="/da-xem"]'):
                reason = form.select_one('[name="reason"]')
                assert reason is not None
                validator.post(str(form["action"]), {"reason": str(reason["value"])}, page=address)
        assert not validator.get("/kiem-tra").select(".notice-warning a")

    @staticmethod
    def _accept(validator: Validator, entry: str) -> None:
        validator.post(f"{entry}/nhan", {"accept-words": "Ban Tổ chức xem xét chấp nhận."}, page=entry)
