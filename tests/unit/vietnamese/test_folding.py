import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese.folding import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đakrông", "dakrong"),
        ("ÐAKRÔNG", "dakrong"),  # U+00D0
        ("Ɖakrông", "dakrong"),  # U+0189
        ("  Uỷ ban\u00a0 nhân dân\tHuyện\n", "uy ban nhan dan huyen"),
        ("Ủy ban", "uy ban"),
        ("khoẻ khỏe hoà hòa thuý thúy", "khoe khoe hoa hoa thuy thuy"),
        ("H\u2019Hen Niê", "h'hen nie"),
        ("cải\u200bcách\u00ad", "caicach"),
        ("ƠƯĂÂÊÔ", "ouaaeo"),
        ("Nghị định 30/2020/NĐ-CP", "nghi dinh 30/2020/nd-cp"),
        ("", ""),
    ],
)
def test_fold_leaves_letters_that_a_phone_can_type(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=40))
def test_fold_is_idempotent_and_blind_to_the_normal_form(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))
