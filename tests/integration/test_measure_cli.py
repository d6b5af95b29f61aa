"""`bangvang measure`: the report of any essay or video as JSON, one object a line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from portal.cli.measure import measure
from portal.demo.documents import make_docx
from portal.demo.videos import make_video
from tests.factories.documents import COVER

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


def run(*arguments: str) -> Result:
    return CliRunner().invoke(measure, arguments)


@pytest.mark.requirement("S001-R21", "S001-R23")
def test_an_essay_and_a_video_are_reported_one_a_line(tmp_path: Path) -> None:
    essay = make_docx(tmp_path / "bài viết.docx", chu=1463, seed=3)
    video = make_video(tmp_path / "doan.mp4", seconds=5)
    done = run(str(essay), str(video))
    assert done.exit_code == 0, done.output
    first, second = (json.loads(line) for line in done.output.splitlines())
    assert first["file"] == str(essay)
    assert (first["kind"], first["essay"]["chu_official"]) == ("docx", 1463)
    assert (second["kind"], second["video"]["seconds_rounded"]) == ("mp4", 5)
    assert {"measurer_version", "sha256", "size_bytes", "findings"} <= first.keys()


def test_what_cannot_be_used_is_reported_and_makes_the_exit_1(tmp_path: Path) -> None:
    liar = tmp_path / "phim.mp4"
    liar.write_bytes(b"MZ" + bytes(200))
    done = run(str(liar), "--indent", "1")
    assert done.exit_code == 1
    told = json.loads(done.output)
    assert any(one["severity"] == "refusal" for one in told["findings"])
    assert run(str(tmp_path / "khong-co.docx")).exit_code == 2


def test_the_whole_text_counts_more_than_the_body(tmp_path: Path) -> None:
    essay = make_docx(tmp_path / "bai.docx", chu=1000, cover=COVER, seed=3)
    body, whole = (json.loads(run(str(essay), *more).output)["essay"]["chu_official"] for more in ((), ("--whole",)))
    assert body == 1000
    assert whole > body
