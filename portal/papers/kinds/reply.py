"""27 · Công văn trả lời kiến nghị: a letter for each answered case, from the case itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from portal.papers import drafting as d
from portal.papers.content import Content, Look, Para
from portal.papers.registry import Kind
from vietnamese.dates import format_day

if TYPE_CHECKING:
    from portal.papers.facts import Facts


def subjects(facts: Facts) -> tuple[tuple[str, str], ...]:
    """The cases that were answered."""
    return tuple((one.key, one.number) for one in facts.cases)


def waits(facts: Facts) -> str:
    """Never: there is a letter only where there is an answer."""
    return "" if facts.case else "no_answer"


def build(facts: Facts) -> Content:
    """What was asked, when it came, and the answer."""
    case, contest = facts.case, d.contest_name(facts)
    about = f"V/v trả lời đơn số {case.number if case else ''}"
    committee = d.organ_name(facts, "committee")
    answer = [line.strip() for line in (case.answer if case else "").splitlines() if line.strip()]
    return Content(
        name="Công văn trả lời kiến nghị",
        letterhead=d.head(facts, "committee", "CV", about=about),
        blocks=(
            Para(f"Kính gửi: Ông (Bà) {case.name if case else ''}", Look.ADDRESS),
            Para(f"{d.capital(format_day(case.received_on)) if case else ''}, {committee} nhận được đơn số "
                 f"{case.number if case else ''} của Ông (Bà) về việc “{case.title if case else ''}” liên quan đến "
                 f"{contest}. "
                 f"Sau khi xem xét, {committee} trả lời như sau:"),
            *(Para(line) for line in answer),
            Para(f"{committee} trả lời để Ông (Bà) được biết./."),
        ),
        signatures=(d.signature(facts, "committee"),),
        recipients=d.sent_to(facts, "Như trên"),
    )  # fmt: skip


KIND = Kind("tra-loi-kien-nghi", 27, _l("Reply to a petition"), build, waits,
            needs=("place", "authority_name", "committee_name", "committee_symbol", "committee_head", "filed_by"),
            organ="committee", symbol="CV", subjects=subjects)  # fmt: skip
