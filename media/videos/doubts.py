"""What is odd about a video once packets, tables and, where asked, the content were read: findings with figures."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from media.codes import Code
from media.reports import Finding, Severity, VideoFacts
from media.videos.claims import Claims, too_complex
from media.videos.tracks import UNKNOWN_CODEC, Track

MAX_FPS = 300
TRACKS_APART_SECONDS = 1
"""Tracks that end further apart than this are a finding (design.md 5: borderline)."""
HEADER_OFF_SECONDS = 1
HEADER_OFF_SHARE = Fraction(2, 100)
"""A header may be off by less than a second or, in short files, by 2 % (D14)."""
FEW_FPS = 4
SLOWED_SHARE = Fraction(6, 10)
"""Even pictures at less than this share of the rate that they themselves name were slowed by the time table."""
LONG_GAP_SECONDS = 5
LATE_START_SECONDS = 1
REPEATED_SECONDS = 1

DOUBTS = frozenset({
    Code.FEW_FRAMES, Code.SLOWED, Code.LONG_GAP, Code.REPEATED, Code.GLUED, Code.DECODED_DIFFERS, Code.NO_TIMES,
})  # fmt: skip
"""With one of these the duration is the file's own tale: a person looks before it passes or fails."""
ASKING = DOUBTS | {Code.HEADER_DURATION_DIFFERS, Code.CUT_SHORT, Code.CORRUPT_PACKETS}
"""With one of these the content itself is decoded and asked."""

Figures = Mapping[str, str | int]


def look(facts: VideoFacts, tracks: Mapping[int, Track], claims: Claims, max_pixels: int) -> Iterator[Finding]:
    """Everything that is odd, gravest first; a file without moving pictures says only that."""
    video = next((track for track in tracks.values() if track.kind == "video"), None)
    if video is None or not (video.packets or video.untimed):
        has_cover = any(track.kind == "cover" for track in tracks.values())
        reason = "cover" if has_cover else "audio_only" if facts.has_audio else "empty"
        yield Finding(Code.NO_VIDEO, Severity.REFUSAL, facts={"reason": reason})
        return
    if video.codec == UNKNOWN_CODEC:
        yield Finding(Code.UNREADABLE, Severity.REFUSAL, facts={"reason": "codec"})
        return
    # No size at all is what FFmpeg tells of pictures beyond the larger limit of opening.
    if not facts.width or not facts.height or facts.width * facts.height > max_pixels:
        yield too_complex("pixels", max_pixels)
    if (facts.fps_milli or 0) > MAX_FPS * 1000:
        yield too_complex("fps", MAX_FPS)
    if not facts.has_audio:
        yield Finding(Code.NO_SOUND, Severity.INFO)
    yield from _compare_header(facts)
    if not video.packets:
        yield _warning(Code.NO_TIMES, {"count": video.untimed})
        return
    yield from _compare_tracks(tracks, video)
    yield from _look_at_pictures(facts, video)
    yield from _look_at_pieces(facts, claims)
    if corrupt := sum(track.corrupt for track in tracks.values()):
        yield _warning(Code.CORRUPT_PACKETS, {"count": corrupt})
    if any("location" in tag.name.lower() for tag in facts.tags):
        yield Finding(Code.LOCATION, Severity.WARNING)


def compare_decoded(facts: VideoFacts) -> Iterator[Finding]:
    """What decoding says against the packets, when it came to the end."""
    decoded, measured = facts.decoded, facts.duration_ms
    if decoded is None or not decoded.is_whole or measured is None:
        return
    content = max(decoded.natural_ms or 0, decoded.audio_ms or 0)
    if content and measured - content > _allowed(measured):
        yield _warning(Code.DECODED_DIFFERS, {"measured_ms": measured, "decoded_ms": content})


def _compare_header(facts: VideoFacts) -> Iterator[Finding]:
    claimed, measured = facts.header_duration_ms, facts.duration_ms
    if claimed is None:
        yield Finding(Code.NO_HEADER_DURATION, Severity.INFO)
        return
    if measured is None:
        return
    if abs(claimed - measured) > _allowed(measured):
        seen = {"header_ms": claimed, "measured_ms": measured}
        yield Finding(Code.HEADER_DURATION_DIFFERS, Severity.WARNING, "header", seen)
        return
    for number, track in enumerate(facts.tracks):
        if track.header_ms is None or track.duration_ms is None or track.kind not in {"video", "audio"}:
            continue
        if abs(track.header_ms - track.duration_ms) > _allowed(track.duration_ms):
            seen = {"header_ms": track.header_ms, "measured_ms": track.duration_ms}
            yield Finding(Code.HEADER_DURATION_DIFFERS, Severity.WARNING, f"track:{number}", seen)
            return


def _allowed(measured_ms: int) -> Fraction:
    return min(Fraction(HEADER_OFF_SECONDS * 1000), max(Fraction(200), HEADER_OFF_SHARE * measured_ms))


def _compare_tracks(tracks: Mapping[int, Track], video: Track) -> Iterator[Finding]:
    """The pictures against each sound track."""
    for track in tracks.values():
        is_sound = track.kind == "audio" and track.packets
        if is_sound and abs(track.ends - video.ends) > TRACKS_APART_SECONDS:
            yield _warning(Code.TRACKS_DIFFER, {"video_ms": to_ms(video.ends), "audio_ms": to_ms(track.ends)})


def _look_at_pictures(facts: VideoFacts, video: Track) -> Iterator[Finding]:
    """A stretched table and a hole fool even the packets; few frames and a long gap give them away."""
    fps, named = facts.fps_milli, facts.codec_fps_milli
    if fps is not None and fps < FEW_FPS * 1000 and video.packets > 1:
        yield _warning(Code.FEW_FRAMES, {"fps_milli": fps})
    elif fps and named and video.is_even and fps < named * SLOWED_SHARE:
        natural = video.packets * 1_000_000 // named
        seen = {"fps_milli": fps, "codec_fps_milli": named, "natural_ms": natural, "measured_ms": to_ms(video.span)}
        yield _warning(Code.SLOWED, seen)
    if video.gap > LONG_GAP_SECONDS:
        yield _warning(Code.LONG_GAP, {"gap_ms": to_ms(video.gap), "at_ms": to_ms(video.gap_at)})
    if facts.is_variable_rate and fps is not None:
        yield Finding(Code.VARIABLE_RATE, Severity.INFO, facts={"fps_milli": fps})


def _look_at_pieces(facts: VideoFacts, claims: Claims) -> Iterator[Finding]:
    """Several recordings in one file, and one recording shown again and again."""
    told, distinct, edits = facts.edited_ms, facts.distinct_ms, claims.edits
    if edits and told is not None and distinct is not None and told - distinct > REPEATED_SECONDS * 1000:
        yield _warning(Code.REPEATED, {"edits": edits.edits, "presented_ms": told, "distinct_ms": distinct})
    if len(facts.pieces_ms) > 1:
        seen = {"count": len(facts.pieces_ms), "first_ms": facts.pieces_ms[0], "whole_ms": sum(facts.pieces_ms)}
        yield _warning(Code.GLUED, seen)
    elif claims.pieces:
        yield _warning(Code.GLUED, {"count": len(claims.pieces), "whole_ms": facts.duration_ms or 0})
    first = min((track.start_ms for track in facts.tracks if track.start_ms is not None), default=0)
    late = next((track.start_ms for track in facts.tracks if track.kind == "video"), None)
    # A transport stream begins wherever its sender's clock stood: only what the pictures lack counts.
    begins = first if claims.duration is None else 0
    if late is not None and late - begins > LATE_START_SECONDS * 1000:
        yield Finding(Code.LATE_START, Severity.INFO, facts={"at_ms": late - begins})


def _warning(code: Code, seen: Figures) -> Finding:
    return Finding(code, Severity.WARNING, facts=seen)


def to_ms(seconds: Fraction) -> int:
    """Seconds to the nearest millisecond, halves up."""
    return int((seconds * 2000 + 1) // 2)
