"""The words around lists that are taken out: refusal, act of the history."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.refusals import say
from portal.words import say_actions

say({"list_too_long": _l("The list has more than %(most)s rows. Please narrow it first.")})
say_actions({"list.export": _l("list with personal data taken out")})
