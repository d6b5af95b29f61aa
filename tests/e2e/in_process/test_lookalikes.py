"""Look-alikes in a real browser, at the width of a phone and of a desk: accessible, nothing beside the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from judging.models.lookalikes import Lookalike, Suspicion
from portal.db import database
from portal.jobs.worker import work_until_idle
from tests.e2e.in_process.visiting import picture, visit
from tests.integration.test_lookalikes import COPIED, keeper, put, written
from tests.integration.test_suspicions import Case
from tests.unit.media.test_videos_fingerprints import again, film

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask
    from playwright.sync_api import Browser

    from tests.conftest import TestClock

pytestmark = pytest.mark.browser


@pytest.mark.requirement("S001-R11")
def test_look_alikes_are_shown_at_every_width_and_by_keyboard(
    browser: Browser, app: Flask, clock: TestClock, url: str, tmp_path: Path
) -> None:
    case = Case(app, clock)
    office = keeper(app, case.intake)
    put(app, office, case.intake, " ".join(COPIED.split()[-400:]), "Bài đăng báo thử")
    put(app, office, case.intake, written(300, 3), "Bài khác")
    original = film(tmp_path / "goc.mp4", seed=3)
    copied = again(original, tmp_path / "sao.webm", start=5, seconds=14)
    case.intake.forwarded(category="video", file=("goc.mp4", original.read_bytes()), title="Phim thứ nhất")
    case.intake.forwarded(category="video", file=("sao.webm", copied.read_bytes()), title="Phim thứ hai")
    work_until_idle(app)
    suspicion = case.ask()
    case.explain(suspicion)
    with app.app_context(), Session(database().main) as session:
        films = session.scalars(select(Lookalike).where(Lookalike.evidence["form"].as_string() == "film")).one()
        assert films.percent >= 80
        asked = session.scalars(select(Suspicion.id)).one()
    for width in (360, 1280):
        validator = visit(browser, app, url, case.intake.validator, width)
        for name, address in (
            ("list", "/doi-chieu"),
            ("texts", f"/doi-chieu/{case.pair}"),
            ("films", f"/doi-chieu/{films.id}"),
            ("entry", f"/kiem-tra/{case.entry}"),
            ("suspicions", "/nghi-van"),
        ):
            validator.go(address)
            picture(validator, name)
        validator.go(f"/doi-chieu/{case.pair}#b-1")
        assert validator.page.locator("mark").count() >= 2
        link = validator.page.locator("a.passage").first
        link.focus()
        validator.page.keyboard.press("Enter")
        assert validator.page.url.endswith("#b-1")
        secretary = visit(browser, app, url, office, width)
        for name, address in (("library", "/thu-vien-bai-viet"), ("article-new", "/thu-vien-bai-viet/them")):
            secretary.go(address)
            picture(secretary, name)
        board = visit(browser, app, url, case.intake.board, width)
        board.go(f"/nghi-van/{asked}")
        picture(board, "suspicion")
        author = visit(browser, app, url, case.author, width)
        author.go(f"/bai-du-thi/{case.entry}/giai-trinh/{asked}")
        picture(author, "explanation")
        author.go(f"/bai-du-thi/{case.entry}")
        picture(author, "author-entry")
        for visitor in (validator, secretary, board, author):
            assert visitor.wrong == []
            visitor.context.close()
