"""Forms of an entry. A draft may lack anything, so these check shape alone; completeness is asked when handing in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, Length, Optional

from judging.actions.entries import Draft
from judging.rules.entering import TITLE, TOPIC
from portal.display import capitalize
from portal.forms.ai_help import ai_help_fields, ai_help_values, answer_of_ai_help
from portal.forms.author_facts import COVER_PREFIX, LONGEST_LINE, author_fact_fields
from portal.forms.tidying import Wanted, tidy_line, tidy_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from judging.queries.working_copies import WorkingCopy
    from judging.spec.categories import Category
    from judging.spec.programme import Programme

LONGEST_TEXT = 400_000
DECLARATION_PREFIX = "declare-"


class StartForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Which category."""

    category = RadioField(_l("Category"), [InputRequired(_l("Please choose a category."))])


class CoverForm(FlaskForm):  # type: ignore[misc]
    """Title, topic and the cover fields of a category; made by `cover_form`."""

    title = StringField(_l("Title of the entry"), [Wanted(), Length(max=LONGEST_LINE)], filters=[tidy_line])


class TypedForm(FlaskForm):  # type: ignore[misc]
    """The essay, typed in the browser."""

    typed_text = TextAreaField(
        _l("The text of your essay"), [Optional(), Length(max=LONGEST_TEXT)], filters=[tidy_text]
    )


class FileForm(FlaskForm):  # type: ignore[misc]
    """One small file, sent whole: for browsers without script."""

    file = FileField(_l("File"), [InputRequired(_l("Please choose a file."))])


class CodeForm(FlaskForm):  # type: ignore[misc]
    """The check code of a receipt."""

    code = StringField(
        _l("Check code"), [InputRequired(_l("Please enter the code that stands below the QR.")), Length(max=60)]
    )


def start_form(plan: Programme) -> StartForm:
    """The choice among the plan's categories."""
    form = StartForm()
    form.category.choices = [SelectChoice(one.key, capitalize(one.name)) for one in plan.categories]
    return form


def cover_form(plan: Programme, category: Category, copy: WorkingCopy) -> CoverForm:
    """The form for a category's cover, filled from the working copy."""
    members: dict[str, Any] = {}
    if plan.topics:
        members["topic_key"] = RadioField(
            _l("Topic"),
            [Wanted()],
            choices=[SelectChoice(one.key, one.text) for one in plan.topics],
            validate_choice=False,
        )
    for field in category.cover_fields:
        if field.key in {TITLE, TOPIC}:
            continue
        checks = [Wanted() if field.required else Optional(), Length(max=LONGEST_LINE)]
        members[COVER_PREFIX + field.key] = StringField(capitalize(field.label), checks, filters=[tidy_line])
    members |= author_fact_fields(plan, category)
    made: type[CoverForm] = type("CategoryCoverForm", (CoverForm,), members)
    return made(data=_cover_values(copy))


def declaration_form(plan: Programme, copy: WorkingCopy) -> FlaskForm:
    """A box for each declaration of the plan, and what it asks about help by AI tools."""
    members: dict[str, Any] = {
        DECLARATION_PREFIX + one.key: BooleanField(one.text, [Wanted()] if one.required else [])
        for one in plan.entering.declarations
    }
    values: dict[str, Any] = {DECLARATION_PREFIX + key: value for key, value in copy.declarations.items()}
    if plan.entering.ai_help is not None:
        members |= ai_help_fields(plan.entering.ai_help)
        values |= ai_help_values(copy.ai_help)
    made: type[FlaskForm] = type("DeclarationForm", (FlaskForm,), members)
    return made(data=values)


def draft_of_cover(form: CoverForm) -> Draft:
    """What a cover form saves."""
    topic = form.data.get("topic_key")
    return Draft(
        title=form.title.data or "",
        topic_key=None if "topic_key" not in form.data else (topic or ""),
        cover=_unprefixed(form.data, COVER_PREFIX, as_text=True),
    )


def draft_of_declarations(form: FlaskForm) -> Draft:
    """What the declarations' form saves."""
    return Draft(
        declarations=_unprefixed(form.data, DECLARATION_PREFIX, as_text=False), ai_help=answer_of_ai_help(form.data)
    )


def stored_fields(copy: WorkingCopy) -> dict[str, str]:
    """What stands in the record, by the names of the forms' fields: for a page whose text is older (B12)."""
    boxes = {DECLARATION_PREFIX + key: "y" if value else "" for key, value in copy.declarations.items()}
    ai_help = {
        name: "y" if value is True else str(value) for name, value in ai_help_values(copy.ai_help).items() if value
    }
    empty = dict.fromkeys(ai_help_values({}), "")
    return {**_cover_values(copy), **boxes, **empty, **ai_help, "typed_text": copy.typed_text}


def version_of_request() -> int:
    """The version that the page was made from; -1 when it names none, which no entry has."""
    raw = request.form.get("version", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else -1  # noqa: PLR2004  a plain integer


def _cover_values(copy: WorkingCopy) -> dict[str, str]:
    return {
        "title": copy.title,
        "topic_key": copy.topic_key or "",
        **{COVER_PREFIX + key: value for key, value in copy.cover.items()},
    }


def _unprefixed(data: Mapping[str, Any], prefix: str, *, as_text: bool) -> dict[str, Any]:
    return {
        name.removeprefix(prefix): (value or "") if as_text else bool(value)
        for name, value in data.items()
        if name.startswith(prefix)
    }
