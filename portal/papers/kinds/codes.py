"""6 · Danh sách mã phách: the sealed list once it was opened for good. Before, only the two holders print it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from portal.papers import drafting as d
from portal.papers.content import Column, Content, Para, Signature, Table
from portal.papers.registry import Kind, each_round
from vietnamese.numbers import format_number

if TYPE_CHECKING:
    from portal.papers.facts import Facts

COLUMNS = (
    Column("TT", 2, "center"),
    Column("Mã phách", 5, "center"),
    Column("Số phiếu tiếp nhận", 7),
    Column("Tên bài dự thi", 10),
    Column("Họ và tên tác giả", 7),
    Column("Đơn vị", 8),
)


def waits(facts: Facts) -> str:
    """Until the codes of the round were matched with the entries."""
    return "" if facts.round and facts.round.is_opened and facts.round.mapping else "not_opened"


def build(facts: Facts) -> Content:
    """The mapping, in the order of the codes."""
    mapping = facts.round.mapping if facts.round else ()
    rows = tuple(
        (str(at), one.word, one.receipt_number, one.title, one.author_name, one.unit_name)
        for at, one in enumerate(mapping, start=1)
    )
    return Content(
        name="Danh sách mã phách",
        letterhead=d.head(facts, "committee"),
        title="DANH SÁCH MÃ PHÁCH",
        subject=f"{d.capital(d.contest_name(facts))} – {facts.round.name if facts.round else ''}",
        blocks=(Table(COLUMNS, rows), Para(f"Danh sách có {format_number(len(rows))} bài dự thi.")),
        signatures=(
            Signature(("TỔ TRƯỞNG TỔ THƯ KÝ",), facts.office["secretary_head"]),
            d.signature(facts, "committee"),
        ),
        landscape=True,
    )


KIND = Kind(
    "danh-sach-ma-phach", 6, _l("List of codes, after opening"), build, waits,
    needs=("place", "authority_name", "committee_name", "committee_head", "secretary_head"), organ="committee",
    subjects=each_round,
)  # fmt: skip
