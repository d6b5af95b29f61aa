"""The second look: black, still and silent stretches, and the loudness that ffmpeg's own meter tells, in slices."""

import re
import subprocess
from pathlib import Path

import pytest

from media.videos.examining import KINDS, examine_slice, examine_slice_safely, join, told
from media.videos.loudness import integrated, loudness_range
from media.videos.renditions import binary
from tests.factories.videos import clip, recording

PARTS = (
    "[0:v]trim=duration=8,setpts=PTS-STARTPTS[moving];color=black:size=160x90:rate=25:duration=4[black];"
    "testsrc2=size=160x90:rate=25:duration=0.04,loop=loop=149:size=1,setpts=N/25/TB[still];"
    "[moving][black][still]concat=n=3[v];[1:a]volume='if(between(t,10,14),0,0.5)':eval=frame[a]"
)
OUTPUT = ("-filter_complex", PARTS, "-map", "[v]", "-map", "[a]", "-c:v", "libx264", "-preset", "ultrafast")


@pytest.fixture
def film() -> Path:
    """Eight seconds that move, four black, six still; from 10 to 14 s without sound."""
    return recording("stretches.mp4", *OUTPUT, "-pix_fmt", "yuv420p", "-g", "50", "-c:a", "aac", seconds=18)


def near(stretches: list[list[int]], begins: int, ends: int) -> bool:
    return len(stretches) == 1 and abs(stretches[0][0] - begins) <= 700 and abs(stretches[0][1] - ends) <= 700


def meter(path: Path) -> dict[str, float]:
    """What the meter of ffmpeg itself says at the end."""
    argv = [binary(), "-hide_banner", "-nostdin", "-i", str(path), "-af", "ebur128=peak=true", "-f", "null", "-"]
    said = subprocess.run(argv, check=True, capture_output=True, text=True).stderr
    summary = said[said.rindex("Summary") :]
    return {name: float(re.findall(rf"{name}:\s+(-?[\d.]+)", summary)[0]) for name in ("I", "LRA", "Peak")}


def test_stretches_are_found_and_loudness_agrees_with_the_meter(film: Path) -> None:
    found = told(examine_slice(film, start_ms=0, cpu_seconds=60))
    assert found["is_end"]
    assert near(found["black"], 8000, 12_000)
    assert near(found["frozen"], 12_000, 18_000)
    assert near(found["silent"], 10_000, 14_000)
    said = meter(film)
    assert abs(found["lufs_tenths"] / 10 - said["I"]) <= 0.2
    assert abs(found["range_tenths"] / 10 - said["LRA"]) <= 0.5
    assert abs(found["peak_hundredths"] / 100 - said["Peak"]) <= 0.1


def test_slices_add_up_to_the_whole(film: Path) -> None:
    """However often the work is cut, and after a kill, the stretches and the loudness stay the same."""
    whole, parts, count = told(examine_slice(film, start_ms=0, cpu_seconds=60)), None, 0
    while parts is None or not parts["is_end"]:
        piece = examine_slice(film, start_ms=parts["until_ms"] if parts else 0, cpu_seconds=0.02)
        assert parts is None or piece["until_ms"] > parts["until_ms"] or piece["is_end"]
        parts, count = join(parts, piece), count + 1
    assert count > 2
    cut = told(parts)
    for kind in KINDS:
        assert near(cut[kind], *whole[kind][0])
    assert abs(cut["lufs_tenths"] - whole["lufs_tenths"]) <= 3


@pytest.mark.parametrize("container", ["mp4", "mkv", "webm"])
def test_examining_works_inside_the_sandbox(container: str) -> None:
    found = examine_slice_safely(clip(seconds=4, container=container), start_ms=0)
    assert found is not None
    assert told(found)["has_pictures"]
    assert told(found)["has_sound"]


def test_video_without_sound_has_no_loudness() -> None:
    found = told(examine_slice(clip(seconds=4, audio=False), start_ms=0))
    assert (found["has_sound"], found["lufs_tenths"], found["silent"]) == (False, None, [])


@pytest.mark.parametrize("content", [b"", b"nothing at all", b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"])
def test_D11_D12_what_cannot_be_read_ends_at_once(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(content)
    found = examine_slice_safely(path, start_ms=0)
    assert found is not None
    assert (found["is_end"], found["pictures"], found["sounds"]) == (True, 0, 0)


def test_D11_damaged_packets_are_passed_over(tmp_path: Path) -> None:
    content = bytearray(clip(seconds=4).read_bytes())
    for at in range(2000, len(content) - 6000, 500):
        content[at] ^= 0xFF
    path = tmp_path / "a.mp4"
    path.write_bytes(content)
    assert examine_slice(path, start_ms=0)["is_end"]


def test_loudness_leaves_silence_out() -> None:
    assert integrated({"-230": 100}) == -230
    assert integrated({"-230": 100, "-500": 900}) == -230
    assert integrated({}) is None
    assert loudness_range({}) is None
    assert loudness_range({"-300": 50, "-200": 50}) == 100
