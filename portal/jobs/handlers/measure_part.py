"""Jobs *measure_part* and *judge_again*: what is in a part, and what the plan says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from judging.actions.examinations import drop_glance
from judging.actions.measurements import keep_measurement
from judging.ids import EntryID, PartID, ProgrammeID
from judging.models.base import canonical
from judging.models.entries import Entry, EntryVersion, Measurement, Part, Receipt
from judging.models.programmes import PlanVersion
from judging.queries.programmes import plan_in_force
from judging.queries.working_copies import working_copy
from judging.rules.entering import UnknownChoiceError
from judging.rules.entry_texts import part_ids
from judging.spec.canonical import from_canonical
from media.measuring import MEASURER_VERSION
from media.reports import Report
from media.store.contract import StorageKey
from portal.bridge.examining import ask_for_examination
from portal.bridge.facts import measured
from portal.bridge.identity import identity_terms, measure_and_scan
from portal.bridge.limits import part_limits
from portal.bridge.prepared import ask_for_part
from portal.clock import clock
from portal.db import database, transaction
from portal.failpoints import failpoint
from portal.jobs.claim import enqueue
from portal.jobs.registry import handles

if TYPE_CHECKING:
    from collections.abc import Mapping

    from judging.queries.programmes import PlanInForce
    from judging.spec.categories import Category


@handles("measure_part")
def measure_part(arguments: Mapping[str, Any]) -> None:
    """Measure one part in the sandbox, outside any transaction; run twice, the second changes nothing.

    A part that was measured under an earlier version of the plan keeps its report, with the counting rule that made
    it, and gets a new verdict; a newer measurer comes in only when a person asks (`again`), or where the plan now
    asks for other figures.
    """
    part_id = PartID(UUID(arguments["part_id"]))
    with Session(database().main, expire_on_commit=False) as session:
        part = session.get(Part, part_id)
        if part is None:
            return
        entry = session.get_one(Entry, part.entry_id)
        plan = plan_in_force(session, entry.programme_id)
        category = plan.plan.find_category(entry.category_key)
        if category is None:
            return  # an amendment took the category out; what was measured before stays
        copy = working_copy(session, entry)
        cover = {**copy.cover, "title": copy.title}
        again = bool(arguments.get("again"))
        if not again and _is_measured_by_another(session, part_id, plan):
            return
        known = None if again else _find_known(session, part, entry, plan, category)
    report, identity = known or _measure(entry, part, category, cover)
    failpoint("part_measured")
    result = measured(category, report, attachment_key=part.attachment_key, is_typed=part.is_typed, identity=identity)
    with transaction() as session:
        keep_measurement(session, part_id=part_id, plan_version_id=plan.version_id, measured=result, now=clock())
        drop_glance(session, part_id)
        ask_for_part(session, part_id, report)
        ask_for_examination(session, part_id, report)
        _ask_for_receipts(session, part)


@handles("judge_again")
def judge_again(arguments: Mapping[str, Any]) -> None:
    """Ask for a verdict under the plan in force for every part of a programme that has one under an older plan."""
    programme_id = ProgrammeID(UUID(arguments["programme_id"]))
    with transaction() as session:
        plan = plan_in_force(session, programme_id)
        judged = select(Measurement.part_id).where(Measurement.plan_version_id == plan.version_id)
        waiting = session.scalars(
            select(Part.id)
            .join(Entry, Entry.id == Part.entry_id)
            .where(Entry.programme_id == programme_id, Part.removed_at.is_(None), Part.id.not_in(judged))
            .order_by(Part.created_at, Part.id)
        )
        for part_id in waiting.all():
            enqueue(session, "measure_part", now=clock(), priority=6, part_id=str(part_id))


def _measure(
    entry: Entry, part: Part, category: Category, cover: Mapping[str, str]
) -> tuple[Report, list[dict[str, Any]]]:
    store = current_app.extensions["bangvang_store"]
    scratch = current_app.extensions["bangvang_settings"].scratch_folder
    limits = part_limits(category, part.attachment_key, is_typed=part.is_typed)
    with store.local_path(StorageKey(part.store_key), scratch=scratch) as path:
        values = {key: cover[key] for key in limits.cover_fields if cover.get(key)}
        return measure_and_scan(
            path,
            declared_name=part.file_name,
            terms=identity_terms(entry),
            limits=limits,
            cover_values=values,
            scratch=scratch,
        )


def _is_measured_by_another(session: Session, part_id: PartID, plan: PlanInForce) -> bool:
    """Whether a measurer of another version has its verdict under the plan in force: it stands until a person asks."""
    measurers = set(
        session.scalars(
            select(Measurement.measurer_version).where(
                Measurement.part_id == part_id, Measurement.plan_version_id == plan.version_id
            )
        )
    )
    return bool(measurers) and MEASURER_VERSION not in measurers


def _find_known(
    session: Session, part: Part, entry: Entry, plan: PlanInForce, category: Category
) -> tuple[Report, list[dict[str, Any]]] | None:
    """The last report, judged under another version of the plan that asked for the same figures."""
    row = session.scalars(
        select(Measurement)
        .where(Measurement.part_id == part.id, Measurement.plan_version_id != plan.version_id)
        .order_by(Measurement.measured_at.desc(), Measurement.id)
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    before = from_canonical(session.get_one(PlanVersion, row.plan_version_id).canonical)
    category_before = before.find_category(entry.category_key)
    if category_before is None:
        return None
    asked, asks = (_measured_by(part, one) for one in (category_before, category))
    return (Report.from_json(canonical(row.report)), row.identity) if asked == asks else None


def _measured_by(part: Part, category: Category) -> tuple[object, ...] | None:
    """What of a plan goes into the figures themselves, not into their verdict."""
    try:
        limits = part_limits(category, part.attachment_key, is_typed=part.is_typed)
    except UnknownChoiceError:
        return None
    return limits.scope, dict(limits.cover_fields), limits.kinds, limits.max_bytes


def _ask_for_receipts(session: Session, part: Part) -> None:
    """The receipts that name this part may be complete now."""
    versions = session.scalars(
        select(EntryVersion)
        .join(Receipt, Receipt.entry_version_id == EntryVersion.id)
        .where(EntryVersion.entry_id == EntryID(part.entry_id), Receipt.second_payload.is_(None))
        .distinct()
    )
    for version in versions:
        if str(part.id) in part_ids(version.canonical):
            enqueue(session, "second_receipt", now=clock(), priority=4, entry_version_id=str(version.id))
