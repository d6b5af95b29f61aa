import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese.errors import MoneyError
from vietnamese.money import amount_in_words, format_vnd, number_in_words, parse_vnd


@pytest.mark.requirement("S001-R31")
@pytest.mark.parametrize(
    ("amount", "text"), [(2_000_000, "2.000.000\u00a0đồng"), (0, "0\u00a0đồng"), (702_000, "702.000\u00a0đồng")]
)
def test_format_vnd_keeps_figure_and_unit_on_one_line(amount: int, text: str) -> None:
    assert format_vnd(amount) == text


@pytest.mark.requirement("S001-R31")
@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("2.000.000 đồng", 2_000_000),
        ("2.000.000đ", 2_000_000),
        ("2.000.000 VNĐ", 2_000_000),
        ("2,000,000 đồng", 2_000_000),
        ("500,000 đồng", 500_000),
        ("2000000", 2_000_000),
        ("2.000.000 ₫", 2_000_000),
        ("2 triệu đồng", 2_000_000),
        ("02 triệu", 2_000_000),
        ("1,5 triệu", 1_500_000),
        ("1.5 triệu", 1_500_000),
        ("1.500 triệu", 1_500_000_000),
        ("mỗi giải 1.000.000 đồng", 1_000_000),
        ("mỗi giải trị giá 500.000đ", 500_000),
        ("500.000đ/giải", 500_000),
        ("trị giá: 500.000 đồng/giải", 500_000),
        ("(500.000 đồng)", 500_000),
        ("500 nghìn", 500_000),
        ("500 ngàn đồng", 500_000),
        ("500k", 500_000),
        ("1 triệu 500 nghìn đồng", 1_500_000),
        ("1 triệu 500.000 đồng", 1_500_000),
        ("1 tỷ 250 triệu", 1_250_000_000),
        ("4,5tr", 4_500_000),
        ("2.000.000\u00a0đồng chẵn", 2_000_000),
        ("0 đồng", 0),
        ("1,500,000 nghìn", 1_500_000_000),
    ],
)
def test_parse_vnd_reads_the_forms_met(text: str, amount: int) -> None:
    assert parse_vnd(text) == amount


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("đồng", "empty"),
        ("hai triệu", "form"),
        ("2.00.000 đồng", "form"),
        ("2 triệu 1 tỷ", "form"),
        ("2 USD", "form"),
        ("-5 đồng", "form"),
        ("1,500 triệu", "ambiguous"),
        ("2tr5", "ambiguous"),
        ("2 triệu 500", "ambiguous"),
        ("0,5 đồng", "fraction"),
    ],
)
def test_parse_vnd_refuses_what_may_be_misread(text: str, reason: str) -> None:
    with pytest.raises(MoneyError) as refused:
        parse_vnd(text)
    assert refused.value.reason == reason


@given(st.integers(min_value=0, max_value=10**15))
def test_parse_vnd_reads_back_what_is_shown(amount: int) -> None:
    assert parse_vnd(format_vnd(amount)) == amount


@pytest.mark.requirement("S001-R31")
@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (1_000_000, "Một triệu đồng"),
        (1_500_000, "Một triệu năm trăm nghìn đồng"),
        (2_000_000, "Hai triệu đồng"),
        (4_500_000, "Bốn triệu năm trăm nghìn đồng"),
        (9_000_000, "Chín triệu đồng"),
        (702_000, "Bảy trăm linh hai nghìn đồng"),
        (759_000, "Bảy trăm năm mươi chín nghìn đồng"),
        (21_005_000, "Hai mươi mốt triệu không trăm linh năm nghìn đồng"),
        (24_404, "Hai mươi tư nghìn bốn trăm linh bốn đồng"),
    ],
)
def test_amount_in_words_of_the_office_table(amount: int, words: str) -> None:
    assert amount_in_words(amount) == words


_WORDS = {
    0: "không",
    1: "một",
    4: "bốn",
    5: "năm",
    9: "chín",
    10: "mười",
    11: "mười một",
    14: "mười bốn",
    15: "mười lăm",
    19: "mười chín",
    20: "hai mươi",
    21: "hai mươi mốt",
    24: "hai mươi tư",
    25: "hai mươi lăm",
    31: "ba mươi mốt",
    44: "bốn mươi tư",
    55: "năm mươi lăm",
    61: "sáu mươi mốt",
    99: "chín mươi chín",
    100: "một trăm",
    101: "một trăm linh một",
    104: "một trăm linh bốn",
    105: "một trăm linh năm",
    110: "một trăm mười",
    111: "một trăm mười một",
    115: "một trăm mười lăm",
    121: "một trăm hai mươi mốt",
    124: "một trăm hai mươi tư",
    250: "hai trăm năm mươi",
    404: "bốn trăm linh bốn",
    555: "năm trăm năm mươi lăm",
    999: "chín trăm chín mươi chín",
    1000: "một nghìn",
    1001: "một nghìn không trăm linh một",
    1005: "một nghìn không trăm linh năm",
    1010: "một nghìn không trăm mười",
    1050: "một nghìn không trăm năm mươi",
    1100: "một nghìn một trăm",
    1463: "một nghìn bốn trăm sáu mươi ba",
    2021: "hai nghìn không trăm hai mươi mốt",
    5015: "năm nghìn không trăm mười lăm",
    10_000: "mười nghìn",
    10_005: "mười nghìn không trăm linh năm",
    21_000: "hai mươi mốt nghìn",
    100_000: "một trăm nghìn",
    101_101: "một trăm linh một nghìn một trăm linh một",
    115_015: "một trăm mười lăm nghìn không trăm mười lăm",
    1_000_001: "một triệu không trăm linh một",
    1_000_100: "một triệu một trăm",
    1_001_000: "một triệu không trăm linh một nghìn",
    1_010_010: "một triệu không trăm mười nghìn không trăm mười",
    2_340_000: "hai triệu ba trăm bốn mươi nghìn",
    2_500_000: "hai triệu năm trăm nghìn",
    2_530_000: "hai triệu năm trăm ba mươi nghìn",
    10_005_000: "mười triệu không trăm linh năm nghìn",
    20_000_000: "hai mươi triệu",
    105_000_000: "một trăm linh năm triệu",
    999_999_999: "chín trăm chín mươi chín triệu chín trăm chín mươi chín nghìn chín trăm chín mươi chín",
    1_000_000_000: "một tỷ",
    1_000_000_015: "một tỷ không trăm mười lăm",
    1_250_000_000: "một tỷ hai trăm năm mươi triệu",
    3_000_021_005: "ba tỷ không trăm hai mươi mốt nghìn không trăm linh năm",
    21_000_000_000: "hai mươi mốt tỷ",
    1_005_000_000_000: "một nghìn không trăm linh năm tỷ",
    10**12: "một nghìn tỷ",
    10**18: "một tỷ tỷ",
    -5: "âm năm",
    -21: "âm hai mươi mốt",
}


@pytest.mark.parametrize(("number", "words"), _WORDS.items())
def test_number_in_words(number: int, words: str) -> None:
    assert number_in_words(number) == words


@pytest.mark.parametrize(
    ("amount", "words"), [(702_000, "Bảy trăm lẻ hai ngàn đồng"), (21_005, "Hai mươi mốt ngàn không trăm lẻ năm đồng")]
)
def test_amount_in_words_of_the_south(amount: int, words: str) -> None:
    assert amount_in_words(amount, region="south") == words


def test_amount_in_words_may_end_exactly() -> None:
    assert amount_in_words(2_000_000, exact=True) == "Hai triệu đồng chẵn"
    assert amount_in_words(0) == "Không đồng"


@given(st.integers(min_value=0, max_value=10**15), st.integers(min_value=0, max_value=10**15))
def test_number_in_words_never_says_the_same_of_two_numbers(one: int, other: int) -> None:
    assert (number_in_words(one) == number_in_words(other)) == (one == other)
