"""Forms of broadcasts: the schedule and the log; the script's items are plain text areas of one name."""

from __future__ import annotations

import re
from datetime import datetime, time

from flask_babel import lazy_gettext as _l
from wtforms import DateField, DateTimeLocalField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, Length, ValidationError

from portal.forms.strict import REQUIRED, StrictForm
from portal.forms.tidying import tidy_line, tidy_text
from vietnamese.dates import ZONE

LONGEST_STATIONS = 2000
MOST_STATIONS = 60
_TIME = re.compile(r"^([01]?\d|2[0-3])\s*[:h]\s*([0-5]\d)?$")


def read_times(text: str) -> list[time]:
    """The times of day in `text`, between commas.

    Raises:
        ValueError: something there is no time.

    >>> read_times("5h30, 17:00")
    [datetime.time(5, 30), datetime.time(17, 0)]
    """
    found = []
    for piece in re.split(r"[,;\n]", text):
        if not piece.strip():
            continue
        fit = _TIME.match(piece.strip())
        if fit is None:
            raise ValueError(piece.strip())
        found.append(time(int(fit[1]), int(fit[2] or 0)))
    return found


class ScheduleForm(StrictForm):
    """Which stations read the items, from which day on, at what times, how often each."""

    stations = TextAreaField(
        _l("Stations, one on a line"), [InputRequired(REQUIRED), Length(max=LONGEST_STATIONS)], filters=[tidy_text]
    )
    first = DateField(_l("First day"), [InputRequired(REQUIRED)])
    times = StringField(_l("Times of day"), [InputRequired(REQUIRED), Length(max=200)], filters=[tidy_line])
    repeats = SelectField(
        _l("How often each item is read"), choices=[SelectChoice(str(one), str(one)) for one in (1, 2, 3, 4)]
    )

    def validate_times(self, field: StringField) -> None:
        """Times of day between commas."""
        try:
            times = read_times(field.data or "")
        except ValueError:
            times = []
        if not times:
            raise ValidationError(str(_l("Write times of day between commas, such as 05:30, 17:00.")))

    def validate_stations(self, field: TextAreaField) -> None:
        """Not more than anybody has."""
        if len((field.data or "").splitlines()) > MOST_STATIONS:
            raise ValidationError(str(_l("At most 60 stations at once.")))


class AiredForm(StrictForm):
    """When it was read, and what there was to say of it."""

    at = DateTimeLocalField(_l("Read at"), [InputRequired(REQUIRED)])
    note = StringField(_l("Remark (if any)"), [Length(max=500)], filters=[tidy_line])

    def moment(self) -> datetime:
        """The moment by the clock of Vietnam."""
        return self.at.data.replace(tzinfo=ZONE)  # type: ignore[union-attr]  # it is required
