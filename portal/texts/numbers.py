"""Under which number somebody wants short messages: asked for, confirmed by a code, ended again at any time."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.errors import RefusedError
from judging.recording import record
from portal.mail.links import code_of
from portal.records.texts import TextNumber
from portal.texts.outbox import queue_text
from vietnamese.phones import PhoneKind, find_phone

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.ids import AccountID

CODE_LENGTH = 6
GOOD_FOR, PAUSE, LONG_PAUSE = timedelta(minutes=15), timedelta(minutes=2), timedelta(hours=24)
MOST_TRIES, MOST_ASKS = 5, 5
CONFIRM = "text.confirm"


class NumberUnusableError(RefusedError):
    """No mobile number of Vietnam."""

    code = "number_unusable"


class AskedTooOftenError(RefusedError):
    """A code was sent a moment ago, or too many of them on one day. Fact: minutes until the next may be asked for."""

    code = "text_code_too_often"


class TextCodeWrongError(RefusedError):
    """Not the code that was sent, or too late, or tried too often."""

    code = "text_code_wrong"


def find_number(session: Session, account_id: AccountID, *, lock: bool = False) -> TextNumber | None:
    """The number of an account, confirmed or not."""
    return session.get(TextNumber, account_id, with_for_update=lock, populate_existing=lock)


def ask_for_number(session: Session, typed: str, *, by: AccountID, now: datetime) -> None:
    """Send a code to a number. A confirmed number stays in use only until then: another one begins anew.

    Raises NumberUnusableError, AskedTooOftenError.
    """
    phone = find_phone(typed)
    if phone is None or phone.kind is not PhoneKind.MOBILE:
        raise NumberUnusableError
    row = find_number(session, by, lock=True)
    if row is None:
        row = TextNumber(account_id=by, number=phone.e164, asked_at=now, asks=1)
        session.add(row)
    else:
        pause = LONG_PAUSE if row.asks >= MOST_ASKS else PAUSE
        if now < row.asked_at + pause:
            raise AskedTooOftenError(minutes=max(1, round((row.asked_at + pause - now).total_seconds() / 60)))
        row.asks = 1 if row.asks >= MOST_ASKS else row.asks + 1
        row.number, row.asked_at, row.tries = phone.e164, now, 0
        row.confirmed_at, row.stop_sha256 = None, None
    session.flush()
    queue_text(session, by, CONFIRM, {"asked": now.isoformat()}, now=now)


def confirm_number(session: Session, typed: str, *, by: AccountID, now: datetime) -> bool:
    """Whether the code is right: then messages go to the number from now on. A wrong one is counted.

    The caller keeps the count by committing also where the answer is no.
    """
    row = find_number(session, by, lock=True)
    if row is None or row.confirmed_at is not None or row.tries >= MOST_TRIES or now > row.asked_at + GOOD_FOR:
        return False
    row.tries += 1
    said = "".join(typed.split()).upper()
    if not hmac.compare_digest(said.encode(), confirm_code(row).encode()):
        return False
    row.confirmed_at, row.asks = now, 0
    row.stop_sha256 = _sha256(stop_code(row))
    _note(session, "texts.begin", by, now)
    return True


def end_texts(session: Session, account_id: AccountID, *, now: datetime) -> bool:
    """No more messages; the number is forgotten. False where there was none."""
    row = find_number(session, account_id, lock=True)
    if row is None:
        return False
    session.delete(row)
    session.flush()
    _note(session, "texts.end", account_id, now)
    return True


def find_stop(session: Session, code: str) -> AccountID | None:
    """Whose messages the code of a link ends."""
    row = session.scalars(select(TextNumber).where(TextNumber.stop_sha256 == _sha256(code.upper()))).one_or_none()
    return row.account_id if row is not None else None


def confirm_code(row: TextNumber) -> str:
    """The code that was sent to an unconfirmed number; it is never stored."""
    return code_of("confirm-number", f"{row.account_id}:{row.number}:{row.asked_at.isoformat()}").replace("-", "")[
        :CODE_LENGTH
    ]


def stop_code(row: TextNumber) -> str:
    """The code of the link in each message that ends them."""
    return code_of("stop-texts", f"{row.account_id}:{row.number}:{row.asked_at.isoformat()}").replace("-", "")


def _sha256(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def _note(session: Session, action: str, account_id: AccountID, now: datetime) -> None:
    """The chain keeps that it began or ended, never the number."""
    record(session, at=now, actor=account_id, role="", action=action, subject=f"account:{account_id}")
