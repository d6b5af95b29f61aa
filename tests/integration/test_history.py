"""The chain: one order under contention, nobody can change a line, a broken one is named."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from judging.actions.history import record
from judging.models.history import ChainHead, HistoryLine
from judging.rules.chain import Line, verify
from portal.db import writing

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy import Engine

    from tests.conftest import TestClock


def lines(engine: Engine) -> list[Line]:
    with writing(engine) as session:
        return [
            Line(r.seq, r.at, r.actor, r.role, r.action, r.subject, r.data, r.prev_hash, r.hash)
            for r in session.scalars(select(HistoryLine).order_by(HistoryLine.seq))
        ]


def test_X36_two_hundred_parallel_appends_make_one_chain_without_a_gap(app: Flask, clock: TestClock) -> None:
    engine = app.extensions["bangvang_database"].main
    slowest: list[float] = []

    def append(n: int) -> None:
        began = time.monotonic()
        with writing(engine) as session:
            record(session, at=clock(), actor=f"t{n}", role="", action="test", subject=f"thing:{n}", n=n)
        slowest.append(time.monotonic() - began)

    threads = [threading.Thread(target=append, args=(n,)) for n in range(200)]
    for batch in range(0, 200, 20):
        for thread in threads[batch : batch + 20]:
            thread.start()
        for thread in threads[batch : batch + 20]:
            thread.join()
    kept = lines(engine)
    assert [line.seq for line in kept] == list(range(1, 201))
    assert verify(kept) is None
    with writing(engine) as session:
        head = session.scalars(select(ChainHead)).one()
        assert (head.seq, head.hash) == (200, kept[-1].hash)
    assert len(slowest) == 200


def test_B01_a_line_of_the_history_can_be_neither_changed_nor_removed(app: Flask, clock: TestClock) -> None:
    engine = app.extensions["bangvang_database"].main
    with writing(engine) as session:
        record(session, at=clock(), actor="a", role="", action="test", subject="thing:1")
    for statement in ("UPDATE history SET actor = 'b'", "DELETE FROM history"):
        with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
            connection.exec_driver_sql(statement)
    assert [line.actor for line in lines(engine)] == ["a"]


def test_B01_a_line_changed_behind_the_portal_is_named(app: Flask, clock: TestClock, database_kind: str) -> None:
    engine = app.extensions["bangvang_database"].main
    for n in range(5):
        with writing(engine) as session:
            record(session, at=clock(), actor="a", role="", action="test", subject=f"thing:{n}", mark=n)
    with engine.begin() as connection:
        if database_kind == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER history_no_update")
        else:
            connection.exec_driver_sql("ALTER TABLE history DISABLE TRIGGER ALL")
        connection.exec_driver_sql("UPDATE history SET data = '{\"mark\":9}' WHERE seq = 3")
    broken = verify(lines(engine))
    assert broken is not None
    assert broken.seq == 3


def test_lines_of_a_transaction_that_fails_are_not_written(app: Flask, clock: TestClock) -> None:
    engine = app.extensions["bangvang_database"].main
    with pytest.raises(ZeroDivisionError), writing(engine) as session:
        record(session, at=clock(), actor="a", role="", action="test", subject="thing:1")
        raise ZeroDivisionError
    assert lines(engine) == []
