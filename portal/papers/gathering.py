"""Reads the record and hands papers the plain values that they are built from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from flask_babel import force_locale

from judging.enums import Role, RoundState
from judging.ids import RoundID
from judging.queries.counter_book import list_counter_lines
from judging.queries.grants import list_holders
from judging.queries.paper_facts import (
    count_entries,
    count_units,
    find_certified,
    list_answered_cases,
    list_award_holders,
    list_people_of,
    list_receipt_lines,
    list_round_rows,
    list_sheet_lines,
)
from judging.queries.papers import count_reports
from judging.queries.programmes import plan_in_force
from judging.queries.publications import list_award_lines, tier_names
from judging.queries.remark_outcomes import list_outcomes
from judging.queries.revocations import list_revocations
from judging.queries.rounds import list_seats
from judging.queries.seals import list_code_lines, list_mapping
from judging.queries.standings import (
    RoundAtHand,
    find_approval,
    find_closing,
    find_opening_for_good,
    find_result,
)
from judging.rules.revocations import RevocationKind
from portal.display import mark
from portal.papers.facts import CaseFacts, Facts, Member, Placed, RemarkedLine, RevocationFacts, RoundFacts, Winner
from portal.papers.interim import INTERIM_REPORT, interim_facts
from portal.papers.meetings import meeting_facts
from portal.papers.money import cost_lines, payment_facts
from portal.papers.office import office_words
from portal.papers.overrides import gate_overrides
from portal.papers.prize_sentences import prize_sentences
from portal.passing_pages import path_shown
from portal.result_pages import shown_result
from portal.result_words import missing_sentence
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.ids import ProgrammeID
    from judging.models.people import Account
    from judging.models.rounds import Round
    from judging.queries.programmes import PlanInForce
    from judging.queries.publications import AwardLine


def gather(session: Session, programme_id: ProgrammeID, *, said: Mapping[str, str], now: datetime) -> Facts:
    """The facts of a programme. Names beside codes only where the codes were opened for good."""
    plan = plan_in_force(session, programme_id)
    office = office_words(plan.plan, said)
    board = list_holders(session, Role.BOARD, programme_id=programme_id, now=now)
    secretaries = list_holders(session, Role.SECRETARY, programme_id=programme_id, now=now)
    rows = list_round_rows(session, programme_id)
    opened = [row for row in rows if row.state == RoundState.REVEALED.value]
    last = RoundAtHand(opened[-1], plan) if opened else None
    awards = list_award_lines(session, last) if last is not None else []
    certified = find_certified(session, programme_id)
    costs, is_estimating = cost_lines(session, plan)
    payments, tax_law = payment_facts(session, plan)
    return Facts(
        costs=costs,
        is_estimating=is_estimating,
        payments=payments,
        tax_law=tax_law,
        plan=plan.plan,
        slug=plan.programme.slug,
        today=local_day(now),
        office=office,
        board=_group(board, office["committee_head"], "Trưởng ban"),
        secretaries=_group(secretaries, office["secretary_head"], "Tổ trưởng"),
        rounds=tuple(_round(session, plan, row, awards) for row in rows),
        receipts=tuple(list_receipt_lines(session, programme_id)),
        counter=tuple(list_counter_lines(session, programme_id)),
        counts=count_entries(session, programme_id),
        units=count_units(session, programme_id),
        winners=_winners(session, plan, awards),
        cases=tuple(
            CaseFacts(one.id.hex, one.number, one.name, one.title, local_day(one.received_at), one.answer)
            for one in list_answered_cases(session, programme_id)
        ),
        is_approved=find_approval(session, programme_id) is not None,
        revocations=_revocations(session, last) if last is not None else (),
        meetings=meeting_facts(session, programme_id),
        certified=certified.awards,
        last_book_number=certified.last_book_number,
        interim=interim_facts(session, plan, now=now),
        interims=count_reports(session, programme_id, INTERIM_REPORT),
    )


def _revocations(session: Session, at_hand: RoundAtHand) -> tuple[RevocationFacts, ...]:
    kept = find_result(session, at_hand.id)
    told = json.loads(kept.canonical)["result"]["prizes"].get("revoked", ()) if kept is not None else ()
    moved = {one["code"]: str(one["moves_up"]) for one in told}
    names = tier_names(at_hand.plan)
    return tuple(
        RevocationFacts(
            key=one.key,
            code=one.code,
            name=one.entry.author.full_name,
            unit=one.entry.unit.name,
            title=one.entry.title,
            is_disqualified=one.row.kind == RevocationKind.DISQUALIFIED.value,
            prize=names.get(one.row.prize, ""),
            reason=one.row.reason,
            moves_up=moved.get(one.code, ""),
        )
        for one in list_revocations(session, at_hand.id)
    )


def _group(accounts: Sequence[Account], head: str, duty: str) -> tuple[Member, ...]:
    """The head first, then the others in the order of their names."""
    people = [one.person for one in accounts]
    members = [
        Member(one.full_name, one.position, one.unit.name, duty if one.full_name == head else "Thành viên")
        for one in people
    ]
    return tuple(sorted(members, key=lambda one: one.duty == "Thành viên"))


def _round(session: Session, plan: PlanInForce, row: Round, awards: Sequence[AwardLine]) -> RoundFacts:
    at_hand = RoundAtHand(row, plan)
    planned = plan.plan.find_round(row.key)
    seats = [one for one in list_seats(session, at_hand.id) if one.is_active and one.account_id]
    people = list_people_of(session, [one.account_id for one in seats])
    closing, kept = find_closing(session, at_hand.id), find_result(session, at_hand.id)
    opening = find_opening_for_good(session, at_hand.id)
    is_opened = opening is not None and opening.confirmed_at is not None
    result = shown_result(at_hand, kept) if closing and kept else None
    names = {one.code: one for one in awards} if is_opened else {}
    with force_locale("vi"):  # papers are written in Vietnamese, whatever language the page is in
        path = path_shown(at_hand, kept) if closing and kept else None
    return RoundFacts(
        id=row.id,
        key=row.key,
        name=planned.name if planned else row.key,
        seats=tuple(
            (one.number, _judge(people[one.account_id].name, people[one.account_id].position,
                                people[one.account_id].unit, is_head=one.is_head))
            for one in seats if one.account_id in people
        ),
        closed_at=closing.closed_at if closing else None,
        overrides=gate_overrides(session, at_hand),
        decisions=prize_sentences(session, at_hand),
        missing=tuple(str(missing_sentence(one)) for one in closing.missing) if closing else (),
        is_opened=is_opened,
        result_sha256=kept.sha256 if kept else "",
        places=tuple(
            Placed(
                rank=one.rank, code=one.code, category=one.category, total=one.total, seats=one.seats, prize=one.prize,
                name=names[one.code].name if one.code in names else "",
                unit=names[one.code].unit if one.code in names else "",
                title=names[one.code].title if one.code in names else "",
            )
            for one in result.places
        ) if result else (),
        unmarked=result.unmarked if result else (),
        ties=result.ties if result else (),
        vacancies=result.vacancies if result else (),
        amendments=path.amendments if path else (),
        changes=path.changes if path else (),
        remarked=tuple(
            RemarkedLine(one.code, "" if one.before is None else mark(one.before), mark(one.new), mark(one.after))
            for one in (list_outcomes(session, at_hand) if closing else ())
        ),
        sheets=tuple(list_sheet_lines(session, RoundID(row.id))) if closing else (),
        mapping=tuple(list_mapping(session, at_hand.id)) if is_opened else (),
        codes=tuple((one.word, one.category_key) for one in list_code_lines(session, at_hand.id)),
    )  # fmt: skip


def _judge(name: str, position: str, unit: str, *, is_head: bool) -> Member:
    return Member(name, position, unit, "Trưởng ban" if is_head else "Thành viên")


def _winners(session: Session, plan: PlanInForce, awards: Sequence[AwardLine]) -> tuple[Winner, ...]:
    if not awards:
        return ()
    holders = list_award_holders(session, plan.programme_id)
    tiers = {f"{ladder.key}/{tier.key}": tier for ladder in plan.plan.ladders for tier in ladder.tiers}
    categories = {one.key: one.name for one in plan.plan.categories}
    found = []
    for one in awards:
        holder = holders[(one.tier_key, one.place, one.share)]
        tier = tiers.get(one.tier_key)
        found.append(
            Winner(
                award_id=holder.award_id,
                tier_key=one.tier_key,
                prize=one.prize,
                certificate=(tier.certificate or "") if tier else "",
                place=one.place,
                share=one.share,
                amount_vnd=one.amount_vnd,
                name=one.name,
                position=holder.position,
                unit=one.unit,
                title=one.title,
                category=categories.get(one.category_key, one.category_key),
            )
        )
    return tuple(found)
