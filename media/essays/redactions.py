"""Covering passages of an essay before it is rendered: neutral covers in the text blocks, nothing in the file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from media.essays.blocks import Block, BlockKind, Section
from media.essays.counting import compose
from vietnamese.covering import COVER, cover, find_passage

WHOLE_TEXT = "text"
_BLOCK, _NOTE, _PAGE = "block", "footnote", "page"


@dataclass(frozen=True, slots=True)
class Passage:
    """Words to be covered at a place: `text` (everywhere), `block:12` or `footnote:1`, counted as the scan counts.

    At `page:3` the text is empty: the whole page, which is a picture, is covered.
    """

    place: str
    text: str


def passages_to_plain(passages: Sequence[Passage]) -> list[list[str]]:
    """The passages as plain JSON."""
    return [[one.place, one.text] for one in passages]


def passages_from_plain(rows: Sequence[Sequence[Any]]) -> tuple[Passage, ...]:
    """The passages that `passages_to_plain` wrote."""
    return tuple(Passage(place, text) for place, text in rows)


def redact(
    blocks: Sequence[Block], notes: Sequence[Block], passages: Sequence[Passage]
) -> tuple[list[Block], list[Block], tuple[Passage, ...]]:
    """The blocks and notes with their covers, and the passages that stand nowhere in what is shown.

    The cover page is shown to no judge, so nothing needs to be covered there. A passage that no longer stands at its
    place (a later reader may count blocks otherwise) is covered wherever it stands: rather one cover too many than a
    name too many.
    """
    if not passages:
        return list(blocks), list(notes), ()
    every = {
        **{f"{_BLOCK}:{number}": block for number, block in enumerate(blocks, start=1)},
        **{f"{_NOTE}:{number}": note for number, note in enumerate(notes, start=1)},
    }
    shown = {place: block for place, block in every.items() if block.section is not Section.COVER}
    wanted: dict[str, list[str]] = {place: [] for place in every}
    missed = []
    for passage in passages:
        places = _pages(shown, passage) if passage.place.startswith(f"{_PAGE}:") else _places(shown, passage)
        for place in places:
            wanted[place].append(passage.text)
        if not places:
            missed.append(passage)
    done = [_covered(block, wanted[place]) for place, block in every.items()]
    return done[: len(blocks)], done[len(blocks) :], tuple(missed)


def _pages(placed: Mapping[str, Block], passage: Passage) -> list[str]:
    return [
        place
        for place, block in placed.items()
        if block.kind is BlockKind.PAGE and f"{_PAGE}:{block.page}" == passage.place
    ]


def _places(placed: Mapping[str, Block], passage: Passage) -> list[str]:
    here = placed.get(passage.place)
    if here is not None and _stands_in(here, passage.text):
        return [passage.place]
    return [place for place, block in placed.items() if _stands_in(block, passage.text)]


def _stands_in(block: Block, passage: str) -> bool:
    return any(find_passage(compose(text), passage) for text in _texts(block))


def _texts(block: Block) -> Iterator[str]:
    """What is shown of a block: the cells of a table, else its text."""
    if block.rows:
        yield from (cell for row in block.rows for cell in row)
    else:
        yield block.text


def _covered(block: Block, passages: Sequence[str]) -> Block:
    if not passages:
        return block
    if block.kind is BlockKind.PAGE:
        return replace(block, text=COVER)
    rows = tuple(tuple(cover(cell, passages) for cell in row) for row in block.rows)
    return replace(block, text=cover(block.text, passages), hidden="", rows=rows)
