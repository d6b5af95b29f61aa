"""An office's own Word template of a paper: sent, tried on the paper's own data, put into use, left again."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from flask import Response, current_app, redirect, render_template, url_for
from flask_babel import gettext as _

from judging.actions.paper_templates import keep_template, leave_template, use_template
from judging.actions.papers import StoredFile
from judging.enums import Role
from judging.errors import NotFoundError
from judging.queries.paper_templates import get_template, list_templates
from judging.queries.papers import get_office_programme
from media.store.contract import StorageKey
from portal.access import me, open_to
from portal.acts import try_once
from portal.bodies import body_up_to
from portal.clock import clock
from portal.db import reading
from portal.feedback import refused, said
from portal.forms.papers import StepForm, TemplateForm
from portal.paper_drawing import SAMPLE_CHECK, TemplateRefusedError, bytes_of, fill_template, sample_text
from portal.paper_pages import current_text, get_kind, list_lines, look_at_kind
from portal.papers.own_package import MOST_BYTES
from portal.refusals import sentence
from portal.streaming import download
from portal.template_words import TEMPLATE_WORDS
from portal.views.secretary import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from config import Settings
    from judging.queries.programmes import PlanInForce
    from media.store.contract import Store

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _limit(_settings: Settings) -> int:
    return MOST_BYTES + 2**16


@bp.get("/van-ban/<slug>/mau-rieng/<kind>")
@open_to(Role.SECRETARY, Role.BOARD)
def paper_templates(slug: str, kind: str) -> ResponseReturnValue:
    """The versions, which is in use, and the words that a template can use."""
    return _page(_plan(slug), kind)


@bp.post("/van-ban/<slug>/mau-rieng/<kind>")
@open_to(Role.SECRETARY)
@body_up_to(_limit)
def send_template(slug: str, kind: str) -> ResponseReturnValue:
    """Try a template on the paper's own data; only one that can be filled in is kept."""
    plan, form = _own_plan(slug), TemplateForm()
    get_kind(kind)
    if not form.validate_on_submit():
        return _page(plan, kind, form=form, status=422)
    data = form.template.data.read(MOST_BYTES + 1)
    try:
        fill_template(data, _own_text(plan, kind), check=SAMPLE_CHECK)
    except TemplateRefusedError as error:
        return _page(plan, kind, problem=sentence(error), status=422)
    file = StoredFile(secrets.token_hex(32), hashlib.sha256(data).hexdigest(), len(data), DOCX)
    _store().put(StorageKey(file.key), data)
    name = form.template.data.filename or "mau.docx"
    refusal = try_once(
        lambda s: keep_template(s, plan.programme_id, file, kind=kind, file_name=name, by=me(), now=clock())
    )
    if all(one.template.store_key != file.key for one in list_templates(reading(), plan.programme_id, kind)):
        _store().delete(StorageKey(file.key))  # refused, or sent twice
    if refusal is not None:
        return _page(plan, kind, problem=sentence(refusal), status=422)
    said(_("The template was filled in with the data of this paper and is kept. Look at it, then put it into use."))
    return redirect(url_for("secretary.paper_templates", slug=slug, kind=kind))


@bp.get("/van-ban/<slug>/mau-rieng/<kind>/<uuid:template_id>/xem-thu.docx")
@open_to(Role.SECRETARY, Role.BOARD)
def try_template(slug: str, kind: str, template_id: UUID) -> ResponseReturnValue:
    """The paper as it would be now in this form; a draft carries a code of zeros."""
    plan = _plan(slug)
    row = get_template(reading(), template_id, programme_id=plan.programme_id, kind=kind)
    try:
        data = fill_template(bytes_of(row), _own_text(plan, kind), check=SAMPLE_CHECK)
    except TemplateRefusedError as error:
        return _page(plan, kind, problem=sentence(error), status=422)
    response = Response(data, mimetype=DOCX)
    response.headers["Content-Disposition"] = f'attachment; filename="{kind}-xem-thu-{row.number}.docx"'
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/van-ban/<slug>/mau-rieng/<kind>/<uuid:template_id>/mau.docx")
@open_to(Role.SECRETARY, Role.BOARD)
def template_file(slug: str, kind: str, template_id: UUID) -> ResponseReturnValue:
    """The template itself, as it was sent."""
    row = get_template(reading(), template_id, programme_id=_plan(slug).programme_id, kind=kind)
    return download(row.store_key, size=row.size_bytes, name=f"{kind}-mau-{row.number}.docx", media_type=DOCX)


@bp.post("/van-ban/<slug>/mau-rieng/<kind>/<uuid:template_id>/dung")
@open_to(Role.SECRETARY)
def put_template_to_use(slug: str, kind: str, template_id: UUID) -> ResponseReturnValue:
    """Papers of this kind that are not reviewed yet take this form."""
    StepForm().validate_on_submit()
    plan = _own_plan(slug)
    row = get_template(reading(), template_id, programme_id=plan.programme_id, kind=kind)
    try:  # the data may have changed since it was sent
        fill_template(bytes_of(row), _own_text(plan, kind), check=SAMPLE_CHECK)
    except TemplateRefusedError as error:
        return _page(plan, kind, problem=sentence(error), status=422)
    refusal = try_once(lambda s: use_template(s, plan.programme_id, row.id, kind=kind, by=me(), now=clock()))
    return _back(slug, kind, sentence(refusal) if refusal else "", _("The template is in use."))


@bp.post("/van-ban/<slug>/mau-rieng/<kind>/bo")
@open_to(Role.SECRETARY)
def back_to_built_in(slug: str, kind: str) -> ResponseReturnValue:
    """The built-in form again."""
    StepForm().validate_on_submit()
    plan = _own_plan(slug)
    error = try_once(lambda s: leave_template(s, plan.programme_id, kind=kind, by=me(), now=clock()))
    return _back(slug, kind, sentence(error) if error else "", _("The built-in form is in use again."))


def _back(slug: str, kind: str, problem: str, done: str) -> ResponseReturnValue:
    if problem:
        refused(problem)
    else:
        said(done)
    return redirect(url_for("secretary.paper_templates", slug=slug, kind=kind))


def _plan(slug: str) -> PlanInForce:
    return get_office_programme(reading(), slug, visible_to=me())


def _own_plan(slug: str) -> PlanInForce:
    """The programme whose secretary the viewer is. Raises NotFoundError."""
    plan = _plan(slug)
    if not me().has(Role.SECRETARY, programme_id=plan.programme_id):
        raise NotFoundError("programme")
    return plan


def _own_text(plan: PlanInForce, key: str) -> str:
    """What the first paper of this kind that can be made says now; before there is one, a sample."""
    session, kind = reading(), get_kind(key)
    for line in list_lines(session, plan.programme_id, now=clock()):
        if line.kind.key == key and not line.waits and not line.missing:
            page = look_at_kind(session, plan, kind, line.subject, now=clock())
            return current_text(session, page, now=clock())
    return sample_text()


def _page(
    plan: PlanInForce, key: str, *, form: TemplateForm | None = None, problem: str = "", status: int = 200
) -> ResponseReturnValue:
    kind, lines = get_kind(key), list_templates(reading(), plan.programme_id, key)
    return render_template(
        "secretary/paper_templates.html",
        plan=plan,
        kind=kind,
        lines=lines,
        used=next((one for one in lines if one.is_used), None),
        form=form or TemplateForm(formdata=None),
        problem=problem,
        may_send=me().has(Role.SECRETARY, programme_id=plan.programme_id),
        words=TEMPLATE_WORDS,
        most=MOST_BYTES,
    ), status


def _store() -> Store:
    store: Store = current_app.extensions["bangvang_store"]
    return store
