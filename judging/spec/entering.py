"""Who may enter, how entries come in, and what an author declares."""

from dataclasses import dataclass

from judging.spec.quotas import Bounds
from judging.spec.unknown import Unknown
from judging.spec.words import AiHelpRule, Intake, LateRule, OnFail


@dataclass(frozen=True, slots=True)
class NamedKind:
    """A kind of person or of unit as the plan names it; the key is what rows refer to."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Who may enter and through which units.

    `excluded_roles` are values of `judging.enums.Role`: whoever holds one in this programme may not enter.
    """

    personnel_kinds: tuple[NamedKind, ...]
    unit_kinds: tuple[NamedKind, ...]
    excluded_roles: tuple[str, ...] | Unknown = ()


@dataclass(frozen=True, slots=True)
class Declaration:
    """A sentence that the author affirms when submitting."""

    key: str
    text: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class Entering:
    """How entries come in.

    `grace_seconds` lets an upload that began before the deadline be finished after it (design 5.5).
    `max_versions` limits how often an author may replace what he submitted; None means no limit.
    `ai_help` says whether authors declare help by tools of artificial intelligence; None: they are not asked.
    """

    intake: Intake
    per_unit: Bounds
    per_author: Bounds | Unknown
    on_fail: OnFail | Unknown
    late: LateRule | Unknown
    grace_seconds: int | Unknown
    max_versions: int | Unknown | None = None
    declarations: tuple[Declaration, ...] = ()
    ai_help: AiHelpRule | None = None
