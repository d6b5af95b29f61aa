"""What an author may state about himself because a rule of the plan compares it when entries are equal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import Length, Optional, ValidationError

from judging.rules.author_rules import AuthorFact, Gender, facts_asked
from portal.forms.tidying import tidy_line
from vietnamese.dates import parse_day
from vietnamese.errors import TextError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask_babel import LazyString
    from wtforms import Form

    from judging.spec.categories import Category
    from judging.spec.programme import Programme

LONGEST_LINE = 300
COVER_PREFIX = "cover-"
LABELS: Mapping[AuthorFact, LazyString] = {
    AuthorFact.GENDER: _l("Gender"),
    AuthorFact.BIRTH_DAY: _l("Day of birth"),
}
GENDERS: Mapping[str, LazyString] = {
    "": _l("I do not state it"),
    Gender.FEMALE.value: _l("Female"),
    Gender.MALE.value: _l("Male"),
}
_HINT = _l(
    "You need not state it. It is used only if entries are equal and the plan prefers by it, after the codes are"
    " opened; judges never see it and it is not published."
)


def author_fact_fields(plan: Programme, category: Category) -> dict[str, Any]:
    """The fields for a category, all of them optional; none where no rule compares anything."""
    made = {AuthorFact.GENDER: _gender, AuthorFact.BIRTH_DAY: _birth_day}
    return {COVER_PREFIX + fact.value: made[fact]() for fact in facts_asked(plan, category.key)}


def _gender() -> SelectField:
    choices = [SelectChoice(value, words) for value, words in GENDERS.items()]
    return SelectField(LABELS[AuthorFact.GENDER], [Optional()], choices=choices, description=_HINT)


def _birth_day() -> StringField:
    checks = [Optional(), Length(max=LONGEST_LINE), _is_a_day]
    return StringField(LABELS[AuthorFact.BIRTH_DAY], checks, filters=[tidy_line], description=_HINT)


def _is_a_day(_form: Form, field: StringField) -> None:
    try:
        parse_day(field.data or "")
    except TextError as error:
        raise ValidationError(_l("Please write the day as 05/3/1980.")) from error
