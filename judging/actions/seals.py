"""Sealing (niêm phong): valid entries get codes in batches until the round opens; what each code is stays apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.actions.history import record
from judging.actions.results import ResultNotFinalError, RoundNotClosedError, StaleResultError, final_result
from judging.actions.rounds import RoundOverError, lock_round, require_office
from judging.enums import EntryState, Role, RoundState
from judging.errors import AlreadyDoneError, RefusedError
from judging.events import EntriesSealed, MilestoneReached, emit
from judging.ids import CodeID, EntryID, EntryVersionID
from judging.models.rounds import Code
from judging.models.seals import CodeLink, Sealing
from judging.queries.entries import find_last_version
from judging.queries.history import chain_head
from judging.queries.redactions import list_held_up, title_passages
from judging.queries.round_paths import list_earlier
from judging.queries.rounds import planned
from judging.queries.scans import list_uncleared
from judging.queries.seals import find_code_id, list_code_words, list_links, list_sealable, list_sealings
from judging.queries.standings import RoundAtHand
from judging.rules.canonical import canonical_json, sha256_of
from judging.rules.lifecycle import move, move_entry
from judging.rules.redactions import UnreadUnconfirmedError, title_for_judges
from judging.rules.round_sheets import neutral_facts
from judging.rules.scans import EntriesNotScannedError
from judging.rules.seals import make_codes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.models.entries import Entry
    from judging.rules.seals import TokenSource
    from judging.rules.viewers import Viewer

SALT_DIGITS = 32
MOST_NAMED = 10
"""How many receipts a refusal names; the page lists all."""


class NothingToSealError(RefusedError):
    """No valid entry waits for a code."""

    code = "nothing_to_seal"


class EarlierRoundError(RefusedError):
    """The round before has not decided yet who goes on. Facts: round."""

    code = "earlier_round"


class RoundOpenedError(RefusedError):
    """The round has opened: what was not sealed before takes no part in it."""

    code = "round_opened"


def seal_entries(
    session: Session,
    at_hand: RoundAtHand,
    *,
    batch: int,
    draw: TokenSource,
    names_author: Callable[[Entry, str], bool],
    by: Viewer,
    now: datetime,
) -> Sealing:
    """Give every valid entry of the round's categories a code. From here on its form can no longer be decided anew.

    Args:
        session: the transaction.
        at_hand: the round with its plan.
        batch: the number that this batch would have, as the page showed it: who comes second is told so (B13).
        draw: `secrets.randbelow`; a test passes its own.
        names_author: whether an entry's title, with its covers, tells who wrote it; then judges are not shown it.
        by: the secretary.
        now: the moment.

    Raises:
        AlreadyDoneError, NothingToSealError, RoundOpenedError, RoundOverError.
        EntriesNotScannedError: when files were not scanned for malware, or it was found; it names the entries.
        EarlierRoundError: while a round that this one takes its entries from has not decided who goes on.
        UnreadUnconfirmedError: when nobody confirmed what the scan for names could not read; it names the entries.
    """
    acting_as = require_office(session, at_hand, by=by, roles=(Role.SECRETARY,))
    row = lock_round(session, at_hand)
    if row.state == RoundState.OPEN.value:
        raise RoundOpenedError
    if row.state not in {RoundState.PLANNED.value, RoundState.SEALED.value}:
        raise RoundOverError
    if batch != len(list_sealings(session, at_hand.id)) + 1:
        raise AlreadyDoneError
    _refuse_undecided(session, at_hand)
    entries = list_sealable(session, at_hand, lock=True)
    if not entries:
        raise NothingToSealError
    _refuse_unready(session, entries)
    sealing = _write_batch(
        session,
        at_hand,
        entries,
        batch=batch,
        draw=draw,
        names_author=names_author,
        by=by,
        now=now,
        acting_as=acting_as,
    )
    if row.state == RoundState.PLANNED.value:
        row.state = move(RoundState.PLANNED, RoundState.SEALED).value
        session.flush()
    return sealing


def seal_one(
    session: Session,
    at_hand: RoundAtHand,
    entry: Entry,
    *,
    draw: TokenSource,
    names_author: Callable[[Entry, str], bool],
    by: Viewer,
    now: datetime,
) -> CodeID:
    """Give one more entry a code in a round that is open already, as a batch of its own; see `list_changes.let_in`."""
    acting_as = require_office(session, at_hand, by=by, roles=(Role.SECRETARY,))
    _refuse_unready(session, [entry])
    batch = len(list_sealings(session, at_hand.id)) + 1
    _write_batch(
        session,
        at_hand,
        [entry],
        batch=batch,
        draw=draw,
        names_author=names_author,
        by=by,
        now=now,
        acting_as=acting_as,
    )
    return find_code_id(session, at_hand.id, EntryID(entry.id))


def _refuse_unready(session: Session, entries: list[Entry]) -> None:
    """Nothing is sealed that a judge must not see yet; see `seal_entries` for what is raised."""
    if uncleared := list_uncleared(session, entries):
        raise EntriesNotScannedError(
            count=len(uncleared), receipts=", ".join(one.receipt_number for one in uncleared[:MOST_NAMED])
        )
    if held_up := list_held_up(session, entries):
        raise UnreadUnconfirmedError(
            count=len(held_up), receipts=", ".join(one.receipt_number for one in held_up[:MOST_NAMED])
        )


def _write_batch(
    session: Session,
    at_hand: RoundAtHand,
    entries: list[Entry],
    *,
    batch: int,
    draw: TokenSource,
    names_author: Callable[[Entry, str], bool],
    acting_as: Role,
    by: Viewer,
    now: datetime,
) -> Sealing:
    head = chain_head(session).hash
    _give_codes(session, at_hand, entries, draw=draw, names_author=names_author)
    for entry in entries:
        _seal(session, at_hand, entry, acting_as=acting_as, by=by, now=now)
    session.flush()
    salt = "".join(f"{draw(16):x}" for _ in range(SALT_DIGITS))
    sealing = Sealing(
        round_id=at_hand.id,
        batch=batch,
        count=len(entries),
        salt=salt,
        list_sha256=list_sha256(salt, list_links(session, at_hand.id)),
        chain_head=head,
        sealed_by=by.account_id,
        sealed_at=now,
    )
    session.add(sealing)
    session.flush()
    record(
        session,
        at=now,
        actor=by.account_id,
        role=acting_as.value,
        action="round.seal",
        subject=f"round:{at_hand.id}",
        batch=batch,
        count=len(entries),
        list=sealing.list_sha256,
        head=head,
    )
    emit(session, EntriesSealed(at_hand.id))
    emit(session, MilestoneReached("round.seal"))
    return sealing


def _refuse_undecided(session: Session, at_hand: RoundAtHand) -> None:
    """Who goes on is settled before the list is sealed: closed, computed by both programs, no border undecided."""
    for row in list_earlier(session, at_hand):
        earlier = RoundAtHand(row, at_hand.plan)
        try:
            final_result(session, earlier)
        except (RoundNotClosedError, StaleResultError, ResultNotFinalError) as error:
            raise EarlierRoundError(round=planned(earlier).name) from error


def _give_codes(
    session: Session,
    at_hand: RoundAtHand,
    entries: list[Entry],
    *,
    draw: TokenSource,
    names_author: Callable[[Entry, str], bool],
) -> None:
    """A code and a link for each entry. Rows are written in the order of the codes, which tells nothing (A15)."""
    words = make_codes(len(entries), draw, taken=list_code_words(session))
    covered = title_passages(session, [EntryID(entry.id) for entry in entries])
    for word, entry in sorted(zip(words, entries, strict=True), key=lambda pair: pair[0]):
        title = title_for_judges(entry.title, covered.get(EntryID(entry.id), ()))
        topic = at_hand.plan.plan.find_topic(entry.topic_key) if entry.topic_key else None
        code = Code(
            round_id=at_hand.id,
            word=word,
            category_key=entry.category_key,
            topic_text=topic.text if topic else "",
            title="" if names_author(entry, title) else title,
            facts=neutral_facts(_verdicts(entry)),
        )
        session.add(code)
        session.flush()
        version = find_last_version(session, EntryID(entry.id))
        if version is None:
            raise TypeError(f"entry {entry.id} is valid and was never handed in")
        session.add(
            CodeLink(
                code_id=CodeID(code.id),
                round_id=at_hand.id,
                entry_id=EntryID(entry.id),
                entry_version_id=EntryVersionID(version.id),
            )
        )


def _verdicts(entry: Entry) -> list[dict[str, object]]:
    work = next((part for part in entry.parts if part.kind == "content" and part.removed_at is None), None)
    return work.measurements[-1].verdicts if work is not None and work.measurements else []


def _seal(session: Session, at_hand: RoundAtHand, entry: Entry, *, acting_as: Role, by: Viewer, now: datetime) -> None:
    """The entry's own line of the chain names the round, never the code. In a later round it is sealed already."""
    if entry.state != EntryState.SEALED.value:
        intake = at_hand.plan.plan.entering.intake
        entry.state = move_entry(EntryState(entry.state), EntryState.SEALED, intake=intake).value
    entry.changed_at = now
    record(
        session,
        at=now,
        actor=by.account_id,
        role=acting_as.value,
        action="entry.seal",
        subject=f"entry:{entry.id}",
        round=str(at_hand.id),
    )


def list_sha256(salt: str, links: Iterable[tuple[str, object, str]]) -> str:
    """The hash of a sealed list: salt, then code, entry and version in the order of the codes."""
    return sha256_of(canonical_json([salt, [[word, str(entry), sha256] for word, entry, sha256 in links]]))
