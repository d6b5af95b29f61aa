"""The words inside a video: tags of the file, of its tracks and chapters, and the text of its subtitles.

The measurement keeps the tags (`report.video.tags`). The identity scan takes `tag_asides` of them and, where the
report has a subtitle track, `read_subtitles_safely`.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from av.container import InputContainer

from media import sandbox
from media.essays.blocks import Aside
from media.reports import TagFacts
from media.videos.opening import OPEN_ERRORS, open_video

MOST_TAGS = 200
MOST_TAG_CHARACTERS = 2000
MOST_SUBTITLE_CHARACTERS = 200_000
SUBTITLE_BUDGET = sandbox.Budget(wall_seconds=60, cpu_seconds=30)

_SUBTITLES_AS_TEXT = {"mov_text", "subrip", "srt", "text", "webvtt", "ass", "ssa"}
# Written by every muxer into every file; they say nothing of anybody.
_TECHNICAL = {
    "major_brand", "minor_version", "compatible_brands", "handler_name", "vendor_id", "duration", "language",
    "number_of_bytes", "number_of_frames", "bps", "_statistics_tags",
}  # fmt: skip
_USUAL_HANDLERS = {"VideoHandler", "SoundHandler", "SubtitleHandler", "DataHandler", "Core Media Video"}
_ASS_FIELDS = 8


def tags_of(container: InputContainer) -> tuple[TagFacts, ...]:
    """Every tag of an open container, at most MOST_TAGS, each cut to MOST_TAG_CHARACTERS."""
    places: list[tuple[str, Any]] = [("file", container.metadata)]
    places += [(f"track:{stream.index}", stream.metadata) for stream in container.streams]
    places += [(f"chapter:{number}", one["metadata"]) for number, one in enumerate(container.chapters(), 1)]
    found = [
        TagFacts(place, name[:100], text[:MOST_TAG_CHARACTERS])
        for place, metadata in places
        for name, text in sorted(metadata.items())
        if text.strip() and _may_tell(name, text)
    ]
    return tuple(found[:MOST_TAGS])


def read_tags(path: Path) -> dict[str, str]:
    """Every tag of a video by `place:name` (of the file itself: `name`), the technical ones too; {} if none."""
    try:
        with open_video(path) as container:
            found = dict(container.metadata)
            for stream in container.streams:
                found |= {f"{stream.index}:{name}": text for name, text in stream.metadata.items()}
    except OPEN_ERRORS:
        return {}
    return found


def tag_asides(tags: Iterable[TagFacts]) -> tuple[Aside, ...]:
    """Tags as the identity scan takes them: places `tag:artist`, `tag:title` and the like."""
    return tuple(Aside(f"tag:{tag.name}", tag.text) for tag in tags)


def read_subtitles(path: Path) -> tuple[tuple[Aside, ...], bool]:
    """The text of each subtitle track (`subtitle:2` is the track's number), and whether all could be read.

    Subtitles that are pictures, and a file that cannot be opened, could not. For the inside of the sandbox.
    """
    try:
        container = open_video(path)
    except OPEN_ERRORS:
        return (), False
    texts: dict[int, list[str]] = {}
    is_whole, room = True, MOST_SUBTITLE_CHARACTERS
    with container:
        streams = list(container.streams.subtitles)
        codecs = {one.index: getattr(one.codec_context, "name", "") for one in streams}
        is_whole = all(codec in _SUBTITLES_AS_TEXT for codec in codecs.values())
        try:
            for packet in container.demux(streams) if streams else ():
                if packet.stream_index not in codecs or not packet.size:
                    continue  # the flush at the end bears no bytes, nor always the right number
                text = _text_of(bytes(packet), codecs[packet.stream_index])
                texts.setdefault(packet.stream_index, []).append(text[:room])
                room -= len(text)
                if room < 0:
                    is_whole = False
                    break
        except OPEN_ERRORS:
            is_whole = False
    asides = (Aside(f"subtitle:{index}", "\n".join(filter(None, lines))) for index, lines in sorted(texts.items()))
    return tuple(aside for aside in asides if aside.text), is_whole


def read_subtitles_safely(path: Path) -> tuple[tuple[Aside, ...], bool]:
    """`read_subtitles` in a limited child process; one that dies could not read.

    Raises only what is not about the file: SandboxWeakerError.
    """
    argument = {"path": str(path.resolve())}
    try:
        answer = sandbox.call("media.videos.tags:subtitles_task", argument, readable=(path,), budget=SUBTITLE_BUDGET)
    except sandbox.SandboxWeakerError:
        raise
    except sandbox.SandboxError:
        return (), False
    return tuple(Aside(place, text) for place, text in answer["asides"]), answer["is_whole"]


def subtitles_task(argument: dict[str, Any]) -> dict[str, Any]:
    """`read_subtitles` inside the sandbox."""
    asides, is_whole = read_subtitles(Path(argument["path"]))
    return {"asides": [[aside.place, aside.text] for aside in asides], "is_whole": is_whole}


def _may_tell(name: str, text: str) -> bool:
    if name.lower() == "handler_name":
        return text not in _USUAL_HANDLERS
    return name.lower() not in _TECHNICAL


def _text_of(content: bytes, codec: str) -> str:
    """What one packet of a subtitle track says."""
    if codec not in _SUBTITLES_AS_TEXT:
        return ""
    if codec == "mov_text":  # two bytes of length, the text, then boxes of style
        content = content[2 : 2 + int.from_bytes(content[:2], "big")]
    text = content.decode("utf-8", "replace")
    if codec in {"ass", "ssa"}:
        text = text.split(",", _ASS_FIELDS)[-1]
    return text
