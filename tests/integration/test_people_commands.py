"""The commands that work without a browser: the first administrator, lists, plan files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from judging.enums import Role
from judging.models.people import Person, RoleGrant
from judging.plans.shipped import shipped_text
from portal.cli import cli, people, plans
from tests.factories.administration import Office
from tests.factories.lists import PEOPLE, make_xlsx

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

    import config
    from tests.conftest import TestClock

__all__ = ["people", "plans"]


@pytest.fixture
def office(app: Flask, clock: TestClock) -> Office:
    with app.app_context():
        return Office(app, clock)


def run(settings: config.Settings, *words: str) -> Result:
    environment = {
        "BANGVANG_DATA_FOLDER": str(settings.data_folder),
        "BANGVANG_DATABASE_URL": settings.database_url,
        "BANGVANG_DESK_DATABASE_URL": settings.desk_database_url,
        "BANGVANG_BASE_URL": settings.base_url,
        "BANGVANG_SANDBOX": "weak",
    }
    return CliRunner().invoke(cli, list(words), env={k: v for k, v in environment.items() if v})


def test_C14_the_first_administrator_is_made_by_a_command_and_chooses_the_password(
    app: Flask, settings: config.Settings, office: Office
) -> None:
    made = run(settings, "admin", "create", "--code", "QT01", "--name", "Quản Trị", "--unit-code", "VP",
               "--unit-name", "Văn phòng")  # fmt: skip
    assert made.exit_code == 0, made.output
    code = re.search(r"code: (\S+)", made.output)
    assert code is not None
    with office.writing() as session:
        assert session.query(RoleGrant).filter(RoleGrant.role == Role.ADMIN.value).count() == 2
    twin = run(settings, "admin", "create", "--code", "QT0l", "--name", "Giả", "--unit-code", "VP")
    assert twin.exit_code == 1
    assert "looks like it" in twin.output
    unknown = run(settings, "admin", "create", "--code", "QT02", "--name", "Khác", "--unit-code", "KHONG")
    assert unknown.exit_code == 1
    assert "--unit-name" in unknown.output


def test_a_list_is_applied_by_command_as_a_whole_or_not_at_all(
    settings: config.Settings, office: Office, tmp_path: Path
) -> None:
    file = tmp_path / "people.xlsx"
    file.write_bytes(make_xlsx(PEOPLE, [office.row("CB01"), office.row("CB02", kind="?")]).getvalue())
    refused = run(settings, "people", "import", str(file), "--as", office.admin.person.staff_code)
    assert refused.exit_code == 1
    assert "row 3, Kind of personnel" in refused.output
    file.write_bytes(make_xlsx(PEOPLE, [office.row("CB01"), office.row("CB02")]).getvalue())
    coordinator = office.coordinator.person.staff_code
    assert run(settings, "people", "import", str(file), "--as", coordinator).exit_code == 1
    assert office.count() == 2
    done = run(settings, "people", "import", str(file), "--as", office.admin.person.staff_code)
    assert done.output.strip().endswith("2 added, 0 changed, 0 unchanged.")
    assert office.count(Person) == 4


def test_a_plan_file_is_checked_with_the_place_of_every_mistake(settings: config.Settings, tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    file.write_text(shipped_text("dakrong-2020"), encoding="utf-8")
    sound = run(settings, "plans", "check", "--open", str(file))
    assert sound.exit_code == 0
    assert "rounds[final].rubric: open; Ban tổ chức cuộc thi huyện decides." in sound.output
    file.write_text(shipped_text("dakrong-2020").replace("minimum = 1000", "minimum = 3000"), encoding="utf-8")
    wrong = run(settings, "plans", "check", str(file))
    assert wrong.exit_code == 1
    assert "categories[essay].chu: error: The minimum 3000 lies above the maximum 2000." in wrong.output
