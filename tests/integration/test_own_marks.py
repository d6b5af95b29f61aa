"""A judge's own totals and the comparison of two own sheets: nothing there comes from anybody else's marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.db import writing
from tests.factories.judging import make_marked_round, make_sealed_round
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock


def test_A24_my_marks_tell_of_my_own_sheets_alone(app: Flask, clock: TestClock) -> None:
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        world = make_marked_round(session, now=clock(), marks=[(91, 52), (83, 54), (75, 56)], judges=2)
        own = {str(one.id) for one in world.assignments_of(world.judges[0])}
        theirs = {str(one.id) for one in world.assignments_of(world.judges[1])}
    page = PageClient(app).sign_in_as(world.judges[0]).get("/cham/diem-cua-toi?sap=diem")
    assert page.all_words("tbody td.numeric") == ["91", "83", "75"]
    assert len(page.soup.select("svg.plot circle")) == 3
    assert page.soup.select_one('[aria-sort="descending"]') is not None
    for total in ("52", "54", "56"):
        assert total not in page.all_words("tbody td")
    client = PageClient(app).sign_in_as(world.judges[0])
    by_code = client.get("/cham/diem-cua-toi?sap=ma").all_words("tbody th")
    assert by_code == sorted(by_code)
    first, second, _ = sorted(own)
    compared = client.get(f"/cham/so-sanh?a={first}&b={second}")
    assert len(compared.soup.select("main section")) == 2
    for query in (f"a={first}&b={min(theirs)}", f"a={min(theirs)}&b={first}", f"a={first}", "a=x&b=y", ""):
        client.get(f"/cham/so-sanh?{query}", status=404)


def test_my_marks_say_what_to_do_while_nothing_is_marked(app: Flask, clock: TestClock) -> None:
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        world = make_sealed_round(session, now=clock(), entries=2, judges=2)
    page = PageClient(app).sign_in_as(world.judges[0]).get("/cham/diem-cua-toi")
    assert page.soup.select("svg.plot") == []
    assert "chấm đủ tiêu chí" in page.body
