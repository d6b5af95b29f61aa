"""Results in frames of other sites: off unless the settings name their origins (`BANGVANG_EMBED_ORIGINS`)."""

from __future__ import annotations

from flask import current_app, g


def embed_origins() -> str:
    """The origins that may frame a result, with spaces between them; empty where none may."""
    told: str = current_app.extensions["bangvang_settings"].embed_origins
    return " ".join(told.split())


def allow_frames(origins: str) -> None:
    """Let this answer, and no other, be framed by `origins`."""
    g.frame_ancestors = origins
