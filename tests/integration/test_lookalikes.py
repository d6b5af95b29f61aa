"""What looks alike is found among this year's entries, former years' and the library; it stays in the office."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from judging.actions.articles import ArticleKnownError, ArticleTooShortError, NewArticle, add_article, remove_article
from judging.actions.lookalikes import dismiss_lookalike, reopen_lookalike
from judging.enums import Role
from judging.errors import AlreadyDoneError, MissingReasonError, NotFoundError
from judging.ids import ArticleID, LookalikeID
from judging.models.entries import Part
from judging.models.lookalikes import Article, Band, Lookalike, Print
from judging.queries.articles import list_articles
from judging.queries.lookalikes import DISMISSED, OPEN, get_lookalike, list_lookalikes
from media.shingles import BANDS
from portal.db import database, transaction
from portal.jobs.handlers.compare_lookalikes import compare_missing, compare_part, compare_print
from portal.jobs.worker import work_until_idle
from tests.factories.entries import viewer
from tests.factories.lookalikes import essay
from tests.factories.office import make_account
from tests.factories.programmes import make_programme
from tests.factories.received import Intake

if TYPE_CHECKING:
    from flask import Flask

    from judging.models.people import Account
    from tests.conftest import TestClock


def written(length: int, seed: int) -> str:
    return essay(random.Random(seed), length)


OWN = written(1200, 40)
COPIED = " ".join(OWN.split()[:720]) + " " + written(480, 41)


@pytest.fixture
def intake(app: Flask, clock: TestClock) -> Intake:
    return Intake(app, clock)


def pairs(app: Flask) -> list[Lookalike]:
    with app.app_context(), Session(database().main) as session:
        found = list(session.scalars(select(Lookalike).order_by(Lookalike.found_at, Lookalike.id)))
        session.expunge_all()
        return found


def seen(app: Flask, account: Account, shelf: str = OPEN) -> list[LookalikeID]:
    who = viewer(app, account)
    with app.app_context(), Session(database().main) as session:
        return [LookalikeID(one.lookalike.id) for one in list_lookalikes(session, visible_to=who, shelf=shelf).lines]


def keeper(app: Flask, intake: Intake, name: str = "Lý Thư Ký") -> Account:
    with app.app_context(), transaction() as session:
        return make_account(session, name, now=intake.clock(), roles=(Role.SECRETARY,), programme=intake.programme)


def put(app: Flask, by: Account, intake: Intake, text: str, title: str = "Bài báo thử") -> ArticleID:
    who = viewer(app, by)
    with app.app_context(), transaction() as session:
        new = NewArticle(title, "Báo thử, ngày 01/8/2026", text, len(text.split()))
        article_id = ArticleID(add_article(session, new, by=who, now=intake.clock()).id)
    work_until_idle(app)
    return article_id


@pytest.mark.requirement("S001-R11")
def test_B11_a_copied_essay_is_found_among_the_entries_with_its_share(app: Flask, intake: Intake) -> None:
    first = intake.forwarded(text=OWN)
    second = intake.forwarded(text=COPIED)
    intake.forwarded(text=written(1200, 90))
    (found,) = pairs(app)
    assert (found.entry_id, found.other_entry_id, found.article_id) == (second, first, None)
    assert 55 <= found.percent <= 65
    assert found.evidence["form"] == "text"
    assert seen(app, intake.validator) == seen(app, intake.board) == [found.id]
    assert seen(app, intake.coordinator) == []


@pytest.mark.requirement("S001-R11")
def test_B11_an_entry_of_a_former_year_is_found_but_not_named(app: Flask, intake: Intake) -> None:
    now = intake.programme
    with app.app_context(), transaction() as session:
        intake.programme = make_programme(session, now=intake.clock(), slug="nam-truoc")
    former = intake.handed_in(text=OWN)
    intake.programme = now
    mine = intake.forwarded(text=COPIED)
    (found,) = pairs(app)
    assert (found.entry_id, found.other_entry_id) == (mine, former)
    assert seen(app, intake.validator) == [found.id]
    page = intake.as_(intake.validator).get(f"/doi-chieu/{found.id}")
    assert intake.stored(former).author.full_name not in page.text
    assert intake.stored(mine).author.full_name in page.text


@pytest.mark.requirement("S001-R11")
def test_B11_a_published_article_is_found_whichever_came_first(app: Flask, intake: Intake) -> None:
    by = keeper(app, intake)
    early, late = written(900, 51), written(900, 52)
    first = put(app, by, intake, early, "Bài báo trước")
    one = intake.forwarded(text=early + " " + written(200, 61))
    other = intake.forwarded(text=late + " " + written(200, 62))
    second = put(app, by, intake, late, "Bài báo sau")
    assert {(each.entry_id, each.article_id) for each in pairs(app)} == {(one, first), (other, second)}
    assert all(each.percent >= 75 and each.other_percent >= 99 for each in pairs(app))


@pytest.mark.requirement("S001-R11")
def test_B11_an_article_that_is_half_of_an_essay_is_found(app: Flask, intake: Intake) -> None:
    article = put(app, keeper(app, intake), intake, written(600, 53))
    entry = intake.forwarded(text=written(600, 63) + " " + written(600, 53))
    (found,) = pairs(app)
    assert (found.entry_id, found.article_id, found.percent, found.other_percent) == (entry, article, 50, 100)


def test_prints_and_bands_are_kept_and_jobs_that_run_twice_change_nothing(app: Flask, intake: Intake) -> None:
    entry_id = intake.forwarded(text=OWN)
    intake.forwarded(text=COPIED)
    with app.app_context():
        with Session(database().main) as session:
            part = session.scalars(select(Part).where(Part.entry_id == entry_id)).one()
            kept = session.scalars(select(Print).where(Print.part_id == part.id)).one()
            bands = session.scalar(select(func.count()).where(Band.print_id == kept.id))
            assert bands == BANDS
        before = counts(app)
        compare_part({"part_id": str(part.id)})
        compare_print({"print_id": kept.id})
        assert counts(app) == before


def counts(app: Flask) -> list[int | None]:
    with app.app_context(), Session(database().main) as session:
        return [session.scalar(select(func.count()).select_from(one)) for one in (Print, Band, Lookalike)]


def test_works_of_before_get_their_prints(app: Flask, intake: Intake) -> None:
    """After an upgrade nothing has a print of the present way: the hourly job asks for all that lack one."""
    intake.forwarded(text=OWN)
    intake.forwarded(text=COPIED)
    (found,) = pairs(app)
    with app.app_context(), transaction() as session:
        session.delete(session.get_one(Lookalike, found.id))
        session.flush()
        for kept in session.scalars(select(Print)):
            kept.version = "text-0.9"
    with app.app_context():
        compare_missing({})
    # The jobs of the first time carry the same key and are done: another way of taking prints has another key.
    assert counts(app)[0] == 2
    with app.app_context(), Session(database().main) as session:
        parts = session.scalars(select(Part.id)).all()
    with app.app_context():
        for part_id in parts:
            compare_part({"part_id": str(part_id)})
    work_until_idle(app)
    assert len(pairs(app)) == 1
    with app.app_context(), Session(database().main) as session:
        old = select(Band.print_id).join(Print, Print.id == Band.print_id).where(Print.version == "text-0.9")
        assert session.scalars(old).all() == [], "what an older way took is looked up no more"


def test_A11_the_desk_connection_reads_none_of_it(app: Flask) -> None:
    for table in ("prints", "bands", "articles", "lookalikes", "suspicions"):
        with app.app_context():
            with Session(database().main) as session:
                session.connection().exec_driver_sql(f"SELECT count(*) FROM {table}")
            with Session(database().desk) as session, pytest.raises(DBAPIError):
                session.connection().exec_driver_sql(f"SELECT count(*) FROM {table}")


def test_A01_a_pair_is_nobodys_whose_contest_it_is_not(app: Flask, intake: Intake) -> None:
    intake.forwarded(text=OWN)
    intake.forwarded(text=COPIED)
    (found,) = pairs(app)
    with app.app_context(), transaction() as session:
        elsewhere = make_programme(session, now=intake.clock(), slug="noi-khac")
        stranger = make_account(
            session, "Lê Nơi Khác", now=intake.clock(), roles=(Role.VALIDATOR,), programme=elsewhere
        )
        judge = make_account(
            session, "Hoàng Giám Khảo", now=intake.clock(), roles=(Role.JUDGE,), programme=intake.programme
        )
    for who in (stranger, judge, intake.coordinator):
        assert seen(app, who) == []
        looking = viewer(app, who)
        with app.app_context(), Session(database().main) as session, pytest.raises(NotFoundError):
            get_lookalike(session, LookalikeID(found.id), visible_to=looking)


def test_what_is_withdrawn_or_replaced_is_told_no_more(app: Flask, intake: Intake) -> None:
    intake.forwarded(text=OWN)
    second = intake.forwarded(text=COPIED)
    assert len(seen(app, intake.validator)) == 1
    with app.app_context(), transaction() as session:
        for part in session.scalars(select(Part).where(Part.entry_id == second)):
            part.removed_at = intake.clock()
    assert seen(app, intake.validator) == []


def test_a_pair_is_dismissed_with_a_reason_and_taken_up_again(app: Flask, intake: Intake) -> None:
    intake.forwarded(text=OWN)
    intake.forwarded(text=COPIED)
    (found,) = pairs(app)
    who = viewer(app, intake.validator)

    def act(action: Any, **more: Any) -> None:
        with app.app_context(), transaction() as session:
            action(session, lookalike_id=LookalikeID(found.id), by=who, now=intake.clock(), **more)

    with pytest.raises(MissingReasonError):
        act(dismiss_lookalike, reason=" ")
    act(dismiss_lookalike, reason="Cùng trích một văn bản")
    with pytest.raises(AlreadyDoneError):
        act(dismiss_lookalike, reason="Lần nữa")
    assert (seen(app, intake.validator), seen(app, intake.validator, DISMISSED)) == ([], [found.id])
    act(reopen_lookalike)
    assert seen(app, intake.validator) == [found.id]


def test_the_library_takes_a_text_once_and_lets_go_of_it(app: Flask, intake: Intake) -> None:
    by = keeper(app, intake)
    text = written(300, 71)
    with pytest.raises(ArticleTooShortError):
        put(app, by, intake, "quá ngắn")
    article_id = put(app, by, intake, text)
    with pytest.raises(ArticleKnownError):
        put(app, by, intake, text.upper(), "Tên khác")
    intake.forwarded(text=text)
    who = viewer(app, by)
    with app.app_context(), Session(database().main) as session:
        (line,) = list_articles(session, visible_to=who).lines
        assert (line.is_ready, line.lookalikes) == (True, 1)
        assert [one.article.title for one in list_articles(session, visible_to=who, search="bai BAO").lines]
        assert list_articles(session, visible_to=who, search="không có").lines == []
    with app.app_context(), transaction() as session:
        remove_article(session, article_id=article_id, by=who, now=intake.clock())
    with app.app_context(), Session(database().main) as session:
        assert session.scalar(select(func.count()).select_from(Article)) == 0
    assert pairs(app) == []


def test_two_essays_of_a_few_words_are_not_compared_and_say_so(app: Flask, intake: Intake) -> None:
    one = intake.forwarded(text="Chỉ có vài chữ thôi")
    intake.forwarded(text="Chỉ có vài chữ thôi")
    assert pairs(app) == []
    page = intake.as_(intake.validator).get(f"/kiem-tra/{one}")
    assert "Bài quá ngắn để đối chiếu" in page.text


def test_an_entry_of_another_text_is_told_nothing(app: Flask, intake: Intake) -> None:
    chance = random.Random(4)
    for _ in range(3):
        intake.forwarded(text=essay(chance, 400))
    assert pairs(app) == []
    assert counts(app)[0] == 3
