"""3 · Thông báo phát động và thể lệ, from the plan in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from judging.spec.unknown import is_known
from judging.spec.words import MilestoneKind, WorkForm
from portal.deadline_words import deadline_sentence
from portal.papers import drafting as d
from portal.papers.content import Column, Content, Look, Para, Table
from portal.papers.registry import Kind, always
from vietnamese.dates import format_duration
from vietnamese.money import format_vnd
from vietnamese.numbers import format_number

if TYPE_CHECKING:
    from judging.spec.categories import Category
    from judging.spec.quotas import Bounds
    from portal.papers.content import Block
    from portal.papers.facts import Facts


def build(facts: Facts) -> Content:
    """Theme, who may enter, what a work looks like, when, how it is marked, what can be won, where to ask."""
    plan, contest = facts.plan, d.contest_name(facts)
    theme = f"Chủ đề: {plan.theme}." if plan.theme else "Chủ đề theo kế hoạch của cuộc thi."
    parts: tuple[tuple[str, tuple[Block, ...]], ...] = (
        ("CHỦ ĐỀ, NỘI DUNG", (Para(theme), *(Para(f"- {d.capital(one.text)}", Look.ITEM) for one in plan.topics))),
        ("ĐỐI TƯỢNG DỰ THI", _who(facts)),
        ("THỂ LOẠI, YÊU CẦU ĐỐI VỚI BÀI DỰ THI", _works(facts)),
        ("THỜI GIAN", _times(facts)),
        ("CHẤM THI", _marking(facts)),
        ("GIẢI THƯỞNG", _prizes(facts)),
        ("GIẢI ĐÁP", _contacts(facts)),
    )
    blocks: list[Block] = [
        *d.grounds(facts, *d.board_decision(facts)),
        Para(f"{d.capital(d.organ_name(facts, 'committee'))} thông báo phát động và thể lệ {contest} như sau:"),
    ]
    for number, (name, inside) in enumerate((part for part in parts if part[1]), start=1):
        blocks += [Para(f"{_ROMAN[number - 1]}. {name}", Look.HEADING), *inside]
    blocks.append(Para("Ban Tổ chức trân trọng thông báo để các cơ quan, đơn vị, cá nhân biết và tham gia cuộc thi./."))
    return Content(
        name="Thông báo phát động và thể lệ cuộc thi",
        letterhead=d.head(facts, "committee", "TB"),
        title="THÔNG BÁO",
        subject=f"Về việc phát động và thể lệ {contest}",
        blocks=tuple(blocks),
        signatures=(d.signature(facts, "committee"),),
        recipients=d.recipients(facts),
    )


_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")


def _who(facts: Facts) -> tuple[Para, ...]:
    told = facts.plan.eligibility
    people = ", ".join(one.name for one in told.personnel_kinds)
    units = "; ".join(one.name for one in told.unit_kinds)
    lines = [f"- Người dự thi: {people}."] if people else []
    lines += [f"- Đơn vị tham gia: {units}."] if units else []
    least = facts.plan.entering.per_unit.minimum
    lines += [f"- Mỗi đơn vị gửi ít nhất {d.two(least)} bài dự thi."] if least else []
    most = facts.plan.entering.per_author
    if is_known(most) and most.maximum:
        lines.append(f"- Mỗi tác giả gửi không quá {d.two(most.maximum)} bài dự thi.")
    lines.append("- Thành viên Ban Tổ chức, Ban Giám khảo, Tổ thư ký không tham gia dự thi.")
    return tuple(Para(line, Look.ITEM) for line in lines)


def _works(facts: Facts) -> tuple[Para, ...]:
    lines = [f"- {d.capital(one.name)}: {'; '.join(_demands(one))}." for one in facts.plan.categories]
    lines += [f"- {one.text}" for one in facts.plan.entering.declarations]
    return tuple(Para(line, Look.ITEM) for line in lines)


def _demands(category: Category) -> list[str]:
    told = []
    if category.chu is not None:
        told.append(f"độ dài {_span(category.chu, lambda n: f'{format_number(n)} chữ')}")
    if category.seconds is not None:
        told.append(f"thời lượng {_span(category.seconds, format_duration)}")
    if category.form is WorkForm.ESSAY and category.machine_typed:
        told.append("đánh máy")
    told += ["khổ giấy A4"] if category.a4 else []
    told += ["có đánh số trang"] if category.page_numbers else []
    if category.cover_fields:
        told.append("bìa ghi " + ", ".join(one.label for one in category.cover_fields))
    told += [f"nộp trên {category.medium}"] if category.medium else []
    return told or ["theo kế hoạch của cuộc thi"]


def _span(bounds: Bounds, words: object) -> str:
    said = words if callable(words) else str
    if bounds.minimum is not None and bounds.maximum is not None:
        return f"từ {said(bounds.minimum)} đến {said(bounds.maximum)}"
    return f"không quá {said(bounds.maximum)}" if bounds.maximum is not None else f"ít nhất {said(bounds.minimum)}"


_MOMENTS = (
    (MilestoneKind.ENTRIES_OPEN, "Nhận bài dự thi", True),
    (MilestoneKind.AUTHORS_CLOSE, "Tác giả nộp bài về đơn vị", False),
    (MilestoneKind.ENTRIES_CLOSE, "Bài dự thi đến Ban Tổ chức", False),
    (MilestoneKind.RESULTS_BY, "Công bố kết quả", False),
    (MilestoneKind.AWARDS_BY, "Trao giải", False),
)


def _times(facts: Facts) -> tuple[Para, ...]:
    lines = []
    for kind, words, begins in _MOMENTS:
        deadline = facts.plan.find_milestone(kind)
        if deadline is not None and is_known(deadline):
            lines.append(Para(f"- {words}: {deadline_sentence(deadline, begins=begins)}.", Look.ITEM))
    return tuple(lines)


def _marking(facts: Facts) -> tuple[Block, ...]:
    said = Para("Bài dự thi được đánh mã phách; giám khảo chấm độc lập, không biết tác giả và đơn vị.")
    rubrics: list[Block] = [said]
    for rubric in facts.plan.rubrics:
        rows = tuple((str(at), one.name, format_number(one.maximum)) for at, one in enumerate(rubric.criteria, start=1))
        columns = (Column("TT", 1, "center"), Column("Tiêu chí", 9), Column("Điểm tối đa", 2, "center"))
        rubrics.append(Table(columns, rows, ("", "Tổng điểm", format_number(rubric.scale))))
    return tuple(rubrics)


def _prizes(facts: Facts) -> tuple[Block, ...]:
    rows = []
    for ladder in facts.plan.ladders:
        for tier in ladder.tiers:
            count = _quota(tier.count.minimum, tier.count.maximum) if is_known(tier.count) else "Ban Tổ chức quyết định"
            money = format_vnd(tier.amount_vnd) if is_known(tier.amount_vnd) else "Ban Tổ chức quyết định"
            rows.append((ladder.name, d.capital(d.prize_words(tier.name)), count, money))
    columns = (
        Column("Cơ cấu", 5),
        Column("Giải", 4),
        Column("Số lượng", 3, "center"),
        Column("Tiền thưởng mỗi giải", 4, "right"),
    )
    return (Table(columns, tuple(rows)),) if rows else ()


def _quota(minimum: int | None, maximum: int | None) -> str:
    if minimum is not None and maximum is not None and minimum != maximum:
        return f"{d.two(minimum)} đến {d.two(maximum)}"
    least = maximum if maximum is not None else minimum
    return d.two(least) if least is not None else "theo kế hoạch"


def _contacts(facts: Facts) -> tuple[Para, ...]:
    told = facts.plan.contacts
    lines = []
    for one in told if is_known(told) else ():
        parts = [one.office, one.name or "", f"điện thoại {one.phone}" if one.phone else "", one.email or ""]
        lines.append(Para(f"- {', '.join(part for part in parts if part)}.", Look.ITEM))
    lines.append(Para(f"- Địa chỉ dự thi trực tuyến: {facts.base_url}.", Look.ITEM))
    return tuple(lines)


KIND = Kind(
    key="thong-bao-phat-dong",
    place=3,
    name=_l("Announcement and rules"),
    build=build,
    waits=always,
    needs=("place", "authority_name", "committee_name", "committee_symbol", "committee_head", "filed_by"),
    organ="committee",
    symbol="TB",
)
