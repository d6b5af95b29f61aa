"""The first answer: what a header claims, from the two ends of a file, wherever the tables stand."""

from pathlib import Path

import pytest

from media.videos.glance import HEAD_BYTES, TAIL_BYTES, Glance, glance, glance_safely
from portal.demo import videos
from tests.factories.videos import clip, own_clip, recording

MPEG4 = ("-c:v", "mpeg4", "-c:a", "libmp3lame")


@pytest.mark.parametrize(
    ("container", "told"),
    [
        ("mp4", Glance("mp4", 10_000, 320, 180, "h264", "aac")),
        ("mov", Glance("mov", 10_000, 320, 180, "h264", "aac")),
        ("mkv", Glance("mkv", 10_064, 320, 180, "h264", "aac")),
        ("webm", Glance("webm", 10_008, 320, 180, "vp8", "opus")),
    ],
)
def test_header_of_each_container_is_read(container: str, told: Glance) -> None:
    path = clip(seconds=10, container=container)
    assert glance(path) == told
    assert glance_safely(path) == told


def test_avi_and_transport_streams_tell_less() -> None:
    avi = recording("glance.avi", *MPEG4)
    assert glance(avi) == Glance("avi", 10_080, 160, 90)
    stream = recording("glance.ts", "-c:v", "mpeg2video", "-c:a", "libmp3lame")
    assert glance(stream) == Glance("mpegts")


def test_phone_held_upright_tells_its_size_upright(tmp_path: Path) -> None:
    told = glance(videos.rotate(own_clip(tmp_path / "a.mp4", seconds=2), degrees=90))
    assert told is not None
    assert (told.width, told.height) == (180, 320)


def test_header_that_lies_is_believed_for_the_moment(tmp_path: Path) -> None:
    told = glance(videos.claim_duration(own_clip(tmp_path / "a.mp4", seconds=30), seconds=300))
    assert told is not None
    assert told.duration_ms == 300_000


def test_tables_behind_a_hole_are_found(tmp_path: Path) -> None:
    """A film of 60 MB of which only the two ends were copied: the tables stand at its end, as phones write them."""
    content = clip(seconds=10).read_bytes()
    at = content.index(b"mdat") - 4
    grown = 60_000_000
    length = int.from_bytes(content[at : at + 4], "big")
    path = tmp_path / "a.mp4"
    with path.open("wb") as file:
        file.write(content[:at] + (length + grown).to_bytes(4, "big") + content[at + 4 : at + length])
        file.seek(grown, 1)
        file.write(content[at + length :])
    size = path.stat().st_size
    ends = tmp_path / "ends.mp4"
    with path.open("rb") as file, ends.open("wb") as copy:
        copy.write(file.read(HEAD_BYTES))
        file.seek(size - TAIL_BYTES)
        copy.seek(size - TAIL_BYTES)
        copy.write(file.read())
    assert glance(ends) == glance(clip(seconds=10))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0\0\0\x18ftypmp42",
        b"\x1aE\xdf\xa3" + b"\xff" * 60,
        b"RIFF\0\0\0\0AVI ",
        b"\x1aE\xdf\xa3\x8bB\x82\x84webm",
    ],
)
def test_D11_rubbish_tells_nothing(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(content)
    told = glance(path)
    assert told is None or told.duration_ms is None
    assert glance_safely(path) == told


def test_D11_flipped_bytes_never_raise(tmp_path: Path) -> None:
    path = tmp_path / "a.webm"
    for container in ("webm", "mp4"):
        content = clip(seconds=2, container=container).read_bytes()
        for at in range(0, min(len(content), 3000), 7):
            path.write_bytes(content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :])
            glance(path)
