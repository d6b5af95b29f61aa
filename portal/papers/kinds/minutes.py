"""8 · Biên bản chấm thi, 9 · Bảng tổng hợp điểm: of a closed round, by code; names once the codes were opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from judging.spec.words import RemarkEffect
from portal.display import mark
from portal.papers import drafting as d
from portal.papers.content import Column, Content, Look, Para, Signature, Table
from portal.papers.registry import Kind, each_round
from vietnamese.dates import day_in_words, format_moment, format_time, local_day

if TYPE_CHECKING:
    from portal.papers.content import Block
    from portal.papers.facts import Facts, Member, RoundFacts

REMARKED = (
    Column("Mã phách", 4, "center"),
    Column("Điểm lần đầu", 4, "center"),
    Column("Điểm phúc khảo", 4, "center"),
    Column("Điểm được tính", 4, "center"),
)
EFFECTS = {
    RemarkEffect.REPLACES: "điểm phúc khảo thay điểm lần đầu",
    RemarkEffect.TOGETHER: "điểm phúc khảo được tính chung với điểm lần đầu",
    RemarkEffect.IF_DIFFERS: "điểm phúc khảo chỉ thay điểm lần đầu khi chênh lệch đủ lớn",
}
STEPS = {"close": "đóng vòng chấm", "remark": "đóng vòng chấm phúc khảo", "publish": "công bố kết quả"}
RESULT = (
    Column("Hạng", 2, "center"),
    Column("Mã phách", 4, "center"),
    Column("Thể loại", 4),
    Column("Điểm của giám khảo", 7),
    Column("Điểm kết quả", 3, "center"),
    Column("Xếp giải", 4, "center"),
)


def waits(facts: Facts) -> str:
    """Until the round is closed and its result computed."""
    return "" if facts.round and facts.round.closed_at and facts.round.places else "not_closed"


def build_minutes(facts: Facts) -> Content:
    """Time, who was there, what was marked, how equal totals were settled, the result by code, signatures."""
    here = facts.round
    contest = d.contest_name(facts)
    blocks: list[Block] = []
    if here is not None and here.closed_at is not None:
        day = local_day(here.closed_at)
        blocks += [
            Para(f"Hồi {format_time(here.closed_at)}, {day_in_words(day)}, Ban Giám khảo {contest} lập biên bản chấm "
                 f"thi "
                 f"({here.name}) như sau:"),
            Para("I. THÀNH PHẦN", Look.HEADING),
            *(Para(f"{at}. {member.name} - {member.standing} - {member.duty};", Look.ITEM)
              for at, member in enumerate(_people(facts, here), start=1)),
            Para("II. CÁCH CHẤM", Look.HEADING),
            Para("Giám khảo chấm độc lập trên bài dự thi đã đánh mã phách, không biết tác giả và đơn vị; phiếu chấm "
                 "được khóa trước khi tổng hợp. Kết quả được tính hai lần bằng hai chương trình độc lập và trùng "
                 "khớp."),
            Para(f"Số bài dự thi được chấm: {d.two(len(here.places))}. Số phiếu chấm: {d.two(len(here.sheets))}."),
            *_remarks(here),
            Para("III. KẾT QUẢ", Look.HEADING),
            _result(here),
            *(Para(f"- {' '.join(one)}", Look.ITEM) for one in here.ties),
            *(Para(f"- {d.capital(d.prize_words(prize))}: {why}.", Look.ITEM) for prize, why in here.vacancies),
            *_decided(here),
            *_remarked(facts, here),
            Para("Mã kết quả (SHA-256):"),
            Para(here.result_sha256, Look.CENTRED),
            Para("Biên bản được các thành viên thống nhất thông qua và lập thành 02 bản có giá trị như nhau./."),
        ]  # fmt: skip
    return Content(
        name="Biên bản chấm thi",
        letterhead=d.head(facts, "committee"),
        title="BIÊN BẢN",
        subject=f"Chấm thi {contest}",
        blocks=tuple(blocks),
        signatures=(_secretary(facts), _head(here)),
    )


def _people(facts: Facts, here: RoundFacts) -> tuple[Member, ...]:
    return (*(member for _, member in here.seats), *facts.secretaries)


def _remarks(here: RoundFacts) -> list[Block]:
    told: list[Block] = []
    for one in here.overrides:
        told.append(Para(f"Hồi {format_moment(one.at)}, {one.by} {STEPS[one.step]} khi còn nội dung chưa đạt, với lý "
                         f"do: {one.reason.rstrip('.')}."))  # fmt: skip
        if one.step == "close":
            told += [Para(f"- {lacking}", Look.ITEM) for lacking in here.missing]
    if here.unmarked:
        told.append(Para(f"Bài không có phiếu chấm, không xếp hạng: {', '.join(here.unmarked)}."))
    if typed := [f"{one.code} (giám khảo số {one.seat})" for one in here.sheets if one.is_from_paper]:
        told.append(Para(f"Số phiếu nhập từ phiếu giấy, hai người nhập độc lập, có bản quét: {d.two(len(typed))}, gồm "
                         f"phiếu của mã phách {', '.join(typed)}."))  # fmt: skip
    for lead, lines in (
        ("Điều chỉnh kế hoạch sau khi mở vòng chấm:", here.amendments),
        ("Thay đổi danh sách bài sau khi niêm phong:", here.changes),
    ):
        told += [Para(lead), *(Para(f"- {one}", Look.ITEM) for one in lines)] if lines else []
    return told


def _remarked(facts: Facts, here: RoundFacts) -> list[Block]:
    """Old and new totals of what was marked anew on request, by code; whoever marked it is not named."""
    rule = facts.plan.remarking
    if not here.remarked or rule is None:
        return []
    how = EFFECTS[rule.effect] + (f" (từ {mark(rule.limit)} điểm)" if rule.limit is not None else "")
    return [
        Para("IV. PHÚC KHẢO", Look.HEADING),
        Para(f"Bài được chấm lại theo yêu cầu của tác giả, dưới mã phách mới, mỗi bài do {d.two(rule.markers)} giám "
             f"khảo chưa chấm bài đó chấm độc lập và không biết điểm cũ. Theo kế hoạch, {how}. Kết quả ở mục III đã "
             f"tính theo điểm sau phúc khảo."),
        Table(REMARKED, tuple((one.code, one.before or "–", one.new, one.after) for one in here.remarked)),
    ]  # fmt: skip


def _decided(here: RoundFacts) -> list[Block]:
    """What the board decided about the prizes themselves, with its reasons."""
    if not here.decisions:
        return []
    told = [Para(f"- {one}", Look.ITEM) for one in here.decisions]
    return [Para("Ban Tổ chức quyết định về cơ cấu giải:"), *told]


def _result(here: RoundFacts) -> Table:
    rows = tuple(
        (str(one.rank), one.code, d.capital(one.category), "; ".join(f"ghế {seat}: "
                                                                     f"{total}" for seat, total in one.seats),
         one.total, d.capital(d.prize_words(one.prize)) if one.prize else "")
        for one in here.places
    )  # fmt: skip
    return Table(RESULT, rows)


def _secretary(facts: Facts) -> Signature:
    return Signature(("THƯ KÝ",), facts.office["secretary_head"])


def _head(here: RoundFacts | None) -> Signature:
    heads = [member.name for _, member in (here.seats if here else ()) if member.duty == "Trưởng ban"]
    return Signature(
        ("TM. BAN GIÁM KHẢO", "TRƯỞNG BAN"), heads[0] if heads else "", "" if heads else "(Ký, ghi rõ họ tên)"
    )


def build_summary(facts: Facts) -> Content:
    """The marks of every judge side by side, best first."""
    here = facts.round
    seats = sorted({seat for one in (here.places if here else ()) for seat, _ in one.seats})
    columns = (
        Column("Hạng", 2, "center"), Column("Mã phách", 4, "center"), Column("Thể loại", 4),
        *(Column(f"Giám khảo {seat}", 3, "center") for seat in seats),
        Column("Điểm kết quả", 3, "center"), Column("Tác giả", 6), Column("Đơn vị", 6), Column("Xếp giải", 4, "center"),
    )  # fmt: skip
    rows = tuple(
        (str(one.rank), one.code, d.capital(one.category), *(dict(one.seats).get(seat, "–") for seat in seats),
         one.total, one.name, one.unit, d.capital(d.prize_words(one.prize)) if one.prize else "")
        for one in (here.places if here else ())
    )  # fmt: skip
    return Content(
        name="Bảng tổng hợp điểm",
        letterhead=d.head(facts, "committee"),
        title="BẢNG TỔNG HỢP ĐIỂM",
        subject=f"{d.capital(d.contest_name(facts))} – {here.name if here else ''}",
        blocks=(Table(columns, rows),),
        signatures=(_secretary(facts), _head(here)),
        landscape=True,
    )


NEEDS = ("place", "authority_name", "committee_name", "secretary_head")
MINUTES = Kind("bien-ban-cham-thi", 8, _l("Minutes of marking"), build_minutes, waits, needs=NEEDS, organ="committee",
               subjects=each_round, signed=True)  # fmt: skip
SUMMARY = Kind("bang-tong-hop-diem", 9, _l("Summary of marks"), build_summary, waits, needs=NEEDS, organ="committee",
               subjects=each_round, signed=True)  # fmt: skip
