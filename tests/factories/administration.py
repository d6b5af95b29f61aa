"""An office that administers itself: two units, an administrator, a coordinator, and the ways they work."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from judging.enums import Role
from judging.models.people import Person
from portal.db import writing
from tests.factories.office import make_account, make_unit
from tests.page_client import Page, PageClient

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator

    from flask import Flask
    from sqlalchemy.orm import Session

    from tests.conftest import TestClock


class Office:
    """Two units, an administrator, a coordinator of the first unit."""

    def __init__(self, app: Flask, clock: TestClock) -> None:
        self.app, self.clock = app, clock
        with self.writing() as session:
            self.unit, self.other = make_unit(session, "Phòng Nội vụ"), make_unit(session, "Phòng Tư pháp")
            self.admin = make_account(session, "Quản Trị", now=clock(), roles=(Role.ADMIN,))
            self.coordinator = make_account(session, "Đầu Mối", now=clock(), roles=(Role.COORDINATOR,), unit=self.unit)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with self.app.app_context(), writing(self.app.extensions["bangvang_database"].main) as session:
            yield session

    def as_admin(self) -> PageClient:
        return PageClient(self.app).sign_in_as(self.admin)

    def as_coordinator(self) -> PageClient:
        return PageClient(self.app).sign_in_as(self.coordinator)

    def count(self, model: type = Person) -> int:
        with self.writing() as session:
            return session.scalar(select(func.count()).select_from(model)) or 0

    def upload(self, data: io.BytesIO, name: str = "danh-sach.xlsx", *, kind: str = "nguoi") -> Page:
        client = self.as_admin()
        page = client.post(f"/quan-tri/nhap/{kind}", {"file": (data, name)}, content_type="multipart/form-data")
        return client.follow(page)

    def apply(self, preview: Page) -> Page:
        client = self.as_admin()
        form = next(one for one in preview.soup.find_all("form") if str(one["action"]).endswith("/ap-dung"))
        return client.follow(client.post(str(form["action"]), {}))

    def row(self, code: str, name: str = "Nguyễn Văn An", **cells: str) -> list[object]:
        return [
            code, name, cells.get("position", "Chuyên viên"), cells.get("kind", "Công chức"),
            cells.get("unit", self.unit.code), cells.get("phone", ""), cells.get("email", ""),
        ]  # fmt: skip
