"""What a program reads that asks too often."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.refusals import say

say({"too_many_requests": _l("Too many requests from your address. Please wait %(minutes)s minutes.")})
