"""The words around look-alikes and suspicions: shelves, states, refusals, acts of the history, notices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _l

from judging.queries.lookalikes import ASKED, DISMISSED, OPEN
from judging.rules.suspicions import SuspicionState, suspicion_state
from portal.notices import tell
from portal.refusals import say
from portal.words import say_actions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask_babel import LazyString

SHELF_WORDS: Mapping[str, LazyString] = {
    OPEN: _l("to be looked at"),
    ASKED: _l("an author was asked"),
    DISMISSED: _l("set aside"),
}
STATES: Mapping[SuspicionState, tuple[LazyString, str]] = {
    SuspicionState.ASKED: (_l("waits for the explanation"), "info"),
    SuspicionState.EXPLAINED: (_l("waits for the board's decision"), "warning"),
    SuspicionState.PROPOSED: (_l("exclusion to confirm"), "danger"),
    SuspicionState.CLOSED: (_l("decided"), "neutral"),
}
UNCOMPARED: Mapping[str, LazyString] = {
    "unreadable": _l("The work could not be compared with others: it could not be read."),
    "too_short": _l("The work is too short to be compared with others."),
    "nothing_to_see": _l("The video could not be compared with others: its picture and sound hold too little."),
}
"""Why nothing could be taken of a work; by `Print.problem`."""


def state_of(row: Any) -> SuspicionState:  # noqa: ANN401  a suspicion, which views do not know by type
    """Where a suspicion stands."""
    return suspicion_state(
        outcome=row.outcome, is_confirmed=row.confirmed_at is not None, is_explained=row.explained_at is not None
    )


say(
    {
        "not_askable": _l("This entry takes no part in the contest any more, so its author cannot be asked."),
        "explain_day": _l("Please choose a day in the future until which the author may explain."),
        "explanation_pending": _l(
            "The author has time to explain until %(until)s. Before that, only a decision in the author's favour is "
            "possible."
        ),
        "article_untitled": _l("Please give the article a title, so that it can be found again."),
        "article_too_short": _l(
            "The text has only %(found)s chữ; at least %(least)s are needed to compare it with entries."
        ),
        "article_known": _l("The same text is in the library already: “%(title)s”."),
    }
)
say_actions(
    {
        "lookalike.dismiss": _l("look-alike set aside"),
        "lookalike.reopen": _l("look-alike taken up again"),
        "suspicion.open": _l("author asked to explain a look-alike"),
        "suspicion.explain": _l("author explained a look-alike"),
        "suspicion.decide": _l("board decided on a look-alike"),
        "suspicion.confirm": _l("exclusion confirmed"),
        "suspicion.decline": _l("exclusion declined"),
        "article.add": _l("article added to the library"),
        "article.remove": _l("article removed from the library"),
    }
)
tell(
    {
        "entry.asked_to_explain": _l(
            "The organisers ask you to explain something about your entry “%(title)s”. Nothing is decided yet."
        ),
        "entry.suspicion_unfounded": _l(
            "The organisers have nothing to object to in your entry “%(title)s” after your explanation."
        ),
        "entry.suspicion_warned": _l("The organisers decided about your entry “%(title)s”. Please read their reason."),
        "entry.disqualified": _l("Your entry “%(title)s” was excluded from the contest. Please read the reason."),
    }
)
