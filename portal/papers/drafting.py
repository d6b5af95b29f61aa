"""The phrases that papers share: letterhead, signature, grounds, recipients; each built from the facts."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from portal.papers.content import DAY, NUMBER, Letterhead, Look, Para, Signature, Table
from portal.papers.office import head_lines, written_out
from vietnamese.dates import format_day
from vietnamese.money import amount_in_words
from vietnamese.numbers import format_number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portal.papers.content import Column
    from portal.papers.facts import Facts, Member
    from portal.papers.office import Organ


def contest_name(facts: Facts) -> str:
    """The contest in running text: the plan's title without the verb that opens it.

    `Tổ chức cuộc thi tuyên truyền …` → `cuộc thi tuyên truyền …`.
    """
    title = re.sub(r"(?i)^(kế hoạch\s+)?(tổ chức|phát động)\s+", "", facts.plan.title.strip())
    return re.sub(r"^Cuộc thi\b", "cuộc thi", title)


def organ_name(facts: Facts, organ: Organ) -> str:
    """The organ in running text."""
    return facts.office[f"{organ}_name"]


def symbol_of(facts: Facts, organ: Organ, kind: str) -> str:
    """`QĐ-UBND`; of a letter (công văn) the organ first: `UBND-NV`."""
    own = facts.office[f"{organ}_symbol"]
    return f"{own}-{facts.office['filed_by']}" if kind == "CV" else f"{kind}-{own}"


def number_words(facts: Facts, organ: Organ, kind: str) -> str:
    """`05/QĐ-UBND`; the number is filled in when the paper is drawn."""
    return f"{NUMBER}/{symbol_of(facts, organ, kind)}"


def head(facts: Facts, organ: Organ, kind: str = "", *, about: str = "", dated: bool = True) -> Letterhead:
    """The letterhead of an organ; without a `kind` there is no number."""
    name = facts.office[f"{organ}_name"]
    if organ == "authority":
        first, second = head_lines(name)
        upper, own = (first, second) if second else (facts.office["authority_upper"], first)
        if facts.office["authority_upper"] and second:
            upper, own = facts.office["authority_upper"], name
    else:
        upper = short(facts.office["authority_name"] if organ == "committee" else _upper_of_office(facts))
        own = name
    return Letterhead(
        organ=own,
        upper=upper,
        number=f"Số: {number_words(facts, organ, kind)}" if kind else "",
        place_and_day=place_and_day(facts) if dated else "",
        about=about,
    )


def short(organ: str) -> str:
    """`UBND huyện Đakrông`: above another organ's name the letterhead abbreviates."""
    return re.sub(r"(?i)^(ủy ban nhân dân|uỷ ban nhân dân)\b", "UBND", organ)


def _upper_of_office(facts: Facts) -> str:
    return facts.office["office_upper"] or facts.office["authority_name"]


def place_and_day(facts: Facts) -> str:
    """`Đakrông, ngày 05 tháng 01 năm 2026`; the day is filled in when the paper is drawn."""
    return f"{facts.office['place']}, {DAY}"


def signature(facts: Facts, organ: Organ) -> Signature:
    """Who signs for an organ."""
    if organ == "committee":
        return Signature(("TM. BAN TỔ CHỨC", "TRƯỞNG BAN"), facts.office["committee_head"])
    if organ == "office":
        return Signature((facts.office["office_position"].upper(),), facts.office["office_signer"])
    lines = (facts.office["authority_sign"], facts.office["authority_position"])
    return Signature(tuple(line.upper() for line in lines if line), facts.office["authority_signer"])


def recipients(facts: Facts, *first: str) -> tuple[str, ...]:
    """`- Như Điều 3;`, whoever the office always names, `- Lưu: VT, NV.`."""
    return sent_to(facts, *first, *(one.rstrip(";.") for one in facts.office.lines("recipients")))


def sent_to(facts: Facts, *named: str) -> tuple[str, ...]:
    """Only to those named, and filed."""
    filed = ", ".join(one for one in ("VT", facts.office["filed_by"]) if one)
    return (*(f"- {one};" for one in named), f"- Lưu: {filed}.")


def grounds(facts: Facts, *further: str) -> tuple[Para, ...]:
    """The grounds (căn cứ), each a line in italics: the office's own, the plan, and what this paper adds."""
    plan = facts.plan.document
    number = f" số {plan.number}" if plan.number else ""
    day = f" {format_day(plan.issued_on)}" if isinstance(plan.issued_on, date) else ""
    lines = [
        *facts.office.lines("legal_bases"),
        f"Căn cứ {plan.doc_type}{number}{day} của {written_out(plan.issuer)} về việc {_lower_first(facts.plan.title)}",
        *further,
    ]
    cleaned = [line.rstrip(" ;,.") for line in lines]
    return tuple(Para(f"{line}{';' if at < len(cleaned) - 1 else '.'}", Look.BASIS) for at, line in enumerate(cleaned))


def decider(facts: Facts) -> str:
    """The line in capitals that opens a decision: the body where it is signed in its name (TM.), else its chair."""
    if facts.office["authority_sign"].upper().startswith("TM."):
        return facts.office["authority_name"].upper()
    return chair(facts)


def chair(facts: Facts) -> str:
    """`CHỦ TỊCH ỦY BAN NHÂN DÂN HUYỆN ĐAKRÔNG`."""
    position = re.sub(r"(?i)^(q\.|quyền|kt\.)\s*", "", facts.office["authority_position"]).strip()
    return f"{position} {facts.office['authority_name']}".upper()


def manager(office: str) -> str:
    """`Trưởng phòng Nội vụ` of `Phòng Nội vụ`; `Thủ trưởng …` of any other office."""
    return f"Trưởng p{office[1:]}" if office.startswith("Phòng ") else f"Thủ trưởng {office}"


def board_decision(facts: Facts) -> tuple[str, ...]:
    """The ground that the organising committee was set up, once it was."""
    found = facts.issued.get("thanh-lap-ban-to-chuc")
    if found is None:
        return ()
    contest = contest_name(facts)
    return (f"Căn cứ Quyết định số {found.number} {format_day(found.day)} về việc thành lập Ban Tổ chức {contest}",)


def articles(*texts: str) -> tuple[Para, ...]:
    """Điều 1., Điều 2. …; the last ends with `./.`."""
    last = len(texts)
    return tuple(
        Para(f"{text.rstrip('.')}./." if at == last else text, lead=f"Điều {at}.")
        for at, text in enumerate(texts, start=1)
    )


def members_table(columns: tuple[Column, ...], members: Iterable[Member]) -> Table:
    """A list of members: number, name, position and unit, duty."""
    rows = tuple((str(at), one.name, one.standing, one.duty) for at, one in enumerate(members, start=1))
    return Table(columns, rows)


def vnd(amount: int) -> str:
    """`2.000.000`, for a column that says đồng in its heading."""
    return format_number(amount)


def in_words(amount: int) -> str:
    """`(Bằng chữ: Hai triệu đồng)`."""
    return f"(Bằng chữ: {amount_in_words(amount)})"


def attached(facts: Facts, organ: Organ, kind: str, type_name: str) -> str:
    """The line below the title of a list that goes with a paper."""
    return f"(Kèm theo {type_name} số {number_words(facts, organ, kind)} {DAY} của {organ_name(facts, organ)})"


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def prize_words(name: str) -> str:
    """`giải Nhất` of a tier that the plan calls `Nhất`."""
    return name if name.lower().startswith("giải") else f"giải {name}"


def capital(text: str) -> str:
    """With a capital first letter."""
    return text[:1].upper() + text[1:]


def two(number: int) -> str:
    """`05`: counts in running text carry a zero below ten."""
    return f"{number:02d}"


def based_on(facts: Facts, key: str, about: str) -> tuple[str, ...]:
    """The ground that another paper of the contest was issued; nothing while it was not."""
    found = facts.issued.get(key)
    return (f"Căn cứ {about} số {found.number} {format_day(found.day)}",) if found else ()


def place_and_day_of(facts: Facts, day: date) -> str:
    """The place with a day that is known already."""
    return f"{facts.office['place']}, {format_day(day)}"
