"""The result of a round as plain values and, for its long lists, as canonical text: what `judging.verify` reads.

Numbers with decimals are exact texts (`81`, `321/4`); what was decided by people carries its reason.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from judging.rules.canonical import Plain, quoted
from judging.rules.ladder_slots import asks_more, bounds_of, is_chosen, is_for_units, is_voted, slots_of, stands_apart
from judging.rules.prize_outcomes import Candidate, PrizeDecisions, Prizes
from judging.rules.ranking import Place, Tie
from judging.rules.revocations import plain_revoked, plain_rule
from judging.rules.round_rules import RoundRules
from judging.rules.scoring import Score, Sheet, shown
from judging.rules.subpanels import plain_division
from judging.rules.ties import BY_AUTHOR, Applied, TieDecision
from judging.rules.votes import plain_vote_decisions, plain_vote_rule
from judging.spec.prizes import Ladder
from judging.spec.rubrics import Rubric
from judging.spec.unknown import known
from judging.spec.words import BorderRule

FORMAT = "bangvang-result-1"
FORMAT_OF_SEVERAL = "bangvang-result-2"
"""Of a round that others follow, or that follows others, or that was changed after it was sealed."""


FORMAT_OF_LADDERS = "bangvang-result-3"
"""Of ladders that leave something to the board: numbers of prizes, prizes by choice, least marks, units; or of a tie
chain that looks at authors. It has a `path` as the second format has, or null there."""


FORMAT_OF_REVOKED = "bangvang-result-4"
"""Of a result from which a prize was taken back: the format that it would have without, and besides the revocations and
each ladder's rule. It has a `path`, or null there."""


FORMAT_OF_VOTES = "bangvang-result-5"
"""Of a round in which votes give prizes: the format that it would have without, and besides how they were counted."""


def exact(value: Fraction | Decimal) -> str:
    """A number as the bundle writes it: `81`, `321/4`."""
    numerator, denominator = value.as_integer_ratio()
    return str(numerator) if denominator == 1 else f"{numerator}/{denominator}"


def plain_rules(rules: RoundRules, *, with_revocation: bool = False) -> Plain:
    """What the plan says, as far as it decides the result; ladders are spelled out slot by slot.

    What moves up after a revocation stands there only in results that have one: those before keep their hash.
    """
    rubric = rules.rubric
    told: dict[str, Plain] = {
        "round": rules.round,
        "plan_sha256": rules.plan_sha256,
        "rubric": {
            "scale": exact(rubric.scale),
            "step": exact(rubric.step),
            "criteria": [
                {
                    "key": one.key,
                    "maximum": exact(one.maximum),
                    "weight": exact(Decimal(1) if one.weight is None else one.weight),
                }
                for one in rubric.criteria
            ],
        },
        "aggregation": rules.aggregation.value,
        "marks_per_entry": rules.marks_per_entry,
        "tie_chain": [{"kind": step.kind.value, "criterion": step.criterion} for step in rules.tie_chain],
        "exclusivity": rules.exclusivity.value,
        "ladders": [
            _plain_ladder(ladder, in_full=is_full(rules))
            | ({"revocation": plain_rule(ladder)} if with_revocation else {})
            | plain_vote_rule(ladder)
            for ladder in rules.ladders
        ],
    }
    if (rule := rules.passing) is not None:
        told["passing"] = {
            "kind": rule.kind.value,
            "count": rule.count,
            "percent": None if rule.percent is None else exact(rule.percent),
            "minimum_mark": None if rule.minimum_mark is None else exact(rule.minimum_mark),
            "border": (rule.border or BorderRule.BOARD_DECIDES).value,
            "each_category": bool(rule.each_category),
        }
    if rules.divided:
        told["subpanels"] = plain_division(rules.divided)
    return told


def is_full(rules: RoundRules) -> bool:
    """Whether a round needs the third format: its ladders leave something open, or its chain looks at authors."""
    return any(map(asks_more, rules.ladders)) or any(step.kind in BY_AUTHOR for step in rules.tie_chain)


def is_voted_on(rules: RoundRules) -> bool:
    """Whether votes give prizes of a round."""
    return any(map(is_voted, rules.ladders))


def _plain_ladder(ladder: Ladder, *, in_full: bool) -> dict[str, Plain]:
    told: dict[str, Plain] = {
        "key": ladder.key,
        "categories": sorted(ladder.categories),
        "shared": known(ladder.shared).value,
        "vacancy": known(ladder.vacancy).value,
    }
    if not in_full:
        slots = slots_of(ladder)
        told["slots"] = [{"tier": one.tier, "place": one.place, "amount_vnd": one.amount_vnd} for one in slots]
        return told
    return told | {
        "adjustable": bool(ladder.adjustable),
        "apart": stands_apart(ladder),
        "by_choice": is_chosen(ladder),
        "for_units": is_for_units(ladder),
        "per_unit": ladder.per_unit,
        "tiers": [
            {
                "key": tier.key,
                "least": bounds_of(tier)[0],
                "most": bounds_of(tier)[1],
                "amount_vnd": known(tier.amount_vnd),
                "minimum_mark": None if tier.minimum_mark is None else exact(tier.minimum_mark),
            }
            for tier in ladder.tiers
        ],
    }


def entry_texts(entries: Iterable[Candidate], *, with_topics: bool = False) -> Iterator[str]:
    """Entries by their codes; people and units are numbers already. Topics are told where seats go by them.

    Lists with a row for each entry or sheet are written as text at once: as values they would fill the memory.
    """
    for one in entries:
        authors = ",".join([quoted(author) for author in one.authors])
        arrival = "null" if one.arrival is None else one.arrival
        topic = f'"topic":{quoted(one.topic)},' if with_topics else ""
        yield (
            f'{{"arrival":{arrival},"authors":[{authors}],"category":{quoted(one.category)},'
            f'"code":{quoted(one.code)},{topic}"unit":{quoted(one.unit)}}}'
        )


def sheet_texts(rubric: Rubric, sheets: Iterable[Sequence[Sheet]]) -> Iterator[str]:
    """Locked sheets in whole steps; each sequence holds those of one code, and a scorer has checked them all."""
    keys = sorted(criterion.key for criterion in rubric.criteria)
    steps = ",".join(quoted(key).replace("%", "%%") + ":%d" for key in keys)
    line = '{"code":%s,"deciding":%s,"seat":%d,"steps":{' + steps + "}}"
    for own in sheets:
        code = quoted(own[0].code) if own else ""
        for sheet in own:
            marks = [sheet.steps[key] for key in keys]
            yield line % (code, "true" if sheet.deciding else "false", sheet.seat, *marks)


def plain_decisions(
    ties: Sequence[TieDecision], prizes: PrizeDecisions, *, in_full: bool, with_votes: bool = False
) -> dict[str, Plain]:
    """What people decided, with their reasons, in a fixed order."""
    told: dict[str, Plain] = {
        "ties": [
            {"by": one.by.value, "order": [list(group) for group in one.groups], "reason": one.reason} for one in ties
        ],
        "vacancies": [
            {"ladder": one.ladder, "tier": one.tier, "place": one.place, "reason": one.reason}
            for one in prizes.vacancies
        ],
    }
    if in_full:
        told["counts"] = [
            {"ladder": one.ladder, "tier": one.tier, "count": one.count, "reason": one.reason} for one in prizes.counts
        ]
        told["choices"] = [
            {"ladder": one.ladder, "tier": one.tier, "place": one.place, "code": one.code, "reason": one.reason}
            for one in prizes.choices
        ]
    if with_votes:
        told |= plain_vote_decisions(prizes.votes, prizes.vote_orders)
    return told


def score_texts(scores: Iterable[Score], wanted: int) -> Iterator[str]:
    """The totals of each entry; `short_by` marks are missing of the `wanted` ones."""
    for one in scores:
        seats = ",".join([f'{{"seat":{seat},"total":"{exact(total)}"}}' for seat, total in one.totals])
        yield (
            f'{{"code":{quoted(one.code)},"gap":"{exact(one.gap)}","seats":[{seats}],'
            f'"short_by":{max(0, wanted - len(one.totals))},"shown":"{shown(one.total)}","total":"{exact(one.total)}"}}'
        )


def place_texts(places: Iterable[Place]) -> Iterator[str]:
    """The places, best first."""
    for one in places:
        codes = ",".join([quoted(code) for code in one.codes])
        yield f'{{"codes":[{codes}],"ending":"{one.ending}","rank":{one.rank},"total":"{exact(one.total)}"}}'


def tie_texts(ties: Iterable[Tie]) -> Iterator[str]:
    """The ties, best first, with every applied step."""
    for tie in ties:
        codes, steps = ",".join([quoted(code) for code in tie.codes]), ",".join(map(_step_text, tie.steps))
        yield f'{{"codes":[{codes}],"steps":[{steps}],"total":"{exact(tie.total)}"}}'


def _step_text(step: Applied) -> str:
    criterion = "null" if step.criterion is None else quoted(step.criterion)
    groups = ",".join(["[" + ",".join([quoted(code) for code in group]) + "]" for group in step.groups])
    values = ",".join([f'{{"code":{quoted(code)},"value":"{exact(value)}"}}' for code, value in step.values])
    return (
        f'{{"criterion":{criterion},"groups":[{groups}],"kind":"{step.kind}",'
        f'"reason":{quoted(step.reason)},"values":[{values}]}}'
    )


def plain_unused(unused: Iterable[TieDecision]) -> Plain:
    """The decisions that fitted no tie."""
    return [[list(group) for group in one.groups] for one in unused]


def plain_prizes(prizes: Prizes, *, with_revocation: bool = False) -> Plain:
    """Awards, vacancies, who was passed over, what is pending, what was taken back, and the sum of money."""
    revoked: dict[str, Plain] = {"revoked": plain_revoked(prizes.revoked)} if with_revocation else {}
    return revoked | {
        "awards": [
            {
                "ladder": one.ladder,
                "tier": one.tier,
                "place": one.place,
                "code": one.code,
                "rank": one.rank,
                "amount_vnd": one.amount_vnd,
                "share": one.share,
                "shares": one.shares,
            }
            for one in prizes.awards
        ],
        "vacancies": [
            {
                "ladder": one.ladder,
                "tier": one.tier,
                "place": one.place,
                "because": one.because.value,
                "reason": one.reason,
            }
            for one in prizes.vacancies
        ],
        "skipped": [{"ladder": one.ladder, "code": one.code, "held_by": one.held_by} for one in prizes.skipped],
        "pending": [
            {
                "ladder": one.ladder,
                "tier": one.tier,
                "place": one.place,
                "codes": list(one.codes),
                "because": one.because.value,
            }
            for one in prizes.pending
        ],
        "total_vnd": prizes.total_vnd,
    }
