"""The second look at a video: how loud it is, and where it is black, stands still or is silent.

It decodes everything, which takes a good part of the video's own length on a small machine. So it is cut into slices
of a few seconds of processor time: whatever waits for the same worker gets its turn in between, and after a kill -9
one slice is done again. `examine_slice_safely` gives one slice, `join` puts it to what is there, `told` makes the
figures out of it. All of them are plain JSON objects.
"""

import time
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from math import log10
from pathlib import Path
from typing import Any

import av
from av.audio.frame import AudioFrame
from av.container import InputContainer
from av.filter import Graph
from av.video.frame import VideoFrame

from media import sandbox
from media.videos.loudness import add_counts, integrated, loudness_range
from media.videos.opening import OPEN_ERRORS, open_video

EXAMINER_VERSION = "1"
SLICE_CPU_SECONDS = 6.0
SLICE_BUDGET = sandbox.Budget(wall_seconds=120, cpu_seconds=45, nice=15)
"""A slice ends by itself; the budget is for what does not come back from a single packet."""

KINDS = ("black", "frozen", "silent")
SHORTEST_MS = {"black": 1000, "frozen": 3000, "silent": 2000}
"""Shorter ones are cuts, pauses and breaths."""

_LOOKS_EVERY = Fraction(1, 5)
_JOINED_MS = 450
_BLACK_AVERAGE, _BLACK_HIGH = 24.0, 34.0
_STILL_DIFFERENCE = 0.12
_SILENT_LUFS = -50.0
_SOUND_STEP_MS = 100
_MOMENT_STEPS, _SHORT_STEPS = 4, 30
_LEAST_PROGRESS_MS = 300
_MILLI = 1000

Stretch = list[int]


@dataclass(slots=True)
class _Watch:
    """What was seen and heard in this slice, from `start_ms` on."""

    start_ms: int
    until_ms: int = 0
    pictures: int = 0
    sounds: int = 0
    peak: float | None = None
    blocks: dict[str, int] = field(default_factory=dict)
    shorts: dict[str, int] = field(default_factory=dict)
    stretches: dict[str, list[Stretch]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    _looked_at: Fraction | None = None

    def wants(self, at: Fraction) -> bool:
        """Whether a picture at this time is looked at: five in a second are enough to see what stands still."""
        if self._looked_at is not None and at - self._looked_at < _LOOKS_EVERY and at >= self._looked_at:
            return False
        self._looked_at = at
        return True

    def see(self, at_ms: int, values: dict[str, str]) -> None:
        """Take in the brightness of a picture and how it differs from the one looked at before."""
        before, self.until_ms = self.until_ms, max(self.until_ms, at_ms)
        average, high = (float(values[f"lavfi.signalstats.{name}"]) for name in ("YAVG", "YHIGH"))
        difference = float(values["lavfi.signalstats.YDIF"])
        self.pictures += 1
        begins = max(self.start_ms, before) if self.pictures > 1 else at_ms
        if average <= _BLACK_AVERAGE and high <= _BLACK_HIGH:
            self._extend("black", at_ms if not self.stretches["black"] else begins, at_ms + 200)
        elif self.pictures > 1 and difference <= _STILL_DIFFERENCE:
            self._extend("frozen", begins, at_ms)

    def hear(self, at_ms: int, values: dict[str, str]) -> None:
        """Take in the loudness of the last 400 ms and of the last 3 s."""
        self.sounds += 1
        if self.sounds < _MOMENT_STEPS:
            return
        moment = float(values["lavfi.r128.M"])
        add_counts(self.blocks, moment)
        if self.sounds >= _SHORT_STEPS:
            add_counts(self.shorts, float(values["lavfi.r128.S"]))
        if moment <= _SILENT_LUFS:
            self._extend("silent", max(self.start_ms, at_ms - 3 * _SOUND_STEP_MS), at_ms + _SOUND_STEP_MS)
        peaks = [float(text) for name, text in values.items() if name.startswith("lavfi.r128.true_peaks_ch")]
        if peaks:
            self.peak = max(peaks) if self.peak is None else max(self.peak, *peaks)

    def _extend(self, kind: str, begins: int, ends: int) -> None:
        found = self.stretches[kind]
        if found and begins - found[-1][1] <= _JOINED_MS:
            found[-1][1] = max(found[-1][1], ends)
        else:
            found.append([begins, ends])

    def plain(self, *, is_end: bool) -> dict[str, Any]:
        return {
            "until_ms": self.until_ms, "is_end": is_end, "pictures": self.pictures, "sounds": self.sounds,
            "peak_hundredths": None if self.peak is None else _hundredths(self.peak),
            "blocks": self.blocks, "shorts": self.shorts, **self.stretches,
        }  # fmt: skip


class _Sieve:
    """The filters that every decoded frame goes through, and what they say of it."""

    def __init__(self, container: InputContainer, watch: _Watch) -> None:
        self._watch = watch
        self._origin = Fraction(container.start_time or 0, 1_000_000)
        self.streams = [*container.streams.video[:1], *container.streams.audio[:1]]
        self._graphs: dict[type, Graph] = {}
        for stream in self.streams:
            context = stream.codec_context
            context.thread_count = 1  # the sandbox lets nobody start a thread
            if stream.type == "video":
                # What is dropped is not needed to tell black from still, and costs a third of the time.
                context.skip_frame = "NONREF"
                context.options = {"skip_loop_filter": "all"}

    def take(self, frame: object) -> None:
        if not isinstance(frame, VideoFrame | AudioFrame) or frame.pts is None or frame.time_base is None:
            return
        at = frame.pts * frame.time_base - self._origin
        if at * _MILLI < self._watch.start_ms:
            return
        if isinstance(frame, VideoFrame):
            if self._watch.wants(at):
                self._push(frame, at)
        else:
            frame.pts, frame.time_base = int(at * frame.sample_rate), Fraction(1, frame.sample_rate)
            self._push(frame, at)

    def _push(self, frame: VideoFrame | AudioFrame, at: Fraction) -> None:
        graph = self._graphs.get(type(frame)) or self._make(frame)
        graph.push(frame)
        while True:
            try:
                out = graph.pull()
            except (av.error.BlockingIOError, av.error.EOFError):
                return
            values = {str(name): str(value) for name, value in out.metadata.items()}
            if isinstance(frame, VideoFrame):
                self._watch.see(int(at * _MILLI), values)
            elif "lavfi.r128.M" in values and out.pts is not None and out.time_base is not None:
                self._watch.hear(int(out.pts * out.time_base * _MILLI), values)

    def _make(self, frame: VideoFrame | AudioFrame) -> Graph:
        graph = self._graphs[type(frame)] = Graph()
        graph.threads = 1
        if isinstance(frame, VideoFrame):
            source = graph.add_buffer(
                width=frame.width, height=frame.height, format=frame.format, time_base=frame.time_base
            )
            chain = [("scale", "128:72:flags=fast_bilinear"), ("format", "yuv420p"), ("signalstats", "")]
            sink = "buffersink"
        else:
            source = graph.add_abuffer(
                sample_rate=frame.sample_rate, format=frame.format, layout=frame.layout, time_base=frame.time_base
            )
            chain = [("ebur128", "metadata=1:peak=true")]
            sink = "abuffersink"
        nodes = [source, *(graph.add(name, args) for name, args in chain), graph.add(sink)]
        for left, right in pairwise(nodes):
            left.link_to(right)
        graph.configure()
        return graph


def examine_slice(path: Path, *, start_ms: int, cpu_seconds: float = SLICE_CPU_SECONDS) -> dict[str, Any]:
    """Look at the video from `start_ms` on for `cpu_seconds` of processor time, or to its end. Never raises for it."""
    watch = _Watch(start_ms, until_ms=start_ms)
    ends_at = time.process_time() + cpu_seconds
    try:
        with open_video(path) as container:
            sieve = _Sieve(container, watch)
            if start_ms:
                container.seek((container.start_time or 0) + start_ms * _MILLI, backward=True)
            for packet in container.demux(sieve.streams) if sieve.streams else ():
                _decode(sieve, packet)
                # Without progress there would be no end of slices.
                if time.process_time() > ends_at and watch.until_ms > start_ms + _LEAST_PROGRESS_MS:
                    return watch.plain(is_end=False)
    except OPEN_ERRORS:
        return watch.plain(is_end=True)
    return watch.plain(is_end=True)


def examine_slice_safely(path: Path, *, start_ms: int) -> dict[str, Any] | None:
    """`examine_slice` in a limited child process; None when it died or ran out of its budget.

    Raises only what is not about the file: SandboxWeakerError, KilledError when the machine ended the child.
    """
    argument = {"path": str(path.resolve()), "start_ms": start_ms}
    try:
        return sandbox.call("media.videos.examining:slice_task", argument, readable=(path,), budget=SLICE_BUDGET)
    except sandbox.SandboxWeakerError:
        raise
    except sandbox.SandboxError as error:
        if isinstance(error, sandbox.KilledError) and error.is_from_outside:
            raise
        return None


def slice_task(argument: dict[str, Any]) -> dict[str, Any]:
    """`examine_slice` inside the sandbox."""
    return examine_slice(Path(argument["path"]), start_ms=argument["start_ms"])


def join(first: dict[str, Any] | None, second: dict[str, Any]) -> dict[str, Any]:
    """What two slices say together; stretches that meet at the cut are one."""
    if first is None:
        return second
    peaks = [one["peak_hundredths"] for one in (first, second) if one["peak_hundredths"] is not None]
    return {
        "until_ms": max(first["until_ms"], second["until_ms"]),
        "is_end": second["is_end"],
        "pictures": first["pictures"] + second["pictures"],
        "sounds": first["sounds"] + second["sounds"],
        "peak_hundredths": max(peaks, default=None),
        "blocks": _added(first["blocks"], second["blocks"]),
        "shorts": _added(first["shorts"], second["shorts"]),
        **{kind: _joined(first[kind] + second[kind]) for kind in KINDS},
    }


def told(found: dict[str, Any]) -> dict[str, Any]:
    """The figures for people: `lufs_tenths`, `range_tenths`, `peak_hundredths` (None: no sound), and the stretches."""
    whole, spread = integrated(found["blocks"]), loudness_range(found["shorts"])
    return {
        "until_ms": found["until_ms"],
        "is_end": found["is_end"],
        "has_pictures": found["pictures"] > 0,
        "has_sound": found["sounds"] > 0,
        "lufs_tenths": whole,
        "range_tenths": spread,
        "peak_hundredths": found["peak_hundredths"],
        **{kind: [one for one in found[kind] if one[1] - one[0] >= SHORTEST_MS[kind]] for kind in KINDS},
    }


def _decode(sieve: _Sieve, packet: Any) -> None:  # noqa: ANN401  the stub of a packet is generic, the class is not
    """A packet that cannot be decoded is skipped: how much is damaged was counted when it was measured."""
    try:
        frames = packet.decode()
    except OPEN_ERRORS:
        return
    for frame in frames:
        sieve.take(frame)


def _joined(stretches: list[Stretch]) -> list[Stretch]:
    found: list[Stretch] = []
    for begins, ends in sorted(stretches):
        if found and begins - found[-1][1] <= _JOINED_MS:
            found[-1][1] = max(found[-1][1], ends)
        else:
            found.append([begins, ends])
    return found


def _added(first: dict[str, int], second: dict[str, int]) -> dict[str, int]:
    return {key: first.get(key, 0) + second.get(key, 0) for key in {**first, **second}}


def _hundredths(amplitude: float) -> int:
    """A peak as hundredths of a decibel of full scale: 1.0 is 0, 0.5 is -602; silence is as low as it gets."""
    return round(20 * log10(max(amplitude, 1e-6)) * 100)
