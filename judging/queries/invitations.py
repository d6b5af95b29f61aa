"""Who was invited, as far as the viewer's counter goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from sqlalchemy import select

from judging.errors import NotFoundError
from judging.ids import PersonID
from judging.models.invitations import Invitation
from judging.models.people import Account, Person
from judging.queries.handovers import counter_role, counter_units

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from judging.ids import InvitationID
    from judging.queries.programmes import PlanInForce
    from judging.rules.viewers import Viewer

InvitationState = Literal["waiting", "used", "over", "revoked"]


def state_of(row: Invitation, *, has_password: bool, now: datetime) -> InvitationState:
    """Where an invitation stands."""
    if row.revoked_at is not None:
        return "revoked"
    if has_password:
        return "used"
    if row.code is None or row.code.used_at is not None or row.code.expires_at <= now:
        return "over"
    return "waiting"


def list_invitations(
    session: Session, plan: PlanInForce, *, visible_to: Viewer, now: datetime
) -> list[tuple[Invitation, InvitationState]]:
    """The invitations of the viewer's counter, newest first."""
    rows = session.execute(
        select(Invitation, Account.password_hash)
        .join(Person, Person.id == Invitation.person_id)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(Invitation.programme_id == plan.programme_id, *_served(plan, visible_to))
        .order_by(Invitation.invited_at.desc(), Invitation.id)
    )
    return [(row[0], state_of(row[0], has_password=row[1] is not None, now=now)) for row in rows]


def get_invitation(
    session: Session, invitation_id: InvitationID, plan: PlanInForce, *, visible_to: Viewer
) -> Invitation:
    """An invitation of the viewer's counter, or NotFoundError."""
    row = session.scalars(
        select(Invitation)
        .join(Person, Person.id == Invitation.person_id)
        .where(
            Invitation.id == invitation_id,
            Invitation.programme_id == plan.programme_id,
            *_served(plan, visible_to),
        )
    ).one_or_none()
    if row is None or counter_role(plan, by=visible_to) is None:
        raise NotFoundError("invitation")
    return row


def list_with_password(session: Session, people: Iterable[PersonID]) -> set[PersonID]:
    """Those of `people` who have chosen a password: they need no invitation."""
    rows = session.scalars(
        select(Account.person_id).where(Account.person_id.in_(list(people)), Account.password_hash.is_not(None))
    )
    return {PersonID(one) for one in rows}


def _served(plan: PlanInForce, viewer: Viewer) -> list[ColumnElement[bool]]:
    units = counter_units(plan, by=viewer)
    return [] if units is None else [Person.unit_id.in_(units)]
