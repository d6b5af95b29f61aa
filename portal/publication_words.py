"""The words around publications at a moment: refusal, acts of the history, the notice of one that did not happen."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.notices import tell
from portal.refusals import say
from portal.words import say_actions

say({"moment_unfit": _l("Please choose a moment to come, within %(days)s days.")})
say_actions(
    {
        "publication.plan": _l("publication planned for a moment"),
        "publication.cancel": _l("planned publication cancelled"),
    }
)
tell(
    {
        "publication.failed": _l(
            "The planned publication of “%(title)s” did not happen, because something is not in order. Please look at"
            " it."
        )
    }
)
