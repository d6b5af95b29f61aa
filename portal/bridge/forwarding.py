"""An entry was sent on, or something about it changed: the unit's receipt is completed, its author is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from judging.events import EntryChanged, EntryForwarded, Told, emit
from judging.ids import AccountID
from judging.models.entries import Entry
from judging.models.people import Account
from portal.clock import clock
from portal.jobs.claim import enqueue
from portal.notices import tell
from portal.outbox import reacts_to

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@reacts_to(EntryForwarded)
def complete_forward_receipt(session: Session, event: EntryForwarded) -> None:
    """Ask for the second half of the unit's receipt; it waits for the measurements if they are not there."""
    enqueue(session, "second_receipt", now=clock(), priority=4, entry_version_id=str(event.entry_version_id))


@reacts_to(EntryChanged)
def tell_author(session: Session, event: EntryChanged) -> None:
    """Its author finds a notice: what became of which entry."""
    row = session.execute(
        select(Account.id, Entry.title)
        .join(Entry, Entry.author_id == Account.person_id)
        .where(Entry.id == event.entry_id)
    ).one_or_none()
    if row is None:
        return
    address = current_app.url_map.bind("localhost").build("entrant.entry", {"entry_id": event.entry_id})
    emit(session, Told(AccountID(row[0]), f"entry.{event.kind}", (("title", row[1]),), address))


tell(
    {
        "entry.selected": _l("Your unit selected your entry “%(title)s”."),
        "entry.not_selected": _l("Your unit did not select your entry “%(title)s” to be sent on."),
        "entry.forwarded": _l("Your unit forwarded your entry “%(title)s” to the organisers."),
        "entry.taken_back": _l("Your unit took your entry “%(title)s” back: it is not with the organisers now."),
        "entry.admitted": _l("The organisers admitted your entry “%(title)s”, although its unit had not forwarded it."),
        "entry.left_out": _l("Your entry “%(title)s” was not forwarded in time and does not take part."),
        "entry.accepted": _l("The form of your entry “%(title)s” is in order."),
        "entry.returned": _l(
            "Your entry “%(title)s” was returned for completion. Please see what to change and by when."
        ),
        "entry.rejected": _l("Your entry “%(title)s” was found not valid. Please see the reasons."),
        "entry.reopened": _l("The decision on the form of your entry “%(title)s” was undone; it is verified again."),
        "entry.withdrawn": _l("You withdrew your entry “%(title)s”."),
        "unit.warning": _l(
            "Less than %(hours)s hours are left: your unit has forwarded %(sent)s of at least %(minimum)s entries for "
            "“%(title)s”; %(waiting)s wait for your decision."
        ),
    }
)
