"""A video's figures in words: spans of time, rates, sizes, codecs, and where each figure of a duration comes from."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.display import NBSP, duration, mark, number

CODECS = {
    "h264": "H.264", "hevc": "H.265 (HEVC)", "vp8": "VP8", "vp9": "VP9", "av1": "AV1", "libdav1d": "AV1",
    "mpeg4": "MPEG-4", "mpeg2video": "MPEG-2", "aac": "AAC", "mp3": "MP3", "mp3float": "MP3", "opus": "Opus",
    "vorbis": "Vorbis", "pcm_s16le": "PCM", "mjpeg": "Motion JPEG",
}  # fmt: skip
WITNESSES = {
    "header": _l("what the file's header claims"),
    "edits": _l("what the edit list presents"),
    "packets": _l("all packets together (this counts)"),
    "decoded_video": _l("decoded pictures"),
    "decoded_audio": _l("decoded sound"),
    "video": _l("picture"),
    "audio": _l("sound"),
    "subtitle": _l("subtitles"),
    "cover": _l("cover picture"),
    "data": _l("data"),
}
STRETCHES = {"black": _l("Black picture"), "frozen": _l("Still picture"), "silent": _l("No sound")}
SHORT_MS = 10_000
MILLI = Decimal(1000)


def span(ms: int) -> str:
    """A span of time; what is shorter than 10 s keeps its hundredths: 40 → `0,04 giây`, 312,000 → `5 phút 12 giây`."""
    if ms >= SHORT_MS or ms % 1000 == 0:
        return duration(Decimal(ms) / MILLI)
    return str(_("%(number)s s", number=mark((Decimal(ms) / MILLI).quantize(Decimal("0.01"), ROUND_HALF_UP))))


def rate(milli: int) -> str:
    """Frames per second from frames per 1,000 seconds: 29,970 → `29,97`, 25,000 → `25`."""
    return mark((Decimal(milli) / MILLI).quantize(Decimal("0.01"), ROUND_HALF_UP))


def tenths(number: int) -> str:
    """Tenths of a unit: -231 → `-23,1`."""
    return mark(Decimal(number) / 10)


def kilobits(bits: int) -> str:
    """Bits a second: 2,345,678 → `2.346 kbit/s`."""
    return f"{number(round(bits / 1000))}{NBSP}kbit/s"


def picture_size(width: int | None, height: int | None) -> str:
    """`1280 × 720`; a dash where it is not known."""
    return f"{width} × {height}" if width and height else "—"


def codec(name: str | None) -> str:
    """The usual name of a codec: h264 → `H.264`."""
    return CODECS.get(name or "", (name or "—").upper())


def witness(name: str) -> str:
    """Where a figure comes from, or what a track is."""
    return str(WITNESSES.get(name, name))


def stretch_name(kind: str) -> str:
    """What is there in a stretch of the time line."""
    return str(STRETCHES[kind])


def tag_place(place: str) -> str:
    """Where a tag stands: of the file, a track, a chapter."""
    group, _rest, number_ = place.partition(":")
    words = {"track": _("track %(number)s"), "chapter": _("chapter %(number)s")}.get(group)
    if words is None:
        return str(_("the file"))
    return str(words) % {"number": int(number_) + 1 if group == "track" else number_}
