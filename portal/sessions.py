"""Signed-in browsers: rows that can be ended, a cookie that holds only a random token."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flask import current_app, g, request
from sqlalchemy import and_, bindparam, exists, or_, select, update

from judging.enums import Role
from judging.ids import AccountID, PersonID, SeatID, SessionID, UnitID
from judging.models.base import UtcDateTime
from judging.models.freezes import Stop
from judging.models.people import Account, RoleGrant
from judging.queries.rounds import list_acting_seats
from judging.rules.viewers import Grant, Viewer
from portal.clock import clock
from portal.db import database, writing
from portal.records.tables import SignInSession

if TYPE_CHECKING:
    from flask import Response
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from config import Settings

SEEN_EVERY = timedelta(seconds=60)
TOKEN_BYTES = 32
CONFIRMED_FOR = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One line of "where you are signed in"."""

    id: SessionID
    began_at: datetime
    seen_at: datetime
    browser: str
    is_this_one: bool


def cookie_name() -> str:
    """`__Host-` binds the cookie to this host and to https; plain http on loopback cannot carry it."""
    settings: Settings = current_app.extensions["bangvang_settings"]
    return "__Host-bangvang" if settings.cookies_are_secure else "bangvang"


def begin_session(session: Session, account: Account, *, now: datetime) -> str:
    """A new signed-in session for `account`; the returned token goes into the cookie and is kept nowhere else."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(
        SignInSession(
            digest=_digest(token),
            account_id=AccountID(account.id),
            credential_version=account.credential_version,
            began_at=now,
            seen_at=now,
            confirmed_at=now,
            browser=(request.user_agent.string or "")[:200],
        )
    )
    return token


def set_cookie(response: Response, token: str) -> None:
    """Give the browser its token: not readable by scripts, not sent from other sites' forms."""
    settings: Settings = current_app.extensions["bangvang_settings"]
    response.set_cookie(
        cookie_name(),
        token,
        max_age=settings.session_absolute_seconds,
        secure=settings.cookies_are_secure,
        httponly=True,
        samesite="Lax",
        path="/",
    )


def clear_cookie(response: Response) -> None:
    """Take the token back and let the browser forget what it kept (C11)."""
    settings: Settings = current_app.extensions["bangvang_settings"]
    response.delete_cookie(cookie_name(), secure=settings.cookies_are_secure, httponly=True, samesite="Lax", path="/")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'


def end_this_session(session: Session, *, now: datetime) -> None:
    """End the session of the browser that asks."""
    if token := request.cookies.get(cookie_name()):
        session.execute(
            update(SignInSession)
            .where(SignInSession.digest == _digest(token), SignInSession.ended_at.is_(None))
            .values(ended_at=now)
        )


def confirm_session(session: Session, *, now: datetime) -> None:
    """The person at the browser that asks has just shown the password."""
    digest = _digest(request.cookies.get(cookie_name(), ""))
    session.execute(update(SignInSession).where(SignInSession.digest == digest).values(confirmed_at=now))


def is_confirmed(now: datetime) -> bool:
    """Whether the password was shown in this browser within the last minutes: what cannot be undone asks for it."""
    confirmed_at: datetime | None = g.get("confirmed_at")
    return confirmed_at is not None and now - confirmed_at <= CONFIRMED_FOR


def end_sessions(
    session: Session,
    account_id: AccountID,
    *,
    now: datetime,
    session_id: SessionID | None = None,
    keep_this: bool = False,
) -> int:
    """End the sessions of an account (all, one, or all but the one that asks); how many ended."""
    statement = update(SignInSession).where(SignInSession.account_id == account_id, SignInSession.ended_at.is_(None))
    if session_id is not None:
        statement = statement.where(SignInSession.id == session_id)
    if keep_this and (token := request.cookies.get(cookie_name())):
        statement = statement.where(SignInSession.digest != _digest(token))
    done = session.execute(statement.values(ended_at=now).execution_options(synchronize_session=False))
    return int(done.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result is a CursorResult


def list_sessions(session: Session, account_id: AccountID) -> list[OpenSession]:
    """Where the account is signed in now, newest first."""
    this = _digest(request.cookies.get(cookie_name(), ""))
    rows = session.scalars(
        select(SignInSession)
        .where(SignInSession.account_id == account_id, SignInSession.ended_at.is_(None))
        .order_by(SignInSession.seen_at.desc(), SignInSession.id)
    )
    horizon = _horizon(clock())
    return [
        OpenSession(SessionID(r.id), r.began_at, r.seen_at, r.browser, r.digest == this)
        for r in rows
        if r.began_at > horizon[0] and r.seen_at > horizon[1]
    ]


def resolve_viewer() -> Viewer | None:
    """Who the request's cookie belongs to, with the duties in force now; None when nobody.

    Ends on the main connection before the view runs, so that a judge's view never shares it (design 6).
    """
    token = request.cookies.get(cookie_name())
    if not token:
        return None
    from sqlalchemy.orm import Session as OrmSession  # noqa: PLC0415  the name is taken for typing above

    now = clock()
    resolved: tuple[Viewer, datetime] | None = None
    with OrmSession(database().main, expire_on_commit=False) as session:
        found = _find_live(session, token, now)
        is_over = found is None and _is_over(session, token, now)
        if found is not None:
            row, account, g.judging_is_stopped = found
            g.sign_in_session_id = row.id
            g.confirmed_at = row.confirmed_at
            resolved = viewer_of(session, account, now=now), row.seen_at
    if is_over:
        with writing(database().main) as session:
            end_expired(session, now=now, digest=_digest(token))
    if resolved is None:
        return None
    viewer, seen_at = resolved
    if now - seen_at > SEEN_EVERY:
        with writing(database().main) as session:
            session.execute(update(SignInSession).where(SignInSession.digest == _digest(token)).values(seen_at=now))
    return viewer


def viewer_of(session: Session, account: Account, *, now: datetime) -> Viewer:
    """The frozen viewer for `account`: everyone signed in may enter; further duties come from grants in force."""
    rows = session.execute(_GRANTS, {"account": account.id, "now": now}).all()
    grants = frozenset(Grant(Role(role), programme, unit) for role, programme, unit in rows)
    seats: frozenset[SeatID] = frozenset()
    if any(grant.role in {Role.JUDGE, Role.HEAD} for grant in grants):
        seats = list_acting_seats(session, account_id=AccountID(account.id), person_id=PersonID(account.person_id))
    person = account.person
    return Viewer(
        account_id=AccountID(account.id),
        person_id=PersonID(person.id),
        unit_id=UnitID(person.unit_id),
        display_name=person.full_name,
        unit_name=person.unit.short_name or person.unit.name,
        grants=grants,
        seats=seats,
        locale=account.locale,
        must_change_password=account.must_change_password,
    )


_LIVE = (
    select(SignInSession, Account, exists(select(Stop.id)))
    .join(Account, Account.id == SignInSession.account_id)
    .where(
        SignInSession.digest == bindparam("digest"),
        SignInSession.ended_at.is_(None),
        SignInSession.began_at > bindparam("began_after", type_=UtcDateTime),
        SignInSession.seen_at > bindparam("seen_after", type_=UtcDateTime),
        SignInSession.credential_version == Account.credential_version,
        Account.is_active,
    )
)
_GRANTS = select(RoleGrant.role, RoleGrant.programme_id, RoleGrant.unit_id).where(
    RoleGrant.account_id == bindparam("account"),
    RoleGrant.ended_at.is_(None),
    or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to > bindparam("now", type_=UtcDateTime)),
)
# Built once: every page asks both, and building a statement takes longer than answering it.


def _find_live(session: Session, token: str, now: datetime) -> tuple[SignInSession, Account, bool] | None:
    """The signed-in session, its account, and whether judging is stopped (X38): one question for all three."""
    began_after, seen_after = _horizon(now)
    asked = {"digest": _digest(token), "began_after": began_after, "seen_after": seen_after}
    found = session.execute(_LIVE, asked).first()
    return None if found is None else (found[0], found[1], bool(found[2]))


def _is_over(session: Session, token: str, now: datetime) -> bool:
    own = select(SignInSession.id).where(SignInSession.digest == _digest(token), _over(now))
    return session.scalars(own).first() is not None


def _over(now: datetime) -> ColumnElement[bool]:
    """A session whose time is over and of which nobody has said so yet."""
    began_after, seen_after = _horizon(now)
    return and_(
        SignInSession.ended_at.is_(None),
        or_(SignInSession.began_at <= began_after, SignInSession.seen_at <= seen_after),
    )


def end_expired(session: Session, *, now: datetime, digest: str = "") -> None:
    """Say of sessions whose time is over that they ended: a clock that jumps back revives none (X15)."""
    chosen = [SignInSession.digest == digest] if digest else []
    session.execute(
        update(SignInSession)
        .where(_over(now), *chosen)
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )


def _horizon(now: datetime) -> tuple[datetime, datetime]:
    settings: Settings = current_app.extensions["bangvang_settings"]
    return (
        now - timedelta(seconds=settings.session_absolute_seconds),
        now - timedelta(seconds=settings.session_idle_seconds),
    )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
