"""The scan of a picture: its tags and texts, and the words in it where there is somebody to read them."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import ExifTags

from media import sandbox
from media.essays.blocks import Aside
from media.identity.texts import scan, unsure
from media.identity.words import read_words
from media.images import opened, warm_up
from media.reports import FileKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PIL.Image import Image

    from media.identity.terms import Term
    from media.reports import Finding

__all__ = ["read_tags_task", "scan_picture_safely", "warm_up"]

MOST_TAGS = 200
MOST_CHARACTERS = 4000
_MARKUP = re.compile(r"<[^<>]{0,400}>")
_NO_TEXT = {"exif", "icc_profile", "photoshop"}
_WIDE = ("XPTitle", "XPComment", "XPAuthor", "XPKeywords", "XPSubject")


def scan_picture_safely(
    path: Path, kind: FileKind, *, declared_name: str | None, terms: Sequence[Term]
) -> tuple[Finding, ...]:
    """File name, tags and words of a picture. Without Tesseract its words leave an `identity_unsure`.

    Raises only what is not about the file: SandboxWeakerError.
    """
    names = [Aside("file_name", declared_name)] if declared_name else []
    argument = {"path": str(path.resolve()), "kind": kind.value}
    try:
        done = sandbox.call("media.identity.pictures:read_tags_task", argument, readable=(path,))
    except sandbox.SandboxWeakerError:
        raise
    except sandbox.SandboxError:
        return (*scan(names, terms), unsure("unreadable"))
    tags = [Aside(f"tag:{name}", text) for name, text in done["tags"]]
    words = read_words(path)
    found = scan([*names, *tags, *([Aside("picture", words)] if words else [])], terms)
    return found if words is not None else (*found, unsure("picture"))


def read_tags_task(argument: dict[str, Any]) -> dict[str, Any]:
    """Every text that a picture carries, inside the sandbox: [name, text] pairs, bounded."""
    with opened(Path(argument["path"]), FileKind(argument["kind"])) as image:
        tags = [[name[:100], text[:MOST_CHARACTERS]] for name, text in _texts(image) if text.strip()]
    return {"tags": tags[:MOST_TAGS]}


def _texts(image: Image) -> Iterator[tuple[str, str]]:
    for name, value in image.info.items():
        if isinstance(name, str) and name not in _NO_TEXT:
            yield name, _text(value)
    exif = image.getexif()
    inner = dict(exif.get_ifd(ExifTags.IFD.Exif))
    for tag, value in {**exif, **inner}.items():
        name = ExifTags.TAGS.get(tag, str(tag))
        yield name, _text(value, wide=name in _WIDE)


def _text(value: object, *, wide: bool = False) -> str:
    """The words of a tag. XMP is markup of which only the texts and values count."""
    if isinstance(value, tuple) and value and all(isinstance(one, int) and 0 <= one < 256 for one in value):  # noqa: PLR2004
        value = bytes(value)
    if isinstance(value, str):
        return _MARKUP.sub(" ", value) + " " + " ".join(re.findall(r'"([^"<>]{1,200})"', value))
    if not isinstance(value, bytes):
        return ""
    if wide:
        return value.decode("utf-16-le", "replace").rstrip("\0")
    with suppress(UnicodeDecodeError):
        return _text(value.removeprefix(b"ASCII\0\0\0").removeprefix(b"UNICODE\0").decode("utf-8"))
    return _text(value.decode("latin-1"))
