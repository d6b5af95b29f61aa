"""Registering oneself for a contest, and confirming the address that was given.

Whether somebody is known already changes no byte of any answer (C03); his unit's coordinator sees it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from flask import current_app, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.actions.registrations import Registrant, confirm_address, register
from judging.errors import AlreadyDoneError, NotFoundError, RefusedError
from judging.ids import UnitID
from judging.queries.publications import get_public_programme
from judging.queries.registrations import is_door_open, list_units_to_choose
from portal.access import find_me, open_to_everybody
from portal.case_codes import code_of_request
from portal.clock import clock
from portal.db import reading, transaction
from portal.errors import status_of
from portal.forms.registrations import AddressForm, RegistrationForm
from portal.refusals import sentence
from portal.sign_in import code_digest
from portal.throttles import count_try
from portal.views.public import bp
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from judging.queries.programmes import PlanInForce


@bp.get("/cuoc-thi/<slug>/dang-ky")
@open_to_everybody()
def register_oneself(slug: str) -> ResponseReturnValue:
    """The form, with the notice of what becomes of it."""
    return _form(slug, RegistrationForm(formdata=None))


@bp.post("/cuoc-thi/<slug>/dang-ky")
@open_to_everybody()
def send_registration(slug: str) -> ResponseReturnValue:
    """Take a registration. The answer is the same whoever it is."""
    plan, form = get_public_programme(reading(), slug), RegistrationForm()
    form.offer_units(plan.plan, list_units_to_choose(reading(), today=local_day(clock())))
    if not form.validate():
        return _form(slug, form, status=422)
    if form.website.data:
        return _form(slug, form, problem=_("This could not be taken: a field that must stay empty was filled."))
    told = Registrant(
        full_name=form.full_name.data or "",
        unit_id=UnitID(UUID(form.unit.data)),
        personnel_kind=form.personnel_kind.data or "",
        position=form.position.data or "",
        phone=form.phone.data or "",
        email=form.email.data or "",
        form_digest=code_of_request().form_digest,
    )
    try:
        with transaction() as session:
            count_try(session, purpose="register", name=(told.email or told.phone).lower(), now=clock())
        with transaction() as session:
            register(session, get_public_programme(session, slug), told, now=clock())
    except NotFoundError:
        raise
    except AlreadyDoneError:
        pass  # the same form again: the same answer
    except RefusedError as error:
        return _form(slug, form, problem=sentence(error), status=status_of(error))
    return redirect(url_for("public.registered", slug=slug))


@bp.get("/cuoc-thi/<slug>/dang-ky/da-nhan")
@open_to_everybody()
def registered(slug: str) -> ResponseReturnValue:
    """What happens next; the same page for everybody."""
    plan = _open_plan(slug)
    return render_template("public/registered.html", slug=slug, title=plan.plan.title, has_mail=_has_mail())


@bp.get("/dang-ky/xac-nhan")
@open_to_everybody()
def confirm_own_address() -> ResponseReturnValue:
    """Where the code of the letter is sent from; it stands behind the # of the address, which browsers keep."""
    return render_template("public/confirm_address.html", form=AddressForm(formdata=None), problem="", done=False)


@bp.post("/dang-ky/xac-nhan")
@open_to_everybody()
def address_confirmed() -> ResponseReturnValue:
    """The address is his. A code that is unknown, used or over gets one answer."""
    form, problem, done = AddressForm(), "", False
    if form.validate():
        try:
            with transaction() as session:
                count_try(session, purpose="register_code", name=request.remote_addr or "", now=clock())
            with transaction() as session:
                done = confirm_address(session, code_digest(form.code.data or ""), now=clock()) is not None
            if not done:
                problem = _("This code does not work (any more). It works once, for 48 hours.")
        except RefusedError as error:
            problem = sentence(error)
    page = render_template("public/confirm_address.html", form=form, problem=problem, done=done)
    return page, 200 if done else 422


def _form(slug: str, form: RegistrationForm, *, problem: str = "", status: int = 200) -> ResponseReturnValue:
    plan = _open_plan(slug)
    form.offer_units(plan.plan, list_units_to_choose(reading(), today=local_day(clock())))
    page = render_template(
        "public/register.html",
        form=form,
        slug=slug,
        title=plan.plan.title,
        contacts=plan.plan.contacts,
        has_mail=_has_mail(),
        is_known=find_me() is not None,
        problem=problem,
    )
    response = make_response(page, status if not problem or status != 200 else 422)  # noqa: PLR2004  HTTP's own
    response.headers["Cache-Control"] = "no-store"
    return response


def _open_plan(slug: str) -> PlanInForce:
    """The plan of a programme that people may register for; every other is as if it had no such page."""
    plan = get_public_programme(reading(), slug)
    if not is_door_open(reading(), plan):
        raise NotFoundError("registration")
    return plan


def _has_mail() -> bool:
    return bool(current_app.extensions["bangvang_settings"].mail_url)
