"""What a reader makes of an essay file: text blocks in order, and everything beside the text, apart."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from media.codes import Code
from media.reports import Finding, Severity


class BlockKind(StrEnum):
    """What a block is for its reader."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    TABLE = "table"
    CAPTION = "caption"
    IMAGE = "image"
    PAGE = "page"
    FOOTNOTE = "footnote"
    HEADER = "header"
    FOOTER = "footer"


class Section(StrEnum):
    """To which part of the essay a block belongs; only the body counts by default."""

    COVER = "cover"
    BODY = "body"
    REFERENCES = "references"
    APPENDIX = "appendix"


@dataclass(frozen=True, slots=True)
class Block:
    """One block. `text` is what a reader sees; `hidden` what the file holds there and does not show.

    `level` is the depth of a heading or list item from 1, `ordinal` the number of an ordered list item,
    `rows` the cells of a table, whose `text` joins them. `starts_page`: a page break stands before it.
    `original` is the text as the file holds it where it was converted from an old `encoding` for reading.
    A PAGE stands for the whole of `page`, which is a picture without text to read.
    """

    kind: BlockKind
    text: str
    level: int = 0
    ordinal: int | None = None
    rows: tuple[tuple[str, ...], ...] = ()
    hidden: str = ""
    starts_page: bool = False
    page: int | None = None
    section: Section = Section.BODY
    original: str = ""
    encoding: str = ""


def table_block(rows: Sequence[Sequence[str]], inside: Iterable[Block]) -> Block:
    """The block of a table of these cells; `inside` are the blocks that its cells were made of."""
    blocks = tuple(inside)
    text = "\n".join("\t".join(cells) for cells in rows)
    converted = next((block for block in blocks if block.original), None)
    return Block(
        BlockKind.TABLE,
        text.strip(),
        rows=tuple(tuple(cells) for cells in rows),
        hidden="\n".join(block.hidden for block in blocks if block.hidden),
        original="" if converted is None else "\t".join(block.original or block.text for block in blocks),
        encoding="" if converted is None else converted.encoding,
    )


@dataclass(frozen=True, slots=True)
class Aside:
    """Text beside the essay that may tell who wrote it: a property, a comment, a header, deleted text."""

    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Essay:
    """An essay as read. `fonts` maps a font to the number of signs set in it; `papers_mm` holds each page size.

    `pictured_pages` are the pages, from 1, that are pictures.
    """

    blocks: tuple[Block, ...]
    notes: tuple[Block, ...] = ()
    margins: tuple[Block, ...] = ()
    asides: tuple[Aside, ...] = ()
    findings: tuple[Finding, ...] = ()
    fonts: Mapping[str, int] = field(default_factory=dict)
    papers_mm: tuple[tuple[int, int], ...] = ()
    pages: int | None = None
    page_numbers: bool | None = None
    images: int = 0
    pictured_pages: tuple[int, ...] = ()
    insertions: int = 0
    deletions: int = 0
    deleted_text: str = ""
    comments: int = 0
    language: str | None = None


class UnreadableError(Exception):
    """A file that cannot or must not be read on; carries the finding that says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(f"{finding.code} at {finding.place}: {dict(finding.facts)}")
        self.finding = finding


def refusal(code: Code, place: str | None = None, **facts: str | int) -> UnreadableError:
    """The error that ends the reading of a file, to be raised by a reader."""
    return UnreadableError(Finding(code, Severity.REFUSAL, place, facts))
