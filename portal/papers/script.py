"""17 · Bản tin phát thanh: the script of a winning essay for the reader at the microphone, with its slots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.papers.content import Column, Content, Look, Para, Table
from vietnamese.dates import format_duration, format_moment_short, to_local
from vietnamese.spoken import count_chu, reading_seconds

if TYPE_CHECKING:
    from judging.models.broadcasts import Broadcast

SLOTS = (Column("Mục", 2, "center"), Column("Thời gian phát", 7), Column("Đài, cụm loa", 12), Column("Ghi chú", 7))


def script_content(row: Broadcast, *, contest: str, title: str, prize: str, credit: str) -> Content:
    """The script item by item, each with its reading time; then the table of slots for the reader's notes.

    `credit` names the author; it is empty where he does not want to be named.
    """
    heads = [
        Para(
            f"{count_chu(item.text)} chữ, đọc trong {_span(item.text)}.",
            Look.NOTE,
            lead=f"Mục {item.position}.",
        )
        for item in row.items
    ]
    blocks: list[Para | Table] = [
        Para(f"Cuộc thi: {contest}."),
        Para(f"Tác phẩm: “{title}”, {prize}." + (f" Tác giả: {credit}." if credit else "")),
        Para("Tốc độ đọc 130–150 chữ một phút. Chữ số, chữ viết tắt đã được viết ra như khi đọc.", Look.NOTE),
    ]
    for head, item in zip(heads, row.items, strict=True):
        blocks += [head, *(Para(line) for line in item.text.split("\n"))]
    if row.slots:
        rows = tuple(
            (str(one.position), format_moment_short(to_local(one.planned_at)), one.station, one.note)
            for one in row.slots
        )
        blocks += [Para("LỊCH PHÁT", Look.HEADING), Table(SLOTS, rows)]
    return Content(name="Bản tin phát thanh", title="BẢN TIN PHÁT THANH", subject=title, blocks=tuple(blocks))


def _span(text: str) -> str:
    shortest, longest = reading_seconds(count_chu(text))
    return f"{format_duration(shortest)} đến {format_duration(longest)}"
