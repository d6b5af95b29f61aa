"""The shipped plans of the four campaigns against the facts of the signed documents, field by field."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from judging.plans import CAMPAIGNS, Severity, check_text, shipped_text
from judging.plans.shipped import shipped_plan
from judging.spec import (
    Bound,
    Campaign,
    Deadline,
    EventAnchor,
    Every,
    Legibility,
    MilestoneKind,
    Precision,
    Programme,
    Quota,
    QuotaKind,
    Recurrence,
    Unknown,
    unknowns,
)
from judging.spec.campaign_words import BasisRole, Comparison, Subject

if TYPE_CHECKING:
    from judging.spec.documents import LegalBasis

FILES = Path(__file__).parents[2] / "files"
SEEDS = dict(zip(CAMPAIGNS, ("S000", "S002", "S003", "S004"), strict=True))
WARNINGS = {"gieng-day-2024": ["basis_dates_conflict", "basis_numbers_conflict"]}
COLLECTIVE, INDIVIDUAL = Subject.COLLECTIVE, Subject.INDIVIDUAL


def facts_of(name: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((FILES / f"{SEEDS[name]}.facts.json").read_text(encoding="utf-8"))
    return told


def campaign_of(plan: Programme) -> Campaign:
    assert plan.campaign is not None
    return plan.campaign


def each() -> pytest.MarkDecorator:
    cases = [pytest.param(shipped_plan(name), facts_of(name), id=seed) for name, seed in SEEDS.items()]
    return pytest.mark.parametrize(("plan", "facts"), cases)


@pytest.mark.parametrize("name", CAMPAIGNS)
def test_nothing_is_wrong_but_what_the_document_contradicts_is_told(name: str) -> None:
    problems = check_text(shipped_text(name)).problems
    assert [problem.code for problem in problems] == WARNINGS.get(name, [])
    assert {problem.severity for problem in problems} <= {Severity.WARNING}


@each()
@pytest.mark.requirement("S000-R44")
def test_the_document_with_its_blanks(plan: Programme, facts: dict[str, Any]) -> None:
    paper = plan.document
    assert (plan.kind, plan.title, plan.organiser) == (facts["doc_kind"], facts["title"], facts["issuer"])
    assert (paper.doc_type, paper.issuer, paper.place) == (facts["doc_type"], facts["issuer"], facts["place"])
    assert paper.number == facts["doc_number"]
    assert paper.number_as_read == facts.get("doc_number_raw")
    assert (paper.number_status is Legibility.KNOWN) is (facts["doc_number"] is not None)
    signer = facts["signer"]
    assert paper.signer is not None
    assert (paper.signer.name, paper.signer.position) == (signer["name"], signer["position"])
    assert paper.signer.authority == signer["authority_prefix"]


@each()
@pytest.mark.requirement("S000-R44")
def test_the_day_of_issue_as_far_as_it_is_written(plan: Programme, facts: dict[str, Any]) -> None:
    paper, told = plan.document, facts["issue_date"]
    if told is None:
        assert (paper.issued_on, paper.issued_year, paper.issued_month) == (None, None, None)
    elif facts.get("issue_date_precision") is None:
        assert paper.issued_on == date.fromisoformat(told)
    else:
        rest = "-".join(f"{part:02}" for part in (paper.issued_year, paper.issued_month) if part is not None)
        assert rest == told
    assert (paper.issued_on_status is Legibility.BLANK) is (paper.issued_on is None)


def plainly(basis: LegalBasis, told: dict[str, Any]) -> dict[str, Any]:
    """A basis as the facts tell theirs: with those of its fields that they name."""
    fields = {
        "number": basis.number,
        "type": basis.doc_type,
        "issuer": basis.known_issuer,
        "date": str(basis.issued_on),
        "parent": basis.role is BasisRole.PARENT,
    }
    return {name: fields[name] for name in told}


@each()
@pytest.mark.requirement("S000-R02", "S002-R02", "S004-R01")
def test_what_the_plan_rests_on_stands_apart_from_what_it_cites(plan: Programme, facts: dict[str, Any]) -> None:
    for listed, name in ((plan.bases, "legal_bases"), (plan.cited, "cited")):
        told = facts.get(name, [])
        assert [plainly(basis, one) for basis, one in zip(listed, told, strict=True)] == told


@pytest.mark.requirement("S002-R01")
def test_the_higher_plan_is_named_as_such() -> None:
    parents = {name: [b.number for b in shipped_plan(name).bases if b.role is BasisRole.PARENT] for name in CAMPAIGNS}
    assert parents == {
        "krong-no-2023": [],
        "so-tu-phap-ha-nam-2023-2025": ["800/KH-UBND"],
        "gieng-day-2024": ["60/KH-UBND"],
        "thanh-thuy-2024": [],
    }


@pytest.mark.requirement("S003-R01")
def test_a_register_of_more_than_twenty_documents_keeps_its_contradictions() -> None:
    plan = shipped_plan("gieng-day-2024")
    assert (len(plan.bases), len(plan.cited)) == (20, 5)
    told = {basis.number: (basis.other_dates, basis.other_numbers) for basis in plan.legal_bases}
    assert {number: other for number, other in told.items() if other != (None, None)} == {
        "124/NQ-HĐND": ((date(2022, 11, 4),), None),
        "100/KH-UBND": (None, ("100-KH/UBND",)),
    }
    unsaid = [basis.number for basis in plan.legal_bases if isinstance(basis.issuer, Unknown)]
    assert unsaid == ["121/KH-UBND", "336/KH-UBND", "17/QĐ-UBND", "09/KH-UBND", "89/UBND"]


@each()
@pytest.mark.requirement("S000-R03")
def test_the_theme_and_the_principles(plan: Programme, facts: dict[str, Any]) -> None:
    assert plan.theme == facts.get("theme")
    assert list(plan.principles) == facts.get("principles", list(plan.principles))


@each()
@pytest.mark.requirement("S000-R06", "S000-R07", "S002-R05", "S002-R06", "S003-R03", "S003-R04", "S004-R02", "S004-R03")
def test_who_is_meant(plan: Programme, facts: dict[str, Any]) -> None:
    assert [kind.name for kind in plan.eligibility.unit_kinds] == facts["eligible"]["collectives"]
    assert [kind.name for kind in plan.eligibility.personnel_kinds] == facts["eligible"]["individuals"]
    assert campaign_of(plan).subjects == (COLLECTIVE, INDIVIDUAL)


@each()
@pytest.mark.requirement("S000-R04", "S002-R04", "S004-R04")
def test_as_many_contents_and_standards_as_the_document_counts(plan: Programme, facts: dict[str, Any]) -> None:
    campaign = campaign_of(plan)
    assert len(campaign.contents) == facts.get("contents_count", len(campaign.contents))
    for subject, count in facts.get("criteria_count", {}).items():
        assert len([one for one in campaign.standards if subject in one.subjects]) == count


OPERATORS = {Comparison.EQUAL: "=", Comparison.AT_LEAST: ">=", Comparison.AT_MOST: "<="}


@pytest.mark.requirement("S000-R05", "S003-R06")
@pytest.mark.parametrize("name", ["krong-no-2023", "gieng-day-2024"])
def test_the_measurable_targets(name: str) -> None:
    """Percentages and grades; the one-stop shop's own targets stand in another part of the document."""
    found: list[dict[str, Any]] = []
    for content in campaign_of(shipped_plan(name)).contents:
        if content.office is None:
            found += [
                {"label": one.label, "op": OPERATORS[one.comparison], "value": int(one.value), "unit": "%"}
                for one in content.targets
                if one.measure == "percent"
            ]
            found += [{"label": f"Chỉ số CCHC {one.year}", "op": ">=", "value": one.grade} for one in content.indices]
    assert found == facts_of(name)["targets"]


@pytest.mark.requirement("S000-R05")
def test_targets_of_zero() -> None:
    (content,) = [one for one in campaign_of(shipped_plan("krong-no-2023")).contents if one.key == "no_complaints"]
    assert [(target.comparison, target.value, target.measure) for target in content.targets] == [
        (Comparison.EQUAL, 0, "count")
    ] * 2


@each()
@pytest.mark.requirement("S000-R10", "S002-R17", "S003-R11", "S004-R05")
def test_the_award_forms(plan: Programme, facts: dict[str, Any]) -> None:
    campaign = campaign_of(plan)
    assert [form.name for form in campaign.forms] == facts["award_forms"]
    assert [form.key for form in campaign.forms if form.own] == [campaign.forms[-1].key]
    assert all(form.giver.removeprefix("Chủ tịch ") in form.name for form in campaign.forms)


QUOTA_KINDS = {
    QuotaKind.OTHER_DOCUMENT: "external",
    QuotaKind.EXACT: "exact",
    QuotaKind.MAXIMUM: "max",
    QuotaKind.RANGE: "range",
    QuotaKind.DISCRETIONARY: "discretion",
}


@each()
@pytest.mark.requirement("S000-R43", "S002-R18", "S002-R19", "S002-R20", "S003-R16", "S003-R31", "S004-R11", "S004-R12")
def test_the_quotas(plan: Programme, facts: dict[str, Any]) -> None:
    """No quota is invented: what is not stated, or left to a higher level, is that and nothing else."""
    stated = []
    for one in campaign_of(plan).quotas:
        if isinstance(one.quota, Quota) and one.quota.kind is not QuotaKind.NOT_STATED:
            told: dict[str, Any] = {"kind": QUOTA_KINDS[one.quota.kind]}
            if one.subject is not None:
                told["subject"] = str(one.subject)
            if one.document is not None:
                told["by"] = one.document
            if told["kind"] in {"exact", "max"}:
                told["value"] = one.quota.maximum
            if told["kind"] == "range":
                told |= {"min": one.quota.minimum, "max": one.quota.maximum, "text": one.text}
            stated.append(told)
    assert stated == [{key: value for key, value in told.items() if key != "award"} for told in facts["quotas"]]


@pytest.mark.requirement("S000-R43", "S003-R31")
def test_a_quota_that_nobody_stated_is_not_zero() -> None:
    (quota,) = campaign_of(shipped_plan("krong-no-2023")).quotas
    assert quota.quota == Quota(QuotaKind.NOT_STATED)
    higher = [one.quota for one in campaign_of(shipped_plan("gieng-day-2024")).quotas if one.key != "ward"]
    assert all(isinstance(one, Unknown) and "cấp trên" in one.note for one in higher)


def told_period(plan: Programme, kind: MilestoneKind) -> tuple[str, str | None, Precision]:
    deadline = plan.find_milestone(kind)
    assert isinstance(deadline, Deadline)
    assert isinstance(deadline.value, date)
    return str(deadline.value.year), deadline.text, deadline.precision


@each()
@pytest.mark.requirement("S000-R08", "S000-R09", "S002-R03", "S003-R02")
def test_the_periods_are_years_and_no_days(plan: Programme, facts: dict[str, Any]) -> None:
    told = {one["key"]: one for one in facts["dates"]}
    period = told.get("period") or told["period_end"]
    expected = (period["date"], period["text"], Precision.YEAR)
    assert told_period(plan, MilestoneKind.PROGRAMME_END) == expected
    if "period" in told:
        assert told_period(plan, MilestoneKind.PROGRAMME_START) == expected
    else:
        assert isinstance(plan.find_milestone(MilestoneKind.PROGRAMME_START), Unknown)
    if "dossier_period" in told:
        moment = campaign_of(plan).find_moment("dossiers")
        assert moment is not None
        assert isinstance(moment.deadline, Deadline)
        assert (moment.deadline.text, moment.deadline.precision) == (told["dossier_period"]["text"], Precision.YEAR)


@pytest.mark.requirement("S002-R03", "S003-R02")
def test_which_campaigns_come_round_again() -> None:
    told = {name: campaign_of(shipped_plan(name)).repeats for name in CAMPAIGNS}
    assert told == dict(zip(CAMPAIGNS, (None, Every.YEAR, Every.YEAR, None), strict=True))


@pytest.mark.requirement("S002-R24", "S004-R14")
@pytest.mark.parametrize(
    ("name", "moment", "fact", "every", "month"),
    [
        ("so-tu-phap-ha-nam-2023-2025", "dossiers", "dossier_deadline", Every.YEAR, 1),
        ("thanh-thuy-2024", "initiatives", "initiative_deadline", Every.MONTH, None),
    ],
)
def test_the_deadlines_that_return(name: str, moment: str, fact: str, every: Every, month: int | None) -> None:
    (told,) = [one for one in facts_of(name)["dates"] if one["key"] == fact]
    found = campaign_of(shipped_plan(name)).find_moment(moment)
    assert found is not None
    assert isinstance(found.deadline, Deadline)
    assert found.deadline.value == Recurrence(every, day=int(told["date"][-2:]), month=month)
    assert f"{every}ly" == told["recurrence"]
    assert (found.deadline.bound is Bound.INCLUSIVE) is told["inclusive"]
    assert found.deadline.text == told["text"]


def test_the_choice_of_collectives_begins_with_an_event() -> None:
    (told,) = [one for one in facts_of("krong-no-2023")["dates"] if one.get("event_based")]
    found = campaign_of(shipped_plan("krong-no-2023")).find_moment("collective_selection")
    assert found is not None
    assert isinstance(found.deadline, Deadline)
    assert found.deadline.value == EventAnchor("par_ranking_published")
    assert found.deadline.text == told["text"]
    assert found.subjects == (COLLECTIVE,)


@each()
def test_no_money_is_invented(plan: Programme, facts: dict[str, Any]) -> None:
    campaign = campaign_of(plan)
    assert facts["money"] == []
    assert all(isinstance(form.bonuses, Unknown) for form in campaign.forms)
    assert isinstance(campaign.budget_vnd, Unknown) is ("budget" in facts)
    assert plan.prize_budget_vnd is None


@each()
def test_what_is_open_names_who_decides_and_what(plan: Programme, facts: dict[str, Any]) -> None:
    assert facts["absent"]
    assert unknowns(plan)
    assert all(unknown.decided_by and unknown.note for _, unknown in unknowns(plan))


@pytest.mark.parametrize(
    ("name", "marks"),
    [
        ("krong-no-2023", ("để trống", "sau khi công bố kết quả", "số lượng khen thưởng", "“- 1.”")),
        ("so-tu-phap-ha-nam-2023-2025", ("để trống", "800/KH-UBND", "Công thông tin", "từ nay")),
        ("gieng-day-2024", ("04/11/2022", "2021-20023", "100-KH/UBND", "1, 2, 3, 4, 3, 4", "phủ lõm")),
        ("thanh-thuy-2024", ("III", "không ghi tên tỉnh", "Văn phòng UBND xã", "mất phần đầu")),
    ],
)
def test_the_traps_of_the_document_are_kept_as_remarks(name: str, marks: tuple[str, ...]) -> None:
    remarks = shipped_plan(name).document.remarks
    assert len(remarks) == len(marks) >= len(facts_of(name).get("inconsistencies", []))
    assert all(mark in remark for mark, remark in zip(marks, remarks, strict=True))
