"""What happened, as frozen values: actions emit them, `portal/outbox.py` turns them into jobs and notices.

They are kept on the session until its transaction commits, so that a change and its consequences are one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from judging.ids import (
        AccountID,
        ArticleID,
        EntryID,
        EntryVersionID,
        PaperID,
        PartID,
        PlanVersionID,
        ProgrammeID,
        RegistrationID,
        RoundID,
    )


@dataclass(frozen=True, slots=True)
class PartAttached:
    """A part's bytes are safe and attached: it wants to be measured."""

    part_id: PartID


@dataclass(frozen=True, slots=True)
class PartMeasured:
    """A part was measured: what it looks like can be taken."""

    part_id: PartID


@dataclass(frozen=True, slots=True)
class PartScanned:
    """A scanner has said what it thinks of a part: what waits for that can go on."""

    part_id: PartID


@dataclass(frozen=True, slots=True)
class PrintTaken:
    """What a work or an article looks like was kept: it wants to be compared with all others."""

    print_id: int


@dataclass(frozen=True, slots=True)
class ArticleAdded:
    """A published text came into the library."""

    article_id: ArticleID


@dataclass(frozen=True, slots=True)
class EntrySubmitted:
    """An entry was handed in; its receipt wants its second part."""

    entry_id: EntryID
    entry_version_id: EntryVersionID


@dataclass(frozen=True, slots=True)
class EntryForwarded:
    """A unit sent an entry on; the unit's receipt wants its second part."""

    entry_id: EntryID
    entry_version_id: EntryVersionID


@dataclass(frozen=True, slots=True)
class EntryChanged:
    """Something about an entry that its author should be told (returned, rejected, accepted, forwarded …)."""

    entry_id: EntryID
    kind: str


@dataclass(frozen=True, slots=True)
class PlanIssued:
    """A plan version is in force; everyone concerned is told what changed."""

    programme_id: ProgrammeID
    plan_version_id: PlanVersionID


@dataclass(frozen=True, slots=True)
class EntriesSealed:
    """A batch of entries got codes; their renditions are to be made."""

    round_id: RoundID


@dataclass(frozen=True, slots=True)
class PaperToIssue:
    """A paper is to be issued: its final bytes are to be made and stored."""

    paper_id: PaperID


@dataclass(frozen=True, slots=True)
class FilmCovered:
    """A stretch of an entry's film was covered or uncovered: its copy for judges wants to be made anew."""

    entry_id: EntryID


@dataclass(frozen=True, slots=True)
class MilestoneReached:
    """The chain's head is to be anchored outside the database."""

    milestone: str


@dataclass(frozen=True, slots=True)
class AccountErased:
    """An account was emptied because its person asked for it: what the portal keeps beside the record goes, too."""

    account_id: AccountID


@dataclass(frozen=True, slots=True)
class RegistrationReceived:
    """Somebody who has no account is to be written to about his registration, where the office has mail."""

    registration_id: RegistrationID


@dataclass(frozen=True, slots=True)
class Told:
    """A notice for one account, in the words of `kind`."""

    account_id: AccountID
    kind: str
    facts: tuple[tuple[str, str], ...] = ()
    url: str = ""


Event = (
    PartAttached
    | PaperToIssue
    | EntrySubmitted
    | EntryForwarded
    | EntryChanged
    | PlanIssued
    | EntriesSealed
    | MilestoneReached
    | AccountErased
    | RegistrationReceived
    | Told
    | PartMeasured
    | PartScanned
    | PrintTaken
    | ArticleAdded
    | FilmCovered
)


def emit(session: Session, event: Event) -> None:
    """Keep `event` with the transaction of `session`."""
    session.info.setdefault("events", []).append(event)


def take_events(session: Session) -> tuple[Event, ...]:
    """The events emitted so far, taken off the session."""
    return tuple(session.info.pop("events", ()))
