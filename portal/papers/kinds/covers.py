"""Cover pages and CD labels of the entries that were received: what the plan wants on them, from the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from portal.papers import drafting as d
from portal.papers.content import Box, Content, Look, PageBreak, Para
from portal.papers.kinds.receipt_book import waits
from portal.papers.registry import Kind

if TYPE_CHECKING:
    from judging.queries.paper_facts import ReceiptLine
    from portal.papers.content import Block
    from portal.papers.facts import Facts

CD_SLEEVE_MM = 120
PER_PAGE = 2


def submitted(facts: Facts) -> tuple[ReceiptLine, ...]:
    """Each entry once: its newest slip of the author."""
    newest = {(one.author, one.title, one.category): one for one in facts.receipts if one.kind == "submit"}
    return tuple(newest.values())


def build_covers(facts: Facts) -> Content:
    """A cover page for each entry."""
    blocks: list[Block] = []
    for at, one in enumerate(submitted(facts)):
        blocks += [PageBreak()] if at else []
        blocks.append(Box(150, 230, _lines(facts, one)))
    return Content(name="Trang bìa bài dự thi", blocks=tuple(blocks))


def build_labels(facts: Facts) -> Content:
    """A label of the size of a sleeve, two on a page."""
    films = {one.name for one in facts.plan.categories if one.medium}
    blocks: list[Block] = []
    for at, one in enumerate(line for line in submitted(facts) if line.category in films):
        blocks += [PageBreak()] if at and at % PER_PAGE == 0 else []
        blocks.append(Box(CD_SLEEVE_MM, CD_SLEEVE_MM, _lines(facts, one)))
    return Content(name="Nhãn đĩa CD", blocks=tuple(blocks))


def _lines(facts: Facts, one: ReceiptLine) -> tuple[Para, ...]:
    return (
        Para("BÀI DỰ THI", Look.LABEL),
        Para(d.capital(d.contest_name(facts)), Look.CENTRED),
        Para(one.title, Look.LABEL),
        Para(f"Thể loại: {one.category}", Look.CENTRED),
        Para(f"Tác giả: {one.author}", Look.CENTRED),
        Para(f"Đơn vị: {one.unit}", Look.CENTRED),
        Para(f"Số phiếu tiếp nhận: {one.number}", Look.CENTRED),
    )


def waits_films(facts: Facts) -> str:
    """Until an entry on a medium was received."""
    films = {one.name for one in facts.plan.categories if one.medium}
    return "" if any(one.category in films for one in submitted(facts)) else "no_receipts"


COVERS = Kind("trang-bia", 28, _l("Cover pages of entries"), build_covers, waits, organ="committee")
LABELS = Kind("nhan-dia-cd", 29, _l("CD labels"), build_labels, waits_films, organ="committee")
