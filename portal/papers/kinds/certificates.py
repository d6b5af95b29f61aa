"""12 · Giấy chứng nhận and giấy khen, all of a contest at once, each with the QR of its public verification."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from judging.queries.revocations import REVOCATION_PAPER
from portal.papers import drafting as d
from portal.papers.content import Certificate, Content, Signature
from portal.papers.kinds.results import waits_decided
from portal.papers.kinds.revocations import each_revocation
from portal.papers.registry import Kind
from vietnamese.dates import format_day

if TYPE_CHECKING:
    from portal.papers.facts import Facts, Reference, Winner

DECISION = "quyet-dinh-ket-qua"
UNCODED = "–"


def build(facts: Facts) -> Content:
    """One for each award in the order of the decision; that order is its number in the golden book."""
    return Content(
        name="Giấy chứng nhận, giấy khen",
        certificates=tuple(
            _certificate(facts, one, at, facts.issued[DECISION]) for at, one in enumerate(facts.winners, start=1)
        ),
        landscape=True,
    )


def build_further(facts: Facts) -> Content:
    """After a correction: for those who hold a prize without a certificate in force; the book's numbers go on."""
    decision = facts.issued[f"{REVOCATION_PAPER}/{facts.subject}"]
    return Content(
        name="Giấy chứng nhận, giấy khen sau điều chỉnh",
        certificates=tuple(
            _certificate(facts, one, at, decision)
            for at, one in enumerate(facts.uncertified, start=facts.last_book_number + 1)
        ),
        landscape=True,
    )


def waits_corrected(facts: Facts) -> str:
    """Until the decision on the revocation has its number and somebody holds a prize without a certificate."""
    if f"{REVOCATION_PAPER}/{facts.subject}" not in facts.issued:
        return waits_decided(facts) or "no_revocation_paper"
    return waits_decided(facts) or ("" if facts.uncertified and facts.last_book_number else "all_certified")


def _certificate(facts: Facts, one: Winner, number: int, decision: Reference) -> Certificate:
    praised = "giấy khen" in one.certificate.lower()
    code = facts.codes.get(one.award_id, UNCODED)
    authority = facts.office["authority_position"].upper()
    signature = (
        Signature((authority,), facts.office["authority_signer"])
        if praised
        else Signature(("TM. BAN TỔ CHỨC", "TRƯỞNG BAN"), facts.office["committee_head"])
    )
    return Certificate(
        giver=d.chair(facts) if praised else d.organ_name(facts, "committee").upper(),
        kind="GIẤY KHEN" if praised else "GIẤY CHỨNG NHẬN",
        recipient=f"Ông (Bà) {one.name}",
        place=", ".join(part for part in (one.position, one.unit) if part),
        merit=(f"Đạt {d.prize_words(one.prize)} {d.contest_name(facts)}", f"với tác phẩm “{one.title}”"),
        decision=f"Quyết định số {decision.number}, {format_day(decision.day)}",
        book_number=f"Số sổ vàng: {d.two(number)}",
        place_and_day=d.place_and_day_of(facts, decision.day),
        signature=signature,
        code=code,
        address=f"{facts.base_url}/xac-minh/giay/{code}" if code != UNCODED else f"{facts.base_url}/xac-minh",
        award=str(one.award_id),
    )


KIND = Kind("giay-chung-nhan", 12, _l("Certificates of all winners"), build, waits_decided,
            needs=("place", "authority_name", "authority_position", "authority_signer", "committee_name",
                   "committee_head"), organ="committee", signed=True)  # fmt: skip
FURTHER = Kind("giay-chung-nhan-bo-sung", 12, _l("Certificates after a correction"), build_further, waits_corrected,
               needs=KIND.needs, organ="committee", signed=True, subjects=each_revocation)  # fmt: skip
