"""7 · Phiếu chấm: blank ones for marking by hand before the round is closed, the locked ones afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from judging.rules.scoring import to_mark
from judging.spec.unknown import is_known
from portal.display import mark
from portal.papers import drafting as d
from portal.papers.content import Column, Content, Head, Look, PageBreak, Para, Signature, Signs, Table
from portal.papers.registry import Kind, each_round

if TYPE_CHECKING:
    from judging.queries.paper_facts import SheetLine
    from judging.spec.rubrics import Rubric
    from portal.papers.content import Block
    from portal.papers.facts import Facts

COLUMNS = (
    Column("TT", 1, "center"),
    Column("Tiêu chí", 9),
    Column("Điểm tối đa", 2, "center"),
    Column("Điểm chấm", 2, "center"),
)
DOTS = "…" * 12
FROM_PAPER = "Nhập từ phiếu giấy của giám khảo, hai người nhập độc lập và khớp nhau; bản quét lưu tại hồ sơ chấm."


def rubric_of(facts: Facts) -> Rubric | None:
    """The rubric of the round that this paper is about."""
    planned = facts.plan.find_round(facts.round.key) if facts.round else None
    found = facts.plan.rubric_of(planned) if planned else None
    return found if found is not None and is_known(found) else None


def waits(facts: Facts) -> str:
    """Until the plan says by what is marked."""
    return "" if rubric_of(facts) is not None else "no_rubric"


def build(facts: Facts) -> Content:
    """One sheet on each page."""
    here, rubric = facts.round, rubric_of(facts)
    blocks: list[Block] = []
    if here is not None and rubric is not None:
        totals = {(place.code, seat): total for place in here.places for seat, total in place.seats}
        for at, sheet in enumerate(here.sheets):
            blocks += [PageBreak()] if at else []
            blocks += _filled(facts, rubric, sheet, totals.get((sheet.code, sheet.seat), ""))
        if not here.sheets:
            categories = {category for _, category in here.codes} or {one.key for one in facts.plan.categories}
            for at, category in enumerate(sorted(categories)):
                blocks += [PageBreak()] if at else []
                blocks += _blank(facts, rubric, category)
    return Content(name="Phiếu chấm", blocks=tuple(blocks))


def _filled(facts: Facts, rubric: Rubric, sheet: SheetLine, total: str) -> list[Block]:
    judges = dict(facts.round.seats) if facts.round else {}
    name = judges[sheet.seat].name if sheet.seat in judges else f"Ghế số {sheet.seat}"
    marks = {key: mark(to_mark(rubric, steps)) for key, steps in sheet.steps.items()}
    return [
        *_top(facts, sheet.code, sheet.category_key, name),
        _table(rubric, sheet.category_key, marks, total),
        Para(sheet.comment or "Không có.", lead="Nhận xét:"),
        *((Para(FROM_PAPER, lead="Ghi chú:"),) if sheet.is_from_paper else ()),
        _sign(name),
    ]


def _blank(facts: Facts, rubric: Rubric, category: str) -> list[Block]:
    return [
        *_top(facts, DOTS, category, DOTS),
        _table(rubric, category, {}, ""),
        Para(DOTS * 4, lead="Nhận xét:"),
        _sign(""),
    ]


def _top(facts: Facts, code: str, category: str, judge: str) -> list[Block]:
    named = facts.plan.find_category(category)
    return [
        Head(d.head(facts, "committee", dated=False)),
        Para("PHIẾU CHẤM ĐIỂM", Look.LABEL),
        Para(d.capital(d.contest_name(facts)), Look.CENTRED),
        Para(facts.round.name if facts.round else "", lead="Vòng chấm:"),
        Para(code, lead="Mã phách:"),
        Para(d.capital(named.name if named else category), lead="Thể loại:"),
        Para(judge, lead="Giám khảo:"),
    ]


def _table(rubric: Rubric, category: str, marks: dict[str, str], total: str) -> Table:
    rows = tuple(
        (str(at), one.wording_for(category), mark(one.maximum), marks.get(one.key, ""))
        for at, one in enumerate(rubric.criteria, start=1)
    )
    return Table(COLUMNS, rows, ("", "Tổng điểm", mark(rubric.scale), total))


def _sign(name: str) -> Signs:
    return Signs((Signature(()), Signature(("GIÁM KHẢO",), name, "" if name else "(Ký, ghi rõ họ tên)")))


KIND = Kind(
    "phieu-cham", 7, _l("Score sheets"), build, waits, needs=("authority_name", "committee_name"), organ="committee",
    subjects=each_round,
)  # fmt: skip
