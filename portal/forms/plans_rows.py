"""Lists inside a plan as rows of a form: topics, criteria, tiers, legal bases, tie steps.

Each row carries the key of its thing, so that a reworded topic stays the same topic; a new row gets a key from its
first words. A row whose first cell is empty is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable  # noqa: TC003  read again when the dataclass is made
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from judging.spec.categories import Topic
from judging.spec.documents import LegalBasis
from judging.spec.entering import Declaration
from judging.spec.programme import Contact
from judging.spec.rounds import TieStep
from judging.spec.rubrics import Criterion
from judging.spec.unknown import Unknown
from judging.spec.words import TieKind
from portal.forms.plans_fields import FieldProblemError, Kind, PlanField, shown
from portal.forms.plans_reading import read
from portal.plan_words import choices_of
from vietnamese.folding import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.datastructures import MultiDict

MOST_ROWS = 60
KEY_LENGTH = 40


@dataclass(frozen=True, slots=True)
class RowColumn:
    """One cell of a row: its name, label and kind. An optional cell may be empty; the first cell makes the row."""

    name: str
    label: LazyString
    kind: Kind = Kind.TEXT
    words: Any = None
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class RowField:
    """A list of a plan. `build` makes a thing of its key, the old thing and the cells; `cells` the other way round."""

    path: str
    columns: tuple[RowColumn, ...]
    build: Callable[[str, Any, Mapping[str, Any]], Any]
    cells: Callable[[Any], Mapping[str, Any]]
    keyed: bool = True
    is_open: bool = False
    reserved: frozenset[str] = frozenset()
    """Keys that things of other lists have and that a new one here must not get."""

    @property
    def name(self) -> str:
        return re.sub(r"[^a-z0-9_]+", "-", self.path).strip("-")

    @property
    def pattern(self) -> str:
        return re.sub(r"\[[^\]]*\]", "", self.path)

    def cell(self, number: int, column: RowColumn) -> PlanField:
        """A column as a field of the row `number`."""
        choices = tuple(choices_of(column.words)) if column.words else ()
        path = f"{self.name}-{number}-{column.name}"
        return PlanField(path, column.kind, choices, column.words, is_optional=column.is_optional)


def shown_rows(field: RowField, value: Any) -> list[dict[str, Any]]:  # noqa: ANN401  any spec value
    """The rows as the page draws them: `key` and each column's shown value; one empty row at the end."""
    items = value if isinstance(value, tuple) else ()
    rows = []
    for item in (*items, None):
        cells = field.cells(item) if item is not None else {}
        row: dict[str, Any] = {"key": getattr(item, "key", "") if item is not None else ""}
        for column in field.columns:
            plain = PlanField(column.name, column.kind, words=column.words)
            row[column.name] = shown(plain, cells.get(column.name))[column.name]
        rows.append(row)
    return rows


def read_rows(field: RowField, form: MultiDict[str, str], old: Any, *, decided_by: str) -> Any:  # noqa: ANN401
    """The list that was typed. Raises FieldProblemError naming the row."""
    before = {getattr(item, "key", ""): item for item in old} if isinstance(old, tuple) and field.keyed else {}
    taken: set[str] = set()
    built = []
    for number in range(MOST_ROWS):
        cells = _cells(field, form, number)
        if cells is None:
            continue
        key = form.get(f"{field.name}-{number}-key", "") if field.keyed else ""
        if field.keyed and (key not in before or key in taken):
            key = new_key(str(cells[field.columns[0].name]), taken | before.keys() | field.reserved)
        taken.add(key)
        built.append(field.build(key, before.get(key), cells))
    if not built and field.is_open:
        return old if isinstance(old, Unknown) else Unknown(decided_by=decided_by)
    return tuple(built)


def row_inputs(field: RowField) -> tuple[str, ...]:
    """Every name that rows of this field may send."""
    names = [column.name for column in field.columns] + (["key"] if field.keyed else [])
    return tuple(f"{field.name}-{number}-{name}" for number in range(MOST_ROWS) for name in names)


def _cells(field: RowField, form: MultiDict[str, str], number: int) -> dict[str, Any] | None:
    first = form.get(f"{field.name}-{number}-{field.columns[0].name}", "").strip()
    if not first:
        return None
    cells = {}
    for column in field.columns:
        try:
            cells[column.name] = read(field.cell(number, column), form, None, decided_by="")
        except FieldProblemError as error:
            told = _("Row %(row)s, %(column)s: %(said)s", row=number + 1, column=column.label, said=error.sentence)
            raise FieldProblemError(told) from error
    return cells


def new_key(words: str, taken: set[str]) -> str:
    """A key for a thing of a plan from its first words, other than those that are taken."""
    stem = re.sub(r"[^a-z0-9]+", "_", fold(words)).strip("_")[: KEY_LENGTH - 4].strip("_") or "item"
    stem = stem if stem[0].isalpha() else f"n{stem}"
    return next(
        key for number in range(len(taken) + 1) if (key := f"{stem}_{number + 1}" if number else stem) not in taken
    )


def replaced(cls: Any, old: Any, **values: Any) -> Any:  # noqa: ANN401  any spec class
    """A thing of a plan with these values, keeping what the wizard does not ask for."""
    return cls(**values) if old is None else replace(old, **values)


TOPICS = RowField(
    "topics",
    (RowColumn("text", _l("Text of the topic")),),
    lambda key, old, cells: replaced(Topic, old, key=key, text=cells["text"]),
    lambda item: {"text": item.text},
)
DECLARATIONS = RowField(
    "entering.declarations",
    (RowColumn("text", _l("Text of the declaration")),),
    lambda key, old, cells: replaced(Declaration, old, key=key, text=cells["text"]),
    lambda item: {"text": item.text},
)
LEGAL_BASES = RowField(
    "legal_bases",
    (
        RowColumn("number", _l("Number and symbol")),
        RowColumn("doc_type", _l("Kind of document")),
        RowColumn("issuer", _l("Issuing body")),
        RowColumn("issued_on", _l("Day of issue"), Kind.DAY, is_optional=True),
        RowColumn("subject", _l("Subject of the document"), is_optional=True),
    ),
    lambda _key, _old, cells: LegalBasis(**cells),
    lambda item: {name: getattr(item, name) for name in ("number", "doc_type", "issuer", "issued_on", "subject")},
    keyed=False,
)
CONTACTS = RowField(
    "contacts",
    (
        RowColumn("office", _l("Office")),
        RowColumn("name", _l("Person to ask"), is_optional=True),
        RowColumn("phone", _l("Telephone"), is_optional=True),
        RowColumn("email", _l("E-mail"), is_optional=True),
    ),
    lambda _key, _old, cells: Contact(**cells),
    lambda item: {name: getattr(item, name) for name in ("office", "name", "phone", "email")},
    keyed=False,
    is_open=True,
)


def criteria_of(rubric_key: str) -> RowField:
    """The criteria of one rubric."""
    return RowField(
        f"rubrics[{rubric_key}].criteria",
        (RowColumn("name", _l("Criterion")), RowColumn("maximum", _l("Most marks"), Kind.DECIMAL)),
        lambda key, old, cells: replaced(Criterion, old, key=key, **cells),
        lambda item: {"name": item.name, "maximum": item.maximum},
    )


def ties_of(round_key: str, criteria: tuple[Criterion, ...]) -> RowField:
    """The tie chain of one round; a step may name one of the rubric's criteria by its name or key."""
    by_name = {fold(one.name): one.key for one in criteria} | {one.key: one.key for one in criteria}
    names = {one.key: one.name for one in criteria}

    def build(_key: str, _old: Any, cells: Mapping[str, Any]) -> TieStep:  # noqa: ANN401
        criterion = cells["criterion"]
        if cells["kind"] is not TieKind.HIGHEST_CRITERION:
            return TieStep(cells["kind"])
        return TieStep(cells["kind"], by_name.get(fold(criterion or ""), criterion))

    return RowField(
        f"rounds[{round_key}].tie_chain",
        (
            RowColumn("kind", _l("Then decides"), Kind.CHOICE, TieKind),
            RowColumn("criterion", _l("Name of the criterion"), is_optional=True),
        ),
        build,
        lambda item: {"kind": item.kind, "criterion": names.get(item.criterion or "", item.criterion)},
        keyed=False,
        is_open=True,
    )
