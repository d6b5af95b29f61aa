"""26 · Báo cáo tổng kết: how many entered, how the form was verified, what was given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from judging.enums import EntryState
from portal.papers import drafting as d
from portal.papers.content import Column, Content, Look, Para, Table
from portal.papers.kinds.results import COMMITTEE, waits_approved, winners_table
from portal.papers.registry import Kind
from vietnamese.money import format_vnd

if TYPE_CHECKING:
    from portal.papers.facts import Facts

COLUMNS = (
    Column("Thể loại", 6),
    Column("Số bài nhận", 3, "center"),
    Column("Hợp lệ", 3, "center"),
    Column("Không hợp lệ, bị loại", 4, "center"),
    Column("Chưa kết luận", 3, "center"),
)
VALID = {EntryState.VALID.value, EntryState.SEALED.value}
OUT = {EntryState.REJECTED.value, EntryState.DISQUALIFIED.value}


def build(facts: Facts) -> Content:
    """From the record, for the organ that decided."""
    contest = d.contest_name(facts)
    judges = len({member.name for one in facts.rounds for _, member in one.seats})
    return Content(
        name="Báo cáo tổng kết",
        letterhead=d.head(facts, "committee", "BC"),
        title="BÁO CÁO",
        subject=f"Tổng kết {contest}",
        blocks=(
            Para(f"Kính gửi: {d.organ_name(facts, 'authority')}", Look.ADDRESS),
            Para("I. CÔNG TÁC TỔ CHỨC", Look.HEADING),
            Para(f"Ban Tổ chức gồm {d.two(len(facts.board))} thành viên, Tổ thư ký {d.two(len(facts.secretaries))} "
                 f"thành viên, "
                 f"Ban Giám khảo {d.two(judges)} thành viên. Bài dự thi được tiếp nhận có phiếu, kiểm tra thể thức, "
                 f"đánh mã "
                 "phách và chấm độc lập."),
            Para("II. BÀI DỰ THI", Look.HEADING),
            Para(f"Có {d.two(facts.entries)} bài dự thi của {d.two(facts.units)} đơn vị:"),
            _counts(facts),
            Para("III. KẾT QUẢ", Look.HEADING),
            Para(f"Có {d.two(len(facts.winners))} giải được trao, tổng số tiền thưởng {format_vnd(facts.total_vnd)} "
                 f"{d.in_words(facts.total_vnd)}:"),
            winners_table(facts),
            Para(f"Trên đây là báo cáo tổng kết {contest}./."),
        ),
        signatures=(d.signature(facts, "committee"),),
        recipients=d.recipients(facts, "Như trên"),
    )  # fmt: skip


def _counts(facts: Facts) -> Table:
    rows = []
    for category in facts.plan.categories:
        own = {state: count for (key, state), count in facts.counts.items() if key == category.key}
        valid = sum(count for state, count in own.items() if state in VALID)
        out = sum(count for state, count in own.items() if state in OUT)
        everything = sum(own.values())
        rows.append((d.capital(category.name), everything, valid, out, everything - valid - out))
    total = ("Tổng cộng", *(sum(int(row[at]) for row in rows) for at in range(1, 5)))
    return Table(COLUMNS, tuple(tuple(str(cell) for cell in row) for row in rows), tuple(str(cell) for cell in total))


KIND = Kind(
    "bao-cao-tong-ket", 26, _l("Final report"), build, waits_approved, needs=COMMITTEE, organ="committee", symbol="BC"
)
