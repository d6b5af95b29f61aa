"""An essay as clean HTML: what a judge reads, the author previews and the public is shown; all the same.

Made from text alone: every sign is escaped, every tag is ours. Left out are the cover, headers and footers,
page numbers, properties, comments, deleted and hidden text, pictures (their place is marked) and links. A page
that is a picture is a mark as well (`PICTURED`), in whose place whoever shows the article puts the page as
`media.essays.pages` drew it. The same file gives the same bytes.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

from media import sandbox
from media.codes import Code
from media.essays.blocks import Block, BlockKind, Section, UnreadableError
from media.essays.converting import finding_for, readable_copy
from media.essays.reading import read_essay
from media.essays.redactions import Passage, passages_from_plain, passages_to_plain, redact
from media.essays.structure import arrange
from media.limits import limits_from_plain, limits_to_plain
from media.measuring import ESSAY_BUDGET
from media.reports import FileKind, Finding, Limits, Severity, finding_from_plain, finding_to_plain
from vietnamese.covering import COVER

RENDERER_VERSION = "2"
PICTURED = re.compile(r'<figure class="essay-page" data-page="(\d{1,4})"></figure>')
"""The mark of a page that is a picture, with its number. No text can write one: every sign of it is escaped."""
_COVERED = f'<span class="essay-covered">{COVER}</span>'
_UNSEEN = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""Signs that nobody sees, in which a name could be written between the letters (A11)."""
_WITHOUT_TEXT = (BlockKind.IMAGE, BlockKind.PAGE)
_DEEPEST = 4
_FIRST = 2


class RenditionError(Exception):
    """No rendition can be made of this file; `finding` says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(f"no rendition: {finding.code} {dict(finding.facts)}")
        self.finding = finding


@dataclass(frozen=True, slots=True)
class Rendition:
    """The HTML (one `article` element) and the same as plain text, paragraphs a blank line apart."""

    html: str
    text: str


def render_essay(
    path: Path,
    kind: FileKind,
    *,
    limits: Limits,
    cover_values: Mapping[str, str] | None = None,
    passages: Sequence[Passage] = (),
) -> Rendition:
    """The rendition of an essay, in this process, with `passages` covered.

    Raises RenditionError, also when one of the passages stands nowhere: nothing is shown uncovered by mistake.
    """
    try:
        arranged = arrange(read_essay(path, kind, limits), limits.cover_fields, cover_values or {})
    except UnreadableError as error:
        raise RenditionError(error.finding) from error
    blocks, notes, missed = redact(arranged.blocks, arranged.notes, passages)
    if missed:
        raise RenditionError(Finding(Code.NOT_COVERED, Severity.REFUSAL, missed[0].place, {"passage": missed[0].text}))
    return render_blocks([block for block in blocks if block.section is not Section.COVER], notes)


def render_essay_safely(
    path: Path,
    kind: FileKind,
    *,
    limits: Limits,
    cover_values: Mapping[str, str] | None = None,
    passages: Sequence[Passage] = (),
) -> Rendition:
    """`render_essay` in a limited child process. Raises RenditionError, and SandboxWeakerError."""
    argument = {
        "limits": limits_to_plain(limits),
        "cover_values": dict(cover_values or {}),
        "passages": passages_to_plain(passages),
    }
    task = "media.essays.renditions:render_task"
    try:
        with readable_copy(path, kind) as (copy, copy_kind):
            argument |= {"path": str(copy.resolve()), "kind": copy_kind.value}
            done = sandbox.call(task, argument, readable=(copy,), budget=ESSAY_BUDGET)
    except UnreadableError as error:
        raise RenditionError(error.finding) from error
    except sandbox.SandboxWeakerError:
        raise
    except sandbox.SandboxError as error:
        raise RenditionError(finding_for(error)) from error
    if "finding" in done:
        raise RenditionError(finding_from_plain(done["finding"]))
    return Rendition(done["html"], done["text"])


def render_task(argument: dict[str, Any]) -> dict[str, Any]:
    """`render_essay` inside the sandbox."""
    try:
        rendition = render_essay(
            Path(argument["path"]),
            FileKind(argument["kind"]),
            limits=limits_from_plain(argument["limits"]),
            cover_values=argument["cover_values"],
            passages=passages_from_plain(argument.get("passages", ())),
        )
    except RenditionError as error:
        return {"finding": finding_to_plain(error.finding)}
    return {"html": rendition.html, "text": rendition.text}


def render_blocks(blocks: Sequence[Block], notes: Sequence[Block] = ()) -> Rendition:
    """The rendition of these blocks, and of the notes below them."""
    shown = [block for block in blocks if block.text or block.kind in _WITHOUT_TEXT]
    parts = [part for _, group in groupby(shown, key=_list_key) for part in _render_group(list(group))]
    noted = [note for note in notes if note.text]
    if noted:
        items = "".join(f"<li>{_inline(note.text)}</li>" for note in noted)
        parts.append(f'<section class="essay-notes"><ol>{items}</ol></section>')
    html = '<article class="essay" lang="vi">\n' + "".join(f"{part}\n" for part in parts) + "</article>\n"
    text = "\n\n".join(block.text for block in (*shown, *noted) if block.text)
    return Rendition(html, text)


def _list_key(block: Block) -> tuple[bool, int, bool]:
    is_list = block.kind is BlockKind.LIST
    return is_list, block.level if is_list else 0, is_list and block.ordinal is not None


def _render_group(blocks: list[Block]) -> Iterator[str]:
    first = blocks[0]
    if first.kind is not BlockKind.LIST:
        yield from map(_render_block, blocks)
        return
    tag = "ul" if first.ordinal is None else "ol"
    start = f' start="{first.ordinal}"' if first.ordinal not in {None, 1} else ""
    items = "".join(f"<li>{_inline(block.text)}</li>" for block in blocks)
    yield f'<{tag} class="essay-list-{min(first.level, _DEEPEST)}"{start}>{items}</{tag}>'


def _render_block(block: Block) -> str:
    if block.kind is BlockKind.HEADING:
        level = min(max(block.level, 1) + _FIRST - 1, _DEEPEST)
        return f"<h{level}>{_inline(block.text)}</h{level}>"
    if block.kind is BlockKind.TABLE:
        rows = "".join(
            "<tr>" + "".join(f"<td>{_inline(cell)}</td>" for cell in cells) + "</tr>" for cells in block.rows
        )
        return f'<table class="essay-table"><tbody>{rows}</tbody></table>'
    if block.kind is BlockKind.IMAGE:
        return '<p class="essay-picture"></p>'
    if block.kind is BlockKind.PAGE:
        mark = f'<figure class="essay-page" data-page="{block.page}"></figure>'
        return f'<p class="essay-page-covered">{_COVERED}</p>' if block.text else mark
    if block.kind is BlockKind.CAPTION:
        return f'<p class="essay-caption">{_inline(block.text)}</p>'
    return f"<p>{_inline(block.text)}</p>"


def _inline(text: str) -> str:
    shown = escape(_UNSEEN.sub("", text).replace("\t", " ").strip()).replace("\n", "<br>")
    return shown.replace(COVER, _COVERED)
