"""Videos made to hurt, by the ids of the abuse list: none ends the worker, outlasts its budget, or reaches elsewhere.

Each goes the way of a real part: sniffed, measured and looked at in the limited child. What is told of it must be a
sentence that a person understands.
"""

import socket
import struct
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import Babel

from media import sandbox
from media.codes import Code
from media.measuring import measure_safely
from media.reports import FileKind, Limits, Report, Severity, finding_to_plain
from media.videos.boxes import walk
from media.videos.examining import examine_slice_safely
from media.videos.glance import glance_safely
from media.videos.tags import read_subtitles_safely
from portal.demo import videos
from portal.finding_words import SENTENCES, finding_sentence
from portal.translate import translations_of
from tests.factories.videos import clip, edited, own_clip, recording

LIMITS = Limits(
    kinds=(FileKind.MP4, FileKind.MOV, FileKind.WEBM, FileKind.MKV, FileKind.AVI, FileKind.MPEGTS), max_bytes=1 << 30
)
BUDGET = sandbox.Budget(wall_seconds=60, cpu_seconds=20)
SILENT = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-an")


def write_into(path: Path, box_name: bytes, at: int, value: bytes) -> Path:
    """Overwrite part of the first box of that name."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        box = next(box for box in walk(file, size=size) if box.name == box_name)
        file.seek(box.begins + at)
        file.write(value)
    return path


def silent(path: Path) -> Path:
    """Two seconds without sound, with the tables behind the pictures."""
    path.write_bytes(recording("hostile.mp4", *SILENT, seconds=2).read_bytes())
    return path


def billion_frames(path: Path) -> None:
    """A table of sizes for a billion pictures of one size each, which needs no room in the file."""
    write_into(silent(path), b"stsz", 4, struct.pack(">II", 64, 1_000_000_000))


def endless_steps(path: Path) -> None:
    """Every picture lasts as long as a number of 32 bits can say."""
    write_into(silent(path), b"stts", 4, struct.pack(">III", 1, 0xFFFFFFFF, 0x7FFFFFFF))


def endless_header(path: Path) -> None:
    write_into(silent(path), b"mvhd", 16, struct.pack(">I", 0xFFFFFFFE))


def endless_webm(path: Path) -> None:
    own_clip(path, seconds=2, container="webm")
    videos.claim_webm_duration(path, seconds=10**12)


def endless_edits(path: Path) -> None:
    edited(silent(path), [(2000, 1024, 1)] * 20_000)


def no_timescale(path: Path) -> None:
    write_into(silent(path), b"mdhd", 12, struct.pack(">I", 0))


def deep_boxes(path: Path) -> None:
    inner = b""
    for _ in range(2000):
        inner = struct.pack(">I4s", len(inner) + 8, b"moov") + inner
    path.write_bytes(struct.pack(">I4s4sI4s", 20, b"ftyp", b"isom", 0, b"isom") + inner)


def deep_elements(path: Path) -> None:
    head = b"\x1a\x45\xdf\xa3\x87\x42\x82\x84webm"
    path.write_bytes(head + b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff" * 5000)


def huge_box(path: Path) -> None:
    path.write_bytes(
        struct.pack(">I4s4sI4s", 20, b"ftyp", b"isom", 0, b"isom") + struct.pack(">I4sQ", 1, b"moov", 2**63 - 1)
    )


def zeros(path: Path) -> None:
    """A film of which only the first bytes arrived; the rest is a hole of 200 MB."""
    path.write_bytes(clip(seconds=10).read_bytes()[:2000])
    with path.open("r+b") as file:
        file.truncate(200 << 20)


def noise(path: Path) -> None:
    path.write_bytes(clip(seconds=2).read_bytes()[:400] + bytes(range(256)) * 2000)


def many_streams(path: Path) -> None:
    maps = tuple(argument for _ in range(30) for argument in ("-map", "0:v"))
    videos.make_video(path, seconds=1, container="mkv", audio=False, extra=maps)


def giant(path: Path) -> None:
    content = clip(seconds=1, container="mkv", codec="mjpeg", size=(12_000, 9000), fps=1, audio=False).read_bytes()
    path.write_bytes(content)


HOSTILE: dict[str, tuple[str, Callable[[Path], object], Code | None]] = {
    "D13 billion frames": ("a.mp4", billion_frames, Code.TOO_COMPLEX),
    "D13 endless steps": ("a.mp4", endless_steps, None),
    "D13 endless header": ("a.mp4", endless_header, Code.HEADER_DURATION_DIFFERS),
    "D13 endless webm": ("a.webm", endless_webm, Code.HEADER_DURATION_DIFFERS),
    "D13 endless edit list": ("a.mp4", endless_edits, Code.TOO_COMPLEX),
    "D13 clock that stands": ("a.mp4", no_timescale, None),
    "D13 streams": ("a.mkv", many_streams, Code.TOO_COMPLEX),
    "D13 giant pictures": ("a.mkv", giant, Code.TOO_COMPLEX),
    "D11 deep boxes": ("a.mp4", deep_boxes, Code.UNREADABLE),
    "D11 deep elements": ("a.webm", deep_elements, Code.UNREADABLE),
    "D11 box without end": ("a.mp4", huge_box, Code.NO_VIDEO),
    "D11 hole": ("a.mp4", zeros, Code.UNREADABLE),
    "D11 noise": ("a.mp4", noise, Code.UNREADABLE),
}

BY_BOUND = {"D13 billion frames": "packets", "D13 endless edit list": "edits", "D13 streams": "streams"}
"""What must be stopped by its own bound, long before time or memory run out."""


def told(report: Report) -> list[str]:
    """The sentences of a report; each has its Vietnamese."""
    app = Flask("speaker")
    Babel(app, default_locale="en")
    vietnamese = translations_of("vi")
    with app.test_request_context():
        for one in report.findings:
            assert vietnamese.gettext(str(SENTENCES[one.code])) != str(SENTENCES[one.code])
        return [finding_sentence(finding_to_plain(one)) for one in report.findings]


@pytest.mark.parametrize("name", list(HOSTILE))
def test_D11_D13_hostile_video_ends_within_its_budget_in_a_clear_sentence(tmp_path: Path, name: str) -> None:
    file_name, make, code = HOSTILE[name]
    path = tmp_path / file_name
    make(path)
    began = time.monotonic()
    report = measure_safely(path, limits=LIMITS, declared_name=file_name, budget=BUDGET)
    glance_safely(path)
    if not report.is_refused:
        assert examine_slice_safely(path, start_ms=0) is not None
    assert time.monotonic() - began < 2 * BUDGET.wall_seconds
    assert report.findings
    if code is not None:
        assert report.has(code)
    if name in BY_BOUND:
        assert [one.facts["reason"] for one in report.findings if one.code == Code.TOO_COMPLEX] == [BY_BOUND[name]]
    for sentence in told(report):
        assert sentence.endswith((".", "!"))
        assert "…" not in sentence
        assert "%" not in sentence


def scripts(other: Path, port: int) -> dict[str, str]:
    """What FFmpeg would follow to other files and addresses, were it asked without bounds."""
    web = f"http://127.0.0.1:{port}/a.ts"
    begin = "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n"
    return {
        "hls file": f"{begin}file://{other}\n#EXT-X-ENDLIST\n",
        "hls web": f"{begin}{web}\n#EXT-X-ENDLIST\n",
        "ffconcat": f"ffconcat version 1.0\nfile '{other}'\n",
        "ffconcat web": f"ffconcat version 1.0\nfile '{web}'\n",
        "dash": (
            '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" '
            'mediaPresentationDuration="PT10S"><Period><AdaptationSet mimeType="video/mp4"><Representation '
            f'id="1" bandwidth="1"><BaseURL>{web}</BaseURL></Representation></AdaptationSet></Period></MPD>'
        ),
        "sdp": f"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video {port} RTP/AVP 96\n",
    }


@pytest.mark.parametrize("name", list(scripts(Path("/x"), 1)))
def test_D12_E06_scripts_open_nothing_on_any_way(tmp_path: Path, name: str) -> None:
    """By measuring, the second look, the header, the subtitles: nothing of another file, and nobody is called."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        path = tmp_path / "a.mp4"
        path.write_text(scripts(clip(seconds=10), listener.getsockname()[1])[name])
        report = measure_safely(path, limits=LIMITS, declared_name="a.mp4", budget=BUDGET)
        assert report.is_refused
        assert report.video is None
        looked = examine_slice_safely(path, start_ms=0)
        assert looked is not None
        assert (looked["pictures"], looked["sounds"]) == (0, 0)
        assert glance_safely(path) is None
        assert read_subtitles_safely(path) == ((), False)
        listener.settimeout(0.2)
        with pytest.raises(TimeoutError):
            listener.accept()
    assert all(sentence.endswith(".") for sentence in told(report))


def test_D13_child_that_outlasts_its_budget_is_ended_and_said(tmp_path: Path) -> None:
    path = own_clip(tmp_path / "a.mp4", seconds=30)
    report = measure_safely(path, limits=LIMITS, budget=sandbox.Budget(wall_seconds=0.05, cpu_seconds=20))
    assert [(one.code, one.severity) for one in report.findings] == [(Code.TOO_COMPLEX, Severity.REFUSAL)]
    assert told(report)[0].endswith(".")


def test_D13_decoding_stops_at_its_time(tmp_path: Path) -> None:
    """A liar of any length costs a bounded time; that the end was not reached is told."""
    from media.videos.decoding import decode

    path = clip(seconds=60)
    found = decode(path, cpu_seconds=0.01)
    assert found is not None
    assert not found.is_whole
    assert found.frames < 300
    whole = decode(path)
    assert whole is not None
    assert (whole.is_whole, whole.frames, whole.natural_ms, whole.damaged) == (True, 300, 60_000, 0)
    assert decode(tmp_path / "nothing.mp4") is None
