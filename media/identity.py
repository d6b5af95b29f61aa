"""Looking for who wrote it: names, units, telephone numbers and addresses in a work and all around it.

Names are found with and without their marks, numbers in any writing. What could not be read is reported as
unsure, never as clean. Whether a hit matters is for the validator: an essay may well speak of its own unit.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from media import sandbox
from media.codes import Code
from media.essays.blocks import Aside, Essay, Section, UnreadableError
from media.essays.counting import compose
from media.essays.facts import describe
from media.essays.reading import read_essay
from media.limits import limits_from_plain, limits_to_plain
from media.measuring import ESSAY_BUDGET, finding_for
from media.reports import FileKind, Finding, Limits, Severity, finding_from_plain, finding_to_plain
from vietnamese.folding import fold
from vietnamese.phones import find_phone

_MAX_TEXT = 1_000_000
_MAX_HITS_IN_PLACE = 3
_AROUND = 30
_SHORTEST_JOINED = 8
_SHORTEST_DIGITS = 8
_SHORTEST_LOCAL_PART = 5
_PART_OF_NAME = 2
_NOT_WORDS = re.compile(r"[\W_]+")
_ORGAN = re.compile(r"^(?:uy ban nhan dan|ubnd|hdnd|hdnd ubnd|hdnd va ubnd|van phong) ")
_SIGNS = r"[\s.\-–()/_]{0,3}"


class TermKind(StrEnum):
    """What sort of thing tells who wrote it."""

    NAME = "name"
    UNIT = "unit"
    PHONE = "phone"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to look for, as the office's records have it."""

    kind: TermKind
    text: str


def scan(texts: Iterable[Aside], terms: Sequence[Term]) -> tuple[Finding, ...]:
    """Every place in which a term stands. At most three hits of a term in one place are told.

    `match` tells how: `exact`; `folded` (without marks, or other case and signs); `joined` (without spaces, as
    in addresses and file names); `part` (the last two words of a name, in their own writing).
    """
    searches = [(term, _search_for(term)) for term in terms if term.text.strip()]
    findings: list[Finding] = []
    for aside in texts:
        text = compose(aside.text[:_MAX_TEXT])
        if not text.strip():
            continue
        prepared = _Prepared.of(text)
        for term, search in searches:
            for hit, _ in zip(search(prepared), range(_MAX_HITS_IN_PLACE), strict=False):
                sure = term.kind is not TermKind.UNIT and hit.match != "part"
                findings.append(
                    Finding(
                        Code.IDENTITY_FOUND,
                        Severity.PROBLEM if sure else Severity.WARNING,
                        aside.place,
                        {"kind": term.kind.value, "match": hit.match, "excerpt": hit.excerpt},
                    )
                )
    return tuple(findings)


def scan_essay(
    path: Path,
    kind: FileKind,
    *,
    declared_name: str | None,
    terms: Sequence[Term],
    limits: Limits,
    cover_values: Mapping[str, str] | None = None,
) -> tuple[Finding, ...]:
    """The scan of an essay: body, notes, headers and footers, hidden and deleted text, properties, file name.

    The cover is left out: names belong there, and no judge sees it. Give the same `limits` and `cover_values` as
    for the rendition, so that both see the same cover; one that cannot be told apart is scanned as body.
    """
    names = [Aside("file_name", declared_name)] if declared_name else []
    try:
        essay = read_essay(path, kind, limits)
    except UnreadableError as error:
        return (*scan(names, terms), _unsure("unreadable", error.finding.code))
    facts, _, arranged = describe(essay, limits, cover_values or {})
    body = [
        Aside(f"block:{place + 1}", text)
        for place, block in enumerate(arranged.blocks)
        if block.section is not Section.COVER
        for text in (block.text, block.hidden)
        if text
    ]
    findings = scan([*names, *body, *_around(essay)], terms)
    unsure = []
    if facts.chu_official is None:
        unsure.append(_unsure("no_text"))
    if essay.images:
        unsure.append(_unsure("pictures", essay.images))
    return (*findings, *unsure)


def scan_essay_safely(
    path: Path,
    kind: FileKind,
    *,
    declared_name: str | None,
    terms: Sequence[Term],
    limits: Limits,
    cover_values: Mapping[str, str] | None = None,
) -> tuple[Finding, ...]:
    """`scan_essay` in a limited child process; a child that dies leaves an `identity_unsure`."""
    argument = {
        "path": str(path.resolve()),
        "kind": kind.value,
        "declared_name": declared_name,
        "terms": [[term.kind.value, term.text] for term in terms],
        "limits": limits_to_plain(limits),
        "cover_values": dict(cover_values or {}),
    }
    try:
        done = sandbox.call("media.identity:scan_task", argument, readable=(path,), budget=ESSAY_BUDGET)
    except sandbox.SandboxWeakerError:
        raise
    except sandbox.SandboxError as error:
        return (_unsure("unreadable", finding_for(error).code),)
    return tuple(finding_from_plain(finding) for finding in done["findings"])


def scan_task(argument: dict[str, Any]) -> dict[str, Any]:
    """`scan_essay` inside the sandbox."""
    findings = scan_essay(
        Path(argument["path"]),
        FileKind(argument["kind"]),
        declared_name=argument["declared_name"],
        terms=[Term(TermKind(kind), text) for kind, text in argument["terms"]],
        limits=limits_from_plain(argument["limits"]),
        cover_values=argument["cover_values"],
    )
    return {"findings": [finding_to_plain(finding) for finding in findings]}


def _around(essay: Essay) -> Iterator[Aside]:
    yield from (Aside(block.kind.value, f"{block.text} {block.hidden}") for block in essay.margins)
    yield from (Aside("footnote", f"{note.text} {note.hidden}") for note in essay.notes)
    yield Aside("deleted", essay.deleted_text)
    yield from essay.asides


def _unsure(reason: str, detail: str | int = "") -> Finding:
    return Finding(Code.IDENTITY_UNSURE, Severity.WARNING, None, {"reason": reason, "detail": detail})


@dataclass(frozen=True, slots=True)
class _Hit:
    match: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class _Prepared:
    """One text in the forms in which it is searched; words are parted by single spaces, with one at each end."""

    text: str
    words: str
    folded: str

    @classmethod
    def of(cls, text: str) -> "_Prepared":
        return cls(text, _words(text), _words(fold(text)))


_Search = Callable[[_Prepared], Iterator[_Hit]]


def _words(text: str) -> str:
    return f" {_NOT_WORDS.sub(' ', text).strip()} "


def _search_for(term: Term) -> _Search:
    if term.kind is TermKind.PHONE:
        return _phone_search(term.text)
    if term.kind is TermKind.EMAIL:
        return _email_search(term.text)
    return _name_search(term.text) if term.kind is TermKind.NAME else _unit_search(term.text)


def _name_search(name: str) -> _Search:
    exact, folded = _words(compose(name)), _words(fold(compose(name)))
    joined = folded.replace(" ", "")
    last = exact.split()[-_PART_OF_NAME:] if len(exact.split()) > _PART_OF_NAME else []
    part = f" {' '.join(last)} "

    def search(text: _Prepared) -> Iterator[_Hit]:
        found = False
        for excerpt in _occurrences(text.words, exact):
            found = True
            yield _Hit("exact", excerpt)
        if found:
            return
        for excerpt in _occurrences(text.folded, folded):
            found = True
            yield _Hit("folded", excerpt)
        if found:
            return
        if len(joined) >= _SHORTEST_JOINED and joined in text.folded:  # within one word: spaces part them
            yield _Hit("joined", joined)
        elif last:
            yield from (_Hit("part", excerpt) for excerpt in _occurrences(text.words, part))

    return search


def _unit_search(unit: str) -> _Search:
    folded = _words(_short_organ(_words(fold(compose(unit))).strip()))
    place = _words(_ORGAN.sub("", folded.strip()))

    def search(text: _Prepared) -> Iterator[_Hit]:
        within = _words(_short_organ(text.folded))
        found = False
        for excerpt in _occurrences(within, folded):
            found = True
            yield _Hit("folded", excerpt)
        if not found and place != folded and len(place.split()) >= _PART_OF_NAME:
            yield from (_Hit("part", excerpt) for excerpt in _occurrences(within, place))

    return search


def _short_organ(folded: str) -> str:
    return folded.replace("uy ban nhan dan", "ubnd").replace("hoi dong nhan dan", "hdnd")


def _phone_search(number: str) -> _Search:
    known = find_phone(number)
    digits = known.e164.removeprefix("+84") if known else re.sub(r"\D", "", number)
    if len(digits) < _SHORTEST_DIGITS:
        return lambda _: iter(())
    pattern = re.compile(rf"(?<!\d)(?:(?:\+|00)?84{_SIGNS})?\(?0?{_SIGNS}{_SIGNS.join(digits)}(?!\d)")

    def search(text: _Prepared) -> Iterator[_Hit]:
        for match in pattern.finditer(text.text):
            yield _Hit("exact", _excerpt(text.text, match.start(), match.end()))

    return search


def _email_search(address: str) -> _Search:
    wanted = address.strip().lower()
    local_part = _words(wanted.partition("@")[0])

    def search(text: _Prepared) -> Iterator[_Hit]:
        lowered = text.text.lower()
        if (at := lowered.find(wanted)) >= 0:
            yield _Hit("exact", _excerpt(text.text, at, at + len(wanted)))
        elif len(local_part) - 2 >= _SHORTEST_LOCAL_PART:
            yield from (_Hit("part", excerpt) for excerpt in _occurrences(text.folded, local_part))

    return search


def _occurrences(text: str, wanted: str) -> Iterator[str]:
    """The surroundings of each occurrence; both sides are bounded by spaces, so only whole words are found."""
    if not wanted.strip():
        return
    at = text.find(wanted)
    while at >= 0:
        yield _excerpt(text, at, at + len(wanted))
        at = text.find(wanted, at + len(wanted) - 1)


def _excerpt(text: str, start: int, end: int) -> str:
    return " ".join(text[max(0, start - _AROUND) : end + _AROUND].split())
