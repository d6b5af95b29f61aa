"""Every mistake in a plan is told at once, each with its place and a sentence.

It is longer than 300 lines, so that each case of this subject is found in one place.
"""

# ruff: noqa: E501  one mistake to a line reads best

from __future__ import annotations

import tomllib
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judging.plans import (
    PlanErrors,
    Problem,
    Severity,
    check,
    check_text,
    load,
    report_line,
    sentence,
    shipped_text,
)
from judging.plans.checker import check_reading
from judging.plans.lines import line_of, lines_of
from judging.plans.prize_parts import total_vnd
from judging.plans.sentences import SENTENCES
from judging.spec import (
    Deadline,
    EventAnchor,
    Legibility,
    Milestone,
    MilestoneKind,
    Programme,
    RelativeDay,
    Unknown,
)
from judging.spec.decoding import read_plain

UNKNOWN = Unknown("Ban tổ chức", "?")
DEMO = shipped_text("dakrong-demo")


def changed(*changes: tuple[str, str]) -> str:
    text = DEMO
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


# fmt: off
MISTAKES = [
    # shape
    ("unknown_key", 'late = "refuse"', 'late = "refuse"\nlatte = 1', "entering.latte"),
    ("missing_key", 'organiser = "UBND huyện Đakrông"\n', "", "organiser"),
    ("wrong_type", "grace_seconds = 0", 'grace_seconds = "0"', "entering.grace_seconds"),
    ("wrong_type", "chu = { minimum = 1000, maximum = 2000 }", "chu = 1000", "categories[essay].chu"),
    ("wrong_type", 'categories = ["essay", "video"]\npanel', 'categories = "essay"\npanel', "rounds[final].categories"),
    ("not_one_of", 'on_fail = "warn"', 'on_fail = "shout"', "entering.on_fail"),
    ("may_not_be_unknown", 'intake = "through_unit"', 'intake = { unknown = { decided_by = "x" } }', "entering.intake"),
    ("no_zone", "value = { offset_days = 44 }", "value = 2030-01-01T17:00:00", "milestones[questions_close].deadline.value"),
    ("unknown_format", "format = 1", "format = 9", "format"),
    ("out_of_range", "amount_vnd = 1_000_000", "amount_vnd = 9_000_000_000_000_000_000", "ladders[individual].tiers[third].amount_vnd"),
    ("out_of_range", "step = 0.5", "step = 0.00000005", "rubrics[common].step"),
    ("out_of_range", "scale = 100", "scale = 1e30", "rubrics[common].scale"),
    ("out_of_range", "value = { offset_days = 44 }", "value = 9999-12-31", "milestones[questions_close].deadline.value"),
    ("out_of_range", "offset_days = 14", "offset_days = 99999", "milestones[programme_end].deadline.value.offset_days"),
    # one part alone
    ("empty_text", 'place = "Đakrông"', 'place = " "', "document.place"),
    ("bad_key", 'key = "dakrong-demo"', 'key = "Đakrông"', "key"),
    ("bad_key", 'key = "novelty"', 'key = "tính mới"', "rubrics[common].criteria[tính mới].key"),
    ("minimum_above_maximum", "maximum = 2000", "maximum = 900", "categories[essay].chu"),
    ("negative", "per_unit = { minimum = 1 }", "per_unit = { minimum = -1 }", "entering.per_unit.minimum"),
    ("negative", "grace_seconds = 0", "grace_seconds = -5", "entering.grace_seconds"),
    ("negative", "amount_vnd = 1_000_000", "amount_vnd = -1", "ladders[individual].tiers[third].amount_vnd"),
    ("not_positive", "count = 1, amount_vnd = 2", "count = 0, amount_vnd = 2", "ladders[individual].tiers[first].count"),
    ("not_positive", "max_bytes = 20_971_520", "max_bytes = 0", "categories[essay].max_bytes"),
    ("not_positive", "max_versions = 20", "max_versions = 0", "entering.max_versions"),
    ("not_positive", "step = 0.5", "step = 0", "rubrics[common].step"),
    ("not_positive", "limit = 20", "limit = 0", "rounds[final].gap.limit"),
    ("not_positive", "marks_per_entry = 2", "marks_per_entry = 0", "rounds[final].marks_per_entry"),
    (
        "remark_limit",
        "retention = {",
        'remarking = { days = 5, effect = "if_differs" }\nretention = {',
        "remarking.limit",
    ),
    ("not_positive", "drafts_months = 3", "drafts_months = 0", "retention.drafts_months"),
    ("not_positive", "marks_per_entry = 2", "marks_per_entry = 2\ncap_per_judge = 0", "rounds[final].cap_per_judge"),
    ("said_to_be_known", 'number_status = "blank"', 'number_status = "known"', "document.number"),
    ("said_to_be_unreadable", 'number_status = "blank"', 'number_status = "blank"\nnumber = "1/KH"', "document.number"),
    ("unknown_file_kind", '["docx", "pdf", "odt"]', '["docx", "exe"]', "categories[essay].file_kinds[2]"),
    ("unknown_file_kind", '["jpg", "png"]', '["svg"]', "categories[essay].attachments[pictures].file_kinds[1]"),
    ("limit_of_another_form", "a4 = true", "a4 = true\nseconds = { minimum = 1 }", "categories[essay].seconds"),
    ("limit_of_another_form", 'form = "video"', 'form = "video"\nchu = { minimum = 1 }', "categories[video].chu"),
    ("limit_of_another_form", 'form = "video"', 'form = "video"\ntyped_allowed = true', "categories[video].typed_allowed"),
    ("count_scope_missing", 'count_scope = "body"\n', "", "categories[essay].count_scope"),
    ("counted_parts_not_chosen", 'count_scope = "body"', 'count_scope = "body"\ncounted_parts = ["cover"]', "categories[essay].counted_parts"),
    ("no_way_to_enter", 'form = "video"\nseconds = { minimum = 240, maximum = 360 }\nfile_kinds = ["mp4", "mov", "webm", "mkv"]', 'form = "video"\nfile_kinds = []', "categories[video].file_kinds"),
    ("no_way_to_enter", '["docx", "pdf", "odt"]\nmax_bytes = 20_971_520\ntyped_allowed = true', "[]\nmax_bytes = 1", "categories[essay].file_kinds"),
    ("time_told_twice", "value = { offset_days = 44 }", "at = 17:00:00, value = 2030-01-01T17:00:00Z", "milestones[questions_close].deadline.at"),
    ("rubric_sum", 'key = "form"\nname = "Hình thức, đúng thể thức"\nmaximum = 10', 'key = "form"\nname = "Hình thức"\nmaximum = 15', "rubrics[common].criteria"),
    ("step_does_not_divide", "step = 0.5", "step = 3", "rubrics[common].criteria[relevance].maximum"),
    ("anchor_out_of_reach", 'key = "effect"', 'key = "effect"\nanchors = [{ mark = 21, text = "xuất sắc" }]', "rubrics[common].criteria[effect].anchors[1]"),
    ("anchor_out_of_reach", 'key = "effect"', 'key = "effect"\nanchors = [{ mark = 0.3, text = "kém" }]', "rubrics[common].criteria[effect].anchors[1]"),
    ("not_positive", 'key = "effect"', 'key = "effect"\nweight = 0', "rubrics[common].criteria[effect].weight"),
    ("too_few_seats", "marks_per_entry = 2", "marks_per_entry = 8", "rounds[final].panel.seats"),
    ("too_few_marks_to_trim", 'aggregation = "mean"', 'aggregation = "trimmed_mean"', "rounds[final].aggregation"),
    ("tie_chain_without_end", '    { kind = "board_decides" },\n', "", "rounds[final].tie_chain"),
    ("tie_step_after_end", '    { kind = "lowest_gap" },', '    { kind = "head_decides" },', "rounds[final].tie_chain[board_decides]"),
    ("tie_step_without_criterion", ', criterion = "effect" }', " }", "rounds[final].tie_chain[highest_criterion]"),
    ("tie_step_with_needless_criterion", '"lowest_gap"', '"lowest_gap", criterion = "effect"', "rounds[final].tie_chain[lowest_gap].criterion"),
    ("pass_rule_without_figure", "marks_per_entry = 2", 'marks_per_entry = 2\npassing = { kind = "top" }', "rounds[final].passing.count"),
    ("pass_rule_without_figure", "marks_per_entry = 2", 'marks_per_entry = 2\npassing = { kind = "minimum_mark" }', "rounds[final].passing.minimum_mark"),
    ("pass_rule_without_figure", "marks_per_entry = 2", 'marks_per_entry = 2\npassing = { kind = "percent", percent = 101 }', "rounds[final].passing.percent"),
    ("empty_list", 'categories = ["essay", "video"]\nround', "categories = []\nround", "ladders[individual].categories"),
    # one part against another
    ("repeated_key", 'key = "second_half_year"', 'key = "leadership"', "topics[leadership].key"),
    ("repeated_key", 'key = "effect"\nname', 'key = "novelty"\nname', "rubrics[common].criteria[novelty].key"),
    ("repeated_key", 'kind = "programme_end"', 'kind = "programme_start"', "milestones[programme_start].kind"),
    ("milestone_missing", 'kind = "entries_close"', 'kind = "authors_close"', "milestones"),
    ("unknown_category", 'categories = ["essay", "video"]\npanel', 'categories = ["essay", "video", "poster"]\npanel', "rounds[final].categories[3]"),
    ("unknown_category", '{ category = "essay", text = "Tính', '{ category = "poem", text = "Tính', "rubrics[common].criteria[novelty].wordings[1].category"),
    ("unknown_rubric", 'rubric = "common"', 'rubric = "secret"', "rounds[final].rubric"),
    ("unknown_round", 'round = "final"', 'round = "semifinal"', "ladders[individual].round"),
    ("unknown_criterion", 'criterion = "novelty"', 'criterion = "beauty"', "rounds[final].tie_chain[highest_criterion].criterion"),
    ("unknown_role", '["board", "head"', '["king", "head"', "eligibility.excluded_roles[1]"),
    ("gap_above_scale", "limit = 20", "limit = 101", "rounds[final].gap.limit"),
    ("category_without_round", 'categories = ["essay", "video"]\npanel', 'categories = ["essay"]\npanel', "categories[video]"),
    ("ladder_without_common_round", 'categories = ["essay", "video"]\npanel', 'categories = ["essay"]\npanel', "ladders[individual].categories"),
    ("ladder_over_subpanels", "maximum = 7 }", 'maximum = 7 }, subpanels = [{ key = "e", name = "E", seats = {}, categories = ["essay"] }, { key = "v", name = "V", seats = {}, categories = ["video"] }]', "ladders[individual].categories"),
    ("subpanel_judges_other", "maximum = 7 }", 'maximum = 7 }, subpanels = [{ key = "e", name = "E", seats = {}, categories = ["essay", "poem"] }, { key = "v", name = "V", seats = {}, categories = ["video"] }]', "rounds[final].panel.subpanels[e].categories[2]"),
    ("subpanels_too_large", "maximum = 7 }", 'maximum = 7 }, subpanels = [{ key = "a", name = "A", seats = { minimum = 8 } }]', "rounds[final].panel.subpanels"),
    ("subpanel_too_small", "maximum = 7 }", 'maximum = 7 }, subpanels = [{ key = "a", name = "A", seats = { maximum = 1 }, categories = ["essay"] }, { key = "b", name = "B", seats = {}, categories = ["video"] }]', "rounds[final].panel.subpanels"),
    ("category_without_subpanel", "maximum = 7 }", 'maximum = 7 }, subpanels = [{ key = "e", name = "E", seats = {}, categories = ["essay"] }]', "rounds[final].panel.subpanels"),
    ("topic_without_subpanel", "maximum = 7 }", 'maximum = 7 }, subpanels = [{ key = "a", name = "A", seats = {}, topics = ["leadership", "second_half_year", "procedures", "one_stop_shop", "e_government", "online_services", "staff_and_finance", "business_climate"] }, { key = "e", name = "E", seats = {}, categories = ["essay"] }]', "rounds[final].panel.subpanels"),
    ("unknown_topic", "maximum = 7 }", 'maximum = 7 }, subpanels = [{ key = "a", name = "A", seats = {} }, { key = "b", name = "B", seats = {}, topics = ["absent"] }]', "rounds[final].panel.subpanels[b].topics[1]"),
    ("dates_out_of_order", 'offset_days = 14 }, bound = "inclusive" }\n\n[[milestones]]\nkind = "results_by"', 'offset_days = -14 }, bound = "inclusive" }\n\n[[milestones]]\nkind = "results_by"', "milestones[entries_close].deadline"),
    ("dates_out_of_order", "offset_days = 15", "offset_days = 3", "rounds[final].opens"),
    ("dates_out_of_order", "offset_days = 20", "offset_days = 31", "milestones[results_by].deadline"),
]
# fmt: on


@pytest.mark.parametrize(("code", "old", "new", "place"), MISTAKES, ids=[f"{m[0]}-{m[3]}" for m in MISTAKES])
def test_a_mistake_is_told_with_its_place_and_a_sentence(code: str, old: str, new: str, place: str) -> None:
    text = changed((old, new))
    errors = load(text)
    assert isinstance(errors, PlanErrors)
    told = [problem for problem in errors.problems if (problem.code, problem.place) == (code, place)]
    assert len(told) == 1, [(p.code, p.place) for p in errors.problems]
    assert told[0].severity is Severity.ERROR
    assert "{" not in sentence(told[0])
    assert report_line(told[0]).endswith(sentence(told[0]))


VOTES = frozenset(
    {
        "only_votes",
        "vote_without_rule",
        "vote_rule_without_vote",
        "vote_least_mark",
        "vote_stands_apart",
        "vote_sharing_contradicts",
        "vote_before_final",
    }
)
"""Found by `test_plans_votes`: no shipped plan has a vote."""


def test_every_sentence_is_used_by_some_check() -> None:
    covered = {mistake[0] for mistake in MISTAKES}
    assert set(SENTENCES) - covered == {
        "not_toml",
        "total_contradicts",
        "count_contradicts",
        "words_contradict",
        "minimum_never_vacant",
        "budget_below_prizes",
        "sharing_contradicts",
        "lower_tier_worth_more",
        "time_with_zone",
        "passing_leads_nowhere",
        "passing_not_said",
        *VOTES,
    }


def test_all_mistakes_are_told_at_once_in_the_order_of_the_lines() -> None:
    text = changed(
        ('on_fail = "warn"', 'on_fail = "shout"'),
        ("maximum = 2000", "maximum = 900"),
        ('rubric = "common"', 'rubric = "secret"'),
        ("step = 0.5", "step = 3"),
        ("amount_vnd = 1_000_000", "amount_vnd = -1"),
    )
    errors = load(text)
    assert isinstance(errors, PlanErrors)
    codes = [problem.code for problem in errors.problems]
    assert codes == [
        "not_one_of",
        "minimum_above_maximum",
        "unknown_rubric",
        "step_does_not_divide",
        "step_does_not_divide",
        "step_does_not_divide",
        "step_does_not_divide",
        "step_does_not_divide",
        "negative",
    ]


@pytest.mark.parametrize(
    ("old", "new", "marked"),
    [
        ('on_fail = "warn"', 'on_fail = "shout"', 'on_fail = "shout"'),
        ("chu = { minimum = 1000, maximum = 2000 }", "chu = { minimum = 9, maximum = 1 }", "chu = { minimum = 9"),
        ('key = "effect"\nname', 'key = "novelty"\nname', 'key = "novelty"\nname = "Hiệu quả'),
        ('{ category = "video", text = "Hình ảnh', '{ category = "film", text = "Hình ảnh', None),
    ],
)
def test_the_line_is_told(old: str, new: str, marked: str | None) -> None:
    text = changed((old, new))
    errors = load(text)
    assert isinstance(errors, PlanErrors)
    problem = errors.problems[-1]
    place = marked or 'wordings = [\n    { category = "essay", text = "Diễn đạt'
    assert problem.line == text[: text.index(place)].count("\n") + 1
    assert report_line(problem).startswith(f"line {problem.line}, {problem.place}: error: ")


def test_what_is_not_toml_is_told_with_its_line() -> None:
    errors = load("format = 1\nkey = \n")
    assert isinstance(errors, PlanErrors)
    (problem,) = errors.problems
    assert (problem.code, problem.line) == ("not_toml", 2)
    assert report_line(problem).startswith("line 2: error: This is not TOML")


def test_doubts_are_warnings_and_do_not_stop_a_plan() -> None:
    text = changed(
        ('scope = "individual"', 'scope = "individual"\nstated_total_vnd = 5_000_000'),
        ("amount_vnd = 1_500_000", "amount_vnd = 3_000_000"),
    )
    checked = check_text(text)
    assert checked.programme is not None
    assert [(p.code, p.severity) for p in checked.problems] == [
        ("total_contradicts", Severity.WARNING),
        ("lower_tier_worth_more", Severity.WARNING),
    ]
    assert sentence(checked.problems[0]) == (
        "The document states a total of 5000000 đồng, but the tiers come to 6000000 đồng."
    )


def test_a_programme_without_a_file_is_checked_the_same_way() -> None:
    programme = load(DEMO)
    assert isinstance(programme, Programme)
    assert check(programme) == ()
    rubric = replace(programme.rubrics[0], scale=Decimal(90))
    paper = replace(programme.document, number_status=Legibility.KNOWN)
    problems = check(replace(programme, rubrics=(rubric,), document=paper))
    assert [(p.code, p.place, p.line) for p in problems] == [
        ("said_to_be_known", "document.number", None),
        ("rubric_sum", "rubrics[common].criteria", None),
    ]


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("scale = 100", "scale = 0", "rubrics[common].scale"),
        (
            'key = "form"\nname = "Hình thức, đúng thể thức"\nmaximum = 10',
            'key = "form"\nname = "X"\nmaximum = 0',
            "rubrics[common].criteria[form].maximum",
        ),
    ],
)
def test_a_scale_of_nothing_is_told(old: str, new: str, place: str) -> None:
    errors = load(changed((old, new)))
    assert isinstance(errors, PlanErrors)
    assert ("not_positive", place) in [(p.code, p.place) for p in errors.problems]


def test_a_rubric_without_criteria_and_a_round_without_categories_are_told() -> None:
    programme = load(DEMO)
    assert isinstance(programme, Programme)
    round_ = replace(programme.rounds[0], categories=(), tie_chain=UNKNOWN, marks_per_entry=UNKNOWN)
    rubric = replace(programme.rubrics[0], criteria=())
    problems = check(replace(programme, rounds=(round_,), rubrics=(rubric,)))
    assert {("empty_list", "rubrics[common].criteria"), ("empty_list", "rounds[final].categories")} <= {
        (p.code, p.place) for p in problems
    }


def test_what_is_unknown_is_no_mistake() -> None:
    programme = load(DEMO)
    assert isinstance(programme, Programme)
    round_ = replace(
        programme.rounds[0],
        opens=UNKNOWN,
        closes=UNKNOWN,
        gap=UNKNOWN,
        panel=replace(programme.rounds[0].panel, seats=UNKNOWN),
    )
    ladder = programme.ladders[0]
    tiers = (replace(ladder.tiers[0], count=UNKNOWN), replace(ladder.tiers[1], amount_vnd=UNKNOWN), ladder.tiers[2])
    ladder = replace(ladder, tiers=tiers, stated_total_vnd=4_500_000)
    assert check(replace(programme, rounds=(round_,), ladders=(ladder,))) == ()
    assert total_vnd(ladder) is None


def test_days_of_different_kinds_are_not_compared() -> None:
    programme = load(DEMO)
    assert isinstance(programme, Programme)
    moments = [
        Deadline(EventAnchor("congress")),
        Deadline(date(1999, 1, 1)),
        Deadline(datetime(1999, 1, 1, tzinfo=UTC)),
    ]
    for moment in moments:
        stone = Milestone(MilestoneKind.QUESTIONS_CLOSE, moment)
        closing = Milestone(MilestoneKind.RESULTS_BY, moment)
        stones = tuple(s for s in programme.milestones if s.kind not in {stone.kind, closing.kind, "awards_by"})
        assert check(replace(programme, milestones=(*stones, closing, stone))) == ()
    instant = Milestone(MilestoneKind.AWARDS_BY, moments[2])
    day = Milestone(MilestoneKind.RESULTS_BY, Deadline(date(1999, 6, 1)))
    stones = tuple(s for s in programme.milestones if s.kind not in {day.kind, instant.kind})
    problems = check(replace(programme, milestones=(*stones, day, instant)))
    assert [(p.code, p.facts) for p in problems] == [
        ("dates_out_of_order", {"first": "results_by", "second": "awards_by"})
    ]


def test_a_misread_rubric_is_still_known_by_its_key() -> None:
    errors = load(changed(("scale = 100", 'scale = "a lot"')))
    assert isinstance(errors, PlanErrors)
    assert [(p.code, p.place) for p in errors.problems] == [("wrong_type", "rubrics[common].scale")]


def test_a_misread_round_judges_no_category_in_vain() -> None:
    errors = load(changed(('aggregation = "mean"', 'aggregation = "luck"')))
    assert isinstance(errors, PlanErrors)
    assert [(p.code, p.place) for p in errors.problems] == [("not_one_of", "rounds[final].aggregation")]


def test_a_plan_without_lists_is_told_what_is_missing() -> None:
    text = DEMO[: DEMO.index("[[topics]]")]
    errors = load(text)
    assert isinstance(errors, PlanErrors)
    assert [(p.code, p.place) for p in errors.problems if p.line is None] == [
        ("missing_key", "milestones"),
        ("missing_key", "categories"),
        ("missing_key", "rounds"),
        ("missing_key", "ladders"),
        ("milestone_missing", "milestones"),
        ("milestone_missing", "milestones"),
    ]


def test_an_anchor_that_can_be_given_and_a_round_before_any_close_are_right() -> None:
    errors = load(
        changed(
            ('key = "effect"', 'key = "effect"\nanchors = [{ mark = 10.5, text = "khá" }]'),
            ('kind = "entries_close"', 'kind = "authors_close"'),
        )
    )
    assert isinstance(errors, PlanErrors)
    assert [p.code for p in errors.problems] == ["milestone_missing"]


LEAVES = [
    True,
    -1,
    0,
    10**30,
    date.max,
    time.max,
    "2020-09-15",
    Decimal("1e-30"),
    Decimal("0.3"),
    "",
    "essay",
    [],
    [1],
    [{}],
    {},
    {"unknown": {"decided_by": "x"}},
]


@given(st.data())
def test_whatever_stands_in_a_plan_is_told_and_never_breaks_the_checker(data: st.DataObject) -> None:
    plain = tomllib.loads(DEMO, parse_float=Decimal)
    for _ in range(data.draw(st.integers(1, 4))):
        here, step = data.draw(st.sampled_from(_places(plain)))
        here[step] = deepcopy(data.draw(st.sampled_from(LEAVES)))
    reading = read_plain(Programme, {key: value for key, value in plain.items() if key != "format"})
    for problem in check_reading(plain, reading):
        assert report_line(problem)
    for misfit in reading.misfits:
        assert sentence(Problem(misfit.code, misfit.path, "", misfit.facts))


def _places(plain: Any) -> list[tuple[Any, str | int]]:
    """Every place in the data that can be overwritten: the container, and the key or number in it."""
    steps = list(plain) if isinstance(plain, dict) else range(len(plain)) if isinstance(plain, list) else ()
    return [(plain, step) for step in steps] + [place for step in steps for place in _places(plain[step])]


def test_a_local_time_takes_no_zone() -> None:
    programme = load(DEMO)
    assert isinstance(programme, Programme)
    opening = Deadline(RelativeDay(15), at=time(8, tzinfo=UTC))
    problems = check(replace(programme, rounds=(replace(programme.rounds[0], opens=opening),)))
    assert [(p.code, p.place) for p in problems] == [("time_with_zone", "rounds[final].opens.at")]


def test_two_ladders_may_not_share_a_tier_key() -> None:
    programme = load(DEMO)
    assert isinstance(programme, Programme)
    second = replace(programme.ladders[0], key="collective")
    problems = check(replace(programme, ladders=(programme.ladders[0], second)))
    assert [(p.code, p.facts["key"]) for p in problems] == [
        ("repeated_key", "first"),
        ("repeated_key", "second"),
        ("repeated_key", "third"),
    ]


def test_an_empty_contest_is_told_what_it_lacks() -> None:
    programme = load(DEMO)
    assert isinstance(programme, Programme)
    problems = check(replace(programme, categories=(), rounds=(), ladders=(), rubrics=(), channels=()))
    assert [(p.code, p.place) for p in problems] == [
        ("empty_list", "categories"),
        ("empty_list", "rounds"),
        ("empty_list", "ladders"),
    ]


def test_lines_of_a_text_with_long_strings_and_nested_lists() -> None:
    text = "\n".join(  # noqa: FLY002  the text itself holds triple quotes
        [
            'title = """one',
            "[not.a.table]",
            'key = 1"""',
            "[[a]]",
            "x = [",
            "  { y = 1 },",
            "]",
            "[[a.b]]  # comment",
            "z = '# no comment ['",
            "[[a]]",
            "[[a.b]]",
            '"w" = 1',
        ]
    )
    lines = lines_of(text)
    assert lines == {
        ("title",): 1,
        ("a", 0): 4,
        ("a", 0, "x"): 5,
        ("a", 0, "b", 0): 8,
        ("a", 0, "b", 0, "z"): 9,
        ("a", 1): 10,
        ("a", 1, "b", 0): 11,
        ("a", 1, "b", 0, "w"): 12,
    }
    assert line_of(("a", 0, "x", 0, "y"), lines) == 5
    assert line_of(("nowhere",), lines) is None
