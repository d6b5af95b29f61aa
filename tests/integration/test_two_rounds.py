"""A contest of two rounds from its first sealing to its winners, on both databases."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from judging import verify
from judging.actions.board_decisions import take_back
from judging.actions.openings import LaterRoundOpenError, ask_opening
from judging.actions.results import NoCommonRoundError, RoundFollowedError, close_round, keep_result
from judging.actions.seals import EarlierRoundError
from judging.enums import EntryState, PlanState
from judging.models.entries import Entry
from judging.models.programmes import PlanVersion
from judging.models.results import Award, BoardDecision
from judging.models.rounds import Code
from judging.queries.round_paths import newest_result
from judging.queries.seals import count_sealable
from judging.queries.standings import find_result, round_at_hand
from judging.spec.canonical import to_canonical
from judging.spec.walking import resolve
from tests.factories.marking import make_day
from tests.factories.two_rounds import (
    VIETNAM,
    codes_of,
    go_on,
    make_two_rounds,
    mark_round,
    round_of,
    seal_next,
    two_rounds_plan,
)
from tests.invariants import violations
from tests.page_client import PageClient

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Flask

    from tests.conftest import TestClock
    from tests.factories.marking import Day


def office(day: Day) -> PageClient:
    return PageClient(day.app).sign_in_as(day.secretary)


def board(day: Day) -> PageClient:
    return PageClient(day.app).sign_in_as(day.board)


def passing_page(round_id: UUID) -> str:
    return f"/niem-phong/{round_id}/vao-vong-sau"


def decide(day: Day, round_id: UUID, tied: list[str], passing: list[str], reason: str) -> None:
    board(day).post(passing_page(round_id), {"tied": sorted(tied), "passing": passing, "reason": reason})


@pytest.mark.requirement("S001-R14", "S001-R26")
def test_two_rounds_from_sealing_to_winners(app: Flask, clock: TestClock) -> None:
    day = make_two_rounds(app, now=clock(), marks=(90, 80, 80, 60))
    first = day.round_id
    day.close()

    # The rule leaves a tie at the border: it is stated, and the next round cannot be sealed before it is decided.
    page = office(day).get(passing_page(first))
    assert page.all_words("table tbody tr")[0].endswith("trong số 2 bài đầu của 4 bài")
    assert page.all_words("table tbody tr .status")[1:3] == ["chờ quyết định", "chờ quyết định"]
    with day.acting() as session:
        day.round_id = round_of(session, day, "final")
        with pytest.raises(EarlierRoundError) as refused:
            seal_next(session, day)
        assert refused.value.facts == {"round": "Sơ khảo"}
        session.rollback()

    tied = sorted(day.codes[1:3])
    decide(day, first, tied, [day.codes[2]], "Bài thứ hai có giải pháp áp dụng được ngay")
    decided = board(day).get(passing_page(first))
    assert "Bài thứ hai có giải pháp" in decided.body
    with day.acting() as session:
        told = json.loads(newest_result(session, first).canonical)  # type: ignore[union-attr, arg-type]
        assert told["decisions"]["passes"][0] == {
            "by": "board_decides", "tied": tied, "passing": [day.codes[2]],
            "reason": "Bài thứ hai có giải pháp áp dụng được ngay",
        }  # fmt: skip

    # The next round takes exactly those who went on, each under a code that it never had.
    day.round_id = first
    codes = go_on(day)
    assert set(codes) == {day.entries[0].id, day.entries[2].id}
    assert not set(codes.values()) & set(day.codes)
    mark_round(day, {day.entries[0].id: 70, day.entries[2].id: 88})
    day.close()

    with day.acting() as session:
        result = find_result(session, day.at_hand(session).id)
        assert result is not None
        assert verify.verify_text(result.canonical) == []
        bundle = json.loads(result.canonical)
        assert bundle["path"]["earlier"][0]["rules"]["round"] == "first"
        came = {one["here"]: one["before"] for one in bundle["result"]["came"]}
        assert came[codes[day.entries[2].id]] == [{"round": "first", "code": day.codes[2], "rank": 2, "total": "80"}]
        assert [one["code"] for one in bundle["result"]["prizes"]["awards"]] == [
            codes[day.entries[2].id], codes[day.entries[0].id],
        ]  # fmt: skip
    shown = office(day).get(f"/niem-phong/{day.round_id}/ket-qua")
    assert f"Sơ khảo: mã phách {day.codes[2]}, hạng 2, 80 điểm" in shown.body

    day.open()
    day.publish(day.approve())
    with day.acting() as session:
        winners = session.execute(
            select(Award.place, Award.tier_key, Award.entry_id)
            .where(Award.revoked_at.is_(None))
            .order_by(Award.tier_key)
        ).all()
        assert {row.tier_key: row.entry_id for row in winners} == {
            "individual/first": day.entries[2].id, "individual/second": day.entries[0].id,
        }  # fmt: skip
    assert violations(app) == {}
    public = PageClient(day.app).get(f"/cuoc-thi/{day.slug}/ket-qua/lan-1/bang-diem.json")
    assert verify.verify_text(public.text) == []
    assert "first" in [one["rules"]["round"] for one in json.loads(public.text)["bundle"]["path"]["earlier"]]


def test_names_stay_closed_until_the_last_round_is_closed(app: Flask, clock: TestClock) -> None:
    day = make_two_rounds(app, now=clock(), marks=(90, 80, 70))
    first = day.round_id
    day.close()
    go_on(day)
    with day.acting() as session, pytest.raises(LaterRoundOpenError) as refused:
        by = day.viewer(session, day.holders[0])
        ask_opening(session, round_at_hand(session, first), by=by, now=day.now)
    assert refused.value.facts == {"round": "Chung khảo"}
    mark_round(day, {day.entries[0].id: 70, day.entries[1].id: 88})
    day.close()
    day.open()
    day.round_id = first
    day.open()
    with day.acting() as session:
        assert session.scalars(select(Award).where(Award.revoked_at.is_(None))).all() != []


def test_B19_nothing_of_a_round_changes_once_the_next_is_sealed_from_it(app: Flask, clock: TestClock) -> None:
    day = make_two_rounds(app, now=clock(), marks=(90, 80, 80))
    first = day.round_id
    day.close()
    decide(day, first, day.codes[1:3], [day.codes[1]], "Tính mới")
    go_on(day)
    with day.acting() as session:
        row = session.scalars(select(BoardDecision)).one()
        with pytest.raises(RoundFollowedError):
            take_back(session, round_at_hand(session, first), row.id, by=day.viewer(session, day.board), now=day.now)
        session.rollback()
    refused = board(day).get(passing_page(first))
    assert "không thay đổi" in refused.body
    assert refused.all_words("form fieldset") == []


def test_an_entry_excluded_later_takes_no_part_and_the_first_round_stands(app: Flask, clock: TestClock) -> None:
    day = make_two_rounds(app, now=clock(), marks=(90, 80, 70))
    first = day.round_id
    day.close()
    codes = go_on(day)
    mark_round(day, {day.entries[0].id: 70, day.entries[1].id: 88})
    with day.acting() as session:
        session.execute(update(Entry).where(Entry.id == day.entries[1].id).values(state=EntryState.DISQUALIFIED.value))
    day.close()
    with day.acting() as session:
        kept = find_result(session, day.at_hand(session).id)
        assert kept is not None
        bundle = json.loads(kept.canonical)
        assert verify.verify_text(kept.canonical) == []
        assert bundle["path"]["left"] == [{"round": "first", "code": day.codes[1], "because": "excluded"}]
        assert [one["codes"] for one in bundle["result"]["places"]] == [[codes[day.entries[0].id]]]
    # Who went on was settled when the next round was sealed: the first round does not change behind it.
    day.round_id = first
    assert day.compute() == json.loads(json.dumps(day.compute()))
    day.open()


def test_a_round_takes_nothing_from_an_earlier_one_that_is_open(app: Flask, clock: TestClock) -> None:
    day = make_two_rounds(app, now=clock(), marks=(90, 80, 70))
    with day.acting() as session:
        day.round_id = round_of(session, day, "final")
        assert count_sealable(session, day.at_hand(session)) == 0
        with pytest.raises(EarlierRoundError):
            seal_next(session, day)
        session.rollback()
    page = office(day).get(f"/niem-phong/{day.round_id}/ma-phach")
    assert "Vòng này nhận các bài được vào từ vòng trước" in page.body


def test_A15_codes_of_two_rounds_have_nothing_in_common(app: Flask, clock: TestClock) -> None:
    day = make_two_rounds(app, now=clock(), marks=tuple(range(90, 78, -1)), passing='{ kind = "all" }')
    day.close()
    codes = go_on(day)
    before = {entry.id: word for entry, word in zip(day.entries, day.codes, strict=True)}
    assert set(codes) == set(before)
    assert all(codes[entry] != before[entry] for entry in codes)
    with day.acting() as session:
        assert len(session.scalars(select(Code.word)).all()) == len(set(session.scalars(select(Code.word)).all()))
        assert len(codes_of(session, day)) == len(before)


def test_the_gate_demands_one_panel_or_a_common_final(app: Flask, clock: TestClock) -> None:
    plan = resolve(two_rounds_plan(), clock().astimezone(VIETNAM).date())
    first, final = plan.rounds
    plan = replace(plan, rounds=(replace(first, passing=None, categories=("essay",)), final))
    ladder = replace(plan.ladders[0], round="first")
    day = make_day(app, now=clock(), marks=(90, 80, 70), plan=replace(plan, ladders=(ladder,)))
    with day.acting() as session:
        by = day.viewer(session, day.secretary)
        close_round(session, day.at_hand(session), by=by, now=day.now)
    with day.acting() as session, pytest.raises(NoCommonRoundError) as refused:
        keep_result(session, day.at_hand(session), by=day.viewer(session, day.secretary), now=day.now)
    assert refused.value.facts == {"ladder": "Giải thưởng cá nhân", "round": "Sơ khảo", "categories": "video"}
    page = office(day).get(f"/niem-phong/{day.round_id}/ket-qua")
    assert "hoặc một vòng chung khảo chung" in page.body


def test_B19_an_amendment_after_opening_stands_in_the_result_with_its_reason(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock(), marks=(90, 80, 70))
    with day.acting() as session:
        plan = day.at_hand(session).plan
        round_ = replace(plan.plan.rounds[0], cap_per_judge=50)
        canonical = to_canonical(replace(plan.plan, rounds=(round_,)))
        plan.version.state = PlanState.REPLACED.value
        session.add(
            PlanVersion(
                programme_id=plan.programme_id,
                number=plan.version.number + 1,
                state=PlanState.ISSUED.value,
                canonical=canonical,
                sha256=sha256(canonical.encode()).hexdigest(),
                reason="Một giám khảo ốm",
                created_at=day.now,
            )
        )
    day.close()
    with day.acting() as session:
        kept = find_result(session, day.at_hand(session).id)
        assert kept is not None
        assert verify.verify_text(kept.canonical) == []
        (note,) = json.loads(kept.canonical)["path"]["amendments"]
        assert (note["number"], note["reason"]) == (2, "Một giám khảo ốm")
        assert note["places"] == ["rounds[final].cap_per_judge"]
    page = office(day).get(f"/niem-phong/{day.round_id}/ket-qua")
    assert "Bản kế hoạch số 2" in page.body
    assert "Một giám khảo ốm" in page.body
