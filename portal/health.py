"""Is the portal fit to serve: the database answers with this version's schema, clocks agree, bytes can be stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from media.store.contract import StoreError
from portal.clock import clock
from portal.db import scalar_now
from portal.migrate import is_current

if TYPE_CHECKING:
    from config import Settings
    from media.store.contract import Store
    from portal.db import Database

MOST_SKEW_SECONDS = 2.0


def readiness(database: Database) -> list[str]:
    """The names of what is not fit; empty when all is."""
    settings: Settings = current_app.extensions["bangvang_settings"]
    failing = []
    try:
        if not is_current(database.main):
            failing.append("schema")
        with Session(database.main) as session:
            if abs(float(scalar_now(session)) - clock().timestamp()) > MOST_SKEW_SECONDS:
                failing.append("clock")
    except SQLAlchemyError:
        failing.append("database")
    if not _can_store(current_app.extensions["bangvang_store"], settings):
        failing.append("store")
    if not (settings.keys_folder / "receipts.key").exists():
        failing.append("key")
    return failing


def _can_store(store: Store, settings: Settings) -> bool:
    try:
        store.check()
        free = store.free_bytes()
    except StoreError:
        return False
    return free is None or free >= settings.free_bytes_reserve
