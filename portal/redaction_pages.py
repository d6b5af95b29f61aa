"""The page on which a validator covers what tells who wrote a work, and sees it as its judges will."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for

from judging.enums import EntryState
from judging.ids import EntryID, PartID
from judging.queries.redactions import list_redactions, list_unread, part_covers, title_passages
from judging.queries.validations import find_holder, get_received_entry
from judging.rules.redactions import BEFORE_SEALING, TITLE, UNREAD, hides, page_place, title_for_judges
from judging.rules.stretches import picture_spans, sound_spans
from media.essays.renditions import PICTURED
from media.reports import FileKind
from portal.access import me
from portal.bridge.articles import article_of
from portal.bridge.identity import names_author
from portal.bridge.redactions import passages_of, stands_in
from portal.clock import clock
from portal.cover_pages import list_films, page_words
from portal.entry_reading import read_entry
from portal.finding_words import place_words
from portal.forms.covers import tell_apart
from portal.forms.redactions import CoverForm, WhyCoverForm
from portal.identity_words import REASONS, identity_line, unread_sentence
from portal.moments import show_moment
from portal.page_pictures import pages_state, with_pages

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from markupsafe import Markup
    from sqlalchemy.orm import Session

    from judging.models.entries import Part
    from judging.queries.redactions import PartCovers, RedactionLine, Unread
    from judging.queries.validations import Holder
    from portal.cover_pages import CoverableFilm
    from portal.entry_reading import ReadEntry, ReadPart

COVERABLE = ("block", "footnote")
SEEN = ("cue", "frame", "subtitle", "picture")
"""Places of a film or picture that judges see and that no cover reaches; of an essay they see text alone."""


@dataclass(frozen=True, slots=True)
class Found:
    """A finding. `place` is empty where nothing can be covered; `is_seen`: judges would see it all the same."""

    line: str
    part_id: PartID
    place: str
    passage: str
    reason: str
    is_covered: bool
    is_seen: bool
    moment: str = ""
    """When in the film it is seen or read, where that is known: a stretch around it can be covered."""


@dataclass(frozen=True, slots=True)
class ReadText:
    """One text of the entry as its judges will read it."""

    part: ReadPart
    article: Markup
    problem: str
    pictured: tuple[int, ...] = ()
    making: str = ""


@dataclass(frozen=True, slots=True)
class RedactionPage:
    """An entry with its covers. `title` is what judges will be shown of its title; empty: nothing."""

    read: ReadEntry
    lines: list[RedactionLine]
    covers: Mapping[PartID, PartCovers]
    unread: list[Unread]
    holder: Holder | None
    title: str
    texts: tuple[ReadText, ...]
    films: list[CoverableFilm]

    @property
    def may_change(self) -> bool:
        """Until sealing, and while nobody else has it open."""
        held = self.holder is not None and self.holder.account_id != me().account_id
        return EntryState(self.read.entry.state) in BEFORE_SEALING and not held

    @property
    def found(self) -> list[Found]:
        """What the scan found in the present parts."""
        rows = [(one.part, row) for one in self.read.parts for row in _identity_of(one.part) if row["code"] != UNREAD]
        return [self._found(part, row) for part, row in rows]

    @property
    def in_force(self) -> list[RedactionLine]:
        return [line for line in self.lines if line.redaction.undone_at is None]

    @property
    def undone(self) -> list[RedactionLine]:
        return [line for line in self.lines if line.redaction.undone_at is not None]

    @property
    def targets(self) -> list[tuple[str, str]]:
        """The texts in which something can be covered: the work and attached texts, then the title."""
        texts = [(str(one.part.id), one.name) for one in self.read.parts if _is_text(one.part)]
        return [*texts, *([(TITLE, str(place_words(TITLE)))] if self.read.entry.title else [])]

    @property
    def pages(self) -> list[tuple[str, str]]:
        """The scanned pages that judges would see, as `part:page` with words."""
        return [
            (f"{one.part.part.id}:{number}", page_words(one.part.name, number))
            for one in self.texts
            for number in one.pictured
        ]

    @property
    def is_making(self) -> bool:
        """Whether a copy is being made that this page will show."""
        return any(one.is_waiting for one in self.films)

    def name_of(self, part: Part) -> str:
        return next((one.name for one in self.read.parts if one.part.id == part.id), "")

    def length_of(self, target: str) -> int | None:
        """How long the film `target` lasts, in milliseconds; None where nobody knows."""
        part = next((one.part for one in self.films if str(one.part.id) == target), None)
        video = part.measurements[-1].report.get("video") if part is not None else None
        return video["duration_ms"] if video else None

    @property
    def attachments(self) -> list[ReadPart]:
        """What may be withheld altogether and is not yet."""
        return [
            one
            for one in self.read.parts
            if one.part.attachment_key is not None
            and not (PartID(one.part.id) in self.covers and self.covers[PartID(one.part.id)].is_withheld)
        ]

    def line_of(self, line: RedactionLine) -> str:
        """What a redaction covers, in words."""
        row = line.redaction
        part = next((one for one in self.read.parts if one.part.id == row.part_id), None)
        where = place_words(row.place)
        return f"{part.name}: {where}" if part is not None else str(where)

    def unread_line(self, one: Unread) -> str:
        """What somebody has to read, with the figure that the scan noted."""
        rows = _identity_of(one.part)
        facts = [row["facts"] for row in rows if row["code"] == UNREAD and row["facts"].get("reason") == one.reason]
        return unread_sentence(one.reason, facts[0].get("detail", "") if facts else "")

    def part_name(self, one: Unread) -> str:
        return self.name_of(one.part)

    def _found(self, part: Part, row: Mapping[str, Any]) -> Found:
        place, passage = row.get("place") or "", str(row["facts"].get("passage", ""))
        is_shown = place.partition(":")[0] in COVERABLE and bool(passage)
        covers = self.covers.get(PartID(part.id))
        is_covered = is_shown and covers is not None and hides(covers.passages, place, passage)
        is_seen = place.partition(":")[0] in SEEN and not _is_text(part)
        moment_ms = _moment_of(place) if self.films and is_seen else None
        if moment_ms is not None:
            is_covered = any(touches(covering, place, moment_ms) for covering in self.covers.values())
        return Found(
            line=identity_line(row),
            part_id=PartID(part.id),
            place=place if is_shown else "",
            passage=passage,
            reason=str(row["facts"].get("kind", "other")),
            is_covered=is_covered,
            is_seen=is_seen and not is_covered,
            moment="" if moment_ms is None else show_moment(moment_ms),
        )


def load_redactions(session: Session, entry_id: EntryID) -> RedactionPage:
    """The page of a received entry. Raises NotFoundError."""
    entry = get_received_entry(session, entry_id, visible_to=me())
    read = read_entry(session, entry)
    covers = part_covers(session, entry_id)
    title = title_for_judges(entry.title, title_passages(session, [entry_id]).get(entry_id, ()))
    given = {**entry.cover, "title": entry.title}
    texts = []
    for one in read.parts:
        covered = covers.get(PartID(one.part.id))
        if _is_text(one.part) and not (covered is not None and covered.is_withheld):
            made, problem = article_of(one.part, category=read.category, cover=given, passages=passages_of(covered))
            pages = pages_state(session, one.part)
            url = url_for("validator.play", entry_id=entry_id, part_id=one.part.id)
            pictured = tuple(int(number) for number in PICTURED.findall(made))
            texts.append(ReadText(one, with_pages(made, pages.at(url)), problem, pictured, pages.making))
    return RedactionPage(
        read=read,
        lines=list_redactions(session, entry_id),
        covers=covers,
        unread=list_unread(session, [entry]),
        holder=find_holder(session, entry_id, now=clock()),
        title="" if names_author(entry, title) else title,
        texts=tuple(texts),
        films=list_films(session, [one.part for one in read.parts if not _is_withheld(covers, one.part)]),
    )


def stands_in_part(page: RedactionPage, target: str, place: str, passage: str) -> bool:
    """Whether a passage stands in the part `target` of the page's entry, as its judges would read it."""
    entry = page.read.entry
    part = next((one.part for one in page.read.parts if str(one.part.id) == target), None)
    cover = {**entry.cover, "title": entry.title}
    return part is not None and stands_in(part, place, passage, category=page.read.category, cover=cover)


def has_page(page: RedactionPage, target: str, number: int) -> bool:
    """Whether a page of the part `target` is a picture that judges would see."""
    return stands_in_part(page, target, page_place(number), "")


def make_cover_form(page: RedactionPage, *, is_sent: bool = False) -> CoverForm:
    """The form with the texts of this entry; empty unless it was sent."""
    form = CoverForm(prefix="") if is_sent else CoverForm(formdata=None)
    form.offer(page.targets)
    return form


def make_why_forms(page: RedactionPage) -> list[WhyCoverForm]:
    """The reasons, once for each of the attachments that may be withheld, in their order."""
    forms = [WhyCoverForm(formdata=None) for _one in page.attachments]
    for number, form in enumerate(forms, start=1):
        tell_apart(form, f"withhold-{number}")
    return forms


def reason_words(reason: str) -> str:
    """A reason as the portal words it."""
    return str(next((words for one, words in REASONS.items() if one.value == reason), reason))


def _identity_of(part: Part) -> list[Mapping[str, Any]]:
    return part.measurements[-1].identity if part.measurements else []


def _moment_of(place: str) -> int | None:
    """The millisecond of a place in a film or its captions."""
    group, _sign, second = place.partition(":")
    return int(second) * 1000 if group in {"cue", "frame"} and second.isdecimal() else None


def touches(covers: PartCovers, place: str, moment_ms: int) -> bool:
    """Whether covers take away what is said (`cue`) or seen (`frame`) in the second that begins at a moment."""
    spans = picture_spans(covers.stretches)
    if place.startswith("cue:"):
        spans += sound_spans(covers.stretches)
    return any(starts < moment_ms + 1000 and moment_ms < ends for starts, ends in spans)


def _is_withheld(covers: Mapping[PartID, PartCovers], part: Part) -> bool:
    found = covers.get(PartID(part.id))
    return found is not None and found.is_withheld


def _is_text(part: Part) -> bool:
    last = part.measurements[-1] if part.measurements else None
    return last is not None and last.is_acceptable and FileKind(last.report["kind"]).is_essay
