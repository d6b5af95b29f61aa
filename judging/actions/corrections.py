"""What follows when a published result is corrected: entries leave, certificates fall, those concerned are told.

All of it in the transaction of the publication, so that page, certificate and notice never contradict each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from judging.actions.history import record
from judging.enums import EntryState, Role
from judging.events import EntryChanged, Told, emit
from judging.ids import AccountID, EntryID
from judging.models.entries import Entry
from judging.models.papers import CertificateRow
from judging.models.people import Account
from judging.models.results import Award
from judging.models.rounds import Code
from judging.models.seals import CodeLink
from judging.queries.revocations import list_revocations
from judging.rules.lifecycle import move_entry
from judging.rules.revocations import RevocationKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.models.results import Publication
    from judging.queries.publications import AwardLine
    from judging.queries.revocations import RevocationLine
    from judging.queries.standings import RoundAtHand
    from judging.rules.viewers import Viewer


def public_revocations(
    lines: Iterable[RevocationLine],
    *,
    names: Mapping[str, str],
    revoked: Mapping[str, str],
    earlier: Iterable[Publication],
) -> list[dict[str, Any]]:
    """What the public reads of them: by code, never by name, and the prize only where it was public before.

    `names` are the tiers' names by their stable keys, `revoked` what becomes of the prize by code.
    """
    public = {one["code"] for version in earlier for one in version.page["winners"]}
    return [
        {
            "code": one.code,
            "kind": one.row.kind,
            "reason": one.row.reason,
            "prize": names.get(one.row.prize, "") if one.code in public else "",
            "moves_up": revoked.get(one.code, ""),
        }
        for one in sorted(lines, key=lambda one: one.code)
    ]


def settle_corrections(
    session: Session,
    at_hand: RoundAtHand,
    row: Publication,
    *,
    acting_as: Role,
    by: Viewer,
    now: datetime,
) -> None:
    """Entries that were disqualified leave the contest; certificates of prizes that nobody holds so are revoked."""
    lines = list_revocations(session, at_hand.id)
    _exclude(session, at_hand, lines, now=now)
    reasons = {one.entry.id: one.row.reason for one in lines}
    for certificate, entry_id in _fallen(session, at_hand):
        certificate.revoked_at = now
        certificate.revocation_reason = reasons.get(entry_id) or row.reason
        record(
            session,
            at=now,
            actor=by.account_id,
            role=acting_as.value,
            action="paper.revoke_one",
            subject=f"paper:{certificate.paper_id}",
            certificate=str(certificate.id),
            publication=row.number,
            reason=certificate.revocation_reason,
        )


def _exclude(session: Session, at_hand: RoundAtHand, lines: Iterable[RevocationLine], *, now: datetime) -> None:
    for one in lines:
        if one.row.kind != RevocationKind.DISQUALIFIED.value or one.entry.state == EntryState.DISQUALIFIED.value:
            continue
        intake = at_hand.plan.plan.entering.intake
        one.entry.state = move_entry(EntryState(one.entry.state), EntryState.DISQUALIFIED, intake=intake).value
        one.entry.changed_at = now
        emit(session, EntryChanged(EntryID(one.entry.id), "disqualified"))


def _fallen(session: Session, at_hand: RoundAtHand) -> list[tuple[CertificateRow, Any]]:
    """Certificates in force whose entry does not hold that prize any more, with the entry."""
    present = aliased(Award)
    stands = (
        select(present.id)
        .where(
            present.programme_id == Award.programme_id,
            present.entry_id == Award.entry_id,
            present.tier_key == Award.tier_key,
            present.revoked_at.is_(None),
        )
        .exists()
    )
    rows = session.execute(
        select(CertificateRow, Award.entry_id)
        .join(Award, Award.id == CertificateRow.award_id)
        .where(Award.programme_id == at_hand.programme_id, CertificateRow.revoked_at.is_(None), ~stands)
        .order_by(CertificateRow.code)
    )
    return [(certificate, entry_id) for certificate, entry_id in rows]


def tell_winners(
    session: Session, at_hand: RoundAtHand, lines: Iterable[AwardLine], earlier: Publication | None
) -> None:
    """A notice for each whose prize is new or another, and for each who lost one; for nobody else (A18)."""
    before = {one["code"]: one for one in earlier.page["winners"]} if earlier is not None else {}
    prizes = {line.person_id: line for line in lines if before.get(line.code, {}).get("tier") != line.tier_key}
    url = f"/cuoc-thi/{at_hand.plan.programme.slug}/ket-qua"
    for account_id, person_id in session.execute(
        select(Account.id, Account.person_id).where(Account.person_id.in_(list(prizes))).order_by(Account.id)
    ):
        won = prizes[person_id]
        emit(session, Told(AccountID(account_id), "award.won", (("prize", won.prize), ("title", won.title)), url))
    lost = sorted(set(before) - {line.code for line in lines})
    for account_id, word, entry_id in session.execute(
        select(Account.id, Code.word, Entry.id)
        .join(Entry, Entry.author_id == Account.person_id)
        .join(CodeLink, CodeLink.entry_id == Entry.id)
        .join(Code, Code.id == CodeLink.code_id)
        .where(Code.round_id == at_hand.id, Code.word.in_(lost))
        .order_by(Code.word)
    ):
        facts = (("prize", str(before[word]["prize"])), ("title", str(before[word]["title"])))
        emit(session, Told(AccountID(account_id), "award.lost", facts, f"/bai-du-thi/{entry_id}/ket-qua"))
