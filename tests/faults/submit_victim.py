"""Processes that serve a few requests and may die at a failpoint in the middle: `python submit_victim.py`.

Loading the portal takes seconds, so it is loaded once: for each line of JSON on stdin this process forks a victim,
which builds the application anew, serves, and dies a real death. A line tells the settings that differ, the moment,
the cookie of a session begun before, the requests (method, path, form, JSON or bytes) and the failpoint. One line
comes back: how the victim ended, and its answers.
"""

from __future__ import annotations

import base64
import json
import os
import sys
import tempfile
import traceback
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import event

import config
from portal.app import create_app
from portal.failpoints import failpoint

if TYPE_CHECKING:
    from flask import Flask


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:  # the views are loaded by making an application
        create_app(config.Settings(data_folder=Path(folder), base_url="http://127.0.0.1"))
    for line in sys.stdin:
        order = json.loads(line)
        reading, writing = os.pipe()
        victim = os.fork()
        if victim == 0:
            os.close(reading)
            os._exit(die_or_serve(order, writing))
        os.close(writing)
        with os.fdopen(reading, encoding="utf-8") as pipe:
            answers = [json.loads(one) for one in pipe]
        _, status = os.waitpid(victim, 0)
        print(json.dumps({"ended": os.waitstatus_to_exitcode(status), "answers": answers}), flush=True)  # noqa: T201


def die_or_serve(order: dict[str, Any], writing: int) -> int:
    os.environ["BANGVANG_FAILPOINT"] = order["failpoint"]
    try:
        serve(order, writing)
    except BaseException:  # noqa: BLE001  the fork must not go on with its parent's work
        traceback.print_exc()
        return 1
    return 0


def serve(order: dict[str, Any], writing: int) -> None:
    now = datetime.fromisoformat(order["now"])
    settings = config.Settings(
        data_folder=Path(order["data_folder"]),
        database_url=order["database_url"],
        desk_database_url=order["desk_database_url"],
        base_url="http://127.0.0.1",
        part_bytes=order["part_bytes"],
        free_bytes_reserve=0,
    )
    app = create_app(settings, clock=lambda: now)
    die_while_writing(app)
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.set_cookie("bangvang", order["cookie"], domain="127.0.0.1")
    for asked in order["requests"]:
        body = {"data": base64.b64decode(asked["bytes"])} if "bytes" in asked else {}
        body |= {key: asked[key] for key in ("data", "json") if key in asked}
        answer = client.open(
            asked["path"],
            method=asked["method"],
            base_url="http://127.0.0.1",
            headers={"Accept": asked.get("accept", "application/json")},
            **body,
        )
        told = {
            "status": answer.status_code,
            "location": answer.headers.get("Location", ""),
            "json": answer.json if answer.is_json else None,
        }
        os.write(writing, json.dumps(told).encode() + b"\n")


def die_while_writing(app: Flask) -> None:
    """Each statement that changes a row is a failpoint of its own: `write:exit_after=5` dies before the fifth."""
    database = app.extensions["bangvang_database"]
    for engine in (database.main, database.desk):

        @event.listens_for(engine, "before_cursor_execute")
        def _note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if statement.startswith(("INSERT", "UPDATE", "DELETE")):
                failpoint("write")


if __name__ == "__main__":
    main()
