"""A scratch installation with the demonstration, served by the portal's own server on a free port."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import config
from portal.app import create_app
from portal.cli.serving import prepare
from portal.demo.load import load_demonstration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

STARTING_SECONDS = 30


@contextlib.contextmanager
def demonstration() -> Iterator[Flask]:
    """The application of a served, freshly loaded demonstration; everything is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="bangvang-pictures-") as folder:
        settings = config.Settings(data_folder=Path(folder) / "var", base_url=f"http://127.0.0.1:{free_port()}")
        prepare(settings)
        app = create_app(settings)
        load_demonstration(app)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("BANGVANG_")}
        environment |= {
            "BANGVANG_DATA_FOLDER": str(settings.data_folder),
            "BANGVANG_BASE_URL": settings.base_url,
        }
        server = subprocess.Popen(
            [sys.executable, "-m", "portal.cli", "serve"], env=environment, stdout=subprocess.DEVNULL
        )
        try:
            _wait_for(f"{settings.base_url}/suc-khoe", server)
            yield app
        finally:
            server.terminate()
            server.wait(STARTING_SECONDS)
            app.extensions["bangvang_database"].dispose()


def free_port() -> int:
    """A port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < until and server.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=1):  # noqa: S310  our own loopback address
            return
        time.sleep(0.1)
    raise SystemExit("the portal did not start")
