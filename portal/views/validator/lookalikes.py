"""What looks alike: the list of pairs, two works side by side, dismissing a pair, asking an author."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.actions.lookalikes import dismiss_lookalike, reopen_lookalike
from judging.actions.suspicions import ASKING, open_suspicion
from judging.enums import Role
from judging.ids import EntryID, LookalikeID
from judging.queries.articles import KEEPERS
from judging.queries.lookalikes import OPEN, SHELVES, get_lookalike, list_lookalikes
from judging.queries.suspicions import count_waiting, list_of_lookalike
from portal.access import me, open_to
from portal.acts import try_once
from portal.asking import page_of
from portal.clock import clock
from portal.db import reading
from portal.errors import status_of
from portal.feedback import refused, said
from portal.forms.suspicions import AskForm, DismissForm
from portal.lookalike_pages import is_named, load_comparison
from portal.refusals import sentence
from portal.suspicion_words import SHELF_WORDS, STATES, state_of
from portal.views.validator import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.lookalike_pages import Comparison


@bp.get("/doi-chieu")
@open_to(Role.VALIDATOR, Role.SECRETARY, Role.BOARD)
def lookalikes() -> ResponseReturnValue:
    """The pairs of the viewer's contests, by what was made of them."""
    shelf = request.args.get("kho", OPEN)
    shelf = shelf if shelf in SHELVES else OPEN
    found = list_lookalikes(reading(), visible_to=me(), shelf=shelf, page=page_of())
    waiting = count_waiting(reading(), visible_to=me())
    return render_template(
        "validator/lookalikes.html",
        found=found,
        shelf=shelf,
        shelves=SHELF_WORDS,
        waiting=waiting,
        is_named=is_named,
        may_keep=me().has(*KEEPERS),
    )


@bp.get("/doi-chieu/<uuid:lookalike_id>")
@open_to(Role.VALIDATOR, Role.SECRETARY, Role.BOARD)
def lookalike(lookalike_id: UUID) -> ResponseReturnValue:
    """Two works side by side with what they have in common."""
    return _page(LookalikeID(lookalike_id))


@bp.post("/doi-chieu/<uuid:lookalike_id>/bo-qua")
@open_to(Role.VALIDATOR, Role.SECRETARY, Role.BOARD)
def dismiss(lookalike_id: UUID) -> ResponseReturnValue:
    """Give no ground to ask anybody, with the reason."""
    get_lookalike(reading(), LookalikeID(lookalike_id), visible_to=me())
    form = DismissForm(prefix="dismiss")
    if not form.validate():
        return _page(LookalikeID(lookalike_id), sent=form, status=422)
    error = try_once(
        lambda session: dismiss_lookalike(
            session, lookalike_id=LookalikeID(lookalike_id), reason=form.reason.data or "", by=me(), now=clock()
        )
    )
    if error is not None:
        return _page(LookalikeID(lookalike_id), sent=form, problem=sentence(error), status=status_of(error))
    said(_("Noted with its reason. The pair stands among those set aside."))
    return redirect(url_for("validator.lookalikes"))


@bp.post("/doi-chieu/<uuid:lookalike_id>/xem-lai")
@open_to(Role.VALIDATOR, Role.SECRETARY, Role.BOARD)
def reopen(lookalike_id: UUID) -> ResponseReturnValue:
    """Take up again what was set aside."""
    error = try_once(
        lambda session: reopen_lookalike(session, lookalike_id=LookalikeID(lookalike_id), by=me(), now=clock())
    )
    if error is not None:
        refused(sentence(error))
    else:
        said(_("The pair is to be looked at again."))
    return redirect(url_for("validator.lookalike", lookalike_id=lookalike_id))


@bp.post("/doi-chieu/<uuid:lookalike_id>/hoi")
@open_to(Role.VALIDATOR, Role.SECRETARY)
def ask(lookalike_id: UUID) -> ResponseReturnValue:
    """Ask the author of one of the two how it came about."""
    comparison = _comparison(LookalikeID(lookalike_id))
    form = _ask_form(comparison, is_sent=True)
    if not form.validate():
        return _page(LookalikeID(lookalike_id), sent=form, status=422)
    error = try_once(
        lambda session: open_suspicion(
            session,
            lookalike_id=LookalikeID(lookalike_id),
            entry_id=EntryID(UUID(form.entry_id.data)),
            question=form.question.data or "",
            explain_until=form.explain_until,
            by=me(),
            now=clock(),
        )
    )
    if error is not None:
        return _page(LookalikeID(lookalike_id), sent=form, problem=sentence(error), status=status_of(error))
    said(_("The author was asked and finds a notice. Nothing is decided yet."))
    return redirect(url_for("validator.suspicions"))


def _page(
    lookalike_id: LookalikeID, *, sent: DismissForm | AskForm | None = None, problem: str = "", status: int = 200
) -> ResponseReturnValue:
    comparison = _comparison(lookalike_id)
    asked = list_of_lookalike(reading(), lookalike_id)
    asking = sent if isinstance(sent, AskForm) else _ask_form(comparison, is_sent=False)
    return render_template(
        "validator/lookalike.html",
        page=comparison,
        asked=[(one, STATES[state_of(one)]) for one in asked],
        dismissing=sent if isinstance(sent, DismissForm) else DismissForm(prefix="dismiss", formdata=None),
        asking=asking,
        may_ask=bool(asking.entry_id.choices),
        sent=sent,
        problem=problem,
    ), status


def _comparison(lookalike_id: LookalikeID) -> Comparison:
    session = reading()
    return load_comparison(session, get_lookalike(session, lookalike_id, visible_to=me()))


def _ask_form(comparison: Comparison, *, is_sent: bool) -> AskForm:
    """The form with the authors whom the viewer may ask: of contests where he has the duty."""
    given: dict[str, Any] = {} if is_sent else {"formdata": None}
    form = AskForm(prefix="ask", **given)
    sides = [
        (str(side.entry.id), f"{side.title} – {side.about}")
        for side in comparison.sides
        if side.entry is not None and me().has(*ASKING, programme_id=side.entry.programme_id)
    ]
    form.offer(sides, now=clock(), is_sent=is_sent)
    return form
