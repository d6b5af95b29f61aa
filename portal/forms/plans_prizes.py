"""The part of the plan wizard about prizes: ladders, their tiers, and what the document prints of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from judging.spec.prizes import Ladder, Tier, VoteRule
from judging.spec.quotas import Quota
from judging.spec.unknown import Unknown, is_known
from judging.spec.words import (
    LadderBasis,
    PrizeScope,
    QuotaKind,
    RevocationRule,
    SharedRule,
    VacancyRule,
    Voters,
    VoteShows,
    VoteTie,
)
from portal.forms.plans_fields import Kind, PlanField
from portal.forms.plans_groups import Group
from portal.forms.plans_rows import RowColumn, RowField, replaced
from portal.plan_words import choices_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from judging.spec.programme import Programme
    from portal.forms.plans_groups import Field


def ladder_groups(plan: Programme) -> Iterable[Group]:
    """One group for each ladder."""
    for ladder in plan.ladders:
        yield Group(
            ladder.name,
            _ladder_fields(plan, ladder),
            _(
                "From the best prize down. Amounts as 2.000.000, 2 triệu or 1,5 triệu đồng. Where the plan gives a"
                " range (“05 đến 10 giải”), write both numbers; leave “How many” empty where the board decides freely."
                " What the document prints a second time (sums, words) is only compared, never put right."
            ),
        )


def list_group(plan: Programme) -> Group:
    """The list of ladders, to add and to take away; it is read last, because the other fields follow from it."""
    return Group(
        _("Prize ladders of this contest"),
        (_ladders(plan),),
        _("Add a ladder for each kind of prize: individual, collective, of one category, special. Emptying the name"
          " takes it away. Save, and its prizes can be filled in above."),
    )  # fmt: skip


def _ladder_fields(plan: Programme, ladder: Ladder) -> tuple[Field, ...]:
    at = f"ladders[{ladder.key}]"
    fields: list[Field] = [
        _tiers_of(plan, ladder.key),
        PlanField(f"{at}.categories", Kind.CHECKS, tuple((one.key, one.name) for one in plan.categories)),
        PlanField(f"{at}.vacancy", Kind.CHOICE, tuple(choices_of(VacancyRule)), VacancyRule, is_open=True),
        PlanField(f"{at}.shared", Kind.CHOICE, tuple(choices_of(SharedRule)), SharedRule, is_open=True),
        PlanField(
            f"{at}.revocation",
            Kind.CHOICE,
            tuple(choices_of(RevocationRule)),
            RevocationRule,
            is_optional=True,
            empty_word=_("the board decides"),
        ),
        PlanField(f"{at}.per_unit", Kind.WHOLE, is_optional=True),
        PlanField(f"{at}.adjustable", Kind.FLAG, is_optional=True, empty_word=_("not stated: no")),
        PlanField(
            f"{at}.apart", Kind.FLAG, is_optional=True, empty_word=_("not stated: as said for the whole contest")
        ),
        PlanField(f"{at}.stated_count", Kind.WHOLE, is_optional=True),
        PlanField(f"{at}.stated_total_vnd", Kind.MONEY, is_optional=True),
        PlanField(f"{at}.stated_words", Kind.TEXT, is_optional=True),
    ]
    fields += _vote_fields(ladder)
    if len(plan.rounds) > 1:
        rounds = tuple((one.key, one.name) for one in plan.rounds)
        fields.insert(1, PlanField(f"{at}.round", Kind.CHOICE, rounds))
    return tuple(fields)


def _vote_fields(ladder: Ladder) -> list[PlanField]:
    """How the works are voted for, where votes give these prizes."""
    if ladder.vote is None:
        return []
    at = f"ladders[{ladder.key}].vote"
    return [
        PlanField(f"{at}.voters", Kind.CHOICE, tuple(choices_of(Voters)), Voters, is_open=True),
        PlanField(f"{at}.opens", Kind.DEADLINE, is_open=True),
        PlanField(f"{at}.closes", Kind.DEADLINE, is_open=True),
        PlanField(f"{at}.shows", Kind.CHOICE, tuple(choices_of(VoteShows)), VoteShows),
        PlanField(f"{at}.works_each", Kind.WHOLE),
        PlanField(f"{at}.least_votes", Kind.WHOLE),
        PlanField(f"{at}.ties", Kind.CHOICE, tuple(choices_of(VoteTie)), VoteTie),
        PlanField(f"{at}.account_hours", Kind.WHOLE),
    ]


def _vote_of(plan: Programme, old: Ladder | None, basis: LadderBasis | None) -> VoteRule | None:
    """The vote that a ladder has: none but by votes; a new one leaves open what only the office can say."""
    if basis is not LadderBasis.PUBLIC_VOTE:
        return None
    open_ = Unknown(plan.organiser)
    return (old.vote if old is not None else None) or VoteRule(open_, open_, open_)


def _ladders(plan: Programme) -> RowField:
    def build(key: str, old: Ladder | None, cells: Mapping[str, Any]) -> Ladder:
        told = {"name": cells["name"], "scope": cells["scope"], "basis": cells["basis"]}
        told["vote"] = _vote_of(plan, old, cells["basis"])
        if old is None:
            last, open_ = plan.rounds[-1], Unknown(plan.organiser)
            told |= {"categories": last.categories, "round": last.key, "tiers": (), "vacancy": open_, "shared": open_}
        built: Ladder = replaced(Ladder, old, key=key, **told)
        return built

    return RowField(
        "ladders",
        (
            RowColumn("name", _l("Name of the ladder")),
            RowColumn("scope", _l("Who receives these prizes"), Kind.CHOICE, PrizeScope),
            RowColumn("basis", _l("How these prizes are given"), Kind.CHOICE, LadderBasis, is_optional=True),
        ),
        build,
        lambda item: {"name": item.name, "scope": item.scope, "basis": item.basis},
    )


def _tiers_of(plan: Programme, ladder_key: str) -> RowField:
    """The tiers of one ladder, best first; the amount in any writing of đồng."""
    others = frozenset(tier.key for ladder in plan.ladders if ladder.key != ladder_key for tier in ladder.tiers)

    def build(key: str, old: Tier | None, cells: Mapping[str, Any]) -> Tier:
        built: Tier = replaced(
            Tier,
            old,
            key=key,
            name=cells["name"],
            count=_quota(old, cells["least"], cells["count"]),
            amount_vnd=cells["amount_vnd"],
            minimum_mark=cells["minimum_mark"],
            amount_words=cells["amount_words"],
        )
        return built

    return RowField(
        f"ladders[{ladder_key}].tiers",
        (
            RowColumn("name", _l("Prize")),
            RowColumn("least", _l("At least (only where the plan gives a range)"), Kind.WHOLE, is_optional=True),
            RowColumn("count", _l("How many"), Kind.WHOLE, is_optional=True),
            RowColumn("amount_vnd", _l("Amount of each (đồng)"), Kind.MONEY),
            RowColumn("minimum_mark", _l("Least mark"), Kind.DECIMAL, is_optional=True),
            RowColumn("amount_words", _l("Amount in words, if the document prints it"), is_optional=True),
        ),
        build,
        _tier_cells,
        reserved=others,
    )


def _quota(old: Tier | None, least: int | None, most: int | None) -> Quota:
    """The number of prizes; the old one where its figures did not change, whatever its kind."""
    if old is not None and is_known(old.count):
        kept = old.count
        if _figures(kept) == (least, most):
            return kept
    if most is None:
        return Quota(QuotaKind.DISCRETIONARY, least)
    return Quota.exactly(most) if least is None or least == most else Quota(QuotaKind.RANGE, least, most)


def _figures(quota: Quota) -> tuple[int | None, int | None]:
    return (None if quota.minimum == quota.maximum else quota.minimum), quota.maximum


def _tier_cells(item: Tier) -> dict[str, Any]:
    least, most = _figures(item.count) if is_known(item.count) else (None, None)
    return {
        "name": item.name,
        "least": least,
        "count": most,
        "amount_vnd": item.amount_vnd,
        "minimum_mark": item.minimum_mark,
        "amount_words": item.amount_words,
    }
