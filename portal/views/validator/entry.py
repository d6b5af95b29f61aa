"""One received entry: read it with its evidence, then accept, return, or propose to reject."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from judging.actions.claims import take_claim
from judging.actions.validations import decide_entry
from judging.enums import Role, ValidationOutcome
from judging.errors import NotFoundError, RefusedError
from judging.ids import EntryID, EntryVersionID
from judging.queries.queues import find_next_free
from judging.queries.validations import get_received_part
from portal.access import me, open_to
from portal.clock import clock
from portal.db import reading, transaction
from portal.entry_reading import download_part, play_part
from portal.errors import status_of
from portal.feedback import said
from portal.idempotency import find_answer, keep_answer, key_of_request
from portal.lookalike_pages import about_entry
from portal.queue_filters import arguments_of, narrowing_of
from portal.refusals import sentence
from portal.validation_pages import load_received, make_forms
from portal.validation_words import OUTCOMES, reasons_in_words
from portal.views.validator import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from judging.rules.validating import Decision


@bp.get("/kiem-tra/<uuid:entry_id>")
@open_to(Role.VALIDATOR, Role.BOARD)
def entry(entry_id: UUID) -> ResponseReturnValue:
    """The work, what was measured, what was decided."""
    return _page(EntryID(entry_id))


@bp.post("/kiem-tra/<uuid:entry_id>/nhan")
@open_to(Role.VALIDATOR)
def accept_entry(entry_id: UUID) -> ResponseReturnValue:
    """The form is in order."""
    return _decide(EntryID(entry_id), "accept", _("Accepted."))


@bp.post("/kiem-tra/<uuid:entry_id>/tra-lai")
@open_to(Role.VALIDATOR)
def return_entry(entry_id: UUID) -> ResponseReturnValue:
    """Back to the author, who may change what is named, until the day named."""
    return _decide(EntryID(entry_id), "return", _("Returned to its author."))


@bp.post("/kiem-tra/<uuid:entry_id>/khong-hop-le")
@open_to(Role.VALIDATOR)
def reject_entry(entry_id: UUID) -> ResponseReturnValue:
    """Propose that the entry is not valid; a second person confirms."""
    return _decide(EntryID(entry_id), "reject", _("The rejection is proposed. A second person has to confirm it."))


@bp.get("/kiem-tra/<uuid:entry_id>/tep/<uuid:part_id>")
@open_to(Role.VALIDATOR, Role.BOARD)
def original(entry_id: UUID, part_id: UUID) -> ResponseReturnValue:
    """A file as it was sent, as a download."""
    return download_part(get_received_part(reading(), part_id, entry_id=EntryID(entry_id), visible_to=me()))


@bp.get("/kiem-tra/<uuid:entry_id>/tep/<uuid:part_id>/phat")
@open_to(Role.VALIDATOR, Role.BOARD)
def play(entry_id: UUID, part_id: UUID) -> ResponseReturnValue:
    """A film, and what helps to watch it; until its rendition is there, the film as it was sent."""
    part = get_received_part(reading(), part_id, entry_id=EntryID(entry_id), visible_to=me())
    return play_part(part, with_covers=True)


def _decide(entry_id: EntryID, kind: str, done: str) -> ResponseReturnValue:
    """Decide, take the next entry, go there; what is refused comes back with what was typed."""
    page = load_received(reading(), entry_id)
    form = make_forms(page, sent=kind).sent(kind)
    if not form.validate():
        return _page(entry_id, sent=kind, status=422)
    try:
        following = _write(entry_id, _version(form.version_id.data), form.decision())
    except NotFoundError:
        raise
    except RefusedError as error:
        return _page(entry_id, sent=kind, problem=sentence(error), status=status_of(error))
    said(done)
    arguments = arguments_of(narrowing_of())
    if following:
        return redirect(url_for("validator.entry", entry_id=following, **arguments))
    return redirect(url_for("validator.queue", **arguments))


def _write(entry_id: EntryID, version_id: EntryVersionID, decision: Decision) -> str:
    """Decide once for each key; the entry that was taken next, if one waits."""
    key = key_of_request()
    with transaction() as session:
        if (answer := find_answer(session, account_id=me().account_id, key=key)) is not None:
            return str(answer["next"])
        decide_entry(session, entry_id=entry_id, version_id=version_id, decision=decision, by=me(), now=clock())
        found = find_next_free(session, narrowing_of(), visible_to=me(), now=clock())
        if found is not None:
            take_claim(session, found, by=me(), now=clock())
        body = {"next": str(found or "")}
        keep_answer(session, account_id=me().account_id, key=key, body=body, now=clock())
        return body["next"]


def _version(raw: str | None) -> EntryVersionID:
    try:
        return EntryVersionID(UUID(raw or ""))
    except ValueError:
        raise NotFoundError("entry_version") from None


def _page(entry_id: EntryID, *, sent: str = "", problem: str = "", status: int = 200) -> ResponseReturnValue:
    narrowing = narrowing_of()
    page = load_received(reading(), entry_id, narrowing)
    forms = make_forms(page, sent=sent)
    if problem:
        forms.sent(sent).words.errors = [problem]
    elif sent:
        forms.sent(sent).validate()
    return render_template(
        "validator/entry.html",
        page=page,
        read=page.read,
        forms=forms,
        sent=sent,
        problem=problem,
        arguments=arguments_of(narrowing),
        outcomes={one.value: words for one, words in OUTCOMES.items()},
        reasons_in_words=reasons_in_words,
        is_validator=me().has(Role.VALIDATOR),
        alike=about_entry(reading(), entry_id),
        accept=ValidationOutcome.ACCEPT.value,
    ), status
