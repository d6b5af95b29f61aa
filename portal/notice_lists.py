"""Notices for handing over on paper: what a carrier may read of them, the page's lines, and the list to be signed.

A carrier is not the reader. What a notice says stands on the list only where it is no secret between the office and the
unit; of everything else the list says that there is something new, and the portal tells it to the reader alone (C13).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from judging.queries.notice_lists import MOST, list_told
from judging.rules.deadlines import ZONE
from portal.access import me
from portal.asking import uuid_of
from portal.clock import clock
from portal.display import day
from portal.notices import notice_sentence
from portal.papers.content import Column, Content, Look, Para, Signature, Table
from portal.words import say_actions
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.queries.notice_lists import ToldLine

DAYS, MOST_DAYS = 7, 92
OPEN_KINDS = frozenset(
    {
        "plan.issued", "plan.amended", "unit.warning", "entry.accepted", "entry.returned", "entry.selected",
        "entry.not_selected", "entry.forwarded", "entry.taken_back", "entry.admitted", "entry.left_out",
        "entry.draft_waits", "award.won", "award.lost", "payee.asked", "handover.recorded", "handover.behalf",
    }
)  # fmt: skip
"""What a coordinator of the reader's unit and a secretary may both read; reminders are among them."""
SOMETHING_NEW = _l("There is something new for you on the portal. Please sign in and read it.")
COLUMNS = (
    Column("TT", 1, "center"),
    Column("Họ và tên", 5),
    Column("Nội dung thông báo", 12),
    Column("Ngày báo", 3, "center"),
    Column("Ngày nhận, ký nhận", 5),
)
say_actions(
    {
        "notices.hand": _l("notices handed over on paper"),
        "notices.take_back": _l("note of notices handed over taken back"),
    }
)


@dataclass(frozen=True, slots=True)
class NoticeList:
    """The list of a page: its filters and what they leave, unit by unit."""

    since: date
    unit_id: UUID | None
    without_address: bool
    with_handed: bool
    units: list[tuple[UUID, str]]
    groups: list[tuple[str, list[ToldLine]]]
    is_cut: bool

    @property
    def count(self) -> int:
        """How many notices are listed."""
        return sum(len(lines) for _, lines in self.groups)

    @property
    def query(self) -> dict[str, str]:
        """The filters as an address carries them."""
        told = {"tu": self.since.isoformat(), "don-vi": str(self.unit_id) if self.unit_id else ""}
        told |= {"khong-thu": "1" if self.without_address else "", "ca-da-trao": "1" if self.with_handed else ""}
        return {name: value for name, value in told.items() if value}


def since_of() -> date:
    """The first day that the address asks for: a week ago by itself, a quarter of a year at most."""
    today = local_day(clock())
    try:
        asked = date.fromisoformat(request.args.get("tu", ""))
    except ValueError:
        return today - timedelta(days=DAYS)
    return min(max(asked, today - timedelta(days=MOST_DAYS)), today)


def moment_of(first: date) -> datetime:
    """The first moment of a day in Vietnam."""
    return datetime.combine(first, time(), tzinfo=ZONE)


def load_list(session: Session) -> NoticeList:
    """What the address asks for."""
    since, unit_id = since_of(), uuid_of("don-vi")
    without, handed = "khong-thu" in request.args, "ca-da-trao" in request.args
    every = list_told(session, visible_to=me(), since=moment_of(since))
    shown = [
        one
        for one in every
        if (unit_id is None or one.unit_id == unit_id)
        and not (without and one.has_address)
        and (handed or one.handed_at is None)
    ]
    return NoticeList(
        since=since,
        unit_id=unit_id,
        without_address=without,
        with_handed=handed,
        units=sorted({(one.unit_id, one.unit) for one in every}, key=lambda one: one[1]),
        groups=[(unit, list(lines)) for unit, lines in groupby(shown, key=lambda one: one.unit)],
        is_cut=len(every) == MOST,
    )


def words_of(line: ToldLine) -> str:
    """What a carrier reads of a notice."""
    return notice_sentence(line.kind, line.facts) if line.kind in OPEN_KINDS else str(SOMETHING_NEW)


def list_content(found: NoticeList, *, by: str, today: date) -> Content:
    """The list to be printed, with a place for each signature. To be asked within `force_locale("vi")`."""
    blocks: list[Para | Table] = []
    for unit, lines in found.groups:
        rows = tuple(
            (str(at), one.name, words_of(one), day(local_day(one.told_at)), "") for at, one in enumerate(lines, start=1)
        )
        blocks += [Para(unit, Look.HEADING), Table(COLUMNS, rows)]
    total = f"Tổng số: {found.count:02d} thông báo. Người nhận ghi ngày nhận và ký vào cột cuối."
    return Content(
        name="Danh sách thông báo trao tay",
        title="DANH SÁCH THÔNG BÁO TRAO TAY",
        subject=f"Từ ngày {day(found.since)} đến ngày {day(today)}",
        blocks=(*blocks, Para(total if found.groups else "Không có thông báo nào cần trao.", Look.NOTE)),
        signatures=(Signature(("NGƯỜI TRAO",), by),),
        landscape=True,
    )


def as_moment(line: ToldLine) -> str:
    """When a notice was told, as a day."""
    return day(local_day(line.told_at))


def label_of(line: ToldLine) -> str:
    """What the box of a line says to a screen reader."""
    return str(_("Notice to %(name)s of %(day)s", name=line.name, day=as_moment(line)))
