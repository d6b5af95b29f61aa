"""4 · Sổ tiếp nhận, 5 · Phiếu tiếp nhận: from the signed receipts, one line and one slip for each.

The book also has the counter's lines: what was brought on paper or on a disc, or handed in for its author.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from portal.papers import drafting as d
from portal.papers.content import Column, Content, Head, Look, PageBreak, Para, Signature, Signs, Table
from portal.papers.registry import Kind
from vietnamese.dates import format_moment, format_moment_short
from vietnamese.numbers import format_number

if TYPE_CHECKING:
    from judging.queries.counter_book import CounterLine
    from judging.queries.paper_facts import ReceiptLine
    from portal.papers.content import Block
    from portal.papers.facts import Facts

COLUMNS = (
    Column("TT", 2, "center"),
    Column("Số phiếu", 7),
    Column("Thời điểm nhận", 5, "center"),
    Column("Họ và tên tác giả", 7),
    Column("Đơn vị", 8),
    Column("Tên bài dự thi", 11),
    Column("Thể loại", 4),
    Column("Hình thức", 5),
    Column("Ký nhận", 4),
)
HAND = "(Ký, ghi rõ họ tên)"
FORMS = {"submit": "Tác giả nộp", "forward": "Đơn vị chuyển"}
COUNTER = (
    Column("Số", 7),
    Column("Thời điểm đến nơi tiếp nhận", 5, "center"),
    Column("Họ và tên tác giả", 6),
    Column("Đơn vị", 7),
    Column("Hình thức", 5),
    Column("Người mang đến", 6),
    Column("Hiện vật", 5),
    Column("Phiếu tiếp nhận", 6),
    Column("Ghi chú", 8),
)
WAYS = {"paper": "Bản giấy", "disc": "Đĩa CD (USB)", "behalf": "Tệp nộp thay, có văn bản đồng ý của tác giả"}
COPIES = {"booklet": "quyển", "disc": "đĩa", "other": "vật khác"}
WHEREABOUTS = {"here": "", "handed_on": "đã bàn giao", "returned": "đã trả lại tác giả", "kept": "đã đưa vào lưu trữ"}


def waits(facts: Facts) -> str:
    """Until something was received."""
    return "" if facts.receipts else "no_receipts"


def book_waits(facts: Facts) -> str:
    """Until something was received or brought to the counter."""
    return "" if facts.counter else waits(facts)


def build_book(facts: Facts) -> Content:
    """The book, landscape, in the order of its numbers; the counter's lines, where there are any, after it."""
    rows = tuple(
        (str(at), one.number, format_moment_short(one.at), one.author, one.unit, one.title, d.capital(one.category),
         FORMS.get(one.kind, one.kind), "")
        for at, one in enumerate(facts.receipts, start=1)
    )  # fmt: skip
    return Content(
        name="Sổ tiếp nhận bài dự thi",
        letterhead=d.head(facts, "committee"),
        title="SỔ TIẾP NHẬN BÀI DỰ THI",
        subject=d.capital(d.contest_name(facts)),
        blocks=(
            *((Table(COLUMNS, rows),) if rows else ()),
            Para(f"Sổ có {format_number(len(rows))} lượt tiếp nhận."),
            *_counter(facts.counter),
        ),
        signatures=(
            Signature(("NGƯỜI LẬP SỔ",), note="(Ký, ghi rõ họ tên)"),
            Signature(("TỔ TRƯỞNG TỔ THƯ KÝ",), facts.office["secretary_head"]),
        ),
        landscape=True,
    )


def _counter(lines: tuple[CounterLine, ...]) -> list[Block]:
    if not lines:
        return []
    rows = tuple(
        (one.number, format_moment_short(one.arrived_at), one.author, one.unit, WAYS.get(one.way, one.way),
         one.brought_by, _copies(one), one.receipt, _remark(one))
        for one in lines
    )  # fmt: skip
    voided = sum(one.voided is not None for one in lines)
    return [
        Para("BÀI NỘP TẠI NƠI TIẾP NHẬN", Look.HEADING),
        Table(COUNTER, rows),
        Para(f"Sổ tại nơi tiếp nhận có {format_number(len(lines))} số, trong đó {format_number(voided)} số đã hủy."),
    ]


def _copies(line: CounterLine) -> str:
    """`02 quyển; 01 đĩa, đã trả lại tác giả`; a stroke where nothing was left in the hand."""
    told = []
    for (kind, state), count in Counter(line.copies).items():
        where = WHEREABOUTS.get(state, state)
        told.append(f"{d.two(count)} {COPIES.get(kind, kind)}{f', {where}' if where else ''}")
    return "; ".join(told) or "–"


def _remark(line: CounterLine) -> str:
    """What happened to the line, as its page says it."""
    told = []
    if line.voided is not None:
        told.append(f"Đã hủy lúc {format_moment_short(line.voided[0])}: {line.voided[1]}")
    elif line.objected is not None:
        told.append(f"Tác giả phản đối lúc {format_moment_short(line.objected[0])}: {line.objected[1]}")
    elif line.waits:
        told.append("Chờ người thứ hai xác nhận")
    if line.late_reason:
        told.append(f"Vào sổ lúc {format_moment_short(line.recorded_at)}: {line.late_reason}")
    if line.note:
        told.append(line.note)
    return "; ".join(told)


def build_slips(facts: Facts) -> Content:
    """A slip on a page of its own for each receipt."""
    blocks: list[Block] = []
    for at, one in enumerate(facts.receipts):
        if at:
            blocks.append(PageBreak())
        blocks += _slip(facts, one)
    return Content(name="Phiếu tiếp nhận bài dự thi", blocks=tuple(blocks))


def _slip(facts: Facts, one: ReceiptLine) -> list[Block]:
    lines = (
        ("Cuộc thi", d.capital(d.contest_name(facts))),
        ("Họ và tên tác giả", one.author),
        ("Đơn vị", one.unit),
        ("Tên bài dự thi", one.title),
        ("Thể loại", d.capital(one.category)),
        ("Hình thức", FORMS.get(one.kind, one.kind)),
        ("Thời điểm tiếp nhận", format_moment(one.at, seconds=True)),
        ("Số tệp, dung lượng", f"{d.two(one.files)} tệp, {format_number(one.size_bytes)} byte"),
        ("Xác minh phiếu", f"{facts.base_url}/xac-minh/{one.check_code}"),
    )
    return [
        Head(d.head(facts, "committee", dated=False)),
        Para("PHIẾU TIẾP NHẬN BÀI DỰ THI", Look.LABEL),
        Para(f"Số: {one.number}", Look.CENTRED),
        *(Para(value, lead=f"{name}:") for name, value in lines),
        Signs((Signature(("NGƯỜI NỘP",), note=HAND), Signature(("NGƯỜI TIẾP NHẬN",), note=HAND))),
    ]


NEEDS = ("place", "authority_name", "committee_name")
BOOK = Kind(
    "so-tiep-nhan", 4, _l("Receipt book"), build_book, book_waits, needs=(*NEEDS, "secretary_head"), organ="committee"
)
SLIPS = Kind("phieu-tiep-nhan", 5, _l("Receipt slips"), build_slips, waits, needs=NEEDS, organ="committee")
