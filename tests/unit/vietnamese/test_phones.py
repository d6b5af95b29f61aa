import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese.errors import PhoneError
from vietnamese.phones import PhoneKind, PhoneNote, find_phone, parse_phone


@pytest.mark.parametrize(
    ("text", "e164", "display"),
    [
        ("0912.043179", "+84912043179", "0912 043 179"),
        ("0362.593.174", "+84362593174", "0362 593 174"),
        ("+84 912 043 179", "+84912043179", "0912 043 179"),
        ("+84 (0)912 043 179", "+84912043179", "0912 043 179"),
        ("0084912043179", "+84912043179", "0912 043 179"),
        ("84912043179", "+84912043179", "0912 043 179"),
        ("0912\u2013043\u2013179", "+84912043179", "0912 043 179"),
        ("０９１２０４３１７９", "+84912043179", "0912 043 179"),
        ("02083 654 932", "+842083654932", "0208 3654 932"),
        ("(0233) 3852 123", "+842333852123", "0233 3852 123"),
        ("(024) 3825-1234", "+842438251234", "024 3825 1234"),
        ("0233852123", "+84233852123", "0233 852 123"),
        ("+856 20 5551 2345", "+8562055512345", "+8562055512345"),
    ],
)
def test_parse_phone_reads_the_forms_met(text: str, e164: str, display: str) -> None:
    number = parse_phone(text)
    assert (number.e164, number.display, number.notes) == (e164, display, ())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("01629123456", "0329123456"),
        ("01699123456", "0399123456"),
        ("01209123456", "0709123456"),
        ("01219123456", "0799123456"),
        ("01229123456", "0779123456"),
        ("01269123456", "0769123456"),
        ("01289123456", "0789123456"),
        ("01239123456", "0839123456"),
        ("01249123456", "0849123456"),
        ("01259123456", "0859123456"),
        ("01279123456", "0819123456"),
        ("01299123456", "0829123456"),
        ("01869123456", "0569123456"),
        ("01889123456", "0589123456"),
        ("01999123456", "0599123456"),
    ],
)
def test_parse_phone_converts_an_old_mobile_with_a_note(old: str, new: str) -> None:
    number = parse_phone(old)
    assert (number.national, number.notes) == (new, (PhoneNote.OLD_PREFIX,))
    assert number.kind is PhoneKind.MOBILE


def test_parse_phone_gives_back_the_zero_that_a_spreadsheet_took() -> None:
    number = parse_phone("912043179")
    assert (number.national, number.notes) == ("0912043179", (PhoneNote.LEADING_ZERO,))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" - ", "empty"),
        ("09l2043179", "letters"),
        ("0912043179 máy lẻ 2", "letters"),
        ("1022", "short_code"),
        ("18001234", "short_code"),
        ("1900 6868", "short_code"),
        ("091204317", "length"),
        ("0912043179/0362593174", "length"),
        ("01619123456", "prefix"),
        ("0412345678", "prefix"),
        ("+85", "length"),
    ],
)
def test_parse_phone_says_what_is_wrong(text: str, reason: str) -> None:
    with pytest.raises(PhoneError) as refused:
        parse_phone(text)
    assert (refused.value.reason, refused.value.text) == (reason, text)
    assert find_phone(text) is None


@given(st.from_regex(r"0(3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-9])[0-9]{7}", fullmatch=True))
def test_parse_phone_keeps_every_mobile_and_reads_back_what_it_shows(national: str) -> None:
    number = parse_phone(national)
    assert number.national == national
    assert parse_phone(number.display) == number
    assert parse_phone(number.e164) == number
