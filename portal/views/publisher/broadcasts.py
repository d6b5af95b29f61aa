"""Winning essays on the loudspeaker (S001-R33, R39): script, approval, slots on stations, and the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.actions.broadcasts import (
    approve_script,
    note_aired,
    plan_broadcast,
    prepare_broadcast,
    rewrite_script,
    undo_aired,
)
from judging.enums import BroadcastState, Role
from judging.errors import NotFoundError
from judging.ids import BroadcastID, BroadcastSlotID, ProgrammeID
from judging.queries.broadcasts import get_broadcast, get_slot, list_broadcasts, list_stations, list_withdrawn
from judging.queries.news import news_plans
from judging.queries.public_results import list_latest_results
from media.reports import FileKind
from portal.access import me, open_to
from portal.acts import try_once
from portal.broadcast_pages import dropped_slots, first_line, named_now, withdrawn_reason
from portal.broadcast_words import STATES
from portal.clock import clock
from portal.db import reading
from portal.errors import status_of
from portal.exports import as_download, table_workbook
from portal.feedback import said, warned
from portal.file_names import MEDIA_TYPES
from portal.forms.broadcasts import AiredForm, ScheduleForm, read_times
from portal.forms.entries import version_of_request
from portal.forms.strict import refuse_unexpected
from portal.papers.docx import render_docx
from portal.papers.pdf import render_pdf
from portal.papers.script import script_content
from portal.refusals import sentence
from portal.views.publisher import bp
from vietnamese.dates import format_moment_short, local_day, to_local
from vietnamese.spoken import count_chu, reading_seconds, unknown_in

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from judging.errors import RefusedError


@bp.get("/phat-thanh")
@open_to(Role.PUBLISHER)
def broadcasts() -> ResponseReturnValue:
    """The winning essays of my contests, and how far each is."""
    session = reading()
    plans = news_plans(session, visible_to=me())
    newest = list_latest_results(session, [plan.programme_id for plan in plans])
    shown = []
    for plan in plans:
        if plan.programme_id not in newest:
            continue
        known = list_broadcasts(session, plan.programme_id, visible_to=me())
        winners = [one for one in newest[plan.programme_id].page["winners"] if one["work"] == "essay"]
        gone = list_withdrawn(session, plan.programme_id, visible_to=me())
        shown.append((plan, [(one, known.get(one["address"])) for one in winners], gone))
    return render_template("publisher/broadcasts.html", contests=shown, states=STATES, first_line=first_line)


@bp.post("/phat-thanh/soan/<slug>/<address>")
@open_to(Role.PUBLISHER)
def prepare(slug: str, address: str) -> ResponseReturnValue:
    """A draft of the script, made from the published essay."""
    refuse_unexpected()
    found = next((one for one in news_plans(reading(), visible_to=me()) if one.programme.slug == slug), None)
    if found is None:
        raise NotFoundError("programme")
    kept: list[UUID] = []
    error = try_once(
        lambda session: kept.append(
            prepare_broadcast(session, ProgrammeID(found.programme_id), address, by=me(), now=clock()).id
        )
    )
    if error is not None:
        warned(sentence(error))
        return redirect(url_for("publisher.broadcasts"))
    return redirect(url_for("publisher.broadcast", broadcast_id=kept[0]) if kept else url_for("publisher.broadcasts"))


@bp.get("/phat-thanh/<uuid:broadcast_id>")
@open_to(Role.PUBLISHER)
def broadcast(broadcast_id: UUID) -> ResponseReturnValue:
    """Script, schedule and log of one essay."""
    return _page(broadcast_id)


@bp.post("/phat-thanh/<uuid:broadcast_id>/kich-ban")
@open_to(Role.PUBLISHER)
def rewrite_broadcast(broadcast_id: UUID) -> ResponseReturnValue:
    """Keep the items as a person made them."""
    refuse_unexpected(several=("item",))
    texts = request.form.getlist("item")
    error = try_once(
        lambda session: rewrite_script(
            session, BroadcastID(broadcast_id), texts, version=version_of_request(), by=me(), now=clock()
        )
    )
    if error is not None:
        return _page(broadcast_id, problem=error, texts=texts)
    said(_("The script is kept."))
    return redirect(url_for("publisher.broadcast", broadcast_id=broadcast_id))


@bp.post("/phat-thanh/<uuid:broadcast_id>/duyet")
@open_to(Role.PUBLISHER)
def approve_broadcast(broadcast_id: UUID) -> ResponseReturnValue:
    """Let it be planned and read."""
    refuse_unexpected()
    error = try_once(
        lambda session: approve_script(
            session, BroadcastID(broadcast_id), version=version_of_request(), by=me(), now=clock()
        )
    )
    if error is not None:
        return _page(broadcast_id, problem=error)
    said(_("The script is approved. Now plan when and where it is read."))
    return redirect(url_for("publisher.broadcast", broadcast_id=broadcast_id))


@bp.post("/phat-thanh/<uuid:broadcast_id>/lich")
@open_to(Role.PUBLISHER)
def schedule_broadcast(broadcast_id: UUID) -> ResponseReturnValue:
    """Put the items on stations and times."""
    form = ScheduleForm()
    if not form.validate():
        return _page(broadcast_id, form=form, status=422)
    error = try_once(
        lambda session: plan_broadcast(
            session,
            BroadcastID(broadcast_id),
            version=version_of_request(),
            stations=(form.stations.data or "").splitlines(),
            first=form.first.data,  # type: ignore[arg-type]  # it is required
            times=read_times(form.times.data or ""),
            repeats=int(form.repeats.data),
            by=me(),
            now=clock(),
        )
    )
    if error is not None:
        return _page(broadcast_id, form=form, problem=error)
    said(_("The schedule is kept. What was planned before and not yet read gave way."))
    return redirect(url_for("publisher.broadcast", broadcast_id=broadcast_id, _anchor="schedule"))


@bp.post("/phat-thanh/luot/<uuid:slot_id>/da-phat")
@open_to(Role.PUBLISHER)
def note_slot(slot_id: UUID) -> ResponseReturnValue:
    """It was read."""
    get_slot(reading(), BroadcastSlotID(slot_id), visible_to=me())
    form = AiredForm()
    kept: list[UUID] = []
    if form.validate():
        error = try_once(
            lambda session: kept.append(
                note_aired(
                    session,
                    BroadcastSlotID(slot_id),
                    at=form.moment(),
                    note=form.note.data or "",
                    by=me(),
                    now=clock(),
                ).id
            )
        )
        warned(sentence(error)) if error else said(_("Written into the log."))
    else:
        warned(_("Please give the day and the time at which it was read."))
    return _back(kept)


@bp.post("/phat-thanh/luot/<uuid:slot_id>/bo-ghi")
@open_to(Role.PUBLISHER)
def undo_slot(slot_id: UUID) -> ResponseReturnValue:
    """It was written down by mistake."""
    refuse_unexpected()
    kept: list[UUID] = []
    error = try_once(
        lambda session: kept.append(undo_aired(session, BroadcastSlotID(slot_id), by=me(), now=clock()).id)
    )
    warned(sentence(error)) if error else said(_("Taken out of the log again."))
    return _back(kept)


@bp.get("/phat-thanh/<uuid:broadcast_id>/ban-tin.<any(docx, pdf):ending>")
@open_to(Role.PUBLISHER)
def broadcast_script(broadcast_id: UUID, ending: str) -> ResponseReturnValue:
    """The paper for the reader at the microphone."""
    row = get_broadcast(reading(), BroadcastID(broadcast_id), visible_to=me())
    title, prize, credit, contest = named_now(reading(), row)
    content = script_content(row, contest=contest, title=title, prize=prize, credit=credit)
    data = render_docx(content) if ending == "docx" else render_pdf(content)
    response = Response(data, mimetype=MEDIA_TYPES[FileKind(ending)])
    response.headers["Content-Disposition"] = f'attachment; filename="ban-tin-phat-thanh.{ending}"'
    return response


@bp.get("/phat-thanh/<uuid:broadcast_id>/nhat-ky.xlsx")
@open_to(Role.PUBLISHER)
def broadcast_log(broadcast_id: UUID) -> ResponseReturnValue:
    """Schedule and log as an Excel file."""
    row = get_broadcast(reading(), BroadcastID(broadcast_id), visible_to=me())
    headings = [_("Item"), _("Station"), _("Planned"), _("Read at"), _("Remark (if any)")]
    rows = [
        (str(one.position), one.station, _short(one.planned_at), _short(one.aired_at) if one.aired_at else "", one.note)
        for one in row.slots
    ]
    rows += [(str(at), station, _short(when), "", _("taken out")) for at, station, when in dropped_slots(row)]
    return as_download(table_workbook(_("Broadcasts"), headings, rows), "nhat-ky-phat-thanh.xlsx")


def _short(moment_at: datetime) -> str:
    return format_moment_short(to_local(moment_at))


def _back(kept: list[UUID]) -> ResponseReturnValue:
    if not kept:
        return redirect(url_for("publisher.broadcasts"))
    return redirect(url_for("publisher.broadcast", broadcast_id=kept[0], _anchor="schedule"))


def _page(
    broadcast_id: UUID,
    *,
    form: ScheduleForm | None = None,
    problem: RefusedError | None = None,
    texts: list[str] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    row = get_broadcast(reading(), BroadcastID(broadcast_id), visible_to=me())
    if row.withdrawn_at is not None:
        return _withdrawn(broadcast_id, problem)
    title, prize, credit, contest = named_now(reading(), row)
    if form is None:
        stations = "\n".join(list_stations(reading(), ProgrammeID(row.programme_id)))
        form = ScheduleForm(
            formdata=None, stations=stations, first=local_day(clock()), times="05:30, 17:00", repeats="1"
        )
    items = [item.text for item in row.items] if texts is None else texts
    page = render_template(
        "publisher/broadcast.html",
        row=row,
        title=title,
        prize=prize,
        credit=credit,
        contest=contest,
        state=STATES[BroadcastState(row.state)],
        items=[(text, count_chu(text), reading_seconds(count_chu(text)), unknown_in(text)) for text in items],
        whole=reading_seconds(sum(count_chu(text) for text in items)),
        form=form,
        aired=AiredForm(formdata=None),
        problem=sentence(problem) if problem else "",
        local=to_local,
        now=clock(),
    )
    return page, status_of(problem) if problem else status


def _withdrawn(broadcast_id: UUID, problem: RefusedError | None) -> ResponseReturnValue:
    """What was read of a work that is public no more, and what was taken out of the schedule."""
    row = get_broadcast(reading(), BroadcastID(broadcast_id), visible_to=me())
    page = render_template(
        "publisher/broadcast_withdrawn.html",
        row=row,
        title=first_line(row),
        reason=withdrawn_reason(row),
        dropped=dropped_slots(row),
        problem=sentence(problem) if problem else "",
        local=to_local,
        now=clock(),
    )
    return page, status_of(problem) if problem else 200
