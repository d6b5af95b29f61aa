"""Every mistake in a campaign's plan is told with its place and a sentence."""

# ruff: noqa: E501  one mistake to a line reads best

from __future__ import annotations

from dataclasses import replace

import pytest

from judging.plans import (
    CAMPAIGNS,
    PlanErrors,
    Severity,
    check,
    check_text,
    load,
    report_line,
    sentence,
    shipped_text,
)
from judging.plans.campaign_sentences import CAMPAIGN_SENTENCES
from judging.plans.shipped import shipped_plan
from judging.spec import Programme, ProgrammeKind

CARD = """
[[campaign.cards]]
key = "card"
name = "Bảng chấm điểm"
subjects = ["collective"]
scale = 100
step = 0.5
lines = [
    { key = "a", text = "A", kind = "points", maximum = 60, standard = "tasks" },
    { key = "b", text = "B", kind = "points", maximum = 40, rule = "proportional" },
    { key = "c", text = "C", kind = "bonus", maximum = 15 },
    { key = "d", text = "D", kind = "minus", maximum = 10, rule = "each_case", each = 2 },
]
"""
INTAKE = """
[campaign.initiatives]
receives = "Phòng Nội vụ"
subjects = ["individual"]
levels = ["district"]
council = "submitting_office"
moment = "dossiers"
forward = "district"
"""
PLAN = shipped_text("krong-no-2023") + CARD + INTAKE

SHARE = 'label = "TTHC theo cơ chế một cửa", comparison = "equal", value = '
QUOTA = 'forms = ["district_certificate"]\nquota = { kind = "not_stated" }'
ONLY_FORM = 'forms = ["district_certificate"]\nquota = '
ROUTE = 'key = "district"\nkind = "decision"\nforms = ["district_certificate"]'
EVENT = '{ value = { event = "par_ranking_published" }'
SCALE = 'grades = { unknown = { decided_by = "UBND huyện", note = "Các loại của bộ chỉ số CCHC huyện; kế hoạch chỉ nêu nhóm xếp hạng xuất sắc." } }'
BONUS = 'bonuses = { unknown = { decided_by = "UBND huyện", note = "Kế hoạch không nêu mức tiền thưởng." } }'
NO_RATE = 'note = "Kế hoạch không quy định tỷ lệ phiếu." } }'
RATE = 'threshold = { unknown = { decided_by = "Hội đồng Thi đua - Khen thưởng của cơ quan trình", ' + NO_RATE
QUORUM = 'quorum_percent = { unknown = { decided_by = "Hội đồng Thi đua - Khen thưởng của cơ quan trình", note = "Họp hợp lệ khi có mặt bao nhiêu thành viên?" } }'
BASIS = '[[legal_bases]]\nnumber = "62/QĐ-UBND"'
CONDITION = 'key = "one_stop"\ntext = "Thực hiện việc'

# fmt: off
MISTAKES = [
    ("key_of_another_kind", "principles = [", 'exclusivity = "one_per_unit"\nprinciples = [', "exclusivity"),
    ("said_twice", 'issued_on_status = "blank"', "issued_on = 2023-03-01", "document.issued_year"),
    ("out_of_range", "issued_month = 3", "issued_month = 13", "document.issued_month"),
    ("above_hundred", SHARE + "100", SHARE + "101", "campaign.contents[one_stop].targets[one_stop].value"),
    ("negative", SHARE + "100", SHARE + "-1", "campaign.contents[one_stop].targets[one_stop].value"),
    ("index_without", 'grade = "xuất sắc" }', 'among = "huyện" }', "campaign.tracks[invited_collectives].within"),
    ("index_with_needless", 'grade = "xuất sắc" }', 'grade = "xuất sắc", places = 3 }', "campaign.tracks[invited_collectives].within.places"),
    ("not_positive", 'places = { unknown = { decided_by = "Phòng Nội vụ", note = "Từ thứ hạng nào thì coi là “thứ hạng cao”?" } }', "places = 0", "campaign.standards[ranking].any_of[high_rank].indices[1].places"),
    ("index_without_scale", '[[campaign.index_scales]]\nindex = "par_index"', '[[campaign.index_scales]]\nindex = "dti"', "campaign.tracks[invited_collectives].within.grade"),
    ("unknown_grade", SCALE, 'grades = ["giỏi", "khá"]', "campaign.tracks[invited_collectives].within.grade"),
    ("grades_repeat", SCALE, 'grades = ["xuất sắc"]', "campaign.index_scales[1].grades"),
    ("condition_without", CONDITION, 'condition = { kind = "has_index" }\n' + CONDITION, "campaign.standards[one_stop].condition"),
    ("condition_with_needless", CONDITION, 'condition = { kind = "heads_unit", index = "dti" }\n' + CONDITION, "campaign.standards[one_stop].condition.index"),
    ("one_alternative", CONDITION, 'any_of = [{ key = "x", text = "X" }]\n' + CONDITION, "campaign.standards[one_stop].any_of"),
    ("empty_list", 'key = "tasks"\ntext = "Triển khai thực hiện hiệu quả, đảm bảo chất lượng, đúng và vượt tiến độ các nhiệm vụ cải cách hành chính năm 2023."\nsubjects = ["collective"]', 'key = "tasks"\ntext = "X"\nsubjects = []', "campaign.standards[tasks].subjects"),
    ("empty_list", 'key = "heads"\ntext = "Thi', 'key = "none"\nsubjects = []\ntext = "X"\n\n[[campaign.contents]]\nkey = "heads"\ntext = "Thi', "campaign.contents[none].subjects"),
    ("empty_list", ONLY_FORM, "forms = []\nquota = ", "campaign.quotas[district_certificate].forms"),
    ("empty_list", '[campaign]\nsubjects = ["collective", "individual"]', "[campaign]\nsubjects = []", "campaign.subjects"),
    ("quota_without", QUOTA, ONLY_FORM + '{ kind = "percent", percent = 20 }', "campaign.quotas[district_certificate].quota"),
    ("quota_with_needless", QUOTA, ONLY_FORM + '{ kind = "not_stated", maximum = 2 }', "campaign.quotas[district_certificate].quota"),
    ("above_hundred", QUOTA, ONLY_FORM + '{ kind = "percent", percent = 120, base = "tập thể" }', "campaign.quotas[district_certificate].quota.percent"),
    ("exact_with_two_figures", QUOTA, ONLY_FORM + '{ kind = "exact", minimum = 1, maximum = 2 }', "campaign.quotas[district_certificate].quota"),
    ("quota_document", QUOTA, ONLY_FORM + '{ kind = "other_document" }', "campaign.quotas[district_certificate].document"),
    ("unknown_basis", QUOTA, ONLY_FORM + '{ kind = "other_document" }\ndocument = "1/KH-UBND"', "campaign.quotas[district_certificate].document"),
    ("quota_twice", QUOTA, QUOTA + '\n\n[[campaign.quotas]]\nkey = "again"\n' + QUOTA, "campaign.quotas[again]"),
    ("unknown_subject", QUOTA, 'subject = "household"\n' + QUOTA, "campaign.quotas[district_certificate].subject"),
    ("unknown_form", ROUTE, ROUTE.replace("district_certificate", "flag"), "campaign.routes[district].forms[1]"),
    ("unknown_form", BONUS, BONUS + '\nprerequisites = [{ form = "flag" }]', "campaign.forms[district_certificate].prerequisites[1].form"),
    ("not_positive", BONUS, BONUS + '\nprerequisites = [{ form = "district_certificate", within_years = 0 }]', "campaign.forms[district_certificate].prerequisites[1].within_years"),
    ("not_positive", BONUS, 'bonuses = [{ subject = "individual", coefficient = 0 }]', "campaign.forms[district_certificate].bonuses[1].coefficient"),
    ("repeated_key", BONUS, 'bonuses = [{ subject = "individual", coefficient = 1 }, { subject = "individual", coefficient = 2 }]', "campaign.forms[district_certificate].bonuses[2]"),
    ("unknown_legal_version", 'own = true\nlegal_version = "nd_91_2017"', 'own = true\nlegal_version = "nd_1_1999"', "campaign.forms[district_certificate].legal_version"),
    ("unknown_unit_kind", 'unit_kinds = ["district_office", "commune"]', 'unit_kinds = ["ministry"]', "campaign.duties[own_plan].unit_kinds[1]"),
    ("unknown_personnel_kind", 'key = "heads"\ntext = "Thi', 'key = "heads"\npersonnel_kinds = ["king"]\ntext = "Thi', "campaign.contents[heads].personnel_kinds[1]"),
    ("household_kinds", '[campaign]\nsubjects = ["collective", "individual"]', '[campaign]\nsubjects = ["collective", "individual", "household"]', "campaign.household_kinds"),
    ("unknown_council", ROUTE, ROUTE + '\ncouncil = "senate"', "campaign.routes[district].council"),
    ("unknown_council", 'council = "submitting_office"', 'council = "senate"', "campaign.initiatives.council"),
    ("unknown_moment", 'moment = "dossiers"', 'moment = "dawn"', "campaign.initiatives.moment"),
    ("unknown_route", 'forward = "district"', 'forward = "north"', "campaign.initiatives.forward"),
    ("unknown_item", 'form_number = "07" }', 'form_number = "07", attached_to = "report" }', "campaign.dossiers[dossier].items[report].attached_to"),
    ("unknown_standard", 'maximum = 60, standard = "tasks"', 'maximum = 60, standard = "taste"', "campaign.cards[card].lines[a].standard"),
    ("card_sum", 'kind = "points", maximum = 40', 'kind = "points", maximum = 45', "campaign.cards[card].lines"),
    ("step_does_not_divide", 'kind = "bonus", maximum = 15', 'kind = "bonus", maximum = 15.2', "campaign.cards[card].lines[c].maximum"),
    ("not_positive", "step = 0.5", "step = 0", "campaign.cards[card].step"),
    ("not_positive", 'kind = "bonus", maximum = 15', 'kind = "bonus", maximum = 0', "campaign.cards[card].lines[c].maximum"),
    ("card_line_each", 'rule = "each_case", each = 2', 'rule = "each_case"', "campaign.cards[card].lines[d].each"),
    ("not_positive", 'rule = "each_case", each = 2', 'rule = "each_case", each = 20', "campaign.cards[card].lines[d].each"),
    ("above_hundred", RATE, 'threshold = { percent = 100, base = "present", strictly = true }', "campaign.councils[submitting_office].threshold.percent"),
    ("above_hundred", QUORUM, "quorum_percent = 0", "campaign.councils[submitting_office].quorum_percent"),
    ("out_of_range", EVENT, '{ value = { every = "month", day = 32 }', "campaign.moments[collective_selection].deadline.value.day"),
    ("out_of_range", EVENT, '{ value = { every = "quarter", month = 4 }', "campaign.moments[collective_selection].deadline.value.month"),
    ("dates_out_of_order", EVENT, '{ value = { every = "year", since = 2024-01-01, until = 2023-01-01 }', "campaign.moments[collective_selection].deadline.value.until"),
]
DOUBTS = [
    ("basis_dates_conflict", BASIS, BASIS + "\nother_dates = [2023-01-10]", "legal_bases[1].other_dates"),
    ("basis_numbers_conflict", BASIS, BASIS + '\nother_numbers = ["62-QĐ/UBND"]', "legal_bases[1].other_numbers"),
    ("basis_twice", BASIS, '[[legal_bases]]\nnumber = "62/QĐ - UBND"\ndoc_type = "Quyết định"\nissuer = "UBND huyện Krông Nô"\nissued_on = 2023-01-09\n\n' + BASIS, "legal_bases[2]"),
    ("basis_twice_with_other_date", BASIS, '[[legal_bases]]\nnumber = "62/QĐ-UBND"\ndoc_type = "Quyết định"\nissuer = "UBND huyện Krông Nô"\nissued_on = 2023-01-10\n\n' + BASIS, "legal_bases[2]"),
    ("form_without_route", ROUTE, 'key = "district"\nkind = "decision"', "campaign.forms[district_certificate]"),
    ("form_without_standards", "own = true\n", 'own = true\nsubjects = ["household"]\n', "campaign.forms[district_certificate]"),
    ("form_without_dossier", "own = true\n", 'own = true\nsubjects = ["household"]\n', "campaign.forms[district_certificate]"),
]
# fmt: on


def changed(old: str, new: str) -> str:
    assert old in PLAN, old
    return PLAN.replace(old, new, 1)


def test_the_plan_with_a_card_and_an_intake_has_nothing_wrong() -> None:
    assert check_text(PLAN).problems == ()


@pytest.mark.parametrize(("code", "old", "new", "place"), MISTAKES, ids=[f"{m[0]}-{m[3]}" for m in MISTAKES])
def test_a_mistake_is_told_with_its_place_and_a_sentence(code: str, old: str, new: str, place: str) -> None:
    errors = load(changed(old, new))
    assert isinstance(errors, PlanErrors)
    told = [problem for problem in errors.problems if (problem.code, problem.place) == (code, place)]
    assert len(told) == 1, [(p.code, p.place) for p in errors.problems]
    assert told[0].severity is Severity.ERROR
    assert "{" not in sentence(told[0])
    assert report_line(told[0]).endswith(sentence(told[0]))


@pytest.mark.requirement("S003-R01")
@pytest.mark.parametrize(("code", "old", "new", "place"), DOUBTS, ids=[m[0] for m in DOUBTS])
def test_a_doubt_is_told_and_the_plan_still_loads(code: str, old: str, new: str, place: str) -> None:
    checked = check_text(changed(old, new))
    assert checked.programme is not None, [(p.code, p.place) for p in checked.problems]
    told = [problem for problem in checked.problems if (problem.code, problem.place) == (code, place)]
    assert told
    assert {problem.severity for problem in told} == {Severity.WARNING}
    assert "{" not in sentence(told[0])


def test_every_sentence_is_used_by_some_check() -> None:
    assert set(CAMPAIGN_SENTENCES) == {mistake[0] for mistake in [*MISTAKES, *DOUBTS]} & set(CAMPAIGN_SENTENCES)


@pytest.mark.parametrize("name", CAMPAIGNS)
def test_a_campaign_takes_no_entries_and_needs_no_categories(name: str) -> None:
    plan = shipped_plan(name)
    assert (plan.categories, plan.rounds, plan.ladders) == ((), (), ())
    assert plan.entering.per_unit.holds(0)
    assert not plan.entering.per_unit.holds(1)
    assert [problem.severity for problem in check(plan) if problem.severity is Severity.ERROR] == []


def test_a_contest_and_a_campaign_are_told_apart() -> None:
    campaign, contest = shipped_plan("krong-no-2023"), shipped_plan("dakrong-demo")
    told = [(p.code, p.place) for p in check(replace(campaign, campaign=None))]
    assert told == [("missing_key", "campaign")]
    told = [(p.code, p.place) for p in check(replace(contest, kind=ProgrammeKind.CAMPAIGN))]
    assert ("missing_key", "campaign") in told
    assert {("key_of_another_kind", name) for name in ("entering", "categories", "rounds", "ladders")} <= set(told)
    told = [(p.code, p.place) for p in check(replace(contest, campaign=campaign.campaign))]
    assert ("key_of_another_kind", "campaign") in told


def test_a_contest_says_how_entries_come_in_and_how_prizes_exclude_each_other() -> None:
    demonstration = shipped_text("dakrong-demo")
    start, end = demonstration.index("[entering]"), demonstration.index("[[topics]]")
    told = load(demonstration[:start] + demonstration[end:])
    assert isinstance(told, PlanErrors)
    assert ("missing_key", "entering") in [(p.code, p.place) for p in told.problems]


def test_what_is_asked_of_a_nomination_is_looked_up_by_form_and_subject() -> None:
    loaded = load(PLAN)
    assert isinstance(loaded, Programme)
    campaign = loaded.campaign
    assert campaign is not None
    form = campaign.forms[0].key
    assert len(campaign.standards_for(form, campaign.subjects[0])) == 8
    assert len(campaign.standards_for(form, campaign.subjects[1])) == 2
    assert campaign.find_form("flag") is campaign.find_council("x") is campaign.find_route("x") is None
    assert campaign.find_moment("x") is None
    assert campaign.find_route("district") in campaign.routes_for(form)
    assert campaign.find_council("submitting_office") == campaign.councils[0]
    assert campaign.councils[0].considers(form)
