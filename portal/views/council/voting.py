"""A member's page: the agenda, stepping aside, voting once on each item, an opinion in writing, the chair's voice."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.actions.ballots import cast_votes
from judging.actions.opinions import chair_decides, give_last_places, recuse, write_opinion
from judging.enums import Role
from judging.errors import NotAllowedError, NotFoundError, RefusedError
from judging.ids import AgendaItemID, AgendaSectionID, BallotID, CouncilMemberID
from judging.queries.ballots import list_sections
from judging.rules.ballots import BallotMode, BallotState, Choice, Outcome
from judging.rules.meetings import SITTING
from portal.access import me, open_to
from portal.clock import clock
from portal.council_acts import MEMBERS, cast_unmarked, draw, meeting_to_read, shown, tell_outcome, try_on_meeting
from portal.council_words import BASES, CHOICES, MEETING_STATES, MODES, OUTCOMES, SUBJECT_KINDS
from portal.db import reading
from portal.feedback import refused, said
from portal.forms.councils import ChairForm, OpinionForm, ReasonForm
from portal.forms.strict import refuse_unexpected
from portal.views.council import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from judging.queries.ballots import BallotLine, SectionLine
    from portal.council_acts import Act


@bp.get("/phien-hop/<uuid:meeting_id>")
@open_to(Role.COUNCIL, Role.COUNCIL_SECRETARY)
def meeting(meeting_id: UUID) -> ResponseReturnValue:
    """The agenda as a member sees it, with what he can do now."""
    at_hand = meeting_to_read(meeting_id, MEMBERS)
    member = at_hand.member_of(me().account_id)
    if member is None:
        raise NotFoundError("meeting")
    member_id = CouncilMemberID(member.id)
    sections = list_sections(reading(), at_hand.id)
    return render_template(
        "council/meeting.html",
        at_hand=at_hand,
        meeting=at_hand.meeting,
        member=member,
        member_id=member_id,
        my_name=member.account.person.full_name,
        is_absent=str(member.id) in at_hand.roll.absent,
        is_chair=at_hand.state in SITTING and at_hand.meeting.presided_by == member.id,
        is_teller=at_hand.is_teller(me().account_id),
        sections=sections,
        my_ballots={one.section.id: _mine(one, member_id) for one in sections},
        choices=[(one.value, CHOICES[one]) for one in Choice],
        state=MEETING_STATES[at_hand.state],
        modes=MODES,
        bases=BASES,
        outcomes=OUTCOMES,
        subject_kinds=SUBJECT_KINDS,
        Outcome=Outcome,
        BallotMode=BallotMode,
    )


@bp.post("/phien-hop/<uuid:meeting_id>/bo-phieu")
@open_to(Role.COUNCIL, Role.COUNCIL_SECRETARY)
def vote(meeting_id: UUID) -> ResponseReturnValue:
    """Vote: the first time the choices are shown again, the second time they count."""
    at_hand = meeting_to_read(meeting_id, MEMBERS)
    open_now = {
        str(line.latest.id): line
        for section in list_sections(reading(), at_hand.id)
        for line in section.items
        if line.latest is not None
    }
    refuse_unexpected("confirmed", *(f"vote-{key}" for key in open_now))
    chosen = {key: request.form.get(f"vote-{key}", "") for key in open_now}
    choices = {key: Choice(word) for key, word in chosen.items() if word in set(Choice)}
    if not choices:
        refused(_("Nothing was chosen. Choose for at least one item."))
        return redirect(url_for("council.meeting", meeting_id=meeting_id))
    if request.form.get("confirmed") != "yes":
        lines = [(f"vote-{key}", open_now[key], choice, CHOICES[choice]) for key, choice in choices.items()]
        return render_template("council/confirm_vote.html", meeting=at_hand.meeting, lines=lines)
    by_id = {BallotID(UUID(key)): choice for key, choice in choices.items()}
    try:
        cast_unmarked(meeting_id, lambda s, one: cast_votes(s, one, by_id, draw=draw, by=me()))
    except (NotFoundError, NotAllowedError):
        raise
    except RefusedError as error:
        refused(shown(error))
    else:
        said(_("Your vote is in."))
    return redirect(url_for("council.meeting", meeting_id=meeting_id))


@bp.post("/phien-hop/<uuid:meeting_id>/doi-tuong/<uuid:item_id>/khong-bo-phieu")
@open_to(Role.COUNCIL, Role.COUNCIL_SECRETARY)
def step_aside(meeting_id: UUID, item_id: UUID) -> ResponseReturnValue:
    """Step aside for one item."""
    form = ReasonForm()
    form.validate()
    return _do(
        meeting_id,
        lambda s, one: recuse(
            s, one, AgendaItemID(item_id), reason=form.reason.data or "", draw=draw, by=me(), now=clock()
        ),
        _("You stepped aside for this item; it stands in the minutes."),
    )


@bp.post("/phien-hop/<uuid:meeting_id>/doi-tuong/<uuid:item_id>/y-kien")
@open_to(Role.COUNCIL, Role.COUNCIL_SECRETARY)
def opinion(meeting_id: UUID, item_id: UUID) -> ResponseReturnValue:
    """An absent member's opinion."""
    form = OpinionForm()
    if not form.validate():
        refused(_("Choose whether you agree."))
        return redirect(url_for("council.meeting", meeting_id=meeting_id))
    return _do(
        meeting_id,
        lambda s, one: write_opinion(
            s,
            one,
            AgendaItemID(item_id),
            choice=Choice(form.choice.data),
            words=form.words.data or "",
            by=me(),
            now=clock(),
        ),
        _("Your opinion is kept under your name. You may write it anew until the vote is counted."),
    )


@bp.post("/phien-hop/<uuid:meeting_id>/doi-tuong/<uuid:item_id>/chu-tri")
@open_to(Role.COUNCIL, Role.COUNCIL_SECRETARY)
def chair_voice(meeting_id: UUID, item_id: UUID) -> ResponseReturnValue:
    """Whoever presides settles equal votes."""
    form = ChairForm()
    if not form.validate():
        refused(_("Choose, and write the reason."))
        return redirect(url_for("council.meeting", meeting_id=meeting_id))
    return _do(
        meeting_id,
        lambda s, one: chair_decides(
            s,
            one,
            AgendaItemID(item_id),
            passes=form.passes.data == "yes",
            reason=form.reason.data or "",
            by=me(),
            now=clock(),
        ),
        _("The tie is settled."),
    )


@bp.post("/phien-hop/<uuid:meeting_id>/noi-dung/<uuid:section_id>/suat-cuoi")
@open_to(Role.COUNCIL, Role.COUNCIL_SECRETARY)
def last_places(meeting_id: UUID, section_id: UUID) -> ResponseReturnValue:
    """Whoever presides names who gets the last places."""
    refuse_unexpected("reason", several=("item",))
    named = [AgendaItemID(UUID(one)) for one in request.form.getlist("item") if _is_id(one)]
    reason = request.form.get("reason", "")
    return _do(
        meeting_id,
        lambda s, one: give_last_places(
            s, one, AgendaSectionID(section_id), named, reason=reason, by=me(), now=clock()
        ),
        _("The last places are given."),
    )


def _do(meeting_id: UUID, act: Act, done: str) -> ResponseReturnValue:
    tell_outcome(try_on_meeting(meeting_id, MEMBERS, act), done)
    return redirect(url_for("council.meeting", meeting_id=meeting_id))


def _mine(section: SectionLine, member_id: CouncilMemberID) -> list[BallotLine]:
    """The open ballots of a section on which the member has not voted."""
    return [
        one
        for one in section.open_ballots
        if one.state is BallotState.OPEN and one.mode is not BallotMode.PRINTED and one.voters.get(member_id) is False
    ]


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
