"""The archive of a contest: putting it away, what will be deleted when, holds, deletions before the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from judging.actions.archives import (
    archive_programme,
    confirm_purge,
    drop_purge,
    hold_data,
    propose_purge,
    release_data,
)
from judging.enums import RetentionKind, Role
from judging.queries.archives import find_archiving, get_archive, list_holds, list_retention, open_matters
from judging.queries.validations import names_of
from portal.access import me, open_to
from portal.acts import try_on_archive
from portal.archive_words import ALL_KINDS, RETENTION_KINDS
from portal.clock import clock
from portal.db import reading
from portal.errors import status_of
from portal.feedback import said
from portal.forms.archives import EarlyForm, HoldForm, ReleaseForm
from portal.forms.strict import refuse_unexpected
from portal.refusals import sentence
from portal.views.board import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from judging.errors import RefusedError


@bp.get("/luu-tru/<slug>")
@open_to(Role.BOARD, Role.SECRETARY, Role.SUPERVISOR)
def archive(slug: str) -> ResponseReturnValue:
    """What is kept until when."""
    return _page(slug)


@bp.post("/luu-tru/<slug>")
@open_to(Role.BOARD)
def put_away(slug: str) -> ResponseReturnValue:
    """Archive the contest."""
    refuse_unexpected()
    error = try_on_archive(slug, lambda session, plan: archive_programme(session, plan, by=me(), now=clock()))
    return _answer(slug, error, _("The contest is archived. It can be read as before; nothing of it changes any more."))


@bp.post("/luu-tru/<slug>/khoa")
@open_to(Role.BOARD)
def hold(slug: str) -> ResponseReturnValue:
    """Let nothing be deleted, for a reason."""
    form = HoldForm()
    if not form.validate():
        return _page(slug, problem=_("Please give a reason."), status=422)
    kind = RetentionKind(form.kind.data) if form.kind.data else None
    reason = form.reason.data or ""
    error = try_on_archive(
        slug, lambda session, plan: hold_data(session, plan, kind, reason=reason, by=me(), now=clock())
    )
    return _answer(slug, error, _("The hold is in force."))


@bp.post("/luu-tru/<slug>/khoa/<uuid:hold_id>/mo")
@open_to(Role.BOARD)
def release(slug: str, hold_id: UUID) -> ResponseReturnValue:
    """The hold is over, for a reason."""
    form = ReleaseForm()
    if not form.validate():
        return _page(slug, problem=_("Please give a reason."), status=422)
    reason = form.reason.data or ""
    error = try_on_archive(
        slug, lambda session, plan: release_data(session, plan, hold_id, reason=reason, by=me(), now=clock())
    )
    return _answer(slug, error, _("The hold is released."))


@bp.post("/luu-tru/<slug>/xoa-som")
@open_to(Role.BOARD)
def propose_early(slug: str) -> ResponseReturnValue:
    """Ask for a deletion before its day."""
    form = EarlyForm()
    if not form.validate():
        return _page(slug, problem=_("Please give a reason."), status=422)
    kind, reason = RetentionKind(form.kind.data), form.reason.data or ""
    error = try_on_archive(
        slug, lambda session, plan: propose_purge(session, plan, kind, reason=reason, by=me(), now=clock())
    )
    return _answer(slug, error, _("Written down. Another member of the board must confirm it."))


@bp.post("/luu-tru/<slug>/xoa-som/<uuid:purge_id>/xac-nhan")
@open_to(Role.BOARD)
def confirm_early(slug: str, purge_id: UUID) -> ResponseReturnValue:
    """The second person agrees."""
    refuse_unexpected()
    error = try_on_archive(slug, lambda session, plan: confirm_purge(session, plan, purge_id, by=me(), now=clock()))
    return _answer(slug, error, _("Confirmed. The data is deleted with the next daily run, at the latest in a day."))


@bp.post("/luu-tru/<slug>/xoa-som/<uuid:purge_id>/bo")
@open_to(Role.BOARD)
def drop_early(slug: str, purge_id: UUID) -> ResponseReturnValue:
    """It stays until its day after all."""
    refuse_unexpected()
    error = try_on_archive(slug, lambda session, plan: drop_purge(session, plan, purge_id, by=me(), now=clock()))
    return _answer(slug, error, _("Given up: the data stays until its day."))


def _answer(slug: str, error: RefusedError | None, done: str) -> ResponseReturnValue:
    if error is not None:
        return _page(slug, problem=sentence(error), status=status_of(error))
    said(done)
    return redirect(url_for("board.archive", slug=slug))


def _page(slug: str, *, problem: str = "", status: int = 200) -> ResponseReturnValue:
    session = reading()
    plan = get_archive(session, slug, visible_to=me())
    lines, archiving = list_retention(session, plan), find_archiving(session, plan.programme_id)
    holds = list_holds(session, plan.programme_id)
    people = {one.held_by for one in holds} | {one.living.proposed_by for one in lines if one.living}
    payments, cases = open_matters(session, plan.programme_id)
    return render_template(
        "board/archive.html",
        slug=slug,
        title=plan.plan.title,
        state=plan.programme.state,
        archiving=archiving,
        lines=lines,
        holds=holds,
        names=names_of(session, [one for one in people if one is not None]),
        payments=payments,
        cases=cases,
        kinds=RETENTION_KINDS,
        all_kinds=ALL_KINDS,
        is_board=me().has(Role.BOARD, programme_id=plan.programme_id),
        hold_form=HoldForm(formdata=None),
        release_form=ReleaseForm(formdata=None),
        early_form=EarlyForm(formdata=None),
        problem=problem,
    ), status
