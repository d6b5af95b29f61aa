"""What a Word file must not hold before anything opens it as a template: bombs, macros, things from outside."""

from __future__ import annotations

import io
import re
import zipfile

MOST_BYTES = 5 * 2**20
MOST_UNPACKED = 40 * 2**20
MOST_MEMBERS = 400
MOST_RATIO = 200
_EXTERNAL = re.compile(rb"<Relationship\b[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>", re.IGNORECASE)
_LINK = re.compile(rb"relationships/hyperlink[\"']", re.IGNORECASE)
_DOCUMENT = "word/document.xml"
_LIVING = re.compile(r"vbaproject|activex|oleobject|embeddings/|afchunk|customui", re.IGNORECASE)
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class TemplateFaultError(Exception):
    """The template cannot be used. `code` is a stable word, `place` the words around it, `said` what stands there."""

    def __init__(self, code: str, *, place: str = "", said: str = "") -> None:
        super().__init__(code)
        self.code, self.place, self.said = code, place, said


def check_package(data: bytes) -> None:
    """Raise TemplateFaultError unless the bytes are a plain Word file of a bounded size.

    Sizes are counted while unpacking: what a file says of its own size is no measure.
    """
    if len(data) > MOST_BYTES:
        raise TemplateFaultError("too_large", said=str(MOST_BYTES))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            members = packed.infolist()
            if len(members) > MOST_MEMBERS or len({one.filename for one in members}) != len(members):
                raise TemplateFaultError("too_large", said=str(MOST_MEMBERS))
            room = MOST_UNPACKED
            for one in members:
                room -= _check_member(packed, one, room)
            if _DOCUMENT not in packed.namelist():
                raise TemplateFaultError("no_word_file")
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise TemplateFaultError("no_word_file") from error


def _check_member(packed: zipfile.ZipFile, one: zipfile.ZipInfo, room: int) -> int:
    """How large a member is; it is read in pieces and never beyond `room`."""
    if _LIVING.search(one.filename) or one.filename.startswith("/") or ".." in one.filename.split("/"):
        raise TemplateFaultError("living", place=one.filename)
    with packed.open(one) as stream:
        held = stream.read(room + 1)
    if len(held) > room or len(held) > MOST_RATIO * max(one.compress_size, 1024):
        raise TemplateFaultError("too_large", place=one.filename, said=str(MOST_UNPACKED))
    if one.filename.endswith((".xml", ".rels")):
        if _ENTITY.search(held):
            raise TemplateFaultError("living", place=one.filename)
        if b"macroEnabled" in held and one.filename == "[Content_Types].xml":
            raise TemplateFaultError("living", place=one.filename)
        if any(not _LINK.search(found) for found in _EXTERNAL.findall(held)):
            raise TemplateFaultError("outside", place=one.filename)
    return len(held)
