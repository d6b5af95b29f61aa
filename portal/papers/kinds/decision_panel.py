"""2 · Quyết định thành lập Ban Giám khảo. It names the judges: secretary and board alone read it before the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from portal.papers import drafting as d
from portal.papers.content import Content, Look, Para
from portal.papers.kinds.decision_board import COLUMNS
from portal.papers.registry import Kind, each_round

if TYPE_CHECKING:
    from portal.papers.facts import Facts


def waits(facts: Facts) -> str:
    """Until the panel of the round has judges."""
    return "" if facts.round and facts.round.seats else "no_panel"


def build(facts: Facts) -> Content:
    """The decision with the panel in its first article."""
    contest, office = d.contest_name(facts), facts.office["office_name"]
    seats = facts.round.seats if facts.round else ()
    first, *rest = d.articles(
        f"Thành lập Ban Giám khảo {contest}, gồm các ông (bà) có tên sau:",
        "Ban Giám khảo có nhiệm vụ chấm bài dự thi theo thang điểm của cuộc thi; chấm độc lập trên mã phách, bảo đảm "
        "khách quan, công bằng, giữ bí mật điểm số và danh tính cho đến khi công bố kết quả; lập biên bản chấm thi và "
        "chịu trách nhiệm về kết quả chấm. Ban Giám khảo tự giải thể sau khi hoàn thành nhiệm vụ.",
        "Quyết định này có hiệu lực kể từ ngày ký.",
        f"Chánh Văn phòng, {d.manager(office)}, Trưởng Ban Tổ chức cuộc thi và các ông (bà) có tên tại Điều 1 chịu "
        "trách nhiệm thi hành Quyết định này.",
    )
    return Content(
        name="Quyết định thành lập Ban Giám khảo",
        letterhead=d.head(facts, "authority", "QĐ"),
        title="QUYẾT ĐỊNH",
        subject=f"Về việc thành lập Ban Giám khảo {contest}",
        blocks=(
            Para(d.decider(facts), Look.LABEL),
            *d.grounds(facts, *d.board_decision(facts), f"Theo đề nghị của {d.manager(office)}."),
            Para("QUYẾT ĐỊNH:", Look.ORDER),
            first,
            d.members_table(COLUMNS, [member for _, member in seats]),
            *rest,
        ),
        signatures=(d.signature(facts, "authority"),),
        recipients=d.recipients(facts, "Như Điều 4"),
    )


KIND = Kind(
    key="thanh-lap-ban-giam-khao",
    place=2,
    name=_l("Decision setting up the judging panel"),
    build=build,
    waits=waits,
    needs=("place", "authority_name", "authority_symbol", "authority_position", "authority_signer", "office_name",
           "filed_by"),
    symbol="QĐ",
    subjects=each_round,
)  # fmt: skip
