"""The round that reads every accepted object again: rot is found, named, and stays on the operator's page (D25)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from judging.models.entries import Part
from judging.models.part_renditions import PartRendition
from media.store.contract import parse_key
from portal.db import transaction
from portal.jobs.claim import enqueue
from portal.jobs.handlers.housekeeping import DamagedObjectsError, scrub
from portal.jobs.worker import work_until_idle
from portal.records.tables import Job
from tests.factories.received import Intake
from tests.factories.scans import PICTURE, make_scan

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

    from tests.conftest import TestClock


def rot(app: Flask, key: str) -> None:
    """One bit of an object turns over on the disk."""
    path = app.extensions["bangvang_store"]._object(parse_key(key)) / "content"
    path.chmod(0o600)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("where", [Part, PartRendition])
def test_D25_a_byte_that_rots_is_found_by_the_next_round_and_told(
    app: Flask, clock: TestClock, tmp_path: Path, where: type[Part | PartRendition]
) -> None:
    intake = Intake(app, clock)
    intake.handed_in(file=("quet.pdf", make_scan(tmp_path / "quet.pdf", [PICTURE]).read_bytes()))
    intake.handed_in()
    with app.app_context():
        scrub({})
        with transaction() as session:
            key = session.scalars(select(where.store_key)).first()
        assert key is not None
        rot(app, key)
        with pytest.raises(DamagedObjectsError, match=f"1 objects: {key}"):
            scrub({})
        with transaction() as session:
            enqueue(session, "scrub", now=clock())
    work_until_idle(app)
    with app.app_context(), transaction() as session:
        kept = session.scalars(select(Job).where(Job.kind == "scrub", Job.state != "done")).all()
        assert [key in (one.last_error or "") for one in kept] == [True]
