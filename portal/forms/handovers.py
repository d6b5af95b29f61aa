"""Forms of the counter: who is meant, what was brought when, the copies, their way, taking back, objecting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    FileField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from judging.actions.copies import LABEL_FIELDS, Move, NewCopy
from judging.enums import CopyKind, CopyState, HandoverWay, LabelState
from judging.rules.counter import Arrival
from portal.display import capitalize
from portal.forms.strict import REQUIRED, StrictForm
from portal.forms.tidying import tidy_line, tidy_text
from portal.handover_words import CONSENT_FORMS, COPY_KINDS, COPY_STATES, LABEL_STATES, LABELS, WAYS
from portal.kinds import PERSONNEL_KINDS
from vietnamese.dates import ZONE
from vietnamese.phones import find_phone

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from judging.spec.programme import Programme

LINE, TEXT = 200, 1000
MINUTES = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]


def _choices(words: Mapping[str, tuple[object, str]] | Mapping[str, object]) -> list[SelectChoice]:
    return [SelectChoice(key, word[0] if isinstance(word, tuple) else word) for key, word in words.items()]


class NewcomerForm(StrictForm):
    """Somebody whom the list of people does not know yet."""

    full_name = StringField(_l("Full name"), [InputRequired(REQUIRED), Length(max=LINE)], filters=[tidy_line])
    unit = SelectField(_l("Unit"), [InputRequired(REQUIRED)])
    position = StringField(_l("Position"), [Optional(), Length(max=LINE)], filters=[tidy_line])
    personnel_kind = SelectField(_l("Kind of personnel"), [InputRequired(REQUIRED)])
    phone = StringField(_l("Telephone"), [Optional(), Length(max=40)], filters=[tidy_line])
    email = StringField(_l("E-mail"), [Optional(), Length(max=LINE)], filters=[tidy_line])

    def offer(self, plan: Programme, units: Iterable[tuple[str, str]]) -> None:
        """The units of the counter, and the kinds of people that the plan lets enter."""
        self.unit.choices = [SelectChoice(key, name) for key, name in units]
        kinds = [(one.key, capitalize(one.name)) for one in plan.eligibility.personnel_kinds]
        self.personnel_kind.choices = [SelectChoice(*one) for one in kinds or list(PERSONNEL_KINDS.items())]

    def validate_phone(self, field: StringField) -> None:
        """A telephone number of Vietnam, in any writing."""
        if field.data and find_phone(field.data) is None:
            raise ValidationError(str(_l("This is no telephone number of Vietnam.")))

    def validate_email(self, field: StringField) -> None:
        """Something that a letter can be sent to."""
        name, at, host = (field.data or "").partition("@")
        if field.data and not (name and at and "." in host and " " not in field.data and "@" not in host):
            raise ValidationError(str(_l("This is no e-mail address.")))


class BroughtForm(StrictForm):
    """What was brought for whom, by whom, when; for files on behalf also the consent."""

    category = RadioField(_l("Category"), [InputRequired(_l("Please choose a category."))])
    way = RadioField(_l("How it came"), [InputRequired(REQUIRED)], choices=_choices(WAYS))
    brought_by = StringField(_l("Brought by"), [InputRequired(REQUIRED), Length(max=LINE)], filters=[tidy_line])
    brought_phone = StringField(_l("Telephone of the bearer"), [Optional(), Length(max=40)], filters=[tidy_line])
    arrived = DateTimeLocalField(_l("Arrived at the counter at"), [InputRequired(REQUIRED)], format=MINUTES)
    waiting = DateTimeLocalField(_l("Waiting since"), [Optional()], format=MINUTES)
    reason = StringField(_l("Why it is written down later"), [Optional(), Length(max=TEXT)], filters=[tidy_line])
    note = StringField(_l("Remark (if any)"), [Optional(), Length(max=TEXT)], filters=[tidy_line])
    consent_form = SelectField(
        _l("Form of the consent"), [Optional()], choices=[SelectChoice("", "–"), *_choices(CONSENT_FORMS)]
    )
    consent_by = StringField(_l("Who signed it"), [Optional(), Length(max=LINE)], filters=[tidy_line])
    consent_on = DateField(_l("Day of the consent"), [Optional()])
    consent_scan = FileField(_l("Scan of the signed consent"))

    def offer(self, plan: Programme) -> None:
        """The plan's categories."""
        self.category.choices = [SelectChoice(one.key, capitalize(one.name)) for one in plan.categories]

    def arrival(self) -> Arrival:
        """When it came, by the clock of Vietnam."""
        return Arrival(_moment(self.arrived.data), _maybe(self.waiting.data), self.reason.data or "")

    def is_behalf(self) -> bool:
        """Whether files were given for somebody, so that his consent is needed."""
        return bool(self.way.data == HandoverWay.BEHALF.value)

    def has_consent(self) -> bool:
        """Whether form, signer and day of the consent are filled; the scan is the view's to look at."""
        return bool(self.consent_form.data and self.consent_by.data and self.consent_on.data)


class CopyForm(StrictForm):
    """One booklet or disc, and what stands on it."""

    kind = RadioField(_l("Kind of copy"), [InputRequired(REQUIRED)], choices=_choices(COPY_KINDS))
    pages = IntegerField(_l("Pages (of a booklet)"), [Optional(), NumberRange(1, 10_000)])
    is_whole = BooleanField(_l("Bound as a booklet; a disc: in a sleeve"))
    label_author = RadioField(LABELS["author"], [InputRequired(REQUIRED)], choices=_choices(LABEL_STATES))
    label_title = RadioField(LABELS["title"], [InputRequired(REQUIRED)], choices=_choices(LABEL_STATES))
    label_unit = RadioField(LABELS["unit"], [InputRequired(REQUIRED)], choices=_choices(LABEL_STATES))
    label_phone = RadioField(LABELS["phone"], [InputRequired(REQUIRED)], choices=_choices(LABEL_STATES))
    place = StringField(_l("Where it is kept"), [InputRequired(REQUIRED), Length(max=LINE)], filters=[tidy_line])
    note = StringField(_l("Remark (if any)"), [Optional(), Length(max=TEXT)], filters=[tidy_line])

    def copy(self) -> NewCopy:
        """As the action takes it."""
        return NewCopy(
            kind=CopyKind(self.kind.data),
            pages=self.pages.data,
            is_whole=bool(self.is_whole.data),
            label={key: LabelState(self[f"label_{key}"].data) for key in LABEL_FIELDS},
            place=self.place.data or "",
            note=self.note.data or "",
        )


class MoveForm(StrictForm):
    """One step of a copy."""

    state = SelectField(_l("What happened"), [InputRequired(REQUIRED)], choices=_choices(COPY_STATES))
    place = StringField(_l("Where it is now"), [InputRequired(REQUIRED), Length(max=LINE)], filters=[tidy_line])
    received_by = StringField(_l("Who received it"), [Optional(), Length(max=LINE)], filters=[tidy_line])
    note = StringField(_l("Remark (if any)"), [Optional(), Length(max=TEXT)], filters=[tidy_line])

    def move(self) -> Move:
        """As the action takes it."""
        return Move(
            CopyState(self.state.data), self.place.data or "", self.received_by.data or "", self.note.data or ""
        )


class CounterReasonForm(StrictForm):
    """Taking a line back, or objecting to it: in words."""

    reason = TextAreaField(_l("Reason"), [InputRequired(REQUIRED), Length(max=TEXT)], filters=[tidy_text])


def _moment(told: datetime | None) -> datetime:
    assert told is not None  # noqa: S101  the form requires it
    return told.replace(tzinfo=ZONE)


def _maybe(told: datetime | None) -> datetime | None:
    return None if told is None else _moment(told)
