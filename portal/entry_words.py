"""What the things of an entry are called: the keys of the task list, of returns and of differences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portal.display import capitalize

if TYPE_CHECKING:
    from judging.spec.categories import Category
    from judging.spec.programme import Programme


def name_of_key(key: str, *, plan: Programme, category: Category) -> str:
    """What a key ("cover:phone", "content", "attachment:anh") is called under this plan."""
    group, _colon, rest = key.partition(":")
    labels = {field.key: field.label for field in category.cover_fields}
    rules = {rule.key: rule.name for rule in category.accompanying}
    sentences = {one.key: one.text for one in plan.entering.declarations}
    names = {
        "title": _("The title of the entry"),
        "topic": _("The topic"),
        "cover": capitalize(labels.get(rest, rest)) or _("Cover data"),
        "content": _("The work itself"),
        "attachment": _("Attachment: %(name)s", name=rules.get(rest, rest)) if rest else _("Attachments"),
        "declarations": sentences.get(rest, _("Declarations")),
    }
    return str(names.get(group, key))
