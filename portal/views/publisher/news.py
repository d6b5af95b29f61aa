"""The publisher's news: write, look at it as the public will, publish now or later, correct, take down, undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types

from judging.actions.news import (
    publish_news,
    restore_news,
    rewrite_news,
    take_down_news,
    unschedule_news,
    write_news,
)
from judging.enums import NewsKind, Role
from judging.errors import NotFoundError
from judging.ids import NewsID
from judging.queries.news import get_news, list_news, news_plans
from portal.access import me, open_to
from portal.acts import try_once
from portal.clock import clock
from portal.db import reading
from portal.errors import status_of
from portal.feedback import said
from portal.forms.entries import version_of_request
from portal.forms.news import NEWS_KINDS, NewNewsForm, NewsTextForm, PublishNewsForm, TakeDownForm
from portal.news_pages import shown_list, shown_news
from portal.refusals import sentence
from portal.views.publisher import bp

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from flask.typing import ResponseReturnValue


@bp.get("/dang-tin")
@open_to(Role.PUBLISHER)
def news_list() -> ResponseReturnValue:
    """Everything written about my contests, drafts first."""
    session, now = reading(), clock()
    plans = {plan.programme_id: plan for plan in news_plans(session, visible_to=me())}
    rows = [row for row in list_news(session, visible_to=me()) if row.programme_id in plans]
    return render_template("publisher/news_list.html", news=shown_list(rows, now=now), plans=plans, kinds=NEWS_KINDS)


@bp.get("/dang-tin/moi")
@open_to(Role.PUBLISHER)
def new_news() -> ResponseReturnValue:
    """An empty form."""
    return _new_page(NewNewsForm(formdata=None, slug=request.args.get("cuoc-thi", "")))


@bp.post("/dang-tin/moi")
@open_to(Role.PUBLISHER)
def write() -> ResponseReturnValue:
    """Keep a draft."""
    form = NewNewsForm()
    if not form.validate():
        return _new_page(form, status=422)
    plans = news_plans(reading(), visible_to=me())
    found = next((one for one in plans if one.programme.slug == form.slug.data), None)
    if found is None:
        raise NotFoundError("programme")
    kept: list[UUID] = []
    error = try_once(
        lambda session: kept.append(
            write_news(
                session,
                programme_id=found.programme_id,
                kind=NewsKind(form.kind.data),
                title=form.title.data or "",
                body=form.body.data or "",
                by=me(),
                now=clock(),
            ).id
        )
    )
    if error is not None:
        return _new_page(form, problem=sentence(error), status=status_of(error))
    said(_("Kept as a draft. Nobody else reads it yet."))
    return redirect(url_for("publisher.edit_news", news_id=kept[0]) if kept else url_for("publisher.news_list"))


@bp.get("/dang-tin/<uuid:news_id>")
@open_to(Role.PUBLISHER)
def edit_news(news_id: UUID) -> ResponseReturnValue:
    """The text to work on, and what it will look like."""
    return _page(news_id)


@bp.post("/dang-tin/<uuid:news_id>")
@open_to(Role.PUBLISHER)
def rewrite(news_id: UUID) -> ResponseReturnValue:
    """Keep a changed text; a correction with its reason."""
    get_news(reading(), NewsID(news_id), visible_to=me())
    form = NewsTextForm()
    if not form.validate():
        return _page(news_id, form=form, status=422)
    error = try_once(
        lambda session: rewrite_news(
            session,
            NewsID(news_id),
            version=version_of_request(),
            title=form.title.data or "",
            body=form.body.data or "",
            reason=form.reason.data or "",
            by=me(),
            now=clock(),
        )
    )
    if error is not None:
        return _page(news_id, form=form, problem=sentence(error), status=status_of(error))
    said(_("Kept."))
    return redirect(url_for("publisher.edit_news", news_id=news_id))


@bp.post("/dang-tin/<uuid:news_id>/dang")
@open_to(Role.PUBLISHER)
def publish_this_news(news_id: UUID) -> ResponseReturnValue:
    """Make it public, now or from a moment on."""
    get_news(reading(), NewsID(news_id), visible_to=me())
    form = PublishNewsForm()
    if not form.validate():
        problem = _("Please give day and time as the calendar of the field writes them.")
        return _page(news_id, problem=problem, status=422)
    version = version_of_request()
    return _act(
        news_id,
        lambda s: publish_news(s, NewsID(news_id), version=version, at=form.moment(clock()), by=me(), now=clock()),
        _("Published, or scheduled for the moment that you chose."),
    )


@bp.post("/dang-tin/<uuid:news_id>/huy-lich")
@open_to(Role.PUBLISHER)
def unschedule(news_id: UUID) -> ResponseReturnValue:
    """Back to a draft."""
    return _act(
        news_id,
        lambda s: unschedule_news(s, NewsID(news_id), by=me(), now=clock()),
        _("It is a draft again. Nobody has read it."),
    )


@bp.post("/dang-tin/<uuid:news_id>/go")
@open_to(Role.PUBLISHER)
def take_down(news_id: UUID) -> ResponseReturnValue:
    """Take it down with a reason."""
    get_news(reading(), NewsID(news_id), visible_to=me())
    form = TakeDownForm()
    reason = form.reason.data or "" if form.validate() else ""
    return _act(
        news_id,
        lambda s: take_down_news(s, NewsID(news_id), reason=reason, by=me(), now=clock()),
        _("Taken down. Its address says when and why."),
    )


@bp.post("/dang-tin/<uuid:news_id>/khoi-phuc")
@open_to(Role.PUBLISHER)
def restore(news_id: UUID) -> ResponseReturnValue:
    """Undo a take-down."""
    return _act(news_id, lambda s: restore_news(s, NewsID(news_id), by=me(), now=clock()), _("It can be read again."))


def _act(news_id: UUID, act: Callable[..., object], done: str) -> ResponseReturnValue:
    error = try_once(act)
    if error is not None:
        return _page(news_id, problem=sentence(error), status=status_of(error))
    said(done)
    return redirect(url_for("publisher.edit_news", news_id=news_id))


def _plans() -> list[SelectChoice]:
    return [SelectChoice(plan.programme.slug, plan.plan.title) for plan in news_plans(reading(), visible_to=me())]


def _new_page(form: NewNewsForm, *, problem: str = "", status: int = 200) -> ResponseReturnValue:
    form.slug.choices = _plans()
    return render_template("publisher/news_new.html", form=form, problem=problem), status


def _page(
    news_id: UUID, *, form: NewsTextForm | None = None, problem: str = "", status: int = 200
) -> ResponseReturnValue:
    session = reading()
    row = get_news(session, NewsID(news_id), visible_to=me())
    session.refresh(row)
    shown = shown_news(row, now=clock())
    plan = next((one for one in news_plans(session, visible_to=me()) if one.programme_id == row.programme_id), None)
    if shown is None or plan is None:
        raise NotFoundError("news")
    return render_template(
        "publisher/news.html",
        news=shown,
        plan=plan,
        form=form or NewsTextForm(formdata=None, title=shown.title, body=row.versions[0].body),
        publishing=PublishNewsForm(formdata=None),
        taking_down=TakeDownForm(formdata=None),
        problem=problem,
    ), status
