"""What the checker and the rules of amendment object to, in the words of the page. English stands in judging.plans."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from judging.plans.problems import Severity
from judging.rules.amendments import Objection
from portal.forms.plans_places import step_of_path
from portal.plan_values import place_words
from vietnamese.numbers import format_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask_babel import LazyString

    from judging.plans.problems import Problem
    from judging.spec.programme import Programme

OBJECTIONS: Mapping[Objection, LazyString] = {
    Objection.NEVER_CHANGES: _l("This never changes once the plan was issued."),
    Objection.ENTRIES_REST_ON_IT: _l("Entries rest on this: it can no longer be taken away."),
    Objection.ENTERING_HAS_BEGUN: _l("Entering has begun: this can no longer be changed."),
    Objection.ENTERING_IS_OVER: _l("Entering is over: this can no longer be changed."),
    Objection.CLOSES_IN_THE_PAST: _l("The new deadline is over already. Please choose a later one."),
    Objection.ROUND_HAS_OPENED: _l("The round has opened: its rubric and rules are frozen."),
    Objection.VOTE_HAS_TURNED: _l("A day of the vote can move only before it has come, and only to a later moment."),
    Objection.RESULT_IS_DECIDED: _l("The result is decided: what it rests on can no longer be changed."),
}
SENTENCES: Mapping[str, LazyString] = {
    "empty_text": _l("This is empty."),
    "empty_list": _l("At least one is needed here."),
    "bad_key": _l("This key is not allowed: small letters, digits and “_” only."),
    "negative": _l("%(value)s is below 0."),
    "not_positive": _l("%(value)s is not above 0."),
    "minimum_above_maximum": _l("The least (%(minimum)s) lies above the most (%(maximum)s)."),
    "said_to_be_known": _l("This is said to be known but is missing."),
    "said_to_be_unreadable": _l("This is said to be missing but has a value."),
    "count_scope_missing": _l("Please say which text counts towards the number of chữ."),
    "counted_parts_not_chosen": _l(
        "Parts are ticked, but the text that counts is not set to “the parts that are ticked below”."
    ),
    "no_way_to_enter": _l("No kind of file is allowed and typing is not allowed either: nothing could be entered."),
    "unknown_file_kind": _l("“%(found)s” is no kind of file for this."),
    "rubric_sum": _l("The criteria add up to %(total)s, but the scale is %(scale)s."),
    "step_does_not_divide": _l("The most marks %(maximum)s cannot be reached in steps of %(step)s."),
    "too_few_seats": _l("Each entry needs %(marks)s marks, but the panel has only %(seats)s seats."),
    "too_few_marks_to_trim": _l("Leaving out the highest and the lowest mark needs %(needed)s marks, not %(marks)s."),
    "tie_chain_without_end": _l("The last step must decide by a person or by sharing the place."),
    "tie_step_after_end": _l("This step is never reached: the one before it has decided."),
    "tie_step_without_criterion": _l("Please name the criterion that is compared."),
    "unknown_criterion": _l("The rubric has no criterion “%(key)s”."),
    "lower_tier_worth_more": _l("“%(worse)s” is worth more than “%(better)s”, which stands above it. Is that meant?"),
    "total_contradicts": _l("The document states %(stated)s đồng in all, but the prizes come to %(total)s đồng."),
    "count_contradicts": _l("The document states %(stated)s prizes in all, but the tiers come to %(total)s."),
    "words_contradict": _l("The figure %(amount)s đồng reads “%(right)s”, but the document's words are “%(words)s”."),
    "minimum_never_vacant": _l("“%(tier)s” has a least mark of %(mark)s, but no prize of this ladder may stay empty."),
    "budget_below_prizes": _l("The prizes come to %(total)s đồng, above the plan's ceiling of %(stated)s đồng."),
    "sharing_contradicts": _l(
        "The tie chain of “%(round)s” ends with a shared place, which these prizes do not allow."
    ),
    "repeated_key": _l("“%(key)s” stands here twice."),
    "milestone_missing": _l("This day is needed; it may stay undecided."),
    "category_without_round": _l("No round judges the category “%(key)s”."),
    "passing_leads_nowhere": _l("It is said who goes on from “%(round)s”, but no later round judges its categories."),
    "passing_not_said": _l(
        "“%(later)s” judges the same categories as “%(round)s”, which does not say who goes on: both take every valid"
        " entry. Is that meant?"
    ),
    "pass_rule_without_figure": _l("Please give the figure that this rule for going on needs."),
    "ladder_without_common_round": _l(
        "Entries that compete for the same prizes need one round with one panel, or a common final; the round leaves"
        " out: %(categories)s."
    ),
    "ladder_over_subpanels": _l(
        "Entries that compete for the same prizes need one panel, or a common final; other judges mark: %(categories)s."
    ),
    "subpanel_judges_other": _l("The round “%(round)s” does not judge the category “%(key)s”."),
    "subpanels_too_large": _l("The parts need %(least)s seats together, but the panel has only %(seats)s."),
    "subpanel_too_small": _l("Each entry needs %(marks)s marks, but only %(seats)s seats may mark “%(category)s”."),
    "category_without_subpanel": _l("No part of the panel marks the category “%(category)s”."),
    "topic_without_subpanel": _l("No part of the panel marks the topic “%(topic)s” in the category “%(category)s”."),
    "gap_above_scale": _l("A gap of %(limit)s can never happen on a scale of %(scale)s."),
    "out_of_range": _l("%(found)s is out of the range that plans speak of."),
    "remark_limit": _l("The difference belongs to “only if they differ enough”: give it there, and only there."),
    "only_votes": _l("Votes alone never decide a contest: at least one ladder goes by the judges or the board."),
    "vote_without_rule": _l("Prizes by vote need to say who votes, from when and until when."),
    "vote_rule_without_vote": _l("Here votes give no prize, but a vote is described."),
    "vote_least_mark": _l(
        "“%(tier)s” is given by votes: it has no least mark. Say how many votes a work needs at least."
    ),
    "vote_stands_apart": _l("A prize by vote excludes nobody from other prizes, whatever is said here."),
    "vote_sharing_contradicts": _l("Works with equally many votes share their place, which these prizes do not allow."),
    "vote_before_final": _l(
        "“%(round)s” judges the same works after the vote. A vote follows the last round, so that no judge knows it."
    ),
    "dates_out_of_order": _l("%(second)s comes before %(first)s."),
}


@dataclass(frozen=True, slots=True)
class ShownProblem:
    """One mistake as the review lists it: where, what, and the step on which to put it right."""

    place: str
    sentence: str
    step: str
    is_error: bool


def shown_problem(problem: Problem, plan: Programme) -> ShownProblem:
    """A problem of the checker in words."""
    words = SENTENCES.get(problem.code)
    facts = {name: place_words(value, plan) if "[" in value else value for name, value in problem.facts.items()}
    if problem.code in _ABOUT_MONEY:
        facts = {name: format_number(int(value)) if value.isdecimal() else value for name, value in facts.items()}
    return ShownProblem(
        place=place_words(problem.place, plan),
        sentence=str(words) % facts if words is not None else str(_UNWORDED),
        step=step_of_path(problem.place),
        is_error=problem.severity is Severity.ERROR,
    )


_ABOUT_MONEY = frozenset({"total_contradicts", "words_contradict", "budget_below_prizes"})
_UNWORDED = _l("Something does not fit here. Please look at this place again.")
