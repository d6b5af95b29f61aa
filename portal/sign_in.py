"""Signing in: one door for staff code, phone and e-mail; the same answer and cost for whatever is wrong (C03)."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from flask import request
from flask import session as form_session

from judging.actions.accounts import issue_code, retire_codes, set_password
from judging.errors import RefusedError
from judging.queries.accounts import find_account_by_login, find_live_code
from portal.db import transaction
from portal.passwords import hash_password, is_weak, matches
from portal.sessions import begin_session, confirm_session, end_this_session
from portal.throttles import count_try, forget_tries
from vietnamese.folding import fold

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.ids import AccountID
    from judging.models.people import Account

CODE_SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 12


class WrongCredentialsError(RefusedError):
    """Name and password do not belong together; which of them is wrong is not told."""

    code = "wrong_credentials"


class WrongCodeError(RefusedError):
    """The one-time code is unknown, used or expired."""

    code = "wrong_code"


class WeakPasswordError(RefusedError):
    """The password is common, or made of the person's own name or code."""

    code = "weak_password"


def sign_in(name: str, password: str, *, now: datetime) -> str:
    """The cookie token of a new session.

    Raises:
        TooManyTriesError: after too many tries in a short time.
        WrongCredentialsError: for an unknown name and for a wrong password alike.
    """
    compared = fold(name)
    with transaction() as session:
        count_try(session, purpose="sign_in", name=compared, now=now)
    with transaction() as session:
        account = find_account_by_login(session, name)
    # The hash is verified between two transactions: it is slow on purpose and must not hold the write lock.
    if not matches(account.password_hash if account else None, password) or account is None:
        raise WrongCredentialsError
    with transaction() as session:
        forget_tries(session, purpose="sign_in", name=compared)
        end_this_session(session, now=now)
        token = begin_session(session, account, now=now)
    form_session.clear()  # a new CSRF secret: what was fixed before signing in is worth nothing after it (C04)
    return token


def sign_out(*, now: datetime) -> None:
    """End this browser's session."""
    with transaction() as session:
        end_this_session(session, now=now)
    form_session.clear()


def use_code(code: str, password: str, *, now: datetime) -> str:
    """Set the password that a slip's one-time code allows to set, and sign in.

    Raises:
        TooManyTriesError: after too many tries in a short time.
        WrongCodeError: for a code that is unknown, used or expired.
        WeakPasswordError: for a password that is easily guessed.
    """
    digest = code_digest(code)
    with transaction() as session:
        count_try(session, purpose="code", name=request.remote_addr or "", now=now)
        retire_codes(session, now=now, digest=digest)
    hashed = hash_password(password)
    with transaction() as session:
        row = find_live_code(session, digest, now=now)
        if row is None:
            raise WrongCodeError
        account = _account(session, row.account_id)
        refuse_weak(account, password)
        set_password(session, account=account, password_hash=hashed, now=now)
        token = begin_session(session, account, now=now)
    form_session.clear()
    return token


def change_password(account_id: AccountID, present: str, password: str, *, now: datetime) -> str:
    """Change one's own password; every older session ends, and the new token keeps this browser signed in.

    Raises:
        WrongCredentialsError: when the present password is wrong.
        WeakPasswordError: for a password that is easily guessed.
    """
    with transaction() as session:
        count_try(session, purpose="change", name=str(account_id), now=now)
        account = _account(session, account_id)
    if not matches(account.password_hash, present):
        raise WrongCredentialsError
    refuse_weak(account, password)
    hashed = hash_password(password)
    with transaction() as session:
        account = _account(session, account_id)
        set_password(session, account=account, password_hash=hashed, now=now)
        return begin_session(session, account, now=now)


def confirm_person(account_id: AccountID, password: str, *, now: datetime) -> None:
    """Make sure that it is still this person before an act of great weight.

    Raises:
        TooManyTriesError: after too many tries in a short time.
        WrongCredentialsError: when the password is wrong.
    """
    with transaction() as session:
        count_try(session, purpose="confirm", name=str(account_id), now=now)
        account = _account(session, account_id)
    if not matches(account.password_hash, password):
        raise WrongCredentialsError
    with transaction() as session:
        forget_tries(session, purpose="confirm", name=str(account_id))


def confirm_password(account_id: AccountID, password: str, *, now: datetime) -> None:
    """Whoever is signed in shows the password; this browser's session is good for what asks for it for a while.

    Raises:
        TooManyTriesError, WrongCredentialsError: as `confirm_person`.
    """
    confirm_person(account_id, password, now=now)
    with transaction() as session:
        confirm_session(session, now=now)


def make_code(session: Session, account: Account, *, purpose: str, by: AccountID | None, now: datetime) -> str:
    """A new one-time code for `account`, in groups of four; shown once, stored only as its SHA-256."""
    plain = "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))
    issue_code(session, account=account, digest=code_digest(plain), purpose=purpose, by=by, now=now)
    return "-".join(plain[i : i + 4] for i in range(0, CODE_LENGTH, 4))


def code_digest(code: str) -> str:
    """The SHA-256 of a code as somebody typed it, whatever its case, spaces and hyphens."""
    bare = "".join(sign for sign in code.upper() if sign in CODE_SIGNS)
    return hashlib.sha256(bare.encode()).hexdigest()


def refuse_weak(account: Account, password: str) -> None:
    """Raise WeakPasswordError for a common password or one made of the person's own words."""
    person = account.person
    if is_weak(password, person.staff_code, *person.full_name.split(), *fold(person.full_name).split()):
        raise WeakPasswordError


def _account(session: Session, account_id: AccountID) -> Account:
    from judging.models.people import Account as Row  # noqa: PLC0415  the name above is for typing

    return session.get_one(Row, account_id)
