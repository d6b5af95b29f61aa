"""How the installation runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from judging.enums import Role
from judging.errors import AlreadyDoneError
from judging.ids import JobID
from media.sandbox import Level
from portal.access import open_to
from portal.clock import clock
from portal.db import reading, transaction
from portal.feedback import said
from portal.forms.strict import refuse_unexpected
from portal.jobs.claim import again
from portal.operation import look_at_operation
from portal.views.admin import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

FAILING = {
    "schema": _l("The database is not at the schema of this version. Run “bangvang migrate”."),
    "clock": _l(
        "The clocks of the portal and of the database differ by more than 2 seconds. Correct them before a deadline."
    ),
    "database": _l("The database does not answer."),
    "store": _l("The storage is nearly full. Uploads will be refused: give it more room."),
    "key": _l("The key that signs receipts is missing. Without it nothing can be handed in."),
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
    return render_template(
        "admin/operation.html",
        found=found,
        settings=current_app.extensions["bangvang_settings"],
        failing=[FAILING.get(name, name) for name in found.failing],
        sandbox=SANDBOX[found.sandbox],
    )


@bp.post("/quan-tri/van-hanh/viec/<uuid:job_id>/chay-lai")
@open_to(Role.ADMIN)
def run_job_again(job_id: UUID) -> ResponseReturnValue:
    """Let a job that was given up run again from the start."""
    refuse_unexpected()
    with transaction() as session:
        if not again(session, JobID(job_id), now=clock()):
            raise AlreadyDoneError
    said(_("The job waits for its turn again."))
    return redirect(url_for("admin.operation"))
