"""The scan of texts with their places; every other scan ends here."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from media.codes import Code
from media.essays.counting import compose
from media.identity.terms import Hit, TermKind, searches_for
from media.reports import Finding, Severity
from vietnamese.flattening import flatten
from vietnamese.number_writings import find_emails, find_mobiles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from media.essays.blocks import Aside
    from media.identity.terms import Term
    from vietnamese.flattening import Flat

MAX_TEXT = 1_000_000
_MAX_HITS_IN_PLACE = 3
_MAX_PASSAGE = 200
_AROUND = 30
_UNCERTAIN = {"part", "near", "initials", "half_initials", "account", "other"}


def scan(texts: Iterable[Aside], terms: Sequence[Term], *, strangers: bool = False) -> tuple[Finding, ...]:
    """Every place in which a term stands. At most three hits of a term in one place are told.

    Facts: `kind` (of the term), `match` (how it is written, see `vietnamese.name_writings.Writing`; `other` for
    somebody's number or address), `excerpt` (the words around), `passage` (the very words). With `strangers`, mobile
    numbers and e-mail addresses that are none of the terms are told too: people write the private one.
    """
    searches = searches_for(terms)
    findings: list[Finding] = []
    for aside in texts:
        text = compose(aside.text[:MAX_TEXT])
        if not text.strip():
            continue
        flat = flatten(text)
        known = [hit for search in searches for hit in islice(search(flat), _MAX_HITS_IN_PLACE)]
        others = islice(_strangers(flat, known), _MAX_HITS_IN_PLACE) if strangers else ()
        findings += [_finding(aside.place, text, hit) for hit in (*known, *others)]
        if len(aside.text) > MAX_TEXT:
            findings.append(unsure("too_long", place=aside.place))
    return tuple(findings)


def unsure(reason: str, detail: str | int = "", *, place: str | None = None) -> Finding:
    """What could not be read: `reason` is one of the words for which the portal has a sentence."""
    return Finding(Code.IDENTITY_UNSURE, Severity.WARNING, place, {"reason": reason, "detail": detail})


def _strangers(text: Flat, known: Sequence[Hit]) -> Iterator[Hit]:
    found = [(TermKind.PHONE, start, end) for _, start, end in find_mobiles(text)]
    found += [(TermKind.EMAIL, start, end) for _, start, end in find_emails(text)]
    for kind, start, end in found:
        if not any(start < hit.end and hit.start < end for hit in known):
            yield Hit(kind, "other", start, end)


def _finding(place: str, text: str, hit: Hit) -> Finding:
    is_sure = hit.kind is not TermKind.UNIT and hit.match not in _UNCERTAIN
    around = text[max(0, hit.start - _AROUND) : hit.end + _AROUND]
    facts = {
        "kind": hit.kind.value,
        "match": hit.match,
        "excerpt": " ".join(around.split()),
        "passage": text[hit.start : hit.end][:_MAX_PASSAGE],
    }
    return Finding(Code.IDENTITY_FOUND, Severity.PROBLEM if is_sure else Severity.WARNING, place, facts)
