"""Jobs *sweep* and *scrub*: remove what is over, and prove that stored bytes are still what was accepted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog
from flask import current_app
from sqlalchemy import delete, select

from judging.actions.accounts import retire_codes
from judging.models.entries import Part
from judging.models.part_renditions import PartRendition
from judging.models.rounds import Rendition
from media.store.contract import parse_key
from portal import throttles
from portal.clock import clock
from portal.db import transaction
from portal.jobs.registry import handles
from portal.records.tables import Answer, Job, SignInSession
from portal.records.texts import Text
from portal.sessions import end_expired

if TYPE_CHECKING:
    from collections.abc import Mapping

    from media.store.contract import Store

log = structlog.get_logger()
ANSWERS_KEPT = timedelta(days=30)
JOBS_KEPT = timedelta(days=30)
SESSIONS_KEPT = timedelta(days=90)
TEXTS_KEPT = timedelta(days=90)


class DamagedObjectsError(Exception):
    """Stored bytes are not what was accepted: the job stays on the operator's page until somebody looks (D25)."""


@handles("sweep")
def sweep(_arguments: Mapping[str, Any]) -> None:
    """Remove throttle windows, old answers, finished jobs and ended sessions; end what is over (X15)."""
    now = clock()
    with transaction() as session:
        throttles.sweep(session, now=now)
        end_expired(session, now=now)
        retire_codes(session, now=now)
        session.execute(delete(Answer).where(Answer.given_at < now - ANSWERS_KEPT))
        session.execute(delete(Job).where(Job.state == "done", Job.finished_at < now - JOBS_KEPT))
        session.execute(delete(Text).where(Text.ended_at < now - TEXTS_KEPT))
        session.execute(delete(SignInSession).where(SignInSession.seen_at < now - SESSIONS_KEPT))


@handles("scrub")
def scrub(_arguments: Mapping[str, Any]) -> None:
    """Read every accepted object again and compare its SHA-256."""
    store: Store = current_app.extensions["bangvang_store"]
    with transaction() as session:
        wanted = [
            *session.execute(select(Part.store_key, Part.sha256).where(Part.removed_at.is_(None))).all(),
            *session.execute(select(Rendition.store_key, Rendition.sha256).where(Rendition.store_key.is_not(None))),
            *session.execute(select(PartRendition.store_key, PartRendition.sha256)),
        ]
    damaged = []
    for key, sha256 in wanted:
        try:
            store.verify(parse_key(str(key)), sha256=sha256 or None)
        except Exception as error:  # whatever is wrong with one object, the others are read too
            damaged.append(str(key))
            log.exception("object_damaged", key=key, error=repr(error))
    if damaged:
        raise DamagedObjectsError(f"{len(damaged)} objects: {', '.join(damaged[:5])}")
