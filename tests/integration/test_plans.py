"""Plans beneath the wizard: who may confirm, what closed programmes do, the lists, and every field's round trip."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from judging.actions.plan_issues import confirm_draft, issue_draft
from judging.actions.plans import save_draft, start_amendment
from judging.enums import ProgrammeState, Role
from judging.errors import NotFoundError, SamePersonError, StaleVersionError
from judging.models.programmes import PlanVersion, Programme
from judging.plans.shipped import SHIPPED, shipped_plan
from judging.queries.plans import get_source
from judging.queries.programmes import plan_of_text
from judging.rules.differences import differences
from judging.spec.deadlines import Deadline, Milestone
from judging.spec.walking import resolve, unknowns
from judging.spec.words import MilestoneKind
from portal.forms.plans_saving import inputs_of, read_step, shown_step
from portal.forms.plans_steps import STEPS
from portal.plan_values import place_words, value_words
from portal.sessions import viewer_of
from tests.factories.administration import Office
from tests.factories.office import make_account
from tests.factories.programmes import make_programme
from tests.page_client import PageClient
from tests.query_counter import counted_queries

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from judging.rules.viewers import Viewer
    from judging.spec.programme import Programme as Plan
    from tests.conftest import TestClock


@pytest.fixture
def office(app: Flask, clock: TestClock) -> Office:
    with app.app_context():
        return Office(app, clock)


def viewer(session: Session, office: Office, *roles: Role, programme: Programme | None = None) -> Viewer:
    account = make_account(session, now=office.clock(), roles=roles, programme=programme)
    return viewer_of(session, account, now=office.clock())


def later(plan: Plan, day: date) -> Plan:
    """The plan with another last day for entries, and its rounds after it."""
    stones = tuple(
        Milestone(stone.kind, Deadline(day)) if stone.kind is MilestoneKind.ENTRIES_CLOSE else stone
        for stone in plan.milestones
    )
    rounds = tuple(replace(one, opens=Deadline(day + timedelta(days=1))) for one in plan.rounds)
    return replace(plan, milestones=stones, rounds=rounds)


def amend(session: Session, office: Office, programme: Programme, by: Viewer, day: date) -> PlanVersion:
    draft = start_amendment(session, programme, by=by, now=office.clock())
    plan = later(plan_of_text(draft.canonical), day)
    draft = save_draft(session, programme, plan, edition=draft.edition, by=by, now=office.clock())
    return issue_draft(session, programme, reason="Mưa lũ", edition=draft.edition, by=by, now=office.clock())


def test_X33_the_head_of_the_panel_may_confirm_and_nobody_confirms_his_own(office: Office) -> None:
    with office.writing() as session:
        programme = make_programme(session, now=office.clock())
        board = viewer(session, office, Role.BOARD, programme=programme)
        head = viewer(session, office, Role.HEAD, programme=programme)
        draft = amend(session, office, programme, board, date(2026, 9, 22))
        assert draft.state == "submitted"
        with pytest.raises(SamePersonError):
            confirm_draft(session, programme, edition=draft.edition, by=board, now=office.clock())
        assert confirm_draft(session, programme, edition=draft.edition, by=head, now=office.clock()).state == "issued"


def test_X33_the_database_refuses_one_person_for_both_parts(office: Office) -> None:
    with office.writing() as session:
        programme = make_programme(session, now=office.clock())
        version = amend(session, office, programme, viewer(session, office, Role.BOARD), date(2026, 9, 22))
        version_id = version.id
    with pytest.raises(Exception, match=r"issued_by_another_person"), office.writing() as session:
        row = session.get_one(PlanVersion, version_id)
        row.issued_by = row.submitted_by


def test_a_later_deadline_opens_a_closed_contest_again(office: Office) -> None:
    with office.writing() as session:
        programme = make_programme(session, now=office.clock())
        board, second = viewer(session, office, Role.BOARD), viewer(session, office, Role.BOARD)
        programme.state = ProgrammeState.CLOSED.value
        session.flush()
        draft = amend(session, office, programme, board, date(2026, 9, 22))
        confirm_draft(session, programme, edition=draft.edition, by=second, now=office.clock())
        assert programme.state == ProgrammeState.OPEN.value


def test_B12_a_draft_read_before_anothers_save_is_not_saved(office: Office) -> None:
    with office.writing() as session:
        programme = make_programme(session, now=office.clock())
        board = viewer(session, office, Role.BOARD)
        draft = start_amendment(session, programme, by=board, now=office.clock())
        plan, edition = plan_of_text(draft.canonical), draft.edition
        save_draft(session, programme, replace(plan, theme="Một"), edition=edition, by=board, now=office.clock())
        with pytest.raises(StaleVersionError):
            save_draft(session, programme, replace(plan, theme="Hai"), edition=edition, by=board, now=office.clock())
        with pytest.raises(StaleVersionError):
            issue_draft(session, programme, reason="x", edition=edition, by=board, now=office.clock())


def test_an_issued_version_is_frozen_by_the_database(office: Office) -> None:
    with office.writing() as session:
        make_programme(session, now=office.clock())
    with pytest.raises(Exception, match="frozen"), office.writing() as session:
        session.scalars(select(PlanVersion)).one().canonical = "{}"


def test_A20_a_board_of_one_contest_cannot_clone_anothers_plan(office: Office) -> None:
    with office.writing() as session:
        mine, other = make_programme(session, now=office.clock()), make_programme(session, now=office.clock())
        versions = {
            programme_id: version_id
            for version_id, programme_id in session.execute(select(PlanVersion.id, PlanVersion.programme_id))
        }
        board = viewer(session, office, Role.BOARD, programme=mine)
        assert get_source(session, f"version:{versions[mine.id]}", visible_to=board, now=office.clock()).title
        for source in (f"version:{versions[other.id]}", "sample:../../etc/passwd", "version:x", ""):
            with pytest.raises(NotFoundError):
                get_source(session, source, visible_to=board, now=office.clock())


def test_the_lists_ask_as_much_for_three_as_for_one(office: Office) -> None:
    with office.writing() as session:
        account = make_account(session, now=office.clock(), roles=(Role.BOARD,))
    client = PageClient(office.app).sign_in_as(account)
    for url in ("/ke-hoach", "/ke-hoach/moi", "/thong-bao"):
        client.get(url)
    counts: dict[str, list[int]] = {"/ke-hoach": [], "/thong-bao": [], "/don-vi/ke-hoach-da-doc": []}
    for more in (1, 2):
        with office.writing() as session:
            for _ in range(more):
                make_programme(session, now=office.clock())
        for url, said in counts.items():
            browser = office.as_coordinator() if url.startswith("/don-vi") else client
            browser.get(url)
            with counted_queries(office.app) as statements:
                browser.get(url)
            said.append(len(statements))
    assert {url: said[0] == said[1] for url, said in counts.items()} == dict.fromkeys(counts, True)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_step_shows_what_it_reads_back_unchanged(app: Flask, name: str) -> None:
    with app.test_request_context("/"):
        plan = resolve(shipped_plan(name), date(2026, 9, 7))
        for step in STEPS:
            form: MultiDict[str, str] = MultiDict()
            for key, held in shown_step(step, plan).items():
                if isinstance(held, list) and held and isinstance(held[0], dict):
                    for number, row in enumerate(held):
                        for column, text in row.items():
                            form.add(f"{key}-{number}-{column}", text)
                else:
                    for text in held if isinstance(held, list) else [held]:
                        form.add(key, text)
            found = read_step(step, plan, form)
            assert found.errors == ()
            assert differences(plan, found.plan) == ()
            unknown = {one for one in form if one not in inputs_of(step, plan) and not one.endswith("-key")}
            assert unknown == set()


def test_every_open_place_has_words_of_its_own(app: Flask) -> None:
    with app.test_request_context("/"):
        plan = resolve(shipped_plan("dakrong-2020"), date(2026, 9, 7))
        told = [(place_words(path, plan), value_words(unknown)) for path, unknown in unknowns(plan)]
    assert len({place for place, _ in told}) == len(told)
    for place, sentence in told:
        assert "[" not in place
        assert "_" not in place
        assert sentence.startswith("chưa quyết định; thuộc thẩm quyền của ")
