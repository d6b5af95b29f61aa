from dataclasses import replace

import pytest

from judging.rules.canonical import sha256_of
from judging.rules.publishing_gate import SealedSheet, ceiling_of, not_green
from judging.rules.review_texts import review_text
from tests.factories.results import DAKRONG_LADDER

_TIER = f"{DAKRONG_LADDER.key}/first"


def _sheet(code: str, seat: int, *, content: int = 80) -> SealedSheet:
    """A sheet that was locked with 80 steps of content, and holds `content` now."""
    text = review_text(
        round_id="r", sheet_sha256="s", code=code, seat=seat, version=1,
        steps={"content": 80}, comments={}, comment="",
    )  # fmt: skip
    return SealedSheet("r", "s", code, seat, 1, {"content": content}, {}, "", sha256_of(text))


@pytest.mark.requirement("S001-R14")
def test_all_green_finds_nothing() -> None:
    awards = [(_TIER, 2_000_000), (_TIER, 2_500_000)]
    assert not_green([_sheet("A", 1), _sheet("B", 1)], awards, [DAKRONG_LADDER], waiting_lines=0) == []


@pytest.mark.requirement("S001-R14")
def test_B01_every_sheet_that_does_not_fit_its_lock_is_named() -> None:
    sheets = [_sheet("B", 2, content=81), _sheet("A", 3, content=0), _sheet("A", 1)]
    found = not_green(sheets, [], [DAKRONG_LADDER], waiting_lines=0)
    assert found == [{"what": "seal", "code": "A", "seat": 3}, {"what": "seal", "code": "B", "seat": 2}]


@pytest.mark.requirement("S001-R14")
@pytest.mark.parametrize(("stated", "ceiling"), [(None, 4_500_000), (4_000_000, 4_000_000)])
def test_awards_above_what_the_ladder_may_cost_are_named_by_one_dong(stated: int | None, ceiling: int) -> None:
    ladder = replace(DAKRONG_LADDER, stated_total_vnd=stated)
    assert ceiling_of(ladder) == ceiling
    assert not_green([], [(_TIER, ceiling)], [ladder], waiting_lines=0) == []
    assert not_green([], [(_TIER, ceiling), (_TIER, 1)], [ladder], waiting_lines=0) == [
        {"what": "budget", "ladder": ladder.name, "total_vnd": ceiling + 1, "ceiling_vnd": ceiling}
    ]


@pytest.mark.requirement("S001-R14")
def test_X35_lines_that_wait_for_their_anchor_are_counted() -> None:
    assert not_green([], [], [DAKRONG_LADDER], waiting_lines=7) == [{"what": "anchor", "lines": 7}]
