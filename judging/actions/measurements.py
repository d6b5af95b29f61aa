"""What was measured in a part, kept once for each measurer and plan version; it never changes afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from judging.actions.history import record
from judging.events import PartMeasured, emit
from judging.models.entries import Measurement, Part

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.enums import Verdict
    from judging.ids import PartID, PlanVersionID


class PartDamagedError(Exception):
    """The stored bytes do not hash to what was noted before: nothing is measured, somebody has to look (D25)."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A measurement as plain values, with its verdict under one version of the plan."""

    measurer_version: str
    sha256: str
    report: Mapping[str, Any]
    verdict: Verdict
    verdicts: Sequence[Mapping[str, Any]]
    is_acceptable: bool
    identity: Sequence[Mapping[str, Any]] = ()


def keep_measurement(
    session: Session, *, part_id: PartID, plan_version_id: PlanVersionID, measured: Measured, now: datetime
) -> Measurement:
    """Store a measurement; one that is there already (the job ran twice) is given back.

    Raises:
        PartDamagedError: when the bytes hash to something else than before.
    """
    part = session.get_one(Part, part_id, with_for_update={"of": Part}, populate_existing=True)
    if part.sha256 and part.sha256 != measured.sha256:
        raise PartDamagedError(str(part_id))
    present = session.scalars(
        select(Measurement).where(
            Measurement.part_id == part_id,
            Measurement.measurer_version == measured.measurer_version,
            Measurement.plan_version_id == plan_version_id,
        )
    ).one_or_none()
    if present is not None:
        return present
    part.sha256 = measured.sha256
    found = Measurement(
        part_id=part_id,
        measurer_version=measured.measurer_version,
        plan_version_id=plan_version_id,
        report=dict(measured.report),
        verdict=measured.verdict.value,
        verdicts=[dict(one) for one in measured.verdicts],
        is_acceptable=measured.is_acceptable,
        identity=[dict(one) for one in measured.identity],
        measured_at=now,
    )
    session.add(found)
    session.flush()
    record(
        session,
        at=now,
        actor="system",
        role="",
        action="part.measure",
        subject=f"entry:{part.entry_id}",
        part=str(part_id),
        measurer=measured.measurer_version,
        verdict=found.verdict,
        sha256=measured.sha256,
    )
    emit(session, PartMeasured(part_id))
    return found
