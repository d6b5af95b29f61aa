"""What the entrant reads about real files: in words, with both figures, and by how much it misses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from judging.actions.programmes import issue_plan
from judging.models.entries import Measurement, Part
from judging.models.programmes import PlanVersion, Programme
from judging.spec.canonical import digest, to_canonical
from portal.db import transaction
from portal.demo.videos import make_video
from portal.jobs.worker import work_until_idle
from tests.factories.documents import make_docx, make_odt, make_pdf, vietnamese_text
from tests.factories.entries import make_draft
from tests.factories.office import make_account, make_unit
from tests.factories.programmes import demonstration_plan, make_programme
from tests.page_client import PageClient

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

    from judging.ids import EntryID
    from judging.models.people import Account
    from tests.conftest import TestClock
    from tests.page_client import Page

TITLE = "Nụ cười nơi Bộ phận một cửa"


@pytest.fixture
def programme(app: Flask, clock: TestClock) -> Programme:
    with app.app_context(), transaction() as session:
        return make_programme(session, now=clock(), slug="cuoc-thi")


class Office:
    """Authors of one unit who send files, and what each of them reads."""

    def __init__(self, app: Flask, clock: TestClock, programme: Programme) -> None:
        self.app, self.clock, self.programme = app, clock, programme
        self.sent: list[tuple[Account, EntryID]] = []
        with app.app_context(), transaction() as session:
            self.unit = make_unit(session, "Phòng Nội vụ huyện")

    def author(self) -> Account:
        with self.app.app_context(), transaction() as session:
            return make_account(session, now=self.clock(), unit=self.unit)

    def cover(self, account: Account) -> dict[str, str]:
        person = account.person
        return {
            "full_name": person.full_name,
            "position": person.position,
            "unit": person.unit.name,
            "phone": person.phone or "",
            "title": TITLE,
        }

    def send(self, path: Path, account: Account, category: str = "essay", name: str = "") -> None:
        file = (name or path.name, path.read_bytes())
        entry_id = make_draft(self.app, account, self.programme, category=category, title=TITLE, file=file)
        self.sent.append((account, entry_id))

    def read(self) -> list[Page]:
        work_until_idle(self.app)
        return [
            PageClient(self.app).sign_in_as(account).get(f"/bai-du-thi/{entry_id}/do")
            for account, entry_id in self.sent
        ]


@pytest.fixture
def office(app: Flask, clock: TestClock, programme: Programme) -> Office:
    return Office(app, clock, programme)


@pytest.mark.requirement("S001-R16", "S001-R17", "S001-R18", "S001-R21")
def test_essays_are_measured_in_words_with_both_figures(office: Office, tmp_path: Path) -> None:
    wanted = [
        (make_docx, {"chu": 1463, "dashes": 20}, "1.483 chữ: trong giới hạn 1.000–2.000"),
        (make_odt, {"chu": 1000}, "1.000 chữ: trong giới hạn 1.000–2.000"),
        (make_pdf, {"chu": 2000}, "2.000 chữ: trong giới hạn 1.000–2.000"),
        (make_docx, {"chu": 1463, "nfd": True}, "1.463 chữ: trong giới hạn 1.000–2.000"),
        (make_docx, {"chu": 999}, "999 chữ: thiếu 1 chữ so với giới hạn 1.000–2.000"),
        (make_docx, {"chu": 2001}, "2.001 chữ: thừa 1 chữ so với giới hạn 1.000–2.000"),
        (
            make_docx,
            {"chu": 1990, "dashes": 20},
            "2.010 chữ theo cách đếm của Word, 1.990 chữ theo cách đếm chính thức: sát giới hạn 1.000–2.000",
        ),
    ]
    for number, (make, options, _) in enumerate(wanted):
        account = office.author()
        path = make(tmp_path / f"{number}.{make.__name__[-4:].strip('_')}", cover=office.cover(account), **options)
        office.send(path, account)
    pages = office.read()
    assert [page.words(".verdict-sentence") for page in pages] == [sentence for _, _, sentence in wanted]
    assert pages[0].all_words(".figures div") == [
        "Theo cách đếm của Word 1.483",
        "Theo cách đếm chính thức (cụm có chữ cái hoặc chữ số) 1.463",
    ]
    assert pages[0].all_words(".verdict-sentence")[1:] == [
        "Khổ giấy A4.",
        "Các trang đã được đánh số.",
        "Trang bìa có đủ các thông tin theo kế hoạch.",
    ]


@pytest.mark.requirement("S001-R16", "S001-R17", "S001-R18")
def test_what_the_form_lacks_is_named(office: Office, tmp_path: Path) -> None:
    small, plain, uncovered = office.author(), office.author(), office.author()
    office.send(make_docx(tmp_path / "a.docx", chu=1200, cover=office.cover(small), paper="A5"), small)
    office.send(make_docx(tmp_path / "b.docx", chu=1200, cover=office.cover(plain), page_numbers=False), plain)
    cover = {key: value for key, value in office.cover(uncovered).items() if key != "phone"}
    office.send(make_docx(tmp_path / "c.docx", chu=1200, cover=cover), uncovered)
    a5, unnumbered, without_phone = (page.all_words(".verdict-sentence") for page in office.read())
    assert a5[1] == "Khổ giấy không phải A4."
    assert unnumbered[2] == "Các trang chưa được đánh số."
    assert without_phone[3] == "Trang bìa còn thiếu: số điện thoại."


@pytest.mark.requirement("S001-R23")
def test_videos_are_measured_to_the_second(office: Office, tmp_path: Path) -> None:
    limits = "từ 4 phút 00 giây đến 6 phút 00 giây"
    wanted = [
        (312, "mp4", f"5 phút 12 giây: trong giới hạn {limits}"),
        (237, "webm", f"3 phút 57 giây: ngắn hơn giới hạn {limits} là 3 giây"),
        (360, "mp4", f"6 phút 00 giây: sát giới hạn {limits}"),
        (363, "mp4", f"6 phút 03 giây: dài hơn giới hạn {limits} là 3 giây"),
    ]
    for seconds, container, _ in wanted:
        path = make_video(tmp_path / f"{seconds}.{container}", seconds=seconds, container=container, size=(64, 36))
        office.send(path, office.author(), category="video")
    assert [page.words(".verdict-sentence") for page in office.read()] == [sentence for _, _, sentence in wanted]


def test_its_author_is_the_first_to_learn_what_tells_who_wrote_it(office: Office, tmp_path: Path) -> None:
    account = office.author()
    name = account.person.full_name
    path = make_docx(tmp_path / "x.docx", chu=1200, cover=office.cover(account), author=name)
    office.send(path, account, name=f"Bài của {name}.docx")
    (page,) = office.read()
    told = page.all_words(".notice-warning li")
    assert any("trong tên tệp" in one and name in one for one in told), told
    assert any("trong thuộc tính “Tác giả” của tệp" in one for one in told), told


def test_a_page_asks_again_until_all_is_measured_and_unchanged_answers_cost_nothing(
    app: Flask, office: Office, tmp_path: Path
) -> None:
    account = office.author()
    office.send(make_docx(tmp_path / "x.docx", chu=1200), account)
    url = f"/bai-du-thi/{office.sent[0][1]}/do"
    pages = PageClient(app).sign_in_as(account)
    waiting = pages.get(url)
    assert "Đang đo" in waiting.words(".progress")
    assert not waiting.soup.select("[data-poll-done]")
    etag = waiting.response.headers["ETag"]
    pages.get(url, status=304, headers={"If-None-Match": etag})
    work_until_idle(app)
    done = pages.get(url, headers={"If-None-Match": etag})
    assert done.soup.select("[data-poll-done]")


@pytest.mark.requirement("S001-R21")
def test_a_typed_essay_is_stored_measured_and_shown_as_judges_see_it(app: Flask, office: Office) -> None:
    account = office.author()
    entry_id = make_draft(app, account, office.programme, title=TITLE, text="")
    pages = PageClient(app).sign_in_as(account)
    text = vietnamese_text(1234, 5)
    fields = {"version": "2", "typed_text": text.replace("\n", "\r\n"), "use": "1"}
    pages.post(f"/bai-du-thi/{entry_id}/soan-thao", fields)
    office.sent.append((account, entry_id))
    (page,) = office.read()
    assert page.words(".verdict-sentence") == "1.234 chữ: trong giới hạn 1.000–2.000"
    assert set(page.all_words(".verdict-head .status")) == {"Trong giới hạn"}
    shown = pages.get(f"/bai-du-thi/{entry_id}/xem-truoc").words("article")
    assert shown == " ".join(text.split())
    version = pages.get(f"/bai-du-thi/{entry_id}/soan-thao").soup.select_one("input[name=version]")["value"]
    longer = {"version": version, "typed_text": text + " Thêm hai chữ."}
    pages.post(f"/bai-du-thi/{entry_id}/soan-thao", longer)
    pages.post(f"/bai-du-thi/{entry_id}/nop", {"version": str(int(version) + 1), "idempotency_key": "a"})
    with app.app_context(), transaction() as session:
        parts = session.scalars(select(Part).order_by(Part.created_at, Part.removed_at.desc())).all()
    live = [part for part in parts if part.removed_at is None]
    assert [part.size_bytes for part in live] == [len((text + " Thêm hai chữ.").encode())]


def test_an_amended_plan_gives_every_part_a_new_verdict_from_the_same_report(
    app: Flask, office: Office, clock: TestClock, tmp_path: Path
) -> None:
    from dataclasses import replace

    account = office.author()
    office.send(make_docx(tmp_path / "x.docx", chu=1200, cover=office.cover(account)), account)
    office.read()
    plan = demonstration_plan(clock().astimezone().date().isoformat())
    essay, *others = plan.categories
    clock.move(seconds=1)
    plan = replace(plan, categories=(replace(essay, chu=replace(essay.chu, maximum=1100)), *others))
    with app.app_context(), transaction() as session:
        programme = session.get_one(Programme, office.programme.id)
        version = PlanVersion(
            programme_id=programme.id, number=2, canonical=to_canonical(plan), sha256=digest(plan),
            reason="Giảm độ dài", created_at=clock(),
        )  # fmt: skip
        session.add(version)
        session.flush()
        issue_plan(session, programme, version, plan, by=None, now=clock())
    (page,) = office.read()
    assert page.words(".verdict-sentence") == "1.200 chữ: thừa 100 chữ so với giới hạn 1.000–1.100"
    with app.app_context(), transaction() as session:
        first, second = session.scalars(select(Measurement).order_by(Measurement.verdict)).all()
    assert (first.verdict, second.verdict) == ("fail", "pass")
    assert first.report == second.report
