"""How long a video plays and what it is made of, from its packets; what a header claims is only compared.

Runs inside the sandbox. Reads forward once, decodes nothing, keeps nothing: memory stays flat.
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import av.error
from av.container import InputContainer
from av.stream import Disposition, Stream

from media.codes import Code
from media.reports import FileKind, Finding, Severity, TrackFacts, VideoFacts
from media.videos import boxes
from media.videos.opening import OPEN_ERRORS, OPEN_OPTIONS, is_of, open_video
from media.videos.tags import read_tags, tags_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av.packet import Packet

__all__ = ["OPEN_OPTIONS", "measure_video", "read_tags", "seconds_of"]

MAX_PIXELS = 40_000_000
MAX_STREAMS = 16
MAX_DURATION_SECONDS = 4 * 3600
MAX_PACKETS = 4_000_000
MAX_FPS = 300

_UNKNOWN = "unknown"

TRACKS_APART_SECONDS = 1
"""Tracks that end further apart than this are a finding (design.md 5: borderline)."""
HEADER_OFF_SECONDS = 1
HEADER_OFF_SHARE = Fraction(2, 100)
"""A header may be off by less than a second or, in short files, by 2 % (D14)."""
FEW_FPS = 4
LONG_GAP_SECONDS = 5
LATE_START_SECONDS = 1


@dataclass(slots=True)
class Track:
    """What was seen of one stream. Times are kept in its ticks of `base` seconds and told in seconds."""

    kind: str
    codec: str
    base: Fraction
    packets: int = 0
    corrupt: int = 0
    _starts: int = 0
    _ends: int = 0
    _latest: int = 0
    _step: int = 0
    _gap: int = 0
    _gap_at: int = 0

    def see(self, packet: "Packet[Stream]") -> None:
        """Take a packet in. Those that an edit list leaves out are not presented and do not count."""
        at = packet.pts
        if at is None or packet.is_discard:
            return
        duration = packet.duration or 0
        self.packets += 1
        self.corrupt += packet.is_corrupt
        if self.packets == 1:
            self._starts, self._ends, self._latest = at, at + duration, at
            return
        if at > self._latest:
            self._step = at - self._latest
            if self._step > self._gap:
                self._gap, self._gap_at = self._step, self._latest
            self._latest = at
        elif at < self._starts:
            self._starts = at
        # A last frame without a duration of its own lasts as long as the one before it.
        ends = at + (duration or self._step)
        self._ends = max(ends, self._ends)

    @property
    def starts(self) -> Fraction:
        """The first presented moment; what lies before zero is priming."""
        return max(0, self._starts) * self.base

    @property
    def ends(self) -> Fraction:
        return self._ends * self.base

    @property
    def span(self) -> Fraction:
        return self.ends - self.starts

    @property
    def gap(self) -> Fraction:
        """The longest time without a new packet."""
        return self._gap * self.base

    @property
    def gap_at(self) -> Fraction:
        return self._gap_at * self.base


def measure_video(
    path: Path,
    kind: FileKind,
    *,
    max_pixels: int = MAX_PIXELS,
    max_duration_seconds: int = MAX_DURATION_SECONDS,
) -> tuple[VideoFacts, tuple[Finding, ...]]:
    """The figures of a video and what is odd about it. `kind` is what sniffing found.

    The duration is the presentation span after edit lists over all tracks, to the nearest second, halves up:
    a WebM of 360.008 s is 360 seconds. Never raises for a broken or hostile file: it becomes a finding.
    """
    try:
        container = open_video(path)
    except OPEN_ERRORS as error:
        return _no_facts(), (_unreadable(error),)
    with container:
        if not is_of(kind, container):
            return _no_facts(), (Finding(Code.UNREADABLE, Severity.REFUSAL, facts={"reason": "format"}),)
        if len(container.streams) > MAX_STREAMS:
            return _no_facts(), (_too_complex("streams", MAX_STREAMS),)
        tracks, findings = _scan(container, max_duration_seconds)
        claimed = _read_header(path, kind, container)
        facts = _gather(container, tracks, claimed)
    if claimed.is_cut and not findings:
        findings.append(Finding(Code.CUT_SHORT, Severity.PROBLEM))
    findings += _judge_tracks(facts, tracks, max_pixels)
    return facts, tuple(findings)


def seconds_of(milliseconds: int | Fraction) -> int:
    """Milliseconds to the nearest second, halves up: 359,500 are 360."""
    return int((Fraction(milliseconds) / 1000 * 2 + 1) // 2)


def _scan(container: InputContainer, max_duration_seconds: int) -> tuple[dict[int, Track], list[Finding]]:
    tracks = {
        stream.index: Track(_kind_of(stream), _codec_of(stream), stream.time_base or Fraction(1))
        for stream in container.streams
    }
    findings = []
    seen = 0
    try:
        for packet in islice(_packets(container), MAX_PACKETS + 1):
            seen += 1
            tracks[packet.stream_index].see(packet)
    except av.error.FFmpegError:
        findings.append(Finding(Code.CUT_SHORT, Severity.PROBLEM))
    if seen > MAX_PACKETS:
        findings.append(_too_complex("packets", MAX_PACKETS))
    if any(track.span > max_duration_seconds for track in _timed(tracks)):
        findings.append(_too_complex("duration", max_duration_seconds))
    return tracks, findings


def _packets(container: InputContainer) -> "Iterator[Packet[Stream]]":
    for packet in container.demux():
        if packet.size:  # the flush at the end has neither bytes nor times
            yield packet


def _gather(container: InputContainer, tracks: dict[int, Track], claimed: boxes.Header) -> VideoFacts:
    pictures = [stream for stream in container.streams.video if tracks[stream.index].kind == "video"]
    picture = pictures[0] if pictures else None
    timed = _timed(tracks)
    duration = max(t.ends for t in timed) - min(t.starts for t in timed) if timed else None
    video = tracks[picture.index] if picture else None
    audio = next((track for track in tracks.values() if track.kind == "audio" and track.packets), None)
    return VideoFacts(
        duration_ms=None if duration is None else _ms(duration),
        seconds_rounded=None if duration is None else seconds_of(duration * 1000),
        header_duration_ms=None if claimed.duration is None else _ms(claimed.duration),
        tracks=tuple(
            TrackFacts(track.kind, track.codec, _ms(track.span), _ms(track.starts))
            if track.packets
            else TrackFacts(track.kind, track.codec, None)
            for track in tracks.values()
        ),
        width=getattr(picture.codec_context, "width", None) if picture else None,
        height=getattr(picture.codec_context, "height", None) if picture else None,
        rotation=claimed.rotation,
        fps_milli=_fps_milli(video) if video else None,
        video_codec=video.codec if video else None,
        audio_codec=audio.codec if audio else None,
        has_audio=audio is not None,
        tags=tags_of(container),
    )


def _judge_tracks(facts: VideoFacts, tracks: dict[int, Track], max_pixels: int) -> list[Finding]:
    video = next((track for track in tracks.values() if track.kind == "video"), None)
    if video is None or not video.packets:
        has_cover = any(track.kind == "cover" for track in tracks.values())
        reason = "cover" if has_cover else "audio_only" if facts.has_audio else "empty"
        return [Finding(Code.NO_VIDEO, Severity.REFUSAL, facts={"reason": reason})]
    if video.codec == _UNKNOWN:
        return [Finding(Code.UNREADABLE, Severity.REFUSAL, facts={"reason": "codec"})]
    findings = []
    # No size at all is what FFmpeg tells of pictures beyond the larger limit above.
    if not facts.width or not facts.height or facts.width * facts.height > max_pixels:
        findings.append(_too_complex("pixels", max_pixels))
    if (facts.fps_milli or 0) > MAX_FPS * 1000:
        findings.append(_too_complex("fps", MAX_FPS))
    if not facts.has_audio:
        findings.append(Finding(Code.NO_SOUND, Severity.INFO))
    findings += _compare_header(facts)
    findings += _compare_tracks(tracks, video)
    findings += _look_for_liars(facts, video)
    if corrupt := sum(track.corrupt for track in tracks.values()):
        findings.append(Finding(Code.CORRUPT_PACKETS, Severity.WARNING, facts={"count": corrupt}))
    return findings


def _compare_header(facts: VideoFacts) -> list[Finding]:
    claimed, measured = facts.header_duration_ms, facts.duration_ms
    if claimed is None:
        return [Finding(Code.NO_HEADER_DURATION, Severity.INFO)]
    if measured is None:
        return []
    allowed = min(Fraction(HEADER_OFF_SECONDS * 1000), max(Fraction(200), HEADER_OFF_SHARE * measured))
    if abs(claimed - measured) <= allowed:
        return []
    seen: dict[str, str | int] = {"header_ms": claimed, "measured_ms": measured}
    return [Finding(Code.HEADER_DURATION_DIFFERS, Severity.WARNING, "header", seen)]


def _compare_tracks(tracks: dict[int, Track], video: Track) -> list[Finding]:
    """The pictures against each sound track."""
    findings = []
    for track in tracks.values():
        is_sound = track.kind == "audio" and track.packets
        if is_sound and abs(track.ends - video.ends) > TRACKS_APART_SECONDS:
            seen: dict[str, str | int] = {"video_ms": _ms(video.ends), "audio_ms": _ms(track.ends)}
            findings.append(Finding(Code.TRACKS_DIFFER, Severity.WARNING, facts=seen))
    return findings


def _look_for_liars(facts: VideoFacts, video: Track) -> list[Finding]:
    """A stretched table and a hole fool even the packets; few frames and a long gap give them away."""
    findings = []
    if facts.fps_milli is not None and facts.fps_milli < FEW_FPS * 1000:
        findings.append(Finding(Code.FEW_FRAMES, Severity.WARNING, facts={"fps_milli": facts.fps_milli}))
    if video.gap > LONG_GAP_SECONDS:
        seen: dict[str, str | int] = {"gap_ms": _ms(video.gap), "at_ms": _ms(video.gap_at)}
        findings.append(Finding(Code.LONG_GAP, Severity.WARNING, facts=seen))
    if video.starts > LATE_START_SECONDS:
        findings.append(Finding(Code.LATE_START, Severity.INFO, facts={"at_ms": _ms(video.starts)}))
    return findings


def _kind_of(stream: Stream) -> str:
    if stream.type == "video" and stream.disposition & Disposition.attached_pic:
        return "cover"
    return stream.type or "data"


def _codec_of(stream: Stream) -> str:
    # A stream of data or of an unknown codec has no context at run time, whatever the stubs say.
    return getattr(stream.codec_context, "name", None) or _UNKNOWN


def _timed(tracks: dict[int, Track]) -> list[Track]:
    return [track for track in tracks.values() if track.kind in {"video", "audio"} and track.packets]


def _fps_milli(track: Track) -> int | None:
    return int(track.packets * 1000 / track.span) if track.span else None


def _read_header(path: Path, kind: FileKind, container: InputContainer) -> boxes.Header:
    """What the file claims. FFmpeg repairs the duration of an MP4 from its tables, so the claim is read here."""
    told = None if container.duration is None else Fraction(container.duration, 1_000_000)
    if kind not in {FileKind.MP4, FileKind.MOV}:
        return boxes.Header(told, 0, is_cut=False)
    with path.open("rb") as file:
        header = boxes.read_header(file, size=path.stat().st_size)
    return header if header.duration is not None else replace(header, duration=told)


def _ms(seconds: Fraction) -> int:
    return int((seconds * 2000 + 1) // 2)


def _no_facts() -> VideoFacts:
    return VideoFacts(None, None, None, (), None, None, 0, None, None, None, has_audio=False)


def _unreadable(error: Exception) -> Finding:
    reason = type(error).__name__.removesuffix("Error")
    return Finding(Code.UNREADABLE, Severity.REFUSAL, facts={"reason": reason})


def _too_complex(reason: str, limit: int) -> Finding:
    return Finding(Code.TOO_COMPLEX, Severity.REFUSAL, facts={"reason": reason, "limit": limit})
