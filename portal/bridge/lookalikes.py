"""What looks alike: the media side takes prints and compares, the record keeps; here the two meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app

from judging.actions.lookalikes import Likeness, Taken
from judging.events import ArticleAdded, PartMeasured, PrintTaken
from judging.models.base import canonical
from media import sandbox
from media.essays.renditions import RenditionError, render_essay_safely
from media.lookalikes import COMPARER_VERSION, compare
from media.reports import Report
from media.shingles import (
    LEAST_BANDS,
    LEAST_ESTIMATE,
    SIGNATURE_VERSION,
    bands_of,
    estimate,
    shingles_of,
    sign,
    syllables_of,
)
from media.store.contract import StorageKey
from media.videos import fingerprints
from media.videos.fingerprints import FINGERPRINT_VERSION, Fingerprint, fingerprint
from media.videos.lookalikes import compare_films
from portal.bridge.limits import part_limits
from portal.clock import clock
from portal.jobs.claim import enqueue
from portal.outbox import reacts_to

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sqlalchemy.orm import Session

    from judging.models.entries import Part
    from judging.models.lookalikes import Print
    from judging.spec.categories import Category
    from media.lookalikes import Overlap
    from media.videos.lookalikes import FilmOverlap, Stretch

TEXT, FILM = "text", "film"
VERSIONS = {TEXT: f"text-{SIGNATURE_VERSION}", FILM: f"film-{FINGERPRINT_VERSION}"}
LEAST = {TEXT: LEAST_BANDS, FILM: fingerprints.LEAST_BANDS}
LEAST_PERCENT = {TEXT: 15, FILM: 10}
"""Below this share on both sides a pair is not told: set phrases of the trade, an opening that many use."""
FEWEST_SYLLABLES = 30
MOST_BANDS = 4000


@reacts_to(PartMeasured)
def ask_for_print(session: Session, event: PartMeasured) -> None:
    """Once it is known what a part is, a print of it can be taken; nobody waits for it."""
    part = str(event.part_id)
    enqueue(
        session, "compare_part", now=clock(), unique_key=f"compare_part:{part}:{_versions()}", priority=7, part_id=part
    )


@reacts_to(ArticleAdded)
def ask_for_article_print(session: Session, event: ArticleAdded) -> None:
    """A text that came into the library is compared with what is there already."""
    enqueue(session, "compare_article", now=clock(), priority=6, article_id=str(event.article_id))


@reacts_to(PrintTaken)
def ask_for_comparison(session: Session, event: PrintTaken) -> None:
    """What was kept is compared with all others, in a job of its own: its own commit comes first."""
    enqueue(
        session,
        "compare_print",
        now=clock(),
        unique_key=f"compare_print:{event.print_id}:{COMPARER_VERSION}",
        priority=7,
        print_id=event.print_id,
    )


def take_of_part(part: Part, category: Category, cover: Mapping[str, str], scratch: Path) -> Taken | None:
    """What the work looks like, taken from its bytes behind the sandbox's fences; None for what is no text or film.

    What cannot be read is kept as a problem, so that nobody takes silence for "unlike anything".
    """
    report = Report.from_json(canonical(part.measurements[-1].report))
    if not (report.kind.is_essay or report.video is not None):
        return None
    store = current_app.extensions["bangvang_store"]
    with store.local_path(StorageKey(part.store_key), scratch=scratch) as path:
        if report.video is not None:
            return _take_of_film(path, has_audio=report.video.has_audio)
        limits = part_limits(category, part.attachment_key, is_typed=part.is_typed)
        values = {key: cover[key] for key in limits.cover_fields if cover.get(key)}
        try:
            text = render_essay_safely(path, report.kind, limits=limits, cover_values=values).text
        except RenditionError:
            return Taken(TEXT, VERSIONS[TEXT], problem="unreadable")
    return take_of_text(text)


def take_of_text(text: str) -> Taken:
    """What a text looks like. One of a few words would look like everything, and says so."""
    syllables = syllables_of(text)
    signature = sign(shingles_of(syllables))
    if signature is None or len(syllables) < FEWEST_SYLLABLES:
        return Taken(TEXT, VERSIONS[TEXT], text=text, problem="too_short")
    return Taken(TEXT, VERSIONS[TEXT], bands_of(signature), text=text, signature=signature)


def may_be_alike(one: Print, other: Print) -> bool:
    """Whether two candidates are worth the exact comparison, by their signatures alone."""
    return one.form == FILM or estimate(one.signature, other.signature) >= LEAST_ESTIMATE


def likeness_of(one: Print, other: Print) -> Likeness | None:
    """How much two prints have in common, exactly; None for what is not worth telling."""
    if one.form == FILM:
        return _likeness_of_films(film_overlap(one, other))
    overlap = compare(one.text, other.text)
    if max(overlap.percent_one, overlap.percent_other) < LEAST_PERCENT[TEXT]:
        return None
    evidence = {
        "form": TEXT,
        "jaccard": f"{overlap.jaccard:.3f}",
        "syllables": [overlap.syllables_one, overlap.syllables_other],
        "covered": [overlap.covered_one, overlap.covered_other],
        "passages": len(overlap.passages),
        "longest": overlap.longest,
    }
    return Likeness(overlap.percent_one, overlap.percent_other, evidence, COMPARER_VERSION)


def text_overlap(one: Print, other: Print) -> Overlap:
    """Two texts side by side, for a page."""
    return compare(one.text, other.text)


def film_overlap(one: Print, other: Print) -> FilmOverlap:
    """Two films side by side, for a page."""
    left, right = (Fingerprint.from_bytes(each.signature, each.sounds, each.sound) for each in (one, other))
    return compare_films(left, right)


def _likeness_of_films(overlap: FilmOverlap) -> Likeness | None:
    if max(overlap.percent_one, overlap.percent_other) < LEAST_PERCENT[FILM]:
        return None
    evidence = {
        "form": FILM,
        "seconds": [round(overlap.seconds_one), round(overlap.seconds_other)],
        "pictures": [_plain(one) for one in overlap.pictures],
        "sounds": [_plain(one) for one in overlap.sounds],
        "sound_compared": overlap.is_sound_compared,
    }
    return Likeness(overlap.percent_one, overlap.percent_other, evidence, COMPARER_VERSION)


def _plain(stretch: Stretch) -> list[int]:
    """A stretch in whole seconds: its beginning in both films, and its length."""
    return [round(stretch.start_one), round(stretch.start_other), round(stretch.seconds)]


def _take_of_film(path: Path, *, has_audio: bool) -> Taken:
    try:
        made = fingerprint(path, has_audio=has_audio)
    except sandbox.SandboxWeakerError:
        raise
    except sandbox.SandboxError:
        return Taken(FILM, VERSIONS[FILM], problem="unreadable")
    bands = fingerprints.bands_of(made)
    return Taken(
        FILM,
        VERSIONS[FILM],
        bands[:: max(1, len(bands) // MOST_BANDS)],
        signature=made.frame_bytes(),
        sounds=made.sound_bytes(),
        sound=made.sound.value,
        problem="" if bands else "nothing_to_see",
    )


def _versions() -> str:
    return ":".join(VERSIONS.values())
