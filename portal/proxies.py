"""Whose word about the client is believed: only the declared number of own proxies (C02), only our host name (E07)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import abort, request
from werkzeug.middleware.proxy_fix import ProxyFix

from config import LOOPBACK

if TYPE_CHECKING:
    from flask import Flask

    from config import Settings


def install_proxies(app: Flask, settings: Settings) -> None:
    """Believe X-Forwarded-* from exactly `trusted_proxies` hops and answer 421 to a foreign host name."""
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0, x_port=0)  # type: ignore[method-assign]
    ours = {settings.host} | (LOOPBACK if settings.host in LOOPBACK else frozenset())
    downloads = urlsplit(settings.downloads_url).netloc

    @app.before_request
    def _only_our_host() -> None:
        host = urlsplit(f"//{request.host}").hostname
        # The origin of the downloads has downloads and nothing else, and no other origin has them.
        if downloads and (request.host == downloads) != (request.endpoint == "uploads.downloaded"):
            abort(421 if host not in ours else 404)
        if host not in ours and request.host != downloads:
            abort(421)
        if "\x00" in request.path or b"%00" in request.query_string:
            abort(400)  # neither a page nor a row has such a sign; databases refuse it in their own ways
