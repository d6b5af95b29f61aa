"""Every fault and every whole-day test ends by asking all invariants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from portal.invariants import check_invariants

if TYPE_CHECKING:
    from flask import Flask


def violations(app: Flask) -> dict[str, list[str]]:
    """The invariants that do not hold in the application's database and store."""
    settings = app.extensions["bangvang_settings"]
    with app.app_context(), Session(app.extensions["bangvang_database"].main) as session:
        found = check_invariants(
            session,
            store=app.extensions["bangvang_store"],
            settings=settings,
            now=app.extensions["bangvang_clock"](),
        )
    return {name: wrong for name, wrong in found.items() if wrong}
