"""A process that serves one request and may die at a failpoint in the middle: `python submit_victim.py ORDER`.

ORDER is JSON: the settings that differ, the moment, the cookie of a session that was begun before, and the requests
(method, path, form, JSON or bytes). BANGVANG_FAILPOINT says where it dies. It prints one line for each answer.
"""

from __future__ import annotations

import base64
import json
import sys
from datetime import datetime
from pathlib import Path

import config
from portal.app import create_app


def main() -> None:
    order = json.loads(sys.argv[1])
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
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
