"""Finding the cover of an essay and what stands on it; conservative, because what is cover is not counted.

A cover is the first page, if it is short and holds at least two of the cover's fields, or, without a page
break, the first short lines, if at least three of them bear the labels of fields. A field is found by its
label with something behind it, or by its value where the value is known.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from media.essays.blocks import Block
from media.essays.counting import compose, count
from vietnamese.folding import fold

_MAX_COVER_BLOCKS = 40
_MAX_COVER_CHU = 300
_MAX_OPENING_BLOCKS = 25
_MAX_OPENING_CHU = 150
_MAX_LINE_CHU = 25
_FIELDS_BEFORE_BREAK = 2
_LABELS_WITHOUT_BREAK = 3
_LABELS: dict[str, tuple[str, ...]] = {
    "full_name": (
        "ho va ten tac gia", "ho ten tac gia", "ho va ten nguoi du thi", "ho ten nguoi du thi", "ho va ten",
        "ho ten", "ten tac gia", "tac gia", "nguoi du thi", "nguoi viet", "nguoi thuc hien",
    ),
    "position": ("chuc vu", "chuc danh", "chuc vu cong tac", "chuc vu, chuc danh"),
    "unit": (
        "don vi cong tac", "co quan cong tac", "noi cong tac", "co quan, don vi cong tac", "co quan, don vi",
        "co quan don vi", "don vi du thi", "don vi", "co quan",
    ),
    "phone": (
        "so dien thoai lien he", "dien thoai lien he", "so dien thoai", "dien thoai di dong", "dien thoai", "so dt",
        "sdt", "dt", "dtdd", "di dong", "tel",
    ),
    "title": (
        "tieu de bai viet", "tieu de bai du thi", "ten bai du thi", "ten bai viet", "ten tac pham", "tieu de",
        "ten bai", "tac pham",
    ),
    "topic": ("chu de", "noi dung du thi"),
}  # fmt: skip
_ALIASES = {"author": "full_name", "author_name": "full_name", "name": "full_name"}
_LEADING = re.compile(r"^[\W_]{0,10}")
_AFTER_LABEL = re.compile(r"\s{0,5}(?:\([^()]{0,60}\))?\s{0,5}(?:[:\-–.]+|$)(.*)")
_NOT_DIGITS = re.compile(r"\D+")
_NOT_WORDS = re.compile(r"[\W_]+")
_LETTERS = re.compile(r"[^\W_]")
_SHORTEST_PHONE = 9


@dataclass(frozen=True, slots=True)
class Cover:
    """How many blocks are cover (0: none was found), how its end was known, and which fields were found."""

    length: int
    until: str
    fields: Mapping[str, bool | None]


def find_cover(blocks: Sequence[Block], fields: Mapping[str, str], values: Mapping[str, str]) -> Cover:
    """The cover at the beginning of `blocks`.

    `fields` are the lines that the plan wants (key to label), `values` what the entrant gave for them; a field
    without either label or value in sight is None, since it may stand there unlabelled.
    """
    wanted = fields or dict.fromkeys(values, "") or dict.fromkeys(("full_name", "position", "unit", "phone"), "")
    labels = {key: _labels(key, label) for key, label in wanted.items()}
    length, until = _length(blocks, labels, values)
    opening = blocks[:length] if length else blocks[: _fitting(blocks, _MAX_OPENING_BLOCKS, _MAX_COVER_CHU)]
    labelled, seen = _labelled(opening, labels), _seen(opening, values)
    found = {
        key: True if key in labelled or key in seen else _missing(key, values, anything=bool(opening))
        for key in wanted
        if fields or values
    }
    return Cover(length, until, found)


def _length(
    blocks: Sequence[Block], labels: Mapping[str, tuple[str, ...]], values: Mapping[str, str]
) -> tuple[int, str]:
    broken = next((place for place, block in enumerate(blocks) if place and block.starts_page), 0)
    if broken and broken <= _fitting(blocks, _MAX_COVER_BLOCKS, _MAX_COVER_CHU):
        page = blocks[:broken]
        if len(_labelled(page, labels) | _seen(page, values)) >= min(_FIELDS_BEFORE_BREAK, len(labels)):
            return broken, "page_break"
    opening = blocks[: _fitting(blocks, _MAX_OPENING_BLOCKS, _MAX_OPENING_CHU, _MAX_LINE_CHU)]
    last = 0
    for place in range(len(opening)):
        if _labelled(opening[place : place + 1], labels):
            last = place + 1
    if last < len(blocks) and len(_labelled(opening[:last], labels)) >= _LABELS_WITHOUT_BREAK:
        return last, "labels"
    return 0, ""


def _fitting(blocks: Sequence[Block], most_blocks: int, most_chu: int, most_in_one: int | None = None) -> int:
    """How many of the first blocks stay within these numbers."""
    total = 0
    for place, block in enumerate(blocks[:most_blocks]):
        chu = count(block.text).word_like
        total += chu
        if total > most_chu or (most_in_one is not None and chu > most_in_one):
            return place
    return min(len(blocks), most_blocks)


def _labels(key: str, label: str) -> tuple[str, ...]:
    """The folded labels of a field, the longest first: the plan's own, and all others that mean the same."""
    own = fold(label)
    key = _ALIASES.get(key, key)
    known = next((labels for name, labels in _LABELS.items() if name == key or (own and own in labels)), ())
    return tuple(sorted({*known, *([own] if own else [])}, key=len, reverse=True))


def _lines(blocks: Iterable[Block]) -> list[str]:
    """Folded lines; the cells of a table row stand as label and value."""
    return [
        _LEADING.sub("", fold(line.replace("\t", " : ", 1) if ":" not in line else line))
        for block in blocks
        for line in compose(block.text).split("\n")
    ]


def _labelled(blocks: Sequence[Block], labels: Mapping[str, tuple[str, ...]]) -> set[str]:
    """The fields of which a line begins with the label and goes on with something."""
    found = set()
    lines = _lines(blocks)
    for place, line in enumerate(lines):
        for key, names in labels.items():
            name = next((name for name in names if line.startswith(name)), None)
            behind = None if name is None else _AFTER_LABEL.match(line[len(name) :])
            if behind is None:
                continue
            value = behind[1] or (lines[place + 1] if place + 1 < len(lines) else "")
            if _LETTERS.search(value):
                found.add(key)
    return found


def _seen(blocks: Sequence[Block], values: Mapping[str, str]) -> set[str]:
    """The fields whose value stands there, whatever its case, marks, spaces and signs."""
    text = " ".join(_lines(blocks))
    words = f" {_NOT_WORDS.sub(' ', text)} "
    digits = _NOT_DIGITS.sub("", text)
    found = set()
    for key, value in values.items():
        wanted = _NOT_WORDS.sub(" ", fold(value)).strip()
        if key == "phone" or wanted.replace(" ", "").isdigit():
            number = _NOT_DIGITS.sub("", value)[-_SHORTEST_PHONE:]
            if len(number) >= _SHORTEST_PHONE and number in digits:
                found.add(key)
        elif wanted and f" {wanted} " in words:
            found.add(key)
    return found


def _missing(key: str, values: Mapping[str, str], *, anything: bool) -> bool | None:
    """False where the field is surely not there; None where it may be, unlabelled and unknown to us."""
    unlabelled = key in {"title", "topic"} and not values.get(key)
    return None if unlabelled or not anything else False
