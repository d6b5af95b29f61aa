"""What exactly was handed in, as the one text that its hash is taken of; and what changed between two of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from judging.rules.canonical import canonical_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FORMAT = 1


@dataclass(frozen=True, slots=True)
class PartText:
    """A part as a version names it. `sha256` is empty while it was not yet computed."""

    id: str
    kind: str
    attachment_key: str | None
    file_name: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two versions differ in: its key ("title", "cover:phone", "content") and both values."""

    key: str
    before: str
    after: str


def version_text(
    *,
    entry_id: str,
    number: int,
    plan_sha256: str,
    category_key: str,
    author_id: str,
    title: str,
    topic_key: str | None,
    cover: Mapping[str, Any],
    declarations: Mapping[str, Any],
    parts: Sequence[PartText],
    ai_help: Mapping[str, Any] | None = None,
) -> str:
    """The canonical text of a version. What is not asked is not named: such texts stay as they always were."""
    asked = {"ai_help": dict(ai_help)} if ai_help else {}
    return canonical_json(
        {
            **asked,
            "format": FORMAT,
            "entry": entry_id,
            "number": number,
            "plan": plan_sha256,
            "category": category_key,
            "author": author_id,
            "title": title,
            "topic": topic_key,
            "cover": dict(cover),
            "declarations": dict(declarations),
            "parts": [
                {
                    "id": part.id,
                    "kind": part.kind,
                    "attachment": part.attachment_key,
                    "name": part.file_name,
                    "bytes": part.size_bytes,
                    "sha256": part.sha256,
                }
                for part in parts
            ],
        }
    )


def part_ids(text: str) -> tuple[str, ...]:
    """The parts that a version's text names."""
    return tuple(part["id"] for part in json.loads(text)["parts"])


def differences(before: str, after: str) -> tuple[Difference, ...]:
    """What changed from one version's text to another's, in the order of the task list."""
    old, new = json.loads(before), json.loads(after)
    found = [Difference(key, old[key] or "", new[key] or "") for key in ("title", "topic") if old[key] != new[key]]
    for group in ("cover", "declarations", "ai_help"):
        before_group, after_group = old.get(group, {}), new.get(group, {})
        for key in sorted(before_group.keys() | after_group.keys()):
            shown = _answered if group == "ai_help" else _shown
            one, other = shown(before_group.get(key)), shown(after_group.get(key))
            if one != other:
                found.append(Difference(f"{group}:{key}", one, other))
    return (*found, *_part_differences(old["parts"], new["parts"]))


def _part_differences(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[Difference]:
    found = []
    before = {part["id"]: part for part in old}
    after = {part["id"]: part for part in new}
    gone = [part for key, part in before.items() if key not in after]
    come = [part for key, part in after.items() if key not in before]
    for key in dict.fromkeys(_key(part) for part in (*gone, *come)):
        left = [part for part in gone if _key(part) == key]
        right = [part for part in come if _key(part) == key]
        found.append(Difference(key, ", ".join(map(_named, left)), ", ".join(map(_named, right))))
    return found


def _key(part: dict[str, Any]) -> str:
    return "content" if part["kind"] == "content" else f"attachment:{part['attachment']}"


def _named(part: dict[str, Any]) -> str:
    return f"{part['name']} ({part['bytes']} byte)"


def _answered(value: object) -> str:
    """Unlike a box that was not ticked, a no is an answer; several uses are one line."""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "no" if value is False else _shown(value)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return "" if value is None else str(value)
