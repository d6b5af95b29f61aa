"""11 · Quyết định thu hồi giải thưởng, loại bài dự thi và điều chỉnh kết quả: one for each decision of the board."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from judging.queries.revocations import REVOCATION_PAPER
from judging.rules.revocations import MovesUp
from portal.papers import drafting as d
from portal.papers.content import Appendix, Content, Look, Para
from portal.papers.kinds.results import winners_table
from portal.papers.registry import Kind

if TYPE_CHECKING:
    from portal.papers.facts import Facts, RevocationFacts


def each_revocation(facts: Facts) -> tuple[tuple[str, str], ...]:
    """A paper for each decision in force."""
    return tuple((one.key, f"{one.code} – {one.name}") for one in facts.revocations)


def waits(facts: Facts) -> str:
    """Until the board has decided."""
    return "" if facts.revocation is not None else "no_revocation"


def build(facts: Facts) -> Content:
    """What is revoked, why, what becomes of the prize, and the list as it is from now on."""
    one, contest, office = facts.revocation, d.contest_name(facts), facts.office["office_name"]
    if one is None:
        raise KeyError(facts.subject)
    subject = f"Về việc {_act(one)} {contest}"
    lists_winners = bool(one.prize and facts.winners)
    executed = (
        f"Chánh Văn phòng, {d.manager(office)}, {d.manager(facts.office['finance_name'])}, Trưởng Ban Tổ chức cuộc "
        "thi, Thủ trưởng các cơ quan, đơn vị có liên quan và cá nhân có tên tại Điều 1 chịu trách nhiệm thi hành Quyết "
        "định này."
    )
    texts = [_first(one, contest)]
    if one.prize:
        texts += [_moved(one, has_list=lists_winners), _returned()]
    texts += ["Quyết định này có hiệu lực kể từ ngày ký.", executed]
    return Content(
        name="Quyết định thu hồi giải thưởng và điều chỉnh kết quả",
        letterhead=d.head(facts, "authority", "QĐ"),
        title="QUYẾT ĐỊNH",
        subject=subject,
        blocks=(
            Para(d.decider(facts), Look.LABEL),
            *d.grounds(
                facts,
                *d.board_decision(facts),
                *d.based_on(facts, "quyet-dinh-ket-qua", "Quyết định công nhận kết quả và trao giải"),
                f"Theo đề nghị của {d.organ_name(facts, 'committee')}",
            ),
            Para("QUYẾT ĐỊNH:", Look.ORDER),
            *d.articles(*texts),
        ),
        signatures=(d.signature(facts, "authority"),),
        recipients=d.recipients(facts, f"Như Điều {len(texts)}"),
        appendices=(
            Appendix(
                "DANH SÁCH",
                f"Cá nhân đạt giải {contest} sau điều chỉnh",
                d.attached(facts, "authority", "QĐ", "Quyết định"),
                (winners_table(facts),),
                landscape=True,
            ),
        )
        if lists_winners
        else (),
    )


def _act(one: RevocationFacts) -> str:
    if one.is_disqualified and one.prize:
        return "loại bài dự thi, thu hồi giải thưởng và điều chỉnh kết quả"
    return "loại bài dự thi khỏi" if one.is_disqualified else "thu hồi giải thưởng và điều chỉnh kết quả"


def _first(one: RevocationFacts, contest: str) -> str:
    who = f"ông (bà) {one.name}, {one.unit}"
    work = f"bài dự thi “{one.title}” (mã phách {one.code})"
    reason = one.reason.rstrip(" .;")
    prize = d.prize_words(one.prize)
    if not one.is_disqualified:
        return f"Thu hồi {prize} {contest} của {who} đối với {work}. Lý do: {reason}."
    taken = f" và thu hồi {prize} đã trao" if one.prize else ""
    return f"Loại {work} của {who} khỏi {contest}{taken}. Lý do: {reason}."


def _moved(one: RevocationFacts, *, has_list: bool) -> str:
    listed = " Danh sách cá nhân đạt giải sau điều chỉnh kèm theo Quyết định này." if has_list else ""
    if one.moves_up == MovesUp.NEXT.value:
        return f"Điều chỉnh kết quả: giải bị thu hồi được trao cho bài xếp kế tiếp theo thứ hạng đã công nhận.{listed}"
    return f"Điều chỉnh kết quả: giải bị thu hồi để trống, các giải khác giữ nguyên.{listed}"


def _returned() -> str:
    return (
        "Giấy chứng nhận đã cấp cho giải bị thu hồi không còn giá trị. Cá nhân có tên tại Điều 1 nộp lại giấy chứng "
        "nhận và tiền thưởng đã nhận theo quy định."
    )


KIND = Kind(REVOCATION_PAPER, 11, _l("Decision on a revocation"), build, waits,
            needs=("place", "authority_name", "authority_symbol", "authority_position", "authority_signer",
                   "office_name", "finance_name", "filed_by", "committee_name"), symbol="QĐ",
            subjects=each_revocation)  # fmt: skip
