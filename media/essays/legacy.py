"""Old Vietnamese encodings (TCVN3, VNI, VISCII, text misread): recognised, converted for reading, never written back.

A font's name is the best sign, so runs set in `.VnTime` or `VNI-Times` are converted as they are read. Without
one, syllables decide: a paragraph is converted when it then reads as Vietnamese and before clearly did not. A
paragraph too short to tell follows the rest of its document. The text as the file holds it is kept beside.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from media.essays.blocks import BlockKind
from media.essays.counting import compose
from media.essays.legacy_maps import TCVN3, VISCII, VNI_PAIRS, VNI_SINGLE
from vietnamese.syllables import is_syllable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from media.essays.blocks import Block, Essay


class Encoding(StrEnum):
    """An encoding of old documents; the last two are today's text that some program read wrongly."""

    TCVN3 = "TCVN3"
    VNI = "VNI"
    VISCII = "VISCII"
    CP1258 = "CP1258"
    UTF8 = "UTF-8"


_ONLY_UNICODE = re.compile("[ăĂđĐơƠưƯĩĨũŨ\u0300-\u0323\u1ea0-\u1ef9]")
_SUSPECT = re.compile("[\x80-\xff]")
_PAIR = re.compile("|".join(sorted(map(re.escape, VNI_PAIRS), key=len, reverse=True)))
_SINGLE = str.maketrans(VNI_SINGLE)
_EDGES = " \t\n.,;:!?()[]{}\"'/-–—…“”‘’•*+0123456789%"
_PARTS = re.compile(r"[ \t\n\r/–—-]+")
_WELL = 0.75
_CLEARLY_BETTER = 0.3
_FEWEST = 3
_CAPITALS = re.compile(r"^\.vn\w*h$", re.IGNORECASE)


class LegacyText(str):
    """A piece of text set in a font of an old encoding."""

    __slots__ = ("capitals", "encoding")
    encoding: Encoding
    capitals: bool


@lru_cache(256)
def encoding_of_font(font: str) -> Encoding | None:
    """The encoding that a font of this name shows: `.VnTime` TCVN3, `VNI-Times` VNI; None for all others."""
    name = font.lower().lstrip("'\" ")
    if name.startswith(".vn"):
        return Encoding.TCVN3
    return Encoding.VNI if name.startswith(("vni-", "vni ", "vni_")) else None


def of_font(text: str, font: str) -> str:
    """The piece, marked when its font is of an old encoding. Capitals of `.VnTimeH` exist in the font only."""
    encoding = encoding_of_font(font)
    if encoding is None:
        return text
    piece = LegacyText(text)
    piece.encoding = encoding
    piece.capitals = _CAPITALS.match(font) is not None
    return piece


@dataclass(frozen=True, slots=True)
class Reading:
    """A text to read; where it was converted, the text as the file holds it, and from what (else both empty)."""

    text: str
    original: str = ""
    encoding: str = ""


def join_pieces(pieces: Sequence[str]) -> Reading:
    """The pieces of a paragraph as one text to read.

    Where any piece in an old font holds letters that only Unicode has, the font's name is a leftover: nothing
    is converted.
    """
    original = "".join(pieces)
    marked = [piece for piece in pieces if isinstance(piece, LegacyText)]
    if not marked or any(map(_ONLY_UNICODE.search, marked)):
        return Reading(original)
    read: list[str] = []
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        if not isinstance(piece, LegacyText):
            read.append(piece)
            at += 1
            continue
        end = at  # a letter of VNI may be cut by a change of weight; neighbours are converted together
        while end < len(pieces) and _is_like(pieces[end], piece):
            end += 1
        text = convert("".join(pieces[at:end]), piece.encoding)
        read.append(text.upper() if piece.capitals else text)
        at = end
    text = "".join(read)
    return Reading(text, original, marked[0].encoding.value) if text != original else Reading(text)


def convert(text: str, encoding: Encoding) -> str:
    """The text with every letter of the old encoding replaced; a misread text that is none comes back unchanged."""
    if encoding is Encoding.TCVN3:
        return text.translate(TCVN3)
    if encoding is Encoding.VISCII:
        return text.translate(VISCII)
    if encoding is Encoding.VNI:
        marked = _PAIR.sub(lambda found: f"\0{VNI_PAIRS[found[0]]}", text)
        return "".join(  # what a pair gave must not be taken for a single code
            (part[:1] + part[1:].translate(_SINGLE)) if place else part.translate(_SINGLE)
            for place, part in enumerate(marked.split("\0"))
        )
    try:
        return compose(text.encode("cp1252").decode("cp1258" if encoding is Encoding.CP1258 else "utf-8"))
    except UnicodeError:
        return text


def recognise(text: str, *, expected: Encoding | None = None) -> Encoding | None:
    """The old encoding in which a text was written, or None. `expected` is what the rest of the document is in."""
    if not _is_suspect(text):
        return None
    words = _words(text)
    if not words:
        return None
    before = _share(words)
    shares = {encoding: _share(_words(convert(text, encoding), like=words)) for encoding in Encoding}
    best = max(shares, key=lambda encoding: (shares[encoding], encoding is expected))
    if len(words) < _FEWEST:
        return expected if expected is not None and shares[expected] == 1 and before < 1 else None
    clear = shares[best] >= _WELL and shares[best] - before >= _CLEARLY_BETTER
    return best if clear else None


def mend(essay: Essay) -> Essay:
    """The essay with every paragraph in an old encoding converted by its syllables, the original kept beside it."""
    suspects = [block for block in (*essay.blocks, *essay.notes) if not block.original and _is_suspect(block.text)]
    if not suspects:
        return essay
    found = {id(block): recognise(block.text) for block in suspects}
    known = Counter(encoding for encoding in found.values() if encoding)
    known.update(encoding for font in essay.fonts if (encoding := encoding_of_font(font)))
    expected = max(known, key=known.__getitem__, default=None)  # most_common would import behind the fences
    if expected is None:
        return essay
    for block in suspects:
        found[id(block)] = found[id(block)] or recognise(block.text, expected=expected)
    return replace(essay, blocks=_mended(essay.blocks, found), notes=_mended(essay.notes, found))


def _mended(blocks: Iterable[Block], found: dict[int, Encoding | None]) -> tuple[Block, ...]:
    return tuple(
        block if (encoding := found.get(id(block))) is None else _converted(block, encoding) for block in blocks
    )


def _converted(block: Block, encoding: Encoding) -> Block:
    rows = tuple(tuple(convert(cell, encoding) for cell in row) for row in block.rows)
    is_table = block.kind is BlockKind.TABLE
    text = "\n".join("\t".join(row) for row in rows).strip() if is_table else convert(block.text, encoding)
    return replace(
        block, text=text, rows=rows, hidden=convert(block.hidden, encoding), original=block.text,
        encoding=encoding.value,
    )  # fmt: skip


def _is_suspect(text: str) -> bool:
    return not text.isascii() and _ONLY_UNICODE.search(text) is None and _SUSPECT.search(text) is not None


def _is_like(piece: str, other: LegacyText) -> bool:
    return isinstance(piece, LegacyText) and (piece.encoding, piece.capitals) == (other.encoding, other.capitals)


def _words(text: str, like: Sequence[tuple[int, str]] | None = None) -> list[tuple[int, str]]:
    """Places and words: those with a sign beyond ASCII, or those that stand where such words stood (`like`)."""
    words = [(place, word.strip(_EDGES)) for place, word in enumerate(_PARTS.split(text))]
    if like is not None:
        wanted = {place for place, _ in like}
        return [(place, word) for place, word in words if place in wanted]
    return [(place, word) for place, word in words if word and not word.isascii()]


def _share(words: Sequence[tuple[int, str]]) -> float:
    return sum(is_syllable(word) for _, word in words) / len(words) if words else 0.0
