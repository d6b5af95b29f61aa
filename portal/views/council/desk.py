"""The desk of a council's secretary: inviting, who is there, beginning, the agenda, opening and closing votes."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING
from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.actions.agendas import add_items, add_section, remove_item
from judging.actions.ballots import close_ballots, open_ballots
from judging.actions.meetings import adjourn, begin, convene, mark_roll, name_tellers, postpone
from judging.enums import Role
from judging.ids import AccountID, AgendaItemID, AgendaSectionID, CouncilMemberID
from judging.queries.ballots import list_sections
from judging.rules.meetings import BEFORE, SITTING, MeetingState
from portal.access import me, open_to
from portal.ballot_traces import sweep_traces
from portal.clock import clock
from portal.council_acts import DESK, draw, meeting_to_read, shown, tell_outcome, try_on_meeting
from portal.council_words import BALLOT_STATES, BASES, DUTY_WORDS, MEETING_STATES, MODES, OUTCOMES, SUBJECT_KINDS
from portal.db import reading
from portal.forms.councils import ReasonForm, SectionForm, SubjectsForm, TellersForm, WhenForm
from portal.forms.strict import refuse_unexpected
from portal.views.council import bp
from vietnamese.dates import to_local

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from judging.queries.meetings import MeetingAtHand
    from portal.council_acts import Act

LONGEST_REASON = 300


@bp.get("/phien-hop/<uuid:meeting_id>/dieu-hanh")
@open_to(Role.COUNCIL_SECRETARY)
def desk(meeting_id: UUID) -> ResponseReturnValue:
    """Everything that the secretary does in a meeting, in its order."""
    return _page(meeting_id)


@bp.get("/phien-hop/<uuid:meeting_id>/tinh-hinh")
@open_to(Role.COUNCIL_SECRETARY)
def progress(meeting_id: UUID) -> ResponseReturnValue:
    """The fragment that the desk polls: seats taken, votes in."""
    at_hand = meeting_to_read(meeting_id, DESK)
    page = render_template("council/progress.html", at_hand=at_hand, sections=list_sections(reading(), at_hand.id))
    response = make_response(page)
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:32])
    return response.make_conditional(request)


@bp.post("/phien-hop/<uuid:meeting_id>/moi-hop")
@open_to(Role.COUNCIL_SECRETARY)
def invite(meeting_id: UUID) -> ResponseReturnValue:
    """Invite every member."""
    refuse_unexpected()
    return _do(meeting_id, lambda s, one: convene(s, one, by=me(), now=clock()), _("The members are invited."))


@bp.post("/phien-hop/<uuid:meeting_id>/doi-lich")
@open_to(Role.COUNCIL_SECRETARY)
def move_meeting(meeting_id: UUID) -> ResponseReturnValue:
    """Another time or place."""
    form = WhenForm()
    if not form.validate():
        return _page(meeting_id, when_form=form, status=422)
    return _do(
        meeting_id,
        lambda s, one: postpone(s, one, starts_at=form.moment(), place=form.place.data or "", by=me(), now=clock()),
        _("Time and place are changed; who was invited is told."),
    )


@bp.post("/phien-hop/<uuid:meeting_id>/diem-danh")
@open_to(Role.COUNCIL_SECRETARY)
def attendance(meeting_id: UUID) -> ResponseReturnValue:
    """Who is there, for all members at once."""
    members = [CouncilMemberID(one.id) for one in meeting_to_read(meeting_id, DESK).members]
    refuse_unexpected(*(f"reason-{one}" for one in members), several=("present",))
    there = set(request.form.getlist("present"))
    said = {one: (str(one) in there, request.form.get(f"reason-{one}", "")[:LONGEST_REASON]) for one in members}
    return _do(meeting_id, lambda s, one: mark_roll(s, one, said, by=me(), now=clock()), _("The attendance is kept."))


@bp.post("/phien-hop/<uuid:meeting_id>/khai-mac")
@open_to(Role.COUNCIL_SECRETARY)
def begin_meeting(meeting_id: UUID) -> ResponseReturnValue:
    """Begin, with enough members and somebody who presides."""
    refuse_unexpected()
    return _do(meeting_id, lambda s, one: begin(s, one, by=me(), now=clock()), _("The meeting has begun."))


@bp.post("/phien-hop/<uuid:meeting_id>/hoan")
@open_to(Role.COUNCIL_SECRETARY)
def adjourn_meeting(meeting_id: UUID) -> ResponseReturnValue:
    """Adjourn before it began."""
    form = ReasonForm()
    form.validate()
    return _do(
        meeting_id,
        lambda s, one: adjourn(s, one, reason=form.reason.data or "", by=me(), now=clock()),
        _("The meeting is adjourned; the members are told."),
    )


@bp.post("/phien-hop/<uuid:meeting_id>/nguoi-kiem-phieu")
@open_to(Role.COUNCIL_SECRETARY)
def tellers_named(meeting_id: UUID) -> ResponseReturnValue:
    """Name the two who count printed papers."""
    form = _tellers(meeting_to_read(meeting_id, DESK))
    if not form.validate():
        return _page(meeting_id, tellers_form=form, status=422)
    first, second = AccountID(UUID(form.first.data)), AccountID(UUID(form.second.data))
    return _do(
        meeting_id,
        lambda s, one: name_tellers(s, one, first, second, by=me(), now=clock()),
        _("The tellers are named."),
    )


@bp.post("/phien-hop/<uuid:meeting_id>/noi-dung")
@open_to(Role.COUNCIL_SECRETARY)
def add_to_agenda(meeting_id: UUID) -> ResponseReturnValue:
    """Put something on the agenda."""
    meeting_to_read(meeting_id, DESK)
    form = SectionForm()
    if not form.validate():
        return _page(meeting_id, section_form=form, status=422)
    error = try_on_meeting(
        meeting_id,
        DESK,
        lambda s, one: add_section(
            s,
            one,
            award_form=form.award_form.data or "",
            award_form_key="",
            subject_kind=form.subject_kind.data,
            places=form.places.data,
            mode=form.said_mode(),
            rule=form.rule(),
            subjects=form.lines(),
            by=me(),
            now=clock(),
        ),
    )
    if error is not None:
        return _page(meeting_id, section_form=form, problem=shown(error), status=422)
    tell_outcome(None, _("It stands on the agenda."))
    return redirect(url_for("council.desk", meeting_id=meeting_id))


@bp.post("/phien-hop/<uuid:meeting_id>/noi-dung/<uuid:section_id>/them")
@open_to(Role.COUNCIL_SECRETARY)
def add_subjects(meeting_id: UUID, section_id: UUID) -> ResponseReturnValue:
    """More subjects for a section."""
    form = SubjectsForm()
    form.validate()
    return _do(
        meeting_id,
        lambda s, one: add_items(s, one, AgendaSectionID(section_id), form.lines(), by=me(), now=clock()),
        _("The subjects stand on the agenda."),
    )


@bp.post("/phien-hop/<uuid:meeting_id>/doi-tuong/<uuid:item_id>/bo")
@open_to(Role.COUNCIL_SECRETARY)
def drop_subject(meeting_id: UUID, item_id: UUID) -> ResponseReturnValue:
    """Take a subject off the agenda."""
    refuse_unexpected()
    return _do(
        meeting_id,
        lambda s, one: remove_item(s, one, AgendaItemID(item_id), by=me(), now=clock()),
        _("The subject is off the agenda."),
    )


@bp.post("/phien-hop/<uuid:meeting_id>/noi-dung/<uuid:section_id>/mo-bo-phieu")
@open_to(Role.COUNCIL_SECRETARY)
def open_vote(meeting_id: UUID, section_id: UUID) -> ResponseReturnValue:
    """Open the vote on a section."""
    refuse_unexpected()
    return _do(
        meeting_id,
        lambda s, one: open_ballots(s, one, AgendaSectionID(section_id), draw=draw, by=me(), now=clock()),
        _("The vote is open."),
    )


@bp.post("/phien-hop/<uuid:meeting_id>/noi-dung/<uuid:section_id>/dong-bo-phieu")
@open_to(Role.COUNCIL_SECRETARY)
def close_vote(meeting_id: UUID, section_id: UUID) -> ResponseReturnValue:
    """Close the vote on a section; then nothing of how its papers came in stays in the database."""
    refuse_unexpected()
    answer = _do(
        meeting_id,
        lambda s, one: close_ballots(s, one, AgendaSectionID(section_id), draw=draw, by=me(), now=clock()),
        _("The vote is closed."),
    )
    sweep_traces()
    return answer


def _do(meeting_id: UUID, act: Act, done: str) -> ResponseReturnValue:
    tell_outcome(try_on_meeting(meeting_id, DESK, act), done)
    return redirect(url_for("council.desk", meeting_id=meeting_id))


def _tellers(at_hand: MeetingAtHand, *, is_empty: bool = False) -> TellersForm:
    row = at_hand.meeting
    given = {"first": str(row.first_teller_id or ""), "second": str(row.second_teller_id or "")}
    form = TellersForm(**({"formdata": None} if is_empty else {}), **given)
    return form.over([(one.account_id, one.account.person.full_name) for one in at_hand.members])


def _page(
    meeting_id: UUID,
    *,
    when_form: WhenForm | None = None,
    tellers_form: TellersForm | None = None,
    section_form: SectionForm | None = None,
    problem: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    at_hand = meeting_to_read(meeting_id, DESK)
    row, state = at_hand.meeting, at_hand.state
    return render_template(
        "council/desk.html",
        at_hand=at_hand,
        meeting=row,
        state=MEETING_STATES[state],
        sections=list_sections(reading(), at_hand.id),
        is_before=state in BEFORE,
        is_sitting=state in SITTING,
        is_marking=state in (BEFORE | SITTING) - {MeetingState.PLANNED, MeetingState.ADJOURNED},
        may_begin=state is MeetingState.QUORUM_OK,
        may_invite=state in {MeetingState.PLANNED, MeetingState.ADJOURNED},
        when_form=when_form or WhenForm(formdata=None, starts_at=to_local(row.starts_at), place=row.place),
        tellers_form=tellers_form or _tellers(at_hand, is_empty=True),
        section_form=section_form or SectionForm(formdata=None),
        problem=problem,
        duties=DUTY_WORDS,
        modes=MODES,
        bases=BASES,
        outcomes=OUTCOMES,
        ballot_states=BALLOT_STATES,
        subject_kinds=SUBJECT_KINDS,
        is_member=at_hand.member_of(me().account_id) is not None,
    ), status
