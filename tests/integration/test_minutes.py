"""What the minutes of marking print besides the result: amendments, late changes, sheets from paper, re-marking."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from judging.enums import PlanState
from judging.models.programmes import PlanVersion
from judging.models.rounds import Code
from judging.queries.round_paths import newest_result
from judging.spec.canonical import to_canonical
from portal.papers.gathering import gather
from portal.papers.kinds.minutes import MINUTES
from tests.factories.remarkings import Anew
from tests.factories.two_rounds import go_on, make_two_rounds, mark_round

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock
    from tests.factories.marking import Day


def minutes_of(day: Day, key: str) -> str:
    """Everything that the minutes of a round say, as one text."""
    with day.app.test_request_context("/"), day.acting() as session:
        facts = gather(session, day.at_hand(session).programme_id, said={}, now=day.now)
    return repr(MINUTES.build(replace(facts, subject=key)))


def amend(day: Day, key: str, reason: str) -> None:
    """A version of the plan that changes one round, issued by hand."""
    with day.acting() as session:
        plan = day.at_hand(session).plan
        rounds = tuple(replace(one, cap_per_judge=50) if one.key == key else one for one in plan.plan.rounds)
        canonical = to_canonical(replace(plan.plan, rounds=rounds))
        plan.version.state = PlanState.REPLACED.value
        session.flush()
        session.add(
            PlanVersion(
                programme_id=plan.programme_id, number=plan.version.number + 1, state=PlanState.ISSUED.value,
                canonical=canonical, sha256=sha256(canonical.encode()).hexdigest(), reason=reason, created_at=day.now,
            )
        )  # fmt: skip


@pytest.mark.requirement("S001-R14")
def test_B19_each_rounds_minutes_print_its_own_amendments_with_their_reasons(app: Flask, clock: TestClock) -> None:
    day = make_two_rounds(app, now=clock(), marks=(90, 80, 70))
    amend(day, "first", "Một giám khảo vòng đầu ốm")
    day.close()
    go_on(day)
    mark_round(day, {day.entries[0].id: 70, day.entries[1].id: 88})
    amend(day, "final", "Một giám khảo vòng cuối ốm")
    day.close()
    first, final = minutes_of(day, "first"), minutes_of(day, "final")
    assert "Điều chỉnh kế hoạch sau khi mở vòng chấm" in first
    assert "Một giám khảo vòng đầu ốm" in first
    assert "vòng cuối" not in first
    assert "Một giám khảo vòng cuối ốm" in final
    assert "vòng đầu" not in final


def test_the_minutes_tell_old_and_new_totals_of_a_remarking_and_no_marker(app: Flask, clock: TestClock) -> None:
    anew = Anew(app, clock)
    assert "PHÚC KHẢO" not in minutes_of(anew.day, "final")
    anew.remark({1: 95})
    anew.correct()
    said = minutes_of(anew.day, "final")
    assert "IV. PHÚC KHẢO" in said
    assert f"('{anew.day.codes[1]}', '80', '95', '95')" in said
    assert "điểm phúc khảo thay điểm lần đầu" in said
    assert "Giám khảo Mới" not in said
    with anew.day.acting() as session:
        fresh = session.scalars(select(Code.word).where(Code.round_id == anew.round_id)).all()
        assert newest_result(session, anew.day.at_hand(session).id) is not None
    assert not any(word in said for word in fresh)  # the new code links the entry to nothing that is printed
