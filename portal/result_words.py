"""A kept result in words: places, ties step by step, prizes, what still waits for people, what marks are missing."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from judging.rules.prizes import PendingBecause, VacantBecause
from judging.rules.ties import Ending
from judging.spec.words import TieKind
from portal.display import mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flask_babel import LazyString

    from judging.spec.rubrics import Rubric

Plain = dict[str, Any]

ENDINGS: Mapping[Ending, tuple[LazyString, str]] = {
    Ending.SHARED: (_l("shared place"), "info"),
    Ending.SHARED_BY_DECISION: (_l("shared place by decision"), "info"),
    Ending.AWAITS_HEAD: (_l("tie, waits for the head of the panel"), "warning"),
    Ending.AWAITS_BOARD: (_l("tie, waits for the board"), "warning"),
    Ending.AWAITS_OPENING: (_l("tie, waits until the codes are opened"), "warning"),
}
PENDING: Mapping[PendingBecause, LazyString] = {
    PendingBecause.AWAITS_HEAD: _l("The plan's tie chain is used up; the head of the panel decides."),
    PendingBecause.AWAITS_BOARD: _l("The plan's tie chain is used up; the board decides."),
    PendingBecause.SHARING_AWAITS_BOARD: _l("Whether they share the prize is for the board to decide."),
    PendingBecause.SHARING_FORBIDDEN: _l("The plan lets nobody share this prize: the board puts them in order."),
    PendingBecause.SAME_WINNER: _l("The tied entries have the same author: the board puts them in order."),
    PendingBecause.EARLIER_LADDER: _l("Waits until the ladder before it is decided."),
    PendingBecause.VACANCY_FORBIDDEN: _l("The plan lets no prize stay empty: take the decision on the vacancy back."),
    PendingBecause.REVOCATION_AWAITS_BOARD: _l(
        "A prize was revoked and nothing says what becomes of it: take the decision back and decide again."
    ),
    PendingBecause.AWAITS_OPENING: _l(
        "A rule of the plan looks at the authors: it is applied once the codes are opened."
    ),
    PendingBecause.COUNT_AWAITS_BOARD: _l("The plan leaves the number of these prizes to the board."),
    PendingBecause.COUNT_FORBIDDEN: _l("The plan does not allow this number of prizes: take the decision on it back."),
    PendingBecause.UNIT_LIMIT: _l("The tied entries are more of one unit than may win: the board puts them in order."),
    PendingBecause.AWAITS_CHOICE: _l("The board names the entry that receives this prize."),
    PendingBecause.AWAITS_VOTE: _l("The vote goes on, or the board has not confirmed its count yet."),
    PendingBecause.CHOICE_VOID: _l(
        "The entry named for this prize cannot receive it (it has no place, holds a prize already or "
        "does not reach the least mark): take the decision on it back."
    ),
}
_BY_AUTHOR: Mapping[TieKind, LazyString] = {
    TieKind.WOMEN_FIRST: _l("Entries of women come first, by what the authors stated themselves: %(order)s."),
    TieKind.OLDER_FIRST: _l("Older authors come first, by the day of birth that they stated themselves: %(order)s."),
}
_COMPARED: Mapping[TieKind, LazyString] = {
    TieKind.LOWEST_GAP: _l("Smaller difference between the judges' totals: %(values)s."),
    TieKind.HIGHEST_SINGLE_MARK: _l("Higher single total: %(values)s."),
    TieKind.EARLIER_ENTRY: _l("Earlier entry, in the order of receipt: %(values)s."),
}


def shown_number(exact: str) -> str:
    """An exact number of the bundle, rounded to two decimals for reading: `321/4` → `80,25`."""
    value = Fraction(exact)
    decimal = Decimal(value.numerator) / Decimal(value.denominator)
    return mark(str(decimal.quantize(Decimal("0.01"), ROUND_HALF_UP)))


def tie_sentences(tie: Plain, rubric: Rubric) -> list[str]:
    """Every step that was applied to a tie, and what came of it."""
    names = {one.key: one.name for one in rubric.criteria}
    equal = _(
        "%(codes)s have the same total, %(total)s.", codes=_listed(tie["codes"]), total=shown_number(tie["total"])
    )
    return [equal, *(_step(step, names) for step in tie["steps"])]


def _step(step: Plain, names: Mapping[str, str]) -> str:
    kind, groups = TieKind(step["kind"]), step["groups"]
    if kind is TieKind.SHARED_PLACE:
        return str(_("The plan lets them share the place."))
    order = "; ".join(_listed(group) for group in groups)
    if kind in {TieKind.BOARD_DECIDES, TieKind.HEAD_DECIDES}:
        who = _("The board decided") if kind is TieKind.BOARD_DECIDES else _("The head of the panel decided")
        return str(_("%(who)s: %(order)s. Reason: %(reason)s", who=who, order=order, reason=step["reason"]))
    if kind in _BY_AUTHOR:
        if len(groups) == 1:
            return str(
                _("A rule that looks at the authors left them equal: what they stated does not tell them apart.")
            )
        return str(_BY_AUTHOR[kind]) % {"order": order}
    values = ", ".join(f"{one['code']} {shown_number(one['value'])}" for one in step["values"])
    if kind is TieKind.HIGHEST_CRITERION:
        criterion = names.get(step["criterion"] or "", step["criterion"])
        said = _("Higher mean mark for “%(criterion)s”: %(values)s.", criterion=criterion, values=values)
    else:
        said = str(_COMPARED[kind]) % {"values": values}
    if len(groups) == 1:
        return str(_("%(compared)s Still equal.", compared=said))
    return str(_("%(compared)s Order: %(order)s.", compared=said, order=order))


def _listed(codes: Iterable[str]) -> str:
    codes = list(codes)
    if len(codes) == 1:
        return codes[0]
    return str(_("%(first)s and %(last)s", first=", ".join(codes[:-1]), last=codes[-1]))


def vacancy_sentence(vacancy: Plain) -> str:
    """Why a prize stays empty."""
    because = VacantBecause(vacancy["because"])
    if because is VacantBecause.DECIDED:
        return str(_("left empty by decision of the board: %(reason)s", reason=vacancy["reason"]))
    if because is VacantBecause.REVOKED:
        return str(_("revoked, the place stays vacant: %(reason)s", reason=vacancy["reason"]))
    if because is VacantBecause.WITHIN_SHARED:
        return str(_("its money went to those who share the prize above"))
    if because is VacantBecause.BELOW_MINIMUM:
        return str(_("no entry that is left reaches its least mark"))
    return str(_("no entry is left for it"))


def missing_sentence(missing: Plain) -> str:
    """One thing that keeps a round from closing, with the code it is about."""
    if missing["what"] == "marks":
        seats = ", ".join(str(seat) for seat in missing.get("seats", []))
        said = _("%(code)s: %(locked)s of %(wanted)s marks are locked.", **_only(missing, "code", "locked", "wanted"))
        told = str(_("%(said)s Still to mark: seat %(seats)s.", said=said, seats=seats) if seats else said)
        begun = ", ".join(str(seat) for seat in missing.get("begun", []))
        return str(_("%(said)s Begun and not locked: seat %(seats)s.", said=told, seats=begun) if begun else told)
    if missing["what"] == "criteria":
        return str(_("%(code)s: the sheet of seat %(seat)s leaves criteria out.", **_only(missing, "code", "seat")))
    if missing["what"] == "draft":
        return str(_("%(code)s: seat %(seat)s began a sheet and did not lock it.", **_only(missing, "code", "seat")))
    if missing["what"] == "conflict":
        facts = _only(missing, "code", "seat")
        if missing["counts"]:
            return str(
                _("%(code)s: seat %(seat)s has a declared tie to the author, and its sheet would count.", **facts)
            )
        return str(_("%(code)s: seat %(seat)s declared a conflict, and nobody marks in its stead.", **facts))
    gap, limit = shown_number(missing["gap"]), shown_number(missing["limit"])
    return str(
        _("%(code)s: the judges' totals differ by %(gap)s (the plan's limit is %(limit)s).",
          code=missing["code"], gap=gap, limit=limit)
    )  # fmt: skip


def remedy_sentence(missing: Plain) -> str:
    """What to do about a thing that keeps a round from closing; in the order of `missing_of`'s kinds."""
    if missing["what"] == "marks" and len(missing.get("seats", [])) < missing["wanted"] - missing["locked"]:
        return str(_("Assign another judge under “Assignment”."))
    remedies = {
        "marks": _("Remind the judges of these seats to finish and lock."),
        "criteria": _("Have the sheet unlocked, completed and locked again."),
        "draft": _("Ask the judge to lock the sheet."),
        "gap": _("Settle it as the plan says: see “Gaps”."),
    }
    if missing["what"] == "conflict":
        if missing["counts"]:
            return str(_("Replace the judge of this seat, or tell the board before you close."))
        return str(_("Assign another judge under “Assignment”."))
    return str(remedies[missing["what"]])


def _only(facts: Plain, *names: str) -> Plain:
    return {name: facts[name] for name in names}
