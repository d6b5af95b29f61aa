"""Sealing: codes that tell nothing, renditions without names, and the list that only two may see.

It is longer than 300 lines, so that each case of this subject is found in one place.
"""

from __future__ import annotations

import json
import secrets
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from judging.actions.looks import (
    LookLapsedError,
    PrintedAlreadyError,
    TwoSecretariesError,
    ask_look,
    confirm_look,
    read_mapping,
)
from judging.actions.rounds import RoundNotReadyError, open_round
from judging.actions.seals import NothingToSealError, RoundOpenedError, list_sha256, seal_entries
from judging.enums import EntryState, Role, RoundState
from judging.errors import AlreadyDoneError, MissingReasonError, NotAllowedError, SamePersonError
from judging.models.entries import Entry, Measurement, Part
from judging.models.history import HistoryLine
from judging.models.rounds import Code, Rendition, Round
from judging.models.seals import CodeLink, Opening, Sealing
from judging.queries.seals import list_links
from judging.rules.seals import ALPHABET, place_of
from media.essays.renditions import RENDERER_VERSION
from portal.bridge.identity import names_author
from portal.db import writing
from portal.jobs.worker import work_until_idle
from tests.factories.judging import World, make_contest, make_sealed_round, make_valid_entry, seal, seeded
from tests.factories.office import make_account
from tests.factories.videos import own_clip
from tests.page_client import PageClient

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask
    from sqlalchemy.orm import Session

    from tests.conftest import TestClock

CANARY = "Hồ Chim Vàng"


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        yield session


def seal_batch(world: World, *, batch: int = 1, by: object = None, draw: object = None) -> Sealing:
    return seal_entries(
        world.session, world.at_hand, batch=batch, draw=draw or secrets.randbelow, names_author=names_author,
        by=world.by(by or world.secretary), now=world.now,
    )  # fmt: skip


@pytest.mark.requirement("S001-R36")
def test_sealing_gives_each_valid_entry_a_code_and_freezes_its_form(session: Session, clock: TestClock) -> None:
    world = make_contest(session, now=clock(), entries=3)
    waiting = make_valid_entry(session, world.programme, now=clock(), state=EntryState.FORWARDED)
    done = seal_batch(world)
    codes = session.scalars(select(Code).order_by(Code.word)).all()
    assert (done.count, len(codes)) == (3, 3)
    assert all(sign in ALPHABET for code in codes for sign in code.word.replace("-", ""))
    assert {one.state for one in world.entries} == {EntryState.SEALED.value}
    assert waiting.state == EntryState.FORWARDED.value
    assert session.get_one(Round, world.round_id).state == RoundState.SEALED.value
    linked = {word: entry for word, entry, _ in list_links(session, world.round_id)}
    assert set(linked.values()) == {one.id for one in world.entries}
    assert done.list_sha256 == list_sha256(done.salt, list_links(session, world.round_id))
    assert done.list_sha256 != list_sha256("", list_links(session, world.round_id))


def test_sealing_goes_on_in_batches_until_the_round_opens(session: Session, clock: TestClock) -> None:
    world = make_contest(session, now=clock(), entries=2)
    seal(world)
    with pytest.raises(NothingToSealError):
        seal_batch(world, batch=2)
    late = make_valid_entry(session, world.programme, now=clock(), validator=world.validator)
    world.entries.append(late)
    seal(world)
    assert [one.count for one in session.scalars(select(Sealing).order_by(Sealing.batch))] == [2, 1]
    from judging.actions.assignments import assign_round

    assign_round(session, world.at_hand, run=1, by=world.by(world.secretary), now=clock())
    open_round(session, world.at_hand, by=world.by(world.secretary), now=clock())
    make_valid_entry(session, world.programme, now=clock(), validator=world.validator)
    with pytest.raises(RoundOpenedError):
        seal_batch(world, batch=3)


def test_only_the_secretary_seals(session: Session, clock: TestClock) -> None:
    world = make_contest(session, now=clock(), entries=1)
    for account in (world.board, world.validator, *world.holders, *world.judges):
        with pytest.raises(NotAllowedError):
            seal_batch(world, by=account)
    assert session.scalar(select(func.count()).select_from(Code)) == 0


def test_the_judges_side_gets_neutral_facts_without_a_figure(session: Session, clock: TestClock) -> None:
    world = make_contest(session, now=clock(), entries=1)
    video = make_valid_entry(session, world.programme, now=clock(), category="video", validator=world.validator)
    world.entries.append(video)
    seal(world)
    assert world.code_of(world.entries[0]).facts == {
        "limits": "pass", "cover": "pass", "page_numbers": "fail", "a4": "pass",
    }  # fmt: skip
    assert world.code_of(video).facts == {"limits": "borderline", "cover": "pass"}


def test_A11_a_title_that_names_its_author_stays_behind_the_seal(session: Session, clock: TestClock) -> None:
    world = make_contest(session, now=clock(), entries=0)
    author = make_account(session, CANARY, now=clock())
    neutral, telling = "Một cửa, một nụ cười", f"Chuyện của {CANARY.upper()}"
    other = make_account(session, "Lê Thị Thử", now=clock())
    world.entries = [
        make_valid_entry(
            session, world.programme, now=clock(), author=author, title=telling, validator=world.validator
        ),
        make_valid_entry(session, world.programme, now=clock(), author=other, title=neutral, validator=world.validator),
    ]
    seal_batch(world)
    titles = {link.entry_id: session.get_one(Code, link.code_id).title for link in session.scalars(select(CodeLink))}
    assert titles == {world.entries[0].id: "", world.entries[1].id: neutral}


def test_A15_neither_codes_nor_places_follow_the_order_of_entering(session: Session, clock: TestClock) -> None:
    """Kendall's tau between arrival and what a seat is shown, and between arrival and the codes, over 50 seeds."""
    world = make_contest(session, now=clock(), entries=0)
    world.entries = [
        make_valid_entry(session, world.programme, now=clock.move(minutes=1), validator=world.validator)
        for _ in range(30)
    ]
    seal_batch(world)
    arrived = {entry.id: at for at, entry in enumerate(world.entries)}
    links = {word: arrived[entry] for word, entry, _ in list_links(session, world.round_id)}
    shown, stored = [], []
    for seed in range(50):
        order = sorted(links, key=lambda word, seed=seed: place_of(word, f"{seed:064x}", "seat"))
        shown.append(tau([links[word] for word in order]))
        drawn = make(seed)
        stored.append(tau([drawn[word] for word in sorted(drawn)]))
    assert abs(sum(shown) / len(shown)) <= 0.1
    assert abs(sum(stored) / len(stored)) <= 0.1
    rows = [links[word] for word in session.scalars(select(Code.word).order_by(Code.word))]
    assert rows != sorted(rows)


def make(seed: int) -> dict[str, int]:
    from judging.rules.seals import make_codes

    return {word: at for at, word in enumerate(make_codes(30, seeded(seed)))}


def tau(order: list[int]) -> float:
    pairs = [(a, b) for at, a in enumerate(order) for b in order[at + 1 :]]
    return sum(1 if a < b else -1 for a, b in pairs) / len(pairs)


def test_A21_the_history_links_no_code_with_an_entry(app: Flask, clock: TestClock) -> None:
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        world = make_contest(session, now=clock(), entries=3)
        seal_batch(world)
        words = session.scalars(select(Code.word)).all()
        codes = [str(one) for one in session.scalars(select(Code.id)).all()]
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        lines = session.scalars(select(HistoryLine)).all()
        assert len([line for line in lines if line.action == "entry.seal"]) == 3
        told = json.dumps([(line.subject, line.data) for line in lines])
        assert [one for one in (*words, *codes) if one in told] == []


def test_B13_of_twenty_who_seal_at_once_one_seals(app: Flask, clock: TestClock) -> None:
    engine = app.extensions["bangvang_database"].main
    with app.app_context(), writing(engine) as session:
        world = make_contest(session, now=clock(), entries=4)
        viewer = world.by(world.secretary)
        round_id = world.round_id

    def attempt(_number: int) -> str:
        from judging.queries.standings import round_at_hand

        try:
            with app.app_context(), writing(engine) as session:
                seal_entries(
                    session, round_at_hand(session, round_id), batch=1, draw=secrets.randbelow,
                    names_author=lambda _entry, _title: False, by=viewer, now=clock(),
                )  # fmt: skip
        except AlreadyDoneError:
            return "already done"
        return "sealed"

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(attempt, range(20)))
    assert (answers.count("sealed"), answers.count("already done")) == (1, 19)
    with app.app_context(), writing(engine) as session:
        assert session.scalar(select(func.count()).select_from(Code)) == 4
        assert session.scalar(select(func.count()).select_from(Sealing)) == 1


def test_no_rendition_no_assignment_no_opening(session: Session, clock: TestClock) -> None:
    from judging.actions.assignments import RenditionsMissingError, assign_round

    world = make_contest(session, now=clock(), entries=2)
    seal_batch(world)
    with pytest.raises(RenditionsMissingError) as refused:
        assign_round(session, world.at_hand, run=1, by=world.by(world.secretary), now=clock())
    assert refused.value.facts["count"] == 2
    with pytest.raises(RoundNotReadyError) as unready:
        open_round(session, world.at_hand, by=world.by(world.secretary), now=clock())
    assert unready.value.code == "renditions_missing"


def measure_real(session: Session, app: Flask, entry: Entry, path: Path, *, name: str, attachment: str = "") -> None:
    """Give an entry real bytes and their real measurement."""
    from judging.queries.programmes import plan_in_force
    from media.measuring import measure
    from portal.bridge.facts import measured
    from portal.bridge.limits import part_limits

    plan = plan_in_force(session, entry.programme_id)
    category = plan.plan.find_category(entry.category_key)
    key = secrets.token_hex(32)
    with path.open("rb") as file:
        stored = app.extensions["bangvang_store"].put(key, file)
    if attachment:
        part = Part(
            entry_id=entry.id, kind="attachment", attachment_key=attachment, store_key=key, file_name=name,
            size_bytes=stored.size, sha256=stored.sha256, upload_began_at=entry.created_at,
            created_at=entry.created_at + timedelta(seconds=1),
        )  # fmt: skip
        session.add(part)
    else:
        part = entry.parts[0]
        part.store_key, part.file_name, part.sha256, part.size_bytes = key, name, stored.sha256, stored.size
    session.flush()
    report = measure(path, limits=part_limits(category, attachment or None), declared_name=name, cover_values={})
    assert not report.is_refused, report.findings
    found = measured(category, report, attachment_key=attachment or None, is_typed=False)
    session.add(
        Measurement(
            part_id=part.id, measurer_version="real", plan_version_id=plan.version_id, report=dict(found.report),
            verdict=found.verdict.value, verdicts=list(found.verdicts),
            measured_at=entry.created_at + timedelta(seconds=2),
        )
    )  # fmt: skip
    session.flush()
    session.expire_all()


def tagged(path: Path) -> Path:
    """A copy of a video with the canary in every tag that a camera or an editor writes."""
    from media.videos.renditions import binary

    target = path.with_name("tagged.mp4")
    subprocess.run(
        [binary(), "-loglevel", "error", "-y", "-i", path, "-c", "copy", "-metadata", f"artist={CANARY}",
         "-metadata", f"comment={CANARY}", "-metadata:s:v", f"handler_name={CANARY}", target],
        check=True,
    )  # fmt: skip
    return target


def picture(path: Path) -> Path:
    from PIL import Image

    image = Image.new("RGB", (64, 48), "red")
    exif = image.getexif()
    exif[0x013B], exif[0x9286] = CANARY, CANARY
    image.save(path, exif=exif, comment=CANARY.encode())
    return path


def test_A11_A13_renditions_hold_no_name_of_their_maker(app: Flask, clock: TestClock, tmp_path: Path) -> None:
    """Real files with the author in cover, properties, tags, EXIF and file name; none of it reaches the desk."""
    from portal.demo.documents import make_docx

    essay = make_docx(
        tmp_path / "bai.docx", chu=1200, cover={"full_name": CANARY, "unit": "UBND xã Thử", "phone": "0912345678"},
        author=CANARY,
    )  # fmt: skip
    film = tagged(own_clip(tmp_path / "phim.mp4", seconds=2))
    image = picture(tmp_path / "anh.jpg")
    for path in (film, image):
        assert CANARY.encode() in path.read_bytes(), "the canary could leak"
    engine = app.extensions["bangvang_database"].main
    with app.app_context(), writing(engine) as session:
        world = make_contest(session, now=clock(), entries=0)
        author = make_account(session, CANARY, now=clock())
        new = {"author": author, "now": clock(), "validator": world.validator}
        one = make_valid_entry(session, world.programme, **new)
        measure_real(session, app, one, essay, name=f"{CANARY}.docx")
        measure_real(session, app, one, image, name=f"{CANARY}.jpg", attachment="pictures")
        two = make_valid_entry(session, world.programme, category="video", **new)
        measure_real(session, app, two, film, name=f"{CANARY}.mp4")
        seal_batch(world)
    work_until_idle(app)
    with app.app_context(), writing(engine) as session:
        rows = session.scalars(select(Rendition).order_by(Rendition.kind, Rendition.position)).all()
        kinds = sorted((row.kind, row.media_type, row.tool) for row in rows)
        originals = {part.sha256 for part in session.scalars(select(Part))}
        bodies = [
            row.html.encode() if row.html else app.extensions["bangvang_store"].open(row.store_key).read()
            for row in rows
        ]
    assert kinds == [
        ("essay", "text/html", f"essay-{RENDERER_VERSION}"), ("image", "image/jpeg", "reencode"),
        ("poster", "image/jpeg", "poster"), ("strip", "image/jpeg", "strip"), ("video", "video/mp4", "remux"),
    ]  # fmt: skip
    for row, body in zip(rows, bodies, strict=True):
        for form in (CANARY.encode(), CANARY.encode("utf-16-le"), CANARY.encode("utf-16-be"), b"0912345678"):
            assert form not in body, row.kind
        assert row.sha256 not in originals
        assert row.size_bytes == len(body)
    with app.app_context(), writing(engine) as session:
        count = session.scalar(select(func.count()).select_from(Rendition))
        from portal.jobs.handlers.make_renditions import make_renditions

        for code in session.scalars(select(Code.id)).all():
            make_renditions({"code_id": str(code)})
        assert session.scalar(select(func.count()).select_from(Rendition)) == count, "running twice changes nothing"


def test_the_list_is_printed_once_by_two_and_every_look_leaves_a_line(app: Flask, clock: TestClock) -> None:
    engine = app.extensions["bangvang_database"].main
    with app.app_context(), writing(engine) as session:
        world = make_sealed_round(session, now=clock(), entries=2)
        one, two = (world.by(account) for account in world.holders)
        look = ask_look(session, world.at_hand, purpose="print", by=one, now=clock())
        with pytest.raises(NotAllowedError):
            read_mapping(session, world.at_hand, look_id=look.id, by=one, now=clock())
        with pytest.raises(SamePersonError):
            confirm_look(session, world.at_hand, look_id=look.id, by=one, now=clock())
        confirm_look(session, world.at_hand, look_id=look.id, by=two, now=clock())
        lines = read_mapping(session, world.at_hand, look_id=look.id, by=two, now=clock())
        assert [line.word for line in lines] == sorted(code.word for code in world.codes.values())
        assert {line.author_name for line in lines} == {entry.author.full_name for entry in world.entries}
        with pytest.raises(NotAllowedError):
            read_mapping(session, world.at_hand, look_id=look.id, by=world.by(world.secretary), now=clock())
        with pytest.raises(PrintedAlreadyError):
            ask_look(session, world.at_hand, purpose="print", by=one, now=clock())
        with pytest.raises(MissingReasonError):
            ask_look(session, world.at_hand, purpose="look", by=one, now=clock())
        again = ask_look(session, world.at_hand, purpose="look", reason="phong bì bị rách", by=one, now=clock())
        with pytest.raises(LookLapsedError):
            confirm_look(session, world.at_hand, look_id=again.id, by=two, now=clock.move(minutes=31))
        with pytest.raises(LookLapsedError):
            read_mapping(session, world.at_hand, look_id=look.id, by=two, now=clock())
    with app.app_context(), writing(engine) as session:
        told = session.scalars(select(HistoryLine.action).where(HistoryLine.action.like("mapping.%")))
        assert list(told.all()).count("mapping.look") == 1


def test_the_secretary_may_be_one_of_the_two_but_not_both(session: Session, clock: TestClock) -> None:
    world = make_sealed_round(session, now=clock(), entries=2)
    other = make_account(session, now=clock(), roles=(Role.SECRETARY,), programme=world.programme)
    look = ask_look(session, world.at_hand, purpose="print", by=world.by(world.secretary), now=clock())
    with pytest.raises(TwoSecretariesError):
        confirm_look(session, world.at_hand, look_id=look.id, by=world.by(other), now=clock())
    confirm_look(session, world.at_hand, look_id=look.id, by=world.by(world.holders[0]), now=clock())
    assert len(read_mapping(session, world.at_hand, look_id=look.id, by=world.by(world.secretary), now=clock())) == 2
    for account in (world.board, world.validator, world.publisher, *world.judges):
        with pytest.raises(NotAllowedError):
            ask_look(session, world.at_hand, purpose="look", reason="x", by=world.by(account), now=clock())


def test_the_pages_of_sealing_and_of_the_two_holders(app: Flask, clock: TestClock) -> None:
    engine = app.extensions["bangvang_database"].main
    with app.app_context(), writing(engine) as session:
        world = make_contest(session, now=clock(), entries=3)
        names = [entry.author.full_name for entry in world.entries]
    secretary = PageClient(app).sign_in_as(world.secretary)
    page = secretary.get(f"/niem-phong/{world.round_id}/ma-phach")
    assert "Niêm phong 3 bài dự thi?" in page.body
    number = page.soup.select_one("#seal-batch input[name=number]")["value"]
    done = secretary.follow(secretary.post(f"/niem-phong/{world.round_id}/ma-phach", {"number": number}))
    assert "Đã niêm phong 3 bài dự thi." in done.body
    again = secretary.follow(secretary.post(f"/niem-phong/{world.round_id}/ma-phach", {"number": number}))
    assert "vừa được thực hiện" in again.body
    assert "3 mã phách chưa có bản hiển thị" in again.body
    assert [name for name in names if name in again.body] == []
    one, two = (PageClient(app).sign_in_as(account) for account in world.holders)
    assert "Chấm thi" in one.get("/ghep-phach").body
    one.post(f"/ghep-phach/{world.round_id}/xin-xem", {"purpose": "print"})
    assert one.get("/ghep-phach").soup.select("td button") == []
    confirming = two.get("/ghep-phach").soup.select_one("td form")["action"]
    two.post(str(confirming))
    showing = one.get("/ghep-phach").soup.select_one("td form")["action"]
    listed = one.post(str(showing), status=200)
    assert [name for name in names if name not in listed.body] == []
    assert listed.response.headers["Cache-Control"] == "no-store"
    PageClient(app).sign_in_as(world.secretary).post(str(showing), status=403)
    with app.app_context(), writing(engine) as session:
        assert session.scalar(select(func.count()).select_from(Opening)) == 1
