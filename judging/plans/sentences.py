"""The English sentence for each problem, as `bangvang plans check` prints it. The portal has its own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.plans.campaign_sentences import CAMPAIGN_SENTENCES

if TYPE_CHECKING:
    from judging.plans.problems import Problem

SENTENCES = {
    "not_toml": "This is not TOML: {says}.",
    "unknown_format": "The plan's format is {found}; this version reads format {known}.",
    "unknown_key": "There is no such key as “{key}” here; possible are: {allowed}.",
    "missing_key": "“{key}” is missing.",
    "may_not_be_unknown": "“{key}” may not be left open.",
    "wrong_type": "Expected: {expected}; found: {found}.",
    "not_one_of": "“{found}” is not one of: {allowed}.",
    "no_zone": "{found} has no time zone; write +07:00 after it.",
    "remark_limit": "a difference belongs to the effect if_differs: it is needed there, and only there.",
    "out_of_range": "{found} is out of the range that plans speak of.",
    "empty_text": "“{key}” is empty; leave it out if there is nothing to say.",
    "empty_list": "“{key}” lists nothing; at least one is needed.",
    "bad_key": "“{key}” is no key: small letters a-z, digits and “_” (“-” in the plan's own key), 40 at most.",
    "negative": "“{key}” is {value}; it may not be below 0.",
    "not_positive": "“{key}” is {value}; it must be above 0.",
    "minimum_above_maximum": "The minimum {minimum} lies above the maximum {maximum}.",
    "said_to_be_known": '“{key}” is said to be known but is missing; write {key}_status = "blank" or "illegible".',
    "said_to_be_unreadable": "“{key}” is said to be {status} but has a value.",
    "limit_of_another_form": "“{key}” has no meaning for a work of the form {form}.",
    "count_scope_missing": "A limit in chữ needs count_scope: which text counts.",
    "counted_parts_not_chosen": 'counted_parts has no meaning unless count_scope is "chosen".',
    "no_way_to_enter": "No file kind is allowed and typing is not allowed either: nothing can be entered.",
    "unknown_file_kind": "“{found}” is not a file kind for this; possible are: {allowed}.",
    "time_told_twice": "The value already holds a time of day; “at” must be left out.",
    "time_with_zone": "“at” is local time and takes no time zone.",
    "rubric_sum": "The criteria add up to {total}, but the scale is {scale}.",
    "step_does_not_divide": "The maximum {maximum} cannot be reached in steps of {step}.",
    "anchor_out_of_reach": "No judge can give the mark {mark}: the maximum is {maximum}, in the rubric's steps.",
    "too_few_seats": "Each entry needs {marks} marks, but the panel has only {seats} seats.",
    "too_few_marks_to_trim": "Leaving out the highest and the lowest mark needs {needed} marks, not {marks}.",
    "tie_chain_without_end": "The tie chain must end with head_decides, board_decides or shared_place.",
    "tie_step_after_end": "This step is never reached: the chain has ended with {end}.",
    "tie_step_without_criterion": "highest_criterion must name the criterion.",
    "tie_step_with_needless_criterion": "{kind} compares no criterion; leave it out.",
    "pass_rule_without_figure": "{kind} needs “{key}”.",
    "lower_tier_worth_more": "“{worse}” is worth more than “{better}”, which stands above it. Is that meant?",
    "total_contradicts": "The document states a total of {stated} đồng, but the tiers come to {total} đồng.",
    "count_contradicts": "The document states {stated} prizes in all, but the tiers come to {total}.",
    "words_contradict": "The figure {amount} reads “{right}”, but the document's words are “{words}”.",
    "minimum_never_vacant": "“{tier}” has a least mark of {mark}, but no prize of this ladder may stay empty.",
    "budget_below_prizes": "The prizes come to {total} đồng, above the plan's ceiling of {stated} đồng.",
    "sharing_contradicts": "The tie chain of “{round}” ends with a shared place, which these prizes do not allow.",
    "repeated_key": "“{key}” stands here a second time.",
    "milestone_missing": "A contest needs the milestone {kind}; its deadline may be unknown.",
    "unknown_category": "There is no category “{key}”; there are: {known}.",
    "unknown_rubric": "There is no rubric “{key}”; there are: {known}.",
    "unknown_round": "There is no round “{key}”; there are: {known}.",
    "unknown_criterion": "The rubric has no criterion “{key}”; it has: {known}.",
    "unknown_role": "There is no role “{key}”; there are: {known}.",
    "category_without_round": "No round judges the category “{key}”.",
    "passing_leads_nowhere": "It is said who goes on from “{round}”, but no later round judges its categories.",
    "passing_not_said": (
        "“{later}” judges the same categories as “{round}”, which does not say who goes on: "
        "both take every valid entry. Is that meant?"
    ),
    "gap_above_scale": "A gap of {limit} can never happen on a scale of {scale}.",
    "ladder_without_common_round": (
        "Works that compete for the same prizes need one round and one panel; "
        "the round “{round}” leaves out: {categories}."
    ),
    "ladder_over_subpanels": (
        "Works that compete for the same prizes need one panel, or a common final; "
        "in the round “{round}” other judges mark: {categories}."
    ),
    "subpanel_judges_other": "The round “{round}” does not judge the category “{key}”.",
    "subpanels_too_large": "The parts need {least} seats together, but the panel has only {seats}.",
    "subpanel_too_small": "Each entry needs {marks} marks, but only {seats} seats may mark “{category}”.",
    "category_without_subpanel": "No part of the panel marks the category “{category}”.",
    "topic_without_subpanel": "No part of the panel marks the topic “{topic}” in the category “{category}”.",
    "unknown_topic": "There is no topic “{key}”; there are: {known}.",
    "only_votes": "Votes alone never decide a contest: at least one ladder goes by the judges or the board.",
    "vote_without_rule": "Prizes by vote need a [vote]: who votes, from when, until when.",
    "vote_rule_without_vote": 'A [vote] belongs to basis = "public_vote"; here votes give no prize.',
    "vote_least_mark": "“{tier}” is given by votes and has no least mark; least_votes says how many votes it needs.",
    "vote_stands_apart": "A prize by vote excludes nobody from other prizes, whatever is said here.",
    "vote_sharing_contradicts": "Equal votes share their place, which these prizes do not allow.",
    "vote_before_final": "“{round}” judges the same works after the vote; a vote follows the last round.",
    "dates_out_of_order": "{second} comes before {first}.",
}


def sentence(problem: Problem) -> str:
    """What is wrong, in words, without the place."""
    told = SENTENCES.get(problem.code) or CAMPAIGN_SENTENCES[problem.code]
    return told.format_map(dict(problem.facts))


def report_line(problem: Problem) -> str:
    """One line for a terminal: `line 12, rubrics[default].criteria: error: The criteria add up to …`."""
    at = [f"line {problem.line}"] if problem.line is not None else []
    where = ", ".join([*at, *([problem.place] if problem.place else [])])
    return f"{where}: {problem.severity}: {sentence(problem)}"
