"""Covers in what judges read: every occurrence at the place named, in every kind of block, and nothing by mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from media.codes import Code
from media.essays.blocks import Block, BlockKind, Section
from media.essays.redactions import Passage, passages_from_plain, passages_to_plain, redact
from media.essays.renditions import RenditionError, render_blocks, render_essay, render_essay_safely
from media.reports import FileKind
from tests.factories.documents import COVER, make_docx, make_odt, make_pdf
from tests.factories.limits import LIMITS
from vietnamese.covering import COVER as HIDDEN

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NAME = "Hồ Văn Khiêm"
BLOCKS = (
    Block(BlockKind.PARAGRAPH, f"Bìa của {NAME}", section=Section.COVER),
    Block(BlockKind.HEADING, f"Lời của {NAME}", level=1),
    Block(BlockKind.PARAGRAPH, f"Tôi là {NAME}, {NAME} ở xã.", hidden=NAME),
    Block(BlockKind.TABLE, f"a\t{NAME}", rows=(("a", NAME),)),
    Block(BlockKind.CAPTION, "Ảnh: người khác"),
)
NOTES = (Block(BlockKind.FOOTNOTE, f"Theo {NAME}"),)


def texts(*passages: Passage) -> list[str]:
    blocks, notes, missed = redact(BLOCKS, NOTES, passages)
    assert missed == ()
    return [block.text for block in (*blocks, *notes)]


def test_A11_a_passage_is_covered_everywhere_or_at_its_place() -> None:
    everywhere = texts(Passage("text", NAME))
    assert [NAME in text for text in everywhere] == [True, False, False, False, False, False]
    at_one = texts(Passage("block:3", NAME))
    assert [NAME in text for text in at_one] == [True, True, False, True, False, True]
    assert at_one[2] == f"Tôi là {HIDDEN} ở xã."
    assert texts(Passage("footnote:1", NAME))[-1] == f"Theo {HIDDEN}"


def test_cells_and_hidden_text_are_covered_too() -> None:
    blocks, _, _ = redact(BLOCKS, NOTES, [Passage("text", NAME)])
    assert blocks[3].rows == (("a", HIDDEN),)
    assert blocks[2].hidden == ""


def test_a_place_that_moved_is_covered_wherever_the_words_stand() -> None:
    assert [NAME in text for text in texts(Passage("block:5", NAME))] == [True, False, False, False, False, False]


@pytest.mark.parametrize("words", ["không có ở đâu", "", "Bìa của"])
def test_what_stands_nowhere_is_told(words: str) -> None:
    passage = Passage("text", words)
    assert redact(BLOCKS, NOTES, [passage])[2] == (passage,)
    assert passages_from_plain(passages_to_plain([passage])) == (passage,)


def test_without_passages_nothing_changes() -> None:
    assert redact(BLOCKS, NOTES, []) == (list(BLOCKS), list(NOTES), ())


def test_A11_a_cover_is_the_same_sign_whatever_it_hides() -> None:
    long, short = (render_blocks([Block(BlockKind.PARAGRAPH, f"do {words} viết")]).html for words in (HIDDEN, HIDDEN))
    assert long == short
    assert f'<p>do <span class="essay-covered">{HIDDEN}</span> viết</p>' in long


@pytest.mark.parametrize(("maker", "kind"), [(make_docx, "docx"), (make_odt, "odt"), (make_pdf, "pdf")])
def test_A11_no_rendition_holds_what_was_covered(tmp_path: Path, maker: Callable[..., Path], kind: str) -> None:
    path = maker(tmp_path / "a", chu=300, cover=COVER)
    plain = render_essay(path, FileKind(kind), limits=LIMITS, cover_values=COVER)
    words = " ".join(plain.text.split("\n\n")[2].split()[:3])
    assert words in plain.text
    covered = render_essay_safely(
        path, FileKind(kind), limits=LIMITS, cover_values=COVER, passages=[Passage("text", words)]
    )
    assert words not in covered.text
    assert words not in covered.html
    assert HIDDEN in covered.text
    assert len(covered.text) < len(plain.text) + 20 * covered.text.count(HIDDEN)


def test_A11_nothing_is_rendered_when_a_passage_stands_nowhere(tmp_path: Path) -> None:
    path = make_docx(tmp_path / "a", chu=300)
    with pytest.raises(RenditionError) as caught:
        render_essay_safely(path, FileKind.DOCX, limits=LIMITS, passages=[Passage("block:4", "không có ở đâu")])
    finding = caught.value.finding
    assert (finding.code, finding.place, finding.facts["passage"]) == (Code.NOT_COVERED, "block:4", "không có ở đâu")
