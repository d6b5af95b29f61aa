"""Councils and meetings: who sits, who may run, quorum, votes by name, ties, places, minutes. On both databases."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from judging.actions.agendas import AlreadyOnBallotError, NothingToVoteOnError, add_items, remove_item
from judging.actions.ballot_boxes import AlreadyVotedError
from judging.actions.ballots import BallotClosedError, NotAVoterError, TooFewForSecrecyError
from judging.actions.council_minutes import (
    NoConclusionError,
    NotSettledError,
    draft_minutes,
    send_minutes_back,
    sign_minutes,
)
from judging.actions.councils import NotACandidateError, SecondChairError, add_member, end_member
from judging.actions.meetings import NoQuorumError, adjourn, begin, convene, keep_notes
from judging.actions.opinions import (
    IsPresentError,
    NothingToDecideError,
    WrongNumberError,
    chair_decides,
    give_last_places,
    recuse,
    write_opinion,
)
from judging.enums import Role
from judging.errors import (
    AlreadyDoneError,
    MoveRefusedError,
    NotAllowedError,
    NotFoundError,
    StaleVersionError,
)
from judging.ids import AccountID
from judging.models.ballots import Ballot
from judging.models.history import HistoryLine
from judging.models.programmes import Programme
from judging.queries.ballots import counts_of
from judging.queries.council_minutes import frozen_minutes
from judging.queries.councils import get_council
from judging.rules.ballots import BallotMode, Base, Choice, Counts, Outcome, VoteRule
from judging.rules.meetings import CouncilDuty, MeetingState
from portal.db import transaction
from tests.factories.councils import MAJORITY, make_assembly
from tests.factories.office import make_account

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from judging.ids import AgendaSectionID
    from tests.conftest import TestClock
    from tests.factories.councils import Assembly

ALL_80 = VoteRule(Base.ALL, Fraction(8, 10))


@pytest.fixture
def house(app: Flask, clock: TestClock) -> Iterator[Assembly]:
    with app.app_context():
        yield make_assembly(app, clock)


def outcomes(house: Assembly, section_id: AgendaSectionID) -> list[str | None]:
    with transaction() as session:
        return [one.item.outcome for one in house.section(session, section_id).items]


def item_ids(house: Assembly, section_id: AgendaSectionID) -> list[object]:
    with transaction() as session:
        return [one.id for one in house.section(session, section_id).items]


@pytest.mark.requirement("S004-R09", "S002-R26")
def test_a_meeting_goes_from_its_invitation_to_signed_minutes(house: Assembly, clock: TestClock) -> None:
    house.sit()
    section = house.propose("Tập thể Một", "Tập thể Hai", mode=BallotMode.OPEN)
    house.decide(section, "ff", "ff", "fa", "fa", "ba")
    assert outcomes(house, section) == ["passed", "failed"]
    with pytest.raises(NoConclusionError):
        house.act(house.secretary, draft_minutes)
    house.act(house.secretary, keep_notes, discussion="Trao đổi", conclusion="Đề nghị khen Tập thể Một")
    house.act(house.secretary, draft_minutes)
    with transaction() as session:
        at_hand = house.at_hand(session, house.people[0])
        told = frozen_minutes(at_hand)
        sha256 = at_hand.meeting.minutes_sha256
    assert told is not None
    first = told["sections"][0]["items"][0]["ballots"][0]
    figures = ("issued", "collected", "not_returned", "valid", "invalid", "for", "against", "base", "needed")
    assert [first[key] for key in figures] == [5, 5, 0, 4, 1, 4, 0, 5, 3]
    assert told["sections"][0]["chosen"] == ["Tập thể Một"]
    with pytest.raises(NotAllowedError):
        house.act(house.people[1], sign_minutes, seen_sha256=sha256)
    with pytest.raises(StaleVersionError):
        house.act(house.people[0], sign_minutes, seen_sha256="0" * 64)
    house.act(house.people[0], sign_minutes, seen_sha256=sha256)
    with pytest.raises(MoveRefusedError):
        house.act(house.secretary, keep_notes, discussion="", conclusion="Khác")
    with transaction() as session:
        assert house.at_hand(session, house.secretary).state is MeetingState.MINUTES_SIGNED
        kept = session.scalars(select(HistoryLine.data).where(HistoryLine.action == "ballot.count")).all()
    assert sorted(json.loads(one)["votes_for"] for one in kept) == [2, 4]


def test_a_draft_goes_back_with_a_reason_and_is_written_anew(house: Assembly) -> None:
    house.sit()
    house.decide(house.propose("Tập thể Một"), *"fffff")
    house.act(house.secretary, keep_notes, discussion="", conclusion="Đề nghị khen")
    house.act(house.secretary, draft_minutes)
    house.act(house.people[0], send_minutes_back, reason="Thiếu ý kiến thảo luận")
    house.act(house.secretary, keep_notes, discussion="Có ý kiến", conclusion="Đề nghị khen")
    house.act(house.secretary, draft_minutes)
    with transaction() as session:
        told = frozen_minutes(house.at_hand(session, house.secretary))
    assert told is not None
    assert told["discussion"] == "Có ý kiến"


def test_nothing_begins_without_a_quorum(house: Assembly) -> None:
    """Two thirds of five are four."""
    house.plan()
    house.act(house.secretary, convene)
    house.mark({0: True, 1: True, 2: True})
    with pytest.raises(NoQuorumError) as refusal:
        house.act(house.secretary, begin)
    assert (refusal.value.facts["present"], refusal.value.facts["members"]) == (3, 5)
    house.act(house.secretary, adjourn, reason="Không đủ thành viên")
    with transaction() as session:
        at_hand = house.at_hand(session, house.secretary)
        assert (at_hand.state, dict(at_hand.attendance)) == (MeetingState.ADJOURNED, {})
    house.act(house.secretary, convene)
    house.mark(dict.fromkeys(range(4), True))
    house.act(house.secretary, begin)


def test_no_vote_opens_once_too_many_have_left(house: Assembly) -> None:
    house.sit()
    section = house.propose("Tập thể Một")
    house.mark({3: False, 4: False})
    with pytest.raises(NoQuorumError):
        house.open(section)


@pytest.mark.requirement("S003-R19")
def test_absent_members_opinions_count_in_a_base_of_all(house: Assembly) -> None:
    """Of five, 80 % are four: three there and one in writing pass, three alone do not."""
    house.sit(absent=[4])
    section = house.propose("Tập thể Một", "Tập thể Hai", rule=ALL_80)
    first, second = item_ids(house, section)
    house.act(house.people[4], write_opinion, first, choice=Choice.FOR, words="Đồng ý")
    with pytest.raises(IsPresentError):
        house.act(house.people[3], write_opinion, first, choice=Choice.FOR, words="")
    house.decide(section, "ff", "ff", "ff", "aa")
    assert outcomes(house, section) == ["passed", "failed"]
    with pytest.raises(BallotClosedError):
        house.act(house.people[4], write_opinion, second, choice=Choice.FOR, words="Muộn")
    with transaction() as session:
        rows = [one.latest.ballot for one in house.section(session, section).items if one.latest]
        assert [(row.votes_for, row.written_for, row.members) for row in rows] == [(3, 1, 5), (3, 0, 5)]


def test_who_steps_aside_gets_no_paper(house: Assembly) -> None:
    house.sit()
    section = house.propose("Ủy Viên Chi", "Tập thể Hai")
    own, _other = item_ids(house, section)
    house.act(house.people[2], recuse, own, reason="Chính tôi được đề nghị", draw=house.draw)
    house.open(section)
    first, second = house.ballots(section)
    with pytest.raises(NotAVoterError):
        house.vote(house.people[2], {first: Choice.FOR})
    house.vote(house.people[2], {second: Choice.FOR})
    house.act(house.people[3], recuse, own, reason="Là người thân", draw=house.draw)
    house.vote(house.people[4], {first: Choice.FOR})
    with pytest.raises(AlreadyVotedError):
        house.act(house.people[4], recuse, own, reason="Quá muộn", draw=house.draw)
    house.close(section)
    with transaction() as session:
        row = session.get_one(Ballot, first)
        assert counts_of(row) == Counts(3, 1, 1, 0, 1, 0)
        assert (row.electorate, row.recused, row.present) == (3, 2, 5)


def test_equal_votes_are_settled_by_the_chair_or_a_second_vote(app: Flask, clock: TestClock) -> None:
    with app.app_context():
        house = make_assembly(app, clock, members=4)
        house.sit()
        section = house.propose("Tập thể Một", "Tập thể Hai")
        house.decide(section, "ff", "ff", "aa", "aa")
        assert outcomes(house, section) == ["tie", "tie"]
        first, second = item_ids(house, section)
        with pytest.raises(NotAllowedError):
            house.act(house.people[1], chair_decides, first, passes=True, reason="Phó chủ tịch")
        house.act(house.people[0], chair_decides, first, passes=True, reason="Thành tích nổi bật hơn")
        with pytest.raises(NothingToDecideError):
            house.act(house.people[0], chair_decides, first, passes=False, reason="Đổi ý")
        house.decide(section, "f", "f", "f", "a")
        assert outcomes(house, section) == ["passed", "passed"]
        with transaction() as session:
            attempts = [len(one.ballots) for one in house.section(session, section).items]
            assert attempts == [1, 2]
        with pytest.raises(AlreadyDoneError):
            house.open(section)
        assert second


def test_more_passed_than_places_go_by_votes_then_the_chair(house: Assembly) -> None:
    house.sit()
    section = house.propose("Một", "Hai", "Ba", "Bốn", places=2)
    house.decide(section, "ffff", "ffff", "ffff", "faaa", "faaa")
    with transaction() as session:
        line = house.section(session, section)
        assert [one.outcome for one in line.items] == [Outcome.PASSED] * 4
        assert (len(line.selection.chosen), len(line.selection.tied), line.is_settled) == (1, 3, False)
    house.act(house.secretary, keep_notes, discussion="", conclusion="Chọn hai")
    with pytest.raises(NotSettledError):
        house.act(house.secretary, draft_minutes)
    items = item_ids(house, section)
    for wrong in (items[1:3], items[:1], []):
        with pytest.raises(WrongNumberError):
            house.act(house.people[0], give_last_places, section, wrong, reason="Theo số phiếu")
    house.act(house.people[0], give_last_places, section, [items[3]], reason="Tỷ lệ nữ cao hơn")
    with transaction() as session:
        line = house.section(session, section)
        assert set(line.selection.chosen) == {str(items[0]), str(items[3])}
        assert line.is_settled
    house.act(house.secretary, draft_minutes)


def test_a_secret_vote_needs_three(house: Assembly) -> None:
    house.sit()
    section = house.propose("Tập thể Một")
    (item,) = item_ids(house, section)
    for account in house.people[2:]:
        house.act(account, recuse, item, reason="Có liên quan", draw=house.draw)
    with pytest.raises(TooFewForSecrecyError):
        house.open(section)


def test_what_was_voted_on_stays_on_the_agenda(house: Assembly) -> None:
    house.sit()
    section = house.propose("Tập thể Một")
    with pytest.raises(NothingToVoteOnError):
        house.act(house.secretary, add_items, section, ["Tập thể Một"])
    house.act(house.secretary, add_items, section, ["Tập thể Hai", "  "])
    first, second = item_ids(house, section)
    house.act(house.secretary, remove_item, second)
    house.open(section)
    for act, args in ((remove_item, (first,)), (add_items, (section, ["Ba"]))):
        with pytest.raises(AlreadyOnBallotError):
            house.act(house.secretary, act, *args)


def test_a_vote_in_writing_reaches_absent_members(house: Assembly) -> None:
    house.sit(absent=[4])
    section = house.propose("Tập thể Một", mode=BallotMode.WRITTEN, rule=ALL_80)
    house.decide(section, "f", "f", "f", "a", "f")
    with transaction() as session:
        (line,) = house.section(session, section).items
        assert line.latest is not None
        assert (line.latest.counts, line.outcome) == (Counts(5, 5, 5, 0, 4, 1), Outcome.PASSED)


def test_a_substitute_votes_for_whom_he_replaces(app: Flask, clock: TestClock) -> None:
    with app.app_context():
        house = make_assembly(app, clock, members=4, allows_substitutes=True)
        with transaction() as session:
            programme = session.get_one(Programme, house.programme_id)
            stand_in = make_account(session, "Người Dự Thay", now=clock(), roles=(Role.COUNCIL,), programme=programme)
        with transaction() as session:
            by = house.viewer(session, house.board)
            council = get_council(session, house.council_id, visible_to=by)
            place = add_member(
                session, council, account_id=AccountID(stand_in.id), duty=CouncilDuty.SUBSTITUTE, votes=True,
                stands_in_for=house.places[3], valid_from=clock().date(), valid_to=None, by=by, now=clock(),
            )  # fmt: skip
        house.places.append(place.id)
        house.people.append(stand_in)
        house.sit(absent=[3])
        section = house.propose("Tập thể Một", rule=VoteRule(Base.ALL, Fraction(1)))
        house.decide(section, "f", "f", "f", "", "f")
        assert outcomes(house, section) == ["passed"]


def test_members_come_from_the_duty_and_leave_with_a_reason(house: Assembly, clock: TestClock) -> None:
    with transaction() as session:
        by = house.viewer(session, house.board)
        council = get_council(session, house.council_id, visible_to=by)
        values = {"votes": True, "stands_in_for": None, "valid_from": clock().date(), "valid_to": None,
                  "by": by, "now": clock()}  # fmt: skip
        with pytest.raises(NotACandidateError):
            add_member(session, council, account_id=AccountID(house.admin.id), duty=CouncilDuty.MEMBER, **values)
        end_member(session, council, house.places[4], reason="Chuyển công tác", by=by, now=clock())
        with pytest.raises(SecondChairError):
            add_member(session, council, account_id=AccountID(house.people[4].id), duty=CouncilDuty.CHAIR, **values)
        with pytest.raises(AlreadyDoneError):
            end_member(session, council, house.places[4], reason="Lần nữa", by=by, now=clock())


def test_A01_strangers_and_administrators_find_no_meeting(house: Assembly, app: Flask, clock: TestClock) -> None:
    house.plan()
    other = make_assembly(app, clock)
    for account in (house.admin, other.people[0], other.secretary, other.board):
        with transaction() as session, pytest.raises(NotFoundError):
            house.at_hand(session, account)
    with pytest.raises(NotAllowedError):
        house.act(house.people[0], convene)
    with pytest.raises(NotAllowedError):
        house.act(house.board, convene)


def test_the_rule_of_a_majority_is_of_those_present(house: Assembly) -> None:
    house.sit(absent=[4])
    section = house.propose("Tập thể Một", rule=MAJORITY)
    house.decide(section, "f", "f", "f", "a")
    with transaction() as session:
        row = session.scalars(select(Ballot)).one()
        assert (row.present, row.electorate, row.outcome) == (4, 4, "passed")
