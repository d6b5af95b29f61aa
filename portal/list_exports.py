"""Every list that can be taken away as an Excel file: who may, whether it names people, and its rows.

A kind reads the same arguments of the address as its page, through the same query, so that the filters stay.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from judging.enums import Role
from judging.errors import NotFoundError, RefusedError
from portal.list_rows import (
    board_units,
    case_rows,
    code_rows,
    history_rows,
    late_rows,
    people_rows,
    queue_rows,
    rejection_rows,
    unit_entry_rows,
    unit_rows,
)
from portal.office_rows import consent_rows, job_rows, mail_rows, result_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flask_babel import LazyString
    from sqlalchemy.orm import Session

    from judging.rules.viewers import Viewer
    from portal.list_rows import ListTable

MOST_ROWS = 20_000
NOT_FILTERS = frozenset({"page", "trang", "lang"})


class ListTooLongError(RefusedError):
    """The list has more rows than one file takes. Fact: most."""

    code = "list_too_long"


@dataclass(frozen=True, slots=True)
class ListKind:
    """One list. `back` is the endpoint of its page."""

    title: LazyString
    roles: frozenset[Role]
    is_personal: bool
    back: str
    load: Callable[[Session], ListTable]
    back_takes: Mapping[str, str] = field(default_factory=dict)
    """What the address of its page takes, and under which name the list's own address holds it."""


KINDS: Mapping[str, ListKind] = {
    "nguoi": ListKind(_l("People"), frozenset({Role.ADMIN}), True, "admin.people", people_rows),
    "nguoi-cua-don-vi": ListKind(
        _l("People of my unit"), frozenset({Role.COORDINATOR}), True, "coordinator.people", people_rows
    ),
    "don-vi": ListKind(_l("Units"), frozenset({Role.ADMIN}), False, "admin.units", unit_rows),
    "kiem-tra": ListKind(_l("Verification of form"), frozenset({Role.VALIDATOR}), True, "validator.queue", queue_rows),
    "don-thu": ListKind(
        _l("Letters"), frozenset({Role.SECRETARY, Role.SUPERVISOR}), True, "secretary.cases", case_rows
    ),
    "nhat-ky": ListKind(_l("History"), frozenset({Role.SUPERVISOR}), True, "supervisor.history", history_rows),
    "bai-qua-han": ListKind(_l("Not forwarded in time"), frozenset({Role.BOARD}), True, "board.late", late_rows),
    "khong-hop-le": ListKind(
        _l("Rejections that need a second person"), frozenset({Role.BOARD}), True, "board.rejections", rejection_rows
    ),
    "bai-cua-don-vi": ListKind(
        _l("Entries of my unit"), frozenset({Role.COORDINATOR}), True, "coordinator.unit", unit_entry_rows
    ),
    "hien-trang": ListKind(
        _l("Units: entries and reading receipts of the plan"), frozenset({Role.BOARD}), False, "board.desk", board_units
    ),
    "tien-do": ListKind(
        _l("Coverage of judging"), frozenset({Role.SECRETARY, Role.BOARD}), False, "secretary.rounds", code_rows
    ),
    "ket-qua-theo-ma": ListKind(
        _l("Result by code"),
        frozenset({Role.SECRETARY, Role.BOARD}),
        True,
        "secretary.result",
        result_rows,
        {"round_id": "vong"},
    ),
    "dong-y-cong-khai": ListKind(
        _l("Consents of the winners"),
        frozenset({Role.PUBLISHER}),
        True,
        "publisher.consents",
        consent_rows,
        {"round_id": "vong"},
    ),
    "thu": ListKind(_l("Letters by mail"), frozenset({Role.ADMIN}), True, "admin.mails", mail_rows),
    "cong-viec": ListKind(_l("Jobs"), frozenset({Role.ADMIN}), False, "admin.operation", job_rows),
}
"""By the word of each in its address."""


def get_kind(word: str, viewer: Viewer) -> ListKind:
    """A list that the viewer's duties may take. Raises NotFoundError."""
    kind = KINDS.get(word)
    if kind is None or not viewer.roles & kind.roles:
        raise NotFoundError("list")
    return kind


def load_rows(session: Session, kind: ListKind) -> ListTable:
    """The whole list under the filters of the address. Raises ListTooLongError, NotFoundError."""
    table = kind.load(session)
    if len(table.rows) > MOST_ROWS:
        raise ListTooLongError(most=MOST_ROWS)
    return table


def filters_of_request() -> dict[str, str]:
    """What the address narrows the list by: its arguments but the page's number, shortened."""
    found = {name: value[:200] for name, value in request.args.items() if name not in NOT_FILTERS and value}
    return dict(sorted(found.items())[:20])


def watermark(*, name: str, unit: str, when: str, reason: str, mark: str) -> list[str]:
    """The lines over a list with personal data: who took it, when and why, and the mark of the record."""
    return [
        str(_("Taken by %(name)s (%(unit)s), %(when)s. Record %(mark)s.", name=name, unit=unit, when=when, mark=mark)),
        str(_("Reason: %(reason)s", reason=reason)),
        str(_("Personal data: use it for this reason alone, do not pass it on, and delete it when it is done.")),
    ]
