"""What a winner withholds is gone from every public place at once, and nothing else changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from judging import verify
from judging.actions.consents import state_consents
from judging.enums import ConsentField
from judging.errors import MissingReasonError, NotAllowedError, NotFoundError
from judging.models.consents import Consent
from judging.models.history import HistoryLine
from tests.factories.marking import make_day
from tests.factories.publishing import withhold
from tests.integration.test_public import crawl
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock
    from tests.page_client import Page

SHOWN = {
    ConsentField.NAME: lambda day: day.entries[0].author.full_name,
    ConsentField.UNIT: lambda day: day.entries[0].unit.name,
    ConsentField.WORK: lambda day: day.entries[0].title,
}


def everything(app: Flask) -> dict[str, str]:
    """Every public byte as text, by its address."""
    texts = {path: page.text or page.response.get_data().decode("latin-1") for path, page in crawl(app).items()}
    for slug in {path.split("/")[2] for path in texts if path.startswith("/cuoc-thi/")}:
        for tail in ("", "/results/1", "/results/1/winners.csv", "/works", "/news"):
            answer = PageClient(app).http.get(f"/api/v1/programmes/{slug}{tail}", base_url="http://127.0.0.1")
            texts[f"{slug}{tail}"] = answer.get_data(as_text=True)
    return texts


@pytest.mark.requirement("S001-R46")
@pytest.mark.parametrize("field", SHOWN)
def test_what_a_winner_withholds_is_on_no_public_page_from_that_moment(
    app: Flask, clock: TestClock, field: ConsentField
) -> None:
    day = make_day(app, now=clock(), video=1).until_published()
    secret, work = SHOWN[field](day), f"/cuoc-thi/{day.slug}/ket-qua/individual-first-1"
    assert sum(secret in text for text in everything(app).values()) >= 3  # it could have been found
    withhold(day, day.entries[0], field)
    after = everything(app)
    assert [path for path, text in after.items() if secret in text] == []
    assert verify.verify_text(after[f"/cuoc-thi/{day.slug}/ket-qua/lan-1/bang-diem.json"]) == []
    assert day.codes[0] in after[f"/cuoc-thi/{day.slug}/ket-qua"]
    assert day.entries[1].author.full_name in after[f"/cuoc-thi/{day.slug}/ket-qua"]
    PageClient(app).get(work, status=404 if field is ConsentField.WORK else 200)
    withhold(day, day.entries[0])
    assert sum(secret in text for text in everything(app).values()) >= 3


def test_a_withheld_film_streams_no_more(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock(), video=0).until_published()
    film = f"/cuoc-thi/{day.slug}/ket-qua/individual-first-1/video"
    assert PageClient(app).http.get(film, base_url="http://127.0.0.1").status_code == 200
    withhold(day, day.entries[0], ConsentField.WORK)
    assert PageClient(app).http.get(film, base_url="http://127.0.0.1").status_code == 404


def test_what_was_withheld_before_the_publication_was_never_public(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock()).until_opened()
    withhold(day, day.entries[0], ConsentField.NAME)
    bundle = day.approve()
    preview = PageClient(app).sign_in_as(day.publisher).get(f"/cong-bo/{day.round_id}")
    assert day.entries[0].author.full_name not in preview.body
    assert "không công khai họ tên" in preview.body
    day.publish(bundle)
    assert not any(day.entries[0].author.full_name in text for text in everything(app).values())


def test_earlier_versions_hide_what_is_withheld_today(app: Flask, clock: TestClock) -> None:
    from judging.actions.approvals import withdraw_approval
    from tests.integration.test_approvals import vacate_first

    day = make_day(app, now=clock()).until_published()
    with day.acting() as session:
        by = day.viewer(session, day.board)
        withdraw_approval(session, day.at_hand(session), reason="Có đơn", by=by, now=clock())
    vacate_first(day)
    day.publish(day.approve(), reason="Xử lý đơn kiến nghị")
    first = f"/cuoc-thi/{day.slug}/ket-qua/lan-1"
    assert day.entries[0].author.full_name in PageClient(app).get(first).body
    withhold(day, day.entries[0], ConsentField.NAME)
    assert day.entries[0].author.full_name not in PageClient(app).get(first).body


def boxes(page: Page) -> dict[str, bool]:
    return {str(box["name"]): box.has_attr("checked") for box in page.soup.select("form.form input[type=checkbox]")}


def test_an_author_says_it_himself_and_reads_what_he_said(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock()).until_published()
    author, path = PageClient(app).sign_in_as(day.authors[0]), f"/bai-du-thi/{day.entries[0].id}/cong-khai"
    assert boxes(author.get(path)) == {"name": True, "unit": True, "work": True, "photo": False}
    clock.move(minutes=1)
    author.post(path, {"unit": "y", "work": "y", "photo": "y", "idempotency_key": "one"})
    page = author.get(path)
    assert boxes(page) == {"name": False, "unit": True, "work": True, "photo": True}
    assert sorted(page.all_words("ol.timeline li p:nth-of-type(2)")) == [
        "Họ và tên: không công khai",
        "Ảnh lễ trao giải: được công khai",
    ]
    assert "không công khai họ tên" in PageClient(app).get(f"/cuoc-thi/{day.slug}/ket-qua").body
    with day.acting() as session:
        assert session.scalars(select(HistoryLine.action)).all().count("consent.state") == 2
    author.post(path, {"unit": "y", "work": "y", "photo": "y"})
    with day.acting() as session:
        assert len(session.scalars(select(Consent)).all()) == 2  # the same again says nothing new


def test_the_publisher_writes_down_a_paper_and_nobody_else_speaks_for_an_author(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock()).until_published()
    client = PageClient(app).sign_in_as(day.publisher)
    person = day.entries[0].author_id
    path = f"/cong-bo/{day.round_id}/dong-y"
    assert day.entries[0].author.full_name in client.get(path).body
    client.post(f"{path}/{person}", {"unit": "y", "work": "y"}, status=422)
    client.post(f"{path}/{person}", {"unit": "y", "work": "y", "reason": "Đơn ngày 12/10/2026"})
    assert "Đơn ngày 12/10/2026" in client.get(f"{path}/{person}").body
    assert day.entries[0].author.full_name not in PageClient(app).get(f"/cuoc-thi/{day.slug}/ket-qua").body
    client.get(f"{path}/{day.entries[3].author_id}", status=404)
    with day.acting() as session:
        facts = {"programme_id": day.programme_id, "person_id": person, "public": (), "now": clock()}
        with pytest.raises(NotAllowedError):
            state_consents(session, **facts, by=day.viewer(session, day.authors[1]), reason="x")
        with pytest.raises(MissingReasonError):
            state_consents(session, **facts, by=day.viewer(session, day.publisher))
        with pytest.raises(NotFoundError):
            stranger = day.viewer(session, day.board)
            state_consents(session, **{**facts, "person_id": stranger.person_id}, by=stranger)


def test_nobody_is_listed_before_the_board_has_approved(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock()).until_opened()
    page = PageClient(app).sign_in_as(day.publisher).get(f"/cong-bo/{day.round_id}/dong-y")
    assert "Chưa có người đạt giải" in page.body
    assert day.entries[0].author.full_name not in page.body
