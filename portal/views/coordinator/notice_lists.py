"""Notices for handing over by hand: the list by unit, its print, and the note that they were handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from flask import Response, redirect, render_template, request, url_for
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from judging.actions.notice_handings import hand_over, take_back
from judging.enums import Role
from media.reports import FileKind
from portal.access import me, open_to
from portal.acts import try_once
from portal.clock import clock
from portal.db import reading
from portal.feedback import said, warned
from portal.file_names import MEDIA_TYPES
from portal.forms.strict import refuse_unexpected
from portal.notice_lists import label_of, list_content, load_list, moment_of, since_of, words_of
from portal.papers.child import draw
from portal.papers.content import to_text
from portal.views.coordinator import bp
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal

    from flask.typing import ResponseReturnValue


@bp.get("/thong-bao/trao-tay")
@open_to(Role.COORDINATOR, Role.SECRETARY)
def notices_by_hand() -> ResponseReturnValue:
    """Who is to be told what since a day, unit by unit."""
    found = load_list(reading())
    return render_template("coordinator/notices_by_hand.html", found=found, words_of=words_of, label_of=label_of)


@bp.get("/thong-bao/trao-tay/danh-sach.<any(pdf, docx):form>")
@open_to(Role.COORDINATOR, Role.SECRETARY)
def notices_by_hand_file(form: Literal["pdf", "docx"]) -> ResponseReturnValue:
    """The same list to be printed and signed."""
    with force_locale("vi"):
        found = load_list(reading())
        content = to_text(list_content(found, by=me().display_name, today=local_day(clock())))
    response = Response(draw(content, form), mimetype=MEDIA_TYPES[FileKind(form)])
    response.headers["Content-Disposition"] = f'attachment; filename="thong-bao-trao-tay.{form}"'
    return response


@bp.post("/thong-bao/trao-tay/da-trao")
@open_to(Role.COORDINATOR, Role.SECRETARY)
def note_handed() -> ResponseReturnValue:
    """The chosen ones were handed over."""
    count = _do(hand_over)
    if count:
        said(ngettext("%(num)s notice is noted as handed over.", "%(num)s notices are noted as handed over.", count))
    return redirect(_list_address())


@bp.post("/thong-bao/trao-tay/chua-trao")
@open_to(Role.COORDINATOR, Role.SECRETARY)
def undo_handed() -> ResponseReturnValue:
    """The chosen ones were not handed over after all."""
    count = _do(take_back)
    if count:
        said(ngettext("%(num)s notice stands as not handed over.", "%(num)s notices stand as not handed over.", count))
    return redirect(_list_address())


def _do(act: Callable[..., int]) -> int:
    """Do `act` on what was chosen, once; how many it concerned."""
    refuse_unexpected(several=("notice",))
    chosen = [found for raw in request.form.getlist("notice") if (found := _uuid(raw)) is not None]
    if not chosen:
        warned(_("Please choose at least one notice."))
        return 0
    counts: list[int] = []
    since = moment_of(since_of())
    try_once(lambda session: counts.append(act(session, chosen, since=since, by=me(), now=clock())))
    return sum(counts)


def _uuid(raw: str) -> UUID | None:
    try:
        return UUID(raw)
    except ValueError:
        return None


def _list_address() -> str:
    """The list with the filters of this address."""
    query = request.query_string.decode()
    return url_for("coordinator.notices_by_hand") + (f"?{query}" if query else "")
