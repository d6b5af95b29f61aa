"""The board decides about prizes themselves: how many, by choice, by rules that look at authors; within the money."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from judging import verify
from judging.actions.approvals import approve
from judging.actions.openings import ask_opening
from judging.actions.prize_decisions import NotOpenedForRuleError, apply_author_rules
from judging.actions.results import ResultNotFinalError
from judging.models.entries import EntryVersion
from judging.models.results import Award, BoardDecision, Result
from judging.models.seals import CodeLink
from judging.plans.shipped import DEMONSTRATION, shipped_plan
from judging.rules.author_rules import AuthorFact
from judging.spec.prizes import Ladder, Tier
from judging.spec.quotas import Quota
from judging.spec.rounds import TieStep
from judging.spec.walking import resolve
from judging.spec.words import LadderBasis, PrizeScope, QuotaKind, SharedRule, TieKind, VacancyRule
from tests.factories.marking import make_day
from tests.page_client import PageClient
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from flask import Flask

    from judging.spec.programme import Programme
    from tests.conftest import TestClock
    from tests.factories.marking import Day

CONSOLATION = Tier("consolation", "Khuyến khích", Quota(QuotaKind.RANGE, 1, 4), 500_000)


def _plan(*more: Ladder, chain: tuple[TieStep, ...] = (), **ladder: Any) -> Programme:
    plan = shipped_plan(DEMONSTRATION)
    first = replace(plan.ladders[0], **ladder)
    rounds = tuple(replace(one, tie_chain=chain or one.tie_chain) for one in plan.rounds)
    return replace(plan, ladders=(first, *more), rounds=rounds)


def _ranged(**ladder: Any) -> Programme:
    tiers = shipped_plan(DEMONSTRATION).ladders[0].tiers
    return _plan(tiers=(tiers[0], CONSOLATION), **ladder)


def _day(app: Flask, clock: TestClock, *, plan: Programme | None = None, **more: Any) -> Day:
    fixed = resolve(plan or shipped_plan(DEMONSTRATION), local_day(clock()))
    return make_day(app, now=clock(), plan=fixed, **more)


def _board(day: Day) -> tuple[PageClient, str]:
    return PageClient(day.app).sign_in_as(day.board), f"/ban-to-chuc/ket-qua/{day.round_id}"


def _winners(day: Day) -> list[tuple[str, str]]:
    with day.acting() as session:
        kept = session.scalars(select(Result).order_by(Result.number.desc()).limit(1)).one()
        assert verify.verify_text(kept.canonical) == []
        return [(one["tier"], one["code"]) for one in json.loads(kept.canonical)["result"]["prizes"]["awards"]]


@pytest.mark.requirement("S001-R30", "S001-R31")
def test_the_board_says_how_many_prizes_of_a_range_and_sees_what_is_left(app: Flask, clock: TestClock) -> None:
    day = _day(app, clock, marks=(90, 85, 80, 70, 60), plan=_ranged(stated_total_vnd=3_500_000))
    day.close()
    client, path = _board(day)
    page = client.get(path)
    assert "Kế hoạch để Ban Tổ chức quyết định số lượng giải này" in page.words("#main")
    options = page.all_words("#count-number-1 option")
    assert [one.replace("\xa0", " ") for one in options] == [
        "01 giải, còn lại 1.000.000 đồng",
        "02 giải, còn lại 500.000 đồng",
        "03 giải, còn lại 0 đồng",
    ]
    with pytest.raises(ResultNotFinalError), day.acting() as session:
        ask_opening(session, day.at_hand(session), by=day.viewer(session, day.holders[0]), now=clock())
    sent = {"tier": "individual/consolation", "count": "3", "reason": "Nhiều bài có chất lượng"}
    for wrong in ({"reason": " "}, {"count": "5"}, {"count": "0"}, {"count": "4"}, {"tier": "individual/first"},
                  {"count": "-1"}, {"tier": "khac"}):  # fmt: skip
        refused = client.post(f"{path}/so-giai", {**sent, **wrong}, status=422)
        assert refused.soup.select_one("#count-1")
    assert "vượt kinh phí của kế hoạch 500.000 đồng" in client.post(
        f"{path}/so-giai", {**sent, "count": "4"}, status=422
    ).body.replace("\xa0", " ")
    done = client.follow(client.post(f"{path}/so-giai", sent))
    assert "Kinh phí giải thưởng còn lại: 0 đồng" in done.body.replace("\xa0", " ")
    assert _winners(day) == [("first", day.codes[0]), *(("consolation", code) for code in day.codes[1:4])]
    client.post(f"{path}/so-giai", sent, status=409)
    assert "Số lượng giải: Khuyến khích: 03" in done.words("#main")
    with day.acting() as session:
        row = session.scalars(select(BoardDecision)).one()
    undone = client.follow(client.post(f"{path}/rut-quyet-dinh/{row.id}"))
    assert undone.soup.select_one("#count-number-1")


def test_quality_may_move_a_fixed_number_only_where_the_plan_says_so(app: Flask, clock: TestClock) -> None:
    day = _day(app, clock, plan=_plan(adjustable=True))
    day.close()
    client, path = _board(day)
    sent = {"tier": "individual/first", "count": "0", "reason": "Không có bài xuất sắc"}
    client.follow(client.post(f"{path}/so-giai", sent))
    client.follow(client.post(f"{path}/so-giai", {**sent, "tier": "individual/third", "count": "2", "reason": "Tốt"}))
    assert _winners(day) == [("second", day.codes[0]), ("third", day.codes[1]), ("third", day.codes[2])]
    fixed = _day(app, clock)
    fixed.close()
    client, path = _board(fixed)
    client.post(f"{path}/so-giai", sent, status=422)
    assert not client.get(path).soup.select("[id^=count-]")


@pytest.mark.parametrize("who", ["secretary", "publisher", "holder", "author"])
def test_nobody_but_the_board_decides_about_prizes(app: Flask, clock: TestClock, who: str) -> None:
    day = _day(app, clock, plan=_ranged())
    day.close()
    account = {"holder": day.holders[0], "author": day.authors[0]}.get(who) or getattr(day, who)
    client, path = PageClient(app).sign_in_as(account), f"/ban-to-chuc/ket-qua/{day.round_id}"
    client.post(f"{path}/so-giai", {"tier": "individual/consolation", "count": "2", "reason": "x"}, status=404)
    client.post(f"{path}/chon-bai", {"slot": "a/b/1", "code": "A-2222", "reason": "x"}, status=404)
    client.post(f"{path}/quy-tac-tac-gia", {}, status=404)


def _special(**more: Any) -> Ladder:
    base = shipped_plan(DEMONSTRATION).ladders[0]
    tiers = (Tier("spread", "Giải lan tỏa", Quota.exactly(1), 300_000),)
    return replace(base, key="special", name="Giải đặc biệt", tiers=tiers, basis=LadderBasis.BOARD_CHOOSES, **more)


def test_a_prize_by_choice_may_wait_for_the_opening_but_not_for_the_approval(app: Flask, clock: TestClock) -> None:
    day = _day(app, clock, plan=_plan(_special()))
    day.close()
    client, path = _board(day)
    page = client.get(path)
    assert "Không còn nội dung phải quyết định theo mã phách" in page.body
    sent = {"slot": "special/spread/1", "code": day.codes[3], "reason": "Có sức lan tỏa"}
    for wrong in ({"code": day.codes[0]}, {"code": "Z-0000"}, {"slot": "individual/first/1"}, {"reason": ""}):
        client.post(f"{path}/chon-bai", {**sent, **wrong}, status=422)
    day.open()
    bundle = day.bundle()
    with pytest.raises(ResultNotFinalError), day.acting() as session:
        by = day.viewer(session, day.board)
        approve(session, day.at_hand(session), bundle_sha256=bundle, by=by, now=clock())
    client.follow(client.post(f"{path}/chon-bai", {**sent, "code": day.codes[3].lower()}))
    client.post(f"{path}/chon-bai", sent, status=409)
    day.publish(day.approve())
    public = PageClient(app).get(f"/cuoc-thi/{day.slug}/ket-qua")
    assert "Giải lan tỏa" in public.body
    assert len(public.soup.select("#result tbody tr")) == 4


def test_a_collective_prize_is_the_units_and_its_person_may_hold_another(app: Flask, clock: TestClock) -> None:
    base = shipped_plan(DEMONSTRATION).ladders[0]
    units = replace(base, key="units", name="Giải tập thể", scope=PrizeScope.COLLECTIVE,
                    tiers=(Tier("unit_first", "Nhất tập thể", Quota.exactly(1), 3_000_000),))  # fmt: skip
    day = _day(app, clock, plan=_plan(units))
    day.until_published()
    with day.acting() as session:
        held = [one.tier_key for one in session.scalars(select(Award).where(Award.entry_id == day.entries[0].id))]
    assert sorted(held) == ["individual/first", "units/unit_first"]
    rows = PageClient(app).get(f"/cuoc-thi/{day.slug}/ket-qua").all_words("#result tbody tr")
    (collective,) = [row for row in rows if "Nhất tập thể" in row]
    assert day.authors[0].person.full_name not in collective


def _state(day: Day, number: int, **facts: str) -> None:
    """What an author stated with the entry that was sealed."""
    with day.acting() as session:
        link = session.scalars(select(CodeLink).where(CodeLink.entry_id == day.entries[number].id)).one()
        version = session.get_one(EntryVersion, link.entry_version_id)
        told = json.loads(version.canonical)
        told["cover"] |= facts
        version.canonical = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        version.sha256 = sha256(version.canonical.encode()).hexdigest()


AUTHOR_CHAIN = (TieStep(TieKind.WOMEN_FIRST), TieStep(TieKind.OLDER_FIRST), TieStep(TieKind.BOARD_DECIDES))


def test_a_rule_that_looks_at_authors_is_applied_after_the_opening_and_keeps_codes_only(
    app: Flask, clock: TestClock
) -> None:
    plan = _plan(chain=AUTHOR_CHAIN, shared=SharedRule.NEVER, vacancy=VacancyRule.BOARD_DECIDES)
    day = _day(app, clock, marks=(90, 90, 90, 60), plan=plan)
    gender, born = AuthorFact.GENDER.value, AuthorFact.BIRTH_DAY.value
    _state(day, 0, **{gender: "male", born: "1970-01-01"})
    _state(day, 1, **{gender: "female", born: "1990-02-03"})
    _state(day, 2, **{gender: "female", born: "04/5/1985"})
    day.close()
    client, path = _board(day)
    assert "áp dụng tại đây sau khi ghép phách" in client.get(path).body
    client.post(f"{path}/quy-tac-tac-gia", {}, status=422)
    with pytest.raises(NotOpenedForRuleError), day.acting() as session:
        by = day.viewer(session, day.board)
        apply_author_rules(session, day.at_hand(session), reason="x", by=by, now=clock())
    order = {f"position-{code}": str(at) for at, code in enumerate(day.codes[:3], start=1)}
    client.post(f"{path}/dong-diem", {**order, "reason": "bốc thăm"}, status=422)
    day.open()
    done = client.follow(client.post(f"{path}/quy-tac-tac-gia", {}))
    assert _winners(day) == [("first", day.codes[2]), ("second", day.codes[1]), ("third", day.codes[0])]
    assert "Ưu tiên tác giả nữ theo thông tin tác giả tự khai" in done.body
    assert "Ưu tiên tác giả cao tuổi hơn" in done.body
    client.post(f"{path}/quy-tac-tac-gia", {}, status=422)
    day.publish(day.approve())
    bundle = PageClient(app).get(f"/cuoc-thi/{day.slug}/ket-qua/lan-1/bang-diem.json").text
    assert verify.verify_text(bundle) == []
    for secret in ("female", "1990", "1985", "author_"):
        assert secret not in bundle, secret


def test_authors_are_asked_only_for_what_a_rule_compares(app: Flask, clock: TestClock) -> None:
    asking = _day(app, clock, plan=_plan(chain=AUTHOR_CHAIN))
    with asking.acting() as session:
        found = session.get_one(type(asking.entries[0]), asking.entries[0].id)
        found.state = "returned"
        found.may_change = ["cover"]
    page = PageClient(app).sign_in_as(asking.authors[0]).get(f"/bai-du-thi/{asking.entries[0].id}/thong-tin")
    assert "Không bắt buộc khai" in page.body
    plain = _day(app, clock)
    page = PageClient(app).sign_in_as(plain.authors[0]).get(f"/bai-du-thi/{plain.entries[0].id}/thong-tin")
    assert "Không bắt buộc khai" not in page.body
