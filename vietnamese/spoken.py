"""A written text as a reader at a microphone says it: figures, days, signs and abbreviations written out.

Whatever cannot be said surely (an abbreviation that is not on the list) stays as it is and is named, so that a person
decides. domain/practice 3.9, paper 17 (bản tin phát thanh).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vietnamese.money import number_in_words

if TYPE_CHECKING:
    from collections.abc import Callable

SLOWEST, FASTEST = 130, 150
"""Chữ a minute: a reader on a public loudspeaker."""

ABBREVIATIONS = {
    "UBND": "Ủy ban nhân dân",
    "HĐND": "Hội đồng nhân dân",
    "UBMTTQ": "Ủy ban Mặt trận Tổ quốc",
    "MTTQ": "Mặt trận Tổ quốc",
    "LĐLĐ": "Liên đoàn Lao động",
    "ĐVTN": "đoàn viên thanh niên",
    "TNCS": "Thanh niên Cộng sản",
    "HLHPN": "Hội Liên hiệp Phụ nữ",
    "CCHC": "cải cách hành chính",
    "TTHC": "thủ tục hành chính",
    "CNTT": "công nghệ thông tin",
    "DVC": "dịch vụ công",
    "DVCTT": "dịch vụ công trực tuyến",
    "CBCC": "cán bộ, công chức",
    "CBCCVC": "cán bộ, công chức, viên chức",
    "CBCCVCLĐ": "cán bộ, công chức, viên chức, lao động",
    "CCVC": "công chức, viên chức",
    "NLĐ": "người lao động",
    "BTC": "Ban Tổ chức",
    "BGK": "Ban Giám khảo",
    "TĐKT": "thi đua, khen thưởng",
    "QPAN": "quốc phòng, an ninh",
    "ANTT": "an ninh, trật tự",
    "ATGT": "an toàn giao thông",
    "KTXH": "kinh tế, xã hội",
    "KT-XH": "kinh tế, xã hội",
    "BHXH": "bảo hiểm xã hội",
    "BHYT": "bảo hiểm y tế",
    "CCCD": "căn cước công dân",
    "CMND": "chứng minh nhân dân",
    "GCN": "giấy chứng nhận",
    "QSDĐ": "quyền sử dụng đất",
    "VHTT": "Văn hóa, Thông tin",
    "TDTT": "Thể dục, Thể thao",
    "THCS": "trung học cơ sở",
    "THPT": "trung học phổ thông",
    "GDĐT": "giáo dục và đào tạo",
    "LĐTBXH": "lao động, thương binh và xã hội",
    "TNMT": "tài nguyên và môi trường",
    "NTM": "nông thôn mới",
    "ĐBKK": "đặc biệt khó khăn",
    "DTTS": "dân tộc thiểu số",
    "HTX": "hợp tác xã",
    "THT": "tổ hợp tác",
    "TP": "thành phố",
    "TX": "thị xã",
    "TTg": "Thủ tướng Chính phủ",
    "NĐ": "Nghị định",
    "QĐ": "Quyết định",
    "NQ": "Nghị quyết",
    "CT": "Chỉ thị",
    "KH": "Kế hoạch",
    "CP": "Chính phủ",
    "TW": "Trung ương",
    "TƯ": "Trung ương",
    "BCH": "Ban Chấp hành",
    "BCĐ": "Ban Chỉ đạo",
    "GS": "giáo sư",
    "PGS": "phó giáo sư",
    "TS": "tiến sĩ",
    "ThS": "thạc sĩ",
    "BS": "bác sĩ",
    "SĐT": "số điện thoại",
    "VN": "Việt Nam",
    "PAR INDEX": "chỉ số cải cách hành chính",
    "SIPAS": "chỉ số hài lòng về sự phục vụ hành chính",
}
"""What offices write short. A short form with two meanings (TT, CB) is not here: a person says which is meant."""
ISSUERS = {
    "NĐ-CP": "của Chính phủ",
    "NQ-CP": "của Chính phủ",
    "QĐ-TTg": "của Thủ tướng Chính phủ",
    "CT-TTg": "của Thủ tướng Chính phủ",
    "NQ-TW": "của Ban Chấp hành Trung ương",
    "NQ-HĐND": "của Hội đồng nhân dân",
    "QĐ-UBND": "của Ủy ban nhân dân",
    "KH-UBND": "của Ủy ban nhân dân",
    "CT-UBND": "của Ủy ban nhân dân",
}
UNITS = {
    "%": "phần trăm", "km2": "ki lô mét vuông", "km²": "ki lô mét vuông", "km": "ki lô mét", "m2": "mét vuông",
    "m²": "mét vuông", "m3": "mét khối", "m³": "mét khối", "cm": "xen ti mét", "mm": "mi li mét", "m": "mét",
    "kg": "ki lô gam", "ha": "héc ta", "kWh": "ki lô oát giờ", "kW": "ki lô oát", "MB": "mê ga bai", "GB": "ghi ga bai",
    "đồng": "đồng", "vnđ": "đồng", "VNĐ": "đồng", "VND": "đồng", "đ": "đồng", "°C": "độ C",
}  # fmt: skip
ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
ORDINALS = {1: "nhất", 4: "tư"}

_NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
_DAY = re.compile(r"\b(ngày\s+|mùng\s+|mồng\s+)?(\d{1,2})[/-](\d{1,2})[/-](\d{4})\b", re.IGNORECASE)
_DAY_MONTH = re.compile(
    r"\b(ngày|mùng|mồng|hôm|sáng|chiều|tối|đêm|đến|từ)(\s+ngày)?\s+(\d{1,2})/(\d{1,2})\b", re.IGNORECASE
)
_MONTH = re.compile(r"\btháng\s+(\d{1,2})/(\d{4})\b", re.IGNORECASE)
_MONTH_ALONE = re.compile(r"\btháng\s+0?4\b(?![.,]?\d)", re.IGNORECASE)
_PAPER = re.compile(r"\b(?:số\s+)?(\d+)(?:/(\d{4}))?/([A-ZĐ]{1,4}\d{0,2}-[A-Za-zĐ]{2,6}\d?)\b")
_CLOCK = re.compile(r"\b(\d{1,2})\s?(?:h|giờ|:)\s?(\d{2})(?:\s?(?:phút|p))?\b")
_FULL_HOUR = re.compile(r"\b(\d{1,2})h\b")
_PHONE = re.compile(r"(?<![\d.,])(?:0\d{2,3}[\s.]?\d{3}[\s.]?\d{3,4}|1[89]00[\s.]?\d{4,6})(?![\d,])")
_RANGE = re.compile(rf"({_NUMBER})\s?[-\N{{EN DASH}}]\s?({_NUMBER})(?![\d/])")
_FRACTION = re.compile(r"\b(\d{1,3})/(\d{1,4})\b")
_ORDINAL = re.compile(r"\b(thứ|hạng|giải)\s+(\d{1,2})\b(?![.,/]\d)", re.IGNORECASE)
_ROMAN = re.compile(
    r"\b(quý|thế kỷ|khóa|khoá|lần thứ|phần|chương|mục|kỳ|hạng|cấp|nhiệm kỳ|thứ)\s+([IVXLC]+)\b", re.IGNORECASE
)
_AMOUNT = re.compile(
    rf"(?<![\w.,])({_NUMBER})\s?({'|'.join(sorted(map(re.escape, UNITS), key=len, reverse=True))})(?!\w)"
)
_FIGURE = re.compile(rf"(?<![\w])({_NUMBER})(?![\w])")
_CAPITALS = re.compile(r"\b(?:[A-ZĐƯÂÊÔƠĂ][A-Za-zĐđ]?[A-ZĐƯÂÊÔƠĂ]+[A-ZĐa-z]*|[A-ZĐ]{2,})(?:-[A-ZĐ]{2,})*\b")
_SIGNS = (
    (re.compile(r"\s?&\s?"), " và "),
    (re.compile(r"\bv\.v\.?\.*|…"), "vân vân"),
    (re.compile(r"\bTP\.\s?"), "thành phố "),
    (re.compile(r"(?<=\w)/(?=\D)"), " trên "),
    (re.compile(r"[•▪●]"), ""),
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A text to be read out, and the short forms in it that a person must write out."""

    text: str
    unknown: tuple[str, ...]


def speak(text: str) -> Spoken:
    """`text` with everything written out that is said otherwise than it is written.

    >>> speak("98,7% TTHC của UBND huyện từ 24/8").text
    'chín mươi tám phẩy bảy phần trăm thủ tục hành chính của Ủy ban nhân dân huyện từ hai mươi tư tháng tám'
    >>> speak("Báo cáo của XYZ").unknown
    ('XYZ',)
    """
    said = unicodedata.normalize("NFC", text)
    steps: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
        (_PHONE, lambda m: _digit_by_digit(m[0])),
        (_PAPER, _paper),
        (_DAY, _day),
        (_DAY_MONTH, lambda m: f"{m[1]}{m[2] or ''} {_of_day(m[3])} tháng {_of_month(m[4])}"),
        (_MONTH, lambda m: f"tháng {_of_month(m[1])} năm {number_in_words(int(m[2]))}"),
        (_MONTH_ALONE, lambda _m: "tháng tư"),
        (_CLOCK, _clock),
        (_FULL_HOUR, lambda m: f"{number_in_words(int(m[1]))} giờ"),
        (
            _ROMAN,
            lambda m: f"{m[1]} {_ordinal(_roman(m[2])) if 'thứ' in m[1].lower() else number_in_words(_roman(m[2]))}",
        ),
        (_ORDINAL, lambda m: f"{m[1]} {_ordinal(int(m[2])) if m[1].lower() == 'thứ' else number_in_words(int(m[2]))}"),
        (_RANGE, lambda m: f"{m[1]} đến {m[2]}"),
        (_AMOUNT, lambda m: f"{_figure(m[1])} {UNITS[m[2]]}"),
        (_FRACTION, lambda m: f"{number_in_words(int(m[1]))} phần {number_in_words(int(m[2]))}"),
        (_FIGURE, lambda m: _figure(m[1])),
    )
    for pattern, say in steps:
        said = pattern.sub(say, said)
    for pattern, words in _SIGNS:
        said = pattern.sub(words, said)
    for short in sorted(ABBREVIATIONS, key=len, reverse=True):
        said = re.sub(rf"(?<![\w-]){re.escape(short)}(?![\w-])", ABBREVIATIONS[short], said)
    said = "\n".join(" ".join(line.split()) for line in said.split("\n"))
    return Spoken(said, unknown_in(said))


def unknown_in(text: str) -> tuple[str, ...]:
    """The short forms in `text` that nobody wrote out yet, each once, as they come; a heading in capitals is none."""
    found = [
        one[0]
        for line in text.split("\n")
        if not line.isupper() or len(line.split()) == 1
        for one in _CAPITALS.finditer(line)
    ]
    return tuple(dict.fromkeys(found))


def count_chu(text: str) -> int:
    """How many chữ are read out (domain/vietnamese 4.1): tokens with a letter or a digit."""
    return sum(any(sign.isalnum() for sign in token) for token in text.split())


def reading_seconds(chu: int) -> tuple[int, int]:
    """The shortest and the longest time that `chu` take to read, in whole seconds, at 150 and at 130 a minute.

    >>> reading_seconds(1300)
    (520, 600)
    """
    return -(-chu * 60 // FASTEST), -(-chu * 60 // SLOWEST)


def _figure(figure: str) -> str:
    whole, _, part = figure.replace(".", "").partition(",")
    words = number_in_words(int(whole))
    if not part:
        return words
    return f"{words} phẩy {_decimals(part)}"


def _decimals(part: str) -> str:
    """`05` digit by digit; `25` as a number, as it is said."""
    return _digit_by_digit(part) if part[0] == "0" or len(part) > 2 else number_in_words(int(part))  # noqa: PLR2004


def _digit_by_digit(figures: str) -> str:
    return " ".join(DIGITS[int(sign)] for sign in figures if sign.isdigit())


def _ordinal(number: int) -> str:
    return ORDINALS.get(number, number_in_words(number))


def _of_day(figure: str) -> str:
    day = int(figure)
    return f"mùng {number_in_words(day)}" if day <= 10 else number_in_words(day)  # noqa: PLR2004


def _of_month(figure: str) -> str:
    return "tư" if int(figure) == 4 else number_in_words(int(figure))  # noqa: PLR2004


def _day(found: re.Match[str]) -> str:
    lead = found[1] or "ngày "
    day = _of_day(found[2]) if lead.strip().lower() == "ngày" else number_in_words(int(found[2]))
    return f"{lead}{day} tháng {_of_month(found[3])} năm {number_in_words(int(found[4]))}"


def _paper(found: re.Match[str]) -> str:
    """`Nghị định số 30/2020/NĐ-CP`: the number, the year, and whose it is; an unknown symbol stays."""
    number = f"số {number_in_words(int(found[1]))}"
    year = f" năm {number_in_words(int(found[2]))}" if found[2] else ""
    issuer = ISSUERS.get(found[3])
    return f"{number}{year} {issuer}" if issuer else f"{number}{year} {found[3]}"


def _clock(found: re.Match[str]) -> str:
    hours, minutes = int(found[1]), int(found[2])
    words = f"{number_in_words(hours)} giờ"
    return f"{words} {number_in_words(minutes)} phút" if minutes else words


def _roman(figures: str) -> int:
    values = [ROMAN[sign] for sign in figures.upper()]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-one if one < following else one for one, following in pairs)
