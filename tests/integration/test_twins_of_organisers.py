"""Two worlds that differ in one secret answer heads of panels and organisers with the same bytes, too (T-twin).

An organiser may be of the unit whose work lies in the round, or tied to its author. What he must not learn before the
opening is which code that work has; before the round is closed, what anybody gave; and of a judge who stepped back,
those who are not concerned must not learn who it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, select, text, update

from judging.enums import AssignmentState, Role
from judging.models.entries import Entry
from judging.models.people import Account, Person
from judging.models.reviews import Recusal, Review, ReviewVersion
from judging.models.rounds import Assignment
from judging.models.seals import CodeLink
from judging.queries.publishing_gate import _sealed_sheets
from portal.db import writing
from tests.factories.judging import make_sealed_round
from tests.factories.marking import Day, make_day
from tests.factories.office import make_account
from tests.twin_walk import Read, everything

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from tests.conftest import TestClock

STARTS = (
    *("/thong-bao", "/cham", "/cham/diem-cua-toi", "/truong-ban", "/niem-phong", "/niem-phong/ket-qua"),
    *("/ban-to-chuc", "/ban-to-chuc/ket-qua", "/ghep-phach", "/ghep-phach/mo", "/kiem-tra", "/kiem-tra?kho=sealed"),
    *("/cong-bo", "/nhat-ky", "/don-vi", "/bai-du-thi", "/don-thu", "/doi-chieu"),
)
AREAS = tuple({f"/{start.split('/')[1]}" for start in STARTS})


def reads(app: Flask, everybody: dict[str, Account]) -> dict[str, dict[str, Read]]:
    """What each of these people reads."""
    return {word: everything(app, one, STARTS, AREAS) for word, one in everybody.items()}


def differences(first: dict[str, dict[str, Read]], second: dict[str, dict[str, Read]]) -> set[tuple[str, str]]:
    """The (person, address) pairs that answered otherwise, or that only one of the worlds has."""
    return {
        (word, address)
        for word in first
        for address in first[word].keys() | second[word].keys()
        if first[word].get(address) != second[word].get(address)
    }


def organisers(day: Day) -> dict[str, Account]:
    """Everybody with a duty in the contest, two of the authors, and who has none."""
    with day.acting() as session:
        others = {
            role.value: make_account(session, now=day.now, roles=(role,), programme=programme)
            for role in (Role.SUPERVISOR, Role.ADMIN)
            for programme in (None,)
        }
    return {
        "head": day.judges[0], "judge": day.judges[1], "secretary": day.secretary, "board": day.board,
        "holder": day.holders[0], "validator": day.validator, "publisher": day.publisher,
        "author": day.authors[0], "another author": day.authors[1], **others,
    }  # fmt: skip


def of_their_unit(session: Session, day: Day) -> None:
    """Organisers whose own unit has the first work in the round: the board, the secretary, and a holder."""
    unit = session.get_one(Entry, day.entries[0].id).unit_id
    people = [session.get_one(Account, one.id).person_id for one in (day.board, day.secretary, day.holders[0])]
    session.execute(update(Person).where(Person.id.in_(people)).values(unit_id=unit))


def swap_codes(session: Session, day: Day) -> None:
    """Which of two works has which code, changed behind the portal's back."""
    one, other = (
        session.scalars(select(CodeLink).where(CodeLink.entry_id == entry.id)).one() for entry in day.entries[:2]
    )
    rows = [
        {"code_id": here.code_id, "round_id": here.round_id, "entry_id": there.entry_id,
         "entry_version_id": there.entry_version_id}
        for here, there in ((one, other), (other, one))
    ]  # fmt: skip
    session.execute(delete(CodeLink).where(CodeLink.code_id.in_([one.code_id, other.code_id])))
    session.expunge_all()
    session.add_all([CodeLink(**row) for row in rows])


@pytest.mark.requirement("S001-R15", "S001-R41")
@pytest.mark.parametrize("closed", [False, True], ids=["while marking", "closed"])
def test_A06_A07_A08_no_organiser_learns_before_the_opening_whose_code_it_is(
    app: Flask, clock: TestClock, *, closed: bool
) -> None:
    day = make_day(app, now=clock(), marks=((90, 88), (81, 80), (80, 70), (60, 61)))
    with day.acting() as session:
        of_their_unit(session, day)
    if closed:
        day.close()
    everybody = organisers(day)
    first = reads(app, everybody)
    analysis = f"/niem-phong/{day.round_id}/{'phan-tich' if closed else 'tien-do'}"
    assert first["secretary"][analysis][0] == first["board"][analysis][0] == 200
    assert any(day.codes[0] in body for _, _, body in first["secretary"].values()), "who seals reads codes"
    with day.acting() as session:
        swap_codes(session, day)
    assert differences(first, reads(app, everybody)) == set()


def forget_that_saves_are_kept(session: Session) -> None:
    """Take away what forbids to change a saved sheet, as only somebody with the database in his hands could."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("DROP TRIGGER review_versions_no_update"))
    else:
        session.execute(text("ALTER TABLE review_versions DISABLE TRIGGER USER"))


def mark_otherwise(session: Session, seat_of: Account, day: Day) -> int:
    """One step less for the best criterion of every sheet of one judge, locked as it is; how many sheets that were."""
    forget_that_saves_are_kept(session)
    rows = session.execute(
        select(ReviewVersion, Review)
        .join(Review, Review.id == ReviewVersion.review_id)
        .join(Assignment, Assignment.id == Review.assignment_id)
        .where(Assignment.seat_id.in_(day.viewer(session, seat_of).seats))
    ).all()
    for row, _ in rows:
        key = max(row.marks, key=lambda one: int(row.marks[one]))
        row.marks = {**row.marks, key: row.marks[key] - 1}
    session.flush()
    sealed = {one.locked_sha256: one for one in _sealed_sheets(session, day.at_hand(session))}
    for _, review in rows:  # a sheet that no longer fits its hash would be told, and rightly
        review.locked_sha256 = sealed[review.locked_sha256 or ""].sha256
    return len(rows)


def test_A08_A12_no_head_and_no_organiser_learns_what_others_gave_before_the_round_is_closed(
    app: Flask, clock: TestClock
) -> None:
    day = make_day(app, now=clock(), marks=(90, 81, 80, 60))
    everybody = organisers(day)
    first = reads(app, everybody)
    with day.acting() as session:
        assert mark_otherwise(session, day.judges[2], day)
    assert differences(first, reads(app, everybody)) == set()
    day.close("Ban Tổ chức đã xem xét.")
    address = f"/niem-phong/{day.round_id}/phan-tich"
    closed = everything(app, day.secretary, [address], ())
    assert closed[address][0] == 200, "the office reads all marks once none can change"


@pytest.mark.requirement("S001-R15")
def test_A10_A22_who_is_not_concerned_cannot_infer_which_judge_stepped_back(app: Flask, clock: TestClock) -> None:
    """The reason is for the secretary; the head, other judges, authors and publishers see one and the same."""
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        world = make_sealed_round(session, now=clock(), entries=6, judges=5)
        seats = {world.by(one).seats: one for one in world.judges}
        pairs = [
            session.scalars(select(Assignment).where(Assignment.code_id == code.id)).all()
            for code in world.codes.values()
        ]
        head = world.by(world.head).seats
        one, other = next(pair for pair in pairs if all(sheet.seat_id not in head for sheet in pair))
        concerned = {one.seat_id, other.seat_id}
        rest = [account for held, account in seats.items() if not held & concerned]
        assert world.head in rest
        author = session.scalars(select(Account).where(Account.person_id == world.entries[0].author_id)).one()
        everybody = {f"judge {number}": account for number, account in enumerate(rest)} | {
            "author": author, "validator": world.validator, "publisher": world.publisher,
        }  # fmt: skip
        sheets, secretary, round_id = (one.id, other.id), world.secretary, world.round_id
    worlds, seen = [], []
    for sheet in sheets:
        with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
            session.execute(delete(Recusal))
            states = (AssignmentState.ASSIGNED, AssignmentState.RECUSED)
            for each in sheets:
                state = states[each == sheet].value
                session.execute(update(Assignment).where(Assignment.id == each).values(state=state))
            session.add(Recusal(assignment_id=sheet, reason="Tác giả là người quen.", recused_at=clock()))
        worlds.append(reads(app, everybody))
        seen.append(
            everything(app, secretary, [f"/niem-phong/{round_id}/phan-cong"], ())[f"/niem-phong/{round_id}/phan-cong"]
        )
    assert differences(*worlds) == set()
    assert seen[0] != seen[1], "the secretary reads who and why"
