"""Whether a judge could learn a secret from how long an answer takes: 300 answers of two worlds that differ in one.

    python -m bench.twins [--samples 300]

The second world is the first with its secret changed behind the portal's back: who wrote which work, or what the other
judges gave. Both stand in one process and are asked by turns. The two sets of times are compared by Mann and Whitney's
test (normal approximation, ties corrected by their mean ranks). They must not separate: p above 0.001, or medians less
than 2 ms apart. That both are asked the same statements is a test (`tests/integration/test_twins.py`), without a clock.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import config
from bench.figures import Spread, table
from portal.app import create_app
from portal.db import writing
from portal.keys import key_id_of, make_key, public_key
from portal.migrate import fix_installation, migrate
from tests.conftest import TestClock
from tests.factories.judging import make_sealed_round
from tests.integration.test_twins import mark_by_others, swap_authors
from tests.page_client import PageClient

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flask import Flask
    from sqlalchemy.orm import Session

    from tests.factories.judging import World

SECRETS: dict[str, Callable[[Session, World], None]] = {
    "who wrote it": swap_authors,
    "what others gave": mark_by_others,
}
LEAST_P, MOST_APART_MS = 0.001, 2.0


def mann_whitney(one: Sequence[float], other: Sequence[float]) -> float:
    """The two-sided p that two samples come from one distribution; ties hold the mean of their ranks.

    >>> mann_whitney([1.0, 2.0, 3.0], [1.0, 2.0, 3.0])
    1.0
    """
    ordered = sorted((*one, *other))
    ranks: dict[float, float] = {}
    for value in set(ordered):
        first, count = ordered.index(value), ordered.count(value)
        ranks[value] = first + (count + 1) / 2
    here, there = len(one), len(other)
    u = sum(ranks[value] for value in one) - here * (here + 1) / 2
    deviation = (here * there * (here + there + 1) / 12) ** 0.5
    return 2 * (1 - statistics.NormalDist().cdf(abs(u - here * there / 2) / deviation))


def install(folder: Path) -> Flask:
    """A migrated installation in `folder`, or the one that stands there."""
    settings = config.Settings(data_folder=folder, base_url="http://127.0.0.1", sandbox="weak")
    is_new = not settings.keys_folder.exists()
    if is_new:
        for one in (settings.store_folder, settings.scratch_folder, settings.keys_folder):
            one.mkdir(parents=True, mode=0o700, exist_ok=True)
        make_key(settings.keys_folder)
    clock = TestClock()
    app = create_app(settings, clock=clock)
    if is_new:
        engine, raw = app.extensions["bangvang_database"].main, public_key(settings.keys_folder)
        migrate(engine)
        fix_installation(engine, kind=settings.installation, now=clock(), key_id=key_id_of(raw), public_key=raw)
    return app


def answer_ms(client: PageClient, address: str) -> float:
    start = perf_counter()
    client.get(address)
    return (perf_counter() - start) * 1000


def compared(folder: Path, name: str, samples: int) -> list[tuple[str, ...]]:
    """A row for each page: the times of both worlds, their medians' distance, and p."""
    first = install(folder / "first")
    with first.app_context(), writing(first.extensions["bangvang_database"].main) as session:
        world = make_sealed_round(session, now=first.extensions["bangvang_clock"](), entries=20, judges=3)
        judge, sheet = world.judges[0], world.assignments_of(world.judges[0])[0].id
    first.extensions["bangvang_database"].main.dispose()
    shutil.copytree(folder / "first", folder / "second")
    second = install(folder / "second")
    with second.app_context(), writing(second.extensions["bangvang_database"].main) as session:
        SECRETS[name](session, world)
    clients = [PageClient(app).sign_in_as(judge) for app in (first, second)]
    rows = []
    for address in ("/cham", f"/cham/{sheet}", "/cham/diem-cua-toi"):
        times: tuple[list[float], list[float]] = ([], [])
        for _ in range(samples + 20):
            for client, kept in zip(clients, times, strict=True):
                kept.append(answer_ms(client, address))
        one, other = times[0][20:], times[1][20:]
        apart, p = abs(statistics.median(one) - statistics.median(other)), mann_whitney(one, other)
        verdict = "together" if p > LEAST_P or apart < MOST_APART_MS else "APART"
        shown = address.replace(str(sheet), "…")
        rows.append((name, shown, str(Spread.of(one)), str(Spread.of(other)), f"{apart:.2f}", f"{p:.3f}", verdict))
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=300)
    samples = parser.parse_args().samples
    rows: list[tuple[str, ...]] = []
    for name in SECRETS:
        with tempfile.TemporaryDirectory() as folder:
            rows += compared(Path(folder), name, samples)
    print(table(("secret", "page", "first, ms", "second, ms", "medians apart, ms", "p", "verdict"), rows))


if __name__ == "__main__":
    main()
