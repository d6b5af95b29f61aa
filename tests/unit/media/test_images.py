"""Pictures are measured upright, bombs and texts refused, and a copy holds nothing but pixels."""

import struct
import zlib
from pathlib import Path

import pytest
from PIL import ExifTags, Image, PngImagePlugin

from media import images, sandbox
from media.codes import Code
from media.images import measure_image, reencode_image, reencode_task
from media.reports import FileKind, Finding, ImageFacts, Severity

JPEG, PNG, WEBP = FileKind.JPEG, FileKind.PNG, FileKind.WEBP
CANARY = "Canary-Nuong"


def picture(size: tuple[int, int] = (60, 40)) -> Image.Image:
    """Red at the left, blue at the right."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, size[0], size[1]))
    return image


def tagged(path: Path, *, orientation: int = 1) -> Path:
    """A JPEG as a phone writes it: author, device, place, comment, colour profile."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Artist] = CANARY
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (16.0, 38.0, 0.0)})
    picture().save(path, exif=exif, comment=CANARY.encode(), icc_profile=CANARY.encode() * 20, quality=95)
    return path


def png_chunk(name: bytes, payload: bytes) -> bytes:
    return struct.pack(">I", len(payload)) + name + payload + struct.pack(">I", zlib.crc32(name + payload))


def png_claiming(path: Path, width: int, height: int) -> Path:
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = png_chunk(b"IHDR", header) + png_chunk(b"IDAT", zlib.compress(bytes(10_000))) + png_chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunks)
    return path


@pytest.mark.parametrize(("kind", "name"), [(JPEG, "a.jpg"), (PNG, "a.png"), (WEBP, "a.webp")])
def test_size_of_each_kind(tmp_path: Path, kind: FileKind, name: str) -> None:
    picture().save(tmp_path / name)
    assert measure_image(tmp_path / name, kind) == (ImageFacts(60, 40), ())


def test_metadata_and_place_are_found(tmp_path: Path) -> None:
    facts, findings = measure_image(tagged(tmp_path / "a.jpg"), JPEG)
    assert facts == ImageFacts(60, 40, has_metadata=True, has_location=True)
    assert findings == (Finding(Code.METADATA, Severity.INFO), Finding(Code.LOCATION, Severity.WARNING))


def test_text_of_a_png_is_metadata(tmp_path: Path) -> None:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", CANARY)
    picture().save(tmp_path / "a.png", pnginfo=texts)
    facts, findings = measure_image(tmp_path / "a.png", PNG)
    assert (facts.has_metadata, facts.has_location) == (True, False)
    assert findings == (Finding(Code.METADATA, Severity.INFO),)


@pytest.mark.parametrize(("orientation", "size"), [(1, (60, 40)), (3, (60, 40)), (6, (40, 60)), (8, (40, 60))])
def test_size_is_that_of_the_upright_picture(tmp_path: Path, orientation: int, size: tuple[int, int]) -> None:
    facts, _ = measure_image(tagged(tmp_path / "a.jpg", orientation=orientation), JPEG)
    assert (facts.width, facts.height) == size


def test_frames_are_counted(tmp_path: Path) -> None:
    still = picture()
    still.save(tmp_path / "a.webp", save_all=True, append_images=[still.rotate(90), still.rotate(180)])
    assert measure_image(tmp_path / "a.webp", WEBP)[0].frames == 3


def test_D18_too_many_pixels_are_refused_before_they_are_decoded(tmp_path: Path) -> None:
    refused = _refused("pixels", 40_000_000)
    bomb = png_claiming(tmp_path / "a.png", 50_000, 50_000)
    assert measure_image(bomb, PNG) == (ImageFacts(0, 0), refused)
    large = png_claiming(tmp_path / "b.png", 7000, 6000)
    assert measure_image(large, PNG) == (ImageFacts(7000, 6000), refused)


def _refused(reason: str, limit: int) -> tuple[Finding, ...]:
    return (Finding(Code.TOO_COMPLEX, Severity.REFUSAL, facts={"reason": reason, "limit": limit}),)


def test_D18_too_many_frames_are_refused(tmp_path: Path) -> None:
    frames = [Image.new("P", (1, 1), number % 200) for number in range(1100)]
    frames[0].save(tmp_path / "a.png", save_all=True, append_images=frames[1:])
    _, findings = measure_image(tmp_path / "a.png", PNG)
    assert findings == _refused("frames", 1000)


def test_D18_text_bomb_of_a_png_is_refused(tmp_path: Path) -> None:
    bomb = png_chunk(b"zTXt", b"x\0\0" + zlib.compress(bytes(80 << 20), 9))
    path = tmp_path / "a.png"
    picture().save(path)
    content = path.read_bytes()
    path.write_bytes(content[:33] + bomb * 2 + content[33:])
    assert measure_image(path, PNG)[1][0].severity is Severity.REFUSAL


@pytest.mark.parametrize(
    "content",
    [
        b"", b"GIF89a", b"\xff\xd8\xff", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
        b"<html><script>alert(1)</script></html>", b"%PDF-1.4", b"%!PS-Adobe-3.0 EPSF-3.0",
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", [JPEG, PNG, WEBP])
def test_D17_what_is_no_picture_of_its_kind_is_refused(tmp_path: Path, content: bytes, kind: FileKind) -> None:
    path = tmp_path / "a"
    path.write_bytes(content)
    facts, findings = measure_image(path, kind)
    assert facts == ImageFacts(0, 0)
    assert [finding.severity for finding in findings] == [Severity.REFUSAL]


def test_D17_picture_of_another_kind_is_refused(tmp_path: Path) -> None:
    picture().save(tmp_path / "a.png")
    assert measure_image(tmp_path / "a.png", JPEG)[1][0].code == Code.UNREADABLE


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_D11_cut_picture_is_refused(tmp_path: Path, share: float) -> None:
    path = tmp_path / "a.jpg"
    picture((600, 400)).save(path)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    assert measure_image(path, JPEG)[1][0].code == Code.UNREADABLE


def test_D18_A11_copy_holds_pixels_only(tmp_path: Path) -> None:
    source, target = tagged(tmp_path / "a.jpg", orientation=6), tmp_path / "out" / "b.jpg"
    target.parent.mkdir()
    assert CANARY.encode() in source.read_bytes()
    assert reencode_image(source, target, kind=JPEG) == (40, 60)
    assert CANARY.encode() not in target.read_bytes()
    assert b"Exif" not in target.read_bytes()
    with Image.open(target) as copy:
        assert (copy.format, copy.size) == ("JPEG", (40, 60))
        red, blue = copy.getpixel((20, 10)), copy.getpixel((20, 50))
    assert isinstance(red, tuple)
    assert isinstance(blue, tuple)
    assert red[0] > 200
    assert red[2] < 60
    assert blue[2] > 200
    assert blue[0] < 60


def test_copy_of_a_png_keeps_what_shows_through(tmp_path: Path) -> None:
    image = Image.new("RGBA", (50, 50), (255, 0, 0, 128))
    texts = PngImagePlugin.PngInfo()
    texts.add_itxt("Author", CANARY)
    image.save(tmp_path / "a.png", pnginfo=texts)
    reencode_image(tmp_path / "a.png", tmp_path / "b.png", kind=PNG)
    with Image.open(tmp_path / "b.png") as copy:
        assert (copy.mode, copy.getpixel((1, 1)), copy.info) == ("RGBA", (255, 0, 0, 128), {})
    assert CANARY.encode() not in (tmp_path / "b.png").read_bytes()


def test_copy_of_a_webp_is_a_jpeg_on_white(tmp_path: Path) -> None:
    Image.new("RGBA", (50, 50), (255, 0, 0, 0)).save(tmp_path / "a.webp")
    reencode_image(tmp_path / "a.webp", tmp_path / "b.jpg", kind=WEBP)
    with Image.open(tmp_path / "b.jpg") as copy:
        assert (copy.format, copy.getpixel((1, 1))) == ("JPEG", (255, 255, 255))


@pytest.mark.parametrize(("name", "kind", "kept"), [("a.png", PNG, "RGBA"), ("a.webp", WEBP, "RGB")])
def test_reencoding_as_the_task_of_the_sandbox(tmp_path: Path, name: str, kind: FileKind, kept: str) -> None:
    Image.new("RGBA", (50, 40), (255, 0, 0, 9)).save(tmp_path / name)
    argument = {"source": str(tmp_path / name), "target": str(tmp_path / "b"), "kind": kind.value, "max_side": 20}
    assert reencode_task(argument) == {"width": 20, "height": 16}
    with Image.open(tmp_path / "b") as copy:
        assert copy.mode == kept
    with pytest.raises(Image.DecompressionBombError):
        reencode_task({**argument, "source": str(png_claiming(tmp_path / "c.png", 7000, 6000)), "kind": "png"})


@pytest.mark.parametrize(("mode", "kind"), [("CMYK", JPEG), ("L", JPEG), ("P", PNG), ("1", PNG), ("I;16", PNG)])
def test_copy_of_any_mode_of_colour(tmp_path: Path, mode: str, kind: FileKind) -> None:
    source = tmp_path / "a"
    Image.new(mode, (50, 50)).save(source, kind.value)
    assert reencode_image(source, tmp_path / "b", kind=kind) == (50, 50)
    with Image.open(tmp_path / "b") as copy:
        assert (copy.format, copy.mode) == (kind.value.upper(), "RGB")


def test_copy_of_a_phone_picture_with_a_second_one_behind_it(tmp_path: Path) -> None:
    """Its reader is loaded late by Pillow, which is too late behind the fences."""
    picture().save(tmp_path / "a.jpg", "MPO", save_all=True, append_images=[picture((30, 20))])
    assert reencode_image(tmp_path / "a.jpg", tmp_path / "b.jpg", kind=JPEG) == (60, 40)
    with Image.open(tmp_path / "b.jpg") as copy:
        assert (copy.format, getattr(copy, "n_frames", 1)) == ("JPEG", 1)


def test_copy_is_at_most_so_long(tmp_path: Path) -> None:
    picture((3000, 1000)).save(tmp_path / "a.jpg")
    assert reencode_image(tmp_path / "a.jpg", tmp_path / "b.jpg", kind=JPEG, max_side=600) == (600, 200)


def test_D18_copy_of_a_bomb_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    for width, height in ((50_000, 50_000), (7000, 6000)):
        source = png_claiming(tmp_path / "a.png", width, height)
        with pytest.raises(sandbox.TaskFailedError) as caught:
            reencode_image(source, tmp_path / "b.png", kind=PNG)
        assert caught.value.reason == "DecompressionBombError"
    assert not (tmp_path / "b.png").exists()


def test_a_full_disk_leaves_no_half_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pillow by itself writes what fits and says nothing."""
    source, target = tmp_path / "a.png", tmp_path / "b.png"
    Image.effect_noise((200, 200), 90).save(source)
    monkeypatch.setattr(images, "BUDGET", sandbox.Budget(file_bytes=1000))
    with pytest.raises(sandbox.SandboxError):
        reencode_image(source, target, kind=PNG)
    assert not target.exists()
