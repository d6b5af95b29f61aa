"""A request never holds one connection while it waits for another; a pool that is used up says so, fast."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import TYPE_CHECKING

from sqlalchemy import select, text
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from judging.models.units import Unit
from portal.db import database, desk_reading, desk_transaction, reading, transaction
from tests.factories.office import make_unit

if TYPE_CHECKING:
    import pytest
    from flask import Flask

    from tests.page_client import PageClient


def checked_out(app: Flask) -> int:
    pool = app.extensions["bangvang_database"].main.pool
    return int(pool.checkedout())  # type: ignore[attr-defined]  # a QueuePool on both databases


def test_X07_who_writes_has_let_go_of_what_he_read_with_and_still_knows_it(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        make_unit(session, "Xã A Vao")
    with app.app_context():
        unit = reading().scalars(select(Unit).where(Unit.name == "Xã A Vao")).one()
        assert checked_out(app) == 1
        with transaction() as session:
            session.execute(text("SELECT 1"))
            assert checked_out(app) == 1
            assert unit.name == "Xã A Vao"
        assert reading().get_one(Unit, unit.id).name == "Xã A Vao"


def test_X07_the_desk_lets_go_as_well(app: Flask) -> None:
    with app.app_context():
        desk_reading().execute(text("SELECT 1"))
        pool = database().desk.pool
        with desk_transaction() as session:
            session.execute(text("SELECT 1"))
            assert pool.checkedout() == 1  # type: ignore[attr-defined]


def test_what_a_request_wrongly_changed_in_its_reading_session_is_never_committed(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        make_unit(session, "Xã Húc Nghì")
    with app.app_context():
        reading().scalars(select(Unit).where(Unit.name == "Xã Húc Nghì")).one().name = "Đổi lén"
        with transaction() as session:
            session.execute(text("SELECT 1"))
    with app.app_context():
        assert "Đổi lén" not in {one.name for one in reading().scalars(select(Unit))}


def test_X07_as_many_writers_as_connections_at_once_all_get_through(app: Flask) -> None:
    """Each has read before it writes. Holding both connections, they would wait for each other until they fail."""
    count, failed = 40, []
    start = Barrier(count)

    def one() -> None:
        with app.app_context():
            reading().execute(text("SELECT 1"))
            start.wait(30)
            try:
                with transaction() as session:
                    session.execute(text("SELECT 1"))
            except PoolTimeoutError as error:
                failed.append(error)

    threads = [Thread(target=one) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []


def test_X07_when_no_connection_is_free_the_page_says_come_back_not_broken(
    app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def used_up() -> None:
        raise PoolTimeoutError("QueuePool limit of size 20 overflow 20 reached")

    monkeypatch.setattr("portal.views.public.home.reading", used_up)
    answer = client.http.get("/", base_url="http://127.0.0.1")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
