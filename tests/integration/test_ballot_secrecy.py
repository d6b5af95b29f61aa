"""A25: nobody who holds the whole database after the close, and the web server's log, can tell whose a paper is.

Five people vote, one against each subject; the attacker of `tests/factories/ballot_attacker.py` names that one. 200
votes on SQLite, 60 on PostgreSQL (200 in `make soak`); chance is seeded, ids as well. The same attacker finds the vote
at once where papers are filled in one after the other, or where they are not written anew at the close.
"""

from __future__ import annotations

import random
import uuid
from math import sqrt
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from judging.actions import ballots as ballot_actions
from judging.models.ballots import Ballot, BallotPaper, BallotVoter
from judging.models.councils import CouncilMember
from judging.rules.ballots import Choice
from portal.ballot_traces import sweep_traces
from portal.db import database, transaction
from portal.views.council import desk, voting
from tests.factories.ballot_attacker import Guesses, guess_all, guess_rate, read_everything
from tests.factories.councils import make_assembly
from tests.page_client import PageClient

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

    import config
    from tests.conftest import TestClock
    from tests.factories.councils import Assembly

VOTERS, SEED, AT_ONCE = 5, 25, 20
HERE = "http://127.0.0.1"
Runs = list[tuple[Guesses, int]]


@pytest.fixture
def chance(monkeypatch: pytest.MonkeyPatch) -> random.Random:
    """Every draw and every id of this test comes from one seed."""
    seeded = random.Random(SEED)
    monkeypatch.setattr(uuid, "os", SimpleNamespace(urandom=seeded.randbytes))
    monkeypatch.setattr(voting, "draw", seeded.randrange)
    monkeypatch.setattr(desk, "draw", seeded.randrange)
    return seeded


def hold_votes(app: Flask, clock: TestClock, chance: random.Random, count: int) -> Runs:
    """So many votes through the pages, `AT_ONCE` on one form; after each close the attacker looks at everything."""
    with app.app_context():
        house = make_assembly(app, clock, members=VOTERS)
        house.draw = chance.randrange
        house.sit()
        return [one for number in range(count // AT_ONCE) for one in _vote(house, clock, chance, number)]


def _vote(house: Assembly, clock: TestClock, chance: random.Random, number: int) -> Runs:
    section = house.propose(*(f"Đối tượng {number}.{at}" for at in range(AT_ONCE)))
    base = f"/phien-hop/{house.meeting_id}"
    secretary = house.client(house.secretary)
    secretary.http.post(f"{base}/noi-dung/{section}/mo-bo-phieu", base_url=HERE)
    ballots = house.ballots(section)
    order = chance.sample(range(VOTERS), VOTERS)
    against = [chance.randrange(VOTERS) for _ballot in ballots]
    for at in order:
        clock.move(seconds=40)
        words = [Choice.AGAINST if one == at else Choice.FOR for one in against]
        sent = {f"vote-{ballot}": word.value for ballot, word in zip(ballots, words, strict=True)}
        client = PageClient(house.app).sign_in_as(house.people[at]).http
        client.post(f"{base}/bo-phieu", data={**sent, "confirmed": "yes"}, base_url=HERE)
    clock.move(seconds=40)
    secretary.http.post(f"{base}/noi-dung/{section}/dong-bo-phieu", base_url=HERE)
    with transaction() as session:
        members = {one.account_id: one.id for one in session.scalars(select(CouncilMember))}
        told = [{one.id.hex, one.person_id.hex, members[one.id].hex, str(members[one.id])} for one in house.people]
        assert [session.get_one(Ballot, one).votes_against for one in ballots] == [1] * AT_ONCE
    tables = read_everything(database().main)
    return [
        (guess_all(tables, ballot=ballot.hex, voters=told, log=order), truth)
        for ballot, truth in zip(ballots, against, strict=True)
    ]


def bound(runs: int) -> float:
    """One in so many, and twice the standard error."""
    return 1 / VOTERS + 2 * sqrt((1 / VOTERS) * (1 - 1 / VOTERS) / runs)


def test_A25_the_whole_database_tells_no_more_than_chance_who_voted_against(
    app: Flask, clock: TestClock, chance: random.Random, database_kind: str
) -> None:
    """P20: the guess rate is at most 1/n + 2 s.e."""
    runs = hold_votes(app, clock, chance, 200 if database_kind == "sqlite" else 60)
    assert min(len(guesses) for guesses, _truth in runs) > 10, "the attacker had nothing to try"
    rate, way = guess_rate(runs, voters=VOTERS, random=chance)
    assert rate <= bound(len(runs)), f"guessed {rate:.3f} of {len(runs)} by {way}, seed {SEED}"


@pytest.mark.soak
@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_A25_two_hundred_votes_on_postgresql(
    app: Flask, clock: TestClock, chance: random.Random, database_kind: str
) -> None:
    assert database_kind == "postgresql"
    rate, way = guess_rate(hold_votes(app, clock, chance, 200), voters=VOTERS, random=chance)
    assert rate <= bound(200), f"guessed {rate:.3f} by {way}, seed {SEED}"


def test_A25_the_attacker_finds_papers_that_are_filled_in_one_after_the_other(
    app: Flask, clock: TestClock, chance: random.Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same attacker, the same pages; only the draw is gone, and nothing is written anew."""
    monkeypatch.setattr(voting, "draw", lambda _below: 0)
    monkeypatch.setattr(ballot_actions, "write_anew", lambda *_args, **_values: None)
    rate, way = guess_rate(hold_votes(app, clock, chance, 20), voters=VOTERS, random=chance)
    assert rate >= 0.9, f"found only {rate:.2f} by {way}"


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_A25_the_attacker_finds_transactions_where_papers_are_not_written_anew(
    app: Flask, clock: TestClock, chance: random.Random, monkeypatch: pytest.MonkeyPatch, database_kind: str
) -> None:
    """Drawn at random, but left as they were filled in: the transaction (`xmin`) is on the paper and on the mark."""
    assert database_kind == "postgresql"
    monkeypatch.setattr(ballot_actions, "write_anew", lambda *_args, **_values: None)
    rate, way = guess_rate(hold_votes(app, clock, chance, 20), voters=VOTERS, random=chance)
    assert rate >= 0.9, f"found only {rate:.2f} by {way}"
    assert "sys_xmin" in way


def test_A25_a_closed_vote_has_one_writer_and_no_column_that_could_tell(app: Flask, clock: TestClock) -> None:
    """What a paper and a mark consist of, whole: nothing can be added to them without this test."""
    assert set(BallotPaper.__table__.columns.keys()) == {"id", "ballot_id", "choice"}
    assert set(BallotVoter.__table__.columns.keys()) == {"ballot_id", "member_id", "has_voted"}
    with app.app_context():
        house = make_assembly(app, clock)
        house.sit()
        section = house.propose("Tập thể Một")
        house.decide(section, "f", "a", "f", "b", "f")
        tables = read_everything(database().main)
        for name in ("ballot_papers", "ballot_voters"):
            assert len({row.get("sys_xmin") for row in tables[name]}) == 1
        kept = [row["data"] for row in tables["history"] if row["action"].startswith("ballot.")]
        assert kept
        assert all(member.hex not in line and str(member) not in line for member in house.places for line in kept)


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_A25_nothing_of_the_papers_stays_in_the_files_of_sqlite(
    app: Flask, clock: TestClock, settings: config.Settings, database_kind: str
) -> None:
    """The blank papers' ids, which the log and freed pages would hold, are gone; the closed ones' are there."""
    assert database_kind == "sqlite"
    with app.app_context():
        house = make_assembly(app, clock)
        house.sit()
        section = house.propose("Tập thể Một")
        house.open(section)
        with transaction() as session:
            before = [one.id.hex for one in session.scalars(select(BallotPaper))]
        for account in house.people:
            house.vote(account, dict.fromkeys(house.ballots(section), Choice.FOR))
        assert any(one.encode() in _files(settings.data_folder) for one in before)
        house.close(section)
        assert sweep_traces()
        with transaction() as session:
            after = [one.id.hex for one in session.scalars(select(BallotPaper))]
        found = _files(settings.data_folder)
        assert [one for one in after if one.encode() not in found] == []
        assert [one for one in before if one.encode() in found] == []


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_A25_postgresql_writes_the_papers_to_a_new_file(app: Flask, clock: TestClock, database_kind: str) -> None:
    assert database_kind == "postgresql"
    with app.app_context():
        house = make_assembly(app, clock)
        house.sit()
        house.decide(house.propose("Tập thể Một"), *"ffaff")
        dead = "SELECT pg_relation_filenode('ballot_papers')"
        with database().main.connect() as connection:
            before = connection.exec_driver_sql(dead).scalar()
        assert sweep_traces()
        with database().main.connect() as connection:
            assert connection.exec_driver_sql(dead).scalar() != before


def _files(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.glob("bangvang.sqlite3*")))
