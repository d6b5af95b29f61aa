"""On which line of a TOML text a place stands, as far as that can be told without a full parser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from judging.spec.decoding import Path

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"^\s*([A-Za-z0-9_\-.\"']+)\s*=")
_STRINGS = re.compile(r'"(?:\\.|[^"\\])*"|\'[^\']*\'')
_TRIPLE = re.compile(r'"""|\'\'\'')


def lines_of(text: str) -> dict[Path, int]:
    """The line, from 1, of every table header and every key at the start of a line; inner places are missing."""
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    depth = 0
    quoted: str | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if quoted is None and depth == 0:
            if header := _HEADER.match(line):
                table = _table(header[2], counts, is_item=header[1] == "[[")
                found.setdefault(table, number)
                continue
            if key := _KEY.match(line):
                found.setdefault((*table, *_split(key[1])), number)
        rest, quoted = _outside_long_strings(line, quoted)
        bare = _STRINGS.sub("", rest).split("#")[0]
        depth = max(0, depth + bare.count("[") + bare.count("{") - bare.count("]") - bare.count("}"))
    return found


def line_of(path: Path, lines: dict[Path, int]) -> int | None:
    """The line of `path`, or of the nearest thing around it that has one."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return None


def _split(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))


def _table(dotted: str, counts: dict[Path, int], *, is_item: bool) -> Path:
    path: Path = ()
    names = _split(dotted)
    for index, name in enumerate(names):
        path = (*path, name)
        if is_item and index == len(names) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _outside_long_strings(line: str, quoted: str | None) -> tuple[str, str | None]:
    """The parts of `line` outside triple quotes, and the triple quote that is still open at its end."""
    outside, rest = "", line
    while rest:
        mark = _TRIPLE.search(rest) if quoted is None else re.search(re.escape(quoted), rest)
        if mark is None:
            return (outside + rest, None) if quoted is None else (outside, quoted)
        if quoted is None:
            outside, quoted = outside + rest[: mark.start()], mark[0]
        else:
            quoted = None
        rest = rest[mark.end() :]
    return outside, quoted
