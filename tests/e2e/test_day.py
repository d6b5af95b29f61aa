"""The whole day in a real browser: from a list of people to the published winners, with real files and every duty."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.day import Day
from tests.e2e.deciding import Deciding
from tests.e2e.entering import Entering
from tests.e2e.judging import Judging
from tests.e2e.portal_server import PortalServer
from tests.e2e.verifying import Verifying
from tests.invariants import violations

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.fixture
def server(tmp_path: Path) -> Iterator[PortalServer]:
    server = PortalServer.in_folder(tmp_path)
    server.load()
    server.start()
    yield server
    server.stop()


@pytest.mark.requirement("S001-R17", "S001-R21", "S001-R23", "S001-R26", "S001-R31", "S001-R32")
def test_A17_the_whole_day_from_the_list_of_people_to_the_winners(
    browser: Browser, server: PortalServer, tmp_path: Path
) -> None:
    """Every duty does its part; before the publication nobody outside learns anything, after it everybody may."""
    day = Day(browser, server, tmp_path)
    Entering(day).all()
    Verifying(day).all()
    Judging(day).all()
    Deciding(day).all()
    day.close()
    with server.application() as app:
        assert violations(app) == {}
    verified = server.command("history", "verify")
    assert verified.returncode == 0, verified.stderr
    assert "The chain holds" in verified.stdout
    checked = server.command("check-invariants")
    assert checked.returncode == 0, checked.stdout
    assert server.wrong_lines() == []
