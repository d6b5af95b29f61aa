"""The words of refusals around units, people and duties, and of their acts in the history."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.refusals import say
from portal.words import say_actions

say(
    {
        "account_has_duties": _l(
            "%(names)s: this account has duties in a contest. Only the system administrator gives a code for it."
        ),
        "account_closed": _l("%(names)s: the account is closed. The system administrator can open it again."),
        "grant_needs_unit": _l("A unit coordinator looks after one unit. Please choose the unit."),
        "grant_needs_programme": _l("This duty belongs to one programme. Please choose the programme."),
        "ends_in_the_past": _l("The last day is over already. Please choose a later day or leave it empty."),
        "level_dates": _l("The level would end before it begins. Please correct one of the two days."),
        "slips_were_shown": _l("These slips were already shown once. If they are lost, please print new ones."),
    }
)
say_actions(
    {
        "people.import": _l("list of people applied"),
        "units.import": _l("list of units applied"),
        "level.save": _l("level saved"),
        "role.grant": _l("duty granted"),
        "role.end": _l("duty ended"),
        "account.reopen": _l("account opened again"),
        "account.sessions_end": _l("signed-in browsers signed out"),
    }
)
