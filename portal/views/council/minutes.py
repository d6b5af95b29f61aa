"""Minutes: what the meeting came to with every count, the draft, the signature of whoever presided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.actions.council_minutes import archive_meeting, draft_minutes, send_minutes_back, sign_minutes
from judging.actions.meetings import keep_notes
from judging.enums import Role
from judging.queries.council_minutes import frozen_minutes, tell_meeting
from judging.queries.councils import READERS
from judging.queries.standings import names_of
from judging.rules.meetings import SITTING, MeetingState
from portal.access import me, open_to
from portal.clock import clock
from portal.council_acts import DESK, MEMBERS, meeting_to_read, tell_outcome, try_on_meeting
from portal.council_words import BASES, DUTY_WORDS, MEETING_STATES, MODES, OUTCOMES, SUBJECT_KINDS
from portal.db import reading
from portal.forms.councils import NotesForm, ReasonForm
from portal.forms.strict import refuse_unexpected
from portal.views.council import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from portal.council_acts import Act

ALL = (*MEMBERS, *READERS)


@bp.get("/phien-hop/<uuid:meeting_id>/bien-ban")
@open_to(Role.COUNCIL, *READERS)
def minutes(meeting_id: UUID) -> ResponseReturnValue:
    """What the minutes say: live while the council sits, as they were drafted from then on."""
    session, at_hand = reading(), meeting_to_read(meeting_id, ALL)
    row, presided = at_hand.meeting, at_hand.presiding
    is_desk = me().has(*DESK, programme_id=at_hand.programme_id)
    is_chair = presided is not None and presided.account_id == me().account_id
    return render_template(
        "council/minutes.html",
        at_hand=at_hand,
        meeting=row,
        told=frozen_minutes(at_hand) or tell_meeting(session, at_hand),
        names=names_of(session, [row.drafted_by, row.signed_by]),
        state=MEETING_STATES[at_hand.state],
        is_desk=is_desk,
        is_chair=is_chair,
        is_sitting=at_hand.state in SITTING,
        may_draft=is_desk and at_hand.state is MeetingState.BALLOTS_CLOSED,
        is_drafted=at_hand.state is MeetingState.MINUTES_DRAFTED,
        is_signed=at_hand.state is MeetingState.MINUTES_SIGNED,
        form=NotesForm(formdata=None, discussion=row.discussion, conclusion=row.conclusion),
        duties={one.value: words for one, words in DUTY_WORDS.items()},
        modes=MODES,
        bases=BASES,
        outcomes=OUTCOMES,
        subject_kinds=SUBJECT_KINDS,
    )


@bp.post("/phien-hop/<uuid:meeting_id>/bien-ban/noi-dung")
@open_to(Role.COUNCIL_SECRETARY)
def keep(meeting_id: UUID) -> ResponseReturnValue:
    """What was discussed and concluded."""
    form = NotesForm()
    form.validate()
    return _do(
        meeting_id,
        DESK,
        lambda s, one: keep_notes(
            s,
            one,
            discussion=form.discussion.data or "",
            conclusion=form.conclusion.data or "",
            by=me(),
            now=clock(),
        ),
        _("Discussion and conclusion are kept."),
    )


@bp.post("/phien-hop/<uuid:meeting_id>/bien-ban/lap")
@open_to(Role.COUNCIL_SECRETARY)
def draft(meeting_id: UUID) -> ResponseReturnValue:
    """Freeze the minutes."""
    refuse_unexpected()
    return _do(
        meeting_id,
        DESK,
        lambda s, one: draft_minutes(s, one, by=me(), now=clock()),
        _("The minutes are drafted; whoever presided is asked to sign."),
    )


@bp.post("/phien-hop/<uuid:meeting_id>/bien-ban/tra-lai")
@open_to(Role.COUNCIL, Role.COUNCIL_SECRETARY)
def send_back(meeting_id: UUID) -> ResponseReturnValue:
    """Back to the secretary, with a reason."""
    form = ReasonForm()
    form.validate()
    return _do(
        meeting_id,
        (*MEMBERS, *DESK),
        lambda s, one: send_minutes_back(s, one, reason=form.reason.data or "", by=me(), now=clock()),
        _("The draft is open again."),
    )


@bp.post("/phien-hop/<uuid:meeting_id>/bien-ban/ky")
@open_to(Role.COUNCIL, Role.COUNCIL_SECRETARY)
def sign(meeting_id: UUID) -> ResponseReturnValue:
    """Whoever presided signs what he was shown."""
    refuse_unexpected("seen")
    seen = request.form.get("seen", "")
    return _do(
        meeting_id,
        MEMBERS,
        lambda s, one: sign_minutes(s, one, seen_sha256=seen, by=me(), now=clock()),
        _("The minutes are signed."),
    )


@bp.post("/phien-hop/<uuid:meeting_id>/luu-tru")
@open_to(Role.COUNCIL_SECRETARY)
def archive(meeting_id: UUID) -> ResponseReturnValue:
    """Into the files."""
    refuse_unexpected()
    return _do(
        meeting_id, DESK, lambda s, one: archive_meeting(s, one, by=me(), now=clock()), _("The meeting is archived.")
    )


def _do(
    meeting_id: UUID,
    roles: tuple[Role, ...],
    act: Act,
    done: str,
) -> ResponseReturnValue:
    tell_outcome(try_on_meeting(meeting_id, roles, act), done)
    return redirect(url_for("council.minutes", meeting_id=meeting_id))
