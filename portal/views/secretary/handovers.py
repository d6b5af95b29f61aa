"""The counter: its book, finding the author, writing down what was brought (S001-R19, R24, R36)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.actions.handovers import Brought, Consent, ConsentMissingError, record_handover
from judging.actions.newcomers import Newcomer, add_newcomer
from judging.enums import ConsentForm, HandoverWay, Role
from judging.errors import NotFoundError, RefusedError
from judging.ids import PersonID, ProgrammeID, UnitID
from judging.queries.handovers import (
    counter_role,
    counter_units,
    get_author,
    get_counter,
    list_counter_units,
    list_counters,
    list_handovers,
    search_people,
)
from judging.queries.programmes import find_programme
from portal.access import me, open_to
from portal.bodies import body_up_to
from portal.clock import clock
from portal.db import reading, transaction
from portal.display import moment
from portal.errors import status_of
from portal.exports import as_download, table_workbook
from portal.feedback import said
from portal.forms.handovers import BroughtForm, NewcomerForm
from portal.handover_words import WAYS
from portal.idempotency import find_answer, keep_answer, key_of_request
from portal.joining import draw_staff_code
from portal.paper_scans import MOST_SCAN_BYTES, forget, store_scan
from portal.receipts import CODE_LENGTH, CODE_SIGNS
from portal.refusals import sentence
from portal.views.secretary import bp
from portal.words import ENTRY_STATES
from vietnamese.dates import local_day, to_local

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from judging.queries.handovers import HandoverLine
    from judging.queries.programmes import PlanInForce

SHORTEST_SEARCH = 2
FORM_BYTES = 2**20


@dataclass(frozen=True, slots=True)
class Counter:
    """A counter as its pages know it."""

    plan: PlanInForce
    slug: str

    @property
    def programme_id(self) -> ProgrammeID:
        return self.plan.programme_id


@bp.get("/tiep-nhan")
@open_to(Role.SECRETARY, Role.COORDINATOR)
def counters() -> ResponseReturnValue:
    """The contests at whose counter the viewer stands."""
    return render_template("secretary/counters.html", plans=list_counters(reading(), visible_to=me()))


@bp.get("/tiep-nhan/<slug>")
@open_to(Role.SECRETARY, Role.COORDINATOR)
def handover_book(slug: str) -> ResponseReturnValue:
    """The book of one contest, newest line first."""
    at = counter_of(slug)
    lines = list_handovers(reading(), at.plan, visible_to=me())
    return render_template("secretary/handover_book.html", at=at, lines=lines, ways=WAYS, states=ENTRY_STATES)


@bp.get("/tiep-nhan/<slug>/so.xlsx")
@open_to(Role.SECRETARY, Role.COORDINATOR)
def handover_workbook(slug: str) -> ResponseReturnValue:
    """The book as Excel, in the order of its numbers."""
    at = counter_of(slug)
    lines = list_handovers(reading(), at.plan, visible_to=me())
    headings = [
        _("Number"), _("Arrived at the counter at"), _("Written down at"), _("Author"), _("Unit"), _("How it came"),
        _("Brought by"), _("Copies"), _("Receipt"), _("Remark"),
    ]  # fmt: skip
    data = table_workbook(_("Counter's book"), [str(one) for one in headings], [_row(one) for one in reversed(lines)])
    return as_download(data, f"so-tiep-nhan-{slug}.xlsx")


@bp.get("/tiep-nhan/<slug>/nguoi")
@open_to(Role.SECRETARY, Role.COORDINATOR)
def find_author(slug: str) -> ResponseReturnValue:
    """Whose work it is: searched for in the list of people, or added to it."""
    return _author_page(counter_of(slug), NewcomerForm(formdata=None))


@bp.post("/tiep-nhan/<slug>/nguoi")
@open_to(Role.SECRETARY, Role.COORDINATOR)
def add_author(slug: str) -> ResponseReturnValue:
    """Add somebody whom the list does not know, then write down what he brought."""
    at, form = counter_of(slug), NewcomerForm()
    offer(form, at)
    if not form.validate():
        return _author_page(at, form, status=422)
    key = key_of_request()
    try:
        with transaction() as session:
            answer = find_answer(session, account_id=me().account_id, key=key)
            if answer is None:
                role = counter_role(at.plan, by=me()) or Role.SECRETARY
                person = add_newcomer(
                    session, newcomer_of(form), units=counter_units(at.plan, by=me()), draw=draw_staff_code,
                    actor=me().account_id, role=role.value, now=clock(),
                )  # fmt: skip
                answer = {"person_id": str(person.id)}
                keep_answer(session, account_id=me().account_id, key=key, body=answer, now=clock())
    except NotFoundError:
        raise
    except RefusedError as error:
        return _author_page(at, form, problem=sentence(error), status=status_of(error))
    said(_("The person was added to the list. Now please write down what was brought."))
    return redirect(url_for("secretary.record", slug=slug, person_id=answer["person_id"]))


@bp.get("/tiep-nhan/<slug>/nguoi/<uuid:person_id>")
@open_to(Role.SECRETARY, Role.COORDINATOR)
def record(slug: str, person_id: UUID) -> ResponseReturnValue:
    """The form for one line of the book."""
    at = counter_of(slug)
    person = get_author(reading(), PersonID(person_id), plan=at.plan, visible_to=me())
    form = BroughtForm(formdata=None, data={"brought_by": person.full_name, "arrived": _now_local(),
                                            "brought_phone": person.phone or ""})  # fmt: skip
    return _record_page(at, PersonID(person_id), form)


@bp.post("/tiep-nhan/<slug>/nguoi/<uuid:person_id>")
@open_to(Role.SECRETARY, Role.COORDINATOR)
@body_up_to(lambda _settings: MOST_SCAN_BYTES + FORM_BYTES)
def record_line(slug: str, person_id: UUID) -> ResponseReturnValue:
    """Write the line: number, draft and consent in one transaction; the scan is stored before it."""
    at = counter_of(slug)
    get_author(reading(), PersonID(person_id), plan=at.plan, visible_to=me())
    form = BroughtForm()
    form.offer(at.plan.plan)
    if not form.validate():
        return _record_page(at, PersonID(person_id), form, status=422)
    try:
        handover_id, number = _write(at, PersonID(person_id), form)
    except NotFoundError:
        raise
    except RefusedError as error:
        return _record_page(at, PersonID(person_id), form, problem=sentence(error), status=status_of(error))
    said(_("Written down under number %(number)s. Please print the slip for the bearer.", number=number))
    return redirect(url_for("secretary.handover", handover_id=handover_id))


def counter_of(slug: str) -> Counter:
    """The counter at which the viewer stands, or NotFoundError: another contest's is as if it were not there."""
    programme = find_programme(reading(), slug)
    if programme is None:
        raise NotFoundError("programme")
    return Counter(get_counter(reading(), ProgrammeID(programme.id), visible_to=me()), slug)


def offer(form: NewcomerForm, at: Counter) -> None:
    """What the form of a newcomer offers at this counter."""
    units = list_counter_units(reading(), at.plan, visible_to=me(), today=local_day(clock()))
    form.offer(at.plan.plan, [(str(one.id), one.name) for one in units])


def newcomer_of(form: NewcomerForm) -> Newcomer:
    """As the action takes it."""
    return Newcomer(
        full_name=form.full_name.data or "",
        unit_id=UnitID(UUID(form.unit.data)),
        personnel_kind=form.personnel_kind.data or "",
        position=form.position.data or "",
        phone=form.phone.data or "",
        email=form.email.data or "",
    )


def _write(at: Counter, person_id: PersonID, form: BroughtForm) -> tuple[str, str]:
    """The line's id and number; a repeated request gets the same."""
    key = key_of_request()
    file = request.files.get("consent_scan")
    scan = None
    if form.is_behalf():
        if not form.has_consent() or file is None or not file.filename:
            raise ConsentMissingError
        scan = store_scan(file)
    try:
        with transaction() as session:
            if (answer := find_answer(session, account_id=me().account_id, key=key)) is not None:
                if scan is not None:
                    forget(scan)
                return answer["handover_id"], answer["number"]
            consent = None
            if scan is not None and form.consent_on.data is not None:
                consent = Consent(
                    ConsentForm(form.consent_form.data), form.consent_by.data or "", form.consent_on.data, scan
                )
            row = record_handover(
                session,
                Brought(
                    category_key=form.category.data,
                    way=HandoverWay(form.way.data),
                    brought_by=form.brought_by.data or "",
                    brought_phone=form.brought_phone.data or "",
                    arrival=form.arrival(),
                    note=form.note.data or "",
                    consent=consent,
                ),
                programme_id=at.programme_id,
                author_id=person_id,
                check_code="".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH)),
                by=me(),
                now=clock(),
            )
            body = {"handover_id": str(row.id), "number": row.full_number}
            keep_answer(session, account_id=me().account_id, key=key, body=body, now=clock())
            return body["handover_id"], body["number"]
    except RefusedError:
        if scan is not None:
            forget(scan)
        raise


def _author_page(at: Counter, form: NewcomerForm, *, problem: str = "", status: int = 200) -> ResponseReturnValue:
    search = request.args.get("tim", "").strip()[:100]
    found = []
    if len(search) >= SHORTEST_SEARCH:
        found = search_people(reading(), at.plan, search, visible_to=me())
    offer(form, at)
    return render_template(
        "secretary/find_author.html", at=at, form=form, search=search, found=found, problem=problem
    ), status


def _record_page(
    at: Counter, person_id: PersonID, form: BroughtForm, *, problem: str = "", status: int = 200
) -> ResponseReturnValue:
    form.offer(at.plan.plan)
    person = get_author(reading(), person_id, plan=at.plan, visible_to=me())
    return render_template("secretary/record.html", at=at, person=person, form=form, problem=problem), status


def _now_local() -> object:
    return to_local(clock()).replace(tzinfo=None, second=0, microsecond=0)


def _row(line: HandoverLine) -> list[str]:
    row = line.handover
    return [
        row.full_number, moment(row.arrived_at), moment(row.recorded_at), line.entry.author.full_name,
        line.entry.unit.name, str(WAYS[row.way]), row.brought_by, str(len(row.copies)), line.receipt_number or "",
        row.void_reason or row.note,
    ]  # fmt: skip
