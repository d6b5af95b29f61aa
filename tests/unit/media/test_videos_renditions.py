"""A rendition plays, lasts as long as the original, and holds no name; a hostile source gets nothing."""

import subprocess
from pathlib import Path

import av
import imageio_ffmpeg._utils
import pytest
from PIL import Image

from media import sandbox
from media.reports import FileKind, VideoFacts
from media.videos import renditions, stills
from media.videos.measure import measure_video, read_tags
from portal.demo import videos
from tests.factories.videos import clip, recording

CANARY = "Hồ Thị Canary-Nương"
NO_FACTS = VideoFacts(None, None, None, (), None, None, 0, None, None, None, has_audio=False)

fenced = pytest.mark.skipif(
    sandbox.probe_level() is sandbox.Level.RLIMITS_ONLY, reason="this kernel has no fence against reading files"
)


def facts_of(path: Path, kind: FileKind) -> VideoFacts:
    return measure_video(path, kind)[0]


def make(source: Path, target: Path, kind: FileKind) -> bool:
    return renditions.make_rendition(source, target, kind=kind, facts=facts_of(source, kind))


def with_everything(tmp_path: Path, container: str) -> Path:
    """A clip that names its author in every place that a container has."""
    chapters = tmp_path / "chapters.txt"
    chapters.write_text(f";FFMETADATA1\ncomment={CANARY}\n[CHAPTER]\nTIMEBASE=1/1\nSTART=0\nEND=2\ntitle={CANARY}\n")
    subtitles = tmp_path / "subtitles.srt"
    subtitles.write_text(f"1\n00:00:00,000 --> 00:00:02,000\n{CANARY}\n")
    plain = clip(seconds=3, container=container)
    path = tmp_path / f"named.{container}"
    words = "mov_text" if container in {"mp4", "mov"} else "srt"
    tags = [f"{name}={CANARY}" for name in ("title", "artist", "location", "comment", "creation_time")]
    argv = [renditions.binary(), "-v", "error", "-nostdin", "-y"]
    argv += ["-i", str(plain), "-i", str(chapters), "-i", str(subtitles)]
    argv += ["-map", "0", "-map", "2", "-map_metadata", "1", "-map_chapters", "1", "-c", "copy", "-c:s", words]
    argv += [argument for tag in tags for argument in ("-metadata", tag)]
    argv += ["-metadata:s:v", f"handler_name={CANARY}", "-metadata:s:a", f"title={CANARY}", str(path)]
    subprocess.run(argv, check=True, capture_output=True)
    return path


@pytest.mark.parametrize("container", ["mp4", "mov", "mkv"])
def test_A11_remuxed_rendition_keeps_the_packets_and_no_name(tmp_path: Path, container: str) -> None:
    kind = FileKind(container)
    source = with_everything(tmp_path, container)
    assert CANARY.encode() in source.read_bytes()
    target = tmp_path / "out" / "rendition.mp4"
    target.parent.mkdir()
    assert make(source, target, kind) is True
    content = target.read_bytes()
    for trace in (CANARY.encode(), b"Canary", b"x264 - core", b"Lavf"):
        assert trace not in content
    assert {name.split(":")[-1] for name in read_tags(target)} <= {
        "major_brand", "minor_version", "compatible_brands", "language",
    }  # fmt: skip
    facts = facts_of(target, FileKind.MP4)
    assert facts.seconds_rounded == facts_of(source, kind).seconds_rounded == 3
    assert [(track.kind, track.codec) for track in facts.tracks] == [("video", "h264"), ("audio", "aac")]


def test_remuxed_rendition_begins_with_its_index(tmp_path: Path) -> None:
    target = tmp_path / "rendition.mp4"
    make(clip(seconds=3), target, FileKind.MP4)
    content = target.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


def test_same_source_gives_the_same_rendition(tmp_path: Path) -> None:
    for name in ("a.mp4", "b.mp4"):
        make(clip(seconds=3), tmp_path / name, FileKind.MP4)
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


@pytest.mark.parametrize("codec", ["vp8", "vp9"])
def test_A11_webm_is_transcoded_without_names(tmp_path: Path, codec: str) -> None:
    source = clip(seconds=3, container="webm", codec=codec, title=CANARY, artist=CANARY)
    target = tmp_path / "rendition.mp4"
    assert make(source, target, FileKind.WEBM) is False
    assert b"Canary" not in target.read_bytes()
    assert b"x264 - core" not in target.read_bytes()
    facts = facts_of(target, FileKind.MP4)
    assert (facts.video_codec, facts.audio_codec, facts.seconds_rounded) == ("h264", "aac", 3)
    assert (facts.width, facts.height) == (320, 180)


@pytest.mark.parametrize(
    ("size", "expected"),
    [((1920, 1080), (1280, 720)), ((1080, 1920), (720, 1280)), ((1000, 1000), (720, 720)), ((3000, 400), (1280, 170))],
)
def test_larger_pictures_become_at_most_720_lines(
    tmp_path: Path, size: tuple[int, int], expected: tuple[int, int]
) -> None:
    source = clip(seconds=1, size=size, audio=False)
    target = tmp_path / "rendition.mp4"
    assert make(source, target, FileKind.MP4) is (min(size) <= 720)
    facts = facts_of(target, FileKind.MP4)
    assert (facts.width, facts.height) == (size if min(size) <= 720 else expected)
    assert facts.has_audio is False


def test_rendition_plays(tmp_path: Path) -> None:
    """Every frame decodes after the extra units were stripped."""
    target = tmp_path / "rendition.mp4"
    make(clip(seconds=3), target, FileKind.MP4)
    with av.open(str(target)) as container:
        assert sum(1 for _ in container.decode(video=0)) == 15


def test_poster_is_a_still_picture_without_tags(tmp_path: Path) -> None:
    target = tmp_path / "poster.jpg"
    stills.make_poster(clip(seconds=10, title=CANARY), target, at_seconds=4)
    with Image.open(target) as image:
        assert (image.format, image.size) == ("JPEG", (320, 180))
        assert not image.getexif()
        assert len({image.getpixel((x, 90)) for x in range(0, 320, 20)}) > 3
    assert b"Canary" not in target.read_bytes()
    assert b"Lavc" not in target.read_bytes()


def test_broken_source_leaves_nothing(tmp_path: Path) -> None:
    source = videos.cut_file(videos.make_video(tmp_path / "a.mp4", seconds=3), share=0.5)
    target = tmp_path / "rendition.mp4"
    with pytest.raises(sandbox.TaskFailedError) as caught:
        renditions.make_rendition(source, target, kind=FileKind.MP4, facts=NO_FACTS)
    assert "moov atom not found" in caught.value.detail
    assert not target.exists()


@fenced
@pytest.mark.parametrize("script", ["ffconcat version 1.0\nfile '{other}'\n", "#EXTM3U\n#EXTINF:10,\nfile://{other}\n"])
def test_D12_script_named_mp4_makes_no_rendition_of_another_file(tmp_path: Path, script: str) -> None:
    source = tmp_path / "entry.mp4"
    source.write_text(script.format(other=clip(seconds=3)))
    target = tmp_path / "rendition.mp4"
    with pytest.raises(sandbox.TaskFailedError):
        renditions.make_rendition(source, target, kind=FileKind.MP4, facts=NO_FACTS)
    assert not target.exists()


@pytest.mark.parametrize("name", ["-rf.mp4", "a;rm x.mp4", "http:host.mp4", "line\nbreak.mp4", "đ%03d.mp4", "a'b.mp4"])
def test_D15_odd_path_is_only_a_path(tmp_path: Path, name: str) -> None:
    source = tmp_path / name
    source.write_bytes(clip(seconds=1).read_bytes())
    target = tmp_path / "rendition.mp4"
    assert make(source, target, FileKind.MP4) is True
    command = renditions.remux_command(source, target)
    assert command[command.index("-i") + 1] == f"file:{source}"
    assert command[0].startswith("/")


@pytest.mark.parametrize(
    ("kind", "video", "audio", "size", "expected"),
    [
        (FileKind.MP4, "h264", "aac", (1280, 720), True),
        (FileKind.MOV, "h264", None, (720, 1280), True),
        (FileKind.MP4, "h264", "aac", (1920, 1080), False),
        (FileKind.MP4, "hevc", "aac", (1280, 720), False),
        (FileKind.MP4, "h264", "mp3", (1280, 720), False),
        (FileKind.WEBM, "h264", "aac", (1280, 720), False),
        (FileKind.MP4, "h264", "aac", None, False),
    ],
)
def test_may_copy(
    kind: FileKind, video: str, audio: str | None, size: tuple[int, int] | None, *, expected: bool
) -> None:
    width, height = size or (None, None)
    facts = VideoFacts(
        1, 1, 1, (), width, height, 0, 5000, video, audio, has_audio=audio is not None,
        profile="High", level=31, pixel_format="yuv420p",
    )  # fmt: skip
    assert renditions.may_copy(kind, facts) is expected


@pytest.mark.parametrize(
    ("profile", "level", "pixel_format", "expected"),
    [
        ("High", 41, "yuv420p", True),
        ("Constrained Baseline", 10, "yuvj420p", True),
        ("High", 42, "yuv420p", False),
        ("High 10", 31, "yuv420p10le", False),
        ("High 10", 31, "yuv420p", False),
        ("High 4:2:2", 31, "yuv422p", False),
        (None, None, None, False),
    ],
)
def test_may_copy_only_what_every_phone_plays(
    profile: str | None, level: int | None, pixel_format: str | None, *, expected: bool
) -> None:
    facts = VideoFacts(
        1, 1, 1, (), 1280, 720, 0, 5000, "h264", "aac", has_audio=True,
        profile=profile, level=level, pixel_format=pixel_format,
    )  # fmt: skip
    assert renditions.may_copy(FileKind.MP4, facts) is expected


@pytest.mark.parametrize(
    ("name", "pixels", "profile", "options"),
    [
        ("high10", "yuv420p10le", "High 10", ()),
        ("high422", "yuv422p", "High 4:2:2", ()),
        ("high444", "yuv444p", "High 4:4:4 Predictive", ()),
        ("level51", "yuv420p", "High", ("-level", "5.1")),
    ],
)
def test_h264_that_old_phones_cannot_play_is_encoded_anew(
    tmp_path: Path, name: str, pixels: str, profile: str, options: tuple[str, ...]
) -> None:
    source = recording(f"{name}.mp4", "-c:v", "libx264", "-pix_fmt", pixels, *options, "-c:a", "aac", seconds=1, fps=5)
    before = facts_of(source, FileKind.MP4)
    assert (before.video_codec, before.profile, before.pixel_format) == ("h264", profile, pixels)
    target = tmp_path / "rendition.mp4"
    assert make(source, target, FileKind.MP4) is False
    after = facts_of(target, FileKind.MP4)
    assert (after.profile, after.pixel_format, after.seconds_rounded) == ("High", "yuv420p", 1)
    assert renditions.may_copy(FileKind.MP4, after)


def test_capabilities_of_this_machine_suffice() -> None:
    found = renditions.capabilities()
    assert found.binary == renditions.binary()
    assert found.is_sufficient
    assert found.version[0].isalnum()


def test_binary_from_the_environment_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "ffmpeg"
    own.write_text("")
    monkeypatch.setenv("BANGVANG_FFMPEG", str(own))
    assert renditions.binary.__wrapped__() == str(own)
    own.unlink()
    with pytest.raises(renditions.FfmpegMissingError):
        renditions.binary.__wrapped__()


def test_binary_falls_back_to_the_system_then_to_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BANGVANG_FFMPEG", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "imageio_ffmpeg" in renditions.binary.__wrapped__()
    system = tmp_path / "ffmpeg"
    system.write_text("")
    system.chmod(0o755)
    assert renditions.binary.__wrapped__() == str(system)


def test_X28_missing_ffmpeg_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("BANGVANG_FFMPEG", "")
    monkeypatch.setattr(renditions, "files", lambda _package: tmp_path)
    with pytest.raises(renditions.FfmpegMissingError):
        renditions.binary.__wrapped__()


def test_X28_a_run_that_is_killed_while_ffmpeg_is_looked_for_does_not_make_it_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The package's own search keeps the answer of one run for good; ours runs nothing."""

    def killed(*_command: object, **_options: object) -> None:
        raise subprocess.CalledProcessError(-9, "ffmpeg -version")

    monkeypatch.delenv("BANGVANG_FFMPEG", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(subprocess, "check_call", killed)
    imageio_ffmpeg._utils._get_ffmpeg_exe.cache_clear()
    assert "imageio_ffmpeg" in renditions.binary.__wrapped__()
