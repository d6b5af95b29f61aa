"""The words around prize money that is asked back: states, steps, what a refusal asks, notices, acts of the history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from judging.enums import RecoveryState, ReturnMethod
from portal.notices import tell
from portal.refusals import say
from portal.words import say_actions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask_babel import LazyString

RECOVERY_STATES: Mapping[RecoveryState, tuple[LazyString, str]] = {
    RecoveryState.OPEN: (_l("to be given back"), "warning"),
    RecoveryState.RETURNED: (_l("given back whole"), "success"),
    RecoveryState.WRITTEN_OFF: (_l("rest not asked for"), "neutral"),
    RecoveryState.CANCELLED: (_l("cancelled: the prize was given back"), "neutral"),
}
RETURN_METHODS: Mapping[ReturnMethod, LazyString] = {
    ReturnMethod.BANK: _l("by transfer"),
    ReturnMethod.CASH: _l("in cash"),
    ReturnMethod.SET_OFF: _l("set off against another prize that this person was paid"),
}
RECOVERY_STEPS: Mapping[str, LazyString] = {
    "recover": _l("Prize taken away: its money is to be given back"),
    "recover_ask": _l("Asked back by a paper"),
    "recover_part": _l("A part came back"),
    "recover_write_off": _l("The board asks for the rest no more"),
    "recover_hand_back": _l("What had come back was handed out again"),
    "recover_cancel": _l("The prize was given back: nothing is asked any more"),
    "recover_tax": _l("Withheld tax put right"),
}

say(
    {
        "recovery_due": _l("The day until which the money is given back must not lie before today."),
        "recovery_paper": _l("This step needs the number of its paper."),
        "too_much_returned": _l(
            "The amount must lie between 1 đồng and what is still to come back (%(rest_vnd)s đồng). Nothing was kept."
        ),
        "returned_on": _l("The day must lie between the payment of the prize and today."),
        "nothing_to_set_off": _l(
            "There is no other prize of this person from which so much could be set off: at most %(most_vnd)s đồng, "
            "and only from a prize whose payment is written down."
        ),
        "prize_still_lost": _l("The decision in force does not give this prize back. Nothing is handed out."),
        "part_returned": _l(
            "The prize of %(count)s payments was given back, and a part of their money had come back. Open those "
            "recoveries, write down that it was handed out again, then make the list."
        ),
    }
)
tell(
    {
        "recovery.opened": _l(
            "The results were decided anew: %(count)s payments are of prizes that were taken away. Please ask for "
            "the money by a paper with a day."
        ),
        "recovery.asked": _l(
            "Your prize was taken away after it was paid. Please give %(amount)s đồng back by %(day)s; the paper says "
            "how."
        ),
    }
)
say_actions(
    {
        "payment.recover": _l("prize money asked back"),
        "payment.recover_ask": _l("prize money asked back by a paper"),
        "payment.recover_part": _l("part of prize money came back"),
        "payment.recover_write_off": _l("rest of prize money not asked for any more"),
        "payment.recover_hand_back": _l("prize money handed out again"),
        "payment.recover_cancel": _l("recovery of prize money cancelled"),
        "payment.recover_tax": _l("withheld tax of a lost prize put right"),
    }
)
