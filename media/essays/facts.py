"""From an essay as read to its figures and findings."""

from __future__ import annotations

from dataclasses import fields
from itertools import islice
from textwrap import shorten
from typing import TYPE_CHECKING

from media.essays.blocks import BlockKind
from media.essays.counting import COUNTER_VERSION, count
from media.essays.findings import about_form, about_hiding, about_text, left_out
from media.essays.structure import Arrangement, add_up, arrange, counted_margins, counts
from media.reports import EssayFacts, LegacyReading
from vietnamese.syllables import is_syllable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from media.essays.blocks import Essay
    from media.reports import Finding, Limits

_PAPERS = {"A4": (210, 297), "A5": (148, 210), "A3": (297, 420), "letter": (216, 279)}
_PAPER_TOLERANCE_MM = 2
_MAX_FONTS = 40
_MAX_READINGS = 3
_READING_CHARACTERS = 160
_FEWEST_WORDS = 20
_WORDS_LOOKED_AT = 600


def describe(
    essay: Essay, limits: Limits, cover_values: Mapping[str, str]
) -> tuple[EssayFacts, tuple[Finding, ...], Arrangement]:
    """The figures, everything remarkable, and the blocks in their sections."""
    arranged = arrange(essay, limits.cover_fields, cover_values)
    everything = add_up((*arranged.blocks, *arranged.notes)).word_like
    is_read = everything > 0
    scope = limits.scope
    counted = [block for block in (*arranged.blocks, *arranged.notes) if counts(block, scope)]
    body = add_up([*counted, *counted_margins(arranged.margins, scope)])
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
        pictured_pages=essay.pictured_pages,
        tables=sum(block.kind is BlockKind.TABLE for block in arranged.blocks),
        tracked_changes=essay.insertions + essay.deletions,
        comments=essay.comments,
        hidden_chu=hidden,
        language=essay.language,
        counted=tuple(part.name for part in fields(scope) if getattr(scope, part.name)),
        legacy_chu=add_up([block for block in (*arranged.blocks, *arranged.notes) if block.original]).official,
        readings=_readings(arranged),
        vietnamese_percent=_vietnamese_percent(arranged),
    )
    findings = (
        *essay.findings,
        *about_text(essay, arranged, facts),
        *about_hiding(essay, hidden),
        *about_form(facts, wants_cover=bool(limits.cover_fields)),
        *left_out(arranged, scope),
    )
    return facts, findings, arranged


def _readings(arranged: Arrangement) -> tuple[LegacyReading, ...]:
    """The first passages that were converted, cut to a few lines each: the preview that people are shown."""
    converted = (block for block in (*arranged.blocks, *arranged.notes) if block.original)
    return tuple(
        LegacyReading(block.encoding, *(shorten(text, _READING_CHARACTERS, placeholder=" …") for text in texts))
        for block in islice(converted, _MAX_READINGS)
        for texts in [(block.original, block.text)]
    )


def _vietnamese_percent(arranged: Arrangement) -> int | None:
    """Of the words of letters, how many could be Vietnamese; None for a text too short to tell."""
    seen = good = 0
    for block in arranged.blocks:
        for token in block.text.split():
            word = token.strip(".,;:!?()[]{}\"'“”‘’…/-–")
            if word.isalpha():
                seen += 1
                good += is_syllable(word)
        if seen >= _WORDS_LOOKED_AT:
            break
    return good * 100 // seen if seen >= _FEWEST_WORDS else None


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
