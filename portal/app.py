"""The application: one function that wires settings, database, store, views and doors together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask

import config
from portal.clock import Clock, system_clock
from portal.db import Database
from portal.jobs.transport import make_transport
from portal.logs import install_logs
from portal.quick_pages import FormSessions, PageEnvironment
from portal.reactions import install_reactions
from portal.stores import make_store
from portal.translate import install_translations

if TYPE_CHECKING:
    from config import Settings


def create_app(settings: Settings, *, clock: Clock = system_clock) -> Flask:
    """The portal for `settings`, with its pages.

    Raises:
        config.UnsafeSettingsError: when production would start with an unsafe value.
    """
    from portal.doors import install_doors  # noqa: PLC0415  half of the memory, which a worker does without

    app = create_inner_app(settings, clock=clock)
    install_doors(app, settings)
    return app


def create_inner_app(settings: Settings, *, clock: Clock = system_clock) -> Flask:
    """The portal without its pages: what a worker or a command needs. It answers no request.

    Raises:
        config.UnsafeSettingsError: as `create_app`.
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
    app.jinja_environment = PageEnvironment
    app.session_interface = FormSessions()
    app.extensions["bangvang_settings"] = settings
    app.extensions["bangvang_clock"] = clock
    app.extensions["bangvang_database"] = Database.of(settings)
    app.extensions["bangvang_store"] = make_store(settings)
    app.extensions["bangvang_transport"] = make_transport(settings)
    install_logs(app, settings)
    install_translations(app, settings)
    install_reactions(app)
    return app
