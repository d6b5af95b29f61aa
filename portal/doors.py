"""What stands between a browser and the record: doors, headers, pages and views, in the order in which they act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_wtf.csrf import CSRFProtect

from portal.access import install_access
from portal.arrival import install_arrival
from portal.bodies import install_bodies
from portal.compression import install_compression
from portal.db import end_request_sessions
from portal.errors import install_errors
from portal.form_words import install_form_words
from portal.headers import install_headers
from portal.pages import install_pages
from portal.proxies import install_proxies
from portal.public_cache import install_public_cache
from portal.statics import install_statics
from portal.views import install_views

if TYPE_CHECKING:
    from flask import Flask

    from config import Settings

csrf = CSRFProtect()


def install_doors(app: Flask, settings: Settings) -> None:
    """Let `app` answer requests."""
    install_public_cache(app, settings)
    install_arrival(app, settings)
    install_proxies(app, settings)
    install_bodies(app, settings)
    csrf.init_app(app)
    install_access(app)
    install_compression(app)
    install_headers(app, settings)
    install_form_words(app)
    install_statics(app)
    install_pages(app, settings)
    install_errors(app)
    install_views(app)
    app.teardown_request(end_request_sessions)
