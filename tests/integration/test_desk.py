"""The judge's side of the wall: what the desk connection can reach, what a judge's pages and errors tell.

It is longer than 300 lines, so that each case of this subject is found in one place.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DatabaseError

from judging.desk.tables import INSERTABLE, READABLE, UPDATABLE
from judging.models import Base
from portal.db import writing
from tests.factories.judging import World, make_rendition, make_sealed_round
from tests.page_client import PageClient
from tests.query_counter import counted_queries

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock

HIDDEN = sorted(set(Base.metadata.tables) - READABLE)
BYTES = bytes(range(256)) * 8192


@pytest.fixture
def world(app: Flask, clock: TestClock) -> World:
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        return make_sealed_round(session, now=clock(), entries=3, judges=3)


def run_on_desk(app: Flask, statement: str) -> list[object]:
    with app.extensions["bangvang_database"].desk.connect() as connection:
        return list(connection.execute(text(statement)))


@pytest.mark.requirement("S001-R41")
def test_A01_the_desk_reads_its_own_tables_and_no_other(app: Flask, world: World) -> None:
    assert {"people", "entries", "units", "accounts", "code_links", "seat_holders", "history", "openings"} <= set(
        HIDDEN
    )
    for table in sorted(READABLE):
        run_on_desk(app, f"SELECT * FROM {table}")
    assert run_on_desk(app, "SELECT word FROM codes")
    for table in HIDDEN:
        with pytest.raises(DatabaseError):
            run_on_desk(app, f"SELECT * FROM {table}")
        with pytest.raises(DatabaseError):
            run_on_desk(app, f"SELECT count(*) FROM {table}")


@pytest.mark.requirement("S001-R41")
def test_A01_the_desk_finds_no_way_around(app: Flask, world: World, database_kind: str, tmp_path: object) -> None:
    around = [
        "SELECT (SELECT full_name FROM people LIMIT 1) FROM codes",
        "SELECT word FROM codes WHERE EXISTS (SELECT 1 FROM code_links)",
        "SELECT word FROM codes UNION SELECT full_name FROM people",
        "WITH x AS (SELECT * FROM entries) SELECT * FROM x",
        "SELECT word FROM codes JOIN code_links ON code_links.code_id = codes.id",
        "CREATE TABLE mine AS SELECT * FROM people",
        "DROP TABLE codes",
        "DELETE FROM review_versions",
        "UPDATE codes SET title = 'x'",
        "UPDATE rounds SET state = 'closed'",
        "INSERT INTO renditions SELECT * FROM renditions",
    ]
    if database_kind == "sqlite":
        around += [
            f"ATTACH DATABASE '{tmp_path}/other.sqlite3' AS other",
            "PRAGMA writable_schema=ON",
            "PRAGMA table_info(people)",
            "SELECT * FROM sqlite_master",
            "SELECT * FROM pragma_table_info('people')",
            "SELECT load_extension('x')",
            "SELECT readfile('/etc/hostname')",
            "VACUUM INTO '/tmp/copy.sqlite3'",
            "CREATE TEMP VIEW peek AS SELECT * FROM people",
            "ALTER TABLE codes ADD COLUMN x",
        ]
    else:
        around += [
            "SET ROLE postgres",
            "SET SESSION AUTHORIZATION postgres",
            "GRANT SELECT ON people TO bangvang_desk",
            "COPY people TO '/tmp/people'",
            "SELECT pg_read_file('/etc/hostname')",
            "SELECT lo_import('/etc/hostname')",
            "CREATE VIEW peek AS SELECT * FROM people",
            "ALTER TABLE codes ADD COLUMN x int",
        ]
    for statement in around:
        with pytest.raises(DatabaseError):
            run_on_desk(app, statement)
    assert len(run_on_desk(app, "SELECT word FROM codes")) == 3


def test_A01_the_lists_of_the_desk_name_real_tables_and_columns() -> None:
    tables = Base.metadata.tables
    assert READABLE | INSERTABLE | UPDATABLE.keys() <= tables.keys()
    for table, columns in UPDATABLE.items():
        assert columns <= set(tables[table].columns.keys())
    for table in READABLE - {"chain_head", "stops"}:
        foreign = {key.column.table.name for key in tables[table].foreign_keys}
        assert foreign <= READABLE, f"{table} points at {foreign - READABLE}"


def test_A01_a_judges_request_asks_the_main_connection_for_nothing_after_signing_in(app: Flask, world: World) -> None:
    """Statements after the session was looked up all run on the desk engine, on every page of the judge."""
    client = PageClient(app).sign_in_as(world.head)
    client.get("/cham")
    on_main: list[str] = []
    engine = app.extensions["bangvang_database"].main
    event.listen(engine, "before_cursor_execute", lambda *args: on_main.append(args[2]))
    assignment = client.get("/cham").soup.select_one("tbody a")["href"]
    for address in ("/cham", str(assignment), "/cham/diem-da-cham", "/truong-ban"):
        client.get(address)
    asked = {match[1] for one in on_main for match in re.finditer(r"\bFROM (\w+)", one)}
    assert asked <= {
        "sign_in_sessions",
        "stops",
        "role_grants",
        "seats",
        "seat_holders",
        "rounds",
        "entries",
        "accounts",
    }


@pytest.mark.requirement("S001-R15")
def test_A07_foreign_missing_and_closed_sheets_are_answered_alike(app: Flask, world: World) -> None:
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        world.session = session
        mine = world.by(world.judges[0]).seats
        foreign = next(
            one for judge in world.judges[1:] for one in world.assignments_of(judge) if one.seat_id not in mine
        ).id
        own_codes = {one.code_id for one in world.assignments_of(world.judges[0])}
        code = next(one for one in world.codes.values() if one.id not in own_codes)
        image = make_rendition(session, code, store_key="ab" * 16, size=len(BYTES))
    client = PageClient(app).sign_in_as(world.judges[0])
    missing = "00000000-0000-4000-8000-000000000000"
    answers = {}
    for name, one in (("foreign", foreign), ("missing", missing)):
        pages = [
            client.get(f"/cham/{one}", status=404),
            client.get(f"/cham/{one}/nop", status=404),
            client.get(f"/cham/{one}/tu-choi", status=404),
            client.post(f"/cham/{one}/luu", {"version": "0"}, status=404),
            client.post(f"/cham/{one}/nop", {"version": "1"}, status=404),
        ]
        answers[name] = [(page.status, _plain(page.text, str(one)), _headers(page)) for page in pages]
    assert answers["foreign"] == answers["missing"]
    foreign_image = client.get(f"/cham/ban-hien-thi/{image.id}", status=404)
    nowhere = client.get(f"/cham/ban-hien-thi/{missing}", status=404)
    assert _plain(foreign_image.text, str(image.id)) == _plain(nowhere.text, missing)


def _plain(page: str, own: str) -> str:
    page = page.replace(own, "X") if own else page
    page = re.sub(r'(name="csrf_token"[^>]*value|name="csrf-token" content)="[^"]*"', "", page)
    return re.sub(r"<strong>[0-9a-f-]{8,}</strong>|[0-9a-f]{12,}", "", page)


def _headers(page: object) -> dict[str, str]:
    dropped = {"Set-Cookie", "Content-Security-Policy", "X-Request-Id", "Content-Length", "Date"}
    return {k: v for k, v in page.response.headers.items() if k not in dropped}


def test_A02_A24_a_rendition_goes_only_to_judges_who_have_its_code(app: Flask, world: World) -> None:
    store = app.extensions["bangvang_store"]
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        world.session = session
        shared = world.assignments_of(world.judges[0])[0]
        word = next(one.word for one in world.codes.values() if one.id == shared.code_id)
        store.put("cd" * 16, BYTES)
        video = make_rendition(
            session, next(one for one in world.codes.values() if one.id == shared.code_id), store_key="cd" * 16,
            size=len(BYTES),
        )  # fmt: skip
        has_it = [judge for judge in world.judges if shared.code_id in {a.code_id for a in world.assignments_of(judge)}]
    address = f"/cham/ban-hien-thi/{video.id}"
    assert len(has_it) == 2
    for judge in has_it:
        answer = PageClient(app).sign_in_as(judge).get(address, status=206, headers={"Range": "bytes=0-"})
        assert answer.response.get_data() == BYTES[: 2**20]
        assert answer.response.headers["Content-Range"] == f"bytes 0-{2**20 - 1}/{len(BYTES)}"
        assert answer.response.headers["Content-Disposition"] == f'inline; filename="{word}-1.mp4"'
        assert "Last-Modified" not in answer.response.headers
    others = [judge for judge in world.judges if judge not in has_it]
    for account in (*others, world.secretary, world.board, *world.holders, world.validator):
        PageClient(app).sign_in_as(account).get(address, status=404)
    assert "/dang-nhap" in PageClient(app).get(address, status=302).location
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        world.session = session
        world.assignments_of(has_it[0])[0].state = "recused"
    PageClient(app).sign_in_as(has_it[0]).get(address, status=404)


def test_A14_validators_and_ranges_tell_nothing_of_the_original(app: Flask, world: World) -> None:
    store = app.extensions["bangvang_store"]
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        world.session = session
        code_id = world.assignments_of(world.judges[0])[0].code_id
        code = next(one for one in world.codes.values() if one.id == code_id)
        done = store.put("ef" * 16, BYTES)
        video = make_rendition(session, code, store_key="ef" * 16, size=len(BYTES))
        judges = [one for one in world.judges if code_id in {a.code_id for a in world.assignments_of(one)}]
    tags = set()
    for judge in judges:
        client = PageClient(app).sign_in_as(judge)
        middle = client.get(f"/cham/ban-hien-thi/{video.id}", status=206, headers={"Range": "bytes=1000-1999"})
        assert middle.response.get_data() == BYTES[1000:2000]
        tags.add(middle.response.headers["ETag"])
        client.get(f"/cham/ban-hien-thi/{video.id}", status=416, headers={"Range": f"bytes={len(BYTES)}-"})
        allowed = {
            "Accept-Ranges", "Cache-Control", "Content-Disposition", "Content-Length", "Content-Range",
            "Content-Security-Policy", "Content-Type", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy",
            "ETag", "Permissions-Policy", "Referrer-Policy", "Set-Cookie", "Strict-Transport-Security", "Vary",
            "X-Content-Type-Options", "X-Frame-Options", "X-Request-Id", "Connection",
        }  # fmt: skip
        assert set(middle.response.headers.keys()) <= allowed
        assert middle.response.headers["Cache-Control"] == "no-store"
    assert len(tags) == len(judges)
    assert all(done.sha256[:12] not in tag for tag in tags)


def test_A08_a_judge_reads_own_progress_and_nothing_of_others(app: Flask, world: World) -> None:
    pages = {}
    for moment in ("before", "after"):
        client = PageClient(app).sign_in_as(world.judges[0])
        work = client.get("/cham")
        pages[moment] = [_plain(work.text, "")]
        for link in work.soup.select("tbody a"):
            pages[moment].append(_plain(client.get(str(link["href"])).text, ""))
        if moment == "before":
            with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
                world.session = session
                from judging.models.rounds import Seat
                from tests.factories.judging import mark_sheet

                for judge in world.judges[1:]:
                    for one in world.assignments_of(judge):
                        mark_sheet(world, one.id, session.get_one(Seat, one.seat_id), 77)
    keys = re.compile(r'name="idempotency_key" value="[^"]*"')
    assert [keys.sub("", one) for one in pages["before"]] == [keys.sub("", one) for one in pages["after"]]


def test_A13_nothing_on_a_judges_pages_names_an_entrant_or_a_unit(app: Flask, world: World) -> None:
    """The planted names could leak: the secretary's list of the mapping holds them all."""
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        world.session = session
        from judging.models.entries import Entry
        from judging.queries.seals import list_mapping

        entries = [session.get_one(Entry, one.id) for one in world.entries]
        planted = {
            word
            for entry in entries
            for word in (
                entry.author.full_name, entry.unit.name, entry.unit.code, entry.author.phone, entry.author.staff_code,
                str(entry.id), entry.parts[0].store_key, entry.parts[0].file_name, entry.parts[0].sha256,
            )
        }  # fmt: skip
        assert {line.author_name for line in list_mapping(session, world.round_id)} <= planted
    for judge in world.judges:
        client = PageClient(app).sign_in_as(judge)
        work = client.get("/cham")
        seen = [work, client.get("/cham/diem-da-cham"), client.get("/truong-ban")]
        for link in work.soup.select("tbody a"):
            seen += [client.get(str(link["href"])), client.get(f"{link['href']}/tu-choi")]
        for page in seen:
            told = page.text + str(page.response.headers)
            assert [word for word in planted if word and word in told] == []


def test_A21_no_entrant_or_coordinator_page_shows_a_code(app: Flask, world: World) -> None:
    from judging.enums import Role
    from judging.models.people import Account, RoleGrant

    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        world.session = session
        author = session.query(Account).filter(Account.person_id == world.entries[0].author_id).one()
        session.add(
            RoleGrant(
                account_id=author.id, role=Role.COORDINATOR.value, unit_id=author.person.unit_id, granted_at=world.now
            )
        )
        words = [code.word for code in world.codes.values()]
        app.extensions["bangvang_store"].put(session.merge(world.entries[0]).parts[0].store_key, b"no DOCX at all")
    client = PageClient(app).sign_in_as(author)
    reached = 0
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or set()) or rule.endpoint == "static":
            continue
        values = {name: str(world.entries[0].id) for name in rule.arguments}
        if rule.arguments - {"entry_id"}:
            continue
        answer = client.http.get(
            rule.rule.replace("<uuid:entry_id>", values.get("entry_id", "")), base_url="http://127.0.0.1"
        )
        reached += answer.status_code == 200
        told = answer.get_data(as_text=True) + str(answer.headers)
        assert [word for word in words if word in told] == [], rule.rule
    assert reached > 3


def test_a_judge_has_no_page_of_the_office_and_the_office_no_page_of_the_judge(app: Flask, world: World) -> None:
    judge = PageClient(app).sign_in_as(world.judges[1])
    for address in ("/niem-phong", f"/niem-phong/{world.round_id}", f"/niem-phong/{world.round_id}/tien-do",
                    f"/niem-phong/{world.round_id}/phan-cong", "/ghep-phach"):  # fmt: skip
        judge.get(address, status=404)
    for account in (world.secretary, world.board, world.validator, *world.holders):
        PageClient(app).sign_in_as(account).get("/cham", status=404)


def test_the_work_page_asks_as_often_for_three_codes_as_for_one(app: Flask, clock: TestClock) -> None:
    counts = []
    for entries in (2, 6):
        with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
            world = make_sealed_round(session, now=clock(), entries=entries, judges=2)
        client = PageClient(app).sign_in_as(world.judges[0])
        client.get("/cham")
        with counted_queries(app, on=["desk"]) as asked:
            assert len(client.get("/cham").soup.select("tbody tr")) == entries
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 3  # rounds, sheets, and dialogues that wait for an answer
