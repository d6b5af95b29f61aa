import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese.errors import LoginError
from vietnamese.logins import login_key, login_skeleton


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("NV-0123", "nv-0123"),
        ("  Nguyễn.An ", "nguyễn.an"),
        (unicodedata.normalize("NFD", "NGUYỄN.AN"), "nguyễn.an"),
        ("ＮＶ０１", "nv01"),
        ("lan@dakrong.example", "lan@dakrong.example"),
        ("0912043179", "0912043179"),
    ],
)
def test_C15_login_key_is_one_for_case_form_and_width(text: str, key: str) -> None:
    assert login_key(text) == key


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("nguyеn", "letter"),  # Cyrillic е
        ("αn", "letter"),  # Greek alpha
        ("nguyen an", "letter"),
        ("ðan", "letter"),  # eth for đ
        ("nv\u200b01", "invisible"),
        ("nv\u00ad01", "invisible"),
        ("nv\x0001", "invisible"),
        ("\u202env01", "invisible"),
        ("a" * 121, "length"),
    ],
)
def test_C15_login_key_refuses_what_only_looks_the_same(text: str, reason: str) -> None:
    with pytest.raises(LoginError) as refused:
        login_key(text)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("nguyễn.an", "nguyen.an"),
        ("đan", "dan"),
        ("NV01", "NVOl"),
        ("admin", "adrnin"),
        ("nv-01", "nv.01"),
        ("hoà", "hòa"),
        ("paul", "pauI"),
    ],
)
def test_C15_login_skeleton_is_one_for_twins(one: str, other: str) -> None:
    assert login_skeleton(one) == login_skeleton(other)


@given(st.text(alphabet="0123456789", min_size=1, max_size=12), st.text(alphabet="0123456789", min_size=1, max_size=12))
def test_C15_login_skeleton_keeps_numbers_apart(one: str, other: str) -> None:
    assert (login_skeleton(one) == login_skeleton(other)) == (one == other)


@given(st.text(alphabet="aáàảãạăâđeéêhiíoôơuưyABĐEÊ0123456789._-@", min_size=1, max_size=20))
def test_C15_login_key_is_stable_under_case_and_normal_form(text: str) -> None:
    key = login_key(text)
    assert login_key(key) == key
    assert login_key(text.upper()) == key
    assert login_key(unicodedata.normalize("NFD", text)) == key
