"""Taking a list away as an Excel file: at once, or with a reason and on record where it names people (E19)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from flask import current_app, render_template, request, url_for

from judging.actions.exports import SHORTEST_REASON, note_export
from judging.errors import NotFoundError, RefusedError
from portal import export_words  # noqa: F401  its words register themselves
from portal.access import me, open_to_signed_in
from portal.asking import uuid_of
from portal.clock import clock
from portal.db import reading, transaction
from portal.display import moment
from portal.exports import as_download, marked_workbook
from portal.forms.exports import ExportForm
from portal.list_exports import filters_of_request, get_kind, load_rows, watermark
from portal.refusals import sentence
from portal.views.account import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.list_exports import ListKind


@bp.get("/xuat-danh-sach/<listed>")
@open_to_signed_in()
def export_list(listed: str) -> ResponseReturnValue:
    """The file, or for a list that names people the question why it is taken."""
    kind = get_kind(listed, me())
    if kind.is_personal:
        return _page(listed, kind, ExportForm())
    table = load_rows(reading(), kind)
    return as_download(marked_workbook(str(kind.title), table.headings, table.rows), f"{listed}.xlsx")


@bp.post("/xuat-danh-sach/<listed>")
@open_to_signed_in()
def take_list(listed: str) -> ResponseReturnValue:
    """The file with its watermark, once the reason is on record; the record and the file are one act."""
    kind, form = get_kind(listed, me()), ExportForm()
    if not kind.is_personal:
        raise NotFoundError("list")
    if not form.validate_on_submit():
        return _page(listed, kind, form, status=422)
    reason, now, mark = " ".join((form.reason.data or "").split()), clock(), uuid4()
    try:
        with transaction() as session:
            table = load_rows(session, kind)
            above = watermark(
                name=me().display_name, unit=me().unit_name, when=moment(now), reason=reason, mark=str(mark)
            )
            data = marked_workbook(str(kind.title), table.headings, table.rows, above=above)
            note_export(
                session,
                export_id=mark,
                kind=listed,
                filters=filters_of_request(),
                reason=reason,
                row_count=len(table.rows),
                sha256=hashlib.sha256(data).hexdigest(),
                alarm_rows=current_app.extensions["bangvang_settings"].export_alarm_rows,
                by=me(),
                now=now,
            )
    except NotFoundError:
        raise
    except RefusedError as error:
        return _page(listed, kind, form, problem=sentence(error), status=422)
    return as_download(data, f"{listed}.xlsx")


def _page(
    listed: str, kind: ListKind, form: ExportForm, *, problem: str = "", status: int = 200
) -> ResponseReturnValue:
    query = request.query_string.decode()
    page = render_template(
        "account/export_list.html",
        form=form,
        kind=kind,
        problem=problem,
        shortest=SHORTEST_REASON,
        filters=filters_of_request(),
        action=url_for("account.take_list", listed=listed) + (f"?{query}" if query else ""),
        back=url_for(kind.back, **_back_values(kind)) + (f"?{query}" if query else ""),
        alarm_rows=current_app.extensions["bangvang_settings"].export_alarm_rows,
    )
    return page, status


def _back_values(kind: ListKind) -> dict[str, Any]:
    """What the page of a list is called by; NotFoundError where the list's address does not name it."""
    found = {taken: uuid_of(name) for taken, name in kind.back_takes.items()}
    if None in found.values():
        raise NotFoundError("list")
    return found
