"""Samples that judges score first: laid out before the round opens, and how the judges spread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from judging.actions.calibrations import add_sample, remove_sample
from judging.desk.reviews import read_marks
from judging.enums import Role
from judging.errors import NotFoundError
from judging.queries.calibrations import list_samples, list_spread
from judging.queries.rounds import planned
from judging.spec.rubrics import Rubric
from portal.access import me, open_to
from portal.acts import round_to_read, try_on_round
from portal.calibration_pages import spread_tables
from portal.clock import clock
from portal.db import reading
from portal.feedback import refused, said
from portal.forms.calibrations import SampleForm
from portal.forms.reviews import read_sheet
from portal.refusals import sentence
from portal.score_pages import wrong_sentences
from portal.views.secretary import bp

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from judging.queries.standings import RoundAtHand

LAYING = (Role.SECRETARY,)


@bp.get("/niem-phong/<uuid:round_id>/cham-thu")
@open_to(Role.SECRETARY)
def samples(round_id: UUID) -> ResponseReturnValue:
    """The samples of a round; once it is open, how the judges spread."""
    return _page(round_id, SampleForm())


@bp.post("/niem-phong/<uuid:round_id>/cham-thu")
@open_to(Role.SECRETARY)
def lay_sample(round_id: UUID) -> ResponseReturnValue:
    """Lay a pasted text before the judges, with the office's own marks if it gave some."""
    rubric = _rubric_of(round_to_read(round_id, LAYING))
    form = SampleForm()
    steps, wrong = read_marks(rubric, read_sheet(rubric).marks)
    if not form.validate_on_submit() or wrong:
        return _page(round_id, form, wrong_sentences(rubric, wrong), read_sheet(rubric).marks), 422
    error = try_on_round(
        round_id,
        LAYING,
        lambda session, at_hand: add_sample(
            session, at_hand, title=form.title.data or "", text=form.text.data or "", reference=steps, by=me(),
            now=clock(),
        ),
    )  # fmt: skip
    if error is not None:
        refused(sentence(error))
    else:
        said(_("The sample is laid before the judges of this round."))
    return redirect(url_for("secretary.samples", round_id=round_id))


@bp.post("/niem-phong/<uuid:round_id>/cham-thu/<uuid:sample_id>/bo")
@open_to(Role.SECRETARY)
def drop_sample(round_id: UUID, sample_id: UUID) -> ResponseReturnValue:
    """Take a sample away again, before the round opens."""
    error = try_on_round(
        round_id,
        LAYING,
        lambda session, at_hand: remove_sample(session, at_hand, sample_id=sample_id, by=me(), now=clock()),
    )
    if error is not None:
        refused(sentence(error))
    else:
        said(_("The sample is taken away."))
    return redirect(url_for("secretary.samples", round_id=round_id))


def _rubric_of(at_hand: RoundAtHand) -> Rubric:
    rubric = at_hand.plan.plan.rubric_of(planned(at_hand))
    if not isinstance(rubric, Rubric):
        raise NotFoundError("rubric")
    return rubric


def _page(
    round_id: UUID, form: SampleForm, wrong: Mapping[str, str] | None = None, typed: Mapping[str, str] | None = None
) -> str:
    at_hand = round_to_read(round_id, LAYING)
    rubric = at_hand.plan.plan.rubric_of(planned(at_hand))
    known = rubric if isinstance(rubric, Rubric) else None
    return render_template(
        "secretary/samples.html",
        round=at_hand.round,
        spec=planned(at_hand),
        samples=list_samples(reading(), at_hand.id),
        tables=spread_tables(known, list_spread(reading(), at_hand.id)) if known else [],
        rubric=known,
        form=form,
        wrong=wrong or {},
        typed=typed or {},
    )
