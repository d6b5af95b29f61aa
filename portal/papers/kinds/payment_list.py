"""15 · Danh sách ký nhận tiền thưởng, with the tax that the law of the day takes; of accounts the last signs alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from judging.plans.taxes import rule_on
from judging.rules.taxes import tax_of
from portal.papers import drafting as d
from portal.papers.content import Column, Content, Para, Signature, Table
from portal.papers.kinds.results import waits_decided
from portal.papers.registry import Kind
from vietnamese.money import format_vnd

if TYPE_CHECKING:
    from portal.papers.facts import Facts

COLUMNS = (
    Column("TT", 3, "center"),
    Column("Họ và tên", 6),
    Column("Đơn vị", 6),
    Column("Giải", 4, "center"),
    Column("Số tiền (đồng)", 5, "right"),
    Column("Thuế TNCN (đồng)", 4, "right"),
    Column("Thực nhận (đồng)", 5, "right"),
    Column("Số CCCD / số tài khoản", 6),
    Column("Ký nhận", 5),
)


def build(facts: Facts) -> Content:
    """One row for each award, the tax of each on its own, all sums in words."""
    rule = rule_on(facts.today)
    listed = {one.award_id: one for one in facts.payments}
    taxes = [
        listed[one.award_id].tax_vnd if one.award_id in listed else tax_of(one.amount_vnd, rule)
        for one in facts.winners
    ]
    accounts = [listed[one.award_id].account if one.award_id in listed else "" for one in facts.winners]
    rows = tuple(
        (str(at), one.name, one.unit, d.capital(d.prize_words(one.prize)), d.vnd(one.amount_vnd), d.vnd(tax),
         d.vnd(one.amount_vnd - tax), account, "")
        for at, (one, tax, account) in enumerate(zip(facts.winners, taxes, accounts, strict=True), start=1)
    )  # fmt: skip
    net = facts.total_vnd - sum(taxes)
    total = ("", "Tổng cộng", "", "", d.vnd(facts.total_vnd), d.vnd(sum(taxes)), d.vnd(net), "", "")
    return Content(
        name="Danh sách ký nhận tiền thưởng",
        letterhead=d.head(facts, "office"),
        title="DANH SÁCH KÝ NHẬN TIỀN THƯỞNG",
        subject=d.capital(d.contest_name(facts)),
        blocks=(
            *(Para(f"{one}.") for one in d.based_on(facts, "quyet-dinh-ket-qua", "Quyết định công nhận kết quả")),
            Table(COLUMNS, rows, total),
            Para(f"Tổng số tiền thực nhận: {format_vnd(net)} {d.in_words(net)}."),
            Para(f"Thuế thu nhập cá nhân: {rule.percent}% trên phần vượt {format_vnd(rule.free_vnd)} của mỗi giải "
                 f"({facts.tax_law or rule.law})."),
        ),
        signatures=(
            Signature(("NGƯỜI LẬP",), note="(Ký, ghi rõ họ tên)"),
            Signature(("KẾ TOÁN",), note="(Ký, ghi rõ họ tên)"),
            d.signature(facts, "office"),
        ),
        landscape=True,
    )  # fmt: skip


KIND = Kind("danh-sach-ky-nhan", 15, _l("Payment list"), build, waits_decided,
            needs=("place", "authority_name", "office_name", "office_position", "office_signer"), organ="office",
            signed=True)  # fmt: skip
