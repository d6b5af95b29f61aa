"""Films with a word in every place that each container has for one."""

from __future__ import annotations

import struct
import subprocess
from typing import TYPE_CHECKING

from PIL import Image, PngImagePlugin

from media.reports import FileKind
from media.videos import renditions

if TYPE_CHECKING:
    from pathlib import Path

    from tests.factories.traces import Traces

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
