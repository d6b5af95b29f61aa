"""Levels, versions of the law and thresholds by the day: the district ended, its certificates did not."""

from __future__ import annotations

from datetime import date

import pytest

from judging.plans.legal_versions import legal_versions
from judging.plans.levels import levels
from judging.plans.shipped import shipped_plan
from judging.plans.vote_thresholds import law_threshold
from judging.rules.legal_versions import find_version, replacements, version_on
from judging.rules.levels import Level, exists, giver_on, level_on, route_on
from judging.spec import Campaign, Unknown
from judging.spec.campaign_words import FormKind, LevelCode, VoteBase

LAST_DAY, FIRST_DAY = date(2025, 6, 30), date(2025, 7, 1)


def campaign(name: str) -> Campaign:
    found = shipped_plan(name).campaign
    assert found is not None
    return found


@pytest.mark.parametrize(("day", "there"), [(LAST_DAY, True), (FIRST_DAY, False)])
def test_the_district_ended_on_the_first_of_july_2025(day: date, there: bool) -> None:
    assert exists(levels(), LevelCode.DISTRICT, day) is there
    assert all(exists(levels(), code, day) for code in LevelCode if code is not LevelCode.DISTRICT)


def test_a_level_that_is_still_to_come_is_not_there() -> None:
    begun = Level(LevelCode.COMMUNE, "cấp xã", 5, from_on=FIRST_DAY)
    assert [exists([begun], LevelCode.COMMUNE, day) for day in (LAST_DAY, FIRST_DAY)] == [False, True]


@pytest.mark.requirement("S004-R24")
def test_a_route_to_the_district_leads_to_the_province_since_and_names_no_office_by_itself() -> None:
    _, to_district, _ = campaign("thanh-thuy-2024").routes
    before = route_on(levels(), to_district, LAST_DAY, organiser="UBND xã")
    assert (before.level, before.destination, before.is_remapped) == (
        LevelCode.DISTRICT,
        "Hội đồng thi đua khen thưởng huyện",
        False,
    )
    after = route_on(levels(), to_district, FIRST_DAY, organiser="UBND xã")
    assert (after.level, after.is_remapped) == (LevelCode.PROVINCE, True)
    assert isinstance(after.destination, Unknown)
    assert after.destination.decided_by == "UBND xã"
    assert "cấp huyện → cấp tỉnh" in after.destination.note


@pytest.mark.requirement("S004-R24")
def test_routes_of_other_levels_stay() -> None:
    for name in ("so-tu-phap-ha-nam-2023-2025", "gieng-day-2024"):
        for route in campaign(name).routes:
            told = route_on(levels(), route, FIRST_DAY, organiser="Văn phòng")
            assert told.is_remapped is (route.level is LevelCode.DISTRICT)


def test_a_level_whose_successor_ended_too_leads_on_and_a_circle_ends() -> None:
    chain = [
        Level(LevelCode.COMMUNE, "c", 3, until_on=LAST_DAY, successor=LevelCode.DISTRICT),
        Level(LevelCode.DISTRICT, "d", 2, until_on=LAST_DAY, successor=LevelCode.PROVINCE),
        Level(LevelCode.PROVINCE, "p", 1),
    ]
    assert level_on(chain, LevelCode.COMMUNE, FIRST_DAY) is LevelCode.PROVINCE
    circle = [
        Level(LevelCode.COMMUNE, "c", 3, until_on=LAST_DAY, successor=LevelCode.DISTRICT),
        Level(LevelCode.DISTRICT, "d", 2, until_on=LAST_DAY, successor=LevelCode.COMMUNE),
    ]
    assert level_on(circle, LevelCode.COMMUNE, FIRST_DAY) is LevelCode.DISTRICT


def test_an_old_certificate_keeps_its_issuer_and_no_new_one_gets_it() -> None:
    (form,) = campaign("krong-no-2023").forms
    assert giver_on(levels(), form, LAST_DAY) == "Chủ tịch UBND huyện"
    assert giver_on(levels(), form, FIRST_DAY) is None
    (commune,) = campaign("thanh-thuy-2024").forms
    assert giver_on(levels(), commune, FIRST_DAY) == "Chủ tịch UBND xã"


@pytest.mark.parametrize(
    ("day", "number", "report_form"),
    [
        (date(2017, 9, 30), None, None),
        (date(2023, 3, 15), "91/2017/NĐ-CP", "07"),
        (date(2023, 12, 31), "91/2017/NĐ-CP", "07"),
        (date(2024, 1, 1), "98/2023/NĐ-CP", "08"),
        (LAST_DAY, "98/2023/NĐ-CP", "08"),
        (FIRST_DAY, "152/2025/NĐ-CP", "08"),
    ],
)
def test_the_version_of_the_law_by_the_day(day: date, number: str | None, report_form: str | None) -> None:
    found = version_on(legal_versions(), day)
    assert (found and found.number, found and found.report_form) == (number, report_form)


@pytest.mark.requirement("S000-R30", "S003-R20")
def test_a_programme_keeps_the_version_that_it_ran_under() -> None:
    for name, number in (("krong-no-2023", "91/2017/NĐ-CP"), ("gieng-day-2024", "98/2023/NĐ-CP")):
        (rule,) = campaign(name).dossiers
        version = find_version(legal_versions(), str(rule.legal_version))
        assert version is not None
        assert version.number == number
        (form_number,) = [item.form_number for item in rule.items if item.form_number is not None]
        assert form_number == version.report_form
    assert find_version(legal_versions(), "nd_1_1999") is None


@pytest.mark.parametrize(
    ("number", "day", "found"),
    [
        ("91/2017/NĐ-CP", date(2023, 12, 31), ()),
        ("91/2017/NĐ-CP", date(2024, 6, 1), ("98/2023/NĐ-CP",)),
        ("91/2017/NĐ-CP", FIRST_DAY, ("98/2023/NĐ-CP", "152/2025/NĐ-CP")),
        ("98/2023/NĐ-CP", LAST_DAY, ()),
        ("152/2025/NĐ-CP", FIRST_DAY, ()),
        ("62/QĐ-UBND", FIRST_DAY, ()),
    ],
)
def test_what_took_the_place_of_a_document_by_the_day(number: str, day: date, found: tuple[str, ...]) -> None:
    assert replacements(legal_versions(), number, day) == found


def test_the_law_sets_a_rate_for_titles_and_flags_and_none_for_certificates() -> None:
    told = {
        (kind, level): law_threshold("nd_98_2023", kind, level)
        for kind, level in (
            (FormKind.TITLE, LevelCode.PROVINCE),
            (FormKind.TITLE, LevelCode.COMMUNE),
            (FormKind.FLAG, LevelCode.PROVINCE),
            (FormKind.CERTIFICATE, LevelCode.COMMUNE),
            (FormKind.COMMENDATION, LevelCode.PROVINCE),
        )
    }
    rates = [one and (one.threshold.percent, one.threshold.base) for one in told.values()]
    base = VoteBase.ALL_MEMBERS
    assert rates == [(90, base), (80, base), (80, base), None, None]
    assert law_threshold("nd_91_2017", FormKind.TITLE, LevelCode.PROVINCE) is None
