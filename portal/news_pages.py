"""News as pages show it: its text in blocks, its corrections, its state in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from judging.enums import NewsKind, NewsState
from judging.rules.news import blocks_of, news_state

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from flask_babel import LazyString

    from judging.models.news import News, NewsVersion

LEAD_SIGNS = 220
NEWS_STATES: Mapping[NewsState, tuple[LazyString, str]] = {
    NewsState.DRAFT: (_l("draft"), "neutral"),
    NewsState.SCHEDULED: (_l("scheduled"), "info"),
    NewsState.PUBLIC: (_l("published"), "success"),
    NewsState.TAKEN_DOWN: (_l("taken down"), "warning"),
}


@dataclass(frozen=True, slots=True)
class ShownNews:
    """One piece with one of its texts. `lead` is its beginning, for lists and descriptions."""

    id: str
    kind: NewsKind
    address: str
    title: str
    lead: str
    blocks: tuple[tuple[str, tuple[str, ...]], ...]
    published_at: datetime | None
    changed_at: datetime
    state: NewsState
    number: int
    is_newest: bool
    reason: str
    corrections: Sequence[NewsVersion]
    row: News

    @property
    def state_word(self) -> tuple[str, str]:
        word, kind = NEWS_STATES[self.state]
        return str(word), kind


def shown_news(row: News, *, now: datetime, number: int = 0) -> ShownNews | None:
    """A piece with its newest text, or the one with `number`; None where it has no such text."""
    text = next((one for one in row.versions if number in {0, one.number}), None)
    if text is None:
        return None
    blocks = tuple(blocks_of(text.body))
    return ShownNews(
        id=str(row.id),
        kind=NewsKind(row.kind),
        address=row.address,
        title=text.title,
        lead=lead_of(blocks),
        blocks=blocks,
        published_at=row.publish_at,
        changed_at=max(text.written_at, row.publish_at or text.written_at),
        state=news_state(publish_at=row.publish_at, taken_down_at=row.taken_down_at, now=now),
        number=text.number,
        is_newest=text is row.versions[0],
        reason=text.reason,
        corrections=tuple(one for one in row.versions if one.number > 1),
        row=row,
    )


def shown_list(rows: Sequence[News], *, now: datetime) -> list[ShownNews]:
    """`shown_news` of each, with its newest text."""
    return [shown for row in rows if (shown := shown_news(row, now=now)) is not None]


def lead_of(blocks: Sequence[tuple[str, tuple[str, ...]]]) -> str:
    """The beginning of a text, cut at a word."""
    words = " ".join(" ".join(lines) for kind, lines in blocks if kind != "heading")
    if len(words) <= LEAD_SIGNS:
        return words
    return words[:LEAD_SIGNS].rsplit(" ", 1)[0].rstrip(",;:.–") + "…"
