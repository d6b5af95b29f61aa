"""Counting printed papers by two people, and the scan of what they signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from judging.actions.teller_counts import attach_scan, type_count
from judging.enums import Role
from judging.errors import NotFoundError
from judging.ids import AgendaItemID, AgendaSectionID
from judging.queries.ballots import figures, get_section, list_sections
from judging.queries.councils import READERS
from judging.rules.ballots import BallotMode
from portal.access import me, open_to
from portal.bodies import body_up_to
from portal.clock import clock
from portal.council_acts import DESK, MEMBERS, meeting_to_read, shown, tell_outcome, try_on_meeting
from portal.council_words import BALLOT_STATES, OUTCOMES
from portal.db import reading
from portal.feedback import refused, said
from portal.forms.councils import CountForm, SignedCountForm
from portal.paper_scans import MOST_SCAN_BYTES, ScanRefusedError, forget, store_scan
from portal.streaming import download
from portal.views.council import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from config import Settings
    from judging.actions.papers import StoredFile

ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


def _scan_limit(_settings: Settings) -> int:
    return MOST_SCAN_BYTES + 2**16


@bp.get("/phien-hop/<uuid:meeting_id>/kiem-phieu")
@open_to(Role.COUNCIL, Role.COUNCIL_SECRETARY)
def counting(meeting_id: UUID) -> ResponseReturnValue:
    """What a teller has to count, and where the two differ."""
    return _page(meeting_id)


@bp.post("/phien-hop/<uuid:meeting_id>/doi-tuong/<uuid:item_id>/kiem-phieu")
@open_to(Role.COUNCIL, Role.COUNCIL_SECRETARY)
def count(meeting_id: UUID, item_id: UUID) -> ResponseReturnValue:
    """What one teller counted."""
    _require_teller(meeting_id)
    form = CountForm()
    if not form.validate():
        return _page(meeting_id, form=form, item_id=item_id, status=422)
    agreed: list[bool] = []
    error = try_on_meeting(
        meeting_id,
        MEMBERS,
        lambda s, one: agreed.append(type_count(s, one, AgendaItemID(item_id), form.counts(), by=me(), now=clock())),
    )
    if error is not None:
        return _page(meeting_id, form=form, item_id=item_id, problem=shown(error), status=422)
    said(_("Both of you counted the same: the figures hold.") if agreed == [True] else _("Your figures are kept."))
    return redirect(url_for("council.counting", meeting_id=meeting_id))


@bp.post("/phien-hop/<uuid:meeting_id>/noi-dung/<uuid:section_id>/ban-quet")
@open_to(Role.COUNCIL_SECRETARY)
@body_up_to(_scan_limit)
def send_count_scan(meeting_id: UUID, section_id: UUID) -> ResponseReturnValue:
    """Attach the tellers' signed minutes."""
    at_hand = meeting_to_read(meeting_id, DESK)  # someone else's is not found before anything is stored
    get_section(reading(), at_hand, AgendaSectionID(section_id))
    form = SignedCountForm()
    back = redirect(url_for("council.desk", meeting_id=meeting_id))
    if not form.validate():
        refused(_("Choose the file of the scan."))
        return back
    try:
        scan = store_scan(form.scan.data)
    except ScanRefusedError as error:
        refused(shown(error))
        return back
    _attach(meeting_id, section_id, scan)
    return back


@bp.get("/phien-hop/<uuid:meeting_id>/noi-dung/<uuid:section_id>/ban-quet")
@open_to(Role.COUNCIL, *READERS)
def count_scan(meeting_id: UUID, section_id: UUID) -> ResponseReturnValue:
    """The scan, as an attachment."""
    at_hand = meeting_to_read(meeting_id, (*MEMBERS, *READERS))
    row = get_section(reading(), at_hand, AgendaSectionID(section_id)).section
    if row.scan_key is None:
        raise NotFoundError("scan")
    name = f"bien-ban-kiem-phieu-{row.position}.{ENDINGS[row.scan_type]}"
    return download(row.scan_key, size=row.scan_bytes, name=name, media_type=row.scan_type)


def _attach(meeting_id: UUID, section_id: UUID, scan: StoredFile) -> None:
    error = try_on_meeting(
        meeting_id, DESK, lambda s, one: attach_scan(s, one, AgendaSectionID(section_id), scan, by=me(), now=clock())
    )
    at_hand = meeting_to_read(meeting_id, DESK)
    if get_section(reading(), at_hand, AgendaSectionID(section_id)).section.scan_key != scan.key:
        forget(scan)  # refused, or sent twice
    tell_outcome(error, _("The tellers' minutes are attached."))


def _require_teller(meeting_id: UUID) -> None:
    if not meeting_to_read(meeting_id, MEMBERS).is_teller(me().account_id):
        raise NotFoundError("meeting")


def _page(
    meeting_id: UUID,
    *,
    form: CountForm | None = None,
    item_id: UUID | None = None,
    problem: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    _require_teller(meeting_id)
    at_hand = meeting_to_read(meeting_id, MEMBERS)
    number = 1 if at_hand.meeting.first_teller_id == me().account_id else 2
    return render_template(
        "council/counting.html",
        meeting=at_hand.meeting,
        sections=[one for one in list_sections(reading(), at_hand.id) if one.mode is BallotMode.PRINTED],
        number=number,
        form=form,
        item_id=item_id,
        empty=CountForm(formdata=None),
        figures=figures,
        outcomes=OUTCOMES,
        ballot_states=BALLOT_STATES,
        problem=problem,
    ), status
