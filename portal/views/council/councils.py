"""Councils of my campaigns: setting them up, their members, planning a meeting. My meetings as a member."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING
from uuid import UUID

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from judging.actions.councils import add_member, end_member, found_council
from judging.actions.meetings import plan_meeting
from judging.enums import Role
from judging.ids import AccountID, CouncilMemberID, ProgrammeID
from judging.queries.councils import OFFICE, READERS, list_campaigns, list_candidates, list_councils, list_members
from judging.queries.meetings import list_meetings
from judging.rules.meetings import CouncilDuty
from portal.access import me, open_to
from portal.acts import try_once
from portal.clock import clock
from portal.council_acts import DESK, council_to_read, shown, tell_outcome, try_on_council
from portal.council_words import DUTY_WORDS, MEETING_STATES
from portal.db import reading
from portal.feedback import said
from portal.forms.councils import CouncilForm, MeetingForm, MemberForm, ReasonForm
from portal.views.council import bp
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from judging.queries.meetings import MeetingLine


@bp.get("/hoi-dong")
@open_to(Role.COUNCIL, *READERS)
def councils() -> ResponseReturnValue:
    """My meetings, and the councils that I look after."""
    return _list()


@bp.post("/hoi-dong/lap")
@open_to(*OFFICE)
def found() -> ResponseReturnValue:
    """Set a council up."""
    form = CouncilForm().over(list_campaigns(reading(), visible_to=me()))
    if not form.validate():
        return _list(form=form, status=422)
    kept: list[UUID] = []
    error = try_once(
        lambda session: kept.append(
            found_council(
                session,
                programme_id=ProgrammeID(UUID(form.programme.data)) if form.programme.data else None,
                name=form.name.data or "",
                founded_by=form.founded_by.data or "",
                quorum=Fraction(str(form.quorum.data)),
                allows_substitutes=bool(form.substitutes.data),
                by=me(),
                now=clock(),
            ).id
        )
    )
    tell_outcome(error, _("The council is set up. Now add its members."))
    return redirect(url_for("council.council", council_id=kept[0]) if kept else url_for("council.councils"))


@bp.get("/hoi-dong/<uuid:council_id>")
@open_to(*OFFICE)
def council(council_id: UUID) -> ResponseReturnValue:
    """A council: who is on it, and its meetings."""
    return _page(council_id)


@bp.post("/hoi-dong/<uuid:council_id>/thanh-vien")
@open_to(*OFFICE)
def add(council_id: UUID) -> ResponseReturnValue:
    """Give somebody a place."""
    row = council_to_read(council_id)
    form = MemberForm().over(list_candidates(reading(), row, now=clock()), list_members(row))
    if not form.validate() or form.valid_from.data is None:
        return _page(council_id, member_form=form, status=422)
    stands_in_for = form.stands_in_for.data
    valid_from = form.valid_from.data
    error = try_on_council(
        council_id,
        lambda session, held: add_member(
            session,
            held,
            account_id=AccountID(UUID(form.account.data)),
            duty=CouncilDuty(form.duty.data),
            votes=bool(form.votes.data),
            stands_in_for=CouncilMemberID(UUID(stands_in_for)) if _is_id(stands_in_for) else None,
            valid_from=valid_from,
            valid_to=form.valid_to.data,
            by=me(),
            now=clock(),
        ),
    )
    if error is not None:
        return _page(council_id, member_form=form, problem=shown(error), status=422)
    said(_("The member is added and told."))
    return redirect(url_for("council.council", council_id=council_id))


@bp.post("/hoi-dong/<uuid:council_id>/thanh-vien/<uuid:member_id>/ket-thuc")
@open_to(*OFFICE)
def end(council_id: UUID, member_id: UUID) -> ResponseReturnValue:
    """End somebody's place, with a reason."""
    council_to_read(council_id)
    form = ReasonForm()
    form.validate()
    error = try_on_council(
        council_id,
        lambda session, held: end_member(
            session, held, CouncilMemberID(member_id), reason=form.reason.data or "", by=me(), now=clock()
        ),
    )
    tell_outcome(error, _("The place on the council has ended."))
    return redirect(url_for("council.council", council_id=council_id))


@bp.post("/hoi-dong/<uuid:council_id>/phien-hop")
@open_to(*DESK)
def plan(council_id: UUID) -> ResponseReturnValue:
    """Plan a meeting."""
    row = council_to_read(council_id)
    form = MeetingForm().over(row, list_campaigns(reading(), visible_to=me(), roles=DESK))
    if not form.validate():
        return _page(council_id, meeting_form=form, status=422)
    kept: list[UUID] = []
    error = try_on_council(
        council_id,
        lambda session, held: kept.append(
            plan_meeting(
                session,
                held,
                programme_id=ProgrammeID(UUID(form.programme.data)),
                title=form.title.data or "",
                place=form.place.data or "",
                starts_at=form.moment(),
                by=me(),
                now=clock(),
            ).id
        ),
    )
    tell_outcome(error, _("The meeting is planned. Write its agenda, then invite the members."))
    if kept:
        return redirect(url_for("council.desk", meeting_id=kept[0]))
    return redirect(url_for("council.council", council_id=council_id))


def _list(*, form: CouncilForm | None = None, status: int = 200) -> ResponseReturnValue:
    session = reading()
    campaigns = list_campaigns(session, visible_to=me())
    return render_template(
        "council/councils.html",
        meetings=list_meetings(session, visible_to=me()),
        councils=list_councils(session, visible_to=me()),
        campaigns={one.id: one.title for one in campaigns},
        form=form or CouncilForm(formdata=None).over(campaigns),
        states=MEETING_STATES,
        runs=_runs,
        sits=_sits,
    ), status


def _page(
    council_id: UUID,
    *,
    member_form: MemberForm | None = None,
    meeting_form: MeetingForm | None = None,
    problem: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    session, row = reading(), council_to_read(council_id)
    members = list_members(row)
    campaigns = list_campaigns(session, visible_to=me(), roles=DESK)
    member = member_form or MemberForm(formdata=None, valid_from=local_day(clock())).over(
        list_candidates(session, row, now=clock()), members
    )
    return render_template(
        "council/council.html",
        council=row,
        members=members,
        meetings=[one for one in list_meetings(session, visible_to=me()) if one.council_id == row.id],
        member_form=member,
        meeting_form=meeting_form or MeetingForm(formdata=None).over(row, campaigns),
        may_plan=bool(campaigns),
        duties=DUTY_WORDS,
        states=MEETING_STATES,
        runs=_runs,
        problem=problem,
    ), status


def _runs(line: MeetingLine) -> bool:
    return me().has(*DESK, programme_id=line.programme_id)


def _sits(line: MeetingLine) -> bool:
    return line.is_mine and me().has(Role.COUNCIL, programme_id=line.programme_id)


def _is_id(text: str | None) -> bool:
    try:
        UUID(text or "")
    except ValueError:
        return False
    return True
