"""Stops of judging, and the state of all sheets as one hash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.enums import Role
from judging.ids import AccountID
from judging.models.freezes import Freeze, Stop
from judging.models.people import Account, Person, RoleGrant
from judging.models.reviews import Review, ReviewVersion
from judging.rules.canonical import Plain, canonical_json
from judging.rules.review_texts import UNSALTED

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

CONCERNED = (
    Role.JUDGE,
    Role.HEAD,
    Role.SECRETARY,
    Role.BOARD,
    Role.HOLDER,
    Role.PUBLISHER,
    Role.SUPERVISOR,
    Role.ADMIN,
)
"""Whose work stops with the judging, or who answers for it."""


@dataclass(frozen=True, slots=True)
class FreezeLine:
    """A stop as its page lists it."""

    freeze: Freeze
    began_by: str
    ended_by: str

    @property
    def changed_meanwhile(self) -> bool:
        """Whether sheets were put back to an earlier moment while judging was stopped."""
        return self.freeze.end_sheets_sha256 not in {None, self.freeze.sheets_sha256}


def is_stopped(session: Session) -> bool:
    """Whether judging is stopped now."""
    return session.scalars(select(Stop.id)).first() is not None


def find_freeze(session: Session) -> Freeze | None:
    """The stop in force."""
    return session.scalars(select(Freeze).where(Freeze.ended_at.is_(None)).order_by(Freeze.began_at.desc())).first()


def list_freezes(session: Session) -> list[FreezeLine]:
    """All stops, the newest first."""
    rows = list(session.scalars(select(Freeze).order_by(Freeze.began_at.desc(), Freeze.id)))
    wanted = {one.began_by for one in rows} | {one.ended_by for one in rows if one.ended_by}
    found = session.execute(
        select(Account.id, Person.full_name).join(Person, Person.id == Account.person_id).where(Account.id.in_(wanted))
    )
    names = {AccountID(account): name for account, name in found}
    return [
        FreezeLine(one, names.get(one.began_by, ""), names.get(one.ended_by, "") if one.ended_by else "")
        for one in rows
    ]


def list_concerned(session: Session) -> list[AccountID]:
    """Every active account with a duty that a stop of judging concerns."""
    rows = session.scalars(
        select(Account.id)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(RoleGrant.ended_at.is_(None), RoleGrant.role.in_([one.value for one in CONCERNED]), Account.is_active)
        .distinct()
        .order_by(Account.id)
    )
    return [AccountID(one) for one in rows]


def list_marking(session: Session) -> list[AccountID]:
    """Every account that judges or heads a panel."""
    rows = session.scalars(
        select(RoleGrant.account_id)
        .where(RoleGrant.ended_at.is_(None), RoleGrant.role.in_([Role.JUDGE.value, Role.HEAD.value]))
        .distinct()
        .order_by(RoleGrant.account_id)
    )
    return [AccountID(one) for one in rows]


def hash_sheets(session: Session) -> tuple[int, str]:
    """How many sheets there are, and one SHA-256 over the newest marks, remarks and lock of each."""
    rows = session.execute(
        select(Review, ReviewVersion)
        .outerjoin(ReviewVersion, (ReviewVersion.review_id == Review.id) & (ReviewVersion.number == Review.version))
        .order_by(Review.id)
    )
    digest, count = hashlib.sha256(), 0
    for review, newest in rows:
        count += 1
        marked: ReviewVersion | None = newest
        line: dict[str, Plain] = {
            "review": str(review.id),
            "state": review.state,
            "version": review.version,
            "locked": review.locked_sha256,
            "marks": marked.marks if marked else {},
            "comments": marked.comments if marked else {},
            "comment": marked.comment if marked else "",
        }
        if review.hash_format != UNSALTED:
            line["salt"] = review.salt  # else this hash would let marks be guessed that their lock's hash hides
        digest.update(canonical_json(line).encode())
    return count, digest.hexdigest()
