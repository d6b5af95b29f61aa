"""Forms of units, people, their accounts and their duties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l
from wtforms import DateField, FileField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from judging.enums import Role
from portal.forms.strict import REQUIRED, StrictForm
from portal.kinds import PERSONNEL_KINDS, UNIT_KINDS, kind_name
from portal.words import ROLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flask_babel import LazyString

LONGEST = 200


class UploadForm(StrictForm):
    """A list to be checked."""

    file = FileField(_l("Excel or CSV file"))


class ReasonForm(StrictForm):
    """An act that needs its reason in words."""

    reason = TextAreaField(_l("Reason"), [InputRequired(REQUIRED), Length(max=1000)])


class PersonForm(StrictForm):
    """One person. What each cell may hold is the same rule as for a whole list."""

    staff_code = StringField(_l("Staff code"), [Length(max=LONGEST)])
    full_name = StringField(_l("Full name"), [Length(max=LONGEST)])
    position = StringField(_l("Position"), [Length(max=LONGEST)])
    personnel_kind = SelectField(_l("Kind of personnel"))
    unit_code = SelectField(_l("Unit"))
    phone = StringField(_l("Telephone"), [Length(max=LONGEST)])
    email = StringField(_l("E-mail"), [Length(max=LONGEST)])

    def offer(self, units: Sequence[tuple[str, str]], present_kind: str = "") -> None:
        """The units and kinds to choose from; a kind that only a plan knows stays what it is."""
        self.unit_code.choices = list(units)
        self.personnel_kind.choices = _kinds(PERSONNEL_KINDS, present_kind)


class UnitForm(StrictForm):
    """One unit."""

    code = StringField(_l("Unit code"), [Length(max=LONGEST)])
    name = StringField(_l("Name of the unit"), [Length(max=LONGEST)])
    short_name = StringField(_l("Short name"), [Length(max=LONGEST)])
    kind = SelectField(_l("Kind of unit"))
    level_code = SelectField(_l("Level"))
    parent_code = SelectField(_l("Unit above"))
    valid_from = DateField(_l("Valid from"), [Optional()])
    valid_to = DateField(_l("Valid to"), [Optional()])
    successor_code = SelectField(_l("Successor"))

    def offer(
        self, units: Sequence[tuple[str, str]], levels: Sequence[tuple[str, str]], present_kind: str = ""
    ) -> None:
        """The units, levels and kinds to choose from."""
        nothing = ("", "–")
        self.parent_code.choices = [nothing, *units]
        self.successor_code.choices = [nothing, *units]
        self.level_code.choices = [nothing, *levels]
        self.kind.choices = _kinds(UNIT_KINDS, present_kind)


class LevelForm(StrictForm):
    """One level of the administration with its days."""

    code = StringField(_l("Level code"), [InputRequired(REQUIRED), Length(max=40)])
    name = StringField(_l("Name of the level"), [InputRequired(REQUIRED), Length(max=80)])
    rank = IntegerField(_l("Order (1 stands highest)"), [InputRequired(REQUIRED), NumberRange(1, 99)])
    active_from = DateField(_l("Exists from"), [Optional()])
    active_to = DateField(_l("Exists to"), [Optional()])


class GrantForm(StrictForm):
    """A duty for one person."""

    role = SelectField(_l("Duty"))
    programme_id = SelectField(_l("Programme"))
    unit_id = SelectField(_l("Unit"))
    valid_to = DateField(_l("Last day (may be left empty)"), [Optional()])

    def offer(self, programmes: Sequence[tuple[str, str]], units: Sequence[tuple[str, str]]) -> None:
        """The duties, programmes and units to choose from. Everybody may enter without being granted it."""
        self.role.choices = [(role.value, words) for role, words in ROLES.items() if role is not Role.ENTRANT]
        self.programme_id.choices = [("", _l("every programme")), *programmes]
        self.unit_id.choices = [("", _l("no particular unit")), *units]


def _kinds(kinds: Mapping[str, LazyString], present: str) -> list[tuple[str, str]]:
    listed = [(key, str(words)) for key, words in kinds.items()]
    return listed if not present or present in kinds else [*listed, (present, kind_name(present))]
