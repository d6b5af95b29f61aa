"""The table of videos: honest ones of every kind and liars of every sort, each with its exact figures.

Tiny pictures, made once in a session. A row says the kind, the milliseconds (None: unknown), the findings beyond
remarks, and whether a person has to decide.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from media.codes import Code
from media.measuring import measure_safely
from media.reports import Limits, Report, Severity
from media.sniffing import sniff
from media.videos.measure import measure_video
from portal.demo import videos
from tests.factories.videos import clip, edited, glued, own_clip, recording

H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "50")
AAC = ("-c:a", "aac", "-b:a", "16k")
HEVC = ("-c:v", "libx265", "-x265-params", "log-level=none", "-preset", "ultrafast", "-tag:v", "hvc1")
MP3 = ("-c:a", "libmp3lame")
SILENT = (*H264, "-an")
VARIABLE = ("-vf", "setpts='if(lt(N,100),N/25/TB,4/TB+(N-100)/10/TB)'", "-fps_mode", "vfr")
GPS = ("-movflags", "use_metadata_tags", "-metadata", "com.apple.quicktime.location.ISO6709=+16.6+106.9/")


@dataclass(frozen=True)
class Row:
    """One file of the table; `make` gets the path to write to."""

    name: str
    make: Callable[[Path], object]
    milliseconds: int | None
    findings: frozenset[Code] = frozenset()
    is_doubtful: bool = False
    facts: dict[str, object] = field(default_factory=dict)
    seen: dict[Code, dict[str, str | int]] = field(default_factory=dict)


def made(name: str, *output: str, **options: float) -> Callable[[Path], object]:
    return lambda path: shutil.copyfile(recording(name, *output, **options), path)


def twice(name: str, *output: str) -> Callable[[Path], object]:
    return lambda path: glued(path, recording(name, *output), recording(name, *output))


def lie(*boxes: bytes) -> Callable[[Path], object]:
    return lambda path: videos.claim_duration(own_clip(path, seconds=30), seconds=300, boxes=boxes)


def looped(path: Path) -> None:
    """One picture of 40 ms, shown 750 times."""
    edited(Path(shutil.copyfile(recording("two.mp4", *SILENT, seconds=2), path)), [(40, 1024, 1)] * 750)


def held(path: Path) -> None:
    """Two seconds, the last picture of which the edit list holds for 28 more."""
    lines = [(2000, 1024, 1), (28_000, 1024 + 12_800, 0)]
    edited(Path(shutil.copyfile(recording("two.mp4", *SILENT, seconds=2), path)), lines)


def begun_late(path: Path) -> None:
    """Nothing for 28 seconds, then two of pictures."""
    lines = [(28_000, -1, 1), (2000, 1024, 1)]
    edited(Path(shutil.copyfile(recording("two.mp4", *SILENT, seconds=2), path)), lines)


def slowed(factor: int) -> Callable[[Path], object]:
    def make(path: Path) -> None:
        shutil.copyfile(recording("silent.mp4", *SILENT), path)
        videos.stretch_frames(path, factor=factor, seconds=10 * factor)

    return make


def rotated(path: Path) -> None:
    own_clip(path, seconds=2)
    videos.rotate(path, degrees=90)


def cut(seconds: float, share: float, container: str) -> Callable[[Path], object]:
    extra = ("-movflags", "+faststart") if container == "mp4" else ()
    return lambda path: videos.cut_file(own_clip(path, seconds=seconds, container=container, extra=extra), share=share)


DIFFERS = frozenset({Code.HEADER_DURATION_DIFFERS})
GLUED = frozenset({Code.GLUED})
HONEST = (
    Row("plain.mp4", made("a.mp4", *H264, *AAC), 10_000, facts={"codec_fps_milli": 25_000, "is_variable_rate": False}),
    Row("hevc.mov", made("h.mov", *HEVC, *AAC), 10_000, facts={"video_codec": "hevc", "audio_codec": "aac"}),
    Row("plain.mkv", made("a.mkv", *H264, *AAC), 10_000, facts={"header_duration_ms": 10_064, "fps_milli": 25_000}),
    Row("plain.avi", made("a.avi", "-c:v", "mpeg4", *MP3), 10_080, facts={"video_codec": "mpeg4"}),
    Row("h264.avi", made("b.avi", *H264, "-bf", "2", *MP3), 10_080, facts={"video_codec": "h264"}),
    Row("plain.ts", made("a.ts", *H264, *AAC), 10_112, facts={"header_duration_ms": None, "fps_milli": 25_000}),
    Row("mpeg2.ts", made("b.ts", "-c:v", "mpeg2video", "-bf", "2", *MP3), 10_080, facts={"video_codec": "mpeg2video"}),
    Row("plain.webm", lambda path: own_clip(path, seconds=10, container="webm"), 10_001),
    Row("live.webm", lambda path: videos.make_webm_without_duration(path, seconds=20), 20_001),
    Row("fragments.mp4", lambda path: videos.make_fragmented(path, seconds=30), 30_064),
    Row("trimmed.mp4", lambda path: videos.make_trimmed(path, clip(seconds=60), start=13), 47_032),
    Row("variable.mp4", made("v.mp4", *VARIABLE, *SILENT), 18_920, facts={"is_variable_rate": True}),
    Row("phone.mp4", rotated, 2000, facts={"rotation": 90, "width": 320, "height": 180}),
    Row("gps.mov", made("g.mov", *GPS, *H264, *AAC), 10_000, frozenset({Code.LOCATION})),
)
LIARS = (
    Row("mvhd.mp4", lie(b"mvhd"), 30_000, DIFFERS, facts={"header_duration_ms": 300_000}),
    Row("headers.mp4", lie(b"mvhd", b"tkhd", b"mdhd", b"elst"), 30_000, DIFFERS),
    Row("tkhd.mp4", lie(b"tkhd"), 30_000, DIFFERS, facts={"header_duration_ms": 30_000}),
    Row(
        "duration.webm",
        lambda path: videos.claim_webm_duration(own_clip(path, seconds=30, container="webm"), seconds=300),
        30_001,
        DIFFERS,
    ),
    Row("cut.webm", cut(60, 0.5, "webm"), 30_054, DIFFERS | {Code.CUT_SHORT}),
    Row("cut.mp4", cut(60, 0.2, "mp4"), None, DIFFERS | {Code.CUT_SHORT, Code.CORRUPT_PACKETS}),
    Row("glued.mp4", twice("a.mp4", *H264, *AAC), 10_000, GLUED, True, {"pieces_ms": (10_000, 10_000)}),
    Row("glued.ts", twice("a.ts", *H264, *AAC), 20_224, GLUED | {Code.CORRUPT_PACKETS}, True),
    Row("glued.mkv", twice("a.mkv", *H264, *AAC), 20_000, GLUED | DIFFERS, True),
    Row("glued.avi", twice("a.avi", "-c:v", "mpeg4", *MP3), 20_160, GLUED | DIFFERS, True),
    Row(
        "glued.webm",
        lambda path: glued(path, *[videos.make_webm_without_duration(path.with_name("l.webm"), seconds=10)] * 2),
        20_002,
        GLUED,
        True,
        {"pieces_ms": (10_001, 10_001)},
    ),
    Row(
        "slowed.mp4",
        slowed(2),
        20_000,
        frozenset({Code.SLOWED, Code.DECODED_DIFFERS}),
        True,
        seen={
            Code.SLOWED: {
                "fps_milli": 12_500,
                "codec_fps_milli": 25_000,
                "natural_ms": 10_000,
                "measured_ms": 20_000,
            },
            Code.DECODED_DIFFERS: {"measured_ms": 20_000, "decoded_ms": 10_000},
        },
    ),
    Row("stretched.mp4", slowed(10), 100_000, frozenset({Code.FEW_FRAMES, Code.DECODED_DIFFERS}), True),
    Row(
        "hole.mkv",
        lambda path: videos.make_mkv_with_hole(path, seconds=30, hole_seconds=3456, fps=25),
        3_486_000,
        frozenset({Code.FEW_FRAMES, Code.LONG_GAP, Code.DECODED_DIFFERS}),
        True,
    ),
    Row(
        "looped.mp4",
        looped,
        30_000,
        frozenset({Code.REPEATED}),
        True,
        seen={Code.REPEATED: {"edits": 750, "presented_ms": 30_000, "distinct_ms": 40}},
    ),
    Row("held.mp4", held, 2920, frozenset({Code.REPEATED, Code.HEADER_DURATION_DIFFERS}), True),
    Row("late.mp4", begun_late, 1920, DIFFERS),
    Row(
        "sound.mp4",
        lambda path: own_clip(path, seconds=10, audio_seconds=13),
        13_000,
        frozenset({Code.TRACKS_DIFFER}),
        seen={Code.TRACKS_DIFFER: {"video_ms": 10_000, "audio_ms": 13_000}},
    ),
)


@pytest.mark.requirement("S001-R23")
@pytest.mark.parametrize("row", [*HONEST, *LIARS], ids=lambda row: row.name)
def test_D14_table_of_videos(tmp_path: Path, row: Row) -> None:
    path = tmp_path / row.name
    row.make(path)
    kind = sniff(path, row.name).kind
    facts, findings = measure_video(path, kind)
    told = {finding.code: finding for finding in findings if finding.severity is not Severity.INFO}
    assert set(told) == row.findings
    assert facts.is_doubtful is row.is_doubtful
    if row.milliseconds is not None:
        assert facts.duration_ms == row.milliseconds
        assert facts.seconds_rounded == (row.milliseconds + 500) // 1000
    assert {name: getattr(facts, name) for name in row.facts} == row.facts
    assert {code: dict(told[code].facts) for code in row.seen} == row.seen
    report = Report("2", kind, "ab" * 32, 1, video=facts, findings=findings)
    assert Report.from_json(report.to_json()) == report


@pytest.mark.parametrize("row", [*HONEST[:8], LIARS[11], LIARS[14]], ids=lambda row: row.name)
def test_D26_limited_child_measures_the_same(tmp_path: Path, row: Row) -> None:
    """Nothing that measuring or decoding needs is loaded behind the fences, where it could not be."""
    path = tmp_path / row.name
    row.make(path)
    kind = sniff(path, row.name).kind
    report = measure_safely(path, limits=Limits(kinds=(kind,), max_bytes=1 << 30), declared_name=row.name)
    facts, findings = measure_video(path, kind)
    assert (report.video, {one.code for one in report.findings}) == (facts, {one.code for one in findings})
