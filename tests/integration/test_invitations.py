"""Invitations: whoever has no account opens it by a code that works once, on paper or in a letter."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from sqlalchemy import select

from judging.enums import Role
from judging.models.history import Notice
from judging.models.invitations import Invitation
from judging.models.people import Account, OneTimeCode, Person
from portal.db import transaction
from portal.mail.links import code_of, path_of
from tests.factories.counter import SLUG, Counter
from tests.factories.office import make_account
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock

PASSWORD = "mot-mat-khau-du-dai-29"


@pytest.fixture
def counter(app: Flask, clock: TestClock) -> Counter:
    return Counter(app, clock)


def printed(counter: Counter, *, status: int = 200, person: Person | None = None) -> str:
    """The code of a slip that the secretary prints, or what the page says instead."""
    address = f"/tiep-nhan/{SLUG}/moi/{(person or counter.author).id}/in"
    page = counter.as_(counter.secretary).post(address, status=status)
    return page.words(".slip-code") if status == 200 else page.body


def use(app: Flask, code: str, *, status: int = 302) -> str:
    """Set a password with a code, as somebody who is not signed in."""
    fields = {"code": code, "password": PASSWORD, "repeated": PASSWORD}
    return PageClient(app).post("/ma-dang-nhap", fields, status=status).text


def test_C12_a_code_opens_the_account_of_its_person_once(app: Flask, counter: Counter) -> None:
    counter.write()
    code = printed(counter)
    assert len(code.replace("-", "")) == 28
    with app.app_context(), transaction() as session:
        row = session.scalars(select(Invitation)).one()
        kept = [str(value) for one in session.scalars(select(OneTimeCode)) for value in vars(one).values()]
        assert (row.person_id, row.by_letter) == (counter.author.id, False)
    assert not any(code.replace("-", "") in one for one in kept)  # known as its SHA-256 alone
    book = counter.as_(counter.secretary).get(f"/tiep-nhan/{SLUG}/moi").body
    assert "chưa dùng" in book
    use(app, code)
    use(app, code, status=422)
    assert "đã lập tài khoản" in counter.as_(counter.secretary).get(f"/tiep-nhan/{SLUG}/moi").body
    with app.app_context(), transaction() as session:
        account = session.scalars(select(Account).where(Account.person_id == counter.author.id)).one()
    own = PageClient(app).sign_in_as(account).get("/bai-du-thi")
    assert f"/bai-du-thi/{counter.line()[1]}" in own.text  # what he had brought on paper is his


def test_C12_a_newer_code_a_revoked_one_and_one_whose_time_is_over_do_nothing(
    app: Flask, counter: Counter, clock: TestClock
) -> None:
    first, second = printed(counter), printed(counter)
    use(app, first, status=422)
    with app.app_context(), transaction() as session:
        rows = session.scalars(select(Invitation).where(Invitation.code_id.is_not(None))).all()
        [live] = [one.id for one in rows if one.code is not None and one.code.used_at is None]
    pages = counter.as_(counter.secretary)
    pages.post(f"/tiep-nhan/{SLUG}/loi-moi/{live}/thu-hoi")
    pages.post(f"/tiep-nhan/{SLUG}/loi-moi/{live}/thu-hoi", status=409)
    use(app, second, status=422)
    third = printed(counter)
    clock.move(days=30)
    use(app, third, status=422)
    clock.now -= timedelta(days=1)  # a clock that jumps back revives none (X15)
    use(app, third, status=422)


@pytest.mark.parametrize("what", ["in use", "with a duty"])
def test_C07_an_invitation_never_gives_a_password_to_an_account_in_use(
    app: Flask, counter: Counter, clock: TestClock, what: str
) -> None:
    with app.app_context(), transaction() as session:
        roles = (Role.BOARD,) if what == "with a duty" else ()
        account = make_account(session, now=clock(), roles=roles, with_password=what == "in use")
        person = session.get_one(Person, account.person_id)
    printed(counter, status=422, person=person)
    with app.app_context(), transaction() as session:
        assert session.scalars(select(OneTimeCode)).all() == []
        assert session.scalars(select(Invitation)).all() == []


def test_C12_a_letter_goes_to_the_known_address_alone_and_its_code_is_stored_nowhere(
    app: Flask, counter: Counter
) -> None:
    address = f"/tiep-nhan/{SLUG}/moi/{counter.author.id}/gui"
    pages = counter.as_(counter.secretary)
    assert "chưa có địa chỉ" in pages.post(address, status=422).body
    with app.app_context(), transaction() as session:
        session.get_one(Person, counter.author.id).email = "nguoithu@example.vn"
    pages.post(address, {"email": "ke-khac@example.vn"})
    with app.app_context(), transaction() as session:
        notice = session.scalars(select(Notice).where(Notice.kind == "account.invited")).one()
        facts, url = dict(notice.facts), notice.url
        row = session.scalars(select(Invitation)).one()
        path = path_of("account.invited", facts, url)
        code = code_of("invitation", row.id)
    assert (UUID(facts["invitation"]), url) == (row.id, "/ma-dang-nhap")
    assert code not in str(facts)
    assert path == f"/ma-dang-nhap#{code}"
    use(app, code)


def test_A20_a_coordinator_invites_nobody_of_another_unit(app: Flask, counter: Counter) -> None:
    pages = counter.as_(counter.coordinator)
    for what in ("in", "gui"):
        pages.post(f"/tiep-nhan/{SLUG}/moi/{counter.stranger.id}/{what}", status=404)
    printed(counter, person=counter.stranger)
    with app.app_context(), transaction() as session:
        foreign = session.scalars(select(Invitation.id)).one()
    pages.post(f"/tiep-nhan/{SLUG}/loi-moi/{foreign}/thu-hoi", status=404)
    shown = pages.get(f"/tiep-nhan/{SLUG}/moi?tim=nguoi").body
    assert (counter.stranger.full_name in shown, counter.author.full_name in shown) == (False, True)


def test_a_worker_without_pages_words_every_letter_of_the_counter() -> None:
    asked = (
        "from portal.reactions import install_reactions; install_reactions(None); from portal import notices;"
        "print(sorted({'account.invited', 'handover.behalf', 'handover.waits'} - set(notices._words)))"
    )
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
