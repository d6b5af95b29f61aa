"""By what a subject is judged worthy: the criteria (tiêu chuẩn, tiêu chí) of a campaign, and scoring cards."""

from dataclasses import dataclass
from decimal import Decimal

from judging.spec.campaign_words import CardLineKind, CardRule, ConditionKind, EvidenceKind, IndexName, Subject
from judging.spec.contents import IndexReference, Target
from judging.spec.unknown import Unknown


@dataclass(frozen=True, slots=True)
class Condition:
    """To whom a standard applies: whoever has the index, heads a unit, or is of one of `unit_kinds`.

    Whoever does not fall under it has nothing to show: "not applicable" is then an answer.
    """

    kind: ConditionKind
    text: str | None = None
    index: IndexName | None = None
    unit_kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alternative:
    """One of the ways to meet a standard; any one is enough."""

    key: str
    text: str
    condition: Condition | None = None
    targets: tuple[Target, ...] = ()
    indices: tuple[IndexReference, ...] = ()
    evidence: tuple[EvidenceKind, ...] = ()


@dataclass(frozen=True, slots=True)
class Standard:
    """One criterion of a campaign, for `subjects` and for the award forms `forms` (keys; empty: for every form).

    With `any_of` one alternative is enough; `targets` and `indices` beside it hold as well. `evidence` are the kinds
    that show it. `mandatory` False makes it a merit that is weighed; Unknown where the plan does not say.
    """

    key: str
    text: str
    subjects: tuple[Subject, ...]
    forms: tuple[str, ...] = ()
    condition: Condition | None = None
    any_of: tuple[Alternative, ...] = ()
    targets: tuple[Target, ...] = ()
    indices: tuple[IndexReference, ...] = ()
    evidence: tuple[EvidenceKind, ...] = ()
    mandatory: bool | Unknown = True

    def is_for(self, form: str, subject: Subject) -> bool:
        """Whether a nomination of `subject` for the award form `form` has to show it (its condition aside)."""
        return subject in self.subjects and (not self.forms or form in self.forms)


@dataclass(frozen=True, slots=True)
class CardLine:
    """A line of a scoring card: at most `maximum` points; for EACH_CASE `each` points a case, up to `maximum`.

    The points of a MINUS line are written positive and taken away. `standard` is the key of the standard that it
    marks.
    """

    key: str
    text: str
    kind: CardLineKind
    maximum: Decimal
    rule: CardRule = CardRule.ASSESSED
    each: Decimal | None = None
    standard: str | None = None


@dataclass(frozen=True, slots=True)
class ScoringCard:
    """A scoring card (bảng chấm điểm): its POINTS lines add up to `scale`; bonus and minus lines stand outside."""

    key: str
    name: str
    subjects: tuple[Subject, ...]
    scale: Decimal
    step: Decimal
    lines: tuple[CardLine, ...]
    forms: tuple[str, ...] = ()
