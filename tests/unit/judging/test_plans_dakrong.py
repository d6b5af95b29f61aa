"""The shipped plan of Đakrông 2020 against the facts of the signed document, field by field."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from judging.plans import SHIPPED, check_text, load, shipped_text
from judging.plans.prize_parts import total_vnd
from judging.rules.deadlines import closes_at, entry_window, last_day, opens_at
from judging.rules.openings import entries_blockers, prize_blockers, round_blockers
from judging.spec import (
    Bound,
    Bounds,
    Deadline,
    Intake,
    Legibility,
    MilestoneKind,
    Programme,
    Quota,
    Task,
    TieKind,
    Unknown,
    resolve,
    unknowns,
)
from judging.spec.walking import walk

FACTS_FILE = Path(__file__).parents[2] / "files" / "S001.facts.json"
FACTS: dict[str, Any] = json.loads(FACTS_FILE.read_text(encoding="utf-8"))
TODAY = date(2026, 11, 21)


def shipped(name: str) -> Programme:
    programme = load(shipped_text(name))
    assert isinstance(programme, Programme)
    return programme


@pytest.fixture(scope="module")
def plan() -> Programme:
    return shipped("dakrong-2020")


@pytest.fixture(scope="module")
def demonstration() -> Programme:
    return resolve(shipped("dakrong-demo"), TODAY)


@pytest.mark.parametrize("name", SHIPPED)
def test_the_shipped_plans_have_nothing_wrong(name: str) -> None:
    assert check_text(shipped_text(name)).problems == ()


@pytest.mark.requirement("S001-R01")
def test_the_document(plan: Programme) -> None:
    paper = plan.document
    assert plan.kind == FACTS["doc_kind"]
    assert plan.title == FACTS["title"]
    assert paper.doc_type == FACTS["doc_type"]
    assert paper.number == FACTS["doc_number"] is None
    assert paper.number_status is Legibility.ILLEGIBLE
    assert paper.number_as_read == FACTS["doc_number_raw"]
    assert paper.symbol == "KH-UBND"
    assert paper.issuer == plan.organiser == FACTS["issuer"]
    assert paper.place == FACTS["place"]
    assert paper.issued_on == date.fromisoformat(FACTS["issue_date"])
    assert paper.signer is not None
    assert (paper.signer.name, paper.signer.position, paper.signer.authority) == (
        FACTS["signer"]["name"],
        FACTS["signer"]["position"],
        FACTS["signer"]["authority_prefix"],
    )
    assert [line.removeprefix("Các ") for line in paper.recipients] == FACTS["recipients"]
    assert len(paper.remarks) == len(FACTS["inconsistencies"])


@pytest.mark.requirement("S001-R02")
def test_the_legal_basis(plan: Programme) -> None:
    assert [
        {"number": b.number, "type": b.doc_type, "date": str(b.issued_on), "issuer": b.issuer} for b in plan.legal_bases
    ] == FACTS["legal_bases"]


@pytest.mark.requirement("S001-R04", "S001-R05")
def test_who_may_enter(plan: Programme) -> None:
    eligible = FACTS["eligible"]
    assert [kind.name for kind in plan.eligibility.personnel_kinds] == eligible["individuals"]
    assert [kind.name for kind in plan.eligibility.unit_kinds] == eligible["sending_units"]


@pytest.mark.requirement("S001-R06")
def test_each_unit_selects_and_sends_at_least_one(plan: Programme) -> None:
    assert plan.entering.intake is Intake.THROUGH_UNIT
    told = FACTS["entries_per_unit"]
    assert plan.entering.per_unit == Bounds(told["min"], told["max"])
    assert len(plan.entering.declarations) == len(FACTS["originality"])


@pytest.mark.requirement("S001-R07", "S001-R16", "S001-R17", "S001-R18", "S001-R21", "S001-R23")
def test_the_categories(plan: Programme) -> None:
    essay, video = FACTS["categories"]
    assert [(c.key, c.name, c.form) for c in plan.categories] == [
        (told["key"], told["name"], told["key"]) for told in (essay, video)
    ]
    written, filmed = plan.categories
    assert written.chu == Bounds(essay["limits"][0]["min"], essay["limits"][0]["max"])
    assert (written.a4, written.machine_typed, written.page_numbers, written.booklet) == (
        essay["paper"] == "A4",
        essay["typed"],
        essay["page_numbers"],
        essay["bound"],
    )
    assert filmed.seconds == Bounds(60 * video["limits"][0]["min"], 60 * video["limits"][0]["max"])
    assert filmed.medium == video["medium"]
    for category, told in ((written, essay), (filmed, video)):
        assert [field.label for field in category.cover_fields] == told["cover_fields"]
        assert all(field.required for field in category.cover_fields)


@pytest.mark.requirement("S001-R22")
def test_the_attachments_of_an_essay_are_optional(plan: Programme, demonstration: Programme) -> None:
    written = plan.categories[0]
    assert [rule.name for rule in written.attachments] == FACTS["categories"][0]["attachments_optional"]
    assert plan.categories[1].attachments == ()
    decided = demonstration.categories[0].attachments
    assert [rule.count for rule in decided] == [Bounds(0, 10), Bounds(0, 1)]


@pytest.mark.requirement("S001-R08")
def test_the_topics(plan: Programme) -> None:
    assert len(plan.topics) == FACTS["topics_count"]
    assert "Bộ phận tiếp nhận và trả kết quả" in plan.topics[3].text
    assert "PAPI" in plan.topics[8].text


@pytest.mark.requirement("S001-R25", "S001-R26", "S001-R27", "S001-R28")
def test_the_dates(plan: Programme) -> None:
    told = {fact["key"]: fact for fact in FACTS["dates"]}
    kinds = {
        "contest_start": plan.find_milestone(MilestoneKind.PROGRAMME_START),
        "contest_end": plan.find_milestone(MilestoneKind.PROGRAMME_END),
        "submission_close": plan.find_milestone(MilestoneKind.ENTRIES_CLOSE),
        "judging_deadline": plan.rounds[0].closes,
        "announce_and_award_deadline": plan.find_milestone(MilestoneKind.RESULTS_BY),
    }
    assert set(kinds) == set(told)
    for key, deadline in kinds.items():
        assert isinstance(deadline, Deadline)
        assert (deadline.value, deadline.text) == (date.fromisoformat(told[key]["date"]), told[key]["text"])
        assert (deadline.bound is Bound.INCLUSIVE) is told[key].get("inclusive", True)
    awards = plan.find_milestone(MilestoneKind.AWARDS_BY)
    assert isinstance(awards, Deadline)
    assert awards == kinds["announce_and_award_deadline"]
    assert last_day(plan.rounds[0].closes) == date(2020, 9, 20)  # type: ignore[arg-type]
    assert last_day(awards) == date(2020, 9, 29)


@pytest.mark.requirement("S001-R30", "S001-R31")
def test_the_prizes(plan: Programme) -> None:
    (ladder,) = plan.ladders
    assert [
        {
            "scope": str(ladder.scope),
            "tier": tier.name,
            "count": tier.count.maximum if isinstance(tier.count, Quota) else None,
            "amount_vnd": tier.amount_vnd,
        }
        for tier in ladder.tiers
    ] == FACTS["prizes"]
    assert total_vnd(ladder) == FACTS["prize_total_vnd"] == 4_500_000


@pytest.mark.requirement("S001-R44")
def test_one_ladder_one_round_and_one_rubric_rank_both_categories(demonstration: Programme) -> None:
    (ladder,), (round_,), (rubric,) = demonstration.ladders, demonstration.rounds, demonstration.rubrics
    assert ladder.categories == round_.categories == ("essay", "video")
    assert ladder.round == round_.key
    assert demonstration.rubric_of(round_) == rubric
    assert (rubric.scale, rubric.step) == (100, Decimal("0.5"))
    assert [criterion.maximum for criterion in rubric.criteria] == [25, 25, 20, 20, 10]
    assert rubric.criteria[1].wording_for("video") == "Tính mới, sáng tạo trong cách dựng"


def test_who_answers_for_what(plan: Programme) -> None:
    assert {str(duty.task): duty.office for duty in plan.responsibilities} == {
        task: office.replace("(= Ban chấm thi)", "(Ban chấm thi)") for task, office in FACTS["roles"].items()
    }
    assert plan.offices_that(Task.RECEIVES) == (FACTS["submit_to"],)
    assert list(plan.principles) == FACTS["principles"]


def test_where_winners_are_published(plan: Programme) -> None:
    assert [(channel.kind.value, channel.categories) for channel in plan.channels] == [
        ("portal", ("essay", "video")),
        ("loudspeaker", ("essay",)),
    ]


@pytest.mark.requirement("S001-R42", "S001-R43")
def test_what_the_document_does_not_say_is_unknown_with_who_must_decide(plan: Programme) -> None:
    open_places = dict(unknowns(plan))
    assert {
        "rounds[final].rubric",
        "rounds[final].tie_chain",
        "rounds[final].panel.seats",
        "entering.late",
        "entering.grace_seconds",
        "exclusivity",
        "milestones[questions_close].deadline",
        "contacts",
    } <= set(open_places)
    assert all(unknown.decided_by and unknown.note for unknown in open_places.values())
    assert open_places["rounds[final].panel.seats"].decided_by == "UBND huyện"


def test_unknowns_stand_in_the_way_of_the_steps_that_need_them(plan: Programme) -> None:
    assert "rounds[final].rubric" not in dict(entries_blockers(plan))
    assert "entering.grace_seconds" in dict(entries_blockers(plan))
    assert "rounds[final].rubric" in dict(round_blockers(plan, "final"))
    assert set(dict(prize_blockers(plan))) == {
        "ladders[individual].vacancy",
        "ladders[individual].shared",
        "exclusivity",
    }


@pytest.mark.requirement("S001-R42", "S001-R43")
def test_the_demonstration_decides_everything(demonstration: Programme) -> None:
    assert unknowns(demonstration) == ()
    assert not [path for path, value in walk(demonstration) if isinstance(value, Unknown)]
    (round_,) = demonstration.rounds
    assert isinstance(round_.tie_chain, tuple)
    assert [(step.kind, step.criterion) for step in round_.tie_chain] == [
        (TieKind.HIGHEST_CRITERION, "novelty"),
        (TieKind.HIGHEST_CRITERION, "effect"),
        (TieKind.LOWEST_GAP, None),
        (TieKind.BOARD_DECIDES, None),
    ]
    assert demonstration.entering.late == "refuse"


@pytest.mark.parametrize("today", [date(2026, 11, 21), date(2028, 2, 29), date(2026, 12, 31)])
def test_the_demonstration_is_open_on_whatever_day_it_is_loaded(today: date) -> None:
    programme = resolve(shipped("dakrong-demo"), today)
    window = entry_window(programme)
    assert window.opens_at < opens_at(Deadline(today)) < closes_at(Deadline(today)) < window.closes_at


def test_plan_and_demonstration_are_the_same_contest(plan: Programme, demonstration: Programme) -> None:
    for name in ("title", "topics", "legal_bases", "channels", "responsibilities", "purposes", "requirements"):
        assert getattr(plan, name) == getattr(demonstration, name)
    assert [c.chu for c in plan.categories] == [c.chu for c in demonstration.categories]
    assert [ladder.tiers for ladder in plan.ladders] == [ladder.tiers for ladder in demonstration.ladders]
