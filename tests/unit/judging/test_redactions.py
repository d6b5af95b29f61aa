"""What may be covered, what a cover leaves, and what the scan could not read."""

from __future__ import annotations

import pytest

from judging.enums import EntryState
from judging.errors import MissingReasonError
from judging.rules.redactions import (
    BEFORE_SEALING,
    LONGEST_PASSAGE,
    EmptyRedactionError,
    PassageMissingError,
    RedactionReason,
    SealedAlreadyError,
    check_passage,
    check_reason,
    check_state,
    hides,
    stands_in_title,
    title_for_judges,
    unread_reasons,
)
from vietnamese.covering import COVER

NAME = "Hồ Văn Thử"


@pytest.mark.parametrize("state", EntryState)
def test_covers_change_until_sealing_only(state: EntryState) -> None:
    if state in BEFORE_SEALING:
        check_state(state)
        return
    with pytest.raises(SealedAlreadyError):
        check_state(state)


def test_a_passage_is_kept_in_one_form() -> None:
    assert check_passage(" Hồ\u200b  Văn\nThử ", is_found=True) == NAME
    with pytest.raises(EmptyRedactionError):
        check_passage(" \u200b — ", is_found=True)
    with pytest.raises(PassageMissingError) as caught:
        check_passage(NAME, is_found=False)
    assert caught.value.facts == {"passage": NAME}
    with pytest.raises(PassageMissingError):
        check_passage("x" * (LONGEST_PASSAGE + 1), is_found=True)


def test_another_reason_needs_words() -> None:
    check_reason(RedactionReason.NAME, "")
    check_reason(RedactionReason.OTHER, "chữ ký")
    with pytest.raises(MissingReasonError):
        check_reason(RedactionReason.OTHER, " ")


def test_titles_are_covered_and_empty_stays_empty() -> None:
    assert title_for_judges(f"Chuyện của {NAME}", [NAME]) == f"Chuyện của {COVER}"
    assert title_for_judges("", [NAME]) == ""
    assert (stands_in_title(f"Của {NAME}", NAME), stands_in_title("", NAME)) == (True, False)


@pytest.mark.parametrize(
    ("covered", "place", "is_hidden"),
    [
        ([("text", NAME)], "block:1", True),
        ([("block:1", NAME)], "block:1", True),
        ([("block:2", NAME)], "block:1", False),
        ([("text", f"anh {NAME} viết")], "block:1", True),
        ([("text", "Hồ Văn"), ("text", "Thử")], "block:1", True),
        ([("text", "Hồ Văn")], "block:1", False),
        ([], "block:1", False),
    ],
)
def test_what_covers_leave_is_known(covered: list[tuple[str, str]], place: str, is_hidden: bool) -> None:
    assert hides(covered, place, NAME) is is_hidden


def test_unread_places_are_told_once_each() -> None:
    rows = [
        {"code": "identity_found", "facts": {"kind": "name"}},
        {"code": "identity_unsure", "facts": {"reason": "film", "detail": ""}},
        {"code": "identity_unsure", "facts": {"reason": "film", "detail": ""}},
        {"code": "identity_unsure", "facts": {}},
    ]
    assert unread_reasons(rows) == ("film", "unreadable")
