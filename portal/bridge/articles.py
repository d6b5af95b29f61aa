"""An essay as everybody reads it here: the media side's clean article, made when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from media.essays.renditions import RenditionError
from media.reports import FileKind, finding_to_plain
from portal.bridge.redactions import render_stored
from portal.finding_words import finding_sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from judging.models.entries import Part
    from judging.spec.categories import Category
    from media.essays.redactions import Passage


def article_of(
    part: Part, *, category: Category, cover: Mapping[str, str], passages: Sequence[Passage] = ()
) -> tuple[Markup, str]:
    """The rendition's own markup, or a sentence that says why there is none; both empty for what is no essay.

    `cover` is what the entry says stands on its cover, its title too, so that the cover can be left out; `passages`
    are covered.
    """
    if not part.measurements or not part.measurements[-1].is_acceptable:
        return Markup(), ""  # safe: empty
    if not FileKind(part.measurements[-1].report["kind"]).is_essay:
        return Markup(), ""  # safe: empty
    try:
        done = render_stored(part, category=category, cover=cover, passages=passages)
    except RenditionError as error:
        return Markup(), finding_sentence(finding_to_plain(error.finding))  # safe: empty
    return Markup(done.html), ""  # noqa: S704  safe: media escapes every sign and makes every tag itself
