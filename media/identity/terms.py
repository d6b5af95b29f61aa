"""What is looked for, and how each sort of thing is found in a flat text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from vietnamese.flattening import Flat, flatten
from vietnamese.name_writings import NameWritings, marks_fit
from vietnamese.number_writings import email_pattern, local_part_pattern, phone_pattern

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PART_OF_NAME = 2
_SHORTEST_CODE = 4
_NEAR_UNIT = 120
_ORGANS = {
    "uy ban nhan dan": r"(?:uy[\W_]{1,3}ban[\W_]{1,3}nhan[\W_]{1,3}dan|u[\W_]?b[\W_]?n[\W_]?d)",
    "ubnd": r"(?:uy[\W_]{1,3}ban[\W_]{1,3}nhan[\W_]{1,3}dan|u[\W_]?b[\W_]?n[\W_]?d)",
    "hoi dong nhan dan": r"(?:hoi[\W_]{1,3}dong[\W_]{1,3}nhan[\W_]{1,3}dan|hdnd)",
    "hdnd": r"(?:hoi[\W_]{1,3}dong[\W_]{1,3}nhan[\W_]{1,3}dan|hdnd)",
}
_ORGAN = re.compile(r"^(?:(?:uy ban nhan dan|ubnd|hoi dong nhan dan|hdnd|van phong)(?: va)? )+(?=\S+ \S)")
_GAP = r"[\W_]{1,6}"
_BEGIN, _END = r"(?<![^\W_])", r"(?![^\W_])"


class TermKind(StrEnum):
    """What sort of thing tells who wrote it."""

    NAME = "name"
    UNIT = "unit"
    PHONE = "phone"
    EMAIL = "email"
    STAFF_CODE = "staff_code"


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to look for, as the office's records have it."""

    kind: TermKind
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A term as it was found: how it is written (see `Code.IDENTITY_FOUND`), and its span in the original text."""

    kind: TermKind
    match: str
    start: int
    end: int


Search = Callable[[Flat], Iterator[Hit]]


def terms_to_plain(terms: Sequence[Term]) -> list[list[str]]:
    """The terms as plain JSON."""
    return [[term.kind.value, term.text] for term in terms]


def terms_from_plain(rows: Sequence[Sequence[Any]]) -> list[Term]:
    """The terms that `terms_to_plain` wrote."""
    return [Term(TermKind(kind), text) for kind, text in rows]


def searches_for(terms: Sequence[Term]) -> list[Search]:
    """One search for each term. Initials are only told beside the unit, so the search for a name knows the units."""
    units = [_unit_forms(term.text) for term in terms if term.kind is TermKind.UNIT and term.text.strip()]
    makers: Mapping[TermKind, Callable[[str], Search]] = {
        TermKind.NAME: lambda text: _name_search(text, units),
        TermKind.UNIT: _unit_search,
        TermKind.PHONE: _phone_search,
        TermKind.EMAIL: _email_search,
        TermKind.STAFF_CODE: _code_search,
    }
    return [makers[term.kind](flatten(term.text).text) for term in terms if term.text.strip()]


def _name_search(name: str, units: Sequence[tuple[re.Pattern[str], ...]]) -> Search:
    writings = NameWritings(name)

    def search(text: Flat) -> Iterator[Hit]:
        for one in writings.find(text):
            if one.match != "initials" or _is_beside(text, one.start, one.end, units):
                yield Hit(TermKind.NAME, one.match, one.start, one.end)

    return search


def _is_beside(text: Flat, start: int, end: int, units: Sequence[tuple[re.Pattern[str], ...]]) -> bool:
    """Whether one of the units stands within 120 signs of the span."""
    around = flatten(text.text[max(0, start - _NEAR_UNIT) : end + _NEAR_UNIT])
    return any(pattern.search(around.letters) for forms in units for pattern in forms)


def _unit_forms(unit: str) -> tuple[re.Pattern[str], ...]:
    """The unit's name with its organ written out or short, then its place alone (of two words or more)."""
    folded = " ".join(re.split(r"[\W_]+", flatten(unit).letters.strip())).strip()
    whole = _pattern(folded)
    place = _ORGAN.sub("", folded)
    return (whole,) if place == folded else (whole, _pattern(place))


def _pattern(folded: str) -> re.Pattern[str]:
    for organ, either in _ORGANS.items():
        if folded.startswith(f"{organ} "):
            rest = _GAP.join(map(re.escape, folded.removeprefix(f"{organ} ").split()))
            return re.compile(_BEGIN + either + _GAP + rest + _END)
    return re.compile(_BEGIN + _GAP.join(map(re.escape, folded.split())) + _END)


def _unit_search(unit: str) -> Search:
    whole, *places = _unit_forms(unit)
    own = re.split(r"[\W_]+", unit.strip())

    def fits(text: Flat, start: int, end: int) -> bool:
        written = re.split(r"[\W_]+", text.text[start:end])
        length = min(len(written), len(own), 2)
        return marks_fit(" ".join(written[-length:]), " ".join(own[-length:]))

    def search(text: Flat) -> Iterator[Hit]:
        spans = [text.span(*found.span()) for found in whole.finditer(text.letters)]
        hits = [(span, "folded") for span in spans if fits(text, *span)]
        for pattern in places:
            parts = [text.span(*found.span()) for found in pattern.finditer(text.letters)]
            outside = [(a, b) for a, b in parts if not any(a < end and start < b for (start, end), _ in hits)]
            hits += [(span, "part") for span in outside if fits(text, *span)]
        for (start, end), match in sorted(hits):
            yield Hit(TermKind.UNIT, match, start, end)

    return search


def _phone_search(number: str) -> Search:
    return _pattern_search(TermKind.PHONE, [(phone_pattern(number), "exact")])


def _email_search(address: str) -> Search:
    return _pattern_search(TermKind.EMAIL, [(email_pattern(address), "exact"), (local_part_pattern(address), "part")])


def _code_search(code: str) -> Search:
    """A staff code in either case and with signs between; one of fewer than four signs, or of a year's, is no sign."""
    bare = re.sub(r"[\W_]", "", flatten(code).letters)
    if len(bare) < _SHORTEST_CODE + bare.isdecimal():
        return lambda _: iter(())
    pattern = re.compile(_BEGIN + r"[\W_]{0,2}".join(map(re.escape, bare)) + _END)
    return _pattern_search(TermKind.STAFF_CODE, [(pattern, "exact")])


def _pattern_search(kind: TermKind, patterns: Sequence[tuple[re.Pattern[str] | None, str]]) -> Search:
    """The first pattern that is found at all tells its hits; a weaker one is only asked when it is not."""

    def search(text: Flat) -> Iterator[Hit]:
        for pattern, match in patterns:
            hits = [text.span(*found.span()) for found in pattern.finditer(text.letters)] if pattern else []
            yield from (Hit(kind, match, start, end) for start, end in hits)
            if hits:
                return

    return search
