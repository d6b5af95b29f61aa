"""The application: one function that wires settings, database, store, views and doors together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask
from flask_wtf.csrf import CSRFProtect

import config
from portal.access import install_access
from portal.arrival import install_arrival
from portal.bodies import install_bodies
from portal.clock import Clock, system_clock
from portal.db import Database, end_request_sessions
from portal.errors import install_errors
from portal.form_words import install_form_words
from portal.headers import install_headers
from portal.jobs.transport import make_transport
from portal.logs import install_logs
from portal.pages import install_pages
from portal.proxies import install_proxies
from portal.reactions import install_reactions
from portal.statics import install_statics
from portal.stores import make_store
from portal.translate import install_translations
from portal.views import install_views

if TYPE_CHECKING:
    from config import Settings

csrf = CSRFProtect()


def create_app(settings: Settings, *, clock: Clock = system_clock) -> Flask:
    """The portal for `settings`.

    Raises:
        config.UnsafeSettingsError: when production would start with an unsafe value.
    """
    config.check(settings)
    app = Flask("portal", template_folder="../templates", static_folder="static")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        DEBUG=settings.debug,
        SESSION_COOKIE_NAME="__Host-bangvang-form" if settings.cookies_are_secure else "bangvang-form",
        SESSION_COOKIE_SECURE=settings.cookies_are_secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=True,
        MAX_CONTENT_LENGTH=2 * 2**20,
        MAX_FORM_MEMORY_SIZE=2 * 2**20,
        MAX_FORM_PARTS=500,
        TRUSTED_HOSTS=None,
    )
    app.extensions["bangvang_settings"] = settings
    app.extensions["bangvang_clock"] = clock
    app.extensions["bangvang_database"] = Database.of(settings)
    app.extensions["bangvang_store"] = make_store(settings)
    app.extensions["bangvang_transport"] = make_transport(settings)
    install_logs(app, settings)
    install_arrival(app, settings)
    install_proxies(app, settings)
    install_bodies(app)
    csrf.init_app(app)
    install_access(app)
    install_headers(app, settings)
    install_translations(app, settings)
    install_form_words(app)
    install_statics(app)
    install_pages(app, settings)
    install_errors(app)
    install_reactions(app)
    install_views(app)
    app.teardown_request(end_request_sessions)
    return app
