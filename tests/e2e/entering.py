"""The first part of the day: people are listed, sign in, write, film, send, hand in, and hold receipts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.e2e.day import COORDINATORS
from tests.e2e.people import NEW_PASSWORD, Coordinator, Entrant, Person
from tests.e2e.works import AUTHORS, WORKS
from tests.factories.lists import PEOPLE, make_xlsx

if TYPE_CHECKING:
    from tests.e2e.day import Day

IN_BROWSER = ("docx-1463", "typed-1200", "mp4-512")


class Entering:
    """What authors do, and who brings them in."""

    def __init__(self, day: Day) -> None:
        self.day = day

    def all(self) -> None:
        self.list_people()
        self.hand_out_slips()
        self.enter_in_browser()
        self.send_a_file_that_lies()
        self.enter_on_a_telephone()
        self.enter_the_others()
        self.verify_receipts()

    def list_people(self) -> None:
        """The administrator uploads the list of staff and sees what it would change before it does."""
        admin = self.day.person(Person, "quantri", in_browser=True)
        rows = [(one.code, one.name, one.position, "công chức", one.unit, one.phone, "") for one in AUTHORS.values()]
        listed = self.day.folder / "danh-sach.xlsx"
        listed.write_bytes(make_xlsx(PEOPLE, rows).read())
        admin.go("/quan-tri/nhap/nguoi").page.locator("input[type=file]").set_input_files(listed)
        admin.press("Check the list").says(re.compile(r"Thêm mới\s*8"))
        admin.press("Apply the list").says("Đã áp dụng danh sách: thêm 8, thay đổi 0.")

    def hand_out_slips(self) -> None:
        """Coordinators print slips; each author chooses a password with the code, the first one in the browser."""
        slips: dict[str, str] = {}
        for code in COORDINATORS.values():
            slips |= self.day.person(Coordinator, code).print_slips()
        assert set(slips) == set(AUTHORS)
        for number, code in enumerate(AUTHORS):
            author = Entrant(self.day.browser, self.day.server.url, name=code)
            author.use_slip(slips[code], in_browser=number == 0)
            self.day.people[code, author.width] = author
            self.day.passwords[code] = NEW_PASSWORD

    def enter_in_browser(self) -> None:
        """An essay from a file, an essay typed, a video sent by parts: each measured and received."""
        for key in IN_BROWSER:
            work, author = WORKS[key], self.day.author(key)
            address = self.day.addresses[key] = author.begin_in_browser(work)
            if work.kind == "typed":
                author.type_in_browser(address, work.text)
            else:
                author.upload_in_browser(address, self.day.files[key])
            author.says(work.sentence, within="#measurement").says(work.verdict, within="#measurement")
            self.day.receipts[key] = author.hand_in_in_browser(address)

    def send_a_file_that_lies(self) -> None:
        """A word processor's file under the name of a video: told what it is, and not taken."""
        author = self.day.person(Entrant, "duthi1")
        address = author.begin(WORKS["mp4-512"])
        liar = self.day.folder / "khong-phai-video.mp4"
        liar.write_bytes(self.day.files["docx-1463"].read_bytes())
        author.upload_in_browser(address, liar)
        author.says("Không sử dụng được tệp này", within="#measurement")
        author.says("Tên tệp có đuôi “mp4” nhưng nội dung là tệp DOCX.", within="#measurement")
        author.says("Xét theo nội dung, đây là tệp loại DOCX, kế hoạch không cho phép loại này.", within="#measurement")
        answer = author.post(f"{address}/nop", status=422)
        assert "Không sử dụng được tệp: khong-phai-video.mp4. Vui lòng thay tệp khác." in answer.text()
        author.go(address).says("CHƯA NỘP")

    def enter_on_a_telephone(self) -> None:
        """The author's pages at 360 px, from the list to the receipt."""
        phone = self.day.author("docx-1463", width=360)
        address = self.day.addresses["docx-1463"]
        for path in ("/bai-du-thi", address, f"{address}/thong-tin", f"{address}/noi-dung", f"{address}/xem-truoc"):
            phone.go(path)
        phone.go(self.day.receipts["docx-1463"]).says("ĐÃ NỘP")

    def enter_the_others(self) -> None:
        """Everybody else, with plain requests; every verdict is what its page says, to the letter."""
        wrong = []
        for key, work in WORKS.items():
            if key in IN_BROWSER:
                continue
            author = self.day.author(key)
            address = self.day.addresses[key] = author.begin(work)
            author.send_file(f"{address}/tep", self.day.files[key], page=f"{address}/noi-dung")
            verdict, sentence, text = author.measured(address)
            if (verdict, sentence) != (work.verdict, work.sentence):
                wrong.append((key, verdict, sentence, text))
            self.day.receipts[key] = author.hand_in(address)
        assert wrong == []

    def verify_receipts(self) -> None:
        """The QR of a receipt leads anybody to a page that verifies it and names nobody."""
        stranger = self.day.stranger()
        for key in ("docx-1463", "odt-999", "mp4-512"):
            author = self.day.author(key)
            soup = author.get(self.day.receipts[key])
            link, heading = soup.select_one('a[href^="/xac-minh/"]'), soup.select_one("h1")
            assert link is not None
            assert heading is not None
            drawing = author.context.request.get(f"{self.day.server.url}{self.day.receipts[key]}/qr.svg")
            assert drawing.headers["content-type"].startswith("image/svg+xml")
            stranger.go(str(link["href"])).says("Hợp lệ")
            assert stranger.h1 == heading.get_text(strip=True)
            assert AUTHORS[WORKS[key].author].name not in stranger.text
            assert WORKS[key].title not in stranger.text
