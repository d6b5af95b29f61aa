"""No picture that others are shown bears a trace of who took it: a word in every place that JPEG, PNG and WebP have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import ExifTags, Image

from media.images import measure_image, reencode_image
from media.reports import FileKind
from tests.factories.blind_pictures import MAKERS, SIZE, TAKEN, canvas
from tests.factories.traces import Traces, unpacked

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.requirement("S001-R41")
@pytest.mark.parametrize("kind", MAKERS)
def test_A11_no_picture_bears_a_trace(tmp_path: Path, kind: FileKind) -> None:
    traces = Traces()
    source = tmp_path / f"named.{kind.value}"
    source.write_bytes(MAKERS[kind](traces))
    original = source.read_bytes()
    assert traces.found_in(original, *unpacked(original)) == set(traces.planted.values()), (
        "everything could have leaked"
    )
    facts, findings = measure_image(source, kind)
    assert (facts.has_metadata, facts.has_location) == (True, True)
    assert len(findings) == 2
    target = tmp_path / "out" / "picture"
    target.parent.mkdir()
    width, height = reencode_image(source, target, kind=kind)
    content = target.read_bytes()
    assert traces.is_clean(content)
    for inner in unpacked(content):
        assert traces.is_clean(inner)
    for sign in (TAKEN.encode(), b"Exif", b"eXIf", b"http://ns.adobe.com", b"ICC_PROFILE", b"iCCP", b"8BIM", b"tIME"):
        assert sign not in content, sign
    with Image.open(target) as picture:
        assert not picture.getexif()
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert (width, height) == picture.size == SIZE[::-1], "turned upright, as its tag asked"
        upper, lower = picture.convert("RGB").getpixel((10, 5)), picture.convert("RGB").getpixel((10, 35))
    assert isinstance(upper, tuple)
    assert isinstance(lower, tuple)
    assert (upper[0] > 200, upper[2] < 60, lower[0] < 60, lower[2] > 200) == (True,) * 4


@pytest.mark.requirement("S001-R41")
def test_A11_the_second_picture_of_a_phone_stays_behind(tmp_path: Path) -> None:
    """MPO: a preview or a video of two seconds follows the picture in the same file."""
    traces = Traces()
    second = Image.new("RGB", SIZE, "green")
    source = tmp_path / "phone.jpg"
    written = Image.Exif()
    written[ExifTags.Base.Artist] = traces.plant("exif artist")
    canvas().save(source, "MPO", save_all=True, append_images=[second], exif=written)
    source.write_bytes(source.read_bytes() + traces.plant("motion photo").encode())
    assert traces.found_in(source.read_bytes()) == set(traces.planted.values())
    target = tmp_path / "picture"
    reencode_image(source, target, kind=FileKind.JPEG)
    content = target.read_bytes()
    assert traces.is_clean(content)
    assert content.count(b"\xff\xd8\xff") == 1
    assert b"MPF\0" not in content
