"""The portal of a test, served to a browser from a thread of the test's own process, on SQLite."""

from __future__ import annotations

import socket
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from werkzeug.serving import make_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    import config


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.fixture
def settings(settings: config.Settings) -> config.Settings:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return replace(settings, base_url=f"http://127.0.0.1:{free.getsockname()[1]}")


@pytest.fixture
def url(app: Flask, settings: config.Settings) -> Iterator[str]:
    """The address that the portal answers on while the test runs."""
    server = make_server("127.0.0.1", settings.port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield settings.base_url
    server.shutdown()
    thread.join()
    server.server_close()
