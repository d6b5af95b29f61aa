"""The whole day in a real browser: from a list of people to the published winners, with real files and every duty."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from portal.demo.office import PASSWORD
from tests.e2e.people import NEW_PASSWORD, Coordinator, Entrant, Person
from tests.e2e.portal_server import PortalServer
from tests.e2e.visitor import Visitor
from tests.e2e.works import AUTHORS, WORKS, make_works
from tests.factories.lists import PEOPLE, make_xlsx
from tests.invariants import violations

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
COORDINATORS = {"KK": "daumoi-kk", "TR": "daumoi-tr", "HH": "daumoi-hh", "TCKH": "daumoi-tckh"}
IN_BROWSER = {"docx-1463", "mp4-512", "typed-1200"}


class Day:
    """The day as it goes: the installation, the people at their browsers, the files and where their entries stand."""

    def __init__(self, browser: Browser, server: PortalServer, folder: Path) -> None:
        self.browser = browser
        self.server = server
        self.folder = folder
        self.files = make_works(folder)
        self.entrants: dict[str, Entrant] = {}
        self.addresses: dict[str, str] = {}
        self.receipts: dict[str, str] = {}

    def person(self, code: str, *, width: int = 1280) -> Person:
        """Somebody of the demonstration, signed in."""
        who = Person(self.browser, self.server.url, name=code, width=width)
        who.sign_in_plainly(code, PASSWORD)
        return who

    # Before anybody enters

    def bring_people(self) -> None:
        """The administrator uploads the list of staff; coordinators print slips; each chooses a password."""
        admin = Person(self.browser, self.server.url, name="quantri")
        admin.sign_in("quantri", PASSWORD)
        rows = [(one.code, one.name, one.position, "công chức", one.unit, one.phone, "") for one in AUTHORS.values()]
        listed = self.folder / "danh-sach.xlsx"
        listed.write_bytes(make_xlsx(PEOPLE, rows).read())
        admin.go("/quan-tri/nhap/nguoi").page.locator("input[type=file]").set_input_files(listed)
        admin.press("Check the list").says(re.compile(r"Thêm mới\s*8"))
        admin.press("Apply the list").says("Đã áp dụng danh sách: thêm 8, thay đổi 0.")
        admin.close()
        slips: dict[str, str] = {}
        for code in COORDINATORS.values():
            head = Coordinator(self.browser, self.server.url, name=code)
            head.sign_in_plainly(code, PASSWORD)
            slips |= head.print_slips()
            head.close()
        assert set(slips) == set(AUTHORS)
        for code in AUTHORS:
            self.entrants[code] = Entrant(self.browser, self.server.url, name=code)
            self.entrants[code].use_slip(slips[code])

    # Entering

    def enter_in_browser(self) -> None:
        """An essay from a file, an essay typed, a video sent by parts: each measured and received."""
        for key in ("docx-1463", "typed-1200"):
            work = WORKS[key]
            author = self.entrants[work.author]
            address = self.addresses[key] = author.begin_in_browser(work)
            if work.kind == "typed":
                author.type_in_browser(address, work.text)
            else:
                author.upload_in_browser(address, self.files[key])
            author.says(work.sentence, within="#measurement").says(work.verdict, within="#measurement")
            self.receipts[key] = author.hand_in_in_browser(address)
        self._send_a_file_that_lies_and_then_a_video()
        self._read_on_a_telephone()

    def _send_a_file_that_lies_and_then_a_video(self) -> None:
        work = WORKS["mp4-512"]
        author = self.entrants[work.author]
        address = self.addresses[work.key] = author.begin_in_browser(work)
        liar = self.folder / "khong-phai-video.mp4"
        liar.write_bytes(self.files["docx-1463"].read_bytes())
        author.upload_in_browser(address, liar)
        author.says("Không sử dụng được tệp này", within="#measurement")
        author.says("Tên tệp có đuôi “mp4” nhưng nội dung là tệp DOCX.", within="#measurement")
        author.says("Xét theo nội dung, đây là tệp loại DOCX, kế hoạch không cho phép loại này.", within="#measurement")
        author.expected.append("422")
        author.go(address).press("Look through and hand in").press("Hand in now")
        author.says("CHƯA NỘP").says("Không sử dụng được tệp: khong-phai-video.mp4. Vui lòng thay tệp khác.")
        author.upload_in_browser(address, self.files[work.key])
        author.says(work.sentence, within="#measurement")
        self.receipts[work.key] = author.hand_in_in_browser(address)

    def _read_on_a_telephone(self) -> None:
        """The entrant's pages at 360 px."""
        address, code = self.addresses["docx-1463"], WORKS["docx-1463"].author
        phone = Entrant(self.browser, self.server.url, name=code, width=360)
        phone.sign_in_plainly(code, NEW_PASSWORD)
        for path in ("/bai-du-thi", address, f"{address}/noi-dung", f"{address}/xem-truoc", self.receipts["docx-1463"]):
            phone.go(path)
        phone.says("ĐÃ NỘP")
        phone.close()

    def enter_the_others(self) -> None:
        """Everybody else, with plain requests; every verdict is what its page says, to the letter."""
        wrong = []
        for key, work in WORKS.items():
            if key in IN_BROWSER:
                continue
            author = self.entrants[work.author]
            address = self.addresses[key] = author.begin(work)
            author.send_file(f"{address}/tep", self.files[key], page=f"{address}/noi-dung")
            verdict, sentence, text = author.measured(address)
            if (verdict, sentence) != (work.verdict, work.sentence):
                wrong.append((key, verdict, sentence, text))
            self.receipts[key] = author.hand_in(address)
        assert wrong == []

    def verify_receipts(self) -> None:
        """The QR of a receipt leads anybody to a page that verifies it; so does the code typed by hand."""
        stranger = Visitor(self.browser, self.server.url)
        for key in ("docx-1463", "odt-999"):
            author = self.entrants[WORKS[key].author]
            soup = author.get(self.receipts[key])
            link = soup.select_one('a[href^="/xac-minh/"]')
            assert link is not None
            drawing = author.context.request.get(self.server.url + self.receipts[key] + "/qr.svg")
            assert drawing.headers["content-type"].startswith("image/svg+xml")
            number = author.h1 if key == "docx-1463" else ""
            stranger.go(str(link["href"])).says("Hợp lệ").lacks(AUTHORS[WORKS[key].author].name)
            assert number.removeprefix("Phiếu tiếp nhận ") in stranger.text
        stranger.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[PortalServer]:
    server = PortalServer.in_folder(tmp_path)
    server.load()
    server.start()
    yield server
    server.stop()


def test_the_whole_day(browser: Browser, server: PortalServer, tmp_path: Path) -> None:
    """From the list of people to the published winners."""
    day = Day(browser, server, tmp_path)
    day.bring_people()
    day.enter_in_browser()
    day.enter_the_others()
    day.verify_receipts()
    for entrant in day.entrants.values():
        entrant.close()
    with server.application() as app:
        assert violations(app) == {}
    assert server.command("history", "verify").returncode == 0
    assert server.wrong_lines() == []
