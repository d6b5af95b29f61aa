"""Who registered himself: the switch, the queue, and whether the person belongs to the unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, redirect, render_template, url_for
from flask_babel import gettext as _

from judging.actions.registrations import recognise_registration, refuse_registration, set_door
from judging.enums import Role
from judging.errors import RefusedError
from judging.ids import PersonID, RegistrationID
from judging.queries.registrations import confirmer_role, find_door, get_confirmer, is_door_open, list_registrations
from portal.access import me, open_to
from portal.acts import try_once
from portal.clock import clock
from portal.db import reading, transaction
from portal.errors import status_of
from portal.feedback import said, warned
from portal.forms.registrations import RefusalForm
from portal.idempotency import find_answer, keep_answer, key_of_request
from portal.joining import confirm_registrant
from portal.kinds import kind_name
from portal.refusals import sentence
from portal.registration_words import STATES
from portal.views.secretary import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue


@bp.get("/tiep-nhan/<slug>/dang-ky")
@open_to(Role.SECRETARY, Role.COORDINATOR)
def registrations(slug: str) -> ResponseReturnValue:
    """Who waits to be confirmed, and what became of the others."""
    return _page(slug)


@bp.post("/tiep-nhan/<slug>/dang-ky/mo")
@open_to(Role.SECRETARY)
def allow_registrations(slug: str) -> ResponseReturnValue:
    """People may register themselves from now on."""
    return _switch(slug, is_open=True)


@bp.post("/tiep-nhan/<slug>/dang-ky/dong")
@open_to(Role.SECRETARY)
def end_registrations(slug: str) -> ResponseReturnValue:
    """Nobody registers himself any more; who waits is still decided."""
    return _switch(slug, is_open=False)


@bp.post("/tiep-nhan/<slug>/dang-ky/<uuid:registration_id>/xac-nhan")
@open_to(Role.SECRETARY, Role.COORDINATOR)
def confirm_registration(slug: str, registration_id: UUID) -> ResponseReturnValue:
    """He is theirs and new: the account, and its slip or letter."""
    plan, key = get_confirmer(reading(), slug, visible_to=me()), key_of_request()
    back = url_for("secretary.registrations", slug=slug)
    try:
        with transaction() as session:
            if find_answer(session, account_id=me().account_id, key=key) is not None:
                warned(_("This slip was already shown once. If it is lost, please print a new one."))
                return redirect(back)
            slip = confirm_registrant(
                session, plan, RegistrationID(registration_id), has_mail=_has_mail(), by=me(), now=clock()
            )
            keep_answer(session, account_id=me().account_id, key=key, body={}, now=clock())
    except RefusedError as error:
        if status_of(error) == 404:  # noqa: PLR2004  HTTP's own
            raise
        return _page(slug, problem=sentence(error), status=status_of(error))
    if slip is None:
        said(_("Confirmed. The letter with the code is on its way to the address that was confirmed."))
        return redirect(back)
    return render_template("coordinator/people_slips.html", slips=[slip], back_url=back, left=0)


@bp.post("/tiep-nhan/<slug>/dang-ky/<uuid:registration_id>/la/<uuid:person_id>")
@open_to(Role.SECRETARY, Role.COORDINATOR)
def recognise_registrant(slug: str, registration_id: UUID, person_id: UUID) -> ResponseReturnValue:
    """He is somebody of the list already: nothing of that person changes."""
    plan = get_confirmer(reading(), slug, visible_to=me())
    error = try_once(
        lambda session: recognise_registration(
            session, plan, RegistrationID(registration_id), PersonID(person_id), by=me(), now=clock()
        )
    )
    if error is not None:
        return _page(slug, problem=sentence(error), status=status_of(error))
    said(_("Noted: the person is in the list already. Please print a sign-in slip if there is no password yet."))
    return redirect(url_for("secretary.registrations", slug=slug))


@bp.post("/tiep-nhan/<slug>/dang-ky/<uuid:registration_id>/tu-choi")
@open_to(Role.SECRETARY, Role.COORDINATOR)
def refuse_registrant(slug: str, registration_id: UUID) -> ResponseReturnValue:
    """He is not theirs, for a reason."""
    plan, form = get_confirmer(reading(), slug, visible_to=me()), RefusalForm()
    if not form.validate():
        return _page(slug, problem=_("Please say why the registration is refused."), status=422)
    error = try_once(
        lambda session: refuse_registration(
            session, plan, RegistrationID(registration_id), reason=form.reason.data or "", by=me(), now=clock()
        )
    )
    if error is not None:
        return _page(slug, problem=sentence(error), status=status_of(error))
    said(_("The registration is refused."))
    return redirect(url_for("secretary.registrations", slug=slug))


def _switch(slug: str, *, is_open: bool) -> ResponseReturnValue:
    plan = get_confirmer(reading(), slug, visible_to=me())
    error = try_once(lambda session: set_door(session, plan, is_open=is_open, by=me(), now=clock()))
    if error is not None:
        return _page(slug, problem=sentence(error), status=status_of(error))
    said(_("People may register themselves now.") if is_open else _("Nobody registers himself any more."))
    return redirect(url_for("secretary.registrations", slug=slug))


def _page(slug: str, *, problem: str = "", status: int = 200) -> ResponseReturnValue:
    session = reading()
    plan = get_confirmer(session, slug, visible_to=me())
    return render_template(
        "secretary/registrations.html",
        slug=slug,
        title=plan.plan.title,
        is_secretary=confirmer_role(plan, by=me()) is Role.SECRETARY,
        door=find_door(session, plan.programme_id),
        is_open=is_door_open(session, plan),
        waiting=list_registrations(session, plan, visible_to=me()),
        decided=list_registrations(session, plan, visible_to=me(), waiting=False, most=50),
        kind_name=kind_name,
        states=STATES,
        has_mail=_has_mail(),
        form=RefusalForm(formdata=None),
        problem=problem,
    ), status


def _has_mail() -> bool:
    return bool(current_app.extensions["bangvang_settings"].mail_url)
