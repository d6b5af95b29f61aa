"""Looking at the mapping (printing it once for the envelope, or later): always two, always a line of the chain."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from judging.actions.history import record
from judging.actions.rounds import require_office
from judging.enums import Role, RoundState
from judging.errors import AlreadyDoneError, MissingReasonError, NotAllowedError, RefusedError, SamePersonError
from judging.models.seals import Opening
from judging.queries.grants import list_holders
from judging.queries.rounds import KEY_HOLDERS
from judging.queries.seals import count_prints, get_look, list_mapping, list_sealings

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.queries.seals import MappingLine
    from judging.queries.standings import RoundAtHand
    from judging.rules.viewers import Viewer

CONFIRM_WITHIN = timedelta(minutes=30)
SHOWN_FOR = timedelta(minutes=30)


class NothingSealedYetError(RefusedError):
    """There is no mapping yet."""

    code = "nothing_sealed"


class PrintedAlreadyError(RefusedError):
    """The list of this batch was printed; looking again is another act, with a reason."""

    code = "printed_already"


class LookLapsedError(RefusedError):
    """The half hour is over: ask again, both being there."""

    code = "look_lapsed"


class TwoSecretariesError(RefusedError):
    """One of the two must be a key holder."""

    code = "holder_needed"


def ask_look(
    session: Session, at_hand: RoundAtHand, *, purpose: str, reason: str = "", by: Viewer, now: datetime
) -> Opening:
    """One of the two asks: to print the list of the last batch ("print", once), or to look ("look", with a reason)."""
    acting_as = require_office(session, at_hand, by=by, roles=KEY_HOLDERS)
    batches = list_sealings(session, at_hand.id)
    if not batches:
        raise NothingSealedYetError
    if purpose == "print" and count_prints(session, at_hand.id, since=batches[-1].sealed_at):
        raise PrintedAlreadyError
    if purpose != "print" and not reason.strip():
        raise MissingReasonError
    look = Opening(
        round_id=at_hand.id,
        purpose="print" if purpose == "print" else "look",
        reason=reason.strip(),
        asked_by=by.account_id,
        asked_at=now,
    )
    session.add(look)
    session.flush()
    record(
        session,
        at=now,
        actor=by.account_id,
        role=acting_as.value,
        action="mapping.ask",
        subject=f"round:{at_hand.id}",
        look=str(look.id),
        purpose=look.purpose,
        reason=look.reason,
    )
    return look


def confirm_look(session: Session, at_hand: RoundAtHand, *, look_id: UUID, by: Viewer, now: datetime) -> Opening:
    """The other one agrees. Of the two at least one is a key holder and not of the office that sealed.

    Raises:
        SamePersonError, TwoSecretariesError, LookLapsedError, AlreadyDoneError, PrintedAlreadyError.
    """
    acting_as = require_office(session, at_hand, by=by, roles=KEY_HOLDERS)
    look = get_look(session, look_id, lock=True)
    if look.round_id != at_hand.id:
        raise NotAllowedError
    if look.asked_by == by.account_id:
        raise SamePersonError
    if look.confirmed_at is not None:
        raise AlreadyDoneError
    if now - look.asked_at > CONFIRM_WITHIN:
        raise LookLapsedError
    if Role.HOLDER not in {acting_as, _role_of_asker(session, at_hand, look, now)}:
        raise TwoSecretariesError
    last = list_sealings(session, at_hand.id)[-1]
    if look.purpose == "print" and count_prints(session, at_hand.id, since=last.sealed_at):
        raise PrintedAlreadyError
    look.confirmed_by, look.confirmed_at = by.account_id, now
    session.flush()
    record(
        session,
        at=now,
        actor=by.account_id,
        role=acting_as.value,
        action="mapping.confirm",
        subject=f"round:{at_hand.id}",
        look=str(look.id),
        purpose=look.purpose,
    )
    return look


def _role_of_asker(session: Session, at_hand: RoundAtHand, look: Opening, now: datetime) -> Role:
    holders = list_holders(session, Role.HOLDER, programme_id=at_hand.programme_id, now=now)
    return Role.HOLDER if look.asked_by in {account.id for account in holders} else Role.SECRETARY


def read_mapping(
    session: Session, at_hand: RoundAtHand, *, look_id: UUID, by: Viewer, now: datetime
) -> list[MappingLine]:
    """The list itself, for the two who agreed and for half an hour; each reading is a line of the chain.

    Raises:
        NotAllowedError: for anybody else, and before the second has agreed.
        LookLapsedError: after half an hour.
    """
    acting_as = require_office(session, at_hand, by=by, roles=KEY_HOLDERS)
    look = get_look(session, look_id)
    if look.round_id != at_hand.id or look.confirmed_at is None:
        raise NotAllowedError
    if by.account_id not in {look.asked_by, look.confirmed_by}:
        raise NotAllowedError
    if now - look.confirmed_at > SHOWN_FOR:
        raise LookLapsedError
    lines = list_mapping(session, at_hand.id)
    record(
        session,
        at=now,
        actor=by.account_id,
        role=acting_as.value,
        action="mapping.look",
        subject=f"round:{at_hand.id}",
        look=str(look.id),
        purpose=look.purpose,
        codes=len(lines),
        state=RoundState(at_hand.round.state).value,
    )
    return lines
