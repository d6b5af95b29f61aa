"""What a validator covers beside words: scanned pages and stretches of film, and the copies that are made so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request, url_for
from flask_babel import gettext as _

from judging.queries.validations import get_received_entry
from portal.access import me
from portal.bridge.covering import covering_of
from portal.films import film_state
from portal.forms.covers import PageCoverForm, StretchForm
from portal.moments import read_moment, show_moment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from judging.ids import EntryID
    from judging.models.entries import Part
    from portal.films import Film
    from portal.redaction_pages import RedactionPage

BEFORE_MS, AFTER_MS = 2000, 5000
"""How far a stretch is offered around the moment at which the search found something."""


@dataclass(frozen=True, slots=True)
class CoverableFilm:
    """A film as judges will watch it; while its copy with covers is made, without them."""

    part: Part
    film: Film
    is_covered: bool
    making: str
    is_waiting: bool


def load_covering(session: Session, entry_id: EntryID) -> list[CoverableFilm]:
    """The films of a received entry. Raises NotFoundError."""
    entry = get_received_entry(session, entry_id, visible_to=me())
    return list_films(session, [part for part in entry.parts if part.removed_at is None])


def list_films(session: Session, parts: Iterable[Part]) -> list[CoverableFilm]:
    """Those of these parts that are films."""
    return [film for part in parts if (film := _film(session, part)) is not None]


def _film(session: Session, part: Part) -> CoverableFilm | None:
    plain = film_state(session, part)
    if plain is None:
        return None
    url = url_for("validator.play", entry_id=part.entry_id, part_id=part.id)
    if not covering_of(session, part).digest:
        return CoverableFilm(part, plain.at(url), is_covered=False, making=plain.making, is_waiting=plain.is_waiting)
    covered = film_state(session, part, with_covers=True)
    if covered is not None and "video" in covered.kinds:
        return CoverableFilm(part, covered.at(url), is_covered=True, making="", is_waiting=False)
    making, is_waiting = (covered.making, covered.is_waiting) if covered is not None else ("", False)
    return CoverableFilm(part, plain.at(url), is_covered=False, making=making, is_waiting=is_waiting)


def make_page_form(page: RedactionPage, *, is_sent: bool = False) -> PageCoverForm:
    """The form with the pages that are pictures and not covered yet; empty unless it was sent."""
    form = PageCoverForm(prefix="") if is_sent else PageCoverForm(formdata=None)
    form.offer(page.pages)
    return form


def make_stretch_form(page: RedactionPage, *, is_sent: bool = False) -> StretchForm:
    """The form with the films of this entry; unless it was sent, around the moment that the address asks for."""
    form = StretchForm(prefix="") if is_sent else StretchForm(formdata=None)
    form.offer([(str(one.part.id), page.name_of(one.part)) for one in page.films])
    at = read_moment(request.args.get("luc", ""))
    if not is_sent and at is not None:
        form.starts.data, form.ends.data = show_moment(max(0, at - BEFORE_MS)), show_moment(at + AFTER_MS)
    return form


def page_words(name: str, number: int) -> str:
    """A page of a file, in words."""
    words: str = _("%(file)s: page %(number)s", file=name, number=number)
    return words
