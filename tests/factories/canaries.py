"""A contest in which every trace of an entrant is a word of its own, so that any leak names its source.

Two essays (DOCX, PDF) with pictures attached and a video: sent in by the real ways, measured, forwarded, accepted,
sealed, assigned, opened. The works themselves name nobody: what a body says is for validators to see, not for a filter.
"""

from __future__ import annotations

import io
import secrets
import tempfile
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from sqlalchemy import select

from judging.actions.assignments import assign_round
from judging.actions.rounds import open_round, seat_judge
from judging.actions.seals import seal_entries
from judging.actions.validations import decide_entry
from judging.enums import Role, ValidationOutcome
from judging.models.entries import Entry, EntryVersion, Part, Receipt
from judging.models.people import Account
from judging.models.rounds import Code, Round
from judging.queries.standings import round_at_hand
from judging.rules.validating import Decision
from portal.bridge.identity import names_author
from portal.db import transaction
from portal.demo.documents import make_docx, make_pdf
from portal.demo.videos import make_video
from portal.jobs.worker import work_until_idle
from portal.uploads import store_whole
from tests.factories.entries import make_draft, submit, viewer
from tests.factories.office import make_account
from tests.factories.received import Intake, confirm_all_unread

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from judging.ids import EntryID
    from tests.conftest import TestClock

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
UNIT = "UBND xã Kanarỳzan"
AUTHORS = ("Hồ Thị Quỳnhzạo", "Kray Văn Thủyxeng", "Pả Thị Ngọcwên")


@dataclass
class CanaryContest:
    """The contest, who is in it, and every planted word with where it was planted."""

    intake: Intake
    authors: list[Account] = field(default_factory=list)
    judges: list[Account] = field(default_factory=list)
    secretary: Account | None = None
    planted: dict[str, str] = field(default_factory=dict)
    codes: list[str] = field(default_factory=list)

    def plant(self, word: object, where: str) -> str:
        self.planted[str(word)] = where
        return str(word)


def make_canaries(app: Flask, clock: TestClock) -> CanaryContest:
    """Everything up to the open round."""
    contest = CanaryContest(Intake(app, clock))
    with app.app_context():
        _people(contest)
        with tempfile.TemporaryDirectory() as folder:
            entries = _send_in(contest, Path(folder))
        work_until_idle(app)
        for number, entry_id in enumerate(entries):
            contest.intake.forward(entry_id)
            _accept(contest, entry_id, number)
        _judge(contest)
        work_until_idle(app)
        _begin(contest)
        with transaction() as session:
            _plant_the_record(contest, session)
    return contest


def _people(contest: CanaryContest) -> None:
    intake = contest.intake
    with transaction() as session:
        now = intake.clock()
        unit = session.merge(intake.unit)
        unit.name = unit.short_name = contest.plant(UNIT, "unit")
        for number, name in enumerate(AUTHORS):
            account = make_account(session, contest.plant(name, "name"), now=now, unit=unit)
            person = account.person
            person.staff_code = contest.plant(f"KNR-{number}7F3A", "staff code")
            person.phone = contest.plant(f"+84987{number}54321", "phone")
            person.email = contest.plant(f"kanary{number}@quynhzao.example", "e-mail")
            person.position = contest.plant(f"Phó Trưởng ban Zêlaku {number}", "position")
            contest.authors.append(account)
        contest.secretary = make_account(
            session, "Thư Ký", now=now, roles=(Role.SECRETARY,), programme=intake.programme
        )
        contest.judges = [make_account(session, f"Giám Khảo Số {number}", now=now) for number in range(1, 4)]


def _send_in(contest: CanaryContest, folder: Path) -> list[EntryID]:
    """The three works, the first with a title that names its author."""
    app, programme = contest.intake.app, contest.intake.programme
    makers = (_essay_docx, _essay_pdf, _film)
    entries = []
    for number, (author, maker) in enumerate(zip(contest.authors, makers, strict=True)):
        path = maker(contest, folder, author)
        title = (
            contest.plant(f"Chuyện của {author.person.full_name}", "title")
            if number == 0
            else f"Một cửa thân thiện {number}"
        )
        entry_id = make_draft(
            app, author, programme,
            category="video" if maker is _film else "essay", title=title, file=(path.name, path.read_bytes()),
        )  # fmt: skip
        if maker is not _film:
            _attach_picture(contest, entry_id, author)
        submit(app, author, entry_id)
        entries.append(entry_id)
    return entries


def _essay_docx(contest: CanaryContest, folder: Path, author: Account) -> Path:
    """A DOCX with its author in properties, a comment, a tracked deletion, hidden text, header and custom XML."""
    plain = make_docx(
        folder / "plain.docx",
        chu=1300,
        seed=51,
        cover=_cover(author),
        author=contest.plant("Zqtacgia Huỳnhxo", "docx author"),
    )
    inside = {
        "deleted": contest.plant("zqdeletedword7f3a", "tracked deletion"),
        "comment": contest.plant("zqcommentword7f3a", "comment"),
        "custom": contest.plant("zqcustomprop7f3a", "custom property"),
        "header": contest.plant("zqheaderword7f3a", "header"),
        "by": contest.plant("Zqsuabai Wênla", "who changed"),
    }
    path = folder / f"{contest.plant('bai-cua-quynhzao-7f3a', 'file name')}.docx"
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            content = source.read(item)
            if item.filename == "word/document.xml":
                deleted = (
                    f'<w:p xmlns:w="{W}"><w:del w:id="9" w:author="{inside["by"]}" w:date="2026-09-01T00:00:00Z"><w:r>'
                    f"<w:delText>{inside['deleted']}</w:delText></w:r></w:del></w:p>"
                )
                content = content.replace(b"<w:sectPr", deleted.encode() + b"<w:sectPr", 1)
            target.writestr(item, content)
        target.writestr("docProps/custom.xml", f'<x author="{inside["custom"]}"/>')
        target.writestr("word/comments.xml", f'<w:comments xmlns:w="{W}"><w:comment w:id="1" w:author="{inside["by"]}">'
                        f'<w:p><w:r><w:t>{inside["comment"]}</w:t></w:r></w:p></w:comment></w:comments>')  # fmt: skip
        target.writestr(
            "word/header9.xml", f'<w:hdr xmlns:w="{W}"><w:p><w:r><w:t>{inside["header"]}</w:t></w:r></w:p></w:hdr>'
        )
    return path


def _essay_pdf(contest: CanaryContest, folder: Path, author: Account) -> Path:
    path = folder / f"{contest.plant('thuyxeng-bai-viet', 'file name')}.pdf"
    return make_pdf(
        path, chu=1250, seed=52, cover=_cover(author), author=contest.plant("Zqpdfauthor Thủyxu", "pdf author")
    )


def _film(contest: CanaryContest, folder: Path, _author: Account) -> Path:
    path = folder / f"{contest.plant('phim-ngocwen', 'file name')}.mp4"
    tags = {"comment": "zqvideocomment7f3a", "location": "+16.6833+107.1167/", "copyright": "zqvideocopyright7f3a"}
    extra: list[str] = []
    for name, value in tags.items():
        extra += ["-metadata", f"{name}={contest.plant(value, f'video {name}')}"]
    extra += ["-metadata:s:v:0", f"handler_name={contest.plant('zqhandlername7f3a', 'video handler')}"]
    return make_video(
        path, seconds=245, size=(160, 90), fps=2, extra=tuple(extra),
        artist=contest.plant("Zqnghesi Ngọcwu", "video artist"), title=contest.plant("zqvideotitle7f3a", "video title"),
    )  # fmt: skip


def _attach_picture(contest: CanaryContest, entry_id: EntryID, author: Account) -> None:
    """A photograph with EXIF: who took it, with which words."""
    picture = Image.new("RGB", (120, 80), (30, 90, 60))
    exif = Image.Exif()
    exif[0x013B] = contest.plant("zqexifartist7f3a", "EXIF artist")
    exif[0x8298] = contest.plant("zqexifcopyright7f3a", "EXIF copyright")
    exif[0x010E] = contest.plant("zqexifdescription7f3a", "EXIF description")
    raw = io.BytesIO()
    picture.save(raw, "JPEG", exif=exif)
    store_whole(
        entry_id, "pictures", raw.getvalue(),
        name=f"{contest.plant('anh-cua-quynhzao', 'picture name')}.jpg", size_bytes=len(raw.getvalue()),
        by=viewer(contest.intake.app, author), arrived_at=contest.intake.clock(),
    )  # fmt: skip


def _accept(contest: CanaryContest, entry_id: EntryID, number: int) -> None:
    intake = contest.intake
    by = viewer(intake.app, intake.validator)
    words = contest.plant(f"zqvalidatorremark{number}7f3a", "validator's remark")
    with transaction() as session:
        decide_entry(
            session, entry_id=entry_id, version_id=intake.version_of(entry_id),
            decision=Decision(ValidationOutcome.ACCEPT, words=words), by=by, now=intake.clock(),
        )  # fmt: skip


def _judge(contest: CanaryContest) -> None:
    """Seats, then codes; renditions follow in jobs."""
    intake = contest.intake
    assert contest.secretary is not None
    by, validator = viewer(intake.app, contest.secretary), viewer(intake.app, intake.validator)
    with transaction() as session:
        confirm_all_unread(session, intake.programme.id, by=validator, now=intake.clock())
        row = session.scalars(select(Round).where(Round.programme_id == intake.programme.id)).one()
        at_hand = round_at_hand(session, row.id)
        for number, account in enumerate(contest.judges):
            seated = session.get_one(Account, account.id)
            seat_judge(session, at_hand, account=seated, is_head=number == 0, by=by, now=intake.clock())
        seal_entries(
            session, at_hand, batch=1, draw=secrets.randbelow, names_author=names_author, by=by, now=intake.clock()
        )


def _begin(contest: CanaryContest) -> None:
    intake = contest.intake
    assert contest.secretary is not None
    by = viewer(intake.app, contest.secretary)
    with transaction() as session:
        row = session.scalars(select(Round).where(Round.programme_id == intake.programme.id)).one()
        at_hand = round_at_hand(session, row.id)
        assign_round(session, at_hand, run=1, by=by, now=intake.clock())
        open_round(session, at_hand, by=by, now=intake.clock())


def _plant_the_record(contest: CanaryContest, session: Session) -> None:
    """Ids, numbers and hashes that would lead back to an entry."""
    for entry in session.scalars(select(Entry)):
        contest.plant(entry.id, "entry id")
        contest.plant(entry.author_id, "person id")
    for part in session.scalars(select(Part)):
        contest.plant(part.id, "part id")
        contest.plant(part.store_key, "store key")
        contest.plant(part.sha256, "SHA-256 of the original")
    for version in session.scalars(select(EntryVersion)):
        contest.plant(version.sha256, "SHA-256 of the version")
    for receipt in session.scalars(select(Receipt)):
        contest.plant(receipt.number, "receipt number")
        contest.plant(receipt.check_code, "check code")
    contest.codes = list(session.scalars(select(Code.word)))


def _cover(author: Account) -> dict[str, str]:
    person = author.person
    return {"author": person.full_name, "position": person.position, "unit": UNIT, "phone": person.phone or ""}
