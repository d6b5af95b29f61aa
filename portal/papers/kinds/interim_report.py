"""26 · Báo cáo sơ kết: how a contest stands on a day while it runs, and what the clerk says to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from portal.papers import drafting as d
from portal.papers.content import Column, Content, Look, Para, Table
from portal.papers.interim import INTERIM_REPORT
from portal.papers.kinds.results import COMMITTEE
from portal.papers.registry import Ask, Kind, always
from vietnamese.dates import format_day

if TYPE_CHECKING:
    from portal.papers.content import Block
    from portal.papers.facts import Facts

PROBLEMS, ADVICE = "vuong-mac", "kien-nghi"
_HINT = _l("A paragraph on each line; the paper says so where there are none.")
UNITS = (
    Column("TT", 1, "center"),
    Column("Đơn vị", 8),
    Column("Số bài đã gửi", 4, "center"),
    Column("Còn thiếu so với kế hoạch", 4, "center"),
)
VERDICTS = (
    Column("Thể loại", 5),
    Column("Trong giới hạn", 3, "center"),
    Column("Sát giới hạn", 3, "center"),
    Column("Ngoài giới hạn", 3, "center"),
    Column("Chưa xác định", 3, "center"),
)
MILESTONES = (
    Column("Mốc thời gian", 4),
    Column("Thời hạn", 6),
    Column("Tình trạng", 3, "center"),
    Column("Việc còn lại", 5),
)


def subjects(facts: Facts) -> tuple[tuple[str, str], ...]:
    """One after the other: the next one begins when the last one has its number."""
    last = facts.interims
    return tuple((str(number), f"lần {number}") for number in range(1, last + 1))


def build(facts: Facts) -> Content:
    """From what is counted today, for the organ that decided; without marks, codes or names of authors."""
    contest, told = d.contest_name(facts), facts.interim
    until = format_day(facts.today)
    return Content(
        name="Báo cáo sơ kết",
        letterhead=d.head(facts, "committee", "BC"),
        title="BÁO CÁO",
        subject=f"Sơ kết {contest} (tính đến {until})",
        blocks=(
            Para(f"Kính gửi: {d.organ_name(facts, 'authority')}", Look.ADDRESS),
            Para("I. ĐƠN VỊ THAM GIA", Look.HEADING),
            Para(f"Tính đến {until}, có {d.two(told.taking_part)} trong tổng số {d.two(len(told.units))} đơn vị "
                 f"đã gửi bài dự thi; {d.organ_name(facts, 'committee')} tiếp nhận {d.two(facts.entries)} bài."),
            *_table(UNITS, tuple((str(at), *row) for at, row in enumerate(told.units, start=1))),
            *_owing(facts),
            Para("II. BÀI DỰ THI", Look.HEADING),
            Para("1. Số bài theo thể loại và chủ đề:"),
            *_table(_works_columns(facts), told.works),
            Para("2. Kết quả đo độ dài, thời lượng và thể thức theo kế hoạch:"),
            *_table(VERDICTS, _capitals(told.verdicts)),
            Para("III. TIẾN ĐỘ SO VỚI KẾ HOẠCH", Look.HEADING),
            *_table(MILESTONES, told.milestones),
            Para(_kept(facts)),
            Para("IV. KHÓ KHĂN, VƯỚNG MẮC", Look.HEADING),
            *(Para(f"- {d.capital(words)}: {d.two(count)}.", Look.ITEM) for words, count in told.waits),
            *_typed(facts, PROBLEMS, "" if told.waits else "Không có khó khăn, vướng mắc lớn."),
            Para("V. KIẾN NGHỊ, ĐỀ XUẤT", Look.HEADING),
            *_typed(facts, ADVICE, "Không có kiến nghị."),
            Para(f"Trên đây là báo cáo sơ kết {contest}./."),
        ),
        signatures=(d.signature(facts, "committee"),),
        recipients=d.recipients(facts, "Như trên"),
    )  # fmt: skip


def _table(columns: tuple[Column, ...], rows: tuple[tuple[str, ...], ...]) -> tuple[Block, ...]:
    return (Table(columns, rows),) if rows else (Para("Chưa có."),)


def _works_columns(facts: Facts) -> tuple[Column, ...]:
    """Topics, and a column for each category of the plan."""
    return (Column("Chủ đề", 9), *(Column(d.capital(one.name), 3, "center") for one in facts.plan.categories))


def _capitals(rows: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    return tuple((d.capital(row[0]), *row[1:]) for row in rows)


def _owing(facts: Facts) -> tuple[Para, ...]:
    """Who has not sent what the plan asks; nothing is said where it asks nothing."""
    least = facts.plan.entering.per_unit.minimum
    if not least:
        return ()
    names = facts.interim.owing
    if not names:
        return (Para(f"Các đơn vị đã gửi đủ số bài tối thiểu theo kế hoạch ({d.two(least)} bài)."),)
    return (Para(f"Còn {d.two(len(names))} đơn vị chưa gửi đủ {d.two(least)} bài theo kế hoạch: {', '.join(names)}."),)


def _kept(facts: Facts) -> str:
    late = facts.interim.late
    return f"Các mốc bị chậm: {'; '.join(late)}." if late else "Các mốc đã đến hạn đều được thực hiện đúng kế hoạch."


def _typed(facts: Facts, key: str, otherwise: str) -> tuple[Para, ...]:
    """The clerk's own paragraphs, one for each line that was typed."""
    lines = [line.strip() for line in facts.values.get(key, "").splitlines() if line.strip()]
    return tuple(Para(line) for line in lines or ([otherwise] if otherwise else []))


KIND = Kind(
    key=INTERIM_REPORT,
    place=26,
    name=_l("Interim report"),
    build=build,
    waits=always,
    needs=COMMITTEE,
    organ="committee",
    symbol="BC",
    subjects=subjects,
    asks=(
        Ask(PROBLEMS, _l("Difficulties, besides those that the portal counts"), long=True, optional=True, hint=_HINT),
        Ask(ADVICE, _l("Recommendations"), long=True, optional=True, hint=_HINT),
    ),
)
