"""Reading what was typed into the fields of the plan wizard, each by its kind."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from judging.spec.deadlines import Deadline
from judging.spec.entering import NamedKind
from judging.spec.quotas import Bounds
from judging.spec.rounds import GapRule
from judging.spec.unknown import Unknown
from judging.spec.words import Bound, GapAction
from portal.forms.plans_fields import MEGABYTE, FieldProblemError, Kind, PlanField, decimal_text
from vietnamese.dates import parse_day
from vietnamese.errors import TextError
from vietnamese.money import parse_vnd

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.datastructures import MultiDict

_CLOCK = re.compile(r"([0-9]{1,3})(?::([0-5]?[0-9]))?")
LONGEST_TEXT = 2_000
LARGEST = 10**12


def read(field: PlanField, form: MultiDict[str, str], old: Any, *, decided_by: str) -> Any:  # noqa: ANN401  any spec value
    """The value that was typed.

    Args:
        field: what is read.
        form: the posted fields.
        old: what stands there now; kept where emptying changes nothing.
        decided_by: who must decide what is left open.

    Raises:
        FieldProblemError: with the sentence for the page.
    """
    typed = {name: form.get(name, "").strip() for name in field.inputs}
    if field.kind is Kind.CHECKS:
        return _checks(field, form.getlist(field.name), old, decided_by)
    if typed.pop(f"{field.name}-none", ""):
        return None
    given = {name: text for name, text in typed.items() if not name.endswith(("-bound", "-action"))}
    if not any(given.values()):
        return _emptied(field, old, decided_by)
    try:
        return _READERS[field.kind](field, typed, old)
    except TextError as error:
        raise FieldProblemError(_("“%(typed)s” cannot be read. Please correct it.", typed=error.text)) from error


def _emptied(field: PlanField, old: Any, decided_by: str) -> Any:  # noqa: ANN401
    if isinstance(old, Unknown):
        return old
    if isinstance(old, Deadline) and not isinstance(old.value, date):
        return old  # a day after an event has no date to show: the empty field keeps it
    if field.is_open:
        return Unknown(decided_by=decided_by)
    if field.kind is Kind.LINES:
        return ()
    if field.is_optional or field.kind is Kind.BOUNDS:
        return Bounds() if field.kind is Kind.BOUNDS and not field.is_optional else None
    raise FieldProblemError(_("Please fill in this field."))


def _checks(field: PlanField, keys: list[str], old: Any, decided_by: str) -> Any:  # noqa: ANN401
    offered = dict(field.choices)
    if any(key not in offered for key in keys):
        raise FieldProblemError(_("Please choose from the list."))
    if not keys and field.is_open:
        return old if isinstance(old, Unknown) else Unknown(decided_by=decided_by)
    if not keys and not field.is_optional:
        raise FieldProblemError(_("Please choose at least one."))
    if isinstance(old, tuple) and {getattr(item, "key", item) for item in old} == set(keys):
        return old  # the plan's own order stays
    chosen = [(key, word) for key, word in field.choices if key in keys]
    return tuple(NamedKind(*one) for one in chosen) if field.is_named else tuple(key for key, _word in chosen)


def _text(_field: PlanField, typed: Mapping[str, str], _old: object) -> str:
    (text,) = typed.values()
    return _short(" ".join(text.split()))


def _lines(_field: PlanField, typed: Mapping[str, str], _old: object) -> tuple[str, ...]:
    (text,) = typed.values()
    return tuple(_short(" ".join(line.split())) for line in text.splitlines() if line.strip())


def _whole(_field: PlanField, typed: Mapping[str, str], _old: object) -> int:
    (text,) = typed.values()
    return _number(text)


def _megabytes(_field: PlanField, typed: Mapping[str, str], old: object) -> int:
    (text,) = typed.values()
    if isinstance(old, int) and text == decimal_text(Decimal(old) / MEGABYTE):
        return old  # a size that is no whole number of MB stays exact
    return int(_decimal(text) * MEGABYTE)


def _money(_field: PlanField, typed: Mapping[str, str], _old: object) -> int:
    (text,) = typed.values()
    return parse_vnd(text)


def _decimals(_field: PlanField, typed: Mapping[str, str], _old: object) -> Decimal:
    (text,) = typed.values()
    return _decimal(text)


def _bounds(_field: PlanField, typed: Mapping[str, str], _old: object) -> Bounds:
    least, most = typed.values()
    return Bounds(_number(least) if least else None, _number(most) if most else None)


def _minutes(_field: PlanField, typed: Mapping[str, str], _old: object) -> Bounds:
    least, most = typed.values()
    return Bounds(_seconds(least) if least else None, _seconds(most) if most else None)


def _choice(field: PlanField, typed: Mapping[str, str], _old: object) -> object:
    (text,) = typed.values()
    try:
        return field.words(text) if field.words is not None else dict(field.choices)[text] and text
    except (ValueError, KeyError) as error:
        raise FieldProblemError(_("Please choose from the list.")) from error


def _flag(_field: PlanField, typed: Mapping[str, str], _old: object) -> bool:
    (text,) = typed.values()
    if text not in {"yes", "no"}:
        raise FieldProblemError(_("Please choose from the list."))
    return text == "yes"


def _day(_field: PlanField, typed: Mapping[str, str], _old: object) -> date:
    (text,) = typed.values()
    return parse_day(text)


def _deadline(_field: PlanField, typed: Mapping[str, str], old: object) -> Deadline:
    on, bound, at = typed.values()
    if not on:
        raise FieldProblemError(_("Please give the day too."))
    try:
        found = Deadline(
            value=parse_day(on), bound=Bound(bound or Bound.INCLUSIVE), at=time.fromisoformat(at) if at else None
        )
    except ValueError as error:
        raise FieldProblemError(_("Please write the hour as 17:00.")) from error
    if isinstance(old, Deadline) and replace(old, text=None) == found:
        return old  # the plan's own words stay with an unchanged day
    return found


def _gap(_field: PlanField, typed: Mapping[str, str], _old: object) -> GapRule:
    limit, action = typed.values()
    try:
        return GapRule(_decimal(limit), GapAction(action))
    except ValueError as error:
        raise FieldProblemError(_("Please choose what follows from a gap.")) from error


_READERS = {
    Kind.TEXT: _text, Kind.LINES: _lines, Kind.WHOLE: _whole, Kind.MEGABYTES: _megabytes, Kind.MONEY: _money,
    Kind.DECIMAL: _decimals, Kind.BOUNDS: _bounds, Kind.MINUTES: _minutes, Kind.CHOICE: _choice, Kind.FLAG: _flag,
    Kind.DAY: _day, Kind.DEADLINE: _deadline, Kind.GAP: _gap,
}  # fmt: skip


def _short(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise FieldProblemError(_("Please shorten this to %(most)s signs at most.", most=LONGEST_TEXT))
    return text


def _number(text: str) -> int:
    bare = text.replace(".", "").replace("\u00a0", "").replace(" ", "")
    if not (bare.isascii() and bare.isdecimal()) or int(bare) > LARGEST:
        raise FieldProblemError(_("Please write a whole number, such as 20."))
    return int(bare)


def _decimal(text: str) -> Decimal:
    try:
        found = Decimal(text.replace(",", "."))
    except InvalidOperation as error:
        raise FieldProblemError(_("Please write a number, such as 20 or 0,5.")) from error
    if not found.is_finite() or found < 0 or found > LARGEST:
        raise FieldProblemError(_("Please write a number, such as 20 or 0,5."))
    return found


def _seconds(text: str) -> int:
    found = _CLOCK.fullmatch(text)
    if found is None:
        raise FieldProblemError(_("Please write minutes and seconds as 4:30."))
    return int(found[1]) * 60 + int(found[2] or 0)
