"""No page, file or notice of a head or an organiser joins a code to its author before the opening (T-canary).

Organisers know names, and secretaries know codes; some are of an author's own unit. What nobody may be given is both in
one answer. What judges wrote is theirs alone until the round is closed, and private notes for ever.
"""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from judging.models.entries import Entry, Receipt
from judging.models.history import Notice
from judging.models.notes import Note
from judging.models.reviews import Review, ReviewVersion
from judging.models.rounds import Assignment
from judging.models.units import Unit
from tests.factories.marking import Day, make_day
from tests.integration.test_twins_of_organisers import (
    AREAS,
    STARTS,
    forget_that_saves_are_kept,
    of_their_unit,
    organisers,
)
from tests.twin_walk import everything
from vietnamese.folding import fold

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from judging.models.people import Account
    from tests.conftest import TestClock

NOT_ORGANISERS = {"admin", "author", "another author", "judge"}
NAMES = ("Hồ Thị Quỳnhzạo", "Kray Văn Thủyxeng", "Pả Thị Ngọcwên", "Vỗ Văn Kanrỳ")
REMARK, PRIVATE = "zqnhanxetkin7f3a", "zqghichurieng7f3a"


def plant(session: Session, day: Day) -> dict[str, str]:
    """Give every author and unit a name of its own, and say where each planted word stands."""
    planted: dict[str, str] = {}
    for number, (one, name) in enumerate(zip(day.entries, NAMES, strict=True)):
        entry = session.get_one(Entry, one.id)
        person, unit = entry.author, session.get_one(Unit, entry.unit_id)
        person.full_name, person.name_folded = name, fold(name)
        person.phone, person.email = f"+8498765{number}321", f"kanary{number}@quynhzao.example"
        unit.name = unit.short_name = f"UBND xã Kanarỳzan {number}"
        unit.name_folded = fold(unit.name)
        entry.title = f"Chuyện zqtieude{number}7f3a"
        entry.cover = {"author": name, "unit": unit.name, "phone": person.phone}
        words = {name: "name", unit.name: "unit", person.phone: "phone", person.email: "e-mail",
                 entry.title: "title", str(entry.id): "entry id", str(person.id): "person id"}  # fmt: skip
        planted |= words
    for receipt in session.scalars(select(Receipt)):
        planted[receipt.number] = "receipt number"
    return planted


def remark(session: Session, day: Day, judge: Account) -> None:
    """What one judge wrote for the author, and what he wrote for himself alone."""
    forget_that_saves_are_kept(session)
    row, assignment_id = session.execute(
        select(ReviewVersion, Assignment.id)
        .join(Review, Review.id == ReviewVersion.review_id)
        .join(Assignment, Assignment.id == Review.assignment_id)
        .where(Assignment.seat_id.in_(day.viewer(session, judge).seats))
    ).first()  # type: ignore[misc]  # this judge has sheets
    row.comment = REMARK
    session.add(Note(assignment_id=assignment_id, kind="work", words=PRIVATE, made_at=day.now, save_key="one"))


def found_by(app: Flask, who: Account, words: dict[str, str]) -> dict[str, set[str]]:
    """The words that each address told this person; organisers' pages say plainly what they say."""
    read = everything(app, who, STARTS, AREAS)
    return {address: {word for word in words if word in unescape(body)} for address, (_, _, body) in read.items()}


def joined(found: dict[str, set[str]], codes: list[str], planted: dict[str, str]) -> set[tuple[str, str]]:
    """The addresses whose answer held a code and a trace of an author, with what trace it was."""
    return {
        (address, planted[word])
        for address, told in found.items()
        if told & set(codes)
        for word in told & planted.keys()
    }


@pytest.mark.requirement("S001-R15", "S001-R41")
@pytest.mark.parametrize("closed", [False, True], ids=["while marking", "closed"])
def test_A10_A12_A21_no_answer_to_a_head_or_an_organiser_joins_a_code_to_its_author(
    app: Flask, clock: TestClock, *, closed: bool
) -> None:
    day = make_day(app, now=clock(), marks=((90, 88), (81, 80), (80, 70), (60, 61)))
    with day.acting() as session:
        planted = plant(session, day)
        of_their_unit(session, day)
        remark(session, day, day.judges[2])
    if closed:
        day.close()
    words = planted | dict.fromkeys(day.codes, "code") | {REMARK: "remark", PRIVATE: "private note"}
    read = {who: found_by(app, one, words) for who, one in organisers(day).items() if who not in NOT_ORGANISERS}
    for who, found in read.items():
        assert joined(found, day.codes, planted) == set(), who
        told = set().union(*found.values())
        assert PRIVATE not in told, who
        assert closed or REMARK not in told, who
        if who == "head":
            assert not told & planted.keys(), "a head reads codes and nothing of an author"
    assert any(told & set(day.codes) for told in read["secretary"].values()), "who seals reads codes"
    assert any(told & set(NAMES) for told in read["validator"].values()), "who validates reads names"
    with day.acting() as session:
        notices = [f"{row.kind} {row.facts} {row.url}" for row in session.scalars(select(Notice))]
    assert not [one for one in notices if any(code in one for code in day.codes) and any(w in one for w in planted)]
    if closed:
        day.open()
        assert joined(found_by(app, day.board, words), day.codes, planted), "the same walk finds what the opening joins"
