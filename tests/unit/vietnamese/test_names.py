import random
import sqlite3
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese.names import sort_key

# The tuple key of domain/vietnamese 4.4, kept here as the oracle of the string key.
_T = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_L = {c: i for i, c in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}


def _oracle(full: str) -> tuple[object, ...]:
    def syllable(word: str) -> tuple[tuple[int, ...], int]:
        decomposed = unicodedata.normalize("NFD", word.lower())
        tone = next((_T[x] for x in decomposed if x in _T), 0)
        base = unicodedata.normalize("NFC", "".join(x for x in decomposed if x not in _T))
        return tuple(_L[c] for c in base if c in _L), tone

    def field(text: str) -> tuple[object, ...]:
        keys = [syllable(w) for w in text.split()]
        return tuple(a for a, _ in keys), tuple(b for _, b in keys)

    parts = full.split()
    order = [*parts, "", ""] if len(parts) < 2 else [parts[-1], " ".join(parts[1:-1]), parts[0]]
    return tuple(field(x) for x in order)


_SORTED = [
    "Lê Văn An",
    "Trần Văn An",
    "Phạm Ánh",
    "Lê Ăn",
    "Lê Ân",
    "Nguyễn Thị Dung",
    "Nguyễn Thị Dũng",
    "Nguyễn Văn Đông",
    "Y Bhin Êban",
    "Nguyễn Thị Hoa",
    "Lê Thị Hòa",
    "Lê Thị Hoả",
    "Lê Thị Hoã",
    "Lê Thị Hoá",
    "Lê Thị Hoạ",
    "H'Hen Niê",
    "Hồ Thị Xuân",
]


def test_sort_key_orders_by_given_middle_family_and_tone() -> None:
    shuffled = random.Random(7).sample(_SORTED, len(_SORTED))
    assert sorted(shuffled, key=sort_key) == _SORTED


def test_sort_key_survives_the_database() -> None:
    names = random.Random(3).sample(_SORTED, len(_SORTED))
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE people (name TEXT, key TEXT)")
    connection.executemany("INSERT INTO people VALUES (?, ?)", [(n, sort_key(n)) for n in names])
    assert [row[0] for row in connection.execute("SELECT name FROM people ORDER BY key")] == _SORTED
    connection.close()


def test_sort_key_is_one_for_both_spellings_and_both_normal_forms() -> None:
    assert sort_key("Lê Thị Hòa") == sort_key("Lê Thị Hoà")
    assert sort_key("Lê Thị Hoà") == sort_key(unicodedata.normalize("NFD", "Lê Thị Hoà"))


def test_sort_key_knows_the_order_of_tones_taught_in_schools() -> None:
    names = ["Hoa", "Hoà", "Hoá", "Hoả", "Hoã", "Hoạ"]
    assert sorted({*names}, key=lambda n: sort_key(n, tones="school")) == names
    assert sorted({*names}, key=sort_key) == ["Hoa", "Hoà", "Hoả", "Hoã", "Hoá", "Hoạ"]


def test_sort_key_compares_the_family_second_when_the_office_does() -> None:
    names = ["Lê Văn An", "Nguyễn Bá An"]
    assert sorted(names, key=sort_key) == ["Nguyễn Bá An", "Lê Văn An"]
    assert sorted(names, key=lambda n: sort_key(n, order="family_first")) == names


@pytest.mark.parametrize("name", ["", "  ", "An", "Müller-Lüdenscheidt", "Søren Łuk", "ສົມສະໄໝ", "Người dự thi 10"])
def test_sort_key_accepts_every_name(name: str) -> None:
    key = sort_key(name)
    assert key.isascii()
    assert key.isalnum()
    assert key == key.lower()


def test_sort_key_puts_numbered_names_in_a_stable_order() -> None:
    assert sort_key("Giám khảo 1") < sort_key("Giám khảo 2") < sort_key("Giám khảo A")


_syllables = st.text(alphabet="aăâdđeêhioôơuưyàảãáạắặẩậờỡứựghnt", min_size=1, max_size=4)
_names = st.lists(_syllables, min_size=1, max_size=5).map(" ".join)


@given(_names, _names)
def test_sort_key_orders_as_the_tuple_of_fields(one: str, other: str) -> None:
    assert (sort_key(one) < sort_key(other)) == (_oracle(one) < _oracle(other))
    assert (sort_key(one) == sort_key(other)) == (_oracle(one) == _oracle(other))
