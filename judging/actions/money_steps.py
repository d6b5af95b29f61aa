"""What every step about money has in common: who did it in which duty, the paper that it rests on, its line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from judging.actions.history import record
from judging.errors import AlreadyDoneError, MissingReasonError, RefusedError, SamePersonError
from judging.models.estimates import Estimate, MoneyStep
from judging.models.payments import Payment, PaymentList
from judging.queries.estimates import list_steps

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from judging.actions.papers import StoredFile
    from judging.enums import Role
    from judging.rules.viewers import Viewer

SIGNED = "signed_paper"
"""The act of sending a decision that was signed on paper: it waits until another person compared the scan."""


class NoScanError(RefusedError):
    """A decision on paper needs the scan of that paper."""

    code = "scan_missing"


class PaperNumberDiffersError(RefusedError):
    """What was typed is not the number under which the scan was sent."""

    code = "paper_number_differs"


@dataclass(frozen=True, slots=True)
class OnPaper:
    """The paper that a step rests on: its number and day as printed on it, and its scan where there is one."""

    number: str = ""
    on: date | None = None
    scan: StoredFile | None = None


@dataclass(frozen=True, slots=True)
class Doing:
    """Who acts, in which duty, when."""

    by: Viewer
    role: Role
    now: datetime


NO_PAPER = OnPaper()


def add_step(
    session: Session,
    about: Estimate | PaymentList | Payment,
    act: str,
    *,
    doing: Doing,
    paper: OnPaper = NO_PAPER,
    reason: str = "",
    **facts: object,
) -> MoneyStep:
    """Keep the step beside its subject and ask for its line of the history.

    `facts` are ids and sums, never numbers that name a person or an account.
    """
    session.flush()
    noun = {Estimate: "estimate", PaymentList: "payment_list", Payment: "payment"}[type(about)]
    subject = {
        "estimate_id": about.id if noun == "estimate" else None,
        "list_id": about.id if noun == "payment_list" else None,
        "payment_id": about.id if noun == "payment" else None,
    }
    row = MoneyStep(
        **subject,
        position=len(list_steps(session, **subject)) + 1,
        act=act,
        done_by=doing.by.account_id,
        role=doing.role.value,
        at=doing.now,
        reason=reason.strip(),
        paper_number=paper.number,
        paper_on=paper.on,
    )
    if paper.scan is not None:
        row.scan_key, row.scan_sha256 = paper.scan.key, paper.scan.sha256
        row.scan_type, row.scan_bytes = paper.scan.media_type, paper.scan.size_bytes
    session.add(row)
    session.flush()
    told = {"reason": reason.strip()} if reason.strip() else {}
    if paper.number:
        told["paper"] = paper.number
    if paper.scan is not None:
        told["scan"] = paper.scan.sha256
    record(
        session,
        at=doing.now,
        actor=doing.by.account_id,
        role=doing.role.value,
        action=f"{noun}.{act}",
        subject=f"{noun}:{about.id}",
        **told,
        **facts,
    )
    return row


def require_reason(reason: str) -> str:
    """The reason, tidied. Raises MissingReasonError."""
    if not reason.strip():
        raise MissingReasonError
    return reason.strip()


def require_scan(paper: OnPaper) -> None:
    """Raises NoScanError when the paper has no scan or no number."""
    if paper.scan is None or not paper.number.strip():
        raise NoScanError


def confirm_step(step: MoneyStep | None, *, typed: str, doing: Doing) -> MoneyStep:
    """Another person than who sent the scan has compared it, and types the number that stands on it.

    Raises AlreadyDoneError where nothing waits, SamePersonError, PaperNumberDiffersError.
    """
    if step is None or step.confirmed_at is not None:
        raise AlreadyDoneError
    if step.done_by == doing.by.account_id:
        raise SamePersonError
    if "".join(typed.split()).casefold() != "".join(step.paper_number.split()).casefold():
        raise PaperNumberDiffersError
    step.confirmed_by, step.confirmed_at = doing.by.account_id, doing.now
    return step


def waiting_signature(steps: list[MoneyStep]) -> MoneyStep | None:
    """The decision on paper that waits to be compared: the last step, where it is one and nobody confirmed it."""
    last = steps[-1] if steps else None
    return last if last is not None and last.act == SIGNED and last.confirmed_at is None else None
