"""A posted step of the plan wizard becomes a plan: every field is read, every mistake is told at its field."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from flask_babel import force_locale
from flask_babel import gettext as _

from judging.spec.after import Answering, Remarking
from judging.spec.deadlines import Milestone
from judging.spec.documents import Signer
from judging.spec.programme import Retention
from judging.spec.rubrics import Rubric
from judging.spec.unknown import Unknown
from judging.spec.words import Legibility, MilestoneKind, Task
from portal.forms.plans_fields import FieldProblemError, PlanField, shown, with_value
from portal.forms.plans_groups import GroupField
from portal.forms.plans_reading import read
from portal.forms.plans_rows import RowField, read_rows, row_inputs, shown_rows
from portal.forms.plans_steps import groups_of
from portal.plan_values import value_at

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

    from judging.spec.programme import Programme
    from portal.forms.plans_groups import Field

WHOLES = {"document.signer": Signer, "retention": Retention, "answering": Answering, "remarking": Remarking}


@dataclass(frozen=True, slots=True)
class ReadStep:
    """What a posted step gave: the plan with everything that could be read, and (sentence, field id) for the rest."""

    plan: Programme
    errors: tuple[tuple[str, str], ...]


def read_step(step: str, plan: Programme, form: MultiDict[str, str]) -> ReadStep:
    """The plan with the step's fields as typed."""
    decided_by = next(iter(plan.offices_that(Task.ORGANISES)), plan.organiser)
    errors: list[tuple[str, str]] = []
    for index in range(len(_fields(step, plan))):
        field = _fields(step, plan)[index]  # a tie step may name a criterion that a field before it has just added
        try:
            plan = _with_field(plan, field, form, decided_by)
        except FieldProblemError as error:
            errors.append((error.sentence, _first_input(field)))
    return ReadStep(_settled(plan), tuple(errors))


def inputs_of(step: str, plan: Programme) -> set[str]:
    """Every name that the step's form may send."""
    names: set[str] = set()
    for field in _fields(step, plan):
        if isinstance(field, RowField):
            names.update(row_inputs(field))
        else:
            parts = field.parts if isinstance(field, GroupField) else (field,)
            names.update(name for part in parts for name in part.inputs)
    return names


def several_of(step: str, plan: Programme) -> tuple[str, ...]:
    """The names of ticked lists, which may come more than once."""
    return tuple(f.name for f in _fields(step, plan) if isinstance(f, PlanField) and f.kind.value == "checks")


def shown_step(step: str, plan: Programme) -> dict[str, Any]:
    """What every input of the step holds: by name; a list of rows under the name of a row field."""
    held: dict[str, Any] = {}
    for field in _fields(step, plan):
        if isinstance(field, RowField):
            held[field.name] = shown_rows(field, value_at(plan, field.path))
            continue
        for part in field.parts if isinstance(field, GroupField) else (field,):
            held.update(shown(part, _value(plan, part.path)))
    return held


def typed_step(step: str, plan: Programme, form: MultiDict[str, str]) -> dict[str, Any]:
    """As `shown_step`, but what was typed, so that a refused form loses nothing."""
    held = shown_step(step, plan)
    for field in _fields(step, plan):
        if isinstance(field, RowField):
            held[field.name] = _typed_rows(field, form)
            continue
        for part in field.parts if isinstance(field, GroupField) else (field,):
            for name in part.inputs:
                held[name] = form.getlist(name) if part.kind.value == "checks" else form.get(name, "")
    return held


def _typed_rows(field: RowField, form: MultiDict[str, str]) -> list[dict[str, Any]]:
    names = ["key", *(column.name for column in field.columns)] if field.keyed else [c.name for c in field.columns]
    rows = []
    for number in range(60):
        row = {name: form.get(f"{field.name}-{number}-{name}", "") for name in names}
        if any(value for name, value in row.items() if name != "key"):
            rows.append(row)
    return [*rows, dict.fromkeys(names, "")]


def _fields(step: str, plan: Programme) -> list[Field]:
    return [field for group in groups_of(step, plan) for field in group.fields]


def _value(plan: Programme, path: str) -> Any:  # noqa: ANN401  any spec value
    found = value_at(plan, path)
    return f"{found.normalize():f}" if path.endswith("].step") and isinstance(found, Decimal) else found


def _first_input(field: Field) -> str:
    if isinstance(field, RowField):
        return f"{field.name}-0-{field.columns[0].name}"
    first = field.parts[0] if isinstance(field, GroupField) else field
    return first.inputs[0]


def _with_field(plan: Programme, field: Field, form: MultiDict[str, str], decided_by: str) -> Programme:
    if isinstance(field, GroupField):
        return _with_group(plan, field, form, decided_by)
    old = value_at(plan, field.path)
    if isinstance(field, RowField):
        rows = read_rows(field, form, old, decided_by=decided_by)
        return (
            _with_criteria(plan, field, rows)
            if field.pattern == "rubrics.criteria"
            else with_value(plan, field.path, rows)
        )
    value = read(field, form, old, decided_by=decided_by)
    if field.pattern == "milestones.deadline":
        return _with_milestone(plan, field.path, value)
    if field.pattern == "rubrics.step":
        has_rubric = value_at(plan, field.path.removesuffix(".step")) is not None
        return with_value(plan, field.path, Decimal(value or "1")) if has_rubric else plan
    return with_value(plan, field.path, value)


def _with_group(plan: Programme, field: GroupField, form: MultiDict[str, str], decided_by: str) -> Programme:
    old = value_at(plan, field.path)
    if not any(form.get(name, "").strip() for part in field.parts for name in part.inputs):
        empty = (old if isinstance(old, Unknown) else Unknown(decided_by)) if field.is_open else None
        return with_value(plan, field.path, empty)
    values = {part.path.rsplit(".", 1)[1]: read(part, form, None, decided_by="") for part in field.parts}
    return with_value(plan, field.path, WHOLES[field.path](**values))


def _with_milestone(plan: Programme, path: str, value: Any) -> Programme:  # noqa: ANN401
    kind = MilestoneKind(path.partition("[")[2].partition("]")[0])
    stones = {stone.kind: stone for stone in plan.milestones}
    if value is None:
        stones.pop(kind, None)
    elif kind in stones or not isinstance(value, Unknown):
        stones[kind] = Milestone(kind, value)
    order = [*(stone.kind for stone in plan.milestones), kind]
    return replace(plan, milestones=tuple(stones[one] for one in dict.fromkeys(order) if one in stones))


def _with_criteria(plan: Programme, field: RowField, rows: Any) -> Programme:  # noqa: ANN401
    """The rubric with these criteria. Its scale is their sum; without any the rounds that used it are undecided."""
    key = field.path.partition("[")[2].partition("]")[0]
    users = {
        one.key for one in plan.rounds if one.rubric == key or (isinstance(one.rubric, Unknown) and one.key == key)
    }
    others = tuple(rubric for rubric in plan.rubrics if rubric.key != key)
    if not rows:
        rounds = tuple(
            replace(one, rubric=Unknown(plan.organiser)) if one.rubric == key else one for one in plan.rounds
        )
        return replace(plan, rubrics=others, rounds=rounds)
    old = plan.find_rubric(key)
    scale = sum((one.maximum * (one.weight or 1) for one in rows), Decimal(0))
    with force_locale("vi"):  # plans are written in Vietnamese, whatever language the page is in
        name = str(_("Rubric"))
    rubric = (
        replace(old, criteria=rows, scale=scale)
        if old is not None
        else Rubric(key=key, name=name, scale=scale, step=Decimal(1), criteria=rows)
    )
    rubrics = tuple(rubric if one.key == key else one for one in plan.rubrics) if old else (*plan.rubrics, rubric)
    rounds = tuple(replace(one, rubric=key) if one.key in users else one for one in plan.rounds)
    return replace(plan, rubrics=rubrics, rounds=rounds)


def _settled(plan: Programme) -> Programme:
    """The states of number and day follow from whether they are there."""
    paper = plan.document
    number = Legibility.KNOWN if paper.number else (
        Legibility.BLANK if paper.number_status is Legibility.KNOWN else paper.number_status
    )  # fmt: skip
    on = Legibility.KNOWN if paper.issued_on else (
        Legibility.BLANK if paper.issued_on_status is Legibility.KNOWN else paper.issued_on_status
    )  # fmt: skip
    return replace(plan, document=replace(paper, number_status=number, issued_on_status=on))
