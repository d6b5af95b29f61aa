"""The small rendition for dear connections, the strip of scenes, and how a long piece of work says how far it is."""

from pathlib import Path

import pytest
from PIL import Image

from media import sandbox
from media.reports import FileKind
from media.videos import renditions, stills
from media.videos.measure import measure_video
from tests.factories.videos import clip


@pytest.mark.parametrize(
    ("duration_ms", "expected"),
    [
        (1, (1, 1, 2000)),
        (2000, (1, 1, 2000)),
        (7000, (4, 4, 2000)),
        (300_000, (20, 5, 15_000)),
        (301_000, (20, 5, 15_050)),
    ],
)
def test_a_strip_has_at_most_twenty_scenes_of_two_seconds_at_least(
    duration_ms: int, expected: tuple[int, int, int]
) -> None:
    assert stills.plan_strip(duration_ms) == stills.Strip(*expected)


def test_the_strip_shows_each_scene_in_its_place(tmp_path: Path) -> None:
    strip = stills.plan_strip(7000)
    target = tmp_path / "strip.jpg"
    stills.make_strip(clip(seconds=7), target, strip)
    with Image.open(target) as image:
        assert image.size == (4 * 160, 90)
        assert not image.getexif()
        tiles = [image.crop((160 * at, 0, 160 * (at + 1), 90)).tobytes() for at in range(strip.count)]
    assert len(set(tiles)) == strip.count
    assert b"Lavc" not in target.read_bytes()


@pytest.mark.parametrize(("size", "expected"), [((1280, 720), (640, 360)), ((720, 1280), (360, 640))])
def test_the_small_rendition_has_at_most_360_lines(
    tmp_path: Path, size: tuple[int, int], expected: tuple[int, int]
) -> None:
    target = tmp_path / "small.mp4"
    renditions.make_small_rendition(clip(seconds=2, size=size), target, seconds=2)
    facts = measure_video(target, FileKind.MP4)[0]
    assert (facts.width, facts.height, facts.seconds_rounded) == (*expected, 2)
    assert (facts.video_codec, facts.audio_codec) == ("h264", "aac")
    content = target.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")
    assert b"x264 - core" not in content


def test_a_film_that_is_small_needs_no_smaller_one(tmp_path: Path) -> None:
    facts = measure_video(clip(seconds=3), FileKind.MP4)[0]
    assert renditions.needs_smaller(facts, 50_000) is False
    assert renditions.needs_smaller(facts, 3 * renditions.SMALL_BITS_PER_SECOND // 8 + 1) is True
    large = measure_video(clip(seconds=1, size=(1280, 720)), FileKind.MP4)[0]
    assert renditions.needs_smaller(large, 1) is True


def test_the_work_tells_how_far_it_is(tmp_path: Path) -> None:
    shares: list[float] = []
    source = clip(seconds=3, container="webm")
    facts = measure_video(source, FileKind.WEBM)[0]
    target = tmp_path / "rendition.mp4"
    renditions.make_rendition(source, target, kind=FileKind.WEBM, facts=facts, on_progress=shares.append)
    assert shares
    assert shares == sorted(shares)
    assert 0 < shares[-1] <= 1
    assert [path.name for path in tmp_path.iterdir()] == ["rendition.mp4"]


def test_X03_a_worker_that_lost_its_job_ends_the_work_and_leaves_nothing(tmp_path: Path) -> None:
    class LostError(Exception):
        """Somebody else has the job now."""

    def lose(_share: float) -> None:
        raise LostError

    source = clip(seconds=3, container="webm")
    facts = measure_video(source, FileKind.WEBM)[0]
    with pytest.raises(LostError):
        renditions.make_rendition(source, tmp_path / "a.mp4", kind=FileKind.WEBM, facts=facts, on_progress=lose)
    assert list(tmp_path.iterdir()) == []


def test_what_a_watcher_raises_ends_the_program() -> None:
    class EnoughError(Exception):
        """The watcher has seen enough."""

    def watch() -> None:
        raise EnoughError

    with pytest.raises(EnoughError):
        sandbox.run(["/bin/sleep", "60"], budget=sandbox.Budget(wall_seconds=30), watch=watch)
