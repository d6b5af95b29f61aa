"""Accepting all that is green in one confirmed act, after a sample of it was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.actions.validations import decide_entry
from judging.enums import ValidationOutcome
from judging.ids import EntryID
from judging.queries.batches import get_validated_plan, list_green
from judging.rules.validating import Decision, ListChangedError, SampleNotReadError, list_digest, sample_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.ids import ProgrammeID
    from judging.rules.viewers import Viewer

BATCH_DIGITS = 16


def accept_green(
    session: Session,
    *,
    programme_id: ProgrammeID,
    digest: str,
    read: Collection[str],
    by: Viewer,
    now: datetime,
) -> int:
    """Accept every green entry of a programme; how many. Each gets its own decision and its own line of the chain.

    Args:
        session: the transaction.
        programme_id: where the viewer validates.
        digest: `list_digest` of the versions that the page showed: another list is not accepted.
        read: the versions of the sample that the validator confirms having read.
        by: the validator.
        now: the moment.

    Raises:
        ListChangedError: when the list is no longer the one that was shown, or there is none.
        SampleNotReadError: unless the whole sample was read.
    """
    plan = get_validated_plan(session, programme_id, visible_to=by)
    green = list_green(session, plan, visible_to=by, now=now, lock=True)
    versions = [str(one.version_id) for one in green]
    if not green or list_digest(versions) != digest:
        raise ListChangedError
    if not set(sample_of(versions)) <= set(read):
        raise SampleNotReadError
    for one in green:
        decide_entry(
            session,
            entry_id=EntryID(one.entry.id),
            version_id=one.version_id,
            decision=Decision(ValidationOutcome.ACCEPT),
            by=by,
            now=now,
            batch=digest[:BATCH_DIGITS],
        )
    return len(green)
