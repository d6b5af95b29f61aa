"""What is remarkable about an essay as read: its text, what it hides, its form, and what of it is not counted."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from media.codes import Code
from media.essays.blocks import BlockKind, Section
from media.essays.counting import BIDI_CONTROLS, ZERO_WIDTH, compose, count
from media.essays.legacy import encoding_of_font
from media.essays.structure import LOOKALIKES, add_up, counts
from media.reports import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from media.essays.blocks import Block, Essay
    from media.essays.structure import Arrangement
    from media.reports import EssayFacts, Scope

_BROKEN = re.compile("[\ufffd\ue000-\uf8ff\x80-\x84\x86-\x9f]")
_BROKEN_SHARE = 0.02
_MUCH_HIDDEN_CHU = 10
_MANY_ZERO_WIDTH = 20
_EXCERPT = 120
_MOSTLY_VIETNAMESE = 60


def about_text(essay: Essay, arranged: Arrangement, facts: EssayFacts) -> Iterator[Finding]:
    """Whether there is any text, in what it is written, and what had to be repaired to read it."""
    is_read = facts.chu_everything is not None
    if not is_read and not any(finding.code == Code.SCANNED for finding in essay.findings):
        yield Finding(Code.NO_TEXT, Severity.PROBLEM, "body", {"images": essay.images})
    text = "\n".join(block.text for block in (*essay.blocks, *essay.notes))
    if broken := len(_BROKEN.findall(text)):
        much = broken > _BROKEN_SHARE * len(text)
        severity = Severity.PROBLEM if much else Severity.INFO
        yield Finding(Code.BROKEN_TEXT, severity, "body", {"count": broken})
    if decomposed := len(text) - len(compose(text)):
        yield Finding(Code.DECOMPOSED, Severity.INFO, "body", {"count": decomposed})
    if repaired := len(LOOKALIKES.findall(text)):
        yield Finding(Code.REPAIRED, Severity.INFO, "body", {"count": repaired})
    yield from _about_encodings(essay, arranged, facts)
    percent = facts.vietnamese_percent
    if percent is not None and percent < _MOSTLY_VIETNAMESE:
        yield Finding(Code.NOT_VIETNAMESE, Severity.WARNING, "body", {"percent": percent})


def _about_encodings(essay: Essay, arranged: Arrangement, facts: EssayFacts) -> Iterator[Finding]:
    """One finding for each old encoding that was converted, or whose fonts are used with nothing to convert."""
    chu: Counter[str] = Counter()
    for block in (*arranged.blocks, *arranged.notes):
        if block.original:
            chu[block.encoding] += count(block.text).official
    fonts: dict[str, list[str]] = {}
    for font in essay.fonts:
        if encoding := encoding_of_font(font):
            fonts.setdefault(encoding.value, []).append(font)
    for encoding_name in sorted({*chu, *fonts}):
        found = chu[encoding_name]
        everything = facts.chu_everything or 1
        yield Finding(
            Code.LEGACY_FONTS,
            Severity.WARNING if found else Severity.INFO,
            "body",
            {
                "encoding": encoding_name,
                "fonts": ", ".join(sorted(fonts.get(encoding_name, ()))[:10]),
                "percent": min(100, found * 100 // everything),
                "chu": found,
            },
        )


def about_hiding(essay: Essay, hidden: int) -> Iterator[Finding]:
    """What the file holds and does not show, and what its author's colleagues left in it."""
    text = "\n".join(block.text for block in (*essay.blocks, *essay.notes))
    if hidden:
        severity = Severity.PROBLEM if hidden >= _MUCH_HIDDEN_CHU else Severity.WARNING
        shown = " ".join(block.hidden for block in (*essay.blocks, *essay.notes) if block.hidden)
        excerpt = " ".join(compose(shown[: 8 * _EXCERPT]).split())[:_EXCERPT]
        yield Finding(Code.HIDDEN_TEXT, severity, "body", {"chu": hidden, "excerpt": excerpt})
    if padding := len(ZERO_WIDTH.findall(text)):
        severity = Severity.WARNING if padding >= _MANY_ZERO_WIDTH else Severity.INFO
        yield Finding(Code.ZERO_WIDTH, severity, "body", {"count": padding})
    if bidi := len(BIDI_CONTROLS.findall(text)):
        yield Finding(Code.BIDI_CONTROLS, Severity.WARNING, "body", {"count": bidi})
    if essay.insertions or essay.deletions:
        facts = {
            "insertions": essay.insertions,
            "deletions": essay.deletions,
            "deleted_chu": count(essay.deleted_text).official,
        }
        yield Finding(Code.TRACKED_CHANGES, Severity.WARNING, "body", facts)
    if essay.comments:
        yield Finding(Code.COMMENTS, Severity.WARNING, "body", {"count": essay.comments})


def about_form(facts: EssayFacts, *, wants_cover: bool) -> Iterator[Finding]:
    """Paper, page numbers, and the cover with its fields."""
    if facts.paper not in {None, "A4"}:
        sides = {"width_mm": facts.paper_width_mm or 0, "height_mm": facts.paper_height_mm or 0}
        yield Finding(Code.PAPER_NOT_A4, Severity.WARNING, "page", {"paper": facts.paper or "", **sides})
    if facts.page_numbers is False:
        yield Finding(Code.PAGE_NUMBERS_MISSING, Severity.WARNING, "page")
    if wants_cover and facts.chu_everything is not None:
        if not facts.cover_found:
            yield Finding(Code.COVER_NOT_FOUND, Severity.WARNING, "cover")
        for key, found in facts.cover.items():
            if found is False:
                yield Finding(Code.COVER_FIELD_MISSING, Severity.WARNING, "cover", {"field": key})


def left_out(arranged: Arrangement, scope: Scope) -> Iterator[Finding]:
    """What is not counted, part by part, so that nobody has to wonder where his chữ went."""
    blocks = (*arranged.blocks, *arranged.notes)
    out = [block for block in blocks if not counts(block, scope) and block.text]
    cover = [block for block in out if block.section is Section.COVER]
    if cover:
        facts: dict[str, str | int] = {"chu": add_up(cover).official, "until": arranged.cover.until}
        yield Finding(Code.COVER_LEFT_OUT, Severity.INFO, "cover", facts)
    rest = [block for block in out if block.section is not Section.COVER]
    for code, part in (
        (Code.REFERENCES_LEFT_OUT, [block for block in rest if block.section is Section.REFERENCES]),
        (Code.APPENDIX_LEFT_OUT, [block for block in rest if block.section is Section.APPENDIX]),
        (Code.CAPTIONS_LEFT_OUT, _in_body(rest, BlockKind.CAPTION)),
        (Code.NOTES_LEFT_OUT, _in_body(rest, BlockKind.FOOTNOTE)),
        (Code.TABLES_LEFT_OUT, _in_body(rest, BlockKind.TABLE)),
        (Code.HEADINGS_LEFT_OUT, _in_body(rest, BlockKind.HEADING)),
    ):
        if part:
            yield Finding(code, Severity.INFO, "body", {"chu": add_up(part).official})


def _in_body(blocks: Sequence[Block], kind: BlockKind) -> list[Block]:
    return [block for block in blocks if block.section is Section.BODY and block.kind is kind]
