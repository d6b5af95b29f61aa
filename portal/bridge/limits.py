"""Limits down: what a plan allows of one part, in the plain words of the media side."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from judging.rules.entering import UnknownChoiceError
from judging.spec.unknown import is_known
from judging.spec.words import CountedPart, CountScope, WorkForm
from media.reports import FileKind, Limits, Scope

if TYPE_CHECKING:
    from collections.abc import Iterable

    from judging.spec.categories import AttachmentRule, Category

MOST_BYTES = 2 * 2**30
"""What an installation takes where the plan leaves the size open."""

TYPED_BYTES = 2**20
"""A typed essay: some 150,000 chữ."""

ESSAY_FILES = (FileKind.DOCX, FileKind.PDF, FileKind.ODT)
VIDEO_FILES = (FileKind.MP4, FileKind.MOV, FileKind.WEBM, FileKind.MKV)
ATTACHMENT_FILES = (FileKind.JPEG, FileKind.PNG, FileKind.PDF, *VIDEO_FILES)
_PARTS = {part: "footnotes" if part is CountedPart.NOTES else part.value for part in CountedPart}
OTHER_NAMES = {"jpg": FileKind.JPEG, "txt": FileKind.TEXT}


def content_limits(category: Category, *, is_typed: bool = False) -> Limits:
    """What the work itself may be; a text typed in the browser is text and has no cover of its own."""
    is_essay = category.form is WorkForm.ESSAY
    if is_typed:
        return Limits(kinds=(FileKind.TEXT,), max_bytes=TYPED_BYTES, scope=_scope(category))
    kinds = ESSAY_FILES if is_essay else VIDEO_FILES
    return Limits(
        kinds=_kinds(category.file_kinds) if is_known(category.file_kinds) else kinds,
        max_bytes=category.max_bytes if is_known(category.max_bytes) else MOST_BYTES,
        cover_fields={field.key: field.label for field in category.cover_fields} if is_essay else {},
        scope=_scope(category),
    )


def attachment_limits(rule: AttachmentRule) -> Limits:
    """What an attachment of this kind may be."""
    return Limits(
        kinds=_kinds(rule.file_kinds) if is_known(rule.file_kinds) else ATTACHMENT_FILES,
        max_bytes=rule.max_bytes if is_known(rule.max_bytes) else MOST_BYTES,
    )


def part_limits(category: Category, attachment_key: str | None, *, is_typed: bool = False) -> Limits:
    """The limits of the work (no key) or of an attachment. Raises UnknownChoiceError for a key not in the plan."""
    if attachment_key is None:
        return content_limits(category, is_typed=is_typed)
    rule = next((one for one in category.accompanying if one.key == attachment_key), None)
    if rule is None:
        raise UnknownChoiceError(key=attachment_key)
    return attachment_limits(rule)


def _scope(category: Category) -> Scope:
    if category.count_scope is CountScope.CHOSEN:
        return Scope(**{_PARTS[part]: part in category.counted_parts for part in CountedPart})
    return Scope.whole() if category.count_scope is CountScope.WHOLE else Scope()


def _kinds(words: Iterable[str]) -> tuple[FileKind, ...]:
    """The plan's words for kinds of files; a word that media does not know allows nothing."""
    found = []
    for word in words:
        with suppress(ValueError):
            found.append(OTHER_NAMES.get(word) or FileKind(word))
    return tuple(found)
