"""How an author's changes are written: into a draft at once, beside what was handed in afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from judging.enums import EntryState
from judging.queries.working_copies import TABLE_FIELDS, TEXT_FIELDS, WorkingCopy, working_copy
from judging.rules import entering
from judging.rules.ai_help import tidy_answer
from judging.rules.author_rules import facts_asked
from vietnamese.folding import fold

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.models.entries import Entry
    from judging.queries.programmes import PlanInForce
    from judging.spec.categories import Category

KEYS = {
    "title": entering.TITLE,
    "topic_key": entering.TOPIC,
    "typed_text": entering.CONTENT,
    "ai_help": entering.AI_HELP,
}


@dataclass(frozen=True, slots=True)
class Draft:
    """What a page saves; None leaves a field as it is, an empty topic takes the choice back."""

    title: str | None = None
    topic_key: str | None = None
    cover: Mapping[str, str] | None = None
    declarations: Mapping[str, bool] | None = None
    typed_text: str | None = None
    ai_help: Mapping[str, Any] | None = None


def changed_fields(draft: Draft, copy: WorkingCopy, plan: PlanInForce, category: Category) -> dict[str, Any]:
    """The fields whose value really differs, cleaned of what the plan does not name (A05)."""
    wanted: dict[str, Any] = {}
    if draft.title is not None:
        wanted["title"] = draft.title
    if draft.topic_key is not None:
        if draft.topic_key and plan.plan.find_topic(draft.topic_key) is None:
            raise entering.UnknownChoiceError(key=draft.topic_key)
        wanted["topic_key"] = draft.topic_key or None
    if draft.typed_text is not None:
        wanted["typed_text"] = draft.typed_text
    if draft.cover is not None:
        known = {field.key for field in category.cover_fields} - {entering.TITLE, entering.TOPIC}
        known |= {fact.value for fact in facts_asked(plan.plan, category.key)}
        wanted["cover"] = {**copy.cover, **{key: value for key, value in draft.cover.items() if key in known}}
    if draft.declarations is not None:
        named = {one.key for one in plan.plan.entering.declarations}
        wanted["declarations"] = {
            **copy.declarations,
            **{key: value for key, value in draft.declarations.items() if key in named},
        }
    if draft.ai_help is not None and plan.plan.entering.ai_help is not None:
        wanted["ai_help"] = tidy_answer(draft.ai_help)
    return {name: value for name, value in wanted.items() if value != getattr(copy, name)}


def keys_of(changed: Mapping[str, Any], copy: WorkingCopy) -> list[str]:
    """The keys, as `may_change` lists them, of what changed."""
    found = [KEYS[name] for name in changed if name in KEYS]
    for name in TABLE_FIELDS:
        before = getattr(copy, name)
        found += [f"{name}:{key}" for key, value in changed.get(name, {}).items() if before.get(key) != value]
    return found


def put_fields(entry: Entry, changed: Mapping[str, Any]) -> None:
    """Write the changed fields where they belong in the entry's present state."""
    if entry.state != EntryState.DRAFT.value:
        changes = {**entry.changes, **changed}
        # What was changed back is no change any more.
        entry.changes = {
            name: value
            for name, value in changes.items()
            if name not in (*TEXT_FIELDS, *TABLE_FIELDS) or value != getattr(entry, name)
        }
        return
    for name, value in changed.items():
        setattr(entry, name, value)
    entry.title_folded = fold(entry.title)


def adopt(session: Session, entry: Entry, copy: WorkingCopy, *, now: datetime) -> None:
    """Make the working copy what was handed in."""
    entry.title, entry.topic_key = copy.title, copy.topic_key
    entry.title_folded = fold(copy.title)
    entry.cover, entry.declarations = dict(copy.cover), dict(copy.declarations)
    entry.typed_text, entry.ai_help = copy.typed_text, dict(copy.ai_help)
    kept = {part.id for part in copy.parts}
    for part in entry.parts:
        if part.removed_at is None and part.id not in kept:
            part.removed_at = now
    session.flush()  # the replaced content goes before the new one comes: there is one content at a time
    for part in copy.parts:
        part.staged_at = None
    entry.changes = {}


def drop_staged(session: Session, entry: Entry, *, now: datetime) -> None:
    """Forget what was changed since the entry was handed in."""
    for part in working_copy(session, entry).parts:
        if part.staged_at is not None:
            part.removed_at = now
    entry.changes = {}
