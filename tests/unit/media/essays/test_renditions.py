from pathlib import Path

import html5lib
import pytest

from media.codes import Code
from media.essays.blocks import Block, BlockKind
from media.essays.counting import count
from media.essays.renditions import RenditionError, render_blocks, render_essay, render_essay_safely
from media.reports import FileKind
from tests.factories.crafted import craft_docx, paragraph, part
from tests.factories.documents import COVER, make_docx, make_odt, make_pdf, vietnamese_text
from tests.factories.limits import LIMITS

MAKERS = {FileKind.DOCX: make_docx, FileKind.ODT: make_odt, FileKind.PDF: make_pdf}


@pytest.mark.requirement("S001-R41")
@pytest.mark.parametrize("kind", MAKERS)
def test_rendition_holds_the_whole_text_and_nothing_of_the_cover(tmp_path: Path, kind: FileKind) -> None:
    path = MAKERS[kind](tmp_path / "a", chu=1200, seed=5, cover=COVER, author="Hồ Văn Khiêm", dashes=2)
    rendition = render_essay_safely(path, kind, limits=LIMITS, cover_values=COVER)
    assert " ".join(rendition.text.split()) == " ".join(vietnamese_text(1200, 5, dashes=2).split())
    for value in COVER.values():
        assert value not in rendition.html
    assert rendition == render_essay(path, kind, limits=LIMITS, cover_values=COVER)


def test_formats_of_one_essay_give_the_same_words(tmp_path: Path) -> None:
    texts = {
        " ".join(render_essay(make(tmp_path / kind, chu=900, seed=2), kind, limits=LIMITS).text.split())
        for kind, make in MAKERS.items()
    }
    assert len(texts) == 1
    assert count(texts.pop()).official == 900


def test_A11_what_stands_beside_the_text_never_reaches_the_rendition(tmp_path: Path) -> None:
    secret = "ZZCANARY"
    body = (
        paragraph("thân bài hiện ra")
        + paragraph(f"{secret}-HIDDEN", run="<w:vanish/>")
        + f'<w:p><w:del w:author="{secret}-AUTHOR"><w:r><w:delText>{secret}-DELETED</w:delText></w:r></w:del></w:p>'
    )
    path = craft_docx(
        tmp_path / "a",
        body,
        parts={
            "word/header1.xml": part("hdr", paragraph(f"{secret}-HEADER")),
            "word/comments.xml": part("comments", f'<w:comment w:author="{secret}">{paragraph(secret)}</w:comment>'),
            "docProps/core.xml": f"<c><creator>{secret}-CREATOR</creator></c>",
        },
        relations=[
            ("header", "header1.xml", False),
            ("comments", "comments.xml", False),
            ("hyperlink", f"mailto:{secret}@example.vn", True),
        ],
    )
    assert secret.encode() not in path.read_bytes()  # compressed; the control below proves that it is there
    rendition = render_essay(path, FileKind.DOCX, limits=LIMITS)
    assert rendition.html == '<article class="essay" lang="vi">\n<p>thân bài hiện ra</p>\n</article>\n'
    assert rendition.text == "thân bài hiện ra"


def test_blocks_become_plain_elements() -> None:
    rendition = render_blocks(
        [
            Block(BlockKind.HEADING, "Một", level=1),
            Block(BlockKind.HEADING, "Hai", level=7),
            Block(BlockKind.PARAGRAPH, "a\tb\nc"),
            Block(BlockKind.LIST, "x", level=1),
            Block(BlockKind.LIST, "y", level=1),
            Block(BlockKind.LIST, "z", level=1, ordinal=3),
            Block(BlockKind.TABLE, "1\t2", rows=(("1", "2"),)),
            Block(BlockKind.IMAGE, ""),
            Block(BlockKind.CAPTION, "Hình 1: d"),
            Block(BlockKind.PARAGRAPH, ""),
        ],
        [Block(BlockKind.FOOTNOTE, "ghi chú")],
    )
    assert rendition.html.splitlines() == [
        '<article class="essay" lang="vi">',
        "<h2>Một</h2>",
        "<h4>Hai</h4>",
        "<p>a b<br>c</p>",
        '<ul class="essay-list-1"><li>x</li><li>y</li></ul>',
        '<ol class="essay-list-1" start="3"><li>z</li></ol>',
        '<table class="essay-table"><tbody><tr><td>1</td><td>2</td></tr></tbody></table>',
        '<p class="essay-picture"></p>',
        '<p class="essay-caption">Hình 1: d</p>',
        '<section class="essay-notes"><ol><li>ghi chú</li></ol></section>',
        "</article>",
    ]
    html5lib.HTMLParser(strict=True).parseFragment(rendition.html)


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "&lt;script&gt;", "javascript:alert(1)"],
)
def test_E02_markup_in_a_text_stays_text(text: str) -> None:
    rendition = render_blocks([Block(BlockKind.PARAGRAPH, text), Block(BlockKind.TABLE, text, rows=((text,),))])
    tree = html5lib.parseFragment(rendition.html, namespaceHTMLElements=False)
    assert {element.tag for element in tree.iter() if isinstance(element.tag, str)} <= {
        "DOCUMENT_FRAGMENT", "article", "p", "table", "tbody", "tr", "td",
    }  # fmt: skip
    assert tree.findtext(".//p") == text


def test_no_rendition_of_what_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"%PDF-1.7 nothing")
    for render in (render_essay, render_essay_safely):
        with pytest.raises(RenditionError) as caught:
            render(path, FileKind.PDF, limits=LIMITS)
        assert caught.value.finding.code == Code.UNREADABLE
