from collections.abc import Mapping, Sequence

import pytest

from media.codes import Code
from media.essays.blocks import Block, BlockKind, Essay, Section
from media.essays.covers import Cover, find_cover
from media.essays.facts import describe
from media.essays.structure import arrange
from media.reports import Finding
from tests.factories.documents import COVER
from tests.factories.limits import COVER_FIELDS, LIMITS

BODY = "Một đoạn thân bài đủ dài để không ai nhầm nó với một dòng nào của trang bìa cả, thật vậy đấy các bạn ạ."


def blocks(*texts: str, kind: BlockKind = BlockKind.PARAGRAPH) -> list[Block]:
    """Paragraphs; a leading form feed stands for a page break."""
    return [Block(kind, text.removeprefix("\f"), starts_page=text.startswith("\f")) for text in texts]


def find(texts: Sequence[str], values: Mapping[str, str] | None = None) -> Cover:
    return find_cover(blocks(*texts), COVER_FIELDS, values or {})


@pytest.mark.requirement("S001-R18")
def test_cover_page_with_labels_is_found() -> None:
    cover = find(
        ["BÀI DỰ THI", "Tiêu đề: Nụ cười", "Họ và tên: Hồ Văn Khiêm", "Chức vụ: Công chức", "Đơn vị: UBND xã",
         "Điện thoại: 0912.345.678", "\f" + BODY, BODY]
    )  # fmt: skip
    assert (cover.length, cover.until) == (6, "page_break")
    assert cover.fields == dict.fromkeys(COVER_FIELDS, True)


@pytest.mark.requirement("S001-R18")
def test_cover_page_without_labels_is_found_by_its_values() -> None:
    cover = find(
        ["NỤ CƯỜI NƠI BỘ PHẬN MỘT CỬA", "Ho Van Khiem", "công chức tư pháp – hộ tịch", "UBND XÃ TÀ RỤT",
         "0912345678", "\f" + BODY],
        COVER,
    )  # fmt: skip
    assert cover.length == 5
    assert cover.fields == dict.fromkeys(COVER_FIELDS, True)


def test_missing_fields_are_named_and_an_unlabelled_title_stays_unknown() -> None:
    cover = find(["Họ và tên: Hồ Văn Khiêm", "Đơn vị công tác: UBND xã", "Chức vụ: ..........", "\f" + BODY])
    assert cover.fields == {
        "full_name": True, "position": False, "unit": True, "phone": False, "title": None,
    }  # fmt: skip


def test_label_with_its_value_on_the_next_line_is_found() -> None:
    cover = find(["Họ và tên tác giả:", "Hồ Văn Khiêm", "Số điện thoại (liên hệ):", "0912 345 678", "\f" + BODY])
    assert (cover.fields["full_name"], cover.length) == (True, 4)


def test_cover_in_a_table_is_found() -> None:
    rows = (("Họ và tên", "Hồ Văn Khiêm"), ("Chức vụ", "Công chức"), ("Đơn vị", "UBND xã"))
    table = Block(BlockKind.TABLE, "\n".join("\t".join(row) for row in rows), rows=rows)
    cover = find_cover([table, *blocks("\f" + BODY)], COVER_FIELDS, {})
    assert (cover.length, cover.fields["full_name"], cover.fields["unit"]) == (1, True, True)


def test_labelled_lines_without_a_page_break_are_a_cover() -> None:
    cover = find(["BÀI DỰ THI", "Họ tên: Hồ Văn Khiêm", "Chức vụ: Công chức", "SĐT: 0912345678", BODY, BODY])
    assert (cover.length, cover.until) == (4, "labels")


@pytest.mark.parametrize(
    "texts",
    [
        [BODY, BODY],
        ["Nụ cười nơi một cửa", BODY, "\f" + BODY],
        ["Tác giả: Hồ Văn Khiêm", BODY],
        ["Họ tên: Hồ Văn Khiêm", "Chức vụ: Công chức", "SĐT: 0912345678"],
        [BODY] * 20 + ["Họ tên: A", "Chức vụ: B", "\f" + BODY],
        ["Đơn vị chúng tôi có ba người. Họ và tên của từng người xin không nêu.", "\f" + BODY],
    ],
    ids=["no cover", "title only", "one field, no break", "nothing behind", "long first page", "mere mention"],
)
def test_what_is_not_surely_a_cover_stays_body(texts: list[str]) -> None:
    assert find(texts).length == 0


def test_fields_before_the_body_are_seen_even_without_a_cover() -> None:
    cover = find(["Tác giả: Hồ Văn Khiêm", BODY])
    assert (cover.length, cover.fields["full_name"], cover.fields["phone"]) == (0, True, False)


def figures(*given: Block) -> tuple[int | None, dict[str, Finding]]:
    facts, findings, _ = describe(Essay(blocks=given), LIMITS, {})
    return facts.chu_official, {finding.code: finding for finding in findings}


def test_cover_is_left_out_and_its_end_is_told() -> None:
    chu, found = figures(*blocks("Họ và tên: Hồ Văn Khiêm", "Đơn vị: UBND xã", "\fba chữ này"))
    assert chu == 3
    assert found[Code.COVER_LEFT_OUT].facts == {"chu": 10, "until": "page_break"}


def test_reference_list_is_left_out() -> None:
    body = blocks(*["mười chữ " * 5] * 8)
    listed = blocks("III. Tài liệu tham khảo:", "1. Nghị quyết 76", "2. Kế hoạch huyện")
    chu, found = figures(*body, *listed)
    assert chu == 80
    assert found[Code.REFERENCES_LEFT_OUT].facts == {"chu": 13}


def test_reference_list_ends_at_the_next_heading() -> None:
    body = blocks(*["mười chữ " * 5] * 8)
    end = [*blocks("Tài liệu tham khảo", "một hai"), *blocks("Lời kết", kind=BlockKind.HEADING), *blocks("ba bốn")]
    assert figures(*body, *end)[0] == 84


@pytest.mark.parametrize("words", ["Tài liệu tham khảo của chúng tôi là nhân dân", "Nguồn"])
def test_sentences_about_references_stay_body(words: str) -> None:
    body = blocks(*["mười chữ " * 5] * 8, words, "một hai")
    assert Code.REFERENCES_LEFT_OUT not in figures(*body)[1]


def test_reference_list_in_the_first_half_or_too_large_stays_body() -> None:
    early = blocks("Tài liệu tham khảo", *["mười chữ " * 5] * 8)
    large = blocks(*["mười chữ " * 5] * 4, "Tài liệu tham khảo", *["mười chữ " * 5] * 3)
    assert figures(*early)[0] == 84
    assert figures(*large)[0] == 74


def test_appendix_is_left_out() -> None:
    chu, found = figures(*blocks(*["mười chữ " * 5] * 8, "PHỤ LỤC 1: Số liệu", "bốn chữ ở đây"))
    assert chu == 80
    assert found[Code.APPENDIX_LEFT_OUT].facts == {"chu": 9}


def test_captions_beside_pictures_are_left_out() -> None:
    picture = Block(BlockKind.IMAGE, "")
    chu, found = figures(*blocks("ba chữ này"), picture, *blocks("Hình 1. Trụ sở xã", "Hình 2: không có ảnh"))
    assert chu == 8
    assert found[Code.CAPTIONS_LEFT_OUT].facts == {"chu": 5}


def test_sections_are_marked() -> None:
    essay = Essay(blocks=tuple(blocks("Họ và tên: A B", "Đơn vị: C", "\f" + BODY, BODY, BODY, "Phụ lục", "x")))
    assert [block.section for block in arrange(essay, COVER_FIELDS, {}).blocks] == [
        Section.COVER, Section.COVER, Section.BODY, Section.BODY, Section.BODY, Section.APPENDIX, Section.APPENDIX,
    ]  # fmt: skip


@pytest.mark.parametrize("key", ["author", "full_name", "ho_ten"])
def test_field_is_known_by_its_key_or_by_the_words_of_the_plan(key: str) -> None:
    label = "họ và tên tác giả" if key == "ho_ten" else ""
    fields = {key: label, "unit": "đơn vị công tác"}
    cover = find_cover(blocks("Người dự thi: Hồ Văn Khiêm", "Cơ quan: UBND xã", "\f" + BODY), fields, {})
    assert cover.fields == {key: True, "unit": True}
