"""The forms of the wizard's page of rounds: one more round, and what a round is beside its single fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from judging.rules.subpanels import subpanels_of
from judging.spec.quotas import Bounds
from judging.spec.rounds import PassRule, Subpanel
from judging.spec.unknown import Unknown, is_known
from judging.spec.words import PassKind
from portal.forms.plans_rows import new_key

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

    from judging.spec.programme import Programme
    from judging.spec.rounds import Round

MOST_PARTS = 12
LONGEST_NAME = 200
MOST_SEATS = 1000
PART_FIELDS = ("key", "name", "minimum", "maximum")
PART_LISTS = ("categories", "topics")
ADD_FIELDS = ("name", "like", "before")
CHANGE_FIELDS = ("name", "rubric", "passing")
Errors = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class NewRound:
    """What was typed about a new round."""

    name: str
    categories: tuple[str, ...]
    like: str
    before: str | None


@dataclass(frozen=True, slots=True)
class ChangedRound:
    """What was typed about a round. `rubric` empty is one of its own; `passing` None: nobody goes on."""

    name: str
    categories: tuple[str, ...]
    rubric: str
    passing: PassKind | None
    subpanels: tuple[Subpanel, ...]
    ladders: tuple[str, ...]


def part_fields() -> tuple[str, ...]:
    """Every single field that the parts of a panel may send."""
    return tuple(f"part-{at}-{name}" for at in range(MOST_PARTS) for name in PART_FIELDS)


def several_fields() -> tuple[str, ...]:
    """Every field that may come more than once."""
    own = tuple(f"part-{at}-{name}" for at in range(MOST_PARTS) for name in PART_LISTS)
    return ("categories", "ladders", *own)


def read_new(plan: Programme, form: MultiDict[str, str]) -> tuple[NewRound, Errors]:
    """A new round, and what is wrong with it as (sentence, field)."""
    errors: Errors = []
    name = _name(form.get("name", ""), "name", errors)
    if any(one.name == name for one in plan.rounds):
        errors.append((_("There is a round of this name already."), "name"))
    categories = _categories(plan, form.getlist("categories"), errors)
    keys = [one.key for one in plan.rounds]
    like, before = form.get("like", ""), form.get("before", "")
    if like not in keys or (before and before not in keys):
        errors.append((_("Please choose from the list."), "like"))
    return NewRound(name, categories, like, before or None), errors


def read_changed(plan: Programme, round_: Round, form: MultiDict[str, str]) -> tuple[ChangedRound, Errors]:
    """What the page of a round says, and what is wrong with it as (sentence, field)."""
    errors: Errors = []
    name = _name(form.get("name", ""), "name", errors)
    if any(one.name == name and one.key != round_.key for one in plan.rounds):
        errors.append((_("There is a round of this name already."), "name"))
    categories = _categories(plan, form.getlist("categories"), errors)
    rubric, passing = form.get("rubric", ""), form.get("passing", "")
    if (rubric and plan.find_rubric(rubric) is None) or (passing and passing not in list(PassKind)):
        errors.append((_("Please choose from the list."), "rubric"))
        rubric = passing = ""
    ladders = tuple(key for key in form.getlist("ladders") if plan.find_ladder(key) is not None)
    left = [one.name for one in plan.ladders if one.round == round_.key and one.key not in ladders]
    if left:
        errors.append(
            (_("These prizes must be given by some round: %(names)s. Tick them on the page of the other round.",
               names=", ".join(left)), "ladders")
        )  # fmt: skip
    parts = _parts(plan, form, errors)
    return ChangedRound(name, categories, rubric, PassKind(passing) if passing else None, parts, ladders), errors


def shown_round(plan: Programme, round_: Round) -> dict[str, Any]:
    """What the page of a round holds at first."""
    shared = [one for one in plan.rounds if one.rubric == round_.rubric and one.key != round_.key]
    rule = round_.passing
    return {
        "name": round_.name,
        "categories": list(round_.categories),
        "rubric": round_.rubric if shared and not isinstance(round_.rubric, Unknown) else "",
        "passing": rule.kind.value if isinstance(rule, PassRule) else "",
        "ladders": [one.key for one in plan.ladders if one.round == round_.key],
        "parts": [_shown_part(one) for one in subpanels_of(round_.panel)] + [_EMPTY, _EMPTY],
    }


def typed_round(form: MultiDict[str, str]) -> dict[str, Any]:
    """As `shown_round`, but what was typed."""
    parts = [
        {name: form.get(f"part-{at}-{name}", "") for name in PART_FIELDS}
        | {name: form.getlist(f"part-{at}-{name}") for name in PART_LISTS}
        for at in range(MOST_PARTS)
        if f"part-{at}-name" in form
    ]
    return {
        **{name: form.get(name, "") for name in CHANGE_FIELDS},
        "categories": form.getlist("categories"),
        "ladders": form.getlist("ladders"),
        "parts": parts,
    }


_EMPTY: dict[str, Any] = {"key": "", "name": "", "minimum": "", "maximum": "", "categories": [], "topics": []}


def _shown_part(part: Subpanel) -> dict[str, Any]:
    bounds = part.seats if is_known(part.seats) else Bounds()
    return {
        "key": part.key,
        "name": part.name,
        "minimum": "" if bounds.minimum is None else str(bounds.minimum),
        "maximum": "" if bounds.maximum is None else str(bounds.maximum),
        "categories": list(part.categories),
        "topics": list(part.topics),
    }


def _parts(plan: Programme, form: MultiDict[str, str], errors: Errors) -> tuple[Subpanel, ...]:
    found: list[Subpanel] = []
    taken = {form.get(f"part-{at}-key", "") for at in range(MOST_PARTS)}
    for at in range(MOST_PARTS):
        typed = " ".join(form.get(f"part-{at}-name", "").split())
        if not typed:
            continue
        name = _name(typed, f"part-{at}-name", errors)
        key = form.get(f"part-{at}-key", "")
        if not key or any(one.key == key for one in found):
            key = new_key(name, taken)
            taken.add(key)
        seats = Bounds(*(_seats(form, f"part-{at}-{end}", errors) for end in ("minimum", "maximum")))
        categories = tuple(one.key for one in plan.categories if one.key in form.getlist(f"part-{at}-categories"))
        topics = tuple(one.key for one in plan.topics if one.key in form.getlist(f"part-{at}-topics"))
        found.append(Subpanel(key, name, seats, categories, topics))
    return tuple(found)


def _seats(form: MultiDict[str, str], field: str, errors: Errors) -> int | None:
    text = form.get(field, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal()) or not 0 <= int(text) <= MOST_SEATS:
        errors.append((_("Please write a whole number, such as 20."), field))
        return None
    return int(text)


def _name(typed: str, field: str, errors: Errors) -> str:
    name = " ".join(typed.split())
    if not name:
        errors.append((_("Please fill in this field."), field))
    elif len(name) > LONGEST_NAME:
        errors.append((_("Please shorten this to %(most)s signs at most.", most=LONGEST_NAME), field))
    return name


def _categories(plan: Programme, keys: list[str], errors: Errors) -> tuple[str, ...]:
    found = tuple(one.key for one in plan.categories if one.key in keys)
    if not found:
        errors.append((_("Please choose at least one."), "categories"))
    return found
