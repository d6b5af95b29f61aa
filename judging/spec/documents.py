"""The signed document that a programme comes from, and what it rests on."""

from dataclasses import dataclass
from datetime import date

from judging.spec.deadlines import RelativeDay
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
    `remarks` are contradictions in the document that a person must know of; nothing is repaired in silence.
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


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """A document on which the plan rests (căn cứ)."""

    number: str
    doc_type: str
    issuer: str
    issued_on: date | None = None
    subject: str | None = None
