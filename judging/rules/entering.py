"""Who may enter, what may change and when, and what an entry still lacks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from judging.enums import EntryState, ProgrammeState, Role
from judging.errors import EntriesClosedError, EntriesNotYetOpenError, RefusedError
from judging.rules.ai_help import list_lacking
from judging.rules.deadlines import author_window, is_on_time
from judging.rules.duties import conflict
from judging.spec.unknown import Unknown, is_known
from judging.spec.words import Intake

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from judging.spec.categories import Category
    from judging.spec.programme import Programme

TAKING_STATES = frozenset(
    {ProgrammeState.ISSUED, ProgrammeState.OPEN, ProgrammeState.CLOSED, ProgrammeState.EVALUATING}
)
"""States in which the window decides; in every other state nothing comes in."""

EDITABLE_STATES = frozenset(
    {EntryState.DRAFT, EntryState.SUBMITTED, EntryState.SELECTED, EntryState.NOT_SELECTED, EntryState.RETURNED}
)
HANDED_IN_STATES = frozenset(EntryState) - {EntryState.DRAFT, EntryState.WITHDRAWN}

TITLE, TOPIC, COVER, DECLARATIONS, AI_HELP, CONTENT, ATTACHMENT = (
    "title",
    "topic",
    "cover",
    "declarations",
    "ai_help",
    "content",
    "attachment",
)
"""What `Entry.may_change` is made of; cover fields and attachments may be named singly: "cover:phone"."""


class NotEligibleError(RefusedError):
    """The plan does not let this person enter; `code` says for which of three reasons."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(**facts)
        self.code = code


class ProgrammeNotTakingError(RefusedError):
    """The programme is suspended, cancelled, decided: the clock does not matter."""

    code = "programme_not_taking"


class TooManyEntriesError(RefusedError):
    """The plan allows no further entry of this author."""

    code = "too_many_entries"


class TooManyVersionsError(RefusedError):
    """The author has handed in as often as the plan allows (B09)."""

    code = "too_many_versions"


class FrozenError(RefusedError):
    """This may not change any more: it was handed in and is no deficiency (design 5.7)."""

    code = "frozen"


class EntryIncompleteError(RefusedError):
    """Something that the plan asks for is missing; `missing` holds the keys."""

    code = "entry_incomplete"

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(missing=", ".join(missing))
        self.missing = missing


class PartsNotAcceptableError(RefusedError):
    """A part is unreadable or unsafe; never because of a length (design 5.4)."""

    code = "parts_not_acceptable"

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(names=", ".join(names))
        self.names = names


class FormFailsError(RefusedError):
    """The plan says `on_fail = block` and a measured figure lies outside its limits."""

    code = "form_fails"


class UnknownChoiceError(RefusedError):
    """A category, topic, declaration or attachment that the plan does not name."""

    code = "unknown_choice"


@dataclass(frozen=True, slots=True)
class Work:
    """What would be handed in, as far as completeness goes. `attachments` counts them by key."""

    title: str
    topic_key: str | None
    cover: Mapping[str, str]
    declarations: Mapping[str, bool]
    has_content: bool
    attachments: Mapping[str, int]
    ai_help: Mapping[str, Any] = field(default_factory=dict)


def check_eligible(plan: Programme, *, duties: Iterable[Role], personnel_kind: str, unit_kind: str) -> None:
    """Whether somebody of this kind, from a unit of this kind, with these duties ever held here, may enter.

    Judges and organisers never do (duties), nor whom the plan excludes (S001-R04, R05). Raises NotEligibleError.
    """
    held = set(duties)
    if conflict(held, Role.ENTRANT) is not None:
        raise NotEligibleError("not_eligible_duty")
    excluded = plan.eligibility.excluded_roles
    if not isinstance(excluded, Unknown) and any(role.value in excluded for role in held):
        raise NotEligibleError("not_eligible_duty")
    kinds = plan.eligibility.personnel_kinds
    if kinds and personnel_kind not in {kind.key for kind in kinds}:
        raise NotEligibleError("not_eligible_personnel", kinds=", ".join(kind.name for kind in kinds))
    kinds = plan.eligibility.unit_kinds
    if kinds and unit_kind not in {kind.key for kind in kinds}:
        raise NotEligibleError("not_eligible_unit", kinds=", ".join(kind.name for kind in kinds))


def check_count(plan: Programme, *, present: int) -> None:
    """Whether an author with `present` entries may begin another. Raises TooManyEntriesError."""
    bounds = plan.entering.per_author
    if is_known(bounds) and bounds.maximum is not None and present >= bounds.maximum:
        raise TooManyEntriesError(maximum=bounds.maximum)


def check_versions(plan: Programme, *, present: int) -> None:
    """Whether somebody who handed in `present` times may do so again. Raises TooManyVersionsError."""
    most = plan.entering.max_versions
    if most is not None and is_known(most) and present >= most:
        raise TooManyVersionsError(maximum=most)


def check_taking(state: ProgrammeState) -> None:
    """Whether the programme takes anything in, whatever the clock says. Raises ProgrammeNotTakingError."""
    if state not in TAKING_STATES:
        raise ProgrammeNotTakingError


def check_time(
    plan: Programme,
    *,
    arrived_at: datetime,
    return_until: datetime | None = None,
    began_at: datetime | None = None,
) -> None:
    """Whether what arrived at `arrived_at` is in time: by the window, by grace, or by a return's own limit.

    Args:
        plan: the plan in force.
        arrived_at: the stamp of the door, never a time that a client told (B04, B05).
        return_until: for a returned entry, the first instant that is too late.
        began_at: when the last of its uploads began; within the plan's grace an upload may be finished (B07).

    Raises:
        EntriesNotYetOpenError: before the window.
        EntriesClosedError: from its closing instant on.
    """
    window = author_window(plan)
    if arrived_at < window.opens_at:
        raise EntriesNotYetOpenError
    grace = plan.entering.grace_seconds
    seconds = grace if is_known(grace) else 0
    if is_on_time(window, arrived_at=arrived_at, grace_seconds=seconds, upload_began_at=began_at):
        return
    if return_until is None:
        raise EntriesClosedError(window.closes_at)
    if arrived_at >= return_until:
        raise EntriesClosedError(return_until)


def check_may_change(
    plan: Programme,
    key: str,
    *,
    state: EntryState,
    listed: Collection[str],
    arrived_at: datetime,
    return_until: datetime | None = None,
    began_at: datetime | None = None,
) -> None:
    """Whether the author may change `key` ("title", "cover:phone", "content", "attachment:anh") now.

    Before the deadline anything; after a return only what was listed (design 5.7). Raises what `check_time`
    raises, and FrozenError.
    """
    if state not in EDITABLE_STATES:
        raise FrozenError(key=key)
    returned = state is EntryState.RETURNED
    check_time(plan, arrived_at=arrived_at, return_until=return_until if returned else None, began_at=began_at)
    if returned and arrived_at >= author_window(plan).closes_at and not is_listed(key, listed):
        raise FrozenError(key=key)


def is_listed(key: str, listed: Collection[str]) -> bool:
    """Whether `key` or the group that it belongs to is among the listed: "cover" covers "cover:phone"."""
    return key in listed or key.partition(":")[0] in listed


def handed_in_state(intake: Intake, state: EntryState) -> EntryState:
    """Where handing in leads: back to whoever returned it, else to the beginning of the way (design 5.6)."""
    if state is EntryState.RETURNED and intake is Intake.THROUGH_UNIT:
        return EntryState.FORWARDED
    return EntryState.SUBMITTED


def list_missing(plan: Programme, category: Category, work: Work) -> tuple[str, ...]:
    """The keys of what is still missing, in the order of the task list; empty when it may be handed in."""
    missing = []
    if not work.title.strip():
        missing.append(TITLE)
    if plan.topics and work.topic_key is None:
        missing.append(TOPIC)
    missing += [
        f"{COVER}:{one.key}"
        for one in category.cover_fields
        if one.required and one.key not in {TITLE, TOPIC} and not work.cover.get(one.key, "").strip()
    ]
    if not work.has_content:
        missing.append(CONTENT)
    for rule in category.accompanying:
        least = rule.count.minimum if is_known(rule.count) else None
        if least and work.attachments.get(rule.key, 0) < least:
            missing.append(f"{ATTACHMENT}:{rule.key}")
    missing += [
        f"{DECLARATIONS}:{one.key}"
        for one in plan.entering.declarations
        if one.required and not work.declarations.get(one.key)
    ]
    missing += [f"{AI_HELP}:{part}" for part in list_lacking(plan.entering.ai_help, work.ai_help)]
    return tuple(missing)
