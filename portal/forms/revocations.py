"""Forms of disqualifying, revoking, and taking that back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, Length

from judging.rules.revocations import MovesUp, RevocationKind
from portal.forms.results import LONGEST_REASON
from portal.forms.strict import REQUIRED, StrictForm
from portal.revocation_words import KINDS, MOVES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from judging.spec.prizes import Ladder

MOVE = "move_"


class RevocationForm(StrictForm):
    """Whom it concerns, what is decided, and why; `make_form` adds a question for each ladder without a rule."""

    code = SelectField(_l("Entry or prize"), [InputRequired(REQUIRED)], choices=[])
    kind = RadioField(
        _l("Decision"),
        [InputRequired(REQUIRED)],
        choices=[SelectChoice(one.value, KINDS[one]) for one in RevocationKind],
    )
    reason = TextAreaField(
        _l("Reason"),
        [InputRequired(REQUIRED), Length(max=LONGEST_REASON)],
        description=_l(
            "It is published with the corrected result. Write the facts and the rule; name nobody and nothing private."
        ),
    )

    @property
    def decided(self) -> RevocationKind:
        """What is decided."""
        return RevocationKind(self.kind.data)


class UndoForm(StrictForm):
    """Taking it back."""

    reason = TextAreaField(_l("Reason"), [InputRequired(REQUIRED), Length(max=LONGEST_REASON)])


def make_form(codes: Sequence[tuple[str, str]], ladders: Sequence[Ladder], *, is_empty: bool = False) -> RevocationForm:
    """The form over `codes`, asking what becomes of the prize for each of `ladders`, which the plan leaves open."""
    options = [SelectChoice(one.value, MOVES[one]) for one in MovesUp]
    asked = {
        f"{MOVE}{one.key}": RadioField(
            _l("What becomes of the prize: %(ladder)s", ladder=one.name), choices=options, validate_choice=False
        )
        for one in ladders
    }
    form: RevocationForm = type("AskingForm", (RevocationForm,), asked)(**({"formdata": None} if is_empty else {}))
    form.code.choices = [SelectChoice(code, words) for code, words in codes]
    return form


def said_moves(form: RevocationForm, ladders: Sequence[Ladder]) -> dict[str, MovesUp]:
    """What was said for each of `ladders`; nothing for one without an answer."""
    said = {one.key: form[f"{MOVE}{one.key}"].data for one in ladders}
    return {key: MovesUp(value) for key, value in said.items() if value in set(MovesUp)}
