"""Deciding on the form: with evidence, once, by the right person, until sealing; and what the author is told.

It is longer than 300 lines, so that each case of this subject is found in one place.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from judging.actions.validations import decide_entry
from judging.enums import EntryState, Role, ValidationOutcome
from judging.errors import DutyConflictError, RefusedError
from judging.models.entries import Entry
from judging.models.history import HistoryLine, Notice
from judging.models.people import RoleGrant
from judging.models.validations import Validation
from judging.rules.validating import DecidedMeanwhileError, Decision, FormReason
from portal.db import transaction
from portal.demo.documents import make_docx
from portal.demo.videos import make_video
from tests.factories.entries import submit, viewer
from tests.factories.received import Intake
from tests.invariants import violations

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

    from judging.ids import EntryID
    from judging.models.people import Account
    from tests.conftest import TestClock
    from tests.page_client import Page, PageClient

PAYLOAD = "<script>alert('xss')</script>"


@pytest.fixture
def intake(app: Flask, clock: TestClock) -> Intake:
    return Intake(app, clock)


def post(
    pages: PageClient, intake: Intake, entry_id: EntryID, act: str, *, status: int = 302, **fields: object
) -> Page:
    intake.clock.move(seconds=1)
    prefix = {"nhan": "accept", "tra-lai": "return", "khong-hop-le": "reject"}[act]
    named = {f"{prefix}-{name}": value for name, value in fields.items()}
    named[f"{prefix}-version_id"] = named.get(f"{prefix}-version_id", str(intake.version_of(entry_id)))
    return pages.post(f"/kiem-tra/{entry_id}/{act}", named, status=status)


def standing(intake: Intake, entry_id: EntryID) -> list[Validation]:
    with intake.app.app_context(), transaction() as session:
        found = list(
            session.scalars(
                select(Validation).where(Validation.entry_id == entry_id).order_by(Validation.decided_at, Validation.id)
            )
        )
        session.expunge_all()
        return found


def notices(intake: Intake, account: Account) -> list[str]:
    with intake.app.app_context(), transaction() as session:
        return list(
            session.scalars(select(Notice.kind).where(Notice.account == str(account.id)).order_by(Notice.created_at))
        )


def actions(intake: Intake, entry_id: EntryID) -> list[str]:
    with intake.app.app_context(), transaction() as session:
        return list(
            session.scalars(
                select(HistoryLine.action).where(HistoryLine.subject == f"entry:{entry_id}").order_by(HistoryLine.seq)
            )
        )


@pytest.mark.requirement("S001-R36")
def test_accepting_keeps_the_evidence_and_tells_the_author(intake: Intake) -> None:
    author = intake.author("Hồ Thị Hoa")
    entry_id = intake.forwarded(author)
    pages = intake.as_(intake.validator)
    page = pages.get(f"/kiem-tra/{entry_id}")
    assert "chữ: trong giới hạn 1.000–2.000" in page.body
    done = post(pages, intake, entry_id, "nhan")
    assert done.location == "/kiem-tra"
    assert "Đã nhận bài." in pages.follow(done).body
    assert intake.state(entry_id) == "valid"
    decision = standing(intake, entry_id)[0]
    assert decision.outcome == "accept"
    assert decision.decided_by == intake.validator.id
    assert decision.evidence["verdict"] == "pass"
    assert set(decision.evidence) == {"plan", "version", "measurement", "measurer", "verdict"}
    assert "entry.accepted" in notices(intake, author)
    assert actions(intake, entry_id)[-1] == "entry.accept"
    assert violations(intake.app) == {}


@pytest.mark.requirement("S001-R16", "S001-R17", "S001-R18", "S001-R43")
def test_what_lies_outside_is_shown_with_both_figures_and_accepted_only_with_words(
    intake: Intake, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = make_docx(tmp_path_factory.mktemp("bai") / "bai.docx", chu=2400, cover=None, paper="A5", page_numbers=False)
    entry_id = intake.forwarded(file=("bai.docx", path.read_bytes()))
    pages = intake.as_(intake.validator)
    page = pages.get(f"/kiem-tra/{entry_id}")
    assert "Ngoài giới hạn" in page.body
    assert "Theo cách đếm của Word" in page.body
    assert "Khổ giấy không phải A4." in page.body
    assert "Các trang chưa được đánh số." in page.body
    assert "Trang bìa còn thiếu: họ và tên tác giả" in page.body or "Chưa xác định được nội dung trang bìa" in page.body
    refused = post(pages, intake, entry_id, "nhan", status=422)
    assert "Vui lòng ghi rõ lý do" in refused.words(".error-summary")
    assert intake.state(entry_id) == "forwarded"
    post(pages, intake, entry_id, "nhan", words="Ban Tổ chức cho phép: số liệu phụ lục được tính nhầm.")
    decision = standing(intake, entry_id)[0]
    assert (decision.evidence["verdict"], decision.words) == (
        "fail",
        "Ban Tổ chức cho phép: số liệu phụ lục được tính nhầm.",
    )


def test_what_is_not_measured_yet_cannot_be_accepted(intake: Intake) -> None:
    entry_id = intake.forwarded(measured=False)
    refused = post(intake.as_(intake.validator), intake, entry_id, "nhan", status=422)
    assert "Bài đang được đo" in refused.words(".error-summary")
    assert standing(intake, entry_id) == []


@pytest.mark.requirement("S001-R43")
def test_a_return_names_what_may_change_and_the_author_completes_it(intake: Intake) -> None:
    author = intake.author("Hồ Văn Lại")
    entry_id = intake.forwarded(author, title="Tiêu đề cũ")
    pages = intake.as_(intake.validator)
    bare = post(pages, intake, entry_id, "tra-lai", status=422, reasons=["cover"], until="2026-09-10")
    assert "Vui lòng đánh dấu nội dung tác giả được sửa" in bare.body
    assert bare.soup.select_one("input[name=return-reasons][value=cover]").has_attr("checked")
    post(pages, intake, entry_id, "tra-lai", status=422, may_change=["title"], until="2026-09-10")
    past = post(
        pages, intake, entry_id, "tra-lai", status=422, reasons=["cover"], may_change=["title"], until="2026-09-06"
    )
    assert "chọn ngày trong tương lai" in past.body
    post(
        pages, intake, entry_id, "tra-lai", status=422,
        reasons=["cover"], may_change=["title", "state"], until="2026-09-10",
    )  # fmt: skip
    assert intake.state(entry_id) == "forwarded"
    post(
        pages, intake, entry_id, "tra-lai",
        reasons=["cover"], words="Ghi đúng tiêu đề", may_change=["title"], until="2026-09-10",
    )  # fmt: skip
    entry = intake.stored(entry_id)
    assert (entry.state, entry.may_change) == ("returned", ["title"])
    assert entry.return_until is not None
    assert entry.return_until.isoformat() == "2026-09-10T17:00:00+00:00"
    assert "entry.returned" in notices(intake, author)
    own = intake.as_(author)
    assert "Ghi đúng tiêu đề" in own.get(f"/bai-du-thi/{entry_id}").body

    own.post(f"/bai-du-thi/{entry_id}/thong-tin", {"title": "Tiêu đề mới", "version": str(entry.version)})
    submit(intake.app, author, entry_id)
    assert intake.state(entry_id) == "forwarded"
    page = pages.get(f"/kiem-tra/{entry_id}")
    cells = page.all_words("table tbody tr > *")
    assert cells == ["Tiêu đề bài dự thi", "Tiêu đề cũ", "Tiêu đề mới"]
    assert page.h1 == "Tiêu đề mới"
    post(pages, intake, entry_id, "nhan")
    assert [one.outcome for one in standing(intake, entry_id)] == ["return", "accept"]
    assert violations(intake.app) == {}


@pytest.mark.requirement("S001-R43")
def test_a_rejection_needs_a_second_person(intake: Intake) -> None:
    author = intake.author()
    entry_id = intake.forwarded(author)
    first, second = intake.as_(intake.validator), intake.as_(intake.second)
    post(first, intake, entry_id, "khong-hop-le", status=422)
    post(first, intake, entry_id, "khong-hop-le", status=422, reasons=["other"])
    post(first, intake, entry_id, "khong-hop-le", reasons=["topic"], words="Nói về giao thông")
    assert intake.state(entry_id) == "forwarded"
    assert "entry.rejected" not in notices(intake, author)
    proposal = standing(intake, entry_id)[0]
    url = f"/kiem-tra/{entry_id}/quyet-dinh/{proposal.id}"
    assert "Cần người thứ hai" in first.follow(first.post(f"{url}/dong-y")).body
    assert intake.state(entry_id) == "forwarded"
    page = second.get(f"/kiem-tra/{entry_id}")
    assert "Trần Kiểm Tra đề nghị bài này không hợp lệ" in page.body
    assert post(second, intake, entry_id, "nhan", status=409).status == 409
    assert second.get("/kiem-tra?kho=proposed").soup.select("tbody tr") != []
    second.post(f"{url}/dong-y")
    assert intake.state(entry_id) == "rejected"
    assert standing(intake, entry_id)[0].confirmed_by == intake.second.id
    assert "entry.rejected" in notices(intake, author)
    assert actions(intake, entry_id)[-2:] == ["entry.propose_reject", "entry.reject"]
    assert violations(intake.app) == {}


def test_the_board_may_be_the_second_person_and_a_declined_rejection_waits_again(intake: Intake) -> None:
    entry_id = intake.forwarded()
    post(intake.as_(intake.validator), intake, entry_id, "khong-hop-le", reasons=["topic"])
    board = intake.as_(intake.board)
    url = f"/kiem-tra/{entry_id}/quyet-dinh/{standing(intake, entry_id)[0].id}"
    assert "đề nghị bài này không hợp lệ" in board.get(f"/kiem-tra/{entry_id}").body
    board.post(f"{url}/khong-dong-y", {"reason": " "})
    assert standing(intake, entry_id)[0].undone_at is None
    board.post(f"{url}/khong-dong-y", {"reason": "Đúng chủ đề số 4"})
    found = standing(intake, entry_id)[0]
    assert (found.undone_by, found.undone_reason) == (intake.board.id, "Đúng chủ đề số 4")
    assert intake.as_(intake.second).get("/kiem-tra").soup.select("tbody tr") != []
    board.post(f"/kiem-tra/{entry_id}/nhan", status=404)
    post(intake.as_(intake.second), intake, entry_id, "nhan")
    assert intake.state(entry_id) == "valid"


def test_a_decision_is_undone_until_sealing(intake: Intake) -> None:
    entry_id = intake.forwarded()
    pages = intake.as_(intake.validator)
    post(pages, intake, entry_id, "nhan")
    url = f"/kiem-tra/{entry_id}/quyet-dinh/{standing(intake, entry_id)[0].id}/huy"
    pages.post(url, {"reason": ""})
    assert intake.state(entry_id) == "forwarded"
    assert "vừa được thực hiện" in pages.follow(pages.post(url, {"reason": ""})).body
    post(pages, intake, entry_id, "tra-lai", reasons=["topic"], may_change=["topic"], until="2026-09-12")
    url = f"/kiem-tra/{entry_id}/quyet-dinh/{standing(intake, entry_id)[1].id}/huy"
    pages.post(url, {"reason": ""})
    assert intake.state(entry_id) == "returned"
    pages.post(url, {"reason": "Nhầm bài"})
    entry = intake.stored(entry_id)
    assert (entry.state, entry.may_change, entry.return_until) == ("forwarded", [], None)
    post(pages, intake, entry_id, "nhan")
    with intake.app.app_context(), transaction() as session:
        session.get_one(Entry, entry_id).state = EntryState.SEALED.value
    url = f"/kiem-tra/{entry_id}/quyet-dinh/{standing(intake, entry_id)[-1].id}/huy"
    pages.post(url, {"reason": "Muộn rồi"})
    assert intake.state(entry_id) == "sealed"


def test_a_return_that_its_author_already_answers_is_not_undone(intake: Intake) -> None:
    author = intake.author()
    entry_id = intake.forwarded(author)
    pages = intake.as_(intake.validator)
    post(pages, intake, entry_id, "tra-lai", reasons=["cover"], may_change=["title"], until="2026-09-12")
    version = intake.stored(entry_id).version
    intake.as_(author).post(f"/bai-du-thi/{entry_id}/thong-tin", {"title": "Đang sửa", "version": str(version)})
    url = f"/kiem-tra/{entry_id}/quyet-dinh/{standing(intake, entry_id)[0].id}/huy"
    assert "đã bắt đầu bổ sung" in pages.follow(pages.post(url, {"reason": "Nhầm"})).body
    assert intake.state(entry_id) == "returned"


def test_B13_of_two_validators_at_once_one_wins_and_the_other_is_told(intake: Intake) -> None:
    entry_id = intake.forwarded()
    version = intake.version_of(entry_id)
    people = [viewer(intake.app, one) for one in (intake.validator, intake.second)]
    ready, won, lost = threading.Barrier(8), [], []

    def decide(number: int) -> None:
        outcome = ValidationOutcome.ACCEPT if number % 2 else ValidationOutcome.REJECT
        with intake.app.app_context():
            ready.wait()
            try:
                with transaction() as session:
                    decide_entry(
                        session,
                        entry_id=entry_id,
                        version_id=version,
                        decision=Decision(outcome, words="Ngoài chủ đề", reasons=(FormReason.TOPIC,)),
                        by=people[number % 2],
                        now=intake.clock(),
                    )
                won.append(number)
            except RefusedError as error:
                lost.append(error)

    threads = [threading.Thread(target=decide, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    winner = ("Trần Kiểm Tra", "Võ Kiểm Tra")[won[0] % 2]
    assert [type(error) for error in lost] == [DecidedMeanwhileError] * 7
    assert {error.facts["name"] for error in lost} == {winner}
    with intake.app.app_context(), transaction() as session:
        assert session.scalar(select(func.count()).select_from(Validation)) == 1


def test_B12_the_same_form_sent_twice_decides_once_and_answers_the_same(intake: Intake) -> None:
    first, second = intake.forwarded(), intake.forwarded()
    pages = intake.as_(intake.validator)
    fields = {"accept-version_id": str(intake.version_of(first)), "idempotency_key": "mot-khoa"}
    one = pages.post(f"/kiem-tra/{first}/nhan", fields)
    again = pages.post(f"/kiem-tra/{first}/nhan", fields)
    assert one.location == again.location == f"/kiem-tra/{second}"
    assert len(standing(intake, first)) == 1
    late = post(intake.as_(intake.second), intake, first, "nhan", status=409)
    assert "Trần Kiểm Tra vừa quyết định bài này" in late.body


def test_what_was_handed_in_again_meanwhile_is_not_decided(intake: Intake) -> None:
    author = intake.author()
    entry_id = intake.forwarded(author)
    pages = intake.as_(intake.validator)
    read = intake.version_of(entry_id)
    post(pages, intake, entry_id, "tra-lai", reasons=["cover"], may_change=["title"], until="2026-09-12")
    version = intake.stored(entry_id).version
    intake.as_(author).post(f"/bai-du-thi/{entry_id}/thong-tin", {"title": "Bản hai", "version": str(version)})
    submit(intake.app, author, entry_id)
    page = post(pages, intake, entry_id, "nhan", status=409, version_id=str(read))
    assert "đã nộp lại sau khi ông/bà mở trang này" in page.body
    assert intake.state(entry_id) == "forwarded"
    post(pages, intake, entry_id, "nhan", status=404, version_id="khong-phai")


def test_A23_who_judges_or_entered_never_validates(intake: Intake) -> None:
    entry_id = intake.forwarded()
    with intake.app.app_context(), transaction() as session:
        session.add(
            RoleGrant(
                account_id=intake.validator.id, role=Role.JUDGE.value, programme_id=intake.programme.id,
                granted_at=intake.clock(), ended_at=intake.clock(),
            )
        )  # fmt: skip
    by = viewer(intake.app, intake.validator)
    with intake.app.app_context(), pytest.raises(DutyConflictError), transaction() as session:
        decide_entry(
            session, entry_id=entry_id, version_id=intake.version_of(entry_id),
            decision=Decision(ValidationOutcome.ACCEPT), by=by, now=intake.clock(),
        )  # fmt: skip
    page = post(intake.as_(intake.validator), intake, entry_id, "nhan", status=422)
    assert "không được kiêm" in page.body or "không thể kết hợp" in page.body or page.status == 422
    with intake.app.app_context(), transaction() as session:
        session.add(
            RoleGrant(
                account_id=intake.second.id, role=Role.JUDGE.value, programme_id=intake.programme.id,
                granted_at=intake.clock(),
            )
        )  # fmt: skip
    intake.as_(intake.second).get(f"/kiem-tra/{entry_id}", status=404)
    assert intake.state(entry_id) == "forwarded"


def test_E01_what_people_typed_is_text_on_every_page(intake: Intake) -> None:
    author = intake.author(f"Hồ {PAYLOAD}")
    entry_id = intake.forwarded(author, title=f"Một cửa {PAYLOAD}")
    pages = intake.as_(intake.validator)
    post(
        pages, intake, entry_id, "tra-lai",
        reasons=["cover"], words=PAYLOAD, may_change=["title"], until="2026-09-12",
    )  # fmt: skip
    for address in ("/kiem-tra?kho=returned", f"/kiem-tra/{entry_id}", f"/kiem-tra?tim={PAYLOAD}"):
        page = pages.get(address)
        assert "alert('xss')" not in "".join(tag.get_text() for tag in page.soup.find_all("script"))
        assert PAYLOAD not in page.text
    assert PAYLOAD in pages.get(f"/kiem-tra/{entry_id}").words("h1")


def test_green_ones_are_accepted_together_after_reading_the_sample(intake: Intake) -> None:
    green = [intake.forwarded() for _ in range(4)]
    long = intake.too_long()
    held = intake.forwarded()
    intake.as_(intake.second).post(f"/kiem-tra/{held}/giu")
    pages = intake.as_(intake.validator)
    page = pages.get("/kiem-tra/dat/cuoc-thi")
    assert len(page.soup.select("tbody tr")) == 4
    boxes = [str(one["value"]) for one in page.soup.select("input[name=read]")]
    assert len(boxes) == 3
    digest = str(page.soup.select_one("input[name=digest]")["value"])
    refused = pages.post("/kiem-tra/dat/cuoc-thi", {"digest": digest, "read": boxes[:2]}, status=422)
    assert "đọc và đánh dấu từng bài trong mẫu" in refused.words(".error-summary")
    pages.post("/kiem-tra/dat/cuoc-thi", {"digest": "0" * 64, "read": boxes}, status=409)
    done = pages.post("/kiem-tra/dat/cuoc-thi", {"digest": digest, "read": boxes, "idempotency_key": "k"})
    assert "Đã nhận 4 bài." in pages.follow(done).body
    pages.post("/kiem-tra/dat/cuoc-thi", {"digest": digest, "read": boxes, "idempotency_key": "k"})
    assert {intake.state(one) for one in green} == {"valid"}
    assert {intake.state(one) for one in (long, held)} == {"forwarded"}
    assert len({one.batch for entry in green for one in standing(intake, entry)}) == 1
    assert [actions(intake, entry)[-1] for entry in green] == ["entry.accept"] * 4
    assert "Không có bài đạt đang chờ" in pages.get("/kiem-tra/dat/cuoc-thi").body
    intake.as_(intake.validator_elsewhere()).get("/kiem-tra/dat/cuoc-thi", status=404)
    assert violations(intake.app) == {}


@pytest.mark.requirement("S001-R36")
def test_A02_a_video_is_played_in_ranges_by_those_who_verify_it_and_by_its_unit_alone(
    intake: Intake, tmp_path: Path
) -> None:
    path = make_video(tmp_path / "doan.mp4", seconds=2)
    entry_id = intake.forwarded(category="video", file=("doan.mp4", path.read_bytes()))
    part = intake.part_of(entry_id)
    for account, base in ((intake.validator, "/kiem-tra"), (intake.coordinator, "/don-vi/bai-du-thi")):
        pages = intake.as_(account)
        address = f"{base}/{entry_id}/tep/{part}/phat"
        source = pages.get(f"{base}/{entry_id}").soup.select_one("video source")
        assert (source["src"], source["type"]) == (address, "video/mp4")
        link = pages.get(address, status=302).location
        played = pages.get(link, status=206, headers={"Range": "bytes=0-99"}).response
        assert played.get_data()[4:8] == b"ftyp"
        assert played.headers["Content-Range"].startswith("bytes 0-99/")
        assert "doan" not in str(played.headers)
    for stranger in (intake.other_coordinator, intake.validator_elsewhere(), intake.author("Người Khác")):
        for base in ("/kiem-tra", "/don-vi/bai-du-thi"):
            intake.as_(stranger).get(f"{base}/{entry_id}/tep/{part}/phat", status=404)
            intake.as_(stranger).get(f"{base}/{entry_id}/tep/{part}", status=404)


def test_D15_A13_whoever_verifies_gets_a_file_under_our_name(intake: Intake, tmp_path: Path) -> None:
    content = make_docx(tmp_path / "bai.docx", chu=1200, cover={}, author="").read_bytes()
    entry_id = intake.forwarded(file=("../Hồ Thị Nương; rm -rf.docx", content), measured=True)
    address = f"/tep/{intake.part_of(entry_id)}"
    for account, path in ((intake.validator, "/kiem-tra"), (intake.coordinator, "/don-vi/bai-du-thi")):
        answer = intake.as_(account).get(f"{path}/{entry_id}{address}").response
        assert answer.headers["Content-Disposition"] == (
            "attachment; filename=\"noi-dung.docx\"; filename*=UTF-8''noi-dung.docx"
        )
        assert answer.data == content
