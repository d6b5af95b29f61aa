"""What a campaign asks for: contents with targets, and the index results that are looked at."""

from dataclasses import dataclass
from decimal import Decimal

from judging.spec.campaign_words import Comparison, EvidenceKind, IndexName, IndexTest, Measure, Subject
from judging.spec.unknown import Unknown


@dataclass(frozen=True, slots=True)
class Target:
    """A figure to be reached: 100 %, at least 10 %, exactly 0 cases."""

    key: str
    label: str
    comparison: Comparison
    value: Decimal
    measure: Measure


@dataclass(frozen=True, slots=True)
class IndexReference:
    """What is asked of a unit's index result.

    `year` is the index's year. `grade` belongs to GRADE_AT_LEAST, `places` to the others: the last place that is
    still within, or how many places a leap (thay đổi vượt bậc) takes. `among` is who is ranked ("toàn tỉnh").
    """

    index: IndexName
    test: IndexTest
    year: int | None = None
    grade: str | None = None
    places: int | Unknown | None = None
    among: str | None = None


@dataclass(frozen=True, slots=True)
class IndexScale:
    """The grades of an index, best first ("xuất sắc", "tốt", "khá" …): only with them can grades be compared."""

    index: IndexName
    grades: tuple[str, ...] | Unknown


@dataclass(frozen=True, slots=True)
class Content:
    """One of the contents of emulation (nội dung thi đua).

    `group` is the heading under which the plan lists it. `unit_kinds` and `personnel_kinds` (keys of the programme's
    eligibility) narrow it; empty means everybody of `subjects`. `heads_only`: it asks something of heads of units.
    """

    key: str
    text: str
    subjects: tuple[Subject, ...]
    group: str | None = None
    targets: tuple[Target, ...] = ()
    indices: tuple[IndexReference, ...] = ()
    evidence: tuple[EvidenceKind, ...] = ()
    unit_kinds: tuple[str, ...] = ()
    personnel_kinds: tuple[str, ...] = ()
    heads_only: bool = False
    only_with_index: IndexName | None = None
    office: str | None = None
