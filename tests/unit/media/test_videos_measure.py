"""Durations exactly, liars by name, scripts and bombs refused; on real files that ffmpeg made.

It is longer than 300 lines, so that each case of this subject is found in one place.
"""

import resource
import socket
import struct
import time
from fractions import Fraction
from pathlib import Path

import pytest

from media import sandbox
from media.codes import Code
from media.reports import FileKind, Finding, Severity, VideoFacts
from media.videos import boxes
from media.videos.measure import measure_video, seconds_of
from portal.demo import videos
from tests.factories.videos import clip, own_clip

MP4, WEBM, MKV, MOV = FileKind.MP4, FileKind.WEBM, FileKind.MKV, FileKind.MOV
KINDS = {"mp4": MP4, "webm": WEBM, "mkv": MKV, "mov": MOV}


def measure(path: Path, kind: FileKind | None = None) -> tuple[VideoFacts, dict[str, Finding]]:
    facts, findings = measure_video(path, kind or KINDS[path.suffix[1:]])
    by_code = {finding.code: finding for finding in findings}
    assert len(by_code) == len(findings)
    return facts, by_code


@pytest.mark.requirement("S001-R23")
@pytest.mark.parametrize("container", ["mp4", "webm"])
@pytest.mark.parametrize(("minutes", "seconds"), [(3, 57), (3, 59), (4, 0), (5, 12), (6, 0), (6, 1), (6, 3)])
def test_P14_duration_is_exact_to_the_second(container: str, minutes: int, seconds: int) -> None:
    wanted = 60 * minutes + seconds
    facts, findings = measure(clip(seconds=wanted, container=container))
    assert facts.seconds_rounded == wanted
    assert facts.duration_ms is not None
    assert 0 <= facts.duration_ms - 1000 * wanted <= 30
    assert findings == {}


def test_six_minutes_of_webm_claim_eight_milliseconds_more() -> None:
    facts, _ = measure(clip(seconds=360, container="webm"))
    assert facts.header_duration_ms == 360_008
    assert facts.seconds_rounded == 360


@pytest.mark.parametrize("container", ["mp4", "mov", "mkv", "webm"])
def test_facts_of_each_container(container: str) -> None:
    facts, findings = measure(clip(seconds=10, container=container))
    video, audio = ("vp8", "opus") if container == "webm" else ("h264", "aac")
    assert (facts.width, facts.height, facts.fps_milli, facts.rotation) == (320, 180, 5000, 0)
    assert (facts.video_codec, facts.audio_codec, facts.has_audio) == (video, audio, True)
    assert [(track.kind, track.codec) for track in facts.tracks] == [("video", video), ("audio", audio)]
    assert findings == {}


def test_vp9_and_fractions_of_a_second_are_measured() -> None:
    facts, _ = measure(clip(seconds=6.4, container="webm", codec="vp9", audio=False))
    assert (facts.video_codec, facts.seconds_rounded) == ("vp9", 6)
    facts, _ = measure(clip(seconds=6.6, audio=False))
    assert (facts.duration_ms, facts.seconds_rounded) == (6600, 7)


@pytest.mark.parametrize(
    ("milliseconds", "seconds"), [(0, 0), (499, 0), (500, 1), (359_499, 359), (359_500, 360), (360_008, 360)]
)
def test_rounding_is_half_up(milliseconds: int, seconds: int) -> None:
    assert seconds_of(milliseconds) == seconds


def test_edit_list_counts_only_what_is_presented(tmp_path: Path) -> None:
    """A phone that trims without encoding keeps the old packets and hides them by an edit list."""
    trimmed = videos.make_trimmed(tmp_path / "trimmed.mp4", clip(seconds=60), start=13)
    facts, findings = measure(trimmed)
    assert (facts.seconds_rounded, findings) == (47, {})


def test_fragmented_file_is_measured(tmp_path: Path) -> None:
    facts, findings = measure(videos.make_fragmented(tmp_path / "a.mp4", seconds=30))
    assert (facts.seconds_rounded, findings) == (30, {})


def test_webm_without_duration_is_measured_and_said(tmp_path: Path) -> None:
    facts, findings = measure(videos.make_webm_without_duration(tmp_path / "a.webm", seconds=20))
    assert (facts.seconds_rounded, facts.header_duration_ms) == (20, None)
    assert set(findings) == {Code.NO_HEADER_DURATION}


@pytest.mark.parametrize("changed", [(b"mvhd",), (b"mvhd", b"tkhd", b"mdhd", b"elst")])
def test_D14_mp4_header_that_lies_is_named(tmp_path: Path, changed: tuple[bytes, ...]) -> None:
    liar = videos.claim_duration(own_clip(tmp_path / "a.mp4", seconds=30), seconds=300, boxes=changed)
    facts, findings = measure(liar)
    assert facts.seconds_rounded == 30
    assert set(findings) == {Code.HEADER_DURATION_DIFFERS}
    assert findings[Code.HEADER_DURATION_DIFFERS].facts == {"header_ms": 300_000, "measured_ms": 30_000}


def test_D14_webm_header_that_lies_is_named(tmp_path: Path) -> None:
    liar = videos.claim_webm_duration(own_clip(tmp_path / "a.webm", seconds=30, container="webm"), seconds=300)
    facts, findings = measure(liar)
    assert facts.seconds_rounded == 30
    assert set(findings) == {Code.HEADER_DURATION_DIFFERS}


def test_D14_cut_file_is_named(tmp_path: Path) -> None:
    whole = own_clip(tmp_path / "a.mp4", seconds=60, extra=("-movflags", "+faststart"))
    facts, findings = measure(videos.cut_file(whole, share=0.2))
    assert facts.seconds_rounded is not None
    assert 5 < facts.seconds_rounded < 20
    assert {Code.CUT_SHORT, Code.HEADER_DURATION_DIFFERS} <= set(findings)
    assert findings[Code.CUT_SHORT].severity is Severity.PROBLEM
    webm = videos.cut_file(own_clip(tmp_path / "a.webm", seconds=60, container="webm"), share=0.5)
    facts, findings = measure(webm)
    assert facts.seconds_rounded == 30
    assert Code.HEADER_DURATION_DIFFERS in findings


def test_D14_cut_file_without_its_index_is_refused(tmp_path: Path) -> None:
    facts, findings = measure(videos.cut_file(own_clip(tmp_path / "a.mp4", seconds=60), share=0.9))
    assert facts.duration_ms is None
    assert findings[Code.UNREADABLE].severity is Severity.REFUSAL


def test_D14_stretched_frame_table_is_given_away_by_few_frames(tmp_path: Path) -> None:
    source = own_clip(tmp_path / "a.mp4", seconds=30, fps=25, audio=False)
    facts, findings = measure(videos.stretch_frames(source, factor=10, seconds=300))
    assert facts.seconds_rounded == 300
    assert findings[Code.FEW_FRAMES].facts == {"fps_milli": 2500}


def test_D14_hole_between_frames_is_given_away_by_the_gap(tmp_path: Path) -> None:
    path = videos.make_mkv_with_hole(tmp_path / "a.mkv", seconds=30, hole_seconds=3456, fps=25)
    facts, findings = measure(path)
    assert facts.seconds_rounded == 3486
    assert findings[Code.LONG_GAP].facts == {"gap_ms": 3_456_040, "at_ms": 14_960}
    assert findings[Code.FEW_FRAMES].facts == {"fps_milli": 215}


@pytest.mark.parametrize(("video", "audio"), [(10, 13), (13, 10)])
def test_tracks_that_end_apart_are_named_and_the_longer_counts(video: int, audio: int) -> None:
    facts, findings = measure(clip(seconds=video, audio_seconds=audio))
    assert facts.seconds_rounded == 13
    assert findings[Code.TRACKS_DIFFER].facts == {"video_ms": video * 1000, "audio_ms": audio * 1000}


def test_tracks_that_end_within_a_second_are_no_finding() -> None:
    facts, findings = measure(clip(seconds=10, audio_seconds=10.9))
    assert (facts.seconds_rounded, findings) == (11, {})


def test_silent_video_is_remarked() -> None:
    facts, findings = measure(clip(seconds=10, audio=False))
    assert (facts.has_audio, facts.audio_codec) == (False, None)
    assert findings == {Code.NO_SOUND: Finding(Code.NO_SOUND, Severity.INFO)}


@pytest.mark.parametrize(("cover", "reason"), [(False, "audio_only"), (True, "cover")])
def test_D14_sound_or_cover_picture_is_no_video(tmp_path: Path, *, cover: bool, reason: str) -> None:
    facts, findings = measure(videos.make_audio_only(tmp_path / "a.mp4", seconds=5, cover=cover))
    assert facts.video_codec is None
    assert findings == {Code.NO_VIDEO: Finding(Code.NO_VIDEO, Severity.REFUSAL, facts={"reason": reason})}


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_rotation_of_a_phone_is_read(tmp_path: Path, degrees: int) -> None:
    path = videos.rotate(own_clip(tmp_path / "a.mp4", seconds=2), degrees=degrees)
    assert measure(path)[0].rotation == degrees


def playlists(other: Path, port: int) -> dict[str, str]:
    local = f"file://{other}"
    web = f"http://127.0.0.1:{port}/a.ts"
    begin = "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n"
    return {
        "hls of a local file": f"{begin}{local}\n#EXT-X-ENDLIST\n",
        "hls of the web": f"{begin}{web}\n#EXT-X-ENDLIST\n",
        "hls of a concat": f"{begin}concat:{web}|{local}\n#EXT-X-ENDLIST\n",
        "ffconcat of a local file": f"ffconcat version 1.0\nfile '{other}'\n",
        "ffconcat of the web": f"ffconcat version 1.0\nfile '{web}'\n",
        "dash": (
            '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" '
            'mediaPresentationDuration="PT10S"><Period><AdaptationSet mimeType="video/mp4"><Representation '
            f'id="1" bandwidth="1"><BaseURL>{web}</BaseURL></Representation></AdaptationSet></Period></MPD>'
        ),
        "sdp": f"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video {port} RTP/AVP 96\n",
    }


@pytest.mark.parametrize("name", list(playlists(Path("/x"), 1)))
def test_D12_E06_script_named_mp4_opens_no_other_file_and_no_address(tmp_path: Path, name: str) -> None:
    other = clip(seconds=10)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        script = tmp_path / "entry.mp4"
        script.write_text(playlists(other, listener.getsockname()[1])[name])
        for kind in (MP4, WEBM):
            facts, findings = measure(script, kind)
            assert facts.duration_ms is None
            assert findings[Code.UNREADABLE].severity is Severity.REFUSAL
        listener.settimeout(0.2)
        with pytest.raises(TimeoutError):
            listener.accept()


def test_D12_format_list_alone_stops_a_concat_that_the_protocol_list_lets_through(tmp_path: Path) -> None:
    """The attack works where only protocols are bounded, so that the test above could fail."""
    import av

    other = clip(seconds=10)
    script = other.with_name("script.mp4")
    script.write_text(f"ffconcat version 1.0\nfile '{other.name}'\n")
    with av.open(f"file:{script}", options={"protocol_whitelist": "file"}) as container:
        assert container.format.name == "concat"
    assert Code.UNREADABLE in measure(script)[1]


def test_D02_container_that_is_not_what_sniffing_said_is_refused() -> None:
    facts, findings = measure(clip(seconds=10, container="webm"), MP4)
    assert facts.duration_ms is None
    assert findings[Code.UNREADABLE].facts == {"reason": "format"}


@pytest.mark.parametrize("size", [(8000, 6000), (12000, 9000)])
def test_D13_pictures_beyond_the_limit_are_refused(size: tuple[int, int]) -> None:
    path = clip(seconds=1, container="mkv", codec="mjpeg", size=size, fps=1, audio=False)
    _, findings = measure(path)
    refused = findings[Code.TOO_COMPLEX]
    assert (refused.severity, refused.facts) == (Severity.REFUSAL, {"reason": "pixels", "limit": 40_000_000})


def test_D13_too_many_streams_are_refused(tmp_path: Path) -> None:
    maps = tuple(argument for _ in range(20) for argument in ("-map", "0:v"))
    path = videos.make_video(tmp_path / "a.mkv", seconds=1, container="mkv", audio=False, extra=maps)
    assert measure(path)[1][Code.TOO_COMPLEX].facts == {"reason": "streams", "limit": 16}


def test_D13_endless_duration_is_refused(tmp_path: Path) -> None:
    path = videos.make_mkv_with_hole(tmp_path / "a.mkv", seconds=4, hole_seconds=240 * 3600)
    assert measure(path)[1][Code.TOO_COMPLEX].facts == {"reason": "duration", "limit": 14_400}


def test_D13_absurd_frame_rate_is_refused(tmp_path: Path) -> None:
    squeeze = ("-bsf:v", "setts=ts=TS/100:duration=1")
    path = videos.make_video(tmp_path / "a.mp4", seconds=20, fps=25, audio=False, extra=squeeze)
    assert measure(path)[1][Code.TOO_COMPLEX].facts == {"reason": "fps", "limit": 300}


@pytest.mark.parametrize("content", [b"", b"\0" * 5000, b"\x1aE\xdf\xa3", b"\0\0\0\x18ftypmp42", b"\xff" * 70_000])
def test_D11_rubbish_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(content)
    for kind in (MP4, WEBM):
        facts, findings = measure(path, kind)
        assert facts.duration_ms is None
        assert any(finding.severity is Severity.REFUSAL for finding in findings.values())


def test_D11_flipped_bytes_never_raise(tmp_path: Path) -> None:
    content = clip(seconds=2).read_bytes()
    path = tmp_path / "a.mp4"
    for at in range(0, len(content), max(1, len(content) // 300)):
        path.write_bytes(content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :])
        facts, findings = measure_video(path, MP4)
        assert facts.seconds_rounded is not None or findings


@pytest.mark.parametrize("length", [0, 4, 8, 12])
def test_boxes_of_a_broken_length_end_the_walk(tmp_path: Path, length: int) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(length.to_bytes(4, "big") + b"moov" + b"\0" * 3)
    with path.open("rb") as file:
        found = list(boxes.walk(file, size=path.stat().st_size))
    assert [box.name for box in found] == ([] if length == 4 else [b"moov"])


def test_many_boxes_end_the_walk(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(b"\0\0\0\x08free" * 20_000)
    with path.open("rb") as file:
        assert len(list(boxes.walk(file, size=path.stat().st_size))) == 10_000


def box(name: bytes, payload: bytes, *, is_long: bool = False) -> bytes:
    if is_long:
        return struct.pack(">I4sQ", 1, name, len(payload) + 16) + payload
    return struct.pack(">I4s", len(payload) + 8, name) + payload


@pytest.mark.parametrize("is_long", [False, True])
@pytest.mark.parametrize(
    ("payload", "duration"),
    [
        (struct.pack(">12xII", 1000, 5500), Fraction(11, 2)),
        (struct.pack(">B19xIQ", 1, 1000, 5500), Fraction(11, 2)),
        (struct.pack(">12xII", 1000, 0), None),
        (struct.pack(">12xII", 0, 5500), None),
        (b"short", None),
    ],
)
def test_claimed_duration_of_both_versions_of_the_header(
    tmp_path: Path, payload: bytes, duration: Fraction | None, *, is_long: bool
) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(box(b"ftyp", b"isom") + box(b"moov", box(b"mvhd", payload), is_long=is_long))
    with path.open("rb") as file:
        header = boxes.read_header(file, size=path.stat().st_size)
    assert header == boxes.Header(duration, rotation=0, is_cut=False)


def test_file_without_a_header_claims_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(box(b"ftyp", b"isom") + struct.pack(">I4s", 100, b"mdat"))
    with path.open("rb") as file:
        assert boxes.read_header(file, size=path.stat().st_size) == boxes.Header(None, 0, is_cut=True)
        assert list(boxes.walk(file, size=1000))[-1].name == b"mdat"


def test_late_start_does_not_count_and_is_remarked(tmp_path: Path) -> None:
    late = ("-bsf:v", "setts=ts=TS+5/TB", "-avoid_negative_ts", "disabled")
    path = videos.make_video(tmp_path / "a.mkv", seconds=10, container="mkv", audio=False, extra=late)
    facts, findings = measure(path)
    assert facts.seconds_rounded == 10
    assert findings[Code.LATE_START].facts == {"at_ms": 5000}


def test_D13_too_many_packets_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("media.videos.measure.MAX_PACKETS", 20)
    assert measure(clip(seconds=10))[1][Code.TOO_COMPLEX].facts == {"reason": "packets", "limit": 20}


def test_measuring_is_quick_and_flat(tmp_path: Path) -> None:
    """The packets are read once and thrown away: ten times the file takes no more memory."""
    path = clip(seconds=360)
    measure(path)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    for _ in range(10):
        measure(path)
    assert (time.process_time() - started) / 10 < 0.3
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 8 << 10


def measure_task(argument: dict[str, str]) -> dict[str, object]:
    facts, findings = measure_video(Path(argument["path"]), FileKind(argument["kind"]))
    return {"seconds": facts.seconds_rounded, "findings": [finding.code for finding in findings]}


@pytest.mark.parametrize("container", ["mp4", "mov", "webm", "mkv"])
def test_D26_measuring_works_inside_the_sandbox(container: str) -> None:
    path = clip(seconds=10, container=container)
    answer = sandbox.call(
        "tests.unit.media.test_videos_measure:measure_task",
        {"path": str(path), "kind": container},
        readable=(path,),
    )
    assert answer == {"seconds": 10, "findings": []}
