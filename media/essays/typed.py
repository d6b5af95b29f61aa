"""Reading an essay that was typed or pasted in the browser: plain text, or HTML of any origin."""

from __future__ import annotations

import codecs
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import nh3

from media.codes import Code
from media.essays.blocks import Block, BlockKind, Essay, refusal
from media.essays.legacy import recognise

if TYPE_CHECKING:
    from pathlib import Path

MAX_TEXT_BYTES = 4 << 20
MAX_BLOCKS = 20_000
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCK_TAGS = {*_HEADINGS, "p", "div", "li", "blockquote", "pre", "figcaption", "caption", "dt", "dd", "section"}
_TAGS = _BLOCK_TAGS | {
    "ul", "ol", "dl", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "br", "hr", "img", "figure",
    "b", "strong", "i", "em", "u", "span", "font", "a", "sub", "sup", "s", "del", "ins", "small", "big",
}  # fmt: skip
_VOID = {"br", "hr", "img"}
_UNSHOWN = {"script", "style", "title", "template", "noscript", "object", "iframe", "select", "datalist", "svg", "math"}
"""Elements whose text no page shows as running text; the title of a page often names who wrote it."""
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0*)?(?![\d.])"
    r"|font-size\s*:\s*(?:0(?:\.0*)?(?![\d.])|[1-3](?:\.\d*)?p[tx])"
    r"|(?<![-\w])color\s*:\s*(?:white\b|#fff\b|#ffffff\b)"
)
_BREAKING = re.compile(r"(?:page-)?break-before\s*:\s*(?:always|page)")
_RECOGNISED = 20_000
# What Windows puts where Latin-1 has controls; codes that it leaves empty stay as they are (VISCII uses them).
_CP1252 = {code: sign for code in range(0x80, 0xA0) if (sign := bytes([code]).decode("cp1252", "ignore"))}
_SPACES = re.compile(r"[ \t\r\n\f]+")


def read_text(path: Path) -> Essay:
    """Plain text: every line that is not empty is a paragraph; a form feed begins a page."""
    blocks = []
    for place, page in enumerate(_decoded(path).split("\f")):
        first = True
        for line in page.splitlines():
            if text := line.strip():
                blocks.append(Block(BlockKind.PARAGRAPH, text, starts_page=first and place > 0))
                first = False
    _check_size(blocks)
    return Essay(blocks=tuple(blocks))


def read_html(path: Path) -> Essay:
    """HTML as a browser's editor or a word processor leaves it, cleaned by an allow-list before it is read."""
    clean = nh3.clean(
        _decoded(path),
        tags=_TAGS,
        clean_content_tags=_UNSHOWN,
        attributes={"*": {"style", "hidden"}},
        link_rel=None,
        strip_comments=True,
    )
    reader = _HtmlReader()
    reader.feed(clean)
    reader.close()
    return Essay(blocks=tuple(reader.blocks), images=reader.images)


def _decoded(path: Path) -> str:
    if path.stat().st_size > MAX_TEXT_BYTES:
        raise refusal(Code.TOO_COMPLEX, reason="text_size", limit=MAX_TEXT_BYTES)
    data = path.read_bytes()
    encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        text = data.decode("latin-1").translate(_CP1252)
        if recognise(text[:_RECOGNISED]) is None:
            raise refusal(Code.UNREADABLE, reason="encoding") from error
        return text


def _check_size(blocks: list[Block]) -> None:
    if len(blocks) > MAX_BLOCKS:
        raise refusal(Code.TOO_COMPLEX, reason="blocks", limit=MAX_BLOCKS)


class _HtmlReader(HTMLParser):
    """Gathers blocks from well-formed, cleaned HTML; knows what an ordinary style attribute hides."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.images = 0
        self._open: list[tuple[str, bool]] = []  # tag, whether its inside is hidden
        self._lists: list[int | None] = []  # per open list the last number, None for bullets
        self._pieces: list[str] = []
        self._unseen: list[str] = []
        self._starts_page = False
        self._tables: list[list[list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        style = (values.get("style") or "").lower()
        hidden = "hidden" in values or bool(_HIDING.search(style))
        if tag in _BLOCK_TAGS or tag in {"ul", "ol", "table", "tr", "td", "th", "hr"}:
            self._flush()
        if tag == "hr" or _BREAKING.search(style):
            self._starts_page = True
        if tag == "br":
            self._add("\n")
        elif tag == "img":
            self.images += 1
        self._begin_structure(tag)
        if tag not in _VOID:
            self._open.append((tag, hidden or bool(self._open and self._open[-1][1])))

    def _begin_structure(self, tag: str) -> None:
        """Keep count of list items, and make room for the cells of tables."""
        if tag in {"ul", "ol"}:
            self._lists.append(0 if tag == "ol" else None)
        elif tag == "li" and self._lists and (last := self._lists[-1]) is not None:
            self._lists[-1] = last + 1
        elif tag == "table":
            self._tables.append([])
        elif tag == "tr" and self._tables:
            self._tables[-1].append([])
        elif tag in {"td", "th"} and self._tables:
            if not self._tables[-1]:
                self._tables[-1].append([])
            self._tables[-1][-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCK_TAGS or tag in {"ul", "ol", "table", "tr", "td", "th"}:
            self._flush()
        while self._open:
            if self._open.pop()[0] == tag:
                break
        if tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
        elif tag == "table" and self._tables:
            rows = tuple(tuple(cells) for cells in self._tables.pop())
            text = "\n".join("\t".join(cells) for cells in rows)
            self._put(Block(BlockKind.TABLE, text.strip(), rows=rows))

    def handle_data(self, data: str) -> None:
        preserved = any(tag == "pre" for tag, _ in self._open)
        text = data if preserved else _SPACES.sub(" ", data)
        if self._open and self._open[-1][1]:
            self._unseen.append(text)
        else:
            self._add(text)

    def close(self) -> None:
        super().close()
        self._flush()

    def _add(self, text: str) -> None:
        self._pieces.append(text)

    def _flush(self) -> None:
        text = "".join(self._pieces).strip()
        unseen = "".join(self._unseen).strip()
        self._pieces, self._unseen = [], []
        if not text and not unseen:
            return
        if self._tables and self._tables[-1] and self._tables[-1][-1]:
            cell = self._tables[-1][-1]
            cell[-1] = "\n".join(part for part in (cell[-1], text) if part)
            if unseen:
                self._put(Block(BlockKind.PARAGRAPH, "", hidden=unseen))
            return
        tags = [tag for tag, _ in self._open]
        heading = next((_HEADINGS[tag] for tag in reversed(tags) if tag in _HEADINGS), 0)
        if heading:
            block = Block(BlockKind.HEADING, text, level=heading, hidden=unseen)
        elif "figcaption" in tags or "caption" in tags:
            block = Block(BlockKind.CAPTION, text, hidden=unseen)
        elif "li" in tags and self._lists:
            block = Block(BlockKind.LIST, text, level=len(self._lists), ordinal=self._lists[-1], hidden=unseen)
        else:
            block = Block(BlockKind.PARAGRAPH, text, hidden=unseen)
        self._put(block)

    def _put(self, block: Block) -> None:
        if self._tables and block.kind is BlockKind.TABLE:  # a table within a cell reads on as the cell's text
            cells = self._tables[-1][-1] if self._tables[-1] and self._tables[-1][-1] else None
            if cells is not None:
                cells[-1] = "\n".join(part for part in (cells[-1], block.text) if part)
                return
        if self._starts_page:
            block = replace(block, starts_page=True)
            self._starts_page = False
        self.blocks.append(block)
        _check_size(self.blocks)
