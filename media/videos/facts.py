"""The figures of a video, as plain values. Unknown is `None`, never zero."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class TrackFacts:
    """One stream of a video: its kind (`video`, `audio`, `subtitle`, `data`), codec and presentation span.

    `duration_ms` is by its packets, `header_ms` what the file claims of it; `bit_rate` in bits per second.
    """

    kind: str
    codec: str
    duration_ms: int | None
    start_ms: int | None = None
    header_ms: int | None = None
    packets: int = 0
    bit_rate: int | None = None
    channels: int | None = None
    sample_rate: int | None = None


@dataclass(frozen=True, slots=True)
class DecodedFacts:
    """What came out when the content itself was decoded, because packets and headers left a question open.

    `video_ms` is from the first picture to the end of the last, `natural_ms` how long these pictures last at the
    rate that the codec names, `audio_ms` the samples of sound at their rate. `is_whole`: the end was reached.
    """

    frames: int
    video_ms: int | None
    natural_ms: int | None
    audio_ms: int | None
    damaged: int
    is_whole: bool


@dataclass(frozen=True, slots=True)
class TagFacts:
    """A text that a video carries beside its pictures. `place` is `file`, `track:1` or `chapter:2`."""

    place: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class VideoFacts:
    """The figures of a video.

    `duration_ms` is the presentation span after edit lists, from packets; `seconds_rounded` the same to the
    nearest second, as printed; `header_duration_ms` what the container claims. `rotation` is in degrees
    clockwise; `fps_milli` is frames per 1,000 seconds, so that no float enters the record, and
    `codec_fps_milli` the rate that the pictures themselves name. `pieces_ms` are the single recordings of files
    glued together. `is_doubtful`: the duration stands in the file, but something speaks against it. `profile`,
    `level` (31 is 3.1) and `pixel_format` are those of the picture's codec, which not every phone can play.
    """

    duration_ms: int | None
    seconds_rounded: int | None
    header_duration_ms: int | None
    tracks: tuple[TrackFacts, ...]
    width: int | None
    height: int | None
    rotation: int
    fps_milli: int | None
    video_codec: str | None
    audio_codec: str | None
    has_audio: bool
    tags: tuple[TagFacts, ...] = ()
    codec_fps_milli: int | None = None
    is_variable_rate: bool | None = None
    bit_rate: int | None = None
    edited_ms: int | None = None
    distinct_ms: int | None = None
    pieces_ms: tuple[int, ...] = ()
    decoded: DecodedFacts | None = None
    is_doubtful: bool = False
    profile: str | None = None
    level: int | None = None
    pixel_format: str | None = None


def video_from_plain(data: Mapping[str, Any]) -> VideoFacts:
    """The figures that were written as a plain JSON object; an older measurer knew fewer, which have defaults."""
    tracks = tuple(TrackFacts(**track) for track in data["tracks"])
    tags = tuple(TagFacts(**tag) for tag in data.get("tags", ()))
    decoded = DecodedFacts(**data["decoded"]) if data.get("decoded") else None
    pieces = tuple(data.get("pieces_ms", ()))
    return VideoFacts(**{**data, "tracks": tracks, "tags": tags, "decoded": decoded, "pieces_ms": pieces})
