"""One function from the locked sheets to the prizes, and the one text that carries both (B15, B16, B21).

The bundle holds what went in (rules, entries, sheets, decisions) and what came out (scores, places, ties, prizes),
so a stranger can compute it again with `judging.verify`. It names codes and seats only: authors and units are
numbered in the order of the codes, and left out where no rule compares them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from io import StringIO
from itertools import chain
from typing import TypeVar

from judging.errors import RefusedError
from judging.rules import bundles
from judging.rules.bursts import without_collecting
from judging.rules.canonical import canonical_json, sha256_of
from judging.rules.ladder_slots import ChoiceDecision, CountDecision, VacancyDecision, is_for_units
from judging.rules.passing import PassDecision, Passing, pass_on
from judging.rules.prize_outcomes import Candidate, PrizeDecisions, Prizes
from judging.rules.prizes import assign_prizes
from judging.rules.ranking import Ranking, rank
from judging.rules.revocations import Revocation, plain_revocations
from judging.rules.round_paths import RoundPath, came_from, plain_passes, plain_passing
from judging.rules.round_rules import RoundRules
from judging.rules.scoring import Score, Scorer, Sheet
from judging.rules.subpanels import goes_by_topic, strayed
from judging.rules.ties import Contender, TieDecision
from judging.rules.votes import VoteCount, VoteOrder, plain_vote_places
from judging.spec.words import Exclusivity, TieKind

T = TypeVar("T")


class StandingsRefusedError(RefusedError):
    """The sheets do not belong together. Facts: reason (unknown_code, twice, other_panel), codes."""

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

    @property
    def may_be_opened(self) -> bool:
        """Whether nothing is left to decide by code; what looks at the authors or is chosen freely may still wait."""
        return self.is_final or (self.prizes.may_be_opened and (self.passing is None or not self.passing.pending))


@without_collecting()
def compute_standings(
    rules: RoundRules,
    candidates: Iterable[Candidate],
    sheets: Iterable[Sheet],
    ties: Iterable[TieDecision] = (),
    vacancies: Iterable[VacancyDecision] = (),
    *,
    counts: Iterable[CountDecision] = (),
    choices: Iterable[ChoiceDecision] = (),
    votes: Iterable[VoteCount] = (),
    vote_orders: Iterable[VoteOrder] = (),
    passes: Iterable[PassDecision] = (),
    revocations: Iterable[Revocation] = (),
    path: RoundPath | None = None,
) -> Standings:
    """Marks → totals → ranks → ties → prizes, and who goes on. The order of the arguments' items changes nothing.

    `path` tells how the entries came into the round; a round from which somebody goes on, or into which somebody came
    from another, is written in the second format of the bundle, one whose ladders leave something to the board in the
    third, every other in the first; one with `revocations` in the fourth, one in which votes give prizes in the fifth.
    Entries without any locked sheet (a round closed by override) are listed as unmarked and hold no place.
    Raises StandingsRefusedError, SheetRefusedError, LadderUnclearError, StillUnknownError.
    """
    entries = _anonymous(rules, candidates)
    by_code = _sheets_by_code(entries, sheets)
    if lost := strayed(rules.divided, entries, chain.from_iterable(by_code.values())):
        raise StandingsRefusedError(reason="other_panel", codes=lost)
    tie_decisions = tuple(sorted(ties, key=lambda one: (one.groups, one.by, one.reason)))
    said = replace(
        _prize_decisions(vacancies, counts, choices),
        votes=tuple(sorted(votes, key=lambda one: (one.ladder, one.votes, one.reason))),
        vote_orders=tuple(sorted(vote_orders, key=lambda one: (one.ladder, one.groups, one.reason))),
    )
    scorer = Scorer(rules.rubric, rules.aggregation)
    scores = {code: scorer.score(own) for code, own in by_code.items() if own}
    contenders = [Contender(score, entries[code].arrival) for code, score in scores.items()]
    ranking = rank(contenders, rules.tie_chain, tie_decisions)
    pass_decisions = tuple(sorted(passes, key=lambda one: (sorted(one.tied), one.by, one.reason)))
    passing = pass_on(ranking.places, entries, rules.passing, pass_decisions) if rules.passing is not None else None
    gone = _known_codes(entries, revocations)
    prizes = assign_prizes(ranking.places, entries, rules.ladders, rules.exclusivity, said.vacancies,
                           counts=said.counts, choices=said.choices, votes=said.votes, vote_orders=said.vote_orders,
                           revocations=gone)  # fmt: skip
    unmarked = tuple(code for code in entries if code not in scores)
    in_full = bundles.is_full(rules)
    by_vote = bundles.is_voted_on(rules)
    decided = bundles.plain_decisions(tie_decisions, said, in_full=in_full, with_votes=by_vote)
    given = {
        "entries": _array(bundles.entry_texts(entries.values(), with_topics=goes_by_topic(rules.divided))),
        "format": [canonical_json(bundles.FORMAT)],
        "rules": [canonical_json(bundles.plain_rules(rules, with_revocation=bool(gone)))],
        "sheets": _array(bundles.sheet_texts(rules.rubric, by_code.values())),
    }
    result = {
        "places": _array(bundles.place_texts(ranking.places)),
        "prizes": [canonical_json(bundles.plain_prizes(prizes, with_revocation=bool(gone)))],
        "scores": _array(bundles.score_texts(scores.values(), rules.marks_per_entry)),
        "ties": _array(bundles.tie_texts(ranking.ties)),
        "unmarked": [canonical_json(unmarked)],
        "unused_decisions": [canonical_json(bundles.plain_unused(ranking.unused))],
    }
    if rules.passing is not None or path is not None:
        behind = path or RoundPath()
        decided["passes"] = plain_passes(pass_decisions)
        given |= {"format": [canonical_json(bundles.FORMAT_OF_SEVERAL)], "path": [behind.text()]}
        result["came"] = [canonical_json(came_from(behind))]
        result["passing"] = [canonical_json(None if passing is None else plain_passing(passing))]
    if in_full or gone:
        kind = bundles.FORMAT_OF_REVOKED if gone else bundles.FORMAT_OF_LADDERS
        given |= {"format": [canonical_json(kind)], "path": given.get("path", ["null"])}
    if by_vote:
        given["format"] = [canonical_json(bundles.FORMAT_OF_VOTES)]
        result["votes"] = [canonical_json(plain_vote_places(prizes.votes))]
    if gone:
        decided["revocations"] = plain_revocations(gone)
    text, own = _written(given | {"decisions": [canonical_json(decided)]}, result)
    return Standings(
        scores=tuple(scores.values()),
        unmarked=unmarked,
        ranking=ranking,
        prizes=prizes,
        input_sha256=sha256_of(text, without=own),
        text=text,
        sha256=sha256_of(text),
        passing=passing,
    )


def _prize_decisions(
    vacancies: Iterable[VacancyDecision], counts: Iterable[CountDecision], choices: Iterable[ChoiceDecision]
) -> PrizeDecisions:
    """What the board decided about prizes, in a fixed order."""
    return PrizeDecisions(
        tuple(sorted(vacancies, key=lambda one: (one.ladder, one.tier, one.place, one.reason))),
        tuple(sorted(counts, key=lambda one: (one.ladder, one.tier, one.count, one.reason))),
        tuple(sorted(choices, key=lambda one: (one.ladder, one.tier, one.place, one.code, one.reason))),
    )


def _known_codes(entries: Mapping[str, Candidate], revocations: Iterable[Revocation]) -> tuple[Revocation, ...]:
    """The revocations by code, each of an entry that takes part, and of none two."""
    gone = tuple(sorted(revocations, key=lambda one: one.code))
    if strange := tuple(one.code for one in gone if one.code not in entries):
        raise StandingsRefusedError(reason="unknown_code", codes=strange)
    if twice := _repeated(one.code for one in gone):
        raise StandingsRefusedError(reason="twice", codes=twice)
    return gone


def _written(given: Mapping[str, Iterable[str]], result: Mapping[str, Iterable[str]]) -> tuple[str, range]:
    """The canonical text of what went in with its result, and where in it the result stands.

    All values come as pieces of canonical text and go straight into the one text: it is never in memory twice.
    """
    out, start, end = StringIO(), 0, 0
    for key in sorted([*given, "result"]):
        if key == "result":
            start = out.tell()
            out.write(',"result":')
            out.writelines(_object(result))
            end = out.tell()
        else:
            out.write(f'{"," if out.tell() else "{"}"{key}":')
            out.writelines(given[key])
    out.write("}")
    return out.getvalue(), range(start, end)


def _array(items: Iterable[str]) -> Iterator[str]:
    """The canonical text of a list, in pieces, from the canonical texts of its items."""
    yield "["
    for at, item in enumerate(items):
        yield f",{item}" if at else item
    yield "]"


def _object(texts: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """The canonical text of an object, in pieces, from the canonical texts of its values."""
    for at, key in enumerate(sorted(texts)):
        yield f'{"," if at else "{"}"{key}":'
        yield from texts[key]
    yield "}"


def _anonymous(rules: RoundRules, candidates: Iterable[Candidate]) -> dict[str, Candidate]:
    """The entries by code, in its order, with numbers for people, units and arrivals, and only where they count."""
    ordered = sorted(candidates, key=lambda one: one.code)
    if twice := _repeated(one.code for one in ordered):
        raise StandingsRefusedError(reason="twice", codes=twice)
    by_unit = rules.exclusivity is Exclusivity.ONE_PER_UNIT or any(
        is_for_units(ladder) or ladder.per_unit is not None for ladder in rules.ladders
    )
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
            topic=one.topic,
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
