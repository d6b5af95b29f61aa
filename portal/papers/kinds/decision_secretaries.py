"""2 · Quyết định thành lập Tổ thư ký."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from portal.papers import drafting as d
from portal.papers.content import Content, Look, Para
from portal.papers.kinds.decision_board import COLUMNS
from portal.papers.registry import Kind

if TYPE_CHECKING:
    from portal.papers.facts import Facts


def waits(facts: Facts) -> str:
    """Until somebody has the duty of the secretary."""
    return "" if facts.secretaries else "no_secretary"


def build(facts: Facts) -> Content:
    """The decision with the group in its first article."""
    contest, office = d.contest_name(facts), facts.office["office_name"]
    first, *rest = d.articles(
        f"Thành lập Tổ thư ký giúp việc Ban Tổ chức {contest}, gồm các ông (bà) có tên sau:",
        "Tổ thư ký có nhiệm vụ giúp Ban Tổ chức tiếp nhận bài dự thi, lập sổ tiếp nhận; đánh mã phách, niêm phong và "
        "giao bài cho Ban Giám khảo; tổng hợp điểm, ghép phách, dự thảo các văn bản của cuộc thi; giữ bí mật thông tin "
        "theo quy định. Thành viên Tổ thư ký không chấm thi và không dự thi. Tổ thư ký tự giải thể sau khi hoàn thành "
        "nhiệm vụ.",
        "Quyết định này có hiệu lực kể từ ngày ký.",
        f"Chánh Văn phòng, {d.manager(office)}, Trưởng Ban Tổ chức cuộc thi và các ông (bà) có tên tại Điều 1 chịu "
        "trách nhiệm thi hành Quyết định này.",
    )
    return Content(
        name="Quyết định thành lập Tổ thư ký",
        letterhead=d.head(facts, "authority", "QĐ"),
        title="QUYẾT ĐỊNH",
        subject=f"Về việc thành lập Tổ thư ký {contest}",
        blocks=(
            Para(d.decider(facts), Look.LABEL),
            *d.grounds(facts, *d.board_decision(facts), f"Theo đề nghị của {d.manager(office)}."),
            Para("QUYẾT ĐỊNH:", Look.ORDER),
            first,
            d.members_table(COLUMNS, facts.secretaries),
            *rest,
        ),
        signatures=(d.signature(facts, "authority"),),
        recipients=d.recipients(facts, "Như Điều 4"),
    )


KIND = Kind(
    key="thanh-lap-to-thu-ky",
    place=2,
    name=_l("Decision setting up the secretaries' group"),
    build=build,
    waits=waits,
    needs=("place", "authority_name", "authority_symbol", "authority_position", "authority_signer", "office_name",
           "filed_by", "secretary_head"),
    symbol="QĐ",
)  # fmt: skip
