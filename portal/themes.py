"""Light or dark: what the device says, unless the visitor chose. A link chooses, so that it works without script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request, session, url_for
from flask_babel import gettext as _

if TYPE_CHECKING:
    from flask import Flask

ASKED = "giao-dien"
THEMES = {"may": "", "sang": "light", "toi": "dark"}


def install_themes(app: Flask) -> None:
    """Keep the choice that an address asks for (`?giao-dien=toi`)."""

    @app.before_request
    def _switch() -> None:
        asked = request.args.get(ASKED)
        if asked not in THEMES:
            return
        if THEMES[asked]:
            session["theme"] = THEMES[asked]
        else:
            session.pop("theme", None)


def chosen_theme() -> str:
    """`light` or `dark` where the visitor chose one; empty where the device decides."""
    told = session.get("theme", "")
    return str(told) if told in THEMES.values() else ""


def theme_links() -> list[tuple[str, str, bool]]:
    """The three ways to look at this page: (label, address, whether it is the present one)."""
    here = request.path if request.method == "GET" else url_for("public.home")
    labels = {"may": _("as the device"), "sang": _("light"), "toi": _("dark")}
    now = chosen_theme()
    return [(labels[word], f"{here}?{ASKED}={word}", now == theme) for word, theme in THEMES.items()]
