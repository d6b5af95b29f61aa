"""What the four campaigns ask for and how one comes to an award there, against the signed documents."""

# ruff: noqa: E501  one standard to a line reads best

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from judging.plans.shipped import shipped_plan
from judging.spec import Campaign, Unknown
from judging.spec.campaign_words import (
    ConditionKind,
    DossierPaper,
    DutyKind,
    EvidenceKind,
    IndexName,
    IndexTest,
    LevelCode,
    RouteKind,
    Subject,
    TrackKind,
)
from judging.spec.contents import IndexReference
from tests.unit.judging.test_plans_campaigns import campaign_of, facts_of

if TYPE_CHECKING:
    from judging.spec.standards import Standard

KRONG_NO, HA_NAM = "krong-no-2023", "so-tu-phap-ha-nam-2023-2025"
GIENG_DAY, THANH_THUY = "gieng-day-2024", "thanh-thuy-2024"
COLLECTIVE, INDIVIDUAL = Subject.COLLECTIVE, Subject.INDIVIDUAL
_E = EvidenceKind


def campaign(name: str) -> Campaign:
    return campaign_of(shipped_plan(name))


def standard(name: str, key: str) -> Standard:
    (found,) = [one for one in campaign(name).standards if one.key == key]
    return found


# fmt: off
STANDARDS = [
    ("S000-R11", KRONG_NO, COLLECTIVE, 0, "lãnh đạo, chỉ đạo, tham mưu ban hành văn bản", (_E.APPRAISAL,)),
    ("S000-R12", KRONG_NO, COLLECTIVE, 1, "tuyên truyền cải cách hành chính với nhiều hình thức", (_E.PUBLICATION, _E.APPRAISAL)),
    ("S000-R13", KRONG_NO, COLLECTIVE, 2, "đúng và vượt tiến độ", (_E.APPRAISAL,)),
    ("S000-R14", KRONG_NO, COLLECTIVE, 3, "thứ hạng cao hoặc có sự thay đổi vượt bậc", (_E.INDEX_RESULT,)),
    ("S000-R15", KRONG_NO, COLLECTIVE, 4, "theo định kỳ đầy đủ, gửi về UBND huyện đúng thời gian", (_E.REPORT_LOG,)),
    ("S000-R16", KRONG_NO, COLLECTIVE, 5, "cơ chế một cửa liên thông đúng quy định", (_E.APPRAISAL,)),
    ("S000-R17", KRONG_NO, COLLECTIVE, 6, "sáng kiến cải cách hành chính mang lại hiệu quả", (_E.INITIATIVE,)),
    ("S000-R18", KRONG_NO, COLLECTIVE, 7, "bị kỷ luật về thực thi công vụ", (_E.BLOCKING_FLAG,)),
    ("S000-R21", KRONG_NO, INDIVIDUAL, 0, "Hoàn thành tốt nhiệm vụ được giao trở lên", (_E.APPRAISAL, _E.INITIATIVE)),
    ("S000-R22", KRONG_NO, INDIVIDUAL, 1, "quan liêu, hách dịch, nhũng nhiễu", (_E.BLOCKING_FLAG,)),
    ("S002-R07", HA_NAM, COLLECTIVE, 0, "nghiêm kỷ luật, kỷ cương hành chính", (_E.BLOCKING_FLAG,)),
    ("S002-R08", HA_NAM, COLLECTIVE, 1, "Kế hoạch cải cách hành chính hàng năm", (_E.APPRAISAL,)),
    ("S002-R09", HA_NAM, COLLECTIVE, 2, "công nhận phạm vi ảnh hưởng và hiệu quả áp dụng", (_E.INITIATIVE,)),
    ("S002-R10", HA_NAM, INDIVIDUAL, 0, "nghiêm kỷ luật, kỷ cương hành chính", (_E.BLOCKING_FLAG,)),
    ("S002-R11", HA_NAM, INDIVIDUAL, 1, "của Ủy ban nhân dân tỉnh, của Sở", (_E.APPRAISAL,)),
    ("S002-R12", HA_NAM, INDIVIDUAL, 2, "văn bản chỉ đạo của Trung ương", (_E.APPRAISAL,)),
    ("S002-R13", HA_NAM, INDIVIDUAL, 3, "công nhận phạm vi ảnh hưởng và hiệu quả áp dụng", (_E.INITIATIVE,)),
    ("S002-R14", HA_NAM, INDIVIDUAL, 4, "không có hồ sơ trễ hẹn, tồn đọng", (_E.APPRAISAL, _E.BLOCKING_FLAG)),
    ("S002-R15", HA_NAM, INDIVIDUAL, 5, "xếp loại hoàn thành tốt nhiệm vụ trở lên", (_E.APPRAISAL,)),
    ("S004-R06", THANH_THUY, COLLECTIVE, 0, "chất lượng tiến độ các nhiệm vụ", (_E.APPRAISAL,)),
    ("S004-R07", THANH_THUY, INDIVIDUAL, 0, "sáng kiến hoặc giải pháp hiệu quả, có tác dụng nêu gương", (_E.APPRAISAL, _E.INITIATIVE)),
]
# fmt: on
CASES = [pytest.param(*case[1:], id=case[0], marks=pytest.mark.requirement(case[0])) for case in STANDARDS]


@pytest.mark.parametrize(("name", "subject", "place", "words", "evidence"), CASES)
def test_each_standard_for_each_subject(
    name: str, subject: Subject, place: int, words: str, evidence: tuple[EvidenceKind, ...]
) -> None:
    for form in campaign(name).forms:
        found = campaign(name).standards_for(form.key, subject)[place]
        assert words in found.text
        assert found.evidence == evidence
        assert found.mandatory is True


@pytest.mark.requirement("S000-R14")
def test_a_high_rank_or_a_leap_is_enough_and_how_high_is_not_said() -> None:
    found = standard(KRONG_NO, "ranking")
    asked = [way.indices[0] for way in found.any_of]
    assert [(one.test, one.year) for one in asked] == [(IndexTest.RANK_WITHIN, 2023), (IndexTest.LEAP, 2023)]
    assert all(isinstance(one.places, Unknown) and one.places.decided_by == "Phòng Nội vụ" for one in asked)


PROVINCE, CITY, WARD = "provincial_commendation", "city_certificate", "ward_certificate"


@pytest.mark.requirement("S003-R12", "S003-R13", "S003-R14", "S003-R15")
def test_each_level_of_gieng_day_has_standards_of_its_own() -> None:
    found = campaign(GIENG_DAY)
    told = {
        (form, subject): [one.key for one in found.standards_for(form, subject)]
        for form in (PROVINCE, CITY, WARD)
        for subject in (COLLECTIVE, INDIVIDUAL)
    }
    assert told == {
        (PROVINCE, COLLECTIVE): ["exemplary", "province_tasks", "province_contents", "province_index"],
        (PROVINCE, INDIVIDUAL): ["exemplary", "province_person"],
        (CITY, COLLECTIVE): ["exemplary", "city_tasks", "city_contents", "city_index"],
        (CITY, INDIVIDUAL): ["exemplary", "city_person"],
        (WARD, COLLECTIVE): ["ward"],
        (WARD, INDIVIDUAL): ["ward"],
    }
    assert "thành tích xuất sắc" in standard(GIENG_DAY, "province_person").text
    assert "thành tích tiêu biểu" in standard(GIENG_DAY, "city_person").text


@pytest.mark.requirement("S003-R12", "S003-R14", "S003-R17")
def test_the_thresholds_and_for_whom_they_hold() -> None:
    province = standard(GIENG_DAY, "province_index")
    ways = {way.key: way for way in standard(GIENG_DAY, "city_index").any_of}
    assert province.indices == (
        IndexReference(IndexName.PAR_INDEX, IndexTest.GRADE_AT_LEAST, year=2024, grade="xuất sắc"),
    )
    assert ways["par_rank"].indices == (IndexReference(IndexName.PAR_INDEX, IndexTest.RANK_WITHIN, places=3),)
    assert ways["dti_rank"].indices == (
        IndexReference(IndexName.DTI, IndexTest.RANK_WITHIN, places=15, among="toàn tỉnh"),
    )
    assert [key for key, way in ways.items() if not way.indices] == ["par_advice", "dti_advice", "ddci_advice"]
    told = facts_of(GIENG_DAY)["criteria_thresholds"]
    conditions = [one.condition for one in (province, ways["par_rank"], ways["dti_rank"])]
    assert [condition is not None for condition in conditions] == [one.get("conditional", False) for one in told]
    for condition in conditions[:2]:
        assert condition is not None
        assert (condition.kind, condition.index) == (ConditionKind.HAS_INDEX, IndexName.PAR_INDEX)


CONTENTS = {
    "own_plan": (COLLECTIVE, _E.SUB_PLAN),
    "legal_texts": (COLLECTIVE, _E.FIGURE),
    "quality": (COLLECTIVE, _E.TEXT),
    "online_procedures": (COLLECTIVE, _E.FIGURE),
    "positions": (COLLECTIVE, _E.FILE),
    "digital_people": (COLLECTIVE, _E.TEXT),
    "simpler_procedures": (COLLECTIVE, _E.TEXT),
    "digital_signatures": (COLLECTIVE, _E.FIGURE),
    "models": (COLLECTIVE, _E.INITIATIVE),
    "e_payment": (COLLECTIVE, _E.FIGURE),
    "e_documents": (COLLECTIVE, _E.FIGURE),
    "registered_models": (COLLECTIVE, _E.INITIATIVE),
    "index_2023": (COLLECTIVE, _E.INDEX_RESULT),
    "project_06": (COLLECTIVE, _E.TEXT),
    "heads": (INDIVIDUAL, _E.BLOCKING_FLAG),
    "conduct": (INDIVIDUAL, _E.APPRAISAL),
    "person_models": (INDIVIDUAL, _E.INITIATIVE),
    "digitised_results": (INDIVIDUAL, _E.FIGURE),
    "articles": (COLLECTIVE, _E.PUBLICATION),
    "good_examples": (COLLECTIVE, _E.GOOD_EXAMPLE),
    "propaganda_ways": (COLLECTIVE, _E.INITIATIVE),
    "one_stop": (COLLECTIVE, _E.FIGURE),
}


@pytest.mark.requirement("S003-R05", "S003-R08", "S003-R09")
def test_the_contents_of_gieng_day_by_subject_office_and_what_shows_them() -> None:
    found = {one.key: one for one in campaign(GIENG_DAY).contents}
    assert {key: (one.subjects[0], one.evidence[0]) for key, one in found.items()} == CONTENTS
    assert {one.office for one in found.values() if one.office} == {
        "Bộ phận Văn hóa – Thông tin phường",
        "Bộ phận Tiếp nhận và trả kết quả hiện đại phường",
    }
    groups = [one.group for one in found.values() if one.group]
    assert [groups.count(group) for group in dict.fromkeys(groups)] == [4, 3]
    assert found["heads"].heads_only
    assert found["index_2023"].only_with_index is IndexName.PAR_INDEX
    assert campaign(GIENG_DAY).contents_for(INDIVIDUAL) == tuple(
        found[key] for key in ("heads", "conduct", "person_models", "digitised_results")
    )


_P = DossierPaper
PAPERS = {
    KRONG_NO: [_P.SUBMISSION_LETTER, _P.COUNCIL_MINUTES, _P.ACHIEVEMENT_REPORT],
    HA_NAM: [_P.SUBMISSION_LETTER, _P.ACHIEVEMENT_REPORT],
    GIENG_DAY: [_P.SUBMISSION_LETTER, _P.COUNCIL_MINUTES, _P.ACHIEVEMENT_REPORT],
    THANH_THUY: [_P.SUBMISSION_LETTER, _P.ACHIEVEMENT_REPORT, _P.SUMMARY_LIST],
}


@pytest.mark.requirement("S000-R28", "S000-R29", "S002-R22", "S003-R18", "S003-R19", "S004-R16", "S004-R17")
@pytest.mark.parametrize("name", PAPERS)
def test_the_papers_of_a_dossier(name: str) -> None:
    (rule,) = campaign(name).dossiers
    assert [item.paper for item in rule.items] == PAPERS[name]
    told = facts_of(name)["dossier"]["items"]
    for item, words in zip([one for one in rule.items if one.attached_to is None], told, strict=True):
        assert words.split(" (")[0].split(" Mẫu ")[0].split(" của tập thể")[0] in item.name
    for form in campaign(name).forms:
        assert campaign(name).dossier_for(form.key, INDIVIDUAL) is rule


@pytest.mark.requirement("S004-R16")
def test_the_summary_comes_with_the_letter() -> None:
    (rule,) = campaign(THANH_THUY).dossiers
    assert [item.attached_to for item in rule.items] == [None, None, "letter"]


@pytest.mark.requirement("S000-R27", "S000-R30", "S003-R20", "S002-R23")
def test_the_forms_of_the_report_by_the_law_that_the_plan_names() -> None:
    told = {}
    for name in PAPERS:
        (rule,) = campaign(name).dossiers
        (report,) = [item for item in rule.items if item.paper is DossierPaper.ACHIEVEMENT_REPORT]
        told[name] = (rule.legal_version, report.form_number, rule.sets, report.confirmed)
    assert told[KRONG_NO] == ("nd_91_2017", "07", facts_of(KRONG_NO)["dossier"]["sets"], False)
    version, form_number, sets, confirmed = told[GIENG_DAY]
    assert (version, form_number, confirmed) == ("nd_98_2023", "08", True)
    assert isinstance(sets, Unknown)
    for name in (HA_NAM, THANH_THUY):
        assert all(isinstance(one, Unknown) for one in told[name][:3])


@pytest.mark.requirement("S000-R31", "S002-R24")
@pytest.mark.parametrize("name", [KRONG_NO, HA_NAM])
def test_where_dossiers_are_handed_in(name: str) -> None:
    assert {route.receives for route in campaign(name).routes} == {facts_of(name)["dossier"]["submit_to"]}


@pytest.mark.requirement("S003-R22")
def test_two_routes_for_three_levels() -> None:
    found = campaign(GIENG_DAY)
    told = {form.key: [route.receives for route in found.routes_for(form.key)] for form in found.forms}
    ward, higher = (route["submit_to"] for route in facts_of(GIENG_DAY)["dossier"]["routes"])
    assert told == {
        WARD: [ward],
        CITY: [higher[0].upper() + higher[1:]],
        PROVINCE: [higher[0].upper() + higher[1:]],
    }


def test_one_meeting_of_the_commune_sends_to_two_destinations() -> None:
    found = campaign(THANH_THUY)
    kinds = [(route.kind, route.level, route.council) for route in found.routes]
    assert kinds == [
        (RouteKind.DECISION, LevelCode.COMMUNE, "commune"),
        (RouteKind.PROPOSAL, LevelCode.DISTRICT, "commune"),
        (RouteKind.RECOGNITION, LevelCode.DISTRICT, "commune"),
    ]
    assert [route.key for route in found.routes_for("commune_certificate")] == ["commune", "district_council"]
    higher = {f"{r.destination}" + (f" (qua {r.via})" if r.via else "") for r in found.routes[1:]}
    assert higher == {one["to"] for one in facts_of(THANH_THUY)["escalation"]}
    assert found.routes[0].receives == facts_of(THANH_THUY)["dossier"]["submit_to"]


def test_collectives_are_invited_out_of_the_best_group_and_individuals_are_proposed() -> None:
    invited, proposed = campaign(KRONG_NO).tracks
    assert (invited.kind, invited.subjects, invited.notifies) == (TrackKind.INVITED, (COLLECTIVE,), True)
    assert invited.within == IndexReference(IndexName.PAR_INDEX, IndexTest.GRADE_AT_LEAST, year=2023, grade="xuất sắc")
    assert (proposed.kind, proposed.subjects, proposed.notifies) == (TrackKind.UNIT, (INDIVIDUAL,), True)
    for track in (invited, proposed):
        assert track.selects == "Phòng Nội vụ"


def test_the_five_focal_agencies_take_part_in_the_choice() -> None:
    told = facts_of(KRONG_NO)["focal_agencies"]
    for track in campaign(KRONG_NO).tracks:
        assert {track.selects, *track.with_offices} >= set(told)
    (duty,) = [one for one in campaign(KRONG_NO).duties if one.kind is DutyKind.SELECT]
    assert all(office.removeprefix("Phòng ") in duty.by for office in told)


def test_an_initiative_is_recognised_at_a_level_with_its_scope() -> None:
    intake = campaign(HA_NAM).initiatives
    assert intake is not None
    assert (intake.levels, intake.scope_asked) == ((LevelCode.DEPARTMENT, LevelCode.PROVINCE), True)
    council = campaign(HA_NAM).find_council(str(intake.council))
    assert council is not None
    assert council.name == "Hội đồng sáng kiến cấp cơ sở Sở Tư pháp"


def test_no_rate_of_votes_is_invented() -> None:
    for name in PAPERS:
        for council in campaign(name).councils:
            assert isinstance(council.threshold, Unknown)
            assert isinstance(council.mode, Unknown)
