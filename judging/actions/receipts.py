"""Receipts (phiếu tiếp nhận): gapless numbers, canonical payloads, signatures made by whoever holds the key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from judging.actions.history import record
from judging.ids import EntryVersionID, ProgrammeID
from judging.models.entries import Receipt, ReceiptCounter
from judging.rules.canonical import Plain, canonical_json, sha256_of
from judging.rules.deadlines import author_window, entry_window

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.ids import UnitID
    from judging.models.entries import Entry, EntryVersion, Part
    from judging.queries.programmes import PlanInForce
    from judging.spec.categories import Category

FORMAT = 1
SUBMIT, FORWARD = "submit", "forward"
LONGEST_SLUG = 24


@dataclass(frozen=True, slots=True)
class Stamp:
    """What only the portal has: a fresh unguessable check code, and the key that signs.

    `sign` gives the signature over the exact UTF-8 bytes of a payload; `key_id` names the key, inside the payload.
    """

    check_code: str
    key_id: str
    sign: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class MeasuredFile:
    """A part in the receipt's second half: what its bytes hash to and what was measured in it, in plain figures."""

    file_name: str
    size_bytes: int
    sha256: str
    kind: str
    verdict: str
    figures: tuple[tuple[str, int], ...] = ()


def issue_receipt(
    session: Session,
    *,
    entry: Entry,
    version: EntryVersion,
    plan: PlanInForce,
    category: Category,
    parts: Sequence[Part],
    stamp: Stamp,
    received_at: datetime,
    kind: str = SUBMIT,
    unit_id: UnitID | None = None,
    counter: Mapping[str, str] | None = None,
) -> Receipt:
    """A signed slip for what was handed in (`submit`, the author's) or sent on (`forward`, the unit's).

    Its first half states number, time and byte counts at once; `complete_receipt` adds the second (design 5.4).
    The number comes from the programme's book under a lock, so that a rolled-back submit leaves no gap. What came by a
    counter says so (`counter`): how, and by which number of the counter's book.
    """
    number = _next_number(session, plan)
    window = author_window(plan.plan) if kind == SUBMIT else entry_window(plan.plan)
    began_at = max((part.upload_began_at for part in parts), default=received_at)
    payload = canonical_json(
        {
            "format": FORMAT,
            "kind": kind,
            "number": number,
            "check_code": stamp.check_code,
            "key_id": stamp.key_id,
            "programme": plan.plan.title,
            "plan_sha256": plan.version.sha256,
            "category": category.name,
            "entry": str(entry.id),
            "version": version.number,
            "version_sha256": version.sha256,
            "title": entry.title,
            "author": entry.author.full_name,
            "unit": entry.unit.name,
            "received_at": iso(received_at),
            "closes_at": iso(window.closes_at),
            "upload_began_at": iso(began_at),
            "within_grace": kind == SUBMIT and received_at >= window.closes_at,
            "bytes": sum(part.size_bytes for part in parts),
            "files": [{"name": part.file_name, "bytes": part.size_bytes} for part in parts],
            **({"counter": dict(counter)} if counter else {}),
        }
    )
    receipt = Receipt(
        number=number,
        entry_version_id=EntryVersionID(version.id),
        kind=kind,
        unit_id=unit_id,
        issued_at=received_at,
        payload=payload,
        signature=stamp.sign(payload),
        key_id=stamp.key_id,
        check_code=stamp.check_code,
    )
    session.add(receipt)
    session.flush()
    return receipt


def complete_receipt(
    session: Session, receipt: Receipt, *, files: Sequence[MeasuredFile], stamp: Stamp, now: datetime
) -> bool:
    """Add the second half: hashes and measurements, bound to the first by its hash. False when it is there already."""
    if receipt.second_payload is not None:
        return False
    listed: list[Plain] = [
        {
            "name": one.file_name,
            "bytes": one.size_bytes,
            "sha256": one.sha256,
            "kind": one.kind,
            "verdict": one.verdict,
            "figures": dict(one.figures),
        }
        for one in files
    ]
    payload = canonical_json(
        {
            "format": FORMAT,
            "number": receipt.number,
            "key_id": stamp.key_id,
            "first_sha256": sha256_of(receipt.payload),
            "measured_at": iso(now),
            "files": listed,
        }
    )
    receipt.second_payload, receipt.second_signature = payload, stamp.sign(payload)
    record(
        session,
        at=now,
        actor="system",
        role="",
        action="receipt.complete",
        subject=f"receipt:{receipt.id}",
        number=receipt.number,
        payload=sha256_of(payload),
    )
    return True


def iso(moment: datetime) -> str:
    """A moment in UTC to the microsecond, with a Z."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _next_number(session: Session, plan: PlanInForce) -> str:
    programme_id = plan.programme_id
    taken = (
        update(ReceiptCounter)
        .where(ReceiptCounter.programme_id == programme_id)
        .values(last_number=ReceiptCounter.last_number + 1)
        .returning(ReceiptCounter.last_number)
        .execution_options(synchronize_session=False)
    )
    number = session.scalar(taken)
    if number is None:
        _open_book(session, programme_id)
        number = session.scalar(taken)
    slug = plan.programme.slug
    if len(slug) > LONGEST_SLUG:  # two long names may begin alike
        slug = f"{slug[: LONGEST_SLUG - 9]}-{plan.programme.id.hex[:8]}"
    return f"{number:05d}/PTN-{slug.upper()}"


def _open_book(session: Session, programme_id: ProgrammeID) -> None:
    try:
        with session.begin_nested():
            session.add(ReceiptCounter(programme_id=programme_id, last_number=0))
            session.flush()
    except IntegrityError:
        pass  # somebody else handed in the programme's first entry at the same moment
