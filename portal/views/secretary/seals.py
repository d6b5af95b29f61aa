"""Sealing in batches, and the renditions that follow."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from judging.actions.seals import seal_entries
from judging.enums import Role
from judging.errors import NotFoundError, RefusedError
from judging.ids import RoundID
from judging.queries.redactions import list_held_up_in_round
from judging.queries.rounds import OFFICE, get_round, planned
from judging.queries.scans import list_uncleared_in_round
from judging.queries.seals import count_sealable_by_category, count_waiting, list_code_lines, list_sealings
from judging.rules.small_groups import telling_groups
from portal.access import me, open_to
from portal.bridge.identity import names_author
from portal.bridge.renditions import ask_again
from portal.clock import clock
from portal.db import reading, transaction
from portal.feedback import refused, said
from portal.forms.rounds import StepForm
from portal.identity_words import unread_short
from portal.passing_pages import earlier_names
from portal.refusals import sentence
from portal.views.secretary import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from judging.spec.programme import Programme


@bp.get("/niem-phong/<uuid:round_id>/ma-phach")
@open_to(Role.SECRETARY, Role.BOARD)
def seals(round_id: UUID) -> ResponseReturnValue:
    """What is sealed and what the next batch would hold. Codes stand here without their entries."""
    at_hand = get_round(reading(), RoundID(round_id), visible_to=me(), roles=OFFICE)
    batches = list_sealings(reading(), at_hand.id)
    sealable = count_sealable_by_category(reading(), at_hand)
    return render_template(
        "secretary/seals.html",
        round=at_hand.round,
        spec=planned(at_hand),
        plan=at_hand.plan.plan,
        batches=batches,
        sealable=sum(sealable.values()),
        telling=[_category_name(at_hand.plan.plan, key) for key in telling_groups(sealable)],
        waiting=count_waiting(reading(), at_hand),
        held_up=list_held_up_in_round(reading(), at_hand, categories=planned(at_hand).categories),
        unread_short=unread_short,
        uncleared=list_uncleared_in_round(reading(), at_hand),
        codes=list_code_lines(reading(), at_hand.id),
        earlier=earlier_names(reading(), at_hand),
        form=StepForm(number=len(batches) + 1),
    )


@bp.post("/niem-phong/<uuid:round_id>/ma-phach")
@open_to(Role.SECRETARY)
def seal_batch(round_id: UUID) -> ResponseReturnValue:
    """Seal everything that is valid now, as one batch."""
    form = StepForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                sealing = seal_entries(
                    session,
                    get_round(session, RoundID(round_id), visible_to=me(), roles=OFFICE),
                    batch=form.number.data or 0,
                    draw=secrets.randbelow,
                    names_author=names_author,
                    by=me(),
                    now=clock(),
                )
        except NotFoundError:
            raise
        except RefusedError as error:
            refused(sentence(error))
        else:
            said(ngettext("%(num)s entry is sealed.", "%(num)s entries are sealed.", sealing.count))
    return redirect(url_for("secretary.seals", round_id=round_id))


@bp.post("/niem-phong/<uuid:round_id>/ban-hien-thi")
@open_to(Role.SECRETARY)
def render_again(round_id: UUID) -> ResponseReturnValue:
    """Ask once more for the renditions that are missing."""
    with transaction() as session:
        at_hand = get_round(session, RoundID(round_id), visible_to=me(), roles=OFFICE)
        count = ask_again(session, at_hand.id)
    said(_("Asked again for %(count)s renditions. Reload in a moment.", count=count))
    return redirect(url_for("secretary.seals", round_id=round_id))


def _category_name(plan: Programme, key: str) -> str:
    """What a category is called in the plan."""
    category = plan.find_category(key)
    return category.name if category else key
