"""Videos and pictures for the judge's page: by the rendition's id, in ranges, under a neutral name (A02, A13, A14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.desk.renditions import get_streamed
from judging.ids import RenditionID
from portal.access import me, open_to_desk
from portal.db import desk_reading
from portal.streaming import ranged
from portal.views.judge import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue


@bp.get("/cham/ban-hien-thi/<uuid:rendition_id>")
@open_to_desk()
def rendition(rendition_id: UUID) -> ResponseReturnValue:
    """The bytes of one rendition, for the judges whose desk its code lies on."""
    found = get_streamed(desk_reading(), RenditionID(rendition_id), seats=me().seats)
    response = ranged(found.store_key, size=found.size_bytes, media_type=found.media_type)
    response.set_etag(found.etag)
    response.headers["Content-Disposition"] = f'inline; filename="{found.file_name}"'
    return response
