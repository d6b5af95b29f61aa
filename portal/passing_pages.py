"""Who goes on from a round, in words: the rule, the places, ties at a border; and how entries came into a round."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import ngettext

from judging.enums import RoundState
from judging.ids import RoundID
from judging.queries.round_paths import is_followed, list_earlier, list_later, newest_result
from judging.queries.rounds import planned
from judging.queries.standings import RoundAtHand
from judging.rules.passing import BorderBecause
from judging.rules.round_paths import ChangeWhat, LeftBecause
from judging.spec.rounds import PassRule
from portal.display import mark, number
from portal.plan_values import passing_words, place_words
from portal.result_words import shown_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from judging.models.results import Result
    from judging.spec.programme import Programme

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ShownPass:
    """One code in the order of the result, whether it goes on, and why or why not. `passes` None: it is not decided."""

    rank: int
    code: str
    category: str
    total: str
    passes: bool | None
    why: str


@dataclass(frozen=True, slots=True)
class ShownBorder:
    """Equal entries of which only some have room. `sentence` says how that was settled, or who is waited for."""

    codes: tuple[str, ...]
    room: int
    sentence: str
    is_pending: bool
    by_head: bool


@dataclass(frozen=True, slots=True)
class PassingPage:
    """Everything about who goes on from a round at one moment."""

    at_hand: RoundAtHand
    name: str
    title: str
    rule: str
    later: tuple[str, ...]
    is_over: bool
    result: Result | None
    lines: tuple[ShownPass, ...]
    borders: tuple[ShownBorder, ...]
    unused: tuple[str, ...]
    passed: int
    is_followed: bool

    @property
    def pending(self) -> tuple[ShownBorder, ...]:
        return tuple(one for one in self.borders if one.is_pending)


@dataclass(frozen=True, slots=True)
class CameLine:
    """One code of a round and the way it came: each round behind it with its code, place and total there."""

    code: str
    before: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PathShown:
    """How the entries came into a round, what was done to its list, which amendments of the plan touched it."""

    came: tuple[CameLine, ...]
    changes: tuple[str, ...]
    left: tuple[str, ...]
    amendments: tuple[str, ...]


def passing_page(session: Session, at_hand: RoundAtHand) -> PassingPage:
    """Read what the page of those who go on shows."""
    spec = planned(at_hand)
    kept = newest_result(session, at_hand.id)
    told: Plain = json.loads(kept.canonical) if kept is not None else {}
    passing = told.get("result", {}).get("passing") if told else None
    rule = spec.passing if isinstance(spec.passing, PassRule) else None
    return PassingPage(
        at_hand=at_hand,
        name=spec.name,
        title=at_hand.plan.plan.title,
        rule=passing_words(rule) if rule is not None else "",
        later=tuple(planned(RoundAtHand(row, at_hand.plan)).name for row in list_later(session, at_hand)),
        is_over=at_hand.round.state in {RoundState.CLOSED.value, RoundState.REVEALED.value},
        result=kept,
        lines=tuple(_lines(at_hand.plan.plan, told, passing, rule)) if passing and rule is not None else (),
        borders=tuple(_border(one) for one in passing["borders"]) if passing else (),
        unused=tuple(", ".join(one) for one in passing["unused_decisions"]) if passing else (),
        passed=sum(len(group["passed"]) for group in passing["groups"]) if passing else 0,
        is_followed=is_followed(session, at_hand),
    )


def _lines(plan: Programme, told: Plain, passing: Plain, rule: PassRule) -> list[ShownPass]:
    categories = {one["code"]: one["category"] for one in told["entries"]}
    names = {one.key: one.name for one in plan.categories}
    groups = {group["category"]: group for group in passing["groups"]}
    borders = {code: border for border in passing["borders"] for code in border["codes"]}
    passed = {code for group in passing["groups"] for code in group["passed"]}
    lines = []
    for place in told["result"]["places"]:
        for code in place["codes"]:
            category = categories[code]
            group = groups.get(category) or groups[""]
            border = borders.get(code)
            is_open = border is not None and border["because"].startswith("awaits")
            why = _border_short(border) if border is not None else _why(group, place, rule, passes=code in passed)
            lines.append(
                ShownPass(
                    rank=place["rank"],
                    code=code,
                    category=names.get(category, category),
                    total=shown_number(place["total"]),
                    passes=None if is_open else code in passed,
                    why=why,
                )
            )
    return lines


def _why(group: Plain, place: Plain, rule: PassRule, *, passes: bool) -> str:
    if passes and group["limit"] is not None:
        return str(_("among the first %(limit)s of %(ranked)s", limit=group["limit"], ranked=group["ranked"]))
    if passes and rule.minimum_mark is not None:
        return str(_("reaches %(least)s marks", least=mark(rule.minimum_mark)))
    if passes:
        return str(_("every entry goes on"))
    if rule.minimum_mark is not None and _below(place["total"], rule):
        return str(_("below %(least)s marks", least=mark(rule.minimum_mark)))
    return str(_("behind the first %(limit)s", limit=group["limit"]))


def _below(total: str, rule: PassRule) -> bool:
    numerator, _slash, denominator = total.partition("/")
    return int(numerator) < (rule.minimum_mark or 0) * int(denominator or 1)


def _border_short(border: Plain) -> str:
    words: Mapping[BorderBecause, str] = {
        BorderBecause.ALL_PASS: _("equal at the border: by the plan all of them go on"),
        BorderBecause.NONE_PASS: _("equal at the border: by the plan none of them goes on"),
        BorderBecause.DECIDED: _("equal at the border, decided: %(reason)s", reason=border["reason"]),
        BorderBecause.AWAITS_HEAD: _("equal at the border: waits for the head of the panel"),
        BorderBecause.AWAITS_BOARD: _("equal at the border: waits for the board"),
    }
    return str(words[BorderBecause(border["because"])])


def _border(border: Plain) -> ShownBorder:
    because = BorderBecause(border["because"])
    equal = ngettext(
        "%(codes)s are equal, and only %(num)s of them would still go on.",
        "%(codes)s are equal, and only %(num)s of them would still go on.",
        border["room"],
        codes=", ".join(border["codes"]),
    )
    if because is BorderBecause.DECIDED:
        going = ", ".join(border["passed"]) or _("none of them")
        settled = _("Decided: %(codes)s. Reason: %(reason)s", codes=going, reason=border["reason"])
    else:
        settled = {
            BorderBecause.ALL_PASS: _("By the plan all of them go on."),
            BorderBecause.NONE_PASS: _("By the plan none of them goes on."),
            BorderBecause.AWAITS_HEAD: _("The head of the panel decides; the board writes it down with the reason."),
            BorderBecause.AWAITS_BOARD: _("The board decides, with a reason."),
        }[because]
    pending = because in {BorderBecause.AWAITS_HEAD, BorderBecause.AWAITS_BOARD}
    return ShownBorder(
        tuple(border["codes"]), border["room"], f"{equal} {settled}", pending, because is BorderBecause.AWAITS_HEAD
    )


def path_shown(at_hand: RoundAtHand, kept: Result) -> PathShown | None:
    """The way of a kept result's entries, from its own text; None for a round that stands alone and was not changed."""
    told: Plain = json.loads(kept.canonical)
    path = told.get("path")
    if not path or not any(path.values()):
        return None
    plan = at_hand.plan.plan
    names = {one.key: one.name for one in plan.rounds}
    return PathShown(
        came=tuple(
            CameLine(line["here"], tuple(_step(step, names) for step in line["before"]))
            for line in told["result"]["came"]
        ),
        changes=tuple(_change(one) for one in path["changes"]),
        left=tuple(_left(one, names) for one in path["left"]),
        amendments=tuple(_amendment(one, plan) for one in path["amendments"]),
    )


def _step(step: Plain, names: Mapping[str, str]) -> str:
    return str(
        _(
            "%(round)s: code %(code)s, place %(rank)s, %(total)s marks",
            round=names.get(step["round"], step["round"]),
            code=step["code"],
            rank=number(step["rank"]),
            total=shown_number(step["total"]),
        )
    )


def _change(change: Plain) -> str:
    if ChangeWhat(change["what"]) is ChangeWhat.ADDED:
        return str(_("%(code)s was let in after sealing: %(reason)s", code=change["code"], reason=change["reason"]))
    return str(_("%(code)s was taken out after sealing: %(reason)s", code=change["code"], reason=change["reason"]))


def _left(left: Plain, names: Mapping[str, str]) -> str:
    words = {
        LeftBecause.EXCLUDED: _("excluded from the contest"),
        LeftBecause.REMOVED: _("taken out of this round"),
    }
    return f"{names.get(left['round'], left['round'])} {left['code']}: {words[LeftBecause(left['because'])]}"


def _amendment(note: Plain, plan: Programme) -> str:
    return str(
        _(
            "Version %(number)s of the plan (%(places)s), reason: %(reason)s",
            number=note["number"],
            places="; ".join(place_words(one, plan) for one in note["places"]),
            reason=note["reason"] or "–",
        )
    )


def earlier_names(session: Session, at_hand: RoundAtHand) -> list[tuple[RoundID, str]]:
    """The rounds that this one takes its entries from: (id, name)."""
    return [(RoundID(row.id), planned(RoundAtHand(row, at_hand.plan)).name) for row in list_earlier(session, at_hand)]
