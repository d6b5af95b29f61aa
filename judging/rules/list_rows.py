"""Rows of an uploaded list: what each cell must hold, and every way in which one can be wrong.

A list's rows come as texts, by column. A reader gives the row as values, or its faults; what only the record knows
(units, people already there) is compared in `judging/queries`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vietnamese.dates import parse_day
from vietnamese.errors import DayError, LoginError, PhoneError
from vietnamese.folding import fold
from vietnamese.logins import login_key
from vietnamese.phones import PhoneNumber, find_phone, parse_phone

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

CODE_LENGTH = 40
NAME_LENGTH = 120
TEXT_LENGTH = 200
CELL_ERRORS = frozenset({"#n/a", "#ref!", "#value!", "#name?", "#div/0!", "#num!", "#null!"})
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_TITLE = re.compile(r"(ông|bà|đồng chí|đ/c|ths|ts|bs|gs|pgs)[.\s]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RowFault:
    """One thing wrong with one cell: `row` counts as the sheet does (the headings stand in row 1).

    `facts` fill the portal's sentence for `code`. A note (`is_note`) is shown but stops nothing.
    """

    row: int
    column: str
    code: str
    facts: tuple[tuple[str, str], ...] = ()
    is_note: bool = False


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as a list has them. `phone` is E.164."""

    row: int
    staff_code: str
    full_name: str
    position: str
    personnel_kind: str
    unit_code: str
    phone: str | None
    email: str | None


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit as a list has it; other units and its level are named by their codes."""

    row: int
    code: str
    name: str
    short_name: str
    kind: str
    level_code: str | None
    parent_code: str | None
    successor_code: str | None
    valid_from: date | None
    valid_to: date | None


class RowReader:
    """Reads the cells of one row and keeps what is wrong with them."""

    def __init__(self, row: int, cells: Mapping[str, str]) -> None:
        self.row = row
        self.cells = cells
        self.faults: list[RowFault] = []

    @property
    def is_sound(self) -> bool:
        return all(fault.is_note for fault in self.faults)

    def wrong(self, column: str, code: str, **facts: object) -> None:
        told = tuple((name, str(value)) for name, value in facts.items())
        self.faults.append(RowFault(self.row, column, code, told))

    def note(self, column: str, code: str, **facts: object) -> None:
        told = tuple((name, str(value)) for name, value in facts.items())
        self.faults.append(RowFault(self.row, column, code, told, is_note=True))

    def text(self, column: str, *, most: int = TEXT_LENGTH, required: bool = False) -> str:
        """The cell's text in one line and one form (NFC); faults: missing, too_long, invisible, cell_error."""
        text = " ".join(unicodedata.normalize("NFC", self.cells.get(column, "")).split())
        if not text and required:
            self.wrong(column, "missing")
        elif text.casefold() in CELL_ERRORS:
            self.wrong(column, "cell_error", found=text)
        elif len(text) > most:
            self.wrong(column, "too_long", most=most, length=len(text))
        elif any(unicodedata.category(sign) in {"Cc", "Cf", "Co", "Cn", "Cs"} for sign in text):
            self.wrong(column, "invisible")
        return text

    def kind(self, column: str, kinds: Mapping[str, str]) -> str:
        """The key of a kind by any of its names, which `kinds` holds folded."""
        text = self.text(column, required=True)
        key = kinds.get(fold(text), "")
        if text and not key:
            self.wrong(column, "unknown_kind", found=text)
        return key

    def day(self, column: str) -> date | None:
        """A day as people or spreadsheets write it, or none."""
        text = self.text(column).removesuffix(" 00:00:00")
        if not text:
            return None
        try:
            return parse_day(text)
        except DayError as error:
            self.wrong(column, f"day_{error.reason}", found=text)
            return None

    def phone(self, column: str) -> PhoneNumber | None:
        """A telephone number in any writing; what reading changed in it is noted, never silent."""
        text = self.text(column)
        if not text:
            return None
        try:
            number = parse_phone(text)
        except PhoneError as error:
            self.wrong(column, f"phone_{error.reason}", found=text)
            return None
        for each in number.notes:
            self.note(column, f"phone_{each}", found=text, read=number.display)
        return number

    def email(self, column: str) -> str | None:
        """An address of the form a@b.c that may serve to sign in, or none."""
        text = self.text(column, most=NAME_LENGTH)
        if not text:
            return None
        try:
            login_key(text)
        except LoginError:
            self.wrong(column, "email", found=text)
            return None
        if not _EMAIL.fullmatch(text):
            self.wrong(column, "email", found=text)
        return text

    def staff_code(self, column: str) -> str:
        """A code that can be signed in with and cannot be taken for a telephone number or an address."""
        code = self.text(column, most=CODE_LENGTH, required=True)
        if not code or not self.is_sound:
            return code
        try:
            login_key(code)
        except LoginError as error:
            self.wrong(column, f"code_{error.reason}", found=code)
            return code
        if "@" in code or find_phone(code) is not None:
            self.wrong(column, "code_is_address", found=code)
        return code


def read_person(
    row: int, cells: Mapping[str, str], kinds: Mapping[str, str]
) -> tuple[PersonRow | None, list[RowFault]]:
    """The person of a row, or None with what is wrong; notes come with a sound row too."""
    reader = RowReader(row, cells)
    code = reader.staff_code("staff_code")
    name = reader.text("full_name", most=NAME_LENGTH, required=True)
    if name and not any(sign.isalpha() for sign in name):
        reader.wrong("full_name", "no_letters", found=name)
    if _TITLE.match(name):
        reader.note("full_name", "title_in_name", found=name)
    phone = reader.phone("phone")
    read = PersonRow(
        row=row,
        staff_code=code,
        full_name=name,
        position=reader.text("position"),
        personnel_kind=reader.kind("personnel_kind", kinds),
        unit_code=reader.text("unit_code", most=CODE_LENGTH, required=True),
        phone=phone.e164 if phone else None,
        email=reader.email("email"),
    )
    return (read if reader.is_sound else None), reader.faults


def read_unit(row: int, cells: Mapping[str, str], kinds: Mapping[str, str]) -> tuple[UnitRow | None, list[RowFault]]:
    """The unit of a row, or None with what is wrong."""
    reader = RowReader(row, cells)
    read = UnitRow(
        row=row,
        code=reader.text("code", most=CODE_LENGTH, required=True),
        name=reader.text("name", required=True),
        short_name=reader.text("short_name"),
        kind=reader.kind("kind", kinds),
        level_code=reader.text("level_code", most=CODE_LENGTH) or None,
        parent_code=reader.text("parent_code", most=CODE_LENGTH) or None,
        successor_code=reader.text("successor_code", most=CODE_LENGTH) or None,
        valid_from=reader.day("valid_from"),
        valid_to=reader.day("valid_to"),
    )
    if read.valid_from and read.valid_to and read.valid_to < read.valid_from:
        reader.wrong("valid_to", "ends_before_start")
    if read.parent_code and code_key(read.parent_code) == code_key(read.code):
        reader.wrong("parent_code", "own_parent")
    return (read if reader.is_sound else None), reader.faults


def code_key(code: str) -> str:
    """Under which two writings of one unit's code meet."""
    return unicodedata.normalize("NFC", code).casefold()
