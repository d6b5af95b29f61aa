"""The scan of an essay: body, notes, headers and footers, hidden and deleted text, properties, file name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from media import sandbox
from media.essays.blocks import Aside, Section, UnreadableError
from media.essays.converting import finding_for, readable_copy
from media.essays.reading import read_essay
from media.essays.structure import add_up, arrange
from media.identity.terms import terms_from_plain, terms_to_plain
from media.identity.texts import scan, unsure
from media.limits import limits_from_plain, limits_to_plain
from media.measuring import ESSAY_BUDGET
from media.reports import FileKind, finding_from_plain, finding_to_plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from media.essays.blocks import Essay
    from media.essays.structure import Arrangement
    from media.identity.terms import Term
    from media.reports import Finding, Limits


def scan_essay(
    path: Path,
    kind: FileKind,
    *,
    declared_name: str | None,
    terms: Sequence[Term],
    limits: Limits,
    cover_values: Mapping[str, str] | None = None,
) -> tuple[Finding, ...]:
    """Everything that an essay holds, in this process.

    The cover is left out: names belong there, and no judge sees it. Give the same `limits` and `cover_values` as
    for the rendition, so that both see the same cover; one that cannot be told apart is scanned as body.
    """
    names = [Aside("file_name", declared_name)] if declared_name else []
    try:
        essay = read_essay(path, kind, limits)
    except UnreadableError as error:
        return (*scan(names, terms), unsure("unreadable", error.finding.code))
    return scan_read(essay, arrange(essay, limits.cover_fields, cover_values or {}), names, terms)


def scan_read(
    essay: Essay, arranged: Arrangement, names: Sequence[Aside], terms: Sequence[Term]
) -> tuple[Finding, ...]:
    """The scan of an essay that was read and arranged already; `names` is what stands around it."""
    body = [
        Aside(f"block:{place}", text)
        for place, block in enumerate(arranged.blocks, start=1)
        if block.section is not Section.COVER
        for text in (block.text, block.hidden)
        if text
    ]
    findings = scan([*body, *_notes(essay)], terms, strangers=True) + scan([*names, *_around(essay)], terms)
    unread = []
    if not add_up((*arranged.blocks, *arranged.notes)).word_like:
        unread.append(unsure("no_text"))
    if pictures := max(essay.images, len(essay.pictured_pages)):
        unread.append(unsure("pictures", pictures))
    return (*findings, *unread)


def scan_essay_safely(
    path: Path,
    kind: FileKind,
    *,
    declared_name: str | None,
    terms: Sequence[Term],
    limits: Limits,
    cover_values: Mapping[str, str] | None = None,
) -> tuple[Finding, ...]:
    """`scan_essay` in a limited child process; a child that dies leaves an `identity_unsure`."""
    argument: dict[str, Any] = {
        "declared_name": declared_name,
        "terms": terms_to_plain(terms),
        "limits": limits_to_plain(limits),
        "cover_values": dict(cover_values or {}),
    }
    names = [Aside("file_name", declared_name)] if declared_name else []
    try:
        with readable_copy(path, kind) as (copy, copy_kind):
            argument |= {"path": str(copy.resolve()), "kind": copy_kind.value}
            done = sandbox.call("media.identity.essays:scan_task", argument, readable=(copy,), budget=ESSAY_BUDGET)
    except UnreadableError as error:
        return (*scan(names, terms), unsure("unreadable", error.finding.code))
    except sandbox.SandboxWeakerError:
        raise
    except sandbox.SandboxError as error:
        return (*scan(names, terms), unsure("unreadable", finding_for(error).code))
    return tuple(finding_from_plain(finding) for finding in done["findings"])


def scan_task(argument: dict[str, Any]) -> dict[str, Any]:
    """`scan_essay` inside the sandbox."""
    findings = scan_essay(
        Path(argument["path"]),
        FileKind(argument["kind"]),
        declared_name=argument["declared_name"],
        terms=terms_from_plain(argument["terms"]),
        limits=limits_from_plain(argument["limits"]),
        cover_values=argument["cover_values"],
    )
    return {"findings": [finding_to_plain(finding) for finding in findings]}


def _notes(essay: Essay) -> Iterator[Aside]:
    for number, note in enumerate(essay.notes, start=1):
        yield Aside(f"footnote:{number}", f"{note.text} {note.hidden}")


def _around(essay: Essay) -> Iterator[Aside]:
    yield from (Aside(block.kind.value, f"{block.text} {block.hidden}") for block in essay.margins)
    yield Aside("deleted", essay.deleted_text)
    yield from essay.asides
