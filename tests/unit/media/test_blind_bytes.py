"""One table of every accepted kind: its traces are planted in every place, and none is in what others are given."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from media.essays.converting import find_libreoffice
from media.essays.pages import draw_pages
from media.essays.renditions import render_essay_safely
from media.images import reencode_image
from media.measuring import measure_safely
from media.reports import ESSAY_KINDS, IMAGE_KINDS, VIDEO_KINDS, FileKind, Limits
from media.videos import renditions, stills
from media.videos.captions import render_captions
from media.videos.covers import FilmCovers, cover_clean_captions
from media.videos.measure import measure_video
from tests.factories import blind_essays, blind_films, blind_pictures
from tests.factories.blind_old_office import make_doc, make_rtf
from tests.factories.scans import PICTURE, make_scan, photograph
from tests.factories.traces import Traces, read_film, unpacked

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ACCEPTED = {*ESSAY_KINDS, *VIDEO_KINDS, *IMAGE_KINDS, FileKind.VTT}
OLD = {FileKind.RTF, FileKind.DOC}
SIGNS = (b"2021", b"<!--", b"<script", b"<style", b"href", b"src=", b" id=", b"named", b"Lavf", b"x264 - core", b"Exif")
COVERS = FilmCovers(sound=((200, 500),), picture=((800, 1200),))


def make_text(path: Path, traces: Traces) -> Path:
    """A text has no place but its name, and signs that nobody sees (`typed` has no name)."""
    hidden = "".join(chr(0xE0000 + ord(sign)) for sign in traces.plant("unseen signs"))
    path.write_text("\ufeff" + f"\n\n{hidden}".join(blind_essays.BODY) + hidden)
    traces.planted.clear()
    return path


def make_captions(path: Path, traces: Traces) -> Path:
    t = traces.plant
    path.write_text(
        f"WEBVTT {t('header')}\n\nNOTE {t('note')}\n\nSTYLE\n::cue({t('style')}) {{ }}\n\n"
        f"{t('cue name')}\n00:00.000 --> 00:01.000 region:{t('setting')}\n"
        f"<v {t('voice')}>Xin chào</v>\n\n00:00.900 --> 00:01.100\n{t('said in a covered stretch')}\n"
    )
    return path


def make_scanned(path: Path, traces: Traces) -> Path:
    return make_scan(
        path, [PICTURE], jpeg=photograph(comment=traces.plant("picture inside")),
        catalog=f"/Metadata({traces.plant('catalogue')})",
    )  # fmt: skip


def by_path(maker: Callable[[Traces], bytes]) -> Callable[[Path, Traces], Path]:
    def make(path: Path, traces: Traces) -> Path:
        path.write_bytes(maker(traces))
        return path

    return make


def in_folder(maker: Callable[[Path, Traces], Path]) -> Callable[[Path, Traces], Path]:
    return lambda path, traces: maker(path.parent, traces)


def article(source: Path, kind: FileKind) -> list[bytes]:
    done = render_essay_safely(source, kind, limits=Limits(kinds=(kind,), max_bytes=1 << 24))
    assert any(one in done.text for one in (blind_essays.BODY[0], "suong con phu")), "the work itself is there"
    return [done.html.encode(), done.text.encode()]


def pages(source: Path, _kind: FileKind) -> list[bytes]:
    return [one.path.read_bytes() for one in draw_pages(source, [1], folder=source.parent)]


def film(source: Path, kind: FileKind) -> list[bytes]:
    """The film, its covered copy, the lighter one, still and strip; and what a program tells of the three films."""
    folder = source.parent / "made"
    folder.mkdir()
    plain, covered, small, still, strip = (folder / one for one in ("f.mp4", "c.mp4", "s.mp4", "p.jpg", "t.jpg"))
    facts = measure_video(source, kind)[0]
    renditions.make_rendition(source, plain, kind=kind, facts=facts)
    renditions.make_covered_rendition(plain, covered, covers=COVERS, facts=facts)
    renditions.make_small_rendition(covered, small, seconds=2)
    stills.make_poster(covered, still, at_seconds=0.5)
    stills.make_strip(small, strip, stills.plan_strip(2000))
    films = (plain, covered, small)
    return [*(one.read_bytes() for one in (*films, still, strip)), *map(read_film, films)]


def picture(source: Path, kind: FileKind) -> list[bytes]:
    target = source.parent / "out"
    reencode_image(source, target, kind=kind)
    return [target.read_bytes()]


def captions(source: Path, _kind: FileKind) -> list[bytes]:
    return [cover_clean_captions(render_captions(source), COVERS).encode()]


ROWS: dict[str, tuple[FileKind, Callable[[Path, Traces], Path], Callable[[Path, FileKind], list[bytes]]]] = {
    **{kind.value: (kind, maker, article) for kind, maker in blind_essays.MAKERS.items()},
    "text": (FileKind.TEXT, make_text, article),
    "rtf": (FileKind.RTF, make_rtf, article),
    "doc": (FileKind.DOC, make_doc, article),
    "scanned pdf": (FileKind.PDF, make_scanned, pages),
    **{kind.value: (kind, in_folder(maker), film) for kind, maker in blind_films.MAKERS.items()},
    **{kind.value: (kind, by_path(maker), picture) for kind, maker in blind_pictures.MAKERS.items()},
    "captions": (FileKind.VTT, make_captions, captions),
}


def test_A11_the_table_has_every_kind_that_can_be_accepted() -> None:
    assert {kind for kind, _, _ in ROWS.values()} == ACCEPTED


@pytest.mark.requirement("S001-R41")
@pytest.mark.parametrize("row", ROWS)
def test_A11_A13_what_others_get_of_a_work_bears_no_trace(tmp_path: Path, row: str) -> None:
    kind, make, give = ROWS[row]
    if kind in OLD and (find_libreoffice() is None or shutil.which("soffice") is None):
        assert not os.environ.get("CI_HAS_OFFICE"), "LibreOffice was promised and is missing"
        pytest.skip("LibreOffice is not installed; what it does is not proven here")
    traces = Traces()
    source = make(tmp_path / f"named.{kind.value}", traces)
    original = source.read_bytes()
    told = [read_film(source)] if kind.is_video else []
    assert set(traces.planted.values()) - traces.found_in(original, *unpacked(original), *told) <= {"SEI"}, (
        "everything could have leaked; a transport stream cuts the words inside its pictures"
    )
    assert len(traces.planted) >= (0 if kind is FileKind.TEXT else 2)
    copies = give(source, kind)
    assert copies
    for content in (copy for one in copies for copy in (one, *unpacked(one))):
        assert traces.is_clean(content), traces.found_in(content)
        for sign in SIGNS:
            assert sign not in content, sign


@pytest.mark.requirement("S001-R41")
def test_A11_the_name_of_a_file_reaches_no_copy(tmp_path: Path) -> None:
    """The one place that every format has; the report, which stays with the office, keeps no name either."""
    traces = Traces()
    path = blind_essays.make_html(tmp_path / f"{traces.plant('file name')}.html", Traces())
    report = measure_safely(path, limits=Limits(kinds=(FileKind.HTML,), max_bytes=1 << 20), declared_name=path.name)
    for content in (*article(path, FileKind.HTML), report.to_json().encode()):
        assert "file name" not in traces.found_in(content)
