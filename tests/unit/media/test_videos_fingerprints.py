"""A film is known again after it was encoded anew, made smaller and cut in time; another film is not."""

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media import sandbox
from media.videos import fingerprints
from media.videos.fingerprints import Fingerprint, Sound, bands_of, fingerprint, hash_frame, tells_something
from media.videos.lookalikes import FilmOverlap, Stretch, compare_films
from media.videos.renditions import binary


def film(path: Path, *, seed: int, seconds: int = 24, sound: bool = True) -> Path:
    """A film that moves and sounds differently for every seed: cells that live and die, and coloured noise."""
    cells = f"life=s=40x22:r=2:seed={seed}:ratio=0.35:mold=10:life_color=white:death_color=gray,scale=320:176,fps=10"
    argv = [binary(), "-v", "error", "-nostdin", "-y", "-f", "lavfi", "-t", str(seconds), "-i", cells]
    if sound:
        noise = f"anoisesrc=d={seconds}:c=pink:seed={seed}:r=22050,aecho=0.8:0.9:{200 + 90 * seed}:0.6"
        argv += ["-f", "lavfi", "-i", noise, "-c:a", "aac", "-b:a", "64k", "-ac", "1"]
    argv += ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "26", "-pix_fmt", "yuv420p", str(path)]
    subprocess.run(argv, check=True, capture_output=True)
    return path


def again(source: Path, target: Path, *, start: float, seconds: float) -> Path:
    """The same film cut in time, smaller, coarser, and in another container with other codecs."""
    argv = [binary(), "-v", "error", "-nostdin", "-y", "-ss", str(start), "-t", str(seconds), "-i", str(source)]
    argv += ["-vf", "scale=200:-2", "-c:v", "libvpx", "-deadline", "realtime", "-b:v", "250k"]
    argv += ["-c:a", "libopus", "-b:a", "32k", str(target)]
    subprocess.run(argv, check=True, capture_output=True)
    return target


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Fingerprint]:
    folder = tmp_path_factory.mktemp("films")
    original = film(folder / "one.mp4", seed=3)
    other = film(folder / "other.mp4", seed=7)
    return {
        "original": fingerprint(original, has_audio=True),
        "other": fingerprint(other, has_audio=True),
        "cut": fingerprint(again(original, folder / "cut.webm", start=5, seconds=14), has_audio=True),
        "silent": fingerprint(film(folder / "silent.mp4", seed=3, sound=False), has_audio=False),
    }


@pytest.mark.requirement("S001-R11")
def test_B11_a_twin_is_found_after_reencoding_and_cutting(films: dict[str, Fingerprint]) -> None:
    found = compare_films(films["cut"], films["original"])
    assert found.percent_one >= 85
    assert 45 <= found.percent_other <= 70
    for stretch in (*found.pictures, *found.sounds):
        assert stretch.start_other - stretch.start_one == pytest.approx(5, abs=0.6)
    assert sum(one.seconds for one in found.pictures) >= 11
    assert sum(one.seconds for one in found.sounds) >= 9
    assert found.is_sound_compared
    assert len(set(bands_of(films["cut"])) & set(bands_of(films["original"]))) >= 5 * fingerprints.LEAST_BANDS


def test_another_film_has_nothing_in_common(films: dict[str, Fingerprint]) -> None:
    found = compare_films(films["other"], films["original"])
    assert (found.pictures, found.sounds, found.percent_one, found.percent_other) == ((), (), 0, 0)
    assert len(set(bands_of(films["other"])) & set(bands_of(films["original"]))) < fingerprints.LEAST_BANDS


def test_a_film_without_sound_is_known_by_its_picture(films: dict[str, Fingerprint]) -> None:
    assert films["silent"].sound is Sound.NONE
    found = compare_films(films["silent"], films["original"])
    assert found.percent_one >= 95
    assert found.sounds == ()
    assert found.is_sound_compared


def test_a_machine_without_chromaprint_says_that_it_could_not_compare_the_sound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fingerprints, "has_chromaprint", lambda: False)
    made = fingerprint(film(tmp_path / "one.mp4", seed=3, seconds=6), has_audio=True)
    assert (made.sound, made.sounds) == (Sound.NOT_COMPARED, ())
    assert not compare_films(made, made).is_sound_compared


def test_a_sound_that_cannot_be_read_is_not_compared(tmp_path: Path) -> None:
    made = fingerprint(film(tmp_path / "one.mp4", seed=3, seconds=6, sound=False), has_audio=True)
    assert made.sound is Sound.NOT_COMPARED


def test_a_picture_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "no.mp4").write_bytes(b"\0" * 5000)
    with pytest.raises(sandbox.SandboxError):
        fingerprint(tmp_path / "no.mp4", has_audio=False)


def test_a_fingerprint_survives_being_kept(films: dict[str, Fingerprint]) -> None:
    one = films["cut"]
    assert Fingerprint.from_bytes(one.frame_bytes(), one.sound_bytes(), one.sound.value) == one


def test_black_and_grey_frames_tell_nothing() -> None:
    assert not tells_something(hash_frame(bytes(72)))
    assert not tells_something(hash_frame(bytes([128, 129] * 36)))
    assert not tells_something(hash_frame(bytes(range(0, 90, 10)) * 8))
    black = Fingerprint((0,) * 60, (), Sound.NONE)
    assert compare_films(black, black).pictures == ()
    assert bands_of(black) == ()


def test_one_tone_all_through_ties_nothing_together() -> None:
    tone = Fingerprint((), (12345,) * 400, Sound.READ)
    assert compare_films(tone, tone).sounds == ()


def test_gaps_of_two_seconds_are_bridged_and_longer_ones_part_a_stretch() -> None:
    frames = [hash_frame(bytes((37 * n * (at + 3) + n * n * at) % 256 for n in range(72))) for at in range(40)]
    spoiled = [0 if at in {10, 11, 20, 21, 22, 23} else frame for at, frame in enumerate(frames)]
    one, other = (Fingerprint(tuple(each), (), Sound.NONE) for each in (spoiled, frames))
    assert compare_films(one, other).pictures == (Stretch(0, 0, 20), Stretch(24, 24, 16))


@given(st.lists(st.tuples(st.floats(0, 50), st.floats(0, 50)), max_size=6))
def test_shares_of_films_count_each_second_once(places: list[tuple[float, float]]) -> None:
    stretches = tuple(Stretch(start, start, seconds) for start, seconds in places)
    found = FilmOverlap(100, 100, stretches, stretches, is_sound_compared=True)
    assert found.percent_one == found.percent_other
    steps = {step for one in stretches for step in range(round(one.start_one * 100), round(one.end_one * 100))}
    assert found.percent_one == pytest.approx(len(steps) / 100, abs=1.1)
