"""1 · Quyết định thành lập Ban Tổ chức."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from portal.papers import drafting as d
from portal.papers.content import Column, Content, Look, Para
from portal.papers.registry import Kind

if TYPE_CHECKING:
    from portal.papers.facts import Facts

COLUMNS = (
    Column("TT", 2, "center"),
    Column("Họ và tên", 9),
    Column("Chức vụ, đơn vị công tác", 12),
    Column("Nhiệm vụ", 7),
)


def waits(facts: Facts) -> str:
    """Until somebody has the duty of the board."""
    return "" if facts.board else "no_board"


def build(facts: Facts) -> Content:
    """The decision with the members in its first article."""
    contest, office = d.contest_name(facts), facts.office["office_name"]
    first, *rest = d.articles(
        f"Thành lập Ban Tổ chức {contest}, gồm các ông (bà) có tên sau:",
        "Ban Tổ chức có nhiệm vụ tổ chức cuộc thi theo kế hoạch đã ban hành; chỉ đạo công tác tiếp nhận, niêm phong, "
        "chấm thi; xét kết quả, đề nghị công nhận kết quả và trao giải; giải quyết kiến nghị liên quan đến cuộc thi. "
        "Ban Tổ chức sử dụng con dấu theo quy định và tự giải thể sau khi hoàn thành nhiệm vụ.",
        "Quyết định này có hiệu lực kể từ ngày ký.",
        f"Chánh Văn phòng, {d.manager(office)}, Thủ trưởng các cơ quan, đơn vị có liên quan và các ông (bà) có tên tại "
        "Điều 1 chịu trách nhiệm thi hành Quyết định này.",
    )
    return Content(
        name="Quyết định thành lập Ban Tổ chức",
        letterhead=d.head(facts, "authority", "QĐ"),
        title="QUYẾT ĐỊNH",
        subject=f"Về việc thành lập Ban Tổ chức {contest}",
        blocks=(
            Para(d.decider(facts), Look.LABEL),
            *d.grounds(facts, f"Theo đề nghị của {d.manager(office)}."),
            Para("QUYẾT ĐỊNH:", Look.ORDER),
            first,
            d.members_table(COLUMNS, facts.board),
            *rest,
        ),
        signatures=(d.signature(facts, "authority"),),
        recipients=d.recipients(facts, "Như Điều 4"),
    )


KIND = Kind(
    key="thanh-lap-ban-to-chuc",
    place=1,
    name=_l("Decision setting up the organising committee"),
    build=build,
    waits=waits,
    needs=("place", "authority_name", "authority_symbol", "authority_position", "authority_signer", "office_name",
           "filed_by", "committee_head"),
    symbol="QĐ",
)  # fmt: skip
