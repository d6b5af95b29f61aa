"""What the pages of one entry have in common: the entry as its author works on it, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from judging.enums import EntryState
from judging.errors import NotFoundError, RefusedError
from judging.queries.entries import Slip, find_return, get_own_entry, list_slips
from judging.queries.examinations import list_glances
from judging.queries.handovers import door_time, hand_for, may_write
from judging.queries.programmes import PlanInForce, plan_in_force
from judging.queries.scans import list_scans
from judging.queries.working_copies import WorkingCopy, working_copy
from judging.rules.deadlines import author_window
from judging.rules.entering import (
    EDITABLE_STATES,
    HANDED_IN_STATES,
    check_may_change,
    is_listed,
    list_missing,
)
from judging.spec.words import WorkForm
from media.reports import FileKind
from portal.access import me
from portal.ai_help_words import shown_ai_help
from portal.clock import arrived_at
from portal.db import reading
from portal.entry_words import name_of_key
from portal.identity_words import told_to_author, unread_words
from portal.measured_words import shown_measurement
from portal.scan_words import scan_for_author
from portal.validation_words import reasons_in_words
from portal.video_pages import provisional_facts
from portal.words import ENTRY_STATES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.ids import EntryID
    from judging.models.entries import Entry, Part
    from judging.models.scans import Scan
    from judging.models.validations import Validation
    from judging.rules.viewers import Viewer
    from judging.spec.categories import Category
    from portal.ai_help_words import ShownAiHelp
    from portal.identity_words import Told
    from portal.measured_words import ShownMeasurement
    from portal.scan_words import ShownScan


@dataclass(frozen=True, slots=True)
class Banner:
    """The line that always says đã nộp or chưa nộp."""

    submitted: bool
    when: datetime | None = None
    number: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A part with its measurement in words; None while it is being measured."""

    part: Part
    measurement: ShownMeasurement | None


@dataclass(frozen=True, slots=True)
class EntryPage:
    """One entry for its author's pages."""

    entry: Entry
    plan: PlanInForce
    category: Category
    copy: WorkingCopy
    slips: tuple[Slip, ...]
    returned: Validation | None
    closes_at: datetime
    missing: tuple[str, ...]
    scans: Mapping[UUID, Scan]
    hand: Viewer
    """Who works on it: its author, or the counter for him (`hand.acts_as`)."""
    door_at: datetime
    """The moment that deadlines are compared with."""

    @property
    def returned_reasons(self) -> list[str]:
        """Why it came back: the listed reasons, then the validator's own words."""
        return reasons_in_words(self.returned) if self.returned else []

    @property
    def state(self) -> EntryState:
        return EntryState(self.entry.state)

    @property
    def state_word(self) -> tuple[str, str]:
        word, kind = ENTRY_STATES[self.state]
        return str(word), kind

    @property
    def is_essay(self) -> bool:
        return self.category.form is WorkForm.ESSAY

    @property
    def allows_typing(self) -> bool:
        return self.category.typed_allowed is True

    @property
    def is_handed_in(self) -> bool:
        return self.state in HANDED_IN_STATES

    @property
    def may_edit(self) -> bool:
        """Whether anything at all may change now."""
        return any(self.may_change(key) for key in ("title", *self.entry.may_change))

    def may_change(self, key: str) -> bool:
        """Whether whoever works on it may change `key` now."""
        if not may_write(self.entry, by=self.hand):
            return False
        try:
            check_may_change(
                self.plan.plan,
                key,
                state=self.state,
                listed=self.entry.may_change,
                arrived_at=self.door_at,
                return_until=self.entry.return_until,
                began_at=self.entry.created_at,
            )
        except RefusedError:
            return False
        return True

    def is_deficiency(self, key: str) -> bool:
        """Whether a return named this."""
        return self.state is EntryState.RETURNED and is_listed(key, self.entry.may_change)

    @property
    def is_closed(self) -> bool:
        """Whether the author's deadline has passed."""
        return self.door_at >= self.closes_at

    @property
    def may_withdraw(self) -> bool:
        if self.hand.acts_as is not None:
            return False  # at the counter a line of the book is taken back instead
        return self.state is EntryState.DRAFT or (
            not self.is_closed and self.state in EDITABLE_STATES | {EntryState.FORWARDED, EntryState.VALID}
        )

    @property
    def banner(self) -> Banner:
        """What the banner says."""
        slip = self.slips[0] if self.slips else None
        if not self.is_handed_in or slip is None:
            withdrawn = self.state is EntryState.WITHDRAWN
            return Banner(submitted=False, detail=_("This entry was withdrawn.") if withdrawn else "")
        detail = ""
        if self.state is EntryState.RETURNED:
            detail = _("It was returned to you for completion: please hand it in again.")
        elif self.copy.has_changes:
            detail = _("What you changed since then is not handed in yet.")
        return Banner(True, slip.version.submitted_at, slip.receipt.number, detail)

    @property
    def ai_help(self) -> ShownAiHelp | None:
        """What would be handed in about help by AI tools."""
        return shown_ai_help(self.plan.plan.entering.ai_help, self.copy.ai_help)

    def shown(self, parts: Iterable[Part]) -> list[ShownPart]:
        """Parts with their measurements in words."""
        return [ShownPart(part, self.words_of(part)) for part in parts]

    def words_of(self, part: Part | None) -> ShownMeasurement | None:
        """The last measurement of a part in words."""
        if part is None or not part.measurements:
            return None
        return shown_measurement(part.measurements[-1], self.category)

    def told(self, part: Part) -> list[Told]:
        """What in a part may tell who made it, and what to do: its author learns of it first."""
        return told_to_author(part.measurements[-1].identity) if part.measurements else []

    def unread(self, part: Part) -> list[str]:
        """What of a part could not be searched for names."""
        return unread_words(part.measurements[-1].identity) if part.measurements else []

    def scan_of(self, part: Part) -> ShownScan | None:
        """What the scanner for malware said of a part; None where there was no scanner."""
        return scan_for_author(self.scans.get(part.id))

    def claims_of(self, part: Part) -> str:
        """What the header of a video claims while it is being measured; empty for the rest."""
        glance = list_glances(reading(), [part.id]).get(part.id)
        return provisional_facts(glance) if glance is not None else ""

    def name_of(self, key: str) -> str:
        """What a key ("cover:phone", "content", "attachment:anh") is called on this entry's pages."""
        return name_of_key(key, plan=self.plan.plan, category=self.category)


def load_entry(session: Session, entry_id: EntryID) -> EntryPage:
    """The viewer's own entry with all that its pages show. Raises NotFoundError."""
    hand = hand_for(session, entry_id, by=me())
    entry = get_own_entry(session, entry_id, visible_to=hand)
    plan = plan_in_force(session, entry.programme_id)
    category = plan.plan.find_category(entry.category_key)
    if category is None:
        raise NotFoundError("category")
    copy = working_copy(session, entry)
    window = author_window(plan.plan)
    return EntryPage(
        entry=entry,
        plan=plan,
        category=category,
        copy=copy,
        slips=tuple(list_slips(session, entry_id)),
        returned=find_return(session, entry_id) if entry.state == EntryState.RETURNED.value else None,
        closes_at=window.closes_at,
        missing=list_missing(plan.plan, category, copy.as_work()),
        scans=list_scans(session, [part.id for part in copy.parts]),
        hand=hand,
        door_at=door_time(session, entry, by=hand, arrived_at=arrived_at()),
    )


def kind_of(part: Part) -> FileKind | None:
    """What a part's bytes are, as far as it was measured."""
    return FileKind(part.measurements[-1].report["kind"]) if part.measurements else None


def parts_of(page: EntryPage, key: str | None) -> list[Part]:
    """The attachments of a kind, or the work itself."""
    if key:
        return list(page.copy.attachments(key))
    return [page.copy.content] if page.copy.content is not None else []
