"""What an amendment changes, whether it still may, and whom it concerns."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from judging.enums import ProgrammeState, Role
from judging.plans import load, shipped_text
from judging.rules.amendments import Objection, Standing, amendment, concerned_by
from judging.rules.differences import Change, ChangeKind, differences
from judging.spec import (
    Bound,
    Bounds,
    Deadline,
    Exclusivity,
    Intake,
    LateRule,
    MilestoneKind,
    PrizeScope,
    Programme,
    Unknown,
    WorkForm,
    resolve,
)

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)
STATES = ProgrammeState


def demonstration() -> Programme:
    programme = load(shipped_text("dakrong-demo"))
    assert isinstance(programme, Programme)
    return resolve(programme, date(2026, 11, 21))


PLAN = demonstration()


def with_item(programme: Programme, name: str, key: str, /, **values: Any) -> Programme:
    """The programme with one item of the list `name` changed; milestones are named by their kind."""
    items = tuple(
        replace(item, **values) if key == str(getattr(item, "key", getattr(item, "kind", None))) else item
        for item in getattr(programme, name)
    )
    return replace(programme, **{name: items})


def later_close(day: date) -> Programme:
    return with_item(PLAN, "milestones", "entries_close", deadline=Deadline(day))


def only(old: Programme, new: Programme) -> Change:
    (change,) = differences(old, new)
    return change


def objections(new: Programme, state: ProgrammeState, *opened: str) -> list[tuple[str, Objection]]:
    found = amendment(PLAN, new, Standing(state, frozenset(opened), NOW)).objections
    return [(change.path, objection) for change, objection in found]


def test_equal_plans_do_not_differ() -> None:
    assert differences(PLAN, demonstration()) == ()


def test_a_moved_deadline_is_one_change_with_both_deadlines() -> None:
    change = only(PLAN, later_close(date(2026, 12, 24)))
    assert change == Change(
        "milestones[entries_close].deadline",
        "milestones.deadline",
        ChangeKind.CHANGED,
        Deadline(date(2026, 12, 5), Bound.INCLUSIVE),
        Deadline(date(2026, 12, 24)),
    )
    assert (change.section, change.key) == ("milestones", "entries_close")


def test_each_kind_of_change_is_told() -> None:
    essay = PLAN.categories[0]
    unknown = Unknown("Ban tổ chức", "?")
    new = replace(
        with_item(PLAN, "categories", "essay", chu=Bounds(800, 2000), max_bytes=unknown, seconds=Bounds(1, 2)),
        title="Khác",
        theme=None,
        topics=PLAN.topics[1:],
        exclusivity=unknown,
        principles=("công khai",),
    )
    new = replace(new, categories=(*new.categories, replace(essay, key="poem")))
    assert [(c.path, c.kind) for c in differences(PLAN, new)] == [
        ("title", ChangeKind.CHANGED),
        ("categories[essay].max_bytes", ChangeKind.REOPENED),
        ("categories[essay].chu", ChangeKind.CHANGED),
        ("categories[essay].seconds", ChangeKind.ADDED),
        ("categories[poem]", ChangeKind.ADDED),
        ("exclusivity", ChangeKind.REOPENED),
        ("theme", ChangeKind.REMOVED),
        ("principles", ChangeKind.CHANGED),
        ("topics[leadership]", ChangeKind.REMOVED),
    ]
    back = {c.path: c.kind for c in differences(new, PLAN)}
    assert back["exclusivity"] is ChangeKind.DECIDED
    other = replace(new, exclusivity=Unknown("UBND huyện"))
    assert only(new, other).kind is ChangeKind.CHANGED


def test_a_new_order_is_told_by_its_keys() -> None:
    change = only(PLAN, replace(PLAN, categories=PLAN.categories[::-1]))
    assert (change.path, change.kind, change.old, change.new, change.key) == (
        "categories",
        ChangeKind.REORDERED,
        ("essay", "video"),
        ("video", "essay"),
        None,
    )


def test_a_tie_chain_is_compared_as_a_whole() -> None:
    chain = PLAN.rounds[0].tie_chain
    assert isinstance(chain, tuple)
    change = only(PLAN, with_item(PLAN, "rounds", "final", tie_chain=chain[1:]))
    assert (change.path, change.pattern, change.old, change.new) == (
        "rounds[final].tie_chain",
        "rounds.tie_chain",
        chain,
        chain[1:],
    )


FREE = [STATES.DRAFT, STATES.SUBMITTED, STATES.APPROVED, STATES.ISSUED]
RUNNING = [STATES.OPEN, STATES.CLOSED, STATES.EVALUATING]
SETTLED = [STATES.DECIDED, STATES.PUBLISHED, STATES.ARCHIVED, STATES.CANCELLED]


@pytest.mark.parametrize("state", FREE)
def test_before_it_opens_everything_but_key_and_kind_may_change(state: ProgrammeState) -> None:
    new = replace(PLAN, key="other", title="Khác", categories=PLAN.categories[:1], exclusivity=Exclusivity.UNLIMITED)
    expected = [] if state is STATES.DRAFT else [("key", Objection.NEVER_CHANGES)]
    assert objections(new, state) == expected


@pytest.mark.parametrize(
    ("new", "while_open", "after_close"),
    [
        pytest.param(
            with_item(PLAN, "categories", "essay", chu=Bounds(800, 2000)), None, Objection.ENTERING_IS_OVER, id="limit"
        ),
        pytest.param(
            replace(PLAN, topics=PLAN.topics[1:]),
            Objection.ENTRIES_REST_ON_IT,
            Objection.ENTERING_IS_OVER,
            id="topic removed",
        ),
        pytest.param(
            with_item(PLAN, "categories", "essay", form=WorkForm.VIDEO),
            Objection.ENTRIES_REST_ON_IT,
            Objection.ENTERING_IS_OVER,
            id="form",
        ),
        pytest.param(
            replace(PLAN, entering=replace(PLAN.entering, intake=Intake.DIRECT)),
            Objection.ENTERING_HAS_BEGUN,
            Objection.ENTERING_IS_OVER,
            id="intake",
        ),
        pytest.param(
            with_item(PLAN, "milestones", "entries_open", deadline=Deadline(date(2026, 12, 1))),
            Objection.ENTERING_HAS_BEGUN,
            Objection.ENTERING_HAS_BEGUN,
            id="opening day",
        ),
        pytest.param(later_close(date(2026, 12, 24)), None, None, id="later close"),
        pytest.param(
            later_close(date(2026, 11, 20)), Objection.CLOSES_IN_THE_PAST, Objection.CLOSES_IN_THE_PAST, id="past close"
        ),
        pytest.param(
            with_item(PLAN, "milestones", "entries_close", deadline=Unknown("Ban tổ chức")),
            Objection.CLOSES_IN_THE_PAST,
            Objection.CLOSES_IN_THE_PAST,
            id="close reopened",
        ),
        pytest.param(with_item(PLAN, "rounds", "final", marks_per_entry=3), None, None, id="round not opened"),
        pytest.param(with_item(PLAN, "ladders", "individual", scope=PrizeScope.COLLECTIVE), None, None, id="prizes"),
        pytest.param(replace(PLAN, contacts=()), None, None, id="contacts"),
    ],
)
def test_once_it_is_open_what_entries_rest_on_stays(
    new: Programme, while_open: Objection | None, after_close: Objection | None
) -> None:
    for state, expected in ((STATES.OPEN, while_open), (STATES.CLOSED, after_close), (STATES.EVALUATING, after_close)):
        assert [objection for _, objection in objections(new, state)] == ([expected] if expected else [])


@pytest.mark.requirement("S001-R43")
def test_what_becomes_of_late_entries_may_still_be_decided_after_the_close() -> None:
    open_plan = replace(PLAN, entering=replace(PLAN.entering, late=Unknown("Ban tổ chức")))
    found = amendment(open_plan, PLAN, Standing(STATES.CLOSED, frozenset(), NOW))
    assert [(c.path, c.kind, c.new) for c in found.changes] == [("entering.late", ChangeKind.DECIDED, LateRule.REFUSE)]
    assert found.objections == ()


@pytest.mark.parametrize(
    "change",
    [
        lambda: with_item(PLAN, "rounds", "final", marks_per_entry=3),
        lambda: with_item(PLAN, "rounds", "final", gap=None),
        lambda: with_item(PLAN, "rounds", "final", tie_chain=()),
        lambda: with_item(PLAN, "rubrics", "common", criteria=PLAN.rubrics[0].criteria[1:]),
        lambda: with_item(PLAN, "ladders", "individual", tiers=PLAN.ladders[0].tiers[1:]),
        lambda: replace(PLAN, exclusivity=Exclusivity.UNLIMITED),
        lambda: later_close(date(2026, 12, 24)),
    ],
)
def test_an_opened_round_keeps_its_rubric_and_its_rules(change: Callable[[], Programme]) -> None:
    assert {objection for _, objection in objections(change(), STATES.EVALUATING, "final")} == {
        Objection.ROUND_HAS_OPENED
    }


def test_an_opened_round_may_last_longer_and_an_open_question_may_be_answered() -> None:
    longer = with_item(PLAN, "rounds", "final", closes=Deadline(date(2026, 12, 18)))
    assert objections(longer, STATES.EVALUATING, "final") == []
    open_question = replace(PLAN, exclusivity=Unknown("Ban tổ chức"))
    standing = Standing(STATES.EVALUATING, frozenset({"final"}), NOW)
    assert amendment(open_question, PLAN, standing).objections == ()


def test_another_round_stays_free() -> None:
    first = replace(PLAN.rounds[0], key="first", rubric="other")
    other = replace(PLAN.rubrics[0], key="other")
    two = replace(PLAN, rounds=(first, *PLAN.rounds), rubrics=(*PLAN.rubrics, other))
    standing = Standing(STATES.EVALUATING, frozenset({"first"}), NOW)
    new = with_item(with_item(two, "rounds", "final", marks_per_entry=3), "ladders", "individual", name="Giải")
    assert amendment(two, new, standing).objections == ()
    refused = amendment(two, replace(two, rounds=two.rounds[::-1]), standing).objections
    assert [(c.kind, objection) for c, objection in refused] == [(ChangeKind.REORDERED, Objection.ROUND_HAS_OPENED)]


@pytest.mark.parametrize("state", SETTLED)
def test_a_decided_result_keeps_what_it_rests_on(state: ProgrammeState) -> None:
    assert objections(replace(PLAN, title="Khác"), state) == [("title", Objection.RESULT_IS_DECIDED)]
    award_day = with_item(PLAN, "milestones", "awards_by", deadline=Deadline(date(2027, 1, 5)))
    assert objections(award_day, state) == []
    assert objections(replace(PLAN, channels=PLAN.channels[:1]), state) == []


@pytest.mark.parametrize(
    ("new", "roles"),
    [
        (later_close(date(2026, 12, 24)), {Role.ENTRANT, Role.COORDINATOR, Role.VALIDATOR, Role.BOARD}),
        (
            with_item(PLAN, "milestones", "awards_by", deadline=Deadline(date(2027, 1, 5))),
            {Role.ENTRANT, Role.COORDINATOR, Role.BOARD, Role.FINANCE},
        ),
        (with_item(PLAN, "rounds", "final", marks_per_entry=3), {Role.JUDGE, Role.HEAD, Role.SECRETARY}),
        (replace(PLAN, responsibilities=()), {Role.BOARD}),
        (replace(PLAN, title="Khác"), {Role.ENTRANT, Role.COORDINATOR}),
    ],
)
def test_whom_a_change_concerns(new: Programme, roles: set[Role]) -> None:
    assert concerned_by(only(PLAN, new)) == roles
    assert amendment(PLAN, new, Standing(STATES.OPEN, frozenset(), NOW)).concerned == roles


def test_nothing_changed_concerns_nobody() -> None:
    found = amendment(PLAN, PLAN, Standing(STATES.OPEN, frozenset(), NOW))
    assert (found.changes, found.objections, found.concerned) == ((), (), frozenset())


def test_milestones_that_only_this_plan_has() -> None:
    without = replace(PLAN, milestones=PLAN.milestones[:-1])
    change = only(PLAN, without)
    assert (change.path, change.kind) == ("milestones[questions_close]", ChangeKind.REMOVED)
    assert without.find_milestone(MilestoneKind.QUESTIONS_CLOSE) is None
