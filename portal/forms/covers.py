"""The forms of covers over pages and stretches of film. Whether they can be made is the action's to say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, Length, ValidationError

from judging.rules.stretches import Hiding, Stretch
from portal.forms.redactions import WhyCoverForm
from portal.forms.strict import REQUIRED
from portal.moments import read_moment

if TYPE_CHECKING:
    from collections.abc import Sequence

HIDINGS = {
    Hiding.BOTH: _l("Picture and sound"),
    Hiding.SOUND: _l("Sound only (silence)"),
    Hiding.PICTURE: _l("Picture only (black)"),
}
_LONGEST_MOMENT = 12


class PageCoverForm(WhyCoverForm):
    """A page that is a picture, as `part:page`."""

    page = SelectField(_l("Page"), validate_choice=True)

    def offer(self, pages: Sequence[tuple[str, str]]) -> None:
        """The pages that can be covered."""
        tell_apart(self, "page")
        self.page.choices = [SelectChoice(key, words) for key, words in pages]


class StretchForm(WhyCoverForm):
    """From when to when of which film nothing is heard, seen, or both."""

    film = SelectField(_l("Film"), validate_choice=True)
    starts = StringField(
        _l("From (minutes:seconds)"),
        [InputRequired(REQUIRED), Length(max=_LONGEST_MOMENT)],
        description="0:05 · 1:23,5",
    )
    ends = StringField(_l("To (minutes:seconds)"), [InputRequired(REQUIRED), Length(max=_LONGEST_MOMENT)])
    hides = RadioField(
        _l("What is covered"),
        choices=[SelectChoice(one.value, words) for one, words in HIDINGS.items()],
        default=Hiding.BOTH.value,
    )

    def offer(self, films: Sequence[tuple[str, str]]) -> None:
        """The films of this entry."""
        tell_apart(self, "stretch")
        self.film.choices = [SelectChoice(key, words) for key, words in films]

    def validate_starts(self, field: Any) -> None:  # noqa: ANN401  a field of WTForms
        _read(field.data)

    def validate_ends(self, field: Any) -> None:  # noqa: ANN401  a field of WTForms
        _read(field.data)

    def stretch(self) -> Stretch:
        """What was asked for; only after validation."""
        return Stretch(_read(self.starts.data), _read(self.ends.data), Hiding(self.hides.data))


def tell_apart(form: WhyCoverForm, word: str) -> None:
    """Give the fields that several forms of a page share ids of their own, so that each label finds its field."""
    for one in (form.reason, form.words):
        one.id = f"{word}-{one.short_name}"


def _read(text: str | None) -> int:
    found = read_moment(text or "")
    if found is None:
        raise ValidationError(_("Please write the moment as minutes:seconds, for example 1:23 or 0:05,5."))
    return found
