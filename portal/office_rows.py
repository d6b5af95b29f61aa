"""The rows of lists that only the office takes away: results by code, consents, letters, jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request
from flask_babel import gettext as _
from sqlalchemy import select

from judging.enums import ConsentField, Role
from judging.errors import NotFoundError
from judging.ids import ProgrammeID, RoundID
from judging.models.people import Account, Person
from judging.models.units import Unit
from judging.queries.consents import list_person_consents
from judging.queries.publications import list_award_lines
from judging.queries.rounds import OFFICE, get_round
from judging.queries.standings import find_approval, find_closing, find_result
from portal.access import me
from portal.asking import uuid_of
from portal.clock import clock
from portal.display import moment
from portal.forms.consents import CONSENT_WORDS
from portal.job_lists import UNFINISHED, list_jobs
from portal.job_words import RETRYING, STATES, failure_sentence, kind_words
from portal.list_rows import ListTable, all_pages
from portal.mail.kinds import subject_of
from portal.mail_words import MAIL_STATES, REASONS
from portal.records.mails import Mail
from portal.result_pages import shown_result

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.ids import PersonID
    from judging.queries.publications import AwardLine
    from judging.queries.standings import RoundAtHand

JOBS_PER_PAGE = 30


def result_rows(session: Session) -> ListTable:
    """The result of a closed round by code, with the marks of each seat; nobody's name. Raises NotFoundError."""
    at_hand = _round(session, OFFICE)
    kept = find_result(session, at_hand.id)
    if find_closing(session, at_hand.id) is None or kept is None:
        raise NotFoundError("result")
    places = shown_result(at_hand, kept).places
    seats = sorted({seat for one in places for seat, _mark in one.seats})
    marks = [dict(one.seats) for one in places]
    return ListTable(
        (
            _("Place"), _("Code"), _("Category"), *(_("Seat %(number)s", number=one) for one in seats), _("Total"),
            _("Prize"), _("Prize money"),
        ),
        [
            (
                one.rank, one.code, one.category, *(given.get(seat, "") for seat in seats), one.total, one.prize,
                one.amount_vnd,
            )
            for one, given in zip(places, marks, strict=True)
        ],
    )  # fmt: skip


def consent_rows(session: Session) -> ListTable:
    """What each winner lets be public, and since when; nobody before the approval. Raises NotFoundError."""
    at_hand = _round(session, (Role.PUBLISHER,))
    winners: dict[PersonID, AwardLine] = {}
    if find_approval(session, at_hand.programme_id) is not None:
        for line in list_award_lines(session, at_hand):
            winners.setdefault(line.person_id, line)
    holding = list_person_consents(session, ProgrammeID(at_hand.programme_id), list(winners))
    rows: list[tuple[str | int, ...]] = []
    for person_id, line in winners.items():
        held, said = holding[person_id], holding[person_id].statements
        fields = (_("not public") if one in held.withheld else _("may be public") for one in ConsentField)
        last = (moment(said[0].stated_at), said[0].reason or _("own statement")) if said else ("", "")
        rows.append((line.name, line.unit, line.prize, *fields, *last))
    return ListTable(
        (
            _("Author"), _("Unit"), _("Prize"), *(str(CONSENT_WORDS[one]) for one in ConsentField), _("Last stated"),
            _("How it was stated"),
        ),
        rows,
    )  # fmt: skip


def mail_rows(session: Session) -> ListTable:
    """The letters of the last three months: to whom, of what kind, what became of them; no address, no text."""
    wanted = request.args.get("trang-thai", "")
    statement = (
        select(Mail, Person.full_name, Unit.name)
        .join(Account, Account.id == Mail.account_id)
        .join(Person, Person.id == Account.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .order_by(Mail.created_at.desc(), Mail.id)
    )
    if wanted in dict(MAIL_STATES):
        statement = statement.where(Mail.state == wanted)
    words = dict(MAIL_STATES)
    return ListTable(
        (_("Full name"), _("Unit"), _("Letter"), _("State"), _("Reason"), _("Tries"), _("Asked for"), _("Ended")),
        [
            (
                name,
                unit,
                str(subject_of(mail.kind)),
                str(words.get(mail.state, _("given to the mail server"))),
                str(REASONS.get(mail.reason, "")) if mail.reason else "",
                mail.tries,
                moment(mail.created_at),
                _moment(mail.ended_at),
            )
            for mail, name, unit in session.execute(statement)
        ],
    )


def job_rows(session: Session) -> ListTable:
    """The jobs as they are narrowed; what a job works on and the traces of failures stay on the page."""
    state, kind, now = request.args.get("trang-thai", UNFINISHED), request.args.get("loai", ""), clock()

    def load(page: int) -> tuple[Sequence, int]:  # type: ignore[type-arg]  # lines of the query
        found = list_jobs(session, now=now, state=state, kind=kind, page=page)
        return found.lines, found.total

    return ListTable(
        (_("Job"), _("State"), _("Asked for"), _("Age in seconds"), _("Tries"), _("What went wrong")),
        [
            (
                str(kind_words(one.kind)),
                str((RETRYING if one.state == "queued" and one.attempts else STATES[one.state])[0]),
                moment(one.asked_at),
                one.age_seconds,
                one.attempts,
                str(failure_sentence(one.failure)) if one.failure else "",
            )
            for one in all_pages(load, JOBS_PER_PAGE)
        ],
    )


def _round(session: Session, roles: tuple[Role, ...]) -> RoundAtHand:
    round_id = uuid_of("vong")
    if round_id is None:
        raise NotFoundError("round")
    return get_round(session, RoundID(round_id), visible_to=me(), roles=roles)


def _moment(at: datetime | None) -> str:
    return moment(at) if at else ""
