"""Logs as JSON lines with a request id and without personal data."""

from __future__ import annotations

import logging
import sys
import uuid
from typing import TYPE_CHECKING

import structlog
from flask import g, request

if TYPE_CHECKING:
    from flask import Flask

    from config import Settings


def install_logs(app: Flask, settings: Settings) -> None:
    """Configure structlog once and bind a request id to every line of a request."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG if settings.debug else logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )

    @app.before_request
    def _bind() -> None:
        g.request_id = uuid.uuid4().hex[:16]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=g.request_id, endpoint=request.endpoint)
