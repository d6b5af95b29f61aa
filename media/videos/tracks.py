"""What the packets of one stream say: when they are presented, how many, how even, and where they break off.

Times are counted in ticks of the stream's own clock and told in seconds, as fractions: no float enters the record.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from av.stream import Disposition, Stream

if TYPE_CHECKING:
    from av.packet import Packet

UNKNOWN_CODEC = "unknown"
JUMP_BACK_SECONDS = 1
"""A clock that goes back by more begins anew: another recording follows in the same file."""
EVEN_SHARE = Fraction(9, 10)
"""The frame rate is constant when that many steps between pictures are alike."""
_MOST_STEPS = 256

Span = tuple[Fraction, Fraction]


@dataclass(slots=True)
class Track:
    """What was seen of one stream. `spans` holds the finished recordings, the present one is in the ticks."""

    kind: str
    codec: str
    base: Fraction
    packets: int = 0
    corrupt: int = 0
    untimed: int = 0
    size_bytes: int = 0
    _back: int = 0
    _spans: list[tuple[int, int]] = field(default_factory=list)
    _starts: int = 0
    _ends: int = 0
    _latest: int = 0
    _order: int = 0
    _step: int = 0
    _gap: int = 0
    _gap_at: int = 0
    _steps: Counter[int] = field(default_factory=Counter)

    @classmethod
    def of(cls, stream: Stream) -> "Track":
        kind: str = stream.type or "data"
        if kind == "video" and stream.disposition & Disposition.attached_pic:
            kind = "cover"
        # A stream of data or of an unknown codec has no context at run time, whatever the stubs say.
        codec = getattr(stream.codec_context, "name", None) or UNKNOWN_CODEC
        base = stream.time_base or Fraction(1)
        return cls(kind, codec, base, _back=int(JUMP_BACK_SECONDS / base))

    def see(self, packet: "Packet[Stream]") -> None:
        """Take a packet in. Those that an edit list leaves out are not presented and do not count."""
        if packet.is_discard:
            return
        order = packet.dts
        at = order if packet.pts is None else packet.pts
        if at is None:
            self.untimed += 1
            return
        order = at if order is None else order
        self.size_bytes += packet.size
        self.corrupt += packet.is_corrupt
        self.packets += 1
        duration = packet.duration or 0
        if self.packets == 1 or self._order - order > self._back:
            self._begin(at, order, duration)
            return
        if self.kind == "video" and packet.dts is not None:
            self._compare_step(order - self._order)
        self._order = order
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

    def _begin(self, at: int, order: int, duration: int) -> None:
        if self.packets > 1:
            self._spans.append((self._starts, self._ends))
        self._starts, self._ends, self._latest, self._order = at, at + duration, at, order

    def _compare_step(self, step: int) -> None:
        if step in self._steps or len(self._steps) < _MOST_STEPS:
            self._steps[step] += 1
        else:
            self._steps[-1] += 1

    @property
    def is_timed(self) -> bool:
        """Whether it is picture or sound whose time can be told."""
        return self.kind in {"video", "audio"} and self.packets > 0

    @property
    def spans(self) -> tuple[Span, ...]:
        """Each recording from its first presented moment to its last; what lies before zero is priming."""
        if not self.packets:
            return ()
        ticks = (*self._spans, (self._starts, self._ends))
        return tuple((max(0, starts) * self.base, ends * self.base) for starts, ends in ticks)

    @property
    def starts(self) -> Fraction:
        return self.spans[0][0]

    @property
    def ends(self) -> Fraction:
        return self.spans[-1][1]

    @property
    def span(self) -> Fraction:
        """How long it plays, over all recordings."""
        return sum((ends - starts for starts, ends in self.spans), Fraction(0))

    @property
    def gap(self) -> Fraction:
        """The longest time without a new packet."""
        return self._gap * self.base

    @property
    def gap_at(self) -> Fraction:
        return self._gap_at * self.base

    @property
    def is_even(self) -> bool | None:
        """Whether the pictures come at a constant rate; None when there are too few to tell."""
        total = self._steps.total()
        if total < 2:  # noqa: PLR2004  one step is no pattern
            return None
        usual = max(self._steps, key=self._steps.__getitem__)
        room = max(1, usual // 40)  # clocks of milliseconds give 33 and 34 in turns
        alike = sum(count for step, count in self._steps.items() if abs(step - usual) <= room)
        return alike >= EVEN_SHARE * total


def presented(tracks: Iterable[Track]) -> tuple[Fraction, ...]:
    """How long each recording of a file plays, over all its tracks; several where files were glued together."""
    all_spans = [track.spans for track in tracks if track.is_timed]
    count = max(map(len, all_spans), default=0)
    lengths = []
    for turn in range(count):
        spans = [one[turn] for one in all_spans if turn < len(one)]
        lengths.append(max(ends for _, ends in spans) - min(starts for starts, _ in spans))
    return tuple(lengths)
