"""The wizard's pages of rounds: adding, ordering, taking out, what a round is; and amendments of several rounds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from judging.enums import ProgrammeState
from judging.models.rounds import Round
from judging.plans.checker import check
from judging.queries.programmes import plan_of_text
from judging.rules.amendments import Objection, Standing, amendment
from judging.rules.plan_rounds import LastRoundError, add_round, move_round, remove_round
from judging.spec.words import PassKind
from tests.factories.administration import Office
from tests.factories.two_rounds import two_rounds_plan
from tests.factories.wizard import SLUG, Clerk, fields_of, form_of

if TYPE_CHECKING:
    from flask import Flask

    from judging.spec.programme import Programme
    from tests.conftest import TestClock

ROUNDS = f"/ke-hoach/{SLUG}/vong-cham"


@pytest.fixture
def clerk(app: Flask, clock: TestClock) -> Clerk:
    with app.app_context():
        return Clerk(Office(app, clock))


def plan_of(clerk: Clerk) -> Programme:
    return plan_of_text(clerk.version().canonical)


def test_a_round_is_added_ordered_changed_and_taken_out(clerk: Clerk) -> None:
    clerk.open_contest()
    clerk.amend()
    browser = clerk.browser()
    page = browser.get(ROUNDS)
    assert page.all_words("ol.stack h2") == ["Chấm thi"]
    sent = fields_of(form_of(page, "/vong-cham"))
    added = browser.follow(browser.post(ROUNDS, sent | {"name": "Sơ khảo", "before": "final"}))
    assert added.h1 == "Vòng “Sơ khảo”"
    plan = plan_of(clerk)
    assert [one.name for one in plan.rounds] == ["Sơ khảo", "Chấm thi"]
    first, final = plan.rounds
    assert (first.passing.kind, first.rubric, final.rubric) == (PassKind.ALL, first.key, "common")  # type: ignore[union-attr]
    assert {one.key for one in plan.rubrics} == {"common", first.key}

    # Its panel is divided and fewer go on; the figure of the rule is then asked for on the page of judging.
    sent = fields_of(form_of(added, f"/{first.key}"))
    sent |= {"passing": "top", "part-0-name": "Tiểu ban Văn", "part-0-categories": ["essay"], "part-0-minimum": "2",
             "part-1-name": "Tiểu ban Phim", "part-1-categories": ["video"], "part-1-minimum": "2"}  # fmt: skip
    browser.post(f"{ROUNDS}/{first.key}", sent)
    clerk.step("cham", **{f"rounds-{first.key}-passing-count": "10", f"rounds-{first.key}-opens-day": "2026-10-05",
                          f"rounds-{first.key}-closes-day": "2026-10-06"})  # fmt: skip
    plan = plan_of(clerk)
    assert [(one.key, one.categories) for one in plan.rounds[0].panel.subpanels or ()] == [
        ("tieu_ban_van", ("essay",)),
        ("tieu_ban_phim", ("video",)),
    ]
    assert plan.rounds[0].passing.count == 10  # type: ignore[union-attr]
    lines = browser.get(ROUNDS).all_words("ol.stack li")
    assert "10 bài đứng đầu" in lines[0]
    assert "Tiểu ban Văn, Tiểu ban Phim" in lines[0]
    assert "Nhận bài từ Sơ khảo" in lines[1]

    # In the other order it would be fed by the round that gave the prizes: nobody goes on from the last one.
    browser.post(f"{ROUNDS}/{first.key}/thu-tu", {"where": "later", "version": str(clerk.version().edition)})
    order = [(one.name, one.passing is None) for one in plan_of(clerk).rounds]
    assert order == [("Chấm thi", False), ("Sơ khảo", True)]

    asked = browser.get(f"{ROUNDS}/final/bo")
    assert "Thang điểm" in asked.body
    assert "chuyển sang do “Sơ khảo” quyết định" in asked.body
    browser.post(f"{ROUNDS}/final/bo", fields_of(form_of(asked, "/bo")))
    plan = plan_of(clerk)
    assert [one.name for one in plan.rounds] == ["Sơ khảo"]
    assert {ladder.round for ladder in plan.ladders} == {first.key}
    assert "một vòng" in browser.follow(browser.get(f"{ROUNDS}/{first.key}/bo", status=302)).body


def test_a_round_that_was_taken_out_is_brought_back_until_something_else_is_changed(clerk: Clerk) -> None:
    clerk.open_contest()
    clerk.amend()
    browser = clerk.browser()
    sent = fields_of(form_of(browser.get(ROUNDS), "/vong-cham"))
    browser.post(ROUNDS, sent | {"name": "Sơ khảo", "before": "final"})
    before = plan_of(clerk)
    first = before.rounds[0].key

    def take_out() -> None:
        browser.post(f"{ROUNDS}/final/bo", fields_of(form_of(browser.get(f"{ROUNDS}/final/bo"), "/bo")))
        assert [one.key for one in plan_of(clerk).rounds] == [first]

    take_out()
    back = form_of(browser.get(ROUNDS), "/lay-lai")
    address = str(back["action"])
    browser.post(address, {"version": "1"})
    assert len(plan_of(clerk).rounds) == 1, "from a stale page nothing is overwritten"
    returned = browser.follow(browser.post(address, fields_of(back)))
    assert "Đã lấy lại “Chấm thi”" in returned.body
    assert plan_of(clerk) == before
    assert not returned.soup.select("form[action$=lay-lai]")
    browser.post(address, {"version": str(clerk.version().edition)})
    assert plan_of(clerk) == before, "undone once is undone"

    take_out()
    changed = fields_of(form_of(browser.get(f"{ROUNDS}/{first}"), f"/{first}"))
    browser.post(f"{ROUNDS}/{first}", changed | {"name": "Vòng chấm duy nhất"})
    assert not browser.get(ROUNDS).soup.select("form[action$=lay-lai]")
    browser.post(address, {"version": str(clerk.version().edition)})
    assert [one.name for one in plan_of(clerk).rounds] == ["Vòng chấm duy nhất"]


def test_mistakes_are_told_at_their_field_and_nothing_is_lost(clerk: Clerk) -> None:
    clerk.open_contest()
    clerk.amend()
    browser = clerk.browser()
    sent = fields_of(form_of(browser.get(ROUNDS), "/vong-cham"))
    page = browser.post(ROUNDS, sent | {"name": "Chấm thi"}, status=422)
    assert "Đã có vòng mang tên này" in page.body
    form = fields_of(form_of(browser.get(f"{ROUNDS}/final"), "/final"))
    form.pop("ladders")
    page = browser.post(f"{ROUNDS}/final", form | {"part-0-name": "Văn", "part-0-minimum": "hai"}, status=422)
    assert "Giải phải do một vòng trao" in page.body
    assert page.soup.select_one("[name=part-0-minimum]")["value"] == "hai"
    assert len(plan_of(clerk).rounds) == 1


def test_B12_a_stale_page_of_rounds_changes_nothing(clerk: Clerk) -> None:
    clerk.open_contest()
    clerk.amend()
    browser = clerk.browser()
    sent = fields_of(form_of(browser.get(ROUNDS), "/vong-cham")) | {"name": "Sơ khảo", "before": "final"}
    browser.post(ROUNDS, sent)
    again = browser.post(ROUNDS, sent | {"name": "Bán kết"}, status=409)
    assert again.soup.select_one("[name=name]")["value"] == "Bán kết"
    assert [one.name for one in plan_of(clerk).rounds] == ["Sơ khảo", "Chấm thi"]


def test_B19_a_round_before_an_opened_one_is_objected_to_on_the_page(clerk: Clerk) -> None:
    clerk.open_contest()
    with clerk.office.writing() as session:
        session.query(Round).one().state = "open"
    clerk.amend()
    browser = clerk.browser()
    page = browser.get(ROUNDS)
    assert "Vòng đã mở" in page.body
    assert not page.soup.select("form[action$=thu-tu]")
    sent = fields_of(form_of(page, "/vong-cham"))
    browser.post(ROUNDS, sent | {"name": "Sơ khảo", "before": "final"})
    assert len(plan_of(clerk).rounds) == 2
    assert "Vòng chấm đã mở" in browser.get(f"/ke-hoach/{SLUG}/xem-lai").body


@pytest.mark.parametrize("how", ["before", "removed"])
def test_B19_a_round_that_opened_keeps_the_entries_that_it_was_sealed_from(clerk: Clerk, how: str) -> None:
    plan = two_rounds_plan()
    standing = Standing(ProgrammeState.CLOSED, frozenset({"final"}), clerk.office.clock())
    if how == "before":
        new = add_round(
            plan,
            key="half",
            name="Bán kết",
            categories=("essay", "video"),
            like="first",
            before="final",
            decided_by="x",
        )
    else:
        new = remove_round(plan, "first").plan
    found = amendment(plan, new, standing)
    assert {objection for _, objection in found.objections} == {Objection.ROUND_HAS_OPENED}
    after = add_round(plan, key="late", name="Gala", categories=("essay",), like="final", before=None, decided_by="x")
    allowed = replace(after, rounds=(*plan.rounds, after.rounds[-1]))
    assert amendment(plan, allowed, standing).objections == ()


def test_no_change_of_rounds_leaves_a_plan_that_points_nowhere(clerk: Clerk) -> None:
    assert clerk is not None
    plan = two_rounds_plan()
    for changed in (
        move_round(plan, "first", later=True),
        move_round(plan, "first", later=False),
        remove_round(plan, "final").plan,
        remove_round(plan, "first").plan,
        add_round(plan, key="n", name="N", categories=("video",), like="final", before="first", decided_by="x"),
    ):
        assert {one.code for one in check(changed)} <= {"dates_out_of_order"}
    with pytest.raises(LastRoundError):
        remove_round(remove_round(plan, "first").plan, "final")
