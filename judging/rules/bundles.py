"""The result of a round as plain values: the shapes that `judging.verify` reads.

Numbers with decimals are exact texts (`81`, `321/4`); what was decided by people carries its reason.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from judging.rules.canonical import Plain
from judging.rules.prizes import Candidate, Prizes, VacancyDecision, slots_of
from judging.rules.ranking import Ranking, Tie
from judging.rules.round_rules import RoundRules
from judging.rules.scoring import Score, Sheet, shown
from judging.rules.ties import TieDecision
from judging.spec.prizes import Ladder
from judging.spec.unknown import known
from judging.spec.words import BorderRule

FORMAT = "bangvang-result-1"
FORMAT_OF_SEVERAL = "bangvang-result-2"
"""Of a round that others follow, or that follows others, or that was changed after it was sealed."""


def exact(value: Fraction | Decimal) -> str:
    """A number as the bundle writes it: `81`, `321/4`."""
    numerator, denominator = value.as_integer_ratio()
    return str(numerator) if denominator == 1 else f"{numerator}/{denominator}"


def plain_rules(rules: RoundRules) -> Plain:
    """What the plan says, as far as it decides the result; ladders are spelled out slot by slot."""
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
        "ladders": [_plain_ladder(ladder) for ladder in rules.ladders],
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
    return told


def _plain_ladder(ladder: Ladder) -> Plain:
    return {
        "key": ladder.key,
        "categories": sorted(ladder.categories),
        "shared": known(ladder.shared).value,
        "vacancy": known(ladder.vacancy).value,
        "slots": [{"tier": slot.tier, "place": slot.place, "amount_vnd": slot.amount_vnd} for slot in slots_of(ladder)],
    }


def plain_entry(entry: Candidate) -> Plain:
    """One entry by its code; people and units are numbers already."""
    return {
        "code": entry.code,
        "category": entry.category,
        "authors": list(entry.authors),
        "unit": entry.unit,
        "arrival": entry.arrival,
    }


def plain_sheet(sheet: Sheet) -> Plain:
    """One locked sheet in whole steps."""
    return {"code": sheet.code, "seat": sheet.seat, "deciding": sheet.deciding, "steps": dict(sheet.steps)}


def plain_decisions(ties: Sequence[TieDecision], vacancies: Sequence[VacancyDecision]) -> dict[str, Plain]:
    """What people decided, with their reasons, in a fixed order."""
    return {
        "ties": [
            {"by": one.by.value, "order": [list(group) for group in one.groups], "reason": one.reason} for one in ties
        ],
        "vacancies": [
            {"ladder": one.ladder, "tier": one.tier, "place": one.place, "reason": one.reason} for one in vacancies
        ],
    }


def plain_score(score: Score, wanted: int) -> Plain:
    """One entry's totals; `short_by` marks are missing of the `wanted` ones."""
    return {
        "code": score.code,
        "total": exact(score.total),
        "shown": str(shown(score.total)),
        "gap": exact(score.gap),
        "seats": [{"seat": seat, "total": exact(total)} for seat, total in score.totals],
        "short_by": max(0, wanted - len(score.totals)),
    }


def plain_ranking(ranking: Ranking) -> dict[str, Plain]:
    """Places, ties with every applied step, and the decisions that fitted no tie."""
    return {
        "places": [
            {"rank": p.rank, "codes": list(p.codes), "ending": p.ending.value, "total": exact(p.total)}
            for p in ranking.places
        ],
        "ties": [_plain_tie(tie) for tie in ranking.ties],
        "unused_decisions": [[list(group) for group in one.groups] for one in ranking.unused],
    }


def _plain_tie(tie: Tie) -> Plain:
    return {
        "total": exact(tie.total),
        "codes": list(tie.codes),
        "steps": [
            {
                "kind": step.kind.value,
                "criterion": step.criterion,
                "values": [{"code": code, "value": exact(value)} for code, value in step.values],
                "groups": [list(group) for group in step.groups],
                "reason": step.reason,
            }
            for step in tie.steps
        ],
    }


def plain_prizes(prizes: Prizes) -> Plain:
    """Awards, vacancies, who was passed over, what is pending, and the sum of money."""
    return {
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
