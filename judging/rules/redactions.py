"""What a validator covers before sealing, and what somebody must have read where the scan for names could not.

A redaction (che thông tin) is a value of its own beside the work: it says where, what, why and who, and never
touches the bytes that were handed in. Judges are shown the work with neutral covers (`vietnamese.covering`).
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from judging.enums import EntryState
from judging.errors import AlreadyDoneError, MissingReasonError, RefusedError
from vietnamese.covering import COVER, cover, find_passage, tidy_passage

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

LONGEST_PASSAGE = 500
UNREAD = "identity_unsure"
"""The code under which a measurement keeps a place that the scan could not read; its fact `reason` names it."""

WHOLE_TEXT, TITLE, WHOLE_PART = "text", "title", "part"
"""Places beside `block:12`, `footnote:1` and `page:3`: everywhere in the text, the entry's title, a whole attachment.

Those of films are written by `judging.rules.stretches`.
"""

BEFORE_SEALING = frozenset({EntryState.SUBMITTED, EntryState.SELECTED, EntryState.FORWARDED, EntryState.VALID})
"""The states in which something may still be covered, uncovered or confirmed."""


class RedactionKind(StrEnum):
    """What is covered: a passage of an essay or of the title, a whole attachment, a page, a stretch of a film."""

    PASSAGE = "passage"
    TITLE = "title"
    PART = "part"
    PAGE = "page"
    STRETCH = "stretch"


class RedactionReason(StrEnum):
    """Why it is covered; the portal words it."""

    NAME = "name"
    UNIT = "unit"
    PHONE = "phone"
    EMAIL = "email"
    STAFF_CODE = "staff_code"
    OTHER = "other"


class EmptyRedactionError(RefusedError):
    """A redaction of nothing: no letter and no figure would be covered."""

    code = "empty_redaction"


class PassageMissingError(RefusedError):
    """The passage does not stand where it should be covered; fact `passage`."""

    code = "passage_missing"


class PageMissingError(RefusedError):
    """The file has no such page that is a picture; fact `page`."""

    code = "page_missing"


class CoveredAlreadyError(AlreadyDoneError):
    """The same is covered already."""

    code = "covered_already"


class WorkCannotBeWithheldError(RefusedError):
    """The work itself cannot be kept from its judges: it has to go back to its author."""

    code = "work_cannot_be_withheld"


class SealedAlreadyError(RefusedError):
    """The entry is sealed, or not with the validators: nothing is covered or uncovered any more."""

    code = "sealed_already"


class UnreadUnconfirmedError(RefusedError):
    """Places that the scan could not read were confirmed by nobody; facts `count` and `receipts`."""

    code = "unread_unconfirmed"


def check_state(state: EntryState) -> None:
    """Whether an entry in this state may still be covered. Raises SealedAlreadyError."""
    if state not in BEFORE_SEALING:
        raise SealedAlreadyError


def check_passage(passage: str, *, is_found: bool) -> str:
    """The passage as it is kept.

    Raises:
        EmptyRedactionError: when nothing would be covered.
        PassageMissingError: when it does not stand there.
    """
    tidy = tidy_passage(passage)
    if not tidy:
        raise EmptyRedactionError
    if not is_found or len(tidy) > LONGEST_PASSAGE:
        raise PassageMissingError(passage=tidy[:LONGEST_PASSAGE])
    return tidy


def page_place(page: int) -> str:
    """The place of a page that is a picture."""
    return f"{RedactionKind.PAGE}:{page}"


def check_reason(reason: RedactionReason, words: str) -> None:
    """Another reason needs words. Raises MissingReasonError."""
    if reason is RedactionReason.OTHER and not words.strip():
        raise MissingReasonError


def stands_in_title(title: str, passage: str) -> bool:
    """Whether a passage stands in a title; in an empty one nothing does."""
    return bool(find_passage(title, passage))


def title_for_judges(title: str, passages: Iterable[str]) -> str:
    """A title with its covers; an empty one stays empty.

    >>> title_for_judges("Một ngày ở xã Thử", ["xã Thử"])
    'Một ngày ở «đã che»'
    """
    return cover(title, passages)


def hides(covered: Iterable[tuple[str, str]], place: str, passage: str) -> bool:
    """Whether covers, as (place, passage) pairs, leave nothing of a passage at `place`.

    >>> hides([("text", "Hồ Văn Thử")], "block:3", "Văn Thử")
    True
    """
    here = [words for where, words in covered if where in {place, WHOLE_TEXT}]
    return cover(passage, here) == COVER or any(find_passage(words, passage) for words in here)


def unread_reasons(identity: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """What the scan of a part could not read, once each, from the findings that its measurement keeps.

    >>> unread_reasons([{"code": "identity_unsure", "facts": {"reason": "film", "detail": ""}}])
    ('film',)
    """
    rows = [row for row in identity if row["code"] == UNREAD]
    return tuple(dict.fromkeys(str(row["facts"].get("reason", "unreadable")) for row in rows))
