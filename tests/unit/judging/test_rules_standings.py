import json
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from judging import verify
from judging.errors import NotFoundError
from judging.plans.loader import load
from judging.plans.shipped import shipped_text
from judging.rules.prizes import Candidate, slots_of
from judging.rules.round_rules import rules_of
from judging.rules.scoring import Sheet, SheetRefusedError
from judging.rules.standings import StandingsRefusedError
from judging.rules.ties import TieDecision
from judging.spec.programme import Programme
from judging.spec.unknown import StillUnknownError
from judging.spec.words import TieKind
from tests.factories.results import RULES, Sample, random_sample


def _sheets(code: str, *marks: tuple[int, int]) -> list[Sheet]:
    return [Sheet(code, seat, {"content": c * 4, "form": f * 4}) for seat, (c, f) in enumerate(marks, start=1)]


def _sample(*sheets: list[Sheet]) -> Sample:
    codes = sorted({sheet.code for group in sheets for sheet in group})
    candidates = tuple(Candidate(code, "essay", (f"person-{code}",), "unit-of-" + code) for code in codes)
    return Sample(RULES, candidates, tuple(sheet for group in sheets for sheet in group), (), ())


_DAY = _sample(
    _sheets("A-2222", (50, 30), (52, 31), (54, 33)),
    _sheets("B-3333", (55, 35), (55, 36), (56, 38)),
    _sheets("C-4444", (51, 32), (52, 31), (53, 31)),
    _sheets("D-5555", (40, 30), (41, 30), (42, 30)),
)


@pytest.mark.requirement("S001-R14", "S001-R30", "S001-R31", "S001-R44")
def test_compute_standings_of_a_contest_day() -> None:
    result = json.loads(_DAY.compute().text)["result"]
    assert [(line["code"], line["total"], line["shown"]) for line in result["scores"]] == [
        ("A-2222", "250/3", "83.33"),
        ("B-3333", "275/3", "91.67"),
        ("C-4444", "250/3", "83.33"),
        ("D-5555", "71", "71.00"),
    ]
    assert [(a["tier"], a["code"], a["amount_vnd"]) for a in result["prizes"]["awards"]] == [
        ("first", "B-3333", 2_000_000)
    ]
    # A and C have one total and one mean in content (52): only the board can say who is second.
    (pending,) = result["prizes"]["pending"]
    assert (pending["tier"], pending["codes"], pending["because"]) == ("second", ["A-2222", "C-4444"], "awaits_board")


@pytest.mark.requirement("S001-R46")
def test_the_bundle_names_no_person_and_no_unit() -> None:
    text = _DAY.compute().text
    assert "person" not in text
    assert "unit-of" not in text


@pytest.mark.requirement("S001-R14")
def test_B16_the_result_does_not_depend_on_the_order_of_anything() -> None:
    rng = random.Random(16)
    for _ in range(120):
        sample = random_sample(rng)
        mixed = Sample(
            sample.rules,
            tuple(rng.sample(sample.candidates, len(sample.candidates))),
            tuple(rng.sample(sample.sheets, len(sample.sheets))),
            tuple(rng.sample(sample.ties, len(sample.ties))),
            tuple(rng.sample(sample.vacancies, len(sample.vacancies))),
        )
        assert mixed.compute().text == sample.compute().text


@pytest.mark.requirement("S001-R14")
@pytest.mark.parametrize("rounds", [500, pytest.param(10_000, marks=pytest.mark.soak)])
def test_B16_a_second_program_gets_the_same_from_random_rounds(rounds: int) -> None:
    rng = random.Random(300)
    seen: set[str] = set()
    for _ in range(rounds):
        text = random_sample(rng).compute().text
        assert verify.verify_text(text) == []
        result = json.loads(text)["result"]
        seen |= {step["kind"] for tie in result["ties"] for step in tie["steps"]}
        seen |= {place["ending"] for place in result["places"]}
        seen |= {one["because"] for one in result["prizes"]["pending"] + result["prizes"]["vacancies"]}
        seen |= {"skipped" for _ in result["prizes"]["skipped"]} | {"unused" for _ in result["unused_decisions"]}
        seen |= {"unmarked" for _ in result["unmarked"]} | {
            "shared" for a in result["prizes"]["awards"] if a["shares"] > 1
        }
    assert seen >= {
        *("highest_criterion", "lowest_gap", "highest_single_mark", "earlier_entry"),
        *("head_decides", "board_decides", "shared_place"),
        *("single", "shared", "shared_by_decision", "awaits_head", "awaits_board"),
        *("decided", "no_candidate", "within_shared"),
        *("sharing_awaits_board", "sharing_forbidden", "same_winner", "earlier_ladder", "vacancy_forbidden"),
        *("skipped", "unused", "unmarked"),
    }


@pytest.mark.requirement("S001-R14")
def test_B16_verify_finds_every_changed_figure() -> None:
    rng = random.Random(17)
    tried = 0
    for _ in range(60):
        bundle = json.loads(random_sample(rng).compute().text)
        for path in _leaves(bundle["result"]):
            target = bundle["result"]
            for key in path[:-1]:
                target = target[key]
            was = target[path[-1]]
            target[path[-1]] = was + 1 if isinstance(was, int) else f"{was}0"
            text = json.dumps(bundle, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            assert verify.verify_text(text), path
            target[path[-1]] = was
            tried += 1
            if tried % 40 == 0:
                break
    assert tried > 500


def _leaves(value: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    if isinstance(value, dict):
        return [leaf for key, item in value.items() for leaf in _leaves(item, (*path, key))]
    if isinstance(value, list):
        return [leaf for index, item in enumerate(value) for leaf in _leaves(item, (*path, index))]
    return [] if value is None else [path]


def test_B15_a_corrected_mark_changes_the_hash_of_what_went_in() -> None:
    before = _DAY.compute()
    corrected = [replace(_DAY.sheets[0], steps={"content": 201, "form": 120}), *_DAY.sheets[1:]]
    after = replace(_DAY, sheets=tuple(corrected)).compute()
    recused = replace(_DAY, sheets=_DAY.sheets[1:]).compute()
    assert len({before.input_sha256, after.input_sha256, recused.input_sha256}) == 3
    assert before.input_sha256 == _DAY.compute().input_sha256


def test_B15_a_decision_about_a_tie_is_void_once_the_tie_is_gone() -> None:
    decided = _decided_day()
    assert decided.compute().is_final
    better = [replace(decided.sheets[0], steps={"content": 204, "form": 120}), *decided.sheets[1:]]
    changed = replace(decided, sheets=tuple(better)).compute()
    assert [one.reason for one in changed.ranking.unused] == ["hội ý"]


def _decided_day() -> Sample:
    return replace(_DAY, ties=(TieDecision(TieKind.BOARD_DECIDES, (("C-4444",), ("A-2222",)), "hội ý"),))


@pytest.mark.requirement("S001-R42", "S001-R30", "S001-R31")
def test_a_decided_tie_gives_exactly_one_first_one_second_one_third() -> None:
    standings = _decided_day().compute()
    assert [(one.tier, one.code) for one in standings.prizes.awards] == [
        ("first", "B-3333"),
        ("second", "C-4444"),
        ("third", "A-2222"),
    ]
    assert standings.prizes.total_vnd == 4_500_000
    assert standings.is_final


def test_entries_without_a_sheet_hold_no_place_and_are_named() -> None:
    sample = replace(_DAY, sheets=tuple(sheet for sheet in _DAY.sheets if sheet.code != "A-2222"))
    standings = sample.compute()
    assert standings.unmarked == ("A-2222",)
    assert all("A-2222" not in place.codes for place in standings.ranking.places)


def test_compute_standings_refuses_sheets_that_do_not_belong() -> None:
    stray = Sheet("Z-9999", 1, {"content": 1, "form": 1})
    with pytest.raises(StandingsRefusedError) as unknown:
        replace(_DAY, sheets=(*_DAY.sheets, stray)).compute()
    assert unknown.value.facts == {"reason": "unknown_code", "codes": ("Z-9999",)}
    with pytest.raises(StandingsRefusedError) as twice:
        replace(_DAY, sheets=(*_DAY.sheets, _DAY.sheets[0])).compute()
    assert twice.value.facts == {"reason": "twice", "codes": ("A-2222",)}
    with pytest.raises(StandingsRefusedError):
        replace(_DAY, candidates=(*_DAY.candidates, _DAY.candidates[0])).compute()
    with pytest.raises(SheetRefusedError):
        replace(_DAY, sheets=(Sheet("A-2222", 9, {"content": 999, "form": 1}), *_DAY.sheets)).compute()


@pytest.mark.requirement("S001-R14")
def test_P10_the_command_says_the_same_or_where_it_differs(tmp_path: Path) -> None:
    text = _decided_day().compute().text
    good, bad, none = tmp_path / "good.json", tmp_path / "bad.json", tmp_path / "none.json"
    good.write_text(text, encoding="utf-8")
    bad.write_text(text.replace('"amount_vnd":1500000,"code"', '"amount_vnd":1500001,"code"'), encoding="utf-8")
    none.write_text("{}", encoding="utf-8")
    done = [
        subprocess.run([sys.executable, "-I", verify.__file__, str(path)], capture_output=True, text=True, check=False)
        for path in (good, bad, none)
    ]
    assert [one.returncode for one in done] == [0, 1, 2]
    assert _decided_day().compute().sha256 in done[0].stdout
    assert "result/prizes/awards/1/amount_vnd: the bundle says 1500001, recomputed 1500000" in done[1].stdout
    assert "format" in done[2].stderr


def test_P10_the_command_reads_one_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bundle.json"
    path.write_text(_DAY.compute().text, encoding="utf-8")
    assert verify.main([str(path)]) == 0
    assert "the same" in capsys.readouterr().out
    path.write_text(_DAY.compute().text.replace('"rank":1', '"rank":2'), encoding="utf-8")
    assert verify.main([str(path)]) == 1
    assert "DIFFERENT" in capsys.readouterr().out


def _plan(name: str) -> Programme:
    plan = load(shipped_text(name))
    assert isinstance(plan, Programme)
    return plan


def test_rules_of_takes_a_round_out_of_a_plan_and_refuses_what_is_open() -> None:
    plan = _plan("dakrong-demo")
    rules = rules_of(plan, plan.rounds[0].key, "f" * 64)
    assert sum(slot.amount_vnd for ladder in rules.ladders for slot in slots_of(ladder)) == 4_500_000
    assert rules.rubric.scale == 100
    with pytest.raises(NotFoundError):
        rules_of(plan, "no such round", "f" * 64)
    with pytest.raises(StillUnknownError):
        rules_of(_plan("dakrong-2020"), plan.rounds[0].key, "f" * 64)


def test_verify_refuses_what_is_no_bundle(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify.main([]) == 2
    assert verify.main([str(tmp_path / "absent.json")]) == 2
    with pytest.raises(ValueError, match="format"):
        verify.verify_text("[]")
    with pytest.raises(ValueError, match="complete"):
        verify.verify_text('{"format":"bangvang-result-1"}')
    text = _DAY.compute().text
    outside = text.replace('"content":200', '"content":20000', 1)
    with pytest.raises(ValueError, match="outside the rubric"):
        verify.verify_text(outside)
    assert "canonical" in verify.verify_text(text + "\n")[0]
    assert "usage" in capsys.readouterr().err
