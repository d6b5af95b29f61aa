"""Help by AI tools: the plan's setting, what counts as an answer, and what stands in a version's text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from judging.plans import check_text, load, shipped_text, write
from judging.plans.shipped import shipped_plan
from judging.rules.ai_help import AiHelpForbiddenError, AiUse, check_allowed, list_lacking, tidy_answer
from judging.rules.differences import ChangeKind, differences
from judging.rules.entering import AI_HELP, Work, list_missing
from judging.rules.entry_texts import differences as text_differences
from judging.rules.entry_texts import version_text
from judging.rules.validating import changeable_keys
from judging.spec.canonical import digest, from_canonical, to_canonical
from judging.spec.words import AiHelpRule

DEMO = shipped_plan("dakrong-demo")
YES = {"used": True, "tool": "Công cụ thử", "uses": ["spelling"]}


def asking(rule: AiHelpRule | None):  # noqa: ANN201  a programme
    return replace(DEMO, entering=replace(DEMO.entering, ai_help=rule))


def text_of(ai_help: dict[str, object] | None) -> str:
    return version_text(
        entry_id="e", number=1, plan_sha256="p", category_key="essay", author_id="a", title="Tiêu đề",
        topic_key=None, cover={}, declarations={"original": True}, parts=[], ai_help=ai_help,
    )  # fmt: skip


def test_a_plan_that_does_not_ask_has_the_text_that_it_always_had() -> None:
    assert shipped_plan("dakrong-2020").entering.ai_help is None
    assert "ai_help" not in to_canonical(shipped_plan("dakrong-2020"))
    assert "ai_help" not in to_canonical(asking(None))
    assert digest(asking(None)) != digest(asking(AiHelpRule.OPTIONAL))


@pytest.mark.parametrize("rule", [None, *AiHelpRule])
def test_the_setting_survives_file_and_canonical_text(rule: AiHelpRule | None) -> None:
    plan = asking(rule)
    assert from_canonical(to_canonical(plan)) == plan
    assert load(write(plan)).entering.ai_help is rule


def test_the_checker_names_a_word_that_is_no_rule() -> None:
    found = check_text(shipped_text("dakrong-demo").replace('ai_help = "optional"', 'ai_help = "sometimes"'))
    assert [(one.code, one.path) for one in found.problems] == [("not_one_of", ("entering", "ai_help"))]


def test_a_changed_setting_is_one_readable_difference() -> None:
    (change,) = differences(asking(AiHelpRule.OPTIONAL), asking(AiHelpRule.FORBIDDEN))
    assert (change.path, change.kind, change.new) == ("entering.ai_help", ChangeKind.CHANGED, AiHelpRule.FORBIDDEN)
    (change,) = differences(asking(None), asking(AiHelpRule.REQUIRED))
    assert change.kind is ChangeKind.ADDED


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ({}, {}),
        ({"used": None, "tool": "", "uses": [], "words": " "}, {}),
        ({"used": False, "tool": "x", "uses": ["ideas"]}, {"used": False}),
        ({"used": None, "tool": "x"}, {"tool": "x"}),
        ({"used": "yes", "role": "board"}, {}),
        ({**YES, "uses": ["sound", "magic", "ideas"]}, {**YES, "uses": ["ideas", "sound"]}),
    ],
)
def test_an_answer_is_kept_without_what_the_form_does_not_have(told: dict, kept: dict) -> None:
    assert tidy_answer(told) == kept
    assert tidy_answer(kept) == kept


@pytest.mark.parametrize(
    ("told", "optional", "required", "forbidden"),
    [
        ({}, (), ("used",), ("used",)),
        ({"tool": "x"}, ("used",), ("used",), ("used",)),
        ({"used": False}, (), (), ()),
        (YES, (), (), ("forbidden",)),
        ({"used": True}, ("tool", "uses"), ("tool", "uses"), ("forbidden",)),
        ({**YES, "uses": ["other"]}, ("words",), ("words",), ("forbidden",)),
        ({**YES, "uses": ["other"], "words": "Đặt tên nhân vật"}, (), (), ("forbidden",)),
    ],
)
def test_what_is_lacking_follows_the_rule(told: dict, optional: tuple, required: tuple, forbidden: tuple) -> None:
    assert list_lacking(None, told) == ()
    assert list_lacking(AiHelpRule.OPTIONAL, told) == optional
    assert list_lacking(AiHelpRule.REQUIRED, told) == required
    assert list_lacking(AiHelpRule.FORBIDDEN, told) == forbidden


def test_only_a_yes_under_a_plan_that_forbids_is_not_allowed() -> None:
    for rule in (None, AiHelpRule.OPTIONAL, AiHelpRule.REQUIRED):
        check_allowed(rule, YES)
    check_allowed(AiHelpRule.FORBIDDEN, {"used": False})
    with pytest.raises(AiHelpForbiddenError):
        check_allowed(AiHelpRule.FORBIDDEN, YES)


def test_it_stands_last_in_the_task_list_and_a_return_can_open_it() -> None:
    plan, category = asking(AiHelpRule.REQUIRED), DEMO.categories[0]
    declared = {one.key: True for one in plan.entering.declarations}
    missing = list_missing(plan, category, Work("T", DEMO.topics[0].key, {}, declared, True, {}))
    assert missing[-1] == "ai_help:used"
    assert AI_HELP in changeable_keys(plan, category)
    assert AI_HELP not in changeable_keys(asking(None), category)


@pytest.mark.requirement("S001-R11")
def test_a_version_names_the_answer_and_an_older_text_without_it_compares() -> None:
    assert "ai_help" not in text_of({})
    assert text_of({}) == text_of(None)
    before, after = text_of(None), text_of(YES)
    assert [(one.key, one.before, one.after) for one in text_differences(before, after)] == [
        ("ai_help:tool", "", "Công cụ thử"),
        ("ai_help:used", "", "yes"),
        ("ai_help:uses", "", "spelling"),
    ]
    taken_back = text_differences(after, text_of({"used": False}))
    assert ("ai_help:used", "yes", "no") in [(one.key, one.before, one.after) for one in taken_back]


def test_every_use_is_one_that_the_issue_names() -> None:
    assert [use.value for use in AiUse] == ["ideas", "drafting", "spelling", "translation", "images", "sound", "other"]
