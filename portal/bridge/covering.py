"""Covers over films: from what validators noted to what the media side makes, and the job that makes it anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.events import FilmCovered
from judging.ids import EntryID, PartID
from judging.models.entries import Part
from judging.queries.redactions import part_covers
from judging.rules.stretches import covers_hash, picture_spans, sound_spans
from media.reports import FileKind
from media.videos.covers import NO_COVERS, FilmCovers
from portal.bridge.prepared import JOB
from portal.clock import clock
from portal.jobs.claim import enqueue
from portal.outbox import reacts_to

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Covering:
    """What is covered in a film or its captions, and the hash by which the copy made so is known; empty: nothing."""

    digest: str
    covers: FilmCovers


NOTHING_COVERED = Covering("", NO_COVERS)


@reacts_to(FilmCovered)
def ask_for_covered_film(session: Session, event: FilmCovered) -> None:
    """Ask for the copies of the entry's films and captions, in the transaction that changed their covers."""
    parts = session.scalars(
        select(Part).where(Part.entry_id == event.entry_id, Part.removed_at.is_(None)).order_by(Part.created_at)
    )
    for part in parts.all():
        if _is_coverable(part):
            enqueue(session, JOB, now=clock(), priority=6, subject=str(part.id), part_id=str(part.id))


def covering_of(session: Session, part: Part) -> Covering:
    """What is covered in a part. Captions speak of the film, so its stretches are theirs, of whichever film."""
    if not _is_coverable(part):
        return NOTHING_COVERED
    found = part_covers(session, EntryID(part.entry_id))
    if _kind_of(part) is FileKind.VTT:
        stretches = [one for covers in found.values() for one in covers.stretches]
    else:
        stretches = [*found[PartID(part.id)].stretches] if PartID(part.id) in found else []
    return Covering(covers_hash(stretches), FilmCovers(sound_spans(stretches), picture_spans(stretches)))


def captions_digest(session: Session, entry_id: EntryID) -> str:
    """By which hash the captions of an entry are known with what is covered in its films."""
    return covers_hash(one for covers in part_covers(session, entry_id).values() for one in covers.stretches)


def _is_coverable(part: Part) -> bool:
    kind = _kind_of(part)
    return kind is not None and (kind.is_video or kind is FileKind.VTT)


def _kind_of(part: Part) -> FileKind | None:
    return FileKind(part.measurements[-1].report["kind"]) if part.measurements else None
