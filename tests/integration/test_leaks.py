"""The canary test: every trace of every entrant planted in real files; everything that a judge can reach, read whole.

A test that finds nothing proves something only if it could have found it: the same walk as a validator finds what was
planted, and a portal that leaks on purpose, in any writing, is caught.
"""

from __future__ import annotations

import base64
import html
import unicodedata
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from tests.factories.canaries import AUTHORS, UNIT, CanaryContest, make_canaries
from tests.leak_walk import Finder, Walk
from tests.page_client import PageClient
from vietnamese.folding import fold

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask, Response

    from judging.models.people import Account
    from tests.conftest import TestClock

NAME = AUTHORS[0]
ONLY_IN_FILES = {
    "docx author", "tracked deletion", "comment", "custom property", "header", "who changed", "pdf author",
    "EXIF artist", "EXIF copyright", "EXIF description", "video artist", "video title", "video comment",
    "video copyright", "video location", "video handler",
}  # fmt: skip
NOT_SHOWN_TO_VALIDATORS = {
    "staff code", "e-mail", "person id", "check code", "receipt number", "store key", "SHA-256 of the version",
}  # fmt: skip


@pytest.fixture
def contest(app: Flask, clock: TestClock) -> CanaryContest:
    return make_canaries(app, clock)


def walk(app: Flask, who: Account, words: dict[str, str], *starts: str, wide: bool = True) -> Walk:
    """Everything that `who` reaches from the starts; `wide` tries every address of the portal besides."""
    return Walk(app, PageClient(app).sign_in_as(who), Finder(words)).all(("/", *starts), wide=wide)


def told(contest: CanaryContest, walked: Walk) -> dict[str, tuple[str, set[str]]]:
    """What was found, with where it was planted and where it was read."""
    return {word: (contest.planted[word], places) for word, places in walked.found.items()}


@pytest.mark.requirement("S001-R15", "S001-R41")
def test_A10_A11_A13_A14_a_judge_finds_no_trace_of_any_entrant_and_a_validator_finds_them_all(
    app: Flask, contest: CanaryContest
) -> None:
    planted, streamed = contest.planted, set()
    for number, judge in enumerate(contest.judges):
        walked = walk(app, judge, planted, "/cham", wide=number == 0)
        assert told(contest, walked) == {}
        assert sum(one.startswith("/cham/") and status == 200 for one, status in walked.seen.items()) >= 2
        streamed |= {one for one, status in walked.seen.items() if "/ban-hien-thi/" in one and status == 206}
    assert len(streamed) >= 4, "the film, its still and the two pictures were read to their end"
    found = {planted[word] for word in walk(app, contest.intake.validator, planted, "/kiem-tra?kho=accepted").found}
    assert set(planted.values()) - found - ONLY_IN_FILES <= NOT_SHOWN_TO_VALIDATORS, "he reads whom he validates"
    packed = {"pdf author", "video location"}  # compressed, or kept as numbers
    assert ONLY_IN_FILES - found <= packed, "and downloads the originals, with everything in them"


@pytest.mark.requirement("S001-R41")
def test_A21_who_enters_and_who_is_not_of_the_judging_learns_no_code(app: Flask, contest: CanaryContest) -> None:
    codes = dict.fromkeys(contest.codes, "code")
    assert len(codes) == 3
    for who in (contest.authors[0], contest.intake.coordinator, contest.intake.validator):
        assert walk(app, who, codes, "/bai-du-thi", "/don-vi", "/kiem-tra").found == {}
    assert set(walk(app, contest.judges[0], codes, "/cham").found) <= set(codes)
    assert contest.secretary is not None
    assert set(walk(app, contest.secretary, codes, "/niem-phong").found) == set(codes)


def test_A21_a_code_tells_nothing_of_the_receipt(contest: CanaryContest) -> None:
    numbers = [word for word, where in contest.planted.items() if where in {"receipt number", "check code"}]
    assert numbers
    assert [(code, number) for code in contest.codes for number in numbers if code[2:] in number] == []


LEAKS: dict[str, Callable[[str], bytes]] = {
    "plain": lambda word: word.encode(),
    "decomposed": lambda word: unicodedata.normalize("NFD", word).encode(),
    "without marks": lambda word: fold(word).encode(),
    "in capitals": lambda word: word.upper().encode(),
    "UTF-16": lambda word: word.encode("utf-16-le"),
    "UTF-16, the other way": lambda word: word.encode("utf-16-be"),
    "base64": lambda word: base64.b64encode(f"xy{word}z".encode()),
    "address": lambda word: quote(word).encode(),
    "entities": lambda word: html.escape(word).encode("ascii", "xmlcharrefreplace"),
    "numbers": lambda word: "".join(f"&#{ord(sign)};" for sign in word).encode(),
    "JSON": lambda word: word.encode("unicode_escape"),
    "slug": lambda word: fold(word).replace(" ", "-").encode(),
}


@pytest.mark.parametrize("coat", LEAKS)
def test_A11_a_leak_is_found_in_whatever_writing(coat: str) -> None:
    finder = Finder({NAME: "name", UNIT: "unit"})
    assert finder.find(b"abc " + LEAKS[coat](NAME) + b" xyz") == {NAME}
    assert finder.find(b"abc xyz") == set()


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("where", ["body", "header", "cookie", "error"])
def test_A10_a_portal_that_leaks_on_purpose_is_caught(app: Flask, clock: TestClock, where: str) -> None:
    """A stub that tells one name on a judge's page: the walk that found nothing finds it."""

    @app.after_request
    def _leak(response: Response) -> Any:
        if where == "header":
            response.headers["X-Debug"] = quote(NAME)
        elif where == "cookie":
            response.set_cookie("last", base64.b64encode(NAME.encode()).decode())
        elif response.mimetype == "text/html" and (where == "body" or response.status_code == 404):
            response.set_data(response.get_data() + f"<!-- {fold(NAME)} -->".encode())
        return response

    contest = make_canaries(app, clock)
    walked = walk(app, contest.judges[0], contest.planted, "/cham")
    assert {contest.planted[word] for word in walked.found} == {"name"}
    assert any(where == "error" or one.startswith("/cham") for one in walked.found[NAME])
