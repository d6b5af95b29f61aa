"""From a decided result to the paper in a winner's hand and back: papers, money, publication, correction, revocation.

One contest, whose marking is made by factories; what follows the decision is done by people in browsers, the board
and the citizen on telephones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lxml import etree

from judging.spec.words import RevocationRule
from tests.e2e.in_process.paper_hands import PaperWay, addresses_in_qr, bytes_of, confirm, picture_of
from tests.e2e.in_process.visiting import picture, visit
from tests.e2e.visitor import Visitor, words
from tests.factories.money import PAID_BY, Money
from tests.factories.papers import run_jobs, say_words
from tests.integration.test_revocations import REASON, begin
from tests.invariants import violations
from tests.paper_measures import squeezed, text_of_pdf

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Browser

    from tests.conftest import TestClock
    from tests.factories.marking import Day

pytestmark = pytest.mark.browser
ATOM = "{http://www.w3.org/2005/Atom}"
VACANT = "Bài đạt giải Ba không bảo đảm chất lượng theo kết luận xác minh"


class Path:
    """The people, each with a browser of their own, and what they hold in hand."""

    def __init__(self, browser: Browser, app: Flask, url: str, day: Day) -> None:
        self.app, self.day, self.money = app, day, Money(day)
        say_words(day)
        self.secretary = visit(browser, app, url, day.secretary, 1280)
        self.board = visit(browser, app, url, day.board, 360)
        self.finance = visit(browser, app, url, self.money.finance, 1280)
        self.publisher = visit(browser, app, url, day.publisher, 1280)
        self.citizen = Visitor(browser, url, width=360)
        self.codes: list[str] = []
        self.result = f"/cuoc-thi/{day.slug}/ket-qua"

    def names(self) -> list[str]:
        """The authors, best marks first."""
        return [one.author.full_name for one in self.day.entries]

    def paper(self, kind: str, query: str = "") -> PaperWay:
        return PaperWay(self.app, self.secretary, self.board, f"/van-ban/{self.day.slug}/ban-in/{kind}{query}")

    # The steps, in order

    def decide(self) -> None:
        self.board.go(f"/ban-to-chuc/ket-qua/{self.day.round_id}")
        confirm(self.board, "approve").says("Đã phê duyệt")
        run_jobs(self.app)

    def make_papers(self) -> None:
        """Tờ trình signed in the portal, quyết định on paper, certificates with the addresses in their QR codes."""
        self.paper("to-trinh-ket-qua").sign().number().issue()
        decision = self.paper("quyet-dinh-ket-qua").sign_on_paper().number().issue()
        said = squeezed(text_of_pdf(decision.pdf()))
        for name in self.names()[:3]:
            assert squeezed(name) in said
        certificates = self.paper("giay-chung-nhan").sign().issue()
        picture(self.secretary, "path-certificates")
        self.codes = addresses_in_qr(certificates.pdf())
        assert len(self.codes) == 3
        assert len(set(self.codes)) == 3

    def pay(self) -> None:
        """The estimate is approved; list, decision, two winners paid, one of them signed for."""
        self.money.estimated()
        here = f"/kinh-phi/{self.day.slug}/chi-tra"
        self.finance.go(here).press("Make the list", role="button")
        self.board.go(here).press("Approve the list", role="button")
        self.board.says("đã duyệt chi")
        for name in (self.names()[0], self.names()[2]):
            self.finance.go(here).page.get_by_role("link", name=name).click()
            self.finance.look().page.locator("input[name=method][value=cash]").check()
            self.finance.fill({"number": PAID_BY.number}, within="form[action$='/chi-tien']")
            self.finance.page.get_by_role("button", name="Ghi nhận đã chi").click()
            self.finance.says("đã chi, chờ ký nhận")
        self.finance.go(here).page.get_by_role("link", name=self.names()[0]).click()
        signed = {"name": "ky-nhan.png", "mimeType": "image/png", "buffer": picture_of(self.paper_of_list(), scale=1)}
        self.finance.look().page.locator("form[action$='/ky-nhan'] input[name=scan]").set_input_files(signed)
        self.finance.press("Keep the signature", role="button").says("đã ký nhận")
        picture(self.finance, "path-payment")

    def paper_of_list(self) -> bytes:
        """The payment list as it is printed for signatures."""
        pdf = bytes_of(self.secretary, f"/van-ban/{self.day.slug}/ban-in/danh-sach-ky-nhan/tep.pdf")
        assert squeezed(self.names()[0]) in squeezed(text_of_pdf(pdf))
        return pdf

    def publish(self, **said: str) -> None:
        self.publisher.go(f"/cong-bo/{self.day.round_id}")
        picture(self.publisher, "path-preview")
        confirm(self.publisher, "publish", said).says("Đã công bố")
        run_jobs(self.app)

    def feed(self) -> list[tuple[str, str]]:
        """(title, address) of the feed's entries, newest first."""
        feed = etree.fromstring(bytes_of(self.citizen, "/tin.atom"))
        links = ((one.find(f"{ATOM}title"), one.find(f"{ATOM}link")) for one in feed.findall(f"{ATOM}entry"))
        return [(title.text, link.get("href").partition("/cuoc-thi")[2]) for title, link in links]

    def read_result(self) -> Visitor:
        """A citizen reads the result again, afresh: a browser may keep it for a minute."""
        self.citizen.page.goto(self.citizen.url + self.result)
        self.citizen.page.reload()
        return self.citizen.look()

    def scan_qr(self, nth: int) -> Visitor:
        """A citizen holds the telephone over the nth certificate."""
        return self.citizen.go(self.codes[nth])

    def close(self) -> None:
        for one in (self.secretary, self.board, self.finance, self.publisher, self.citizen):
            one.close()


@pytest.mark.requirement("S001-R31", "S001-R40", "S001-R32")
def test_A17_B22_E20_a_result_is_put_on_paper_paid_published_verified_corrected_and_revoked(
    browser: Browser, app: Flask, clock: TestClock, url: str
) -> None:
    day = begin(app, clock, RevocationRule.STAYS_VACANT).until_opened()
    path = Path(browser, app, url, day)
    first, _second, third = path.names()[:3]
    path.decide()
    path.make_papers()
    path.pay()

    assert path.feed() == [], "nothing is public before the publication"
    path.citizen.get(path.result, status=404)
    path.publish()
    path.citizen.go(path.result).says(first).says(third)
    assert [address for _title, address in path.feed()] == [f"/{day.slug}/ket-qua/lan-1"]
    for nth, name in enumerate(path.names()[:3]):
        path.scan_qr(nth).says("đang có hiệu lực").says(name)
    picture(path.citizen, "path-verified")

    correct(path)
    path.read_result().says(VACANT).lacks(third).says(first)
    assert len(path.feed()) == 2
    path.citizen.press("Version %(number)s", role="link", number=1).says(words("This is an earlier version.")).says(
        third
    )
    path.scan_qr(2).says("Đã thu hồi").says(VACANT)
    path.scan_qr(0).says("đang có hiệu lực")

    revoke(path)
    revoked = words("The prize of the entry %(code)s was revoked", code=day.codes[0])
    path.read_result().says(revoked).says(REASON).lacks(first)
    picture(path.citizen, "path-revoked")
    path.scan_qr(0).says("Đã thu hồi").says(REASON)
    path.scan_qr(1).says("đang có hiệu lực")
    assert len(path.feed()) == 3
    path.close()
    assert violations(app) == {}


def correct(path: Path) -> None:
    """The board withdraws its approval, leaves the third prize empty and approves anew; the publisher corrects."""
    here = f"/ban-to-chuc/ket-qua/{path.day.round_id}"
    confirm(path.board.go(here), "withdraw", {"reason": VACANT})
    path.board.page.locator("#vacancy > summary").click()
    dialog = path.board.page.locator("#vacancy + dialog")
    dialog.locator("select").select_option(label=dialog.locator("option", has_text="Ba").first.inner_text())
    dialog.locator("textarea").fill(VACANT)
    dialog.locator("button[type=submit]").click()
    path.day.compute()
    path.decide()
    path.publish(reason=VACANT)


def revoke(path: Path) -> None:
    """The board takes the first prize back and has the decision made on paper; the publisher corrects."""
    path.board.go(f"/ban-to-chuc/ket-qua/{path.day.round_id}/thu-hoi")
    path.board.page.locator("select[name=code]").select_option(path.day.codes[0])
    path.board.page.locator("input[name=kind][value=revoked]").check()
    path.board.fill({"reason": REASON}, within="#revoke")
    path.board.page.locator("#revoke button[type=submit]").click()
    path.board.look().says("thu hồi giải")
    path.decide()
    path.secretary.go(f"/van-ban/{path.day.slug}").page.get_by_role("link", name="Quyết định thu hồi").first.click()
    subject = path.secretary.look().page.url.partition("?")[2]
    path.paper("quyet-dinh-thu-hoi", f"?{subject}" if subject else "").sign().number().issue()
    path.publish(reason=f"Thu hồi giải Nhất. {REASON}")
