"""Checks of one part against another: keys that repeat, and keys that lead nowhere."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from judging.enums import Role
from judging.plans.faults import doubt, fault, parts_of
from judging.plans.prize_parts import total_vnd
from judging.plans.vote_parts import vote_faults
from judging.rules.subpanels import marked_apart, most_seats, subpanels_of, uncovered
from judging.spec.encoding import to_plain
from judging.spec.entering import Eligibility
from judging.spec.prizes import Ladder
from judging.spec.programme import NO_ENTRIES, Channel, Programme
from judging.spec.rounds import Round
from judging.spec.rubrics import Criterion, Rubric
from judging.spec.words import Exclusivity, MilestoneKind, SharedRule, TieKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from judging.plans.faults import Fault, Faults
    from judging.spec.decoding import Path

Parts = tuple[tuple["Path", object], ...]

NEEDED_MILESTONES = (MilestoneKind.ENTRIES_OPEN, MilestoneKind.ENTRIES_CLOSE)
NEEDED_LISTS = ("categories", "rounds", "ladders")
CONTEST_KEYS: dict[str, object] = {
    "entering": to_plain(NO_ENTRIES),
    "categories": [],
    "rounds": [],
    "ladders": [],
    "exclusivity": str(Exclusivity.UNLIMITED),
}
"""What a contest must say, with what stands there for a campaign, which may leave it out."""


def agreement_faults(plain: dict[str, Any], parts: Parts) -> list[Fault]:
    """Everything in which the parts do not agree. Keys come from the raw data: a misread part still has its key."""
    return [
        *_repeated(plain),
        *_repeated_tiers(plain),
        *_missing(plain),
        *_references(plain, parts),
        *_rounds(plain, parts),
        *_subpanels(plain, parts),
        *_ladders(plain, parts),
        *_prize_budget(parts),
        *vote_faults(parts),
        *_roles(parts),
    ]


def _keys(plain: dict[str, Any], name: str) -> list[str]:
    return [key for _, key in _items(plain.get(name), ())]


def _items(listed: object, path: Path, name: str = "key") -> Iterator[tuple[Path, str]]:
    if isinstance(listed, list):
        for index, item in enumerate(listed):
            if isinstance(item, dict) and isinstance(item.get(name), str):
                yield (*path, index), item[name]


def _repeated(plain: object, path: Path = ()) -> Faults:
    """Within one list every key, and every kind of milestone, stands once."""
    if isinstance(plain, dict):
        for name, value in plain.items():
            yield from _repeated(value, (*path, name))
    elif isinstance(plain, list):
        yield from _twice(_items(plain, path), "key")
        if path and path[-1] == "milestones":
            yield from _twice(_items(plain, path, "kind"), "kind")
        for index, item in enumerate(plain):
            yield from _repeated(item, (*path, index))


def _twice(items: Iterable[tuple[Path, str]], name: str) -> Faults:
    seen: Counter[str] = Counter()
    for path, key in items:
        seen[key] += 1
        if seen[key] > 1:
            yield fault("repeated_key", path, name, key=key)


def _repeated_tiers(plain: dict[str, Any]) -> Faults:
    """A tier's key names it in the whole programme, so two ladders may not share one."""
    ladders = plain.get("ladders")
    seen: dict[str, Path] = {}
    for index, ladder in enumerate(ladders if isinstance(ladders, list) else []):
        tiers = ladder.get("tiers") if isinstance(ladder, dict) else None
        for path, key in _items(tiers, ("ladders", index, "tiers")):
            if seen.setdefault(key, path)[:2] != path[:2]:
                yield fault("repeated_key", path, "key", key=key)


def _missing(plain: dict[str, Any]) -> Faults:
    """What every contest and every campaign has, and what belongs to the other kind alone."""
    if plain.get("kind") == "campaign":
        yield from _missing_in_campaign(plain)
    elif plain.get("kind") == "contest":
        yield from _missing_in_contest(plain)


def _missing_in_campaign(plain: dict[str, Any]) -> Faults:
    if "campaign" not in plain:
        yield fault("missing_key", ("campaign",), key="campaign")
    for name, nothing in CONTEST_KEYS.items():
        if plain.get(name, nothing) != nothing:
            yield fault("key_of_another_kind", (name,), key=name, kind="contest")


def _missing_in_contest(plain: dict[str, Any]) -> Faults:
    if "campaign" in plain:
        yield fault("key_of_another_kind", ("campaign",), key="campaign", kind="campaign")
    for name in CONTEST_KEYS:
        if name not in plain:
            yield fault("missing_key", (name,), key=name)
    for name in NEEDED_LISTS:
        if plain.get(name) == []:
            yield fault("empty_list", (name,), key=name)
    kinds = {kind for _, kind in _items(plain.get("milestones"), (), "kind")}
    for needed in NEEDED_MILESTONES:
        if needed not in kinds:
            yield fault("milestone_missing", ("milestones",), kind=needed)


def _references(plain: dict[str, Any], parts: Parts) -> Faults:
    categories = _keys(plain, "categories")
    lists: list[tuple[Path, Round | Ladder | Channel]] = [
        *parts_of(Round, parts),
        *parts_of(Ladder, parts),
        *parts_of(Channel, parts),
    ]
    for path, part in lists:
        for index, key in enumerate(part.categories):
            yield from _known(categories, (*path, "categories", index), key, "category")
    for path, criterion in parts_of(Criterion, parts):
        for index, wording in enumerate(criterion.wordings):
            yield from _known(categories, (*path, "wordings", index, "category"), wording.category, "category")


def _known(keys: list[str], path: Path, key: str, noun: str) -> Faults:
    if key not in keys:
        yield fault(f"unknown_{noun}", path, key=key, known=", ".join(keys) or "none")


def _rounds(plain: dict[str, Any], parts: Parts) -> Faults:
    rubrics = {rubric.key: rubric for _, rubric in parts_of(Rubric, parts)}
    judged: set[str] = set()
    rounds = parts_of(Round, parts)
    for path, round_ in rounds:
        judged.update(round_.categories)
        if not isinstance(round_.rubric, str):
            continue
        yield from _known(_keys(plain, "rubrics"), (*path, "rubric"), round_.rubric, "rubric")
        if rubric := rubrics.get(round_.rubric):
            yield from _against_rubric(path, round_, rubric)
    if len(rounds) != len(_keys(plain, "rounds")):
        return
    yield from _orders(rounds)
    for path, key in _items(plain.get("categories"), ("categories",)):
        if key not in judged:
            yield fault("category_without_round", path, key=key)


def _orders(rounds: list[tuple[Path, Round]]) -> Faults:
    """Who goes on goes somewhere; and two rounds of one category are told apart by who goes on from the first."""
    for at, (path, round_) in enumerate(rounds):
        later = [one for _, one in rounds[at + 1 :] if set(one.categories) & set(round_.categories)]
        if round_.passing is not None and not later:
            yield doubt("passing_leads_nowhere", path, "passing", round=round_.name)
        if round_.passing is None and later:
            yield doubt("passing_not_said", path, round=round_.name, later=later[0].name)


def _subpanels(plain: dict[str, Any], parts: Parts) -> Faults:
    """Every work of a round has a subpanel that marks it, with seats enough."""
    topics = _keys(plain, "topics")
    for path, round_ in parts_of(Round, parts):
        own = subpanels_of(round_.panel)
        for index, part in enumerate(own):
            for at, key in enumerate(part.topics):
                yield from _known(topics, (*path, "panel", "subpanels", index, "topics", at), key, "topic")
        here = (*path, "panel", "subpanels")
        for category, topic in uncovered(topics, round_):
            if topic:
                yield fault("topic_without_subpanel", here, category=category, topic=topic)
            else:
                yield fault("category_without_subpanel", here, category=category)
        marks = round_.marks_per_entry
        if isinstance(marks, int):
            for category, seats in most_seats(topics, round_):
                if seats < marks:
                    yield fault("subpanel_too_small", here, category=category, seats=seats, marks=marks)


def _against_rubric(path: Path, round_: Round, rubric: Rubric) -> Faults:
    criteria = [criterion.key for criterion in rubric.criteria]
    if isinstance(round_.tie_chain, tuple):
        for index, step in enumerate(round_.tie_chain):
            if step.criterion is not None:
                yield from _known(criteria, (*path, "tie_chain", index, "criterion"), step.criterion, "criterion")
    limit = getattr(round_.gap, "limit", None)
    if limit is not None and limit > rubric.scale:
        yield fault("gap_above_scale", path, "gap", "limit", limit=limit, scale=rubric.scale)


def _ladders(plain: dict[str, Any], parts: Parts) -> Faults:
    rounds = {round_.key: round_ for _, round_ in parts_of(Round, parts)}
    for path, ladder in parts_of(Ladder, parts):
        yield from _known(_keys(plain, "rounds"), (*path, "round"), ladder.round, "round")
        if (round_ := rounds.get(ladder.round)) is None:
            continue
        apart = [key for key in ladder.categories if key not in round_.categories]
        if apart:
            yield fault(
                "ladder_without_common_round", path, "categories", round=round_.key, categories=", ".join(apart)
            )
        if divided := marked_apart(round_, ladder.categories):
            yield fault("ladder_over_subpanels", path, "categories", round=round_.key, categories=", ".join(divided))
        chain = round_.tie_chain if isinstance(round_.tie_chain, tuple) else ()
        shares = any(step.kind is TieKind.SHARED_PLACE for step in chain)
        if shares and isinstance(ladder.shared, SharedRule) and ladder.shared is not SharedRule.ALLOWED:
            yield doubt("sharing_contradicts", path, "shared", round=round_.name)


def _prize_budget(parts: Parts) -> Faults:
    """All prizes together stay within the plan's ceiling."""
    for path, programme in parts_of(Programme, parts):
        ceiling = programme.prize_budget_vnd
        if ceiling is None:
            continue
        if ceiling < 0:
            yield fault("negative", path, "prize_budget_vnd", key="prize_budget_vnd", value=ceiling)
        total = sum(total_vnd(ladder) or 0 for ladder in programme.ladders)
        if total > ceiling >= 0:
            yield doubt("budget_below_prizes", path, "prize_budget_vnd", stated=ceiling, total=total)


def _roles(parts: Parts) -> Faults:
    for path, eligibility in parts_of(Eligibility, parts):
        if isinstance(eligibility.excluded_roles, tuple):
            for index, role in enumerate(eligibility.excluded_roles):
                yield from _known(list(Role), (*path, "excluded_roles", index), role, "role")
