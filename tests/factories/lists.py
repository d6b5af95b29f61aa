"""Uploaded lists for tests: Excel files as a person would fill them in."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from openpyxl import Workbook

if TYPE_CHECKING:
    from collections.abc import Sequence

PEOPLE = ("Mã cán bộ", "Họ và tên", "Chức vụ", "Đối tượng", "Mã đơn vị", "Số điện thoại", "Thư điện tử")
UNITS = ("Mã đơn vị", "Tên đơn vị", "Loại đơn vị", "Mã cấp", "Mã đơn vị cấp trên", "Từ ngày", "Đến ngày")


def make_xlsx(headings: Sequence[str], rows: Sequence[Sequence[object]], *, above: Sequence[str] = ()) -> io.BytesIO:
    """A workbook with `above` as lines of a title, then the headings, then the rows."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in above:
        sheet.append([line])
    sheet.append(list(headings))
    for row in rows:
        sheet.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    return stream
