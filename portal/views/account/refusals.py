"""The words of refusals around signing in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.refusals import say

say(
    {
        "wrong_credentials": _l(
            "The name or the password is not right. Please check both; your unit's coordinator can give you a new slip."
        ),
        "wrong_code": _l("This code is not valid any more. Please ask your unit's coordinator for a new sign-in slip."),
        "weak_password": _l(
            "This password is easy to guess. Please choose a longer one without your name or staff code."
        ),
        "too_many_tries": _l("Too many tries. Please wait %(minutes)s minutes and try again."),
    }
)
