"""What is said of prizes by vote: on pages, in refusals and in the history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from judging.enums import StrikeKind
from judging.rules.voting import VoteState
from judging.spec.deadlines import Deadline
from judging.spec.unknown import is_known
from portal.display import number
from portal.plan_values import deadline_words
from portal.plan_words import choice_word
from portal.refusals import say
from portal.words import say_actions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flask_babel import LazyString

    from judging.queries.standings import RoundAtHand
    from judging.spec.prizes import Ladder

STATES: Mapping[VoteState, tuple[LazyString, str]] = {
    VoteState.COMING: (_l("not open yet"), "neutral"),
    VoteState.OPEN: (_l("open to votes"), "success"),
    VoteState.OVER: (_l("closed to votes"), "warning"),
}
"""State → (word, kind of the status component)."""
FINDINGS: Mapping[StrikeKind, LazyString] = {
    StrikeKind.BURST: _l("Many votes within ten minutes"),
    StrikeKind.UNIT: _l("Many votes from one unit"),
    StrikeKind.NETWORK: _l("Many votes from one network"),
    StrikeKind.NEWCOMERS: _l("Votes of accounts opened shortly before the vote"),
}


def vote_remarks(ladder: Ladder) -> Iterator[str]:
    """What everybody reads in the plan of a prize by vote: who votes, when, for how many works."""
    rule = ladder.vote
    if rule is None:
        return
    yield str(_("Given by a vote, beside the judges' marks; it changes no other prize."))
    if is_known(rule.voters):
        yield str(_("Vote: %(who)s. Judges and organisers do not vote, and nobody votes for his own work.",
                    who=choice_word(rule.voters)))  # fmt: skip
    if isinstance(rule.opens, Deadline) and isinstance(rule.closes, Deadline):
        yield str(_("The vote opens %(opens)s and closes %(closes)s.",
                    opens=deadline_words(rule.opens), closes=deadline_words(rule.closes)))  # fmt: skip
    yield str(
        ngettext(
            "Everybody votes for one work.", "Everybody votes for at most %(num)s different works.", rule.works_each
        )
    )


def count_words(at_hand: RoundAtHand, subject: Mapping[str, Any]) -> str:
    """A confirmed count, on one line: ladder, votes cast, votes that count."""
    name = next((one.name for one in at_hand.plan.plan.ladders if one.key == subject["ladder"]), subject["ladder"])
    cast, struck = int(subject["cast"]), int(subject["struck"])
    return str(
        _("%(name)s: %(cast)s votes cast, %(struck)s left out, %(left)s counted",
          name=name, cast=number(cast), struck=number(struck), left=number(cast - struck))
    )  # fmt: skip


def gate_words(fact: Mapping[str, Any]) -> str:
    """What is missing of a vote before a result can be opened."""
    if fact["is_open"]:
        return str(_("%(name)s: once the vote is over, the board looks at the report and confirms the count.",
                     name=fact["ladder"]))  # fmt: skip
    return str(_("%(name)s: the works have not been put to the vote yet.", name=fact["ladder"]))


say(
    {
        "vote_closed": _l("Votes are not taken at this moment. Please look at the days of the vote on this page."),
        "vote_own_work": _l("This work is yours. Please vote for another."),
        "vote_account_too_young": _l(
            "Your account was opened less than %(hours)s hours ago. Please come back later, while the vote is open."
        ),
        "votes_used_up": _l("You have given all %(most)s votes. Please take one back first."),
        "vote_not_over": _l("Nothing is counted and nothing is shown before the vote is over."),
        "vote_over": _l(
            "The days of the vote are over: works can no longer be put to the vote. Please tell the board."
        ),
        "nothing_to_vote_for": _l("No work of these categories holds a mark: there is nothing to vote for."),
        "vote_counted": _l("The count is confirmed. To strike votes, the board first takes the confirmation back."),
    }
)
say_actions(
    {
        "poll.open": _l("works put to the vote"),
        "poll.strike": _l("votes struck by the board"),
        "poll.unstrike": _l("struck votes counted again"),
    }
)
