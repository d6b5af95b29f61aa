"""The people of a coordinator's unit: sign-in slips and new passwords."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.enums import Role
from judging.errors import NotFoundError
from judging.ids import PersonID
from judging.queries.people import coordinated_units, list_people, list_person_ids_without_password
from judging.queries.plans import list_unit_readings
from portal.access import me, open_to
from portal.asking import page_of
from portal.clock import clock
from portal.db import reading, transaction
from portal.feedback import warned
from portal.forms.strict import refuse_unexpected
from portal.idempotency import find_answer, keep_answer, key_of_request
from portal.slips import MOST_AT_ONCE, print_reset, print_slips
from portal.views.coordinator import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/don-vi/nguoi")
@open_to(Role.COORDINATOR)
def people() -> ResponseReturnValue:
    """The own unit's people, by given name."""
    search = request.args.get("tim", "").strip()[:100]
    found = list_people(reading(), visible_to=me(), now=clock(), search=search, page=page_of())
    return render_template("coordinator/people.html", found=found, search=search, most=MOST_AT_ONCE)


@bp.get("/don-vi/ke-hoach-da-doc")
@open_to(Role.COORDINATOR)
def readings() -> ResponseReturnValue:
    """How far the own unit has read the plans in force (S001-R34)."""
    found = list_unit_readings(reading(), unit_ids=coordinated_units(me()))
    return render_template("coordinator/people_readings.html", readings=found)


@bp.post("/don-vi/nguoi/phieu")
@open_to(Role.COORDINATOR, Role.ADMIN)
def print_people_slips() -> ResponseReturnValue:
    """Slips for the chosen people, or for all who never signed in; the codes are shown this once."""
    refuse_unexpected("all_new", several=("person",))
    back = url_for("coordinator.people" if me().has(Role.COORDINATOR) else "admin.people")
    key = key_of_request()
    with transaction() as session:
        if find_answer(session, account_id=me().account_id, key=key) is not None:
            warned(_("These slips were already shown once. If they are lost, please print new ones."))
            return redirect(back)
        chosen = [_person(raw) for raw in request.form.getlist("person")]
        if request.form.get("all_new"):
            chosen = [
                one
                for unit in sorted(coordinated_units(me()))
                for one in list_person_ids_without_password(session, visible_to=me(), unit_id=unit)
            ]
        slips = print_slips(session, chosen, by=me(), now=clock())
        keep_answer(session, account_id=me().account_id, key=key, body={"slips": len(slips)}, now=clock())
    if not slips:
        warned(_("Please choose at least one person."))
        return redirect(back)
    return render_template("coordinator/people_slips.html", slips=slips, back_url=back, left=len(chosen) - len(slips))


@bp.post("/don-vi/nguoi/<uuid:person_id>/ma")
@open_to(Role.COORDINATOR)
def reset_password(person_id: UUID) -> ResponseReturnValue:
    """A code with which a person of the own unit sets a new password; shown once."""
    refuse_unexpected(several=("person",))  # the list's form carries what was ticked for slips
    with transaction() as session:
        slip = print_reset(session, PersonID(person_id), by=me(), now=clock())
    return render_template("coordinator/people_code.html", slip=slip, back_url=url_for("coordinator.people"))


def _person(raw: str) -> PersonID:
    try:
        return PersonID(UUID(raw))
    except ValueError:
        raise NotFoundError("person") from None
