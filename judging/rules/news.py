"""Where a piece of news stands, the word of its address, and what its plain text is made of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from judging.enums import NewsState
from vietnamese.folding import fold

if TYPE_CHECKING:
    from collections.abc import Container, Iterator
    from datetime import datetime

LONGEST_ADDRESS = 60


def news_state(*, publish_at: datetime | None, taken_down_at: datetime | None, now: datetime) -> NewsState:
    """Where it stands at `now`: a moment of publication that has come makes it public, nothing else has to happen."""
    if taken_down_at is not None:
        return NewsState.TAKEN_DOWN
    if publish_at is None:
        return NewsState.DRAFT
    return NewsState.PUBLIC if publish_at <= now else NewsState.SCHEDULED


def address_of(title: str, taken: Container[str]) -> str:
    """The word of a title in addresses, with a number where it is `taken`.

    >>> address_of("Gia hạn nộp bài đến 25/9", {"gia-han-nop-bai-den-25-9"})
    'gia-han-nop-bai-den-25-9-2'
    >>> address_of("?!", set())
    'tin'
    """
    word = re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")[:LONGEST_ADDRESS].strip("-") or "tin"
    if word not in taken:
        return word
    return next(f"{word}-{number}" for number in range(2, 10_000) if f"{word}-{number}" not in taken)


def blocks_of(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    r"""The blocks of a plain text: `heading`, `list` (its items) and `paragraph` (its lines).

    An empty line ends a block, a line that begins with "## " is a heading, one with "- " an item.

    >>> list(blocks_of("## Lịch\n- Sáng\n- Chiều\n\nMột\nHai"))
    [('heading', ('Lịch',)), ('list', ('Sáng', 'Chiều')), ('paragraph', ('Một', 'Hai'))]
    """
    kind, lines = "", list[str]()
    for line in [*text.splitlines(), ""]:
        bare = line.strip()
        this = "" if not bare else "heading" if bare.startswith("## ") else "list" if bare[:2] == "- " else "paragraph"
        if lines and (this != kind or this == "heading"):
            yield kind, tuple(lines)
            lines = []
        kind = this
        if bare:
            lines.append(bare.removeprefix("## " if this == "heading" else "- " if this == "list" else "").strip())
