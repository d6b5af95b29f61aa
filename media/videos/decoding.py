"""The last witness of a duration: the content itself, decoded picture by picture and sample by sample.

It costs a hundred times what reading packets costs, so it is asked only where they leave a question open, for
a bounded time; what it saw until then is told as such.
"""

import time
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from av.audio.frame import AudioFrame
from av.container import InputContainer
from av.stream import Stream
from av.video.frame import VideoFrame

from media.reports import DecodedFacts
from media.videos.opening import OPEN_ERRORS, open_video

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av.packet import Packet

CPU_SECONDS = 12
_MOST_DAMAGED = 10_000


class _Heard:
    """What was decoded so far."""

    def __init__(self) -> None:
        self.frames = 0
        self.damaged = 0
        self.samples = Fraction(0)
        self.first: Fraction | None = None
        self.latest = Fraction(0)
        self.step = Fraction(0)

    def take(self, frame: object) -> None:
        if isinstance(frame, AudioFrame):
            self.samples += Fraction(frame.samples, frame.sample_rate or 1)
        elif isinstance(frame, VideoFrame):
            self.frames += 1
            self.damaged += frame.is_corrupt
            if frame.pts is None or frame.time_base is None:
                return
            at = frame.pts * frame.time_base
            self.first = at if self.first is None else min(self.first, at)
            if at > self.latest:
                self.step, self.latest = at - self.latest, at

    @property
    def video_ms(self) -> int | None:
        return None if self.first is None else round((self.latest + self.step - self.first) * 1000)


def decode(path: Path, *, cpu_seconds: float = CPU_SECONDS) -> DecodedFacts | None:
    """Decode picture and sound for at most `cpu_seconds` of processor time; None if the file cannot be opened."""
    heard = _Heard()
    ends_at = time.process_time() + cpu_seconds
    is_whole, rate = True, None
    try:
        with open_video(path) as container:
            streams = [*container.streams.video[:1], *container.streams.audio[:1]]
            rate = next((one.codec_context.framerate for one in container.streams.video[:1]), None)
            for packet in _packets(container, streams):
                heard.damaged += _decode_into(heard, packet)
                if time.process_time() > ends_at or heard.damaged > _MOST_DAMAGED:
                    is_whole = False
                    break
    except OPEN_ERRORS:
        if not heard.frames and not heard.samples:
            return None
    return DecodedFacts(
        frames=heard.frames,
        video_ms=heard.video_ms,
        natural_ms=round(heard.frames / rate * 1000) if rate and heard.frames else None,
        audio_ms=round(heard.samples * 1000) if heard.samples else None,
        damaged=heard.damaged,
        is_whole=is_whole,
    )


def _packets(container: InputContainer, streams: list[Stream]) -> "Iterator[Packet[Stream]]":
    for stream in streams:
        stream.codec_context.thread_count = 1  # the sandbox lets nobody start a thread
    if streams:
        yield from container.demux(streams)


def _decode_into(heard: _Heard, packet: "Packet[Stream]") -> bool:
    """Take in what a packet decodes to; True when it is damaged."""
    try:
        for frame in packet.decode():
            heard.take(frame)
    except OPEN_ERRORS:
        return True
    return False
