"""Vietnamese by default, English complete: catalogues are one .po file per area, merged while starting.

English sentences are the message ids, so that English is complete by itself and a missing Vietnamese one is a
failing test (`tests/architecture/test_translations.py`).
"""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import g, has_request_context, request, session
from flask_babel import Babel, Domain, get_locale
from jinja2 import pass_context
from markupsafe import Markup

if TYPE_CHECKING:
    from flask import Flask
    from jinja2.runtime import Context

    from config import Settings

FOLDER = Path(__file__).parent / "translations"
LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
"""Each language by its name in itself."""
LOCALES = tuple(LANGUAGES)


@lru_cache(maxsize=4)
def merged_catalog(locale: str) -> Catalog:
    """Every message of a locale, from all its areas; two areas may repeat a message only with one translation."""
    merged = Catalog(locale=locale)
    for path in sorted((FOLDER / locale).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=locale):
                if message.id:
                    merged.add(message.id, message.string, context=message.context, flags=message.flags)
    return merged


@lru_cache(maxsize=4)
def translations_of(locale: str) -> Translations:
    """The compiled catalogue of a locale; English is its own."""
    if locale == "en" or not (FOLDER / locale).is_dir():
        return Translations()
    compiled = io.BytesIO()
    write_mo(compiled, merged_catalog(locale))
    compiled.seek(0)
    return Translations(fp=compiled)


def chosen_locale() -> str:
    """The language of this request: the one switched to, else the account's, else the office's."""
    if not has_request_context():
        return "vi"
    if (told := session.get("locale")) in LOCALES:
        return str(told)
    viewer = g.get("viewer")
    if viewer is not None and viewer.locale in LOCALES:
        return str(viewer.locale)
    return "vi"


def install_translations(app: Flask, settings: Settings) -> None:
    """Let Flask-Babel find our catalogues, UTC+7 on every screen, and the gettext functions in templates."""
    babel = Babel(
        app,
        default_locale=settings.locale,
        default_timezone="Asia/Ho_Chi_Minh",
        locale_selector=chosen_locale,
        timezone_selector=lambda: "Asia/Ho_Chi_Minh",
    )
    babel.domain_instance = _MergedDomain()  # our catalogues are not compiled files in one folder
    app.jinja_env.globals["locale"] = _locale_word
    app.jinja_env.globals.update(_=_say, gettext=_say, ngettext=_say_number)

    @app.before_request
    def _switch() -> None:
        asked = request.args.get("lang")
        if asked in LOCALES:
            session["locale"] = asked


def _translations() -> Translations:
    """The catalogue of this request's pages, looked up once: a page of 300 rows says 1,500 words.

    A page speaks one language: templates are not rendered under `force_locale`.
    """
    found: Translations | None = g.get("page_translations")
    if found is None:
        found = g.page_translations = _MergedDomain().get_translations()
    return found


@pass_context
def _say(context: Context, text: str, /, **facts: object) -> str:
    """What Jinja's own gettext does, at a third of its cost."""
    return _fill(context, _translations().ugettext(text), facts)


@pass_context
def _say_number(context: Context, one: str, many: str, num: int, /, **facts: object) -> str:
    return _fill(context, _translations().ungettext(one, many, num), {"num": num, **facts})


def _fill(context: Context, text: str, facts: dict[str, object]) -> str:
    said = Markup(text) if context.eval_ctx.autoescape else text  # noqa: S704  safe: our own catalogue; facts are escaped
    return said % facts if "%" in text else said


class _MergedDomain(Domain):  # type: ignore[misc]  # Flask-Babel has no types
    """The messages of all areas as one domain."""

    def get_translations(self) -> Translations:
        locale = get_locale()
        return translations_of(str(locale.language) if locale else "vi")


def _locale_word() -> str:
    found = get_locale()
    return str(found.language) if found else "vi"
