"""What waits for the board: what units had not forwarded when time ran out, and rejections to confirm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.actions.late_decisions import ADMIT, decide_late
from judging.enums import Role
from judging.errors import NotFoundError, RefusedError
from judging.ids import EntryID
from judging.queries.forwards import get_late_entry, get_late_part, list_late, list_late_decisions
from judging.queries.validations import list_proposed
from portal.access import me, open_to
from portal.clock import clock
from portal.db import reading, transaction
from portal.entry_reading import download_part, play_part, read_entry
from portal.errors import status_of
from portal.feedback import said
from portal.forms.strict import refuse_unexpected
from portal.refusals import sentence
from portal.views.board import bp
from portal.words import ENTRY_STATES

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

LONGEST_REASON = 2000


@bp.get("/ban-to-chuc/bai-qua-han")
@open_to(Role.BOARD)
def late() -> ResponseReturnValue:
    """The list of what waits for the board's decision, and what it decided."""
    return _page()


@bp.get("/ban-to-chuc/bai-qua-han/<uuid:entry_id>")
@open_to(Role.BOARD)
def late_entry(entry_id: UUID) -> ResponseReturnValue:
    """One of them, to be read before deciding."""
    session = reading()
    entry = get_late_entry(session, EntryID(entry_id), visible_to=me(), now=clock())
    return render_template("board/late_entry.html", read=read_entry(session, entry))


@bp.get("/ban-to-chuc/bai-qua-han/<uuid:entry_id>/tep/<uuid:part_id>")
@open_to(Role.BOARD)
def late_original(entry_id: UUID, part_id: UUID) -> ResponseReturnValue:
    """A file of it as it was sent, as a download."""
    return download_part(_late_part(entry_id, part_id))


@bp.get("/ban-to-chuc/bai-qua-han/<uuid:entry_id>/tep/<uuid:part_id>/phat")
@open_to(Role.BOARD)
def play_late(entry_id: UUID, part_id: UUID) -> ResponseReturnValue:
    """Its video for the player."""
    return play_part(_late_part(entry_id, part_id))


@bp.post("/ban-to-chuc/bai-qua-han/<uuid:entry_id>")
@open_to(Role.BOARD)
def decide_late_entry(entry_id: UUID) -> ResponseReturnValue:
    """Admit an entry to its verification, or leave it out."""
    refuse_unexpected("outcome", "reason")
    admitted = request.form.get("outcome") == ADMIT
    try:
        with transaction() as session:
            decide_late(
                session,
                entry_id=EntryID(entry_id),
                admitted=admitted,
                reason=request.form.get("reason", "")[:LONGEST_REASON],
                by=me(),
                now=clock(),
            )
    except NotFoundError:
        raise
    except RefusedError as error:
        return _page(problem=sentence(error), typed={str(entry_id): request.form}, status=status_of(error))
    said(_("Admitted: it goes to its verification.") if admitted else _("Left out. Its author is told."))
    return redirect(url_for("board.late"))


@bp.get("/ban-to-chuc/khong-hop-le")
@open_to(Role.BOARD)
def rejections() -> ResponseReturnValue:
    """The rejections that wait for a second person."""
    return render_template("board/rejections.html", entries=list_proposed(reading(), visible_to=me()))


def _late_part(entry_id: UUID, part_id: UUID) -> Any:  # noqa: ANN401  a part: views name no models
    return get_late_part(reading(), part_id, entry_id=EntryID(entry_id), visible_to=me(), now=clock())


def _page(*, problem: str = "", typed: dict[str, object] | None = None, status: int = 200) -> ResponseReturnValue:
    session = reading()
    return render_template(
        "board/late.html",
        lines=list_late(session, visible_to=me(), now=clock()),
        decided=list_late_decisions(session, visible_to=me()),
        states=ENTRY_STATES,
        problem=problem,
        typed=typed or {},
    ), status
