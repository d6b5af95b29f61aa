"""No copy of a film bears a trace of who made it: a word in every place that a container has, sought byte by byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

import av
import pytest

from media.reports import FileKind
from media.videos import captions, renditions, stills
from media.videos.measure import measure_video
from tests.factories.blind_films import BORN_IN_MP4, MAKERS, ffmpeg, make_mp4, plain
from tests.factories.traces import Traces, read_film

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.requirement("S001-R41")
@pytest.mark.parametrize("kind", MAKERS)
def test_A11_no_copy_of_a_film_bears_a_trace(tmp_path: Path, kind: FileKind) -> None:
    traces = Traces()
    source = MAKERS[kind](tmp_path, traces)
    pictures = tmp_path / "pictures.nut"  # a transport stream cuts its content into packets
    ffmpeg("-i", source, "-map", "0:v:0", "-c", "copy", pictures)
    assert traces.found_in(source.read_bytes(), read_film(source), pictures.read_bytes()) == set(
        traces.planted.values()
    ), "everything could have leaked"
    assert len(traces.planted) >= 3
    facts = measure_video(source, kind)[0]
    made = tmp_path / "made"
    made.mkdir()
    film, small, still, strip = (made / name for name in ("film.mp4", "small.mp4", "still.jpg", "strip.jpg"))
    kept = renditions.make_rendition(source, film, kind=kind, facts=facts)
    assert kept is (kind not in {FileKind.WEBM, FileKind.AVI})
    renditions.make_small_rendition(film, small, seconds=2)
    stills.make_poster(film, still, at_seconds=1)
    stills.make_strip(small, strip, stills.plan_strip(facts.duration_ms or 2000))
    for path in (film, small, still, strip):
        content = path.read_bytes()
        assert content
        assert traces.is_clean(content), path.name
        for sign in (BORN_IN_MP4, b"2021-03", source.name.encode(), b"Lavf", b"x264 - core", b"Exif"):
            assert sign not in content, (path.name, sign)
    for path in (film, small):
        assert traces.is_clean(read_film(path))
        with av.open(str(path)) as film_again:
            assert [stream.type for stream in film_again.streams] == ["video", "audio"]
            assert film_again.chapters() == []
            assert sum(1 for _ in film_again.decode(video=0)) == 20


def test_A11_the_day_of_a_film_could_have_leaked(tmp_path: Path) -> None:
    assert BORN_IN_MP4 in make_mp4(tmp_path, Traces()).read_bytes()


@pytest.mark.requirement("S001-R41")
def test_A11_no_unit_of_h264_but_pictures_and_parameters_is_kept(tmp_path: Path) -> None:
    """Filler, reserved and unspecified units could bear words as well as SEI; only what is known is let through."""
    traces = Traces()
    source = plain(tmp_path / "plain.mkv", traces=traces)
    stream = tmp_path / "raw.h264"
    ffmpeg("-i", source, "-an", "-c", "copy", "-bsf:v", "h264_mp4toannexb", "-f", "h264", stream)
    start = b"\0\0\0\1"
    head, rest = stream.read_bytes().split(start + b"\x67", 1)
    planted = b""
    for kind in (12, 14, 20, 24, 30):
        planted += start + bytes([kind]) + traces.plant(f"unit {'abcdefghijklmnopqrstuvwxyzabcdef'[kind]}").encode()
    stream.write_bytes(head + planted + start + b"\x67" + rest)
    path = tmp_path / "named.mp4"
    ffmpeg("-framerate", "10", "-f", "h264", "-i", stream, "-c", "copy", path)
    assert len(traces.found_in(path.read_bytes())) >= 5
    target = tmp_path / "film.mp4"
    argv = renditions.remux_command(path, target)
    renditions.run_command(argv, path, target, seconds=60, nice=5)
    assert traces.is_clean(target.read_bytes())


@pytest.mark.requirement("S001-R41")
def test_A11_clean_captions_bear_no_trace(tmp_path: Path) -> None:
    traces = Traces()
    path = tmp_path / "words.vtt"
    path.write_text(
        f"WEBVTT {traces.plant('header')}\nAuthor: {traces.plant('header line')}\n\nNOTE {traces.plant('note')}\n\n"
        f"STYLE\n::cue({traces.plant('style')}) {{ }}\n\nREGION\nid:{traces.plant('region')}\n\n"
        f"{traces.plant('cue name')}\n00:00.000 --> 00:01.000 region:{traces.plant('setting')}\n"
        f"<v {traces.plant('voice')}>Xin <c.{traces.plant('class')}>chào</c> "
        f"<lang {traces.plant('lang')}>bà con</lang>\n"
    )
    assert traces.found_in(path.read_bytes()) == set(traces.planted.values())
    text = captions.render_captions(path)
    assert traces.is_clean(text.encode())
    assert "Xin chào bà con" in text
