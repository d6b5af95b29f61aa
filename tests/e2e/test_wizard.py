"""The clerk's wizard in a real browser: a new contest from the sample of an old one, issued, amended, confirmed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from portal.clock import clock
from portal.demo.office import PASSWORD
from tests.e2e.office import Office
from tests.e2e.portal_server import PortalServer
from tests.e2e.visitor import plain, words
from tests.factories.wizard import ENTERING, ESSAY, JUDGING
from tests.invariants import violations
from vietnamese.dates import format_day_short, local_day

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

SLUG, TITLE = "cchc-sang-kien", "Cuộc thi viết và video về cải cách hành chính (thử)"
STEPS = ("van-ban", "thoi-gian", "the-loai", "du-thi", "cham", "giai")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[PortalServer]:
    server = PortalServer.in_folder(tmp_path)
    server.load()
    server.start()
    yield server
    server.stop()


class Clerk(Office):
    """Works on a plan by its fields; never sees a file."""

    def decide(self, step: str, values: Mapping[str, str | list[str]], *, then: str = "Save and go on") -> Clerk:
        """Change fields of a step as their kinds ask, and save."""
        self.go(f"/ke-hoach/{SLUG}/soan/{step}")
        for name, value in values.items():
            self._set(name, value)
        self.press(then, role="button")
        return self

    def _set(self, name: str, value: str | list[str]) -> None:
        field = self.page.locator(f'main [name="{name}"]')
        if not field.count():
            self._add_row(name)
        kind = field.first.evaluate("one => one.tagName === 'SELECT' ? 'select' : one.type")
        if kind in {"checkbox", "radio"}:
            wanted = [value] if isinstance(value, str) else value
            for box in field.all():
                is_wanted = box.get_attribute("value") in wanted
                if kind == "checkbox" or is_wanted:
                    box.set_checked(is_wanted)
        elif kind == "select":
            field.select_option(value)
        else:
            assert isinstance(value, str)
            field.fill(value)

    def _add_row(self, name: str) -> None:
        """Ask for another row, as the clerk does where a list is full."""
        prefix = name.rpartition("-")[0].rpartition("-")[0]
        self.page.locator(f'[data-rows="{prefix}"] [data-rows-add]').click()

    def value(self, name: str) -> str:
        return self.page.locator(f'main [name="{name}"]').input_value()

    def read_changes(self) -> str:
        """The rows of the table of differences, as one text."""
        self.go(f"/ke-hoach/{SLUG}/xem-lai")
        return plain(" | ".join(self.page.locator("table tbody tr").all_inner_texts()))

    def amend(self) -> None:
        self.go(f"/ke-hoach/{SLUG}").press("Amend the plan", role="button")


def days_of(today: date) -> dict[str, str]:
    """The milestones of a contest that takes entries from today for three weeks."""
    after = {"programme_start": 0, "entries_open": 0, "entries_close": 21, "programme_end": 21, "results_by": 45,
             "awards_by": 50}  # fmt: skip
    return {
        f"milestones-{key}-deadline-day": (today + timedelta(days=count)).isoformat() for key, count in after.items()
    }


def make_draft(clerk: Clerk) -> None:
    clerk.go("/ke-hoach").press("Make a new plan")
    clerk.page.locator('input[name=source][value="sample:dakrong-2020"]').check()
    clerk.fill({"title": TITLE, "slug": SLUG}).press("Make the draft", role="button")
    assert clerk.h1 == words("Document") or clerk.page.url.endswith("/soan/van-ban")


@pytest.mark.requirement("S001-R01", "S001-R02", "S001-R08")
def test_a_clerk_makes_a_contest_of_a_sample_and_amends_it(browser: Browser, server: PortalServer) -> None:
    with server.application():
        today = local_day(clock())
    clerk = Clerk(browser, server.url, name="clerk")
    clerk.expected.append("422")  # the browser logs each refused form
    clerk.sign_in("bantochuc", PASSWORD)
    make_draft(clerk)
    the_dates_and_a_slip(clerk, today)
    the_limits_the_rubric_and_the_money(clerk, today)
    the_difference_is_read_and_the_plan_issued(clerk, today)
    the_public_reads_the_new_rules(browser, server, today)
    an_amendment_needs_a_reason(clerk)
    a_moved_deadline_needs_a_second_person(clerk, browser, server, today)
    clerk.close()
    with server.application() as app:
        assert violations(app) == {}
    assert server.wrong_lines() == []


def the_dates_and_a_slip(clerk: Clerk, today: date) -> None:
    """Saving goes to the next step; what cannot be read is told at its field, with everything typed still there."""
    clerk.press("Save and go on", role="button")
    assert clerk.page.url.endswith("/soan/thoi-gian")
    clerk.decide("thoi-gian", days_of(today))
    assert clerk.page.url.endswith("/soan/the-loai")
    wrong = {**ESSAY, "categories-essay-chu-minimum": "nghìn hai", "categories-essay-chu-maximum": "1.800"}
    clerk.decide("the-loai", wrong).says("Vui lòng ghi một số nguyên", within=".error-summary")
    assert clerk.value("categories-essay-chu-minimum") == "nghìn hai"
    assert clerk.value("categories-essay-chu-maximum") == "1.800"
    clerk.fill({"categories-essay-chu-minimum": "1.200", "categories-video-seconds-minimum": "3:00"})
    clerk.press("Save and go on", role="button")
    assert clerk.page.url.endswith("/soan/du-thi"), clerk.text


def the_limits_the_rubric_and_the_money(clerk: Clerk, today: date) -> None:
    clerk.decide("du-thi", ENTERING)
    spans = {"rounds-final-opens-day": str(today + timedelta(days=22)),
             "rounds-final-closes-day": str(today + timedelta(days=32))}  # fmt: skip
    clerk.decide("cham", {**JUDGING, **spans})
    clerk.decide("giai", {"ladders-individual-tiers-0-amount_vnd": "2,5 triệu đồng"})
    clerk.look()


def the_difference_is_read_and_the_plan_issued(clerk: Clerk, today: date) -> None:
    told = clerk.read_changes()
    close = format_day_short(today + timedelta(days=21))
    assert f"Hết hạn nhận bài đến hết ngày 15/9/2020 đến hết ngày {close}" in told, told
    assert "từ 1.000 đến 2.000 từ 1.200 đến 1.800" in told, told
    assert "từ 4 phút 00 giây đến 6 phút 00 giây từ 3 phút 00 giây đến 6 phút 00 giây" in told, told
    assert "2.000.000 đồng 2.500.000 đồng" in told, told
    assert "toml" not in clerk.text.lower()
    clerk.press("Issue the plan", role="button").says(words("In force"))
    assert clerk.h1 == TITLE


def the_public_reads_the_new_rules(browser: Browser, server: PortalServer, today: date) -> None:
    """At 360 px, without an account: limits, deadline and money of the plan that a clerk typed."""
    citizen = Office(browser, server.url, width=360, name="citizen")
    citizen.go(f"/cuoc-thi/{SLUG}").says("từ 1.200 đến 1.800")
    assert plain("2.500.000 đồng") in plain(citizen.text)
    assert format_day_short(today + timedelta(days=21)) in plain(citizen.text)
    citizen.close()


def an_amendment_needs_a_reason(clerk: Clerk) -> None:
    clerk.amend()
    clerk.decide("giai", {"ladders-individual-tiers-0-amount_vnd": "3 triệu đồng"}, then="Save and look through")
    clerk.says("3.000.000 đồng")
    clerk.page.evaluate("document.querySelectorAll('[required]').forEach(one => one.required = false)")
    clerk.press("Issue the plan", role="button")
    assert clerk.page.locator("h1").count() == 1
    clerk.go(f"/ke-hoach/{SLUG}").lacks(words("version %(number)s", number=2))
    clerk.go(f"/ke-hoach/{SLUG}/xem-lai").fill({"reason": "Ủy ban bổ sung kinh phí giải Nhất."})
    clerk.press("Issue the plan", role="button").says("Ủy ban bổ sung kinh phí giải Nhất.")


def a_moved_deadline_needs_a_second_person(clerk: Clerk, browser: Browser, server: PortalServer, today: date) -> None:
    later = today + timedelta(days=25)
    clerk.amend()
    clerk.decide("thoi-gian", {"milestones-entries_close-deadline-day": later.isoformat(),
                               "milestones-programme_end-deadline-day": later.isoformat()})  # fmt: skip
    clerk.decide("cham", {"rounds-final-opens-day": str(later + timedelta(days=1)),
                          "rounds-final-closes-day": str(later + timedelta(days=9))})  # fmt: skip
    clerk.go(f"/ke-hoach/{SLUG}/xem-lai").fill({"reason": "Gia hạn vì mưa lũ trên địa bàn."})
    clerk.press("Hand in for confirmation", role="button").lacks(words("Confirm and put into force"))
    a_colleague_joins_the_board(browser, server)
    second = Office(browser, server.url, width=360, name="second person")
    second.sign_in("bantochuc2", PASSWORD)
    second.go("/ke-hoach").says(words("waits for a second person"))
    second.go(f"/ke-hoach/{SLUG}/xem-lai").says("Gia hạn vì mưa lũ trên địa bàn.")
    second.press("Confirm and put into force", role="button").says("Gia hạn vì mưa lũ trên địa bàn.")
    second.go(f"/cuoc-thi/{SLUG}").says(format_day_short(later))
    second.close()


def a_colleague_joins_the_board(browser: Browser, server: PortalServer) -> None:
    """The administrator grants the duty in the new contest only."""
    admin = Office(browser, server.url, name="administrator")
    admin.sign_in("quantri", PASSWORD)
    admin.go("/quan-tri/nguoi?tim=bantochuc2")
    admin.page.locator("tbody a").first.click()
    admin.look()
    admin.page.locator("main [name=role]").select_option("board")
    admin.page.locator("main [name=programme_id]").select_option(label=TITLE)
    admin.press("Grant the duty", role="button").says(words("The duty is granted and holds from now on."))
    admin.close()
