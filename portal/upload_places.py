"""Where a page takes files: what may be chosen there, from where, and what was begun there before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from media.sniffing import EXTENSIONS
from portal.bridge.limits import part_limits
from portal.file_names import MEDIA_TYPES
from portal.unfinished_uploads import list_unfinished

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from judging.ids import EntryID
    from judging.rules.viewers import Viewer
    from judging.spec.categories import Category
    from media.reports import Limits
    from portal.unfinished_uploads import Unfinished

WHOLE_BYTES = 20 * 2**20
"""How large a file may be that comes in one piece, without script."""


@dataclass(frozen=True, slots=True)
class UploadPlace:
    """A place for the work, or for one kind of attachment (`key`)."""

    key: str | None
    limits: Limits
    unfinished: tuple[Unfinished, ...]
    whole_bytes: int = WHOLE_BYTES

    @property
    def kinds(self) -> str:
        return ", ".join(kind.value.upper() for kind in self.limits.kinds)

    @property
    def accept(self) -> str:
        """Endings and media types: with endings alone some telephones do not offer their gallery."""
        endings = [f".{ending}" for kind in self.limits.kinds for ending in EXTENSIONS[kind]]
        return ",".join(dict.fromkeys([*endings, *self._types("")]))

    @property
    def films(self) -> str:
        """Media types of videos that may come from a camera; empty where none may."""
        return ",".join(self._types("video/"))

    @property
    def photos(self) -> str:
        return ",".join(self._types("image/"))

    def _types(self, beginning: str) -> list[str]:
        found = (MEDIA_TYPES[kind].partition(";")[0] for kind in self.limits.kinds if kind in MEDIA_TYPES)
        return [one for one in found if one.startswith(beginning)]


def upload_place(
    session: Session, entry_id: EntryID, category: Category, key: str | None, *, by: Viewer
) -> UploadPlace:
    """The place of an entry for its work (`key` None) or an attachment."""
    unfinished = list_unfinished(session, by=by, entry_id=entry_id)
    return UploadPlace(key, part_limits(category, key), tuple(one for one in unfinished if one.attachment_key == key))
