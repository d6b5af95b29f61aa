"""Videos and pictures of the codes on a judge's desk: found through the judge, never by a key of the store (A02)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.desk.work import MINE
from judging.enums import RoundState
from judging.errors import NotFoundError
from judging.models.rounds import Assignment, Code, Rendition, Round, Seat
from judging.queries.calibrations import awaits_samples

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from judging.desk.work import Seats
    from judging.ids import RenditionID

_ENDINGS = {"video/mp4": "mp4", "image/jpeg": "jpg", "image/png": "png", "text/vtt": "vtt"}


@dataclass(frozen=True, slots=True)
class Streamed:
    """A rendition in the store that the judge may see: where it lies, and under which neutral name it goes out."""

    store_key: str
    size_bytes: int
    media_type: str
    etag: str
    file_name: str


def get_streamed(session: Session, rendition_id: RenditionID, *, seats: Seats) -> Streamed:
    """A rendition in the store of a code that lies on the desk of an open round. Raises NotFoundError."""
    found = session.execute(
        select(Rendition, Code.word, Assignment.seat_id)
        .join(Code, Code.id == Rendition.code_id)
        .join(Assignment, Assignment.code_id == Code.id)
        .join(Round, Round.id == Code.round_id)
        .join(Seat, Seat.id == Assignment.seat_id)
        .where(
            Rendition.id == rendition_id,
            Rendition.store_key.is_not(None),
            Assignment.seat_id.in_(seats),
            Assignment.state.in_(MINE),
            Round.state == RoundState.OPEN.value,
            ~Code.is_void,
            ~awaits_samples(),
        )
    ).first()
    if found is None:
        raise NotFoundError("rendition")
    rendition, word, seat_id = found
    return Streamed(
        store_key=rendition.store_key or "",
        size_bytes=rendition.size_bytes,
        media_type=rendition.media_type,
        etag=f"{rendition.etag}{seat_id.hex[:8]}",
        file_name=f"{word}-{rendition.position}.{_ENDINGS.get(rendition.media_type, 'bin')}",
    )
