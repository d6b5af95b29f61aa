"""A council's two papers: whole, in the measures of the decree, equal in both renderings, with every count."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from judging.actions.council_minutes import draft_minutes
from judging.actions.meetings import keep_notes, name_tellers
from judging.actions.opinions import recuse, write_opinion
from judging.actions.paper_words import save_paper_words
from judging.actions.papers import StoredFile
from judging.actions.teller_counts import attach_scan, type_count
from judging.enums import Role
from judging.ids import AccountID
from judging.models.programmes import Programme
from judging.rules.ballots import BallotMode, Base, Choice, Counts, VoteRule
from portal.db import transaction
from portal.papers.docx import render_docx
from portal.papers.making import facts_of
from portal.papers.registry import kinds
from tests.factories.councils import make_assembly
from tests.factories.office import make_account
from tests.factories.papers import SAID
from tests.integration.test_papers import drawn, is_whole, text_of_docx

if TYPE_CHECKING:
    from flask import Flask

    from portal.papers.facts import Facts
    from tests.conftest import TestClock
    from tests.factories.councils import Assembly

ALL_80 = VoteRule(Base.ALL, Fraction(8, 10))


def meet(app: Flask, clock: TestClock) -> tuple[Assembly, Any]:
    """A meeting with a secret vote, a printed one, an absent member's opinion and somebody who steps aside."""
    house = make_assembly(app, clock)
    with transaction() as session:
        programme = session.get_one(Programme, house.programme_id)
        clerk = make_account(session, "Người Văn Thư", now=clock(), roles=(Role.SECRETARY,), programme=programme)
    with transaction() as session:
        by = house.viewer(session, clerk)
        said = {**SAID, "committee_head": "", "secretary_head": ""}
        save_paper_words(session, house.programme_id, said, by=by, now=clock())
    house.sit(absent=[4])
    secret = house.propose("Tập thể Một", "Tập thể Hai", places=1, rule=ALL_80)
    with transaction() as session:
        first, second = (one.id for one in house.section(session, secret).items)
    house.act(house.people[4], write_opinion, first, choice=Choice.FOR, words="Nhất trí cao")
    house.act(house.people[3], recuse, second, reason="Thủ trưởng đơn vị", draw=house.draw)
    house.open(secret)
    one, two = house.ballots(secret)
    for account in house.people[:3]:
        house.vote(account, {one: Choice.FOR, two: Choice.AGAINST})
    house.vote(house.people[3], {one: Choice.BLANK})
    house.close(secret)
    printed = house.propose("Cá nhân Ba", mode=BallotMode.PRINTED)
    tellers = [AccountID(account.id) for account in house.people[1:3]]
    house.act(house.secretary, name_tellers, *tellers)
    house.open(printed)
    house.close(printed)
    with transaction() as session:
        (item,) = house.section(session, printed).items
    for account in house.people[1:3]:
        house.act(account, type_count, item.id, Counts(4, 4, 3, 1, 3, 0))
    house.act(house.secretary, attach_scan, printed, StoredFile("a" * 64, "b" * 64, 10, "application/pdf"))
    house.act(
        house.secretary, keep_notes, discussion="Các thành viên trao đổi.", conclusion="Đề nghị khen Tập thể Một."
    )
    return house, printed


def facts_now(house: Assembly) -> Facts:
    with transaction() as session:
        return facts_of(session, house.programme_id, now=house.clock())


@pytest.mark.requirement("S003-R19", "S000-R29")
def test_minutes_of_a_council_and_of_its_tellers_tell_every_count(app: Flask, clock: TestClock) -> None:
    with app.app_context():
        house, printed = meet(app, clock)
        minutes, count = kinds()["bien-ban-hop-hoi-dong"], kinds()["bien-ban-kiem-phieu"]
        waiting = replace(facts_now(house), subject=facts_now(house).meetings[0].key)
        assert minutes.waits(waiting) == "no_council_minutes"
        house.act(house.secretary, draft_minutes)
        facts = facts_now(house)
        day: Any = SimpleNamespace(app=app)
        is_whole(day, minutes, facts)
        is_whole(day, count, facts)
        said = text_of_docx(render_docx(drawn(day, minutes, facts))).replace("\xa0", " ")
        for words in (
            "Chủ trì: Ủy Viên An. Thư ký: Thư Ký Hội Đồng.", "04/05 thành viên có quyền bỏ phiếu",
            "lý do: Đi công tác", "tính cả ý kiến bằng văn bản: 01 đồng ý, 00 không đồng ý; cần 04/05",
            "ý kiến bằng văn bản của Ủy Viên Giang - đồng ý: Nhất trí cao",
            "Ủy Viên Dũng không bỏ phiếu (lý do: Thủ trưởng đơn vị)", "Được chọn: Tập thể Một.",
            "Đề nghị khen Tập thể Một.",
        ):  # fmt: skip
            assert words in said, words
        content = drawn(day, minutes, facts)
        tables = [block.rows for block in content.blocks if hasattr(block, "rows")]
        assert tables[0][0] == ("1", "Tập thể Một", "04", "04", "03", "01", "03", "00", "Đạt")
        assert tables[0][1] == ("2", "Tập thể Hai", "03", "03", "03", "00", "00", "03", "Không đạt")
        assert tables[1][0] == ("1", "Cá nhân Ba", "04", "04", "03", "01", "03", "00", "Đạt")
        told = [facts.meetings[0].sections[key]["award_form"] for key, _words in count.subjects(facts)]  # type: ignore[misc]
        assert len(told) == 2
        assert printed.hex in dict(count.subjects(facts))  # type: ignore[misc]  # it has subjects
