"""13 · Dự toán kinh phí giải thưởng and 14 · Tờ trình kinh phí: the plan's ladders in figures and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from judging.rules.estimates import prize_lines
from portal.papers import drafting as d
from portal.papers.content import Column, Content, Look, Para, Signature, Table
from portal.papers.facts import CostLine
from portal.papers.registry import Kind
from vietnamese.money import format_vnd

if TYPE_CHECKING:
    from portal.papers.facts import Facts

COLUMNS = (
    Column("TT", 2, "center"),
    Column("Nội dung", 12),
    Column("Số lượng", 3, "center"),
    Column("Mức chi (đồng)", 5, "right"),
    Column("Thành tiền (đồng)", 5, "right"),
)


def lines_of(facts: Facts) -> list[CostLine] | None:
    """The estimate as it was proposed; before one is begun, each tier with the most prizes that it may give.

    None while the plan leaves an amount open.
    """
    if facts.costs:
        return list(facts.costs)
    prizes = prize_lines(facts.plan)
    if prizes is None:
        return None
    return [CostLine(d.capital(d.prize_words(one.name)), one.count, one.amount_vnd) for one in prizes]


def waits(facts: Facts) -> str:
    """Until counts and amounts are decided, and an estimate that was begun is proposed."""
    if facts.is_estimating:
        return "estimate_draft"
    return "" if lines_of(facts) else "no_amounts"


def about_of(facts: Facts) -> str:
    """What the money is for: prizes alone, or organising, too."""
    return "kinh phí tổ chức và giải thưởng" if facts.costs else "kinh phí giải thưởng"


def _total(facts: Facts) -> int:
    return sum(one.count * one.amount_vnd for one in lines_of(facts) or ())


def _table(facts: Facts) -> Table:
    rows = tuple(
        (str(at), one.name, d.two(one.count), d.vnd(one.amount_vnd), d.vnd(one.count * one.amount_vnd))
        for at, one in enumerate(lines_of(facts) or (), start=1)
    )
    return Table(COLUMNS, rows, ("", "Tổng cộng", "", "", d.vnd(_total(facts))))


def build_estimate(facts: Facts) -> Content:
    """The table that the finance office appraises."""
    return Content(
        name=f"Dự toán {about_of(facts)}",
        letterhead=d.head(facts, "office"),
        title="DỰ TOÁN",
        subject=f"{d.capital(about_of(facts))} {d.contest_name(facts)}",
        blocks=(
            _table(facts),
            Para(f"Tổng dự toán: {format_vnd(_total(facts))} {d.in_words(_total(facts))}."),
        ),
        signatures=(Signature(("NGƯỜI LẬP",), note="(Ký, ghi rõ họ tên)"), d.signature(facts, "office")),
    )


def build_submission(facts: Facts) -> Content:
    """From the office that prepares to the organ that decides, with the opinion of finance asked."""
    contest = d.contest_name(facts)
    return Content(
        name="Tờ trình kinh phí",
        letterhead=d.head(facts, "office", "TTr"),
        title="TỜ TRÌNH",
        subject=f"Về việc phê duyệt dự toán {about_of(facts)} {contest}",
        blocks=(
            Para(f"Kính gửi: {d.organ_name(facts, 'authority')}", Look.ADDRESS),
            *d.grounds(facts),
            Para(f"{d.organ_name(facts, 'office')} trình {d.organ_name(facts, 'authority')} phê duyệt dự toán "
                 f"{about_of(facts)} {contest} với tổng số tiền {format_vnd(_total(facts))} "
                 f"{d.in_words(_total(facts))}, cụ thể:"),
            _table(facts),
            Para(f"Kính đề nghị {d.organ_name(facts, 'authority')} giao {facts.office['finance_name']} thẩm định và "
                 f"xem xét, "
                 "phê duyệt./."),
        ),
        signatures=(d.signature(facts, "office"),),
        recipients=d.recipients(facts, "Như trên", facts.office["finance_name"]),
    )  # fmt: skip


NEEDS = ("place", "authority_name", "office_name", "office_symbol", "office_position", "office_signer", "filed_by")
ESTIMATE = Kind(
    "du-toan", 13, _l("Estimate of the prizes"), build_estimate, waits, needs=NEEDS, organ="office", signed=True
)
SUBMISSION = Kind("to-trinh-kinh-phi", 14, _l("Submission of the estimate"), build_submission, waits,
                  needs=(*NEEDS, "finance_name"), organ="office", symbol="TTr")  # fmt: skip
