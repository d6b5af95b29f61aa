"""10 · Tờ trình and 11 · Quyết định công nhận kết quả và trao giải, 16 · Thông báo kết quả: one list of winners."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from portal.papers import drafting as d
from portal.papers.content import Appendix, Block, Column, Content, Look, Para, Table
from portal.papers.registry import Kind
from vietnamese.money import format_vnd

if TYPE_CHECKING:
    from portal.papers.facts import Facts

COLUMNS = (
    Column("TT", 3, "center"),
    Column("Họ và tên", 7),
    Column("Đơn vị", 7),
    Column("Tên bài dự thi", 9),
    Column("Thể loại", 4),
    Column("Giải", 4, "center"),
    Column("Tiền thưởng (đồng)", 5, "right"),
)


def waits_opened(facts: Facts) -> str:
    """Until the codes were matched and somebody holds a prize."""
    if not any(one.is_opened for one in facts.rounds):
        return "not_opened"
    return "" if facts.winners else "no_winners"


def waits_approved(facts: Facts) -> str:
    """Until the board approved exactly this result."""
    return waits_opened(facts) or ("" if facts.is_approved else "not_approved")


def winners_table(facts: Facts) -> Table:
    """The winners in the order of the ladders."""
    rows = tuple(
        (str(at), one.name, one.unit, one.title, d.capital(one.category), d.capital(d.prize_words(one.prize)),
         d.vnd(one.amount_vnd))
        for at, one in enumerate(facts.winners, start=1)
    )  # fmt: skip
    return Table(COLUMNS, rows, ("", "Tổng cộng", "", "", "", "", d.vnd(facts.total_vnd)))


def build_submission(facts: Facts) -> Content:
    """From the committee to the organ that decides."""
    contest = d.contest_name(facts)
    return Content(
        name="Tờ trình công nhận kết quả",
        letterhead=d.head(facts, "committee", "TTr"),
        title="TỜ TRÌNH",
        subject=f"Về việc công nhận kết quả và trao giải {contest}",
        blocks=(
            Para(f"Kính gửi: {d.organ_name(facts, 'authority')}", Look.ADDRESS),
            *d.grounds(facts, *d.board_decision(facts)),
            Para(f"Cuộc thi đã tiếp nhận {d.two(facts.entries)} bài dự thi của {d.two(facts.units)} đơn vị. Ban Giám "
                 f"khảo đã "
                 f"chấm độc lập trên mã phách; Ban Tổ chức đã ghép phách, xét kết quả và thống nhất trình công nhận "
                 f"{d.two(len(facts.winners))} giải như sau:"),
            winners_table(facts),
            Para(f"Tổng số tiền thưởng: {format_vnd(facts.total_vnd)} {d.in_words(facts.total_vnd)}."),
            *_decided(facts),
            Para(f"Ban Tổ chức kính trình {d.organ_name(facts, 'authority')} xem xét, quyết định./."),
        ),
        signatures=(d.signature(facts, "committee"),),
        recipients=d.recipients(facts, "Như trên"),
    )  # fmt: skip


def _decided(facts: Facts) -> list[Block]:
    """How the numbers of prizes came about, where the plan left them to the committee."""
    told: list[Block] = [Para(f"- {one}", Look.ITEM) for here in facts.rounds for one in here.decisions]
    told += [
        Para(f"- {d.capital(d.prize_words(prize))}: {why}.", Look.ITEM)
        for here in facts.rounds
        for prize, why in here.vacancies
    ]
    return [Para("Ban Tổ chức đã quyết định về cơ cấu giải:"), *told] if told else []


def build_decision(facts: Facts) -> Content:
    """The decision; its list goes with it as an appendix."""
    contest, office = d.contest_name(facts), facts.office["office_name"]
    finance = facts.office["finance_name"]
    return Content(
        name="Quyết định công nhận kết quả và trao giải",
        letterhead=d.head(facts, "authority", "QĐ"),
        title="QUYẾT ĐỊNH",
        subject=f"Về việc công nhận kết quả và trao giải {contest}",
        blocks=(
            Para(d.decider(facts), Look.LABEL),
            *d.grounds(
                facts,
                *d.board_decision(facts),
                *(d.based_on(facts, "to-trinh-ket-qua", "Tờ trình")
                  or (f"Theo đề nghị của {d.organ_name(facts, 'committee')}",)),
            ),
            Para("QUYẾT ĐỊNH:", Look.ORDER),
            *d.articles(
                f"Công nhận kết quả và trao {d.two(len(facts.winners))} giải {contest} cho các cá nhân có tên trong "
                f"danh sách "
                "kèm theo.",
                f"Tổng số tiền thưởng là {format_vnd(facts.total_vnd)} {d.in_words(facts.total_vnd)}, chi từ kinh "
                f"phí của "
                "cuộc thi theo quy định.",
                "Quyết định này có hiệu lực kể từ ngày ký.",
                f"Chánh Văn phòng, {d.manager(office)}, {d.manager(finance)}, Trưởng Ban Tổ chức cuộc thi, Thủ "
                f"trưởng các cơ "
                "quan, đơn vị có liên quan và các cá nhân có tên tại Điều 1 chịu trách nhiệm thi hành Quyết định này.",
            ),
        ),
        signatures=(d.signature(facts, "authority"),),
        recipients=d.recipients(facts, "Như Điều 4"),
        appendices=(
            Appendix(
                "DANH SÁCH",
                f"Cá nhân đạt giải {contest}",
                d.attached(facts, "authority", "QĐ", "Quyết định"),
                (winners_table(facts),),
                landscape=True,
            ),
        ),
    )  # fmt: skip


def build_notice(facts: Facts) -> Content:
    """What every unit is told."""
    contest = d.contest_name(facts)
    grounds = d.based_on(facts, "quyet-dinh-ket-qua", "Quyết định công nhận kết quả và trao giải")
    return Content(
        name="Thông báo kết quả",
        letterhead=d.head(facts, "committee", "TB"),
        title="THÔNG BÁO",
        subject=f"Kết quả {contest}",
        blocks=(
            *d.grounds(facts, *grounds),
            Para(f"{d.organ_name(facts, 'committee')} thông báo kết quả như sau:"),
            winners_table(facts),
            Para(f"Kết quả và cách kiểm chứng được công bố tại {facts.base_url}. Ý kiến về kết quả gửi về Ban Tổ chức "
                 "theo thời hạn trong kế hoạch."),
            Para("Ban Tổ chức thông báo để các cơ quan, đơn vị, cá nhân biết./."),
        ),
        signatures=(d.signature(facts, "committee"),),
        recipients=d.recipients(facts),
    )  # fmt: skip


def waits_decided(facts: Facts) -> str:
    """Until the decision on the results has its number."""
    return waits_approved(facts) or ("" if "quyet-dinh-ket-qua" in facts.issued else "no_decision")


COMMITTEE = ("place", "authority_name", "committee_name", "committee_symbol", "committee_head", "filed_by")
SUBMISSION = Kind("to-trinh-ket-qua", 10, _l("Submission of the results"), build_submission, waits_opened,
                  needs=COMMITTEE, organ="committee", symbol="TTr")  # fmt: skip
DECISION = Kind("quyet-dinh-ket-qua", 11, _l("Decision on results and prizes"), build_decision, waits_approved,
                needs=("place", "authority_name", "authority_symbol", "authority_position", "authority_signer",
                       "office_name", "finance_name", "filed_by", "committee_name"), symbol="QĐ")  # fmt: skip
NOTICE = Kind("thong-bao-ket-qua", 16, _l("Notice of the results"), build_notice, waits_decided, needs=COMMITTEE,
              organ="committee", symbol="TB")  # fmt: skip
