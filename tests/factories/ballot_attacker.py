"""Somebody who holds the whole database and wants to know who voted against.

He reads every table with the databases' own columns (`rowid`; `xmin`, `ctid`), knows from the web server's log in which
order people voted, and tries every way to connect a voter with the one paper that says "against": the same value on
both sides (a transaction, an id), or the same rank in any order of papers and any order of voters. Which way he trusts
he learns from other votes whose secret he knows; so a way that works is found, and one that works by chance is not.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from random import Random

    from sqlalchemy import Connection, Engine

Row = dict[str, Any]
Guesses = dict[tuple[str, ...], int]
"""What each way says: the number of a voter."""

IGNORED = {"alembic_version"}
LEAST_USEFUL = 5


def read_everything(engine: Engine) -> dict[str, list[Row]]:
    """Every row of every table, with the columns that no model names."""
    found = {}
    with engine.connect() as connection:
        for table in sorted(set(inspect(engine).get_table_names()) - IGNORED):
            rows = connection.exec_driver_sql(f'SELECT {_hidden(connection, table)} * FROM "{table}"').mappings()
            found[table] = [{key: _plain(key, value) for key, value in row.items()} for row in rows]
        connection.rollback()
    return found


def _hidden(connection: Connection, table: str) -> str:
    if connection.dialect.name != "sqlite":
        return "xmin::text::bigint AS sys_xmin, ctid AS sys_ctid,"
    made = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).scalar()
    return "" if "WITHOUT ROWID" in str(made).upper() else "rowid AS sys_rowid,"


def _plain(key: str, value: object) -> object:
    if key == "sys_ctid":
        block, _comma, place = str(value).strip("()").partition(",")
        return (int(block), int(place))
    if value is None or isinstance(value, int | float):
        return value
    return str(value).replace("-", "") if len(str(value)) in {32, 36} else str(value)


def guess_all(tables: dict[str, list[Row]], *, ballot: str, voters: Sequence[set[str]], log: Sequence[int]) -> Guesses:
    """Whom each way names. `voters`: for each what identifies him (member, account); `log`: their order in time."""
    papers = [row for row in tables["ballot_papers"] if row["ballot_id"] == ballot]
    target = next(row for row in papers if row["choice"] == "against")
    by_voter = {name: _rows_of(rows, voters, ballot) for name, rows in tables.items() if name != "ballot_papers"}
    guesses: Guesses = {}
    for column, value in target.items():
        for name, rows in by_voter.items():
            _equal(guesses, column, value, name, rows)
    orders = {("log",): list(log)} | _orders_of_voters(by_voter)
    for column in target:
        ranked = sorted((row[column], row["choice"] == "against") for row in papers if row[column] is not None)
        if len(ranked) != len(voters) or len({one for one, _ in ranked}) != len(ranked):
            continue
        rank = next(at for at, (_value, is_target) in enumerate(ranked) if is_target)
        for key, order in orders.items():
            guesses["rank", column, *key] = order[rank]
            guesses["rank", column, *key, "backwards"] = order[-1 - rank]
    return guesses


def _rows_of(rows: Iterable[Row], voters: Sequence[set[str]], ballot: str) -> dict[int, list[Row]]:
    """The rows that name each voter; of a table that knows ballots only those of this one."""
    owner = {one: at for at, words in enumerate(voters) for one in words}
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        if row.get("ballot_id", ballot) != ballot:
            continue
        for at in {owner[value] for value in row.values() if isinstance(value, str) and value in owner}:
            found[at].append(row)
    return found


def _equal(guesses: Guesses, column: str, value: object, name: str, rows: dict[int, list[Row]]) -> None:
    """The voters of whom a row holds the same value: a guess where it is one alone."""
    if value is None:
        return
    columns = {key for found in rows.values() for row in found for key in row}
    for other in columns:
        same = [at for at, found in rows.items() if any(row.get(other) == value for row in found)]
        if len(same) == 1:
            guesses["equal", column, name, other] = same[0]


def _orders_of_voters(by_voter: dict[str, dict[int, list[Row]]]) -> dict[tuple[str, ...], list[int]]:
    """Every order in which a column of some table puts the voters, by their newest row."""
    orders = {}
    for name, rows in by_voter.items():
        columns = {key for found in rows.values() for row in found for key in row}
        for column in columns:
            newest = {}
            for at, found in rows.items():
                values = [row[column] for row in found if row.get(column) is not None]
                if values:
                    newest[at] = max(values, key=_comparable)
            if len(newest) == len(rows) > 1 and len({str(one) for one in newest.values()}) == len(newest):
                orders[name, column] = sorted(newest, key=lambda at: _comparable(newest[at]))
    return orders


def _comparable(value: object) -> tuple[int, Any]:
    if isinstance(value, tuple):
        return (2, value)
    return (0, value) if isinstance(value, int | float) else (1, str(value))


def guess_rate(runs: Sequence[tuple[Guesses, int]], *, voters: int, random: Random) -> tuple[float, tuple[str, ...]]:
    """How often he is right about votes whose secret he did not know, and the way that he trusts most.

    Half of the votes teach him, the other half is guessed, and the other way round. Where his way says nothing he
    names anybody.
    """
    halves = (runs[::2], runs[1::2])
    right, trusted = 0, ("nothing",)
    for known, unknown in (halves, halves[::-1]):
        trusted = _best(known)
        right += sum(guesses.get(trusted, random.randrange(voters)) == truth for guesses, truth in unknown)
    return right / len(runs), trusted


def _best(runs: Sequence[tuple[Guesses, int]]) -> tuple[str, ...]:
    hits: Counter[tuple[str, ...]] = Counter()
    seen: Counter[tuple[str, ...]] = Counter()
    for guesses, truth in runs:
        for way, said in guesses.items():
            seen[way] += 1
            hits[way] += said == truth
    useful = [way for way in seen if seen[way] >= min(LEAST_USEFUL, len(runs))]
    return max(sorted(useful), key=lambda way: hits[way] / len(runs), default=("nothing",))
