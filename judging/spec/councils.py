"""Councils as a plan and the law of its day have them: who votes, how, and what passes."""

from dataclasses import dataclass
from decimal import Decimal

from judging.spec.campaign_words import CouncilKind, CouncilTie, LevelCode, VoteBase, VoteMode
from judging.spec.unknown import Unknown


@dataclass(frozen=True, slots=True)
class Threshold:
    """The share of votes that passes: at least `percent` of `base`, or more than it where `strictly` (quá bán)."""

    percent: Decimal
    base: VoteBase
    strictly: bool = False


@dataclass(frozen=True, slots=True)
class CouncilRule:
    """A council that considers nominations, or initiatives, by its kind.

    `forms` are the keys of the award forms that it considers; empty: the plan limits it to none.
    `threshold`, `mode`, `quorum_percent` (of all members), `substitutes` and `tie` are Unknown where the plan does
    not say: who must decide stands there. `own` is False for a council of another office.
    """

    key: str
    name: str
    kind: CouncilKind
    level: LevelCode
    own: bool
    threshold: Threshold | Unknown
    mode: VoteMode | Unknown
    quorum_percent: Decimal | Unknown
    substitutes: bool | Unknown
    tie: CouncilTie | Unknown
    forms: tuple[str, ...] = ()

    def considers(self, form: str) -> bool:
        """Whether it votes on the award form `form`."""
        return self.kind is CouncilKind.EMULATION and (not self.forms or form in self.forms)
