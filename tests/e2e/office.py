"""What the office does on the day: verifying, sealing, judging, deciding, publishing, in the words of the pages."""

from __future__ import annotations

import re
from decimal import Decimal

from tests.e2e.people import Person
from tests.e2e.visitor import plain

CRITERIA = (("relevance", 25), ("novelty", 25), ("effect", 20), ("expression", 20), ("form", 10))
SHEET = re.compile(r"/cham/[0-9a-f-]{36}")


class Office(Person):
    """Anybody of the office: confirms in dialogs."""

    def confirm(self, opener: str, fields: dict[str, str] | None = None, ticks: tuple[str, ...] = ()) -> Office:
        """Open the question with this id, fill it in, press its main button; axe looks at the open dialog too."""
        self.page.locator(f"#{opener} > summary").click()
        dialog = self.page.locator(f"#{opener} + dialog")
        for name, value in (fields or {}).items():
            dialog.locator(f'[name="{name}"]').fill(value)
        for value in ticks:
            dialog.locator(f'input[value="{value}"]').check()
        self.look()
        dialog.locator('button[type="submit"]').click()
        self.look()
        return self


class Validator(Office):
    """Verifies the form of what was received."""

    def accept_greens(self) -> int:
        """Read the sample, tick it, accept all; how many."""
        self.go("/kiem-tra").press("Accept all that are green")
        here = self.page.url
        samples = [str(one.get_attribute("href")) for one in self.page.locator("fieldset .choice a").all()]
        for sample in samples:
            self.go(sample)
        self.go(here)
        for box in self.page.locator("fieldset input[type=checkbox]").all():
            box.check()
        count = self.page.locator("tbody tr").count()
        self.press("Accept all %(count)s", role="button", count=count)
        return count

    def open_entry(self, title: str) -> str:
        """Find it by search and take it; its address."""
        self.go("/kiem-tra")
        self.page.locator("input[name=tim]").fill(title)
        self.page.locator("input[name=tim]").press("Enter")
        self.look()
        self.page.locator("tbody a").first.click()
        self.look()
        return self.page.url.removeprefix(self.url).partition("?")[0]

    def accept_plainly(self, entry: str, why: str) -> None:
        self.post(f"{entry}/nhan", {"accept-words": why}, page=entry)


class Secretary(Office):
    """Seats, seals, assigns, opens, closes."""

    def find_round(self) -> str:
        self.go("/niem-phong")
        self.page.locator("tbody a").first.click()
        self.look()
        return self.page.url.removeprefix(self.url)

    def seat(self, code: str, *, is_head: bool = False) -> None:
        self.fill({"seat-name": code})
        self.page.locator("[name=seat-is_head]").set_checked(is_head)
        self.press("Seat this judge").says("đã vào Ban Giám khảo.")


class Judge(Office):
    """Marks what lies on the desk, by code alone."""

    has_used_keyboard = False

    def list_sheets(self) -> dict[str, str]:
        """The addresses of the sheets that are not submitted yet, by code."""
        soup = self.get("/cham")
        found = {}
        for row in soup.select("tbody tr"):
            link, head = row.select_one('a[href^="/cham/"]'), row.select_one("th")
            assert head is not None
            if link is not None:
                found[plain(head.get_text())] = str(link["href"])
        return found

    def mark_plainly(self, sheet: str, total: Decimal | int) -> None:
        """Fill and submit a sheet by plain requests."""
        marks = spread(Decimal(total))
        answer = self.post(f"{sheet}/luu", {**marks, "act": "submit"}, page=sheet)
        assert answer.headers["location"] == f"{sheet}/nop"
        self.post(f"{sheet}/nop")

    def mark_by_keyboard(self, sheet: str, total: Decimal | int) -> None:
        """Fill and submit a sheet without touching the mouse; it saves itself and says when."""
        self.go(sheet)
        keyboard = self.page.keyboard
        self.page.locator("main").focus()
        keyboard.press("1")
        for mark in spread(Decimal(total)).values():
            keyboard.type(mark)
            keyboard.press("Enter")
        self.says(re.compile("Đã lưu lúc"))
        self.says(re.compile(rf"Tổng[^0-9]*{total}\s*/\s*100"), within=".score-total")
        self._tab_to('button[value="submit"]')
        keyboard.press("Enter")
        self.page.wait_for_url(re.compile("/nop$"))
        self.look()
        self._tab_to('main form button[type="submit"]')
        keyboard.press("Enter")
        self.says("Phiếu chấm đã nộp và đã khóa.")
        self.look()

    def _tab_to(self, selector: str) -> None:
        for _ in range(80):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"the keyboard does not reach {selector} on {self.page.url}")


def spread(total: Decimal) -> dict[str, str]:
    """Marks that add up to `total`: the first criteria get as much as they may."""
    left, marks = total, {}
    for key, maximum in CRITERIA:
        marks[f"mark-{key}"] = str(min(left, Decimal(maximum))).replace(".", ",")
        left -= min(left, Decimal(maximum))
    assert left == 0
    return marks
