"""Duties: given where nothing forbids them, asked again when acting, ended at once."""

from __future__ import annotations

import itertools
import random
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from judging.actions.duties import refuse_conflict
from judging.actions.grants import FOR_ONE_PROGRAMME, end_grant, grant_role
from judging.enums import Role
from judging.errors import AlreadyDoneError, DutyConflictError, NotAllowedError, RefusedError
from judging.ids import ProgrammeID
from judging.models.history import HistoryLine
from judging.models.people import Account, RoleGrant
from judging.models.programmes import Programme
from judging.rules.duties import may_combine
from portal.sessions import viewer_of
from tests.factories.administration import Office
from tests.factories.office import make_account
from tests.factories.programmes import make_programme
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from tests.conftest import TestClock


@pytest.fixture
def office(app: Flask, clock: TestClock) -> Office:
    with app.app_context():
        return Office(app, clock)


@pytest.fixture
def contest(office: Office) -> Programme:
    with office.app.app_context(), office.writing() as session:
        return make_programme(session, now=office.clock())


def give(
    session: Session, office: Office, account: Account, role: Role, programme: Programme | None = None
) -> RoleGrant:
    admin = viewer_of(session, session.get_one(Account, office.admin.id), now=office.clock())
    return grant_role(
        session,
        account=session.get_one(Account, account.id),
        role=role,
        programme_id=ProgrammeID(programme.id) if programme else None,
        unit_id=account.person.unit_id if role is Role.COORDINATOR else None,
        valid_to=None,
        by=admin,
        now=office.clock(),
    )


def person(office: Office) -> Account:
    with office.writing() as session:
        return make_account(session, now=office.clock())


def test_A23_two_duties_that_may_not_stand_together_are_refused_by_name(office: Office, contest: Programme) -> None:
    account = person(office)
    client = office.as_admin()
    url = f"/quan-tri/nguoi/{account.person_id}/nhiem-vu"
    form = {"programme_id": str(contest.id), "unit_id": ""}
    client.post(url, {**form, "role": "judge"})
    page = client.follow(client.post(url, {**form, "role": "validator"}))
    assert "Không thể giao nhiệm vụ" in page.body
    with office.writing() as session:
        held = session.scalars(select(RoleGrant.role).where(RoleGrant.account_id == account.id)).all()
        assert held == ["judge"]
    client.post(url, {**form, "role": "head"})
    client.post(url, {**form, "role": "coordinator"}, status=422)
    client.post(url, {"role": "judge", "programme_id": "", "unit_id": ""}, status=422)
    client.post(url, {**form, "role": "king"}, status=404)
    office.as_coordinator().post(url, {**form, "role": "board"}, status=404)


def test_A23_a_duty_once_held_still_forbids_in_its_programme_only(office: Office, contest: Programme) -> None:
    account = person(office)
    with office.writing() as session:
        other = make_programme(session, now=office.clock())
        grant = give(session, office, account, Role.VALIDATOR, contest)
        admin = viewer_of(session, session.get_one(Account, office.admin.id), now=office.clock())
        end_grant(session, grant.id, reason="xong việc", by=admin, now=office.clock())
    with office.writing() as session, pytest.raises(DutyConflictError):
        give(session, office, account, Role.JUDGE, contest)
    with office.writing() as session:
        give(session, office, account, Role.JUDGE, other)
    with office.writing() as session, pytest.raises(DutyConflictError):
        give(session, office, account, Role.ADMIN)


def test_A23_a_grant_that_came_in_by_another_way_is_refused_when_acting(office: Office, contest: Programme) -> None:
    programme_id = ProgrammeID(contest.id)
    with office.writing() as session:
        account = make_account(
            session,
            now=office.clock(),
            roles=(Role.JUDGE, Role.SECRETARY),
            programme=session.get_one(Programme, contest.id),
        )
        viewer = viewer_of(session, account, now=office.clock())
        for acting_as in (Role.JUDGE, Role.SECRETARY, Role.ENTRANT):
            with pytest.raises(DutyConflictError):
                refuse_conflict(session, by=viewer, acting_as=acting_as, programme_id=programme_id)
        with pytest.raises(NotAllowedError):
            refuse_conflict(session, by=viewer, acting_as=Role.BOARD, programme_id=programme_id)
        innocent = viewer_of(session, make_account(session, now=office.clock()), now=office.clock())
        refuse_conflict(session, by=innocent, acting_as=Role.ENTRANT, programme_id=programme_id)


def test_C05_an_ended_duty_and_a_duty_past_its_last_day_are_gone_with_the_next_request(office: Office) -> None:
    account = person(office)
    url = f"/quan-tri/nguoi/{account.person_id}/nhiem-vu"
    admin = office.as_admin()
    admin.post(url, {"role": "supervisor", "programme_id": "", "unit_id": ""})
    browser = PageClient(office.app).sign_in_as(account)
    browser.get("/nhat-ky")
    with office.writing() as session:
        grant = session.scalars(select(RoleGrant).where(RoleGrant.account_id == account.id)).one()
    admin.post(f"/quan-tri/nhiem-vu/{grant.id}/ket-thuc", {"reason": ""}, status=422)
    browser.get("/nhat-ky")
    admin.post(f"/quan-tri/nhiem-vu/{grant.id}/ket-thuc", {"reason": "hết nhiệm kỳ"})
    browser.get("/nhat-ky", status=404)
    admin.post(url, {"role": "supervisor", "programme_id": "", "unit_id": "", "valid_to": "2026-09-07"})
    browser.get("/nhat-ky")
    office.clock.move(hours=15)
    PageClient(office.app).sign_in_as(account).get("/nhat-ky", status=404)
    with office.writing() as session:
        lines = session.scalars(select(HistoryLine.action).where(HistoryLine.subject == f"account:{account.id}")).all()
        assert sorted(lines) == ["account.open", "role.end", "role.grant", "role.grant"]


def test_the_last_administrator_cannot_take_the_duty_from_himself(office: Office) -> None:
    with office.writing() as session:
        grant = session.scalars(select(RoleGrant).where(RoleGrant.account_id == office.admin.id)).one()
    office.as_admin().post(f"/quan-tri/nhiem-vu/{grant.id}/ket-thuc", {"reason": "nhầm"}, status=403)
    office.as_admin().get("/quan-tri/nguoi")


def test_A23_after_many_random_grants_nobody_holds_two_that_conflict(office: Office, contest: Programme) -> None:
    dice = random.Random(20_200_915)
    given = refused = 0
    with office.writing() as session:
        programmes = [session.get_one(Programme, contest.id), make_programme(session, now=office.clock()), None]
        accounts = [make_account(session, now=office.clock()) for _ in range(6)]
        for _ in range(400):
            role, programme = dice.choice(list(Role)), dice.choice(programmes)
            if programme is None and role in FOR_ONE_PROGRAMME | {Role.COORDINATOR}:
                continue
            try:
                give(session, office, dice.choice(accounts), role, programme)
                given += 1
            except (DutyConflictError, AlreadyDoneError):
                refused += 1
        assert given > 20
        assert refused > 100
        for account in accounts:
            held = session.execute(
                select(RoleGrant.role, RoleGrant.programme_id).where(RoleGrant.account_id == account.id)
            ).all()
            for (one, here), (other, there) in itertools.combinations(held, 2):
                if here is None or there is None or here == there:
                    assert may_combine(Role(one), Role(other)), (one, other)


def test_a_duty_is_not_granted_twice_nor_for_a_time_that_is_over(office: Office) -> None:
    account = person(office)
    with office.writing() as session:
        give(session, office, account, Role.SUPERVISOR)
        with pytest.raises(AlreadyDoneError):
            give(session, office, account, Role.SUPERVISOR)
        admin = viewer_of(session, session.get_one(Account, office.admin.id), now=office.clock())
        with pytest.raises(RefusedError, match="ends_in_the_past"):
            grant_role(
                session, account=account, role=Role.BOARD, programme_id=None, unit_id=None,
                valid_to=office.clock() - timedelta(seconds=1), by=admin, now=office.clock(),
            )  # fmt: skip
