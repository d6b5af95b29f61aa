"""From an essay as read to its figures and findings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from media.codes import Code
from media.essays.blocks import BlockKind, Section
from media.essays.counting import BIDI_CONTROLS, COUNTER_VERSION, ZERO_WIDTH, compose, count
from media.essays.structure import Arrangement, add_up, arrange, counts
from media.reports import EssayFacts, Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from media.essays.blocks import Block, Essay
    from media.reports import Limits, Scope

_PAPERS = {"A4": (210, 297), "A5": (148, 210), "A3": (297, 420), "letter": (216, 279)}
_PAPER_TOLERANCE_MM = 2
_BROKEN = re.compile("[\ufffd\ue000-\uf8ff\x80-\x84\x86-\x9f]")
_BROKEN_SHARE = 0.02
_MUCH_HIDDEN_CHU = 10
_MANY_ZERO_WIDTH = 20
_LEGACY = {".vn": "TCVN3", "vni": "VNI"}
_MAX_FONTS = 40


def describe(
    essay: Essay, limits: Limits, cover_values: Mapping[str, str]
) -> tuple[EssayFacts, tuple[Finding, ...], Arrangement]:
    """The figures, everything remarkable, and the blocks in their sections."""
    arranged = arrange(essay, limits.cover_fields, cover_values)
    everything = add_up((*arranged.blocks, *arranged.notes)).word_like
    is_read = everything > 0
    body = add_up([block for block in (*arranged.blocks, *arranged.notes) if counts(block, limits.scope)])
    paper, width, height = _paper(essay.papers_mm)
    hidden = _hidden_chu(essay)
    facts = EssayFacts(
        counter_version=COUNTER_VERSION,
        chu_official=body.official if is_read else None,
        chu_word_like=body.word_like if is_read else None,
        chu_everything=everything if is_read else None,
        pages=essay.pages,
        page_numbers=essay.page_numbers,
        paper=paper,
        paper_width_mm=width,
        paper_height_mm=height,
        fonts=_fonts(essay.fonts),
        cover_found=arranged.cover.length > 0 if is_read else None,
        cover=arranged.cover.fields if is_read else dict.fromkeys(arranged.cover.fields),
        images=essay.images,
        tables=sum(block.kind is BlockKind.TABLE for block in arranged.blocks),
        tracked_changes=essay.insertions + essay.deletions,
        comments=essay.comments,
        hidden_chu=hidden,
        language=essay.language,
    )
    findings = (
        *essay.findings,
        *_about_text(essay, is_read=is_read),
        *_about_hiding(essay, hidden),
        *_about_form(facts, wants_cover=bool(limits.cover_fields), is_read=is_read),
        *_left_out(arranged, limits.scope),
    )
    return facts, findings, arranged


def _about_text(essay: Essay, *, is_read: bool) -> Iterator[Finding]:
    if not is_read and not any(finding.code == Code.SCANNED for finding in essay.findings):
        yield Finding(Code.NO_TEXT, Severity.PROBLEM, "body", {"images": essay.images})
    text = "\n".join(block.text for block in (*essay.blocks, *essay.notes))
    if broken := len(_BROKEN.findall(text)):
        much = broken > _BROKEN_SHARE * len(text)
        severity = Severity.PROBLEM if much else Severity.INFO
        yield Finding(Code.BROKEN_TEXT, severity, "body", {"count": broken})
    if decomposed := len(text) - len(compose(text)):
        yield Finding(Code.DECOMPOSED, Severity.INFO, "body", {"count": decomposed})
    for prefix, encoding in _LEGACY.items():
        fonts = [font for font in essay.fonts if font.lower().startswith(prefix)]
        if fonts:
            share = sum(essay.fonts[font] for font in fonts) * 100 // max(1, sum(essay.fonts.values()))
            yield Finding(
                Code.LEGACY_FONTS,
                Severity.WARNING,
                "body",
                {"encoding": encoding, "fonts": ", ".join(sorted(fonts)[:10]), "percent": share},
            )


def _about_hiding(essay: Essay, hidden: int) -> Iterator[Finding]:
    text = "\n".join(block.text for block in (*essay.blocks, *essay.notes))
    if hidden:
        severity = Severity.PROBLEM if hidden >= _MUCH_HIDDEN_CHU else Severity.WARNING
        yield Finding(Code.HIDDEN_TEXT, severity, "body", {"chu": hidden})
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


def _about_form(facts: EssayFacts, *, wants_cover: bool, is_read: bool) -> Iterator[Finding]:
    if facts.paper not in {None, "A4"}:
        sides = {"width_mm": facts.paper_width_mm or 0, "height_mm": facts.paper_height_mm or 0}
        yield Finding(Code.PAPER_NOT_A4, Severity.WARNING, "page", {"paper": facts.paper or "", **sides})
    if facts.page_numbers is False:
        yield Finding(Code.PAGE_NUMBERS_MISSING, Severity.WARNING, "page")
    if wants_cover and is_read:
        if not facts.cover_found:
            yield Finding(Code.COVER_NOT_FOUND, Severity.WARNING, "cover")
        for key, found in facts.cover.items():
            if found is False:
                yield Finding(Code.COVER_FIELD_MISSING, Severity.WARNING, "cover", {"field": key})


def _left_out(arranged: Arrangement, scope: Scope) -> Iterator[Finding]:
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
    ):
        if part:
            yield Finding(code, Severity.INFO, "body", {"chu": add_up(part).official})


def _in_body(blocks: Sequence[Block], kind: BlockKind) -> list[Block]:
    return [block for block in blocks if block.section is Section.BODY and block.kind is kind]


def _hidden_chu(essay: Essay) -> int:
    return sum(count(block.hidden).official for block in (*essay.blocks, *essay.notes) if block.hidden)


def _paper(papers_mm: Sequence[tuple[int, int]]) -> tuple[str | None, int | None, int | None]:
    """The name and sides of the paper; `mixed` with the sides of the first sheet that is no A4."""
    if not papers_mm:
        return None, None, None
    sheets = [(min(sides), max(sides)) for sides in papers_mm]
    names = [_paper_name(sides) for sides in sheets]
    odd = next((place for place, name in enumerate(names) if name != "A4"), 0)
    return (names[0] if len(set(names)) == 1 else "mixed"), *sheets[odd]


def _paper_name(sides: tuple[int, int]) -> str:
    for name, (width, height) in _PAPERS.items():
        if abs(sides[0] - width) <= _PAPER_TOLERANCE_MM and abs(sides[1] - height) <= _PAPER_TOLERANCE_MM:
            return name
    return "other"


def _fonts(fonts: Mapping[str, int]) -> tuple[str, ...]:
    """The most used fonts, the most used first."""
    named = [font for font in fonts if font]
    return tuple(sorted(named, key=lambda font: (-fonts[font], font))[:_MAX_FONTS])
