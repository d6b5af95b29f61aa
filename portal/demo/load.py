"""Loads the demonstration: the contest of Đakrông with open dates, its office, and entries made as real files."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from judging.actions.programmes import open_programme
from judging.plans.shipped import shipped_plan
from judging.queries.programmes import find_programme
from judging.spec.walking import resolve
from portal.clock import clock
from portal.db import transaction
from portal.demo.entries import load_entries
from portal.demo.office import load_office, load_people

if TYPE_CHECKING:
    from flask import Flask

SLUG = "cchc-dakrong"
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


class NotADemonstrationError(Exception):
    """Demonstration data loads into a demonstration installation only (A19)."""


def load_demonstration(app: Flask) -> bool:
    """Load everything unless it is there; whether something was loaded.

    Raises:
        NotADemonstrationError: in a production installation.
    """
    if app.extensions["bangvang_settings"].is_production:
        raise NotADemonstrationError
    with app.app_context():
        now = clock()
        with transaction() as session:
            if find_programme(session, SLUG) is not None:
                return False
            plan = resolve(shipped_plan("dakrong-demo"), now.astimezone(VIETNAM).date())
            units = load_office(session, now=now)
            programme = open_programme(session, plan, slug=SLUG, by=None, now=now, is_demonstration=True)
            load_people(session, units, programme, now=now)
        load_entries(app, SLUG)
    return True
