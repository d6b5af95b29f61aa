"""The verification of form: what a decision must hold, which reasons there are, and the sample of a batch."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from judging.enums import ValidationOutcome, Verdict
from judging.errors import AlreadyDoneError, MissingReasonError, RefusedError, StaleVersionError
from judging.rules import entering
from judging.rules.canonical import canonical_json, sha256_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from judging.spec.categories import Category
    from judging.spec.programme import Programme

CLAIM_SECONDS = 15 * 60
"""How long an entry stays with the validator who took it, without a heartbeat."""

LEAST_SAMPLE = 3
SAMPLE_SHARE = 10
"""Of a batch at least three, and one of ten, are read before all are accepted."""


class FormReason(StrEnum):
    """Why an entry is returned or rejected; the portal words it, and own words may be added."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    NOT_A4 = "not_a4"
    PAGE_NUMBERS = "page_numbers"
    COVER = "cover"
    TOPIC = "topic"
    IDENTITY = "identity"
    UNREADABLE = "unreadable"
    ATTACHMENTS = "attachments"
    DECLARATIONS = "declarations"
    AI_HELP = "ai_help"
    NOT_ELIGIBLE = "not_eligible"
    LATE = "late"
    OTHER = "other"


class NotMeasuredError(RefusedError):
    """What was not measured yet cannot be accepted: the decision would have no evidence."""

    code = "not_measured"


class HeldByAnotherError(RefusedError):
    """Another validator has the entry open; facts `name` and `until`."""

    code = "held_by_another"


class DecidedMeanwhileError(AlreadyDoneError):
    """Somebody decided a moment ago; fact `name` says who (B13)."""

    code = "decided_meanwhile"


class HandedInAgainError(StaleVersionError):
    """The author handed in again since this page was loaded: what was read is not what would be decided."""

    code = "handed_in_again"


class ReturnDayError(RefusedError):
    """The day until which a returned entry may be completed is not in the future."""

    code = "return_day"


class NothingToChangeError(RefusedError):
    """A return names what may be changed; without that its author could do nothing."""

    code = "nothing_to_change"


class AuthorAtWorkError(RefusedError):
    """The author has begun to complete what was returned: it is too late to undo the return."""

    code = "author_at_work"


class ListChangedError(StaleVersionError):
    """The list that would be accepted is no longer the list that was shown."""

    code = "list_changed"


class SampleNotReadError(RefusedError):
    """All are accepted in one act only after the sample was read."""

    code = "sample_not_read"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a validator decides. `may_change` and `return_until` (the first instant too late) belong to a return."""

    outcome: ValidationOutcome
    reasons: tuple[FormReason, ...] = ()
    words: str = ""
    may_change: tuple[str, ...] = ()
    return_until: datetime | None = None


def changeable_keys(plan: Programme, category: Category) -> tuple[str, ...]:
    """What a return may open again, in the order of the task list: "title", "cover", "content", "attachment:anh"."""
    keys = [entering.TITLE]
    if plan.topics:
        keys.append(entering.TOPIC)
    if category.cover_fields:
        keys.append(entering.COVER)
    keys.append(entering.CONTENT)
    keys += [f"{entering.ATTACHMENT}:{rule.key}" for rule in category.accompanying]
    if plan.entering.declarations:
        keys.append(entering.DECLARATIONS)
    if plan.entering.ai_help is not None:
        keys.append(entering.AI_HELP)
    return tuple(keys)


def check_decision(decision: Decision, *, verdict: Verdict | None, changeable: Collection[str], now: datetime) -> None:
    """Whether a decision says all that it must.

    Accepting a work that lies outside its limits needs words: it is the recorded decision of S001-R43, which the plan
    leaves to people. `verdict` is None while the work was not measured.

    Raises:
        NotMeasuredError, MissingReasonError, NothingToChangeError, ReturnDayError.
        UnknownChoiceError: for a deficiency that the category does not have.
    """
    if decision.outcome is ValidationOutcome.ACCEPT:
        if verdict is None:
            raise NotMeasuredError
        if verdict is Verdict.FAIL and not decision.words.strip():
            raise MissingReasonError
        return
    if not decision.reasons or (FormReason.OTHER in decision.reasons and not decision.words.strip()):
        raise MissingReasonError
    if decision.outcome is ValidationOutcome.REJECT:
        return
    if not decision.may_change:
        raise NothingToChangeError
    if unknown := [key for key in decision.may_change if key not in changeable]:
        raise entering.UnknownChoiceError(key=unknown[0])
    if decision.return_until is None or decision.return_until <= now:
        raise ReturnDayError


def list_digest(version_ids: Iterable[str]) -> str:
    """One word for a list of entries as they were handed in: equal lists, whatever their order, have equal digests."""
    return sha256_of(canonical_json(sorted(version_ids)))


def sample_of(version_ids: Iterable[str]) -> tuple[str, ...]:
    """Which of a list are read before all are accepted: fixed by the list itself, so that nobody picks easy ones.

    >>> len(sample_of(str(n) for n in range(50)))
    5
    """
    listed = sorted(version_ids)
    digest = list_digest(listed)
    size = min(len(listed), max(LEAST_SAMPLE, -(-len(listed) // SAMPLE_SHARE)))
    return tuple(sorted(listed, key=lambda one: (sha256_of(digest + one), one))[:size])
