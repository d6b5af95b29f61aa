"""Settings: from the environment, frozen, and a sentence for each reason not to start."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import pytest

import config
from portal.app import create_app

SAFE = config.Settings(
    installation="production",
    secret_key="k" * 40,
    base_url="https://thi.example.vn",
    data_folder=Path("/nonexistent/var"),
)


def test_safe_production_settings_have_no_problems() -> None:
    assert config.problems(SAFE) == ()


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"secret_key": config.PUBLISHED_SECRET}, "BANGVANG_SECRET_KEY"),
        ({"secret_key": "short"}, "BANGVANG_SECRET_KEY"),
        ({"debug": True}, "BANGVANG_DEBUG"),
        ({"base_url": "http://thi.example.vn"}, "BANGVANG_BASE_URL"),
        ({"failpoint": "before_commit:kill"}, "BANGVANG_FAILPOINT"),
        ({"sandbox": "none"}, "BANGVANG_SANDBOX"),
        ({"installation": "test"}, "BANGVANG_INSTALLATION"),
    ],
)
def test_C14_production_refuses_to_start_on_an_unsafe_value(change: dict[str, object], word: str) -> None:
    unsafe = replace(SAFE, **change)
    assert [sentence for sentence in config.problems(unsafe) if word in sentence]
    with pytest.raises(config.UnsafeSettingsError) as refused:
        create_app(unsafe)
    assert word in str(refused.value)


def test_C14_production_refuses_a_data_folder_that_others_can_read(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    assert "data folder" in config.problems(replace(SAFE, data_folder=tmp_path))[0]
    tmp_path.chmod(0o700)
    assert config.problems(replace(SAFE, data_folder=tmp_path)) == ()


def test_settings_are_read_from_the_environment_and_frozen() -> None:
    settings = config.from_env(
        {"BANGVANG_PART_BYTES": "1024", "BANGVANG_DEBUG": "yes", "BANGVANG_DATA_FOLDER": "/x", "OTHER": "1"}
    )
    assert (settings.part_bytes, settings.debug, settings.data_folder) == (1024, True, Path("/x"))
    with pytest.raises(FrozenInstanceError):
        settings.debug = False  # type: ignore[misc]


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({"BANGVANG_PART_BYTES": "many"}, "BANGVANG_PART_BYTES must be a int"),
        ({"BANGVANG_DEBUG": "maybe"}, "BANGVANG_DEBUG must be a bool"),
        ({"BANGVANG_PARTBYTES": "1"}, "BANGVANG_PARTBYTES is no setting"),
    ],
)
def test_a_wrong_setting_is_named(environ: dict[str, str], sentence: str) -> None:
    with pytest.raises(config.UnsafeSettingsError, match=sentence):
        config.from_env(environ)


def test_no_secret_is_shown_in_a_log() -> None:
    assert SAFE.secret_key not in repr(SAFE)


S3 = replace(
    SAFE, s3_endpoint="https://s3.example.vn", s3_bucket="bangvang", s3_access_key="name", s3_secret_key="s" * 20
)


def test_an_object_store_that_is_named_whole_has_no_problems() -> None:
    assert config.problems(S3) == ()
    assert config.problems(replace(S3, s3_access_key="", s3_secret_key="")) == ()  # the machine's own role
    assert S3.s3_secret_key not in repr(S3)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"s3_bucket": ""}, "BANGVANG_S3_ENDPOINT and BANGVANG_S3_BUCKET belong together"),
        ({"s3_secret_key": ""}, "BANGVANG_S3_ACCESS_KEY and BANGVANG_S3_SECRET_KEY belong together"),
        ({"s3_endpoint": "s3.example.vn"}, "BANGVANG_S3_ENDPOINT must be an address"),
        ({"s3_public_endpoint": "ftp://s3.example.vn"}, "BANGVANG_S3_PUBLIC_ENDPOINT must be an address"),
        (
            {"s3_public_endpoint": "http://s3.example.vn"},
            "BANGVANG_S3_PUBLIC_ENDPOINT (or BANGVANG_S3_ENDPOINT) is not",
        ),
        ({"part_bytes": 2**20}, "BANGVANG_PART_BYTES is under 5 MiB"),
    ],
)
def test_an_object_store_that_would_not_work_is_told_before_the_start(change: dict[str, object], sentence: str) -> None:
    assert [one for one in config.problems(replace(S3, **change)) if one.startswith(sentence)]
