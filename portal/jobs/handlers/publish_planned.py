"""Job *publish_planned*: at its moment a planned publication happens as if its publisher pressed the button then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import current_app
from sqlalchemy.orm import Session

from judging.actions.planned_publications import PUBLISHED, end_planned
from judging.actions.publications import publish
from judging.errors import NotAllowedError, RefusedError
from judging.ids import RoundID
from judging.models.people import Account
from judging.models.planned_publications import PlannedPublication
from judging.queries.standings import round_at_hand
from portal.bridge.publishing import refuse_changed_works
from portal.clock import clock
from portal.db import database, transaction
from portal.jobs.registry import handles
from portal.sessions import viewer_of

if TYPE_CHECKING:
    from collections.abc import Mapping


@handles("publish_planned")
def publish_planned(arguments: Mapping[str, Any]) -> None:
    """Publish what is planned and due; what was cancelled, or is done, is left as it is."""
    planned_id, refused = UUID(arguments["planned_id"]), ""
    with Session(database().main) as session:  # the works are read whole, outside any transaction
        row = session.get(PlannedPublication, planned_id)
        if row is None or row.ended_at is not None or clock() < row.publish_at:
            return
        try:
            refuse_changed_works(session, round_at_hand(session, RoundID(row.round_id)))
        except RefusedError as error:
            refused = error.code
    try:
        with transaction() as session:
            refused = refused or _publish(session, planned_id)
    except (RefusedError, NotAllowedError) as error:
        refused = error.code
    if refused:
        with transaction() as session:
            row = session.get_one(PlannedPublication, planned_id, with_for_update=True)
            if row.ended_at is None:
                end_planned(session, row, round_at_hand(session, RoundID(row.round_id)), refused, now=clock())


def _publish(session: Session, planned_id: UUID) -> str:
    """The act itself, with its end noted in the same transaction; always empty: a refusal is raised."""
    row = session.get_one(PlannedPublication, planned_id, with_for_update=True, populate_existing=True)
    if row.ended_at is None:
        now = clock()
        at_hand = round_at_hand(session, RoundID(row.round_id))
        by = viewer_of(session, session.get_one(Account, row.planned_by), now=now)
        publish(
            session,
            at_hand,
            bundle_sha256=row.bundle_sha256,
            by=by,
            now=now,
            in_production=current_app.extensions["bangvang_settings"].is_production,
            reason=row.reason,
        )
        end_planned(session, row, at_hand, PUBLISHED, now=now)
    return ""
