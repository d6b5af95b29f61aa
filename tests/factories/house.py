"""A whole house for the access table: three contests at three stages, and somebody of every duty.

`receiving` takes entries, `judged` is being marked, `published` is over; `foreign` is another office's contest, also
published. Everybody's duties hold in the first three and nowhere else, so that what is *own* and what is *other's* can
be asked for every address. It is longer than 300 lines, as one house is built here from its ground to its roof.
"""

from __future__ import annotations

import hashlib
import secrets
import tempfile
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from flask import url_for
from sqlalchemy import delete, select

from judging.actions.looks import ask_look
from judging.actions.plans import start_amendment
from judging.enums import Role
from judging.ids import AccountID, ProgrammeID
from judging.models.archives import Purge, RetentionHold
from judging.models.broadcasts import Broadcast, BroadcastItem, BroadcastSlot
from judging.models.calendar_addresses import CalendarAddress
from judging.models.calibrations import CalibrationSheet, CalibrationWork
from judging.models.data_requests import DataRequest
from judging.models.desk_messages import DeskMessage
from judging.models.disclosures import DisclosedSheet, Disclosure
from judging.models.entries import Entry, Measurement, Part, Receipt
from judging.models.late_sheets import LateSheet
from judging.models.list_changes import ListChange
from judging.models.notes import Note
from judging.models.paper_sheets import PaperSheet
from judging.models.people import Account, RoleGrant
from judging.models.programmes import PlanReceipt, PlanVersion, Programme
from judging.models.redactions import Redaction
from judging.models.results import BoardDecision, PublishedWork
from judging.models.reviews import Review, Unlocking
from judging.models.revocations import RevocationRow
from judging.models.rounds import Assignment, Code, Rendition, Seat
from judging.models.seals import CodeLink
from judging.models.validations import Validation
from judging.queries.entries import list_slips
from judging.queries.publications import list_published_works
from media.store.contract import StorageKey
from portal.db import transaction
from portal.demo.videos import make_video
from portal.list_imports import stage
from portal.mail.choices import write_stop
from portal.records.mails import Mail
from portal.records.tables import Job, SignInSession
from portal.records.texts import Text, TextNumber
from portal.sessions import viewer_of
from portal.uploads import Wanted, begin_upload, sign_addresses
from tests.factories.alike import add_alike
from tests.factories.cases import make_case
from tests.factories.council_house import add_councils
from tests.factories.counter import add_counter
from tests.factories.entries import viewer
from tests.factories.marking import Day, make_day
from tests.factories.money_house import add_money
from tests.factories.office import make_account
from tests.factories.papers import add_papers
from tests.factories.programmes import demonstration_plan
from tests.factories.publishing import add_publishing
from tests.factories.received import Intake
from tests.factories.remarkings import REPLACES
from tests.page_client import PageClient
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from flask import Flask
    from sqlalchemy.orm import Session

    from judging.ids import EntryID
    from tests.conftest import TestClock

PICTURE = bytes(range(256)) * 40


@dataclass
class House:
    """Who there is, by duty, and what each parameter of an address is for them: own, and somebody else's."""

    app: Flask
    people: dict[str, Account] = field(default_factory=dict)
    own: dict[str, dict[str, Any]] = field(default_factory=dict)
    other: dict[str, dict[str, Any]] = field(default_factory=dict)

    def client(self, who: str) -> PageClient:
        """A browser of that person; nobody signed in for `anonymous`."""
        client = PageClient(self.app)
        return client if who == "anonymous" else client.sign_in_as(self.people[who])

    def values(self, endpoint: str, *, own: bool) -> dict[str, Any]:
        """The parameters for an endpoint: those of its own name, else of its audience, else of the house."""
        source = self.own if own else self.other
        audience = endpoint.partition(".")[0]
        return {**source.get("", {}), **source.get(audience, {}), **source.get(endpoint, {})}


def make_house(app: Flask, clock: TestClock) -> House:
    """Build everything. Takes a second or two; copy the database rather than building it twice."""
    house = House(app)
    intake = Intake(app, clock)
    plan = replace(demonstration_plan(local_day(clock()).isoformat()), remarking=REPLACES)
    judged, published, foreign = (make_day(app, now=clock(), marks=[90, 80, 70], video=1, plan=plan) for _ in range(3))
    published.until_published()
    foreign.until_published()
    with app.app_context():
        with transaction() as session:
            _engage(house, session, intake, judged, published, now=clock())
        _entrants(house, intake, clock)
        with transaction() as session:
            _judging(house, session, judged, published, foreign, now=clock())
            _administration(house, session, now=clock())
            add_alike(house, session, now=clock())
            add_publishing(house, session, published, foreign)
            _letters(house, session, judged, foreign, now=clock())
            add_papers(house, session, published, foreign)
            add_counter(house, session, intake, foreign, now=clock())
            add_money(house, session, published, foreign)
        add_councils(house, clock)
    for found in (house.own, house.other):  # no contest here has a vote: nobody finds one
        found[""]["ladder"] = "popular"
        for name in ("poll_id", "work_id", "rendition_id", "strike_id"):
            found[""].setdefault(name, uuid4())
    return house


def _engage(house: House, session: Session, intake: Intake, judged: Day, published: Day, *, now: datetime) -> None:
    """One person for every duty; it holds in the three contests of the house."""
    house.people = {
        "signed-in": make_account(session, "Người Không Nhiệm Vụ", now=now),
        "coordinator": intake.coordinator,
        "validator": intake.validator,
        "secretary": judged.secretary,
        "judge": judged.judges[1],
        "head": judged.judges[0],
        "holder": judged.holders[0],
        "board": judged.board,
        "finance": make_account(session, "Người Tài Chính", now=now),
        "publisher": judged.publisher,
        "supervisor": make_account(session, "Người Giám Sát", now=now, roles=(Role.SUPERVISOR,)),
        "admin": make_account(session, "Người Quản Trị", now=now, roles=(Role.ADMIN,)),
    }
    programmes = (intake.programme.id, judged.programme_id, published.programme_id)
    for who in ("validator", "secretary", "head", "holder", "board", "finance", "publisher"):
        account = house.people[who]
        held = set(session.scalars(select(RoleGrant.programme_id).where(RoleGrant.account_id == account.id)))
        for programme_id in programmes:
            if programme_id not in held:
                session.add(
                    RoleGrant(account_id=account.id, role=who, programme_id=ProgrammeID(programme_id), granted_at=now)
                )


def _entrants(house: House, intake: Intake, clock: TestClock) -> None:
    """An author with a handed-in entry and an unfinished upload; another author, in another unit, with the same."""
    author, stranger = intake.author("Tác Giả Nhà"), intake.author("Tác Giả Lạ", intake.other_unit)
    house.people["author"] = author
    forwarded = (intake.forwarded(), intake.forwarded(intake.author(unit=intake.other_unit)))
    for target, account, sent in ((house.own, author, forwarded[0]), (house.other, stranger, forwarded[1])):
        entry_id = intake.handed_in(account)
        by = viewer(house.app, account)
        wanted = Wanted(entry_id=entry_id, attachment_key=None, name="bai.docx", size_bytes=5000, media_type="")
        upload = begin_upload(wanted, by=by, arrived_at=clock())
        with house.app.test_request_context("/"):
            address = sign_addresses(upload.id, [1], by=by)["1"].url
        with transaction() as session:
            target["entrant"] = _entry_values(session, entry_id)
            target["coordinator"] = {
                **_entry_values(session, entry_id),
                "receipt_id": _forward_receipt(session, sent),
                "person_id": account.person_id,
            }
        _films(house, target, intake, account)
        target["uploads"] = {"upload_id": upload.id, "token": address.rpartition("/")[2], "entry": str(entry_id)}
        client = PageClient(house.app).sign_in_as(account)
        with house.app.test_request_context("/"):
            shot = target["entrant.play"]
            film = url_for("entrant.play", entry_id=shot["entry_id"], part_id=shot["part_id"])
        target["uploads.watch"] = {"token": client.get(film, status=302).location.rpartition("/")[2]}
    _amendments(house, intake, clock)
    house.own[""] = {"slug": intake.programme.slug, "step": "van-ban", "key": "final",
                     "word": "nguoi", "filename": "css/base.css",
                      "listed": "nguoi"}  # fmt: skip
    with transaction() as session:
        house.own["validator"] = _entry_values(session, forwarded[0])
        house.own["validator.uncover"] = _covered(house, session, house.own["validator"], now=clock())
        code = session.get_one(Receipt, house.own["entrant"]["receipt_id"]).check_code
    house.own["public.verify_receipt"] = {"check_code": code}
    house.other["public.verify_receipt"] = {"check_code": "KHONGCOMANAY"}


def _films(house: House, target: dict[str, dict[str, Any]], intake: Intake, account: Account) -> None:
    """A video of the author's, for the players; validators get one that its unit sent on."""
    with tempfile.TemporaryDirectory() as folder:
        film = make_video(Path(folder) / "phim.mp4", seconds=4).read_bytes()
    shot = intake.handed_in(account, category="video", file=("phim.mp4", film), title="Phim")
    sent = intake.forwarded(intake.author(unit=account.person.unit), category="video", file=("phim.mp4", film))
    with transaction() as session:
        target["entrant.play"] = target["coordinator.play"] = _entry_values(session, shot)
        target["validator.play"] = _entry_values(session, sent)


def _covered(house: House, session: Session, values: Mapping[str, Any], *, now: datetime) -> dict[str, Any]:
    """A validator covered a word of the title; of the work something could not be read by the scan."""
    part = session.get_one(Part, values["part_id"])
    last = part.measurements[-1]
    unread = {
        "code": "identity_unsure",
        "severity": "warning",
        "place": None,
        "facts": {"reason": "film", "detail": ""},
    }
    row = Redaction(
        entry_id=values["entry_id"], part_id=None, kind="title", place="title", passage="bài", reason="name",
        made_by=house.people["validator"].id, made_at=now,
    )  # fmt: skip
    again = Measurement(
        part_id=part.id, measurer_version="unread", plan_version_id=last.plan_version_id, report=last.report,
        verdict=last.verdict, verdicts=last.verdicts, identity=[unread], measured_at=now,
    )  # fmt: skip
    session.add_all([row, again])
    session.flush()
    return {**values, "redaction_id": row.id}


def _amendments(house: House, intake: Intake, clock: TestClock) -> None:
    """A draft of an amendment, begun by the board."""
    by = viewer(house.app, house.people["board"])
    with transaction() as session:
        start_amendment(session, session.get_one(Programme, intake.programme.id), by=by, now=clock())


def _judging(house: House, session: Session, judged: Day, published: Day, foreign: Day, *, now: datetime) -> None:
    """Rounds, sheets, renditions, looks, decisions: the judged contest's, and the foreign one's."""
    versions = []
    for target, day in ((house.own, judged), (house.other, foreign)):
        target.setdefault("", {})["round_id"] = day.round_id
        target["secretary"] = _round_values(session, day, now)
        decision = BoardDecision(
            round_id=day.round_id, kind="vacancy", subject={"ladder": "individual", "tier": "third", "place": 1},
            reason="Chưa đạt", decided_by=AccountID(day.board.id), decided_at=now,
        )  # fmt: skip
        session.add(decision)
        session.flush()
        opened = published if target is house.own else foreign
        revocation = _revocation(session, opened, now)
        target["board.revocations"] = target["board.decide_revocation"] = {"round_id": opened.round_id}
        target["board.undo_revocation"] = {"round_id": opened.round_id, "revocation_id": revocation}
        target["board"] = {"decision_id": decision.id, "entry_id": day.entries[0].id, "part_id": uuid4()}
        look = ask_look(session, day.at_hand(session), purpose="look", reason="Đối chiếu",
                        by=day.viewer(session, day.secretary), now=now)  # fmt: skip
        target["holder"] = {"look_id": look.id}
        versions.append(
            session.scalars(select(PlanVersion.id).where(PlanVersion.programme_id == day.programme_id)).first()
        )
    house.other[""] |= {"slug": foreign.slug, "step": "van-ban", "key": "final",
                        "word": "khac", "filename": "khong-co.css",
                        "listed": "khac"}  # fmt: skip
    _validations(house, session, judged, foreign, now=now)
    _pictures(house, session, judged)
    for who in ("judge", "head"):
        mine, foreign_sheet = _sheets(session, judged, house.people[who], now)
        mine["sample_id"] = house.own["secretary"]["sample_id"]
        foreign_sheet["sample_id"] = house.other["secretary"]["sample_id"]
        house.own[f"judge:{who}"], house.other[f"judge:{who}"] = mine, foreign_sheet
    for endpoint in ("publisher", "public"):
        house.own[endpoint] = {"slug": published.slug, "round_id": published.round_id, "number": 1,
                               "address": _address(session, published)}  # fmt: skip
        house.other[endpoint] = {"slug": foreign.slug, "round_id": foreign.round_id, "number": 1,
                                 "address": _address(session, foreign)}  # fmt: skip
    house.own["publisher"] |= _broadcast(session, published, house.people["publisher"], now)
    house.other["publisher"] |= _broadcast(session, foreign, foreign.publisher, now)
    house.other["public"] |= {"number": 99, "address": "khong-co"}
    for account in house.people.values():
        session.merge(PlanReceipt(plan_version_id=versions[0], account_id=account.id, told_at=now))
    session.execute(delete(PlanReceipt).where(PlanReceipt.plan_version_id == versions[1]))
    for target, version in zip((house.own, house.other), versions, strict=True):
        target["account"] = {"version_id": version}


def _broadcast(session: Session, day: Day, by: Account, now: datetime) -> dict[str, Any]:
    """A script with one slot."""
    place = _address(session, day)
    work = select(PublishedWork.sha256).where(
        PublishedWork.programme_id == day.programme_id, PublishedWork.award_place == place
    )
    row = Broadcast(
        programme_id=day.programme_id, award_place=place, prepared_by=by.id, prepared_at=now,
        work_sha256=session.scalars(work).first() or "",
        items=[BroadcastItem(position=1, text="Một câu.")],
        slots=[BroadcastSlot(position=1, station=f"Đài {day.slug}", planned_at=now)],
    )  # fmt: skip
    session.add(row)
    session.flush()
    return {"broadcast_id": row.id, "slot_id": row.slots[0].id, "ending": "docx"}


def _pictures(house: House, session: Session, day: Day) -> None:
    """Every code of the round has something to stream, so that each desk has some."""
    for code_id in session.scalars(select(Code.id).where(Code.round_id == day.round_id)).all():
        key = uuid4().hex * 2
        house.app.extensions["bangvang_store"].put(StorageKey(key), PICTURE)
        session.add(
            Rendition(
                code_id=code_id, position=2, kind="image", media_type="image/jpeg", store_key=key,
                size_bytes=len(PICTURE), sha256=hashlib.sha256(PICTURE).hexdigest(), etag=uuid4().hex, tool="test",
            )
        )  # fmt: skip
    session.flush()


def _validations(house: House, session: Session, judged: Day, foreign: Day, *, now: datetime) -> None:
    for target, day in ((house.own, judged), (house.other, foreign)):
        ids = [entry.id for entry in day.entries]
        row = session.scalars(select(Validation).where(Validation.entry_id.in_(ids)).order_by(Validation.id)).first()
        assert row is not None
        for verb in ("confirm_rejection", "decline_rejection", "undo_decision"):
            target[f"validator.{verb}"] = {"entry_id": row.entry_id, "validation_id": row.id}
    house.other["validator"] = _entry_values(session, foreign.entries[0].id)
    house.other["validator.uncover"] = _covered(house, session, house.other["validator"], now=now)
    house.other["validator.play"] = house.other["validator"]


def _administration(house: House, session: Session, *, now: datetime) -> None:
    """What only an administrator touches: everybody's; the other's is what does not exist, or another one's list."""
    person = house.people["signed-in"]
    another = make_account(session, "Quản Trị Khác", now=now, roles=(Role.ADMIN,))
    job = Job(kind="measure_part", arguments={}, state="poison", run_at=now, created_at=now)
    mail = Mail(account_id=another.id, kind="round.opened", state="failed", created_at=now, due_at=now)
    text = Text(account_id=another.id, kind="round.opened", state="failed", created_at=now, due_at=now)
    stop = TextNumber(
        account_id=another.id, number="+84912345678", asked_at=now, confirmed_at=now,
        stop_sha256=sha256(b"MATHOITIN").hexdigest(),
    )  # fmt: skip
    session.add_all([job, mail, text, stop])
    session.flush()
    grant = session.scalars(select(RoleGrant.id).where(RoleGrant.role == Role.VALIDATOR.value)).first()
    house.own["admin"] = {
        "person_id": person.person_id,
        "unit_id": person.person.unit_id,
        "grant_id": grant,
        "job_id": job.id,
        "mail_id": mail.id,
        "text_id": text.id,
        "import_id": _staged(session, house.people["admin"], now),
    }
    house.other["admin"] = {name: uuid4() for name in house.own["admin"]} | {
        "import_id": _staged(session, another, now)
    }
    for who, account in house.people.items():
        row = SignInSession(
            digest=uuid4().hex * 2, account_id=AccountID(account.id), credential_version=account.credential_version,
            began_at=now, seen_at=now, confirmed_at=now,
        )  # fmt: skip
        session.add(row)
        session.flush()
        house.own[f"account:{who}"] = {"session_id": row.id}
    theirs = SignInSession(
        digest=uuid4().hex * 2, account_id=AccountID(another.id), credential_version=1,
        began_at=now, seen_at=now, confirmed_at=now,
    )  # fmt: skip
    session.add(theirs)
    session.flush()
    house.other["account"]["session_id"] = theirs.id
    session.add(
        CalendarAddress(account_id=AccountID(another.id), digest=sha256(b"lich-cua-nguoi").hexdigest(), made_at=now)
    )
    house.own["public.own_calendar"] = {"token": "lich-cua-nguoi"}
    house.other["public.own_calendar"] = {"token": "khong-co"}
    for endpoint in ("account.stop_texts", "account.confirm_stop_texts"):
        house.own[endpoint], house.other[endpoint] = {"code": "MATHOITIN"}, {"code": "KHONGCO"}
    for endpoint in ("account.stop_mails", "account.confirm_stop_mails"):
        with house.app.app_context():
            house.own[endpoint] = {"token": write_stop(AccountID(another.id), now=now)}
        house.other[endpoint] = {"token": "khong-co"}


def _entry_values(session: Session, entry_id: EntryID | UUID) -> dict[str, Any]:
    part = session.scalars(select(Part.id).where(Part.entry_id == entry_id)).first()
    slips = list_slips(session, entry_id)  # type: ignore[arg-type]  # an id is an id
    return {"entry_id": entry_id, "part_id": part, "receipt_id": slips[0].receipt.id}


def _forward_receipt(session: Session, entry_id: EntryID) -> UUID:
    unit = session.scalars(select(Entry.unit_id).where(Entry.id == entry_id)).one()
    return session.scalars(select(Receipt.id).where(Receipt.kind == "forward", Receipt.unit_id == unit)).one()


def _round_values(session: Session, day: Day, now: datetime) -> dict[str, Any]:
    seat = session.scalars(select(Seat).where(Seat.round_id == day.round_id).order_by(Seat.number)).first()
    assert seat is not None
    review = session.scalars(
        select(Review).join(Assignment, Assignment.id == Review.assignment_id).where(Assignment.seat_id == seat.id)
    ).first()
    assert review is not None
    wish = Unlocking(review_id=review.id, asked_by_seat=seat.id, asked_by="x", reason="Cộng nhầm", asked_at=now)
    change = ListChange(round_id=day.round_id, what="added", asked_by_seat=seat.id, asked_by="x",
                        reason="Chuyển đến chậm", asked_at=now)  # fmt: skip
    session.add_all([wish, change])
    session.flush()
    asked = session.scalars(select(Assignment.id).where(Assignment.seat_id == seat.id).order_by(Assignment.id)).first()
    session.add(
        DeskMessage(assignment_id=asked, from_office=False, words="Bản rõ hơn?", sent_at=now, save_key=uuid4().hex)
    )
    sample = _sample(session, day, now)
    key = secrets.token_hex(32)
    day.app.extensions["bangvang_store"].put(StorageKey(key), b"%PDF-1.4")
    paper = PaperSheet(
        assignment_id=asked, live_for=asked, base_version=0, scan_key=key, scan_bytes=8, scan_type="application/pdf",
        scan_sha256=hashlib.sha256(b"%PDF-1.4").hexdigest(), laid_by=day.secretary.id, laid_at=now,
    )  # fmt: skip
    session.add(paper)
    session.flush()
    return {
        "round_id": day.round_id, "seat_id": seat.id, "unlocking_id": wish.id, "assignment_id": asked,
        "sample_id": sample.id, "change_id": change.id, "sheet_id": paper.id,
    }  # fmt: skip


def _revocation(session: Session, day: Day, now: datetime) -> UUID:
    """A disqualification of an entry that won nothing, or the last one: the result stays what it was published as."""
    link = session.scalars(
        select(CodeLink).join(Code, Code.id == CodeLink.code_id).where(Code.word == day.codes[-1])
    ).one()
    row = RevocationRow(
        round_id=day.round_id, code_id=link.code_id, entry_id=link.entry_id, kind="disqualified", choices={},
        reason="Sao chép", decided_by=AccountID(day.board.id), decided_at=now, undone_by=AccountID(day.board.id),
        undone_at=now, undone_because="Nhầm bài",
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id


def _sample(session: Session, day: Day, now: datetime) -> CalibrationWork:
    """A sample of the round, and every seat's submitted sheet about it, so that nobody's own work is held back."""
    sample = CalibrationWork(round_id=day.round_id, position=1, title="Bài mẫu", text="Sáng thứ hai.")
    session.add(sample)
    session.flush()
    for seat_id in session.scalars(select(Seat.id).where(Seat.round_id == day.round_id)):
        session.add(
            CalibrationSheet(
                work_id=sample.id, seat_id=seat_id, marks={}, version=1, save_key=uuid4().hex, locked_at=now
            )
        )
    return sample


def _sheets(session: Session, day: Day, account: Account, now: datetime) -> tuple[dict[str, Any], dict[str, Any]]:
    """One sheet of the judge's own, and one of a code that does not lie on his desk."""
    seats = viewer_of(session, session.get_one(Account, account.id), now=now).seats
    rows = session.execute(
        select(Assignment.id, Assignment.seat_id, Assignment.code_id, Rendition.id)
        .join(Code, Code.id == Assignment.code_id)
        .join(Rendition, Rendition.code_id == Code.id)
        .join(CodeLink, CodeLink.code_id == Code.id)
        .where(Code.round_id == day.round_id)
        .where(Rendition.position == 2)
        .order_by(Assignment.id)
    ).all()
    mine = next(row for row in rows if row[1] in seats)
    codes = {row[2] for row in rows if row[1] in seats}
    foreign = next((row for row in rows if row[2] not in codes), None) or next(
        row for row in rows if row[1] not in seats
    )
    rendition = foreign[3] if foreign[2] not in codes else uuid4()
    notes = [
        Note(assignment_id=one[0], kind="work", words="Xem lại", made_at=now, save_key=uuid4().hex)
        for one in (mine, foreign)
    ]
    session.add_all(notes)
    late = [_late_sheet(session, one[0], now) for one in (mine, foreign)]
    session.add_all(late)
    session.add_all(
        DeskMessage(assignment_id=one[0], from_office=False, words="Xem lại?", sent_at=now, save_key=uuid4().hex)
        for one in (mine, foreign)
    )
    session.flush()
    for one in (mine, foreign):
        _disclose(session, one[0], one[2], now)
    return (
        {
            "assignment_id": mine[0], "rendition_id": mine[3], "round_id": day.round_id, "note_id": notes[0].id,
            "late_id": late[0].id,
        },
        {
            "assignment_id": foreign[0], "rendition_id": rendition, "round_id": uuid4(), "note_id": notes[1].id,
            "late_id": late[1].id,
        },
    )  # fmt: skip


def _late_sheet(session: Session, assignment_id: UUID, now: datetime) -> LateSheet:
    review = session.scalars(select(Review).where(Review.assignment_id == assignment_id)).one()
    return LateSheet(
        review_id=review.id, reason="locked", base_version=0, marks={}, received_at=now, save_key=uuid4().hex
    )


def _disclose(session: Session, assignment_id: UUID, code_id: UUID, now: datetime) -> None:
    """The sheet takes part in a dialogue, so that its page is there for its judge and could leak to another."""
    talk = session.scalars(select(Disclosure).where(Disclosure.code_id == code_id)).first()
    if talk is None:
        talk = Disclosure(code_id=code_id, kind="dialogue", opened_at=now)
        session.add(talk)
        session.flush()
    review = session.scalars(select(Review).where(Review.assignment_id == assignment_id)).one()
    shown = select(DisclosedSheet.id).where(
        DisclosedSheet.disclosure_id == talk.id, DisclosedSheet.review_id == review.id
    )
    if session.scalars(shown).first() is None:
        version = review.locked_version or review.version
        session.add(DisclosedSheet(disclosure_id=talk.id, review_id=review.id, version=version))
        session.flush()


def _letters(house: House, session: Session, judged: Day, foreign: Day, *, now: datetime) -> None:
    """A letter in the judged contest, one in the foreign one; and one that everybody wrote himself."""
    for target, day in ((house.own, judged), (house.other, foreign)):
        target["secretary"]["case_id"] = make_case(session, day.programme_id, now=now)
        target["admin"]["year"] = 2026
    for who, account in house.people.items():
        for target, sender in ((house.own, account), (house.other, None)):
            case_id = make_case(session, judged.programme_id, account=sender, now=now)
            target.setdefault(f"account:{who}", {})["case_id"] = case_id
    _data_requests(house, session, judged, foreign, now=now)
    _archive(house, session, judged, foreign, now=now)


def _archive(house: House, session: Session, judged: Day, foreign: Day, *, now: datetime) -> None:
    """A hold and a proposed deletion in each contest."""
    for target, day in ((house.own, judged), (house.other, foreign)):
        hold = RetentionHold(
            programme_id=day.programme_id, kind="works", reason="Thanh tra", held_by=day.board.id, held_at=now
        )
        purge = Purge(
            programme_id=day.programme_id, kind="drafts", state="proposed", due_on=now.date(), law="Luật thử",
            reason="Tác giả đề nghị", proposed_by=day.board.id, proposed_at=now,
        )  # fmt: skip
        session.add_all([hold, purge])
        session.flush()
        for name in ("archive", "put_away", "hold", "release", "propose_early", "confirm_early", "drop_early"):
            target[f"board.{name}"] = {"slug": day.slug, "hold_id": hold.id, "purge_id": purge.id}


def _data_requests(house: House, session: Session, judged: Day, foreign: Day, *, now: datetime) -> None:
    """A request about the data of an author of each contest, and one that everybody made himself."""
    for target, day in ((house.own, judged), (house.other, foreign)):
        row = _data_request(session, day.entries[1].author_id, day.secretary, "delete", now)
        for name in ("data_request", "grant_data_request", "decline_data_request", "data_copy"):
            target[f"secretary.{name}"] = {"request_id": row}
    stranger = _data_request(session, foreign.entries[0].author_id, foreign.secretary, "correct", now)
    for who, account in house.people.items():
        own = _data_request(session, account.person_id, account, "correct", now)
        house.own[f"account:{who}"]["request_id"] = own
        house.other[f"account:{who}"]["request_id"] = stranger


def _data_request(session: Session, person_id: UUID, by: Account, kind: str, now: datetime) -> UUID:
    row = DataRequest(
        person_id=person_id,
        kind=kind,
        field="phone" if kind == "correct" else "",
        asked_by=by.id,
        received_at=now,
        term_days=10,
        due_on=now.date(),
    )
    session.add(row)
    session.flush()
    return row.id


def _address(session: Session, day: Day) -> str:
    works = list_published_works(session, ProgrammeID(day.programme_id))
    return next((key for key, work in sorted(works.items()) if work.store_key), next(iter(works)))


def _staged(session: Session, account: Account, now: datetime) -> UUID:
    by = viewer_of(session, session.get_one(Account, account.id), now=now)
    return stage(session, kind="people", file_name="ds.xlsx", rows=[], by=by, now=now)
