"""How a stranger's video is opened: as a file and nothing else, in one of the containers that a plan can allow."""

from pathlib import Path

import av
import av.error
import av.sidedata.sidedata
import av.subtitles.codeccontext
import av.subtitles.stream  # PyAV loads these late, which is too late behind the sandbox
from av.container import InputContainer

from media.reports import FileKind

OPEN_OPTIONS = {
    "protocol_whitelist": "file",
    # A script of HLS, concat or DASH named .mp4 opens other people's files when only the protocol is bounded.
    "format_whitelist": "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts",
    # Larger pictures are not even decoded to learn their looks; below it, MAX_PIXELS says why it is refused.
    "max_pixels": "80000000",
    # Tags that FFmpeg has no name for, and XMP, may name the author too.
    "export_all": "1",
    "export_xmp": "1",
}
FORMATS = {
    FileKind.MP4: "mov", FileKind.MOV: "mov", FileKind.WEBM: "matroska", FileKind.MKV: "matroska",
    FileKind.AVI: "avi", FileKind.MPEGTS: "mpegts",
}  # fmt: skip
OPEN_ERRORS = (av.error.FFmpegError, ValueError, UnicodeError)


def open_video(path: Path) -> InputContainer:
    """The file as a container; the caller closes it. Raises one of OPEN_ERRORS."""
    return av.open(f"file:{path}", options=dict(OPEN_OPTIONS), metadata_errors="replace")


def is_of(kind: FileKind, container: InputContainer) -> bool:
    """Whether FFmpeg reads the file as what sniffing found."""
    return FORMATS.get(kind) in container.format.name.split(",")
