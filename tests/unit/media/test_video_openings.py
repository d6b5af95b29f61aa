"""However a stranger's video is opened, that file alone is read, whatever it says (D12)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import av
import av.error
import pytest

from media.codes import Code
from media.reports import FileKind
from media.videos import fingerprints, measure, renditions, stills
from media.videos.opening import OPEN_ERRORS, open_video
from tests.factories.videos import clip, recording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av.container import InputContainer
    from av.packet import Packet

MEDIA = Path(renditions.__file__).parents[1]


@pytest.fixture
def neighbour(tmp_path: Path) -> Path:
    """Somebody else's film in the same folder."""
    path = tmp_path / "other.ts"
    path.write_bytes(recording("other.ts", "-c:v", "libx264", "-preset", "ultrafast", "-an", seconds=1).read_bytes())
    return path


def test_D12_a_script_is_not_even_opened(tmp_path: Path, neighbour: Path) -> None:
    """FFmpeg itself follows it to the neighbour, also where only the protocols are bounded."""
    path = tmp_path / "entry.mp4"
    path.write_text(f"ffconcat version 1.0\nfile '{neighbour.name}'\n")
    with av.open(f"file:{path}", options={"protocol_whitelist": "file"}) as container:
        assert container.format.name == "concat"
        assert container.streams.video
    with pytest.raises(OPEN_ERRORS):
        open_video(path)


def test_D12_there_is_one_place_that_opens_videos_here() -> None:
    found = {path.name for path in MEDIA.rglob("*.py") if re.search(r"\bav\.open\(", path.read_text("utf-8"))}
    assert found == {"opening.py"}
    programs = {path.name for path in MEDIA.rglob("*.py") if "ffmpeg.input(" in path.read_text("utf-8")}
    assert programs == {"renditions.py", "fingerprints.py"}


def test_D12_every_command_of_ffmpeg_bounds_containers_and_protocols_of_what_it_reads(tmp_path: Path) -> None:
    source, target = tmp_path / "a.mp4", tmp_path / "b.mp4"
    commands = [
        renditions.remux_command(source, target),
        renditions.transcode_command(source, target, threads=1),
        stills.poster_command(source, target, at_seconds=1),
        stills.strip_command(source, target, stills.plan_strip(10_000)),
        fingerprints.frames_command(source),
        fingerprints.sounds_command(source),
    ]
    for command in commands:
        assert command.count("-i") == 1
        before = command[: command.index("-i")]
        bounds = {name: before[before.index(name) + 1] for name in ("-protocol_whitelist", "-format_whitelist")}
        assert bounds["-protocol_whitelist"] == "file"
        assert not {"hls", "concat", "dash", "sdp"} & set(bounds["-format_whitelist"].split(","))


def test_D11_a_file_that_breaks_off_while_it_is_read_is_measured_so_far_and_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = measure._packets

    def breaking(container: InputContainer) -> Iterator[Packet]:
        for number, packet in enumerate(whole(container)):
            if number == 20:
                raise av.error.InvalidDataError(1, "damaged")
            yield packet

    monkeypatch.setattr(measure, "_packets", breaking)
    facts, findings = measure.measure_video(clip(seconds=10), FileKind.MP4)
    assert facts.duration_ms is not None
    assert facts.duration_ms < 9000
    assert Code.CUT_SHORT in {one.code for one in findings}
