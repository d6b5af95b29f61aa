"""The public file: the result byte for byte, the heads of the history beside it, and every change found."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from judging import verify
from judging.rules.chain import Head
from judging.rules.public_bundles import public_bundle
from tests.factories.results import random_sample
from tools import example_bundle

if TYPE_CHECKING:
    from judging.rules.standings import Standings


def _public(standings: Standings) -> str:
    return public_bundle(
        standings.text,
        result_sha256=standings.sha256,
        programme="cuoc-thi",
        head=Head(9, "a" * 64),
        anchors=[(Head(3, "b" * 64), "round.open")],
        is_demonstration=False,
    )


@pytest.mark.requirement("S001-R14")
def test_the_public_file_is_canonical_and_holds_the_result_byte_for_byte() -> None:
    rng = random.Random(7)
    for _ in range(40):
        standings = random_sample(rng).compute()
        text = _public(standings)
        assert standings.text in text
        assert json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":")) == text
        assert json.loads(text)["proof"]["result_sha256"] == standings.sha256
        assert verify.verify_text(text) == []


@pytest.mark.requirement("S001-R14")
def test_verify_names_what_was_changed_in_the_public_file() -> None:
    text = example_bundle.example()
    for was, becomes, named in (
        ('"amount_vnd":2000000,"code"', '"amount_vnd":2500000,"code"', "result/prizes/awards/0/amount_vnd"),
        ('"form":13', '"form":14', "result/scores"),
        ('"rank":1', '"rank":2', "result/places"),
        ("biểu quyết", "bốc thăm", "result/ties"),
    ):
        assert was in text
        found = verify.verify_text(text.replace(was, becomes, 1))
        assert found[0].startswith("proof/result_sha256: the file says"), was
        assert any(line.startswith(named) for line in found[1:]), (was, found)


def test_a_public_file_that_lost_its_proof_proves_nothing_and_without_its_bundle_is_none() -> None:
    whole = json.loads(example_bundle.example())
    cut = {lost: json.dumps({key: value for key, value in whole.items() if key != lost}) for lost in whole}
    found = verify.verify_text(cut["proof"])
    assert "the file says None" in found[0]
    assert "canonical" in found[1]
    for lost in ("bundle", "format"):
        with pytest.raises(ValueError, match="not a result bundle"):
            verify.verify_text(cut[lost])


def test_the_example_in_docs_is_what_the_command_writes(tmp_path: Path) -> None:
    example_bundle.main([str(tmp_path / "again.json")])
    assert (tmp_path / "again.json").read_bytes() == example_bundle.TARGET.read_bytes()
    revoked = tmp_path / example_bundle.REVOKED.name
    assert revoked.read_bytes() == example_bundle.REVOKED.read_bytes()
    assert verify.verify_text(revoked.read_text(encoding="utf-8")) == []
    prizes = json.loads(revoked.read_text(encoding="utf-8"))["bundle"]["result"]["prizes"]
    assert [one["code"] for one in prizes["awards"]] == ["B-27KD", "V-9HQC", "V-8TRX"]
    assert [one["code"] for one in prizes["revoked"]] == ["B-4MVA"]


def test_the_example_shows_a_tie_that_a_criterion_breaks_and_one_that_the_board_decides() -> None:
    ties = json.loads(example_bundle.example())["bundle"]["result"]["ties"]
    assert [tie["steps"][-1]["kind"] for tie in ties] == ["highest_criterion", "board_decides"]


def test_the_program_alone_verifies_the_example_and_prints_what_the_page_shows(tmp_path: Path) -> None:
    program = tmp_path / "verify.py"
    program.write_bytes(Path(verify.__file__).read_bytes())
    done = subprocess.run(
        [sys.executable, "-I", str(program), str(example_bundle.TARGET)],
        capture_output=True, text=True, check=False, cwd=tmp_path, env={},
    )  # fmt: skip
    proof = json.loads(example_bundle.example())["proof"]
    assert done.returncode == 0, done.stderr
    for figure in (proof["result_sha256"], proof["chain"]["hash"], *(one["hash"] for one in proof["anchors"])):
        assert figure in done.stdout
