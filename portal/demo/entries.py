"""The demonstration's entries: real files made on the spot, sent in through the same doors as everybody's."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from judging.actions.entries import Draft, save_draft, start_entry, submit_entry
from judging.actions.forwards import forward_entry
from judging.ids import EntryID, EntryVersionID, ProgrammeID
from judging.models.entries import Entry
from judging.models.people import Account, Person
from judging.queries.entries import find_last_version
from judging.queries.programmes import get_programme, plan_in_force
from portal.clock import clock
from portal.db import transaction
from portal.demo.documents import make_docx, make_odt, make_pdf
from portal.demo.texts import essay_title
from portal.demo.videos import make_video
from portal.jobs.worker import work_until_idle
from portal.receipts import make_stamp
from portal.sessions import viewer_of
from portal.uploads import store_whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask
    from sqlalchemy.orm import Session

    from judging.queries.programmes import PlanInForce
    from judging.rules.viewers import Viewer


@dataclass(frozen=True, slots=True)
class DemoEntry:
    """One entry to make. `figure` is chữ or seconds; it is handed in unless it stays a draft.

    `forwarded_by` is the coordinator who sends it on; empty while it waits for its unit.
    """

    code: str
    kind: str
    figure: int
    topic: int
    is_handed_in: bool = True
    forwarded_by: str = ""
    ai_help: Mapping[str, Any] | None = None


HELPED = {"used": True, "tool": "Công cụ kiểm tra chính tả (mẫu thử)", "uses": ["spelling"],
          "words": "Chỉ dùng để soát lỗi chính tả trước khi nộp."}  # fmt: skip
ENTRIES = (
    DemoEntry("duthi2", "docx", 1463, 2, is_handed_in=False),
    DemoEntry("duthi3", "docx", 1463, 0, ai_help={"used": False}),
    DemoEntry("duthi4", "mp4", 312, 3),
    DemoEntry("duthi5", "pdf", 1750, 5, forwarded_by="daumoi-hh", ai_help=HELPED),
    DemoEntry("duthi6", "odt", 2350, 4),
)
MAKERS = {"docx": make_docx, "odt": make_odt, "pdf": make_pdf}


def load_entries(app: Flask, slug: str) -> None:
    """Make, upload, measure and hand in every demonstration entry."""
    with tempfile.TemporaryDirectory() as folder:
        begun = [(one, _begin(one, slug, Path(folder))) for one in ENTRIES]
        work_until_idle(app)
        for one, entry_id in begun:
            if one.is_handed_in:
                _hand_in(one, entry_id, slug)
            if one.forwarded_by:
                _forward(one.forwarded_by, entry_id)
    work_until_idle(app)


def _begin(one: DemoEntry, slug: str, folder: Path) -> EntryID:
    """A draft with its cover, declarations and file."""
    now = clock()
    with transaction() as session:
        viewer, person = _viewer(session, one.code)
        plan = _plan(session, slug)
        category = next(c for c in plan.plan.categories if c.key == ("video" if one.kind == "mp4" else "essay"))
        title = essay_title(one.topic + 1)
        cover = {"author": person.full_name, "position": person.position, "unit": person.unit.name,
                 "phone": person.phone or "", "title": title}  # fmt: skip
        entry = start_entry(session, plan=plan, category_key=category.key, cover=cover, by=viewer, arrived_at=now)
        save_draft(
            session,
            entry_id=EntryID(entry.id),
            version=entry.version,
            draft=Draft(
                title=title,
                topic_key=plan.plan.topics[one.topic].key,
                declarations={rule.key: True for rule in plan.plan.entering.declarations},
                ai_help=one.ai_help,
            ),
            plan=plan,
            by=viewer,
            arrived_at=now,
        )
        entry_id = EntryID(entry.id)
    path = _make_file(one, cover, folder)
    with path.open("rb") as file:
        store_whole(entry_id, None, file, name=path.name, size_bytes=path.stat().st_size, by=viewer, arrived_at=clock())
    return entry_id


def _hand_in(one: DemoEntry, entry_id: EntryID, slug: str) -> None:
    with transaction() as session:
        viewer, _person = _viewer(session, one.code)
        submit_entry(
            session,
            entry_id=entry_id,
            version=session.get_one(Entry, entry_id).version,
            plan=_plan(session, slug),
            stamp=make_stamp(),
            by=viewer,
            arrived_at=clock(),
        )


def _forward(coordinator: str, entry_id: EntryID) -> None:
    with transaction() as session:
        viewer, _person = _viewer(session, coordinator)
        version = find_last_version(session, entry_id)
        if version is None:
            raise LookupError(entry_id)
        forward_entry(
            session,
            entry_id=entry_id,
            version_id=EntryVersionID(version.id),
            position=1,
            note="",
            stamp=make_stamp(),
            by=viewer,
            arrived_at=clock(),
        )


def _make_file(one: DemoEntry, cover: Mapping[str, str], folder: Path) -> Path:
    path = folder / f"bai-du-thi-{one.code}.{one.kind}"
    if one.kind == "mp4":
        return make_video(path, seconds=one.figure, title=cover["title"], artist=cover["author"])
    return MAKERS[one.kind](path, chu=one.figure, cover=cover, seed=one.topic + 1, author=cover["author"])


def _viewer(session: Session, staff_code: str) -> tuple[Viewer, Person]:
    account = session.scalars(
        select(Account).join(Person, Person.id == Account.person_id).where(Person.staff_code == staff_code)
    ).one()
    return viewer_of(session, account, now=clock()), account.person


def _plan(session: Session, slug: str) -> PlanInForce:
    return plan_in_force(session, ProgrammeID(get_programme(session, slug).id))
