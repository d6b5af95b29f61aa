"""Inviting authors to open their accounts: a slip to print, or a letter; each code works once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.actions.invitations import revoke_invitation
from judging.enums import Role
from judging.errors import RefusedError
from judging.ids import InvitationID, PersonID
from judging.queries.handovers import search_people
from judging.queries.invitations import list_invitations, list_with_password
from portal.access import me, open_to
from portal.acts import try_once
from portal.clock import clock
from portal.db import reading, transaction
from portal.errors import status_of
from portal.feedback import said, warned
from portal.idempotency import find_answer, keep_answer, key_of_request
from portal.joining import invite_person
from portal.refusals import sentence
from portal.views.secretary import bp
from portal.views.secretary.handovers import SHORTEST_SEARCH, counter_of

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue


@bp.get("/tiep-nhan/<slug>/moi")
@open_to(Role.SECRETARY, Role.COORDINATOR)
def invitations(slug: str) -> ResponseReturnValue:
    """Who was invited, and whom to invite."""
    return _page(slug)


@bp.post("/tiep-nhan/<slug>/moi/<uuid:person_id>/in")
@open_to(Role.SECRETARY, Role.COORDINATOR)
def print_invitation(slug: str, person_id: UUID) -> ResponseReturnValue:
    """A slip for one person; its code is shown this once."""
    at, key = counter_of(slug), key_of_request()
    try:
        with transaction() as session:
            if find_answer(session, account_id=me().account_id, key=key) is not None:
                warned(_("This slip was already shown once. If it is lost, please print a new one."))
                return redirect(url_for("secretary.invitations", slug=slug))
            slip = invite_person(session, at.plan, PersonID(person_id), by_letter=False, by=me(), now=clock())
            keep_answer(session, account_id=me().account_id, key=key, body={}, now=clock())
    except RefusedError as error:
        if status_of(error) == 404:  # noqa: PLR2004  HTTP's own
            raise
        return _page(slug, problem=sentence(error), status=status_of(error))
    back = url_for("secretary.invitations", slug=slug)
    return render_template("coordinator/people_slips.html", slips=[slip], back_url=back, left=0)


@bp.post("/tiep-nhan/<slug>/moi/<uuid:person_id>/gui")
@open_to(Role.SECRETARY, Role.COORDINATOR)
def send_invitation(slug: str, person_id: UUID) -> ResponseReturnValue:
    """A letter to the address that the list of people knows, and to no other."""
    at = counter_of(slug)
    error = try_once(
        lambda session: invite_person(session, at.plan, PersonID(person_id), by_letter=True, by=me(), now=clock())
    )
    if error is not None:
        return _page(slug, problem=sentence(error), status=status_of(error))
    said(_("The letter is on its way. Its link works once, for thirty days."))
    return redirect(url_for("secretary.invitations", slug=slug))


@bp.post("/tiep-nhan/<slug>/loi-moi/<uuid:invitation_id>/thu-hoi")
@open_to(Role.SECRETARY, Role.COORDINATOR)
def revoke(slug: str, invitation_id: UUID) -> ResponseReturnValue:
    """Its code works no more."""
    at = counter_of(slug)
    error = try_once(
        lambda session: revoke_invitation(session, at.plan, InvitationID(invitation_id), by=me(), now=clock())
    )
    if error is not None:
        return _page(slug, problem=sentence(error), status=status_of(error))
    said(_("The invitation is revoked. Its code works no more."))
    return redirect(url_for("secretary.invitations", slug=slug))


def _page(slug: str, *, problem: str = "", status: int = 200) -> ResponseReturnValue:
    at, session = counter_of(slug), reading()
    search = request.args.get("tim", "").strip()[:100]
    found = search_people(session, at.plan, search, visible_to=me()) if len(search) >= SHORTEST_SEARCH else []
    return render_template(
        "secretary/invitations.html",
        at=at,
        search=search,
        found=found,
        settled=list_with_password(session, [PersonID(one.id) for one in found]),
        lines=list_invitations(session, at.plan, visible_to=me(), now=clock()),
        has_mail=bool(current_app.extensions["bangvang_settings"].mail_url),
        problem=problem,
    ), status
