"""Lists as Excel files: every cell is written as the text it is, so that no name becomes a formula (E03)."""

from __future__ import annotations

import io
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
