"""Rounds with results, made by hand or by chance: rules, candidates, sheets, decisions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from judging.rules.prizes import Candidate, VacancyDecision
from judging.rules.revocations import MovesUp, Revocation, RevocationKind
from judging.rules.round_rules import RoundRules
from judging.rules.scoring import Score, Sheet, maximum_steps
from judging.rules.standings import Standings, compute_standings
from judging.rules.ties import BY_AUTHOR, Contender, TieDecision
from judging.spec.prizes import Ladder, Tier
from judging.spec.quotas import Quota
from judging.spec.rounds import TieStep
from judging.spec.rubrics import Criterion, Rubric
from judging.spec.unknown import Unknown
from judging.spec.words import (
    Aggregation,
    Exclusivity,
    PrizeScope,
    RevocationRule,
    SharedRule,
    TieKind,
    VacancyRule,
)

if TYPE_CHECKING:
    import random

RUBRIC = Rubric(
    key="common",
    name="Thang điểm chung",
    scale=Decimal(100),
    step=Decimal("0.25"),
    criteria=(
        Criterion("content", "Nội dung", Decimal(60)),
        Criterion("form", "Hình thức", Decimal(40)),
    ),
)


def make_ladder(*amounts: tuple[str, int, int], **changes: object) -> Ladder:
    """A ladder of (tier, count, amount) for essays and videos; board decides vacancies, sharing is allowed."""
    ladder = Ladder(
        key="prizes",
        name="Giải cá nhân",
        scope=PrizeScope.INDIVIDUAL,
        categories=("essay", "video"),
        round="final",
        tiers=tuple(Tier(key, key, Quota.exactly(count), amount) for key, count, amount in amounts),
        vacancy=VacancyRule.BOARD_DECIDES,
        shared=SharedRule.ALLOWED,
    )
    return replace(ladder, **changes)  # type: ignore[arg-type]  the fields of a ladder


DAKRONG_LADDER = make_ladder(("first", 1, 2_000_000), ("second", 1, 1_500_000), ("third", 1, 1_000_000))

RULES = RoundRules(
    round="final",
    plan_sha256="0" * 64,
    rubric=RUBRIC,
    aggregation=Aggregation.MEAN,
    marks_per_entry=3,
    tie_chain=(TieStep(TieKind.HIGHEST_CRITERION, "content"), TieStep(TieKind.BOARD_DECIDES)),
    ladders=(DAKRONG_LADDER,),
    exclusivity=Exclusivity.ONE_PER_AUTHOR,
)


def make_contender(code: str, total: Fraction | int | str, content: int = 0, arrival: int | None = None) -> Contender:
    """A contender with a total and a mean in `content`."""
    exact = Fraction(total)
    score = Score(code, exact, ((1, exact),), Fraction(0), {"content": Fraction(content)}, exact)
    return Contender(score, arrival)


@dataclass(frozen=True, slots=True)
class Sample:
    """Everything that goes into `compute_standings`."""

    rules: RoundRules
    candidates: tuple[Candidate, ...]
    sheets: tuple[Sheet, ...]
    ties: tuple[TieDecision, ...]
    vacancies: tuple[VacancyDecision, ...]
    revocations: tuple[Revocation, ...] = ()

    def compute(self) -> Standings:
        return compute_standings(
            self.rules, self.candidates, self.sheets, self.ties, self.vacancies, revocations=self.revocations
        )


def random_sample(rng: random.Random) -> Sample:
    """A round of up to 14 entries with coarse marks, so that ties are many; some decisions fit, some do not."""
    rules = _random_rules(rng)
    codes = [
        f"{letter}-{rng.randrange(2222, 9999)}" for letter in rng.sample("ABCDEFGHJKLMNPQRSTUVWXYZ", rng.randint(1, 14))
    ]
    arrivals = rng.sample(range(1, 90), len(codes))
    candidates = tuple(
        Candidate(
            code,
            rng.choice(["essay", "video"]),
            tuple(rng.sample(["an", "binh", "chi", "dung", "em", "giang"], rng.choice([1, 1, 1, 2]))),
            rng.choice(["u1", "u2", "u3", "u4"]),
            arrival if rng.random() < 0.9 else None,
        )
        for code, arrival in zip(codes, arrivals, strict=True)
    )
    sheets = tuple(sheet for code in codes for sheet in random_sheets(rng, rules.rubric, code))
    first = Sample(rules, candidates, sheets, (), _random_vacancies(rng, rules))
    return replace(first, ties=_random_ties(rng, first))


def revoked_sample(rng: random.Random) -> Sample:
    """A round by chance of which some codes lose their prize."""
    return with_revocations(rng, random_sample(rng))


def with_revocations(rng: random.Random, sample: Sample) -> Sample:
    """Up to three codes of `sample` lose their prize; what moves up says the plan, or the board, or nobody yet."""
    ladders = tuple(
        replace(one, revocation=rng.choice([None, Unknown("Ban tổ chức"), *RevocationRule]))
        for one in sample.rules.ladders
    )
    codes = [one.code for one in sample.candidates]
    gone = tuple(
        Revocation(
            code,
            rng.choice(list(RevocationKind)),
            "khai không đúng",
            tuple((one.key, rng.choice(list(MovesUp))) for one in ladders if rng.random() < 0.8),
        )
        for code in rng.sample(codes, rng.randint(1, min(3, len(codes))))
    )
    return replace(sample, rules=replace(sample.rules, ladders=ladders), revocations=gone)


def _random_rules(rng: random.Random) -> RoundRules:
    step = rng.choice([Decimal("0.25"), Decimal("0.5"), Decimal(1)])
    keys = ["content", "form", "novelty"][: rng.randint(1, 3)]
    criteria = tuple(
        Criterion(k, k, Decimal(rng.choice([2, 3, 5])), rng.choice([None, None, Decimal("1.5")])) for k in keys
    )
    scale = sum((c.maximum * (c.weight or 1) for c in criteria), Decimal(0))
    by_marks = [kind for kind in TieKind if kind not in BY_AUTHOR]
    kinds = rng.choice([rng.sample(by_marks, rng.randint(0, 4)), [TieKind.SHARED_PLACE]])
    chain = [TieStep(kind, rng.choice(keys) if kind is TieKind.HIGHEST_CRITERION else None) for kind in kinds]
    return RoundRules(
        round="final",
        plan_sha256="0" * 64,
        rubric=Rubric("r", "r", scale, step, criteria),
        aggregation=rng.choice(list(Aggregation)),
        marks_per_entry=3,
        tie_chain=tuple(chain),
        ladders=_random_ladders(rng),
        exclusivity=rng.choice(list(Exclusivity)),
    )


def _random_ladders(rng: random.Random) -> tuple[Ladder, ...]:
    scopes = rng.choice([[("essay", "video")], [("essay", "video")], [("essay",), ("video",)], [("video",)]])
    return tuple(
        make_ladder(
            *(
                (tier, rng.randint(1, 3), money)
                for tier, money in (("a", 2_000_000), ("b", 1_500_000), ("c", 1_000_000))
            ),
            key=f"ladder-{index}",
            categories=scope,
            shared=rng.choice(list(SharedRule)),
            vacancy=rng.choice(list(VacancyRule)),
        )
        for index, scope in enumerate(scopes)
    )


def random_sheets(rng: random.Random, rubric: Rubric, code: str) -> list[Sheet]:
    """The sheets of one entry: of no seat, some, or many; one of them may decide."""
    seats = rng.sample(range(1, 9), rng.choice([0, 1, 2, 3, 3, 3, 3, 5, 6]))
    deciding = rng.choice([*seats, None, None, None, None, None])
    return [
        Sheet(
            code,
            seat,
            {
                c.key: rng.choice([0, maximum_steps(rubric, c), rng.randint(0, maximum_steps(rubric, c))])
                for c in rubric.criteria
            },
            deciding=seat == deciding,
        )
        for seat in seats
    ]


def _random_vacancies(rng: random.Random, rules: RoundRules) -> tuple[VacancyDecision, ...]:
    if rng.random() < 0.6:
        return ()
    return (VacancyDecision(rng.choice(rules.ladders).key, rng.choice("abc"), 1, "chưa đạt yêu cầu"),)


def _random_ties(rng: random.Random, sample: Sample) -> tuple[TieDecision, ...]:
    """Decisions about what awaits people now, and sometimes one about codes that are not tied."""
    decisions: list[TieDecision] = []
    for place in sample.compute().ranking.places:
        if place.ending.value.startswith("awaits") and rng.random() < 0.7:
            codes = rng.sample(list(place.codes), len(place.codes))
            cut = rng.randint(1, len(codes))
            order = ((*codes[:cut],), *((code,) for code in codes[cut:]))
            by = TieKind.HEAD_DECIDES if place.ending.value == "awaits_head" else TieKind.BOARD_DECIDES
            decisions.append(TieDecision(by, order, "hội ý"))
    if len(sample.candidates) > 1 and rng.random() < 0.3:
        one, other = (candidate.code for candidate in sample.candidates[:2])
        decisions.append(TieDecision(TieKind.BOARD_DECIDES, ((one,), (other,)), "cũ"))
    return tuple(decisions)
