"""What the portal has told me, and plans that I was asked to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from judging.actions.notices import mark_notices_read
from judging.actions.plan_readings import confirm_reading
from judging.ids import PlanVersionID
from judging.queries.notices import NOTICES_PER_PAGE, list_notices
from judging.queries.plans import get_plan_receipt, get_told_version
from judging.queries.programmes import plan_of_text
from judging.rules.differences import differences
from portal.access import me, open_to_signed_in
from portal.asking import page_of
from portal.clock import clock
from portal.db import reading, transaction
from portal.feedback import said
from portal.forms.strict import refuse_unexpected
from portal.notices import notice_sentence
from portal.plan_values import told_changes
from portal.views.account import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue


@bp.get("/thong-bao")
@open_to_signed_in()
def notices() -> ResponseReturnValue:
    """My notices, newest first."""
    page = page_of()
    found, total = list_notices(reading(), me().account_id, page=page)
    lines = [(one, notice_sentence(one.kind, one.facts)) for one in found]
    return render_template(
        "account/notices.html", lines=lines, page=page, page_count=max(1, -(-total // NOTICES_PER_PAGE))
    )


@bp.post("/thong-bao/da-xem")
@open_to_signed_in()
def see_notices() -> ResponseReturnValue:
    """All notices so far are seen."""
    refuse_unexpected()
    with transaction() as session:
        mark_notices_read(session, me().account_id, now=clock())
    return redirect(url_for("account.notices"))


@bp.get("/thong-bao/ke-hoach/<uuid:version_id>")
@open_to_signed_in()
def plan_notice(version_id: UUID) -> ResponseReturnValue:
    """A plan that I was told of: the document, its days, and what an amendment changed."""
    told = get_told_version(reading(), PlanVersionID(version_id), account_id=me().account_id)
    plan = plan_of_text(told.version.canonical)
    before = plan_of_text(told.before.canonical) if told.before else None
    changes = told_changes(differences(before, plan), plan, before) if before else []
    return render_template("account/plan_notice.html", told=told, plan=plan, changes=changes)


@bp.post("/thong-bao/ke-hoach/<uuid:version_id>/da-doc")
@open_to_signed_in()
def confirm_plan_reading(version_id: UUID) -> ResponseReturnValue:
    """I have read it."""
    refuse_unexpected()
    with transaction() as session:
        receipt = get_plan_receipt(session, PlanVersionID(version_id), account_id=me().account_id)
        confirm_reading(session, receipt, now=clock())
    said(_("Thank you. It is noted that you have read this plan."))
    return redirect(url_for("account.plan_notice", version_id=version_id))
