"""Pages of a work that are pictures (scans): put into its article where the renderer marked them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from markupsafe import Markup

from judging.queries.part_renditions import list_pages
from media.essays.renditions import PICTURED
from portal.bridge.prepared import JOB
from portal.jobs.progress import find_progress

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping
    from typing import Any

    from sqlalchemy.orm import Session

    from judging.models.entries import Part
    from judging.models.results import PublishedWork

WORD = "trang"
"""What stands in an address (`?ban=trang&so=3`) for a page."""

_SHOWN = Markup(  # safe: our own tags; what is put in is escaped
    '<figure class="essay-page"><a href="{url}" target="_blank" rel="noopener"><img src="{url}" alt="{words}" '
    'width="{width}" height="{height}" loading="lazy" decoding="async"></a><figcaption>{caption}</figcaption></figure>'
)
_LACKING = Markup(  # safe: our own tags; what is put in is escaped
    '<figure class="essay-page essay-page-lacking"><figcaption>{words}</figcaption></figure>'
)


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page where it can be seen, with its size in pixels."""

    url: str
    width: int
    height: int

    @classmethod
    def of(cls, url: str, facts: Mapping[str, Any]) -> PagePicture:
        """The page of a rendition with these facts."""
        return cls(url, int(facts["width"]), int(facts["height"]))


@dataclass(frozen=True, slots=True)
class PagesState:
    """The pages of a part: those that are drawn, and what is being done about the others."""

    sizes: Mapping[int, Mapping[str, Any]]
    making: str = ""
    is_waiting: bool = False

    def at(self, url: str) -> dict[int, PagePicture]:
        """The drawn pages below the address of their part."""
        return {page: PagePicture.of(f"{url}?ban={WORD}&so={page}", facts) for page, facts in self.sizes.items()}


NO_PAGES = PagesState({})


def with_pages(article: str, pages: Mapping[int, PagePicture]) -> Markup:
    """The article with its pages; one that is not among `pages` is named. Each opens alone, to be enlarged."""

    def put(found: re.Match[str]) -> str:
        number = int(found[1])
        shown = pages.get(number)
        if shown is None:
            return _LACKING.format(words=_("Page %(number)s is a picture that cannot be shown here.", number=number))
        return _SHOWN.format(
            url=shown.url,
            width=shown.width,
            height=shown.height,
            words=_("Page %(number)s of the work, as a picture. Opens large.", number=number),
            caption=_("Page %(number)s", number=number),
        )

    return Markup(PICTURED.sub(put, str(article)))  # noqa: S704  safe: the renderer's markup and ours


def published_pages(work: PublishedWork, url: str) -> dict[int, PagePicture]:
    """The pages of a winning work below the address of its stills."""
    return {one.number: PagePicture(f"{url}?{WORD}={one.number}", one.width, one.height) for one in work.pages}


def pages_state(session: Session, part: Part) -> PagesState:
    """What there is of the pictured pages of a part; nothing for a part without any."""
    essay = (part.measurements[-1].report.get("essay") or {}) if part.measurements else {}
    wanted = essay.get("pictured_pages", ())
    if not wanted:
        return NO_PAGES
    sizes = {number: row.facts for number, row in list_pages(session, part.id).items()}
    if sizes:
        return PagesState(sizes)
    found = find_progress(session, JOB, subject=str(part.id))
    if found is None or found.state in {"poison", "done"}:
        return PagesState({}, _("The scanned pages of this file could not be drawn."))
    return PagesState({}, _("The scanned pages of this file are being drawn. This takes a moment."), is_waiting=True)
