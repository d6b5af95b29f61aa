"""Starts processes that serve a few requests against the test's database and store, and may die in the middle."""

from __future__ import annotations

import json
import signal
from typing import TYPE_CHECKING, Any

from judging.models.people import Account
from portal.db import writing
from portal.sessions import begin_session

if TYPE_CHECKING:
    import subprocess

    from flask import Flask

    import config

PART = 1000


class Server:
    """Starts victims against the test's database and store."""

    def __init__(self, app: Flask, author: Account, settings: config.Settings, victims: subprocess.Popen[str]) -> None:
        self.app, self.settings, self.victims = app, settings, victims
        with app.test_request_context("/"), writing(app.extensions["bangvang_database"].main) as session:
            now = app.extensions["bangvang_clock"]()
            self.cookie = begin_session(session, session.get_one(Account, author.id), now=now)
        self.now = now

    def serve(self, *requests: dict[str, Any], failpoint: str = "") -> tuple[int, list[dict[str, Any]]]:
        order = {
            "now": self.now.isoformat(), "cookie": self.cookie, "requests": requests, "part_bytes": PART,
            "data_folder": str(self.settings.data_folder), "database_url": self.settings.database_url,
            "desk_database_url": self.settings.desk_database_url, "failpoint": failpoint,
        }  # fmt: skip
        assert self.victims.stdin is not None
        assert self.victims.stdout is not None
        self.victims.stdin.write(json.dumps(order) + "\n")
        self.victims.stdin.flush()
        told = json.loads(self.victims.stdout.readline())
        assert told["ended"] in {0, -signal.SIGKILL}
        return told["ended"], told["answers"]
