"""My entries: the list, beginning one, and the task list of one."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from judging.actions.entries import discard_changes, start_entry, withdraw_entry
from judging.errors import RefusedError
from judging.ids import EntryID, ProgrammeID
from judging.queries.entries import get_own_entry, list_own_entries, list_versions, own_cover_values
from judging.queries.own_results import has_own_result
from judging.queries.payments import list_own_payments
from judging.queries.programmes import get_programme, list_plans_in_force, plan_in_force
from judging.queries.recoveries import list_own_recoveries
from judging.queries.remarkings import find_remark_offer
from judging.queries.suspicions import list_own_suspicions
from judging.queries.votes import list_polls
from judging.rules.deadlines import author_window, is_open
from judging.rules.entry_texts import differences
from judging.spec.words import ProgrammeKind
from portal.access import me, open_to_signed_in
from portal.acting import my_hand
from portal.clock import arrived_at, clock
from portal.db import reading, transaction
from portal.entry_pages import load_entry
from portal.entry_words import told_differences
from portal.feedback import said
from portal.film_help import film_sizes
from portal.forms.entries import start_form, version_of_request
from portal.idempotency import find_answer, keep_answer, key_of_request
from portal.measured_words import limits_in_words
from portal.refusals import sentence
from portal.views.entrant import bp
from portal.views.entrant.tasks import tasks_of
from portal.voter_pages import shown_poll
from portal.words import ENTRY_STATES

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue


@bp.get("/bai-du-thi")
@open_to_signed_in()
def entries() -> ResponseReturnValue:
    """The viewer's entries, and the contests that take entries now."""
    session = reading()
    now = arrived_at()
    return render_template(
        "entrant/entries.html",
        lines=list_own_entries(session, visible_to=me()),
        words=ENTRY_STATES,
        polls=[shown_poll(one, now=now) for one in list_polls(session, visible_to=me())],
        contests=[
            (plan, author_window(plan.plan).closes_at)
            for plan in list_plans_in_force(session, states=("issued", "open"), kind=ProgrammeKind.CONTEST)
            if is_open(author_window(plan.plan), now)
        ],
    )


@bp.route("/cuoc-thi/<slug>/du-thi", methods=["GET", "POST"])
@open_to_signed_in()
def start(slug: str) -> ResponseReturnValue:
    """Choose a category; what helps to know before writing or filming stands here."""
    session = reading()
    plan = plan_in_force(session, ProgrammeID(get_programme(session, slug).id))
    form = start_form(plan.plan)
    problem, status = "", 200
    if form.validate_on_submit():
        try:
            return redirect(url_for("entrant.entry", entry_id=_begin(plan.programme_id, form.category.data)))
        except RefusedError as error:
            problem, status = sentence(error), 422
    elif form.is_submitted():
        status = 422
    return render_template(
        "entrant/start.html",
        form=form,
        plan=plan,
        problem=problem,
        closes_at=author_window(plan.plan).closes_at,
        categories=[(one, limits_in_words(one), film_sizes(one.seconds)) for one in plan.plan.categories],
    ), status


def _begin(programme_id: ProgrammeID, category_key: str) -> EntryID:
    key = key_of_request()
    with transaction() as session:
        if answer := find_answer(session, account_id=me().account_id, key=key):
            return EntryID(answer["entry_id"])
        entry = start_entry(
            session,
            plan=plan_in_force(session, programme_id),
            category_key=category_key,
            cover=own_cover_values(session, me().person_id),
            by=me(),
            arrived_at=arrived_at(),
        )
        body = {"entry_id": str(entry.id)}
        keep_answer(session, account_id=me().account_id, key=key, body=body, now=arrived_at())
        return EntryID(entry.id)


@bp.get("/bai-du-thi/<uuid:entry_id>")
@open_to_signed_in()
def entry(entry_id: UUID) -> ResponseReturnValue:
    """The task list of one entry."""
    page = load_entry(reading(), EntryID(entry_id))
    asked = list_own_suspicions(reading(), EntryID(entry_id))
    return render_template(
        "entrant/entry.html",
        page=page,
        tasks=tasks_of(page),
        limits=limits_in_words(page.category),
        asked=asked,
        remarking=find_remark_offer(reading(), page.entry, page.plan, now=clock()),
        has_result=has_own_result(reading(), page.entry),
        has_payment=bool(list_own_payments(reading(), page.entry) or list_own_recoveries(reading(), page.entry)),
    )


@bp.post("/bai-du-thi/<uuid:entry_id>/rut")
@open_to_signed_in()
def withdraw(entry_id: UUID) -> ResponseReturnValue:
    """Take an entry back for good."""
    with transaction() as session:
        found = get_own_entry(session, EntryID(entry_id), visible_to=me())
        withdraw_entry(
            session,
            entry_id=EntryID(entry_id),
            version=version_of_request(),
            plan=plan_in_force(session, found.programme_id),
            by=me(),
            arrived_at=arrived_at(),
        )
    said(_("The entry is withdrawn. What you had handed in stays in the record."))
    return redirect(url_for("entrant.entries"))


@bp.post("/bai-du-thi/<uuid:entry_id>/bo-thay-doi")
@open_to_signed_in()
def discard(entry_id: UUID) -> ResponseReturnValue:
    """Drop what was changed since handing in."""
    with transaction() as session:
        discard_changes(
            session,
            entry_id=EntryID(entry_id),
            version=version_of_request(),
            by=my_hand(entry_id),
            arrived_at=arrived_at(),
        )
    said(_("The changes are dropped. What you handed in stands as it was."))
    return redirect(url_for("entrant.entry", entry_id=entry_id))


@bp.get("/bai-du-thi/<uuid:entry_id>/thay-doi")
@open_to_signed_in()
def entry_changes(entry_id: UUID) -> ResponseReturnValue:
    """What changed from each version that was handed in to the next."""
    session = reading()
    page = load_entry(session, EntryID(entry_id))
    versions = list_versions(session, EntryID(entry_id))
    pairs = list(pairwise(versions))
    steps = [(new, told_differences(differences(old.canonical, new.canonical))) for old, new in reversed(pairs)]
    return render_template(
        "entrant/entry_changes.html", page=page, steps=steps, first=versions[0] if versions else None
    )
