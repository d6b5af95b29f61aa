"""Pictures with a word in every place that each format has for one."""

from __future__ import annotations

import io
import struct
import zlib
from typing import TYPE_CHECKING

from PIL import ExifTags, Image, ImageCms, TiffImagePlugin

from media.reports import FileKind

if TYPE_CHECKING:
    from tests.factories.traces import Traces

SIZE = (40, 20)
TEXTS = {
    "artist": ExifTags.Base.Artist,
    "copyright": ExifTags.Base.Copyright,
    "description": ExifTags.Base.ImageDescription,
    "make": ExifTags.Base.Make,
    "model": ExifTags.Base.Model,
    "software": ExifTags.Base.Software,
    "host": ExifTags.Base.HostComputer,
}
INSIDE = {
    "owner": ExifTags.Base.CameraOwnerName,
    "serial number": ExifTags.Base.BodySerialNumber,
    "lens": ExifTags.Base.LensModel,
    "user comment": ExifTags.Base.UserComment,
    "maker note": ExifTags.Base.MakerNote,
}
TAKEN = "2021:03:04 05:06:07"


def canvas() -> Image.Image:
    """Red on the left half, blue on the right."""
    picture = Image.new("RGB", SIZE, "red")
    picture.paste("blue", (SIZE[0] // 2, 0, *SIZE))
    return picture


def exif(traces: Traces) -> bytes:
    """Every text of EXIF, place and time, an orientation, and a thumbnail with a comment of its own."""
    written = Image.Exif()
    for place, tag in TEXTS.items():
        written[tag] = traces.plant(f"exif {place}")
    written[ExifTags.Base.XPAuthor] = traces.plant("exif xpauthor").encode("utf-16-le")
    written[ExifTags.Base.DateTime] = TAKEN
    written[ExifTags.Base.Orientation] = 6
    written[ExifTags.IFD.Exif] = {tag: traces.plant(f"exif {place}").encode() for place, tag in INSIDE.items()}
    written[ExifTags.IFD.GPSInfo] = {
        ExifTags.GPS.GPSLatitudeRef: "N",
        ExifTags.GPS.GPSLatitude: tuple(TiffImagePlugin.IFDRational(*one) for one in ((16, 1), (41, 1), (777, 100))),
        ExifTags.GPS.GPSAreaInformation: traces.plant("gps area").encode(),
    }
    return written.tobytes()


def xmp(traces: Traces) -> bytes:
    return f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><creator>{traces.plant("XMP")}</creator></x:xmpmeta>'.encode()


def profile(traces: Traces) -> bytes:
    """A real profile of colours whose description names its maker."""
    raw = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    word = traces.plant("colour profile").encode("utf-16-be")
    at = raw.index("sRGB".encode("utf-16-be"))
    raw[at : at + len(word)] = word
    return bytes(raw)


def segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def make_jpeg(traces: Traces) -> bytes:
    """EXIF, XMP, a profile, IPTC in Photoshop's resources, a comment, an own segment, and what follows the end."""
    raw = io.BytesIO()
    canvas().save(
        raw, "JPEG", exif=exif(traces), xmp=xmp(traces), icc_profile=profile(traces), comment=traces.plant("comment")
    )
    byline = traces.plant("IPTC by-line").encode()
    iptc = b"\x1c\x02\x50" + struct.pack(">H", len(byline)) + byline
    block = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(iptc)) + iptc + b"\0" * (len(iptc) % 2)
    content = raw.getvalue()
    more = segment(0xED, b"Photoshop 3.0\0" + block) + segment(0xEB, traces.plant("own segment").encode())
    return content[:2] + more + content[2:] + traces.plant("after the end").encode()


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def make_png(traces: Traces) -> bytes:
    """Texts plain, packed and international, EXIF, a profile, a time, an own chunk, and what follows the end."""
    raw = io.BytesIO()
    canvas().save(raw, "PNG", exif=exif(traces))
    content = raw.getvalue()
    packed = zlib.compress(traces.plant("zTXt").encode())
    international = b"XML:com.adobe.xmp\0\0\0\0\0" + xmp(traces)
    more = (
        chunk(b"iCCP", traces.plant("iCCP name").encode() + b"\0\0" + zlib.compress(profile(traces)))
        + chunk(b"tEXt", b"Author\0" + traces.plant("tEXt").encode())
        + chunk(b"zTXt", b"Comment\0\0" + packed)
        + chunk(b"iTXt", international)
        + chunk(b"tIME", struct.pack(">HBBBBB", 2021, 3, 4, 5, 6, 7))
        + chunk(b"qzQz", traces.plant("own chunk").encode())
    )
    after_header = content.index(b"IHDR") + 4 + 13 + 4
    return content[:after_header] + more + content[after_header:] + traces.plant("after the end").encode()


def make_webp(traces: Traces) -> bytes:
    """EXIF, XMP, a profile, and a chunk of nobody's within the file."""
    raw = io.BytesIO()
    canvas().save(raw, "WEBP", quality=90, exif=exif(traces), xmp=xmp(traces), icc_profile=profile(traces))
    own = traces.plant("own chunk").encode()
    own += b"\0" * (len(own) % 2)
    content = raw.getvalue() + b"Qzqz" + struct.pack("<I", len(own)) + own
    return content[:4] + struct.pack("<I", len(content) - 8) + content[8:]


MAKERS = {FileKind.JPEG: make_jpeg, FileKind.PNG: make_png, FileKind.WEBP: make_webp}
