"""Browsers that go on whatever happens to the portal; entrants upload, ask again, hand in, keep what was confirmed."""

from __future__ import annotations

import hashlib
import http.client
import json
import random
import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from judging.models.people import Account
from portal.db import transaction
from portal.sessions import begin_session
from tests.factories.entries import make_draft
from tests.factories.office import make_account

if TYPE_CHECKING:
    import threading
    from uuid import UUID

    from flask import Flask

    from judging.ids import EntryID
    from judging.models.programmes import Programme

CSRF = re.compile(rb'name="csrf_token" value="([^"]+)"')
VERSION = re.compile(rb'name="version" value="(\d+)"')
AGAIN_SECONDS = 0.3
CUT_SHARE = 0.15
"""The share of parts whose connection the client drops in the middle (X18)."""


class AwayError(Exception):
    """No answer, or one that only says that the portal is away."""


@dataclass
class Log:
    """What the portal confirmed, kept outside it: entry → SHA-256 of the bytes, and the address of the receipt."""

    confirmed: dict[UUID, tuple[str, str]] = field(default_factory=dict)
    tries: int = 0
    away: int = 0


class Browser:
    """One signed-in browser. No answer, or one that only says that the portal is away, is an AwayError."""

    home = "/"
    """A page with a form, whose token guards what is sent."""

    def __init__(self, app: Flask, port: int, account: Account, log: Log) -> None:
        self.app, self.port, self.account, self.log = app, port, account, log
        with app.test_request_context("/"), transaction() as session:
            now = app.extensions["bangvang_clock"]()
            self.token = begin_session(session, session.get_one(Account, account.id), now=now)
        self.cookies = {"bangvang": self.token}
        self.csrf = ""

    def _csrf(self) -> str:
        if not self.csrf:
            _, _, page = self._ask("GET", self.home, None, "", with_token=False)
            if (found := CSRF.search(page)) is None:
                raise AwayError
            self.csrf = found.group(1).decode()
        return self.csrf

    def _ask(
        self, method: str, path: str, body: bytes | None, media_type: str, *, with_token: bool = True, cut: bool = False
    ) -> tuple[int, Any, bytes]:
        self.log.tries += 1
        headers = {"Accept": "application/json" if media_type != "" else "text/html"}
        if media_type:
            headers["Content-Type"] = media_type
        if with_token and method != "GET":
            headers["X-CSRFToken"] = self._csrf()
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            if cut and body is not None:
                connection.putrequest(method, path)
                for name, value in {**headers, "Content-Length": str(len(body))}.items():
                    connection.putheader(name, value)
                connection.endheaders(body[: len(body) // 2])
                raise AwayError
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.log.away += 1
            raise AwayError from error
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        if answer.status >= 500:
            raise AwayError
        return answer.status, answer.headers, content


class Entrant(Browser):
    """One browser. Every call is tried until the portal answers; the same idempotency key gives the same receipt."""

    home = "/bai-du-thi"

    def __init__(self, app: Flask, port: int, programme: Programme, log: Log, *, seed: int) -> None:
        with app.app_context(), transaction() as session:
            account = make_account(session, f"Người thử {seed}", now=app.extensions["bangvang_clock"]())
        super().__init__(app, port, account, log)
        self.programme, self.random = programme, random.Random(seed)

    def draft(self, category: str) -> EntryID:
        """An entry without its work, written to the database directly."""
        return make_draft(self.app, self.account, self.programme, category=category, text="")

    def enter(self, entry_id: EntryID, *, name: str, content: bytes, stop: threading.Event) -> None:
        """Upload the work of a draft and hand it in. Returns early only when `stop` is set."""
        while not stop.is_set() and not self._upload(entry_id, name, content):
            time.sleep(AGAIN_SECONDS)
        key = f"kill-{entry_id}"
        receipts = set()
        while not stop.is_set() and len(receipts) < 1:
            receipts |= self._submit(entry_id, key)
        while not stop.is_set() and not (again := self._submit(entry_id, key)) & receipts:
            assert not again, "the same key gave two receipts"
        if receipts:
            self.log.confirmed[entry_id] = (hashlib.sha256(content).hexdigest(), receipts.pop())

    def _upload(self, entry_id: EntryID, name: str, content: bytes) -> bool:
        """One way through the contract; False when it has to begin again."""
        try:
            status, begun = self._json("POST", "/uploads", {"entry": str(entry_id), "name": name, "size": len(content)})
            if status != 201:
                return False
            upload, size = begun["id"], begun["part_size"]
            count = -(-len(content) // size)
            for _ in range(200):
                try:
                    status, state = self._json("GET", f"/uploads/{upload}")
                    if status != 200:
                        return False
                    if state["state"] == "complete":
                        return True
                    self._send_missing(upload, state, content, size, count)
                    status, _ = self._json("POST", f"/uploads/{upload}/complete", {})
                    if status == 200:
                        return True
                except AwayError:
                    time.sleep(AGAIN_SECONDS)
        except AwayError:
            time.sleep(AGAIN_SECONDS)
        return False

    def _send_missing(self, upload: str, state: dict[str, Any], content: bytes, size: int, count: int) -> None:
        there = {int(one["number"]) for one in state.get("parts", ())}
        missing = [number for number in range(1, count + 1) if number not in there]
        if state["state"] == "stored" or not missing:
            return
        _, signed = self._json("POST", f"/uploads/{upload}/parts", {"numbers": missing})
        for number, address in signed["addresses"].items():
            path = address if isinstance(address, str) else address["url"]
            part = content[(int(number) - 1) * size : int(number) * size]
            self._ask("PUT", path, part, "application/octet-stream", cut=self.random.random() < CUT_SHARE)

    def _submit(self, entry_id: EntryID, key: str) -> set[str]:
        try:
            _, _, page = self._ask("GET", f"/bai-du-thi/{entry_id}/nop", None, "")
            version = VERSION.search(page)
            form = {
                "version": version.group(1).decode() if version else "0",
                "idempotency_key": key,
                "csrf_token": self._csrf(),
            }
            status, headers, _ = self._ask(
                "POST", f"/bai-du-thi/{entry_id}/nop", urlencode(form).encode(), "application/x-www-form-urlencoded"
            )
        except AwayError:
            time.sleep(AGAIN_SECONDS)
            return set()
        if status != 302:
            time.sleep(AGAIN_SECONDS)
            return set()
        return {headers["Location"]}

    def _json(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        data = None if body is None else json.dumps(body).encode()
        status, _, answer = self._ask(method, path, data, "application/json")
        return status, json.loads(answer) if answer.startswith(b"{") else {}
