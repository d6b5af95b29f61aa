"""What stands on a paper, as plain frozen values: the one model that both renderers read.

A content knows no page and no font: a renderer gives each look its form (`layout`). It becomes canonical JSON and back,
so that a reviewed paper is kept as what it says and its hash can be printed on it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

from judging.rules.canonical import canonical_json, sha256_of
from vietnamese.dates import format_day

if TYPE_CHECKING:
    from datetime import date

Align = Literal["left", "center", "right"]


class Look(StrEnum):
    """What a paragraph is; its style carries the same name in both renderings."""

    BODY = "body"
    BASIS = "basis"
    HEADING = "heading"
    ITEM = "item"
    CENTRED = "centred"
    ORDER = "order"
    ADDRESS = "address"
    NOTE = "note"
    LABEL = "label"


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph. `lead` are the bold words that open it: "Điều 1."."""

    text: str
    look: Look = Look.BODY
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, its share of the width, where its cells stand."""

    heading: str
    share: int
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings that return on every page; `total` is a last bold row as wide as the others."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Box:
    """A frame of a fixed size with lines in its middle: a label to be cut out."""

    width_mm: int
    height_mm: int
    lines: tuple[Para, ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The next block begins a new page."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The head of a paper. `number` is the whole line ("Số: 05/QĐ-UBND") and empty on minutes and forms.

    `about` is the summary that a letter (công văn) carries below its number.
    """

    organ: str
    upper: str = ""
    number: str = ""
    place_and_day: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs: authority and position in capitals, a note for the hand, the name without titles."""

    lines: tuple[str, ...]
    name: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Signs:
    """Signatures side by side within the text: of one sheet among several."""

    signatures: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """A letterhead within the text: each of several sheets has its own."""

    letterhead: Letterhead


Block = Para | Table | Box | PageBreak | Signs | Head


@dataclass(frozen=True, slots=True)
class Appendix:
    """A list that goes with the paper, on pages of its own, counted anew."""

    title: str
    subject: str
    note: str
    blocks: tuple[Block, ...]
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate (landscape): who gives what to whom for what, and the address of its public verification."""

    giver: str
    kind: str
    recipient: str
    place: str
    merit: tuple[str, ...]
    decision: str
    book_number: str
    place_and_day: str
    signature: Signature
    code: str
    address: str
    award: str = ""
    """Which award it is for; not printed."""


@dataclass(frozen=True, slots=True)
class Content:
    """A whole paper. `title` is the name of its type in capitals and empty on a letter."""

    name: str
    letterhead: Letterhead | None = None
    title: str = ""
    subject: str = ""
    blocks: tuple[Block, ...] = ()
    signatures: tuple[Signature, ...] = ()
    recipients: tuple[str, ...] = ()
    appendices: tuple[Appendix, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    landscape: bool = False


NUMBER, DAY = "\ue000", "\ue001"
"""Where a paper's own number and day will stand: signs that nobody can type, filled when it is drawn."""
_BLANK_NUMBER = "\u2002" * 4


def fill(text: str, *, number: int | None, day: date | None, year: int) -> str:
    """A content's JSON with number and day in their places, or with room for the hand while it has none."""
    written = format_day(day) if day is not None else f"ngày \u2002\u2002 tháng \u2002\u2002 năm {year}"
    return text.replace(NUMBER, f"{number:02d}" if number is not None else _BLANK_NUMBER).replace(DAY, written)


_TYPES: dict[str, type] = {"para": Para, "table": Table, "box": Box, "break": PageBreak, "signs": Signs, "head": Head}
_WORDS = {kind: word for word, kind in _TYPES.items()}


def to_plain(content: Content) -> dict[str, Any]:
    """The content as values that JSON knows; each block says its type."""
    plain = asdict(content)
    plain["blocks"] = [_block_to_plain(block) for block in content.blocks]
    for appendix, told in zip(content.appendices, plain["appendices"], strict=True):
        told["blocks"] = [_block_to_plain(block) for block in appendix.blocks]
    # Tuples become lists, as they are after a round through JSON.
    listed: dict[str, Any] = json.loads(json.dumps(plain))
    return listed


def to_text(content: Content) -> str:
    """The canonical JSON of which the hash is taken."""
    return canonical_json(to_plain(content))


def sha256_of_content(content: Content) -> str:
    """The hash that is printed on a paper, in hexadecimal."""
    return sha256_of(to_text(content))


def from_text(text: str) -> Content:
    """The content that `to_text` wrote."""
    told = json.loads(text)
    return Content(
        name=told["name"],
        letterhead=Letterhead(**told["letterhead"]) if told["letterhead"] else None,
        title=told["title"],
        subject=told["subject"],
        blocks=_blocks(told["blocks"]),
        signatures=tuple(_signature(one) for one in told["signatures"]),
        recipients=tuple(told["recipients"]),
        appendices=tuple(Appendix(**{**one, "blocks": _blocks(one["blocks"])}) for one in told["appendices"]),
        certificates=tuple(_certificate(one) for one in told["certificates"]),
        landscape=told["landscape"],
    )


def _block_to_plain(block: Block) -> dict[str, Any]:
    plain = {"type": _WORDS[type(block)], **asdict(block)}
    if isinstance(block, Box):
        plain["lines"] = [_block_to_plain(line) for line in block.lines]
    return plain


def _blocks(told: list[dict[str, Any]]) -> tuple[Block, ...]:
    return tuple(_block(one) for one in told)


def _block(told: dict[str, Any]) -> Block:
    kind = _TYPES[told["type"]]
    values = {field.name: told[field.name] for field in fields(kind)}
    if kind is Para:
        return Para(values["text"], Look(values["look"]), values["lead"])
    if kind is Table:
        columns = tuple(Column(**one) for one in values["columns"])
        return Table(columns, tuple(tuple(row) for row in values["rows"]), tuple(values["total"]))
    if kind is Box:
        lines = tuple(Para(one["text"], Look(one["look"]), one["lead"]) for one in values["lines"])
        return Box(values["width_mm"], values["height_mm"], lines)
    if kind is Signs:
        return Signs(tuple(_signature(one) for one in values["signatures"]))
    if kind is Head:
        return Head(Letterhead(**values["letterhead"]))
    return PageBreak()


def _signature(told: dict[str, Any]) -> Signature:
    return Signature(tuple(told["lines"]), told["name"], told["note"])


def _certificate(told: dict[str, Any]) -> Certificate:
    return Certificate(**{**told, "merit": tuple(told["merit"]), "signature": _signature(told["signature"])})
