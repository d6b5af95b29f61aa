"""What prizes are laid out with: who competes for a ladder, and who holds what while it is being laid."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from judging.rules.ladder_slots import group_of, is_for_units
from judging.rules.prize_outcomes import Candidate, Pending, PrizeAward, Skipped, Vacancy
from judging.rules.revocations import MovesUp, Revoked
from judging.rules.votes import VotePlaces
from judging.spec.prizes import Ladder
from judging.spec.words import Exclusivity


@dataclass(slots=True)
class Table:
    """What is being laid out, while it is. `winners` are the codes that hold a prize, by the name that excludes."""

    awards: list[PrizeAward] = field(default_factory=list)
    vacancies: list[Vacancy] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    pending: list[Pending] = field(default_factory=list)
    winners: dict[str, str] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)
    """The groups of ladders in which something is still to be decided."""
    revoked: list[Revoked] = field(default_factory=list)
    votes: Mapping[str, VotePlaces] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Field:
    """Who competes for one ladder: its entries, and under which names each of them counts as the same."""

    ladder: Ladder
    candidates: Mapping[str, Candidate]
    keys: Callable[[str], frozenset[str]]
    effects: Mapping[str, MovesUp | None]
    """What is to become of prizes of revoked codes."""
    by_unit: dict[str, list[str]] = field(default_factory=dict)

    def undecided(self, codes: Iterable[str]) -> tuple[str, ...]:
        """The revoked codes of which nobody has said what becomes of their prize."""
        return tuple([code for code in codes if code in self.effects and self.effects[code] is None])

    def gives_way(self, code: str) -> bool:
        """Whether a revoked code lets the next move up."""
        return self.effects.get(code) is MovesUp.NEXT

    def holder(self, code: str, table: Table) -> str | None:
        """The code whose prize keeps `code` from another one: the same winner's, or the last that its unit may have."""
        holders = sorted(table.winners[key] for key in self.keys(code) if key in table.winners)
        if holders:
            return holders[0]
        own = self.by_unit.get(self.candidates[code].unit, [])
        limit = self.ladder.per_unit
        return own[-1] if limit is not None and own and len(own) >= limit else None

    def crowds(self, codes: Sequence[str]) -> bool:
        """Whether equal entries are more of one unit than may still win."""
        limit = self.ladder.per_unit
        units = [self.candidates[code].unit for code in codes]
        return limit is not None and any(len(self.by_unit.get(one, ())) + units.count(one) > limit for one in {*units})

    def note(self, code: str, table: Table) -> None:
        """`code` holds a prize from now on."""
        table.winners.update(dict.fromkeys(sorted(self.keys(code)), code))
        self.by_unit.setdefault(self.candidates[code].unit, []).append(code)


def keys_of(
    ladder: Ladder, candidates: Mapping[str, Candidate], exclusivity: Exclusivity
) -> Callable[[str], frozenset[str]]:
    """Under which names a winner of this ladder counts as the same."""
    group = group_of(ladder)

    def keys(code: str) -> frozenset[str]:
        one = candidates[code]
        names = (one.unit,) if is_for_units(ladder) else _names(one, exclusivity)
        return frozenset(f"{group}/{name}" for name in names)

    return keys


def _names(candidate: Candidate, exclusivity: Exclusivity) -> tuple[str, ...]:
    if exclusivity is Exclusivity.UNLIMITED:
        return ()
    if exclusivity is Exclusivity.ONE_PER_UNIT:
        return (candidate.unit,)
    if exclusivity is Exclusivity.ONE_PER_AUTHOR:
        return candidate.authors
    return tuple(f"{candidate.category}/{author}" for author in candidate.authors)
