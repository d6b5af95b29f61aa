"""What no program could tell of a work is said in words, to everybody who sees it, with what happens next."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest

from judging.enums import Demand, Verdict
from judging.rules.verdicts import MeasuredVerdict, Reason
from portal.measured_words import shown_verdict
from tests.factories.received import Intake
from tests.factories.scans import PICTURE, make_scan

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

    from judging.ids import EntryID
    from tests.conftest import TestClock
    from tests.page_client import PageClient

BADGE = {"vi": "Chưa xác định: cần người kiểm tra quyết định", "en": "Not known: a person decides"}
WHAT = {"vi": "Chưa xác định được số chữ", "en": "The number of chữ is not known"}
NEXT = {
    "vi": "Nội dung chưa xác định thì chưa tính là đạt hay không đạt. "
    "Người kiểm tra thể thức sẽ mở bài, xem trực tiếp và quyết định.",
    "en": "What is not known counts neither for nor against the work. "
    "Whoever verifies the form opens the work, looks and decides.",
}
SHORT = {"vi": "chưa xác định, chờ người kiểm tra", "en": "not known: a person looks"}
LANGUAGES = ("vi", "en")


@pytest.fixture
def intake(app: Flask, clock: TestClock) -> Intake:
    return Intake(app, clock)


@pytest.fixture
def scan(tmp_path: Path) -> tuple[str, bytes]:
    return "quet.pdf", make_scan(tmp_path / "quet.pdf", [PICTURE] * 2).read_bytes()


def words(client: PageClient, path: str, language: str) -> str:
    return client.get(f"{path}?lang={language}").text


@pytest.mark.requirement("S001-R21")
def test_an_author_reads_what_is_not_known_and_who_looks(intake: Intake, scan: tuple[str, bytes]) -> None:
    author = intake.author()
    entry_id = intake.handed_in(author, file=scan)
    client = intake.as_(author)
    for language in LANGUAGES:
        shown = words(client, f"/bai-du-thi/{entry_id}/do", language)
        assert BADGE[language] in shown
        assert (shown.count(WHAT[language]), shown.count(NEXT[language])) == (1, 1)
        tasks = words(client, f"/bai-du-thi/{entry_id}", language)
        assert WHAT[language] in tasks
        assert SHORT[language] in tasks
        assert NEXT[language] in words(client, f"/bai-du-thi/{entry_id}/nop", language)
    receipt = client.get(f"/bai-du-thi/{entry_id}").soup.select_one("a[href*='/phieu/']")
    assert receipt is not None
    assert SHORT["vi"] in words(client, str(receipt["href"]), "vi")


@pytest.mark.requirement("S001-R21")
def test_whoever_reads_the_entry_is_told_the_same(intake: Intake, scan: tuple[str, bytes]) -> None:
    entry_id = intake.forwarded(file=scan)
    for account, path in places(intake, entry_id):
        client = intake.as_(account)
        for language in LANGUAGES:
            shown = words(client, path, language)
            assert BADGE[language] in shown, path
            assert (shown.count(WHAT[language]), shown.count(NEXT[language])) == (1, 1)
    for language in LANGUAGES:
        assert SHORT[language] in intake.as_(intake.validator).get(f"/kiem-tra?lang={language}").words("tbody")


def places(intake: Intake, entry_id: EntryID) -> list[tuple[object, str]]:
    return [(intake.validator, f"/kiem-tra/{entry_id}"), (intake.coordinator, f"/don-vi/bai-du-thi/{entry_id}")]


def test_every_unknown_says_what_is_not_known(app: Flask) -> None:
    for demand, language in product(Demand, LANGUAGES):
        with app.test_request_context(f"/?lang={language}"):
            app.preprocess_request()
            shown = shown_verdict(MeasuredVerdict(demand, Verdict.UNKNOWN, Reason.NOT_TOLD), {})
            assert shown.outcome == "unknown"
            assert ("is not known" if language == "en" else "Chưa xác định được") in shown.sentence
