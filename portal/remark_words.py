"""The words around re-marking: states, refusals, acts of the history, notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from judging.enums import RemarkState
from portal.notices import tell
from portal.refusals import say
from portal.words import say_actions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask_babel import LazyString

REMARK_STATES: Mapping[str, tuple[LazyString, str]] = {
    RemarkState.ASKED.value: (_l("asked"), "info"),
    RemarkState.MARKING.value: (_l("being marked anew"), "info"),
    RemarkState.SETTLED.value: (_l("done"), "success"),
}

say(
    {
        "remarking_closed": _l("Re-marking cannot be asked for (any more) in this contest for this entry."),
        "remarking_still_open": _l(
            "Authors may ask until %(until)s. All requests of a round are marked anew together after that."
        ),
        "nothing_to_remark": _l("Nobody has asked for re-marking."),
        "remark_day": _l("The last day of marking is over already. Please choose a later one."),
        "remarking_not_over": _l(
            "The re-marking is not over: its round must be closed, and a result that changed must be published first."
        ),
    }
)
say_actions(
    {
        "remark.ask": _l("re-marking asked for"),
        "remark.begin": _l("re-marking begun"),
        "remark.settle": _l("outcome of the re-marking told"),
    }
)
tell(
    {
        "remark.asked": _l("An author has asked for re-marking."),
        "remark.settled": _l("The re-marking of your entry “%(title)s” is done. Please look at its outcome."),
    }
)
