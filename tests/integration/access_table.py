"""Asks every address as everybody, and writes what is answered as a table that a person can read.

`python -m tests.integration.access_table` writes `tests/files/access.csv`; read each changed line before committing.

Cells: `yes` (answered: a page, a redirect, or a refusal that is about the content of the request), `hidden` (404, as if
it did not exist), `sign in`, `no` (403). With an id in the address the cell tells own first, then somebody else's:
`yes/hidden`. A judge's or an author's *own* is what lies on his desk; an officer's what is in his contests and unit.
"""

from __future__ import annotations

import csv
import io
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from werkzeug.routing import BuildError

from judging.enums import Role
from portal.access import declaration_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from werkzeug.routing import Rule
    from werkzeug.test import TestResponse

    from tests.factories.house import House

TABLE = Path(__file__).parents[1] / "files" / "access.csv"
PEOPLE = ("anonymous", "signed-in", "author", "coordinator", "validator", "secretary", "judge", "head", "holder",
          "board", "publisher", "supervisor", "admin", "finance")  # fmt: skip
COLUMNS = ("method", "address", "endpoint", "open to", *PEOPLE)
BASE = "http://127.0.0.1"
NOBODY = "00000000-0000-4000-8000-000000000000"
FORMS: dict[str, dict[str, str]] = {
    "judge.confirm_lock": {"version": "1"},
    "secretary.lay_sample": {"title": "Bài mẫu", "text": "Sáng thứ hai."},
    "judge.ask": {"words": "Trang hai mờ?"},
    "secretary.answer_question": {"words": "Đã thay bản khác."},
    "judge.take_late": {"version": "1"},
    "secretary.seal_batch": {"number": "1"},
    "board.return_plan": {"reason": "Xem lại"},
    "validator.withhold": {"reason": "name"},
    "validator.confirm_unread": {"reason": "film"},
    "validator.doubt_unread": {"reason": "film"},
    "validator.decline_rejection": {"reason": "Xem lại"},
    "secretary.refuse_unlock": {"reason": "Xem lại"},
    "secretary.leave_seat": {"reason": "Bận"},
    "secretary.let_entry_in": {"entry": NOBODY},
    "board.hold": {"kind": "drafts", "reason": "Thanh tra"},
    "board.release": {"reason": "Xong"},
    "board.propose_early": {"kind": "works", "reason": "Hết chỗ"},
    "secretary.decline_data_request": {"reason": "Không"},
    "secretary.refuse_registrant": {"reason": "Không phải"},
    "secretary.refuse_list_change": {"reason": "Xem lại"},
    "admin.close": {"reason": "Nghỉ việc"},
    "admin.end": {"reason": "Thôi nhiệm vụ"},
    "admin.grant": {"role": "supervisor", "programme_id": "", "unit_id": ""},
    "secretary.return_paper": {"reason": "Xem lại"},
    "secretary.revoke_paper": {"reason": "Nhầm"},
    "secretary.revoke_certificate": {"reason": "Nhầm"},
    "account.take_list": {"reason": "Lập danh sách dự lễ"},
    "finance.return_estimate": {"reason": "Xem lại", "version": "1"},
    "finance.return_money": {"reason": "Xem lại", "version": "1"},
    "finance.reissue": {"reason": "Xem lại", "version": "1"},
    "finance.return_list": {"reason": "Xem lại", "version": "1"},
    "finance.pay": {"method": "cash", "paid_on": "2026-09-07", "number": "PC-01", "version": "1"},
    "finance.settle": {"version": "1"},
    "finance.propose_estimate": {"version": "1"},
    "finance.appraise_estimate": {"version": "1"},
    "finance.approve_estimate": {"version": "1"},
    "finance.approve_list": {"version": "1"},
    "finance.send_signed_estimate": {"version": "1"},
    "finance.send_signed_list": {"version": "1"},
    "finance.confirm_signed_estimate": {"version": "1", "typed": "1"},
    "finance.confirm_signed_list": {"version": "1", "typed": "1"},
    "council.end": {"reason": "Chuyển công tác"},
    "holder.ask": {"purpose": "look", "reason": "Đối chiếu"},
}
"""What an act needs before it looks for whose thing it is."""
ANSWERED = {200, 201, 206, 302, 304, 400, 409, 422}


@dataclass(frozen=True, slots=True)
class Door:
    """One address with one method."""

    method: str
    rule: Rule

    @property
    def endpoint(self) -> str:
        return self.rule.endpoint

    @property
    def names_something(self) -> bool:
        return bool(self.rule.arguments)


def list_doors(app: Flask) -> list[Door]:
    """Every address and method of the portal, static files left out, in a total order."""
    found = [
        Door(method, rule)
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in {"static", "public.ready"}  # readiness answers by the machine's own clock
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]
    return sorted(found, key=lambda door: (door.rule.rule, door.method))


class Asker:
    """Asks doors as people of the house; after each act the database is put back as it was."""

    def __init__(self, house: House, settings: Any, backup: Path) -> None:
        self.house, self.app = house, house.app
        self.folder = settings.data_folder
        self.backup = backup
        self.clients = {who: house.client(who) for who in PEOPLE}
        self.app.extensions["bangvang_database"].dispose()
        with closing(sqlite3.connect(self.database)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(self.database, backup / "database")
        shutil.copytree(settings.store_folder, backup / "store")

    @property
    def database(self) -> Path:
        return Path(self.folder / "bangvang.sqlite3")

    def ask(
        self,
        door: Door,
        who: str,
        *,
        own: bool = True,
        missing: bool = False,
        instead: dict[str, Any] | None = None,
    ) -> TestResponse:
        """The answer of a door. `missing` asks for ids that nobody has; `instead` names some ids itself."""
        address = self.address(door, who, own=own, missing=missing, instead=instead)
        client = self.clients[who].http
        return client.open(address, method=door.method, base_url=BASE, **self._body(door, own=own))

    def _body(self, door: Door, *, own: bool) -> dict[str, Any]:
        if door.endpoint == "uploads.begin":
            entry = self.house.values("uploads.begin", own=own)["entry"]
            return {"json": {"entry": entry, "name": "bai.docx", "size": 1000, "type": ""}}
        if door.endpoint == "uploads.addresses":
            return {"json": {"numbers": [1]}}
        if door.endpoint == "entrant.send_file" and door.method == "POST":
            return {"data": {"file": (io.BytesIO(b"x"), "bai.docx")}, "content_type": "multipart/form-data"}
        return {"data": FORMS[door.endpoint]} if door.endpoint in FORMS and door.method == "POST" else {}

    def address(
        self,
        door: Door,
        who: str,
        *,
        own: bool = True,
        missing: bool = False,
        instead: dict[str, Any] | None = None,
    ) -> str:
        values = self.values(door, who, own=own)
        if missing:
            ids = {name: NOBODY for name in values if name.endswith("_id")}
            values = {**values, **ids, "slug": "khong-co"}
        values |= instead or {}
        wanted = {name: values[name] for name in door.rule.arguments if name in values}
        built = door.rule.build(wanted, append_unknown=False)
        if built is None:
            raise BuildError(door.endpoint, wanted, door.method)
        return str(built[1])

    def values(self, door: Door, who: str, *, own: bool) -> dict[str, Any]:
        values = self.house.values(door.endpoint, own=own)
        audience = door.endpoint.partition(".")[0]
        someone = "author" if who == "anonymous" else who
        personal = {"account": f"account:{someone}", "judge": f"judge:{who}", "head": "judge:head"}.get(audience, "")
        source = self.house.own if own else self.house.other
        if audience in {"judge", "head"} and personal not in source:
            personal = "judge:judge"
        return {**values, **source.get(personal, {})} if personal else values

    def put_back(self, door: Door) -> None:
        """Undo an act: the next person asks the same house."""
        if door.method == "GET":
            return
        self.app.extensions["bangvang_database"].dispose()
        for suffix in ("-wal", "-shm"):
            Path(f"{self.database}{suffix}").unlink(missing_ok=True)
        shutil.copy(self.backup / "database", self.database)
        if door.endpoint.startswith(("uploads.", "entrant.")):
            shutil.rmtree(self.folder / "store")
            shutil.copytree(self.backup / "store", self.folder / "store")
        if door.endpoint in {"account.sign_out", "account.change_password", "account.end_other_sessions"}:
            self.clients = {who: self.house.client(who) for who in PEOPLE}
            self.app.extensions["bangvang_database"].dispose()
            with closing(sqlite3.connect(self.database)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            shutil.copy(self.database, self.backup / "database")

    def head(self) -> int:
        """How many lines the history has: a refused act adds none."""
        with closing(sqlite3.connect(self.database)) as connection:
            return int(connection.execute("SELECT seq FROM chain_head").fetchone()[0])


def word_of(answer: TestResponse) -> str:
    """An answer in the table's words. Anything unexpected shows as its number."""
    if answer.status_code == 401 or (answer.status_code == 302 and "/dang-nhap?next=" in answer.headers["Location"]):
        return "sign in"
    if answer.status_code == 404:
        return "hidden"
    if answer.status_code == 403:
        return "no"
    return "yes" if answer.status_code in ANSWERED else str(answer.status_code)


def open_to(app: Flask, door: Door) -> str:
    """What the view declares, in words; `NOBODY SAID` where it declares nothing."""
    declared = declaration_of(app.view_functions[door.endpoint])
    if declared is None:
        return "NOBODY SAID"
    if declared.everybody:
        return "everybody"
    if declared.roles == frozenset(Role):
        return "signed in"
    return " ".join(sorted(role.value for role in declared.roles)) + (" (desk)" if declared.desk else "")


def rows(asker: Asker) -> Iterator[dict[str, str]]:
    """The table, line by line."""
    for door in list_doors(asker.app):
        row = {
            "method": door.method,
            "address": door.rule.rule,
            "endpoint": door.endpoint,
            "open to": open_to(asker.app, door),
        }
        for who in PEOPLE:
            words = [_cell(asker, door, who, own=True)]
            if door.names_something or door.endpoint == "uploads.begin":
                words.append(_cell(asker, door, who, own=False))
            row[who] = words[0] if len(set(words)) == 1 else "/".join(words)
        yield row


def _cell(asker: Asker, door: Door, who: str, *, own: bool) -> str:
    before = asker.head() if door.method != "GET" else 0
    word = word_of(asker.ask(door, who, own=own))
    if door.method != "GET":
        if word in {"hidden", "sign in", "no"}:
            assert asker.head() == before, f"{door.method} {door.rule.rule} as {who}: refused, but it left a line"
        else:
            asker.put_back(door)
    return word


def read_table() -> list[dict[str, str]]:
    """The lines; one that tells nothing of finance means that it sees what anybody signed in sees, or nothing."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    for row in found:
        if not row["finance"]:
            row["finance"] = row["signed-in"] if row["open to"] in {"everybody", "signed in"} else "hidden"
    return found


def write_table(found: list[dict[str, str]]) -> None:
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(found)


if __name__ == "__main__":
    import tempfile

    from tests.integration.access_house import build

    with tempfile.TemporaryDirectory() as folder:
        write_table(list(rows(build(Path(folder)))))
