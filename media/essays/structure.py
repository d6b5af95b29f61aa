"""The parts of an essay: cover, body, reference list, appendix, captions; and what of it counts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from media.essays.blocks import Block, BlockKind, Essay, Section
from media.essays.counting import NOTHING, Count, compose, count
from media.essays.covers import Cover, find_cover
from media.reports import Scope
from vietnamese.folding import fold

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_REFERENCES = re.compile(
    r"(?:[ivx\d]{1,4}[.)]? )?(?:danh muc )?(?:cac )?(?:tai lieu|nguon)(?: tai lieu)? (?:tham khao|trich dan)[:.]?"
)
_APPENDIX = re.compile(r"phu luc(?: (?:\d{1,2}|[ivx]{1,4}|[a-d]))?(?:[:. –-].{0,80})?")
_CAPTION = re.compile(r"(?:hinh|anh|hinh anh|bieu do|so do|bang|do thi)(?: so)? \d{1,3}(?:[.-]\d{1,3})*\s?[:.–-]")
_MAX_CAPTION_CHU = 40
_MAX_HEADING_CHARACTERS = 120
LOOKALIKES = re.compile("[\u00d0\u00f0\u0189\u0256]")
_LIKE_D = str.maketrans("\u00d0\u00f0\u0189\u0256", "ĐđĐđ")
_PICTURED = (BlockKind.IMAGE, BlockKind.TABLE)
_MOST_REFERENCES = 0.3
_MOST_APPENDIX = 0.5


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The blocks with their sections, cleaned and composed; headers and footers; and the cover that was found."""

    blocks: tuple[Block, ...]
    notes: tuple[Block, ...]
    cover: Cover
    margins: tuple[Block, ...] = ()


def arrange(essay: Essay, fields: Mapping[str, str], values: Mapping[str, str]) -> Arrangement:
    """Give every block its section.

    References and appendix are looked for in the second half only, and are
    left in the body when they would be too large a share of it: a heading may mean something else.
    """
    blocks = [_clean(block) for block in essay.blocks]
    cover = find_cover(blocks, fields, values)
    for place in range(cover.length):
        if blocks[place].kind is not BlockKind.PAGE:  # nobody read it: a person has to, and covers it if need be
            blocks[place] = replace(blocks[place], section=Section.COVER)
    _mark_captions(blocks)
    _mark_tail(blocks, cover.length)
    notes, margins = (tuple(map(_clean, more)) for more in (essay.notes, essay.margins))
    return Arrangement(tuple(blocks), notes, cover, margins)


def counts(block: Block, scope: Scope) -> bool:
    """Whether the block counts towards the number of chữ under this scope."""
    by_section = {
        Section.COVER: scope.cover,
        Section.REFERENCES: scope.references,
        Section.APPENDIX: scope.appendix,
    }
    by_kind = {
        BlockKind.HEADING: scope.headings,
        BlockKind.TABLE: scope.tables,
        BlockKind.CAPTION: scope.captions,
        BlockKind.FOOTNOTE: scope.footnotes,
    }
    return by_section.get(block.section, True) and by_kind.get(block.kind, True)


def counted_margins(margins: Sequence[Block], scope: Scope) -> list[Block]:
    """The headers and footers that count under this scope, each text once however many pages repeat it."""
    wanted = {BlockKind.HEADER: scope.headers, BlockKind.FOOTER: scope.footers}
    return list({(block.kind, block.text): block for block in margins if wanted.get(block.kind)}.values())


def add_up(blocks: Sequence[Block]) -> Count:
    """Both figures of the visible text of some blocks."""
    return sum((count(block.text) for block in blocks), NOTHING)


def clean_text(text: str) -> str:
    """NFC, with Đ for its look-alikes (Ð, Ɖ), without control signs and broken halves of signs.

    Look-alikes come from foreign keyboards and old fonts; controls no text needs and no page can show.
    """
    if text.isascii():
        return _CONTROLS.sub("", text)
    cleaned = compose(_CONTROLS.sub("", text))  # what they parted may belong together
    return cleaned.translate(_LIKE_D) if LOOKALIKES.search(cleaned) else cleaned  # translating is slow


def _clean(block: Block) -> Block:
    return replace(
        block,
        text=clean_text(block.text),
        hidden=clean_text(block.hidden),
        rows=tuple(tuple(clean_text(cell) for cell in row) for row in block.rows),
    )


def _mark_captions(blocks: list[Block]) -> None:
    """A line `Hình 1: …` beside a picture or table is its caption, whatever its style."""
    for place, block in enumerate(blocks):
        if block.kind is not BlockKind.PARAGRAPH or block.section is not Section.BODY:
            continue
        near = [blocks[at].kind for at in (place - 1, place + 1) if 0 <= at < len(blocks)]
        if (
            any(kind in _PICTURED for kind in near)
            and _CAPTION.match(fold(block.text[:_MAX_HEADING_CHARACTERS]))
            and count(block.text).word_like <= _MAX_CAPTION_CHU
        ):
            blocks[place] = replace(block, kind=BlockKind.CAPTION)


def _mark_tail(blocks: list[Block], start: int) -> None:
    total = add_up(blocks[start:]).word_like
    middle = start + (len(blocks) - start) // 2
    for pattern, section, share in (
        (_APPENDIX, Section.APPENDIX, _MOST_APPENDIX),
        (_REFERENCES, Section.REFERENCES, _MOST_REFERENCES),
    ):
        begins = next((place for place in range(middle, len(blocks)) if _is_title(blocks[place], pattern)), None)
        if begins is None:
            continue
        end = len(blocks)
        if section is Section.REFERENCES:
            end = next((place for place in range(begins + 1, end) if _ends_references(blocks[place])), end)
        if add_up(blocks[begins:end]).word_like <= share * total:
            for place in range(begins, end):
                blocks[place] = replace(blocks[place], section=section)


def _is_title(block: Block, pattern: re.Pattern[str]) -> bool:
    short = len(block.text) <= _MAX_HEADING_CHARACTERS
    return short and bool(block.text) and pattern.fullmatch(fold(block.text)) is not None


def _ends_references(block: Block) -> bool:
    return block.section is not Section.BODY or block.kind is BlockKind.HEADING
