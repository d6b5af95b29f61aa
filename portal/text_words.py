"""The words around short messages: refusals, acts of the history."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.refusals import say
from portal.words import say_actions

say(
    {
        "number_unusable": _l("Please give a mobile number of Vietnam, such as 0912 345 678."),
        "text_code_too_often": _l(
            "A code was sent already. Please wait %(minutes)s minutes before you ask for another."
        ),
        "text_code_wrong": _l(
            "This is not the code, or it is older than 15 minutes or was tried too often. Please look again, or ask "
            "for a new one."
        ),
    }
)
say_actions(
    {
        "texts.begin": _l("number for short messages confirmed"),
        "texts.end": _l("short messages ended"),
        "texts.again": _l("short message tried again"),
    }
)
