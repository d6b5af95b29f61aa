"""Covered stretches of a film: black and silent where they should be, and nowhere else; encoded anew, and no trace."""

from __future__ import annotations

import array
from typing import TYPE_CHECKING

import av
import pytest
from PIL import Image

from media.reports import FileKind
from media.videos import renditions, stills
from media.videos.captions import Cue, render_captions
from media.videos.covers import MARGIN_MS, FilmCovers, cover_captions, cover_clean_captions, still_ms
from media.videos.measure import measure_video
from tests.factories.videos import clip, recording
from vietnamese.covering import COVER

if TYPE_CHECKING:
    from pathlib import Path

SECONDS = 8
COVERS = FilmCovers(sound=((1000, 2500), (6000, 7000)), picture=((3000, 5000),))
BLACK, SILENT = 25, 0.01


def covered(
    folder: Path, source: Path, covers: FilmCovers = COVERS, kind: FileKind = FileKind.MP4
) -> tuple[Path, Path]:
    """The rendition of a film as everybody has it, and its copy with covers."""
    facts = measure_video(source, kind)[0]
    film, target = folder / "film.mp4", folder / "covered.mp4"
    renditions.make_rendition(source, film, kind=kind, facts=facts)
    renditions.make_covered_rendition(film, target, covers=covers, facts=facts)
    return film, target


def light(path: Path) -> dict[float, int]:
    """Each moment of a film with how bright its brightest spot is."""
    with av.open(str(path)) as film:
        return {float(frame.time or 0): brightest(frame.to_image()) for frame in film.decode(video=0)}


def loud(path: Path) -> dict[float, float]:
    """Each moment of a film with how loud its sound is; AAC decodes to floats from -1 to 1."""
    found = {}
    with av.open(str(path)) as film:
        for frame in film.decode(audio=0):
            samples = array.array("f", bytes(frame.planes[0])[: 4 * frame.samples])
            found[float(frame.time or 0)] = max(map(abs, samples))
    return found


def brightest(picture: Image.Image) -> int:
    return max(level for level, count in enumerate(picture.convert("L").histogram()) if count)


def is_inside(at: float, spans: tuple[tuple[int, int], ...], *, margin: float = 0) -> bool:
    return any(starts / 1000 - margin <= at < ends / 1000 + margin for starts, ends in spans)


@pytest.mark.requirement("S001-R41")
@pytest.mark.parametrize(("container", "codec"), [("mp4", "h264"), ("webm", "vp9")], ids=["kept packets", "encoded"])
def test_A11_covered_stretches_are_black_and_silent_and_the_rest_is_not(
    tmp_path: Path, container: str, codec: str
) -> None:
    kind = FileKind(container)
    film, target = covered(tmp_path, clip(seconds=SECONDS, container=container, codec=codec), kind=kind)
    assert min(light(film).values()) > 150, "there was something to see everywhere"
    assert min(value for at, value in loud(film).items() if 0.2 < at < SECONDS - 0.2) > 0.02, "and to hear"
    for at, value in light(target).items():
        if is_inside(at, COVERS.picture):
            assert value <= BLACK, at
        elif not is_inside(at, COVERS.picture, margin=0.2):
            assert value > 150, at
    for at, value in loud(target).items():
        if is_inside(at, COVERS.sound):
            assert value < SILENT, at
        elif 0.2 < at < SECONDS - 0.2 and not is_inside(at, COVERS.sound, margin=0.3):
            assert value > 0.02, at
    before, after = (measure_video(path, FileKind.MP4)[0] for path in (film, target))
    assert (after.seconds_rounded, after.width, after.height) == (before.seconds_rounded, before.width, before.height)
    assert renditions.may_copy(FileKind.MP4, after), "every phone plays it"


def test_A11_a_slow_picture_does_not_stand_on_into_the_stretch(tmp_path: Path) -> None:
    """One picture in two seconds: the one from before the stretch would be shown far into it."""
    source = recording("slides.mp4", "-c:v", "libx264", "-r", "1/2", "-c:a", "aac", seconds=8, fps=2)
    _, target = covered(tmp_path, source, FilmCovers(picture=((2800, 3900),)))
    seen = light(target)
    inside = [value for at, value in seen.items() if 2.8 <= at < 3.9]
    assert len(inside) >= 20
    assert max(inside) <= BLACK
    assert max(value for at, value in seen.items() if at < 2.6) > 150


def test_a_film_without_sound_is_covered(tmp_path: Path) -> None:
    _, target = covered(tmp_path, clip(seconds=2, audio=False), FilmCovers(sound=((0, 500),), picture=((500, 900),)))
    assert measure_video(target, FileKind.MP4)[0].has_audio is False
    assert [at for at, value in light(target).items() if value <= BLACK]


def test_A11_lighter_copy_still_and_strip_are_made_from_what_is_covered(tmp_path: Path) -> None:
    covers = FilmCovers(picture=((0, 5500),))
    _, target = covered(tmp_path, clip(seconds=SECONDS), covers)
    small, still, strip = (tmp_path / name for name in ("small.mp4", "still.jpg", "strip.jpg"))
    renditions.make_small_rendition(target, small, seconds=SECONDS)
    assert all(value <= BLACK for at, value in light(small).items() if at < 5.5)
    stills.make_poster(target, still, at_seconds=still_ms(2000, SECONDS * 1000, covers) / 1000)
    plan = stills.plan_strip(SECONDS * 1000)
    stills.make_strip(small, strip, plan)
    with Image.open(still) as picture:
        assert brightest(picture) > 150, "a moment that may be seen"
    assert (plan.count, plan.every_ms) == (4, 2000)
    with Image.open(strip) as picture:
        for number in range(plan.count):
            tile = picture.crop((160 * number + 8, 8, 160 * (number + 1) - 8, picture.height - 8))
            assert (brightest(tile) > 150) is (number == 3), number


def test_the_still_of_a_film_that_is_all_black_is_black(tmp_path: Path) -> None:
    assert still_ms(2000, 5000, FilmCovers(picture=((0, 5000),))) == 2000
    assert still_ms(2000, 5000, FilmCovers(sound=((0, 5000),))) == 2000
    assert still_ms(2000, 9000, FilmCovers(picture=((0, 1950), (2400, 4000)))) == 4500


@pytest.mark.requirement("S001-R41")
def test_A11_captions_in_a_covered_stretch_give_way_to_the_sign(tmp_path: Path) -> None:
    path = tmp_path / "words.vtt"
    path.write_text(
        "WEBVTT\n\n00:00.000 --> 00:00.900\nTrước\n\n00:00.900 --> 00:01.001\n<b>Hồ Thị Thử</b>\n\n"
        "00:03.500 --> 00:04.000\nTrên màn hình: UBND xã Thử\n\n00:07.000 --> 00:08.000\nSau\n"
    )
    text = cover_clean_captions(render_captions(path), COVERS)
    assert [word for word in ("Hồ Thị", "xã Thử", "Trước", "Sau") if word in text] == ["Trước", "Sau"]
    assert text.count(COVER) == 2
    assert "00:00:00.900 --> 00:00:01.001" in text, "when something is said is no secret"


def test_cues_beside_a_stretch_are_let_alone() -> None:
    cues = (Cue(0, 1000, "a"), Cue(2500, 3000, "b"), Cue(2499, 3000, "c"))
    assert [cue.text for cue in cover_captions(cues, COVERS)] == ["a", "b", COVER]
    assert cover_captions(cues, FilmCovers()) == cues
    assert MARGIN_MS < 1000
