"""The rows of each list that can be taken away, in the words of its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from flask import request
from flask_babel import gettext as _

from judging.enums import Role
from judging.errors import NotFoundError
from judging.ids import RoundID, UnitID
from judging.queries.calendars import load_calendar
from judging.queries.cases import CASES_PER_PAGE, list_cases
from judging.queries.coverage import list_code_progress
from judging.queries.forwards import list_late, list_unit_entries
from judging.queries.history import list_history
from judging.queries.people import PEOPLE_PER_PAGE, list_people
from judging.queries.queues import PAGE, list_queue
from judging.queries.rounds import OFFICE, get_round
from judging.queries.units import list_units
from judging.queries.validations import list_proposed
from portal.access import me
from portal.asking import uuid_of
from portal.case_words import CASE_KINDS, CASE_STATES
from portal.clock import clock
from portal.display import day, moment
from portal.queue_filters import narrowing_of
from portal.standing_pages import load_standing
from portal.words import ENTRY_STATES, ROLES, VERDICTS, action_words
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy.orm import Session

T = TypeVar("T")
HISTORY_PAGE = 1000


@dataclass(frozen=True, slots=True)
class ListTable:
    """A list as a table: headings, and rows of texts and whole numbers."""

    headings: tuple[str, ...]
    rows: list[tuple[str | int, ...]]


def all_pages(load: Callable[[int], tuple[Sequence[T], int]], size: int) -> list[T]:
    """Every line of a list that its query gives page by page: (lines of the page, lines in all)."""
    lines, total = load(1)
    found = list(lines)
    for page in range(2, -(-total // size) + 1):
        found += load(page)[0]
    return found


def people_rows(session: Session) -> ListTable:
    """People with their unit, account and duties; a coordinator's are those of his unit."""
    search, unit = request.args.get("tim", "").strip()[:100], uuid_of("don-vi")

    def load(page: int) -> tuple[Sequence, int]:  # type: ignore[type-arg]  # lines of the query
        found = list_people(
            session, visible_to=me(), now=clock(), search=search, unit_id=UnitID(unit) if unit else None, page=page
        )
        return found.lines, found.total

    return ListTable(
        (_("Staff code"), _("Full name"), _("Position"), _("Unit"), _("Account"), _("Duties")),
        [
            (
                one.staff_code,
                one.full_name,
                one.position,
                one.unit_name,
                _("none") if one.account_id is None else _("open") if one.is_active else _("closed"),
                ", ".join(sorted(str(ROLES[Role(word)]) for word in one.duties)),
            )
            for one in all_pages(load, PEOPLE_PER_PAGE)
        ],
    )


def unit_rows(session: Session) -> ListTable:
    """The tree of units."""
    return ListTable(
        (_("Code"), _("Name"), _("Level"), _("People"), _("From"), _("Until"), _("Followed by")),
        [
            (
                one.code,
                one.name,
                one.level_name,
                one.people,
                _day(one.valid_from),
                _day(one.valid_to),
                one.successor_name,
            )
            for one in list_units(session, today=local_day(clock()))
        ],
    )


def queue_rows(session: Session) -> ListTable:
    """The validators' list as it is narrowed."""
    narrowing, now = narrowing_of(), clock()

    def load(page: int) -> tuple[Sequence, int]:  # type: ignore[type-arg]  # lines of the query
        found = list_queue(session, narrowing, visible_to=me(), now=now, page=page)
        return found.lines, found.found

    return ListTable(
        (_("Entry"), _("Author"), _("Unit"), _("State"), _("Handed in at"), _("Measurement")),
        [
            (
                one.title,
                one.author_name,
                one.unit_name,
                str(ENTRY_STATES[one.state][0]),
                _moment(one.submitted_at),
                str(VERDICTS[one.verdict]) if one.verdict else "",
            )
            for one in all_pages(load, PAGE)
        ],
    )


def case_rows(session: Session) -> ListTable:
    """The letters of the viewer's duty: those that wait, or with `xong` those that are closed."""
    today, is_open, calendar = local_day(clock()), "xong" not in request.args, load_calendar(session)

    def load(page: int) -> tuple[Sequence, int]:  # type: ignore[type-arg]  # lines of the query
        return list_cases(session, is_open=is_open, page=page, today=today, calendar=calendar, visible_to=me())

    return ListTable(
        (_("Number"), _("Kind"), _("Subject"), _("Contest"), _("Received"), _("Last day"), _("State")),
        [
            (
                one.number,
                str(CASE_KINDS[one.kind]),
                one.title,
                one.programme_title,
                _moment(one.received_at),
                day(one.due_on),
                str(CASE_STATES[one.state][0]),
            )
            for one in all_pages(load, CASES_PER_PAGE)
        ],
    )


def history_rows(session: Session) -> ListTable:
    """The lines of the chain, newest first, as they are narrowed."""
    action, subject = request.args.get("viec", ""), request.args.get("doi-tuong", "")

    def load(page: int) -> tuple[Sequence, int]:  # type: ignore[type-arg]  # lines of the query
        return list_history(session, page=page, action=action, subject=subject, size=HISTORY_PAGE)

    words = action_words()
    return ListTable(
        (_("No."), _("Time"), _("Act"), _("Actor"), _("Subject"), _("Facts"), _("Hash")),
        [
            (one.seq, _moment(one.at), _word(words, one.action), one.actor, one.subject, one.data, one.hash)
            for one in all_pages(load, HISTORY_PAGE)
        ],
    )


def late_rows(session: Session) -> ListTable:
    """What was not forwarded in time and waits for the board."""
    return ListTable(
        (_("Entry"), _("Author"), _("Unit"), _("Contest"), _("Handed in at")),
        [
            (
                one.entry.title,
                one.entry.author.full_name,
                one.entry.unit.name,
                one.plan.plan.title,
                _moment(one.entry.submitted_at),
            )
            for one in list_late(session, visible_to=me(), now=clock())
        ],
    )


def rejection_rows(session: Session) -> ListTable:
    """The rejections that wait for a second person."""
    return ListTable(
        (_("Entry"), _("Author"), _("Unit"), _("Handed in at")),
        [
            (one.title, one.author.full_name, one.unit.name, _moment(one.submitted_at))
            for one in list_proposed(session, visible_to=me())
        ],
    )


def unit_entry_rows(session: Session) -> ListTable:
    """The entries of the viewer's units."""
    return ListTable(
        (_("Entry"), _("Author"), _("Unit"), _("State"), _("Handed in at"), _("Forwarded"), _("Receipt")),
        [
            (
                one.entry.title,
                one.author_name,
                one.entry.unit.name,
                str(ENTRY_STATES[one.state][0]),
                _moment(one.entry.submitted_at),
                _moment(one.forwarded_at),
                one.receipt_number or "",
            )
            for one in list_unit_entries(session, visible_to=me())
        ],
    )


def board_units(session: Session) -> ListTable:
    """The units of a contest of the viewer's boards, as its page shows them. Raises NotFoundError."""
    page = load_standing(session, request.args.get("cuoc-thi", ""))
    return ListTable(
        (_("Unit"), _("Sent on"), _("Owed"), _("Waiting in the unit"), _("Told"), _("Have read it")),
        [
            (
                one.standing.unit_name,
                one.standing.owed.sent,
                one.standing.owed.missing,
                one.standing.waiting,
                one.readers.told,
                one.readers.read,
            )
            for one in page.units
        ],
    )


def code_rows(session: Session) -> ListTable:
    """The codes of a round with their sheets, in counts. Raises NotFoundError."""
    round_id = uuid_of("vong")
    if round_id is None:
        raise NotFoundError("round")
    at_hand = get_round(session, RoundID(round_id), visible_to=me(), roles=OFFICE)
    return ListTable(
        (_("Code"), _("Category"), _("Sheets"), _("Submitted")),
        [(one.word, one.category_key, one.assigned, one.locked) for one in list_code_progress(session, at_hand.id)],
    )


def _word(words: Mapping[str, object], key: str) -> str:
    return str(words.get(key, key))


def _day(on: date | None) -> str:
    return day(on) if on else ""


def _moment(at: datetime | None) -> str:
    return moment(at) if at else ""
