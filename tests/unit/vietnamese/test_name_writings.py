"""Every way in which a person's name, number or address turns up in a text, and what only looks like it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.essays.blocks import Aside
from media.identity import Term, TermKind, scan
from vietnamese.flattening import flatten
from vietnamese.name_writings import NameWritings

NAME = Term(TermKind.NAME, "Hồ Văn Khiêm")
UNIT = Term(TermKind.UNIT, "UBND xã Tà Rụt")
PHONE = Term(TermKind.PHONE, "0912 345 678")
EMAIL = Term(TermKind.EMAIL, "khiem.hv@dakrong.example.vn")
CODE = Term(TermKind.STAFF_CODE, "TR-0417")
ALL = (NAME, UNIT, PHONE, EMAIL, CODE)


def hits(text: str) -> list[tuple[str, str]]:
    found = scan([Aside("body", text)], ALL)
    return [(str(one.facts["kind"]), str(one.facts["match"])) for one in found]


@pytest.mark.parametrize(
    ("text", "kind", "match"),
    [
        ("Người viết: Hồ Văn Khiêm.", "name", "exact"),
        ("HỒ VĂN KHIÊM", "name", "folded"),
        ("Hồ văn khiêm", "name", "folded"),
        ("ho van khiem", "name", "folded"),
        ("Ho Van Khiem", "name", "folded"),
        ("Hô Văn Khiem", "name", "folded"),
        (unicodedata.normalize("NFD", "hồ văn khiêm"), "name", "folded"),
        ("Hồ\u00a0Văn\u2003Khiêm", "name", "exact"),
        ("Hồ\u200bVăn Khiêm Hồ Văn Kh\u200biêm", "name", "folded"),
        ("Hồ Vǎn Khiêm", "name", "near"),
        ("Нồ Văn Khiêm", "name", "folded"),
        ("Hồ Văn Khiệm", "name", "near"),
        ("Hồ-Văn-Khiêm", "name", "exact"),
        ("ho_van_khiem.docx", "name", "folded"),
        ("HoVanKhiem2026.docx", "name", "joined"),
        ("hồvănkhiêm", "name", "joined"),
        ("H ồ V ă n K h i ê m", "name", "spaced"),
        ("H.O.V.A.N.K.H.I.E.M", "name", "spaced"),
        ("Khiêm Hồ Văn", "name", "turned"),
        ("Khiem, Ho Van", "name", "turned"),
        ("anh Văn Khiêm kể", "name", "part"),
        ("H.V. Khiêm", "name", "half_initials"),
        ("HV Khiem", "name", "half_initials"),
        ("thư: khiemhv", "name", "account"),
        ("hv.khiem", "name", "account"),
        ("TR-0417", "staff_code", "exact"),
        ("mã cán bộ tr 0417", "staff_code", "exact"),
        ("TR0417", "staff_code", "exact"),
        ("0912345678", "phone", "exact"),
        ("0912.345.678", "phone", "exact"),
        ("+84 912 345 678", "phone", "exact"),
        ("+84(0)912-345-678", "phone", "exact"),
        ("0084912345678", "phone", "exact"),
        ("84912345678", "phone", "exact"),
        ("0 9 1 2 3 4 5 6 7 8", "phone", "exact"),
        ("09\u200b12 34\u200b5 678", "phone", "exact"),
        ("０９１２３４５６７８", "phone", "exact"),
        ("0️⃣9️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣", "phone", "exact"),
        ("không chín một hai ba bốn năm sáu bảy tám", "phone", "exact"),
        ("Không chín một hai, 345 sáu bảy tám", "phone", "exact"),
        ("khong chin mot hai ba tu lam sau bay tam", "phone", "exact"),
        ("O912 345 678", "phone", "exact"),
        ("912345678", "phone", "exact"),
        ("Khiem.HV@dakrong.example.vn", "email", "exact"),
        ("khiem.hv @ dakrong . example . vn", "email", "exact"),
        ("khiem.hv (at) dakrong (dot) example (dot) vn", "email", "exact"),
        ("khiem chấm hv a còng dakrong chấm example chấm vn", "email", "exact"),
        ("Ủy ban nhân dân xã Tà Rụt", "unit", "folded"),
        ("U.B.N.D xã Tà Rụt", "unit", "folded"),
        ("ubnd xa ta rut", "unit", "folded"),
        ("bà con xã Tà Rụt", "unit", "part"),
    ],
)  # fmt: skip
def test_A11_every_writing_is_found(text: str, kind: str, match: str) -> None:
    assert (kind, match) in hits(text)


@pytest.mark.parametrize("text", ["H.V.K – xã Tà Rụt", "HVK (UBND xã Tà Rụt)", "UBND xã Tà Rụt: H. V. K."])
def test_A11_initials_are_found_beside_the_unit(text: str) -> None:
    assert ("name", "initials") in hits(text)


@pytest.mark.parametrize(
    "text",
    [
        "họ vẫn khiêm tốn", "Họ vẫn khiêm tốn như xưa", "HỌ VẪN KHIÊM TỐN", "hồ vẫn khiếm khuyết", "Hồ Thị Khiêm",
        "Hồ Văn", "Khiêm", "khiêm nhường", "Hồ Văn Khiêmm", "Nhà văn Khiêm", "hồ nước. Văn hóa. Khiêm tốn",
        "xohovankhieng", "HVK", "h.v.k", "HVK thuộc khối thi đua số 2", "TR-04178", "TR-0418", "XTR0417", "0417",
        "0912345679", "10912345678", "09123456789", "912 345", "0912a345678", "1.912.345.678 đồng",
        "912.345.678.000 đồng", "0912.345.678.000", "không chín một hai ba bốn năm sáu bảy",
        "ba bốn năm sáu bảy tám người", "khiem@dakrong.example.vn", "hv@dakrong.example.vn",
        "xã Tà Long", "tà rụt", "xã Tà Rút", "UBND xã A Ngo", "TẠ RỤT", "xả ta rút",
    ],
)  # fmt: skip
def test_near_misses_are_not_told(text: str) -> None:
    found = [hit for hit in hits(text) if hit != ("email", "part")]
    assert found == []


@pytest.mark.parametrize(
    ("text", "kind"), [("gọi 0367 111 222 gặp", "phone"), ("thư: nguoithu@gmail.example", "email")]
)
def test_A11_the_private_number_and_address_are_told_as_somebodys(text: str, kind: str) -> None:
    found = scan([Aside("block:1", text)], ALL, strangers=True)
    assert [(one.facts["kind"], one.facts["match"], one.severity.value) for one in found] == [
        (kind, "other", "warning")
    ]
    assert scan([Aside("block:1", text)], ALL) == ()


@pytest.mark.parametrize(
    "text", ["ngày 05/11/2020 10 giờ", "1.234.567.890 đồng", "điện thoại 1022", "số 0233.3852.123", "a @ b", "@@@"]
)
def test_dates_amounts_and_hot_lines_are_nobodys_number(text: str) -> None:
    assert scan([Aside("block:1", text)], ALL, strangers=True) == ()


def test_old_prefixes_lead_to_the_same_number() -> None:
    found = scan([Aside("body", "Liên hệ 0168 345 6789")], [Term(TermKind.PHONE, "0383456789")])
    assert [one.facts["passage"] for one in found] == ["0168 345 6789"]


def test_a_passage_is_the_very_words_of_the_text() -> None:
    found = scan([Aside("body", "Tôi, H\u200bồ  Văn\nKhiêm, viết")], [NAME])
    assert [one.facts["passage"] for one in found] == ["H\u200bồ  Văn\nKhiêm"]


WORDS = st.sampled_from(
    ["cải cách", "hành chính", "một cửa", "năm 2026", "bà con", "Hồ Xá", "văn hóa", "khiêm tốn", "01/7", "họ vẫn", "–"]
)
NOISE = st.lists(WORDS, max_size=30).map(" ".join)
UNSEEN = "\u200b\u00ad\u2060\ufeff"
INVISIBLE = st.sampled_from(["", "\u200b", "\u00ad", "\u2060", "\ufeff"])
WRITINGS = st.sampled_from(
    ["Hồ Văn Khiêm", "HO VAN KHIEM", "hồ văn khiêm", "0912.345.678", "+84 912 345 678", "TR-0417"]
)


@given(NOISE, WRITINGS, NOISE, INVISIBLE, st.integers(1, 8), st.sampled_from(["NFC", "NFD"]))
def test_A11_what_is_planted_is_found_wherever_it_stands(
    before: str, planted: str, after: str, invisible: str, at: int, form: str
) -> None:
    broken = unicodedata.normalize(form, planted[:at] + invisible + planted[at:])
    found = scan([Aside("body", f"{before}\n{broken}, {after}")], [NAME, PHONE, CODE])
    passages = [unicodedata.normalize("NFC", str(one.facts["passage"])).strip(UNSEEN) for one in found]
    assert unicodedata.normalize("NFC", broken).strip(UNSEEN) in passages


@given(NOISE)
def test_noise_alone_is_clean(text: str) -> None:
    assert scan([Aside("body", text)], [NAME, PHONE, CODE, EMAIL]) == ()


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_flat_spans_lead_back_into_the_text(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    flat = flatten(composed)
    for place in range(len(flat.letters)):
        start, end = flat.span(place, place + 1)
        assert 0 <= start < end <= len(composed)


@pytest.mark.parametrize(
    ("name", "text", "count"), [("", "gì cũng được", 0), (" - ", "- -", 0), ("Khiêm", "Khiêm, khiem", 2)]
)
def test_odd_names_are_bounded(name: str, text: str, count: int) -> None:
    assert len(list(NameWritings(name).find(flatten(text)))) == count


def test_y_and_i_are_one_where_spelling_wavers() -> None:
    assert [one.match for one in NameWritings("Lý Mỹ Thử").find(flatten("Lí Mĩ Thử"))] == ["folded"]
