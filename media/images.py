"""Pictures: what they are, and a copy that holds nothing but pixels.

`measure_image` and `reencode_task` read strangers' bytes and belong into the sandbox; `reencode_image` puts
them there. SVG and other texts are no pictures here (D17).
"""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import (
    ExifTags,
    Image,
    ImageOps,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from media import sandbox
from media.codes import Code
from media.reports import FileKind, Finding, ImageFacts, Severity

MAX_PIXELS = 40_000_000
MAX_FRAMES = 1000
BUDGET = sandbox.Budget(file_bytes=256 << 20)
_FORMATS = {FileKind.JPEG: "JPEG", FileKind.PNG: "PNG", FileKind.WEBP: "WEBP"}
_DECODERS = (JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin)
"""Imported so that they are registered before the sandbox closes; TIFF reads EXIF, MPO the second picture of phones."""
_LYING = (ExifTags.Base.Orientation, range(5, 9))
"""Orientations of 5 to 8 turn the picture onto its side."""
_TECHNICAL = {
    "jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "adobe", "adobe_transform", "progressive",
    "progression", "gamma", "srgb", "chromaticity", "transparency", "interlace", "aspect", "background",
    "loop", "timestamp", "duration", "default_image", "bbox", "disposal", "blend", "icc_profile", "subsampling",
}  # fmt: skip
"""What Pillow tells of a picture that says nothing about who made it. An ICC profile goes, but is no news."""


def warm_up() -> None:
    """Load every decoder before the sandbox closes."""
    Image.preinit()


def measure_image(
    path: Path, kind: FileKind, *, max_pixels: int = MAX_PIXELS
) -> tuple[ImageFacts, tuple[Finding, ...]]:
    """The figures of a picture after its orientation tag. A broken or hostile file becomes a finding."""
    try:
        with opened(path, kind) as image:
            # Looking for tags decodes a PNG, so nothing is asked of a picture before its size is known.
            frames = getattr(image, "n_frames", 1)
            if image.width * image.height > max_pixels:
                return ImageFacts(*image.size, frames), (_too_complex("pixels", max_pixels),)
            if frames > MAX_FRAMES:
                return ImageFacts(*image.size, frames), (_too_complex("frames", MAX_FRAMES),)
            image.load()
            facts = _facts(image)
    except Image.DecompressionBombError:
        return ImageFacts(0, 0), (_too_complex("pixels", max_pixels),)
    except Exception as error:  # noqa: BLE001  decoders raise what they like (D11)
        reason = {"reason": type(error).__name__.removesuffix("Error")}
        return ImageFacts(0, 0), (Finding(Code.UNREADABLE, Severity.REFUSAL, facts=reason),)
    findings = []
    if facts.has_metadata:
        findings.append(Finding(Code.METADATA, Severity.INFO))
    if facts.has_location:
        findings.append(Finding(Code.LOCATION, Severity.WARNING))
    return facts, tuple(findings)


def reencode_image(source: Path, target: Path, *, kind: FileKind, max_side: int = 2400) -> tuple[int, int]:
    """Write the pixels of `source`, upright and at most `max_side` long, and nothing else; width and height.

    A PNG stays one; JPEG and WebP become JPEG. Raises a SandboxError.
    """
    argument = {
        "source": str(source.resolve()),
        "target": str(target.resolve()),
        "kind": kind.value,
        "max_side": max_side,
    }
    folder = target.resolve().parent
    try:
        done = sandbox.call("media.images:reencode_task", argument, readable=(source,), writable=folder, budget=BUDGET)
    except sandbox.SandboxError:
        target.unlink(missing_ok=True)
        raise
    return done["width"], done["height"]


def reencode_task(argument: dict[str, Any]) -> dict[str, Any]:
    """`reencode_image` inside the sandbox."""
    kind = FileKind(argument["kind"])
    with opened(Path(argument["source"]), kind) as image:
        if image.width * image.height > MAX_PIXELS:
            raise Image.DecompressionBombError
        image.draft("RGB", (argument["max_side"], argument["max_side"]))  # a JPEG is decoded smaller at once
        upright = ImageOps.exif_transpose(image)
        has_alpha = upright.has_transparency_data
        upright = upright.convert("RGBA" if has_alpha else "RGB")
    upright.thumbnail((argument["max_side"], argument["max_side"]))
    # Only the pixels go over: a new picture knows no tags, texts, profiles or thumbnails.
    bare = Image.new("RGB", upright.size, "white")
    if kind is FileKind.PNG and has_alpha:
        bare = Image.new("RGBA", upright.size)
        bare.paste(upright)
    else:
        bare.paste(upright, mask=upright.getchannel("A") if has_alpha else None)
    written = io.BytesIO()  # a full disk cuts what Pillow writes to a file, and it says nothing
    if kind is FileKind.PNG:
        bare.save(written, "PNG", optimize=False)
    else:
        bare.save(written, "JPEG", quality=88)
    Path(argument["target"]).write_bytes(written.getvalue())
    return {"width": bare.width, "height": bare.height}


@contextmanager
def opened(path: Path, kind: FileKind) -> Iterator[Image.Image]:
    """The picture, as its kind and nothing else. Our own limit stands for Pillow's warning at half of its."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(path, formats=[_FORMATS[kind]]) as image:
            yield image


def _facts(image: Image.Image) -> ImageFacts:
    exif = image.getexif()
    tag, lying = _LYING
    width, height = image.size
    if exif.get(tag) in lying:
        width, height = height, width
    has_location = bool(exif.get_ifd(ExifTags.IFD.GPSInfo))
    told = {str(name).lower() for name in image.info} - _TECHNICAL
    return ImageFacts(
        width=width,
        height=height,
        frames=getattr(image, "n_frames", 1),
        has_metadata=bool(told - {"exif"}) or bool(set(exif) - {tag}),
        has_location=has_location,
    )


def _too_complex(reason: str, limit: int) -> Finding:
    return Finding(Code.TOO_COMPLEX, Severity.REFUSAL, facts={"reason": reason, "limit": limit})
