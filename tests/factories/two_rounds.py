"""The demonstration's plan with a preliminary round before its final: what a contest of two rounds is tried with."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import select

from judging.actions.assignments import assign_round
from judging.actions.rounds import open_round, seat_judge
from judging.actions.seals import seal_entries
from judging.ids import AssignmentID
from judging.models.people import Account
from judging.models.rounds import Assignment, Code, Round, Seat
from judging.models.seals import CodeLink
from judging.plans.loader import load
from judging.plans.shipped import DEMONSTRATION, shipped_text
from judging.queries.standings import round_at_hand
from judging.spec.programme import Programme
from judging.spec.walking import resolve
from tests.factories.judging import World, make_rendition, mark_sheet
from tests.factories.marking import make_day

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from decimal import Decimal
    from uuid import UUID

    from flask import Flask
    from sqlalchemy.orm import Session

    from tests.factories.marking import Day

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_FINAL = '[[rounds]]\nkey = "final"\nname = "Chấm thi"'
_PANEL = '{ key = "panel", name = "Ban Giám khảo (Ban chấm thi)", seats = { minimum = 3, maximum = 7 } }'


def two_rounds_text(passing: str = '{ kind = "top", count = 2 }', more: str = "") -> str:
    """The plan as TOML: everybody is judged in “Sơ khảo”, who goes on is judged anew in “Chung khảo”.

    `passing` is the pass rule of the first round as TOML; `more` are further lines of that round.
    """
    text = shipped_text(DEMONSTRATION)
    first = text[text.index("[[rounds]]") : text.index("[[rubrics]]")]
    first = first.replace('key = "final"', 'key = "first"', 1).replace('name = "Chấm thi"', 'name = "Sơ khảo"', 1)
    first = first.replace(_PANEL, '{ key = "first_panel", name = "Ban sơ khảo", seats = { minimum = 3, maximum = 7 } }')
    first = first.replace("offset_days = 20", "offset_days = 17")
    first = first.rstrip() + f"\npassing = {passing}\n{more}\n\n"
    later = text.replace(_FINAL, '[[rounds]]\nkey = "final"\nname = "Chung khảo"', 1)
    later = later.replace("opens = { value = { offset_days = 15 } }", "opens = { value = { offset_days = 18 } }", 1)
    return later.replace("[[rounds]]", f"{first}[[rounds]]", 1)


def two_rounds_plan(passing: str = '{ kind = "top", count = 2 }', more: str = "") -> Programme:
    """The same as a plan, its days still relative."""
    plan = load(two_rounds_text(passing, more))
    assert isinstance(plan, Programme), plan
    return plan


def make_two_rounds(
    app: Flask,
    *,
    now: datetime,
    marks: Sequence[int | Decimal | tuple[int | Decimal, ...]],
    passing: str = '{ kind = "top", count = 2 }',
    more: str = "",
) -> Day:
    """A contest of two rounds in whose first every sheet is locked; see `make_day` for the marks."""
    plan = resolve(two_rounds_plan(passing, more), now.astimezone(VIETNAM).date())
    return make_day(app, now=now, marks=marks, plan=plan)


def round_of(session: Session, day: Day, key: str) -> UUID:
    """The id of a round of the contest."""
    return session.scalars(select(Round.id).where(Round.programme_id == day.programme_id, Round.key == key)).one()


def go_on(day: Day, key: str = "final") -> dict[UUID, str]:
    """Seat the same judges in the next round, seal it and make its renditions; the code of each entry in it.

    From here on the day is about that round.
    """
    with day.acting() as session:
        day.round_id = round_of(session, day, key)
        at_hand, by = day.at_hand(session), day.viewer(session, day.secretary)
        for number, judge in enumerate(day.judges):
            account = session.get_one(Account, judge.id)
            seat_judge(session, at_hand, account=account, is_head=number == 0, by=by, now=day.now)
        seal_next(session, day)
    with day.acting() as session:
        return {entry: word for word, entry in codes_of(session, day).items()}


def seal_next(session: Session, day: Day, *, batch: int = 1) -> None:
    """Seal what came into the round, and give each new code a rendition."""
    seal_entries(
        session, day.at_hand(session), batch=batch, draw=secrets.randbelow, names_author=lambda _e, _t: False,
        by=day.viewer(session, day.secretary), now=day.now,
    )  # fmt: skip
    for code in session.scalars(select(Code).where(Code.round_id == day.round_id)):
        if not code.renditions:
            make_rendition(session, code)


def codes_of(session: Session, day: Day) -> dict[str, UUID]:
    """The entry behind each code of the day's round."""
    rows = session.execute(
        select(Code.word, CodeLink.entry_id)
        .join(CodeLink, CodeLink.code_id == Code.id)
        .where(Code.round_id == day.round_id)
    )
    return {word: entry for word, entry in rows}  # noqa: C416  rows are not pairs to mypy


def mark_round(day: Day, totals: Mapping[UUID, int], *, opened: bool = False) -> None:
    """Assign and open the round, and lock every sheet with the total of its entry."""
    with day.acting() as session:
        by = day.viewer(session, day.secretary)
        if not opened:
            assign_round(session, day.at_hand(session), run=1, by=by, now=day.now)
            open_round(session, day.at_hand(session), by=by, now=day.now)
    with day.acting() as session:
        lock_all(session, day, totals)


def lock_all(session: Session, day: Day, totals: Mapping[UUID, int]) -> None:
    """Lock every open sheet of the round with the total of its entry."""
    entries = codes_of(session, day)
    world = World(
        session, None, round_at_hand(session, day.round_id), day.now, day.secretary, day.board, [], day.validator,  # type: ignore[arg-type]
        day.publisher, [], [],
    )  # fmt: skip
    sheets = session.execute(
        select(Assignment, Seat, Code.word)
        .join(Seat, Seat.id == Assignment.seat_id)
        .join(Code, Code.id == Assignment.code_id)
        .where(Code.round_id == day.round_id, Assignment.state == "assigned")
    ).all()
    for assignment, seat, word in sheets:
        mark_sheet(world, AssignmentID(assignment.id), seat, totals[entries[word]])
