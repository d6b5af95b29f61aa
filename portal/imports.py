"""Reading an uploaded list (Excel or CSV): headings and texts, row by row, within limits; nothing is believed of it."""

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from flask_babel import LazyString, force_locale
from flask_babel import lazy_gettext as _l
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from judging.errors import RefusedError
from vietnamese.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

MOST_ROWS = 20_000
MOST_COLUMNS = 60
MOST_CHARACTERS = 2_000
MOST_UNPACKED_BYTES = 100 * 2**20
HEADING_WITHIN = 10
"""Offices put titles above a table: the headings are looked for in this many first rows."""


class UnreadableListError(RefusedError):
    """The file is no list that can be read; the code says why."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(**facts)
        self.code = code


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list: its key, its heading, other headings that mean the same, and how it is filled in."""

    key: str
    heading: LazyString
    hint: LazyString
    required: bool = False
    aliases: tuple[str, ...] = ()
    width: int = 20


PEOPLE_COLUMNS = (
    Column("staff_code", _l("Staff code"), _l("One for each person; it is also the name for signing in."),
           required=True, aliases=("ma can bo", "ma cbcc", "ma cbccvc", "ma nhan vien", "ma nv", "ma so")),
    Column("full_name", _l("Full name"), _l("With accents, without titles (Mr, Dr …)."), required=True,
           aliases=("ho va ten", "ho ten", "ho & ten"), width=28),
    Column("position", _l("Position"), _l("For example: Specialist."), aliases=("chuc vu", "chuc danh"), width=28),
    Column("personnel_kind", _l("Kind of personnel"), _l("Choose from the list in the cell."), required=True,
           aliases=("doi tuong", "loai can bo", "nhom doi tuong"), width=24),
    Column("unit_code", _l("Unit code"), _l("As in the list of units (second sheet)."), required=True,
           aliases=("ma don vi", "ma co quan")),
    Column("phone", _l("Telephone"), _l("May be left empty; several people may share one."),
           aliases=("dien thoai", "so dien thoai", "sdt", "di dong"), width=18),
    Column("email", _l("E-mail"), _l("May be left empty."), aliases=("thu dien tu", "email"), width=28),
)  # fmt: skip
UNIT_COLUMNS = (
    Column("code", _l("Unit code"), _l("One for each unit; it never changes."), required=True,
           aliases=("ma don vi", "ma co quan")),
    Column("name", _l("Name of the unit"), _l("In full, as on its seal."), required=True,
           aliases=("ten don vi", "ten co quan", "don vi"), width=40),
    Column("short_name", _l("Short name"), _l("May be left empty."), aliases=("ten viet tat", "ten ngan"), width=24),
    Column("kind", _l("Kind of unit"), _l("Choose from the list in the cell."), required=True,
           aliases=("loai don vi", "loai hinh"), width=34),
    Column("level_code", _l("Level code"), _l("As in the list of levels; may be left empty."),
           aliases=("ma cap", "cap")),
    Column("parent_code", _l("Code of the unit above"), _l("May be left empty."),
           aliases=("ma don vi cap tren", "don vi cap tren", "truc thuoc")),
    Column("valid_from", _l("Valid from"), _l("Day, month, year; may be left empty."),
           aliases=("tu ngay", "hieu luc tu")),
    Column("valid_to", _l("Valid to"), _l("The last day; empty while the unit exists."),
           aliases=("den ngay", "het hieu luc")),
    Column("successor_code", _l("Code of the successor"), _l("After a merger or renaming."),
           aliases=("ma don vi ke thua", "don vi ke thua")),
)  # fmt: skip
COLUMNS: Mapping[str, tuple[Column, ...]] = {"people": PEOPLE_COLUMNS, "units": UNIT_COLUMNS}

Rows = list[tuple[int, dict[str, str]]]


def read_list(data: bytes, *, columns: Sequence[Column]) -> Rows:
    """The rows below the headings: (number as the sheet shows it, texts by column key); empty rows are left out.

    Raises:
        UnreadableListError: not_a_list, not_utf8, packed_too_tight, no_headings, missing_column, repeated_column,
            too_many_rows, too_many_columns, empty_list.
    """
    grid = _workbook(data) if data[:2] == b"PK" else _csv(data)
    keys: dict[int, str] | None = None
    rows: Rows = []
    for number, cells in enumerate(grid, start=1):
        if keys is None:
            keys = _headings(cells, columns)
            if keys is None and number >= HEADING_WITHIN:
                break
        elif any(cells):
            rows.append((number, {key: cells[at] for at, key in keys.items() if at < len(cells)}))
            if len(rows) > MOST_ROWS:
                raise UnreadableListError("too_many_rows", most=MOST_ROWS)
    if keys is None:
        raise UnreadableListError("no_headings", headings=", ".join(str(c.heading) for c in columns if c.required))
    if not rows:
        raise UnreadableListError("empty_list")
    return rows


def _headings(cells: Sequence[str], columns: Sequence[Column]) -> dict[int, str] | None:
    """Where each known column stands; None when this row is no row of headings. Unknown headings are ignored."""
    names = {name: column.key for column in columns for name in _names(column)}
    found = {at: names[heading] for at, cell in enumerate(cells) if (heading := _bare(cell)) in names}
    if len(set(found.values())) < 2:  # noqa: PLR2004  one known word may be a title's
        return None
    for key in found.values():
        if list(found.values()).count(key) > 1:
            raise UnreadableListError("repeated_column", heading=_heading(columns, key))
    missing = [str(column.heading) for column in columns if column.required and column.key not in found.values()]
    if missing:
        raise UnreadableListError("missing_column", headings=", ".join(missing))
    return found


def _heading(columns: Iterable[Column], key: str) -> str:
    return next(str(column.heading) for column in columns if column.key == key)


def _names(column: Column) -> set[str]:
    names = {*column.aliases, column.key}
    for locale in ("en", "vi"):
        with force_locale(locale):
            names.add(_bare(str(column.heading)))
    return names


def _bare(heading: str) -> str:
    return fold(heading.replace("*", " ").replace("\n", " "))


def _workbook(data: bytes) -> Iterator[list[str]]:
    """The first visible sheet's rows as texts; formulas give the value that was saved with them."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED_BYTES:
                raise UnreadableListError("packed_too_tight")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = next((one for one in book.worksheets if one.sheet_state == "visible"), None)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError, SyntaxError) as error:
        raise UnreadableListError("not_a_list") from error
    if sheet is None:
        raise UnreadableListError("not_a_list")
    sheet.reset_dimensions()  # a file may claim fewer rows than it holds
    try:
        for row in sheet.iter_rows(values_only=True):
            if len(row) > MOST_COLUMNS and any(cell is not None for cell in row[MOST_COLUMNS:]):
                raise UnreadableListError("too_many_columns", most=MOST_COLUMNS)
            yield [_text(cell) for cell in row[:MOST_COLUMNS]]
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError, SyntaxError) as error:
        raise UnreadableListError("not_a_list") from error


def _csv(data: bytes) -> Iterator[list[str]]:
    """The rows of a CSV in UTF-8 or UTF-16, with comma, semicolon or tabulator."""
    if b"\0" in data[:4000] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableListError("not_a_list")
    try:
        text = data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableListError("not_utf8") from error
    head = "\n".join(text.splitlines()[:HEADING_WITHIN])
    divider = max(";,\t", key=head.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=divider, strict=True):
            if len(row) > MOST_COLUMNS and any(row[MOST_COLUMNS:]):
                raise UnreadableListError("too_many_columns", most=MOST_COLUMNS)
            yield [_text(cell.removeprefix("'")) for cell in row[:MOST_COLUMNS]]
    except csv.Error as error:
        raise UnreadableListError("not_a_list") from error


def _text(cell: object) -> str:
    """A cell as a person reads it: a number without .0, a day as day/month/year."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return cell.isoformat()
    return unicodedata.normalize("NFC", str(cell)).strip()[:MOST_CHARACTERS]
