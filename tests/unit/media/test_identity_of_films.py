"""Pictures and videos: their tags, subtitles, and what is written in them where there is somebody to read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image, PngImagePlugin

from media.identity import Term, TermKind
from media.identity.films import scan_film_safely, still_seconds
from media.identity.pictures import scan_picture_safely
from media.identity.words import find_reader, read_words
from media.reports import FileKind
from media.videos.measure import measure_video
from tests.factories.videos import clip

if TYPE_CHECKING:
    from pathlib import Path

    from media.reports import Finding

NAME = Term(TermKind.NAME, "Hồ Văn Khiêm")


def told(found: tuple[Finding, ...]) -> list[tuple[str | None, str]]:
    return [(one.place, str(one.facts.get("match") or one.facts["reason"])) for one in found]


@pytest.fixture
def no_reader(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BANGVANG_TESSERACT", str(tmp_path / "nobody"))


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Stands where Tesseract would: what it would say, so that its words' way can be followed without it."""
    said = ["Đạo diễn: HO VAN KHIEM"]
    monkeypatch.setattr("media.identity.films.find_reader", lambda: "/usr/bin/tesseract")
    for module in ("films", "pictures"):
        monkeypatch.setattr(f"media.identity.{module}.read_words", lambda _: said[0])
    return said


@pytest.mark.usefixtures("no_reader")
def test_A11_tags_of_a_video_are_told_and_what_is_spoken_is_never_called_clean(tmp_path: Path) -> None:
    path = clip(seconds=2, artist="Hồ Văn Khiêm")
    facts, _ = measure_video(path, FileKind.MP4)
    found = scan_film_safely(path, facts, declared_name="hovankhiem.mp4", terms=[NAME], scratch=tmp_path)
    assert told(found) == [("file_name", "joined"), ("tag:artist", "exact"), (None, "film")]
    clean = clip(seconds=2)
    facts, _ = measure_video(clean, FileKind.MP4)
    assert told(scan_film_safely(clean, facts, declared_name="a.mp4", terms=[NAME], scratch=tmp_path)) == [
        (None, "film")
    ]


@pytest.mark.usefixtures("reader")
def test_words_in_the_pictures_of_a_video_are_told_with_their_second(tmp_path: Path) -> None:
    path = clip(seconds=2)
    facts, _ = measure_video(path, FileKind.MP4)
    found = scan_film_safely(path, facts, declared_name=None, terms=[NAME], scratch=tmp_path)
    assert told(found) == [("frame:1", "folded"), (None, "film")]
    assert list(tmp_path.iterdir()) == []


def test_moments_that_are_read_are_spread() -> None:
    assert still_seconds(None) == (0.0,)
    assert still_seconds(1500) == (0.75,)
    assert len(still_seconds(300_000)) == 6


def picture(folder: Path, kind: FileKind) -> Path:
    image, path = Image.new("RGB", (40, 30), "white"), folder / "a"
    if kind is FileKind.PNG:
        texts = PngImagePlugin.PngInfo()
        texts.add_itxt("Author", "Hồ Văn Khiêm")
        image.save(path, "PNG", pnginfo=texts)
        return path
    exif = Image.Exif()
    exif[0x013B], exif[0x9C9D] = "ho van khiem", "Hồ Văn Khiêm".encode("utf-16-le")
    xmp = '<x:xmpmeta><dc:creator owner="Hồ Văn Khiêm"/></x:xmpmeta>'.encode()
    image.save(path, "JPEG" if kind is FileKind.JPEG else "WEBP", exif=exif, xmp=xmp)
    return path


@pytest.mark.usefixtures("no_reader")
@pytest.mark.parametrize(
    ("kind", "places"),
    [
        (FileKind.PNG, {"tag:Author"}),
        (FileKind.JPEG, {"tag:Artist", "tag:XPAuthor", "tag:xmp"}),
        (FileKind.WEBP, {"tag:Artist", "tag:XPAuthor", "tag:xmp"}),
    ],
)
def test_A11_tags_of_a_picture_are_told_and_its_words_are_unread(
    tmp_path: Path, kind: FileKind, places: set[str]
) -> None:
    found = scan_picture_safely(picture(tmp_path, kind), kind, declared_name="anh.jpg", terms=[NAME])
    assert {one.place for one in found[:-1]} == places
    assert told(found)[-1] == (None, "picture")


@pytest.mark.usefixtures("reader")
def test_words_in_a_picture_are_told_and_nothing_is_left_unread(tmp_path: Path) -> None:
    path = tmp_path / "a"
    Image.new("RGB", (40, 30)).save(path, "PNG")
    found = scan_picture_safely(path, FileKind.PNG, declared_name=None, terms=[NAME])
    assert told(found) == [("picture", "folded")]


def test_D11_a_broken_picture_is_unread(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"\x89PNG\r\n\x1a\n")
    found = scan_picture_safely(path, FileKind.PNG, declared_name="HoVanKhiem.png", terms=[NAME])
    assert told(found) == [("file_name", "joined"), (None, "unreadable")]


@pytest.mark.usefixtures("no_reader")
def test_without_a_reader_nothing_is_guessed(tmp_path: Path) -> None:
    assert find_reader() is None
    assert read_words(tmp_path / "a.png") is None


def test_a_reader_that_fails_has_read_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANGVANG_TESSERACT", "/bin/false")
    path = tmp_path / "a.png"
    Image.new("RGB", (4, 4)).save(path)
    assert read_words(path) is None


def test_what_a_reader_prints_is_what_it_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANGVANG_TESSERACT", "/bin/echo")
    path = tmp_path / "a.png"
    Image.new("RGB", (4, 4)).save(path)
    assert str(path) in (read_words(path) or "")
