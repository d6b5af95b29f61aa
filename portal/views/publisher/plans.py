"""Publishing at a moment: planned with the bundle that was read, cancelled again at any time before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, url_for
from flask_babel import gettext as _

from judging.actions.planned_publications import cancel_publication
from judging.enums import Role
from portal import publication_words  # noqa: F401  its words register themselves
from portal.access import me, open_to
from portal.acts import try_on_round
from portal.clock import clock
from portal.feedback import said
from portal.forms.results import PlannedPublicationForm
from portal.forms.strict import refuse_unexpected
from portal.publication_plans import plan_and_ask
from portal.views.publisher import bp
from portal.views.publisher.publications import PUBLISHER, show_preview

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue


@bp.post("/cong-bo/<uuid:round_id>/hen-gio")
@open_to(Role.PUBLISHER)
def plan(round_id: UUID) -> ResponseReturnValue:
    """Let the approved bundle become public at a moment."""
    form = PlannedPublicationForm()
    if not form.validate_on_submit():
        return show_preview(round_id, complaint=_("Please give day and time as the calendar of the field writes them."))

    refusal = try_on_round(
        round_id,
        PUBLISHER,
        lambda s, at_hand: plan_and_ask(
            s,
            at_hand,
            bundle_sha256=form.bundle.data or "",
            at=form.moment or clock(),
            reason=form.reason.data or "",
            by=me(),
            now=clock(),
        ),
    )
    if refusal is not None:
        return show_preview(round_id, error=refusal)
    said(_("The result becomes public by itself at the moment that you chose. Until then nobody reads it."))
    return redirect(url_for("publisher.preview", round_id=round_id))


@bp.post("/cong-bo/<uuid:round_id>/hen-gio/<uuid:planned_id>/bo")
@open_to(Role.PUBLISHER)
def cancel_plan(round_id: UUID, planned_id: UUID) -> ResponseReturnValue:
    """It does not become public by itself."""
    refuse_unexpected()
    refusal = try_on_round(
        round_id, PUBLISHER, lambda s, at_hand: cancel_publication(s, at_hand, planned_id, by=me(), now=clock())
    )
    if refusal is not None:
        return show_preview(round_id, error=refusal)
    said(_("The result does not become public by itself any more."))
    return redirect(url_for("publisher.preview", round_id=round_id))
