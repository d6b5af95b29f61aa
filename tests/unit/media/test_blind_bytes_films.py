"""No copy of a film bears a trace of who made it: a word in every place that a container has, sought byte by byte."""

from __future__ import annotations

import struct
import subprocess
from typing import TYPE_CHECKING

import av
import pytest
from PIL import Image, PngImagePlugin

from media.reports import FileKind
from media.videos import captions, renditions, stills
from media.videos.measure import measure_video
from tests.factories.traces import Traces, read_film

if TYPE_CHECKING:
    from pathlib import Path

BORN = "2021-03-04T05:06:07.000000Z"
BORN_IN_MP4 = struct.pack(">I", 1614834367 + 2_082_844_800)
SEI_NAME = "086f3693b7b34f2c965321492feee5b8"
TAGS = ("title", "artist", "album_artist", "composer", "comment", "copyright", "description")
FREE_TAGS = (*TAGS, "location", "make", "model", "unit")
"""MP4 has boxes for some names only; QuickTime's keys and Matroska's tags may bear any."""


def ffmpeg(*argv: object) -> None:
    command = [renditions.binary(), "-v", "error", "-nostdin", "-y", *map(str, argv)]
    subprocess.run(command, check=True, capture_output=True)


def plain(path: Path, *, codec: str = "libx264", audio: str = "aac", traces: Traces | None = None) -> Path:
    """Two seconds of picture and sound in Matroska; with `traces` a word in H.264's own messages."""
    named = ["-bsf:v", f"h264_metadata=sei_user_data={SEI_NAME}+{traces.plant('SEI')}"] if traces else []
    rate = 48000 if audio == "libopus" else 16000
    ffmpeg(
        "-f", "lavfi", "-i", "testsrc=size=64x36:rate=10:duration=2",
        "-f", "lavfi", "-i", f"sine=frequency=330:sample_rate={rate}:duration=2",
        "-c:v", codec, "-bf", "0", "-pix_fmt", "yuv420p", "-c:a", audio, "-ac", "1", *named, "-f", "matroska", path,
    )  # fmt: skip
    return path


def words(folder: Path, traces: Traces) -> Path:
    path = folder / "words.srt"
    path.write_text(f"1\n00:00:00,000 --> 00:00:02,000\n{traces.plant('subtitle')}\n")
    return path


def chapters(folder: Path, traces: Traces) -> Path:
    path = folder / "chapters.txt"
    path.write_text(f";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1\nSTART=0\nEND=2\ntitle={traces.plant('chapter')}\n")
    return path


def cover(folder: Path, traces: Traces) -> Path:
    path = folder / "cover.png"
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", traces.plant("cover art"))
    Image.new("RGB", (16, 9), "red").save(path, pnginfo=texts)
    return path


def tag_arguments(traces: Traces, names: tuple[str, ...] = FREE_TAGS) -> list[str]:
    argv = ["-metadata", f"creation_time={BORN}"]
    for name in names:
        argv += ["-metadata", f"{name}={traces.plant(f'tag {name}')}"]
    for stream in ("v:0", "a:0"):
        argv += [f"-metadata:s:{stream}", f"title={traces.plant(f'title of {stream[0]}')}"]
        argv += [f"-metadata:s:{stream}", f"handler_name={traces.plant(f'handler of {stream[0]}')}"]
    return argv


def box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", 8 + len(content)) + name + content


def make_mp4(folder: Path, traces: Traces, *, muxer: str = "mp4") -> Path:
    """Tags, handlers, chapters, subtitles, cover art, then boxes of XMP, of nobody's name, and free room."""
    path = folder / f"named.{muxer}"
    with_cover = ["-map", "4:v", "-c:v:1", "copy", "-disposition:v:1", "attached_pic"] if muxer == "mp4" else []
    third = ["-i", cover(folder, traces)] if muxer == "mp4" else []
    ffmpeg(
        "-i", plain(folder / "plain.mkv", traces=traces), "-i", chapters(folder, traces), "-i", words(folder, traces),
        "-f", "lavfi", "-i", "anullsrc", *third,
        "-map", "0:v", "-map", "0:a", "-map", "2:s", *with_cover, "-map_chapters", "1",
        "-c:v:0", "copy", "-c:a", "copy", "-c:s", "mov_text",
        *tag_arguments(traces, FREE_TAGS if muxer == "mov" else TAGS),
        "-movflags", "+use_metadata_tags" if muxer == "mov" else "+faststart", "-timecode", "01:02:03:04",
        "-f", muxer, path,
    )  # fmt: skip
    xmp = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><creator>{traces.plant("XMP")}</creator></x:xmpmeta>'
    more = box(b"uuid", bytes.fromhex("be7acfcb97a942e89c71999491e3afac") + xmp.encode())
    more += box(b"free", traces.plant("free room").encode()) + box(b"Kxyz", traces.plant("unknown box").encode())
    path.write_bytes(path.read_bytes() + more)
    return path


def make_mov(folder: Path, traces: Traces) -> Path:
    return make_mp4(folder, traces, muxer="mov")


def make_mkv(folder: Path, traces: Traces) -> Path:
    """Tags of the segment and of tracks, chapters, subtitles, and a file attached under a name."""
    path = folder / "named.mkv"
    letter = folder / "letter.txt"
    letter.write_text(traces.plant("attachment"))
    ffmpeg(
        "-i", plain(folder / "plain.mkv", traces=traces), "-i", chapters(folder, traces), "-i", words(folder, traces),
        "-map", "0", "-map", "2", "-map_chapters", "1", "-c", "copy", *tag_arguments(traces),
        "-attach", letter, "-metadata:s:t", "mimetype=text/plain",
        "-metadata:s:t", f"filename={traces.plant('name of attachment')}", path,
    )  # fmt: skip
    return path


def make_webm(folder: Path, traces: Traces) -> Path:
    path = folder / "named.webm"
    source = plain(folder / "plain.mkv", codec="libvpx", audio="libopus")
    ffmpeg(
        "-i", source, "-i", chapters(folder, traces), "-i", words(folder, traces),
        "-map", "0", "-map", "2", "-map_chapters", "1", "-c", "copy", "-c:s", "webvtt", *tag_arguments(traces), path,
    )  # fmt: skip
    return path


def make_avi(folder: Path, traces: Traces) -> Path:
    """The INFO list, names of streams, and a chunk of rubbish as editors leave it."""
    path = folder / "named.avi"
    argv = []
    for name in ("title", "artist", "comment", "copyright"):
        argv += ["-metadata", f"{name}={traces.plant(f'tag {name}')}"]
    argv += ["-metadata:s:v:0", f"title={traces.plant('title of v')}"]
    ffmpeg("-i", plain(folder / "plain.mkv", codec="mpeg4", audio="ac3"), "-c", "copy", *argv, path)
    rubbish = traces.plant("rubbish").encode().ljust(64, b"\0")
    path.write_bytes(path.read_bytes() + b"JUNK" + struct.pack("<I", len(rubbish)) + rubbish)
    return path


def make_mpegts(folder: Path, traces: Traces) -> Path:
    path = folder / "named.ts"
    names = [f"service_{one}={traces.plant(f'service {one}')}" for one in ("name", "provider")]
    argv = [word for name in names for word in ("-metadata", name)]
    ffmpeg("-i", plain(folder / "plain.mkv", traces=traces), "-c", "copy", *argv, "-f", "mpegts", path)
    return path


MAKERS = {
    FileKind.MP4: make_mp4,
    FileKind.MOV: make_mov,
    FileKind.MKV: make_mkv,
    FileKind.WEBM: make_webm,
    FileKind.AVI: make_avi,
    FileKind.MPEGTS: make_mpegts,
}


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
