"""A judge's private note as it comes from the page: words, and where in the work they stand."""

from __future__ import annotations

from uuid import uuid4

from flask import request

from judging.desk.notes import LONGEST_NOTE, NotePlaceError, Place
from judging.rules.note_places import Passage
from portal.forms.reviews import tidy_text
from portal.idempotency import key_of_request

PASSAGE = ("first_paragraph", "first_sign", "last_paragraph", "last_sign")


def read_words() -> str:
    """What was written, at most LONGEST_NOTE signs."""
    return tidy_text(request.form.get("words", ""))[:LONGEST_NOTE]


def read_place() -> Place | None:
    """The place that the form names; None for a note on the whole work. Raises NotePlaceError for half a place."""
    numbers = {name: request.form.get(name, type=int) for name in ("part", "at_ms", *PASSAGE) if request.form.get(name)}
    if not numbers:
        return None
    part, at_ms = numbers.get("part"), numbers.get("at_ms")
    ends = [numbers.get(name) for name in PASSAGE]
    passage = Passage(*(one for one in ends if one is not None)) if None not in ends else None
    if part is None or (passage is None) == (at_ms is None):
        raise NotePlaceError
    return Place(part, passage=passage, at_ms=at_ms)


def read_note_key() -> str:
    """The key of this note: that of the page's form, else one of its own."""
    return key_of_request() or uuid4().hex
