"""Letters in the record, without the form that they come by."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from judging.actions.cases import Letter, send_case
from judging.enums import CaseKind, Role
from judging.ids import ProgrammeID
from judging.queries.grants import list_holders
from judging.queries.programmes import plan_in_force
from portal.sessions import viewer_of
from tests.factories.office import make_account

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.models.people import Account
    from judging.models.programmes import Programme


def a_letter(kind: CaseKind = CaseKind.QUESTION, **values: str) -> Letter:
    """A letter with a form and a code of its own; some of its words may be given."""
    told = {"title": "Hỏi về thể lệ", "text": "Bài viết tay có được không?", "name": "", "contact": "", **values}
    return Letter(kind=kind, form_digest=uuid4().hex * 2, code_digest=uuid4().hex * 2, **told)


def make_case(session: Session, programme_id: UUID, *, now: datetime, account: Account | None = None) -> UUID:
    """A question in a contest, of an account or of somebody without one."""
    plan = plan_in_force(session, ProgrammeID(programme_id))
    if not list_holders(session, Role.SECRETARY, programme_id=plan.programme_id, now=now):
        make_account(session, "Người Thư Ký", now=now, roles=(Role.SECRETARY,), programme=plan.programme)
    by = viewer_of(session, session.merge(account), now=now) if account is not None else None
    return send_case(session, plan, a_letter(), by=by, now=now).id


def make_handlers(session: Session, programme: Programme, *, now: datetime) -> tuple[Account, Account, Account]:
    """Two secretaries and the supervisor of a contest."""
    return (
        make_account(session, "Người Thư Ký Một", now=now, roles=(Role.SECRETARY,), programme=programme),
        make_account(session, "Người Thư Ký Hai", now=now, roles=(Role.SECRETARY,), programme=programme),
        make_account(session, "Người Giám Sát Thử", now=now, roles=(Role.SUPERVISOR,)),
    )
