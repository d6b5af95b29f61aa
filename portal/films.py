"""A film as the player wants it: its copies, its still, its scenes and its captions, whoever watches."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeVar

from flask import request
from flask_babel import gettext as _

from judging.errors import NotFoundError
from judging.ids import EntryID
from judging.queries.part_renditions import find_captions, list_pages, list_part_renditions
from media.reports import FileKind
from portal.access import me
from portal.bridge.covering import captions_digest, covering_of
from portal.bridge.prepared import JOB
from portal.file_names import media_type
from portal.jobs.progress import find_progress
from portal.page_pictures import WORD, PagePicture, with_pages
from portal.streaming import ranged, watched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from flask import Response
    from sqlalchemy.orm import Session

    from judging.desk.work import Shown
    from judging.models.entries import Part
    from judging.models.part_renditions import PartRendition
    from judging.models.results import PublishedWork
    from judging.models.rounds import Rendition

R = TypeVar("R", "Shown", "Rendition")
"""What is shown of a work: to its judges, or to those who vote for it."""

ADDRESSED = {
    "": "video",
    "nhe": "video_small",
    "anh": "poster",
    "canh": "strip",
    "phu-de": "captions",
    "hinh": "image",
}
"""What stands in an address (`?ban=nhe`) for each kind of rendition."""

SHORT = 16
"""How much of a hash stands in an address."""

WORD_FOR = {kind: word or None for word, kind in ADDRESSED.items()}


@dataclass(frozen=True, slots=True)
class Scenes:
    """The strip: its picture, how many scenes it has, in how many columns, and how far they lie apart."""

    url: str
    count: int
    columns: int
    every_ms: int


@dataclass(frozen=True, slots=True)
class Film:
    """What the component `player` shows. `making` says what is still being made; empty when all is there."""

    url: str
    media_type: str = "video/mp4"
    small: str = ""
    poster: str = ""
    captions: str = ""
    scenes: Scenes | None = None
    making: str = ""
    is_waiting: bool = False


@dataclass(frozen=True, slots=True)
class FilmState:
    """What there is of an entry's film before its sealing. `kinds` are those of its renditions that are ready."""

    original_type: str
    kinds: frozenset[str]
    scenes: Mapping[str, Any]
    making: str
    is_waiting: bool
    covers: str = ""
    """By which hash the copy with covers is known; empty for the one without."""

    def at(self, url: str, *, with_original: bool = True) -> Film:
        """The film below the address of its part. Until its rendition is there, the original plays `with_original`.

        That is for its author and for validators; anybody else reads what is being made.
        """
        urls = {kind: self._address(url, kind) for kind in self.kinds}
        if "video" in self.kinds:
            return _film(urls, self.scenes, captions=urls.get("captions", ""))
        return Film(
            url if with_original else "",
            self.original_type,
            captions=urls.get("captions", ""),
            making=self.making,
            is_waiting=self.is_waiting,
        )

    def _address(self, url: str, kind: str) -> str:
        asked = [("ban", WORD_FOR[kind]), ("che", self.covers[:SHORT])]
        words = "&".join(f"{name}={value}" for name, value in asked if value)
        return f"{url}?{words}" if words else url


@dataclass(frozen=True, slots=True)
class DeskPart:
    """One part of the work on a judge's desk: a text, a film or a picture."""

    number: int
    html: str = ""
    film: Film | None = None
    picture: str = ""


def desk_parts(renditions: Iterable[R], url: Callable[[R], str]) -> list[DeskPart]:
    """The parts of a work in their order; the captions belong to the first film. `url` tells where each is had."""
    ordered = sorted(renditions, key=lambda one: (one.part_number, one.position))
    captions = next((url(one) for one in ordered if one.kind == "captions"), "")
    parts = []
    for number, group in groupby(ordered, key=lambda one: one.part_number):
        several = list(group)
        by_kind = {one.kind: one for one in several}
        if "essay" in by_kind:
            pages = {one.facts["page"]: PagePicture.of(url(one), one.facts) for one in several if one.kind == "page"}
            parts.append(DeskPart(number, html=with_pages(by_kind["essay"].html or "", pages)))
        elif "video" in by_kind:
            urls = {kind: url(one) for kind, one in by_kind.items()}
            strip = by_kind.get("strip")
            film = _film(urls, strip.facts if strip else {}, captions=captions)
            parts.append(DeskPart(number, film=film))
            captions = ""
        elif "image" in by_kind:
            parts.append(DeskPart(number, picture=url(by_kind["image"])))
    return parts


def film_state(
    session: Session, work: Part, *, with_staged: bool = False, with_covers: bool = False
) -> FilmState | None:
    """What there is of the film that `work` is; None for a part that is none, or cannot be used.

    `with_staged` is for its author: captions that wait to be handed in count too. `with_covers` is for validators: the
    copy in which what they covered is covered, as judges will watch it.
    """
    kind = _kind_of(work)
    if kind is None or not kind.is_video or not work.measurements[-1].is_acceptable:
        return None
    digest = covering_of(session, work).digest if with_covers else ""
    own = list_part_renditions(session, [work.id], covers=digest).get(work.id, {})
    kinds = set(own)
    said = captions_digest(session, EntryID(work.entry_id)) if with_covers else ""
    if find_captions(session, work, with_staged=with_staged, covers=said) is not None:
        kinds.add("captions")
    making, is_waiting = ("", False) if own else _making(session, work, is_covered=bool(digest))
    scenes = own["strip"].facts if "strip" in own else {}
    return FilmState(media_type(kind), frozenset(kinds), scenes, making, is_waiting, digest)


def published_film(work: PublishedWork, url: str, still: str) -> Film:
    """A winning film for everybody: `url` is the address of its bytes, `still` that of its poster."""
    return Film(
        url,
        work.media_type,
        small=f"{url}?ban={WORD_FOR['video_small']}" if work.small_key else "",
        poster=still if work.poster_key else "",
        captions=f"{url}?ban={WORD_FOR['captions']}" if work.captions_key else "",
        scenes=scenes_at(f"{url}?ban={WORD_FOR['strip']}", work.scenes) if work.strip_key else None,
    )


def scenes_at(url: str, facts: Mapping[str, Any]) -> Scenes:
    """The scenes of a strip with these facts."""
    return Scenes(url, facts["count"], facts["columns"], facts["every_ms"])


def list_pictures(session: Session, parts: Iterable[Part]) -> list[Part]:
    """The pictures that accompany a work and are ready to be shown as judges will see them."""
    shown = [part for part in parts if (kind := _kind_of(part)) is not None and kind.is_image]
    ready = list_part_renditions(session, [part.id for part in shown])
    return [part for part in shown if part.id in ready]


def play_film(
    session: Session, part: Part, *, with_original: bool = True, with_staged: bool = False, with_covers: bool = False
) -> Response:
    """What the address of a part asks for, in ranges; captions are those of its entry.

    Raises NotFoundError for what is not there (yet). For `with_original`, `with_staged`, `with_covers` see above.
    """
    word = request.args.get("ban", "")
    if with_covers and (asked := request.args.get("che", "")):
        return _play_covered(session, part, word, asked)
    found = _find(session, part, word, with_staged=with_staged)
    if found is not None and found.kind in {"video", "video_small"}:
        return _watched(found.store_key, size=found.size_bytes, media_type=found.media_type)
    if found is not None:
        return ranged(found.store_key, size=found.size_bytes, media_type=found.media_type)
    kind = _kind_of(part)
    is_playable = kind is not None and kind.is_video and part.measurements[-1].is_acceptable
    if word or not with_original or not is_playable:
        raise NotFoundError("part")
    return _watched(part.store_key, size=part.size_bytes, media_type=media_type(kind))


def _play_covered(session: Session, part: Part, word: str, asked: str) -> Response:
    """The copy with covers; one whose covers are not in force any more is not there."""
    digest = covering_of(session, part).digest
    if not digest or digest[:SHORT] != asked or word not in ADDRESSED:
        raise NotFoundError("rendition")
    kind = ADDRESSED[word]
    if kind == "captions":
        found = find_captions(session, part, covers=captions_digest(session, EntryID(part.entry_id)))
    else:
        found = list_part_renditions(session, [part.id], covers=digest).get(part.id, {}).get(kind)
    if found is None:
        raise NotFoundError("rendition")
    give = _watched if kind in {"video", "video_small"} else ranged
    return give(found.store_key, size=found.size_bytes, media_type=found.media_type)


def _watched(key: str, *, size: int, media_type: str) -> Response:
    return watched(key, size=size, media_type=media_type, account=str(me().account_id))


def _find(session: Session, part: Part, word: str, *, with_staged: bool) -> PartRendition | None:
    if word == WORD:
        return list_pages(session, part.id).get(request.args.get("so", 0, type=int))
    if word not in ADDRESSED:
        raise NotFoundError("rendition")
    kind = ADDRESSED[word]
    if kind == "captions":
        return find_captions(session, part, with_staged=with_staged)
    return list_part_renditions(session, [part.id]).get(part.id, {}).get(kind)


def _kind_of(part: Part) -> FileKind | None:
    return FileKind(part.measurements[-1].report["kind"]) if part.measurements else None


def _making(session: Session, work: Part, *, is_covered: bool) -> tuple[str, bool]:
    """What is being made of a film and how far it is; and whether waiting for it makes sense."""
    found = find_progress(session, JOB, subject=str(work.id))
    if found is None or found.state == "poison":
        return _("The copy for judges could not be made yet. The administrators see this and try again."), False
    is_going = found.state == "running" and found.percent is not None and found.step != "turn"
    if is_covered and is_going:
        return _("The copy with its covers is being made: %(percent)s %% done.", percent=found.percent), True
    if is_covered:
        return _("The copy with its covers will be made. It waits for its turn."), True
    if not is_going:
        return _("A copy without names and file data will be made for the judges. It waits for its turn."), True
    return _(
        "A copy without names and file data is being made for the judges: %(percent)s %% done.", percent=found.percent
    ), True


def _film(urls: Mapping[str, str], facts: Mapping[str, Any], *, captions: str) -> Film:
    scenes = scenes_at(urls["strip"], facts) if facts else None
    return Film(
        urls["video"],
        small=urls.get("video_small", ""),
        poster=urls.get("poster", ""),
        captions=captions,
        scenes=scenes,
    )
