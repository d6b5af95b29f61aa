"""What a plan says of the time after a result: how long the office takes to answer, and re-marking on request."""

from dataclasses import dataclass
from decimal import Decimal

from judging.spec.words import RemarkEffect


@dataclass(frozen=True, slots=True)
class Answering:
    """Within how many working days the office answers, or passes on what is not its own to answer."""

    question_days: int = 5
    petition_days: int = 10
    referral_days: int = 5


@dataclass(frozen=True, slots=True)
class Remarking:
    """Re-marking on request (phúc khảo) by `markers` judges who have not marked the entry before.

    Asked within `days` working days after the first publication. `limit` (in marks of the rubric's scale) belongs to
    RemarkEffect.IF_DIFFERS alone.
    """

    days: int
    effect: RemarkEffect
    limit: Decimal | None = None
    markers: int = 2
