"""What is covered in an entry, what nobody could read in it, and which entries that still holds up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from judging.enums import EntryState, PartKind, Role
from judging.errors import NotFoundError
from judging.ids import EntryID, PartID
from judging.models.entries import Entry, EntryVersion, Part, Receipt
from judging.models.redactions import Redaction, UnreadConfirmation
from judging.queries.shelves import validated_plans
from judging.queries.validations import names_of
from judging.rules.redactions import RedactionKind, unread_reasons
from judging.rules.stretches import Stretch, find_stretch

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.queries.standings import RoundAtHand
    from judging.rules.viewers import Viewer


@dataclass(frozen=True, slots=True)
class RedactionLine:
    """A redaction with the names of those who made and undid it."""

    redaction: Redaction
    made_by: str
    undone_by: str


@dataclass(frozen=True, slots=True)
class Unread:
    """Something in a part that the scan could not read. `confirmation` is None until somebody read it."""

    entry_id: EntryID
    part: Part
    reason: str
    confirmation: UnreadConfirmation | None
    confirmed_by: str = ""


@dataclass(frozen=True, slots=True)
class PartCovers:
    """What is covered in one part: (place, passage) pairs and stretches; or the part is withheld altogether.

    Of a page that is covered the passage is empty.
    """

    passages: tuple[tuple[str, str], ...] = ()
    is_withheld: bool = False
    stretches: tuple[Stretch, ...] = ()

    def and_also(self, row: Redaction) -> PartCovers:
        """These covers and one more."""
        if row.kind == RedactionKind.PART.value:
            return replace(self, is_withheld=True)
        if (stretch := find_stretch(row.place)) is not None:
            return replace(self, stretches=(*self.stretches, stretch))
        return replace(self, passages=(*self.passages, (row.place, row.passage)))


@dataclass(frozen=True, slots=True)
class HeldUp:
    """A valid entry that cannot be sealed yet, by its receipt: what nobody could read was not confirmed."""

    entry_id: EntryID
    receipt_number: str
    reasons: tuple[str, ...]


def list_redactions(session: Session, entry_id: EntryID) -> list[RedactionLine]:
    """Every redaction of an entry that was found through the viewer, first to last, undone ones too."""
    rows = list(
        session.scalars(
            select(Redaction).where(Redaction.entry_id == entry_id).order_by(Redaction.made_at, Redaction.id)
        )
    )
    names = names_of(session, {one for row in rows for one in (row.made_by, row.undone_by) if one})
    return [
        RedactionLine(row, names.get(row.made_by, ""), names.get(row.undone_by, "") if row.undone_by else "")
        for row in rows
    ]


def list_in_force(session: Session, entry_ids: Iterable[EntryID]) -> list[Redaction]:
    """The redactions of these entries that were not undone, first to last."""
    return list(
        session.scalars(
            select(Redaction)
            .where(Redaction.entry_id.in_(list(entry_ids)), Redaction.undone_at.is_(None))
            .order_by(Redaction.made_at, Redaction.id)
        )
    )


def part_covers(session: Session, entry_id: EntryID) -> dict[PartID, PartCovers]:
    """Part → what is covered in it, for the parts in which anything is."""
    found: dict[PartID, PartCovers] = {}
    for row in list_in_force(session, [entry_id]):
        if row.part_id is None:
            continue
        part_id = PartID(row.part_id)
        found[part_id] = found.get(part_id, PartCovers()).and_also(row)
    return found


def title_passages(session: Session, entry_ids: Iterable[EntryID]) -> dict[EntryID, list[str]]:
    """Entry → the passages that are covered in its title."""
    found: dict[EntryID, list[str]] = {}
    for row in list_in_force(session, entry_ids):
        if row.kind == RedactionKind.TITLE.value:
            found.setdefault(EntryID(row.entry_id), []).append(row.passage)
    return found


def get_redaction(session: Session, redaction_id: UUID) -> Redaction:
    """A redaction, or NotFoundError; the caller looks its entry up through the viewer."""
    found = session.get(Redaction, redaction_id)
    if found is None:
        raise NotFoundError("redaction")
    return found


def list_unread(session: Session, entries: Sequence[Entry]) -> list[Unread]:
    """What in the present parts of these entries could not be read, the work first, with who confirmed it.

    A part that is withheld altogether is shown to nobody, so nobody needs to have read it.
    """
    parts = [
        part
        for entry in entries
        for part in sorted(entry.parts, key=lambda one: (one.kind != PartKind.CONTENT.value, one.created_at))
        if part.removed_at is None and part.measurements
    ]
    rows = [(part, reason) for part in parts for reason in unread_reasons(part.measurements[-1].identity)]
    if not rows:
        return []
    withheld = {
        row.part_id
        for row in list_in_force(session, {EntryID(part.entry_id) for part, _ in rows})
        if row.kind == RedactionKind.PART.value
    }
    confirmed = {
        (row.part_id, row.reason): row
        for row in session.scalars(
            select(UnreadConfirmation).where(
                UnreadConfirmation.part_id.in_({part.id for part, _ in rows}), UnreadConfirmation.undone_at.is_(None)
            )
        )
    }
    names = names_of(session, {row.confirmed_by for row in confirmed.values()})
    found = []
    for part, reason in rows:
        if part.id in withheld:
            continue
        row = confirmed.get((PartID(part.id), reason))
        found.append(Unread(EntryID(part.entry_id), part, reason, row, names.get(row.confirmed_by, "") if row else ""))
    return found


def list_held_up(session: Session, entries: Sequence[Entry]) -> list[HeldUp]:
    """Those of these (valid) entries that cannot be sealed yet, by the number of their receipt."""
    reasons: dict[EntryID, list[str]] = {}
    for one in list_unread(session, entries):
        if one.confirmation is None:
            reasons.setdefault(one.entry_id, []).append(one.reason)
    if not reasons:
        return []
    numbers = {
        EntryID(entry_id): number
        for entry_id, number in session.execute(
            select(EntryVersion.entry_id, Receipt.number)
            .join(Receipt, Receipt.entry_version_id == EntryVersion.id)
            .where(EntryVersion.entry_id.in_(reasons), Receipt.kind == "submit")
            .order_by(EntryVersion.number)
        )
    }
    found = [HeldUp(one, numbers.get(one, ""), tuple(dict.fromkeys(why))) for one, why in reasons.items()]
    return sorted(found, key=lambda one: (one.receipt_number, str(one.entry_id)))


def list_held_up_in_round(session: Session, at_hand: RoundAtHand, *, categories: Sequence[str]) -> list[HeldUp]:
    """The valid entries of a round's categories that cannot be sealed yet."""
    return list_held_up(session, _valid(session, [at_hand.programme_id], categories))


def list_to_confirm(session: Session, *, visible_to: Viewer) -> list[HeldUp]:
    """The valid entries whose unread places a validator still has to confirm."""
    plans = validated_plans(session, visible_to=visible_to, roles=(Role.VALIDATOR,))
    return list_held_up(session, _valid(session, [plan.programme_id for plan in plans]))


def _valid(session: Session, programmes: Sequence[UUID], categories: Sequence[str] | None = None) -> list[Entry]:
    statement = select(Entry).where(Entry.programme_id.in_(programmes), Entry.state == EntryState.VALID.value)
    if categories is not None:
        statement = statement.where(Entry.category_key.in_(categories))
    return list(session.scalars(statement.options(selectinload(Entry.parts).selectinload(Part.measurements))))
