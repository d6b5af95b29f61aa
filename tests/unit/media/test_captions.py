"""Captions are read strictly and written anew: times and words stay, everything that could name an author goes."""

from pathlib import Path

import pytest

from media import measuring
from media.codes import Code
from media.essays.blocks import UnreadableError
from media.reports import FileKind, Limits
from media.sniffing import sniff
from media.videos import captions

WHO = "Hồ Thị Canary-Nương"
NAMED = f"""\ufeffWEBVTT - phim của {WHO}
Author: {WHO}

NOTE
Người làm: {WHO}

STYLE
::cue(v[voice="{WHO}"]) {{ color: red }}

REGION
id:{WHO}
width:40%

{WHO}
00:01.000 --> 00:02.500 position:10%,line-left align:start region:{WHO} vector:{WHO}
<v.{WHO} {WHO}>Xin <i.{WHO}>chào</i> <lang {WHO}>bà con</lang> & mọi <b>người</v>
<00:02.000>ở bản

NOTE {WHO}

01:00:03.000 --> 01:00:04.000 line:-1
Hết &lt;phim&gt; <!-- {WHO} -->
"""


def test_A11_only_times_and_words_are_left() -> None:
    done = captions.clean_captions(captions.read_captions(NAMED.encode()))
    assert done == (
        "WEBVTT\n\n"
        "00:00:01.000 --> 00:00:02.500 position:10%,line-left align:start\n"
        "Xin <i>chào</i> bà con &amp; mọi <b>người\nở bản</b>\n\n"
        "01:00:03.000 --> 01:00:04.000 line:-1\n"
        "Hết &lt;phim&gt;\n"
    )
    assert "Canary" in NAMED


def test_clean_captions_are_read_as_the_same_cues() -> None:
    cues = captions.read_captions(NAMED.encode())
    assert captions.read_captions(captions.clean_captions(cues).encode()) == cues
    assert [cue.words for cue in cues] == ["Xin chào bà con & mọi người\nở bản", "Hết <phim>"]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_ending_of_lines_is_read(ending: str) -> None:
    text = ending.join(["WEBVTT", "", "00:00.000 --> 00:01.000", "một", "", "00:01.000 --> 00:02.000", "hai", ""])
    assert [cue.text for cue in captions.read_captions(text.encode())] == ["một", "hai"]


def test_cues_are_put_in_order_and_empty_ones_left_out() -> None:
    text = (
        "WEBVTT\n\n00:02.000 --> 00:03.000\nsau\n\n00:00.000 --> 00:01.000\ntrước\n\n00:04.000 --> 00:05.000\n<b></b>\n"
    )
    assert [cue.words for cue in captions.read_captions(text.encode())] == ["trước", "sau"]


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("1\n00:00:00,000 --> 00:00:01,000\nSRT\n", 1),
        ("WEBVTTX\n\n00:00.000 --> 00:01.000\na\n", 1),
        ("WEBVTT\n00:00.000 --> 00:01.000\na\n", 1),
        ("WEBVTT\n\n", 2),
        ("WEBVTT\n\nNOTE nothing\n", 2),
        ("WEBVTT\n\n00:00.000 --> 00:01.000\na\n\njust words\n", 3),
        ("WEBVTT\n\n00:00.000 --> 00:99.000\na\n", 2),
        ("WEBVTT\n\n00:02.000 --> 00:01.000\na\n", 2),
    ],
)
def test_what_no_player_reads_is_refused_with_the_block(tmp_path: Path, text: str, block: int) -> None:
    with pytest.raises(UnreadableError) as caught:
        captions.read_captions(text.encode())
    assert (caught.value.finding.code, caught.value.finding.facts) == (Code.CAPTIONS_BROKEN, {"block": block})
    path = tmp_path / "words.vtt"
    path.write_text(text)
    assert captions.measure_captions(path) is not None


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(UnreadableError):
        captions.read_captions(b"WEBVTT\n\n00:00.000 --> 00:01.000\n\xff\n")


def test_D18_endless_captions_are_refused() -> None:
    with pytest.raises(UnreadableError) as caught:
        captions.read_captions(b"WEBVTT\n\n" + b"x" * captions.CAPTION_BYTES)
    assert caught.value.finding.code == Code.TOO_LARGE
    with pytest.raises(UnreadableError) as caught:
        captions.read_captions(b"WEBVTT\n" + b"\n00:00.000 --> 00:01.000\na\n" * (captions.MOST_CUES + 1))
    assert caught.value.finding.code == Code.TOO_COMPLEX


def test_captions_are_measured_and_rendered_in_the_sandbox(tmp_path: Path) -> None:
    path = tmp_path / "words.vtt"
    path.write_bytes(NAMED.encode())
    assert sniff(path, "phu-de.vtt").kind is FileKind.VTT
    limits = Limits(kinds=(FileKind.VTT,), max_bytes=captions.CAPTION_BYTES)
    report = measuring.measure_safely(path, limits=limits, declared_name="phu-de.vtt")
    assert (report.kind, report.is_refused) == (FileKind.VTT, False)
    assert captions.render_captions(path).startswith("WEBVTT\n\n00:00:01.000")
    path.write_text("WEBVTT\n\nnothing\n")
    report = measuring.measure_safely(path, limits=limits)
    assert report.is_refused
    assert report.has(Code.CAPTIONS_BROKEN)
