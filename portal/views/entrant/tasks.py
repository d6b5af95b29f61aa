"""The task list of an entry, and the names of what may be missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import gettext as _

from judging.enums import Verdict
from portal.measured_words import limits_in_words

if TYPE_CHECKING:
    from portal.entry_pages import EntryPage

VERDICT_KINDS = {"pass": "success", "borderline": "warning", "fail": "danger", "unknown": "warning"}


def tasks_of(page: EntryPage) -> list[dict[str, Any]]:
    """The tasks in the order in which one does them."""
    tasks = [_cover(page), _work(page), *_attachments(page)]
    if page.plan.plan.entering.declarations or page.plan.plan.entering.ai_help is not None:
        tasks.append(_declarations(page))
    return tasks


def missing_words(page: EntryPage) -> list[tuple[str, str]]:
    """What is missing in words, each with the page where it is put right."""
    places = {"content": "work", "attachment": "attachments", "declarations": "declarations", "ai_help": "declarations"}
    found = [(page.name_of(key), _url(page, places.get(key.partition(":")[0], "cover"))) for key in page.missing]
    return list(dict.fromkeys(found))


def _cover(page: EntryPage) -> dict[str, Any]:
    open_fields = [key for key in page.missing if key.partition(":")[0] in {"title", "topic", "cover"}]
    deficient = any(page.is_deficiency(key) for key in ("title", "topic", "cover")) or any(
        key.startswith("cover:") for key in page.entry.may_change
    )
    return _task(
        page,
        _("Cover data"),
        "cover",
        hint=_("Author, unit, telephone, title, topic"),
        status=_status(done=not open_fields, deficient=page.returned is not None and deficient),
    )


def _work(page: EntryPage) -> dict[str, Any]:
    label = _("Your essay") if page.is_essay else _("Your video")
    hint = limits_in_words(page.category)
    content = page.copy.content
    if content is None:
        return _task(page, label, "work", hint=hint, status=_status(done=False, deficient=False))
    words = page.words_of(content)
    if words is None:
        return _task(page, label, "work", hint=hint, status=(_("being measured"), "info"))
    if not words.is_acceptable:
        return _task(page, label, "work", hint=words.in_short, status=(_("cannot be used"), "danger"))
    if page.is_deficiency("content"):
        return _task(page, label, "work", hint=words.in_short, status=(_("to be completed"), "warning"))
    measured = _("not known: a person looks") if words.overall == Verdict.UNKNOWN else _("measured")
    return _task(page, label, "work", hint=words.in_short, status=(measured, VERDICT_KINDS[words.overall]))


def _attachments(page: EntryPage) -> list[dict[str, Any]]:
    if not page.category.accompanying:
        return []
    count = sum(part.attachment_key is not None for part in page.copy.parts)
    lacking = any(key.startswith("attachment:") for key in page.missing)
    status = _status(done=False, deficient=False) if lacking else (
        (_("%(count)s files", count=count), "success") if count else (_("optional"), "neutral")
    )  # fmt: skip
    names = ", ".join(rule.name for rule in page.category.accompanying)
    return [_task(page, _("Attachments"), "attachments", hint=names, status=status)]


def _declarations(page: EntryPage) -> dict[str, Any]:
    lacking = any(key.partition(":")[0] in {"declarations", "ai_help"} for key in page.missing)
    hints = (
        [_("That the work is your own and was not published before")] if page.plan.plan.entering.declarations else []
    )
    if page.plan.plan.entering.ai_help is not None:
        hints.append(_("Whether AI tools helped"))
    deficient = page.is_deficiency("declarations") or page.is_deficiency("ai_help")
    return _task(
        page,
        _("Declarations"),
        "declarations",
        hint="; ".join(hints),
        status=_status(done=not lacking, deficient=deficient),
    )


def _status(*, done: bool, deficient: bool) -> tuple[str, str]:
    if deficient:
        return _("to be completed"), "warning"
    return (_("complete"), "success") if done else (_("to do"), "neutral")


def _task(page: EntryPage, label: str, name: str, *, hint: str, status: tuple[str, str]) -> dict[str, Any]:
    return {"label": label, "url": _url(page, name), "hint": hint, "status": status[0], "kind": status[1]}


def _url(page: EntryPage, name: str) -> str:
    return url_for(f"entrant.{name}", entry_id=page.entry.id)
