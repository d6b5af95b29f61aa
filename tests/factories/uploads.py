"""A browser without a screen that sends files as upload.js does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

    from judging.ids import EntryID
    from judging.models.people import Account

PART = 1000


class Browser:
    """What upload.js does, step by step."""

    def __init__(self, app: Flask, account: Account) -> None:
        self.http = PageClient(app).sign_in_as(account).http

    def ask(self, method: str, url: str, **more: Any) -> TestResponse:
        headers = {"Accept": "application/json", **more.pop("headers", {})}
        return self.http.open(url, method=method, base_url="http://127.0.0.1", headers=headers, **more)

    def begin(self, entry_id: EntryID, size: int, *, name: str = "bài.docx", status: int = 201, **more: Any) -> Any:
        asked = {"entry": str(entry_id), "name": name, "size": size, "type": "", **more}
        answer = self.ask("POST", "/uploads", json=asked)
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer.json

    def addresses(self, upload: str, *numbers: int) -> dict[str, str]:
        answer = self.ask("POST", f"/uploads/{upload}/parts", json={"numbers": numbers}).json
        return {number: one["url"] for number, one in answer["addresses"].items()}

    def put(self, address: str, body: bytes) -> TestResponse:
        return self.ask("PUT", address, data=body, content_type="application/octet-stream")

    def send(self, upload: str, content: bytes, *numbers: int) -> None:
        for number, address in self.addresses(upload, *numbers).items():
            at = (int(number) - 1) * PART
            answer = self.put(address, content[at : at + PART])
            assert answer.status_code == 200, answer.get_data(as_text=True)

    def complete(self, upload: str) -> TestResponse:
        return self.ask("POST", f"/uploads/{upload}/complete", json={})

    def whole(self, entry_id: EntryID, content: bytes, **more: Any) -> str:
        upload = self.begin(entry_id, len(content), **more)["id"]
        self.send(upload, content, *range(1, -(-len(content) // PART) + 1))
        answer = self.complete(upload)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return str(answer.json["part_id"])
