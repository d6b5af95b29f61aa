"""What each person of the day does, in the words of the pages: the acts of entrants, coordinators and the office."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from tests.e2e.visitor import Visitor, plain, words

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.works import Work

SLUG = "cchc-dakrong"
NEW_PASSWORD = "một câu dài chỉ mình tôi nhớ"
ENTRY = re.compile(r"/bai-du-thi/[0-9a-f-]{36}")


class Person(Visitor):
    """Anybody who signs in."""

    def sign_in(self, code: str, password: str) -> None:
        """At the door, in the browser."""
        self.go("/dang-nhap").fill({"name": code, "password": password}).press("Sign in", role="button")
        assert "/dang-nhap" not in self.page.url, self.text

    def sign_in_plainly(self, code: str, password: str) -> None:
        self.post("/dang-nhap", {"name": code, "password": password})

    def use_slip(self, code: str, *, in_browser: bool = False) -> None:
        """Choose a password with the code of a printed slip."""
        fields = {"code": code, "password": NEW_PASSWORD, "repeated": NEW_PASSWORD}
        if in_browser:
            self.go("/ma-dang-nhap").fill(fields).press("Set the password and sign in", role="button")
        else:
            self.post("/ma-dang-nhap", fields)


class Entrant(Person):
    """Writes, films, sends, hands in."""

    def begin(self, work: Work) -> str:
        """A draft with cover data and declarations, by plain requests; its address."""
        address = self.post(f"/cuoc-thi/{SLUG}/du-thi", {"category": work.category}).headers["location"]
        self.post(f"{address}/thong-tin", {"title": work.title, "topic_key": "procedures"})
        self.post(f"{address}/cam-ket", {"declare-original": "y", "declare-unpublished": "y"})
        return address

    def begin_in_browser(self, work: Work) -> str:
        """The same through the pages, from the list of contests to a task list without anything to do but the file."""
        self.go("/bai-du-thi").press("Begin an entry")
        self.page.locator(f"input[name=category][value={work.category}]").check()
        self.press("Begin the draft")
        address = self._address()
        self.says("CHƯA NỘP")
        self.press("Cover data")
        self.page.locator("input[name=topic_key][value=procedures]").check()
        self.fill({"title": work.title}).press("Save and go on")
        self.press("Declarations")
        for box in self.page.locator("main input[name^=declare-]").all():
            box.check()
        self.page.locator("input[name=ai-used][value=no]").check()
        self.press("Save and go on")
        return address

    def upload_in_browser(self, address: str, path: Path) -> None:
        """Choose the file; it goes by parts, and the page says what was measured without being loaded again."""
        self.go(f"{address}/noi-dung")
        self.page.locator("input[name=file]").set_input_files(path)
        self.says(path.name, within="#measurement")
        self.page.wait_for_selector("#measurement [data-poll-done]", state="attached", timeout=60_000)
        self.look()

    def type_in_browser(self, address: str, text: str) -> None:
        self.go(f"{address}/soan-thao").fill({"typed_text": text})
        self.press("Use this text as the work and measure it")
        self.page.wait_for_selector("#measurement [data-poll-done]", state="attached", timeout=60_000)
        self.look()

    def measured(self, address: str) -> tuple[str, str, str]:
        """(verdict, sentence, everything) of the work, asked for as its page does until it is measured."""
        until = time.monotonic() + 90
        while True:
            soup = self.get(f"{address}/do")
            if soup.select_one("[data-poll-done]"):
                break
            assert time.monotonic() < until, "not measured after 90 s"
            time.sleep(0.2)
        first = soup.select_one(".verdict")
        text = plain(soup.get_text(" "))
        if first is None:
            return "", "", text
        head, said = first.select_one(".verdict-head"), first.select_one(".verdict-sentence")
        assert head is not None
        assert said is not None
        return plain(head.get_text(" ")), plain(said.get_text(" ")), text

    def hand_in(self, address: str) -> str:
        """Hand in by a plain request; the receipt's address."""
        return self.post(f"{address}/nop").headers["location"]

    def hand_in_in_browser(self, address: str) -> str:
        self.go(address).press("Look through and hand in").press("Hand in now")
        assert "/phieu/" in self.page.url, self.text
        return self.page.url.removeprefix(self.url)

    def _address(self) -> str:
        found = ENTRY.search(self.page.url)
        assert found is not None, self.page.url
        return found.group()


class Coordinator(Person):
    """Heads a unit: prints slips, selects, forwards."""

    def print_slips(self) -> dict[str, str]:
        """The one-time codes of everybody in the unit who never signed in, by staff code."""
        self.go("/don-vi/nguoi").press("Print slips for all who never signed in")
        slips = {}
        for slip in self.page.locator(".slip").all():
            code = slip.locator(".slip-facts dd").first.inner_text().strip()
            slips[code] = slip.locator(".slip-code").inner_text().strip()
        return slips

    def list_waiting(self) -> dict[str, str]:
        """The addresses of the entries that wait for the unit's decision, by title."""
        found = {}
        for table in self.get("/don-vi").select("table"):
            caption = table.select_one("caption")
            if caption is None or plain(caption.get_text()) != words("Waiting for your decision"):
                continue
            for link in table.select('tbody th a[href^="/don-vi/bai-du-thi/"]'):
                found[plain(link.get_text())] = str(link["href"])
        return found

    def forward_plainly(self, entry: str) -> str:
        """Send it on; the address of the unit's receipt."""
        return self.post(f"{entry}/chuyen", page=entry).headers["location"]

    def forward_in_browser(self, title: str) -> str:
        """Read, select, then forward with the first place in the unit's order."""
        self.go("/don-vi").press(title)
        self.press("Select for now").says("Đã chọn")
        self.fill({"position": "1", "note": "Đơn vị đánh giá cao bài này."}).press("Forward", role="button")
        assert "/don-vi/phieu/" in self.page.url, self.text
        return self.page.url.removeprefix(self.url)
