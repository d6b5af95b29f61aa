"""The headers of every answer: no framing, no sniffing, no foreign request, nothing kept by caches behind sign-in."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from flask import g, request

if TYPE_CHECKING:
    from flask import Flask, Response

    from config import Settings

POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; media-src 'self' blob:{store}; connect-src 'self'{store}; form-action 'self'; base-uri 'none'; "
    "frame-ancestors {frames}; manifest-src 'self'; require-trusted-types-for 'script'; trusted-types bangvang"
)


def csp_nonce() -> str:
    """This request's nonce for scripts."""
    nonce: str | None = g.get("csp_nonce")
    if nonce is None:
        nonce = g.csp_nonce = secrets.token_urlsafe(16)
    return nonce


def install_headers(app: Flask, settings: Settings) -> None:
    """Set the headers after every request of `app`; a view's own Content-Security-Policy or cache rule stays."""
    # Browsers send parts to the object store and play from it, where there is one: nothing else crosses origins.
    origin = app.extensions["bangvang_store"].browser_origin
    store = f" {origin}" if origin else ""

    @app.after_request
    def _set(response: Response) -> Response:
        headers = response.headers
        frames: str = g.get("frame_ancestors", "")
        headers.setdefault(
            "Content-Security-Policy", POLICY.format(nonce=csp_nonce(), store=store, frames=frames or "'none'")
        )
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if frames else "same-origin")
        headers.setdefault("Permissions-Policy", "geolocation=(), microphone=(), camera=(self), payment=()")
        if not frames:
            headers.setdefault("X-Frame-Options", "DENY")
        if settings.cookies_are_secure:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        if request.endpoint != "static" and (g.get("viewer") is not None or "Cache-Control" not in headers):
            private = g.get("viewer") is not None or request.method != "GET"
            headers["Cache-Control"] = "no-store" if private else headers.get("Cache-Control", "no-cache")
            headers.add("Vary", "Cookie")
        return response
