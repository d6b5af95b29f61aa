"""What the pages of one received entry have in common: the entry read, its decisions, who holds it, its neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from judging.enums import Role, ValidationOutcome
from judging.ids import EntryID, EntryVersionID
from judging.queries.queues import list_queue_ids
from judging.queries.redactions import list_unread
from judging.queries.validations import find_holder, get_received_entry, list_decisions
from judging.rules.lifecycle import queue_state
from portal.access import me
from portal.clock import clock
from portal.entry_reading import read_entry
from portal.forms.validations import AcceptForm, RejectForm, ReturnForm

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from judging.models.entries import EntryVersion
    from judging.queries.queues import Narrowing
    from judging.queries.validations import DecisionLine, Holder
    from judging.rules.entry_texts import Difference
    from portal.entry_reading import ReadEntry


@dataclass(frozen=True, slots=True)
class ValidatorPage:
    """A received entry for whoever decides on its form."""

    read: ReadEntry
    decisions: list[DecisionLine]
    holder: Holder | None
    previous_id: EntryID | None
    next_id: EntryID | None
    place: int | None
    unconfirmed: int
    """How many places nobody has read yet that the search for names could not: sealing waits for them."""

    @property
    def waits(self) -> bool:
        """Whether it stands in the queue."""
        return self.read.entry.state == queue_state(self.read.plan.plan.entering.intake).value

    @property
    def standing(self) -> DecisionLine | None:
        """The decision in force on what was handed in last."""
        last = self.read.last_version.id
        return next(
            (
                one
                for one in self.decisions
                if one.validation.undone_at is None and one.validation.entry_version_id == last
            ),
            None,
        )

    @property
    def proposed(self) -> DecisionLine | None:
        """A rejection that waits for its second person."""
        found = self.standing
        is_open = (
            found is not None
            and found.validation.outcome == ValidationOutcome.REJECT.value
            and found.validation.confirmed_at is None
        )
        return found if is_open else None

    @property
    def is_mine(self) -> bool:
        return self.holder is not None and self.holder.account_id == me().account_id

    @property
    def held_by_another(self) -> bool:
        return self.holder is not None and not self.is_mine

    @property
    def may_decide(self) -> bool:
        return self.waits and self.standing is None and not self.held_by_another and me().has(Role.VALIDATOR)

    @property
    def may_confirm(self) -> bool:
        found = self.proposed
        return found is not None and found.validation.decided_by != me().account_id

    @property
    def may_undo(self) -> bool:
        """Until sealing, and not while the author completes what was returned."""
        found = self.standing
        is_settled = found is not None and self.proposed is None and not self.waits
        return is_settled and self.read.entry.state in {"valid", "returned", "rejected"} and me().has(Role.VALIDATOR)

    @property
    def returned_version(self) -> EntryVersion | None:
        """The earlier version that was returned last, when the author handed in again."""
        for line in self.decisions:
            decided = line.validation
            is_earlier = decided.entry_version_id != self.read.last_version.id and decided.undone_at is None
            if is_earlier and decided.outcome == ValidationOutcome.RETURN.value:
                return next((one for one in self.read.versions if one.id == decided.entry_version_id), None)
        return None

    @property
    def differences(self) -> tuple[Difference, ...]:
        """What the author changed since it was returned."""
        before = self.returned_version
        return self.read.changes_since(before) if before is not None else ()


@dataclass(frozen=True, slots=True)
class Forms:
    """The three forms of a page; the one that was sent keeps what was typed."""

    accept: AcceptForm
    back: ReturnForm
    reject: RejectForm

    def sent(self, kind: str) -> AcceptForm | ReturnForm | RejectForm:
        if kind == "return":
            return self.back
        return self.accept if kind == "accept" else self.reject


def load_received(session: Session, entry_id: EntryID, narrowing: Narrowing | None = None) -> ValidatorPage:
    """A received entry that the viewer may verify or decide on. Raises NotFoundError."""
    entry = get_received_entry(session, entry_id, visible_to=me())
    listed = list_queue_ids(session, narrowing, visible_to=me()) if narrowing is not None else []
    place = listed.index(entry_id) if entry_id in listed else None
    return ValidatorPage(
        read=read_entry(session, entry),
        decisions=list_decisions(session, entry_id),
        holder=find_holder(session, entry_id, now=clock()),
        previous_id=listed[place - 1] if place else None,
        next_id=listed[place + 1] if place is not None and place + 1 < len(listed) else None,
        place=place,
        unconfirmed=sum(one.confirmation is None for one in list_unread(session, [entry])),
    )


def make_forms(page: ValidatorPage, *, sent: str = "") -> Forms:
    """The forms of a page; only the one named by `sent` reads the request, the others start empty."""

    def given(kind: str) -> dict[str, object]:
        return {"prefix": kind} if kind == sent else {"prefix": kind, "formdata": None}

    forms = Forms(
        accept=AcceptForm(**given("accept")), back=ReturnForm(**given("return")), reject=RejectForm(**given("reject"))
    )
    forms.back.offer(page.read.plan.plan, page.read.category, now=clock(), is_sent=sent == "return")
    for form in (forms.accept, forms.back, forms.reject):
        if not form.version_id.data:
            form.version_id.data = str(EntryVersionID(page.read.last_version.id))
    return forms
