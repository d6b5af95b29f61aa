"""Publishing the approved bundle and no other; a correction is a new version, and the old one stays (B21, B22)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, NoReturn

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from judging.actions.approvals import BundleChangedError, NotApprovedError, bundle_of, sha256_of_bundle
from judging.actions.corrections import public_revocations, settle_corrections, tell_winners
from judging.actions.history import record
from judging.actions.results import final_result
from judging.actions.rounds import lock_round, require_office
from judging.actions.taken_down import authors_of, take_photographs_down, withdraw_broadcasts
from judging.enums import ProgrammeState, Role
from judging.errors import AlreadyDoneError, MissingReasonError, RefusedError
from judging.events import MilestoneReached, emit
from judging.models.results import Publication, PublishedPage, PublishedWork
from judging.models.rounds import Code
from judging.queries.history import chain_head, latest_anchors
from judging.queries.public_votes import public_votes
from judging.queries.publications import file_of_page, list_award_lines, list_publications, tier_names
from judging.queries.publishing_gate import closed_over, publishing_gate
from judging.queries.remark_outcomes import list_outcomes
from judging.queries.revocations import list_revocations
from judging.queries.standings import find_approval, names_of
from judging.rules.canonical import sha256_of
from judging.rules.lifecycle import move
from judging.rules.prizes import VacantBecause

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.models.results import Approval
    from judging.models.rounds import Rendition
    from judging.queries.publications import AwardLine
    from judging.queries.standings import RoundAtHand
    from judging.rules.canonical import Plain
    from judging.rules.standings import Standings
    from judging.rules.viewers import Viewer


class DemonstrationError(RefusedError):
    """A demonstration is never published by an installation that serves real people (A19)."""

    code = "demonstration"


class NotAnchoredError(RefusedError):
    """The approval does not stand outside the database yet: who could rewrite it could rewrite what is published (X35).

    Facts: lines, so many lines of the history were written since the last head that was put outside.
    """

    code = "not_anchored"


class NotGreenError(RefusedError):
    """Seals, sums or anchors are not in order; a named person may override with a printed reason. Facts: count."""

    code = "not_green"


class WorkChangedError(RefusedError):
    """A winning work does not hold the bytes that were judged."""

    code = "work_changed"


def public_page(session: Session, at_hand: RoundAtHand, standings: Standings) -> dict[str, Any]:
    """What the public reads: winners' names, codes, units, titles, prizes; nothing of anybody else (S001-R46).

    The publisher's preview is made of the same value, so that it shows exactly what will be public.
    """
    names = tier_names(at_hand.plan)
    categories = {one.key: one.name for one in at_hand.plan.plan.categories}
    lines = list_award_lines(session, at_hand)
    head = chain_head(session)
    page = {
        "winners": [
            {
                "prize": line.prize,
                "tier": line.tier_key,
                "address": line.address,
                "code": line.code,
                "amount_vnd": line.amount_vnd,
                "name": line.name,
                "unit": line.unit,
                "title": line.title,
                "category": categories.get(line.category_key, line.category_key),
                "work": line.work.kind if line.work else "",
            }
            for line in lines
        ],
        "vacancies": [
            {"prize": names.get(f"{one.ladder}/{one.tier}", one.tier), "because": one.because.value}
            for one in standings.prizes.vacancies
            if one.because is not VacantBecause.WITHIN_SHARED
        ],
        "total_vnd": sum(line.amount_vnd for line in lines),
        "entries": session.scalar(
            select(func.count()).select_from(Code).where(Code.round_id == at_hand.id, ~Code.is_void)
        ),
        "result": standings.sha256,
        "chain": {"seq": head.seq, "hash": head.hash},
        "anchors": [
            {"seq": one.seq, "hash": one.hash, "milestone": one.milestone} for one in latest_anchors(session, head.seq)
        ],
        "is_demonstration": is_demonstration(at_hand, lines),
    }
    if over := closed_over(session, at_hand):
        page["closed_over"] = over
    if votes := public_votes(session, at_hand, standings):
        page["votes"] = votes
    if outcomes := list_outcomes(session, at_hand):
        page["remarkings"] = [
            {"code": one.code, "before": str(one.before or ""), "new": str(one.new), "after": str(one.after)}
            for one in outcomes
        ]
    if revocations := list_revocations(session, at_hand.id):
        page["revocations"] = public_revocations(
            revocations,
            names=names,
            revoked={one.code: one.moves_up.value for one in standings.prizes.revoked},
            earlier=list_publications(session, at_hand.programme_id),
        )
    file = file_of_page(at_hand.plan.programme.slug, standings.text, page)
    return {**page, "file": {"sha256": sha256_of(file), "size_bytes": len(file.encode())}}


def is_demonstration(at_hand: RoundAtHand, lines: list[AwardLine]) -> bool:
    """Whether the programme or anybody in its result is invented."""
    return at_hand.plan.programme.is_demonstration or any(line.is_demonstration for line in lines)


def publish(
    session: Session,
    at_hand: RoundAtHand,
    *,
    bundle_sha256: str,
    by: Viewer,
    now: datetime,
    in_production: bool,
    reason: str = "",
    override: str = "",
) -> Publication:
    """Publish the approved bundle and no other: page, works and winners' notices in one transaction (A17, A18).

    From the second time on it is a correction: it needs a newly approved bundle and a reason, and the earlier
    versions stay readable. What the gate finds not green blocks; whoever overrides it (`override` is the reason) is
    named with it in the published page.

    Raises:
        NotApprovedError: when this bundle is not the approved one.
        BundleChangedError, StaleResultError: when names, awards or marks changed after the approval (B15, B21).
        NotAnchoredError: while the approval does not stand outside the database (X35).
        NotGreenError: when a lock does not fit its sheet, or the awards cost more than their ladder.
        DemonstrationError: when a production installation would publish invented people (A19).
        AlreadyDoneError: when it was published a moment ago; MissingReasonError: a correction without a reason.
    """
    acting_as = require_office(session, at_hand, by=by, roles=(Role.PUBLISHER,))
    lock_round(session, at_hand)
    approval = find_approval(session, at_hand.programme_id)
    if approval is None or approval.bundle_sha256 != bundle_sha256:
        raise NotApprovedError
    _kept, standings = final_result(session, at_hand)
    if sha256_of_bundle(bundle_of(session, at_hand)) != bundle_sha256 or sha256_of_bundle(approval.bundle) != (
        bundle_sha256
    ):
        raise BundleChangedError
    findings = publishing_gate(session, at_hand)
    if findings and not override.strip():
        _refuse(findings)
    lines = list_award_lines(session, at_hand)
    if in_production and is_demonstration(at_hand, lines):
        raise DemonstrationError
    earlier = list_publications(session, at_hand.programme_id)
    if earlier and earlier[0].bundle_sha256 == bundle_sha256:
        raise AlreadyDoneError
    if earlier and not reason.strip():
        raise MissingReasonError
    row = Publication(
        programme_id=at_hand.programme_id,
        number=len(earlier) + 1,
        bundle_sha256=bundle_sha256,
        page=public_page(session, at_hand, standings) | _overridden(session, findings, override, by=by),
        reason=reason.strip() if earlier else "",
        published_by=by.account_id,
        published_at=now,
    )
    session.add(row)
    _publish_works(session, at_hand, lines, now=now)
    _flush_once(session)
    last = earlier[0] if earlier else None
    _settle(session, at_hand, row, approval, lines, earlier=last, acting_as=acting_as, by=by, now=now)
    return row


def _refuse(findings: list[dict[str, Plain]]) -> NoReturn:
    waiting = [one["lines"] for one in findings if one["what"] == "anchor"]
    if len(waiting) == len(findings):
        raise NotAnchoredError(lines=waiting[0])
    raise NotGreenError(count=len(findings))


def _overridden(session: Session, findings: list[dict[str, Plain]], reason: str, *, by: Viewer) -> dict[str, Any]:
    """What the page prints of an override: who, why, and what was not green; nothing where all was."""
    if not findings:
        return {}
    name = names_of(session, [by.account_id]).get(by.account_id, "")
    return {"overridden": {"by": name, "reason": reason.strip(), "findings": findings}}


def _flush_once(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError as error:
        raise AlreadyDoneError from error


def _settle(
    session: Session,
    at_hand: RoundAtHand,
    row: Publication,
    approval: Approval,
    lines: list[AwardLine],
    *,
    earlier: Publication | None,
    acting_as: Role,
    by: Viewer,
    now: datetime,
) -> None:
    """The programme's state, the line of the chain, what a correction takes away, and notices (A18)."""
    programme = at_hand.plan.programme
    session.refresh(programme)
    programme.state = move(ProgrammeState(programme.state), ProgrammeState.PUBLISHED).value
    record(
        session,
        at=now,
        actor=by.account_id,
        role=acting_as.value,
        action="result.publish",
        subject=f"programme:{at_hand.programme_id}",
        number=row.number,
        bundle=approval.bundle_sha256,
        reason=row.reason,
        **({"override": row.page["overridden"]["reason"]} if "overridden" in row.page else {}),
    )
    emit(session, MilestoneReached("result.publish"))
    settle_corrections(session, at_hand, row, acting_as=acting_as, by=by, now=now)
    tell_winners(session, at_hand, lines, earlier)
    if earlier is not None:
        gone = {one["code"] for one in earlier.page["winners"]} - {line.code for line in lines}
        people = authors_of(session, at_hand.id, gone) - {line.person_id for line in lines}
        here = at_hand.programme_id
        withdraw_broadcasts(session, here, reason=row.reason, role=acting_as, by=by, now=now)
        take_photographs_down(session, here, people, reason=row.reason, by=by, now=now)


def _publish_works(session: Session, at_hand: RoundAtHand, lines: list[AwardLine], *, now: datetime) -> None:
    """The winning works as the judges saw them, under addresses of their own (S001-R32); former ones are taken down."""
    session.execute(
        update(PublishedWork)
        .where(PublishedWork.programme_id == at_hand.programme_id, PublishedWork.removed_at.is_(None))
        .values(removed_at=now)
        .execution_options(synchronize_session="fetch")
    )
    for line in lines:
        work = line.work
        if work is None:
            continue
        if work.html is not None and hashlib.sha256(work.html.encode()).hexdigest() != work.sha256:
            raise WorkChangedError(code=line.code)
        session.add(
            PublishedWork(
                programme_id=at_hand.programme_id,
                award_place=line.address,
                kind=work.kind,
                title=line.title,
                html=work.html,
                store_key=work.store_key,
                poster_key=line.poster.store_key if line.poster else None,
                small_key=line.small.store_key if line.small else None,
                captions_key=line.captions.store_key if line.captions else None,
                strip_key=line.strip.store_key if line.strip else None,
                scenes=dict(line.strip.facts) if line.strip else {},
                pages=[_published_page(one) for one in line.pages],
                media_type=work.media_type,
                size_bytes=work.size_bytes,
                sha256=work.sha256,
            )
        )


def _published_page(row: Rendition) -> PublishedPage:
    return PublishedPage(
        number=row.facts["page"],
        store_key=row.store_key,
        size_bytes=row.size_bytes,
        sha256=row.sha256,
        width=row.facts["width"],
        height=row.facts["height"],
    )
