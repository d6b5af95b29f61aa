"""The house of the access table in a folder of its own, for the test and for the command that writes the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import config
from portal.app import create_app
from portal.keys import key_id_of, make_key, public_key
from portal.migrate import fix_installation, migrate
from portal.payee_vault import make_payee_key
from tests.conftest import TestClock
from tests.factories.house import make_house
from tests.integration.access_table import Asker

if TYPE_CHECKING:
    from pathlib import Path


def build(folder: Path) -> Asker:
    """A migrated SQLite installation with the whole house in it."""
    settings = config.Settings(data_folder=folder / "var", base_url="http://127.0.0.1", sandbox="weak")
    for one in (settings.data_folder, settings.store_folder, settings.scratch_folder, settings.keys_folder):
        one.mkdir(parents=True, mode=0o700, exist_ok=True)
    (folder / "backup").mkdir()
    make_key(settings.keys_folder)
    make_payee_key(settings.keys_folder)
    clock = TestClock()
    app = create_app(settings, clock=clock)
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False
    engine = app.extensions["bangvang_database"].main
    migrate(engine)
    raw = public_key(settings.keys_folder)
    fix_installation(engine, kind=settings.installation, now=clock(), key_id=key_id_of(raw), public_key=raw)
    return Asker(make_house(app, clock), settings, folder / "backup")
