"""Awards: the places of the ladder and who holds them, once the codes were matched with the entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from judging.errors import AlreadyDoneError
from judging.ids import CodeID, EntryID, PersonID, ResultID
from judging.models.entries import Entry
from judging.models.results import Award, Result
from judging.models.rounds import Code
from judging.models.seals import CodeLink
from judging.rules.ladder_slots import PEOPLE, group_of
from judging.spec.words import Exclusivity

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.queries.standings import RoundAtHand
    from judging.rules.standings import Standings


def replace_awards(
    session: Session, at_hand: RoundAtHand, standings: Standings, kept: Result, *, now: datetime
) -> list[Award]:
    """Give the prizes of `standings` (whose kept form is `kept`), and revoke those of this round given before.

    An award that stays what it was stays the same row: certificates and payments go on naming it. The unique place
    lets nobody give one twice, whatever runs beside (B14, S001-R42).

    Raises:
        AlreadyDoneError: when somebody gave them a moment ago.
    """
    holders = _holders(session, at_hand)
    one_each = at_hand.rules.exclusivity is Exclusivity.ONE_PER_AUTHOR
    among_people = {one.key for one in at_hand.rules.ladders if group_of(one) == PEOPLE}
    present = {_what(one): one for one in _present(session, at_hand)}
    wanted = []
    for prize in standings.prizes.awards:
        code_id, entry_id, author_id = holders[prize.code]
        wanted.append(
            Award(
                programme_id=at_hand.programme_id,
                result_id=ResultID(kept.id),
                tier_key=f"{prize.ladder}/{prize.tier}",
                place=prize.place,
                share=prize.share,
                code_id=CodeID(code_id),
                entry_id=EntryID(entry_id),
                person_id=PersonID(author_id),
                amount_vnd=prize.amount_vnd,
                exclusive_group=Exclusivity.ONE_PER_AUTHOR.value if one_each and prize.ladder in among_people else None,
            )
        )
    awards = [present.get(_what(one), one) for one in wanted]
    for what in present.keys() - {_what(one) for one in wanted}:
        present[what].revoked_at = now
    session.flush()  # places are free before they are given again
    session.add_all(awards)
    try:
        session.flush()
    except IntegrityError as error:
        raise AlreadyDoneError from error
    return awards


def _present(session: Session, at_hand: RoundAtHand) -> list[Award]:
    """The awards of this round in force, as they stand now."""
    return list(
        session.scalars(
            select(Award)
            .where(
                Award.programme_id == at_hand.programme_id,
                Award.revoked_at.is_(None),
                Award.result_id.in_(select(Result.id).where(Result.round_id == at_hand.id)),
            )
            .execution_options(populate_existing=True)
        )
    )


def _what(award: Award) -> tuple[object, ...]:
    """What makes two awards the same."""
    return (
        award.tier_key, award.place, award.share, award.code_id, award.entry_id, award.person_id, award.amount_vnd,
        award.exclusive_group,
    )  # fmt: skip


def _holders(session: Session, at_hand: RoundAtHand) -> dict[str, tuple[UUID, UUID, UUID]]:
    """(code, entry, author) by the word of the code."""
    rows = session.execute(
        select(Code.word, Code.id, Entry.id, Entry.author_id)
        .join(CodeLink, CodeLink.code_id == Code.id)
        .join(Entry, Entry.id == CodeLink.entry_id)
        .where(Code.round_id == at_hand.id)
    )
    return {word: (code_id, entry_id, author_id) for word, code_id, entry_id, author_id in rows}
