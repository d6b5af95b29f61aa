"""The signed document that a programme comes from, and what it rests on."""

from dataclasses import dataclass
from datetime import date

from judging.spec.campaign_words import BasisRole
from judging.spec.deadlines import RelativeDay
from judging.spec.unknown import Unknown
from judging.spec.words import Legibility


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed. `authority` is the prefix above the position: TM., KT., TL., TUQ."""

    name: str
    position: str
    authority: str | None = None


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """The plan as a paper.

    `number` is the whole number and symbol when it can be read; `number_as_read` what the eye sees when not.
    `issued_on_as_read`, `issued_year` and `issued_month` are what is left of a day that is not fully written
    ("ngày tháng 3 năm 2023"). `remarks` are contradictions in the document that a person must know of; nothing is
    repaired in silence.
    """

    doc_type: str
    issuer: str
    number: str | None = None
    number_status: Legibility = Legibility.KNOWN
    number_as_read: str | None = None
    symbol: str | None = None
    place: str | None = None
    issued_on: date | RelativeDay | None = None
    issued_on_status: Legibility = Legibility.KNOWN
    signer: Signer | None = None
    recipients: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    issued_on_as_read: str | None = None
    issued_year: int | None = None
    issued_month: int | None = None


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """A document on which the plan rests (căn cứ), which it carries out (a higher plan), or which it only cites.

    `role` None is BASIS. `other_dates` are other days of issue that the same plan gives it, `other_numbers` other
    ways in which it writes its number: contradictions are kept and shown, never settled in silence. `replaced_by`
    is the number of the document that took its place.
    """

    number: str
    doc_type: str
    issuer: str | Unknown
    issued_on: date | None = None
    subject: str | None = None
    role: BasisRole | None = None
    other_dates: tuple[date, ...] | None = None
    other_numbers: tuple[str, ...] | None = None
    replaced_by: str | None = None

    @property
    def known_issuer(self) -> str:
        """Who issued it, as far as the plan says so; empty where it does not."""
        return self.issuer if isinstance(self.issuer, str) else ""
