"""The words of councils: states, duties, ways of voting, refusals, notices, lines of the history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from judging.rules.ballots import BallotMode, BallotState, Base, Choice, Outcome
from judging.rules.meetings import CouncilDuty, MeetingState
from portal.notices import tell
from portal.refusals import say
from portal.words import say_actions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask_babel import LazyString

MEETING_STATES: Mapping[MeetingState, tuple[LazyString, str]] = {
    MeetingState.PLANNED: (_l("planned"), "neutral"),
    MeetingState.CONVENED: (_l("members are invited"), "info"),
    MeetingState.QUORUM_OK: (_l("enough members are there"), "success"),
    MeetingState.NO_QUORUM: (_l("too few members are there"), "warning"),
    MeetingState.ADJOURNED: (_l("adjourned"), "warning"),
    MeetingState.DELIBERATING: (_l("the council sits"), "success"),
    MeetingState.BALLOTS_OPEN: (_l("a vote is open"), "success"),
    MeetingState.BALLOTS_CLOSED: (_l("votes are closed"), "info"),
    MeetingState.MINUTES_DRAFTED: (_l("minutes wait for the signature"), "warning"),
    MeetingState.MINUTES_SIGNED: (_l("minutes are signed"), "success"),
    MeetingState.ARCHIVED: (_l("archived"), "neutral"),
}
DUTY_WORDS: Mapping[CouncilDuty, LazyString] = {
    CouncilDuty.CHAIR: _l("Chair"),
    CouncilDuty.VICE: _l("Vice-chair"),
    CouncilDuty.STANDING: _l("Standing member"),
    CouncilDuty.SECRETARY: _l("Member and secretary"),
    CouncilDuty.MEMBER: _l("Member of the council"),
    CouncilDuty.SUBSTITUTE: _l("Substitute"),
}
MODES: Mapping[BallotMode, LazyString] = {
    BallotMode.SECRET: _l("secret, on screen"),
    BallotMode.OPEN: _l("open, by name"),
    BallotMode.PRINTED: _l("secret, on printed papers"),
    BallotMode.WRITTEN: _l("in writing, all members by name"),
}
BASES: Mapping[Base, LazyString] = {
    Base.ALL: _l("all members of the council"),
    Base.PRESENT: _l("the members who are there"),
}
CHOICES: Mapping[Choice, LazyString] = {
    Choice.FOR: _l("Agree"),
    Choice.AGAINST: _l("Do not agree"),
    Choice.BLANK: _l("Leave the paper blank (it counts as invalid)"),
}
OUTCOMES: Mapping[Outcome, tuple[LazyString, str]] = {
    Outcome.PASSED: (_l("passed"), "success"),
    Outcome.FAILED: (_l("did not pass"), "neutral"),
    Outcome.TIE: (_l("equal votes"), "warning"),
}
BALLOT_STATES: Mapping[BallotState, tuple[LazyString, str]] = {
    BallotState.OPEN: (_l("vote is open"), "success"),
    BallotState.CLOSED: (_l("to be counted"), "warning"),
    BallotState.COUNTED: (_l("counted"), "info"),
}
SUBJECT_KINDS: Mapping[str, LazyString] = {
    "collective": _l("collectives"),
    "individual": _l("individuals"),
    "initiative": _l("initiatives"),
}
COUNT_PROBLEMS: Mapping[str, LazyString] = {
    "negative": _l("a figure is below zero"),
    "issued_to_more_than_may_vote": _l("more papers were issued than members may vote"),
    "collected_more_than_issued": _l("more papers were collected than issued"),
    "collected_is_not_valid_and_invalid": _l("collected papers are not valid and invalid ones together"),
    "valid_is_not_for_and_against": _l("valid papers are not those for and against together"),
}
say(
    {
        "not_a_candidate": _l(
            "This person has no council's duty in this campaign, or is a member already. An administrator grants the "
            "duty first."
        ),
        "second_chair": _l("The council has a chair. End that place first."),
        "substitutes_not_allowed": _l(
            "This council's rules know no substitutes, or the member cannot be replaced. Choose a voting member "
            "without a substitute."
        ),
        "ends_before_it_begins": _l("The last day lies before the first one."),
        "no_quorum": _l(
            "Only %(present)s of %(members)s seats are taken: too few for this council's quorum. Mark who has come "
            "since, or adjourn."
        ),
        "nobody_presides": _l("Neither the chair nor a vice-chair is there. Somebody has to preside."),
        "members_without_duty": _l(
            "These members have no council's duty in this campaign: %(names)s. An administrator grants it first."
        ),
        "empty_council": _l("On that day the council has no voting members. Add them first."),
        "tellers_are_two": _l("Name two different members as tellers."),
        "already_on_ballot": _l("This was put to the vote and stays on the agenda as it is."),
        "nothing_to_vote_on": _l("Write one subject on each line, none of them twice."),
        "already_voted": _l("You have voted on this already: your vote counts once, and nothing was changed."),
        "no_paper_left": _l(
            "The papers of this vote do not fit the votes. Nothing was taken; please tell the secretary at once."
        ),
        "ballot_closed": _l("This vote is not open."),
        "not_a_voter": _l(
            "You do not vote on this: you were not there when the vote was opened, somebody represents you, or you "
            "stepped aside."
        ),
        "too_few_for_secrecy": _l(
            "A secret vote needs three voters: of two, each knows what the other one voted. "
            "Vote openly on: %(subject)s."
        ),
        "nobody_votes": _l("Everybody who is there stepped aside: %(subject)s."),
        "no_tellers": _l("Name the two tellers first: they count the printed papers."),
        "is_present": _l("You are there or represented: please vote. An opinion in writing is for absent members."),
        "nothing_to_decide": _l("There is no tie to settle here."),
        "wrong_number": _l("Exactly %(places)s of them get a place."),
        "counts_do_not_add_up": _l("The figures do not fit together: %(problem)s. Please count again."),
        "not_printed": _l("The tellers' minutes are attached once every printed paper of this section is counted."),
        "not_settled": _l("Not everything is decided yet: %(section)s."),
        "tellers_scan_missing": _l("Attach the tellers' signed minutes first: %(section)s."),
        "no_conclusion": _l("Write the conclusion of the meeting first."),
    }
)
tell(
    {
        "council.member": _l("You are on the council “%(council)s” now."),
        "council.convened": _l("You are invited to the meeting “%(title)s”: %(at)s, %(place)s."),
        "council.postponed": _l("The meeting “%(title)s” has another time or place: %(at)s, %(place)s."),
        "council.adjourned": _l("The meeting “%(title)s” was adjourned: %(reason)s."),
        "council.minutes_wait": _l("The minutes of the meeting “%(title)s” wait for your signature."),
        "council.minutes_back": _l("The minutes of the meeting “%(title)s” came back: %(reason)s."),
    }
)
say_actions(
    {
        "council.found": _l("council set up"),
        "council.add_member": _l("member of a council added"),
        "council.end_member": _l("place on a council ended"),
        "meeting.plan": _l("meeting planned"),
        "meeting.convene": _l("members invited to a meeting"),
        "meeting.postpone": _l("meeting given another time or place"),
        "meeting.attendance": _l("attendance at a meeting marked"),
        "meeting.begin": _l("meeting begun"),
        "meeting.adjourn": _l("meeting adjourned"),
        "meeting.tellers": _l("tellers named"),
        "meeting.notes": _l("discussion and conclusion of a meeting written"),
        "meeting.archive": _l("meeting archived"),
        "agenda.add": _l("put on a meeting's agenda"),
        "agenda.add_items": _l("subjects added to a meeting's agenda"),
        "agenda.remove": _l("taken off a meeting's agenda"),
        "ballot.open": _l("vote opened"),
        "ballot.close": _l("vote closed"),
        "ballot.count": _l("vote counted"),
        "ballot.tell": _l("teller's count entered"),
        "ballot.scan": _l("tellers' minutes attached"),
        "ballot.recuse": _l("member stepped aside"),
        "ballot.opinion": _l("opinion of an absent member received"),
        "ballot.chair": _l("equal votes settled by the chair"),
        "ballot.places": _l("last places given by the chair"),
        "minutes.draft": _l("minutes of a council drafted"),
        "minutes.back": _l("minutes of a council sent back"),
        "minutes.sign": _l("minutes of a council signed"),
    }
)
