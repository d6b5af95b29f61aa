"""What the things of an entry are called: the keys of the task list, of returns and of differences."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from judging.rules.author_rules import AuthorFact
from portal.ai_help_words import name_of_part, words_of_uses
from portal.display import capitalize
from portal.forms.author_facts import GENDERS
from portal.forms.author_facts import LABELS as AUTHOR_FACTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from judging.rules.entry_texts import Difference
    from judging.spec.categories import Category
    from judging.spec.programme import Programme


def name_of_key(key: str, *, plan: Programme, category: Category) -> str:
    """What a key ("cover:phone", "content", "attachment:anh") is called under this plan."""
    group, _colon, rest = key.partition(":")
    labels = {field.key: field.label for field in category.cover_fields}
    labels |= {fact.value: str(words) for fact, words in AUTHOR_FACTS.items()}
    rules = {rule.key: rule.name for rule in category.accompanying}
    sentences = {one.key: one.text for one in plan.entering.declarations}
    names = {
        "title": _("The title of the entry"),
        "topic": _("The topic"),
        "cover": capitalize(labels.get(rest, rest)) or _("Cover data"),
        "content": _("The work itself"),
        "attachment": _("Attachment: %(name)s", name=rules.get(rest, rest)) if rest else _("Attachments"),
        "ai_help": name_of_part(rest),
        "declarations": sentences.get(rest, _("Declarations")),
    }
    return str(names.get(group, key))


def told_differences(found: Iterable[Difference]) -> list[Difference]:
    """Differences of two versions with their values in words, where a value is a word of the machine."""
    return [_in_words(one) for one in found]


def _in_words(one: Difference) -> Difference:
    if one.key == "ai_help:uses":
        return replace(one, before=words_of_uses(one.before), after=words_of_uses(one.after))
    if one.key == "ai_help:used" or one.key.startswith("declarations:"):
        return replace(one, before=_yes_or_no(one.before), after=_yes_or_no(one.after))
    if one.key == f"cover:{AuthorFact.GENDER}":
        return replace(one, before=_stated(one.before), after=_stated(one.after))
    return one


def _stated(value: str) -> str:
    return str(GENDERS.get(value, value)) if value else value


def _yes_or_no(value: str) -> str:
    words = {"yes": _("yes"), "no": _("no")}
    return str(words.get(value, value))
