"""Old encodings: recognised by font or by syllables, converted for reading, and nothing else touched."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from media.codes import Code
from media.essays.blocks import Block, BlockKind, Essay
from media.essays.legacy import Encoding, convert, encoding_of_font, join_pieces, mend, of_font, recognise
from media.essays.legacy_maps import TCVN3, VISCII, VNI_PAIRS, VNI_SINGLE
from media.measuring import measure
from media.reports import FileKind, LegacyReading, Limits
from tests.factories.crafted import craft_docx, paragraph
from tests.factories.documents import vietnamese_text

SENTENCES = [
    (Encoding.TCVN3, "KÕ ho¹ch c¶i c¸ch hµnh chÝnh huyÖn Kr«ng N« n¨m 2023"),
    (Encoding.VNI, "Keá hoaïch caûi caùch haønh chính huyeän Kroâng Noâ naêm 2023"),
    (Encoding.VISCII, "Kª hoÕch cäi cách hành chính huy®n Krông Nô nåm 2023"),
    (Encoding.CP1258, "Kêì hoaòch caÒi caìch haÌnh chiình huyêòn Krông Nô nãm 2023"),
    (Encoding.UTF8, "Káº¿ hoáº¡ch cáº£i cÃ¡ch hÃ\xa0nh chÃ\xadnh huyá»‡n KrÃ´ng NÃ´ nÄƒm 2023"),
]
READ = "Kế hoạch cải cách hành chính huyện Krông Nô năm 2023"


def write(text: str, encoding: Encoding) -> str:
    """The text as the old encoding shows it; the way back from `convert`."""
    if encoding is Encoding.VNI:
        back = {**{read: code for code, read in VNI_SINGLE.items()}}
        for codes, read in VNI_PAIRS.items():
            back.setdefault(read, codes)
        return "".join(back.get(sign, sign) for sign in text)
    table = TCVN3 if encoding is Encoding.TCVN3 else VISCII
    back = {read: chr(code) for code, read in table.items()}
    return "".join(back.get(sign, sign) for sign in text)


def paragraphs(*texts: str, fonts: dict[str, int] | None = None) -> Essay:
    return Essay(blocks=tuple(Block(BlockKind.PARAGRAPH, text) for text in texts), fonts=fonts or {})


@pytest.mark.parametrize(("encoding", "written"), SENTENCES)
def test_sentence_is_recognised_and_read(encoding: Encoding, written: str) -> None:
    assert recognise(written) is encoding
    assert convert(written, encoding) == READ


@pytest.mark.parametrize("encoding", [Encoding.TCVN3, Encoding.VNI, Encoding.VISCII])
@pytest.mark.parametrize("seed", range(4))
def test_whole_essay_comes_back_letter_by_letter(encoding: Encoding, seed: int) -> None:
    text = vietnamese_text(400, seed).lower()
    written = write(text, encoding)
    assert written != text
    assert recognise(written) is encoding
    assert convert(written, encoding) == text


@pytest.mark.parametrize(
    "text",
    [
        READ,
        "cách hành chính công",
        "Café Müller, Straße, naïve, résumé, garçon, über, señor",
        "ÁP DỤNG THỦ TỤC",
        "§ 5 © 2020 ± 3 °C, ¥ 100 «trích»",
        "plain ASCII",
        "",
    ],
)
def test_what_is_no_old_encoding_stays_as_it_is(text: str) -> None:
    assert recognise(text) is None
    assert mend(paragraphs(text)) == paragraphs(text)


def test_short_line_follows_its_document() -> None:
    short = "Qu¶ng TrÞ"
    assert recognise(short) is None
    mended = mend(paragraphs(short, SENTENCES[0][1]))
    assert [block.text for block in mended.blocks] == ["Quảng Trị", READ]
    assert [(block.original, block.encoding) for block in mended.blocks] == [
        (short, "TCVN3"),
        (SENTENCES[0][1], "TCVN3"),
    ]


def test_paragraphs_are_decided_one_by_one() -> None:
    mixed = [READ, SENTENCES[0][1], SENTENCES[1][1], "Số: 12/KH-UBND"]
    assert [block.encoding for block in mend(paragraphs(*mixed)).blocks] == ["", "TCVN3", "VNI", ""]
    assert {block.text for block in mend(paragraphs(*mixed)).blocks} == {READ, "Số: 12/KH-UBND"}


def test_table_is_converted_cell_by_cell() -> None:
    cells = (("Hä vµ tªn", "§¬n vÞ c«ng t¸c"), ("Ng­êi viÕt", "Héi ®ång"))
    table = Block(BlockKind.TABLE, "\n".join("\t".join(row) for row in cells), rows=cells)
    [block] = mend(Essay(blocks=(table,))).blocks
    assert block.rows == (("Họ và tên", "Đơn vị công tác"), ("Người viết", "Hội đồng"))
    assert block.text == "Họ và tên\tĐơn vị công tác\nNgười viết\tHội đồng"


@pytest.mark.parametrize(
    ("font", "encoding"),
    [
        (".VnTime", Encoding.TCVN3),
        (".vnarialH", Encoding.TCVN3),
        ("VNI-Times", Encoding.VNI),
        ("VNI Helve", Encoding.VNI),
        ("Times New Roman", None),
        ("VnTime", None),
        ("", None),
    ],
)
def test_font_names_its_encoding(font: str, encoding: Encoding | None) -> None:
    assert encoding_of_font(font) is encoding


def test_letter_that_is_cut_between_two_runs_is_whole_again() -> None:
    pieces = [of_font("Ke", "VNI-Times"), of_font("á hoaïch", "VNI-Times"), of_font(" năm 2020", "Arial")]
    read = join_pieces(pieces)
    assert (read.text, read.original, read.encoding) == ("Kế hoạch năm 2020", "Keá hoaïch năm 2020", "VNI")


def test_unicode_left_in_an_old_font_is_not_converted() -> None:
    assert join_pieces([of_font("cải cách", ".VnTime"), of_font(" hành chính", ".VnTime")]).original == ""
    assert join_pieces([of_font("plain", ".VnTime")]).original == ""


def test_notes_are_read_too_and_fonts_hint_at_what_is_short() -> None:
    essay = replace(paragraphs("Héi ®ång", fonts={".VnTime": 9}), notes=(Block(BlockKind.FOOTNOTE, "Qu¶ng TrÞ"),))
    mended = mend(essay)
    assert [block.text for block in (*mended.blocks, *mended.notes)] == ["Hội đồng", "Quảng Trị"]


def test_noise_is_never_taken_for_an_old_encoding() -> None:
    chance = random.Random(7)
    for _ in range(300):
        text = " ".join(
            "".join(chr(chance.randrange(0xA1, 0x100)) for _ in range(chance.randrange(2, 7))) for _ in range(12)
        )
        assert recognise(text) is None


@pytest.mark.parametrize(
    ("font", "encoding", "written", "read"),
    [
        (".VnTime", "TCVN3", "KÕ ho¹ch c¶i c¸ch", "Kế hoạch cải cách"),
        (".VnTimeH", "TCVN3", "céng hßa", "CỘNG HÒA"),
        ("VNI-Times", "VNI", "Keá hoaïch caûi caùch", "Kế hoạch cải cách"),
    ],
)
def test_run_in_a_legacy_font_is_read_as_unicode_and_told(
    tmp_path: Path, font: str, encoding: str, written: str, read: str
) -> None:
    body = paragraph(written, run=f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>')
    report = measure(craft_docx(tmp_path / "a", body), limits=Limits((FileKind.DOCX,), 1 << 20))
    facts, findings = report.essay, {finding.code: finding for finding in report.findings}
    assert facts is not None
    chu = len(read.split())
    assert findings[Code.LEGACY_FONTS].facts == {"encoding": encoding, "fonts": font, "percent": 100, "chu": chu}
    assert (facts.fonts, facts.chu_official, facts.legacy_chu) == ((font,), chu, chu)
    assert facts.readings == (LegacyReading(encoding, written, read),)
