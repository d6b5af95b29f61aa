"""The words that the database, the rules and the pages share. Values are stable: they are stored and hashed."""

from enum import StrEnum


class Role(StrEnum):
    """A duty that can be granted. What one person may combine stands in `judging/rules/duties.py`."""

    ENTRANT = "entrant"
    COORDINATOR = "coordinator"
    VALIDATOR = "validator"
    SECRETARY = "secretary"
    JUDGE = "judge"
    HEAD = "head"
    HOLDER = "holder"
    BOARD = "board"
    FINANCE = "finance"
    PUBLISHER = "publisher"
    COUNCIL = "council"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


class ProgrammeKind(StrEnum):
    """What a programme is: a contest (cuộc thi) or an emulation campaign (phong trào thi đua)."""

    CONTEST = "contest"
    CAMPAIGN = "campaign"


class ProgrammeState(StrEnum):
    """Where a programme stands (domain/model 2.3)."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    EVALUATING = "evaluating"
    DECIDED = "decided"
    PUBLISHED = "published"
    ARCHIVED = "archived"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"


class PlanState(StrEnum):
    """A plan version is edited as a draft, then issued; a later version replaces it."""

    DRAFT = "draft"
    ISSUED = "issued"
    REPLACED = "replaced"


class Intake(StrEnum):
    """How entries reach the board: by their author, or through the author's unit."""

    DIRECT = "direct"
    THROUGH_UNIT = "through_unit"


class OnFail(StrEnum):
    """What a failing measurement does to a submit: warn (a validator decides) or block."""

    WARN = "warn"
    BLOCK = "block"


class EntryState(StrEnum):
    """Where an entry stands (design 5). Received means: in the validators' queue."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SELECTED = "selected"
    NOT_SELECTED = "not_selected"
    FORWARDED = "forwarded"
    VALID = "valid"
    RETURNED = "returned"
    REJECTED = "rejected"
    SEALED = "sealed"
    WITHDRAWN = "withdrawn"
    DISQUALIFIED = "disqualified"


class PartKind(StrEnum):
    """What a part is to its entry: the work itself or something attached."""

    CONTENT = "content"
    ATTACHMENT = "attachment"


class Verdict(StrEnum):
    """What a measurement says of a limit (design 5, Verdicts)."""

    PASS = "pass"  # noqa: S105  a verdict
    BORDERLINE = "borderline"
    FAIL = "fail"
    UNKNOWN = "unknown"


class ValidationOutcome(StrEnum):
    """What a validator decided about an entry's form."""

    ACCEPT = "accept"
    RETURN = "return"
    REJECT = "reject"


class RoundState(StrEnum):
    """A round is planned, opened (frozen), closed, then its mapping is opened."""

    PLANNED = "planned"
    SEALED = "sealed"
    OPEN = "open"
    CLOSED = "closed"
    REVEALED = "revealed"


class AssignmentState(StrEnum):
    """What became of an assignment."""

    ASSIGNED = "assigned"
    DONE = "done"
    RECUSED = "recused"
    REPLACED = "replaced"


class ReviewState(StrEnum):
    """A score sheet from empty to locked."""

    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    VOID = "void"
