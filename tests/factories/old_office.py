"""RTF and old Word files, written by hand."""

import struct
from pathlib import Path

_SECTOR = 512


def craft_rtf(path: Path, text: str, *, raw: str = "", font: str = "Times New Roman") -> Path:
    """An RTF of one paragraph on A4; `raw` is put behind it, its letters beyond ASCII escaped."""
    head = rf"{{\rtf1\ansi\ansicpg1252\deff0{{\fonttbl{{\f0 {font};}}}}\paperw11906\paperh16838 "
    path.write_bytes((head + rf"\pard\f0 {escaped(text)}\par " + escaped(raw) + "}").encode("ascii"))
    return path


def craft_doc(path: Path, text: str, *, stream: str = "WordDocument") -> Path:
    """The shell of an old Word file: a compound file with the streams WordDocument and `stream`. No word processor
    could open it; it is for what is told from the outside.
    """
    header = bytearray(_SECTOR)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHH", header, 24, 0x3E, 3, 0xFFFE, 9)
    struct.pack_into("<I", header, 48, 0)
    names = ["Root Entry", *dict.fromkeys(("WordDocument", stream))]
    directory = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in names).ljust(_SECTOR, b"\0")
    path.write_bytes(bytes(header) + directory + text.encode("utf-16-le").ljust(8 * _SECTOR, b"\0"))
    return path


def escaped(text: str) -> str:
    """A text as RTF writes it."""
    return "".join(sign if sign.isascii() else rf"\u{ord(sign)}?" for sign in text)
