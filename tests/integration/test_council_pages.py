"""The council's pages, walked by their people: setting up, the desk, a member's vote, tellers, minutes."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from sqlalchemy import select

from judging.models.ballots import AgendaSection, BallotPaper
from judging.models.councils import Council, Meeting
from judging.rules.ballots import BallotMode
from portal.db import transaction
from portal.records.tables import Answer
from tests.factories.councils import make_assembly

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from tests.conftest import TestClock
    from tests.factories.councils import Assembly
    from tests.page_client import Page, PageClient


@pytest.fixture
def house(app: Flask, clock: TestClock) -> Iterator[Assembly]:
    with app.app_context():
        yield make_assembly(app, clock)


def make_png() -> bytes:
    """A small picture, as a scanner's."""
    target = io.BytesIO()
    Image.new("L", (20, 30), 255).save(target, "PNG")
    return target.getvalue()


def field(page: Page, form: str, name: str) -> str:
    found = page.soup.select_one(f'form[action$="{form}"] [name="{name}"]')
    assert found is not None, f"no field {name} in a form to {form}"
    return str(found.get("value", ""))


def option(page: Page, name: str, words: str) -> str:
    """The value of the option that holds some words."""
    found = [str(one["value"]) for one in page.soup.select(f'select[name="{name}"] option') if words in one.get_text()]
    assert len(found) == 1, f"{len(found)} options hold {words!r}"
    return found[0]


def votes(page: Page, word: str) -> dict[str, str]:
    """The member's form, every item with the same choice."""
    return {str(one["name"]): word for one in page.soup.select(f'input[type=radio][value="{word}"]')}


def flashed(client: PageClient, page: Page) -> str:
    return client.follow(page).words(".flashes")


def vote(client: PageClient, base: str, word: str) -> Page:
    """Look, choose, look again, vote."""
    page = client.get(base)
    again = client.post(f"{base}/bo-phieu", votes(page, word), status=200)
    assert again.h1 == "Đây có phải là phiếu của ông/bà?"
    sent = {str(one["name"]): str(one["value"]) for one in again.soup.select("main form input[type=hidden]")}
    return client.post(f"{base}/bo-phieu", {key: value for key, value in sent.items() if key != "csrf_token"})


@pytest.mark.requirement("S004-R09", "S002-R26", "S003-R19", "S003-R21")
def test_a_council_is_set_up_meets_votes_and_signs(house: Assembly, clock: TestClock) -> None:
    desk, chair = house.client(house.secretary), house.client(house.people[0])
    found = desk.post(
        "/hoi-dong/lap",
        {"name": "Hội đồng mới", "founded_by": "", "quorum": "2/3", "programme": str(house.programme_id)},
    )
    page = desk.follow(found)
    council = found.location
    for at, account in enumerate(house.people):
        page = desk.get(council)
        desk.post(
            f"{council}/thanh-vien",
            {
                "account": option(page, "account", account.person.full_name),
                "votes": "y",
                "duty": "chair" if at == 0 else "member",
                "valid_from": clock().date().isoformat(),
                "valid_to": "",
            },
        )
    planned = desk.post(
        f"{council}/phien-hop",
        {
            "title": "Họp xét khen thưởng",
            "programme": str(house.programme_id),
            "place": "Hội trường",
            "starts_at": "2026-09-07T14:00",
        },
    )
    at_desk = planned.location
    base = at_desk.removesuffix("/dieu-hanh")
    assert desk.get(at_desk).h1 == "Họp xét khen thưởng"
    wrong = desk.post(f"{base}/noi-dung", {**SECTION, "subjects": "Một\nMột"}, status=422)
    assert "không có đối tượng nào lặp lại" in wrong.body
    desk.post(f"{base}/noi-dung", {**SECTION, "subjects": "Tập thể Một\nTập thể Hai"})
    desk.post(f"{base}/moi-hop")
    assert "được mời dự phiên họp" in chair.get("/thong-bao").body
    assert "Số thành viên có mặt" not in chair.get(base).body
    page = desk.get(at_desk)
    members = [str(one["value"]) for one in page.soup.select('input[name="present"]')]
    desk.post(f"{base}/diem-danh", {"present": members[:4], f"reason-{members[4]}": "Đi công tác"})
    desk.post(f"{base}/khai-mac")
    desk.post(one_action(desk.get(at_desk), "mo-bo-phieu"))
    for account in voters(house, members[:4]):
        client = house.client(account)
        vote(client, base, "for")
        assert votes(client.get(base), "for") == {}
        assert "đã bỏ phiếu" in client.get(base).body
    assert "4 trên 4 người đã bỏ phiếu" in desk.get(f"{base}/tinh-hinh").text
    desk.post(one_action(desk.get(at_desk), "dong-bo-phieu"))
    assert "Đề nghị" not in desk.get(f"{base}/bien-ban").body
    assert "kết luận" in flashed(desk, desk.post(f"{base}/bien-ban/lap"))
    desk.post(f"{base}/bien-ban/noi-dung", {"discussion": "Trao đổi", "conclusion": "Đề nghị khen hai tập thể"})
    desk.post(f"{base}/bien-ban/lap")
    page = chair.get(f"{base}/bien-ban")
    cells = [re.sub(r"\s+", " ", one.get_text(" ")).strip() for one in page.soup.select("tbody tr:first-child td")]
    assert cells == ["4", "4", "0", "4", "0", "4", "0"]
    assert "Cần đạt, trên: 3 / 4" in page.words("tbody th")
    assert "Đi công tác" in page.body
    chair.post(f"{base}/bien-ban/ky", {"seen": field(page, "/ky", "seen")})
    assert "đã ký biên bản" in desk.get(f"{base}/bien-ban").body
    desk.post(f"{base}/luu-tru")
    assert "đã lưu trữ" in desk.get("/hoi-dong").body


SECTION: dict[str, Any] = {
    "award_form": "Giấy khen của Chủ tịch Ủy ban nhân dân xã",
    "subject_kind": "collective",
    "places": "",
    "mode": "secret",
    "base": "present",
    "threshold": ">1/2",
}


def one_action(page: Page, ending: str) -> str:
    found = [str(one["action"]) for one in page.soup.select("form") if str(one["action"]).endswith(ending)]
    assert len(found) == 1, found
    return found[0]


def voters(house: Assembly, members: list[str]) -> list[Any]:
    """The accounts of these members of the newest council."""
    with transaction() as session:
        rows = session.scalars(select(Council).where(Council.name == "Hội đồng mới")).one().members
        wanted = {str(one.id): one.account_id for one in rows}
        by_account = {one.id: one for one in house.people}
        return [by_account[wanted[one]] for one in members]


def test_a_vote_counts_once_from_two_tabs_and_leaves_no_answer_behind(house: Assembly) -> None:
    house.sit()
    section = house.propose("Tập thể Một")
    house.open(section)
    base = f"/phien-hop/{house.meeting_id}"
    member = house.client(house.people[2])
    other_tab = votes(member.get(base), "against")
    assert "Phiếu bầu của ông/bà đã được ghi nhận" in flashed(member, vote(member, base, "for"))
    second = member.post(f"{base}/bo-phieu", {**other_tab, "confirmed": "yes"})
    assert "đã bỏ phiếu nội dung này rồi" in flashed(member, second)
    with transaction() as session:
        assert sorted(map(str, session.scalars(select(BallotPaper.choice)))) == ["None"] * 4 + ["for"]
        assert [one.endpoint for one in session.scalars(select(Answer)) if "vote" in one.endpoint] == []


def test_two_tellers_count_printed_papers_and_their_signed_minutes_are_attached(house: Assembly) -> None:
    house.sit()
    section = house.propose("Tập thể Một", mode=BallotMode.PRINTED)
    base, desk = f"/phien-hop/{house.meeting_id}", house.client(house.secretary)
    opening = one_action(desk.get(f"{base}/dieu-hanh"), "mo-bo-phieu")
    assert "hai người kiểm phiếu" in flashed(desk, desk.post(opening))
    page = desk.get(f"{base}/dieu-hanh")
    first, second = (option(page, name, "Ủy Viên " + who) for name, who in (("first", "Bình"), ("second", "Chi")))
    desk.post(f"{base}/nguoi-kiem-phieu", {"first": first, "second": second})
    desk.post(opening)
    desk.post(one_action(desk.get(f"{base}/dieu-hanh"), "dong-bo-phieu"))
    tellers = [house.client(one) for one in house.people[1:3]]
    house.client(house.people[3]).get(f"{base}/kiem-phieu", status=404)
    counting = one_action(tellers[0].get(f"{base}/kiem-phieu"), "/kiem-phieu")
    figures = {"issued": 5, "collected": 5, "valid": 5, "invalid": 0, "votes_for": 4, "votes_against": 1}
    wrong = tellers[0].post(counting, {**figures, "votes_for": 5}, status=422)
    assert "phiếu hợp lệ không bằng tổng phiếu" in wrong.body
    tellers[0].post(counting, figures)
    assert "4" not in tellers[1].get(f"{base}/kiem-phieu").all_words("td")
    tellers[1].post(counting, {**figures, "votes_for": 3, "votes_against": 2})
    assert "kiểm phiếu khác nhau" in tellers[0].get(f"{base}/kiem-phieu").body
    assert "thống nhất" in flashed(tellers[1], tellers[1].post(counting, figures))
    desk.post(f"{base}/bien-ban/noi-dung", {"discussion": "", "conclusion": "Đề nghị khen"})
    assert "biên bản kiểm phiếu" in flashed(desk, desk.post(f"{base}/bien-ban/lap"))
    sending = f"{base}/noi-dung/{section}/ban-quet"
    scan = {"scan": (io.BytesIO(make_png()), "bien-ban.png")}
    desk.post(sending, scan, content_type="multipart/form-data")
    assert desk.http.get(sending, base_url="http://127.0.0.1").data == make_png()
    desk.post(f"{base}/bien-ban/lap")
    with transaction() as session:
        row = session.get_one(AgendaSection, section)
        assert row.scan_sha256 is not None
        assert session.get_one(Meeting, house.meeting_id).minutes_sha256 is not None


def test_a_member_steps_aside_and_an_absent_one_writes(house: Assembly) -> None:
    house.sit(absent=[4])
    house.propose("Ủy Viên Chi", mode=BallotMode.OPEN)
    base, member = f"/phien-hop/{house.meeting_id}", house.client(house.people[2])
    page = member.get(base)
    assert "có vẻ liên quan đến" in page.body
    member.post(one_action(page, "khong-bo-phieu"), {"reason": "Tôi là người được đề nghị"})
    assert "đã xin không bỏ phiếu" in member.get(base).body
    absent = house.client(house.people[4])
    absent.post(one_action(absent.get(base), "/y-kien"), {"choice": "for", "words": "Nhất trí"})
    told = house.client(house.secretary).get(f"{base}/bien-ban").body
    assert "Tôi là người được đề nghị" in told
    assert "Nhất trí" in told


def test_A01_others_find_nothing_and_contests_have_no_council(house: Assembly, app: Flask, clock: TestClock) -> None:
    house.sit()
    section = house.propose("Tập thể Một")
    other = make_assembly(app, clock)
    base = f"/phien-hop/{house.meeting_id}"
    for who in (other.people[0], other.secretary, house.admin, other.board):
        client = house.client(who)
        for address in (base, f"{base}/dieu-hanh", f"{base}/bien-ban", f"{base}/kiem-phieu", f"{base}/tinh-hinh"):
            client.get(address, status=404)
        client.post(f"{base}/noi-dung/{section}/mo-bo-phieu", status=404)
        client.post(f"{base}/bo-phieu", status=404)
    board = house.client(house.board)
    board.get(f"{base}/bien-ban")
    for address in (base, f"{base}/dieu-hanh"):
        board.get(address, status=404)
