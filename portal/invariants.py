"""All invariants together: the record's, the store's bytes, the chain, the queue, the database's own integrity."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.models.entries import Part, Receipt
from judging.models.part_renditions import PartRendition
from judging.models.payments import PayeeDetails
from judging.models.results import PublishedWork
from judging.models.rounds import Rendition
from judging.queries.history import verify_chain
from judging.queries.invariants import RECORD, Violations
from media.store.contract import parse_key
from portal.anchors import read_anchors
from portal.keys import verify
from portal.payee_vault import key_ids
from portal.records.tables import Job, SigningKey

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from config import Settings
    from media.store.contract import Store

STUCK_AFTER = timedelta(minutes=2)


def check_invariants(
    session: Session, *, store: Store, settings: Settings, now: datetime, read_bytes: bool = True
) -> dict[str, Violations]:
    """Every invariant by its name → its violations; those that hold have none. Reads all stored bytes if asked."""
    found = {name: ask(session) for name, ask in RECORD.items()}
    found["I02 bytes"] = _stored_bytes(session, store, read_bytes=read_bytes)
    found["I02 signatures"] = _signatures(session)
    found["P21 payee keys"] = _payee_keys(session, settings)
    found["I15 chain"] = _chain(session, settings)
    found["I18 jobs"] = _stuck_jobs(session, now)
    found["I23 database"] = _integrity(session)
    return found


def _stored_bytes(session: Session, store: Store, *, read_bytes: bool) -> Violations:
    """I02, I24: every row's object is there with its size and hash."""
    wanted = [
        *session.execute(select(Part.store_key, Part.sha256, Part.size_bytes).where(Part.removed_at.is_(None))),
        *session.execute(
            select(Rendition.store_key, Rendition.sha256, Rendition.size_bytes).where(Rendition.store_key.is_not(None))
        ),
        *session.execute(select(PartRendition.store_key, PartRendition.sha256, PartRendition.size_bytes)),
        *session.execute(
            select(PublishedWork.store_key, PublishedWork.sha256, PublishedWork.size_bytes).where(
                PublishedWork.store_key.is_not(None), PublishedWork.removed_at.is_(None)
            )
        ),
    ]
    wrong = []
    for text, sha256, size in wanted:
        try:
            key = parse_key(str(text))
            found = store.verify(key, sha256=sha256) if read_bytes else store.head(key)
            if found.size != size:
                wrong.append(f"object {text}: {found.size} bytes, not {size}")
        except Exception as error:  # noqa: BLE001  whatever is wrong with one object is that object's violation
            wrong.append(f"object {text}: {type(error).__name__}")
    return wrong


def _signatures(session: Session) -> Violations:
    """P2: every receipt verifies under the key it names."""
    keys = {row.key_id: row.public_key for row in session.scalars(select(SigningKey))}
    wrong = []
    for receipt in session.scalars(select(Receipt)):
        public = keys.get(receipt.key_id)
        both = [(receipt.payload, receipt.signature)]
        if receipt.second_payload is not None:
            both.append((receipt.second_payload, receipt.second_signature or ""))
        if public is None or not all(verify(public, payload, signature) for payload, signature in both):
            wrong.append(f"receipt {receipt.number} does not verify")
    return wrong


def _payee_keys(session: Session, settings: Settings) -> Violations:
    """What winners gave can be opened: the key of every row is on this machine."""
    known = set(key_ids(settings.keys_folder))
    rows = session.execute(select(PayeeDetails.id, PayeeDetails.key_id).where(PayeeDetails.purged_at.is_(None)))
    return [f"payee details {one}: key {key_id} is not here" for one, key_id in rows if key_id not in known]


def _chain(session: Session, settings: Settings) -> Violations:
    broken = verify_chain(session, read_anchors(settings.data_folder))
    return [] if broken is None else [f"the chain breaks at line {broken.seq} ({broken.kind.value})"]


def _stuck_jobs(session: Session, now: datetime) -> Violations:
    rows = session.scalars(select(Job.id).where(Job.state == "running", Job.lease_until < now - STUCK_AFTER))
    return [f"job {one} holds a lapsed lease" for one in rows]


def _integrity(session: Session) -> Violations:
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        return []  # PostgreSQL enforces its foreign keys; checksums of pages are the server's own business
    said = [str(one) for one in connection.exec_driver_sql("PRAGMA quick_check").scalars()]
    dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return [one for one in said if one != "ok"] + [f"dangling key in {row[0]}" for row in dangling]
