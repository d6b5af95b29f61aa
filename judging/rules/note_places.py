"""Where a judge's note stands in an essay: paragraphs of the rendition and signs within them, both counted from 0.

A paragraph is what the rendition writes as one: a heading, a paragraph, an item of a list, a cell of a table. Signs
are Unicode code points of its text as a page shows it; a line break within it is no sign.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser

PARAGRAPHS = frozenset({"h2", "h3", "h4", "p", "li", "td"})
LONGEST_QUOTE = 160


@dataclass(frozen=True, slots=True, order=True)
class Passage:
    """From sign `first_sign` of one paragraph to before `last_sign` of the same or a later one."""

    first_paragraph: int
    first_sign: int
    last_paragraph: int
    last_sign: int


@lru_cache(maxsize=128)
def list_paragraphs(html: str) -> tuple[str, ...]:
    """The texts of the paragraphs of a rendition, in their order.

    >>> list_paragraphs("<article><h2>A</h2><p>x &amp; <span>y</span></p><ul><li>z</li></ul></article>")
    ('A', 'x & y', 'z')
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return tuple("".join(texts) for texts in reader.paragraphs)


def stands_in(passage: Passage, paragraphs: tuple[str, ...]) -> bool:
    """Whether there is such a passage, with something in it.

    >>> stands_in(Passage(0, 1, 0, 3), ("abc",)), stands_in(Passage(0, 1, 0, 4), ("abc",))
    (True, False)
    """
    if not 0 <= passage.first_paragraph <= passage.last_paragraph < len(paragraphs):
        return False
    if not 0 <= passage.first_sign <= len(paragraphs[passage.first_paragraph]):
        return False
    if not 0 < passage.last_sign <= len(paragraphs[passage.last_paragraph]):
        return False
    return bool(words_of(passage, paragraphs).strip())


def words_of(passage: Passage, paragraphs: tuple[str, ...]) -> str:
    """The words of a passage; those of two paragraphs a blank apart.

    >>> words_of(Passage(0, 2, 1, 1), ("abc", "xyz"))
    'c x'
    """
    pieces = list(paragraphs[passage.first_paragraph : passage.last_paragraph + 1])
    pieces[-1] = pieces[-1][: passage.last_sign]
    pieces[0] = pieces[0][passage.first_sign :]
    return " ".join(pieces)


def quote_of(passage: Passage, paragraphs: tuple[str, ...]) -> str:
    """The words of a passage as a list quotes them: long ones by their beginning and end, at a blank.

    >>> quote_of(Passage(0, 0, 0, 3), ("abc",))
    'abc'
    """
    words = " ".join(words_of(passage, paragraphs).split())
    if len(words) <= LONGEST_QUOTE:
        return words
    half = LONGEST_QUOTE // 2
    return f"{words[:half].rpartition(' ')[0] or words[:half]} … {words[-half:].partition(' ')[2] or words[-half:]}"


class _Reader(HTMLParser):
    """Reads our own clean HTML: paragraphs never stand within each other."""

    def __init__(self) -> None:
        super().__init__()
        self.paragraphs: list[list[str]] = []
        self.is_inside = False

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002  the base class names it
        if tag in PARAGRAPHS:
            self.paragraphs.append([])
            self.is_inside = True

    def handle_endtag(self, tag: str) -> None:
        if tag in PARAGRAPHS:
            self.is_inside = False

    def handle_data(self, data: str) -> None:
        if self.is_inside:
            self.paragraphs[-1].append(data)
