"""Units and levels, for the administrator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.actions.units import save_level
from judging.enums import Role
from judging.ids import UnitID
from judging.queries.units import get_unit, list_levels, list_unit_codes, list_units
from portal.access import me, open_to
from portal.clock import clock
from portal.db import reading, transaction
from portal.feedback import said
from portal.forms.people import LevelForm, UnitForm
from portal.list_imports import apply_check, check_list
from portal.list_words import fault_sentence
from portal.views.admin import bp
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue


@bp.get("/quan-tri/don-vi")
@open_to(Role.ADMIN)
def units() -> ResponseReturnValue:
    """The tree of units and the levels."""
    today = local_day(clock())
    return render_template("admin/units.html", units=list_units(reading(), today=today), levels=list_levels(reading()))


@bp.route("/quan-tri/don-vi/them", methods=["GET", "POST"])
@open_to(Role.ADMIN)
def add_unit() -> ResponseReturnValue:
    """Add one unit by hand, under the same rules as a list."""
    form = UnitForm()
    _offer(form)
    errors = []
    if form.validate_on_submit():
        errors = _save(form)
        if not errors:
            said(_("The unit was added."))
            return redirect(url_for("admin.units"))
    status = 422 if request.method == "POST" else 200
    return render_template("admin/unit_form.html", form=form, errors=errors, unit=None), status


@bp.route("/quan-tri/don-vi/<uuid:unit_id>", methods=["GET", "POST"])
@open_to(Role.ADMIN)
def change_unit(unit_id: UUID) -> ResponseReturnValue:
    """Change one unit; its code stays."""
    session = reading()
    known = get_unit(session, UnitID(unit_id))
    successor = get_unit(session, known.successor_id) if known.successor_id else None
    parent, above = known.parent, {}
    above["parent_code"] = parent.code if parent else ""
    above["successor_code"] = successor.code if successor else ""
    form = UnitForm(obj=known, **above) if request.method != "POST" else UnitForm()
    del form.code
    _offer(form, known.kind)
    errors = []
    if form.validate_on_submit():
        errors = _save(form, code=known.code)
        if not errors:
            said(_("The changes are saved."))
            return redirect(url_for("admin.units"))
    status = 422 if request.method == "POST" else 200
    return render_template("admin/unit_form.html", form=form, errors=errors, unit=known), status


@bp.route("/quan-tri/cap", methods=["GET", "POST"])
@open_to(Role.ADMIN)
def level() -> ResponseReturnValue:
    """Add or change a level: what it is called and when it exists."""
    code = request.args.get("ma", "")
    known = next((one for one in list_levels(reading()) if one.code == code), None)
    form = LevelForm(obj=known if request.method != "POST" else None)
    if form.validate_on_submit():
        with transaction() as session:
            save_level(
                session,
                code=(form.code.data or "").strip(),
                name=(form.name.data or "").strip(),
                rank=form.rank.data or 1,
                active_from=form.active_from.data,
                active_to=form.active_to.data,
                by=me(),
                now=clock(),
            )
        said(_("The level is saved."))
        return redirect(url_for("admin.units"))
    status = 422 if request.method == "POST" else 200
    return render_template("admin/level_form.html", form=form, level=known), status


def _offer(form: UnitForm, present_kind: str = "") -> None:
    session = reading()
    levels = [(one.code, one.name) for one in list_levels(session)]
    form.offer(list_unit_codes(session), levels, present_kind)


def _save(form: UnitForm, **fixed: str) -> list[tuple[str, str]]:
    """Apply the form's one row; what is wrong with it, as (sentence, field id)."""
    cells = {field.name: str(field.data or "") for field in form if field.name != "csrf_token"} | fixed
    with transaction() as session:
        check = check_list(session, "units", [(1, cells)], now=clock())
        if not check.faults:
            apply_check(session, check, by=me(), now=clock())
    return [(fault_sentence(fault), fault.column) for fault in check.faults]
