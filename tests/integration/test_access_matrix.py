"""Every address × every duty × own and other's, against a table that a person can read; tokens, methods, caches.

What the table means stands in `access_table.py`. It runs on SQLite, which can be put back in a moment after each act;
that queries are scoped alike on PostgreSQL is shown by the tests of each page.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

import config
from portal.app import create_app
from tests.integration.access_house import build
from tests.integration.access_table import BASE, NOBODY, PEOPLE, Door, list_doors, open_to, read_table, rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from werkzeug.test import TestResponse

    from tests.integration.access_table import Asker

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE")
OVERRIDES = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")
CHANGING = re.compile(
    r'(name="csrf_token"[^>]*value|name="csrf-token" content|nonce)="[^"]*"'
    r"|[0-9a-f]{8}-[0-9a-f-]{27}|<strong>[0-9a-f]{16}</strong>|[0-9a-f]{16,}"
)
DROPPED = {"Set-Cookie", "Content-Security-Policy", "X-Request-Id", "Content-Length", "Date"}


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asker]:
    asker = build(tmp_path_factory.mktemp("access"))
    yield asker
    asker.app.extensions["bangvang_database"].dispose()


@pytest.fixture
def guarded(asker: Asker) -> Iterator[Asker]:
    """The same house with the guard against forged forms on."""
    asker.app.config["WTF_CSRF_ENABLED"] = True
    yield asker
    asker.app.config["WTF_CSRF_ENABLED"] = False


def test_A01_A04_A20_every_address_answers_everybody_as_the_table_says(asker: Asker) -> None:
    """Whatever differs is printed as a line of the table: write it anew with the command and read it."""
    stated = {(row["method"], row["address"]): row for row in read_table()}
    found = {(row["method"], row["address"]): row for row in rows(asker)}
    missing = sorted(found.keys() - stated.keys())
    gone = sorted(stated.keys() - found.keys())
    assert (missing, gone) == ([], []), "addresses that the table does not know, or knows in vain"
    wrong = [
        (*door, column, f"stated {stated[door][column]!r}, found {found[door][column]!r}")
        for door in sorted(found)
        for column in found[door]
        if stated[door][column] != found[door][column]
    ]
    assert wrong == []


def test_A01_the_table_opens_nothing_to_whom_the_view_does_not_name() -> None:
    """The table itself: a duty that the declaration does not name reads nothing, nor does anybody unknown."""
    wrong = []
    for row in read_table():
        named = set(row["open to"].removesuffix(" (desk)").split())
        for who in PEOPLE:
            if row["open to"] in {"everybody", "signed in"} and who != "anonymous":
                continue
            is_open = row["open to"] == "everybody" or who in named or (who == "head" and "judge" in named)
            if not is_open and "yes" in row[who]:
                wrong.append((row["method"], row["address"], who))
    assert wrong == []


def test_A01_an_address_that_declares_nothing_is_closed_and_seen(tmp_path: Path) -> None:
    app = create_app(config.Settings(data_folder=tmp_path))
    app.add_url_rule("/quen-khai-bao", "public.forgotten", lambda: "open", methods=["GET"])
    answer = app.test_client().get("/quen-khai-bao", base_url=BASE)
    assert (answer.status_code, b"open" in answer.data) == (403, False)
    assert [door.endpoint for door in list_doors(app) if open_to(app, door) == "NOBODY SAID"] == ["public.forgotten"]


def test_A01_A07_what_is_anothers_and_what_is_not_there_are_answered_alike(asker: Asker) -> None:
    """The same status, words and headers, whether an id is another's or nobody's."""
    compared, wrong = 0, []
    for door, who in _closed_to(asker):
        other, nowhere = asker.ask(door, who, own=False), asker.ask(door, who, own=False, missing=True)
        compared += 1
        if _plain(asker, door, who, other) != _plain(asker, door, who, nowhere):
            wrong.append((door.method, door.rule.rule, who))
    assert wrong == []
    assert compared > 80


def test_A02_A03_a_foreign_thing_under_ones_own_address_is_as_one_that_is_not_there(asker: Asker) -> None:
    """An own entry with another's file, receipt, decision: the second id is asked too, and acts on nothing."""
    tried, wrong = 0, []
    for door, who in _closed_to(asker):
        ids = sorted(name for name in door.rule.arguments if name.endswith("_id"))
        if len(ids) < 2:
            continue
        outer = "entry_id" if "entry_id" in ids else "round_id"
        own = {outer: asker.values(door, who, own=True)[outer]}
        before = asker.head()
        other, nowhere = (asker.ask(door, who, own=False, missing=missing, instead=own) for missing in (False, True))
        tried += 1
        if _plain(asker, door, who, other) != _plain(asker, door, who, nowhere) or asker.head() != before:
            wrong.append((door.method, door.rule.rule, who, other.status_code, nowhere.status_code))
    assert wrong == []
    assert tried >= 10


def test_A24_a_signed_address_of_a_part_is_worth_nothing_to_another_account(asker: Asker) -> None:
    door = next(one for one in list_doors(asker.app) if one.endpoint == "uploads.receive")
    looked = next(one for one in list_doors(asker.app) if one.endpoint == "uploads.look")
    before = asker.ask(looked, "author").get_json()["parts"]
    address = asker.address(door, "author")
    for who in PEOPLE:
        if who not in {"anonymous", "author"}:
            answer = asker.clients[who].http.put(address, data=b"x" * 5000, base_url=BASE)
            assert answer.status_code in {404, 422}, who
    assert asker.ask(looked, "author").get_json()["parts"] == before == []
    assert asker.clients["author"].http.put(address, data=b"x" * 5000, base_url=BASE).status_code == 200
    asker.put_back(door)


def test_C06_every_act_without_its_token_is_refused_and_leaves_no_trace(guarded: Asker) -> None:
    """No token, a token of another browser, a form under another type: nothing happens, whoever is signed in."""
    stranger = guarded.app.test_client()
    page = stranger.get("/dang-nhap", base_url=BASE).get_data(as_text=True)
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found is not None
    before, wrong = guarded.head(), []
    for door in list_doors(guarded.app):
        if door.method == "GET":
            continue
        for who in ("anonymous", _opener(door)):
            address, http = guarded.address(door, who), guarded.clients[who].http
            for kwargs in (
                {"data": {"name": "x"}},
                {"data": {"csrf_token": found[1]}},
                {"data": "{}", "content_type": "text/plain"},
                {"json": {}, "headers": {"X-CSRFToken": found[1]}},
            ):
                answer = http.open(address, method=door.method, base_url=BASE, **kwargs)  # type: ignore[arg-type]
                if answer.status_code != 400:
                    wrong.append((door.method, door.rule.rule, who, answer.status_code))
    assert wrong == []
    assert guarded.head() == before


def test_E08_methods_that_are_not_offered_change_nothing(asker: Asker) -> None:
    """405 for whoever asks, and overriding a method by a header is no method at all."""
    before, wrong = asker.head(), []
    offered = _offered(asker)
    for door in {one.rule.rule: one for one in list_doors(asker.app)}.values():
        who = _opener(door)
        address, http = asker.address(door, who), asker.clients[who].http
        refused = [method for method in METHODS if method not in offered[door.rule.rule]]
        asked: list[tuple[str, dict[str, str]]] = [(method, {}) for method in refused]
        if "GET" in refused:
            asked += [("GET", {header: "POST"}) for header in OVERRIDES]
        for method, headers in asked:
            status = http.open(address, method=method, base_url=BASE, headers=headers).status_code
            if status not in {404, 405}:
                wrong.append((method, headers, door.rule.rule, status))
    assert wrong == []
    assert asker.head() == before


def test_E08_head_answers_as_get_does_without_a_body(asker: Asker) -> None:
    before, wrong = asker.head(), []
    for door in list_doors(asker.app):
        if door.method == "GET":
            who = _opener(door)
            address, http = asker.address(door, who), asker.clients[who].http
            head, whole = http.head(address, base_url=BASE), http.get(address, base_url=BASE)
            if head.data or head.status_code != whole.status_code:
                wrong.append((door.rule.rule, head.status_code, whole.status_code))
    assert wrong == []
    assert asker.head() == before


def test_A16_no_cache_keeps_what_stands_behind_signing_in(asker: Asker) -> None:
    wrong = []
    for door in list_doors(asker.app):
        if door.method != "GET":
            continue
        answer = asker.ask(door, _opener(door))
        told = answer.headers.get("Cache-Control", "")
        if open_to(asker.app, door) != "everybody" and "no-store" not in told:
            wrong.append((door.rule.rule, told))
    assert wrong == []


INSIDE = (
    "/.git/config", "/.env", "/static/", "/static/css/", "/static/../config.py", "/static/%2e%2e/app.py",
    "/server-status", "/metrics", "/console", "/debug", "/static/js/upload.js.map", "/var/bangvang.db", "/khong-co",
    "/bai-du-thi/1", f"/bai-du-thi/{NOBODY}", "/robots.txt.bak",
)  # fmt: skip


@pytest.mark.parametrize("path", INSIDE)
def test_E11_nothing_of_the_inside_is_served_or_told(asker: Asker, path: str) -> None:
    for who in ("anonymous", "admin"):
        answer = asker.clients[who].http.get(path, base_url=BASE)
        assert answer.status_code in {404, 302}, path
        text = answer.get_data(as_text=True)
        for word in ("Traceback", "Werkzeug", "Flask", "sqlite", "granian", str(asker.folder), "SECRET"):
            assert word.lower() not in text.lower(), (path, word)
        assert "X-Powered-By" not in answer.headers


def _closed_to(asker: Asker) -> Iterator[tuple[Door, str]]:
    """Every door with an id, with everybody who may open his own and not another's."""
    stated = {(row["method"], row["address"]): row for row in read_table()}
    for door in list_doors(asker.app):
        row: dict[str, str] = stated.get((door.method, door.rule.rule), {})
        for who in PEOPLE:
            if row.get(who) in {"yes/hidden", "no/hidden"}:
                yield door, who


def _offered(asker: Asker) -> dict[str, set[str]]:
    offered: dict[str, set[str]] = {}
    for door in list_doors(asker.app):
        offered.setdefault(door.rule.rule, set()).add(door.method)
    return offered


def _opener(door: Door) -> str:
    """Somebody whom the table lets in, else an administrator."""
    row = next((one for one in read_table() if (one["method"], one["address"]) == (door.method, door.rule.rule)), None)
    return next((who for who in PEOPLE if row and row[who].startswith("yes") and who != "anonymous"), "admin")


def _plain(asker: Asker, door: Door, who: str, answer: TestResponse) -> tuple[int, str, Any]:
    """An answer without what differs between any two requests, and without the ids that were asked for."""
    text = answer.get_data(as_text=True)
    for source in (asker.values(door, who, own=False), {"": NOBODY, "slug": "khong-co"}):
        for value in source.values():
            if len(str(value)) > 3:
                text = text.replace(str(value), "X")
    headers = {name: CHANGING.sub("", value) for name, value in answer.headers.items() if name not in DROPPED}
    return answer.status_code, CHANGING.sub("", text), headers
