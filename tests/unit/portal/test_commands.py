"""The processes of an installation keep in memory what they need; every command is found."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys

import pytest

import portal.cli
from portal.cli import MODULES, cli


def loaded_by(code: str) -> set[str]:
    """The packages that a new process has loaded after `code`."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint(*sys.modules)"], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_the_launcher_and_the_server_beside_the_pages_load_neither_record_nor_pages() -> None:
    loaded = loaded_by("import portal.cli.running, portal.cli.serving")
    assert not loaded & {"sqlalchemy", "flask", "portal.app", "portal.db", "media.measuring"}


@pytest.mark.parametrize("create", ["create_app", "create_inner_app"])
def test_only_who_answers_requests_loads_the_pages(create: str) -> None:
    loaded = loaded_by(f"import config\nfrom portal.app import {create}\n{create}(config.Settings())")
    assert {"portal.views", "flask_wtf", "wtforms", "openpyxl"} & loaded == (
        {"portal.views", "flask_wtf", "wtforms", "openpyxl"} if create == "create_app" else set()
    )
    assert "portal.jobs.handlers.measure_part" in loaded


def test_every_command_is_found_by_its_name() -> None:
    for module in pkgutil.iter_modules(portal.cli.__path__):
        if module.name != "__main__":
            importlib.import_module(f"portal.cli.{module.name}")
    assert sorted(cli.commands) == sorted(MODULES)
