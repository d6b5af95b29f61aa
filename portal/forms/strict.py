"""Forms that take exactly their own fields: an unknown or a repeated one refuses the whole request (A05)."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from judging.errors import RefusedError

ALWAYS = frozenset({"csrf_token", "idempotency_key", "version"})


class UnexpectedFieldError(RefusedError):
    """The request carries a field that this form does not have, or one field twice."""

    code = "unexpected_field"


def refuse_unexpected(*names: str, several: tuple[str, ...] = ()) -> None:
    """Raise UnexpectedFieldError unless the posted fields are among `names` (once each) and `several`."""
    known = ALWAYS | set(names) | set(several)
    for name, values in request.form.lists():
        if name not in known or (len(values) > 1 and name not in several):
            raise UnexpectedFieldError(field=name)


class StrictForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """The parent of forms whose every field is meant: `several` names those that may come more than once."""

    several: tuple[str, ...] = ()

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401  as WTForms has it
        """As WTForms, after refusing what does not belong here."""
        refuse_unexpected(*(field.name for field in self), several=self.several)
        return bool(super().validate(extra_validators))


REQUIRED = _l("Please fill in this field.")
