"""The words around cases: kinds, states, refusals, acts of the history, notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from judging.enums import CalendarDayKind, CaseKind, CaseState
from portal.notices import tell
from portal.refusals import say
from portal.words import say_actions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask_babel import LazyString

CASE_KINDS: Mapping[CaseKind, LazyString] = {
    CaseKind.QUESTION: _l("Question"),
    CaseKind.PETITION: _l("Feedback or petition"),
    CaseKind.COMPLAINT: _l("Complaint (khiếu nại)"),
    CaseKind.DENUNCIATION: _l("Denunciation (tố cáo)"),
}
CASE_HINTS: Mapping[CaseKind, LazyString] = {
    CaseKind.QUESTION: _l("about the rules, your entry or the result; the secretary answers here"),
    CaseKind.PETITION: _l("something should be done differently; the secretary answers here"),
    CaseKind.COMPLAINT: _l("you object to a decision by the law on complaints; it is passed on to the competent body"),
    CaseKind.DENUNCIATION: _l(
        "you report a breach of law; only the supervisor reads it, and it is passed on to the competent body"
    ),
}
CASE_STATES: Mapping[CaseState, tuple[LazyString, str]] = {
    CaseState.RECEIVED: (_l("received"), "info"),
    CaseState.TAKEN: (_l("being handled"), "info"),
    CaseState.ANSWERED: (_l("answered"), "success"),
    CaseState.REFERRED: (_l("passed on to the competent body"), "success"),
    CaseState.DECLINED: (_l("not handled, with the reason"), "neutral"),
}
DAY_KINDS: Mapping[CalendarDayKind, LazyString] = {
    CalendarDayKind.OFF: _l("day off"),
    CalendarDayKind.WORKED: _l("weekend day that is worked in exchange"),
}

say(
    {
        "case_queue_full": _l(
            "So many letters wait at the moment that no further one can be taken here. Please write to the office "
            "that the plan names, or try again in some days."
        ),
        "case_is_formal": _l("A complaint or denunciation is passed on to the competent body, not answered here."),
        "case_not_yours": _l("Please take this letter first: somebody else may be handling it."),
        "nobody_receives_case": _l(
            "Nobody is appointed to read such letters here. Please write to the office that the plan names."
        ),
        "calendar_span": _l(
            "Please give a last day that does not come before the first, and at most %(most)s days at once."
        ),
        "worked_anyway": _l("A day from Monday to Friday is worked anyway. Please choose a Saturday or Sunday."),
    }
)
say_actions(
    {
        "case.receive": _l("letter received"),
        "case.take": _l("letter taken"),
        "case.answer": _l("letter answered"),
        "case.refer": _l("letter passed on"),
        "case.decline": _l("letter not handled"),
        "calendar.save": _l("working days changed"),
        "calendar.remove": _l("working day as usual again"),
    }
)
tell(
    {
        "case.waiting": _l("There are letters about a contest that wait for you."),
        "case.answered": _l("Your letter %(number)s was answered."),
        "case.referred": _l("Your letter %(number)s was passed on to the competent body."),
        "case.declined": _l("Your letter %(number)s is not handled. Please read the reason."),
    }
)
