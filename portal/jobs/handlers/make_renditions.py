"""Job *make_renditions*: what a judge may see of one sealed entry. All of it comes at once, or nothing."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from judging.ids import CodeID, EntryID, PartID
from judging.models.base import canonical
from judging.models.rounds import Code, Rendition
from judging.queries.part_renditions import list_pages, list_part_renditions
from judging.queries.programmes import plan_in_force
from judging.queries.redactions import part_covers
from judging.queries.scans import check_part_cleared
from judging.queries.seals import find_sealed, has_renditions
from media.essays.renditions import PICTURED
from media.reports import Report
from media.scratch import held_folder
from media.store.contract import StorageKey
from portal.bridge.covering import covering_of
from portal.bridge.prepared import prepare_pages
from portal.bridge.renditions import Made, copy_prepared, made_of, render_text
from portal.db import database, transaction
from portal.failpoints import failpoint
from portal.jobs.handlers.prepare_renditions import MOST_SECONDS, NotMeasuredError, prepare
from portal.jobs.progress import report_progress
from portal.jobs.registry import handles

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from judging.models.entries import Entry, Part
    from judging.queries.redactions import PartCovers
    from judging.spec.categories import Category


class NothingToShowError(Exception):
    """No part of the entry is a text, a video or a picture: somebody has to look."""


class PagesMissingError(Exception):
    """Some scanned pages cannot be drawn: a validator has to cover them, or the author to send another file."""


@handles("make_renditions", most_seconds=MOST_SECONDS)
def make_renditions(arguments: Mapping[str, Any]) -> None:
    """Render every part of a code's entry outside any transaction; run twice, the second changes nothing.

    A process that dies between storing and writing rows leaves objects without a row, which the scrub removes.
    """
    code_id = CodeID(UUID(arguments["code_id"]))
    with Session(database().main, expire_on_commit=False) as session:
        sealed = find_sealed(session, code_id)
        if sealed is None or has_renditions(session, code_id):
            return
        category = plan_in_force(session, sealed.entry.programme_id).plan.find_category(sealed.entry.category_key)
        covers = part_covers(session, EntryID(sealed.entry.id))
    if category is None:
        return  # an amendment took the category out
    made = [
        one
        for number, part in enumerate(sealed.parts, start=1)
        for one in _render(sealed.entry, part, category, number=number, covers=covers.get(PartID(part.id)))
    ]
    if not made:
        raise NothingToShowError(str(code_id))
    failpoint("renditions_made")
    with transaction() as session:
        session.execute(select(Code).where(Code.id == code_id).with_for_update())
        if has_renditions(session, code_id):
            return
        session.add_all(_row(code_id, position, one) for position, one in enumerate(made, start=1))


def _render(entry: Entry, part: Part, category: Category, *, number: int, covers: PartCovers | None) -> list[Made]:
    """A text is read anew, with its covers; of the rest, what was made ready before is copied under keys of its own.

    Of a scan those pages are copied that nobody covered.
    """
    store = current_app.extensions["bangvang_store"]
    scratch = current_app.extensions["bangvang_settings"].scratch_folder
    if covers is not None and covers.is_withheld:
        return []
    if not part.measurements:
        raise NotMeasuredError(str(part.id))
    report = Report.from_json(canonical(part.measurements[-1].report))
    with Session(database().main) as session:
        check_part_cleared(session, PartID(part.id))
    if report.kind.is_essay:
        with store.local_path(StorageKey(part.store_key), scratch=scratch) as path:
            text = render_text(entry, part, report, category=category, path=path, number=number, covers=covers)
            return [text, *_pages(part, text, path=path, scratch=scratch)]
    prepare(part)
    with Session(database().main) as session:
        digest = covering_of(session, part).digest
        ready = list_part_renditions(session, [part.id], covers=digest).get(part.id, {})
        return [copy_prepared(one, number=number, store=store) for one in ready.values()]


def _pages(part: Part, text: Made, *, path: Path, scratch: Path) -> list[Made]:
    """The pages that the text marks as pictures; what was not drawn before (by an older measurer) is drawn now."""
    store = current_app.extensions["bangvang_store"]
    wanted = [int(page) for page in PICTURED.findall(text.html or "")]
    if not wanted:
        return []
    with Session(database().main) as session:
        ready = list_pages(session, part.id)
        made = [copy_prepared(ready[page], number=text.part_number, store=store) for page in wanted if page in ready]
    with held_folder(scratch) as folder:
        lacking = [page for page in wanted if page not in ready]
        for one in prepare_pages(lacking, path=path, scratch=folder, store=store, tell=report_progress):
            made.append(made_of(one, number=text.part_number))  # noqa: PERF401  each is stored by then
    if missing := sorted(set(wanted) - {one.facts["page"] for one in made}):
        raise PagesMissingError(f"{part.id}: {missing}")
    return sorted(made, key=lambda one: one.facts["page"])


def _row(code_id: CodeID, position: int, made: Made) -> Rendition:
    html = made.html
    return Rendition(
        code_id=code_id,
        position=position,
        kind=made.kind,
        media_type=made.media_type,
        store_key=made.store_key,
        size_bytes=made.size_bytes if html is None else len(html.encode()),
        sha256=made.sha256 if html is None else hashlib.sha256(html.encode()).hexdigest(),
        html=html,
        etag=secrets.token_hex(16),
        tool=made.tool,
        part_number=made.part_number,
        facts=dict(made.facts),
    )
