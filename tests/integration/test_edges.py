"""The outer edge: what every answer carries, whose word about the client is believed, what a judge could ask for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from judging.enums import Role
from portal.app import create_app
from portal.db import writing
from portal.health import readiness
from tests.factories.judging import World, make_sealed_round
from tests.factories.office import PASSWORD, make_account
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask

    import config
    from tests.conftest import TestClock

PUBLIC = ("/", "/dang-nhap", "/suc-khoe", "/khong-co-trang-nay")


@pytest.fixture
def world(app: Flask, clock: TestClock) -> World:
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        return make_sealed_round(session, now=clock(), entries=3, judges=3)


@pytest.mark.parametrize("path", PUBLIC)
def test_C10_no_page_lets_itself_be_framed_or_sniffed(app: Flask, path: str) -> None:
    answer = app.test_client().get(path, base_url="http://127.0.0.1")
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", PUBLIC)
def test_E09_no_other_site_may_read_an_answer(app: Flask, path: str) -> None:
    answer = app.test_client().get(path, base_url="http://127.0.0.1", headers={"Origin": "https://evil.example"})
    assert not [name for name, _value in answer.headers if name.lower().startswith("access-control")]
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    jsonp = app.test_client().get("/suc-khoe?callback=x", base_url="http://127.0.0.1")
    assert not jsonp.get_data(as_text=True).startswith("x(")


def test_C02_a_client_cannot_say_where_it_comes_from(settings: config.Settings, clock: TestClock) -> None:
    app = create_app(settings, clock=clock)
    seen: list[str | None] = []

    def tell() -> str:
        from flask import request

        seen.append(request.remote_addr)
        return "x"

    tell._open_to = app.view_functions["public.alive"]._open_to
    app.view_functions["public.alive"] = tell
    spoofed = {"X-Forwarded-For": "1.2.3.4, 5.6.7.8", "X-Real-IP": "1.2.3.4"}
    app.test_client().get("/suc-khoe", base_url="http://127.0.0.1", headers=spoofed)
    behind = create_app(replace(settings, trusted_proxies=1), clock=clock)
    behind.view_functions["public.alive"] = tell
    behind.test_client().get("/suc-khoe", base_url="http://127.0.0.1", headers=spoofed)
    assert seen == ["127.0.0.1", "5.6.7.8"]
    for one in (app, behind):
        one.extensions["bangvang_database"].dispose()


def test_B05_the_clients_own_times_are_ignored(app: Flask, clock: TestClock) -> None:
    seen: list[object] = []

    def tell() -> str:
        from portal.clock import arrived_at

        seen.append(arrived_at())
        return "x"

    tell._open_to = app.view_functions["public.alive"]._open_to
    app.view_functions["public.alive"] = tell
    forged = {"X-Request-Start": "t=1000000000", "Date": "Mon, 01 Jan 2001 00:00:00 GMT"}
    app.test_client().get("/suc-khoe", base_url="http://127.0.0.1", headers=forged)
    assert seen == [clock()]


def test_B06_a_clock_apart_from_the_databases_makes_the_portal_unready(
    settings: config.Settings, clock: TestClock
) -> None:
    from portal.clock import system_clock

    now = system_clock()
    for skew, expected in ((0, False), (1, False), (5, True), (-3600, True)):
        app = create_app(settings, clock=lambda skew=skew: system_clock() + timedelta(seconds=skew))
        with app.app_context():
            assert ("clock" in readiness(app.extensions["bangvang_database"])) is expected, (skew, now)
        app.extensions["bangvang_database"].dispose()


def test_C07_a_slips_address_comes_from_the_settings_not_from_the_request(app: Flask, clock: TestClock) -> None:
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        account = make_account(session, now=clock(), with_password=True)
    for headers in ({"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example"}):
        client = app.test_client()
        answer = client.post(
            "/dang-nhap",
            base_url="http://127.0.0.1",
            data={"name": account.person.staff_code, "password": PASSWORD},
            headers=headers,
        )
        assert answer.status_code in {302, 421}
        assert "evil.example" not in answer.headers.get("Location", "") + answer.get_data(as_text=True)


@pytest.mark.parametrize("role", [Role.JUDGE, Role.VALIDATOR, Role.BOARD, Role.ADMIN])
def test_A16_nothing_behind_sign_in_may_be_kept(app: Flask, clock: TestClock, role: Role) -> None:
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        account = make_account(session, now=clock(), roles=(role,))
    client = PageClient(app).sign_in_as(account)
    for path in ("/", "/tai-khoan", "/khong-co-trang-nay"):
        headers = client.http.get(path, base_url="http://127.0.0.1").headers
        assert headers["Cache-Control"] == "no-store", path
        assert "Cookie" in headers["Vary"]


def test_A06_a_judges_questions_change_nothing_in_the_answer(app: Flask, world: World) -> None:
    """The judge's pages take no search, sort or filter: whatever is asked for, the same page comes back."""
    client = PageClient(app).sign_in_as(world.judges[0])
    plain = client.get("/cham")
    rows = plain.all_words("main table tbody tr") or plain.all_words("main li")
    assert rows
    author = world.entries[0].author
    for query in (f"q={author.full_name}", f"tim={author.unit.name}", "sort=author", "don-vi=1", "trang=99"):
        asked = client.get(f"/cham?{query}")
        assert (asked.all_words("main table tbody tr") or asked.all_words("main li")) == rows
        assert author.full_name not in asked.text


def test_A12_nobody_can_act_as_somebody_else(app: Flask, clock: TestClock, world: World) -> None:
    """There is no impersonation: no address takes another account to act as, and no header or field switches one."""
    assert not [rule.rule for rule in app.url_map.iter_rules() if "impersonat" in rule.rule or "thay-mat" in rule.rule]
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        admin = make_account(session, now=clock(), roles=(Role.ADMIN,))
    client = PageClient(app).sign_in_as(admin)
    judge = str(world.judges[0].id)
    for headers in ({"X-User": judge}, {"X-Account": judge}, {"X-Act-As": judge}):
        client.get(f"/cham?account_id={judge}&as={judge}", status=404, headers=headers)


@pytest.mark.requirement("S001-R20")
def test_a_judge_marks_how_short_and_clear_an_essay_is(app: Flask, world: World) -> None:
    """ "Ngắn gọn, dễ hiểu" is a matter of judgement: a criterion of the sheet that every judge works from."""
    client = PageClient(app).sign_in_as(world.judges[0])
    link = client.get("/cham").soup.select_one('main a[href*="/cham/"]')
    assert link is not None
    assert "Diễn đạt ngắn gọn, dễ hiểu" in client.get(str(link["href"])).body


@pytest.mark.parametrize("path", ["/%00", "/cuoc-thi/a%00b", "/?tim=%00", "/xac-minh/%00", "/cuoc-thi/a?lang=%00"])
def test_D21_a_nul_in_an_address_is_a_bad_request_on_both_databases(app: Flask, path: str) -> None:
    assert app.test_client().get(path, base_url="http://127.0.0.1").status_code == 400
