"""The library of published articles: what is in it, putting texts in by paste or file, taking one out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from judging.actions.articles import add_article, remove_article
from judging.enums import Role
from judging.ids import ArticleID
from judging.queries.articles import get_article, list_articles
from portal.access import me, open_to
from portal.acts import try_once
from portal.asking import page_of
from portal.bodies import body_up_to
from portal.bridge.library import MOST_FILES, read_article, read_file
from portal.clock import clock
from portal.db import reading
from portal.errors import status_of
from portal.feedback import refused, said
from portal.forms.suspicions import FORMATS, FilesForm, PasteForm
from portal.refusals import sentence
from portal.views.secretary import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue
    from werkzeug.datastructures import FileStorage

    from config import Settings

LONGEST_SEARCH = 100
MOST_BYTES = 40 * 2**20


def _limit(_settings: Settings) -> int:
    return MOST_BYTES


@bp.get("/thu-vien-bai-viet")
@open_to(Role.SECRETARY, Role.BOARD)
def library() -> ResponseReturnValue:
    """The texts that entries are compared with."""
    search = request.args.get("tim", "").strip()[:LONGEST_SEARCH]
    found = list_articles(reading(), visible_to=me(), search=search, page=page_of())
    return render_template("secretary/library.html", library=found, search=search)


@bp.get("/thu-vien-bai-viet/them")
@open_to(Role.SECRETARY, Role.BOARD)
def new_article() -> ResponseReturnValue:
    """Put texts in, by paste or as files."""
    return _form_page()


@bp.post("/thu-vien-bai-viet/dan")
@open_to(Role.SECRETARY, Role.BOARD)
def paste_article() -> ResponseReturnValue:
    """A text by paste."""
    form = PasteForm(prefix="paste")
    if not form.validate():
        return _form_page(pasting=form, status=422)
    new = read_article(form.text.data or "", title=form.title.data or "", source=form.source.data or "")
    error = try_once(lambda session: add_article(session, new, by=me(), now=clock()))
    if error is not None:
        return _form_page(pasting=form, problem=sentence(error), status=status_of(error))
    said(_("The article is in the library and is being compared with the entries."))
    return redirect(url_for("secretary.library"))


@bp.post("/thu-vien-bai-viet/tep")
@open_to(Role.SECRETARY, Role.BOARD)
@body_up_to(_limit)
def send_articles() -> ResponseReturnValue:
    """Texts as files; each that cannot be taken is named with the reason, the others go in."""
    form = FilesForm(prefix="files")
    form.several = ("files-files",)
    sent = [one for one in request.files.getlist("files-files") if one.filename]
    if not form.validate() or not sent:
        return _form_page(sending=form, status=422)
    told = [_take(file, form.source.data or "") for file in sent[:MOST_FILES]]
    problems = [one for one in told if one]
    problems += [
        _("%(name)s: at most %(count)s files at once.", name=one.filename, count=MOST_FILES)
        for one in sent[MOST_FILES:]
    ]
    added = told.count("")
    if added:
        said(ngettext("%(num)s article is in the library.", "%(num)s articles are in the library.", added))
    if problems:
        return _form_page(sending=form, problems=problems, status=422)
    return redirect(url_for("secretary.library"))


@bp.get("/thu-vien-bai-viet/<uuid:article_id>")
@open_to(Role.SECRETARY, Role.BOARD)
def article(article_id: UUID) -> ResponseReturnValue:
    """One text, to be read."""
    found = get_article(reading(), ArticleID(article_id), visible_to=me())
    return render_template("secretary/article.html", article=found)


@bp.post("/thu-vien-bai-viet/<uuid:article_id>/bo")
@open_to(Role.SECRETARY, Role.BOARD)
def drop_article(article_id: UUID) -> ResponseReturnValue:
    """Take a text out."""
    error = try_once(lambda session: remove_article(session, article_id=ArticleID(article_id), by=me(), now=clock()))
    if error is not None:
        refused(sentence(error))
    else:
        said(_("The article is no longer compared with entries."))
    return redirect(url_for("secretary.library"))


def _take(file: FileStorage, source: str) -> str:
    """Put one file into the library; empty, or why it could not be taken."""
    new, problem = read_file(file, source=source)
    if new is not None:
        error = try_once(lambda session: add_article(session, new, by=me(), now=clock()))
        problem = sentence(error) if error is not None else ""
    return f"{file.filename}: {problem}" if problem else ""


def _form_page(
    *,
    pasting: PasteForm | None = None,
    sending: FilesForm | None = None,
    problem: str = "",
    problems: list[str] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    listed = [*(problems or []), *([problem] if problem else [])]
    return render_template(
        "secretary/article_new.html",
        pasting=pasting or PasteForm(prefix="paste", formdata=None),
        sending=sending or FilesForm(prefix="files", formdata=None),
        sent=pasting or sending,
        problems=listed,
        formats=FORMATS,
        most=MOST_FILES,
    ), status
