"""Captions (WebVTT): read strictly, and written anew with times and words alone.

Source: WebVTT, W3C Candidate Recommendation of 4 April 2019, section 4 (file structure). A file has room for a
title, notes, style sheets, regions, the names of cues and of who speaks: all of it goes, for it may name the
author (A11). What remains are the cues: when, where on the picture, and what is said, with italics and bold.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path
from typing import Any

from media import sandbox
from media.codes import Code
from media.essays.blocks import UnreadableError, refusal

CAPTION_BYTES = 2 << 20
MOST_CUES = 20_000
_LONGEST_CUE = 2_000
BUDGET = sandbox.Budget(wall_seconds=20, cpu_seconds=10, memory_bytes=512 << 20)
_HEADER = re.compile(r"WEBVTT(?:[ \t][^\n]*)?")
_STAMP = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMING = re.compile(rf"{_STAMP}[ \t]+-->[ \t]+{_STAMP}(?:[ \t]+(.*))?")
_NOT_CUES = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t]|$)")
_PERCENT = r"(?:100|\d{1,2})(?:\.\d{1,3})?%"
_SETTINGS = re.compile(
    rf"(?:vertical:(?:rl|lr)|line:(?:-?\d{{1,3}}|{_PERCENT})(?:,(?:start|center|end))?"
    rf"|position:{_PERCENT}(?:,(?:line-left|center|line-right))?|size:{_PERCENT}|align:(?:start|center|end|left|right))"
)
_TAG = re.compile(r"<(/?)([^<>]{0,400})>")
_KEPT_TAGS = frozenset({"b", "i", "u"})
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")


@dataclass(frozen=True, slots=True)
class Cue:
    """What is said from `start_ms` to `end_ms`; `settings` place it on the picture, `text` has <b>, <i>, <u> only."""

    start_ms: int
    end_ms: int
    text: str
    settings: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The text without its tags, as somebody reads it."""
        return unescape(_TAG.sub("", self.text))


def read_captions(data: bytes) -> tuple[Cue, ...]:
    r"""The cues of a WebVTT file, by their beginning. Raises UnreadableError with the number of the bad block.

    >>> read_captions(b"WEBVTT - by me\n\nNOTE from me\n\n00:01.000 --> 00:02.000\n<v Me>Hello\n")
    (Cue(start_ms=1000, end_ms=2000, text='Hello', settings=()),)
    """
    if len(data) > CAPTION_BYTES:
        raise refusal(Code.TOO_LARGE, size_bytes=len(data), max_bytes=CAPTION_BYTES)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refusal(Code.CAPTIONS_BROKEN, block=1) from error
    blocks = re.split(r"\n{2,}", text.replace("\r\n", "\n").replace("\r", "\n").strip("\n"))
    header, _, rest = blocks[0].partition("\n")
    if not _HEADER.fullmatch(header) or "-->" in rest:
        raise refusal(Code.CAPTIONS_BROKEN, block=1)
    cues = sorted(_cues(blocks[1:]), key=lambda cue: (cue.start_ms, cue.end_ms))
    if not cues:
        raise refusal(Code.CAPTIONS_BROKEN, block=2)
    return tuple(cues)


def clean_captions(cues: tuple[Cue, ...]) -> str:
    """A WebVTT file of these cues and nothing else."""
    written = []
    for cue in cues:
        times = f"{_stamp(cue.start_ms)} --> {_stamp(cue.end_ms)}"
        written.append(" ".join((times, *cue.settings)) + f"\n{cue.text}\n")
    return "WEBVTT\n\n" + "\n".join(written)


def render_captions(path: Path) -> str:
    """The clean captions of a stranger's file, read in a limited child. Raises a SandboxError."""
    done = sandbox.call("media.videos.captions:render_task", {"path": str(path.resolve())}, readable=(path,),
                        budget=BUDGET)  # fmt: skip
    text: str = done["text"]
    return text


def render_task(argument: dict[str, Any]) -> dict[str, Any]:
    """`render_captions` inside the sandbox."""
    return {"text": clean_captions(read_captions(Path(argument["path"]).read_bytes()))}


def measure_captions(path: Path) -> UnreadableError | None:
    """Why a file cannot serve as captions; None when it can."""
    try:
        with path.open("rb") as file:
            read_captions(file.read(CAPTION_BYTES + 1))
    except UnreadableError as error:
        return error
    return None


def _cues(blocks: list[str]) -> Iterator[Cue]:
    for count, block in enumerate(blocks, start=2):
        if count > MOST_CUES:
            raise refusal(Code.TOO_COMPLEX, reason="cues", limit=MOST_CUES)
        lines = block.strip("\n").split("\n")
        if _NOT_CUES.match(lines[0]) and "-->" not in block:
            continue
        at = 0 if "-->" in lines[0] else 1  # a cue may have a name before its times
        timing = _TIMING.fullmatch(lines[at].strip()) if at < len(lines) else None
        if timing is None:
            raise refusal(Code.CAPTIONS_BROKEN, block=count)
        start, end = _milliseconds(timing.groups()[:4]), _milliseconds(timing.groups()[4:8])
        if end <= start:
            raise refusal(Code.CAPTIONS_BROKEN, block=count)
        text = _clean_text("\n".join(lines[at + 1 :])[:_LONGEST_CUE])
        if _TAG.sub("", text).strip():
            settings = tuple(one for one in (timing[9] or "").split() if _SETTINGS.fullmatch(one))
            yield Cue(start, end, text, settings)


def _clean_text(text: str) -> str:
    """The words of a cue with its plain tags; names of speakers, classes, languages and time stamps go."""
    parts: list[str] = []
    open_tags: list[str] = []
    last = 0
    for tag in _TAG.finditer(text):
        parts.append(_escaped(text[last : tag.start()]))
        last = tag.end()
        name = re.split(r"[.\s]", tag[2], maxsplit=1)[0]
        if name not in _KEPT_TAGS:
            continue
        if not tag[1]:
            open_tags.append(name)
            parts.append(f"<{name}>")
        elif open_tags and open_tags[-1] == name:
            parts.append(f"</{open_tags.pop()}>")
    parts.append(_escaped(text[last:]))
    parts += [f"</{name}>" for name in reversed(open_tags)]
    lines = ("".join(parts)).split("\n")
    return "\n".join(line.strip() for line in lines if line.strip())


def _escaped(text: str) -> str:
    return escape(_UNSEEN.sub("", unescape(text)), quote=False)


def _milliseconds(stamp: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, rest = (int(one or 0) for one in stamp)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest


def _stamp(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"
