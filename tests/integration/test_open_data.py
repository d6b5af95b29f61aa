"""Open data: what its document promises, what it never says, how often one may ask; the feed and the sitemap."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import load_all_checks

from judging.enums import ConsentField
from judging.models.people import Person
from portal import open_data
from tests.factories.marking import make_day
from tests.factories.publishing import make_news, withhold
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock

API = "/api/v1/programmes"
ATOM = "{http://www.w3.org/2005/Atom}"
UNPACKED = {"Accept-Encoding": "identity"}
"""Schemathesis, asking without a network between, says that it takes gzip and does not unpack it."""


def data(app: Flask, path: str, **kwargs: Any) -> Any:
    return json.loads(PageClient(app).get(path, **kwargs).text)


def test_every_answer_keeps_the_promise_of_the_document(
    app: Flask, clock: TestClock, database_kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Schemathesis asks every address with chosen, random and wrong values, and compares answers with the document."""
    if database_kind != "sqlite":
        pytest.skip("the document does not know the database: once is enough")
    day = make_day(app, now=clock(), video=1).until_published()
    make_news(day)
    monkeypatch.setattr(open_data, "MOST_REQUESTS", 10**9)
    load_all_checks()
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    asked: set[str] = set()
    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        def ask(case: Any) -> None:
            case.call_and_validate(headers=UNPACKED)

        given(case=operation.as_strategy())(ask)()
        asked.add(operation.path)
    promised = set(data(app, "/api/v1/openapi.json")["paths"])
    assert asked >= promised - {"/openapi.json"}  # schemathesis leaves out the document itself
    for path in promised:  # and with values that exist, so that every 200 is compared as well
        operation = schema[path]["GET"]
        parameters = {"slug": day.slug, "number": 1}
        wanted = {name: parameters[name] for name in parameters if f"{{{name}}}" in path}
        answer = operation.Case(path_parameters=wanted).call(headers=UNPACKED)
        assert answer.status_code == 200, path
        operation.Case(path_parameters=wanted).validate_response(answer)


def test_a_result_says_what_its_page_says(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock(), video=1)
    assert data(app, f"{API}/{day.slug}/results") == {"results": []}
    day.until_published()
    [line] = data(app, f"{API}/{day.slug}/results")["results"]
    assert line["url"] == f"http://127.0.0.1/cuoc-thi/{day.slug}/ket-qua/lan-1"
    result = data(app, f"{API}/{day.slug}/results/1")
    assert [(one["prize"], one["name"], one["code"]) for one in result["winners"]] == [
        (prize, entry.author.full_name, code)
        for prize, entry, code in zip(("Nhất", "Nhì", "Ba"), day.entries, day.codes, strict=False)
    ]
    assert PageClient(app).get(result["winners"][0]["url"]).h1 == day.entries[0].title
    bundle = PageClient(app).get(result["bundle_url"]).text
    assert result["result_sha256"] in bundle
    assert {one["kind"] for one in data(app, f"{API}/{day.slug}/works")["works"]} == {"essay", "video"}
    [programme] = data(app, API)["programmes"]
    assert (programme["slug"], programme["state"], programme["result_version"]) == (day.slug, "published", 1)
    PageClient(app).get(f"{API}/{day.slug}/results/2", status=404)
    PageClient(app).get(f"{API}/khong-co", status=404)


@pytest.mark.requirement("S001-R01")
def test_the_plan_is_the_one_whose_hash_is_published(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    text = PageClient(app).get(f"{API}/{day.slug}/plan").response.get_data()
    [version] = data(app, f"{API}/{day.slug}")["plan_versions"]
    assert hashlib.sha256(text).hexdigest() == version["sha256"]


def test_E03_a_cell_of_a_table_is_never_a_formula(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    with day.acting() as session:
        session.get_one(Person, day.entries[0].author_id).full_name = "=HYPERLINK(1)"
    day.until_published()
    answer = PageClient(app).get(f"{API}/{day.slug}/results/1/winners.csv").response
    assert answer.get_data().startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert rows[1][rows[0].index("name")] == "'=HYPERLINK(1)"
    assert len(rows) == 4


@pytest.mark.parametrize("path", ["/api/v1/programmes", "/tin.atom", "/sitemap.xml"])
def test_E04_E14_nothing_is_exported_or_fed_before_the_publication(app: Flask, clock: TestClock, path: str) -> None:
    """Every address for programs, asked after every step of a contest: no byte changes until it is published."""
    day = make_day(app, now=clock(), video=1)
    paths = (path, f"{API}/{day.slug}/results", f"{API}/{day.slug}/works", f"{API}/{day.slug}/news")
    secrets = [*day.codes, *(one.title for one in day.entries), *(one.author.full_name for one in day.entries)]

    def asked() -> list[bytes]:
        return [PageClient(app).get(one).response.get_data() for one in paths]

    def without_state(body: bytes) -> bytes:
        return (
            body.replace(b'"decided"', b'"evaluating"')
            .replace(b'"closed"', b'"evaluating"')
            .replace(b'"open"', b'"evaluating"')
        )

    before = [without_state(one) for one in asked()]
    for step in (day.close, day.open, day.approve):
        step()
        assert [without_state(one) for one in asked()] == before, step
        assert not any(secret.encode() in body for body in asked() for secret in secrets)
        PageClient(app).get(f"{API}/{day.slug}/results/1", status=404)
        PageClient(app).get(f"{API}/{day.slug}/results/1/winners.csv", status=404)
    day.publish(day.bundle())
    assert [without_state(one) for one in asked()][1:3] != before[1:3]


def test_what_a_winner_withholds_is_null_in_data_and_absent_from_the_feed(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock(), video=1).until_published()
    name, title = day.entries[0].author.full_name, day.entries[0].title
    paths = (f"{API}/{day.slug}/results/1", f"{API}/{day.slug}/results/1/winners.csv", f"{API}/{day.slug}/works")
    assert all(name in PageClient(app).get(path).text for path in (*paths, "/tin.atom"))
    withhold(day, day.entries[0], ConsentField.NAME, ConsentField.WORK)
    for path in (*paths, "/tin.atom", "/sitemap.xml"):
        text = PageClient(app).get(path).text
        assert name not in text, path
        assert title not in text, path
    winner = data(app, paths[0])["winners"][0]
    assert (winner["name"], winner["title"], winner["url"], winner["code"]) == (None, None, None, day.codes[0])
    assert "individual-first-1" not in PageClient(app).get("/sitemap.xml").text


def test_an_answer_that_is_known_is_not_sent_again(app: Flask, clock: TestClock) -> None:
    make_day(app, now=clock())
    first = PageClient(app).get(API).response
    assert first.headers["Cache-Control"] == "public, max-age=60"
    known = {"If-None-Match": first.headers["ETag"]}
    again = PageClient(app).get(API, status=304, headers=known).response
    assert again.get_data() == b""
    assert "Set-Cookie" not in first.headers


def test_E09_only_open_data_may_be_read_from_other_origins_and_only_read(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock()).until_published()
    asked = {"Origin": "https://khac.example.vn"}
    answer = PageClient(app).get(API, headers=asked).response
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    for path in ("/", f"/cuoc-thi/{day.slug}", f"/cuoc-thi/{day.slug}/ket-qua", "/tin.atom", "/du-lieu-mo"):
        assert "Access-Control-Allow-Origin" not in PageClient(app).get(path, headers=asked).response.headers, path
    refused = PageClient(app).post(API, status=405).response
    assert refused.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert "Access-Control-Allow-Methods" not in refused.headers


def test_who_asks_too_often_is_told_how_long_to_wait(
    app: Flask, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_data, "MOST_REQUESTS", 3)
    for _ in range(3):
        PageClient(app).get(API)
    refused = PageClient(app).get(API, status=429)
    assert refused.response.headers["Retry-After"] == "600"
    assert json.loads(refused.text)["error"] == "too_many_requests"
    PageClient(app).get("/")  # pages are not counted
    clock.move(minutes=11)
    PageClient(app).get(API)


def test_the_feed_tells_results_corrections_and_news_newest_first(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock()).until_published()
    clock.move(hours=1)
    day.now = clock()
    make_news(day, "Lễ trao giải & tiệc", "Tại hội trường.")
    answer = PageClient(app).get("/tin.atom").response
    assert answer.mimetype == "application/atom+xml"
    root = ET.fromstring(answer.get_data())
    titles = [one.findtext(f"{ATOM}title") for one in root.findall(f"{ATOM}entry")]
    assert titles[0] == "Lễ trao giải & tiệc"
    assert titles[1].startswith("Kết quả cuộc thi")
    for one in root.findall(f"{ATOM}entry"):
        assert PageClient(app).get(one.find(f"{ATOM}link").attrib["href"]).status == 200
    assert root.findtext(f"{ATOM}updated") == clock().isoformat()


def test_every_address_of_the_sitemap_answers_and_robots_name_it(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock(), video=1).until_published()
    make_news(day)
    root = ET.fromstring(PageClient(app).get("/sitemap.xml").text)
    addresses = [one.text or "" for one in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert len(addresses) >= 9
    assert len(set(addresses)) == len(addresses)
    for address in addresses:
        assert address.startswith("http://127.0.0.1/")
        PageClient(app).get(address)
    robots = PageClient(app).get("/robots.txt").text
    assert "Sitemap: http://127.0.0.1/sitemap.xml" in robots


def test_the_page_about_open_data_names_every_address(app: Flask, client: PageClient) -> None:
    page = client.get("/du-lieu-mo")
    document = data(app, "/api/v1/openapi.json")
    assert page.all_words("tbody th") == [f"/api/v1{path}" for path in document["paths"]]
    served = {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("api.")}
    promised = {
        f"/api/v1{path}".replace("{slug}", "<slug>").replace("{number}", "<int:number>") for path in document["paths"]
    }
    assert served == promised
