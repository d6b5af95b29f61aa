"""Archived programmes: who may read them, what will be deleted when, and what is deleted then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from judging.enums import CaseState, PaymentState, PurgeState, RetentionKind, Role
from judging.errors import NotFoundError
from judging.ids import PartID, ProgrammeID
from judging.models.archives import Archiving, Purge, RetentionHold
from judging.models.cases import Case, CaseSender
from judging.models.entries import Entry, EntryVersion, Part
from judging.models.handovers import Handover
from judging.models.part_renditions import PartRendition
from judging.models.payments import PayeeDetails, Payment, PaymentList
from judging.models.results import Award
from judging.models.rounds import Rendition
from judging.models.seals import CodeLink
from judging.plans.personal_data import retention_on
from judging.queries.programmes import find_programme, plan_in_force
from judging.queries.replaced import FREED
from judging.rules.cases import OPEN
from judging.rules.retention import is_held, purge_day

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from judging.queries.programmes import PlanInForce
    from judging.rules.viewers import Viewer

READERS = (Role.BOARD, Role.SECRETARY, Role.SUPERVISOR)
SETTLED = (PaymentState.SETTLED.value, PaymentState.VOID.value)


@dataclass(frozen=True, slots=True)
class RetentionLine:
    """One kind of data of a programme: how much there is, when it goes, what keeps it, what was proposed or done."""

    kind: RetentionKind
    count: int
    due_on: date | None
    law: str
    hold: RetentionHold | None
    living: Purge | None
    done: tuple[Purge, ...]


@dataclass(frozen=True, slots=True)
class HeldBytes:
    """What of a programme's works lies in the store and goes: parts, and copies of them, by row and object."""

    parts: tuple[tuple[PartID, str], ...]
    keys: tuple[str, ...]


def get_archive(session: Session, slug: str, *, visible_to: Viewer) -> PlanInForce:
    """The plan of a programme whose archive the viewer reads, or NotFoundError. Judges read none."""
    programme = find_programme(session, slug)
    if programme is None:
        raise NotFoundError("programme")
    plan = plan_in_force(session, ProgrammeID(programme.id))
    if not visible_to.has(*READERS, programme_id=plan.programme_id):
        raise NotFoundError("programme")
    if visible_to.has(Role.JUDGE, Role.HEAD, programme_id=plan.programme_id):
        raise NotFoundError("programme")
    return plan


def find_archiving(session: Session, programme_id: ProgrammeID) -> Archiving | None:
    """That the programme was put away, and when."""
    return session.get(Archiving, programme_id)


def list_archivings(session: Session) -> Sequence[Archiving]:
    """Every archived programme, the oldest first."""
    return session.scalars(select(Archiving).order_by(Archiving.archived_at, Archiving.programme_id)).all()


def open_matters(session: Session, programme_id: ProgrammeID) -> tuple[int, int]:
    """How many payments and letters of a programme are not finished."""
    payments = select(func.count(Payment.id)).where(Payment.programme_id == programme_id, Payment.state.not_in(SETTLED))
    cases = select(func.count(Case.id)).where(
        Case.programme_id == programme_id, Case.state.in_([one.value for one in OPEN])
    )
    return session.scalar(payments) or 0, session.scalar(cases) or 0


def list_holds(session: Session, programme_id: ProgrammeID) -> Sequence[RetentionHold]:
    """The holds in force."""
    return session.scalars(
        select(RetentionHold)
        .where(RetentionHold.programme_id == programme_id, RetentionHold.released_at.is_(None))
        .order_by(RetentionHold.held_at)
    ).all()


def held_kinds(session: Session, programme_id: ProgrammeID) -> frozenset[str]:
    """The kinds that a hold keeps; the empty word means all."""
    return frozenset(one.kind for one in list_holds(session, programme_id))


def is_kind_held(session: Session, programme_id: ProgrammeID, kind: RetentionKind) -> bool:
    """Whether a hold keeps this kind of the programme's data."""
    return is_held(kind, held_kinds(session, programme_id))


def list_retention(session: Session, plan: PlanInForce) -> list[RetentionLine]:
    """What will be deleted when, kind by kind: the preview of the page."""
    archiving = find_archiving(session, plan.programme_id)
    rule = retention_on(archiving.archived_on) if archiving else None
    holds = {one.kind: one for one in list_holds(session, plan.programme_id)}
    purges = session.scalars(
        select(Purge).where(Purge.programme_id == plan.programme_id).order_by(Purge.done_at, Purge.proposed_at)
    ).all()
    lines = []
    for kind in RetentionKind:
        due = purge_day(archiving.archived_on, rule.days[kind]) if archiving and rule and kind in rule.days else None
        if kind is RetentionKind.PAYEES:
            due = _payees_due(session, plan.programme_id)
        mine = [one for one in purges if one.kind == kind.value]
        lines.append(
            RetentionLine(
                kind,
                count_of(session, plan.programme_id, kind),
                due,
                rule.law if rule else "",
                holds.get(kind.value) or holds.get(""),
                next((one for one in mine if one.state in {"proposed", "confirmed"}), None),
                tuple(one for one in mine if one.state == PurgeState.DONE.value),
            )
        )
    return lines


def count_of(session: Session, programme_id: ProgrammeID, kind: RetentionKind) -> int:
    """How many things of this kind are left."""
    if kind is RetentionKind.DRAFTS:
        return len(list_programme_drafts(session, programme_id))
    if kind is RetentionKind.CONTACTS:
        return (
            len(list_phoned(session, programme_id))
            + len(list_senders(session, programme_id))
            + len(list_bearers(session, programme_id))
        )
    if kind is RetentionKind.WORKS:
        return len(list_unawarded(session, programme_id))
    rows = select(func.count(PayeeDetails.id)).where(
        PayeeDetails.programme_id == programme_id, PayeeDetails.purged_at.is_(None)
    )
    return session.scalar(rows) or 0


def list_programme_drafts(session: Session, programme_id: ProgrammeID) -> Sequence[Entry]:
    """Works that were never handed in and still say something."""
    handed_in = select(EntryVersion.id).where(EntryVersion.entry_id == Entry.id)
    live = select(Part.id).where(Part.entry_id == Entry.id, Part.removed_at.is_(None))
    says = (Entry.title != "") | (Entry.typed_text != "") | live.exists()
    return session.scalars(
        select(Entry).where(Entry.programme_id == programme_id, ~handed_in.exists(), says).order_by(Entry.id)
    ).all()


def list_phoned(session: Session, programme_id: ProgrammeID) -> Sequence[Entry]:
    """Entries on whose cover a telephone number stands."""
    rows = session.scalars(select(Entry).where(Entry.programme_id == programme_id).order_by(Entry.id))
    return [one for one in rows if one.cover.get("phone")]


def list_senders(session: Session, programme_id: ProgrammeID) -> Sequence[CaseSender]:
    """Who wrote a letter without an account, where it is closed."""
    closed = [one.value for one in CaseState if one not in OPEN]
    return session.scalars(
        select(CaseSender)
        .join(Case, Case.id == CaseSender.case_id)
        .where(Case.programme_id == programme_id, Case.state.in_(closed))
        .order_by(CaseSender.case_id)
    ).all()


def list_bearers(session: Session, programme_id: ProgrammeID) -> Sequence[Handover]:
    """Lines of the counter's book that hold a bearer's telephone number."""
    return session.scalars(
        select(Handover)
        .where(Handover.programme_id == programme_id, Handover.brought_phone != "")
        .order_by(Handover.id)
    ).all()


def list_unawarded(session: Session, programme_id: ProgrammeID) -> Sequence[Entry]:
    """Works that were handed in, won nothing, and are still held in whole or in part."""
    won = select(Award.id).where(Award.entry_id == Entry.id, Award.revoked_at.is_(None))
    handed_in = select(EntryVersion.id).where(EntryVersion.entry_id == Entry.id)
    live = select(Part.id).where(Part.entry_id == Entry.id, Part.store_key.not_like(f"{FREED}%"))
    shown = _renditions_of(Entry.id).where((Rendition.store_key.is_not(None)) | (Rendition.html != ""))
    held = live.exists() | shown.exists() | (Entry.typed_text != "")
    return session.scalars(
        select(Entry)
        .where(Entry.programme_id == programme_id, handed_in.exists(), ~won.exists(), held)
        .order_by(Entry.id)
    ).all()


def bytes_of_unawarded(session: Session, programme_id: ProgrammeID) -> HeldBytes:
    """The objects of those works, to be deleted before their rows say so."""
    ids = [one.id for one in list_unawarded(session, programme_id)]
    parts = session.execute(
        select(Part.id, Part.store_key).where(Part.entry_id.in_(ids), Part.store_key.not_like(f"{FREED}%"))
    ).all()
    copies = session.scalars(
        select(PartRendition.store_key).join(Part, Part.id == PartRendition.part_id).where(Part.entry_id.in_(ids))
    ).all()
    shown = session.scalars(
        select(Rendition.store_key)
        .join(CodeLink, CodeLink.code_id == Rendition.code_id)
        .where(CodeLink.entry_id.in_(ids), Rendition.store_key.is_not(None))
    ).all()
    return HeldBytes(
        tuple((PartID(row[0]), row[1]) for row in parts), (*copies, *(key for key in shown if key is not None))
    )


def renditions_of(session: Session, entry: Entry) -> Sequence[Rendition]:
    """What judges were shown of an entry, in every round."""
    return session.scalars(_renditions_of(entry.id).order_by(Rendition.id)).all()


def _renditions_of(entry_id: object) -> Select[Rendition]:
    return select(Rendition).join(CodeLink, CodeLink.code_id == Rendition.code_id).where(CodeLink.entry_id == entry_id)


def _payees_due(session: Session, programme_id: ProgrammeID) -> date | None:
    return session.scalar(
        select(PaymentList.purge_on)
        .where(PaymentList.programme_id == programme_id)
        .order_by(PaymentList.number.desc())
        .limit(1)
    )
