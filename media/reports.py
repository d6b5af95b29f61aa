"""What media tells the rest of the house: frozen, plain values, and one canonical JSON form of them.

A report holds figures and findings, never a verdict: whether 2,014 chữ is too much is a question about
a plan, and plans are unknown here. Unknown is a value everywhere (`None`), never zero.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any, Self

from media.videos.facts import DecodedFacts, TagFacts, TrackFacts, VideoFacts, video_from_plain

__all__ = [
    "ESSAY_KINDS", "IMAGE_KINDS", "VIDEO_KINDS", "DecodedFacts", "EssayFacts", "Facts", "FileKind", "Finding",
    "ImageFacts", "Limits", "Report", "Scope", "Severity", "TagFacts", "TrackFacts", "VideoFacts",
    "finding_from_plain", "finding_to_plain",
]  # fmt: skip

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""What a stranger's text may hold and neither UTF-8 nor a database takes (D21)."""


class FileKind(StrEnum):
    """What a file is by its bytes. Only some of these are ever accepted; the rest are named to be refused."""

    DOCX = "docx"
    ODT = "odt"
    PDF = "pdf"
    TEXT = "text"
    HTML = "html"
    MP4 = "mp4"
    MOV = "mov"
    WEBM = "webm"
    MKV = "mkv"
    AVI = "avi"
    MPEGTS = "mpegts"
    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    VTT = "vtt"
    GIF = "gif"
    TIFF = "tiff"
    HEIC = "heic"
    MP3 = "mp3"
    WAV = "wav"
    DOC = "doc"
    DOCM = "docm"
    RTF = "rtf"
    SVG = "svg"
    XML = "xml"
    ZIP = "zip"
    ARCHIVE = "archive"
    EXECUTABLE = "executable"
    EMPTY = "empty"
    UNKNOWN = "unknown"

    @property
    def is_essay(self) -> bool:
        return self in ESSAY_KINDS

    @property
    def is_video(self) -> bool:
        return self in VIDEO_KINDS

    @property
    def is_image(self) -> bool:
        return self in IMAGE_KINDS


ESSAY_KINDS = (
    FileKind.DOCX, FileKind.ODT, FileKind.PDF, FileKind.TEXT, FileKind.HTML, FileKind.DOC, FileKind.RTF,
)  # fmt: skip
VIDEO_KINDS = (
    FileKind.MP4,
    FileKind.MOV,
    FileKind.WEBM,
    FileKind.MKV,
    FileKind.AVI,
    FileKind.MPEGTS,
)
IMAGE_KINDS = (FileKind.JPEG, FileKind.PNG, FileKind.WEBP)


class Severity(StrEnum):
    """How much a finding matters; from a remark up to what makes a part unacceptable."""

    INFO = "info"
    WARNING = "warning"
    PROBLEM = "problem"
    REFUSAL = "refusal"


Facts = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was seen: a code (see `media.codes`), where, and the facts for the sentence about it.

    `place` is a stable key such as `body`, `header`, `property:author`, `file_name`, `page:3`, `block:12`.
    The words of the sentence live in the portal.
    """

    code: str
    severity: Severity
    place: str | None = None
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scope:
    """What counts towards the number of chữ: an organiser's setting, by default body text with headings."""

    cover: bool = False
    headings: bool = True
    tables: bool = True
    captions: bool = False
    footnotes: bool = False
    references: bool = False
    appendix: bool = False
    headers: bool = False
    footers: bool = False

    @classmethod
    def whole(cls) -> Self:
        """Everything that a word processor shows, headers and footers apart."""
        return cls(cover=True, captions=True, footnotes=True, references=True, appendix=True)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a plan and an installation allow for one part.

    `cover_fields` are the lines that the plan wants on an essay's cover: key to label, as the plan words it.
    """

    kinds: tuple[FileKind, ...]
    max_bytes: int
    max_pages: int = 200
    max_pixels: int = 40_000_000
    max_duration_seconds: int = 4 * 3600
    cover_fields: Mapping[str, str] = field(default_factory=dict)
    scope: Scope = field(default_factory=Scope)


@dataclass(frozen=True, slots=True)
class LegacyReading:
    """A passage in an old encoding: as the file holds it, and as it is read here. The file is never changed."""

    encoding: str
    original: str
    text: str


@dataclass(frozen=True, slots=True)
class EssayFacts:
    """The figures of an essay. `chu_*` are None when no text could be read, so that zero is never a guess.

    `chu_official` and `chu_word_like` follow the two counting rules; `chu_everything` is the Word-like
    figure with cover, captions, references and notes, which is what the author may see in a word processor.
    `counted` names the parts beside the running text that the plan counts; None in reports of older measurers.
    `legacy_chu` were written in an old encoding and converted for reading; `readings` are examples of them.
    `vietnamese_percent` is the share of words that are shaped like Vietnamese; `ocr_chu` what the recognition
    of letters in scanned pages counts, a hint for a person and never a figure of the essay.
    `pictured_pages` are the pages of a PDF, from 1, that are pictures: judges are shown them as such.
    `cover` tells per wanted field whether it was found (None: could not be told). `paper` is `A4`, `A5`,
    `letter`, `other`, `mixed` or None. `page_numbers` is None where the format does not tell.
    """

    counter_version: str
    chu_official: int | None
    chu_word_like: int | None
    chu_everything: int | None
    pages: int | None = None
    page_numbers: bool | None = None
    paper: str | None = None
    paper_width_mm: int | None = None
    paper_height_mm: int | None = None
    fonts: tuple[str, ...] = ()
    cover_found: bool | None = None
    cover: Mapping[str, bool | None] = field(default_factory=dict)
    images: int = 0
    tables: int = 0
    tracked_changes: int = 0
    comments: int = 0
    hidden_chu: int = 0
    language: str | None = None
    counted: tuple[str, ...] | None = None
    legacy_chu: int = 0
    readings: tuple[LegacyReading, ...] = ()
    vietnamese_percent: int | None = None
    ocr_chu: int | None = None
    pictured_pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """The figures of a picture, after its orientation tag."""

    width: int
    height: int
    frames: int = 1
    has_metadata: bool = False
    has_location: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of one measurement of one file. Same bytes, same measurer: same report."""

    measurer_version: str
    kind: FileKind
    sha256: str
    size_bytes: int
    essay: EssayFacts | None = None
    video: VideoFacts | None = None
    image: ImageFacts | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Whether anything makes the file unacceptable as a part (unreadable or unsafe, never length)."""
        return any(finding.severity is Severity.REFUSAL for finding in self.findings)

    def has(self, code: str) -> bool:
        return any(finding.code == code for finding in self.findings)

    def to_json(self) -> str:
        """The canonical text: sorted keys, no spaces, no floats; equal reports give equal bytes."""
        return json.dumps(_plain(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """The report that `to_json` wrote. Raises KeyError or TypeError on a text that it did not write."""
        data: dict[str, Any] = json.loads(text)
        video = data["video"]
        return cls(
            measurer_version=data["measurer_version"],
            kind=FileKind(data["kind"]),
            sha256=data["sha256"],
            size_bytes=data["size_bytes"],
            essay=None if data["essay"] is None else _essay_facts(data["essay"]),
            video=None if video is None else video_from_plain(video),
            image=None if data["image"] is None else ImageFacts(**data["image"]),
            findings=tuple(finding_from_plain(finding) for finding in data["findings"]),
        )


def finding_from_plain(data: Mapping[str, Any]) -> Finding:
    """The finding that was written as a plain JSON object."""
    return Finding(data["code"], Severity(data["severity"]), data["place"], data["facts"])


def finding_to_plain(finding: Finding) -> dict[str, Any]:
    """The finding as a plain JSON object."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "place": _plain(finding.place),
        "facts": _plain(finding.facts),
    }


def _plain(value: Any) -> Any:  # noqa: ANN401 - walks every plain type there is
    if isinstance(value, Finding):
        return finding_to_plain(value)
    if hasattr(value, "__dataclass_fields__"):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, StrEnum):
        return value.value
    return _UNSTORABLE.sub("\ufffd", value) if isinstance(value, str) else value


def _essay_facts(data: Mapping[str, Any]) -> EssayFacts:
    """The facts of an essay; what an older measurer did not know keeps its default."""
    counted = data.get("counted")
    return EssayFacts(
        **{
            **data,
            "fonts": tuple(data["fonts"]),
            "counted": None if counted is None else tuple(counted),
            "pictured_pages": tuple(data.get("pictured_pages", ())),
            "readings": tuple(LegacyReading(**reading) for reading in data.get("readings", ())),
        }
    )
