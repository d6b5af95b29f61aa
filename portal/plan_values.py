"""Places and values of a plan in words: for differences, for what is still open, for what is in force."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from judging.enums import Role
from judging.rules.differences import ChangeKind
from judging.spec.after import Answering, Remarking
from judging.spec.deadlines import Deadline
from judging.spec.documents import LegalBasis, Signer
from judging.spec.entering import NamedKind
from judging.spec.programme import Contact, Retention
from judging.spec.quotas import Bounds, Quota
from judging.spec.rounds import GapRule, PassRule, TieStep
from judging.spec.shapes import label_of
from judging.spec.unknown import Unknown
from judging.spec.words import BorderRule, Bound, MilestoneKind, PassKind
from portal.display import byte_size, day, duration, mark, moment, money, number
from portal.plan_words import ITEMS, LABELS, MILESTONES, choice_word
from portal.words import ROLES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from judging.rules.differences import Change
    from judging.spec.programme import Programme

_FOLLOWING = frozenset({"key", "document.number_status", "document.number_as_read", "document.issued_on_status"})
_PART = re.compile(r"([a-z0-9_]+)(?:\[([^\]]*)\])?")


def place_words(path: str, *plans: Programme | None) -> str:
    """A place for people: `rounds[final].panel.seats` → `Vòng “Chấm thi” – Số người của ban`.

    Names come from the first of `plans` that has the thing (the new version, then the old one).
    """
    told: list[str] = []
    pattern = ""
    parts = _PART.findall(path)
    for at, (name, key) in enumerate(parts):
        pattern = f"{pattern}.{name}" if pattern else name
        if not key:
            if at == len(parts) - 1 and pattern != "milestones.deadline":
                told.append(str(LABELS.get(pattern, pattern)))
            continue
        inner = ".".join(f"{one}[{label}]" if label else one for one, label in parts[: at + 1])
        told.append(_item_words(pattern, key, inner, plans))
    return " – ".join(told)


def _item_words(pattern: str, key: str, path: str, plans: tuple[Programme | None, ...]) -> str:
    if pattern == "milestones":
        return str(MILESTONES[MilestoneKind(key)])
    for plan in plans:
        if plan is not None and (item := value_at(plan, path)) is not None:
            words = ITEMS.get(pattern)
            return str(words) % {"name": item_name(item)} if words is not None else str(LABELS.get(pattern, pattern))
    return str(LABELS.get(pattern, pattern))


def value_at(plan: Any, path: str) -> Any:  # noqa: ANN401  any spec value
    """What stands at `path`; None where there is nothing."""
    here = plan
    for name, key in _PART.findall(path):
        here = getattr(here, name, None)
        if key and isinstance(here, tuple):
            here = next((item for index, item in enumerate(here) if label_of(item, index) == key), None)
    return here


def item_name(item: object) -> str:
    """How a thing of a plan is called: its name, label or text, shortened."""
    for attribute in ("name", "label", "text", "office"):
        found = getattr(item, attribute, None)
        if isinstance(found, str):
            return found if len(found) <= 80 else found[:79] + "…"  # noqa: PLR2004  a line
    return str(getattr(item, "key", ""))


def change_words(change: Change, new: Programme, old: Programme) -> tuple[str, str, str]:
    """A difference as (place, what stood there, what stands there now); empty texts for nothing."""
    place = place_words(change.path, new, old)
    if is_opening(change.path):
        return place, _opening_words(change.old), _opening_words(change.new)
    if change.kind is ChangeKind.REORDERED:
        return place, _("in another order"), _("in this order: %(order)s", order=", ".join(map(str, change.new)))  # type: ignore[call-overload]
    return place, value_words(change.old, change.pattern), value_words(change.new, change.pattern)


def told_changes(changes: Iterable[Change], new: Programme, old: Programme) -> list[tuple[str, str, str]]:
    """The differences in words, without those that only follow from others (the state of a number, the key)."""
    return [change_words(one, new, old) for one in changes if one.pattern not in _FOLLOWING]


def is_opening(path: str) -> bool:
    """Whether the day at this place begins something (from the day) rather than ending it (until, before)."""
    return path.endswith(("].opens", ".vote.opens")) or path.startswith(
        ("milestones[entries_open]", "milestones[programme_start]")
    )


def _opening_words(value: object) -> str:
    stone = getattr(value, "deadline", value)
    if isinstance(stone, Deadline) and isinstance(stone.value, date):
        return str(_("from %(day)s", day=day(stone.value)))
    return value_words(stone)


def value_words(value: Any, pattern: str = "") -> str:  # noqa: ANN401, C901, PLR0911  one line for each kind of value
    """A value as an official would write it."""
    match value:
        case None:
            return str(_("not asked")) if pattern == "entering.ai_help" else ""
        case Unknown():
            told = _("not decided yet; to be decided by %(office)s", office=value.decided_by)
            return f"{told} ({value.note})" if value.note else str(told)
        case bool():
            return str(_("yes")) if value else str(_("no"))
        case StrEnum():
            return choice_word(value)
        case int():
            return _figure(value, pattern)
        case Decimal():
            return mark(value)
        case datetime():
            return moment(value)
        case date():
            return day(value)
        case str():
            return str(ROLES[Role(value)]) if pattern == "eligibility.excluded_roles" else value
        case tuple():
            return "; ".join(value_words(item, pattern) for item in value) or str(_("nothing"))
    return _whole(value, pattern)


def deadline_words(deadline: Deadline) -> str:
    """`đến hết ngày 15/9/2020`, `trước ngày 21/9/2020`, with the hour where one is given."""
    value = deadline.value
    if isinstance(value, datetime):
        told = moment(value)
    elif isinstance(value, date):
        hour = f"{deadline.at:%H:%M} " if deadline.at else ""
        told = f"{hour}{day(value)}"
    else:
        return deadline.text or str(_("after an event"))
    if deadline.bound is Bound.EXCLUSIVE:
        return str(_("before %(day)s", day=told))
    return str(_("until %(time)s", time=told)) if deadline.at else str(_("until the end of %(day)s", day=told))


def _figure(value: int, pattern: str) -> str:
    if pattern.endswith("_vnd"):
        return money(value)
    return byte_size(value) if pattern.endswith("max_bytes") else number(value)


def passing_words(rule: PassRule) -> str:
    """`10 bài điểm cao nhất mỗi thể loại, từ 50 điểm trở lên; bài bằng điểm ở ranh giới: Ban Tổ chức quyết định`."""
    told = {
        PassKind.ALL: _("every entry"),
        PassKind.TOP: _("the best %(count)s", count=number(rule.count or 0)),
        PassKind.PERCENT: _("the best %(share)s per cent, rounded up", share=mark(rule.percent or Decimal(0))),
        PassKind.MINIMUM_MARK: "",
    }[rule.kind]
    parts = [str(told)] if told else []
    if parts and rule.each_category:
        parts = [str(_("%(rule)s of each category", rule=parts[0]))]
    if rule.minimum_mark is not None:
        parts.append(str(_("from %(least)s marks on", least=mark(rule.minimum_mark))))
    words = ", ".join(parts)
    if rule.kind not in {PassKind.TOP, PassKind.PERCENT}:
        return words
    border = choice_word(rule.border or BorderRule.BOARD_DECIDES)
    return str(_("%(rule)s; equal entries at the border: %(border)s", rule=words, border=border))


def _bounds(value: Bounds | Quota, pattern: str) -> str:
    def shown(figure: int) -> str:
        return duration(figure) if pattern.endswith("seconds") else number(figure)

    if value.minimum is not None and value.maximum is not None:
        if value.minimum == value.maximum:
            return shown(value.minimum)
        return str(_("from %(least)s to %(most)s", least=shown(value.minimum), most=shown(value.maximum)))
    if value.minimum is not None:
        return str(_("at least %(least)s", least=shown(value.minimum)))
    if value.maximum is not None:
        return str(_("at most %(most)s", most=shown(value.maximum)))
    return str(_("without limit"))


def _whole(value: Any, pattern: str) -> str:  # noqa: ANN401, C901, PLR0911  one line for each kind of value
    match value:
        case Deadline():
            return deadline_words(value)
        case Bounds() | Quota():
            return _bounds(value, pattern)
        case GapRule():
            return str(_("from %(limit)s on: %(action)s", limit=mark(value.limit), action=choice_word(value.action)))
        case TieStep():
            return f"{choice_word(value.kind)} ({value.criterion})" if value.criterion else choice_word(value.kind)
        case PassRule():
            return passing_words(value)
        case Signer():
            return ", ".join(part for part in (value.authority, value.position, value.name) if part)
        case LegalBasis():
            return " ".join(part for part in (value.doc_type, value.number, value.known_issuer) if part)
        case NamedKind():
            return value.name
        case Contact():
            return ", ".join(part for part in (value.office, value.name, value.phone, value.email) if part)
        case Retention():
            told = _("%(won)s months for winning entries, %(other)s for others, %(drafts)s for drafts",
                     won=value.winning_months, other=value.other_months, drafts=value.drafts_months)  # fmt: skip
            return str(told)
        case Remarking():
            told = _(
                "within %(days)s working days, by %(markers)s new judges: %(effect)s",
                days=value.days,
                markers=value.markers,
                effect=choice_word(value.effect),
            )
            return f"{told} ({mark(value.limit)})" if value.limit is not None else str(told)
        case Answering():
            told = _(
                "%(questions)s working days for questions, %(petitions)s for petitions, %(referrals)s for passing on",
                questions=value.question_days,
                petitions=value.petition_days,
                referrals=value.referral_days,
            )
            return str(told)
    return item_name(value)
