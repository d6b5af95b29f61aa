"""A newer counting rule never changes a verdict by itself; an old encoding is shown as it was read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from judging.actions.programmes import issue_plan
from judging.models.entries import Measurement
from judging.models.programmes import PlanVersion, Programme
from judging.spec import Bounds, CountedPart, CountScope
from judging.spec.canonical import digest, to_canonical
from media.measuring import MEASURER_VERSION
from portal.bridge.identity import measure_and_scan
from portal.db import transaction
from portal.demo.documents import make_docx
from portal.jobs.handlers import measure_part
from portal.jobs.worker import work_until_idle
from tests.factories.crafted import craft_docx, paragraph
from tests.factories.documents import COVER
from tests.factories.programmes import demonstration_plan
from tests.factories.received import Intake

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

    from judging.ids import EntryID
    from media.reports import Report
    from tests.conftest import TestClock

OLD_RUN = '<w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/>'
OLD_TEXT = "Kế hoạch cải cách hành chính"


@pytest.fixture
def intake(app: Flask, clock: TestClock) -> Intake:
    return Intake(app, clock)


def older(*args: object, **options: object) -> tuple[Report, list[dict[str, Any]]]:
    """What the measurer before this one would have said: the same file, counted three chữ shorter."""
    report, identity = measure_and_scan(*args, **options)  # type: ignore[arg-type]
    assert report.essay is not None
    was = report.essay.chu_official or 0
    essay = replace(report.essay, counter_version="1", chu_official=was - 3)
    return replace(report, measurer_version="1", essay=essay), identity


@pytest.fixture
def measured_by_older(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> EntryID:
    with monkeypatch.context() as patch:
        patch.setattr(measure_part, "measure_and_scan", older)
        return intake.forwarded()


def measurements(intake: Intake, entry_id: EntryID) -> list[Measurement]:
    with intake.app.app_context(), transaction() as session:
        part_id = intake.part_of(entry_id)
        rows = session.scalars(
            select(Measurement).where(Measurement.part_id == part_id).order_by(Measurement.measured_at, Measurement.id)
        ).all()
        session.expunge_all()
        return list(rows)


def amend(intake: Intake, **changes: object) -> None:
    """Issue a second version of the plan with another essay category, and let its jobs run."""
    intake.clock.move(seconds=60)
    plan = demonstration_plan(intake.clock().astimezone().date().isoformat())
    essay, *others = plan.categories
    plan = replace(plan, categories=(replace(essay, **changes), *others))  # type: ignore[arg-type]
    with intake.app.app_context(), transaction() as session:
        programme = session.get_one(Programme, intake.programme.id)
        version = PlanVersion(
            programme_id=programme.id, number=2, canonical=to_canonical(plan), sha256=digest(plan),
            reason="Đổi cách đếm", created_at=intake.clock(),
        )  # fmt: skip
        session.add(version)
        session.flush()
        issue_plan(session, programme, version, plan, by=None, now=intake.clock())
    work_until_idle(intake.app)


def test_validator_asks_and_both_figures_stand_there(intake: Intake, measured_by_older: EntryID) -> None:
    url = f"/kiem-tra/{measured_by_older}"
    again = f"{url}/tep/{intake.part_of(measured_by_older)}/do-lai"
    pages = intake.as_(intake.validator)
    before = pages.get(url)
    assert before.soup.select_one(f'form[action="{again}"]') is not None
    [old] = measurements(intake, measured_by_older)
    assert (old.measurer_version, old.report["essay"]["counter_version"]) == ("1", "1")
    intake.clock.move(seconds=5)
    pages.post(again, {})
    pages.post(again, {})  # asked twice, measured once
    work_until_idle(intake.app)
    first, second = measurements(intake, measured_by_older)
    assert (first.id, first.verdicts, first.verdict) == (old.id, old.verdicts, old.verdict)
    assert (second.measurer_version, second.verdicts[0]["counter"]) == (MEASURER_VERSION, "2")
    after = pages.get(url)
    assert after.soup.select_one(f'form[action="{again}"]') is None
    was = f"{first.report['essay']['chu_official']:,}".replace(",", ".")
    assert f"{was} chữ theo cách đếm chính thức" in after.soup.get_text(" ")


def test_newer_rule_does_not_slip_in_with_an_amendment_or_a_second_job(
    intake: Intake, measured_by_older: EntryID
) -> None:
    with intake.app.app_context():
        measure_part.measure_part({"part_id": str(intake.part_of(measured_by_older))})
    assert [one.measurer_version for one in measurements(intake, measured_by_older)] == ["1"]
    amend(intake, chu=Bounds(1, 99))
    first, second = measurements(intake, measured_by_older)
    assert (second.measurer_version, second.report) == ("1", first.report)
    assert (first.verdict, second.verdict) != (second.verdict, first.verdict)


def test_plan_that_asks_for_other_figures_measures_anew(intake: Intake, tmp_path: Path) -> None:
    path = make_docx(tmp_path / "a.docx", chu=1200, cover=COVER)
    entry_id = intake.forwarded(file=("a.docx", path.read_bytes()))
    [before] = measurements(intake, entry_id)
    amend(intake, count_scope=CountScope.CHOSEN, counted_parts=(CountedPart.COVER,))
    _, after = measurements(intake, entry_id)
    assert before.report["essay"]["counted"] == ["headings", "tables"]
    assert after.report["essay"]["counted"] == ["cover"]
    assert after.report["essay"]["chu_official"] > before.report["essay"]["chu_official"]


def test_author_and_validator_read_how_an_old_encoding_was_read(intake: Intake, tmp_path: Path) -> None:
    old = "KÕ ho¹ch c¶i c¸ch hµnh chÝnh"
    body = paragraph("Phần mở đầu viết bằng Unicode, có đủ dấu.") + paragraph(f"{old} " * 200, run=OLD_RUN)
    path = craft_docx(tmp_path / "a.docx", body + paragraph("chữ ẩn", run="<w:vanish/>"))
    author = intake.author()
    entry_id = intake.forwarded(author, file=("a.docx", path.read_bytes()))
    for page in (
        intake.as_(author).get(f"/bai-du-thi/{entry_id}/do"),
        intake.as_(intake.validator).get(f"/kiem-tra/{entry_id}"),
    ):
        shown = page.soup.select_one(".old-reading").get_text(" ")  # type: ignore[union-attr]
        assert old in shown
        assert OLD_TEXT in shown
        words = page.soup.get_text(" ")
        assert "1.200 chữ dùng bảng mã cũ (TCVN3)" in words
        assert "Tệp có phần văn bản ẩn (2 chữ), không được tính: “chữ ẩn”" in words
    part = f"/kiem-tra/{entry_id}/tep/{intake.part_of(entry_id)}"
    assert intake.as_(intake.validator).get(part).response.data == path.read_bytes()  # never written back
