"""Granting duties and ending them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from flask import redirect, url_for
from flask_babel import gettext as _

from judging.actions.grants import end_grant, grant_role
from judging.enums import Role
from judging.errors import AlreadyDoneError, DutyConflictError, MissingReasonError, NotFoundError, RefusedError
from judging.ids import PersonID, ProgrammeID, UnitID
from judging.queries.people import get_account_of, get_person
from judging.queries.programmes import list_plans_in_force
from judging.queries.units import list_unit_choices
from portal.access import me, open_to
from portal.clock import clock
from portal.db import reading, transaction
from portal.feedback import refused, said
from portal.forms.people import GrantForm, ReasonForm
from portal.refusals import sentence
from portal.views.admin import bp
from portal.words import ROLES
from vietnamese.dates import end_of_day

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.post("/quan-tri/nguoi/<uuid:person_id>/nhiem-vu")
@open_to(Role.ADMIN)
def grant(person_id: UUID) -> ResponseReturnValue:
    """Give the person a duty, unless something they hold or held forbids it."""
    form = GrantForm()
    programmes = [(str(held.programme_id), held.programme.title) for held in list_plans_in_force(reading())]
    form.offer(programmes, list_unit_choices(reading()))
    if not form.validate():
        raise NotFoundError("grant")  # only choices that the page offers come from it
    try:
        with transaction() as session:
            get_person(session, PersonID(person_id), visible_to=me())
            grant_role(
                session,
                account=get_account_of(session, PersonID(person_id)),
                role=Role(form.role.data),
                programme_id=ProgrammeID(UUID(form.programme_id.data)) if form.programme_id.data else None,
                unit_id=UnitID(UUID(form.unit_id.data)) if form.unit_id.data else None,
                valid_to=end_of_day(form.valid_to.data) if form.valid_to.data else None,
                by=me(),
                now=clock(),
            )
    except (DutyConflictError, AlreadyDoneError) as error:
        refused(_why(error))
    else:
        said(_("The duty is granted and holds from now on."))
    return redirect(url_for("admin.person", person_id=person_id))


@bp.post("/quan-tri/nhiem-vu/<uuid:grant_id>/ket-thuc")
@open_to(Role.ADMIN)
def end(grant_id: UUID) -> ResponseReturnValue:
    """End a duty at once."""
    form = ReasonForm()
    if not form.validate():
        raise MissingReasonError
    with transaction() as session:
        ended = end_grant(session, grant_id, reason=form.reason.data or "", by=me(), now=clock())
        person_id = ended.account.person_id
    said(_("The duty has ended."))
    return redirect(url_for("admin.person", person_id=person_id))


def _why(error: RefusedError) -> str:
    """Which duty stands in the way, by name."""
    if isinstance(error, DutyConflictError):
        told: str = _(
            "“%(wanted)s” cannot be granted: this person has or had the duty “%(held)s” in the same programme.",
            wanted=ROLES[Role(str(error.facts["wanted"]))],
            held=ROLES[Role(str(error.facts["held"]))],
        )
        return told
    return sentence(error)
