"""From the lines of PDF pages to paragraphs: page numbers and running heads recognised, broken lines joined.

A PDF knows where letters stand, not what they are; all here is reading by habit, and counting does not
depend on it: joining lines neither makes nor takes a chữ.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_PAGE_NUMBER = re.compile(
    r"[-–—\s]{0,5}(?:trang|page)?\s{0,3}(\d{1,4})(?:\s{0,3}[/|]\s{0,3}\d{1,4})?[-–—\s]{0,5}", re.IGNORECASE
)
_LABEL = re.compile(r"[^\W\d_][^:]{1,29}:(?:\s|$)")
_DIGITS = re.compile(r"\d+")
_LIST_MARK = re.compile(r"(?:[-–—+*•▪]|\d{1,2}[.)]|[a-zđ][.)])\s")
_NUMBERED_HEADING = re.compile(r"(?:[IVX]{1,5}|\d{1,2}(?:\.\d{1,2}){0,3})[.)]?\s\S")
_ENDS = (".", ":", ";", "!", "?", "…", "”", '"')
_MAX_HEADING_CHU = 15
_FULL_LINE = 0.8
_MOST_PAGES = 0.6
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class PageLines:
    """One page: its lines of text, and those that belong to its margins."""

    body: tuple[str, ...]
    header: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()


def part_margins(pages: Sequence[Sequence[str]]) -> tuple[list[PageLines], bool | None]:
    """The pages with page numbers and running heads set apart, and whether the pages are numbered.

    Numbered: the first or the last lines of most pages are numbers that rise with the pages. None when a single
    page without a number leaves it open.
    """
    bottoms, tops = _numbered(pages, -1), _numbered(pages, 0)
    running_tops, running_bottoms = _running(pages, 0), _running(pages, -1)
    parted = []
    for place, page in enumerate(pages):
        lines, header, footer = list(page), [], []
        if lines and place in bottoms:
            footer.append(lines.pop())
        if lines and place in tops:
            header.append(lines.pop(0))
        if lines and _pattern(lines[0]) in running_tops:
            header.append(lines.pop(0))
        if lines and _pattern(lines[-1]) in running_bottoms:
            footer.append(lines.pop())
        parted.append(PageLines(tuple(lines), tuple(header), tuple(footer)))
    if bottoms or tops:
        return parted, True
    return parted, False if len(pages) > 1 else None


def join_lines(lines: Sequence[str]) -> list[str]:
    """Paragraphs from lines: a line that was full, or whose follower goes on in lower case, was broken."""
    longest = max(map(len, lines), default=0)
    paragraphs: list[str] = []
    last = ""
    for line in lines:
        if paragraphs and not _begins_anew(line) and _goes_on(last, line, longest):
            paragraphs[-1] = f"{paragraphs[-1]} {line}"
        else:
            paragraphs.append(line)
        last = line
    return paragraphs


def is_heading(text: str) -> bool:
    """Whether a paragraph reads like a numbered heading: short, numbered, with no stop at its end."""
    return bool(_NUMBERED_HEADING.match(text) and len(text.split()) <= _MAX_HEADING_CHU and not text.endswith(_ENDS))


def goes_on_over_page(last: str, line: str) -> bool:
    """Whether the first line of a page goes on with the last paragraph of the page before."""
    return line[:1].islower() and not last.endswith(_ENDS) and not _begins_anew(line)


def _begins_anew(line: str) -> bool:
    """A list mark, or a label such as `Chức vụ:` on a cover."""
    return bool(_LIST_MARK.match(line)) or (line[:1].isupper() and bool(_LABEL.match(line)))


def _goes_on(last: str, line: str, longest: int) -> bool:
    return line[:1].islower() or (len(last) >= _FULL_LINE * longest and not last.endswith(_ENDS))


def _numbered(pages: Sequence[Sequence[str]], at: int) -> frozenset[int]:
    """The pages whose line at this end is their number: most pages must agree on where counting began."""
    found = {}
    for place, page in enumerate(pages):
        match = _PAGE_NUMBER.fullmatch(page[at]) if page else None
        if match:
            found[place] = int(match[1]) - place
    if not found:
        return frozenset()
    starts = Counter(found.values())
    start = max(starts, key=lambda value: starts[value])
    agreeing = starts[start]
    plausible = agreeing >= 2 or (len(pages) <= 2 and start in {0, 1})  # noqa: PLR2004  two agree, or all there are
    if not plausible or agreeing < _MOST_PAGES * (len(pages) - 1):  # a cover may be without
        return frozenset()
    return frozenset(place for place, value in found.items() if value == start)


def _running(pages: Sequence[Sequence[str]], at: int) -> frozenset[str]:
    """Lines that return at this end of at least half of three or more pages, whatever their numbers."""
    if len(pages) < 3:  # noqa: PLR2004  two equal lines may be chance
        return frozenset()
    seen = Counter(_pattern(page[at]) for page in pages if page)
    return frozenset(
        pattern
        for pattern, count in seen.items()
        if count > _HALF * len(pages) and any(map(str.isalpha, pattern))  # bare numbers are no running head
    )


def _pattern(line: str) -> str:
    return _DIGITS.sub("#", line.strip().lower())
