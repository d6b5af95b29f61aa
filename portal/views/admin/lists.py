"""Lists of units and people: the template, the upload with its check, the preview, the application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.enums import Role
from judging.errors import NotFoundError
from portal.access import me, open_to
from portal.asking import page_of
from portal.clock import clock
from portal.db import reading, transaction
from portal.exports import as_download, table_workbook
from portal.feedback import said, warned
from portal.forms.people import UploadForm
from portal.forms.strict import refuse_unexpected
from portal.imports import COLUMNS, UnreadableListError, read_list
from portal.list_imports import apply_staged, get_staged, stage
from portal.list_templates import list_template
from portal.list_words import column_heading, fault_sentence
from portal.refusals import sentence
from portal.views.admin import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

KINDS = {"nguoi": "people", "don-vi": "units"}
WORDS = {kind: word for word, kind in KINDS.items()}
LINES_PER_PAGE = 100


@bp.route("/quan-tri/nhap/<word>", methods=["GET", "POST"])
@open_to(Role.ADMIN)
def upload_list(word: str) -> ResponseReturnValue:
    """Upload a list; it is only checked."""
    kind = _kind(word)
    form = UploadForm()
    problem = ""
    if form.validate_on_submit():
        file = request.files.get("file")
        try:
            rows = read_list(file.read() if file else b"", columns=COLUMNS[kind])
        except UnreadableListError as error:
            problem = sentence(error)
        else:
            with transaction() as session:
                staged = stage(
                    session, kind=kind, file_name=(file and file.filename) or "", rows=rows, by=me(), now=clock()
                )
            return redirect(url_for("admin.preview_list", import_id=staged))
    status = 422 if request.method == "POST" else 200
    page = render_template(
        "admin/list_upload.html", form=form, problem=problem, kind=kind, word=word, columns=COLUMNS[kind]
    )
    return page, status


@bp.get("/quan-tri/nhap/<word>/mau")
@open_to(Role.ADMIN)
def download_list(word: str) -> ResponseReturnValue:
    """The template to fill in; with `du-lieu=1`, everything that is known already, ready to be changed."""
    kind = _kind(word)
    filled = request.args.get("du-lieu") == "1"
    return as_download(list_template(reading(), kind, filled=filled), f"danh-sach-{word}.xlsx")


@bp.get("/quan-tri/nhap/xem/<uuid:import_id>")
@open_to(Role.ADMIN)
def preview_list(import_id: UUID) -> ResponseReturnValue:
    """What the list would do, or every cell that is wrong."""
    staged = get_staged(reading(), import_id, by=me(), now=clock())
    listed = staged.faults or staged.lines
    page = min(page_of(), max(1, -(-len(listed) // LINES_PER_PAGE)))
    return render_template(
        "admin/list_preview.html",
        staged=staged,
        word=WORDS[staged.kind],
        shown=listed[(page - 1) * LINES_PER_PAGE : page * LINES_PER_PAGE],
        page=page,
        page_count=max(1, -(-len(listed) // LINES_PER_PAGE)),
        fault_sentence=fault_sentence,
        column_heading=column_heading,
    )


@bp.get("/quan-tri/nhap/xem/<uuid:import_id>/loi")
@open_to(Role.ADMIN)
def download_faults(import_id: UUID) -> ResponseReturnValue:
    """Every cell that is wrong, as a file to work through."""
    staged = get_staged(reading(), import_id, by=me(), now=clock())
    rows = [(str(f.row), column_heading(staged.kind, f.column), fault_sentence(f)) for f in staged.faults]
    headings = (_("Row"), _("Column"), _("What to correct"))
    return as_download(table_workbook(_("To correct"), headings, rows), "can-sua.xlsx")


@bp.post("/quan-tri/nhap/xem/<uuid:import_id>/ap-dung")
@open_to(Role.ADMIN)
def apply_list(import_id: UUID) -> ResponseReturnValue:
    """Apply the list exactly as previewed."""
    refuse_unexpected()
    with transaction() as session:
        staged = get_staged(session, import_id, by=me(), now=clock())
        done = apply_staged(session, import_id, by=me(), now=clock())
    if not done:
        warned(_("The records have changed since the preview. Nothing was applied: please look at the new preview."))
        return redirect(url_for("admin.preview_list", import_id=import_id))
    said(_("The list is applied: %(added)s added, %(changed)s changed.", added=staged.added, changed=staged.changed))
    return redirect(url_for("admin.people" if staged.kind == "people" else "admin.units"))


def _kind(word: str) -> str:
    if word not in KINDS:
        raise NotFoundError("list")
    return KINDS[word]
