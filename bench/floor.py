"""The floor: bare Flask, SQLAlchemy and Jinja doing the reads and writes that a page cannot do without.

No access rules, no plan, no translation, no signature, no header: what remains is what the platform itself costs.
SQLite as the portal uses it (WAL, synchronous=FULL, BEGIN IMMEDIATE), files written and flushed as the store does.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask, jsonify, redirect, render_template, request
from jinja2 import DictLoader
from sqlalchemy import ForeignKey, create_engine, event, func, select, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

FOLDER = Path(os.environ.get("BENCH_FLOOR", "/nonexistent"))


class Base(DeclarativeBase):
    pass


class Browser(Base):
    __tablename__ = "browsers"
    digest: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class Programme(Base):
    __tablename__ = "programmes"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    last_number: Mapped[int] = mapped_column(default=0)


class Entry(Base):
    __tablename__ = "entries"
    id: Mapped[int] = mapped_column(primary_key=True)
    author: Mapped[str]
    unit: Mapped[str]
    title: Mapped[str]
    state: Mapped[str]
    topic: Mapped[str]
    phone: Mapped[str]
    html: Mapped[str]


class Part(Base):
    __tablename__ = "parts"
    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), index=True)
    name: Mapped[str]
    sha256: Mapped[str]
    verdict: Mapped[str]


class Job(Base):
    __tablename__ = "jobs"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]


class Version(Base):
    __tablename__ = "versions"
    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), index=True)
    text: Mapped[str]


class Receipt(Base):
    __tablename__ = "receipts"
    number: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))


class Line(Base):
    __tablename__ = "history"
    seq: Mapped[int] = mapped_column(primary_key=True)
    data: Mapped[str]
    hash: Mapped[str]


class Mark(Base):
    __tablename__ = "marks"
    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), index=True)
    criterion: Mapped[str]
    steps: Mapped[int]


HEAD = "<!doctype html><html lang=vi><title>{{ title }}</title><h1>{{ title }}</h1>"
LANDING = HEAD + "{% for one in programmes %}<p><a href='/{{ one.id }}'>{{ one.title }}</a></p>{% endfor %}"
FORM = HEAD + (
    "<form method=post>{% for name in ('author', 'unit', 'title', 'phone', 'topic') %}<label>{{ name }}"
    "<input name={{ name }} value='{{ entry[name] }}'></label>{% endfor %}</form>"
    "{% for part in parts %}<p>{{ part.name }} {{ part.verdict }} {{ part.sha256 }}</p>{% endfor %}"
)
LIST = HEAD + (
    "<table>{% for row in rows %}<tr><td>{{ row.author }}</td><td>{{ row.unit }}</td><td><a href='/{{ row.id }}'>"
    "{{ row.title }}</a></td><td>{{ row.state }}</td><td>{{ row.phone }}</td></tr>{% endfor %}</table>"
)
SHEET = HEAD + (
    "<article>{{ entry.html | safe }}</article><form method=post>{% for mark in marks %}<label>{{ mark.criterion }}"
    "<input name={{ mark.criterion }} value={{ mark.steps }}></label>{% endfor %}</form>"
)
engine = create_engine(f"sqlite:///{FOLDER / 'floor.sqlite3'}", pool_size=40, connect_args={"check_same_thread": False})


@event.listens_for(engine, "connect")
def _connected(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in ("busy_timeout=15000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(engine, "begin")
def _begun(connection: Any) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def writing() -> Session:
    return Session(engine.execution_options(writes=True))


def who(session: Session) -> str:
    digest = hashlib.sha256(request.cookies["floor"].encode()).hexdigest()
    return session.scalars(select(Browser.name).where(Browser.digest == digest)).one()


app = Flask("floor")
app.jinja_loader = DictLoader({"landing.html": LANDING, "form.html": FORM, "list.html": LIST, "sheet.html": SHEET})


@app.get("/alive")
def alive() -> str:
    return "yes"


@app.get("/landing")
def landing() -> str:
    with Session(engine) as session:
        rows = session.scalars(select(Programme)).all()
        return render_template("landing.html", title="Cuộc thi", programmes=rows)


@app.get("/entry/<int:entry_id>")
def entry(entry_id: int) -> str:
    with Session(engine) as session:
        name = who(session)
        found = session.get_one(Entry, entry_id)
        parts = session.scalars(select(Part).where(Part.entry_id == entry_id)).all()
        return render_template("form.html", title=name, entry=vars(found), parts=parts)


@app.post("/entry/<int:entry_id>/file")
def send_file(entry_id: int) -> ResponseReturnValue:
    file = request.files["file"]
    place = FOLDER / secrets.token_hex(16)
    digest = hashlib.sha256()
    with place.with_suffix(".new").open("wb") as out:
        while block := file.stream.read(1 << 20):
            digest.update(block)
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    place.with_suffix(".new").rename(place)
    folder = os.open(FOLDER, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
    with writing() as session:
        who(session)
        found = session.get_one(Entry, entry_id)
        session.add_all(
            [
                Part(entry_id=found.id, name=file.filename or "", sha256=digest.hexdigest(), verdict=""),
                Job(kind="measure"),
            ]
        )
        session.commit()
    return redirect(f"/entry/{entry_id}")


@app.post("/entry/<int:entry_id>/submit")
def submit(entry_id: int) -> ResponseReturnValue:
    with writing() as session:
        name = who(session)
        found = session.get_one(Entry, entry_id)
        parts = session.scalars(select(Part).where(Part.entry_id == entry_id)).all()
        text = f"{name} {found.title} {[part.sha256 for part in parts]}"
        found.state = "submitted"
        session.execute(update(Programme).where(Programme.id == 1).values(last_number=Programme.last_number + 1))
        number = session.scalars(select(Programme.last_number).where(Programme.id == 1)).one()
        last = session.scalars(select(Line.hash).order_by(Line.seq.desc()).limit(1)).one_or_none() or ""
        session.add_all(
            [
                Version(entry_id=found.id, text=text),
                Receipt(number=number, entry_id=found.id),
                Line(data=text, hash=hashlib.sha256((last + text).encode()).hexdigest()),
                Job(kind="receipt"),
            ]
        )
        session.commit()
    return redirect(f"/entry/{entry_id}")


@app.get("/list")
def listing() -> str:
    with Session(engine) as session:
        name = who(session)
        rows = session.execute(
            select(Entry.id, Entry.author, Entry.unit, Entry.title, Entry.state, Entry.phone)
            .order_by(Entry.id)
            .limit(300)
        ).all()
        return render_template("list.html", title=name, rows=rows)


@app.get("/sheet/<int:entry_id>")
def sheet(entry_id: int) -> str:
    with Session(engine) as session:
        name = who(session)
        found = session.get_one(Entry, entry_id)
        marks = session.scalars(select(Mark).where(Mark.entry_id == entry_id).order_by(Mark.id)).all()
        return render_template("sheet.html", title=name, entry=found, marks=marks)


@app.post("/sheet/<int:entry_id>")
def save(entry_id: int) -> ResponseReturnValue:
    with writing() as session:
        who(session)
        for mark in session.scalars(select(Mark).where(Mark.entry_id == entry_id)):
            mark.steps = int(request.form.get(mark.criterion, 0))
        session.add(Version(entry_id=entry_id, text=str(dict(request.form))))
        session.commit()
    return jsonify(saved=time.time())


def fill(folder: Path, *, rows: int, html: str, token: str) -> None:
    """The floor's own data: `rows` entries of which each has a part and five marks."""
    place = create_engine(f"sqlite:///{folder / 'floor.sqlite3'}")
    Base.metadata.create_all(place)
    with Session(place) as session:
        session.add(Programme(title="Cuộc thi tuyên truyền về cải cách hành chính"))
        session.add(Browser(digest=hashlib.sha256(token.encode()).hexdigest(), name="Người Thử nghiệm"))
        for number in range(1, rows + 1):
            session.add(
                Entry(author=f"Tác giả Thử nghiệm {number}", unit="UBND xã Tà Rụt", title=f"Một cửa {number}",
                      state="draft", topic="Cải cách thủ tục hành chính", phone="0900000000", html=html)
            )  # fmt: skip
        session.flush()
        for number in range(1, rows + 1):
            session.add(Part(entry_id=number, name="bai.docx", sha256="0" * 64, verdict="1.463 chữ: trong giới hạn"))
            session.add_all(Mark(entry_id=number, criterion=f"c{one}", steps=0) for one in range(5))
        session.commit()
        assert session.scalar(select(func.count()).select_from(Entry)) == rows
    place.dispose()
