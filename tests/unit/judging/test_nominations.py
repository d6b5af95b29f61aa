"""The way of a nomination, its dossier and what blocks it: the pure rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judging.enums import FlagKind, NominationState
from judging.errors import MoveRefusedError
from judging.plans.shipped import shipped_plan
from judging.rules.blocking import Flag, open_flags
from judging.rules.dossiers import (
    CountMismatch,
    Lack,
    ListLine,
    PaperInHand,
    compare_counts,
    missing_papers,
)
from judging.rules.nominations import (
    HOLDS_PLACE,
    MOVES,
    WAITS_FOR_FLAGS,
    WITH_THE_UNIT,
    is_late,
    move_nomination,
)
from judging.spec.award_forms import DossierItem, DossierRule
from judging.spec.campaign_words import DossierPaper, MomentKind, Subject
from judging.spec.deadlines import Deadline
from judging.spec.ways import Moment

N = NominationState
DAY = date(2024, 5, 1)
RULE = DossierRule(
    "dossier",
    (
        DossierItem("letter", DossierPaper.SUBMISSION_LETTER, "Tờ trình"),
        DossierItem("minutes", DossierPaper.COUNCIL_MINUTES, "Biên bản họp"),
        DossierItem("report", DossierPaper.ACHIEVEMENT_REPORT, "Báo cáo thành tích", form_number="08", confirmed=True),
    ),
    sets=1,
    legal_version="nd_98_2023",
)


def test_every_state_is_reached_from_a_beginning_and_every_other_move_is_refused() -> None:
    assert set(MOVES) == set(N)
    seen, todo = set(), [N.INVITED, N.PROPOSED]
    while todo:
        state = todo.pop()
        if state not in seen:
            seen.add(state)
            todo += MOVES[state]
    assert seen == set(N)
    for state in N:
        for to in N:
            if to in MOVES[state]:
                assert move_nomination(state, to) is to
            else:
                with pytest.raises(MoveRefusedError):
                    move_nomination(state, to)


def test_nobody_comes_to_an_award_around_the_appraiser_and_the_council() -> None:
    """Take either out of the machine, and no decision can be reached any more."""
    for gate in (N.ELIGIBLE, N.COUNCIL_PASSED):
        seen, todo = {gate}, [N.INVITED, N.PROPOSED]
        while todo:
            state = todo.pop()
            if state not in seen:
                seen.add(state)
                todo += MOVES[state]
        assert not seen & (HOLDS_PLACE - {N.COUNCIL_PASSED}), gate


def test_what_lies_with_the_unit_waits_for_no_flag() -> None:
    assert not WITH_THE_UNIT & WAITS_FOR_FLAGS


@pytest.mark.requirement("S003-R18", "S003-R19", "S003-R20")
def test_a_dossier_names_what_it_lacks_in_the_plans_order() -> None:
    assert [(one.item.key, one.lack) for one in missing_papers(RULE, [])] == [
        ("letter", Lack.ABSENT),
        ("minutes", Lack.ABSENT),
        ("report", Lack.ABSENT),
    ]
    drafts = [PaperInHand("letter"), PaperInHand("minutes", number="  "), PaperInHand("report")]
    assert [(one.item.key, one.lack) for one in missing_papers(RULE, drafts)] == [
        ("letter", Lack.NUMBERLESS),
        ("minutes", Lack.NUMBERLESS),
        ("report", Lack.UNCONFIRMED),
    ]
    whole = [
        PaperInHand("letter", number="12/TTr-VP"),
        PaperInHand("minutes", number="03/BB-HĐ"),
        PaperInHand("report", is_confirmed=True),
        PaperInHand("something the plan does not ask for"),
    ]
    assert missing_papers(RULE, whole) == ()


@pytest.mark.requirement("S004-R16")
def test_the_letter_its_list_and_the_reports_agree_or_the_difference_is_told() -> None:
    lines = [ListLine("a", "giay_khen", report_there=True), ListLine("b", "giay_khen", report_there=True)]
    assert compare_counts(2, lines) is None
    assert compare_counts(3, lines) == CountMismatch(letter=3, lines=2, reports=2)
    assert compare_counts(2, [lines[0], ListLine("b", "giay_khen", report_there=False)]) == CountMismatch(2, 2, 1)


@pytest.mark.requirement("S003-R30")
def test_a_flag_blocks_from_its_first_to_its_last_day_and_until_it_is_lifted() -> None:
    flag = Flag(FlagKind.DISCIPLINE, DAY, "QĐ 05/QĐ-UBND", person="p", until=DAY + timedelta(days=9))
    lifted = Flag(FlagKind.COMPLAINT, DAY, "Đơn số 3", person="p", lifted_on=DAY + timedelta(days=4))

    def blocked(flag: Flag, days: int) -> bool:
        return bool(open_flags([flag], on=DAY + timedelta(days=days), unit=None, person="p"))

    assert [blocked(flag, days) for days in (-1, 0, 9, 10)] == [False, True, True, False]
    assert [blocked(lifted, days) for days in (-1, 0, 3, 4, 400)] == [False, True, True, False, False]


def test_a_flag_about_a_unit_blocks_the_collective_and_not_its_people() -> None:
    about_unit = Flag(FlagKind.LATE_FILES, DAY, "Báo cáo một cửa", unit="u")
    about_person = Flag(FlagKind.HARASSMENT, DAY, "Kết luận thanh tra", person="p")
    flags = [about_unit, about_person]
    assert open_flags(flags, on=DAY, unit="u", person=None) == (about_unit,)
    assert open_flags(flags, on=DAY, unit="u", person="q") == ()
    assert open_flags(flags, on=DAY, unit="u", person="p") == (about_person,)


def test_a_dossier_is_late_from_the_instant_that_its_day_refuses() -> None:
    campaign = shipped_plan("gieng-day-2024").campaign
    assert campaign is not None
    subject, form = Subject.INDIVIDUAL, "ward_certificate"
    day = Moment("close", MomentKind.DOSSIERS_CLOSE, Deadline(DAY), forms=(form,))
    dated = replace(campaign, moments=(day,))
    closing = datetime(2024, 5, 1, 17, tzinfo=UTC)
    assert [is_late(dated, form, subject, closing - timedelta(seconds=s)) for s in (1, 0)] == [False, True]
    assert not is_late(dated, "city_certificate", subject, closing)
    assert not is_late(campaign, form, subject, closing)  # this plan names no day


days = st.integers(-30, 30)


@given(since=days, until=st.none() | days, lifted=st.none() | days, on=days)
def test_lifting_a_flag_never_blocks_a_day_that_was_free(
    since: int, until: int | None, lifted: int | None, on: int
) -> None:
    def flag(lifted: int | None) -> Flag:
        return Flag(
            FlagKind.OTHER,
            DAY + timedelta(days=since),
            "s",
            until=None if until is None else DAY + timedelta(days=until),
            lifted_on=None if lifted is None else DAY + timedelta(days=lifted),
        )

    day = DAY + timedelta(days=on)
    if flag(lifted).is_open(day):
        assert flag(None).is_open(day)
