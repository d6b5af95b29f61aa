"""Two works side by side for a page: texts with their common passages marked, films as two time lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from judging.queries.lookalikes import find_uncompared, list_of_entry, may_be_named
from judging.queries.programmes import find_plan_in_force
from media.lookalikes import segments
from portal.access import me
from portal.bridge.lookalikes import FILM, film_overlap, text_overlap
from portal.suspicion_words import UNCOMPARED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from judging.ids import EntryID
    from judging.models.entries import Entry
    from judging.models.lookalikes import Article, Lookalike
    from media.lookalikes import Overlap, Segment
    from media.videos.lookalikes import FilmOverlap, Stretch

LINE_WIDTH = 1000
"""Of a time line's drawing; the page stretches it."""
LISTED_PASSAGES = 50


@dataclass(frozen=True, slots=True)
class Side:
    """One work of a pair as the viewer may see it. `entry` is None for an article."""

    title: str
    about: str
    percent: int
    segments: tuple[Segment, ...]
    entry: Entry | None
    is_named: bool


@dataclass(frozen=True, slots=True)
class PassageRow:
    """A common passage: its number in both texts, its length in chữ, its words."""

    number: int
    syllables: int
    text: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch on a time line, in units of its drawing."""

    x: int
    width: int


@dataclass(frozen=True, slots=True)
class TimeLine:
    """A film as a line: its length in seconds and the stretches that the other film has too."""

    seconds: int
    pictures: tuple[Bar, ...]
    sounds: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class StretchRow:
    """A stretch in seconds: where it stands in each film, and whether picture or sound is the same."""

    is_sound: bool
    start: int
    other_start: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that a page shows of a pair. `lines` and `stretches` are of films, `passages` of texts."""

    lookalike: Lookalike
    sides: tuple[Side, Side]
    passages: tuple[PassageRow, ...]
    left_out: int
    lines: tuple[TimeLine, ...]
    stretches: tuple[StretchRow, ...]
    is_sound_compared: bool

    @property
    def is_film(self) -> bool:
        return self.lookalike.print.form == FILM


@dataclass(frozen=True, slots=True)
class AboutEntry:
    """What comparing found about one entry: pairs with the share of this work, or why it could not be compared."""

    pairs: tuple[tuple[Lookalike, int], ...]
    is_waiting: bool
    problem: str


def about_entry(session: Session, entry_id: EntryID) -> AboutEntry:
    """What stands about an entry that was found through the viewer."""
    problem = find_uncompared(session, entry_id)
    pairs = [
        (one, one.percent if one.entry_id == entry_id else one.other_percent)
        for one in list_of_entry(session, entry_id)
    ]
    return AboutEntry(tuple(pairs), is_waiting=problem is None, problem=str(UNCOMPARED.get(problem or "", "")))


def load_comparison(session: Session, found: Lookalike) -> Comparison:
    """Both works of a pair that was found through the viewer, compared exactly."""
    one, other = found.print, found.other_print
    if one.form == FILM:
        return _of_films(session, found, film_overlap(one, other))
    return _of_texts(session, found, text_overlap(one, other))


def own_segments(found: Lookalike, entry: Entry) -> tuple[Segment, ...]:
    """The text of one entry of a pair with what is common marked, for its author: nothing of the other work."""
    mine, other = (found.print, found.other_print) if found.entry_id == entry.id else (found.other_print, found.print)
    overlap = text_overlap(mine, other)
    return segments(mine.text, overlap.marks_one, ())


def own_stretches(found: Lookalike, entry: Entry) -> list[tuple[int, int]]:
    """The stretches (start, end) in seconds of one film of a pair, for its author."""
    key = 0 if found.entry_id == entry.id else 1
    listed = [*found.evidence.get("pictures", ()), *found.evidence.get("sounds", ())]
    return sorted({(row[key], row[key] + row[2]) for row in listed})


def own_percent(found: Lookalike, entry: Entry) -> int:
    """How much of one entry of a pair the other work has too."""
    return found.percent if found.entry_id == entry.id else found.other_percent


def is_named(entry: Entry) -> bool:
    """Whether the viewer may know whose an entry of a pair is."""
    return may_be_named(entry, me())


def _of_texts(session: Session, found: Lookalike, overlap: Overlap) -> Comparison:
    one, other = found.print, found.other_print
    places = [each.one for each in overlap.passages]
    others = [each.other for each in overlap.passages]
    left = segments(one.text, overlap.marks_one, places)
    right = segments(other.text, overlap.marks_other, others)
    rows = [
        PassageRow(number, each.syllables, " ".join(one.text[slice(*each.one)].split()))
        for number, each in enumerate(overlap.passages, start=1)
    ]
    rows.sort(key=lambda row: (-row.syllables, row.number))
    return Comparison(
        lookalike=found,
        sides=_sides(session, found, (overlap.percent_one, overlap.percent_other), (left, right)),
        passages=tuple(rows[:LISTED_PASSAGES]),
        left_out=max(0, len(rows) - LISTED_PASSAGES),
        lines=(),
        stretches=(),
        is_sound_compared=True,
    )


def _of_films(session: Session, found: Lookalike, overlap: FilmOverlap) -> Comparison:
    rows = [
        StretchRow(is_sound, round(one.start_one), round(one.start_other), round(one.seconds))
        for is_sound, listed in ((False, overlap.pictures), (True, overlap.sounds))
        for one in listed
    ]
    return Comparison(
        lookalike=found,
        sides=_sides(session, found, (overlap.percent_one, overlap.percent_other), ((), ())),
        passages=(),
        left_out=0,
        lines=(
            _line(overlap.seconds_one, _places(overlap.pictures, 0), _places(overlap.sounds, 0)),
            _line(overlap.seconds_other, _places(overlap.pictures, 1), _places(overlap.sounds, 1)),
        ),
        stretches=tuple(rows),
        is_sound_compared=overlap.is_sound_compared,
    )


def _places(stretches: Sequence[Stretch], side: int) -> list[tuple[float, float]]:
    return [(one.start_other if side else one.start_one, one.seconds) for one in stretches]


def _line(seconds: float, pictures: list[tuple[float, float]], sounds: list[tuple[float, float]]) -> TimeLine:
    def bars(places: list[tuple[float, float]]) -> tuple[Bar, ...]:
        scale = LINE_WIDTH / seconds if seconds else 0
        return tuple(Bar(round(start * scale), max(2, round(length * scale))) for start, length in places)

    return TimeLine(round(seconds), bars(pictures), bars(sounds))


def _sides(
    session: Session, found: Lookalike, percents: tuple[int, int], texts: tuple[tuple[Segment, ...], ...]
) -> tuple[Side, Side]:
    first = _side_of_entry(session, found.entry, percents[0], texts[0])
    if found.article is not None:
        return first, _side_of_article(found.article, percents[1], texts[1])
    if found.other_entry is None:  # the database's check forbids it; the types do not know
        raise TypeError("a pair without another side")
    return first, _side_of_entry(session, found.other_entry, percents[1], texts[1])


def _side_of_entry(session: Session, entry: Entry, percent: int, shown: tuple[Segment, ...]) -> Side:
    """An entry of another contest, where the viewer has no office, is shown without its title and author."""
    plan = find_plan_in_force(session, entry.programme_id)
    contest = plan.plan.title if plan is not None else ""
    if not is_named(entry):
        return Side(_("An entry of another contest"), contest, percent, shown, None, is_named=False)
    about = f"{entry.author.full_name}, {entry.unit.name} · {contest}"
    return Side(entry.title or _("Entry without a title"), about, percent, shown, entry, is_named=True)


def _side_of_article(article: Article, percent: int, shown: tuple[Segment, ...]) -> Side:
    about = _("Published article") + (f" · {article.source}" if article.source else "")
    return Side(article.title, about, percent, shown, None, is_named=True)
