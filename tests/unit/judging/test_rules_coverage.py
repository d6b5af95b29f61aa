from decimal import Decimal
from fractions import Fraction

import pytest

from judging.rules.coverage import Conflict, Coverage, Draft, Gap, SheetState, Shortfall, Unfinished, coverage
from judging.spec.rounds import GapRule
from judging.spec.words import GapAction
from tests.factories.results import RUBRIC

_RULE = GapRule(Decimal(20), GapAction.THIRD_MARK)


def _sheet(code: str, seat: int, total: int | None, *, locked: bool = True, deciding: bool = False) -> SheetState:
    steps = {} if total is None else {"content": min(total, 60) * 4, "form": max(total - 60, 0) * 4}
    return SheetState(code, seat, steps, locked, deciding)


def _cover(*sheets: SheetState, codes: str = "A", wanted: int = 2, settled: str = "") -> Coverage:
    return coverage(list(codes), sheets, rubric=RUBRIC, marks_per_entry=wanted, gap=_RULE, settled=frozenset(settled))


@pytest.mark.requirement("S001-R14")
def test_a_round_with_all_its_marks_may_be_closed() -> None:
    found = _cover(_sheet("A", 1, 80), _sheet("A", 2, 81), _sheet("B", 1, 70), _sheet("B", 3, 70), codes="AB")
    assert found.is_complete
    assert (found.done, found.wanted) == (4, 4)


@pytest.mark.requirement("S001-R14")
def test_coverage_names_the_code_and_the_seats_that_owe_a_mark() -> None:
    found = _cover(_sheet("A", 1, 80), _sheet("A", 4, 81, locked=False), codes="AB")
    assert found.shortfalls == (Shortfall("A", 2, 1, (4,)), Shortfall("B", 2, 0, ()))
    assert [one.needs_assigning for one in found.shortfalls] == [False, True]
    assert not found.is_complete
    assert (found.done, found.wanted) == (1, 4)


def test_coverage_names_a_locked_sheet_that_leaves_criteria_out() -> None:
    found = _cover(_sheet("A", 1, None), _sheet("A", 2, 10))
    assert found.unfinished == (Unfinished("A", 1, ("content", "form")),)
    assert not found.is_complete


@pytest.mark.parametrize(("other", "blocks"), [(61, False), (60, True), (59, True)])
def test_a_gap_blocks_from_its_limit_on(other: int, blocks: bool) -> None:
    found = _cover(_sheet("A", 1, 80), _sheet("A", 2, other))
    gap = Gap("A", Fraction(80 - other), Fraction(20), GapAction.THIRD_MARK)
    assert found.gaps == ((gap,) if blocks else ())
    assert found.is_complete is not blocks


def test_a_gap_is_settled_by_the_head_or_by_a_deciding_mark() -> None:
    far = (_sheet("A", 1, 90), _sheet("A", 2, 40))
    assert _cover(*far, settled="A").is_complete
    assert _cover(*far, _sheet("A", 3, 70, deciding=True)).is_complete
    assert not _cover(*far, _sheet("A", 3, 70)).is_complete


def test_a_deciding_sheet_is_none_of_the_marks_that_the_plan_wants() -> None:
    found = _cover(_sheet("A", 1, 90), _sheet("A", 2, 40, locked=False), _sheet("A", 3, 70, deciding=True))
    assert found.shortfalls == (Shortfall("A", 2, 1, (2,)),)
    far = (_sheet("A", 1, 90), _sheet("A", 2, 40))
    waiting = _cover(*far, _sheet("A", 3, None, locked=False, deciding=True))
    assert (waiting.shortfalls, [one.gap for one in waiting.gaps]) == ((), [Fraction(50)])


def test_a_plan_without_a_gap_rule_compares_nothing() -> None:
    sheets = (_sheet("A", 1, 90), _sheet("A", 2, 10))
    assert coverage(["A"], sheets, rubric=RUBRIC, marks_per_entry=2).is_complete


@pytest.mark.requirement("S001-R14")
def test_a_sheet_begun_beyond_the_wanted_marks_is_a_draft_that_blocks() -> None:
    done = (_sheet("A", 1, 80), _sheet("A", 2, 81))
    begun = SheetState("A", 3, {"content": 4}, is_locked=False, is_begun=True)
    found = _cover(*done, begun)
    assert found.drafts == (Draft("A", 3),)
    assert not found.is_complete
    assert _cover(*done, SheetState("A", 3, {}, is_locked=False)).is_complete


@pytest.mark.requirement("S001-R14")
def test_a_draft_of_an_entry_that_lacks_marks_stands_in_its_shortfall() -> None:
    begun = SheetState("A", 2, {"content": 4}, is_locked=False, is_begun=True)
    deciding = SheetState("A", 5, {"content": 4}, is_locked=False, is_deciding=True, is_begun=True)
    found = _cover(_sheet("A", 1, 80), begun, deciding)
    assert found.shortfalls == (Shortfall("A", 2, 1, (2,), (2,)),)
    assert found.drafts == (Draft("A", 5),)


@pytest.mark.requirement("S001-R14", "S001-R15")
@pytest.mark.parametrize(("judges", "has_sheet", "blocks"), [(1, False, True), (2, False, False), (2, True, True)])
def test_a_conflict_is_open_while_nobody_marks_instead_or_the_sheet_counts(
    judges: int, *, has_sheet: bool, blocks: bool
) -> None:
    sheets = [_sheet("A", seat, 80) for seat in range(1, judges + 1)]
    declared = [Conflict("A", 2, has_sheet), Conflict("Z", 1, has_sheet=True)]
    found = coverage(["A"], sheets, rubric=RUBRIC, marks_per_entry=2, conflicts=declared)
    assert found.conflicts == ((declared[0],) if blocks else ())
    assert (len(found.shortfalls) == 0) is (judges == 2)
