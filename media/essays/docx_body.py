"""From the paragraphs of a DOCX part to blocks: what a reader sees, with the unseen kept apart."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from media.codes import Code
from media.essays.blocks import Block, BlockKind, refusal, table_block
from media.essays.docx_styles import Styles, is_on
from media.essays.legacy import join_pieces, of_font
from media.essays.looks import Look, is_shade

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from media.essays.legacy import Reading
    from media.essays.xml import Element

MAX_BLOCKS = 20_000
_CONTENT = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_WRAPPERS = ("hyperlink", "ins", "moveTo", "smartTag", "sdtContent", "sdt", "fldSimple", "customXml", "dir", "bdo")
_ACTIVE_FIELDS = ("DDE", "DDEAUTO", "INCLUDETEXT", "INCLUDEPICTURE", "INCLUDE", "LINK")


class Numbering:
    """Which list items are numbered, and with what number."""

    def __init__(self, root: Element | None, w: str) -> None:
        self._formats: dict[tuple[str, str], str] = {}
        self._counters: dict[str, Counter[int]] = defaultdict(Counter)
        if root is None:
            return
        abstract = {
            (item.get(f"{w}abstractNumId", ""), level.get(f"{w}ilvl", "")): form.get(f"{w}val", "")
            for item in root.iterchildren(f"{w}abstractNum")
            for level in item.iterchildren(f"{w}lvl")
            if (form := level.find(f"{w}numFmt")) is not None
        }
        for number in root.iterchildren(f"{w}num"):
            target = number.find(f"{w}abstractNumId")
            wanted = "" if target is None else target.get(f"{w}val", "")
            for (abstract_id, level_id), value in abstract.items():
                if abstract_id == wanted:
                    self._formats[number.get(f"{w}numId", ""), level_id] = value

    def next_ordinal(self, number_id: str, level: int) -> int | None:
        """The number of the next item of this list at this level, or None for bullets and unknown lists."""
        if self._formats.get((number_id, str(level)), "bullet") in {"bullet", "none"}:
            return None
        counter = self._counters[number_id]
        counter[level] += 1
        for deeper in [key for key in counter if key > level]:
            del counter[deeper]
        return counter[level]


class BodyReader:
    """Reads the parts of one document; figures of all parts that it read add up in its attributes."""

    def __init__(self, styles: Styles, numbering: Numbering, w: str) -> None:
        self.fonts: Counter[str] = Counter()
        self.images = 0
        self.insertions = 0
        self.deletions = 0
        self.deleted: list[str] = []
        self.active_fields: set[str] = set()
        self.has_page_field = False
        self.continuous_sections: list[Element] = []  # section ends after which no new page begins
        self.language = styles.language
        self._styles, self._numbering, self._w = styles, numbering, w
        self._count = 0
        self._fields: list[bool] = []  # per open field: whether its result has begun
        self._pieces: list[str] = []
        self._unseen: list[str] = []
        self._boxes: list[Element] = []
        self._parts: list[tuple[Reading, str]] = []
        self._handlers: dict[str, Callable[[Element, Look], None]] = {
            **{f"{w}{name}": self._walk for name in _WRAPPERS},
            f"{w}r": self._run,
            f"{w}t": self._text,
            f"{w}del": self._deletion,
            f"{w}moveFrom": self._deletion,
            f"{w}tab": self._white,
            f"{w}ptab": self._white,
            f"{w}br": self._break,
            f"{w}cr": self._white,
            f"{w}noBreakHyphen": self._sign,
            f"{w}sym": self._sign,
            f"{w}fldChar": self._field,
            f"{w}instrText": self._instruction,
            f"{w}drawing": self._drawing,
            f"{w}pict": self._drawing,
            f"{w}object": self._drawing,
            _CONTENT: self._alternative,
            f"{_MATHS}oMath": self._maths,
            f"{_MATHS}oMathPara": self._maths,
        }

    def read(self, container: Element, *, shaded: bool = False) -> Iterator[Block]:
        """The blocks of a body, a cell, a header or a note, in order. Text boxes follow their anchor."""
        w = self._w
        starts_page = False
        for child in container:
            if child.tag == f"{w}p":
                for block in self._paragraph(child, shaded=shaded):
                    if block is None:
                        starts_page = True
                        continue
                    yield _on_new_page(block) if starts_page else block
                    starts_page = False
            elif child.tag == f"{w}tbl":
                table = self._table(child)
                yield _on_new_page(table) if starts_page else table
                starts_page = False
            elif child.tag in {f"{w}sdt", f"{w}customXml", f"{w}ins", f"{w}sdtContent"}:
                for block in self.read(child, shaded=shaded):
                    yield _on_new_page(block) if starts_page else block
                    starts_page = False

    def _paragraph(self, paragraph: Element, *, shaded: bool) -> Iterator[Block | None]:
        """The blocks of one paragraph (page breaks cut it); None stands for a break with no text yet behind it."""
        self._count += 1
        if self._count > MAX_BLOCKS:
            raise refusal(Code.TOO_COMPLEX, reason="blocks", limit=MAX_BLOCKS)
        w = self._w
        properties = paragraph.find(f"{w}pPr")
        style = self._styles.get(_attribute(properties, f"{w}pStyle", f"{w}val"))
        look = style.look
        if style.breaks_page or (properties is not None and is_on(properties.find(f"{w}pageBreakBefore"), w)):
            yield None
        if shaded or is_shade(_attribute(properties, f"{w}shd", f"{w}fill")):
            look = Look(look.vanished, look.white, look.tiny, shaded=True, font=look.font)
        images_before = self.images
        self._pieces, self._unseen, self._parts, self._boxes = [], [], [], []
        self._walk(paragraph, look)
        self._cut()
        parts, boxes = self._parts, self._boxes
        kind, level, ordinal = self._kind(properties, style.name, style.heading_level, is_list=style.is_list)
        for place, (read, unseen) in enumerate(parts):
            if place:
                yield None
            if (text := read.text.strip()) or unseen:
                yield Block(kind, text, level, ordinal, hidden=unseen, original=read.original, encoding=read.encoding)
        for _ in range(self.images - images_before):
            yield Block(BlockKind.IMAGE, "")
        for box in boxes:
            yield from self.read(box, shaded=shaded)
        section = properties.find(f"{w}sectPr") if properties is not None else None
        if section is not None and section not in self.continuous_sections:
            yield None

    def _kind(
        self, properties: Element | None, style_name: str, heading_level: int, *, is_list: bool
    ) -> tuple[BlockKind, int, int | None]:
        w = self._w
        if style_name == "caption":
            return BlockKind.CAPTION, 0, None
        if style_name == "title":
            return BlockKind.HEADING, 1, None
        outline = _attribute(properties, f"{w}outlineLvl", f"{w}val")
        if outline is not None and outline.isdigit() and int(outline) < 9:  # noqa: PLR2004  9 is body text
            heading_level = int(outline) + 1
        if heading_level:
            return BlockKind.HEADING, heading_level, None
        numbers = properties.find(f"{w}numPr") if properties is not None else None
        number_id = _attribute(numbers, f"{w}numId", f"{w}val")
        if number_id == "0" or (number_id is None and not is_list):
            return BlockKind.PARAGRAPH, 0, None
        depth = _attribute(numbers, f"{w}ilvl", f"{w}val") or "0"
        level = int(depth) if depth.isdigit() and len(depth) == 1 else 0
        return BlockKind.LIST, level + 1, self._numbering.next_ordinal(number_id or "", level)

    def _table(self, table: Element) -> Block:
        rows, inside = [], []
        for row in _unwrapped(table, self._w, "tr"):
            cells = []
            for cell in _unwrapped(row, self._w, "tc"):
                shading = cell.find(f"{self._w}tcPr/{self._w}shd")
                shaded = shading is not None and is_shade(shading.get(f"{self._w}fill"))
                blocks = list(self.read(cell, shaded=shaded))
                cells.append("\n".join(block.text for block in blocks if block.text))
                inside += blocks
            rows.append(tuple(cells))
        return table_block(rows, inside)

    def _walk(self, element: Element, look: Look) -> None:
        handlers = self._handlers
        if element.tag == f"{self._w}ins":
            self.insertions += 1
        elif element.tag == f"{self._w}fldSimple":
            self._note_instruction(element.get(f"{self._w}instr", ""))
        for child in element:
            handler = handlers.get(child.tag)
            if handler is not None:
                handler(child, look)

    def _run(self, run: Element, look: Look) -> None:
        properties = run.find(f"{self._w}rPr")
        self._walk(run, look if properties is None else self._look(properties, look))

    def _look(self, properties: Element, look: Look) -> Look:
        return self._styles.look(properties, look, character_styles=True)

    def _text(self, element: Element, look: Look) -> None:
        text = element.text
        if not text:
            return
        if look.is_hidden or not all(self._fields):
            self._unseen.append(text)
            return
        self.fonts[look.font] += len(text)
        self._pieces.append(of_font(text, look.font))

    def _white(self, element: Element, look: Look) -> None:  # noqa: ARG002  one signature for all handlers
        self._pieces.append("\n" if element.tag == f"{self._w}cr" else "\t")

    def _break(self, element: Element, look: Look) -> None:  # noqa: ARG002  one signature for all handlers
        if element.get(f"{self._w}type") == "page":
            self._cut()
        else:
            self._pieces.append("\n")

    def _sign(self, element: Element, look: Look) -> None:
        if not look.is_hidden:
            self._pieces.append("•" if element.tag == f"{self._w}sym" else "\u2011")

    def _cut(self) -> None:
        self._parts.append((join_pieces(self._pieces), "".join(self._unseen)))
        self._pieces, self._unseen = [], []

    def _deletion(self, element: Element, look: Look) -> None:  # noqa: ARG002  one signature for all handlers
        self.deletions += 1
        self.deleted += [part.text or "" for part in element.iter(f"{self._w}delText", f"{self._w}t")]

    def _field(self, element: Element, look: Look) -> None:  # noqa: ARG002  one signature for all handlers
        kind = element.get(f"{self._w}fldCharType")
        if kind == "begin":
            self._fields.append(False)
        elif self._fields and kind == "separate":
            self._fields[-1] = True
        elif self._fields and kind == "end":
            self._fields.pop()

    def _instruction(self, element: Element, look: Look) -> None:  # noqa: ARG002  one signature for all handlers
        self._note_instruction(element.text or "")

    def _note_instruction(self, text: str) -> None:
        words = text.upper().split()
        self.has_page_field = self.has_page_field or "PAGE" in words
        self.active_fields.update(word for word in words[:1] if word in _ACTIVE_FIELDS)

    def _drawing(self, element: Element, look: Look) -> None:  # noqa: ARG002  one signature for all handlers
        self.images += sum(1 for _ in element.iter("{*}blip", "{urn:schemas-microsoft-com:vml}imagedata"))
        boxes = list(element.iter(f"{self._w}txbxContent"))
        # a drawing with alternatives inside holds the same box twice; boxes in boxes are read with the outer
        self._boxes += [box for box in boxes if not _is_fallback(box, element)]

    def _alternative(self, element: Element, look: Look) -> None:
        branch = element.find("{*}Choice")
        if branch is None:
            branch = element.find("{*}Fallback")
        if branch is not None:
            self._walk(branch, look)

    def _maths(self, element: Element, look: Look) -> None:
        text = "".join(part.text or "" for part in element.iter(f"{_MATHS}t"))
        (self._unseen if look.is_hidden else self._pieces).append(text)


def _is_fallback(box: Element, within: Element) -> bool:
    """Whether a text box stands in a fallback branch or inside another box of the same drawing."""
    for ancestor in box.iterancestors():
        if ancestor is within:
            return False
        if str(ancestor.tag).endswith(("}Fallback", "}txbxContent")):
            return True
    return False


def _on_new_page(block: Block) -> Block:
    return replace(block, starts_page=True)


def _unwrapped(element: Element, w: str, name: str) -> Iterator[Element]:
    """The rows or cells of a table, also those in content controls and tracked insertions."""
    for child in element:
        if child.tag == f"{w}{name}":
            yield child
        elif child.tag in {f"{w}sdt", f"{w}sdtContent", f"{w}customXml", f"{w}ins"}:
            yield from _unwrapped(child, w, name)


def _attribute(element: Element | None, child: str, attribute: str) -> str | None:
    found = None if element is None else element.find(child)
    return None if found is None else found.get(attribute)
