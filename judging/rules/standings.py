"""One function from the locked sheets to the prizes, and the one text that carries both (B15, B16, B21).

The bundle holds what went in (rules, entries, sheets, decisions) and what came out (scores, places, ties, prizes),
so a stranger can compute it again with `judging.verify`. It names codes and seats only: authors and units are
numbered in the order of the codes, and left out where no rule compares them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from judging.errors import RefusedError
from judging.rules import bundles
from judging.rules.canonical import Plain, canonical_json, sha256_of
from judging.rules.passing import PassDecision, Passing, pass_on
from judging.rules.prizes import Candidate, Prizes, VacancyDecision, assign_prizes
from judging.rules.ranking import Ranking, rank
from judging.rules.round_paths import RoundPath, came_from, plain_passes, plain_passing
from judging.rules.round_rules import RoundRules
from judging.rules.scoring import Score, Scorer, Sheet
from judging.rules.ties import Contender, TieDecision
from judging.spec.words import Exclusivity, TieKind

T = TypeVar("T")
PIECE = 2000
"""So many values of a long list are written at a time."""


class StandingsRefusedError(RefusedError):
    """The sheets do not belong together. Facts: reason (unknown_code, twice), codes."""

    code = "standings_refused"


@dataclass(frozen=True, slots=True)
class Standings:
    """The result of a round. `text` is the canonical bundle, `sha256` its hash, `input_sha256` that of what went in.

    A preview is stale when `input_sha256` of today's sheets and decisions differs from it.
    """

    scores: tuple[Score, ...]
    unmarked: tuple[str, ...]
    ranking: Ranking
    prizes: Prizes
    input_sha256: str
    text: str
    sha256: str
    passing: Passing | None = None

    @property
    def is_final(self) -> bool:
        """Whether nothing is left for people to decide."""
        return not self.prizes.pending and (self.passing is None or not self.passing.pending)


def compute_standings(
    rules: RoundRules,
    candidates: Iterable[Candidate],
    sheets: Iterable[Sheet],
    ties: Iterable[TieDecision] = (),
    vacancies: Iterable[VacancyDecision] = (),
    *,
    passes: Iterable[PassDecision] = (),
    path: RoundPath | None = None,
) -> Standings:
    """Marks → totals → ranks → ties → prizes, and who goes on. The order of the arguments' items changes nothing.

    `path` tells how the entries came into the round; a round from which somebody goes on, or into which somebody came
    from another, is written in the second format of the bundle, every other in the first.
    Entries without any locked sheet (a round closed by override) are listed as unmarked and hold no place.
    Raises StandingsRefusedError, SheetRefusedError, LadderUnclearError, StillUnknownError.
    """
    entries = _anonymous(rules, candidates)
    by_code = _sheets_by_code(entries, sheets)
    tie_decisions = tuple(sorted(ties, key=lambda one: (one.groups, one.by, one.reason)))
    vacancy_decisions = tuple(sorted(vacancies, key=lambda one: (one.ladder, one.tier, one.place, one.reason)))
    scorer = Scorer(rules.rubric, rules.aggregation)
    scores = {code: scorer.score(own) for code, own in by_code.items() if own}
    contenders = [Contender(score, entries[code].arrival) for code, score in scores.items()]
    ranking = rank(contenders, rules.tie_chain, tie_decisions)
    pass_decisions = tuple(sorted(passes, key=lambda one: (sorted(one.tied), one.by, one.reason)))
    passing = pass_on(ranking.places, entries, rules.passing, pass_decisions) if rules.passing is not None else None
    prizes = assign_prizes(ranking.places, entries, rules.ladders, rules.exclusivity, vacancy_decisions)
    unmarked = tuple(code for code in entries if code not in scores)
    is_one_of_several = rules.passing is not None or path is not None
    decided = bundles.plain_decisions(tie_decisions, vacancy_decisions)
    given = {
        "decisions": canonical_json(decided | ({"passes": plain_passes(pass_decisions)} if is_one_of_several else {})),
        "entries": _array(map(bundles.plain_entry, entries.values())),
        "format": canonical_json(bundles.FORMAT_OF_SEVERAL if is_one_of_several else bundles.FORMAT),
        "rules": canonical_json(bundles.plain_rules(rules)),
        "sheets": _array(bundles.plain_sheet(sheet) for own in by_code.values() for sheet in own),
    }
    if is_one_of_several:
        given["path"] = (path or RoundPath()).text()
    input_sha256 = sha256_of(_object(given))
    result = {
        "scores": [bundles.plain_score(score, rules.marks_per_entry) for score in scores.values()],
        "unmarked": list(unmarked),
        **bundles.plain_ranking(ranking),
        "prizes": bundles.plain_prizes(prizes),
    }
    if is_one_of_several:
        result["passing"] = None if passing is None else plain_passing(passing)
        result["came"] = came_from(path or RoundPath())
    given["result"] = canonical_json(result)
    text = _object(given)
    return Standings(tuple(scores.values()), unmarked, ranking, prizes, input_sha256, text, sha256_of(text), passing)


def _array(items: Iterable[Plain]) -> str:
    """The canonical text of a long list, written piece by piece so that it never stands in memory as values."""
    left, pieces = iter(items), list[str]()
    while piece := list(islice(left, PIECE)):
        pieces.append(canonical_json(piece)[1:-1])
    return "[" + ",".join(pieces) + "]"


def _object(texts: Mapping[str, str]) -> str:
    """The canonical text of an object from the canonical texts of its values: each is written once."""
    return "{" + ",".join(f'"{key}":{texts[key]}' for key in sorted(texts)) + "}"


def _anonymous(rules: RoundRules, candidates: Iterable[Candidate]) -> dict[str, Candidate]:
    """The entries by code, in its order, with numbers for people, units and arrivals, and only where they count."""
    ordered = sorted(candidates, key=lambda one: one.code)
    if twice := _repeated(one.code for one in ordered):
        raise StandingsRefusedError(reason="twice", codes=twice)
    by_unit = rules.exclusivity is Exclusivity.ONE_PER_UNIT
    by_author = rules.exclusivity in {Exclusivity.ONE_PER_AUTHOR, Exclusivity.ONE_PER_AUTHOR_AND_CATEGORY}
    by_arrival = any(step.kind is TieKind.EARLIER_ENTRY for step in rules.tie_chain)
    numbers: dict[str, str] = {}
    arrivals = {at: n for n, at in enumerate(sorted({o.arrival for o in ordered if o.arrival is not None}), start=1)}
    return {
        one.code: Candidate(
            code=one.code,
            category=one.category,
            authors=tuple(
                sorted((numbers.setdefault(who, str(len(numbers) + 1)) for who in sorted(set(one.authors))), key=int)
            )
            if by_author
            else (),
            unit=numbers.setdefault(one.unit, str(len(numbers) + 1)) if by_unit else "",
            arrival=arrivals[one.arrival] if by_arrival and one.arrival is not None else None,
        )
        for one in ordered
    }


def _sheets_by_code(entries: Mapping[str, Candidate], sheets: Iterable[Sheet]) -> dict[str, list[Sheet]]:
    by_code: dict[str, list[Sheet]] = {code: [] for code in entries}
    strange: set[str] = set()
    for sheet in sheets:
        own = by_code.get(sheet.code)
        if own is None:
            strange.add(sheet.code)
        else:
            own.append(sheet)
    if strange:
        raise StandingsRefusedError(reason="unknown_code", codes=tuple(sorted(strange)))
    for own in by_code.values():
        own.sort(key=_seat)
    if twice := tuple(code for code, own in by_code.items() for _ in _repeated(map(_seat, own))):
        raise StandingsRefusedError(reason="twice", codes=twice)
    return by_code


def _seat(sheet: Sheet) -> int:
    return sheet.seat


def _repeated(items: Iterable[T]) -> tuple[T, ...]:
    items = tuple(items)
    if len(set(items)) == len(items):
        return ()
    return tuple(item for item, count in Counter(items).items() if count > 1)
