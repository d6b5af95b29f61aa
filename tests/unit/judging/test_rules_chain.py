import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judging.rules.canonical import NotPlainError, canonical_json
from judging.rules.chain import (
    GENESIS,
    BreakKind,
    Head,
    Line,
    entry_hash,
    moment_text,
    personal_hash,
    verify,
)

_START = datetime(2026, 1, 5, 3, 32, 5, 120_000, tzinfo=UTC)


def _chain(count: int, *, story: str = "entry.submitted") -> list[Line]:
    lines: list[Line] = []
    prev = GENESIS
    for seq in range(1, count + 1):
        at = _START + timedelta(seconds=seq)
        data = canonical_json({"number": seq})
        own = entry_hash(prev, seq, at, "a-1", "entrant", story, f"entry:{seq}", data)
        lines.append(Line(seq, at, "a-1", "entrant", story, f"entry:{seq}", data, prev, own))
        prev = own
    return lines


def _rehashed(lines: list[Line]) -> list[Line]:
    """The whole chain written anew with right hashes, as somebody with the database and this file could."""
    out: list[Line] = []
    prev = GENESIS
    for seq, line in enumerate(lines, start=1):
        own = entry_hash(prev, seq, line.at, line.actor, line.role, line.action, line.subject, line.data)
        out.append(replace(line, seq=seq, prev_hash=prev, hash=own))
        prev = own
    return out


def test_canonical_json_is_one_text_for_one_value() -> None:
    assert canonical_json({"b": [1, None, True], "a": "Đakrông\n"}) == '{"a":"Đakrông\\n","b":[1,null,true]}'
    assert canonical_json((1, 2)) == "[1,2]"


@pytest.mark.parametrize(
    ("value", "path"), [({"a": [1.5]}, ".a[0]"), ({1: "a"}, ".1"), ({"a": {"b": b"x"}}, ".a.b"), ("\ud800", "")]
)
def test_canonical_json_refuses_what_two_programs_may_print_in_two_ways(value: object, path: str) -> None:
    with pytest.raises(NotPlainError) as refused:
        canonical_json(value)  # type: ignore[arg-type]  the mistake itself
    assert refused.value.path == path


def test_entry_hash_is_fixed_for_all_time() -> None:
    own = entry_hash(GENESIS, 1, _START, "a-1", "entrant", "entry.submitted", "entry:1", "{}")
    assert own == "58bb8a8f1a5334b88c5bca561cefd1c342e9347b0ad5a0397312d4785fdff88a"
    elsewhere = _START.astimezone(timezone(timedelta(hours=7)))
    assert entry_hash(GENESIS, 1, elsewhere, "a-1", "entrant", "entry.submitted", "entry:1", "{}") == own


def test_moment_text_needs_a_zone() -> None:
    assert moment_text(_START) == "2026-01-05T03:32:05.120000Z"
    with pytest.raises(ValueError, match="zone"):
        moment_text(datetime(2026, 1, 5))  # noqa: DTZ001  the mistake itself


def test_verify_holds_for_an_honest_chain() -> None:
    lines = _chain(50)
    assert verify([]) is None
    assert verify(lines) is None
    assert verify(lines, [Head(line.seq, line.hash) for line in lines[::7]]) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("at", _START),
        ("actor", "a-2"),
        ("role", "admin"),
        ("action", "entry.withdrawn"),
        ("subject", "entry:9"),
        ("data", '{"number":99}'),
        ("hash", "f" * 64),
    ],
)
def test_B01_verify_names_the_changed_line(field: str, value: object) -> None:
    lines = _chain(20)
    lines[11] = replace(lines[11], **{field: value})
    found = verify(lines)
    assert found is not None
    assert (found.kind, found.seq) == (BreakKind.HASH, 12)


def test_B01_verify_names_a_line_taken_out_put_in_or_moved() -> None:
    lines = _chain(20)
    for tampered, seq in (
        (lines[:5] + lines[6:], 6),
        ([*lines[:5], lines[4], *lines[5:]], 6),
        ([*lines[:5], lines[6], lines[5], *lines[7:]], 6),
        (lines[1:], 1),
    ):
        found = verify(tampered)
        assert found is not None
        assert (found.kind, found.seq) == (BreakKind.SEQUENCE, seq)
    renumbered = [replace(line, seq=seq) for seq, line in enumerate(lines[:5] + lines[6:], start=1)]
    found = verify(renumbered)
    assert found is not None
    assert (found.kind, found.seq) == (BreakKind.LINK, 6)


def test_B01_a_chain_rewritten_with_right_hashes_contradicts_its_anchor() -> None:
    lines = _chain(20)
    rewritten = _rehashed([replace(line, data="{}") if line.seq == 12 else line for line in lines])
    assert verify(rewritten) is None
    found = verify(rewritten, [Head(5, lines[4].hash), Head(15, lines[14].hash)])
    assert found is not None
    assert (found.kind, found.seq) == (BreakKind.ANCHOR, 15)


def test_B02_an_older_copy_is_shorter_than_its_anchor() -> None:
    lines = _chain(20)
    found = verify(lines[:12], [Head(5, lines[4].hash), Head(20, lines[19].hash)])
    assert found is not None
    assert (found.kind, found.seq, found.expected) == (BreakKind.CUT, 20, lines[19].hash)


def test_B01_five_hundred_random_changes_are_all_found() -> None:
    rng = random.Random(11)
    lines = _chain(120)
    anchor = [Head(120, lines[-1].hash)]
    for _ in range(500):
        copy = list(lines)
        at = rng.randrange(len(copy))
        match rng.randrange(5):
            case 0:
                copy[at] = replace(copy[at], data=canonical_json({"number": rng.randrange(10**6, 10**7)}))
            case 1:
                del copy[at]
            case 2:
                copy.insert(at, copy[rng.randrange(len(copy))])
            case 3:
                copy = copy[:at]
            case _:
                copy[at] = replace(copy[at], actor=f"b-{rng.randrange(99)}")
                copy = _rehashed(copy)
        assert verify(copy, anchor) is not None


def test_personal_hash_hides_the_value_and_still_proves_it() -> None:
    salt = bytes(range(16))
    assert personal_hash(salt, "Hồ Thị Xuân") == personal_hash(salt, "Ho\u0302\u0300 Thị Xuân")
    assert personal_hash(salt, "Hồ Thị Xuân") != personal_hash(salt[::-1], "Hồ Thị Xuân")
    assert personal_hash(salt, "Hồ Thị Xuân") != personal_hash(salt, "Hồ Thị Xuan")
    with pytest.raises(ValueError, match="16"):
        personal_hash(b"short", "x")


_texts = st.text(st.characters(codec="utf-8"), max_size=5)
_plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8"), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=3), inner)
    ),
    max_leaves=8,
)


@given(_plain, _plain)
def test_canonical_json_differs_where_values_differ(one: object, other: object) -> None:
    same = canonical_json(one) == canonical_json(other)  # type: ignore[arg-type]
    assert same == (repr(_ordered(one)) == repr(_ordered(other)))


def _ordered(value: object) -> object:
    if isinstance(value, dict):
        return sorted((key, repr(_ordered(item))) for key, item in value.items()), "object"
    return [_ordered(item) for item in value] if isinstance(value, list) else value
