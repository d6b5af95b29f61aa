"""How long a video plays and what it is made of, from its packets; what a header claims is only compared.

Runs inside the sandbox. Reads forward once, keeps nothing: memory stays flat. Only where packets and tables leave
a question open is the content decoded, for a bounded time (`media.videos.decoding`).
"""

from dataclasses import replace
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import av.error
from av.container import InputContainer
from av.stream import Stream
from av.video.stream import VideoStream

from media.codes import Code
from media.reports import FileKind, Finding, Severity, TrackFacts, VideoFacts
from media.videos.claims import Claims, read_claims, refuse_by_header, too_complex
from media.videos.decoding import decode
from media.videos.doubts import ASKING, DOUBTS, compare_decoded, look, to_ms
from media.videos.opening import OPEN_ERRORS, OPEN_OPTIONS, is_of, open_video
from media.videos.tags import read_tags, tags_of
from media.videos.tracks import Track, presented

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av.packet import Packet

__all__ = ["OPEN_OPTIONS", "measure_video", "read_tags", "seconds_of"]

MAX_PIXELS = 40_000_000
MAX_STREAMS = 16
MAX_DURATION_SECONDS = 4 * 3600
MAX_PACKETS = 4_000_000


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
    if (refusal := refuse_by_header(path, kind)) is not None:
        return _no_facts(), (refusal,)
    try:
        container = open_video(path)
    except OPEN_ERRORS as error:
        return _no_facts(), (_unreadable(error),)
    with container:
        if not is_of(kind, container):
            return _no_facts(), (Finding(Code.UNREADABLE, Severity.REFUSAL, facts={"reason": "format"}),)
        if len(container.streams) > MAX_STREAMS:
            return _no_facts(), (too_complex("streams", MAX_STREAMS),)
        tracks = {stream.index: Track.of(stream) for stream in container.streams}
        broke_off, findings = _scan(container, tracks, max_duration_seconds)
        claims = read_claims(path, kind, container)
        facts = _gather(container, tracks, claims, path.stat().st_size)
    if broke_off or claims.is_cut:
        findings.append(Finding(Code.CUT_SHORT, Severity.PROBLEM, facts={"measured_ms": facts.duration_ms or 0}))
    findings += look(facts, tracks, claims, max_pixels)
    if not any(finding.severity is Severity.REFUSAL for finding in findings):
        facts, more = _ask_content(path, facts, findings)
        findings += more
    is_doubtful = any(finding.code in DOUBTS for finding in findings)
    return replace(facts, is_doubtful=is_doubtful), tuple(findings)


def seconds_of(milliseconds: int | Fraction) -> int:
    """Milliseconds to the nearest second, halves up: 359,500 are 360."""
    return int((Fraction(milliseconds) / 1000 * 2 + 1) // 2)


def _ask_content(path: Path, facts: VideoFacts, findings: list[Finding]) -> tuple[VideoFacts, list[Finding]]:
    """Decode where the packets leave a question open. Without times in the packets it is the only witness."""
    if not any(finding.code in ASKING for finding in findings):
        return facts, []
    decoded = decode(path)
    facts = replace(facts, decoded=decoded)
    if facts.duration_ms is None and decoded is not None and decoded.is_whole:
        told = max(filter(None, (decoded.natural_ms, decoded.audio_ms)), default=None)
        facts = replace(facts, duration_ms=told, seconds_rounded=None if told is None else seconds_of(told))
    return facts, list(compare_decoded(facts))


def _scan(container: InputContainer, tracks: dict[int, Track], max_duration_seconds: int) -> tuple[bool, list[Finding]]:
    """Show every packet to its track; whether reading broke off, and what was beyond the limits."""
    seen, broke_off = 0, False
    try:
        for packet in islice(_packets(container), MAX_PACKETS + 1):
            seen += 1
            tracks[packet.stream_index].see(packet)
    except av.error.FFmpegError:
        broke_off = True
    findings = []
    if seen > MAX_PACKETS:
        findings.append(too_complex("packets", MAX_PACKETS))
    if any(track.span > max_duration_seconds for track in tracks.values() if track.is_timed):
        findings.append(too_complex("duration", max_duration_seconds))
    return broke_off, findings


def _packets(container: InputContainer) -> "Iterator[Packet[Stream]]":
    for packet in container.demux():
        if packet.size:  # the flush at the end has neither bytes nor times
            yield packet


def _gather(container: InputContainer, tracks: dict[int, Track], claims: Claims, size: int) -> VideoFacts:
    pictures = [stream for stream in container.streams.video if tracks[stream.index].kind == "video"]
    picture = pictures[0] if pictures else None
    pieces = presented(tracks.values())
    duration = sum(pieces, Fraction(0)) if pieces else None
    video = tracks[picture.index] if picture else None
    audio = next((track for track in tracks.values() if track.kind == "audio" and track.packets), None)
    named = getattr(picture.codec_context, "framerate", None) if picture else None
    edits = claims.edits
    profile, level, pixel_format = _coding(picture)
    return VideoFacts(
        duration_ms=None if duration is None else to_ms(duration),
        seconds_rounded=None if duration is None else seconds_of(duration * 1000),
        header_duration_ms=None if claims.duration is None else to_ms(claims.duration),
        tracks=tuple(_track_facts(stream, tracks[stream.index], claims) for stream in container.streams),
        width=getattr(picture.codec_context, "width", None) if picture else None,
        height=getattr(picture.codec_context, "height", None) if picture else None,
        rotation=claims.rotation,
        fps_milli=int(video.packets * 1000 / video.span) if video and video.packets and video.span else None,
        video_codec=video.codec if video else None,
        audio_codec=audio.codec if audio else None,
        has_audio=audio is not None,
        tags=tags_of(container),
        codec_fps_milli=int(named * 1000) if named else None,
        is_variable_rate=None if video is None or video.is_even is None else not video.is_even,
        bit_rate=int(size * 8 / duration) if duration else None,
        edited_ms=None if edits is None or edits.edited is None else to_ms(edits.edited),
        distinct_ms=None if edits is None or edits.distinct is None else to_ms(edits.distinct),
        pieces_ms=_pieces_ms(pieces, claims),
        profile=profile,
        level=level,
        pixel_format=pixel_format,
    )


def _coding(picture: VideoStream | None) -> tuple[str | None, int | None, str | None]:
    """Profile, level and pixel format of a picture; None for what its codec does not tell."""
    if picture is None:
        return None, None, None
    context = picture.codec_context
    level = getattr(context, "level", None)
    named = getattr(context, "profile", None), getattr(context, "pix_fmt", None)
    return named[0], level if level is not None and level > 0 else None, named[1]


def _pieces_ms(pieces: tuple[Fraction, ...], claims: Claims) -> tuple[int, ...]:
    """The single recordings, where there are several: by the packets, else by the tables of each."""
    if len(pieces) > 1:
        return tuple(to_ms(piece) for piece in pieces)
    known = [piece for piece in claims.pieces if piece is not None]
    return tuple(to_ms(piece) for piece in known) if len(known) > 1 else ()


def _track_facts(stream: Stream, track: Track, claims: Claims) -> TrackFacts:
    claimed = claims.streams.get(stream.index)
    context = stream.codec_context
    return TrackFacts(
        track.kind,
        track.codec,
        to_ms(track.span) if track.packets else None,
        to_ms(track.starts) if track.packets else None,
        header_ms=None if claimed is None else to_ms(claimed),
        packets=track.packets,
        bit_rate=int(track.size_bytes * 8 / track.span) if track.packets and track.span else None,
        channels=getattr(context, "channels", None) if track.kind == "audio" else None,
        sample_rate=getattr(context, "sample_rate", None) if track.kind == "audio" else None,
    )


def _no_facts() -> VideoFacts:
    return VideoFacts(None, None, None, (), None, None, 0, None, None, None, has_audio=False)


def _unreadable(error: Exception) -> Finding:
    reason = type(error).__name__.removesuffix("Error")
    return Finding(Code.UNREADABLE, Severity.REFUSAL, facts={"reason": reason})
