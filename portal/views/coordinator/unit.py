"""My unit: what its people handed in, what it owes, what it chose and sent on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template

from judging.enums import Role
from judging.ids import EntryID
from judging.queries.forwards import find_forward, get_unit_entry, get_unit_part
from portal.access import me, open_to
from portal.db import reading
from portal.entry_reading import download_part, play_part, read_entry
from portal.forms.forwards import ForwardForm
from portal.unit_pages import is_choosable, load_contests
from portal.views.coordinator import bp
from portal.words import ENTRY_STATES

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue


@bp.get("/don-vi")
@open_to(Role.COORDINATOR)
def unit() -> ResponseReturnValue:
    """Every contest of the unit, with what waits and what was sent on."""
    return render_template("coordinator/unit.html", contests=load_contests(reading()), states=ENTRY_STATES)


@bp.get("/don-vi/bai-du-thi/<uuid:entry_id>")
@open_to(Role.COORDINATOR)
def unit_entry(entry_id: UUID) -> ResponseReturnValue:
    """One entry of the unit: read it, then choose or send it on."""
    return entry_page(EntryID(entry_id))


@bp.get("/don-vi/bai-du-thi/<uuid:entry_id>/tep/<uuid:part_id>")
@open_to(Role.COORDINATOR)
def original(entry_id: UUID, part_id: UUID) -> ResponseReturnValue:
    """A file as it was sent, as a download."""
    return download_part(get_unit_part(reading(), part_id, entry_id=EntryID(entry_id), visible_to=me()))


@bp.get("/don-vi/bai-du-thi/<uuid:entry_id>/tep/<uuid:part_id>/phat")
@open_to(Role.COORDINATOR)
def play(entry_id: UUID, part_id: UUID) -> ResponseReturnValue:
    """A film as judges will see it, once its rendition is there."""
    part = get_unit_part(reading(), part_id, entry_id=EntryID(entry_id), visible_to=me())
    return play_part(part, with_original=False)


def entry_page(
    entry_id: EntryID, *, form: ForwardForm | None = None, problem: str = "", status: int = 200
) -> ResponseReturnValue:
    """The page of one entry; after a refusal with what was typed."""
    session = reading()
    read = read_entry(session, get_unit_entry(session, entry_id, visible_to=me()))
    contest = next(one for one in load_contests(session) if one.plan.programme_id == read.plan.programme_id)
    if form is None:
        form = ForwardForm(formdata=None, data={"position": contest.next_place})
    if not form.version_id.data:
        form.version_id.data = str(read.last_version.id)
    line = next(one for one in contest.lines if one.entry.id == entry_id)
    return render_template(
        "coordinator/unit_entry.html",
        read=read,
        contest=contest,
        form=form,
        problem=problem,
        forward=find_forward(session, entry_id),
        line=line,
        may_choose=contest.may_act and is_choosable(line.state),
        may_take_back=contest.may_act and read.entry.state == "forwarded",
    ), status
