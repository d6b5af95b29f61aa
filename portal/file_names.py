"""Names of files: what a person's file was called is data to show, never a path and never sent on (D15, A13)."""

from __future__ import annotations

import unicodedata

from media.reports import FileKind
from media.sniffing import EXTENSIONS

LONGEST = 180
MEDIA_TYPES = {
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.ODT: "application/vnd.oasis.opendocument.text",
    FileKind.PDF: "application/pdf",
    FileKind.TEXT: "text/plain; charset=utf-8",
    FileKind.MP4: "video/mp4",
    FileKind.MOV: "video/quicktime",
    FileKind.WEBM: "video/webm",
    FileKind.MKV: "video/x-matroska",
    FileKind.AVI: "video/x-msvideo",
    FileKind.MPEGTS: "video/mp2t",
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.WEBP: "image/webp",
    FileKind.VTT: "text/vtt; charset=utf-8",
}
"""What a file of ours is called when it is handed out; anything else goes as plain bytes."""

UNNAMED = "tep"


def clean_name(name: str) -> str:
    r"""A file's name as it may be kept and shown: composed, without control signs and halves, of bounded length.

    >>> clean_name("bài\x00 dự thi.docx")
    'bài dự thi.docx'
    """
    composed = unicodedata.normalize("NFC", name)
    kept = "".join(sign for sign in composed if unicodedata.category(sign) not in {"Cc", "Cs"}).strip()
    if len(kept) > LONGEST:  # the end tells the kind
        kept = f"{kept[: LONGEST - 21]}…{kept[-20:]}"
    return kept or UNNAMED


def kind_by_name(name: str) -> FileKind | None:
    """The kind that a name claims; None when it claims none that we know."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    return next((kind for kind, endings in EXTENSIONS.items() if ending in endings), None)


def outward_name(stem: str, kind: FileKind | None) -> str:
    """The name under which a file of ours leaves: our stem, the ending of what its bytes are."""
    endings = EXTENSIONS.get(kind) if kind is not None else None
    return f"{stem}.{endings[0]}" if endings else f"{stem}.bin"


def media_type(kind: FileKind | None) -> str:
    """The media type that a kind is handed out as."""
    return MEDIA_TYPES.get(kind, "application/octet-stream") if kind is not None else "application/octet-stream"
