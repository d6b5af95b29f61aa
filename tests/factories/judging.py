"""Makes a judged round quickly: valid entries as plain rows, then everything else through the real actions.

It is longer than 300 lines, because one world is built in one place.

    with app.app_context(), writing(database) as session:
        world = make_sealed_round(session, now=clock(), entries=4, judges=3)      # open, assigned, nothing marked
        world = make_marked_round(session, now=clock(), marks=[80, 75, 60])       # every sheet locked

`world` (a `World`) holds the programme, the round, the accounts by duty, the entries and the code of each.
`world.by(account)` is that account's Viewer, as a request would know it. Entries are essays unless said otherwise;
their bytes are not in the store (use `make_rendition` with a store key where a test wants to stream something).

The totals that `make_marked_round` gives are on the rubric's scale of 100; each entry's judges all give the same
total unless the entry's `marks` item is a tuple with one total for each of its judges (in the order of seat numbers).
"""

from __future__ import annotations

import hashlib
import itertools
import json
import random
import secrets
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.actions.assignments import assign_round
from judging.actions.rounds import open_round, seat_judge
from judging.actions.seals import seal_entries
from judging.desk.reviews import TypedSheet, lock_review, save_review
from judging.enums import EntryState, PartKind, Role, ValidationOutcome, Verdict
from judging.ids import AccountID, AssignmentID, RoundID
from judging.models.entries import Entry, EntryVersion, Measurement, Part, Receipt
from judging.models.people import Account
from judging.models.reviews import Review
from judging.models.rounds import Assignment, Code, Rendition, Round, Seat
from judging.models.seals import CodeLink
from judging.models.validations import Validation
from judging.queries.programmes import plan_in_force
from judging.queries.standings import RoundAtHand, round_at_hand
from judging.rules.entry_texts import PartText, version_text
from judging.rules.scoring import maximum_steps
from media.reports import EssayFacts, FileKind, Report, VideoFacts
from portal.sessions import viewer_of
from tests.factories.office import make_account, make_unit
from tests.factories.programmes import make_programme
from vietnamese.folding import fold

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.models.programmes import Programme
    from judging.models.units import Unit
    from judging.rules.viewers import Viewer
    from judging.spec.programme import Programme as Plan
    from judging.spec.rubrics import Rubric

_numbers = itertools.count(1)
GOOD_ESSAY = [
    {"kind": "chu", "verdict": "pass", "reason": "inside", "figures": [
        {"kind": "official", "value": 1429, "off_by": 0}, {"kind": "word_like", "value": 1463, "off_by": 0}],
     "minimum": 1000, "maximum": 2000, "missing": [], "counter": "1"},
    {"kind": "a4", "verdict": "pass", "reason": "found", "figures": [], "minimum": None, "maximum": None,
     "missing": [], "counter": None},
    {"kind": "page_numbers", "verdict": "fail", "reason": "missing", "figures": [], "minimum": None, "maximum": None,
     "missing": [], "counter": None},
    {"kind": "cover", "verdict": "pass", "reason": "found", "figures": [], "minimum": None, "maximum": None,
     "missing": [], "counter": None},
]  # fmt: skip
GOOD_VIDEO = [
    {"kind": "seconds", "verdict": "borderline", "reason": "near_limit",
     "figures": [{"kind": "seconds", "value": 360, "off_by": 0}],
     "minimum": 240, "maximum": 360, "missing": [], "counter": None},
    {"kind": "cover", "verdict": "pass", "reason": "found", "figures": [], "minimum": None, "maximum": None,
     "missing": [], "counter": None},
]  # fmt: skip


@dataclass
class World:
    """A contest in the middle of its judging."""

    session: Session
    programme: Programme
    at_hand: RoundAtHand
    now: datetime
    secretary: Account
    board: Account
    holders: list[Account]
    validator: Account
    publisher: Account
    judges: list[Account]
    """By seat number; the first is the head of the panel."""
    entries: list[Entry]
    codes: dict[UUID, Code] = field(default_factory=dict)
    """By entry id."""

    @property
    def round_id(self) -> RoundID:
        return self.at_hand.id

    @property
    def head(self) -> Account:
        return self.judges[0]

    def by(self, account: Account, now: datetime | None = None) -> Viewer:
        return viewer_of(self.session, self.session.get_one(Account, account.id), now=now or self.now)

    def code_of(self, entry: Entry) -> Code:
        return self.codes[entry.id]

    def assignments_of(self, account: Account) -> list[Assignment]:
        """The account's assignments in the order in which its desk shows them."""
        seats = self.by(account).seats
        return list(
            self.session.scalars(select(Assignment).where(Assignment.seat_id.in_(seats)).order_by(Assignment.position))
        )


def make_valid_entry(
    session: Session,
    programme: Programme,
    *,
    now: datetime,
    category: str = "essay",
    author: Account | None = None,
    unit: Unit | None = None,
    title: str = "",
    validator: Account | None = None,
    state: EntryState = EntryState.VALID,
) -> Entry:
    """An entry that was handed in, received, measured and accepted, as plain rows."""
    number = next(_numbers)
    plan = plan_in_force(session, programme.id)
    author = author or make_account(session, f"Tác giả Thử nghiệm {number}", now=now, unit=unit or make_unit(session))
    title = title or f"Bài dự thi về một cửa {number}"
    entry = Entry(
        programme_id=programme.id,
        category_key=category,
        plan_version_id=plan.version_id,
        author_id=author.person_id,
        unit_id=author.person.unit_id,
        state=state.value,
        title=title,
        title_folded=fold(title),
        topic_key=plan.plan.topics[0].key,
        cover={"author": author.person.full_name, "unit": author.person.unit.name, "phone": author.person.phone or ""},
        declarations={one.key: True for one in plan.plan.entering.declarations},
        created_at=now,
        changed_at=now,
        submitted_at=now,
    )
    session.add(entry)
    session.flush()
    content = f"nội dung {number}".encode()
    part = Part(
        entry_id=entry.id,
        kind=PartKind.CONTENT.value,
        store_key=secrets.token_hex(32),
        file_name=f"{author.person.staff_code}.{'docx' if category == 'essay' else 'mp4'}",
        size_bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        upload_began_at=now,
        created_at=now,
    )
    session.add(part)
    session.flush()
    verdicts = GOOD_ESSAY if category == "essay" else GOOD_VIDEO
    session.add(
        Measurement(
            part_id=part.id,
            measurer_version="test",
            plan_version_id=plan.version_id,
            report=_report(category, part),
            verdict=Verdict.BORDERLINE.value,
            verdicts=verdicts,
            measured_at=now,
        )
    )
    canonical = version_text(
        entry_id=str(entry.id), number=1, plan_sha256=plan.version.sha256, category_key=category,
        author_id=str(author.person_id), title=title, topic_key=entry.topic_key, cover=entry.cover,
        declarations=entry.declarations,
        parts=[PartText(str(part.id), part.kind, None, part.file_name, part.size_bytes, part.sha256)],
    )  # fmt: skip
    version = EntryVersion(
        entry_id=entry.id, number=1, canonical=canonical, sha256=hashlib.sha256(canonical.encode()).hexdigest(),
        submitted_by=AccountID(author.id), submitted_at=now,
    )  # fmt: skip
    session.add(version)
    session.flush()
    session.add(
        Receipt(
            number=f"TN-{number:05d}", entry_version_id=version.id, kind="submit", issued_at=now, payload="{}",
            signature="", key_id="test", check_code=secrets.token_hex(8),
        )
    )  # fmt: skip
    validator = validator or make_account(session, now=now, roles=(Role.VALIDATOR,), programme=programme)
    session.add(
        Validation(
            entry_id=entry.id, entry_version_id=version.id, outcome=ValidationOutcome.ACCEPT.value,
            decided_by=AccountID(validator.id), decided_at=now,
        )
    )  # fmt: skip
    session.flush()
    return entry


def _report(category: str, part: Part) -> dict[str, object]:
    figures = (
        {"essay": EssayFacts("1", 1429, 1463, 1500, pages=4, page_numbers=False, paper="A4", cover_found=True)}
        if category == "essay"
        else {"video": VideoFacts(360_008, 360, 360_008, (), 1280, 720, 0, 25_000, "h264", "aac", has_audio=True)}
    )
    kind = FileKind.DOCX if category == "essay" else FileKind.MP4
    report: dict[str, object] = json.loads(Report("test", kind, part.sha256, part.size_bytes, **figures).to_json())
    return report


def make_rendition(session: Session, code: Code, *, html: str = "", store_key: str = "", size: int = 0) -> Rendition:
    """What a judge sees of a code, as a plain row: some HTML, or an object that a test has put into the store."""
    html = "" if store_key else html or f'<article class="essay" lang="vi">\n<p>Nội dung {code.word}</p>\n</article>\n'
    rendition = Rendition(
        code_id=code.id,
        position=1,
        kind="video" if store_key else "essay",
        media_type="video/mp4" if store_key else "text/html",
        store_key=store_key or None,
        html=html or None,
        size_bytes=size or len(html.encode()),
        sha256=hashlib.sha256(html.encode()).hexdigest(),
        etag=secrets.token_hex(16),
        tool="test",
    )
    session.add(rendition)
    session.flush()
    return rendition


def make_contest(
    session: Session,
    *,
    now: datetime,
    entries: int = 4,
    judges: int = 3,
    cap: int | None = None,
    plan: Plan | None = None,
) -> World:
    """A contest with valid entries and a seated panel of its first round; nothing is sealed yet."""
    programme = make_programme(session, now=now) if plan is None else make_programme(session, now=now, plan=plan)
    office = {
        role: make_account(session, now=now, roles=(role,), programme=programme)
        for role in (Role.SECRETARY, Role.VALIDATOR, Role.PUBLISHER)
    }
    holders = [make_account(session, now=now, roles=(Role.HOLDER,), programme=programme) for _ in range(2)]
    rounds = select(Round).where(Round.programme_id == programme.id).order_by(Round.position)
    row = session.scalars(rounds.limit(1)).one()
    world = World(
        session=session,
        programme=programme,
        at_hand=round_at_hand(session, row.id),
        now=now,
        secretary=office[Role.SECRETARY],
        board=make_account(session, now=now, roles=(Role.BOARD,), programme=programme),
        holders=holders,
        validator=office[Role.VALIDATOR],
        publisher=office[Role.PUBLISHER],
        judges=[],
        entries=[],
    )
    for number in range(1, judges + 1):
        account = make_account(session, f"Giám khảo Thử nghiệm {next(_numbers)}", now=now)
        seat_judge(
            session, world.at_hand, account=account, is_head=number == 1, cap=cap, by=world.by(world.secretary), now=now
        )
        world.judges.append(account)
    world.entries = [make_valid_entry(session, programme, now=now, validator=world.validator) for _ in range(entries)]
    return world


def seal(world: World, *, draw: object = None) -> World:
    """Seal what is valid, and give each new code a rendition."""
    session = world.session
    batch = (len(session.scalars(select(Code).where(Code.round_id == world.round_id)).all()) and 2) or 1
    seal_entries(
        session, world.at_hand, batch=batch, draw=draw or secrets.randbelow, names_author=lambda _entry, _title: False,
        by=world.by(world.secretary), now=world.now,
    )  # fmt: skip
    rows = session.execute(
        select(CodeLink.entry_id, Code).join(Code, Code.id == CodeLink.code_id).where(Code.round_id == world.round_id)
    )
    for entry_id, code in rows.all():
        if entry_id not in world.codes:
            world.codes[entry_id] = code
            make_rendition(session, code)
    return world


def make_sealed_round(
    session: Session,
    *,
    now: datetime,
    entries: int = 4,
    judges: int = 3,
    opened: bool = True,
    plan: Plan | None = None,
) -> World:
    """A round that is sealed and assigned, and open unless told otherwise. No sheet has a mark yet."""
    world = seal(make_contest(session, now=now, entries=entries, judges=judges, plan=plan))
    assign_round(session, world.at_hand, run=1, by=world.by(world.secretary), now=now)
    if opened:
        open_round(session, world.at_hand, by=world.by(world.secretary), now=now)
    return world


def make_marked_round(
    session: Session,
    *,
    now: datetime,
    marks: Sequence[int | Decimal | tuple[int | Decimal, ...]],
    judges: int = 3,
    plan: Plan | None = None,
) -> World:
    """An open round of which every sheet is locked, `marks` giving the total of each entry (see the module)."""
    world = make_sealed_round(session, now=now, entries=len(marks), judges=judges, plan=plan)
    for entry, wanted in zip(world.entries, marks, strict=True):
        sheets = session.execute(
            select(Assignment, Seat)
            .join(Seat, Seat.id == Assignment.seat_id)
            .where(Assignment.code_id == world.code_of(entry).id)
            .order_by(Seat.number)
        ).all()
        totals = wanted if isinstance(wanted, tuple) else (wanted,) * len(sheets)
        for (assignment, seat), total in zip(sheets, totals, strict=True):
            mark_sheet(world, AssignmentID(assignment.id), seat, total)
    session.flush()
    return world


def mark_sheet(world: World, assignment_id: AssignmentID, seat: Seat, total: int | Decimal) -> Review:
    """Fill a sheet so that it adds up to `total`, and lock it, as its judge would."""
    rules = world.at_hand.rules
    seats = frozenset({seat.id})
    typed = spread_total(rules.rubric, Decimal(total))
    saved = save_review(
        world.session,
        TypedSheet(marks=typed, comments={}, comment="", version=0, save_key=secrets.token_hex(8)),
        assignment_id=assignment_id,
        seats=seats,
        now=world.now,
    )
    lock_review(world.session, assignment_id=assignment_id, seats=seats, version=saved.version, now=world.now)
    return world.session.scalars(select(Review).where(Review.assignment_id == assignment_id)).one()


def spread_total(rubric: Rubric, total: Decimal) -> dict[str, str]:
    """Marks by criterion that add up to `total`: the first criteria get as much as they may."""
    left = int(total / rubric.step)
    typed = {}
    for criterion in rubric.criteria:
        steps = min(left, maximum_steps(rubric, criterion))
        left -= steps
        typed[criterion.key] = str(rubric.step * steps)
    assert left == 0, f"{total} is more than the rubric allows"
    return typed


def seeded(seed: int) -> object:
    """A source of codes that gives the same ones for the same seed."""
    return random.Random(seed).randrange
