"""Captions that name their author are told by the second at which judges would read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from media.identity import Term, TermKind
from media.identity.captions import MOST_FINDINGS, scan_captions_safely

if TYPE_CHECKING:
    from pathlib import Path

TERMS = [Term(TermKind.NAME, "Hồ Văn Khiêm"), Term(TermKind.PHONE, "0912345678")]


def told(folder: Path, text: str, *, name: str | None = None) -> list[tuple[str | None, str]]:
    path = folder / "object"
    path.write_text(text, encoding="utf-8")
    found = scan_captions_safely(path, declared_name=name, terms=TERMS)
    return [(one.place, str(one.facts.get("match") or one.facts["reason"])) for one in found]


def cues(*words: str) -> str:
    return "WEBVTT\n\n" + "\n".join(f"{n:02}:15.000 --> {n:02}:18.000\n{one}\n" for n, one in enumerate(words))


def test_A11_a_name_in_a_cue_is_told_with_its_second(tmp_path: Path) -> None:
    text = cues("Xin chào bà con", "Đạo diễn: <b>HO VAN</b> KHIEM", "Gọi 0912 345 678")
    assert told(tmp_path, text, name="hovankhiem.vtt") == [
        ("file_name", "joined"),
        ("cue:75", "folded"),
        ("cue:135", "exact"),
    ]


def test_A11_a_name_that_goes_on_in_the_next_cue_is_told_with_the_first(tmp_path: Path) -> None:
    assert told(tmp_path, cues("Người dựng phim: Hồ Văn", "Khiêm, tháng Ba", "Hết")) == [("cue:15", "exact")]


def test_captions_that_name_nobody_are_read_whole_and_leave_nothing_unread(tmp_path: Path) -> None:
    assert told(tmp_path, cues("Xin chào bà con", "Hết"), name="phu-de.vtt") == []


def test_what_no_copy_has_is_not_told(tmp_path: Path) -> None:
    text = "WEBVTT - Hồ Văn Khiêm\n\nNOTE Hồ Văn Khiêm\n\n00:01.000 --> 00:02.000\n<v Hồ Văn Khiêm>Xin chào\n"
    assert told(tmp_path, text) == []


def test_a_name_in_every_cue_is_told_a_hundred_times_and_the_rest_left_to_a_person(tmp_path: Path) -> None:
    one = "{0:02}:{1:02}.000 --> {0:02}:{1:02}.500\nHồ Văn Khiêm\n"
    text = "WEBVTT\n\n" + "\n".join(one.format(n // 60, n % 60) for n in range(MOST_FINDINGS + 20))
    found = told(tmp_path, text)
    assert len(found) == MOST_FINDINGS + 1
    assert found[-1] == (None, "too_long")
