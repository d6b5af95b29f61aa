"""Programmes of several rounds made by chance: who goes on, under which new code, and what became of the list."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from judging.rules.passing import PassDecision
from judging.rules.round_paths import AmendmentNote, ChangeWhat, Left, LeftBecause, Link, ListChange, RoundPath
from judging.rules.standings import Standings, compute_standings
from judging.spec.rounds import PassRule, TieStep
from judging.spec.words import BorderRule, PassKind, TieKind
from tests.factories.results import Sample, random_sample, random_sheets

if TYPE_CHECKING:
    import random

    from judging.rules.prizes import Candidate
    from judging.rules.round_rules import RoundRules


@dataclass(frozen=True, slots=True)
class Played:
    """One round of a programme that was played: what went in, and what came out."""

    sample: Sample
    passes: tuple[PassDecision, ...]
    path: RoundPath | None
    standings: Standings

    def again(self, rng: random.Random) -> Standings:
        """The same round from the same things in another order."""
        sample, path = self.sample, self.path
        if path is not None:
            path = replace(
                path,
                links=tuple(rng.sample(path.links, len(path.links))),
                left=tuple(rng.sample(path.left, len(path.left))),
                changes=tuple(rng.sample(path.changes, len(path.changes))),
            )
        return compute_standings(
            sample.rules,
            rng.sample(sample.candidates, len(sample.candidates)),
            rng.sample(sample.sheets, len(sample.sheets)),
            rng.sample(sample.ties, len(sample.ties)),
            rng.sample(sample.vacancies, len(sample.vacancies)),
            passes=rng.sample(self.passes, len(self.passes)),
            path=path,
        )


def random_programme(rng: random.Random) -> list[Played]:
    """One to four rounds: one or two at the start (of both categories or one each), then one after another.

    The last one may still have ties and borders that nobody decided; those before it have none, as the portal wants.
    """
    scopes = rng.choice([[("essay", "video")], [("essay",), ("video",)]])
    is_last = rng.random() < 0.4 and len(scopes) == 1
    first = [_first_round(rng, f"first_{at}", scope, is_last=is_last) for at, scope in enumerate(scopes)]
    played = list(first)
    before = first
    for number in range(0 if is_last else rng.choice([1, 1, 2])):
        before = [_later_round(rng, f"later_{number}", before)]
        played += before
        if not before[0].standings.passing:
            break
    return played


def random_rule(rng: random.Random) -> PassRule:
    """A pass rule that lets some on, with a border now and then."""
    kind = rng.choice([PassKind.TOP, PassKind.TOP, PassKind.PERCENT, *PassKind])
    return PassRule(
        kind,
        count=rng.randint(1, 6) if kind is PassKind.TOP else None,
        percent=Decimal(rng.choice(["12.5", "30", "50", "99"])) if kind is PassKind.PERCENT else None,
        minimum_mark=Decimal(rng.choice(["0", "2.5", "4"]))
        if kind is PassKind.MINIMUM_MARK or rng.random() < 0.3
        else None,
        border=rng.choice([None, *BorderRule]),
        each_category=rng.choice([None, True, False]),
    )


def _often_tied(rng: random.Random, rules: RoundRules) -> RoundRules:
    """Half of the rounds share every place, so that many borders have a tie on them."""
    return replace(rules, tie_chain=(TieStep(TieKind.SHARED_PLACE),)) if rng.random() < 0.5 else rules


def _first_round(rng: random.Random, key: str, scope: tuple[str, ...], *, is_last: bool) -> Played:
    sample = random_sample(rng)
    own = tuple(one for one in sample.candidates if one.category in scope)
    codes = {one.code for one in own}
    sample = replace(
        sample,
        rules=_often_tied(rng, replace(sample.rules, round=key, passing=random_rule(rng))),
        candidates=own,
        sheets=tuple(one for one in sample.sheets if one.code in codes),
        ties=tuple(one for one in sample.ties if one.codes <= codes),
    )
    changes = tuple(ListChange(code, ChangeWhat.ADDED, "nộp đúng hạn, chuyển đến chậm") for code in sorted(codes)[:1])
    path = RoundPath(changes=changes) if rng.random() < 0.3 else None
    return _played(rng, sample, path, must_decide=not is_last)


def _later_round(rng: random.Random, key: str, before: list[Played]) -> Played:
    """The round that takes the best of those before it, with an entry let in, taken out, or excluded here and there."""
    links: list[Link] = []
    left: list[Left] = []
    changes: list[ListChange] = []
    candidates: list[Candidate] = []
    fed: dict[str, str] = {}
    for one in before:
        by_code = {candidate.code: candidate for candidate in one.sample.candidates}
        fed |= {candidate.category: one.sample.rules.round for candidate in one.sample.candidates}
        passing = one.standings.passing
        for code in passing.passed if passing else ():
            here = _new_code(rng, [*by_code, *(candidate.code for candidate in candidates)])
            if rng.random() < 0.1:
                because = rng.choice(list(LeftBecause))
                left.append(Left(one.sample.rules.round, code, because))
                if because is LeftBecause.REMOVED:
                    changes.append(ListChange(here, ChangeWhat.REMOVED, "tác giả xin rút"))
            else:
                links.append(Link(one.sample.rules.round, code, here))
                candidates.append(replace(by_code[code], code=here))
    if before[0].sample.candidates and rng.random() < 0.25:
        added = replace(before[0].sample.candidates[0], code=_new_code(rng, [one.code for one in candidates]))
        candidates.append(added)
        changes.append(ListChange(added.code, ChangeWhat.ADDED, "khiếu nại được chấp nhận"))
    base = random_sample(rng)
    rules = _often_tied(rng, replace(base.rules, round=key, passing=random_rule(rng) if rng.random() < 0.5 else None))
    sheets = tuple(sheet for one in candidates for sheet in random_sheets(rng, rules.rubric, one.code))
    path = RoundPath(
        earlier=tuple(one.standings.text for one in before),
        fed=tuple(fed.items()),
        links=tuple(links),
        left=tuple(left),
        changes=tuple(changes),
        amendments=(AmendmentNote(2, "a" * 64, "đổi ngày chấm", ("rounds[final].closes",)),)
        if rng.random() < 0.2
        else (),
    )
    return _played(rng, Sample(rules, tuple(candidates), sheets, (), ()), path, must_decide=rules.passing is not None)


def _played(rng: random.Random, sample: Sample, path: RoundPath | None, *, must_decide: bool) -> Played:
    def compute(passes: tuple[PassDecision, ...]) -> Standings:
        return compute_standings(
            sample.rules, sample.candidates, sample.sheets, sample.ties, sample.vacancies, passes=passes, path=path
        )

    standings = compute(())
    passes: list[PassDecision] = []
    for border in standings.passing.pending if standings.passing else ():
        if must_decide or rng.random() < 0.4:
            by = TieKind.HEAD_DECIDES if border.because.value == "awaits_head" else TieKind.BOARD_DECIDES
            chosen = tuple(rng.sample(border.codes, rng.randint(0, len(border.codes))))
            passes.append(PassDecision(by, border.codes, chosen, "xét thêm tính mới"))
    if len(sample.candidates) > 1 and rng.random() < 0.2:
        codes = tuple(one.code for one in sample.candidates[:2])
        if all(set(one.tied) != set(codes) for one in passes):
            passes.append(PassDecision(TieKind.BOARD_DECIDES, codes, codes[:1], "cũ"))
    return Played(sample, tuple(passes), path, compute(tuple(passes)))


def _new_code(rng: random.Random, taken: list[str]) -> str:
    while (code := f"{rng.choice('ABCDEFGHJKLMNPQRSTUVWXYZ')}-{rng.randrange(2222, 9999)}") in taken:
        pass
    return code
