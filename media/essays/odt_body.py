"""From the paragraphs of an ODT to blocks: what a reader sees, with the unseen kept apart."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from media.codes import Code
from media.essays.blocks import Aside, Block, BlockKind, refusal, table_block
from media.essays.legacy import join_pieces, of_font

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from media.essays.looks import Look
    from media.essays.odt_styles import Style, Styles
    from media.essays.xml import Element

MAX_BLOCKS = 20_000
_MAX_SPACES = 1_000
_SPACES = re.compile(r"[ \t\r\n]+")
_CONTAINERS = {
    "section", "list-header", "index-body", "table-of-content", "illustration-index", "table-index", "index-title",
    "bibliography", "alphabetical-index", "user-index", "object-index", "numbered-paragraph", "text-box",
}  # fmt: skip


class BodyReader:
    """Reads the text of one document; figures of all that it read add up in its attributes."""

    def __init__(self, styles: Styles) -> None:
        self.fonts: Counter[str] = Counter()
        self.images = 0
        self.comments = 0
        self.notes: list[Block] = []
        self.asides: list[Aside] = []
        self.has_page_field = False
        self.master_pages: set[str] = set()
        self._styles = styles
        self._count = 0
        self._pieces: list[str] = []
        self._unseen: list[str] = []
        self._boxes: list[Element] = []
        self._handlers: dict[str, Callable[[Element, Look], None]] = {
            "s": self._spaces,
            "tab": self._white,
            "line-break": self._white,
            "note": self._note,
            "annotation": self._annotation,
            "annotation-end": self._nothing,
            "hidden-text": self._hidden,
            "hidden-paragraph": self._nothing,
            "frame": self._frame,
            "page-number": self._page_number,
            "tracked-changes": self._nothing,
            "soft-page-break": self._nothing,
        }

    def read(self, container: Element, *, depth: int = 1, listed: bool = False) -> Iterator[Block]:
        """The blocks of a body, a cell, a margin or a note, in order. Text boxes follow their anchor."""
        starts_page = False
        ordinal = 0
        for child in container:
            name = local(child)
            if name in {"p", "h"}:
                style = self._styles.paragraph(attribute(child, "style-name"))
                starts_page = starts_page or style.breaks_before
                blocks = self._paragraph(child, style, name, depth=depth, listed=listed)
            elif name == "list":
                blocks = self._list(child, depth)
                style = None
            elif name == "table":
                blocks, style = iter((self._table(child),)), None
            elif name in _CONTAINERS and attribute(child, "display") != "none":
                blocks, style = self.read(child, depth=depth, listed=listed), None
            elif name == "frame":
                self._frame(child, self._styles.paragraph(None).look)
                blocks, style = self._pending(), None
            else:
                continue
            ordinal += 1
            for block in blocks:
                yield replace(block, starts_page=True) if starts_page else block
                starts_page = False
            starts_page = starts_page or (style is not None and style.breaks_after)

    def _paragraph(self, paragraph: Element, style: Style, name: str, *, depth: int, listed: bool) -> Iterator[Block]:
        self._count += 1
        if self._count > MAX_BLOCKS:
            raise refusal(Code.TOO_COMPLEX, reason="blocks", limit=MAX_BLOCKS)
        if style.master_page:
            self.master_pages.add(style.master_page)
        images_before = self.images
        outer = self._pieces, self._unseen  # a note stands inside its paragraph
        self._pieces, self._unseen, self._boxes = [], [], []
        self._walk(paragraph, style.look)
        read = join_pieces(self._pieces)
        text = read.text.strip()
        unseen = "".join(self._unseen).strip()
        self._pieces, self._unseen = outer
        boxes = self._boxes
        kind, level = BlockKind.PARAGRAPH, 0
        if style.is_caption:
            kind = BlockKind.CAPTION
        elif name == "h" or "title" in style.names:
            outline = attribute(paragraph, "outline-level")
            kind, level = BlockKind.HEADING, int(outline) if outline.isdigit() and len(outline) == 1 else 1
        elif listed:
            kind, level = BlockKind.LIST, depth
        if text or unseen:
            yield Block(kind, text, level=level, hidden=unseen, original=read.original, encoding=read.encoding)
        yield from (Block(BlockKind.IMAGE, "") for _ in range(self.images - images_before))
        for box in boxes:
            yield from self.read(box)

    def _pending(self) -> Iterator[Block]:
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            yield from self.read(box)

    def _list(self, items: Element, depth: int) -> Iterator[Block]:
        for item in items:
            if local(item) not in {"list-item", "list-header"}:
                continue
            for child in item:
                if local(child) == "list":
                    yield from self._list(child, depth + 1)
                elif local(child) in {"p", "h"}:
                    style = self._styles.paragraph(attribute(child, "style-name"))
                    for block in self._paragraph(child, style, local(child), depth=depth, listed=True):
                        yield replace(block, starts_page=True) if style.breaks_before else block

    def _table(self, table: Element) -> Block:
        rows: list[list[str]] = []
        inside: list[Block] = []
        for row in _rows(table):
            cells: list[str] = []
            for cell in row:
                if local(cell) == "table-cell":
                    blocks = list(self.read(cell))
                    cells.append("\n".join(block.text for block in blocks if block.text))
                    inside += blocks
            rows.append(cells)
        return table_block(rows, inside)

    def _walk(self, element: Element, look: Look) -> None:
        """The mixed content of a paragraph or span: text, children, and the text behind each."""
        self._text(element.text, look)
        for child in element:
            name = local(child)
            handler = self._handlers.get(name)
            if handler is not None:
                handler(child, look)
            elif name == "span":
                self._walk(child, self._styles.text(attribute(child, "style-name"), look))
            else:
                if name == "a":
                    self.asides.append(Aside("link", attribute(child, "href")))
                self._walk(child, look)
            self._text(child.tail, look)

    def _text(self, text: str | None, look: Look) -> None:
        if not text:
            return
        text = _SPACES.sub(" ", text)
        if look.is_hidden:
            self._unseen.append(text)
        else:
            self.fonts[look.font] += len(text)
            self._pieces.append(of_font(text, look.font))

    def _spaces(self, element: Element, look: Look) -> None:  # noqa: ARG002  one signature for all handlers
        count = attribute(element, "c")
        self._pieces.append(" " * min(int(count), _MAX_SPACES) if count.isdigit() and len(count) < 5 else " ")  # noqa: PLR2004

    def _white(self, element: Element, look: Look) -> None:  # noqa: ARG002  one signature for all handlers
        self._pieces.append("\t" if local(element) == "tab" else "\n")

    def _note(self, element: Element, look: Look) -> None:  # noqa: ARG002  one signature for all handlers
        body = element.find("{*}note-body")
        if body is not None:
            boxes = self._boxes
            self.notes += [
                Block(BlockKind.FOOTNOTE, block.text, hidden=block.hidden) for block in list(self.read(body))
            ]
            self._boxes = boxes

    def _annotation(self, element: Element, look: Look) -> None:  # noqa: ARG002  one signature for all handlers
        self.comments += 1
        for part in element:
            place = "comment_author" if local(part) in {"creator", "creator-initials"} else "comment"
            if local(part) != "date":
                self.asides.append(Aside(place, " ".join("".join(map(str, part.itertext())).split())))

    def _hidden(self, element: Element, look: Look) -> None:  # noqa: ARG002  one signature for all handlers
        self._unseen.append(attribute(element, "string-value") or element.text or "")

    def _frame(self, element: Element, look: Look) -> None:  # noqa: ARG002  one signature for all handlers
        for part in element:
            if local(part) == "image":
                self.images += 1
            elif local(part) == "text-box":
                self._boxes.append(part)
            elif local(part) in {"title", "desc"}:
                self.asides.append(Aside("picture", "".join(map(str, part.itertext()))))

    def _page_number(self, element: Element, look: Look) -> None:
        self.has_page_field = True
        self._text(element.text, look)

    def _nothing(self, element: Element, look: Look) -> None:
        """An element whose inside is no text of the essay."""


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def attribute(element: Element, name: str) -> str:
    """An attribute by its local name; empty when absent."""
    for key, value in element.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


def _rows(table: Element) -> Iterator[Element]:
    for child in table:
        if local(child) == "table-row":
            yield child
        elif local(child) in {"table-header-rows", "table-rows", "table-row-group"}:
            yield from _rows(child)
