"""How the installation runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from judging.actions import scans as actions
from judging.enums import Role
from judging.ids import JobID
from media.sandbox import Level
from portal.access import me, open_to
from portal.asking import page_of
from portal.bridge.scanning import ask_for_scan
from portal.clock import clock
from portal.db import reading, transaction
from portal.display import duration, number
from portal.feedback import said
from portal.forms.strict import refuse_unexpected
from portal.job_lists import UNFINISHED, list_jobs, run_again
from portal.job_words import RETRYING, STATES, failure_sentence, kind_words
from portal.jobs.lanes import Lane
from portal.operation import look_at_operation
from portal.views.admin import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue
    from flask_babel import LazyString

    from portal.operation import LaneState

FAILING = {
    "schema": _l("The database is not at the schema of this version. Run “bangvang migrate”."),
    "clock": _l(
        "The clocks of the portal and of the database differ by more than 2 seconds. Correct them before a deadline."
    ),
    "database": _l("The database does not answer."),
    "store": _l("The storage is nearly full. Uploads will be refused: give it more room."),
    "key": _l("The key that signs receipts is missing. Without it nothing can be handed in."),
}
LANES = {Lane.QUICK: _l("Quick jobs"), Lane.LONG: _l("Long work on films and files")}
UNATTENDED = {
    Lane.QUICK: _l(
        "Quick jobs, measuring among them, have been waiting for minutes and nobody does them. See whether "
        "“bangvang run”, or a worker of the lane “quick” or “all”, is running."
    ),
    Lane.LONG: _l(
        "Long work on films has been waiting for minutes and nobody does it. See whether “bangvang run”, or a worker "
        "of the lane “long” or “all”, is running."
    ),
}
CARRIERS = {
    None: _l("by looking for them; there is no broker"),
    True: _l("through the broker"),
    False: _l("the broker does not answer; workers find jobs by themselves, some seconds later"),
}
SANDBOX = {
    Level.FULL: (_l("full isolation"), "success"),
    Level.NO_NAMESPACE: (_l("without a network namespace"), "warning"),
    Level.RLIMITS_ONLY: (_l("resource limits only"), "danger"),
}


@bp.get("/quan-tri/van-hanh")
@open_to(Role.ADMIN)
def operation() -> ResponseReturnValue:
    """Jobs, storage, health, sessions."""
    found = look_at_operation(reading(), now=clock())
    state, kind = request.args.get("trang-thai", UNFINISHED), request.args.get("loai", "")
    jobs = list_jobs(reading(), now=clock(), state=state, kind=kind, page=page_of())
    return render_template(
        "admin/operation.html",
        found=found,
        jobs=jobs,
        state=state,
        kind=kind,
        kinds=[(one, kind_words(one)) for one in jobs.kinds],
        kind_words=kind_words,
        failure_sentence=failure_sentence,
        states=STATES,
        retrying=RETRYING,
        carrier=CARRIERS[found.broker_answers],
        settings=current_app.extensions["bangvang_settings"],
        failing=[FAILING.get(name, name) for name in found.failing],
        lanes=[(LANES[state.lane], _lane_words(state)) for state in found.lanes],
        unattended=[UNATTENDED[state.lane] for state in found.lanes if state.seems_unattended],
        sandbox=SANDBOX[found.sandbox],
    )


def _lane_words(state: LaneState) -> LazyString:
    figures = {"waiting": number(state.waiting), "running": number(state.running)}
    if state.oldest_waiting_seconds is None:
        return _l("%(waiting)s waiting, %(running)s running", **figures)
    age = duration(state.oldest_waiting_seconds)
    return _l("%(waiting)s waiting, the oldest for %(age)s; %(running)s running", age=age, **figures)


@bp.post("/quan-tri/van-hanh/quet-lai")
@open_to(Role.ADMIN)
def scan_found_again() -> ResponseReturnValue:
    """Let the scanner look again at every file in which it found malware."""
    refuse_unexpected()
    with transaction() as session:
        waiting = actions.scan_found_again(session, by=me(), now=clock())
        for part_id in waiting:
            ask_for_scan(session, part_id)
    said(ngettext("%(num)s file is scanned again.", "%(num)s files are scanned again.", len(waiting)))
    return redirect(url_for("admin.operation"))


@bp.post("/quan-tri/van-hanh/viec/<uuid:job_id>/chay-lai")
@open_to(Role.ADMIN)
def run_job_again(job_id: UUID) -> ResponseReturnValue:
    """Let a job that was given up, or waits for its next try, run again from the start."""
    refuse_unexpected()
    with transaction() as session:
        run_again(session, JobID(job_id), by=me(), now=clock())
    said(_("The job waits for its turn again."))
    return redirect(url_for("admin.operation"))
