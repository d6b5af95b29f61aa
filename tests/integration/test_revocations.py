"""After the decision: disqualified and revoked, by the plan's rule, corrected in public, papers and certificates.

It is longer than 300 lines, so that each case of this subject is found in one place.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from judging import verify
from judging.actions.results import ResultApprovedError
from judging.actions.revocations import (
    MoveUpUndecidedError,
    NoPrizeHeldError,
    PaperInForceError,
    revoke,
    take_back_revocation,
)
from judging.actions.suspicions import AfterDecisionError, _refuse_approved
from judging.errors import AlreadyDoneError, MissingReasonError, NotAllowedError
from judging.models.entries import Entry
from judging.models.history import HistoryLine, Notice
from judging.models.papers import CertificateRow
from judging.models.results import Award, Publication
from judging.models.revocations import RevocationRow
from judging.queries.standings import find_approval
from judging.rules.revocations import MovesUp, RevocationKind
from judging.spec.words import RevocationRule
from tests.factories.marking import make_day
from tests.factories.papers import Way, run_jobs, say_words
from tests.factories.programmes import demonstration_plan
from tests.invariants import violations
from tests.page_client import PageClient
from tests.paper_measures import squeezed, text_of_pdf
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from flask import Flask

    from judging.models.people import Account
    from tests.conftest import TestClock
    from tests.factories.marking import Day

REASON = "Bài sao chép nguyên văn tác phẩm đã đăng, trái khoản 2 mục V của kế hoạch"
MARKS = (90, 85, 80, 75, 60)


def begin(app: Flask, clock: TestClock, rule: RevocationRule | None = RevocationRule.NEXT_MOVES_UP) -> Day:
    plan = demonstration_plan(local_day(clock()).isoformat())
    plan = replace(plan, ladders=tuple(replace(one, revocation=rule) for one in plan.ladders))
    return make_day(app, now=clock(), marks=MARKS, plan=plan)


def take(
    day: Day,
    number: int = 0,
    kind: RevocationKind = RevocationKind.DISQUALIFIED,
    choices: dict[str, MovesUp] | None = None,
    by: Account | None = None,
    reason: str = REASON,
) -> str:
    with day.acting() as session:
        who = day.viewer(session, by or day.board)
        row = revoke(
            session, day.at_hand(session), code=day.codes[number], kind=kind, choices=choices or {}, reason=reason,
            by=who, now=day.now,
        )  # fmt: skip
        return row.id.hex


def undo(day: Day, key: str, reason: str = "Kiến nghị được chấp nhận") -> None:
    with day.acting() as session:
        row = next(one for one in session.scalars(select(RevocationRow)) if one.id.hex == key)
        take_back_revocation(
            session, day.at_hand(session), row.id, reason=reason, by=day.viewer(session, day.board), now=day.now
        )


def decide_on_paper(day: Day, key: str) -> Way:
    return Way(day, "quyet-dinh-thu-hoi", query=f"?ve={key}").draft().review().sign().number().issue()


def correct(day: Day, reason: str = "Thu hồi giải Nhất") -> None:
    day.publish(day.approve(), reason=reason)


def winners(day: Day) -> list[tuple[str, str]]:
    with day.acting() as session:
        rows = session.scalars(
            select(Publication).where(Publication.programme_id == day.programme_id).order_by(Publication.number.desc())
        ).all()
        return [(one["prize"], one["code"]) for one in rows[0].page["winners"]]


def notices(day: Day, account: Account) -> list[str]:
    with day.acting() as session:
        return list(session.scalars(select(Notice.kind).where(Notice.account == str(account.id))))


@pytest.mark.requirement("S001-R13", "S001-R31")
def test_B22_a_disqualified_winner_leaves_everything_public_and_the_next_move_up(app: Flask, clock: TestClock) -> None:
    day = begin(app, clock)
    say_words(day)
    day.until_opened()
    bundle = day.approve()
    Way(day, "quyet-dinh-ket-qua").draft().review().sign().number()
    Way(day, "giay-chung-nhan").draft().review().sign().issue()
    day.publish(bundle)
    public, path = PageClient(app), f"/cuoc-thi/{day.slug}/ket-qua"
    loser, name = day.entries[0], day.entries[0].author.full_name
    places = (path, f"{path}/individual-first-1", f"/cuoc-thi/{day.slug}", "/tin.atom",
              f"/api/v1/programmes/{day.slug}/works", f"/api/v1/programmes/{day.slug}/results/1",
              "/tim-kiem?q=Ng%C6%B0%E1%BB%9Di", "/")  # fmt: skip
    named = [one for one in places if name in public.get(one).response.get_data(as_text=True)]
    assert {path, places[1], "/tin.atom", places[4]} <= set(named), "what is to go could be seen"
    assert loser.title in public.get(f"{path}/individual-first-1").body

    key = take(day)
    assert [code for _, code in winners(day)] == day.codes[:3], "nothing public changes before the publication"
    assert public.get(f"{path}/individual-first-1").body.count(loser.title)
    with day.acting() as session:
        assert find_approval(session, day.at_hand(session).programme_id) is None
        assert session.get_one(Entry, loser.id).state == "sealed"
    assert "entry.disqualified" not in notices(day, day.authors[0])
    decide_on_paper(day, key)
    correct(day)

    assert winners(day) == [("Nhất", day.codes[1]), ("Nhì", day.codes[2]), ("Ba", day.codes[3])]
    page = public.get(path)
    assert REASON in page.body
    assert f"Bài mã {day.codes[0]} bị loại khỏi cuộc thi" in page.body
    assert "Bài xếp kế tiếp được đôn lên nhận giải" in page.body
    assert name not in page.body
    old_version = places[5]
    for one in (one for one in places if one != old_version):
        said = public.get(one).response.get_data(as_text=True)
        assert name not in said, one
        assert loser.title not in said, one
    assert name in public.get(f"{path}/lan-1").body, "the earlier version stays readable"
    assert json.loads(public.get(f"/api/v1/programmes/{day.slug}/results/2").response.get_data())["revocations"] == [
        {"code": day.codes[0], "kind": "disqualified", "prize": "Nhất", "reason": REASON, "moves_up": "next_moves_up"}
    ]
    _the_bundle_verifies(day, "bangvang-result-4")
    _certificates(day, public)
    assert notices(day, day.authors[0]).count("award.lost") == 1
    assert "entry.disqualified" in notices(day, day.authors[0])
    assert [notices(day, one).count("award.won") for one in day.authors] == [1, 2, 2, 1, 0]
    own = PageClient(app).sign_in_as(day.authors[0]).get(f"/bai-du-thi/{loser.id}/ket-qua")
    assert "Bài dự thi bị loại" in own.body
    assert REASON in own.body
    assert violations(app) == {}


def _the_bundle_verifies(day: Day, kind: str) -> None:
    text = PageClient(day.app).get(f"/cuoc-thi/{day.slug}/ket-qua/lan-2/bang-diem.json").response.get_data(as_text=True)
    assert verify.verify_text(text) == []
    assert json.loads(text)["bundle"]["format"] == kind
    assert day.entries[0].author.full_name not in text


def _certificates(day: Day, public: PageClient) -> None:
    """All three fell, because each holder has another prize or none; three new ones go on in the book."""
    with day.acting() as session:
        rows = session.scalars(select(CertificateRow).order_by(CertificateRow.book_number)).all()
        assert [(one.book_number, one.revoked_at is not None) for one in rows] == [(1, True), (2, True), (3, True)]
        codes, key = [one.code for one in rows], session.scalars(select(RevocationRow)).one().id.hex
    assert REASON in public.get(f"/xac-minh/giay/{codes[0]}").body
    Way(day, "giay-chung-nhan-bo-sung", query=f"?ve={key}").draft().review().sign().issue()
    with day.acting() as session:
        fresh = session.scalars(
            select(CertificateRow).where(CertificateRow.revoked_at.is_(None)).order_by(CertificateRow.book_number)
        ).all()
        assert [one.book_number for one in fresh] == [4, 5, 6]
        code = fresh[0].code
    assert day.entries[1].author.full_name in public.get(f"/xac-minh/giay/{code}").body


def test_where_the_place_stays_vacant_only_the_revoked_certificate_falls_and_awards_stay_the_same_rows(
    app: Flask, clock: TestClock
) -> None:
    day = begin(app, clock, RevocationRule.STAYS_VACANT)
    say_words(day)
    day.until_opened()
    bundle = day.approve()
    Way(day, "quyet-dinh-ket-qua").draft().review().sign().number()
    Way(day, "giay-chung-nhan").draft().review().sign().issue()
    day.publish(bundle)
    with day.acting() as session:
        before = {one.tier_key: one.id for one in session.scalars(select(Award).where(Award.revoked_at.is_(None)))}
    key = take(day, kind=RevocationKind.REVOKED)
    with day.acting() as session:
        after = {one.tier_key: one.id for one in session.scalars(select(Award).where(Award.revoked_at.is_(None)))}
    assert after == {tier: one for tier, one in before.items() if tier != "individual/first"}
    way = decide_on_paper(day, key)
    said = text_of_pdf(way.board.get(f"{way.path}/tep.pdf").response.get_data())
    assert squeezed("Giải bị thu hồi để trống, các giải khác giữ nguyên".replace("Giải", "giải")) in squeezed(said)
    assert squeezed(f"mã phách {day.codes[0]}") in squeezed(said)
    correct(day)
    assert winners(day) == [("Nhì", day.codes[1]), ("Ba", day.codes[2])]
    page = PageClient(app).get(f"/cuoc-thi/{day.slug}/ket-qua")
    assert "Giải Nhất: bị thu hồi, để trống" in page.body
    with day.acting() as session:
        rows = session.scalars(select(CertificateRow).order_by(CertificateRow.book_number)).all()
        assert [one.revoked_at is not None for one in rows] == [True, False, False]
        assert session.get_one(Entry, day.entries[0].id).state == "sealed"
    _the_bundle_verifies(day, "bangvang-result-4")
    assert [notices(day, one).count("award.won") for one in day.authors] == [1, 1, 1, 0, 0]
    assert violations(app) == {}


def test_where_the_plan_is_silent_the_board_must_say_what_becomes_of_the_prize(app: Flask, clock: TestClock) -> None:
    day = begin(app, clock, None).until_opened()
    with pytest.raises(MoveUpUndecidedError):
        take(day)
    client, path = PageClient(app).sign_in_as(day.board), f"/ban-to-chuc/ket-qua/{day.round_id}"
    shown = client.get(f"{path}/thu-hoi")
    assert day.entries[0].author.full_name in shown.body
    sent = {"code": day.codes[0], "kind": "revoked", "reason": REASON}
    refused = client.post(f"{path}/thu-hoi", sent, status=422)
    assert "Kế hoạch chưa quy định cách xử lý giải bị thu hồi" in refused.body
    assert REASON in refused.text
    done = client.follow(client.post(f"{path}/thu-hoi", sent | {"move_individual": "stays_vacant"}))
    assert f"{day.codes[0]}: thu hồi giải. Lý do: {REASON} Giải để trống (Nhất 1)." in done.body
    client.post(f"{path}/thu-hoi", sent | {"move_individual": "stays_vacant"}, status=422)
    with day.acting() as session:
        assert session.scalars(select(RevocationRow.choices)).one() == {"individual": "stays_vacant"}
        action = select(HistoryLine.data).where(HistoryLine.action == "revocation.decide")
        assert json.loads(session.scalars(action).one())["reason"] == REASON
    key = client.get(f"{path}/thu-hoi").soup.select_one("form[action*='/rut']")["action"]
    client.post(str(key), {"reason": ""}, status=422)
    client.post(str(key), {"reason": "Bằng chứng mới"})
    assert day.approve()


def test_nobody_but_the_board_revokes_and_never_without_a_reason(app: Flask, clock: TestClock) -> None:
    day = begin(app, clock).until_opened()
    for who in (day.secretary, day.publisher):
        with pytest.raises(NotAllowedError):
            take(day, by=who)
        PageClient(app).sign_in_as(who).get(f"/ban-to-chuc/ket-qua/{day.round_id}/thu-hoi", status=404)
    with pytest.raises(MissingReasonError):
        take(day, reason=" ")
    with pytest.raises(NoPrizeHeldError):
        take(day, 4, RevocationKind.REVOKED)
    take(day, 0, RevocationKind.REVOKED)
    with pytest.raises(AlreadyDoneError):
        take(day, 0)


def test_before_the_codes_are_opened_there_is_no_such_page_and_no_such_act(app: Flask, clock: TestClock) -> None:
    day = begin(app, clock)
    day.close()
    with pytest.raises(Exception, match=r"NotOpened|not_opened"):
        take(day)
    PageClient(app).sign_in_as(day.board).get(f"/ban-to-chuc/ket-qua/{day.round_id}/thu-hoi", status=404)


def test_the_gate_asks_for_the_paper_and_an_override_is_printed(app: Flask, clock: TestClock) -> None:
    day = begin(app, clock).until_published()
    say_words(day)
    key = take(day)
    bundle = day.approve()
    client = PageClient(app).sign_in_as(day.publisher)
    sent = {"bundle": bundle, "reason": "Thu hồi giải", "override": ""}
    refused = client.post(f"/cong-bo/{day.round_id}", sent, status=422)
    assert f"{day.codes[0]}: chưa ban hành quyết định thu hồi bằng văn bản" in refused.body
    client.post(f"/cong-bo/{day.round_id}", sent | {"override": "Quyết định ký ngày mai"})
    page = PageClient(app).get(f"/cuoc-thi/{day.slug}/ket-qua")
    assert "Quyết định ký ngày mai" in page.body
    decide_on_paper(day, key)
    with pytest.raises(ResultApprovedError):
        undo(day, key)
    client = PageClient(app).sign_in_as(day.board)
    client.post(f"/ban-to-chuc/ket-qua/{day.round_id}/rut-phe-duyet", {"reason": "Xem lại"})
    with pytest.raises(PaperInForceError):
        undo(day, key)


def test_a_restored_winner_is_published_again_and_told(app: Flask, clock: TestClock) -> None:
    day = begin(app, clock).until_published()
    key = take(day)
    with day.acting() as session:
        assert {one.state for one in session.scalars(select(Entry).where(Entry.id == day.entries[0].id))} == {"sealed"}
    client = PageClient(app).sign_in_as(day.publisher)
    client.post(f"/cong-bo/{day.round_id}", {"bundle": day.approve(), "reason": "Loại bài", "override": "Ký sau"})
    with day.acting() as session:
        entry = session.get_one(Entry, day.entries[0].id)
        assert entry.state == "disqualified"
        with pytest.raises(ResultApprovedError):
            _refuse_approved(session, entry)
    PageClient(app).sign_in_as(day.board).post(
        f"/ban-to-chuc/ket-qua/{day.round_id}/rut-phe-duyet", {"reason": "Kiến nghị được chấp nhận"}
    )
    with day.acting() as session, pytest.raises(AfterDecisionError):
        _refuse_approved(session, session.get_one(Entry, day.entries[1].id))
    undo(day, key)
    correct(day, "Khôi phục giải")
    assert [code for _, code in winners(day)] == day.codes[:3]
    run_jobs(app)
    assert "entry.restored" in notices(day, day.authors[0])
    assert notices(day, day.authors[3]).count("award.lost") == 1
    page = PageClient(app).get(f"/cuoc-thi/{day.slug}/ket-qua")
    assert day.entries[0].author.full_name in page.body
    assert "bị loại khỏi cuộc thi" not in page.body
    assert violations(app) == {}
