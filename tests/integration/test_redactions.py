"""Covering what names the author, confirming what no machine read, and the gate of sealing that waits for it.

It is longer than 300 lines, so that each case of this subject is found in one place.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from judging.actions.redactions import (
    Why,
    confirm_unread,
    cover_passage,
    cover_title,
    undo_confirmation,
    undo_redaction,
    withhold_part,
)
from judging.enums import EntryState
from judging.errors import AlreadyDoneError, MissingReasonError, NotFoundError
from judging.ids import EntryID, PartID
from judging.models.base import canonical
from judging.models.entries import Entry, Measurement, Part
from judging.models.history import HistoryLine
from judging.queries.programmes import plan_in_force
from judging.queries.redactions import list_held_up, part_covers, title_passages
from judging.rules.redactions import (
    CoveredAlreadyError,
    EmptyRedactionError,
    PassageMissingError,
    RedactionReason,
    SealedAlreadyError,
    UnreadUnconfirmedError,
    WorkCannotBeWithheldError,
    hides,
    title_for_judges,
)
from judging.rules.validating import HeldByAnotherError
from media.reports import Report
from media.store.contract import StorageKey
from portal.bridge.renditions import render_text
from portal.db import transaction, writing
from portal.demo.texts import vietnamese_text
from tests.factories.entries import viewer
from tests.factories.judging import make_contest, seal
from tests.factories.received import Intake
from vietnamese.covering import COVER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from sqlalchemy.orm import Session

    from judging.models.redactions import Redaction
    from tests.conftest import TestClock

NAME = "Hồ Chim Vàng"
TEXT = f"Tôi là {NAME}, công tác ở xã.\n\n{vietnamese_text(1200, 5)}\n\nNgười viết: {NAME}."
NAMED = Why(RedactionReason.NAME)
UNREAD = {"code": "identity_unsure", "severity": "warning", "place": None, "facts": {"reason": "film", "detail": ""}}


@pytest.fixture
def intake(app: Flask, clock: TestClock) -> Intake:
    return Intake(app, clock)


@pytest.fixture
def essay(intake: Intake) -> EntryID:
    """A typed essay that names its author in its first paragraph and its last."""
    return intake.forwarded(intake.author(NAME), text=TEXT, title=f"Chuyện của {NAME}")


class Desk:
    """One validator at work on one entry."""

    def __init__(self, intake: Intake, entry_id: EntryID) -> None:
        self.intake, self.entry_id = intake, entry_id
        self.part_id = PartID(intake.part_of(entry_id))
        self.by = viewer(intake.app, intake.validator)

    def do(self, act: Callable[..., object], **options: object) -> object:
        with self.intake.app.app_context(), transaction() as session:
            return act(session, **{"by": self.by, "now": self.intake.clock(), **options})

    def cover(self, passage: str = NAME, *, place: str = "text", is_found: bool = True, why: Why = NAMED) -> Redaction:
        return self.do(
            cover_passage, entry_id=self.entry_id, part_id=self.part_id, place=place, passage=passage,
            is_found=is_found, why=why,
        )  # type: ignore[return-value]  # fmt: skip

    def set_state(self, state: EntryState) -> None:
        with self.intake.app.app_context(), transaction() as session:
            session.get_one(Entry, self.entry_id).state = state.value

    def covers(self) -> dict[PartID, object]:
        with self.intake.app.app_context(), transaction() as session:
            return dict(part_covers(session, self.entry_id))


@pytest.fixture
def desk(intake: Intake, essay: EntryID) -> Desk:
    return Desk(intake, essay)


def test_A11_a_cover_is_kept_beside_the_work_with_place_reason_and_person(desk: Desk) -> None:
    row = desk.cover("  Hồ\u200b Chim  Vàng ", place="block:1")
    assert (row.kind, row.place, row.passage, row.reason) == ("passage", "block:1", NAME, "name")
    assert row.made_by == desk.intake.validator.id
    assert desk.covers()[desk.part_id].passages == (("block:1", NAME),)  # type: ignore[attr-defined]
    with desk.intake.app.app_context(), transaction() as session:
        line = session.scalars(select(HistoryLine).where(HistoryLine.action == "entry.cover")).one()
        assert NAME not in line.data


@pytest.mark.parametrize("nothing", ["", "  ", "\u200b\u00ad", "— …"])
def test_a_cover_of_nothing_is_refused(desk: Desk, nothing: str) -> None:
    with pytest.raises(EmptyRedactionError):
        desk.cover(nothing)
    with pytest.raises(EmptyRedactionError):
        desk.do(cover_title, entry_id=desk.entry_id, passage=nothing, why=NAMED)
    assert desk.covers() == {}


def test_an_empty_title_stays_empty(desk: Desk) -> None:
    assert title_for_judges("", [NAME]) == ""
    with desk.intake.app.app_context(), transaction() as session:
        session.get_one(Entry, desk.entry_id).title = ""
    with pytest.raises(PassageMissingError):
        desk.do(cover_title, entry_id=desk.entry_id, passage=NAME, why=NAMED)


def test_what_stands_nowhere_twice_or_without_reason_is_refused(desk: Desk) -> None:
    with pytest.raises(PassageMissingError):
        desk.cover(is_found=False)
    with pytest.raises(PassageMissingError):
        desk.cover("x" * 501)
    with pytest.raises(MissingReasonError):
        desk.cover(why=Why(RedactionReason.OTHER, "  "))
    with pytest.raises(NotFoundError):
        desk.do(
            cover_passage, entry_id=desk.entry_id, part_id=PartID(desk.entry_id), place="text", passage=NAME,
            is_found=True, why=NAMED,
        )  # fmt: skip
    desk.cover()
    with pytest.raises(CoveredAlreadyError):
        desk.cover()


def test_a_cover_is_taken_off_until_sealing(desk: Desk) -> None:
    row = desk.cover()
    desk.do(undo_redaction, redaction_id=row.id)
    assert desk.covers() == {}
    with pytest.raises(AlreadyDoneError):
        desk.do(undo_redaction, redaction_id=row.id)
    row = desk.cover()
    desk.set_state(EntryState.SEALED)
    with pytest.raises(SealedAlreadyError):
        desk.do(undo_redaction, redaction_id=row.id)
    with pytest.raises(SealedAlreadyError):
        desk.cover("xã")


def test_B13_what_a_colleague_has_open_is_not_covered(desk: Desk) -> None:
    desk.intake.as_(desk.intake.second).post(f"/kiem-tra/{desk.entry_id}/giu")
    with pytest.raises(HeldByAnotherError):
        desk.cover()


def test_A04_a_validator_of_another_contest_covers_nothing(desk: Desk) -> None:
    desk.by = viewer(desk.intake.app, desk.intake.validator_elsewhere())
    with pytest.raises(NotFoundError):
        desk.cover()
    stranger = desk.intake.as_(desk.intake.validator_elsewhere())
    assert stranger.get(f"/kiem-tra/{desk.entry_id}/che", status=404).status == 404


def test_the_work_itself_cannot_be_withheld(desk: Desk) -> None:
    with pytest.raises(WorkCannotBeWithheldError):
        desk.do(withhold_part, entry_id=desk.entry_id, part_id=desk.part_id, why=NAMED)


def test_hides_knows_what_is_left() -> None:
    assert hides([("text", NAME)], "block:1", "Chim Vàng")
    assert not hides([("block:2", NAME)], "block:1", NAME)
    assert not hides([("text", "Chim")], "block:1", NAME)


def test_A11_covering_on_the_page_shows_what_judges_will_see(desk: Desk) -> None:
    page = desk.intake.as_(desk.intake.validator)
    url = f"/kiem-tra/{desk.entry_id}/che"
    assert NAME in page.get(url).words("[data-covering]")
    done = page.follow(page.post(url, {"target": str(desk.part_id), "passage": NAME, "reason": "name"}))
    seen = done.words("[data-covering]")
    assert (NAME in seen, seen.count(COVER)) == (False, 2)
    refused = page.post(url, {"target": str(desk.part_id), "passage": "không có ở đâu", "reason": "name"}, status=422)
    assert "không có trong bài này" in refused.body
    page.follow(page.post(url, {"target": "title", "passage": NAME, "reason": "name"}))
    assert f"Chuyện của {COVER}" in page.get(url).body
    with desk.intake.app.app_context(), transaction() as session:
        assert title_passages(session, [desk.entry_id]) == {desk.entry_id: [NAME]}
    for form in page.get(url).soup.select(f'form[action^="{url}/"]'):
        page.follow(page.post(str(form["action"])))
    assert NAME in page.get(url).words("[data-covering]")
    assert desk.covers() == {}


@pytest.mark.requirement("S001-R36")
def test_A11_judges_receive_the_work_with_its_covers(desk: Desk) -> None:
    desk.cover()
    app, part_id = desk.intake.app, desk.part_id
    with app.app_context(), transaction() as session:
        entry, part = session.get_one(Entry, desk.entry_id), session.get_one(Part, part_id)
        category = plan_in_force(session, entry.programme_id).plan.find_category(entry.category_key)
        assert category is not None
        report = Report.from_json(canonical(part.measurements[-1].report))
        covers = part_covers(session, desk.entry_id)[part_id]
        store, scratch = app.extensions["bangvang_store"], app.extensions["bangvang_settings"].scratch_folder
        before = part.sha256
        with store.local_path(StorageKey(part.store_key), scratch=scratch) as path:
            plain = render_text(entry, part, report, category=category, path=path)
            made = render_text(entry, part, report, category=category, path=path, covers=covers)
            assert hashlib.sha256(path.read_bytes()).hexdigest() == before
    assert NAME in (plain.html or "")
    assert NAME not in (made.html or "")
    assert (made.html or "").count(COVER) == 2


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        yield session


def make_unread(session: Session, entry: Entry) -> None:
    part = entry.parts[0]
    last = part.measurements[-1]
    session.add(
        Measurement(
            part_id=part.id, measurer_version="unread", plan_version_id=last.plan_version_id, report=last.report,
            verdict=last.verdict, verdicts=last.verdicts, identity=[UNREAD], measured_at=last.measured_at,
        )
    )  # fmt: skip
    session.flush()
    session.expire(part)


def test_A11_sealing_waits_until_somebody_read_what_the_scan_could_not(session: Session, clock: TestClock) -> None:
    world = make_contest(session, now=clock(), entries=3)
    entry = world.entries[0]
    make_unread(session, entry)
    with pytest.raises(UnreadUnconfirmedError) as caught:
        seal(world)
    (held_up,) = list_held_up(session, world.entries)
    assert (caught.value.facts["count"], caught.value.facts["receipts"]) == (1, held_up.receipt_number)
    assert held_up.entry_id == entry.id
    unread = {"entry_id": EntryID(entry.id), "part_id": PartID(entry.parts[0].id), "reason": "film"}
    by = {"by": world.by(world.validator), "now": clock()}
    with pytest.raises(NotFoundError):
        confirm_unread(session, **{**unread, "reason": "pictures"}, **by)  # type: ignore[arg-type]
    confirm_unread(session, **unread, **by)  # type: ignore[arg-type]
    with pytest.raises(AlreadyDoneError):
        confirm_unread(session, **unread, **by)  # type: ignore[arg-type]
    undo_confirmation(session, **unread, **by)  # type: ignore[arg-type]
    with pytest.raises(AlreadyDoneError):
        undo_confirmation(session, **unread, **by)  # type: ignore[arg-type]
    with pytest.raises(UnreadUnconfirmedError):
        seal(world)
    confirm_unread(session, **unread, **by)  # type: ignore[arg-type]
    seal(world)
    assert entry.state == EntryState.SEALED.value
    with pytest.raises(SealedAlreadyError):
        undo_confirmation(session, **unread, **by)  # type: ignore[arg-type]


def test_A11_what_judges_would_see_uncovered_is_said_to_the_validator(intake: Intake) -> None:
    """A name in a picture of a film cannot be covered; one in the file's data is shown to nobody."""
    entry_id = intake.forwarded(intake.author(NAME), text=TEXT)
    named = {"kind": "name", "match": "exact", "excerpt": NAME, "passage": NAME}
    rows = [
        {"code": "identity_found", "severity": "problem", "place": place, "facts": named}
        for place in ("frame:12", "tag:artist")
    ]
    with intake.app.app_context(), transaction() as session:
        part = session.get_one(Part, intake.part_of(entry_id))
        last = part.measurements[-1]
        session.add(
            Measurement(
                part_id=part.id, measurer_version="film", plan_version_id=last.plan_version_id,
                report={**last.report, "kind": "mp4"}, verdict=last.verdict, verdicts=last.verdicts, identity=rows,
                measured_at=intake.clock(),
            )
        )  # fmt: skip
    lines = (
        intake.as_(intake.validator).get(f"/kiem-tra/{entry_id}/che").all_words("[aria-labelledby=found-title] .card")
    )
    assert ["giám khảo sẽ thấy" in line for line in lines] == [True, False]
    assert ["Giám khảo không thấy chỗ này." in line for line in lines] == [False, True]
    assert "giây thứ 12" in lines[0]
