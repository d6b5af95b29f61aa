"""The way of the money through its pages: proposed, appraised, decided, listed, paid, signed for; the winner's page.

It is longer than 300 lines, so that each case of this subject is found in one place.
"""

from __future__ import annotations

import io
import secrets
from typing import TYPE_CHECKING

import openpyxl
import pytest
from sqlalchemy import select

from judging.actions.payees import purge_details
from judging.models.estimates import MoneyStep
from judging.models.exports import Export
from judging.models.history import HistoryLine
from judging.models.payments import PayeeDetails, Payout
from portal.papers.docx import text_of_docx
from tests.factories.marking import make_day
from tests.factories.money import ACCOUNT, CITIZEN_ID, OTHER_ACCOUNT, Money
from tests.factories.papers import PDF, Way, say_words
from tests.invariants import violations
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask

    from judging.models.people import Account
    from tests.conftest import TestClock
    from tests.page_client import Page

GIVEN = {
    "bank": "Ngân hàng Thử nghiệm, chi nhánh Một", "holder": "NGUOI THU", "account": "9704 1512 3456 7890",
    "account_again": ACCOUNT, "citizen_id": CITIZEN_ID, "tax_code": "",
}  # fmt: skip


def scan(name: str = "quet.pdf") -> tuple[io.BytesIO, str]:
    return (io.BytesIO(PDF + secrets.token_bytes(8)), name)


class Pages:
    """Everybody who has to do with the money, each at a browser."""

    def __init__(self, app: Flask, now: object) -> None:
        self.day = make_day(app, now=now).until_opened()  # type: ignore[arg-type]
        self.money = Money(self.day)
        self.office = self.of(self.day.secretary)
        self.finance = self.of(self.money.finance)
        self.board = self.of(self.day.board)
        self.estimate = f"/kinh-phi/{self.day.slug}/du-toan"
        self.list = f"/kinh-phi/{self.day.slug}/chi-tra"

    def of(self, account: Account) -> PageClient:
        return PageClient(self.day.app).sign_in_as(account)

    def step(self, who: PageClient, page: str, act: str, *, status: int = 302, **data: object) -> Page:
        """Post to an address below `page` with the version that the page shows."""
        found = who.get(page).soup.select_one(f"form[action='{page}{act}'] input[name=version]")
        sent = {"version": found["value"] if found else "1", "idempotency_key": secrets.token_hex(8), **data}
        answer = who.post(f"{page}{act}", sent, status=status, content_type="multipart/form-data")
        return who.follow(answer) if status == 302 else answer

    def costs(self, *rows: tuple[str, str, str], status: int = 302) -> Page:
        sent = {
            f"cost-{at}-{part}": value
            for at, row in enumerate(rows)
            for part, value in zip(("name", "count", "amount"), row, strict=True)
        }
        return self.step(self.office, self.estimate, "", status=status, **sent)

    def estimated(self) -> Pages:
        self.costs(("In ấn", "1", "500.000"))
        self.step(self.office, self.estimate, "/trinh", number="07/TTr-PNV")
        self.step(self.finance, self.estimate, "/tham-dinh", reason="Đủ nguồn")
        self.step(self.board, self.estimate, "/duyet", number="12/QĐ-UBND")
        return self

    def ready(self) -> Pages:
        self.estimated()
        self.day.approve()
        self.step(self.finance, self.list, "/lap")
        self.step(self.board, self.list, "/duyet", number="13/QĐ-UBND")
        return self

    def winner(self, nth: int = 0) -> tuple[PageClient, str]:
        return self.of(self.day.authors[nth]), f"/bai-du-thi/{self.day.entries[nth].id}/nhan-thuong"

    def payment(self, nth: int = 0) -> str:
        return f"/kinh-phi/chi/{self.money.payment_of(nth).id}"

    def details(self) -> list[PayeeDetails]:
        return self.money.details()


@pytest.fixture
def pages(app: Flask, clock: TestClock) -> Pages:
    return Pages(app, clock())


@pytest.mark.requirement("S001-R40")
def test_the_office_proposes_finance_appraises_and_the_board_decides(pages: Pages) -> None:
    """Phòng Nội vụ proposes prizes and organising, Phòng Tài chính - Kế hoạch appraises, UBND huyện decides."""
    page = pages.costs(("In giấy chứng nhận", "10", "20.000"), ("Trang trí", "1", "1,5 triệu"), ("", "1", ""))
    assert "6.200.000 đồng" in page.body
    assert "Sáu triệu hai trăm nghìn đồng" in page.body
    for who in (pages.finance, pages.board):
        who.post(f"{pages.estimate}/trinh", {"version": "1"}, status=404)
    assert "đã trình, chờ thẩm định" in pages.step(pages.office, pages.estimate, "/trinh", number="07/TTr-PNV").body
    pages.office.post(f"{pages.estimate}/tham-dinh", {"version": "2"}, status=404)
    assert not pages.board.get(pages.estimate).soup.select("form[action$='/duyet']")
    early = pages.board.post(f"{pages.estimate}/duyet", {"version": "99"}, status=409)
    assert "đã lưu" in early.body
    done = pages.step(pages.finance, pages.estimate, "/tham-dinh", reason="Nguồn sự nghiệp đủ chi", scan=scan())
    assert "Nguồn sự nghiệp đủ chi" in done.body
    link = done.soup.select_one("a[href$='/ban-quet']")
    assert link is not None
    assert pages.board.get(str(link["href"])).response.mimetype == "application/pdf"
    page = pages.step(pages.board, pages.estimate, "/duyet", number="12/QĐ-UBND", paper_on="2026-09-07")
    assert "dự toán đã duyệt" in page.body
    assert "12/QĐ-UBND" in page.body
    with pages.day.acting() as session:
        told = session.execute(
            select(HistoryLine.action, HistoryLine.role, HistoryLine.actor)
            .where(HistoryLine.action.like("estimate.%"))
            .order_by(HistoryLine.seq)
        ).all()
    assert [tuple(one) for one in told] == [
        ("estimate.draft", "secretary", str(pages.day.secretary.id)),
        ("estimate.propose", "secretary", str(pages.day.secretary.id)),
        ("estimate.appraise", "finance", str(pages.money.finance.id)),
        ("estimate.approve", "board", str(pages.day.board.id)),
    ]
    assert violations(pages.day.app) == {}


def test_what_is_sent_back_says_why_and_is_made_anew(pages: Pages) -> None:
    pages.costs(("In ấn", "1", "500000"))
    pages.step(pages.office, pages.estimate, "/trinh")
    assert "lý do" in pages.step(pages.finance, pages.estimate, "/tra-lai", status=422, reason=" ").body
    assert "Vượt định mức" in pages.step(pages.finance, pages.estimate, "/tra-lai", reason="Vượt định mức").body
    page = pages.costs(("In ấn", "1", "300000"))
    assert "4.800.000 đồng" in page.body
    pages.step(pages.office, pages.estimate, "/trinh")
    pages.step(pages.finance, pages.estimate, "/tham-dinh")
    pages.step(pages.board, pages.estimate, "/tra-lai", reason="Bổ sung thuyết minh")
    assert "Bổ sung thuyết minh" in pages.office.get(pages.estimate).body


def test_costs_are_whole_dong_and_what_is_wrong_is_said_beside_the_row(pages: Pages) -> None:
    for amount in ("-5", "1.5", "abc", "0"):
        page = pages.costs(("In ấn", "1", amount), status=422)
        assert "tròn đồng" in page.body, amount
        assert page.soup.select_one("input[value='In ấn']")
    assert "số nguyên" in pages.costs(("In ấn", "1.5", "500000"), status=422).body
    assert "nội dung chi" in pages.costs(("", "1", "500000"), status=422).body
    pages.office.post(pages.estimate, {"total_vnd": "1"}, status=422)


def test_a_chair_who_signs_on_paper_decides_by_scan_and_a_second_person(pages: Pages) -> None:
    pages.costs(("In ấn", "1", "500000"))
    pages.step(pages.office, pages.estimate, "/trinh")
    pages.step(pages.finance, pages.estimate, "/tham-dinh")
    lacking = pages.step(pages.office, pages.estimate, "/ban-ky", status=422, number="12/QĐ-UBND")
    assert "cần có số văn bản và bản quét" in lacking.body
    no_scan = pages.step(
        pages.office, pages.estimate, "/ban-ky", status=422, number="12", scan=(io.BytesIO(b"MZ"), "a.pdf")
    )
    assert "PDF, JPEG" in no_scan.body
    pages.step(pages.office, pages.estimate, "/ban-ky", number="12/QĐ-UBND", scan=scan())
    wrong = pages.step(pages.board, pages.estimate, "/xac-nhan", status=422, typed="13/QĐ-UBND")
    assert "không đúng số văn bản" in wrong.body
    done = pages.step(pages.board, pages.estimate, "/xac-nhan", typed=" 12/qđ-ubnd ")
    assert "dự toán đã duyệt" in done.body
    assert "đã đối chiếu" in done.body


def test_further_costs_are_an_estimate_of_their_own_and_the_approved_one_is_frozen(pages: Pages) -> None:
    pages.estimated()
    page = pages.costs(("Nước uống", "10", "10000"))
    assert "Lần 2" in page.body
    assert "100.000 đồng" in page.body
    pages.step(pages.office, pages.estimate, "/trinh")
    pages.step(pages.finance, pages.estimate, "/tham-dinh")
    assert "5.100.000 đồng" in pages.step(pages.board, pages.estimate, "/duyet").body


def test_the_papers_say_what_the_estimate_and_the_list_say(pages: Pages) -> None:
    say_words(pages.day)
    pages.costs(("In giấy chứng nhận", "10", "20.000"))
    waits = pages.office.get(f"/van-ban/{pages.day.slug}/ban-in/du-toan")
    assert "chưa trình" in waits.body
    pages.step(pages.office, pages.estimate, "/trinh")
    Way(pages.day, "du-toan").draft()

    def text(kind: str) -> str:
        return text_of_docx(pages.office.get(f"/van-ban/{pages.day.slug}/ban-in/{kind}/tep.docx").response.data)

    assert "In giấy chứng nhận" in text("du-toan")
    assert "4.700.000" in text("to-trinh-kinh-phi")
    pages.step(pages.finance, pages.estimate, "/tham-dinh")
    pages.step(pages.board, pages.estimate, "/duyet")
    pages.day.approve()
    Way(pages.day, "quyet-dinh-ket-qua").draft().review().sign().number().issue()
    pages.step(pages.finance, pages.list, "/lap")
    client, here = pages.winner()
    client.post(here, GIVEN)
    said = text("danh-sach-ky-nhan")
    assert "4.500.000" in said
    assert "7890" in said
    assert all(secret not in said for secret in (ACCOUNT, CITIZEN_ID))


def test_a_prize_is_paid_from_the_decision_to_the_settlement(pages: Pages) -> None:
    before = pages.finance.get(pages.list)
    assert "chưa được phê duyệt" in before.body
    assert not before.soup.select("form[action$='/lap']")
    pages.ready()
    page = pages.finance.get(pages.list)
    assert "Bốn triệu năm trăm nghìn đồng" in page.body
    assert "Luật số 109/2025/QH15" in page.body
    client, here = pages.winner()
    assert "Nhận tiền thưởng" in client.get(f"/bai-du-thi/{pages.day.entries[0].id}").body
    assert "có tiền thưởng chờ chi trả" in client.get("/thong-bao").body
    client.post(here, GIVEN)
    own = client.get(here)
    assert "7890" in own.body
    assert all(secret not in own.text for secret in (ACCOUNT, CITIZEN_ID))
    payment = pages.payment()
    masked = pages.finance.get(payment)
    assert ACCOUNT not in masked.text
    seen = pages.step(pages.finance, payment, "/xem", status=200)
    assert ACCOUNT in seen.text, "what is hidden elsewhere could have leaked"
    assert "no-store" in seen.response.headers["Cache-Control"]
    facts = {"method": "bank", "paid_on": "2026-09-07", "details": str(pages.details()[0].id)}
    no_number = pages.step(pages.finance, payment, "/chi-tien", status=422, **facts, number="")
    assert "Vui lòng điền" in no_number.body
    assert "chờ ký nhận" in pages.step(pages.finance, payment, "/chi-tien", **facts, number="UNC-01").body
    assert "Tôi đã nhận được tiền" in client.get(here).body
    form = client.get(here).soup.select_one("form[action$='/da-nhan']")
    assert form is not None
    client.post(str(form["action"]), {})
    assert "đã ký nhận" in pages.finance.get(payment).body
    assert "đã quyết toán" in pages.step(pages.finance, payment, "/quyet-toan", number="QT-1").body
    assert violations(pages.day.app) == {}


def test_money_that_came_back_is_received_by_somebody_authorised(pages: Pages) -> None:
    pages.ready()
    payment = pages.payment(1)
    cash = {"method": "cash", "paid_on": "2026-09-07", "number": "PC-01"}
    pages.step(pages.finance, payment, "/chi-tien", **cash)
    assert "lý do" in pages.step(pages.finance, payment, "/hoan-lai", status=422, reason="").body
    pages.step(pages.finance, payment, "/hoan-lai", reason="Không đến nhận")
    pages.step(pages.finance, payment, "/chi-lai", reason="Đã có giấy ủy quyền")
    pages.step(pages.finance, payment, "/chi-tien", **cash)
    page = pages.step(pages.finance, payment, "/ky-nhan", receiver="Người Nhận Thay Thử", number="GUQ-1", scan=scan())
    assert "Người Nhận Thay Thử nhận thay" in page.body
    assert "hoàn lại: Không đến nhận" in page.body
    with pages.day.acting() as session:
        assert len(session.scalars(select(Payout)).all()) == 2
        assert len(session.scalars(select(MoneyStep).where(MoneyStep.scan_key.is_not(None))).all()) == 1


def test_B20_the_pages_hold_a_changed_account_back(pages: Pages, clock: TestClock) -> None:
    pages.ready()
    client, here = pages.winner()
    client.post(here, GIVEN)
    client.post(here, {**GIVEN, "account": OTHER_ACCOUNT, "account_again": OTHER_ACCOUNT})
    payment, details = pages.payment(), str(pages.details()[-1].id)
    facts = {"method": "bank", "paid_on": "2026-09-07", "details": details, "number": "UNC-01"}

    def refused() -> None:
        assert "đã qua 24 giờ" in pages.step(pages.finance, payment, "/chi-tien", status=422, **facts).body

    refused()
    pages.step(pages.finance, payment, "/tai-khoan", details=details, how="Gọi điện thoại theo hồ sơ")
    assert not pages.finance.get(payment).soup.select("form[action$='/tai-khoan']"), "the second is another person"
    pages.step(pages.board, payment, "/tai-khoan", details=details, how="Gặp trực tiếp")
    client.post(f"{here}/{details}/xac-nhan", {})
    refused()
    clock.move(hours=24)
    pages.finance, client = pages.of(pages.money.finance), pages.of(pages.day.authors[0])
    facts["paid_on"] = "2026-09-08"
    assert "chờ ký nhận" in pages.step(pages.finance, payment, "/chi-tien", **facts).body


def test_C10_giving_an_account_and_looking_at_one_ask_for_the_password(pages: Pages, clock: TestClock) -> None:
    pages.ready()
    client, here = pages.winner()
    clock.move(minutes=6)
    assert "/tai-khoan/xac-nhan" in client.post(here, GIVEN).location
    assert pages.details() == []
    fresh = pages.of(pages.day.authors[0])
    fresh.post(here, GIVEN)
    assert "/tai-khoan/xac-nhan" in pages.finance.post(f"{pages.payment()}/xem", {}).location
    with pages.day.acting() as session:
        assert session.scalars(select(HistoryLine).where(HistoryLine.action == "payee.look")).all() == []


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("account", "12345", "6 đến 19 chữ số"),
        ("account_again", "9704151234567891", "không giống nhau"),
        ("citizen_id", "045190", "12 chữ số"),
        ("citizen_id", "999190000123", "mã tỉnh"),
        ("citizen_id", "045299000123", "năm sinh chưa đến"),
        ("tax_code", "0100109107", "chữ số kiểm tra"),
        ("bank", "", "Vui lòng điền"),
    ],
)
def test_a_winners_numbers_are_checked_and_never_kept_when_wrong(
    pages: Pages, field: str, value: str, words: str
) -> None:  # fmt: skip
    pages.ready()
    client, here = pages.winner()
    page = client.post(here, {**GIVEN, field: value}, status=422)
    assert words in page.body
    assert pages.details() == []


def test_E19_an_export_needs_a_reason_is_written_down_and_holds_no_formula(pages: Pages) -> None:
    pages.ready()
    client, here = pages.winner()
    client.post(here, {**GIVEN, "bank": "=HYPERLINK(1)", "holder": "+NGUOI THU"})
    refused = pages.step(pages.finance, pages.list, "/xuat", status=422, reason=" ")
    assert "lý do" in refused.body
    pages.board.post(f"{pages.list}/xuat", {"reason": "x"}, status=404)
    answer = pages.step(pages.finance, pages.list, "/xuat", status=200, reason="Gửi ngân hàng chi theo lô")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.response.data)).active
    assert sheet is not None
    cells = [list(row) for row in sheet.iter_rows()]
    above = " ".join(str(row[0].value) for row in cells[:3])
    assert pages.money.finance.person.full_name in above
    assert "Gửi ngân hàng chi theo lô" in above
    assert [cell.value for cell in cells[4]][4:11] == [
        2_000_000, 0, 2_000_000, "=HYPERLINK(1)", ACCOUNT, "+NGUOI THU", CITIZEN_ID,
    ]  # fmt: skip
    assert all(cell.data_type != "f" for row in cells for cell in row)
    with pages.day.acting() as session:
        taken = session.scalars(select(Export)).one()
        assert (taken.kind, taken.row_count, taken.reason) == ("chi-tra", 3, "Gửi ngân hàng chi theo lô")
        told = "\n".join(session.scalars(select(HistoryLine.data).where(HistoryLine.action.like("%export"))))
    assert '"rows":3' in told
    assert ACCOUNT not in told


def test_what_was_deleted_on_its_day_is_gone_from_every_page(pages: Pages, clock: TestClock) -> None:
    pages.ready()
    client, here = pages.winner()
    client.post(here, GIVEN)
    with pages.day.acting() as session:
        assert purge_details(session, today=clock().date().replace(year=2028), now=clock()) == 1
    assert "7890" not in client.get(here).text
    assert "đã được xóa khi đến hạn" in pages.finance.get(pages.payment()).body


def test_A01_nobody_else_sees_the_money_of_a_contest(pages: Pages, app: Flask, clock: TestClock) -> None:
    pages.ready()
    client, here = pages.winner()
    client.post(here, GIVEN)
    stranger = Money(make_day(app, now=clock()).until_opened())
    for account in (stranger.finance, pages.day.judges[0], pages.day.publisher, pages.day.authors[1]):
        other = pages.of(account)
        for address in (pages.estimate, pages.list, pages.payment()):
            other.get(address, status=404)
    for account in (pages.day.authors[1], pages.money.finance, pages.day.board):
        pages.of(account).get(here, status=404)
        pages.of(account).post(here, GIVEN, status=404)
    loser = pages.of(pages.day.authors[3])
    loser.get(f"/bai-du-thi/{pages.day.entries[3].id}/nhan-thuong", status=404)
