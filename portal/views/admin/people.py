"""People and their accounts, for the administrator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.actions.people import close_account, open_accounts, reopen_account
from judging.enums import Role
from judging.errors import MissingReasonError
from judging.ids import AccountID, PersonID, UnitID
from judging.queries.grants import list_grants
from judging.queries.people import find_account_of, get_account_of, get_person, list_people
from judging.queries.programmes import list_plans_in_force
from judging.queries.units import list_unit_choices, list_unit_codes
from portal.access import me, open_to
from portal.asking import page_of, uuid_of
from portal.clock import clock
from portal.db import reading, transaction
from portal.feedback import said
from portal.forms.people import GrantForm, PersonForm, ReasonForm
from portal.list_imports import apply_check, check_list
from portal.list_words import fault_sentence
from portal.sessions import end_sessions, list_sessions
from portal.slips import print_reset
from portal.views.admin import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue


@bp.get("/quan-tri/nguoi")
@open_to(Role.ADMIN)
def people() -> ResponseReturnValue:
    """Everybody, by given name; searched with or without accents."""
    search, unit = request.args.get("tim", "").strip()[:100], uuid_of("don-vi")
    found = list_people(
        reading(),
        visible_to=me(),
        now=clock(),
        search=search,
        unit_id=UnitID(unit) if unit else None,
        page=page_of(),
    )
    units = list_unit_choices(reading())
    return render_template("admin/people.html", found=found, search=search, unit=str(unit or ""), units=units)


@bp.get("/quan-tri/nguoi/<uuid:person_id>")
@open_to(Role.ADMIN)
def person(person_id: UUID) -> ResponseReturnValue:
    """One person: data, account, duties."""
    return _page(PersonID(person_id))


@bp.route("/quan-tri/nguoi/them", methods=["GET", "POST"])
@open_to(Role.ADMIN)
def add_person() -> ResponseReturnValue:
    """Add one person by hand, under the same rules as a list."""
    form = PersonForm()
    form.offer(list_unit_codes(reading()))
    if form.validate_on_submit():
        errors = _save(form)
        if not errors:
            said(_("The person was added."))
            return redirect(url_for("admin.people", tim=form.staff_code.data))
    else:
        errors = []
    status = 422 if request.method == "POST" else 200
    return render_template("admin/person_form.html", form=form, errors=errors, person=None), status


@bp.route("/quan-tri/nguoi/<uuid:person_id>/sua", methods=["GET", "POST"])
@open_to(Role.ADMIN)
def change_person(person_id: UUID) -> ResponseReturnValue:
    """Change one person's data; the staff code stays, because lists know the person by it."""
    known = get_person(reading(), PersonID(person_id), visible_to=me())
    form = PersonForm(obj=known, unit_code=known.unit.code) if request.method != "POST" else PersonForm()
    del form.staff_code
    form.offer(list_unit_codes(reading()), known.personnel_kind)
    errors: list[tuple[str, str | None]] = []
    if form.validate_on_submit():
        errors = _save(form, staff_code=known.staff_code)
        if not errors:
            said(_("The changes are saved."))
            return redirect(url_for("admin.person", person_id=person_id))
    status = 422 if request.method == "POST" else 200
    return render_template("admin/person_form.html", form=form, errors=errors, person=known), status


@bp.post("/quan-tri/nguoi/<uuid:person_id>/mo-tai-khoan")
@open_to(Role.ADMIN)
def open_account(person_id: UUID) -> ResponseReturnValue:
    """Open the person's account."""
    with transaction() as session:
        found = get_person(session, PersonID(person_id), visible_to=me())
        open_accounts(session, [found], by=me(), now=clock())
    said(_("The account is open. Give the person a sign-in code."))
    return redirect(url_for("admin.person", person_id=person_id))


@bp.post("/quan-tri/nguoi/<uuid:person_id>/ma")
@open_to(Role.ADMIN)
def reset_password(person_id: UUID) -> ResponseReturnValue:
    """A code with which the person sets a new password; shown once."""
    with transaction() as session:
        slip = print_reset(session, PersonID(person_id), by=me(), now=clock())
    back = url_for("admin.person", person_id=person_id)
    return render_template("coordinator/people_code.html", slip=slip, back_url=back)


@bp.post("/quan-tri/nguoi/<uuid:person_id>/khoa")
@open_to(Role.ADMIN)
def close(person_id: UUID) -> ResponseReturnValue:
    """Close the account: every session ends with its next request."""
    form = ReasonForm()
    if not form.validate():
        raise MissingReasonError
    with transaction() as session:
        account = close_account(session, PersonID(person_id), reason=form.reason.data or "", by=me(), now=clock())
        end_sessions(session, AccountID(account.id), now=clock())
    said(_("The account is closed and signed out everywhere."))
    return redirect(url_for("admin.person", person_id=person_id))


@bp.post("/quan-tri/nguoi/<uuid:person_id>/mo-lai")
@open_to(Role.ADMIN)
def reopen(person_id: UUID) -> ResponseReturnValue:
    """Open a closed account again."""
    with transaction() as session:
        reopen_account(session, PersonID(person_id), by=me(), now=clock())
    said(_("The account is open again."))
    return redirect(url_for("admin.person", person_id=person_id))


@bp.post("/quan-tri/nguoi/<uuid:person_id>/ket-thuc-phien")
@open_to(Role.ADMIN)
def end_person_sessions(person_id: UUID) -> ResponseReturnValue:
    """Sign the person out everywhere."""
    with transaction() as session:
        account = get_account_of(session, PersonID(person_id))
        count = end_sessions(session, AccountID(account.id), now=clock())
    said(_("Signed out: %(count)s browsers.", count=count))
    return redirect(url_for("admin.person", person_id=person_id))


def _page(person_id: PersonID) -> ResponseReturnValue:
    session = reading()
    found = get_person(session, person_id, visible_to=me())
    account = find_account_of(session, person_id)
    form = GrantForm(formdata=None)
    programmes = [(str(held.programme_id), held.programme.title) for held in list_plans_in_force(session)]
    form.offer(programmes, list_unit_choices(session))
    form.unit_id.data = str(found.unit_id)
    return render_template(
        "admin/person.html",
        person=found,
        account=account,
        grants=list_grants(session, AccountID(account.id), now=clock()) if account else [],
        sessions=list_sessions(session, AccountID(account.id)) if account else [],
        form=form,
    )


def _save(form: PersonForm, **fixed: str) -> list[tuple[str, str | None]]:
    """Apply the form's one row; what is wrong with it, as (sentence, field id)."""
    cells = {field.name: str(field.data or "") for field in form if field.name != "csrf_token"} | fixed
    with transaction() as session:
        check = check_list(session, "people", [(1, cells)], now=clock())
        if not check.faults:
            apply_check(session, check, by=me(), now=clock())
    return [(fault_sentence(fault), fault.column) for fault in check.faults]
