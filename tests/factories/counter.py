"""A counter with its clerks, and works brought to it, through the pages."""

from __future__ import annotations

import io
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from judging.actions.copies import LABEL_FIELDS
from judging.enums import Role
from judging.ids import EntryID, HandoverID, ProgrammeID
from judging.models.entries import Entry
from judging.models.handovers import Handover, HandoverConsent, PhysicalCopy
from judging.models.invitations import Invitation
from judging.models.registrations import Registration, RegistrationDetails, RegistrationDoor
from judging.queries.programmes import plan_in_force
from media.store.contract import StorageKey
from portal.db import transaction
from tests.factories.documents import make_docx
from tests.factories.office import make_account, make_person, make_unit
from tests.factories.programmes import demonstration_plan, make_programme
from tests.factories.uploads import Browser
from tests.page_client import Page, PageClient
from vietnamese.dates import local_day, to_local

if TYPE_CHECKING:
    from datetime import datetime

    from flask import Flask
    from sqlalchemy.orm import Session

    from judging.models.people import Account
    from judging.spec.words import Intake
    from tests.conftest import TestClock
    from tests.factories.house import House
    from tests.factories.marking import Day
    from tests.factories.received import Intake as Received

SLUG = "cuoc-thi"
SCAN = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def scanned() -> bytes:
    """A work as it was copied from paper: small enough for one part."""
    with tempfile.TemporaryDirectory() as folder:
        return make_docx(Path(folder) / "bai.docx", chu=1200).read_bytes()


class Counter:
    """A contest, a secretary, a second one, a coordinator, and an author without an account."""

    def __init__(self, app: Flask, clock: TestClock, *, intake: Intake | None = None, grace_seconds: int = 0) -> None:
        self.app, self.clock = app, clock
        plan = demonstration_plan(local_day(clock()).isoformat())
        entering = replace(plan.entering, grace_seconds=grace_seconds, intake=intake or plan.entering.intake)
        with app.app_context(), transaction() as session:
            now = clock()
            self.programme = make_programme(session, now=now, plan=replace(plan, entering=entering), slug=SLUG)
            self.unit = make_unit(session, "UBND xã Thử", kind="commune")
            self.other_unit = make_unit(session, "Phòng Thử Khác")
            self.secretary = make_account(
                session, "Người Thư Ký", now=now, roles=(Role.SECRETARY,), programme=self.programme
            )
            self.second = make_account(
                session, "Người Thứ Hai", now=now, roles=(Role.SECRETARY,), programme=self.programme
            )
            self.coordinator = make_account(
                session, "Người Đầu Mối", now=now, roles=(Role.COORDINATOR,), programme=self.programme, unit=self.unit
            )
            self.author = make_person(session, "Người Tác Giả", unit=self.unit)
            self.stranger = make_person(session, "Người Đơn Vị Khác", unit=self.other_unit)

    def as_(self, account: Account) -> PageClient:
        return PageClient(self.app).sign_in_as(account)

    def fields(self, *, arrived: datetime | None = None, **more: Any) -> dict[str, Any]:
        """What the form of a line says for a booklet that its author brings now."""
        at = to_local(arrived or self.clock()).strftime("%Y-%m-%dT%H:%M")
        return {"category": "essay", "way": "paper", "brought_by": "Người Tác Giả", "arrived": at, **more}

    def consent(self, **more: Any) -> dict[str, Any]:
        """What the form says for files on behalf, with a scan of the consent."""
        return self.fields(
            way="behalf",
            consent_form="signed_form",
            consent_by="Người Tác Giả",
            consent_on=local_day(self.clock()).isoformat(),
            consent_scan=(io.BytesIO(SCAN), "dong-y.pdf"),
            **more,
        )

    def write(self, *, by: Account | None = None, status: int = 302, person: Any = None, **fields: Any) -> Page:
        """Post the form of a line."""
        person = person or self.author
        address = f"/tiep-nhan/{SLUG}/nguoi/{person.id}"
        told = fields or self.fields()
        return self.as_(by or self.secretary).post(address, told, status=status, content_type="multipart/form-data")

    def line(self, number: int = 1) -> tuple[Handover, EntryID]:
        """A line of the book as it stands, and its entry."""
        with self.app.app_context(), transaction() as session:
            row = session.scalars(select(Handover).where(Handover.number == number)).one()
            session.expunge_all()
            return row, EntryID(row.entry_id)

    def entry(self, number: int = 1) -> Entry:
        """The entry of a line as it stands."""
        with self.app.app_context(), transaction() as session:
            entry = session.get_one(Entry, self.line(number)[1])
            session.expunge_all()
            return entry

    def fill(self, *, by: Account | None = None, number: int = 1) -> EntryID:
        """Enter everything that the plan asks for, and send the scanned work by the resumable way."""
        by = by or self.secretary
        pages, entry_id = self.as_(by), self.line(number)[1]
        cover = pages.get(f"/bai-du-thi/{entry_id}/thong-tin")
        values = {
            tag["name"]: tag.get("value", "") for tag in cover.soup.select("input[name^=cover-], input[name=version]")
        }
        topic = cover.soup.select_one("input[name=topic_key]")
        pages.post(
            f"/bai-du-thi/{entry_id}/thong-tin", {**values, "title": "Bài thử ở quầy", "topic_key": topic["value"]}
        )
        page = pages.get(f"/bai-du-thi/{entry_id}/cam-ket")
        boxes = {tag["name"]: "y" for tag in page.soup.select("input[name^=declare-]")}
        version = page.soup.select_one("input[name=version]")["value"]
        pages.post(f"/bai-du-thi/{entry_id}/cam-ket", {**boxes, "version": version})
        browser, content = Browser(self.app, by), scanned()
        upload = browser.begin(entry_id, len(content), name="ban-quet.docx")["id"]
        assert browser.put(browser.addresses(upload, 1)["1"], content).status_code == 200
        assert browser.complete(upload).status_code == 200
        return entry_id

    def hand_in(self, *, by: Account | None = None, number: int = 1, status: int = 302) -> Page:
        """Hand the filled entry in."""
        pages, entry_id = self.as_(by or self.secretary), self.line(number)[1]
        page = pages.get(f"/bai-du-thi/{entry_id}/nop")
        version = page.soup.select_one("input[name=version]")["value"]
        return pages.post(f"/bai-du-thi/{entry_id}/nop", {"version": version}, status=status)


def add_counter(house: House, session: Session, intake: Received, foreign: Day, *, now: datetime) -> None:
    """A line of the own counter with a consent and a disc, and one of another office's, for the access table."""
    store = house.app.extensions["bangvang_store"]
    rows = []
    for number, (secretary, entry) in enumerate(
        ((house.people["secretary"], _drafted(session, intake, now=now)), (foreign.secretary, foreign.entries[0])), 1
    ):
        key = f"{number}".zfill(64)
        store.put(StorageKey(key), SCAN)
        row = Handover(
            programme_id=entry.programme_id,
            number=1,
            full_number=f"0000{number}/STN-NHA",
            way="behalf",
            check_code=f"MAPHIEUTHU{number}",
            entry_id=entry.id,
            brought_by="Người Mang Đến",
            arrived_at=now,
            counts_at=now,
            recorded_by=secretary.id,
            recorded_as="secretary",
            recorded_at=now,
        )
        row.copies = [PhysicalCopy(position=1, kind="disc", is_whole=True, label=dict.fromkeys(LABEL_FIELDS, "right"))]
        session.add(row)
        session.flush()
        session.add(
            HandoverConsent(
                handover_id=HandoverID(row.id),
                form="letter",
                given_by="Người Tác Giả",
                given_on=now.date(),
                scan_key=key,
                scan_sha256="0" * 64,
                scan_type="application/pdf",
                scan_bytes=len(SCAN),
            )
        )
        rows.append(row)
    people = (make_person(session, "Người Ở Quầy", unit=intake.unit), make_person(session, "Người Nơi Khác"))
    slugs = (intake.programme.slug, foreign.slug)
    for target, row, person, slug in zip((house.own, house.other), rows, people, slugs, strict=True):
        line = {"handover_id": row.id, "copy_id": row.copies[0].id}
        for name in (
            "handover",
            "handover_slip",
            "handover_consent",
            "confirm_handover",
            "void_line",
            "add_physical_copy",
            "move_physical_copy",
        ):
            target[f"secretary.{name}"] = line
        for name in ("handover_book", "handover_workbook", "find_author", "add_author", "record", "record_line"):
            target[f"secretary.{name}"] = {"slug": slug, "person_id": person.id}
        invited = Invitation(
            programme_id=row.programme_id,
            person_id=person.id,
            by_letter=False,
            invited_by=row.recorded_by,
            invited_at=now,
        )
        session.add(invited)
        session.flush()
        for name in ("invitations", "print_invitation", "send_invitation", "revoke"):
            target[f"secretary.{name}"] = {"slug": slug, "person_id": person.id, "invitation_id": invited.id}
        add_registration(session, target, row, slug, now=now)
        for name in ("handover", "object_to"):
            code = row.check_code if target is house.own else "KHONGCOMANAY"
            target[f"public.{name}"] = {"check_code": code}


def add_registration(session: Session, target: Any, line: Handover, slug: str, *, now: datetime) -> None:
    """Somebody who registered himself at the counter of a line, where people may."""
    unit = session.get_one(Entry, line.entry_id).unit_id
    session.add(
        RegistrationDoor(programme_id=line.programme_id, is_open=True, changed_by=line.recorded_by, changed_at=now)
    )
    row = Registration(
        programme_id=line.programme_id,
        unit_id=unit,
        form_digest=line.id.hex * 2,
        received_at=now,
        notice="registration-1",
    )
    row.details = RegistrationDetails(
        full_name="Người Tự Đăng Ký",
        name_folded="nguoi tu dang ky",
        personnel_kind="civil_servant",
        phone="+84912000000",
    )
    session.add(row)
    session.flush()
    for name in (
        "registrations",
        "allow_registrations",
        "end_registrations",
        "confirm_registration",
        "recognise_registrant",
        "refuse_registrant",
    ):
        target[f"secretary.{name}"] = {"slug": slug, "registration_id": row.id, "person_id": line.id}


def _drafted(session: Session, intake: Received, *, now: datetime) -> Entry:
    plan = plan_in_force(session, ProgrammeID(intake.programme.id))
    author = make_person(session, "Người Có Bài Ở Quầy", unit=session.merge(intake.unit))
    entry = Entry(
        programme_id=plan.programme_id,
        category_key="essay",
        plan_version_id=plan.version_id,
        author_id=author.id,
        unit_id=author.unit_id,
        created_at=now,
        changed_at=now,
    )
    session.add(entry)
    session.flush()
    return entry
