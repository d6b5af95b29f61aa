"""The interim report: counted on any day while a contest runs, and telling nobody's work from another's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from judging.ids import ProgrammeID
from judging.queries.programmes import plan_in_force
from judging.queries.unit_standings import list_standings
from portal.db import reading, transaction
from portal.papers.content import from_text
from portal.papers.docx import render_docx, text_of_docx
from portal.papers.making import facts_of, text_of
from portal.papers.registry import kinds
from tests.factories.marking import make_day
from tests.factories.office import make_unit
from tests.factories.papers import Way, say_words
from tests.factories.received import Intake
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from flask import Flask

    from portal.papers.facts import Facts
    from tests.conftest import TestClock
    from tests.factories.marking import Day

KEY = "bao-cao-so-ket"


def said_of(facts: Facts, said: dict[str, str] | None = None) -> str:
    return text_of_docx(render_docx(from_text(text_of(kinds()[KEY], facts, subject="1", said=said))))


def facts_at(day: Day) -> Facts:
    with day.acting() as session:
        return facts_of(session, ProgrammeID(day.programme_id), now=day.now)


@pytest.mark.requirement("S001-R06", "S001-R31")
def test_the_report_counts_units_works_verdicts_and_milestones_of_the_day(app: Flask, clock: TestClock) -> None:
    intake = Intake(app, clock)
    with app.app_context(), transaction() as session:
        make_unit(session, "UBND xã A Ngo", kind="commune")
    intake.forwarded(intake.author(unit=intake.other_unit))
    with app.app_context():
        facts = facts_of(reading(), ProgrammeID(intake.programme.id), now=clock())
        rows = {row[0]: row[1:] for row in facts.interim.units}
        assert rows["Phòng Tư pháp"] == ("1", "–")
        assert rows["UBND xã A Ngo"] == ("0", "1")
        assert facts.interim.taking_part == 1
        assert "UBND xã A Ngo" in facts.interim.owing
        assert "Phòng Tư pháp" not in facts.interim.owing
        assert sum(int(cell) for row in facts.interim.works for cell in row[1:]) == 1
        assert sum(int(cell) for row in facts.interim.verdicts for cell in row[1:]) == 1
        said = said_of(
            facts, {"vuong-mac": "Mạng tại hai xã hay mất.", "kien-nghi": "Gia hạn nhận bài.\nTập huấn thêm."}
        )
        assert "Còn" in said
        assert "chưa gửi đủ 01 bài theo kế hoạch" in said
        assert "Mạng tại hai xã hay mất." in said
        assert "Gia hạn nhận bài." in said
        assert "Tập huấn thêm." in said
        assert "bị chậm" not in said
        clock.move(days=400)
        late = facts_of(reading(), ProgrammeID(intake.programme.id), now=clock())
        assert late.interim.late
        assert f"Các mốc bị chậm: {'; '.join(late.interim.late)}." in said_of(late)


def test_A26_small_groups_are_told_in_bands_while_works_have_codes(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    facts = facts_at(day)
    with day.acting() as session:
        plan = plan_in_force(session, ProgrammeID(day.programme_id))
        (standing,) = list_standings(session, [plan], today=local_day(day.now))
    assert standing.is_sealed
    assert any(0 < one.owed.sent < 3 for one in standing.units)  # it could leak
    counts = [row[1] for row in facts.interim.units]
    assert set(counts) <= {"0", "dưới 3", "từ 3 trở lên"}
    assert "dưới 3" in counts


def test_A17_the_report_names_no_code_no_mark_and_no_author(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    say_words(day)
    day.close()
    said = said_of(facts_at(day))
    assert "SƠ KẾT" in said.upper()
    for word in day.codes:
        assert word not in said
    for entry in day.entries:
        assert entry.author.full_name not in said
        assert entry.title not in said


@pytest.mark.requirement("S001-R31")
def test_the_report_takes_its_number_and_the_next_one_begins(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    say_words(day)
    way = Way(day, KEY, query="?ve=1")
    words = "Đề nghị các xã cử đầu mối riêng."
    way.draft(**{"vuong-mac": "", "kien-nghi": words})
    assert way.secretary.get(f"/van-ban/{day.slug}").soup.find(string=lambda text: "lần 2" in (text or "")) is None
    assert words in str(way.look().soup)  # kept with the draft, still to be changed
    way.review().sign().number().issue()
    assert "/BC-BTC" in way.look().h1
    names = way.secretary.get(f"/van-ban/{day.slug}").soup.get_text(" ")
    assert "lần 1" in names
    assert "lần 2" in names
