"""The messages that WTForms itself speaks ("This field is required."), from our own catalogues.

WTForms ships no Vietnamese. Flask-WTF looks for the translations on the request first, so we put ours there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request
from flask_babel import get_locale

from portal.translate import translations_of

if TYPE_CHECKING:
    from flask import Flask


class FormWords:
    """What Flask-WTF asks for words. The language is looked up late: by then it is known who signed in."""

    def ugettext(self, message: str) -> str:
        return str(translations_of(_language()).ugettext(message))

    def ungettext(self, singular: str, plural: str, count: int) -> str:
        return str(translations_of(_language()).ungettext(singular, plural, count))


def _language() -> str:
    locale = get_locale()
    return str(locale.language) if locale else "vi"


def install_form_words(app: Flask) -> None:
    """Let every form of `app` speak the language of the page (translations/vi/forms.po)."""

    @app.before_request
    def _give() -> None:
        request.wtforms_translations = FormWords()  # type: ignore[attr-defined]  # where Flask-WTF keeps its own
