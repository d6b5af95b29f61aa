"""Words planted in a file, each with its place, and the search for them in its bytes and in what readers tell of it."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import av

from tests.leak_walk import Finder

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@dataclass
class Traces:
    """Each planted word → where. A word is made of its place, so that a leak names its source."""

    planted: dict[str, str] = field(default_factory=dict)

    def plant(self, place: str) -> str:
        """A word for `place` that occurs nowhere else."""
        word = "kanary" + re.sub(r"[^a-z]", "", place.lower()) + "zq"
        self.planted[word] = place
        return word

    def found_in(self, *contents: bytes) -> set[str]:
        """The places whose words stand in any of `contents`, in whatever writing."""
        finder = Finder(self.planted)
        return {self.planted[word] for content in contents for word in finder.find(content)}

    def is_clean(self, content: bytes) -> bool:
        """Whether nothing of it is there, not even the beginning that all words have in common."""
        common = ("kanary", "KANARY", "Kanary")
        writings = [word.encode(code) for word in common for code in ("utf-8", "utf-16-le", "utf-16-be")]
        return not self.found_in(content) and not any(one in content for one in writings)


def unpacked(content: bytes) -> Iterable[bytes]:
    """What is compressed inside (streams of a PDF, chunks of a PNG), laid open."""
    for match in re.finditer(rb"x[\x01\x5e\x9c\xda]", content):
        try:
            yield zlib.decompressobj().decompress(content[match.start() :], 1 << 20)
        except zlib.error:
            continue


def read_film(path: Path) -> bytes:
    """Everything that FFmpeg tells of a film beside its pictures, as text."""
    with av.open(str(path), options={"export_all": "1", "export_xmp": "1"}, metadata_errors="replace") as film:
        told = [*film.metadata.items()]
        told += [one for stream in film.streams for one in stream.metadata.items()]
        told += [("chapter", str(chapter)) for chapter in film.chapters()]
        told += [("stream", stream.type) for stream in film.streams]
    return repr(told).encode()
