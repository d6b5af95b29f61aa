"""Look-alikes among many essays: looking one up, adding one, what is missed and what is found in vain.

    python -m bench.lookalikes                    # 100,000 essays on SQLite, 150 questions
    python -m bench.lookalikes --essays 10000 --postgresql

Each question is asked of the portal's own tables (numbers of the text, one statement, signatures) and, in turn, of the
floor: rensa's index in memory, which forgets everything when its process ends. Half of the questions are essays of
which a part was copied (Jaccard 0.5 and more); adding is timed with its own commit. Shingling is told apart, since
both need it.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import rensa
from sqlalchemy import event, insert
from sqlalchemy.orm import Session

from bench.figures import Spread, percentile, table
from judging.actions.lookalikes import Taken, keep_print
from judging.ids import AccountID, ArticleID
from judging.models.lookalikes import Article, Band, Print
from judging.queries.lookalikes import list_candidates
from media.shingles import BANDS, LEAST_BANDS, ROWS, bands_of, jaccard, shingles_of, sign, syllables_of
from portal.db import make_engine
from portal.migrate import migrate
from tests.factories.lookalikes import essay, pair_with_jaccard
from tests.postgresql import PostgresServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

AT = datetime(2026, 11, 21, tzinfo=UTC)
SYLLABLES = 120
"""Far fewer than a real essay's: signatures and tables are as large as for one, and making 100,000 takes minutes."""
BATCH = 1000


@contextmanager
def database(*, postgresql: bool) -> Iterator[Engine]:
    """An empty migrated database that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        if not postgresql:
            engine = make_engine(f"sqlite:///{Path(folder) / 'bench.sqlite3'}")
            migrate(engine)
            yield engine
            engine.dispose()
            return
        server = PostgresServer.start()
        name = server.make_database()
        engine = make_engine(server.url(name))
        try:
            yield engine
        finally:
            engine.dispose()
            server.stop()


def fill(engine: Engine, floor: rensa.RMinHashLSH, count: int) -> float:
    """Put `count` essays into both; the seconds that the database took."""
    chance, spent = random.Random(7), 0.0
    with Session(engine.execution_options(writes=True)) as session:
        for start in range(0, count, BATCH):
            rows, bands = [], []
            for number in range(start + 1, min(count, start + BATCH) + 1):
                shingles = shingles_of(syllables_of(essay(chance, SYLLABLES)))
                signature = sign(shingles)
                assert signature is not None
                floor.insert(number, _in_memory(shingles))
                rows.append(_row(number, signature))
                bands += [{"band": band, "print_id": number} for band in bands_of(signature)]
            began = time.perf_counter()
            session.execute(insert(Article), [row["article"] for row in rows])
            session.execute(insert(Print), [row["print"] for row in rows])
            session.execute(insert(Band), bands)
            session.commit()
            spent += time.perf_counter() - began
    if engine.dialect.name != "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('prints', 'id'), {count})")
            connection.exec_driver_sql("ANALYZE bands")
    return spent


def _row(number: int, signature: bytes) -> dict[str, dict[str, object]]:
    article = {"id": uuid4(), "title": f"{number}", "title_folded": "", "source": "", "text": "", "syllables": 300,
               "sha256": f"{number:064x}", "added_by": ADDER, "added_at": AT}  # fmt: skip
    kept = {"id": number, "article_id": article["id"], "form": "text", "version": "bench", "text": "",
            "signature": signature, "sounds": b"", "sound": "none", "problem": "", "made_at": AT}  # fmt: skip
    return {"article": article, "print": kept}


ADDER = AccountID(uuid4())


def _in_memory(shingles: frozenset[str]) -> rensa.RMinHash:
    made = rensa.RMinHash(num_perm=BANDS * ROWS, seed=42)
    made.update(sorted(shingles))
    return made


def main() -> None:
    """Measure and print the tables for docs/benchmarks.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--essays", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=150)
    parser.add_argument("--postgresql", action="store_true")
    given = parser.parse_args()
    with database(postgresql=given.postgresql) as engine:
        measure(engine, essays=given.essays, questions=given.questions)


def measure(engine: Engine, *, essays: int, questions: int) -> dict[str, float]:
    """Ask both in turn; the figures by name, in milliseconds and shares."""
    _without_keys(engine)
    floor = rensa.RMinHashLSH(threshold=0.5, num_perm=BANDS * ROWS, num_bands=BANDS)
    spent = fill(engine, floor, essays)
    chance = random.Random(11)
    looked: dict[str, list[float]] = {"tables": [], "floor": [], "add": [], "shingles": []}
    true = found = candidates = missed_by_floor = 0
    for number in range(questions):
        target = 0
        if number % 2:
            one, other = pair_with_jaccard(chance, 0.5 + 0.4 * chance.random(), length=SYLLABLES)
            target = _add(engine, one, looked["add"])
            floor.insert(target, _in_memory(shingles_of(syllables_of(one))))
            kept_shingles = shingles_of(syllables_of(one))
        else:
            other = essay(chance, SYLLABLES)
            kept_shingles = frozenset()
        began = time.perf_counter()
        shingles = shingles_of(syllables_of(other))
        signature = sign(shingles)
        assert signature is not None
        looked["shingles"].append(1000 * (time.perf_counter() - began))
        for name in ("tables", "floor") if number % 4 < 2 else ("floor", "tables"):
            began = time.perf_counter()
            if name == "tables":
                with Session(engine) as session:
                    listed = list_candidates(session, bands_of(signature), least=LEAST_BANDS, other_than=0)
            else:
                remembered = floor.query(_in_memory(shingles))
            looked[name].append(1000 * (time.perf_counter() - began))
        is_true = jaccard(shingles, kept_shingles) >= 0.5
        true += is_true
        found += is_true and target in listed
        missed_by_floor += is_true and target not in remembered
        candidates += len(listed)
    spreads = {name: Spread.of(values) for name, values in looked.items()}
    print(table(
        ["", "median (range), ms", "p99, ms"],
        [[words, str(spreads[name]), f"{percentile(looked[name], 0.99):.2f}"] for name, words in (
            ("tables", "looking up in the database"), ("floor", "looking up in rensa's memory, signature included"),
            ("add", "adding one, with its commit"), ("shingles", "shingles and signature of one"))],
    ))  # fmt: skip
    recall, ratio = found / max(1, true), candidates / max(1, true)
    print(f"\n{essays} essays on {engine.dialect.name}; filled in {spent:.0f} s of the database's time; "
          f"{true} true pairs, recall {recall:.3f} (memory {1 - missed_by_floor / max(1, true):.3f}), "
          f"candidates {ratio:.2f} × the true ones")  # fmt: skip
    return {"recall": recall, "ratio": ratio, "tables": spreads["tables"].median, "add": spreads["add"].median}


def _add(engine: Engine, text: str, times: list[float]) -> int:
    """Add one essay as the job does; its number."""
    article_id = ArticleID(uuid4())
    with Session(engine.execution_options(writes=True)) as session:
        row = _row(0, b"")["article"] | {"id": article_id, "sha256": uuid4().hex * 2}
        session.execute(insert(Article), [row])
        session.commit()
    signature = sign(shingles_of(syllables_of(text)))
    assert signature is not None
    began = time.perf_counter()
    with Session(engine.execution_options(writes=True)) as session:
        taken = Taken("text", "bench", bands_of(signature), signature=signature)
        number = keep_print(session, taken, article_id=article_id, now=AT).id
        session.commit()
    times.append(1000 * (time.perf_counter() - began))
    return number


def _without_keys(engine: Engine) -> None:
    """No account put these texts in: the keys to accounts are not asked for. Everything else is as it runs."""

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute(
            "PRAGMA foreign_keys=OFF" if engine.dialect.name == "sqlite" else "SET session_replication_role = replica"
        )
        cursor.close()

    engine.dispose()


if __name__ == "__main__":
    main()
