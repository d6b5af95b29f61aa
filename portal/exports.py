"""Lists as Excel files: every cell is written as the text it is, so that no name becomes a formula (E03)."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import xlsxwriter
from flask import Response
from flask_babel import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from portal.imports import Column

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROOM_FOR = 5_000
"""Rows that the template prepares as text cells, so that Excel keeps the zeros of codes and telephone numbers."""
LONGEST_CELL, LONGEST_FOOTER = 32_767, 240
A4 = 9
MADE = datetime(2000, 1, 1, tzinfo=UTC)
"""Of every list's file, so that its properties tell nothing."""


def list_workbook(
    columns: Sequence[Column],
    rows: Iterable[Sequence[str]],
    *,
    choices: dict[str, Sequence[str]],
    reference: tuple[str, Sequence[str], Iterable[Sequence[str]]] | None = None,
) -> bytes:
    """A list that can be filled in and uploaded again.

    Args:
        columns: the list's columns.
        rows: what stands in it already, in the order of the columns.
        choices: for a column's key, the words to choose from in its cells.
        reference: a second sheet to look codes up in: its name, headings and rows.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "bg_color": "#E8EEF6", "border": 1, "text_wrap": True, "valign": "vcenter"})
    text = book.add_format({"num_format": "@"})
    sheet = book.add_worksheet(_("List"))
    sheet.freeze_panes(1, 0)
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width, text)
        sheet.write_string(0, at, f"{column.heading} *" if column.required else str(column.heading), bold)
        sheet.write_comment(0, at, str(column.hint))
        if column.key in choices:
            _offer(book, sheet, at, column.key, choices[column.key])
    for number, row in enumerate(rows, start=1):
        for at, cell in enumerate(row):
            sheet.write_string(number, at, cell, text)
    if reference is not None:
        _reference(book, bold, reference)
    book.close()
    return buffer.getvalue()


def table_workbook(name: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A plain table of texts."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True})
    _reference(book, bold, (name, headings, rows))
    book.close()
    return buffer.getvalue()


def marked_workbook(
    name: str, headings: Sequence[str], rows: Iterable[Sequence[str | int]], *, above: Sequence[str] = ()
) -> bytes:
    """A list to take away: `above` stands over it and in the foot of every printed page (E19).

    Texts are cells of text and numbers cells of numbers, so nothing becomes a formula (E03); there is one sheet, no
    hidden one, and the file's properties name neither a person nor a moment (E04).
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": name, "author": "", "company": "", "comments": "", "created": MADE})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter"})
    text, mark = book.add_format({"num_format": "@"}), book.add_format({"italic": True, "font_color": "#8F1D14"})
    sheet = book.add_worksheet(_("List"))
    for at, line in enumerate(above):
        sheet.write_string(at, 0, line, mark)
    first = len(above)
    for at, heading in enumerate(headings):
        sheet.set_column(at, at, 24)
        sheet.write_string(first, at, heading, bold)
    sheet.freeze_panes(first + 1, 0)
    sheet.repeat_rows(0, first)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    if above:
        sheet.set_footer(f"&L{_footer(above[0])}&R&P/&N")
    for number, row in enumerate(rows, start=first + 1):
        for at, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(number, at, cell)
            else:
                sheet.write_string(number, at, cell[:LONGEST_CELL], text)
    book.close()
    return buffer.getvalue()


def _footer(text: str) -> str:
    """A line for the foot of pages, where `&` begins a code and room ends at 255 signs."""
    return text.replace("&", "&&")[:LONGEST_FOOTER]


def as_download(data: bytes, file_name: str) -> Response:
    """The file as an attachment that no browser opens by itself."""
    response = Response(data, mimetype=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def _offer(
    book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet, at: int, key: str, words: Sequence[str]
) -> None:
    """A list to choose from, kept on a hidden sheet because a cell's own list is limited to 255 signs."""
    hidden = book.add_worksheet(f"_{key}")
    hidden.hide()
    for number, word in enumerate(words):
        hidden.write_string(number, 0, word)
    source = f"='_{key}'!$A$1:$A${len(words)}"
    sheet.data_validation(1, at, ROOM_FOR, at, {"validate": "list", "source": source, "error_type": "warning"})


def _reference(
    book: xlsxwriter.Workbook, bold: object, table: tuple[str, Sequence[str], Iterable[Sequence[str]]]
) -> None:
    name, headings, rows = table
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for at, heading in enumerate(headings):
        sheet.set_column(at, at, 30)
        sheet.write_string(0, at, heading, bold)
    for number, row in enumerate(rows, start=1):
        for at, cell in enumerate(row):
            sheet.write_string(number, at, cell)
