"""Second persons and second thoughts: confirm or decline a rejection, undo a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import redirect, url_for
from flask_babel import gettext as _

from judging.actions.validations import confirm_rejection as confirm
from judging.actions.validations import decline_rejection as decline
from judging.actions.validations import undo_decision as undo
from judging.enums import Role
from portal.access import me, open_to
from portal.acts import try_once
from portal.clock import clock
from portal.feedback import refused, said
from portal.forms.validations import WhyForm
from portal.refusals import sentence
from portal.views.validator import bp

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from flask.typing import ResponseReturnValue


@bp.post("/kiem-tra/<uuid:entry_id>/quyet-dinh/<uuid:validation_id>/dong-y")
@open_to(Role.VALIDATOR, Role.BOARD)
def confirm_rejection(entry_id: UUID, validation_id: UUID) -> ResponseReturnValue:
    """The second person agrees that the entry is not valid."""
    return _act(
        entry_id,
        lambda session: confirm(session, validation_id=validation_id, by=me(), now=clock()),
        _("Confirmed: the entry is not valid. Its author is told."),
    )


@bp.post("/kiem-tra/<uuid:entry_id>/quyet-dinh/<uuid:validation_id>/khong-dong-y")
@open_to(Role.VALIDATOR, Role.BOARD)
def decline_rejection(entry_id: UUID, validation_id: UUID) -> ResponseReturnValue:
    """The proposal falls; the entry waits again."""
    reason = _reason()
    return _act(
        entry_id,
        lambda session: decline(session, validation_id=validation_id, reason=reason, by=me(), now=clock()),
        _("The proposal is dropped. The entry waits again."),
    )


@bp.post("/kiem-tra/<uuid:entry_id>/quyet-dinh/<uuid:validation_id>/huy")
@open_to(Role.VALIDATOR)
def undo_decision(entry_id: UUID, validation_id: UUID) -> ResponseReturnValue:
    """Take a decision back, until the entry is sealed."""
    reason = _reason()
    return _act(
        entry_id,
        lambda session: undo(session, validation_id=validation_id, reason=reason, by=me(), now=clock()),
        _("The decision is undone. The entry waits again."),
    )


def _reason() -> str:
    form = WhyForm()
    return (form.reason.data or "") if form.validate() else ""


def _act(entry_id: UUID, act: Callable[[Any], object], done: str) -> ResponseReturnValue:
    """Do it, or say on the entry's page why not."""
    error = try_once(act)
    if error is not None:
        refused(sentence(error))
    else:
        said(done)
    return redirect(url_for("validator.entry", entry_id=entry_id))
