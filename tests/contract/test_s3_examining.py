"""The operator's trials of a store: a real one passes, and each promise that a store breaks is told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from media.store.s3_examining import examine, prepare_bucket
from portal.cli import cli, storage

if TYPE_CHECKING:
    from pathlib import Path

    from media.store.s3_requests import S3Access
    from tests.fault_proxy import FaultProxy
    from tests.swift import SwiftServer

ORIGIN = "https://thi.example.vn"


def test_real_store_passes_every_trial_and_keeps_nothing_of_them(
    access: S3Access, swift: SwiftServer, tmp_path: Path
) -> None:
    trials = list(examine(access, scratch=tmp_path, page_origin=ORIGIN))
    assert [trial.missing for trial in trials] == [""] * 8
    assert "Contents" not in swift.ours.list_objects_v2(Bucket=access.bucket)
    assert not swift.ours.list_multipart_uploads(Bucket=access.bucket).get("Uploads")


@pytest.mark.parametrize(
    ("request_line", "kind", "word"),
    [
        ("PUT .*partNumber=2", "fine", "does not check signatures"),
        ("OPTIONS", "fine", "set CORS"),
        ("GET .*list-type=2 ", "fine", "the bucket is public"),
        ("PUT .*partNumber=1", "denied", "a signed link was refused"),
    ],
)
def test_promise_that_a_store_breaks_is_told(
    access: S3Access, proxy: FaultProxy, tmp_path: Path, request_line: str, kind: str, word: str
) -> None:
    proxy.add(request_line, kind, times=None)
    trials = examine(replace(access, public_endpoint=proxy.endpoint), scratch=tmp_path, page_origin=ORIGIN)
    assert word in " ".join(trial.missing for trial in trials)


def test_store_that_is_away_is_told_at_once(access: S3Access, tmp_path: Path) -> None:
    (trial,) = examine(replace(access, endpoint="http://127.0.0.1:9"), scratch=tmp_path, page_origin=ORIGIN)
    assert "the store said" in trial.missing


def test_bucket_is_prepared_as_far_as_the_store_can(access: S3Access, swift: SwiftServer) -> None:
    fresh = replace(access, bucket=f"{access.bucket}-new")
    for _ in range(2):
        there, cors, lifecycle = prepare_bucket(fresh, page_origin=ORIGIN)
        assert there.missing == ""
        # Swift sets both by its own configuration, and does not know the calls.
        assert "by its own means" in cors.missing
        assert lifecycle.missing
    assert fresh.bucket in [one["Name"] for one in swift.ours.list_buckets()["Buckets"]]


def test_commands_say_what_holds_and_what_does_not(access: S3Access, monkeypatch: pytest.MonkeyPatch) -> None:
    assert storage.storage.name == "storage"
    run = CliRunner().invoke
    on_disk = run(cli, ["storage", "check"])
    assert (on_disk.exit_code, "names no object store" in on_disk.output) == (2, True)
    for name, value in (
        ("ENDPOINT", access.endpoint), ("BUCKET", access.bucket), ("ACCESS_KEY", access.access_key),
        ("SECRET_KEY", access.secret_key),
    ):  # fmt: skip
        monkeypatch.setenv(f"BANGVANG_S3_{name}", value)
    checked = run(cli, ["storage", "check"])
    assert (checked.exit_code, checked.output.count("✓")) == (0, 8), checked.output
    prepared = run(cli, ["storage", "prepare"])
    assert (prepared.exit_code, prepared.output.count("✓"), prepared.output.count("✗")) == (1, 1, 2)
