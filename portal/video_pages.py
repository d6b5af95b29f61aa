"""A video for its pages: the facts that matter, where each figure of its duration comes from, and its time line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from media.videos.examining import told
from portal.display import byte_size
from portal.video_words import (
    codec,
    kilobits,
    picture_size,
    rate,
    span,
    stretch_name,
    tag_place,
    tenths,
    witness,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from judging.models.examinations import Examination, Glance

LANES = ("black", "frozen", "silent")
MOST_BARS = 60
WIDTH = 1000
"""The drawing's own width; the page scales it."""
NEAR_END_MS = 2500
LOUD_TENTHS, SOFT_TENTHS = -120, -300
"""Beyond these one reaches for the volume: EBU R 128 wants -23 LUFS, the web about -14."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One stretch on the drawing, and in words for the table."""

    x: int
    width: int
    begins: str
    ends: str
    length: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One row of the drawing: what it shows, its bars, how long they are in all."""

    name: str
    bars: tuple[Bar, ...]
    in_all: str


@dataclass(frozen=True, slots=True)
class TimeLine:
    """The second look. `is_done` False: it goes on; `until` tells how far it came, empty when to the end."""

    is_done: bool
    until: str
    lanes: tuple[Lane, ...]
    ends: str
    sound: tuple[tuple[str, str], ...]
    left_out: int

    @property
    def rows(self) -> list[tuple[str, str, str, str]]:
        """What the drawing shows, as rows of a table."""
        return [(lane.name, bar.begins, bar.ends, bar.length) for lane in self.lanes for bar in lane.bars]


@dataclass(frozen=True, slots=True)
class ShownVideo:
    """Everything that a page says of a measured video. `witnesses` are the sources of its duration."""

    facts: tuple[tuple[str, str], ...]
    witnesses: tuple[tuple[str, str], ...]
    tracks: tuple[tuple[str, str, str, str], ...]
    tags: tuple[tuple[str, str, str], ...]
    time_line: TimeLine | None


def shown_video(report: Mapping[str, Any], examination: Examination | None) -> ShownVideo | None:
    """The video of a kept report in words; None of anything else, and of a video that could not be read."""
    video = report.get("video")
    if not video or video["duration_ms"] is None:
        return None
    return ShownVideo(
        facts=tuple(_facts(video, report)),
        witnesses=tuple(_witnesses(video)),
        tracks=tuple(_track(number, track) for number, track in enumerate(video["tracks"], 1)),
        tags=tuple((tag_place(tag["place"]), tag["name"], tag["text"]) for tag in video.get("tags", ())),
        time_line=None if examination is None else _time_line(examination, video["duration_ms"]),
    )


def short_facts(report: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What its author wants to know of a video: length, picture, sound."""
    video = report.get("video")
    if not video or video["duration_ms"] is None:
        return []
    return [*_facts(video, report)][:4]


def provisional_facts(glance: Glance) -> str:
    """What a header claims, in one line: "5 phút 12 giây · 1280 × 720 · H.264 · AAC"; empty when it says nothing."""
    claims = glance.claims
    parts = [
        span(round(claims["duration_ms"], -3)) if claims["duration_ms"] else "",
        picture_size(claims["width"], claims["height"]) if claims["width"] and claims["height"] else "",
        codec(claims["video_codec"]) if claims["video_codec"] else "",
        codec(claims["audio_codec"]) if claims["audio_codec"] else "",
    ]
    return " · ".join(filter(None, parts))


def _facts(video: Mapping[str, Any], report: Mapping[str, Any]) -> list[tuple[str, str]]:
    width, height, turn = video["width"], video["height"], video["rotation"]
    size = picture_size(height, width) if turn in {90, 270} else picture_size(width, height)
    if turn:
        size = _("%(size)s (held turned by %(degrees)s°)", size=size, degrees=turn)
    frames = _("%(rate)s pictures a second", rate=rate(video["fps_milli"])) if video["fps_milli"] else "—"
    if video.get("is_variable_rate"):
        frames = _("%(rate)s pictures a second on average, varying", rate=rate(video["fps_milli"]))
    rows = [
        (_("Duration"), span(video["duration_ms"])),
        (_("Picture"), f"{size} · {codec(video['video_codec'])}"),
        (_("Frame rate"), frames),
        (_("Sound"), codec(video["audio_codec"]) if video["has_audio"] else _("none")),
        (_("Container"), f"{report['kind'].upper()} · {byte_size(report['size_bytes'])}"),
    ]
    if video.get("bit_rate"):
        rows.append((_("Bit rate"), kilobits(video["bit_rate"])))
    return rows


def _witnesses(video: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each source of the duration with its figure, from what is only claimed to what was decoded."""
    rows = [(witness("header"), video["header_duration_ms"])]
    for place, track in enumerate(video["tracks"], 1):
        if track["kind"] in {"video", "audio"} and track.get("header_ms") is not None:
            rows.append((_("header of track %(number)s", number=place), track["header_ms"]))
    rows += [(witness("edits"), video["edited_ms"])] if video.get("edited_ms") is not None else []
    for place, track in enumerate(video["tracks"], 1):
        if track["kind"] in {"video", "audio"}:
            rows.append((_("packets of track %(number)s", number=place), track["duration_ms"]))
    rows.append((witness("packets"), video["duration_ms"]))
    if decoded := video.get("decoded"):
        rows.append((witness("decoded_video"), decoded["natural_ms"] or decoded["video_ms"]))
        rows.append((witness("decoded_audio"), decoded["audio_ms"]))
    return [(name, "—" if ms is None else span(ms)) for name, ms in rows]


def _track(place: int, track: Mapping[str, Any]) -> tuple[str, str, str, str]:
    shown = kilobits(track["bit_rate"]) if track.get("bit_rate") else "—"
    length = "—" if track["duration_ms"] is None else span(track["duration_ms"])
    return str(place), f"{witness(track['kind'])} · {codec(track['codec'])}", length, shown


def _time_line(examination: Examination, duration_ms: int) -> TimeLine:
    found = told(examination.found)
    length = max(duration_ms, found["until_ms"], 1)
    kinds = [kind for kind in LANES if found["has_sound" if kind == "silent" else "has_pictures"]]
    lanes = []
    for kind in kinds:
        whole = sum(ends - begins for begins, ends in found[kind])
        bars = tuple(_bar(begins, ends, length) for begins, ends in found[kind][:MOST_BARS])
        lanes.append(Lane(stretch_name(kind), bars, span(whole)))
    came_to_end = found["until_ms"] + NEAR_END_MS >= duration_ms
    return TimeLine(
        is_done=examination.is_done,
        until="" if examination.is_done and came_to_end else span(found["until_ms"]),
        lanes=tuple(lanes),
        ends=_clock(length),
        sound=tuple(_sound(found)),
        left_out=sum(max(0, len(found[kind]) - MOST_BARS) for kind in kinds),
    )


def _bar(begins: int, ends: int, length: int) -> Bar:
    x = WIDTH * begins // length
    width = max(3, WIDTH * (ends - begins) // length)  # what is short must still be seen
    return Bar(min(x, WIDTH - width), width, _clock(begins), _clock(ends), span(ends - begins))


def _clock(ms: int) -> str:
    """A moment of the film as players show it: 65,200 → `1:05`."""
    minutes, seconds = divmod(ms // 1000, 60)
    return f"{minutes}:{seconds:02}"


def _sound(found: Mapping[str, Any]) -> list[tuple[str, str]]:
    if not found["has_sound"]:
        return []
    if found["lufs_tenths"] is None:
        return [(_("Loudness"), _("not a sound is to be heard"))]
    loud = found["lufs_tenths"]
    words = _("%(number)s LUFS", number=tenths(loud))
    if loud > LOUD_TENTHS:
        words = _("%(number)s LUFS: very loud", number=tenths(loud))
    elif loud < SOFT_TENTHS:
        words = _("%(number)s LUFS: very soft", number=tenths(loud))
    rows = [(_("Loudness (EBU R128)"), words)]
    if found["range_tenths"] is not None:
        rows.append((_("Loudness range"), _("%(number)s LU", number=tenths(found["range_tenths"]))))
    if found["peak_hundredths"] is not None:
        rows.append((_("True peak"), _("%(number)s dBTP", number=tenths(round(found["peak_hundredths"] / 10)))))
    return rows
