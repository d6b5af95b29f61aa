"""The measurements measure what they say: percentiles, tables, and the processor time of a whole tree."""

from __future__ import annotations

import subprocess
import sys

from bench.browsers import Ask, multipart
from bench.figures import Spread, percentile, table
from bench.processes import Server

WORK = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'sum(i*i for i in range(6_000_000))']); input()"


def test_percentile_is_the_value_that_so_many_do_not_exceed() -> None:
    values = [float(one) for one in range(1, 101)]
    assert (percentile(values, 0.5), percentile(values, 0.99), percentile(values, 1.0)) == (50.0, 99.0, 100.0)
    assert percentile([7.0], 0.99) == 7.0


def test_spread_shows_median_and_range() -> None:
    assert str(Spread.of([3.0, 1.0, 2.0])) == "2.00 (1.00–3.00)"


def test_table_is_markdown() -> None:
    assert table(["a", "bb"], [["1", "2"]]) == "| a | bb |\n| - | -- |\n| 1 | 2  |"


def test_request_carries_its_length_and_its_file() -> None:
    body, kind = multipart({"csrf_token": "x"}, ("file", "bai.docx", b"PK"))
    raw = Ask("POST", "/tep", body, kind, "a=b").raw(80)
    head, _edge, sent = raw.partition(b"\r\n\r\n")
    assert sent == body
    assert f"Content-Length: {len(body)}".encode() in head
    assert b'name="file"; filename="bai.docx"' in body


def test_processor_time_counts_children_that_ended() -> None:
    process = subprocess.Popen([sys.executable, "-c", WORK], stdin=subprocess.PIPE)
    server = Server(process, 0)
    assert process.stdin is not None
    seen = 0.0
    while process.poll() is None and seen < 0.1:
        seen = server.cpu_seconds()
    process.stdin.close()
    process.wait()
    assert seen >= 0.1
