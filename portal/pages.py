"""What every template knows: who looks, the navigation, the installation, the words for numbers and times."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf

from portal import display
from portal.access import find_me
from portal.clock import clock
from portal.desk_keys import owner_tag
from portal.headers import csp_nonce
from portal.navigation import navigation_for
from portal.themes import chosen_theme, install_themes, theme_links
from portal.translate import LANGUAGES

if TYPE_CHECKING:
    from flask import Flask

    from config import Settings


def install_pages(app: Flask, settings: Settings) -> None:
    """Give the templates of `app` their common context and filters."""
    install_themes(app)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    display.install(app.jinja_env)
    app.jinja_env.globals["csrf_token"] = generate_csrf
    app.jinja_env.globals["new_key"] = lambda: secrets.token_urlsafe(18)

    @app.context_processor
    def _common() -> dict[str, Any]:
        viewer = find_me()
        return {
            "viewer": viewer,
            "desk_owner": owner_tag(viewer.account_id) if viewer else None,
            "navigation": navigation_for(viewer),
            "installation": settings.installation,
            "csp_nonce": csp_nonce(),
            "now": clock(),
            "home_url": url_for("public.home"),
            "account_url": url_for("account.account"),
            "sign_in_url": url_for("account.sign_in"),
            "sign_out_url": url_for("account.sign_out"),
            "languages": _languages(),
            "office_name": settings.office_name,
            "feed_url": url_for("public.atom"),
            "footer_links": _footer(),
            "theme": chosen_theme(),
            "themes": theme_links(),
        }


def _footer() -> list[tuple[str, str]]:
    """What every page leads to at its foot."""
    return [
        (_("Verify a receipt"), url_for("public.verify")),
        (_("Past contests"), url_for("public.past")),
        (_("Search"), url_for("public.search")),
        (_("Open data"), url_for("public.open_data")),
        (_("News as a feed"), url_for("public.atom")),
    ]


def _languages() -> list[tuple[str, str, str]]:
    """The other ways to read this page: (code, name in its own language, address)."""
    here = request.path if request.method == "GET" else url_for("public.home")
    return [(code, name, f"{here}?lang={code}") for code, name in LANGUAGES.items()]
