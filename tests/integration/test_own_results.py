"""What an author reads of his own entry after publication: what the plan allows, of nobody else; both databases."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from judging.desk.reviews import TypedSheet, save_review
from judging.queries import shares
from judging.spec.words import LetterContent
from tests.factories import judging as sheets
from tests.factories import remarkings
from tests.factories.marking import make_day
from tests.factories.programmes import VIETNAM, demonstration_plan
from tests.factories.remarkings import REPLACES, Anew
from tests.factories.two_rounds import go_on, make_two_rounds, mark_round
from tests.page_client import PageClient
from tests.query_counter import counted_queries

if TYPE_CHECKING:
    from flask import Flask

    from judging.spec.programme import Programme
    from tests.conftest import TestClock
    from tests.factories.marking import Day

MARKS = (90, 85, 80, 60)
EACH = 2
"""So many judges mark an entry, of three."""
LAST = 3
"""The number of an entry without a prize."""


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every judge writes of every sheet; what they wrote, in the order of writing."""
    said: list[str] = []
    save = save_review

    def save_with_words(session: Any, typed: TypedSheet, **facts: Any) -> Any:
        word = f"Lời-giám-khảo-{len(said):03}-hết"
        said.append(word)
        criterion = next(iter(typed.marks))
        return save(session, replace(typed, comment=word, comments={criterion: f"Riêng {word}"}), **facts)

    monkeypatch.setattr(sheets, "save_review", save_with_words)
    monkeypatch.setattr(remarkings, "save_review", save_with_words)
    return said


def plan_with(clock: TestClock, letters: LetterContent | None) -> Programme:
    plan = demonstration_plan(clock().astimezone(VIETNAM).date().isoformat())
    return replace(plan, letters=letters, remarking=REPLACES)


def contest(app: Flask, clock: TestClock, letters: LetterContent | None) -> Day:
    return make_day(app, now=clock(), marks=MARKS, plan=plan_with(clock, letters))


def address(day: Day, number: int) -> str:
    return f"/bai-du-thi/{day.entries[number].id}/ket-qua"


def author(day: Day, number: int) -> PageClient:
    return PageClient(day.app).sign_in_as(day.authors[number])


@pytest.mark.parametrize("letters", [None, *LetterContent])
def test_the_plan_says_how_much_is_told(
    app: Flask, clock: TestClock, written: list[str], letters: LetterContent | None
) -> None:
    day = contest(app, clock, letters).until_published()
    page = author(day, LAST).get(address(day, LAST))
    assert day.codes[LAST] in page.body
    assert "Không đoạt giải" in page.body
    assert {"60", "60,00"} & {one.get_text(strip=True) for one in page.soup.select("dd")}
    assert len(page.soup.select("thead th")[1:]) == (0 if letters in {None, LetterContent.TOTALS} else EACH)
    told = [word for word in written if word in page.body]
    assert len(told) == (EACH if letters is LetterContent.MARKS_AND_COMMENTS else 0)
    assert len(written) == EACH * len(MARKS), "there were words to tell"


def test_a_winner_reads_his_prize_and_the_entry_page_leads_there(app: Flask, clock: TestClock) -> None:
    day = contest(app, clock, LetterContent.MARKS).until_published()
    client = author(day, 0)
    assert f'href="{address(day, 0)}"' in client.get(f"/bai-du-thi/{day.entries[0].id}").text
    body = client.get(address(day, 0)).body
    assert "Giải Nhất" in body or "Giải nhất" in body
    assert "Không đoạt giải" not in body
    assert "1 trên 4 bài" in body


def test_A17_A18_nothing_is_told_before_publication(app: Flask, clock: TestClock) -> None:
    day = contest(app, clock, LetterContent.MARKS_AND_COMMENTS)

    def closed() -> None:
        client = author(day, LAST)
        client.get(address(day, LAST), status=404)
        entry = client.get(f"/bai-du-thi/{day.entries[LAST].id}").text
        assert "/ket-qua" not in entry
        assert day.codes[LAST] not in entry

    closed()
    day.until_opened()
    closed()
    bundle = day.approve()
    closed()
    day.publish(bundle)
    author(day, LAST).get(address(day, LAST))


def test_nobody_else_reads_it(app: Flask, clock: TestClock) -> None:
    day = contest(app, clock, LetterContent.MARKS).until_published()
    author(day, 0).get(address(day, LAST), status=404)
    for account in (day.judges[0], day.secretary, day.board, day.publisher):
        PageClient(app).sign_in_as(account).get(address(day, LAST), status=404)
    body = author(day, LAST).get(address(day, LAST)).text
    for number in range(LAST):
        assert day.codes[number] not in body, "the codes of others"


def test_B24_judges_have_numbers_and_no_names(app: Flask, clock: TestClock, written: list[str]) -> None:
    day = contest(app, clock, LetterContent.MARKS_AND_COMMENTS).until_published()
    page = author(day, LAST).get(address(day, LAST))
    assert any(word in page.body for word in written)
    numbers = [one.get_text(strip=True) for one in page.soup.select("thead th")][1:]
    assert len(numbers) == EACH
    assert set(numbers) <= {"Giám khảo số 1", "Giám khảo số 2", "Giám khảo số 3"}
    for judge in day.judges:
        for trace in (judge.person.full_name, str(judge.id), str(judge.person_id)):
            assert trace not in page.text, trace


def test_the_marks_are_those_of_the_public_file(app: Flask, clock: TestClock) -> None:
    day = contest(app, clock, LetterContent.MARKS).until_published()
    client = author(day, LAST)
    page = client.get(address(day, LAST))
    assert f"/cuoc-thi/{day.slug}/ket-qua/lan-1/kiem-chung" in page.text
    public = client.get(f"/cuoc-thi/{day.slug}/ket-qua/lan-1/bang-diem.json").text
    assert day.codes[LAST] in public


def test_B22_a_correction_is_told_with_its_reason_and_only_when_it_is_published(
    app: Flask, clock: TestClock, written: list[str]
) -> None:
    anew = Anew(app, clock, plan=plan_with(clock, LetterContent.MARKS_AND_COMMENTS))
    first = list(written)
    anew.remark({2: 95})
    before = author(anew.day, 2).get(address(anew.day, 2)).body
    assert not any(word in before for word in written[len(first) :]), "new sheets are not published yet"
    assert sum(word in before for word in first) == EACH
    anew.day.now = clock()
    anew.correct()
    after = author(anew.day, 2).get(address(anew.day, 2)).body
    assert "lần công bố thứ 2" in after
    assert "Kết quả phúc khảo" in after
    assert all(f"Giám khảo số {number}" in after for number in (4, 5))
    assert not any(f"Giám khảo số {number}" in after for number in (1, 2, 3))
    assert sum(word in after for word in written[len(first) :]) == EACH
    assert not any(word in after for word in first), "the sheets that count no more"


def test_each_round_has_its_own_code_and_marks_though_the_entry_went_no_further(app: Flask, clock: TestClock) -> None:
    day = make_two_rounds(app, now=clock(), marks=MARKS)
    first = list(day.codes)
    day.close()
    final = go_on(day)
    mark_round(day, dict(zip(final, (88, 77), strict=True)))
    day.until_published()
    gone, best = day.entries[LAST].id, day.entries[0].id
    body = author(day, LAST).get(address(day, LAST)).body
    assert gone not in final
    assert "Sơ khảo" in body
    assert "Chung khảo" not in body
    assert first[LAST] in body
    body = author(day, 0).get(address(day, 0)).body
    assert first[0] in body
    assert final[best] in body
    assert "Chung khảo" in body


def test_the_whole_result_is_read_once_however_many_authors_look(
    app: Flask, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = contest(app, clock, LetterContent.MARKS).until_published()
    read: list[int] = []
    take = shares.taken_apart
    monkeypatch.setattr(shares, "taken_apart", lambda bundle: (read.append(1), take(bundle))[1])
    seen, counts = set(), []
    for number in range(len(MARKS)):
        client = author(day, number)
        with counted_queries(app, ["main"]) as queries:
            page = client.get(address(day, number))
        assert day.codes[number] in page.body
        assert not any(code in page.body for at, code in enumerate(day.codes) if at != number)
        seen.add(page.words("main"))
        counts.append([one for one in queries if "canonical" in one and "results" in one])
    assert len(seen) == len(MARKS)
    assert len(read) == 1
    assert [bool(one) for one in counts] == [True, False, False, False]
