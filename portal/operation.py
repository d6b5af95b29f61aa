"""How the installation runs: jobs, storage, health, signed-in browsers. Figures only, no names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import current_app
from sqlalchemy import func, select

from judging.models.entries import Part
from judging.queries.history import Backlog, anchor_backlog
from judging.queries.scans import count_scans
from media.sandbox import Level, SandboxError, probe_level
from media.videos.renditions import FfmpegMissingError, capabilities
from portal.bridge.scanning import find_scanner, scanner_answers
from portal.db import database
from portal.health import readiness
from portal.jobs.claim import in_lane
from portal.jobs.lanes import LANES, Lane
from portal.records.tables import Job, SignInSession, Upload

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from config import Settings
    from judging.queries.scans import ScanCounts


UNATTENDED_SECONDS = 300


@dataclass(frozen=True, slots=True)
class LaneState:
    """How the jobs of one lane stand. `oldest_waiting_seconds` is None when nothing is due."""

    lane: Lane
    waiting: int
    running: int
    oldest_waiting_seconds: int | None

    @property
    def seems_unattended(self) -> bool:
        """Whether something has been due for minutes while nothing runs: its worker may be missing."""
        return not self.running and (self.oldest_waiting_seconds or 0) >= UNATTENDED_SECONDS


ANCHOR_LATE = timedelta(hours=25)
"""The head is put outside the database once a day and at each milestone (X35)."""


@dataclass(frozen=True, slots=True)
class Operation:
    """The state of an installation at one moment. Bytes and seconds are whole numbers.

    `broker_answers` is None where no broker is set.
    """

    jobs: Mapping[str, int]
    lanes: tuple[LaneState, ...]
    oldest_waiting_seconds: int | None
    free_bytes: int | None
    kept_bytes: int
    uploads_open: int
    failing: tuple[str, ...]
    sandbox: Level
    ffmpeg: str
    broker_answers: bool | None
    sessions: int
    scanner: str | None
    """What the scanner for malware calls itself; empty while it does not answer, None where none is set up."""
    scans: ScanCounts
    backlog: Backlog
    """The lines of the history that no anchor outside the database covers yet."""
    anchor_is_late: bool


def look_at_operation(session: Session, *, now: datetime) -> Operation:
    """Everything that the operation page shows."""
    settings: Settings = current_app.extensions["bangvang_settings"]
    counts = {state: count for state, count in session.execute(select(Job.state, func.count()).group_by(Job.state))}  # noqa: C416  a Row is no pair to mypy
    oldest = session.scalar(select(func.min(Job.run_at)).where(Job.state == "queued", Job.run_at <= now))
    live = (
        select(func.count())
        .select_from(SignInSession)
        .where(
            SignInSession.ended_at.is_(None),
            SignInSession.seen_at > now - timedelta(seconds=settings.session_idle_seconds),
            SignInSession.began_at > now - timedelta(seconds=settings.session_absolute_seconds),
        )
    )
    return Operation(
        jobs={state: counts.get(state, 0) for state in ("queued", "running", "poison", "done")},
        lanes=tuple(_look_at_lane(session, lane, now=now) for lane in LANES),
        oldest_waiting_seconds=None if oldest is None else int((now - oldest).total_seconds()),
        free_bytes=current_app.extensions["bangvang_store"].free_bytes(),
        kept_bytes=session.scalar(select(func.coalesce(func.sum(Part.size_bytes), 0)).where(Part.removed_at.is_(None)))
        or 0,
        uploads_open=session.scalar(select(func.count()).select_from(Upload).where(Upload.state == "open")) or 0,
        failing=tuple(readiness(database())),
        sandbox=probe_level(),
        ffmpeg=_ffmpeg(),
        broker_answers=_broker_answers(settings),
        sessions=session.scalar(live) or 0,
        scanner=None if (scanner := find_scanner()) is None else scanner_answers(scanner),
        scans=count_scans(session),
        backlog=(backlog := anchor_backlog(session)),
        anchor_is_late=backlog.since is not None and now - backlog.since > ANCHOR_LATE,
    )


def _look_at_lane(session: Session, lane: Lane, *, now: datetime) -> LaneState:
    waiting, running = (
        session.scalar(select(func.count()).select_from(Job).where(Job.state == state, in_lane(lane))) or 0
        for state in ("queued", "running")
    )
    oldest = session.scalar(select(func.min(Job.run_at)).where(Job.state == "queued", Job.run_at <= now, in_lane(lane)))
    return LaneState(lane, waiting, running, None if oldest is None else int((now - oldest).total_seconds()))


def _broker_answers(settings: Settings) -> bool | None:
    if not settings.broker_url:
        return None
    from portal.jobs.celery import broker_answers  # noqa: PLC0415  only who has a broker loads Celery

    return broker_answers(settings)


def _ffmpeg() -> str:
    """The version of the program that renditions are made with; nothing where it is missing or lacks an encoder."""
    try:
        found = capabilities()
    except (FfmpegMissingError, SandboxError):
        return ""
    return found.version if found.is_sufficient else ""
