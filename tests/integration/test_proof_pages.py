"""The public file and the page that explains it: nothing before publication, the same bytes for ever after."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from judging import verify
from judging.actions.approvals import withdraw_approval
from tests.factories.marking import make_day
from tests.integration.test_approvals import vacate_first
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock
    from tests.factories.marking import Day

HERE = "http://127.0.0.1"


def _addresses(day: Day, number: int = 1) -> tuple[str, str, str]:
    base = f"/cuoc-thi/{day.slug}/ket-qua"
    return f"{base}/lan-{number}/bang-diem.json", f"{base}/lan-{number}/kiem-chung", f"{base}/kiem-chung"


def _bytes(app: Flask, path: str) -> bytes:
    answer = PageClient(app).http.get(path, base_url=HERE)
    assert answer.status_code == 200, path
    return answer.get_data()


@pytest.mark.requirement("S001-R14", "S001-R46")
def test_E11_A17_no_file_and_no_page_before_the_publication(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock()).until_opened()
    bundle = day.approve()
    for path in _addresses(day):
        PageClient(app).get(path, status=404)
        PageClient(app).sign_in_as(day.authors[0]).get(path, status=404)
    day.publish(bundle)
    for path in _addresses(day):
        assert _bytes(app, path)
    for path in _addresses(day, 2)[:2]:
        PageClient(app).get(path, status=404)
    PageClient(app).get(_addresses(day, 0)[0], status=404)


@pytest.mark.requirement("S001-R14", "S001-R46")
def test_the_file_verifies_with_the_program_offered_beside_it_and_names_nobody(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock(), video=1).until_published()
    file, page, _newest = _addresses(day)
    text = _bytes(app, file).decode()
    assert verify.verify_text(text) == []
    assert _bytes(app, "/xac-minh/verify.py") == Path(verify.__file__).read_bytes()
    people = [entry.author for entry in day.entries] + [account.person for account in (*day.judges, day.secretary)]
    for person in people:
        assert person.full_name not in text
        assert str(person.id) not in text
    for entry in day.entries:
        for secret in (entry.title, entry.unit.name, str(entry.id), str(entry.unit_id)):
            assert secret not in text
    proof = json.loads(text)["proof"]
    shown = PageClient(app).get(page)
    for figure in (hashlib.sha256(text.encode()).hexdigest(), proof["result_sha256"], proof["chain"]["hash"]):
        assert figure in shown.body
    assert shown.h1 == "Kiểm chứng kết quả"
    assert f"python verify.py ket-qua-{day.slug}-lan-1.json" in shown.text
    assert all(entry.author.full_name not in shown.body for entry in day.entries)


@pytest.mark.requirement("S001-R46")
def test_the_link_of_code_and_name_is_public_for_winners_only(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock()).until_published()
    shown = PageClient(app).get(f"/cuoc-thi/{day.slug}/ket-qua").body
    assert all(code in shown for code in day.codes[:3])
    assert day.codes[3] not in shown
    assert day.codes[3] in _bytes(app, _addresses(day)[0]).decode()


def test_B22_a_withdrawn_and_a_corrected_publication_keep_their_file(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock()).until_published()
    file, page, newest = _addresses(day)
    old = _bytes(app, file)
    with day.acting() as session:
        by = day.viewer(session, day.board)
        withdraw_approval(session, day.at_hand(session), reason="Có đơn", by=by, now=clock())
    assert _bytes(app, file) == old
    vacate_first(day)
    assert _bytes(app, file) == old
    day.publish(day.approve(), reason="Xử lý đơn kiến nghị")
    assert _bytes(app, file) == old
    second = _bytes(app, _addresses(day, 2)[0])
    assert second != old
    assert verify.verify_text(second.decode()) == []
    assert "Đây là phiên bản công bố trước" in PageClient(app).get(page).body
    assert hashlib.sha256(second).hexdigest() in PageClient(app).get(newest).body
    tag = PageClient(app).http.get(file, base_url=HERE).headers["ETag"]
    assert PageClient(app).http.get(file, base_url=HERE, headers={"If-None-Match": tag}).status_code == 304
