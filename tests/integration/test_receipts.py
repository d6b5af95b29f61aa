"""Receipts: numbers without gaps, two signed halves, a public page without names, proof without the portal."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text

from judging.models.entries import Entry, Receipt, Refusal
from portal.db import transaction
from portal.jobs.worker import work_until_idle
from portal.keys import make_key, public_key, sign
from tests.factories.documents import COVER, make_docx
from tests.factories.entries import make_draft, make_submitted, submit
from tests.factories.office import make_account
from tests.factories.programmes import make_programme
from tests.page_client import PageClient
from tools.verify_receipt import check, is_signed

if TYPE_CHECKING:
    from flask import Flask

    import config
    from judging.models.people import Account
    from judging.models.programmes import Programme
    from tests.conftest import TestClock

SCRIPT = Path(__file__).parents[2] / "tools" / "verify_receipt.py"


@pytest.fixture
def programme(app: Flask, clock: TestClock) -> Programme:
    with app.app_context(), transaction() as session:
        return make_programme(session, now=clock(), slug="cuoc-thi")


@pytest.fixture
def author(app: Flask, clock: TestClock) -> Account:
    with app.app_context(), transaction() as session:
        return make_account(session, "Hồ Thị Tác Giả", now=clock())


@pytest.fixture
def pages(app: Flask, author: Account) -> PageClient:
    return PageClient(app).sign_in_as(author)


def receipts(app: Flask) -> list[Receipt]:
    with app.app_context(), transaction() as session:
        return list(session.scalars(select(Receipt).order_by(Receipt.number)))


@pytest.mark.requirement("S001-R14", "S001-R21")
def test_the_first_half_comes_at_once_and_the_second_with_the_measurement(
    app: Flask, pages: PageClient, programme: Programme, author: Account, tmp_path: Path
) -> None:
    cover = {**COVER, "full_name": author.person.full_name, "unit": author.person.unit.name}
    content = make_docx(tmp_path / "bài.docx", chu=1463, cover=cover, dashes=3).read_bytes()
    entry_id = make_draft(app, author, programme, title=COVER["title"], file=("bài.docx", content))
    receipt = submit(app, author, entry_id)
    url = f"/bai-du-thi/{entry_id}/phieu/{receipt.id}"
    page = pages.get(url)
    assert page.h1 == "Phiếu tiếp nhận 00001/PTN-CUOC-THI"
    assert f"{len(content):,}".replace(",", ".") + " byte trong 1 tệp" in page.body
    assert "bổ sung tự động sau khi đo xong" in page.body
    work_until_idle(app)
    page = pages.get(url)
    (row,) = page.all_words("tbody tr")
    assert "chữ theo cách đếm của Word" in row
    (stored,) = receipts(app)
    second = json.loads(stored.second_payload or "")
    assert second["files"][0]["bytes"] == len(content)
    assert len(second["files"][0]["sha256"]) == 64
    assert set(second["files"][0]["figures"]) == {"official", "word_like"}


def test_E20_the_public_page_verifies_without_naming_anybody(
    app: Flask, programme: Programme, author: Account, client: PageClient
) -> None:
    _, receipt = make_submitted(app, author, programme, title="Tiêu đề riêng")
    work_until_idle(app)
    page = client.get(f"/xac-minh/{receipt.check_code}")
    assert page.h1 == "Phiếu tiếp nhận 00001/PTN-CUOC-THI"
    assert "Hợp lệ" in page.words(".notice-success")
    for secret in (author.person.full_name, author.person.unit.name, author.person.phone, "Tiêu đề riêng"):
        assert secret not in page.text
    assert "đã đo và ký" in page.body
    found = client.post("/xac-minh", {"code": receipt.check_code.lower()})
    assert found.location == f"/xac-minh/{receipt.check_code}"
    for other in (
        receipt.check_code[:-1] + ("A" if receipt.check_code[-1] != "A" else "B"),
        "x",
        "a%27--",
    ):
        assert "Không hợp lệ" in client.get(f"/xac-minh/{other}", status=404).words(".notice-danger")


@pytest.mark.parametrize("column", ["payload", "second_payload", "signature", "second_signature"])
def test_E20_a_receipt_that_was_tampered_with_is_called_so(
    app: Flask, programme: Programme, author: Account, client: PageClient, column: str
) -> None:
    _, receipt = make_submitted(app, author, programme)
    work_until_idle(app)
    (stored,) = receipts(app)
    value = getattr(stored, column)
    forged = value.replace("CUOC-THI", "CUOC-THA", 1) if column.endswith("payload") else "A" * len(value)
    assert forged != value
    with app.app_context(), transaction() as session:
        session.execute(text(f"UPDATE receipts SET {column} = :value"), {"value": forged})
    assert "Chữ ký không khớp" in client.get(f"/xac-minh/{receipt.check_code}").words(".notice-danger")


def test_P2_a_receipt_verifies_without_the_portal(
    app: Flask,
    pages: PageClient,
    programme: Programme,
    author: Account,
    client: PageClient,
    tmp_path: Path,
    settings: config.Settings,
) -> None:
    entry_id, receipt = make_submitted(app, author, programme)
    work_until_idle(app)
    path = tmp_path / "phieu.json"
    path.write_bytes(pages.get(f"/bai-du-thi/{entry_id}/phieu/{receipt.id}/phieu.json").response.data)
    key = public_key(settings.keys_folder).hex()
    assert key in client.get("/xac-minh/khoa.json").response.json["keys"].values()

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-I", str(SCRIPT), str(path), *arguments], capture_output=True, text=True, check=False
        )

    genuine = run("--key", key)
    assert (genuine.returncode, genuine.stdout.splitlines()[0]) == (0, "GENUINE")
    assert "00001/PTN-CUOC-THI" in genuine.stdout
    assert run("--key", "00" * 32).returncode == 1
    told = json.loads(path.read_text())
    told["payload"] = told["payload"].replace('"version":1', '"version":2')
    path.write_text(json.dumps(told))
    forged = run()
    assert forged.returncode == 1
    assert "the signature does not fit" in forged.stdout
    path.write_text("{}")
    assert run().returncode == 2
    assert "no receipt" in run().stdout


def test_E20_a_thousand_forgeries_are_refused(app: Flask, programme: Programme, author: Account) -> None:
    make_submitted(app, author, programme)
    (stored,) = receipts(app)
    raw = public_key(app.extensions["bangvang_settings"].keys_folder)
    from portal.keys import verify

    assert verify(raw, stored.payload, stored.signature)
    accepted = 0
    for at in range(1000):
        place = at % len(stored.payload)
        sign_there = "x" if stored.payload[place] != "x" else "y"
        accepted += verify(raw, stored.payload[:place] + sign_there + stored.payload[place + 1 :], stored.signature)
    assert accepted == 0


@pytest.fixture(scope="module")
def key_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    make_key(folder)
    return folder


@given(message=st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200), flip=st.integers(0, 511))
def test_the_script_and_the_library_agree_on_every_signature(key_folder: Path, message: str, flip: int) -> None:
    import base64

    raw = public_key(key_folder)
    signature = base64.urlsafe_b64decode(sign(key_folder, message).signature + "==")
    assert is_signed(raw, message.encode(), signature)
    broken = bytearray(signature)
    broken[flip // 8] ^= 1 << (flip % 8)
    assert not is_signed(raw, message.encode(), bytes(broken))
    assert not is_signed(raw, message.encode() + b"!", signature)


def test_the_script_refuses_a_second_half_of_another_receipt(app: Flask, programme: Programme, author: Account) -> None:
    from portal.receipts import receipt_file

    make_submitted(app, author, programme)
    make_submitted(app, author, programme, seed=2)
    work_until_idle(app)
    with app.app_context(), transaction() as session:
        one, two = (receipt_file(session, row) for row in session.scalars(select(Receipt).order_by(Receipt.number)))
    assert check(one) == check(two) == []
    mixed = {**one, "second_payload": two["second_payload"], "second_signature": two["second_signature"]}
    assert check(mixed) == ["second_payload: belongs to another receipt"]


def test_the_qr_leads_to_the_public_page(app: Flask, pages: PageClient, programme: Programme, author: Account) -> None:
    entry_id, receipt = make_submitted(app, author, programme)
    url = f"/bai-du-thi/{entry_id}/phieu/{receipt.id}"
    answer = pages.get(f"{url}/qr.svg").response
    assert answer.mimetype == "image/svg+xml"
    assert answer.data.startswith(b"<svg")
    page = pages.get(url)
    assert page.soup.select_one("img[src$='qr.svg']")
    assert f"http://127.0.0.1/xac-minh/{receipt.check_code}" in page.body


def test_X34_without_a_key_nothing_is_accepted(
    app: Flask, pages: PageClient, programme: Programme, author: Account, settings: config.Settings
) -> None:
    entry_id = make_draft(app, author, programme)
    (settings.keys_folder / "receipts.key").unlink()
    fields = {"version": "2", "idempotency_key": "a"}
    refused = pages.post(f"/bai-du-thi/{entry_id}/nop", fields, status=422)
    assert "chưa thể nhận bài" in refused.words(".error-summary")
    with app.app_context(), transaction() as session:
        assert session.get_one(Entry, entry_id).state == "draft"
        assert session.scalars(select(Refusal.reason)).all() == ["receipts_unavailable"]
    assert receipts(app) == []


def test_numbers_have_no_gap_after_refused_submits(
    app: Flask, pages: PageClient, programme: Programme, author: Account, clock: TestClock
) -> None:
    first = make_draft(app, author, programme, title="")
    pages.post(f"/bai-du-thi/{first}/nop", {"version": "2", "idempotency_key": "a"}, status=422)
    make_submitted(app, author, programme, seed=2)
    with app.app_context(), transaction() as session:
        other = make_account(session, now=clock())
        second = make_programme(session, now=clock(), slug="mot-ten-rat-dai-cua-mot-cuoc-thi-khac")
    make_submitted(app, other, programme)
    make_submitted(app, other, second)
    numbers = [row.number for row in receipts(app)]
    assert "00001/PTN-MOT-TEN-RAT-DAI-" + second.id.hex[:8].upper() in numbers
    assert sorted(number.partition("/")[0] for number in numbers) == ["00001", "00001", "00002"]
    assert max(map(len, numbers)) <= 40


def test_a_withdrawn_entrys_receipt_says_so(
    app: Flask, pages: PageClient, programme: Programme, author: Account, client: PageClient
) -> None:
    entry_id, receipt = make_submitted(app, author, programme)
    with app.app_context(), transaction() as session:
        version = session.get_one(Entry, entry_id).version
    pages.post(f"/bai-du-thi/{entry_id}/rut", {"version": version})
    assert "tác giả đã rút bài" in client.get(f"/xac-minh/{receipt.check_code}").words(".notice-warning")
