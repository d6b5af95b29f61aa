"""The table of crafted essays: every file is measured to the chữ, and everything odd about it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from media.essays.counting import COUNTER_VERSION
from media.essays.scans import find_reader
from media.measuring import MEASURER_VERSION, measure, measure_safely
from media.reports import Limits, Report
from tests.factories.documents import COVER
from tests.factories.essay_table import ROWS, Row

if TYPE_CHECKING:
    from pathlib import Path

LIMITS = {row.name: Limits((row.kind,), 10 << 20, scope=row.scope) for row in ROWS}


def limits_of(row: Row) -> Limits:
    if not row.has_cover:
        return LIMITS[row.name]
    return Limits((row.kind,), 10 << 20, scope=row.scope, cover_fields=dict.fromkeys(COVER, ""))


@pytest.mark.requirement("S001-R21")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_crafted_essay_is_measured_exactly(tmp_path: Path, row: Row) -> None:
    values = COVER if row.has_cover else {}
    report = measure(row.make(tmp_path / "file"), limits=limits_of(row), cover_values=values)
    assert report.kind is row.kind
    assert report.essay is not None, report.findings
    assert {name: getattr(report.essay, name) for name in row.facts} == dict(row.facts)
    codes = {finding.code for finding in report.findings}
    assert row.codes <= codes
    assert not row.never & codes
    assert (report.essay.counter_version, report.measurer_version) == (COUNTER_VERSION, MEASURER_VERSION)
    assert Report.from_json(report.to_json()) == report


@pytest.mark.parametrize("row", [ROWS[0], ROWS[14], ROWS[25]], ids=lambda row: row.name)
def test_limited_child_says_the_same(tmp_path: Path, row: Row) -> None:
    path = row.make(tmp_path / "file")
    values = COVER if row.has_cover else {}
    alone = measure(path, limits=limits_of(row), cover_values=values)
    limited = measure_safely(path, limits=limits_of(row), cover_values=values)
    if find_reader() is None:
        assert limited == alone
    else:  # a scan gets its hint outside the child
        assert limited.essay is not None
        assert limited.essay.chu_official == alone.essay.chu_official  # type: ignore[union-attr]


def test_table_is_as_long_as_was_promised() -> None:
    assert len(ROWS) >= 22
    assert len({row.name for row in ROWS}) == len(ROWS)
