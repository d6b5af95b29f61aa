"""The validators' queue, taking the next entry, and holding one while it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import jsonify, redirect, render_template, url_for
from flask_babel import gettext as _

from judging.actions.claims import release_claim, take_claim
from judging.enums import Role
from judging.ids import EntryID
from judging.queries.queues import find_next_free, list_queue
from judging.queries.redactions import list_to_confirm
from portal.access import me, open_to
from portal.asking import page_of, uuid_of, wants_json
from portal.clock import clock
from portal.db import reading, transaction
from portal.feedback import said
from portal.queue_filters import arguments_of, narrowing_of
from portal.validation_words import AI_HELP_FILTER, SHELF_WORDS
from portal.views.validator import bp
from portal.words import ENTRY_STATES, VERDICTS

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue


@bp.get("/kiem-tra")
@open_to(Role.VALIDATOR)
def queue() -> ResponseReturnValue:
    """What waits and what was decided, narrowed and searched."""
    narrowing = narrowing_of()
    found = list_queue(reading(), narrowing, visible_to=me(), now=clock(), page=page_of())
    return render_template(
        "validator/queue.html",
        queue=found,
        narrowing=narrowing,
        arguments=arguments_of(narrowing),
        categories={one.key: one.name for plan in found.plans for one in plan.plan.categories},
        shelves=SHELF_WORDS,
        verdicts=VERDICTS,
        states=ENTRY_STATES,
        ai_help=AI_HELP_FILTER if any(one.plan.entering.ai_help for one in found.plans) else None,
        to_confirm=list_to_confirm(reading(), visible_to=me()),
    )


@bp.post("/kiem-tra/tiep-theo")
@open_to(Role.VALIDATOR)
def next_entry() -> ResponseReturnValue:
    """Take the entry that waits longest and that nobody has open."""
    narrowing = narrowing_of()
    after = uuid_of("sau")
    with transaction() as session:
        found = find_next_free(
            session, narrowing, visible_to=me(), now=clock(), other_than=EntryID(after) if after else None
        )
        if found is not None:
            take_claim(session, found, by=me(), now=clock())
    if found is None:
        said(_("Nothing waits for you in this list."))
        return redirect(url_for("validator.queue", **arguments_of(narrowing)))
    return redirect(url_for("validator.entry", entry_id=found, **arguments_of(narrowing)))


@bp.post("/kiem-tra/<uuid:entry_id>/giu")
@open_to(Role.VALIDATOR)
def hold_entry(entry_id: UUID) -> ResponseReturnValue:
    """Take an entry for 15 minutes, or keep it: the page's heartbeat asks the same."""
    with transaction() as session:
        until = take_claim(session, EntryID(entry_id), by=me(), now=clock())
    if wants_json():
        return jsonify(until=until.isoformat())
    return redirect(url_for("validator.entry", entry_id=entry_id, **arguments_of(narrowing_of())))


@bp.post("/kiem-tra/<uuid:entry_id>/tha")
@open_to(Role.VALIDATOR)
def release_entry(entry_id: UUID) -> ResponseReturnValue:
    """Let go of an entry, so that a colleague may take it at once."""
    with transaction() as session:
        release_claim(session, EntryID(entry_id), by=me())
    return redirect(url_for("validator.queue", **arguments_of(narrowing_of())))
