"""An entry as those read it who did not write it: what was handed in, what was measured, the work itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from judging.errors import NotFoundError
from judging.ids import EntryID, PartID, ProgrammeID
from judging.queries.entries import list_versions
from judging.queries.examinations import list_examinations
from judging.queries.programmes import plan_in_force
from judging.queries.scans import check_part_cleared, list_scans
from judging.rules.entry_texts import differences
from media.reports import FileKind
from portal.ai_help_words import shown_ai_help
from portal.bridge.articles import article_of
from portal.db import reading
from portal.entry_words import name_of_key, told_differences
from portal.file_names import media_type, outward_name
from portal.films import film_state, play_film
from portal.identity_words import identity_line
from portal.measured_words import limits_in_words, shown_measurement
from portal.page_pictures import NO_PAGES, pages_state, with_pages
from portal.scan_words import scan_for_others
from portal.streaming import download
from portal.video_pages import shown_video
from portal.words import ENTRY_STATES

if TYPE_CHECKING:
    from flask import Response
    from sqlalchemy.orm import Session

    from judging.models.entries import Entry, EntryVersion, Part
    from judging.models.scans import Scan
    from judging.queries.programmes import PlanInForce
    from judging.rules.entry_texts import Difference
    from judging.spec.categories import Category
    from portal.ai_help_words import ShownAiHelp
    from portal.films import FilmState
    from portal.measured_words import ShownMeasurement
    from portal.page_pictures import PagesState
    from portal.scan_words import ShownScan
    from portal.video_pages import ShownVideo


@dataclass(frozen=True, slots=True)
class ReadPart:
    """A part with its measurement in words and what in it names its author; `words` is None while it is measured."""

    part: Part
    name: str
    words: ShownMeasurement | None
    identity: tuple[str, ...]
    measurer: str
    counter: str
    scan: ShownScan | None

    @property
    def kind(self) -> FileKind | None:
        return kind_of(self.part)

    @property
    def is_cleared(self) -> bool:
        """Whether anybody but its author may be given it."""
        return self.scan is None or self.scan.is_cleared

    @property
    def video(self) -> ShownVideo | None:
        """The facts and the time line of a measured video."""
        if not self.part.measurements:
            return None
        examination = list_examinations(reading(), [self.part.id]).get(self.part.id)
        return shown_video(self.part.measurements[-1].report, examination)


@dataclass(frozen=True, slots=True)
class ReadEntry:
    """One entry for a page that reads it. `versions` are what was handed in, first to last."""

    entry: Entry
    plan: PlanInForce
    category: Category
    parts: tuple[ReadPart, ...]
    versions: tuple[EntryVersion, ...]
    article: Markup
    problem: str
    film: FilmState | None
    pages: PagesState

    def article_at(self, url: str) -> Markup:
        """The article with its scanned pages, below the address of the work."""
        return with_pages(self.article, self.pages.at(url))

    @property
    def state_word(self) -> tuple[str, str]:
        word, kind = ENTRY_STATES[self.entry.state]  # type: ignore[index]  # a state's text is the state
        return str(word), kind

    @property
    def work(self) -> ReadPart | None:
        return self.parts[0] if self.parts and self.parts[0].part.attachment_key is None else None

    @property
    def topic(self) -> str:
        found = self.plan.plan.find_topic(self.entry.topic_key) if self.entry.topic_key else None
        return found.text if found else ""

    @property
    def limits(self) -> str:
        return limits_in_words(self.category)

    @property
    def cover(self) -> list[tuple[str, str]]:
        """What the author entered for the cover, as the plan names it."""
        fields = [one for one in self.category.cover_fields if one.key != "title"]
        return [(one.label.capitalize(), self.entry.cover.get(one.key, "")) for one in fields]

    @property
    def declarations(self) -> list[tuple[str, bool]]:
        """Each declaration of the plan and whether the author made it."""
        made = self.entry.declarations
        return [(one.text, bool(made.get(one.key))) for one in self.plan.plan.entering.declarations]

    @property
    def ai_help(self) -> ShownAiHelp | None:
        """What the author says of help by AI tools; None where nobody asked."""
        return shown_ai_help(self.plan.plan.entering.ai_help, self.entry.ai_help)

    @property
    def last_version(self) -> EntryVersion:
        return self.versions[-1]

    def name_of(self, key: str) -> str:
        return name_of_key(key, plan=self.plan.plan, category=self.category)

    def changes_since(self, version: EntryVersion) -> tuple[Difference, ...]:
        """What the author changed from an earlier version to the last."""
        return tuple(told_differences(differences(version.canonical, self.last_version.canonical)))


def read_entry(session: Session, entry: Entry) -> ReadEntry:
    """The page's view of an entry that was found through the viewer. Raises NotFoundError without a category."""
    plan = plan_in_force(session, ProgrammeID(entry.programme_id))
    category = plan.plan.find_category(entry.category_key)
    if category is None:
        raise NotFoundError("category")
    present = [part for part in entry.parts if part.removed_at is None]
    scans = list_scans(session, [part.id for part in present])
    parts = tuple(_read_part(part, plan, category, scans.get(part.id)) for part in sorted(present, key=_order))
    work = next((one.part for one in parts if one.part.attachment_key is None and one.is_cleared), None)
    article, problem = Markup(), ""  # safe: empty
    if work is not None and work.measurements and work.measurements[-1].is_acceptable:
        article, problem = article_of(work, category=category, cover={**entry.cover, "title": entry.title})
    return ReadEntry(
        entry=entry,
        plan=plan,
        category=category,
        parts=parts,
        versions=tuple(list_versions(session, EntryID(entry.id))),
        article=article,
        problem=problem,
        film=film_state(session, work) if work is not None else None,
        pages=pages_state(session, work) if work is not None else NO_PAGES,
    )


def kind_of(part: Part) -> FileKind | None:
    """What a part's bytes are, as far as it was measured."""
    return FileKind(part.measurements[-1].report["kind"]) if part.measurements else None


def play_part(part: Part, *, with_original: bool = True, with_covers: bool = False) -> Response:
    """A film and what helps to watch it, or a page. Raises NotFoundError for anything else (see `portal.films`).

    Nothing of a part that a scanner has not cleared: PartNotScannedError, PartInfectedError.
    """
    check_part_cleared(reading(), PartID(part.id))
    return play_film(reading(), part, with_original=with_original, with_covers=with_covers)


def download_part(part: Part) -> Response:
    """A part as it was sent, as a download under a name of ours (A13). Raises as `play_part`."""
    check_part_cleared(reading(), PartID(part.id))
    kind = kind_of(part)
    stem = "noi-dung" if part.attachment_key is None else "dinh-kem"
    return download(part.store_key, size=part.size_bytes, name=outward_name(stem, kind), media_type=media_type(kind))


def _read_part(part: Part, plan: PlanInForce, category: Category, scan: Scan | None) -> ReadPart:
    key = "content" if part.attachment_key is None else f"attachment:{part.attachment_key}"
    found = part.measurements[-1] if part.measurements else None
    essay = (found.report.get("essay") or {}) if found is not None else {}
    return ReadPart(
        part=part,
        name=name_of_key(key, plan=plan.plan, category=category),
        words=shown_measurement(found, category) if found is not None else None,
        identity=tuple(dict.fromkeys(identity_line(row) for row in found.identity)) if found is not None else (),
        measurer=found.measurer_version if found is not None else "",
        counter=essay.get("counter_version", ""),
        scan=scan_for_others(scan),
    )


def _order(part: Part) -> tuple[bool, str, object]:
    return part.attachment_key is not None, part.attachment_key or "", part.created_at
