"""The consents of the winners: what each said himself, and what the office writes down from paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from judging.actions.consents import state_consents
from judging.enums import Role
from judging.errors import NotFoundError
from judging.ids import PersonID
from judging.queries.consents import list_person_consents
from judging.queries.publications import list_award_lines
from judging.queries.standings import find_approval
from portal.access import me, open_to
from portal.acts import round_to_read, try_once
from portal.clock import clock
from portal.db import reading
from portal.errors import status_of
from portal.feedback import said
from portal.forms.consents import CONSENT_WORDS, PaperConsentForm
from portal.refusals import sentence
from portal.views.publisher import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from judging.queries.publications import AwardLine

PUBLISHER = (Role.PUBLISHER,)


@bp.get("/cong-bo/<uuid:round_id>/dong-y")
@open_to(Role.PUBLISHER)
def consents(round_id: UUID) -> ResponseReturnValue:
    """Every winner with what he withholds."""
    winners = _winners(round_id)
    at_hand = round_to_read(round_id, PUBLISHER)
    holding = list_person_consents(reading(), at_hand.programme_id, list(winners))
    return render_template(
        "publisher/consents.html",
        at_hand=at_hand,
        winners=[(line, holding[person_id]) for person_id, line in winners.items()],
        words=CONSENT_WORDS,
    )


@bp.get("/cong-bo/<uuid:round_id>/dong-y/<uuid:person_id>")
@open_to(Role.PUBLISHER)
def consents_of(round_id: UUID, person_id: UUID) -> ResponseReturnValue:
    """One winner's boxes and what was said before."""
    return _page(round_id, person_id)


@bp.post("/cong-bo/<uuid:round_id>/dong-y/<uuid:person_id>")
@open_to(Role.PUBLISHER)
def state_consents_of(round_id: UUID, person_id: UUID) -> ResponseReturnValue:
    """Write down what the person said on paper."""
    _winner(round_id, person_id)
    form = PaperConsentForm()
    if not form.validate():
        return _page(round_id, person_id, form=form, status=422)
    at_hand = round_to_read(round_id, PUBLISHER)
    refusal = try_once(
        lambda session: state_consents(
            session,
            programme_id=at_hand.programme_id,
            person_id=PersonID(person_id),
            public=form.public,
            by=me(),
            now=clock(),
            reason=form.reason.data or "",
        )
    )
    if refusal is not None:
        return _page(round_id, person_id, form=form, problem=sentence(refusal), status=status_of(refusal))
    said(_("Kept. It holds from this moment on every public page."))
    return redirect(url_for("publisher.consents", round_id=round_id))


def _page(
    round_id: UUID, person_id: UUID, *, form: PaperConsentForm | None = None, problem: str = "", status: int = 200
) -> ResponseReturnValue:
    at_hand = round_to_read(round_id, PUBLISHER)
    line = _winner(round_id, person_id)
    holding = list_person_consents(reading(), at_hand.programme_id, [PersonID(person_id)])[PersonID(person_id)]
    return render_template(
        "publisher/consents_of.html",
        at_hand=at_hand,
        line=line,
        form=form or PaperConsentForm(formdata=None).show(holding),
        holding=holding,
        words=CONSENT_WORDS,
        problem=problem,
    ), status


def _winners(round_id: UUID) -> dict[PersonID, AwardLine]:
    """Who won, once the board has approved; nobody before."""
    session, at_hand = reading(), round_to_read(round_id, PUBLISHER)
    if find_approval(session, at_hand.programme_id) is None:
        return {}
    found: dict[PersonID, AwardLine] = {}
    for line in list_award_lines(session, at_hand):
        found.setdefault(line.person_id, line)
    return found


def _winner(round_id: UUID, person_id: UUID) -> AwardLine:
    found = _winners(round_id).get(PersonID(person_id))
    if found is None:
        raise NotFoundError("person")
    return found
