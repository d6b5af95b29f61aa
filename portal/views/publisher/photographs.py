"""The publisher's photographs: add with words and names, remove, put back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types

from judging.actions.photographs import add_photograph, remove_photograph, restore_photograph
from judging.enums import Role
from judging.ids import PersonID, PhotographID
from judging.queries.photographs import get_photograph, list_photographs, people_withholding
from judging.queries.publications import list_award_lines, list_publications
from portal.access import me, open_to
from portal.acts import round_to_read, try_once
from portal.bodies import body_up_to
from portal.bridge.photographs import MOST_BYTES, read_photograph
from portal.clock import clock
from portal.db import reading
from portal.errors import status_of
from portal.feedback import refused, said
from portal.forms.photographs import PhotographForm
from portal.refusals import sentence
from portal.streaming import ranged
from portal.views.publisher import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from config import Settings

PUBLISHER = (Role.PUBLISHER,)


def _limit(_settings: Settings) -> int:
    return MOST_BYTES + 2**20


@bp.get("/cong-bo/<uuid:round_id>/anh")
@open_to(Role.PUBLISHER)
def photographs(round_id: UUID) -> ResponseReturnValue:
    """What is there, and the form for one more."""
    return _page(round_id, PhotographForm(formdata=None))


@bp.post("/cong-bo/<uuid:round_id>/anh")
@open_to(Role.PUBLISHER)
@body_up_to(_limit)
def send_photograph(round_id: UUID) -> ResponseReturnValue:
    """Add one; it is encoded anew before anything is kept."""
    at_hand = round_to_read(round_id, PUBLISHER)
    form = PhotographForm()
    file = request.files.get("file")
    if not form.validate() or file is None or not file.filename:
        problem = "" if form.errors else _("Please choose a photograph.")
        return _page(round_id, form, problem=problem, status=422)
    people = [PersonID(UUID(one)) for one in form.people.data or () if one in dict(_winners(round_id))]
    if not list_publications(reading(), at_hand.programme_id):
        return _page(round_id, form, problem=_("Photographs can be added once the result is published."), status=422)
    new, problem = read_photograph(file, alt=form.alt.data or "", caption=form.caption.data or "")
    if new is None:
        return _page(round_id, form, problem=problem, status=422)
    error = try_once(
        lambda session: add_photograph(
            session, new, programme_id=at_hand.programme_id, people=people, by=me(), now=clock()
        )
    )
    if error is not None:
        return _page(round_id, form, problem=sentence(error), status=status_of(error))
    said(_("The photograph is added."))
    return redirect(url_for("publisher.photographs", round_id=round_id))


@bp.get("/anh-le-trao-giai/<uuid:photograph_id>")
@open_to(Role.PUBLISHER)
def preview_photograph(photograph_id: UUID) -> ResponseReturnValue:
    """The smaller copy for the publisher, hidden ones too."""
    row = get_photograph(reading(), PhotographID(photograph_id), visible_to=me())
    return ranged(row.small_key, size=row.small_bytes, media_type=row.media_type)


@bp.post("/cong-bo/<uuid:round_id>/anh/<uuid:photograph_id>/go")
@open_to(Role.PUBLISHER)
def remove(round_id: UUID, photograph_id: UUID) -> ResponseReturnValue:
    """Take one out."""
    error = try_once(lambda s: remove_photograph(s, PhotographID(photograph_id), by=me(), now=clock()))
    return _back(round_id, sentence(error) if error else "", _("Nobody sees the photograph any more."))


@bp.post("/cong-bo/<uuid:round_id>/anh/<uuid:photograph_id>/dat-lai")
@open_to(Role.PUBLISHER)
def put_back(round_id: UUID, photograph_id: UUID) -> ResponseReturnValue:
    """Undo that."""
    error = try_once(lambda s: restore_photograph(s, PhotographID(photograph_id), by=me(), now=clock()))
    return _back(round_id, sentence(error) if error else "", _("The photograph is there again."))


def _back(round_id: UUID, problem: str, done: str) -> ResponseReturnValue:
    if problem:
        refused(problem)
    else:
        said(done)
    return redirect(url_for("publisher.photographs", round_id=round_id))


def _winners(round_id: UUID) -> list[tuple[str, str]]:
    """Who may be named on a photograph, once the result is published."""
    session, at_hand = reading(), round_to_read(round_id, PUBLISHER)
    if not list_publications(session, at_hand.programme_id):
        return []
    return list({str(line.person_id): line.name for line in list_award_lines(session, at_hand)}.items())


def _page(round_id: UUID, form: PhotographForm, *, problem: str = "", status: int = 200) -> ResponseReturnValue:
    session, at_hand = reading(), round_to_read(round_id, PUBLISHER)
    form.people.choices = [SelectChoice(key, name) for key, name in _winners(round_id)]
    rows = list_photographs(session, at_hand.programme_id, visible_to=me())
    hidden = people_withholding(session, at_hand.programme_id, rows)
    return render_template(
        "publisher/photographs.html",
        at_hand=at_hand,
        form=form,
        photographs=[(row, bool(hidden & {one.person_id for one in row.people})) for row in rows],
        is_published=bool(list_publications(session, at_hand.programme_id)),
        problem=problem,
    ), status
