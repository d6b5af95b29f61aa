"""Papers from the record: built, never typed; complete where the office has said what only it knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from flask_babel import force_locale

from portal.papers.content import fill, from_text, to_text
from portal.papers.docx import render_docx, text_of_docx
from portal.papers.gathering import gather
from portal.papers.pdf import render_pdf
from portal.papers.registry import kinds
from tests.factories.marking import make_day
from tests.factories.papers import SAID
from tests.paper_measures import squeezed, text_of_pdf

if TYPE_CHECKING:
    from flask import Flask

    from portal.papers.content import Content
    from portal.papers.facts import Facts
    from tests.conftest import TestClock
    from tests.factories.marking import Day


def facts_of(day: Day) -> Facts:
    with day.acting() as session, force_locale("vi"):
        heads = {"committee_head": day.board.person.full_name, "secretary_head": day.secretary.person.full_name}
        return gather(session, day.programme_id, said=SAID | heads, now=day.now)


def same_words(content: Content) -> str:
    filled = from_text(fill(to_text(content), number=None, day=None, year=2026))
    said = text_of_pdf(render_pdf(filled))
    assert said == squeezed(text_of_docx(render_docx(filled)))
    return said


@pytest.mark.requirement("S001-R31")
@pytest.mark.parametrize("key", ["thanh-lap-ban-to-chuc", "thanh-lap-ban-giam-khao", "thanh-lap-to-thu-ky"])
def test_a_decision_names_everybody_of_its_board(app: Flask, clock: TestClock, key: str) -> None:
    day = make_day(app, now=clock())
    facts = facts_of(day)
    kind = kinds()[key]
    assert kind.waits(facts) == ""
    assert facts.office.missing(kind.needs) == ()
    said = same_words(kind.build(facts))
    people = {
        "thanh-lap-ban-to-chuc": [day.board.person],
        "thanh-lap-ban-giam-khao": [one.person for one in day.judges],
        "thanh-lap-to-thu-ky": [day.secretary.person],
    }[key]
    for person in people:
        assert squeezed(person.full_name) in said
        assert squeezed(person.unit.name) in said
    assert "TM.ỦYBANNHÂNDÂNCHỦTỊCHNgườiKýThử" in said
    assert "Số:/QĐ-UBND" in said  # room for the number until it has one
    assert "-Lưu:VT,NV." in said


def test_a_decision_waits_while_nobody_holds_the_duty(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    facts = facts_of(day)
    bare = type(facts)(plan=facts.plan, slug=facts.slug, today=facts.today, office=facts.office)
    waiting = {key: kind.waits(bare) for key, kind in kinds().items() if key.startswith("thanh-lap")}
    assert waiting == {
        "thanh-lap-ban-to-chuc": "no_board",
        "thanh-lap-ban-giam-khao": "no_panel",
        "thanh-lap-to-thu-ky": "no_secretary",
    }
