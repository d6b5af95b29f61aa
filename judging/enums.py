"""The states and kinds that rows hold. The values are stored: they never change.

The words that a plan may use stand in `judging.spec.words`.
"""

from __future__ import annotations

from enum import StrEnum


class ProgrammeState(StrEnum):
    """The life of a programme, from dự thảo to lưu trữ."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    ISSUED = "issued"
    OPEN = "open"
    CLOSED = "closed"
    EVALUATING = "evaluating"
    DECIDED = "decided"
    PUBLISHED = "published"
    ARCHIVED = "archived"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"


class PlanState(StrEnum):
    """The life of one version of a plan. An issued version never changes; a newer one supersedes it."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    ISSUED = "issued"
    SUPERSEDED = "superseded"
    DISCARDED = "discarded"


class EntryState(StrEnum):
    """The way of an entry. Selected, not selected and forwarded exist only where intake goes through a unit.

    What judges do to a sealed entry is work-side: the entry stays SEALED until the result is decided.
    """

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SELECTED = "selected"
    NOT_SELECTED = "not_selected"
    FORWARDED = "forwarded"
    RETURNED = "returned"
    VALID = "valid"
    REJECTED = "rejected"
    SEALED = "sealed"
    AWARDED = "awarded"
    NOT_AWARDED = "not_awarded"
    WITHDRAWN = "withdrawn"
    DISQUALIFIED = "disqualified"


class RoundState(StrEnum):
    """The life of a round. UNSEALED: closed, and the codes matched back to authors (ghép phách)."""

    PLANNED = "planned"
    JUDGING = "judging"
    CLOSED = "closed"
    UNSEALED = "unsealed"


class ReviewState(StrEnum):
    """The life of a review (phiếu chấm).

    SUBMITTED shuts it for its judge, until the head unlocks it; LOCKED, at the close of the round, for good.
    """

    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    LOCKED = "locked"
    RECUSED = "recused"


class ResultState(StrEnum):
    """The life of a round's result: reckoned, approved by its hash, published."""

    DRAFT = "draft"
    APPROVED = "approved"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Role(StrEnum):
    """What a person may be in a programme or a unit. HOLDER keeps the second key to the codes."""

    ENTRANT = "entrant"
    COORDINATOR = "coordinator"
    VALIDATOR = "validator"
    SECRETARY = "secretary"
    JUDGE = "judge"
    HEAD = "head"
    BOARD = "board"
    HOLDER = "holder"
    FINANCE = "finance"
    PUBLISHER = "publisher"
    COUNCIL = "council"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


class PartKind(StrEnum):
    """What a part of an entry is: the work itself, or something beside it."""

    CONTENT = "content"
    ATTACHMENT = "attachment"


class PartState(StrEnum):
    """What is known about a part's bytes. MISSING, UNREADABLE and UNSAFE parts refuse a submit."""

    MISSING = "missing"
    STORED = "stored"
    MEASURED = "measured"
    UNREADABLE = "unreadable"
    UNSAFE = "unsafe"


class Verdict(StrEnum):
    """What a measurement says against a limit. UNKNOWN: the file does not tell, or nobody measured yet."""

    PASS = "pass"  # noqa: S105  a verdict, no secret
    BORDERLINE = "borderline"
    FAIL = "fail"
    UNKNOWN = "unknown"


class Demand(StrEnum):
    """What a plan asks of a work's form: the things that verdicts are about."""

    CHU = "chu"
    SECONDS = "seconds"
    A4 = "a4"
    PAGE_NUMBERS = "page_numbers"
    COVER = "cover"


class ValidationOutcome(StrEnum):
    """What a validator decides: accept, return for completion, reject."""

    ACCEPT = "accept"
    RETURN = "return"
    REJECT = "reject"


class ValidationState(StrEnum):
    """A rejection waits for a second person; an outcome may be undone until sealing."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    UNDONE = "undone"


class ReceiptKind(StrEnum):
    """Whose receipt it is: the author's for a submit, the unit's for a forward."""

    AUTHOR = "author"
    UNIT = "unit"
