"""Milestones as a calendar that phones and mail programs subscribe to (iCalendar, RFC 5545).

The few lines that are needed are written here: a library would bring time zones, recurrence and parsing, of which
nothing is used.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from judging.errors import DeadlineNotFixedError
from judging.rules.deadlines import ZONE, last_day, opens_at
from judging.rules.milestones import BEGINNINGS
from judging.spec.deadlines import Deadline
from portal.deadline_words import MILESTONES, deadline_sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from judging.queries.programmes import PlanInForce
    from judging.spec.unknown import Unknown

LONGEST_LINE = 75
"""Octets of one line; a longer one goes on in the next after a space."""
REMIND_DAYS = 3


@dataclass(frozen=True, slots=True)
class Event:
    """One entry: a whole day, or a moment. `key` never changes, so that an amendment moves the entry it made."""

    key: str
    on: date | datetime
    title: str
    text: str
    url: str
    stamp: datetime


def events_of(plan: PlanInForce, *, url: str, with_rounds: bool = False) -> Iterator[Event]:
    """The milestones of a contest whose day is fixed; `with_rounds` adds the first and last day of each round."""
    stamp = plan.version.issued_at or plan.version.created_at
    slug, title = plan.programme.slug, plan.plan.title
    moments: list[tuple[str, str, Deadline | Unknown, bool]] = [
        (stone.kind.value, str(MILESTONES[stone.kind]), stone.deadline, stone.kind in BEGINNINGS)
        for stone in plan.plan.milestones
    ]
    if with_rounds:
        for one in plan.plan.rounds:
            moments += [
                (f"{one.key}-opens", one.name, one.opens, True),
                (f"{one.key}-closes", one.name, one.closes, False),
            ]
    for key, name, deadline, begins in moments:
        if not isinstance(deadline, Deadline):
            continue
        try:
            on = _when(deadline, begins=begins)
        except DeadlineNotFixedError:
            continue
        told = deadline_sentence(deadline, begins=begins)
        yield Event(f"{slug}-{key}", on, f"{name} – {title}", f"{name}: {told}", url, stamp)


def _when(deadline: Deadline, *, begins: bool) -> date | datetime:
    if isinstance(deadline.value, datetime) or deadline.at is not None:
        return opens_at(deadline)
    return opens_at(deadline).astimezone(ZONE).date() if begins else last_day(deadline)


def calendar(name: str, events: Iterable[Event], *, host: str) -> bytes:
    """The whole file. Whole days remind three days before, moments one day before."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Bang Vang//VI",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
        "X-WR-TIMEZONE:Asia/Ho_Chi_Minh",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
    ]
    for one in sorted(events, key=lambda event: (_instant(event.on), event.key)):
        lines += _event(one, host)
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"]).encode()


def _event(one: Event, host: str) -> list[str]:
    if isinstance(one.on, datetime):
        when = [f"DTSTART:{_stamp(one.on)}", f"DTEND:{_stamp(one.on)}"]
    else:
        when = [f"DTSTART;VALUE=DATE:{one.on:%Y%m%d}", f"DTEND;VALUE=DATE:{one.on + timedelta(days=1):%Y%m%d}"]
    return [
        "BEGIN:VEVENT",
        f"UID:{one.key}@{host}",
        f"DTSTAMP:{_stamp(one.stamp)}",
        *when,
        f"SUMMARY:{_text(one.title)}",
        f"DESCRIPTION:{_text(one.text)}",
        f"URL:{one.url}",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_text(one.title)}",
        f"TRIGGER:-P{REMIND_DAYS}D",
        "END:VALARM",
        "END:VEVENT",
    ]


def _instant(on: date | datetime) -> datetime:
    return on if isinstance(on, datetime) else datetime(on.year, on.month, on.day, tzinfo=ZONE)


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    """Words as a value: nothing in them ends the line or begins another."""
    one_line = " ".join(words.split())
    return one_line.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")


def _folded(line: str) -> str:
    """The line in pieces of at most 75 octets; no letter is cut in two."""
    pieces, room, piece = [], LONGEST_LINE, ""
    for letter in line:
        size = len(letter.encode())
        if size > room:
            pieces.append(piece)
            piece, room = " ", LONGEST_LINE - 1
        piece += letter
        room -= size
    return "\r\n".join([*pieces, piece])
