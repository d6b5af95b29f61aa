"""The public page of a campaign: every rule of the four plans in words, contradictions beside, nothing of a contest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from judging.enums import Role
from judging.plans import CAMPAIGNS
from judging.plans.shipped import shipped_plan
from portal.db import transaction
from tests.factories.office import make_account
from tests.factories.programmes import make_programme

if TYPE_CHECKING:
    from flask import Flask

    from judging.models.programmes import Programme
    from tests.conftest import TestClock
    from tests.page_client import Page, PageClient

CONTEST_ONLY = ("bài dự thi", "Gửi bài dự thi", "Thể loại", "Giải thưởng", "Vòng thi", "Cuộc thi bắt đầu")


def issue(app: Flask, clock: TestClock, name: str) -> Programme:
    """One of the four campaigns, issued."""
    with app.app_context(), transaction() as session:
        return make_programme(session, now=clock(), plan=shipped_plan(name), slug=name)


def section(page: Page, heading: str) -> str:
    """The words from one heading to the next."""
    (start,) = [one for one in page.soup.select("main h2") if one.get_text(" ", strip=True) == heading]
    following = start.find_next("h2")
    told = []
    for text in start.find_all_next(string=True):
        if following is not None and following in text.parents:
            break
        told.append(str(text))
    return " ".join(" ".join(told).split())


SHORT, DAYS, AWARDS = "Tóm tắt", "Thời gian", "Hình thức và tiêu chuẩn khen thưởng"
CONTENTS, PAPERS, WAYS = "Nội dung thi đua", "Hồ sơ đề nghị khen thưởng", "Nơi nhận hồ sơ, tuyến trình"
HOW, BASES = "Cách đề nghị, lựa chọn", "Căn cứ pháp lý"
RULES = {
    "krong-no-2023": (
        (SHORT, "kế hoạch không quy định số lượng"),
        (SHORT, "không ghi đủ trên văn bản (“ngày tháng 3 năm 2023”)"),
        (CONTENTS, "TTHC theo cơ chế một cửa: đúng 100%"),
        (AWARDS, "tăng bao nhiêu bậc chưa quy định, Phòng Nội vụ quyết định"),
        (AWARDS, "Đạt một trong các điều kiện sau:"),
        (PAPERS, "(Mẫu số 07, Nghị định số 91/2017/NĐ-CP)"),
        (HOW, "Tập thể: Được chọn và mời; chỉ đơn vị được mời mới lập hồ sơ"),
        (DAYS, "Sau khi UBND huyện công bố kết quả xếp loại"),
    ),
    "so-tu-phap-ha-nam-2023-2025": (
        (SHORT, "theo 800/KH-UBND"),
        (SHORT, "Giấy khen của Giám đốc Sở – Tập thể: đúng 4"),
        (SHORT, "Giấy khen của Giám đốc Sở – Cá nhân: không quá 10"),
        (DAYS, "hằng năm, trước 05/01; đúng ngày đó là quá hạn"),
    ),
    "gieng-day-2024": (
        (SHORT, "trong năm 2024 và những năm tiếp theo"),
        (SHORT, "Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh; Giấy khen của Chủ tịch Ủy ban nhân dân thành phố"),
        (SHORT, "do người có thẩm quyền khen thưởng quyết định"),
        (SHORT, "theo hướng dẫn của cấp trên"),
        (SHORT, "Bộ phận Văn phòng – Thống kê; Phòng Nội vụ thành phố"),
        (CONTENTS, "xếp loại “Khá” trở lên"),
        (AWARDS, "xếp hạng từ 1 đến 15"),
        (PAPERS, "(Mẫu số 08, Nghị định số 98/2023/NĐ-CP)"),
        (BASES, "Nghị quyết 124/NQ-HĐND, 04/12/2022"),
        (BASES, "Ở chỗ khác, kế hoạch ghi văn bản này ngày 04/11/2022."),
        (BASES, "Ở chỗ khác, kế hoạch ghi số văn bản này là 100-KH/UBND."),
        (BASES, "kế hoạch cấp trên mà kế hoạch này thực hiện"),
        (BASES, "Đã được thay thế bằng 152/2025/NĐ-CP"),
    ),
    "thanh-thuy-2024": (
        (SHORT, "Tập thể: từ 1 đến 3; Cá nhân: từ 5 đến 10"),
        (DAYS, "hằng tháng, trước ngày 05; đúng ngày đó là quá hạn"),
        (WAYS, "Hội đồng thi đua khen thưởng huyện (qua phòng Nội vụ huyện)"),
    ),
}


@pytest.mark.requirement("S000-R03", "S003-R01", "S003-R34")
@pytest.mark.parametrize("name", CAMPAIGNS)
def test_every_text_and_rule_of_the_plan_stands_on_its_page_and_nothing_of_a_contest(
    app: Flask, client: PageClient, clock: TestClock, name: str
) -> None:
    issue(app, clock, name)
    plan = shipped_plan(name)
    assert plan.campaign is not None
    page = client.get(f"/phong-trao/{name}")
    assert page.h1 == plan.title
    texts = [one.text for one in (*plan.campaign.contents, *plan.campaign.standards, *plan.campaign.duties)]
    texts += [form.name for form in plan.campaign.forms] + [kind.name for kind in plan.eligibility.unit_kinds]
    texts += [*plan.document.remarks, plan.theme or "", *plan.purposes]
    texts += [item.name for rule in plan.campaign.dossiers for item in rule.items]
    folded = " ".join(page.body.split())
    assert [text for text in texts if " ".join(text.split()) not in folded] == []
    assert [rule for rule in RULES[name] if rule[1] not in section(page, rule[0])] == []
    assert [word for word in CONTEST_ONLY if word.casefold() in section(page, SHORT).casefold()] == []
    assert [one for one in page.all_words("main a") if "dự thi" in one.casefold()] == []
    for link in page.soup.select("nav.page-contents a"):
        assert page.soup.select_one(str(link["href"])) is not None


def test_what_a_plan_cites_stands_apart_from_what_it_rests_on(app: Flask, client: PageClient, clock: TestClock) -> None:
    issue(app, clock, "gieng-day-2024")
    register = section(client.get("/phong-trao/gieng-day-2024"), BASES)
    bases, cited = register.split("Văn bản được dẫn, không phải căn cứ")
    assert "Kết luận 14-KL/TW" in cited
    assert "Kết luận 14-KL/TW" not in bases
    assert "Quyết định 17/QĐ-UBND, 23/01/2024: Ban hành" in bases


def test_a_campaign_and_a_contest_have_each_their_own_page(app: Flask, client: PageClient, clock: TestClock) -> None:
    issue(app, clock, "thanh-thuy-2024")
    with app.app_context(), transaction() as session:
        make_programme(session, now=clock(), slug="mot-cuoc-thi")
    moved = client.get("/cuoc-thi/thanh-thuy-2024", status=302)
    assert moved.location.endswith("/phong-trao/thanh-thuy-2024")
    client.get("/phong-trao/mot-cuoc-thi", status=404)
    client.get("/phong-trao/khong-co", status=404)
    assert "đang diễn ra" in client.get("/phong-trao/thanh-thuy-2024").body
    assert shipped_plan("thanh-thuy-2024").title in client.get("/").body


def test_units_read_a_campaigns_plan_as_they_read_a_contests(app: Flask, client: PageClient, clock: TestClock) -> None:
    issue(app, clock, "krong-no-2023")
    with app.app_context(), transaction() as session:
        account = make_account(session, now=clock())
    client.sign_in_as(account)
    assert "Tôi đã đọc kế hoạch" in client.get("/phong-trao/krong-no-2023").body
    client.post("/cuoc-thi/krong-no-2023/da-doc", status=302)
    assert "đã xác nhận" in client.get("/phong-trao/krong-no-2023").body.casefold()


def test_nobody_is_asked_to_enter_a_campaign(app: Flask, client: PageClient, clock: TestClock) -> None:
    programme = issue(app, clock, "thanh-thuy-2024")
    with app.app_context(), transaction() as session:
        author = make_account(session, now=clock(), roles=(Role.ENTRANT,), programme=programme)
        coordinator = make_account(session, now=clock(), roles=(Role.COORDINATOR,), programme=programme)
    client.sign_in_as(author)
    assert shipped_plan("thanh-thuy-2024").title not in client.get("/bai-du-thi").body
    client.sign_in_as(coordinator)
    assert shipped_plan("thanh-thuy-2024").title not in client.get("/don-vi").body
