"""Voting for a prize by vote: who may, what the voter sees and does, and that nobody sees a number before the close."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text

from judging.actions.votes import cast_vote
from judging.desk.tables import INSERTABLE, READABLE, UPDATABLE
from judging.enums import Role
from judging.errors import AlreadyDoneError, RefusedError
from judging.models.history import HistoryLine
from judging.models.people import Account, RoleGrant
from judging.models.votes import PollWork, Vote
from judging.spec.words import VoteShows
from portal.db import writing
from portal.sessions import viewer_of
from tests.factories.office import make_account, make_unit
from tests.factories.polls import make_popular_day
from tests.page_client import PageClient
from tests.twin_walk import CHANGING, RANDOM

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock
    from tests.factories.polls import PopularDay

TABLES = {"polls", "poll_works", "votes", "vote_strikes"}


@pytest.fixture
def popular(app: Flask, clock: TestClock) -> PopularDay:
    return make_popular_day(app, clock)


@pytest.mark.requirement("S001-R30")
def test_a_colleague_reads_votes_moves_his_vote_and_takes_it_back(popular: PopularDay) -> None:
    poll = popular.start()
    voter = popular.voters[0]
    client, path = popular.client(voter), f"/binh-chon/{poll}"
    listed = client.get("/binh-chon")
    assert "Giải bình chọn" in listed.words("main")
    assert client.get("/bai-du-thi").soup.select_one(f'a[href="{path}"]')
    page = client.get(path)
    assert "đã dùng 0 trên 1 lượt" in page.words("main")
    assert len(page.soup.select("main li.card")) == 4
    first, second = popular.work(0), popular.work(3)
    work = client.get(f"{path}/bai/{first}")
    assert work.soup.select_one("article.essay").get_text(strip=True)
    done = client.follow(client.post(f"{path}/bai/{first}/binh-chon"))
    assert "Đã ghi nhận lượt bình chọn" in done.body
    assert popular.votes() == {voter.id: [first]}
    assert "Chuyển lượt bình chọn sang" in done.body
    client.post(f"{path}/bai/{first}/binh-chon", status=409)
    client.follow(client.post(f"{path}/bai/{second}/binh-chon"))
    assert popular.votes() == {voter.id: [second]}
    client.follow(client.post(f"{path}/bai/{second}/rut"))
    assert popular.votes() == {}
    client.post(f"{path}/bai/{second}/rut", status=409)


def test_a_vote_for_several_works_has_so_many_votes_and_no_more(app: Flask, clock: TestClock) -> None:
    popular = make_popular_day(app, clock, works_each=2)
    poll, client = popular.start(), popular.client(popular.voters[0])
    works = [popular.work(number) for number in range(4)]
    for work in works[:2]:
        client.post(f"/binh-chon/{poll}/bai/{work}/binh-chon")
    refused = client.post(f"/binh-chon/{poll}/bai/{works[2]}/binh-chon", status=422)
    assert "Đã dùng hết 2 lượt" in refused.body
    client.post(f"/binh-chon/{poll}/bai/{works[0]}/rut")
    client.post(f"/binh-chon/{poll}/bai/{works[2]}/binh-chon")
    assert sorted(popular.votes()[popular.voters[0].id]) == sorted([works[1], works[2]])


def test_E22_one_vote_for_each_account_whatever_is_posted_twice(popular: PopularDay) -> None:
    """The same form twice is answered once; eight windows at one moment leave one vote."""
    poll, voter = popular.start(), popular.voters[0]
    client, url = popular.client(voter), f"/binh-chon/{poll}/bai/{popular.work(1)}/binh-chon"
    for _ in range(2):
        client.post(url, {"idempotency_key": "a" * 20})
    assert popular.votes() == {voter.id: [popular.work(1)]}
    client.post(f"/binh-chon/{poll}/bai/{popular.work(1)}/rut")
    works = [popular.work(number) for number in range(4)]

    def post(number: int) -> str:
        try:
            with popular.day.acting() as session:
                by = viewer_of(session, session.get_one(Account, voter.id), now=popular.clock())
                cast_vote(session, poll, works[number % 4], network="", by=by, now=popular.clock())
        except AlreadyDoneError:
            return "already"
        return "cast"

    with ThreadPoolExecutor(8) as pool:
        assert "cast" in list(pool.map(post, range(8)))
    assert len(popular.votes()[voter.id]) == 1


def test_E22_the_database_itself_takes_no_second_vote(popular: PopularDay) -> None:
    poll = popular.start()
    popular.cast(popular.voters[0], 0)
    for work, slot in ((popular.work(1), 1), (popular.work(0), 2)):
        with pytest.raises(Exception, match=r"(?i)unique"), popular.day.acting() as session:
            row = session.scalars(select(Vote)).one()
            told = {"account_id": row.account_id, "unit_id": row.unit_id, "network": "", "cast_at": row.cast_at}
            session.add(Vote(poll_id=poll, work_id=work, slot=slot, **told))
            session.flush()


def test_E22_no_vote_before_the_opening_after_the_close_or_for_ones_own_work(popular: PopularDay) -> None:
    popular.day.close()
    office = popular.client(popular.day.secretary)
    office.post(f"{popular.office}/popular/mo", {})
    poll, work = popular.poll_id, popular.work(2)
    url = f"/binh-chon/{poll}/bai/{work}/binh-chon"
    early = popular.client(popular.voters[0]).post(url, status=422)
    assert "Lúc này không nhận bình chọn" in early.body
    popular.until(opened=True)
    author = popular.client(popular.day.authors[2])
    assert "Đây là bài của chính ông/bà" in author.get(f"/binh-chon/{poll}").body
    assert "Mời bình chọn bài khác" in author.post(url, status=422).body
    author.post(f"/binh-chon/{poll}/bai/{popular.work(0)}/binh-chon")
    popular.clock.now -= timedelta(microseconds=1)
    popular.client(popular.voters[1]).post(url, status=422)
    popular.until(opened=False)
    late = popular.client(popular.voters[0])
    assert "Đã hết thời gian bình chọn" in late.post(url, status=422).body
    popular.client(popular.day.authors[2]).post(f"/binh-chon/{poll}/bai/{popular.work(0)}/rut", status=422)
    assert list(popular.votes()) == [popular.day.authors[2].id]


def test_E22_judges_and_organisers_find_no_vote(popular: PopularDay) -> None:
    poll = popular.start()
    day, work = popular.day, popular.work(0)
    for account in (*day.judges, day.secretary, day.board, *day.holders, day.publisher, day.validator):
        client = popular.client(account)
        client.get(f"/binh-chon/{poll}", status=404)
        client.get(f"/binh-chon/{poll}/bai/{work}", status=404)
        client.post(f"/binh-chon/{poll}/bai/{work}/binh-chon", status=404)
        assert "Chưa có cuộc bình chọn nào" in client.get("/binh-chon").body
    anonymous = PageClient(day.app)
    assert "/dang-nhap" in anonymous.get(f"/binh-chon/{poll}", status=302).location
    anonymous.post(f"/binh-chon/{poll}/bai/{work}/binh-chon", status=401)
    assert popular.votes() == {}


def test_E22_who_once_held_a_duty_or_gets_one_later_does_not_count(popular: PopularDay) -> None:
    poll = popular.start()
    popular.cast(popular.voters[0], 0)
    with popular.day.acting() as session:
        for account, ended in ((popular.voters[0], None), (popular.voters[1], popular.clock())):
            told = {"role": Role.VALIDATOR.value, "programme_id": popular.day.programme_id, "ended_at": ended}
            session.add(RoleGrant(account_id=account.id, granted_at=popular.clock(), **told))
    popular.client(popular.voters[1]).get(f"/binh-chon/{poll}", status=404)
    popular.until(opened=False)
    page = popular.client(popular.day.board).get(popular.office)
    assert "Có 1 lượt bình chọn, trong đó 0 lượt hợp lệ" in page.body


def test_E22_staff_of_other_units_and_new_accounts_wait_outside(app: Flask, clock: TestClock) -> None:
    popular = make_popular_day(app, clock, account_hours=24)
    poll, work = popular.start(), popular.work(0)
    with popular.day.acting() as session:
        stranger = make_account(session, now=clock() - timedelta(days=9), unit=make_unit(session, kind="company"))
        newcomer = make_account(session, now=clock() - timedelta(hours=23))
        for one in (stranger, newcomer):
            session.refresh(one)
    popular.client(stranger).get(f"/binh-chon/{poll}", status=404)
    client = popular.client(newcomer)
    assert "Tài khoản mới mở" in client.get(f"/binh-chon/{poll}").body
    assert "chưa đủ 24 giờ" in client.post(f"/binh-chon/{poll}/bai/{work}/binh-chon", status=422).body
    clock.move(hours=1)
    popular.client(newcomer).post(f"/binh-chon/{poll}/bai/{work}/binh-chon")
    assert list(popular.votes()) == [newcomer.id]


def test_E22_a_script_is_slowed_down_whatever_becomes_of_its_votes(popular: PopularDay) -> None:
    poll, client = popular.start(), popular.client(popular.voters[0])
    url = f"/binh-chon/{poll}/bai/{popular.work(0)}"
    said = [client.http.post(f"{url}/rut", base_url="http://127.0.0.1").status_code for _ in range(31)]
    assert said == [409] * 30 + [429]
    client.post(f"{url}/binh-chon", status=429)
    popular.client(popular.voters[1]).post(f"{url}/binh-chon")
    popular.clock.move(minutes=11)
    popular.client(popular.voters[0]).post(f"{url}/binh-chon")


def test_titles_alone_are_shown_where_the_plan_says_so(app: Flask, clock: TestClock) -> None:
    popular = make_popular_day(app, clock, shows=VoteShows.TITLES)
    poll, client = popular.start(), popular.client(popular.voters[0])
    assert not client.get(f"/binh-chon/{poll}").soup.select('main a[href*="/bai/"]')
    client.get(f"/binh-chon/{poll}/bai/{popular.work(0)}", status=404)
    client.post(f"/binh-chon/{poll}/bai/{popular.work(0)}/binh-chon")


def test_E22_voters_are_shown_neither_author_nor_code(popular: PopularDay) -> None:
    poll, client = popular.start(), popular.client(popular.voters[0])
    told = client.get(f"/binh-chon/{poll}").text
    told += "".join(client.get(f"/binh-chon/{poll}/bai/{popular.work(number)}").text for number in range(4))
    for entry, code in zip(popular.day.entries, popular.day.codes, strict=True):
        assert code not in told.replace(f"Nội dung {code}", ""), "which is what the made-up work itself says"
        for name in (entry.author.full_name, entry.unit.name):
            assert not re.search(rf"{re.escape(name)}(?!\d)", told)
        assert str(entry.id) not in told


def test_each_voter_meets_the_works_in_an_order_of_his_own(app: Flask, clock: TestClock) -> None:
    popular = make_popular_day(app, clock, marks=(90, 85, 80, 75, 70, 60), voters=8)
    poll = popular.start()
    orders = set()
    for voter in popular.voters:
        client = popular.client(voter)
        first, again = (tuple(client.get(f"/binh-chon/{poll}").all_words("main li.card h2")) for _ in range(2))
        assert first == again
        orders.add(first)
    assert len(orders) > 3


@pytest.mark.requirement("S001-R14")
def test_E22_before_the_close_nothing_tells_how_many_votes_there_are(app: Flask, clock: TestClock) -> None:
    """The same pages before and after twelve votes of others: byte for byte the same (T-twin), for everybody."""
    popular = make_popular_day(app, clock, voters=13)
    poll = popular.start()
    watcher, author = popular.voters[0], popular.day.authors[0]
    people = [watcher, author, popular.day.secretary, popular.day.board, popular.day.publisher, popular.day.holders[0]]
    paths = ["/binh-chon", f"/binh-chon/{poll}", f"/binh-chon/{poll}/bai/{popular.work(0)}", popular.office,
             f"/niem-phong/{popular.day.round_id}/ket-qua", f"/ban-to-chuc/ket-qua/{popular.day.round_id}",
             f"/cuoc-thi/{popular.day.slug}", "/bai-du-thi"]  # fmt: skip

    def seen() -> list[tuple[int, str, str | None]]:
        told = []
        for account in people:
            client = popular.client(account)
            for path in paths:
                answer = client.http.get(path, base_url="http://127.0.0.1")
                page = RANDOM.sub("", CHANGING.sub("", answer.get_data(as_text=True)))
                told.append((answer.status_code, page, answer.headers.get("ETag")))
        return told

    def lines() -> int:
        with popular.day.acting() as session:
            return len(session.scalars(select(HistoryLine.seq)).all())

    before, history = seen(), lines()
    assert "Có 12 lượt bình chọn" not in "".join(one[1] for one in before)
    for voter in popular.voters[1:]:
        popular.cast(voter, 0)
    assert seen() == before
    assert lines() == history, "no line of the history counts votes"
    popular.until(opened=False)
    # It could have leaked: the same page tells it once the vote is over.
    assert "Có 12 lượt bình chọn" in popular.client(popular.day.board).get(popular.office).body


def test_E22_the_judges_connection_cannot_read_a_vote(popular: PopularDay) -> None:
    popular.start()
    popular.cast(popular.voters[0], 0)
    assert not TABLES & (READABLE | INSERTABLE | UPDATABLE.keys())
    desk = popular.day.app.extensions["bangvang_database"].desk
    for table in sorted(TABLES):
        with (
            pytest.raises(Exception, match=r"(?i)prohibited|denied|not authorized"),
            popular.day.app.app_context(),
            writing(desk) as session,
        ):
            session.execute(text(f"SELECT * FROM {table}")).all()


def test_a_work_that_is_excluded_during_the_vote_is_voted_for_no_more(popular: PopularDay) -> None:
    poll = popular.start()
    popular.cast(popular.voters[0], 0)
    with popular.day.acting() as session:
        work = session.scalars(select(PollWork).where(PollWork.id == popular.work(0))).one()
        work.code.is_void = True
    client = popular.client(popular.voters[1])
    assert len(client.get(f"/binh-chon/{poll}").soup.select("main li.card")) == 3
    client.get(f"/binh-chon/{poll}/bai/{work.id}", status=404)
    with pytest.raises(RefusedError):
        popular.cast(popular.voters[1], 0)
