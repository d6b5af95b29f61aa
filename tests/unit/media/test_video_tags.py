"""The words inside a video: every tag and every subtitle, bounded, and never "clean" where they cannot be read."""

from pathlib import Path

import pytest

from media.essays.blocks import Aside
from media.identity import Term, TermKind, scan
from media.reports import FileKind
from media.videos.measure import measure_video
from media.videos.tags import MOST_TAGS, read_subtitles, read_subtitles_safely, tag_asides
from portal.demo import videos
from tests.factories.videos import clip

SPOKEN = "1\n00:00:00,000 --> 00:00:01,000\nLời bình: Người thử Hồ Thị Nương\n\n"


def with_subtitles(folder: Path, container: str, codec: str) -> Path:
    words = folder / "words.srt"
    words.write_text(SPOKEN, encoding="utf-8")
    extra = ("-i", str(words), "-map", "0:v", "-map", "1:s", "-c:s", codec)
    path = folder / f"a.{container}"
    return videos.make_video(path, seconds=2, container=container, audio=False, before=extra[:2], extra=extra[2:])


def test_tags_of_file_and_tracks_are_kept_and_searched() -> None:
    extra = ("-metadata:s:v:0", "handler_name=Máy của Người thử", "-metadata", "comment=ghi chú")
    facts, _ = measure_video(clip(seconds=2, title="Một cửa", artist="Hồ Thị Nương", extra=extra), FileKind.MP4)
    told = {(tag.place, tag.name): tag.text for tag in facts.tags}
    assert told[("file", "title")] == "Một cửa"
    assert told[("file", "artist")] == "Hồ Thị Nương"
    assert told[("track:0", "handler_name")] == "Máy của Người thử"
    assert not any(name in {"major_brand", "compatible_brands"} for _, name in told)
    found = scan(tag_asides(facts.tags), [Term(TermKind.NAME, "Hồ Thị Nương")])
    assert [finding.place for finding in found] == ["tag:artist"]


def test_D13_ten_thousand_tags_are_bounded(tmp_path: Path) -> None:
    words = [f"-metadata:g\0k{number}={'x' * 3000}".split("\0") for number in range(300)]
    extra = tuple(part for pair in words for part in pair)
    path = videos.make_video(tmp_path / "a.mkv", seconds=1, container="mkv", audio=False, extra=extra)
    facts, _ = measure_video(path, FileKind.MKV)
    assert len(facts.tags) == MOST_TAGS
    assert {len(tag.text) for tag in facts.tags if tag.name.lower().startswith("k")} == {2000}


@pytest.mark.parametrize(("container", "codec"), [("mp4", "mov_text"), ("mkv", "srt"), ("mkv", "ass")])
def test_subtitles_are_read_as_text(tmp_path: Path, container: str, codec: str) -> None:
    path = with_subtitles(tmp_path, container, codec)
    assert read_subtitles(path) == ((Aside("subtitle:1", "Lời bình: Người thử Hồ Thị Nương"),), True)


def test_subtitles_are_read_inside_the_sandbox(tmp_path: Path) -> None:
    asides, is_whole = read_subtitles_safely(with_subtitles(tmp_path, "mp4", "mov_text"))
    assert is_whole
    assert "Hồ Thị Nương" in asides[0].text


def test_what_cannot_be_opened_is_not_called_read(tmp_path: Path) -> None:
    broken = tmp_path / "a.mp4"
    broken.write_bytes(b"nothing")
    assert read_subtitles(broken) == ((), False)
    assert read_subtitles_safely(broken) == ((), False)


def test_long_subtitles_are_cut_and_said_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("media.videos.tags.MOST_SUBTITLE_CHARACTERS", 8)
    asides, is_whole = read_subtitles(with_subtitles(tmp_path, "mkv", "srt"))
    assert (asides[0].text, is_whole) == ("Lời bình", False)


def test_video_without_subtitles_has_none() -> None:
    assert read_subtitles(clip(seconds=2)) == ((), True)
