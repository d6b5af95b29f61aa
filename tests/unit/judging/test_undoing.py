"""Undoing the last change of marks goes back step by step, never back and forth."""

from __future__ import annotations

from judging.rules.undoing import SavedMarks, find_earlier


def history(*steps: int | tuple[int, int]) -> list[SavedMarks]:
    """Versions from 1; a pair is (mark, the version that an undo went back to)."""
    pairs = [(one, None) if isinstance(one, int) else one for one in steps]
    return [SavedMarks(number, {"a": mark} if mark else {}, to) for number, (mark, to) in enumerate(pairs, 1)]


def earlier(*steps: int | tuple[int, int]) -> int | None:
    found = find_earlier(history(*steps))
    return None if found is None else found.number


def test_an_undo_goes_back_to_the_marks_before() -> None:
    assert earlier() is None
    assert earlier(5) == 0
    assert earlier(5, 7) == 1
    assert earlier(0) is None


def test_versions_that_changed_only_words_are_passed_over() -> None:
    assert earlier(5, 7, 7, 7) == 1
    assert earlier(5, 5, 5) == 0


def test_undo_after_undo_goes_further_back() -> None:
    assert earlier(5, 7, 9, (7, 2)) == 1
    assert earlier(5, 7, 9, (7, 2), (5, 1)) == 0
    assert earlier(5, 7, 9, (7, 2), (5, 1), (0, 0)) is None
    assert earlier(5, 7, (5, 1), 5) == 0


def test_a_change_after_an_undo_is_undone_to_what_stood_before_it() -> None:
    assert earlier(5, 7, (5, 1), 8) == 1
    assert earlier(5, 7, (5, 1), 8, (5, 1)) == 0


def test_the_example_of_the_docstring() -> None:
    one, two = SavedMarks(1, {"a": 1}), SavedMarks(2, {"a": 2})
    found = find_earlier([one, two]), find_earlier([one, two, SavedMarks(3, {"a": 1}, 1)])
    assert [one and one.number for one in found] == [1, 0]
