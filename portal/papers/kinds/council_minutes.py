"""22 · Biên bản họp Hội đồng, 23 · Biên bản kiểm phiếu: every count of every vote (domain/practice 3.9; S003-R19)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _l

from portal.papers import drafting as d
from portal.papers.content import Column, Content, Look, Para, Signature, Table
from portal.papers.registry import Kind
from vietnamese.dates import day_in_words, format_time, local_day

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from portal.papers.content import Block
    from portal.papers.facts import Facts, MeetingFacts

DUTIES = {
    "chair": "Chủ tịch Hội đồng", "vice": "Phó Chủ tịch Hội đồng", "standing": "Ủy viên thường trực",
    "secretary": "Ủy viên, Thư ký Hội đồng", "member": "Ủy viên", "substitute": "Người dự thay",
}  # fmt: skip
MODES = {
    "secret": "bỏ phiếu kín trên hệ thống", "open": "biểu quyết công khai", "printed": "bỏ phiếu kín bằng phiếu giấy",
    "written": "lấy ý kiến bằng văn bản",
}  # fmt: skip
BASES = {"all": "tổng số thành viên Hội đồng", "present": "số thành viên có mặt"}
CHOICES = {"for": "đồng ý", "against": "không đồng ý", "blank": "phiếu trắng"}
COUNTS = (
    Column("TT", 2, "center"), Column("Đối tượng", 9), Column("Phát ra", 3, "center"), Column("Thu về", 3, "center"),
    Column("Hợp lệ", 3, "center"), Column("Không hợp lệ", 3, "center"), Column("Đồng ý", 3, "center"),
    Column("Không đồng ý", 3, "center"), Column("Kết quả", 4, "center"),
)  # fmt: skip
OUTCOMES = {"passed": "Đạt", "failed": "Không đạt", "tie": "Số phiếu bằng nhau", "": "–"}


def each_meeting(facts: Facts) -> tuple[tuple[str, str], ...]:
    """A paper for every meeting that has begun."""
    return tuple((one.key, str(one.told["title"])) for one in facts.meetings)


def each_section(facts: Facts) -> tuple[tuple[str, str], ...]:
    """A paper for every section that is voted on by papers, on screen or in print."""
    return tuple(
        (key, f"{one.told['title']}: {section['award_form']}")
        for one in facts.meetings
        for key, section in one.sections.items()
        if section["mode"] in {"secret", "printed"}
    )


def minutes_wait(facts: Facts) -> str:
    """Until the council's secretary has drafted the minutes."""
    return "" if facts.meeting is not None and facts.meeting.drafted_at is not None else "no_council_minutes"


def count_waits(facts: Facts) -> str:
    """Until every vote of the section is counted."""
    section = facts.meeting.sections.get(facts.subject) if facts.meeting is not None else None
    votes = [one for item in section["items"] for one in item["ballots"]] if section is not None else []
    items = section["items"] if section is not None else []
    done = items and all(item["ballots"] for item in items) and all(one["outcome"] for one in votes)
    return "" if done else "not_all_counted"


def build_minutes(facts: Facts) -> Content:
    """Time, place, who was there and who not, each vote with its counts, conclusion, signatures."""
    here = facts.meeting
    told: Mapping[str, Any] = here.told if here is not None else {}
    blocks: list[Block] = []
    if here is not None and here.began_at is not None:
        blocks += [
            Para(f"Hồi {format_time(here.began_at)}, {day_in_words(local_day(here.began_at))}, tại {told['place']}, "
                 f"{told['council']} tổ chức phiên họp: {told['title']}."),
            *_founded(told),
            Para("I. THÀNH PHẦN", Look.HEADING),
            Para(f"Chủ trì: {told['presided_by']}. Thư ký: {here.secretary}."),
            Para(f"Có mặt: {d.two(told['voters'])}/{d.two(told['members'])} thành viên có quyền bỏ phiếu, bảo đảm số "
                 f"thành viên theo quy định (từ {told['quorum']} tổng số thành viên)."),
            *(Para(f"- {_person(one)};", Look.ITEM) for one in told["present"]),
            *_absent(told),
            Para("II. NỘI DUNG", Look.HEADING),
            *([Para(told["discussion"])] if told["discussion"] else []),
        ]  # fmt: skip
        for at, section in enumerate(told["sections"], start=1):
            blocks += _section(at, section)
        blocks += [
            Para("III. KẾT LUẬN", Look.HEADING),
            Para(told["conclusion"]),
            *_ended(here),
            Para("Mã kiểm của biên bản điện tử (SHA-256):"),
            Para(here.sha256, Look.CENTRED),
        ]
    return Content(
        name="Biên bản họp Hội đồng",
        letterhead=d.head(facts, "authority"),
        title="BIÊN BẢN",
        subject=f"Họp {told.get('council', '')}",
        blocks=tuple(blocks),
        signatures=(
            Signature(("THƯ KÝ",), here.secretary if here else ""),
            Signature(("CHỦ TRÌ",), told.get("presided_by", "")),
        ),
    )


def build_count(facts: Facts) -> Content:
    """Of one section: how it was voted, what passes, the counts, the two tellers."""
    here = facts.meeting
    section = here.sections[facts.subject] if here is not None else None
    blocks: list[Block] = []
    if here is not None and here.began_at is not None and section is not None:
        blocks += [
            Para(f"{day_in_words(local_day(here.began_at)).capitalize()}, tại {here.told['place']}, trong phiên họp "
                 f"“{here.told['title']}” của {here.told['council']}, việc kiểm phiếu được thực hiện như sau:"),
            *_section(1, section),
            Para("Biên bản được lập ngay sau khi kiểm phiếu và thông qua tại phiên họp./."),
        ]  # fmt: skip
    tellers = list(here.told["tellers"]) if here is not None else []
    signs = [Signature(("NGƯỜI KIỂM PHIẾU",), name) for name in tellers] or [
        Signature(("THƯ KÝ",), here.secretary if here else "", "" if here and here.secretary else "(Ký, ghi rõ họ tên)")
    ]
    return Content(
        name="Biên bản kiểm phiếu",
        letterhead=d.head(facts, "authority"),
        title="BIÊN BẢN",
        subject=f"Kiểm phiếu {section['award_form'] if section else ''}",
        blocks=tuple(blocks),
        signatures=tuple(signs),
    )


def _founded(told: Mapping[str, Any]) -> list[Block]:
    return [Para(f"Hội đồng được thành lập theo {told['founded_by']}.")] if told["founded_by"] else []


def _person(one: Mapping[str, Any]) -> str:
    standing = ", ".join(word for word in (one["position"], one["unit"]) if word)
    return f"{one['name']} - {standing} - {DUTIES[one['duty']]}"


def _absent(told: Mapping[str, Any]) -> list[Block]:
    if not told["absent"]:
        return [Para("Vắng mặt: không.")]
    lines = []
    for one in told["absent"]:
        why = f", lý do: {one['reason']}" if one["reason"] else ""
        stand_in = f", {one['represented_by']} dự thay" if one["represented_by"] else ""
        lines.append(Para(f"- {_person(one)}{why}{stand_in};", Look.ITEM))
    return [Para(f"Vắng mặt: {d.two(len(lines))} thành viên."), *lines]


def _section(at: int, section: Mapping[str, Any]) -> list[Block]:
    more = "trên" if section["is_exclusive"] else "từ"
    rest = "" if section["is_exclusive"] else " trở lên"
    places = f" Số lượng được chọn: {d.two(section['places'])}." if section["places"] is not None else ""
    blocks: list[Block] = [
        Para(f"{section['award_form']}", Look.BODY, f"{at}."),
        Para(f"Hình thức: {MODES[section['mode']]}. Đạt khi số đồng ý {more} {section['threshold']}{rest} tính trên "
             f"{BASES[section['base']]}.{places}"),
        Table(COUNTS, tuple(_row(number, item, vote) for number, (item, vote) in enumerate(_votes(section), start=1))),
    ]  # fmt: skip
    for item in section["items"]:
        blocks += [Para(f"- {item['subject']}: {line}.", Look.ITEM) for line in _beside(item)]
    if section["places"] is not None and section["chosen"]:
        blocks.append(Para(f"Được chọn: {'; '.join(section['chosen'])}."))
    if section["reserve"]:
        blocks.append(Para(f"Dự bị theo thứ tự: {'; '.join(section['reserve'])}."))
    return blocks


def _votes(section: Mapping[str, Any]) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    return [(item, vote) for item in section["items"] for vote in item["ballots"]]


def _row(number: int, item: Mapping[str, Any], vote: Mapping[str, Any]) -> tuple[str, ...]:
    subject = item["subject"] + (f" (bỏ phiếu lần {vote['attempt']})" if vote["attempt"] > 1 else "")
    figures = (vote[key] for key in ("issued", "collected", "valid", "invalid", "for", "against"))
    return (str(number), subject, *("–" if one is None else d.two(one) for one in figures), OUTCOMES[vote["outcome"]])


def _beside(item: Mapping[str, Any]) -> list[str]:
    """What else belongs to an item: written opinions, who stepped aside, who voted what by name, the chair's voice."""
    told = [f"{one['name']} không bỏ phiếu (lý do: {one['reason']})" for one in item["recused"]]
    for one in item["opinions"]:
        words = f": {one['words']}" if one["words"] else ""
        told.append(f"ý kiến bằng văn bản của {one['name']} - {CHOICES[one['choice']]}{words}")
    for vote in item["ballots"]:
        if vote["written_for"] or vote["written_against"]:
            told.append(
                f"tính cả ý kiến bằng văn bản: {d.two(vote['written_for'])} đồng ý, "
                f"{d.two(vote['written_against'])} không đồng ý; cần {d.two(vote['needed'])}/{d.two(vote['base'])}"
            )
        if vote["named"]:
            told.append("theo tên: " + ", ".join(f"{one['name']} {CHOICES[one['choice']]}" for one in vote["named"]))
    if item["chair"]:
        told.append(f"người chủ trì {item['chair']['name']} quyết định (lý do: {item['chair']['reason']})")
    return told


def _ended(here: MeetingFacts) -> list[Block]:
    drafted: datetime | None = here.drafted_at
    ended = f"Biên bản lập xong hồi {format_time(drafted)} cùng ngày" if drafted else "Biên bản"
    if drafted and here.began_at and local_day(drafted) != local_day(here.began_at):
        ended = f"Biên bản lập xong hồi {format_time(drafted)}, {day_in_words(local_day(drafted))}"
    return [Para(f"{ended}, đã được các thành viên dự họp thông qua./.")]


NEEDS = ("place", "authority_name")
MINUTES = Kind("bien-ban-hop-hoi-dong", 22, _l("Minutes of a council's meeting"), build_minutes, minutes_wait,
               needs=NEEDS, subjects=each_meeting, signed=True)  # fmt: skip
COUNT = Kind("bien-ban-kiem-phieu", 23, _l("Minutes of the tellers"), build_count, count_waits,
             needs=NEEDS, subjects=each_section, signed=True)  # fmt: skip
