"""What stands written, and how it is read out."""

from __future__ import annotations

import pytest

from vietnamese.spoken import count_chu, reading_seconds, speak

TABLE = (
    ("1.260 người dân", "một nghìn hai trăm sáu mươi người dân"),
    ("tăng từ 86 lên 95", "tăng từ tám mươi sáu lên chín mươi lăm"),
    ("98,7%", "chín mươi tám phẩy bảy phần trăm"),
    ("0,05 %", "không phẩy không năm phần trăm"),
    ("3,25 điểm", "ba phẩy hai mươi lăm điểm"),
    ("100%", "một trăm phần trăm"),
    ("2.000.000 đồng", "hai triệu đồng"),
    ("500.000đ", "năm trăm nghìn đồng"),
    ("1,5 tỷ đồng", "một phẩy năm tỷ đồng"),
    ("12 km", "mười hai ki lô mét"),
    ("250 m2 đất", "hai trăm năm mươi mét vuông đất"),
    ("3,2 ha rừng", "ba phẩy hai héc ta rừng"),
    ("45 kg", "bốn mươi lăm ki lô gam"),
    ("ngày 24/8/2020", "ngày hai mươi tư tháng tám năm hai nghìn không trăm hai mươi"),
    ("24/4/2020", "ngày hai mươi tư tháng tư năm hai nghìn không trăm hai mươi"),
    ("ngày 05/01/2026", "ngày mùng năm tháng một năm hai nghìn không trăm hai mươi sáu"),
    ("từ 16/7 đến 24/8", "từ mười sáu tháng bảy đến hai mươi tư tháng tám"),
    ("sáng 2/9", "sáng mùng hai tháng chín"),
    ("tháng 10/2021", "tháng mười năm hai nghìn không trăm hai mươi mốt"),
    ("trong tháng 4 vừa qua", "trong tháng tư vừa qua"),
    ("năm 2021", "năm hai nghìn không trăm hai mươi mốt"),
    ("giai đoạn 2021-2025", "giai đoạn hai nghìn không trăm hai mươi mốt đến hai nghìn không trăm hai mươi lăm"),
    ("2021 – 2025", "hai nghìn không trăm hai mươi mốt đến hai nghìn không trăm hai mươi lăm"),
    ("1.000-2.000 chữ", "một nghìn đến hai nghìn chữ"),
    ("lúc 7h30", "lúc bảy giờ ba mươi phút"),
    ("từ 7h đến 17h", "từ bảy giờ đến mười bảy giờ"),
    ("05:30", "năm giờ ba mươi phút"),
    ("17:00", "mười bảy giờ"),
    ("8 giờ 05 phút", "tám giờ năm phút"),
    ("thứ 2", "thứ hai"),
    ("thứ 4 hằng tuần", "thứ tư hằng tuần"),
    ("lần thứ 1", "lần thứ nhất"),
    ("lần thứ XIII", "lần thứ mười ba"),
    ("quý IV", "quý bốn"),
    ("thế kỷ XXI", "thế kỷ hai mươi mốt"),
    ("giải 1", "giải một"),
    ("1/3 số hộ", "một phần ba số hộ"),
    ("12/15 chỉ tiêu", "mười hai phần mười lăm chỉ tiêu"),
    ("gọi 0912 345 678", "gọi không chín một hai ba bốn năm sáu bảy tám"),
    ("tổng đài 1900 1234", "tổng đài một chín không không một hai ba bốn"),
    ("Nghị định số 30/2020/NĐ-CP", "Nghị định số ba mươi năm hai nghìn không trăm hai mươi của Chính phủ"),
    ("Nghị định 61/2018/NĐ-CP", "Nghị định số sáu mươi mốt năm hai nghìn không trăm mười tám của Chính phủ"),
    ("Quyết định số 468/QĐ-TTg", "Quyết định số bốn trăm sáu mươi tám của Thủ tướng Chính phủ"),
    ("Kế hoạch 12/KH-UBND", "Kế hoạch số mười hai của Ủy ban nhân dân"),
    ("UBND huyện", "Ủy ban nhân dân huyện"),
    ("công tác CCHC và TTHC", "công tác cải cách hành chính và thủ tục hành chính"),
    ("phát triển KT-XH", "phát triển kinh tế, xã hội"),
    ("TP. Đông Hà", "thành phố Đông Hà"),
    ("CBCCVC", "cán bộ, công chức, viên chức"),
    ("chợ, trường, trạm v.v.", "chợ, trường, trạm vân vân"),
    ("Anh & em", "Anh và em"),
    ("nhanh hơn 30 phút", "nhanh hơn ba mươi phút"),
    ("21 xã, 105 thôn", "hai mươi mốt xã, một trăm linh năm thôn"),
    ("-", "-"),
    ("", ""),
)


@pytest.mark.requirement("S001-R33")
@pytest.mark.parametrize(("written", "said"), TABLE)
def test_figures_and_short_forms_are_written_out(written: str, said: str) -> None:
    assert speak(written).text == said


@pytest.mark.requirement("S001-R33")
@pytest.mark.parametrize("written", [written for written, _ in TABLE])
def test_no_figure_is_left_and_speaking_again_changes_nothing(written: str) -> None:
    once = speak(written).text
    assert not any(sign.isdigit() for sign in once)
    assert speak(once).text == once


def test_a_short_form_that_is_not_on_the_list_is_named_for_a_person() -> None:
    spoken = speak("Tổ của ABC và XYZ, lại ABC; UBND thì biết.\nKHẨU HIỆU THI ĐUA")
    assert spoken.unknown == ("ABC", "XYZ")
    assert "ABC" in spoken.text


def test_paragraphs_stay_paragraphs() -> None:
    assert speak("Một.\nHai  ba.\n\nBốn.").text == "Một.\nHai ba.\n\nBốn."


@pytest.mark.requirement("S001-R33")
def test_reading_takes_as_long_as_a_reader_needs() -> None:
    assert count_chu("Một hai – ba, 4") == 4
    assert reading_seconds(0) == (0, 0)
    assert reading_seconds(1) == (1, 1)
    assert reading_seconds(1463) == (586, 676)
