"""How work is marked: a scale, a step, criteria."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a mark stands for, so that judges mean the same by it."""

    mark: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class Wording:
    """How a criterion reads for the works of one category."""

    category: str
    text: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that judges mark, from 0 to `maximum` in the rubric's step. `weight` None counts once."""

    key: str
    name: str
    maximum: Decimal
    weight: Decimal | None = None
    wordings: tuple[Wording, ...] = ()
    anchors: tuple[Anchor, ...] = ()

    def wording_for(self, category: str) -> str:
        """The words that a judge of `category` reads."""
        return next((wording.text for wording in self.wordings if wording.category == category), self.name)


@dataclass(frozen=True, slots=True)
class Rubric:
    """A marking scheme (thang điểm): the weighted maxima of its criteria add up to `scale`."""

    key: str
    name: str
    scale: Decimal
    step: Decimal
    criteria: tuple[Criterion, ...]
